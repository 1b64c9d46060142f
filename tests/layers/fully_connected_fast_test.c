/*
 * Checks src/layers/fully_connected_fast.c: all that the definition must pass. Its products are
 * compared with the definition over many shapes in tests/numerics/matmul_test.c.
 */
#include "layers/fully_connected_fast.h"

#include "layers/fully_connected_cases.h"

int main(int argc, char **argv)
{
    const fully_connected_version version = {.name = "fully_connected_fast",
                                             .source = "src/layers/fully_connected_fast.c",
                                             .forward = fully_connected_fast_forward,
                                             .backward = fully_connected_fast_backward};
    return fully_connected_cases(&version, argc, argv);
}
