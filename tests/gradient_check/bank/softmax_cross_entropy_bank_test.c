/* Fused softmax and cross-entropy, wrong on purpose. */
#include "layers/softmax_cross_entropy_cases.h"

#include <math.h>

#include "gradient_check/bank/bank.h"

enum {
    LOSS_NOT_DIVIDED,
    LOSS_WITHOUT_LABEL,
    LOSS_MAXIMUM_LOST,
    LOSS_WITHOUT_LOGARITHM,
    LOSS_LABEL_ADDED,
    LOSS_LAST_ROW,
    LOSS_SUM_GOES_ON,
    LOSS_LOG_2,
    LOSS_1_MINUS_P,
    LOSS_ROW_0,
    DX_NOT_DIVIDED,
    DX_WITHOUT_T,
    DX_T_ADDED,
    DX_NOT_NORMALISED,
    DX_SIGN,
    DX_WITHOUT_DLOSS,
    DX_LABEL_OF_FIRST,
    DX_CLASS_AFTER,
    DX_T_NOT_SCALED,
    DX_P_1_MINUS_P,
    DX_LAST_ROW,
    DX_T_NEVER_OF_LAST_CLASS,
    DX_T_DIVIDED_BY_SUM,
    DX_TIMES_T,
    DX_SMOOTHED,
    MISTAKES,
};

static int mistake;

static void forward(real *loss, const real *x, const int *label, int N, int K)
{
    const int m = mistake;
    double total = 0, sum = 0;
    for (int n = 0; n < N; n++, x += K) {
        double largest = (double)x[0];
        for (int k = 0; k < K; k++)
            largest = fmax(largest, (double)x[k]);
        sum = m == LOSS_SUM_GOES_ON ? sum : 0;
        for (int k = 0; k < K; k++)
            sum += exp((double)x[k] - largest);
        const double lse =
            (m == LOSS_MAXIMUM_LOST ? 0 : largest) + (m == LOSS_WITHOUT_LOGARITHM ? sum
                                                      : m == LOSS_LOG_2           ? log2(sum)
                                                                                  : log(sum));
        const double right = (double)x[label[n]];
        const double term = m == LOSS_WITHOUT_LABEL ? lse
                            : m == LOSS_LABEL_ADDED ? lse + right
                            : m == LOSS_1_MINUS_P   ? 1 - exp(right - lse)
                            : m == LOSS_ROW_0       ? lse - (double)x[label[n] - n * K]
                                                    : lse - right;
        total = m == LOSS_LAST_ROW ? term : total + term;
    }
    *loss = (real)(m == LOSS_NOT_DIVIDED ? total : total / N);
}

static void backward(real *dx, const real *dloss, const real *x, const int *label, int N, int K)
{
    const int m = mistake;
    for (int n = 0; n < (m == DX_LAST_ROW ? N - 1 : N); n++, x += K, dx += K) {
        double largest = (double)x[0], sum = 0;
        for (int k = 0; k < K; k++)
            largest = fmax(largest, (double)x[k]);
        for (int k = 0; k < K; k++)
            sum += exp((double)x[k] - largest);
        for (int k = 0; k < K; k++) {
            const double e = exp((double)x[k] - largest), p = m == DX_NOT_NORMALISED ? e : e / sum;
            const double t = k == label[m == DX_LABEL_OF_FIRST ? 0 : n] + (m == DX_CLASS_AFTER);
            const bool missed = m == DX_T_NEVER_OF_LAST_CLASS && k == K - 1;
            const double slope = m == DX_WITHOUT_T || missed ? p
                                 : m == DX_T_ADDED           ? p + t
                                 : m == DX_SIGN              ? t - p
                                 : m == DX_T_NOT_SCALED      ? p - N * t
                                 : m == DX_T_DIVIDED_BY_SUM  ? p - t / sum
                                 : m == DX_TIMES_T           ? (p - t) * t
                                 : m == DX_SMOOTHED          ? p - 0.9 * t - 0.1 / K
                                 : m == DX_P_1_MINUS_P       ? p * (1 - p)
                                                             : p - t;
            dx[k] = (real)((m == DX_WITHOUT_DLOSS ? 1 : (double)*dloss) * slope /
                           (m == DX_NOT_DIVIDED ? 1 : N));
        }
    }
}

int main(void)
{
    static const struct {
        const char *array, *words;
    } expected[MISTAKES] = {
        [LOSS_NOT_DIVIDED] = {"loss", "a division by N is missing"},
        [LOSS_WITHOUT_LABEL] = {"loss", "the right class's logit is not subtracted"},
        [LOSS_MAXIMUM_LOST] = {"loss", "the maximum that was subtracted is not added again"},
        [LOSS_WITHOUT_LOGARITHM] = {"loss", "the logarithm of the sum is missing"},
        [LOSS_LABEL_ADDED] = {"loss", "the right class's logit is added"},
        [LOSS_LAST_ROW] = {"loss", "only the last row counts"},
        [LOSS_SUM_GOES_ON] = {"loss", "the sum of exponentials goes on from row to row"},
        [LOSS_LOG_2] = {"loss", "log2(sum) stands in place of ln(sum)"},
        [LOSS_1_MINUS_P] = {"loss", "of each row 1 - p is added up"},
        [LOSS_ROW_0] = {"loss", "x[label] of the first row is subtracted"},
        [DX_T_DIVIDED_BY_SUM] = {"dx", "t / sum is subtracted in place of t"},
        [DX_TIMES_T] = {"dx", "there is a factor t too many"},
        [DX_SMOOTHED] = {"dx", "t, smoothed over all classes"},
        [DX_NOT_DIVIDED] = {"dx", "a division by N is missing"},
        [DX_WITHOUT_T] = {"dx", "the target t is not subtracted"},
        [DX_T_ADDED] = {"dx", "the target t is added"},
        [DX_NOT_NORMALISED] = {"dx", "the exponentials are not divided by their sum"},
        [DX_SIGN] = {"dx", "the sign of dx is flipped"},
        [DX_WITHOUT_DLOSS] = {"dx", "dloss is ignored"},
        [DX_CLASS_AFTER] = {"dx", "1 is subtracted from the class after the right one"},
        [DX_LABEL_OF_FIRST] = {"dx", "the label of the first row is used for all rows"},
        [DX_T_NOT_SCALED] = {"dx", "only p is divided by N"},
        [DX_P_1_MINUS_P] = {"dx", "it is p (1 - p)"},
        [DX_T_NEVER_OF_LAST_CLASS] = {"dx", "not subtracted where the last class is the right one"},
        [DX_LAST_ROW] = {"dx", "the last image of dx is never written"},
    };
    const softmax_cross_entropy_version version = {
        "softmax_cross_entropy", "src/layers/softmax_cross_entropy.c", forward, backward};
    for (mistake = 0; mistake < MISTAKES; mistake++) {
        const gradient_check check = softmax_cross_entropy_gradient_check(&version);
        bank_expect(&check, expected[mistake].array, expected[mistake].words);
    }
    return bank_result();
}
