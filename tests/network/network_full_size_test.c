/*
 * Checks the gradient of src/network/network.c at the network's real size, in double: some of the
 * parameters of each layer, and slopes along directions in which all parameters of a layer move.
 */
#include "network/network_cases.h"

int main(int argc, char **argv)
{
    const network_version version = {"network", "src/network/network.c", network_backward};
    gradient_check check = network_full_size_check(&version);
    const int gradients = gradient_check_main(&check, argc, argv);
    network_cases_free();
    return gradients;
}
