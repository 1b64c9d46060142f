/*
 * Checks src/layers/maxpool2d.c. What it must pass stands in maxpool2d_cases.c.
 */
#include "layers/maxpool2d_cases.h"

int main(int argc, char **argv)
{
    const maxpool2d_version version = {"maxpool2d", "src/layers/maxpool2d.c", maxpool2d_forward,
                                       maxpool2d_backward};
    return maxpool2d_cases(&version, argc, argv);
}
