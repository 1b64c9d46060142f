/**
 * @file
 * @brief Stochastic gradient descent with momentum: how the parameters move.
 *
 * Explained in chapter 09. The momentum is the "heavy ball" of B. T. Polyak, "Some methods of
 * speeding up the convergence of iteration methods", USSR Computational Mathematics and
 * Mathematical Physics 4(5), 1964, kept as a running mean of the gradients.
 */
#ifndef SGD_H
#define SGD_H

#include <stddef.h>

#include "real.h"

/**
 * @brief One step: v = momentum * v + (1 - momentum) * dw, then w = w - lr * v.
 *
 * The factor (1 - momentum) makes v a mean of the latest gradients. PyTorch's `torch.optim.SGD` has
 * it only if told so: this is its `momentum=0.9, dampening=0.9`, but for its very first step, which
 * PyTorch does not dampen. A learning rate of 1.8 here is like 0.18 there without dampening.
 *
 * @param[in,out] w        (count) parameters
 * @param[in,out] v        (count) running mean of the gradients, 0 before the first step; what would be
 *                         smaller than REAL_MIN becomes 0
 * @param[in]     dw       (count) gradients
 * @param         count    parameters
 * @param         lr       learning rate, at least 0
 * @param         momentum from 0 (none) to below 1
 */
void sgd_step(real *w, real *v, const real *dw, size_t count, real lr, real momentum);

#endif
