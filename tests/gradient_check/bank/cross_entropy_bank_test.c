/* Cross-entropy losses that are wrong on purpose. */
#include "layers/cross_entropy_cases.h"

#include <math.h>

#include "gradient_check/bank/bank.h"

enum {
    LOSS_NOT_DIVIDED,
    LOSS_SIGN,
    LOSS_BASE_2,
    LOSS_FIRST_CLASS,
    LOSS_LAST_ROW,
    LOSS_DIVIDED_BY_K,
    LOSS_WITH_EPSILON,
    LOSS_P_LN_P,
    LOSS_OF_ROWS_NUMBER,
    DP_NOT_DIVIDED,
    DP_SIGN,
    DP_WITHOUT_DLOSS,
    DP_WITHOUT_P,
    DP_EVERY_CLASS,
    DP_NOT_CLEARED,
    DP_P_MINUS_T,
    DP_CLASS_OF_FIRST,
    DP_DIVIDED_BY_K,
    DP_ONE_MINUS_P,
    DP_OTHERS_P,
    MISTAKES,
};

static int mistake;

static void forward(real *loss, const real *p, const int *label, int N, int K)
{
    const int m = mistake;
    double sum = 0;
    for (int n = 0; n < N; n++) {
        const double right = (double)p[n * K + (m == LOSS_FIRST_CLASS      ? 0
                                                : m == LOSS_OF_ROWS_NUMBER ? n % K
                                                                           : label[n])];
        const double term = m == LOSS_BASE_2         ? -log2(right)
                            : m == LOSS_P_LN_P       ? -right * log(right)
                            : m == LOSS_WITH_EPSILON ? -log(right + 1e-7)
                                                     : -log(right);
        sum = m == LOSS_LAST_ROW ? term : sum + term;
    }
    *loss = (real)(m == LOSS_NOT_DIVIDED    ? sum
                   : m == LOSS_SIGN         ? -sum / N
                   : m == LOSS_DIVIDED_BY_K ? sum / K
                                            : sum / N);
}

static void backward(real *dp, const real *dloss, const real *p, const int *label, int N, int K)
{
    const int m = mistake;
    for (int i = 0; i < N * K; i++) {
        const int n = i / K, k = i % K;
        const bool right = k == label[m == DP_CLASS_OF_FIRST ? 0 : n];
        const real upstream = m == DP_WITHOUT_DLOSS ? 1 : *dloss;
        const real scale = upstream / (real)(m == DP_NOT_DIVIDED    ? 1
                                             : m == DP_DIVIDED_BY_K ? K
                                                                    : N);
        const real share = m == DP_WITHOUT_P     ? -scale
                           : m == DP_ONE_MINUS_P ? -scale / (1 - p[i])
                           : m == DP_SIGN        ? scale / p[i]
                                                 : -scale / p[i];
        if (m == DP_P_MINUS_T)
            dp[i] = scale * (p[i] - right);
        else if (right || m == DP_EVERY_CLASS)
            dp[i] = share;
        else if (m != DP_NOT_CLEARED)
            dp[i] = m == DP_OTHERS_P ? scale * p[i] : 0;
    }
}

int main(void)
{
    static const struct {
        const char *array, *words;
    } expected[MISTAKES] = {
        [LOSS_NOT_DIVIDED] = {"loss", "a division by N is missing"},
        [LOSS_SIGN] = {"loss", "the sign of loss is flipped"},
        [LOSS_BASE_2] = {"loss", "the logarithm has base 2"},
        [LOSS_FIRST_CLASS] = {"loss", "the label is ignored"},
        [LOSS_LAST_ROW] = {"loss", "only the last row counts"},
        [LOSS_DIVIDED_BY_K] = {"loss", "divided by K, the length of a row, where it must be N"},
        [LOSS_WITH_EPSILON] = {"loss", "1e-7 is added to p"},
        [LOSS_P_LN_P] = {"loss", "of each row p ln p is taken"},
        [LOSS_OF_ROWS_NUMBER] = {"loss", "the class with the number of the row"},
        [DP_ONE_MINUS_P] = {"dp", "it is 1 / (1 - p)"},
        [DP_OTHERS_P] = {"dp", "the gradient of the other classes is dloss p / N"},
        [DP_NOT_DIVIDED] = {"dp", "a division by N is missing"},
        [DP_SIGN] = {"dp", "the sign of dp is flipped"},
        [DP_WITHOUT_DLOSS] = {"dp", "dloss is ignored"},
        [DP_WITHOUT_P] = {"dp", "the factor 1 / p is missing"},
        [DP_EVERY_CLASS] = {"dp", "every class gets a gradient"},
        [DP_NOT_CLEARED] = {"dp", "where dp should be 0 it is never written"},
        [DP_P_MINUS_T] = {"dp", "it is p - t"},
        [DP_CLASS_OF_FIRST] = {"dp", "the label of the first row is used for all rows"},
        [DP_DIVIDED_BY_K] = {"dp", "divided by K, the length of a row, where it must be N"},
    };
    const cross_entropy_version version = {"cross_entropy", "src/layers/cross_entropy.c", forward,
                                           backward};
    for (mistake = 0; mistake < MISTAKES; mistake++) {
        const gradient_check check = cross_entropy_gradient_check(&version);
        bank_expect(&check, expected[mistake].array, expected[mistake].words);
    }
    return bank_result();
}
