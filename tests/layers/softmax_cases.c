/*
 * What the softmax layer must pass: forward against an independent version, the gradient of
 * every element against numerical differences, in double; large logits; an example made by hand.
 */
#include "layers/softmax_cases.h"

#include <float.h>
#include <math.h>

#include <string.h>

#include "expect.h"
#include "require_stops.h"
#include "gradient_check/gradient_check.h"

/* The example of chapter 06: logits ln 1, ln 2, ln 5 make the probabilities 1/8, 2/8, 5/8. */
static void by_hand(const softmax_version *v)
{
    const real x[] = {(real)log(1), (real)log(2), (real)log(5)};
    const real dy[] = {8, 0, 16};
    const real y_expected[] = {0.125, 0.25, 0.625};
    const real dx_expected[] = {-0.375, -2.75, 3.125}; /* y (dy - 11), 11 = 8/8 + 16 * 5/8 */
    real y[3], dx[3];
    v->forward(y, x, 1, 3);
    v->backward(dx, dy, y, 1, 3);
    for (int k = 0; k < 3; k++) {
        EXPECT(fabs(y[k] - y_expected[k]) <= 1e-15, "y[%d] = %.17g, by hand %g", k, y[k],
               y_expected[k]);
        EXPECT(fabs(dx[k] - dx_expected[k]) <= 1e-14, "dx[%d] = %.17g, by hand %g", k, dx[k],
               dx_expected[k]);
    }
}

/* Logits beyond the reach of exp(): adding the same number to all changes nothing. */
static void overflow(const softmax_version *v)
{
    const real x[] = {1e4, 1e4 - 1, 1e4 - 2, /* */ -1e4, -1e4 - 1, -1e4 - 2, /* */ 0, -1, -2};
    real y[12];
    v->forward(y, x, 3, 3);
    for (int k = 0; k < 9; k++)
        EXPECT(isfinite(y[k]), "y[%d] = %g: the row's own maximum is not subtracted before exp()",
               k, y[k]);
    for (int k = 0; k < 6; k++)
        EXPECT(y[k] == y[6 + k % 3], "softmax moved by 1e4: y[%d] = %g instead of %g", k, y[k],
               y[6 + k % 3]);
    for (int n = 0; n < 3; n++) {
        const real sum = y[3 * n] + y[3 * n + 1] + y[3 * n + 2];
        EXPECT(fabs(sum - 1) <= 2 * DBL_EPSILON, "row %d adds up to %.17g", n, sum);
    }
    /* The maximum in every place of a row, in rows of very different size. */
    for (int first = 0; first < 4; first++) {
        real rows[12] = {0};
        for (int n = 0; n < 3; n++)
            rows[4 * n + (first + n) % 4] = (real)2000 * (real)(n + 1);
        v->forward(y, rows, 3, 4);
        for (int i = 0; i < 12; i++)
            EXPECT(y[i] == (rows[i] > 0), "a maximum of %g: y[%d] = %g%s", rows[i], i, y[i],
                   isfinite(y[i]) ? ""
                                  : ": is it the row's maximum that is subtracted before exp()?");
    }
    const real far_apart[] = {1000, -1000}, certain[] = {1, 0};
    v->forward(y, far_apart, 1, 2);
    EXPECT(y[0] == certain[0] && y[1] == certain[1], "softmax(1000, -1000) = %g, %g", y[0], y[1]);

    /* One class: it is certain, and nothing can change that. */
    const real one = 42, dy = 7;
    real probability, dx;
    v->forward(&probability, &one, 1, 1);
    v->backward(&dx, &dy, &probability, 1, 1);
    EXPECT(probability == 1 && dx == 0, "one class: y = %g, dx = %g", probability, dx);
}

static const int shapes[][2] = {{2, 5}, {3, 10}, {4, 2}, {2, 1}};

/* What is being checked; the callbacks below have no other way to know. */
static const softmax_version *version;

static void make(gradient_check *c)
{
    c->x = gradient_tensor_new("x", shapes[c->number][0], shapes[c->number][1], 0, 0);
    c->y = gradient_tensor_new("y", shapes[c->number][0], shapes[c->number][1], 0, 0);
    gradient_fill_normal(&c->x, &c->random);
}

static void forward(gradient_check *c)
{
    version->forward(c->y.value, c->x.value, c->x.shape[0], c->x.shape[1]);
}

