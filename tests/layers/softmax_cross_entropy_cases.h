/**
 * @file
 * @brief Everything that the fused softmax and cross-entropy must pass.
 */
#ifndef SOFTMAX_CROSS_ENTROPY_CASES_H
#define SOFTMAX_CROSS_ENTROPY_CASES_H

#include "gradient_check/gradient_check.h"
#include "layers/softmax_cross_entropy.h"

/** @brief A version of the layer, under the contract of softmax_cross_entropy.h. */
typedef struct {
    const char *name;   /**< what its functions' names begin with */
    const char *source; /**< the file in which it stands */
    /** softmax_cross_entropy_forward() or its like */
    void (*forward)(real *loss, const real *x, const int *label, int N, int K);
    /** softmax_cross_entropy_backward() or its like */
    void (*backward)(real *dx, const real *dloss, const real *x, const int *label, int N, int K);
} softmax_cross_entropy_version;

/** @brief The gradient check of a version. @param version what to check
 * @return the check, for gradient_check_main() */
gradient_check softmax_cross_entropy_gradient_check(const softmax_cross_entropy_version *version);

/**
 * @brief The gradient check, and all that stands beside it in softmax_cross_entropy_cases.c.
 *
 * @param version what to check
 * @param argc,argv of main()
 * @return the exit status of the test
 */
int softmax_cross_entropy_cases(const softmax_cross_entropy_version *version, int argc,
                                char **argv);

#endif
