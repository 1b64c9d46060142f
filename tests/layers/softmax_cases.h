/**
 * @file
 * @brief Everything that the softmax layer must pass.
 */
#ifndef SOFTMAX_CASES_H
#define SOFTMAX_CASES_H

#include "gradient_check/gradient_check.h"
#include "layers/softmax.h"

/** @brief A version of the layer, under the contract of softmax.h. */
typedef struct {
    const char *name;   /**< what its functions' names begin with */
    const char *source; /**< the file in which it stands */
    /** softmax_forward() or its like */
    void (*forward)(real *y, const real *x, int N, int K);
    /** softmax_backward() or its like */
    void (*backward)(real *dx, const real *dy, const real *y, int N, int K);
} softmax_version;

/** @brief The gradient check of a version. @param version what to check
 * @return the check, for gradient_check_main() */
gradient_check softmax_gradient_check(const softmax_version *version);

/**
 * @brief The gradient check, and all that stands beside it in softmax_cases.c.
 *
 * @param version what to check
 * @param argc,argv of main()
 * @return the exit status of the test
 */
int softmax_cases(const softmax_version *version, int argc, char **argv);

#endif
