/*
 * Checks src/layers/cross_entropy.c. What it must pass stands in cross_entropy_cases.c.
 */
#include "layers/cross_entropy_cases.h"

int main(int argc, char **argv)
{
    const cross_entropy_version version = {"cross_entropy", "src/layers/cross_entropy.c",
                                           cross_entropy_forward, cross_entropy_backward};
    return cross_entropy_cases(&version, argc, argv);
}
