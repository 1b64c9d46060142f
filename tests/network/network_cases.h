/**
 * @file
 * @brief Everything that the gradient of a network must pass, for network.c and for wrong ones.
 */
#ifndef NETWORK_CASES_H
#define NETWORK_CASES_H

#include "gradient_check/gradient_check.h"
#include "network/network.h"

/** @brief A version of the network's gradient, under the contract of network.h. */
typedef struct {
    const char *name;   /**< what its functions' names begin with */
    const char *source; /**< the file in which it stands */
    /** network_backward() or its like */
    void (*backward)(network *net, const real *x, const int *label, int N);
} network_version;

/**
 * @brief The check of tiny networks, every parameter: at their start, and after some training steps.
 *
 * @param version what to check
 * @return the check, for gradient_check_main(); network_cases_free() frees what it made
 */
gradient_check network_gradient_check(const network_version *version);

/**
 * @brief The check of the network at its real size: a sample of the parameters of each layer, and
 * the slopes along random directions, which see them all.
 *
 * @param version what to check
 * @return the check, for gradient_check_main(); network_cases_free() frees what it made
 */
gradient_check network_full_size_check(const network_version *version);

/** @brief Free the network that the last check has made. */
void network_cases_free(void);

#endif
