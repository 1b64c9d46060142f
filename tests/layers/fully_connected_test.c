/*
 * Checks src/layers/fully_connected.c. What it must pass stands in fully_connected_cases.c, since
 * every faster version must pass the same.
 */
#include "layers/fully_connected_cases.h"

int main(int argc, char **argv)
{
    const fully_connected_version version = {
        "fully_connected",       "src/layers/fully_connected.c",
        fully_connected_forward, fully_connected_backward,
        fully_connected_dx,      fully_connected_dw,
        fully_connected_db};
    return fully_connected_cases(&version, argc, argv);
}
