/*
 * Checks src/layers/relu.c. What it must pass stands in relu_cases.c.
 */
#include "layers/relu_cases.h"

int main(int argc, char **argv)
{
    const relu_version version = {"relu", "src/layers/relu.c", relu_forward, relu_backward};
    return relu_cases(&version, argc, argv);
}
