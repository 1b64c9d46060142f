/**
 * @file
 * @brief Adam: each parameter moves by its mean gradient, divided by that gradient's usual size.
 *
 * Explained in chapter 14. D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR
 * 2015, Algorithm 1.
 */
#ifndef ADAM_H
#define ADAM_H

#include <stddef.h>

#include "real.h"

/** @brief What is fixed for a whole training. PyTorch's `betas=(beta1, beta2), eps=epsilon`. */
typedef struct {
    real beta1;   /**< how much of the mean gradient is kept in a step, from 0 to below 1 */
    real beta2;   /**< how much of the mean square is kept, from 0 to below 1 */
    real epsilon; /**< keeps the division by the size of a gradient that is 0 finite; above 0 */
} adam_options;

/**
 * @brief One step, the step-th of the training.
 *
 *     m = beta1 * m + (1 - beta1) * dw          the mean gradient
 *     v = beta2 * v + (1 - beta2) * dw^2        the mean of its square
 *     w = w - lr * (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + epsilon)
 *
 * It is what `torch.optim.Adam` does without weight decay; but where m or v would be smaller than
 * REAL_MIN they become 0.
 *
 * @param[in,out] w     (count) parameters
 * @param[in,out] m     (count) running mean of the gradients, 0 before the first step
 * @param[in,out] v     (count) running mean of their squares, 0 before the first step
 * @param[in]     dw    (count) gradients
 * @param         count parameters
 * @param         step  1 in the first step, 2 in the second, ...
 * @param         lr    learning rate of this step, at least 0
 * @param         o     the rest
 */
void adam_step(real *w, real *m, real *v, const real *dw, size_t count, int step, real lr,
               adam_options o);

#endif
