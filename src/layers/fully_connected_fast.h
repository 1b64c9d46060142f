/**
 * @file
 * @brief The fully connected layer, fast: the functions of fully_connected.h as matrix products.
 *
 * Same shapes, same ownership, same results (to rounding: the sums may have another order). The
 * work is shared among the team of parallel.h. Explained in chapter 12.
 */
#ifndef FULLY_CONNECTED_FAST_H
#define FULLY_CONNECTED_FAST_H

#include "layers/fully_connected.h"

/** @brief What fully_connected_forward() computes. @copydetails fully_connected_forward() */
void fully_connected_fast_forward(real *y, const real *x, const real *w, const real *b, int N,
                                  fully_connected_shape s);

/** @brief What fully_connected_backward() computes. @copydetails fully_connected_backward() */
void fully_connected_fast_backward(real *dx, real *dw, real *db, const real *dy, const real *x,
                                   const real *w, int N, fully_connected_shape s);

#endif
