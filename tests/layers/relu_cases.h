/**
 * @file
 * @brief Everything that the ReLU must pass.
 */
#ifndef RELU_CASES_H
#define RELU_CASES_H

#include "gradient_check/gradient_check.h"
#include "layers/relu.h"

/** @brief A version of the layer, under the contract of relu.h. */
typedef struct {
    const char *name;   /**< what its functions' names begin with */
    const char *source; /**< the file in which it stands */
    /** relu_forward() or its like */
    void (*forward)(real *y, const real *x, size_t count);
    /** relu_backward() or its like */
    void (*backward)(real *dx, const real *dy, const real *x, size_t count);
} relu_version;

/** @brief The gradient check of a version. @param version what to check
 * @return the check, for gradient_check_main() */
gradient_check relu_gradient_check(const relu_version *version);

/**
 * @brief The gradient check, and all that stands beside it in relu_cases.c.
 *
 * @param version what to check
 * @param argc,argv of main()
 * @return the exit status of the test
 */
int relu_cases(const relu_version *version, int argc, char **argv);

#endif
