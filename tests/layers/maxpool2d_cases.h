/**
 * @file
 * @brief Everything that the max pooling layer must pass.
 */
#ifndef MAXPOOL2D_CASES_H
#define MAXPOOL2D_CASES_H

#include "gradient_check/gradient_check.h"
#include "layers/maxpool2d.h"

/** @brief A version of the layer, under the contract of maxpool2d.h. */
typedef struct {
    const char *name;   /**< what its functions' names begin with */
    const char *source; /**< the file in which it stands */
    /** maxpool2d_forward() or its like */
    void (*forward)(real *y, int *argmax, const real *x, int N, maxpool2d_shape s);
    /** maxpool2d_backward() or its like */
    void (*backward)(real *dx, const real *dy, const int *argmax, int N, maxpool2d_shape s);
} maxpool2d_version;

/** @brief The gradient check of a version. @param version what to check
 * @return the check, for gradient_check_main() */
gradient_check maxpool2d_gradient_check(const maxpool2d_version *version);

/**
 * @brief The gradient check, and all that stands beside it in maxpool2d_cases.c.
 *
 * @param version what to check
 * @param argc,argv of main()
 * @return the exit status of the test
 */
int maxpool2d_cases(const maxpool2d_version *version, int argc, char **argv);

#endif