static void backward(gradient_check *c)
{
    version->backward(c->x.gradient, c->y.gradient, c->y.value, c->x.shape[0], c->x.shape[1]);
}

/* Forward once more, written differently on purpose: y = 1 / sum of exp of the differences. */
static void reference(const gradient_check *c, double *y)
{
    const int K = c->x.shape[1];
    for (int i = 0; i < (int)c->x.count; i++) {
        double sum = 0;
        for (int j = 0; j < K; j++)
            sum += exp(c->x.value[i - i % K + j] - c->x.value[i]);
        y[i] = 1 / sum;
    }
}

/* ---- Mistakes that are known of softmax, for the diagnosis ---------------------------------------- */

enum {
    NOT_DIVIDED,
    DIVIDED_BY_BATCH,
    DIVIDED_BY_COLUMN,
    SUM_GOES_ON,
    DIVIDED_BY_FIRST_SUM,
    LOGARITHM,
    ONLY_NORMALISED,
    SIGMOID,
    DIVIDED_BY_LARGEST,
    DIVIDED_BY_K,
    WITHOUT_MAXIMUM_IN_SUM,
    WITHOUT_FIRST,
    WITHOUT_LAST,
    LAST_ONLY,
    SUM_OF_SQUARES,
    POWERS_OF_2,
    DISTANCE_TO_MAXIMUM,
    SUM_FROM_1,
    TIMES_SUM,
    SUM_ITSELF,
    SUM_SQUARED,
};

static void wrong_forward(const gradient_check *c, int mistake, double *y)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    double going_on = 0, first = 0, batch = 0;
    for (int i = 0; i < N * K; i++)
        batch += exp((double)c->x.value[i]);
    for (int n = 0; n < N; n++) {
        double sum = 0, logits = 0, m = -INFINITY, squares = 0, powers = 0;
        for (int k = 0; k < K; k++)
            m = fmax(m, (double)c->x.value[n * K + k]);
        for (int k = 0; k < K; k++) {
            sum += exp((double)c->x.value[n * K + k] - m);
            logits += (double)c->x.value[n * K + k];
            squares += exp(2 * ((double)c->x.value[n * K + k] - m));
            powers += exp2((double)c->x.value[n * K + k] - m);
        }
        going_on += sum;
        first = n == 0 ? sum : first;
        const double e_first = exp((double)c->x.value[n * K] - m);
        const double e_last = exp((double)c->x.value[n * K + K - 1] - m);
        for (int k = 0; k < K; k++) {
            const double x = (double)c->x.value[n * K + k], e = exp(x - m);
            double column = 0;
            for (int j = 0; j < N; j++)
                column += exp((double)c->x.value[j * K + k]);
            const double wrong[] = {[NOT_DIVIDED] = e,
                                    [DIVIDED_BY_BATCH] = exp(x) / batch,
                                    [DIVIDED_BY_COLUMN] = exp(x) / column,
                                    [SUM_GOES_ON] = e / going_on,
                                    [DIVIDED_BY_FIRST_SUM] = e / first,
                                    [LOGARITHM] = x - m - log(sum),
                                    [ONLY_NORMALISED] = x / logits,
                                    [SIGMOID] = 1 / (1 + exp(-x)),
                                    [DIVIDED_BY_LARGEST] = exp(x) / exp(m),
                                    [DIVIDED_BY_K] = e / K,
                                    [WITHOUT_MAXIMUM_IN_SUM] = exp(x) / sum,
                                    [WITHOUT_FIRST] = e / (sum - e_first),
                                    [WITHOUT_LAST] = e / (sum - e_last),
                                    [LAST_ONLY] = e / e_last,
                                    [SUM_OF_SQUARES] = e / squares,
                                    [POWERS_OF_2] = exp2(x - m) / powers,
                                    [DISTANCE_TO_MAXIMUM] = (x - m) / (logits - K * m),
                                    [SUM_FROM_1] = e / (1 + sum),
                                    [TIMES_SUM] = e * sum,
                                    [SUM_ITSELF] = sum,
                                    [SUM_SQUARED] = e / (sum * sum)};
            y[n * K + k] = wrong[mistake];
        }
    }
}

