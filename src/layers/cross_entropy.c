/*
 * The cross-entropy loss. Read it with chapters/07-cross-entropy.
 *
 * The network gave the right class the probability p. Its surprise is -ln p: 0 if it was certain
 * (p = 1), more the less it expected the answer, without bound as p goes to 0. The loss is the mean
 * surprise over the batch. A network that knows nothing gives each of 10 digits 1/10 and has the
 * loss ln 10 = 2.3026.
 */
#include "layers/cross_entropy.h"

#include <tgmath.h>

#include "require.h"

static void require_labels(const int *label, int N, int K)
{
    REQUIRE(N >= 1 && K >= 1, "N = %d, K = %d", N, K);
    for (int n = 0; n < N; n++)
        REQUIRE(0 <= label[n] && label[n] < K, "label[%d] = %d, K = %d", n, label[n], K);
}

/*
 * Forward.
 *
 *   loss = -(1 / N) * sum over n, k of  t[n][k] * ln p[n][k],   t[n][k] = (k == label[n] ? 1 : 0)
 *
 * Notes
 * - The target t is "one-hot": 1 for the right class, 0 elsewhere. So of each row's sum one term is
 *   left, ln p[n][label[n]], and t need not be stored.
 * - The sum is kept in double: a thousand terms of like size can cost a float three digits.
 */
void cross_entropy_forward(real *loss, const real *p, const int *label, int N, int K)
{
    require_labels(label, N, K);
    const real(*P)[K] = (const real(*)[K])p;

    double sum = 0;
    for (int n = 0; n < N; n++)
        sum -= log(P[n][label[n]]);
    *loss = (real)(sum / N);
}

/*
 * Backward.
 *
 *   forward:   loss += -(1 / N) * ln p[n][label[n]]
 *   so:        dp[n][k] = -dloss / (N * p[n][k])  for k = label[n],  else 0
 *
 * Notes
 * - The derivative of ln p is 1 / p. The other probabilities do not appear in the loss at all; that
 *   they must shrink when the right one grows is softmax's business.
 */
void cross_entropy_backward(real *dp, const real *dloss, const real *p, const int *label, int N,
                            int K)
{
    require_labels(label, N, K);
    real(*DP)[K] = (real(*)[K])dp;
    const real(*P)[K] = (const real(*)[K])p;

    for (int n = 0; n < N; n++) {
        for (int k = 0; k < K; k++)
            DP[n][k] = 0;
        DP[n][label[n]] = -*dloss / ((real)N * P[n][label[n]]);
    }
}
