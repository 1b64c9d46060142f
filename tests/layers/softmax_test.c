/*
 * Checks src/layers/softmax.c. What it must pass stands in softmax_cases.c.
 */
#include "layers/softmax_cases.h"

int main(int argc, char **argv)
{
    const softmax_version version = {"softmax", "src/layers/softmax.c", softmax_forward,
                                     softmax_backward};
    return softmax_cases(&version, argc, argv);
}