enum {
    WITHOUT_COUPLING,
    WITHOUT_Y,
    DIAGONAL_ONLY,
    COUPLING_ADDED,
    COUPLING_OF_DY,
    COUPLING_OF_Y,
    Y_LESS_DY,
    COUPLING_NOT_TIMES_Y,
    COUPLING_GOES_ON,
    COUPLING_OF_FIRST_ROW,
    COUPLING_OF_BATCH,
    Y_SQUARED,
    COUPLING_ONLY,
    COUPLING_MEAN,
    COUPLING_LAST,
    Y_AS_SHARED,
    X_FOR_Y,
    COUPLING_WITHOUT_FIRST,
    COUPLING_WITHOUT_LAST,
    Y_OF_FIRST_ROW,
    DY_OF_FIRST_ROW,
    DY_ONLY_IN_COUPLING,
    WITHOUT_ITSELF,
    COUPLING_FROM_1,
    COUPLING_OF_SQUARES,
};

static void wrong_backward(const gradient_check *c, int mistake, double *dx)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    const real *x = c->x.value, *dy = c->y.gradient;
    double y[64], going_on = 0, first = 0, batch = 0;
    c->reference(c, y);
    for (int i = 0; i < N * K; i++)
        batch += (double)dy[i] * y[i];
    for (int n = 0; n < N; n++) {
        double shared = 0, sum_dy = 0, sum_y = 0, shared_x = 0, squares = 0;
        for (int i = n * K; i < (n + 1) * K; i++) {
            shared += (double)dy[i] * y[i];
            sum_dy += (double)dy[i];
            sum_y += y[i];
            squares += y[i] * y[i];
            shared_x += (double)dy[i] * (double)x[i];
        }
        going_on += shared;
        first = n == 0 ? shared : first;
        for (int i = n * K; i < (n + 1) * K; i++) {
            const double first_term = (double)dy[n * K] * y[n * K];
            const double d = (double)dy[i], last = (double)dy[(n + 1) * K - 1] * y[(n + 1) * K - 1];
            const double wrong[] = {[WITHOUT_COUPLING] = y[i] * d,
                                    [WITHOUT_Y] = d - shared,
                                    [DIAGONAL_ONLY] = y[i] * (1 - y[i]) * d,
                                    [Y_LESS_DY] = y[i] - d,
                                    [COUPLING_ADDED] = y[i] * (d + shared),
                                    [COUPLING_OF_DY] = y[i] * (d - sum_dy),
                                    [COUPLING_OF_Y] = y[i] * (d - sum_y),
                                    [COUPLING_NOT_TIMES_Y] = y[i] * d - shared,
                                    [COUPLING_GOES_ON] = y[i] * (d - going_on),
                                    [COUPLING_OF_FIRST_ROW] = y[i] * (d - first),
                                    [COUPLING_OF_BATCH] = y[i] * (d - batch),
                                    [Y_SQUARED] = y[i] * y[i] * (d - shared),
                                    [COUPLING_ONLY] = y[i] * shared,
                                    [COUPLING_MEAN] = y[i] * (d - shared / K),
                                    [COUPLING_LAST] = y[i] * (d - last),
                                    [Y_AS_SHARED] = y[i] * (d - y[i]),
                                    [X_FOR_Y] = (double)x[i] * (d - shared_x),
                                    [COUPLING_WITHOUT_FIRST] = y[i] * (d - shared + first_term),
                                    [COUPLING_WITHOUT_LAST] = y[i] * (d - shared + last),
                                    [Y_OF_FIRST_ROW] = y[i % K] * (d - shared),
                                    [DY_OF_FIRST_ROW] = y[i] * ((double)dy[i % K] - shared),
                                    [DY_ONLY_IN_COUPLING] = y[i] * (1 - shared),
                                    [WITHOUT_ITSELF] = -y[i] * (shared - d * y[i]),
                                    [COUPLING_FROM_1] = y[i] * (d - shared - 1),
                                    [COUPLING_OF_SQUARES] = y[i] * (d - squares)};
            dx[i] = wrong[mistake];
        }
    }
}

/*
 * dx[k] = y[k] * (dy[k] - sum over j of dy[j] * y[j]) has four places where a quantity is taken, and
 * in each of them another one may stand by mistake.
 */
