/*
 * Checks src/layers/conv2d.c. What it must pass stands in conv2d_cases.c, since every faster version
 * must pass the same.
 */
#include "layers/conv2d_cases.h"

int main(int argc, char **argv)
{
    const conv2d_version version = {
        "conv2d", "src/layers/conv2d.c", conv2d_forward, conv2d_backward, conv2d_dx, conv2d_dw,
        conv2d_db};
    return conv2d_cases(&version, argc, argv);
}
