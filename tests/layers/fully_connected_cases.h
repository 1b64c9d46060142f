/**
 * @file
 * @brief Everything that a fully connected layer must pass, for fully_connected.c and for every
 * faster version of it.
 */
#ifndef FULLY_CONNECTED_CASES_H
#define FULLY_CONNECTED_CASES_H

#include "gradient_check/gradient_check.h"
#include "layers/fully_connected.h"

/** @brief A version of the fully connected layer, under the contract of fully_connected.h. */
typedef struct {
    const char *name;   /**< what its functions' names begin with */
    const char *source; /**< the file in which it stands */
    /** fully_connected_forward() or its like */
    void (*forward)(real *y, const real *x, const real *w, const real *b, int N,
                    fully_connected_shape s);
    /** fully_connected_backward() or its like */
    void (*backward)(real *dx, real *dw, real *db, const real *dy, const real *x, const real *w,
                     int N, fully_connected_shape s);
    /** fully_connected_dx() or its like; NULL, as the next two, if backward is one function */
    void (*dx)(real *dx, const real *dy, const real *w, int N, fully_connected_shape s);
    /** fully_connected_dw() or its like */
    void (*dw)(real *dw, const real *dy, const real *x, int N, fully_connected_shape s);
    /** fully_connected_db() or its like */
    void (*db)(real *db, const real *dy, int N, fully_connected_shape s);
} fully_connected_version;

/** @brief The gradient check of a version. @param version what to check
 * @return the check, for gradient_check_main() */
gradient_check fully_connected_gradient_check(const fully_connected_version *version);

/**
 * @brief Gradient check, the example made by hand, and the adjoint identities at the network's sizes.
 *
 * @param version what to check
 * @param argc,argv of main()
 * @return the exit status of the test
 */
int fully_connected_cases(const fully_connected_version *version, int argc, char **argv);

#endif