enum { FACTOR, MINUEND, FIRST_IN_SUM, SECOND_IN_SUM, PLACES };
static const char *const quantities[] = {"y[k]",
                                         "dy[k]",
                                         "1",
                                         "0",
                                         "x[k]",
                                         "1 - y[k]",
                                         "y[k] y[k]",
                                         "y[k] (1 - y[k])",
                                         "dy[k] dy[k]",
                                         "dy[k] y[k]",
                                         "1 / y[k]",
                                         "1 / dy[k]",
                                         "ln y[k]",
                                         "exp(y[k])",
                                         "exp(x[k])",
                                         "|dy[k]|",
                                         "-y[k]",
                                         "-dy[k]",
                                         "y[0]",
                                         "dy[0]",
                                         "y of the first row",
                                         "dy of the first row",
                                         "y of the next row",
                                         "dy of the next row",
                                         "y of the next class",
                                         "dy of the next class",
                                         "y of the class before",
                                         "dy of the class before",
                                         "y in reverse order",
                                         "dy in reverse order",
                                         "y by the transposed index",
                                         "dy by the transposed index",
                                         "1 / K"};
enum { QUANTITIES = sizeof quantities / sizeof quantities[0], IS_Y = 0, IS_DY = 1 };

static double quantity(const gradient_check *c, const double *y, int which, int n, int k)
{
    const int N = c->x.shape[0], K = c->x.shape[1], i = n * K + k, next_row = (n + 1) % N * K + k;
    const int after = n * K + (k + 1) % K, before = n * K + (k + K - 1) % K;
    const int turned = n * K + K - 1 - k, transposed = k * N + n;
    const double x = (double)c->x.value[i];
    const real *dy = c->y.gradient;
    const double p = y[i], d = (double)dy[i];
    const double all[QUANTITIES] = {p,
                                    d,
                                    1,
                                    0,
                                    x,
                                    1 - p,
                                    p * p,
                                    p * (1 - p),
                                    d * d,
                                    d * p,
                                    1 / p,
                                    1 / d,
                                    log(p),
                                    exp(p),
                                    exp(x),
                                    fabs(d),
                                    -p,
                                    -d,
                                    y[n * K],
                                    (double)dy[n * K],
                                    y[k],
                                    (double)dy[k],
                                    y[next_row],
                                    (double)dy[next_row],
                                    y[after],
                                    (double)dy[after],
                                    y[before],
                                    (double)dy[before],
                                    y[turned],
                                    (double)dy[turned],
                                    y[transposed],
                                    (double)dy[transposed],
                                    1.0 / K};
    return all[which];
}

/* What becomes of the sum over j before it is subtracted; and how the terms are put together. */
static const char *const sums[] = {
    "the coupling term is doubled",
    "the coupling term is halved",
    "the coupling term is multiplied by K",
    "the coupling term is divided by N",
    "the coupling term is squared",
    "the coupling term leaves out k itself",
    "of each two terms of the coupling sum one is left out",
    "the parentheses are missing: y is multiplied with the coupling term only, dy - y * shared",
    "there is a factor y too many before the coupling term",
    "there is a factor dy too many before the coupling term",
    "dy is subtracted from 1, and not the coupling term from dy",
    "dy[k] is multiplied by 1 - shared, and must have shared subtracted",
    "y[k] is added to dx",
    "y is added to the rest, and must be multiplied with it",
    "it is y[k] divided by the rest, and must be multiplied with it",
    "the first coupling products are added up while dx is written: each k sees only j up to k",
};
enum { SUMS = sizeof sums / sizeof sums[0] };

static double wrong_sum(int which, double y, double dy, double sum, double others, double part,
                        double up_to, const gradient_check *c)
{
    const double all[SUMS] = {y * (dy - 2 * sum),
                              y * (dy - sum / 2),
                              y * (dy - sum * c->x.shape[1]),
                              y * (dy - sum / c->x.shape[0]),
                              y * (dy - sum * sum),
                              y * (dy - others),
                              y * (dy - part),
                              dy - y * sum,
                              y * (dy - y * sum),
                              y * (dy - dy * sum),
                              y * (sum - (1 - dy)),
                              y * dy * (1 - sum),
                              y * (dy - sum) + y,
                              y + dy - sum,
                              y / (dy - sum),
                              y * (dy - up_to)};
    return all[which];
}

