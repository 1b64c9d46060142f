/*
 * Checks src/layers/softmax_cross_entropy.c. What it must pass stands in softmax_cross_entropy_cases.c.
 */
#include "layers/softmax_cross_entropy_cases.h"

int main(int argc, char **argv)
{
    const softmax_cross_entropy_version version = {
        "softmax_cross_entropy", "src/layers/softmax_cross_entropy.c",
        softmax_cross_entropy_forward, softmax_cross_entropy_backward};
    return softmax_cross_entropy_cases(&version, argc, argv);
}
