/**
 * @file
 * @brief The fully connected layer: every output is a weighted sum of every input.
 *
 * | array | shape     | meaning                                                        |
 * | ----- | --------- | -------------------------------------------------------------- |
 * | x     | (N, in)   | N rows of inputs; an image of (C, H, W) counts as C * H * W     |
 * | w     | (out, in) | one row of weights for each output                             |
 * | b     | (out)     | one bias for each output                                       |
 * | y     | (N, out)  | N rows of outputs                                              |
 *
 * dx, dw, db and dy have the shapes of x, w, b and y.
 *
 * The caller owns every array. No output may overlap an input, but for one: dx may be x itself, whose
 * place it then takes; fully_connected_backward() writes it last. Derived in chapter 05. PyTorch calls
 * the layer `torch.nn.Linear`.
 */
#ifndef FULLY_CONNECTED_H
#define FULLY_CONNECTED_H

#include "real.h"

/** @brief The sizes of a fully connected layer, both positive. */
typedef struct {
    int in;  /**< inputs */
    int out; /**< outputs */
} fully_connected_shape;

/**
 * @brief y = x wT + b.
 *
 * @param[out] y (N, out), overwritten
 * @param[in]  x (N, in)
 * @param[in]  w (out, in)
 * @param[in]  b (out)
 * @param      N rows, at least 1
 * @param      s sizes of the layer
 */
void fully_connected_forward(real *y, const real *x, const real *w, const real *b, int N,
                             fully_connected_shape s);

/**
 * @brief All three gradients of fully_connected_forward(), given the gradient dy from above.
 *
 * @param[out]    dx (N, in), overwritten; NULL skips it
 * @param[in,out] dw (out, in), added to
 * @param[in,out] db (out), added to
 * @param[in]     dy (N, out)
 * @param[in]     x  (N, in), as it was given to fully_connected_forward()
 * @param[in]     w  (out, in), likewise
 * @param         N  rows, at least 1
 * @param         s  sizes of the layer
 */
void fully_connected_backward(real *dx, real *dw, real *db, const real *dy, const real *x,
                              const real *w, int N, fully_connected_shape s);

/**
 * @brief dx = dy w: the gradient with respect to the input.
 *
 * @param[out] dx (N, in), overwritten
 * @param[in]  dy (N, out)
 * @param[in]  w  (out, in)
 * @param      N  rows, at least 1
 * @param      s  sizes of the layer
 */
void fully_connected_dx(real *dx, const real *dy, const real *w, int N, fully_connected_shape s);

/**
 * @brief dw += dyT x: the gradient with respect to the weights, summed over the N rows.
 *
 * @param[in,out] dw (out, in), added to
 * @param[in]     dy (N, out)
 * @param[in]     x  (N, in)
 * @param         N  rows, at least 1
 * @param         s  sizes of the layer
 */
void fully_connected_dw(real *dw, const real *dy, const real *x, int N, fully_connected_shape s);

/**
 * @brief db += the sum of dy's rows: the gradient with respect to the biases.
 *
 * @param[in,out] db (out), added to
 * @param[in]     dy (N, out)
 * @param         N  rows, at least 1
 * @param         s  sizes of the layer
 */
void fully_connected_db(real *db, const real *dy, int N, fully_connected_shape s);

#endif