static void wrong_term(const gradient_check *c, int variant, double *dx)
{
    const int N = c->x.shape[0], K = c->x.shape[1], where = variant / QUANTITIES;
    int taken[PLACES] = {IS_Y, IS_DY, IS_DY, IS_Y};
    if (where < PLACES)
        taken[where] = variant % QUANTITIES;
    double y[64];
    c->reference(c, y);
    for (int n = 0; n < N; n++) {
        double sum = 0, part = 0, up_to = 0;
        for (int j = 0; j < K; j++) {
            const double product = quantity(c, y, taken[FIRST_IN_SUM], n, j) *
                                   quantity(c, y, taken[SECOND_IN_SUM], n, j);
            sum += product;
            part += j % 2 == 0 ? product : 0;
        }
        for (int k = 0; k < K; k++) {
            const double own = y[n * K + k], dy = (double)c->y.gradient[n * K + k];
            up_to += own * dy;
            dx[n * K + k] = where < PLACES ? quantity(c, y, taken[FACTOR], n, k) *
                                                 (quantity(c, y, taken[MINUEND], n, k) - sum)
                                           : wrong_sum(variant - PLACES * QUANTITIES, own, dy, sum,
                                                       sum - own * dy, part, up_to, c);
        }
    }
}

/* y = exp(x - m) / sum: other powers and other sums. */
static const char *const shares[] = {
    "powers of 10 are taken, not of e",
    "the logits are divided by the square root of K before exp()",
    "1 + x stands in place of exp(x)",
    "x x stands in place of exp(x)",
    "it is divided by the square root of the sum",
    "it is divided by the square root of the sum of squares, as for a length of 1",
    "it is 1 less the softmax",
    "only the largest is 1, the others are 0",
    "the first exponential is left out, in the sum and in the result (the maximum stands there)",
    "the first of each row is not divided by the sum",
    "the last of each row is not divided by the sum",
    "it is divided by the sum as far as it has come, not by the whole sum",
    "the logits are summed, not their exponentials",
    "in the sum the maximum is not subtracted, in the numerator it is",
    "it is divided by the sum of the row before",
    "the exponentials are divided by their sum less the own one",
    "it is divided by N times the sum",
    "it is divided by the mean of the exponentials, and must be by their sum",
};
enum { SHARES = sizeof shares / sizeof shares[0] };

static void wrong_share(const gradient_check *c, int which, double *y)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    double before = 0;
    for (int n = 0; n < N; n++) {
        const real *x = c->x.value + n * K;
        double m = -INFINITY, sum = 0, tens = 0, flat = 0, lines = 0, squares = 0, squared = 0,
               logits = 0, plain = 0, so_far = 0;
        for (int k = 0; k < K; k++)
            m = fmax(m, (double)x[k]);
        for (int k = 0; k < K; k++) {
            const double d = (double)x[k] - m, e = exp(d);
            sum += e;
            tens += pow(10, d);
            flat += exp(d / sqrt(K));
            lines += 1 + d;
            squares += (double)x[k] * (double)x[k];
            squared += e * e;
            logits += (double)x[k];
            plain += exp((double)x[k]);
        }
        before = n == 0 ? sum : before;
        for (int k = 0; k < K; k++) {
            const double d = (double)x[k] - m, e = exp(d);
            so_far += e;
            const double all[SHARES] = {pow(10, d) / tens,
                                        exp(d / sqrt(K)) / flat,
                                        (1 + d) / lines,
                                        (double)x[k] * (double)x[k] / squares,
                                        e / sqrt(sum),
                                        e / sqrt(squared),
                                        1 - e / sum,
                                        d == 0,
                                        k == 0 ? 0 : e / (sum - exp((double)x[0] - m)),
                                        k == 0 ? e : e / sum,
                                        k == K - 1 ? e : e / sum,
                                        e / so_far,
                                        e / logits,
                                        e / plain,
                                        e / before,
                                        e / (sum - e),
                                        e / sum / N,
                                        e / sum * K};
            y[n * K + k] = all[which];
        }
        before = sum;
    }
}

