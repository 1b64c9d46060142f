/**
 * @file
 * @brief Softmax and cross-entropy in one: the loss straight from the logits.
 *
 * The same function as softmax_forward() followed by cross_entropy_forward(), without the
 * probabilities in between, and so without the logarithm of a probability that has underflowed to
 * 0. Training uses this pair. x, (N, K), holds N rows of logits; label, (N), the right classes. The
 * caller owns every array. No output may overlap an input. Derived in chapter 07. PyTorch calls it
 * `torch.nn.CrossEntropyLoss`.
 */
#ifndef SOFTMAX_CROSS_ENTROPY_H
#define SOFTMAX_CROSS_ENTROPY_H

#include "real.h"

/**
 * @brief loss = (1 / N) * sum over n of ( ln(sum over k of exp x[n][k]) - x[n][label[n]] ).
 *
 * Finite for all finite logits (as long as their differences do not overflow).
 *
 * @param[out] loss  (1), overwritten
 * @param[in]  x     (N, K)
 * @param[in]  label (N), each 0 .. K - 1
 * @param      N     rows, at least 1
 * @param      K     classes, at least 1
 */
void softmax_cross_entropy_forward(real *loss, const real *x, const int *label, int N, int K);

/**
 * @brief dx[n][k] = dloss * (p[n][k] - t[n][k]) / N, where p = softmax(x) and t is 1 for the right
 * class, else 0.
 *
 * @param[out] dx    (N, K), overwritten
 * @param[in]  dloss (1), the gradient from above: 1 when the loss is the end of the row of layers
 * @param[in]  x     (N, K), as it was given to softmax_cross_entropy_forward()
 * @param[in]  label (N), likewise
 * @param      N     rows, at least 1
 * @param      K     classes, at least 1
 */
void softmax_cross_entropy_backward(real *dx, const real *dloss, const real *x, const int *label,
                                    int N, int K);

#endif
