/*
 * The softmax layer. Read it with chapters/06-softmax.
 *
 * The last fully connected layer gives each class a score, any number. Softmax makes probabilities
 * of them: exp() makes every score positive and favours the large ones, and dividing by the sum
 * makes the row add up to 1.
 */
#include "layers/softmax.h"

#include <tgmath.h>

#include "require.h"

/*
 * Forward.
 *
 *   y[n][k] = exp(x[n][k] - m) / sum over j of exp(x[n][j] - m),   m = max over j of x[n][j]
 *
 * Notes
 * - Subtracting m multiplies numerator and denominator by exp(-m) and cancels. It is there for the
 *   machine: exp(89) is already infinite in float, and infinity / infinity is not a number. With m
 *   subtracted the largest exponent is 0, no exp() is above 1, and the sum is at least 1.
 * - What underflows to 0 on the other side is too small to matter beside that 1.
 */
void softmax_forward(real *y, const real *x, int N, int K)
{
    REQUIRE(N >= 1 && K >= 1, "N = %d, K = %d", N, K);
    const real(*X)[K] = (const real(*)[K])x;
    real(*Y)[K] = (real(*)[K])y;

    for (int n = 0; n < N; n++) {
        real m = X[n][0];
        for (int k = 1; k < K; k++)
            m = X[n][k] > m ? X[n][k] : m;

        real sum = 0;
        for (int k = 0; k < K; k++) {
            Y[n][k] = exp(X[n][k] - m);
            sum += Y[n][k];
        }
        for (int k = 0; k < K; k++)
            Y[n][k] /= sum;
    }
}

/*
 * Backward.
 *
 *   forward:   y[n][k] = exp(x[n][k]) / sum over j of exp(x[n][j])
 *   slope of y[n][j] with respect to x[n][k]:  y[n][j] * ((j == k ? 1 : 0) - y[n][k])
 *   so:        dx[n][k] = sum over j of dy[n][j] * y[n][j] * ((j == k ? 1 : 0) - y[n][k])
 *                       = y[n][k] * (dy[n][k] - sum over j of dy[n][j] * y[n][j])
 *
 * Notes
 * - Raising one logit raises its own probability and lowers all others, since they share the sum:
 *   every dx[k] depends on every dy[j]. The sum over j is the same for all k and computed once.
 * - If dy is the same number everywhere, dx is 0: the probabilities always add up to 1, and no logit
 *   can change that.
 */
void softmax_backward(real *dx, const real *dy, const real *y, int N, int K)
{
    REQUIRE(N >= 1 && K >= 1, "N = %d, K = %d", N, K);
    real(*DX)[K] = (real(*)[K])dx;
    const real(*DY)[K] = (const real(*)[K])dy;
    const real(*Y)[K] = (const real(*)[K])y;

    for (int n = 0; n < N; n++) {
        real shared = 0;
        for (int j = 0; j < K; j++)
            shared += DY[n][j] * Y[n][j];
        for (int k = 0; k < K; k++)
            DX[n][k] = Y[n][k] * (DY[n][k] - shared);
    }
}
