/**
 * @file
 * @brief The cross-entropy loss: how surprised the network is by the right answers, on average.
 *
 * p, (N, K), holds N rows of probabilities; label, (N), holds the right class of each, 0 .. K - 1.
 * The loss is one number. The caller owns every array. No output may overlap an input. Derived in
 * chapter 07. Keras calls it `SparseCategoricalCrossentropy`; PyTorch's `torch.nn.CrossEntropyLoss`
 * includes the softmax, like softmax_cross_entropy.h.
 */
#ifndef CROSS_ENTROPY_H
#define CROSS_ENTROPY_H

#include "real.h"

/**
 * @brief loss = -(1 / N) * sum over n of ln p[n][label[n]].
 *
 * Infinite where a right answer has probability 0, as the definition has it.
 *
 * @param[out] loss  (1), overwritten
 * @param[in]  p     (N, K)
 * @param[in]  label (N), each 0 .. K - 1
 * @param      N     rows, at least 1
 * @param      K     classes, at least 1
 */
void cross_entropy_forward(real *loss, const real *p, const int *label, int N, int K);

/**
 * @brief dp[n][k] = -dloss / (N * p[n][k]) where k = label[n], else 0.
 *
 * @param[out] dp    (N, K), overwritten
 * @param[in]  dloss (1), the gradient from above: 1 when the loss is the end of the row of layers
 * @param[in]  p     (N, K), as it was given to cross_entropy_forward()
 * @param[in]  label (N), likewise
 * @param      N     rows, at least 1
 * @param      K     classes, at least 1
 */
void cross_entropy_backward(real *dp, const real *dloss, const real *p, const int *label, int N,
                            int K);

#endif