static const gradient_mistake mistakes[] = {
    {"y", "it is not divided by the sum of the row", "the division", wrong_forward, NOT_DIVIDED},
    {"y", "it is divided by the sum over all rows, not by that of its row",
     "where the sum starts from 0", wrong_forward, DIVIDED_BY_BATCH},
    {"y", "it is divided by the sum over its column (over n), not over its row (over k)",
     "the loop of the sum", wrong_forward, DIVIDED_BY_COLUMN},
    {"y", "the sum goes on from row to row: it is not reset", "where the sum starts from 0",
     wrong_forward, SUM_GOES_ON},
    {"y", "every row is divided by the sum of the first", "the index of the sum", wrong_forward,
     DIVIDED_BY_FIRST_SUM},
    {"y", "it is the logarithm of the softmax", "what is stored", wrong_forward, LOGARITHM},
    {"y", "exp() is missing: the logits themselves are divided by their sum", "exp()",
     wrong_forward, ONLY_NORMALISED},
    {"y", "each number goes through a sigmoid by itself", "the sum over the row", wrong_forward,
     SIGMOID},
    {"y", "it is divided by the largest of the row, not by the sum", "the division", wrong_forward,
     DIVIDED_BY_LARGEST},
    {"y", "it is divided by K, not by the sum of the row", "the division", wrong_forward,
     DIVIDED_BY_K},
    {"y", "the maximum is subtracted in the sum only, not in the numerator (or the reverse)",
     "x - m", wrong_forward, WITHOUT_MAXIMUM_IN_SUM},
    {"y", "the first exponential is left out of the sum", "the loop of the sum", wrong_forward,
     WITHOUT_FIRST},
    {"y", "the last exponential is left out of the sum", "the loop of the sum", wrong_forward,
     WITHOUT_LAST},
    {"y", "of the sum only the last exponential is left: = in place of +=", "sum +=", wrong_forward,
     LAST_ONLY},
    {"y", "the squares of the exponentials are summed", "sum +=", wrong_forward, SUM_OF_SQUARES},
    {"y", "powers of 2 are taken, not of e", "exp()", wrong_forward, POWERS_OF_2},
    {"y", "exp() is missing: the logits less their maximum are divided by their sum", "exp()",
     wrong_forward, DISTANCE_TO_MAXIMUM},
    {"y", "the sum starts from 1, not from 0", "where the sum starts", wrong_forward, SUM_FROM_1},
    {"y", "it is multiplied by the sum, and must be divided by it", "the division", wrong_forward,
     TIMES_SUM},
    {"y", "every number is the sum itself", "the division", wrong_forward, SUM_ITSELF},
    {"y", "it is divided by the sum twice", "the division", wrong_forward, SUM_SQUARED},
    {"dx", "the coupling term is missing: each dx sees only its own dy",
     "the sum over j of dy[j] * y[j]", wrong_backward, WITHOUT_COUPLING},
    {"dx", "the factor y is missing: dx = dy - shared", "y[n][k] * (...)", wrong_backward,
     WITHOUT_Y},
    {"dx",
     "only the slope of each y by its own x is used, y (1 - y): the coupling with the others "
     "is missing",
     "the sum over j of dy[j] * y[j]", wrong_backward, DIAGONAL_ONLY},
    {"dx",
     "it is y - dy, which looks like p - t: that is the gradient of softmax and cross-entropy "
     "together",
     "the formula", wrong_backward, Y_LESS_DY},
    {"dx", "the coupling term is added, and must be subtracted", "dy[n][k] - shared",
     wrong_backward, COUPLING_ADDED},
    {"dx", "the coupling term is the sum of dy, without y", "dy[j] * y[j]", wrong_backward,
     COUPLING_OF_DY},
    {"dx", "the coupling term is the sum of y, without dy", "dy[j] * y[j]", wrong_backward,
     COUPLING_OF_Y},
    {"dx", "the coupling term is not multiplied by y[k]", "y[n][k] * (dy[n][k] - shared)",
     wrong_backward, COUPLING_NOT_TIMES_Y},
    {"dx", "the coupling term goes on from row to row: it is not reset",
     "where the sum starts from 0", wrong_backward, COUPLING_GOES_ON},
    {"dx", "the coupling term of the first row is used for all rows", "the index n", wrong_backward,
     COUPLING_OF_FIRST_ROW},
    {"dx", "the coupling term is summed over all rows, not over its own",
     "where the sum starts from 0", wrong_backward, COUPLING_OF_BATCH},
    {"dx", "there is a factor y too many", "y[n][k] * (...)", wrong_backward, Y_SQUARED},
    {"dx", "only the coupling term is left, dy[k] is missing", "dy[n][k] - shared", wrong_backward,
     COUPLING_ONLY},
    {"dx", "the coupling term is divided by K", "the sum over j of dy[j] * y[j]", wrong_backward,
     COUPLING_MEAN},
    {"dx", "of the coupling term only the last product is left: = in place of +=",
     "the sum over j of dy[j] * y[j]", wrong_backward, COUPLING_LAST},
    {"dx", "y[k] is subtracted, not the sum over j of dy[j] * y[j]",
     "the sum over j of dy[j] * y[j]", wrong_backward, Y_AS_SHARED},
    {"dx", "x is used where y is needed", "y[n][k], the result of forward", wrong_backward,
     X_FOR_Y},
    {"dx", "the first product is left out of the coupling term", "the loop over j", wrong_backward,
     COUPLING_WITHOUT_FIRST},
    {"dx", "the last product is left out of the coupling term", "the loop over j", wrong_backward,
     COUPLING_WITHOUT_LAST},
    {"dx", "the factor y is that of the first row in every row", "the index n", wrong_backward,
     Y_OF_FIRST_ROW},
    {"dx", "dy is that of the first row in every row, but for the coupling term", "the index n",
     wrong_backward, DY_OF_FIRST_ROW},
    {"dx", "dy[k] is missing outside of the coupling term", "dy[n][k] - shared", wrong_backward,
     DY_ONLY_IN_COUPLING},
    {"dx", "only the slopes of the other outputs are used, that of y[k] itself is missing",
     "(j == k ? 1 : 0) - y[k]", wrong_backward, WITHOUT_ITSELF},
    {"dx", "the coupling term starts from 1, not from 0", "where the sum starts", wrong_backward,
     COUPLING_FROM_1},
    {"dx", "the coupling term is the sum of y * y, without dy", "dy[j] * y[j]", wrong_backward,
     COUPLING_OF_SQUARES},
};
enum { LISTED = sizeof mistakes / sizeof mistakes[0] };

