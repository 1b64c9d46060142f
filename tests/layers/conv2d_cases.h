/**
 * @file
 * @brief Everything that a convolution must pass, for conv2d.c and for every faster version of it.
 */
#ifndef CONV2D_CASES_H
#define CONV2D_CASES_H

#include "gradient_check/gradient_check.h"
#include "layers/conv2d.h"

/** @brief A version of the convolution layer, under the contract of conv2d.h. */
typedef struct {
    const char *name;   /**< what its functions' names begin with */
    const char *source; /**< the file in which it stands */
    /** conv2d_forward() or its like */
    void (*forward)(real *y, const real *x, const real *w, const real *b, int N, conv2d_shape s);
    /** conv2d_backward() or its like */
    void (*backward)(real *dx, real *dw, real *db, const real *dy, const real *x, const real *w,
                     int N, conv2d_shape s);
    /** conv2d_dx() or its like */
    void (*dx)(real *dx, const real *dy, const real *w, int N, conv2d_shape s);
    /** conv2d_dw() or its like */
    void (*dw)(real *dw, const real *dy, const real *x, int N, conv2d_shape s);
    /** conv2d_db() or its like */
    void (*db)(real *db, const real *dy, int N, conv2d_shape s);
} conv2d_version;

/** @brief The gradient check of a version. @param version what to check
 * @return the check, for gradient_check_main() */
gradient_check conv2d_gradient_check(const conv2d_version *version);

/**
 * @brief Gradient check, the example made by hand, and the adjoint identities at the network's size.
 *
 * @param version what to check
 * @param argc,argv of main()
 * @return the exit status of the test
 */
int conv2d_cases(const conv2d_version *version, int argc, char **argv);

#endif
