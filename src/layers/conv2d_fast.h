/**
 * @file
 * @brief The convolution layer, fast: the functions of conv2d.h as small matrix products.
 *
 * Same shapes, same ownership, same results (to rounding: the sums may have another order). Nothing
 * is shared among threads here; the caller gives each thread a few images, as many as stay in its
 * second-level cache. Explained in chapter 12.
 */
#ifndef CONV2D_FAST_H
#define CONV2D_FAST_H

#include "layers/conv2d.h"

/** @brief What conv2d_forward() computes. @copydetails conv2d_forward() */
void conv2d_fast_forward(real *y, const real *x, const real *w, const real *b, int N,
                         conv2d_shape s);

/** @brief What conv2d_backward() computes. @copydetails conv2d_backward() */
void conv2d_fast_backward(real *dx, real *dw, real *db, const real *dy, const real *x,
                          const real *w, int N, conv2d_shape s);

/** @brief What conv2d_dx() computes. @copydetails conv2d_dx() */
void conv2d_fast_dx(real *dx, const real *dy, const real *w, int N, conv2d_shape s);

/** @brief What conv2d_dw() computes. @copydetails conv2d_dw() */
void conv2d_fast_dw(real *dw, const real *dy, const real *x, int N, conv2d_shape s);

/** @brief What conv2d_db() computes. @copydetails conv2d_db() */
void conv2d_fast_db(real *db, const real *dy, int N, conv2d_shape s);

#endif
