/* Softmax layers that are wrong on purpose. */
#include "layers/softmax_cases.h"

#include <math.h>

#include "gradient_check/bank/bank.h"

enum {
    Y_NOT_DIVIDED,
    Y_SUM_GOES_ON,
    Y_NEGATIVE,
    Y_LOGARITHM,
    Y_LAST_ROW,
    Y_SUM_ASSIGNED,
    Y_FIRST_NOT_DIVIDED,
    Y_TENS,
    Y_FLOAT,
    DX_WITHOUT_COUPLING,
    DX_WITHOUT_Y,
    DX_COUPLING_ADDED,
    DX_DIAGONAL,
    DX_COUPLING_WITHOUT_Y,
    DX_COUPLING_GOES_ON,
    DX_SIGN,
    DX_DIVIDED,
    DX_ALMOST,
    DX_WITHOUT_DY,
    DX_Y_LESS_DY,
    DX_ADDED,
    Y_CHANGED,
    DX_OTHER_FACTOR,
    DX_NEXT_DY,
    DX_COUPLING_OF_SQUARED_DY,
    DX_COUPLING_DOUBLED,
    MISTAKES,
};

static int mistake;

static void forward(real *y, const real *x, int N, int K)
{
    const int m = mistake, rows = m == Y_LAST_ROW ? N - 1 : N;
    real sum = 0;
    for (int n = 0; n < rows; n++, x += K, y += K) {
        real largest = x[0];
        for (int k = 0; k < K; k++)
            largest = x[k] > largest ? x[k] : largest;
        sum = m == Y_SUM_GOES_ON ? sum : 0;
        for (int k = 0; k < K; k++) {
            const double power = (double)(m == Y_NEGATIVE ? largest - x[k] : x[k] - largest);
            y[k] = (real)(m == Y_TENS    ? pow(10, power)
                          : m == Y_FLOAT ? (double)expf((float)power)
                                         : exp(power));
            sum = m == Y_SUM_ASSIGNED ? y[k] : sum + y[k];
        }
        for (int k = 0; k < K; k++) {
            y[k] = m == Y_NOT_DIVIDED || (m == Y_FIRST_NOT_DIVIDED && k == 0) ? y[k] : y[k] / sum;
            y[k] = m == Y_LOGARITHM ? (real)log((double)y[k]) : y[k];
        }
    }
}

static void backward(real *dx, const real *dy, const real *y, int N, int K)
{
    const int m = mistake;
    real shared = 0;
    for (int n = 0; n < N; n++, dx += K, dy += K, y += K) {
        shared = m == DX_COUPLING_GOES_ON ? shared : 0;
        for (int k = 0; k < K; k++)
            shared += m == DX_COUPLING_WITHOUT_Y       ? dy[k]
                      : m == DX_COUPLING_OF_SQUARED_DY ? dy[k] * dy[k] * y[k]
                                                       : dy[k] * y[k];
        for (int k = 0; k < K; k++) {
            const real right = y[k] * (dy[k] - shared);
            const real share = m == DX_WITHOUT_COUPLING   ? y[k] * dy[k]
                               : m == DX_WITHOUT_Y        ? dy[k] - shared
                               : m == DX_COUPLING_ADDED   ? y[k] * (dy[k] + shared)
                               : m == DX_DIAGONAL         ? y[k] * (1 - y[k]) * dy[k]
                               : m == DX_SIGN             ? -right
                               : m == DX_DIVIDED          ? right / (real)N
                               : m == DX_ALMOST           ? right * (real)1.0005
                               : m == DX_Y_LESS_DY        ? y[k] - dy[k]
                               : m == DX_OTHER_FACTOR     ? (1 - y[k]) * (dy[k] - shared)
                               : m == DX_NEXT_DY          ? y[k] * (dy[(k + 1) % K] - shared)
                               : m == DX_COUPLING_DOUBLED ? y[k] * (dy[k] - 2 * shared)
                               : m == DX_WITHOUT_DY       ? y[k] * (1 - (real)K * y[k])
                                                          : right;
            dx[k] = m == DX_ADDED ? dx[k] + share : share;
        }
        if (m == Y_CHANGED)
            ((real *)y)[0] = 0;
    }
}

int main(void)
{
    static const struct {
        const char *array, *words;
    } expected[MISTAKES] = {
        [Y_NOT_DIVIDED] = {"y", "it is not divided by the sum of the row"},
        [Y_SUM_GOES_ON] = {"y", "the sum goes on from row to row"},
        [Y_NEGATIVE] = {"y", "x has the wrong sign"},
        [Y_LOGARITHM] = {"y", "it is the logarithm of the softmax"},
        [Y_LAST_ROW] = {"y", "the last image of y is never written"},
        [Y_SUM_ASSIGNED] = {"y", "of the sum only the last exponential is left"},
        [Y_FIRST_NOT_DIVIDED] = {"y", "the first of each row is not divided by the sum"},
        [Y_TENS] = {"y", "powers of 10 are taken"},
        [Y_FLOAT] = {"y", "is something computed in float"},
        [DX_OTHER_FACTOR] = {"dx", "the factor before the parentheses is 1 - y[k]"},
        [DX_NEXT_DY] = {"dx", "dy of the next class in place of dy[k]"},
        [DX_COUPLING_OF_SQUARED_DY] = {"dx", "in the coupling sum stands dy[j] dy[j]"},
        [DX_COUPLING_DOUBLED] = {"dx", "the coupling term is doubled"},
        [DX_WITHOUT_COUPLING] = {"dx", "the coupling term is missing"},
        [DX_WITHOUT_Y] = {"dx", "the factor y is missing"},
        [DX_COUPLING_ADDED] = {"dx", "the coupling term is added"},
        [DX_DIAGONAL] = {"dx", "the coupling with the others is missing"},
        [DX_COUPLING_WITHOUT_Y] = {"dx", "the coupling term is the sum of dy, without y"},
        [DX_COUPLING_GOES_ON] = {"dx", "the coupling term goes on from row to row"},
        [DX_SIGN] = {"dx", "the sign of dx is flipped"},
        [DX_DIVIDED] = {"dx", "dx is divided by N"},
        [DX_ALMOST] = {"dx", "1.0005 times what it must be"},
        [DX_WITHOUT_DY] = {"dx", "the upstream gradient is ignored"},
        [DX_Y_LESS_DY] = {"dx", "it is y - dy"},
        [DX_ADDED] = {"dx", "dx is added to where it must be overwritten"},
        [Y_CHANGED] = {"y", "y is only to be read, and backward changes it"},
    };
    const softmax_version version = {"softmax", "src/layers/softmax.c", forward, backward};
    for (mistake = 0; mistake < MISTAKES; mistake++) {
        const gradient_check check = softmax_gradient_check(&version);
        bank_expect(&check, expected[mistake].array, expected[mistake].words);
    }
    return bank_result();
}