/* Those, and each other quantity in each place of the formula. */
static const gradient_mistake *known(void)
{
    static const char *const places[PLACES] = {
        "the factor before the parentheses is %s, and must be y[k]",
        "in the parentheses stands %s in place of dy[k]",
        "in the coupling sum stands %s in place of dy[j]",
        "in the coupling sum stands %s in place of y[j]",
    };
    enum { TERMS = PLACES * QUANTITIES, MORE = TERMS + SUMS + SHARES };
    static gradient_mistake list[LISTED + MORE + 1];
    static char text[TERMS][120];
    memcpy(list, mistakes, sizeof mistakes);
    for (int i = 0; i < MORE; i++) {
        gradient_mistake *m = &list[LISTED + i];
        if (i < TERMS)
            snprintf(text[i], 120, places[i / QUANTITIES], quantities[i % QUANTITIES]);
        for (char *k = text[i % TERMS]; i < TERMS && i >= FIRST_IN_SUM * QUANTITIES && *k != 0; k++)
            *k = *k == 'k' && k[1] == ']' ? 'j' : *k; /* in the sum the index is j */
        if (i < TERMS + SUMS)
            *m = (gradient_mistake){"dx", i < TERMS ? text[i] : sums[i - TERMS],
                                    "y[n][k] * (dy[n][k] - shared)", wrong_term, i};
        else
            *m = (gradient_mistake){"y", shares[i - TERMS - SUMS], "exp(x - m) / sum", wrong_share,
                                    i - TERMS - SUMS};
    }
    return list;
}

gradient_check softmax_gradient_check(const softmax_version *v)
{
    version = v;
    return (gradient_check){.layer = v->name,
                            .source = v->source,
                            .method = GRADIENT_CENTRAL,
                            .cases = sizeof shapes / sizeof shapes[0],
                            .make = make,
                            .forward = forward,
                            .backward = backward,
                            .mistakes = known(),
                            .reference = reference};
}

/* ---- Sizes that make no sense --------------------------------------------------------------------- */

static const softmax_version *refusing;
static int bad_N, bad_K;
static real somewhere[9]; /* for a version that goes on nevertheless */

static void stop_forward(void)
{
    refusing->forward(somewhere, somewhere, bad_N, bad_K);
}

static void stop_backward(void)
{
    refusing->backward(somewhere, somewhere, somewhere, bad_N, bad_K);
}

static void preconditions(const softmax_version *v)
{
    static const int refused[][2] = {{0, 3}, {-1, 3}, {3, 0}, {3, -1}};
    fprintf(stderr, "What follows are refusals, as they must be:\n");
    refusing = v;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        bad_N = refused[i][0];
        bad_K = refused[i][1];
        EXPECT(require_stops(stop_forward), "forward takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_backward), "backward takes bad sizes, number %zu", i);
    }
}

int softmax_cases(const softmax_version *v, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--refusals") == 0) { /* a test of its own: it prints much */
        preconditions(v);
        return expect_result();
    }
    gradient_check check = softmax_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    overflow(v);
    return gradients != 0 ? gradients : expect_result();
}
