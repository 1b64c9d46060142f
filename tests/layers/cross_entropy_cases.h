/**
 * @file
 * @brief Everything that the cross-entropy loss must pass.
 */
#ifndef CROSS_ENTROPY_CASES_H
#define CROSS_ENTROPY_CASES_H

#include "gradient_check/gradient_check.h"
#include "layers/cross_entropy.h"

/** @brief A version of the layer, under the contract of cross_entropy.h. */
typedef struct {
    const char *name;   /**< what its functions' names begin with */
    const char *source; /**< the file in which it stands */
    /** cross_entropy_forward() or its like */
    void (*forward)(real *loss, const real *p, const int *label, int N, int K);
    /** cross_entropy_backward() or its like */
    void (*backward)(real *dp, const real *dloss, const real *p, const int *label, int N, int K);
} cross_entropy_version;

/** @brief The gradient check of a version. @param version what to check
 * @return the check, for gradient_check_main() */
gradient_check cross_entropy_gradient_check(const cross_entropy_version *version);

/**
 * @brief The gradient check, and all that stands beside it in cross_entropy_cases.c.
 *
 * @param version what to check
 * @param argc,argv of main()
 * @return the exit status of the test
 */
int cross_entropy_cases(const cross_entropy_version *version, int argc, char **argv);

#endif
