/**
 * @file
 * @brief The softmax layer: a row of any numbers becomes a row of probabilities.
 *
 * Each row of x, (N, K), holds K scores, called logits. Each row of y, (N, K), holds K numbers
 * between 0 and 1 with the sum 1, larger where the logit is larger. The caller owns every array. No
 * output may overlap an input. Derived in chapter 06. PyTorch calls the layer `torch.nn.Softmax`.
 *
 * J. S. Bridle, "Probabilistic interpretation of feedforward classification network outputs", in
 * Neurocomputing, NATO ASI Series F68, Springer 1990.
 */
#ifndef SOFTMAX_H
#define SOFTMAX_H

#include "real.h"

/**
 * @brief y[n][k] = exp(x[n][k]) / sum over j of exp(x[n][j]).
 *
 * Finite for all finite logits, however large: the row's maximum is subtracted first, which changes
 * nothing else.
 *
 * @param[out] y (N, K), overwritten
 * @param[in]  x (N, K)
 * @param      N rows, at least 1
 * @param      K classes, at least 1
 */
void softmax_forward(real *y, const real *x, int N, int K);

/**
 * @brief dx[n][k] = y[n][k] * (dy[n][k] - sum over j of dy[n][j] * y[n][j]).
 *
 * @param[out] dx (N, K), overwritten
 * @param[in]  dy (N, K)
 * @param[in]  y  (N, K), the result of softmax_forward()
 * @param      N  rows, at least 1
 * @param      K  classes, at least 1
 */
void softmax_backward(real *dx, const real *dy, const real *y, int N, int K);

#endif
