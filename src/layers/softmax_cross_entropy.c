/*
 * Softmax and cross-entropy in one. Read it with chapters/07-cross-entropy.
 *
 * One after the other, the two layers compute ln(exp(x) / sum): an exponential that may underflow
 * to 0, and its logarithm, which is then minus infinity. Taken together, the logarithm undoes the
 * exponential on paper, before the machine has computed either.
 */
#include "layers/softmax_cross_entropy.h"

#include <tgmath.h>

#include "require.h"

static void require_labels(const int *label, int N, int K)
{
    REQUIRE(N >= 1 && K >= 1, "N = %d, K = %d", N, K);
    for (int n = 0; n < N; n++)
        REQUIRE(0 <= label[n] && label[n] < K, "label[%d] = %d, K = %d", n, label[n], K);
}

/* The largest of a row's K logits, x[0] .. x[K - 1]. */
static real row_maximum(const real *x, int K)
{
    real m = x[0];
    for (int k = 1; k < K; k++)
        m = x[k] > m ? x[k] : m;
    return m;
}

/*
 * Forward.
 *
 *   -ln p[label] = -ln( exp(x[label]) / sum over k of exp(x[k]) )
 *                = ln( sum over k of exp(x[k]) ) - x[label]
 *                = m + ln( sum over k of exp(x[k] - m) ) - x[label],   m = max over k of x[k]
 *
 * Notes
 * - The logarithm of a sum of exponentials, computed like this, is called log-sum-exp. The sum lies
 *   between 1 and K, so its logarithm is harmless whatever the logits are.
 * - (m - x[label]) first: both may be large, their difference is what counts.
 */
void softmax_cross_entropy_forward(real *loss, const real *x, const int *label, int N, int K)
{
    require_labels(label, N, K);
    const real(*X)[K] = (const real(*)[K])x;

    double total = 0;
    for (int n = 0; n < N; n++) {
        const real m = row_maximum(X[n], K);
        real sum = 0;
        for (int k = 0; k < K; k++)
            sum += exp(X[n][k] - m);
        total += (m - X[n][label[n]]) + log(sum);
    }
    *loss = (real)(total / N);
}

/*
 * Backward.
 *
 *   forward:   loss += (1 / N) * ( ln(sum over j of exp(x[n][j])) - x[n][label[n]] )
 *   slopes with respect to x[n][k]:  of the logarithm, exp(x[n][k]) / sum = p[n][k];
 *                                    of x[n][label[n]], t[n][k] = (k == label[n] ? 1 : 0)
 *   so:        dx[n][k] = dloss * (p[n][k] - t[n][k]) / N
 *
 * Notes
 * - The gradient is the plain difference between what the network said and what is right. Each row
 *   adds up to 0: what the right class gains, the others lose.
 * - p is computed here as softmax_forward() does it; K is small, keeping it would not pay.
 */
void softmax_cross_entropy_backward(real *dx, const real *dloss, const real *x, const int *label,
                                    int N, int K)
{
    require_labels(label, N, K);
    real(*DX)[K] = (real(*)[K])dx;
    const real(*X)[K] = (const real(*)[K])x;

    for (int n = 0; n < N; n++) {
        const real m = row_maximum(X[n], K);
        real sum = 0;
        for (int k = 0; k < K; k++) {
            DX[n][k] = exp(X[n][k] - m);
            sum += DX[n][k];
        }
        for (int k = 0; k < K; k++) {
            const real t = k == label[n] ? 1 : 0;
            DX[n][k] = *dloss * (DX[n][k] / sum - t) / (real)N;
        }
    }
}
