/**
 * @file
 * @brief The rectified linear unit (ReLU): negative numbers become zero, the others stay.
 *
 * It works on each element by itself, so the arrays have any shape; only their number of elements
 * counts. The caller owns every array. An output may be the same array as an input of the same
 * call (y == x, dx == dy); otherwise they must not overlap. Explained in chapter 03.
 *
 * V. Nair and G. E. Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML
 * 2010; PyTorch calls the layer `torch.nn.ReLU`.
 */
#ifndef RELU_H
#define RELU_H

#include <stddef.h>

#include "real.h"

/**
 * @brief y = max(0, x), element by element. NaN stays NaN, so that a failure upstream is seen.
 *
 * @param[out] y     (count), overwritten
 * @param[in]  x     (count)
 * @param      count elements
 */
void relu_forward(real *y, const real *x, size_t count);

/**
 * @brief dx = dy where x > 0, else 0. At x = 0, where there is no derivative, it is taken as 0.
 *
 * @param[out] dx    (count), overwritten
 * @param[in]  dy    (count)
 * @param[in]  x     (count), as it was given to relu_forward(); its result y serves as well, since
 *                   y > 0 exactly where x > 0
 * @param      count elements
 */
void relu_backward(real *dx, const real *dy, const real *x, size_t count);

#endif
