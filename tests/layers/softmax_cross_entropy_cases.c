/*
 * What the fused softmax and cross-entropy must pass: forward against an independent version, the
 * gradient of every element against numerical differences, in double; large logits and the loss
 * ln 10; an example made by hand.
 */
#include "layers/softmax_cross_entropy_cases.h"

#include <float.h>
#include <math.h>

#include <string.h>

#include "expect.h"
#include "gradient_check/gradient_check.h"
#include "layers/label_refusals.h"

/* The example of chapter 07: logits ln 1, ln 2, ln 5, and the right class is the second. */
static void by_hand(const softmax_cross_entropy_version *v)
{
    const real x[] = {(real)log(1), (real)log(2), (real)log(5)};
    const int label[] = {1};
    const real dx_expected[] = {0.25, -1.5, 1.25}; /* 2 * (p - t), p = 1/8, 2/8, 5/8 */
    const real dloss = 2;
    real loss, dx[3];
    v->forward(&loss, x, label, 1, 3);
    v->backward(dx, &dloss, x, label, 1, 3);
    EXPECT(fabs(loss - 2 * log(2)) <= 4 * DBL_EPSILON, "loss = %.17g, by hand ln 4", loss);
    for (int k = 0; k < 3; k++)
        EXPECT(fabs(dx[k] - dx_expected[k]) <= 1e-15, "dx[%d] = %.17g, by hand %g", k, dx[k],
               dx_expected[k]);
}

/* Where softmax and cross-entropy one after the other give infinity, the pair gives the number. */
static void overflow(const softmax_cross_entropy_version *v)
{
    const real x[] = {1000, 0, -1000};
    const real loss_expected[] = {0, 1000, 2000};
    for (int right = 0; right < 3; right++) {
        const real dloss = 1;
        real loss, dx[3];
        v->forward(&loss, x, &right, 1, 3);
        v->backward(dx, &dloss, x, &right, 1, 3);
        EXPECT(isfinite(loss), "loss = %g: the row's maximum is not subtracted before exp()", loss);
        EXPECT(loss == loss_expected[right], "class %d right: loss = %g", right, loss);
        EXPECT(isfinite(dx[0]), "dx[0] = %g: the row's maximum is not subtracted before exp()",
               dx[0]);
        for (int k = 0; k < 3; k++)
            EXPECT(dx[k] == (k == 0) - (k == right), "class %d right: dx[%d] = %g", right, k,
                   dx[k]);
    }
}

/* The maximum in every place of a row, in rows of very different size. */
static void every_place(const softmax_cross_entropy_version *v)
{
    for (int first = 0; first < 4; first++) {
        real x[12] = {0}, loss, dx[12];
        int right[3];
        for (int n = 0; n < 3; n++) {
            right[n] = (first + n) % 4;
            x[4 * n + right[n]] = (real)2000 * (real)(n + 1);
        }
        const real dloss = 3;
        v->forward(&loss, x, right, 3, 4);
        v->backward(dx, &dloss, x, right, 3, 4);
        const char *hint = ": is it the row's own maximum that is subtracted before exp()?";
        EXPECT(loss == 0, "the right classes are certain: loss = %g%s", loss,
               isfinite(loss) ? "" : hint);
        for (int i = 0; i < 12; i++)
            EXPECT(dx[i] == 0, "the right classes are certain: dx[%d] = %g%s", i, dx[i],
                   isfinite(dx[i]) ? "" : hint);
    }
}

/* One class is certain; and what lies behind the labels is not looked at. */
static void one_class(const softmax_cross_entropy_version *v)
{
    const int only[] = {0, 99};
    const real x = 7, dloss = 5;
    real loss, dx;
    v->forward(&loss, &x, only, 1, 1);
    v->backward(&dx, &dloss, &x, only, 1, 1);
    EXPECT(loss == 0 && dx == 0, "one class: loss = %g, dx = %g", loss, dx);
}

/* A network that knows nothing: equal logits, whatever their size, give the loss ln 10. */
static void no_knowledge(const softmax_cross_entropy_version *v)
{
    for (int exponent = -3; exponent <= 3; exponent++) {
        real x[50], loss;
        for (int i = 0; i < 50; i++)
            x[i] = (real)pow(10, exponent);
        v->forward(&loss, x, (const int[]){0, 3, 9, 3, 5}, 5, 10);
        EXPECT(fabs(loss - log(10)) <= 4 * DBL_EPSILON, "equal logits %g: loss = %.17g", x[0],
               loss);
    }
}

static const int shapes[][2] = {{2, 5}, {3, 10}, {7, 2}};
static int label[16];

/* What is being checked; the callbacks below have no other way to know. */
static const softmax_cross_entropy_version *version;

static void make(gradient_check *c)
{
    const int N = shapes[c->number][0], K = shapes[c->number][1];
    c->x = gradient_tensor_new("x", N, K, 0, 0);
    c->y = gradient_tensor_new("loss", 1, 0, 0, 0);
    gradient_fill_normal(&c->x, &c->random);
    for (int n = 0; n < N; n++)
        label[n] = (int)random_below(&c->random, (uint32_t)K);
}

static void forward(gradient_check *c)
{
    version->forward(c->y.value, c->x.value, label, c->x.shape[0], c->x.shape[1]);
}

static void backward(gradient_check *c)
{
    version->backward(c->x.gradient, c->y.gradient, c->x.value, label, c->x.shape[0],
                      c->x.shape[1]);
}

/* Forward once more, written differently on purpose: ln of the sum of exp of the differences. */
static void reference(const gradient_check *c, double *y)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    y[0] = 0;
    for (int n = 0; n < N; n++) {
        double sum = 0;
        for (int k = 0; k < K; k++)
            sum += exp(c->x.value[n * K + k] - c->x.value[n * K + label[n]]);
        y[0] += log(sum) / N;
    }
}

/* ---- Mistakes that are known of the pair, for the diagnosis --------------------------------------- */

enum {
    WITHOUT_LABEL,
    LABEL_ADDED,
    WITHOUT_LOGARITHM,
    MAXIMUM_NOT_ADDED,
    SUM_GOES_ON,
    FIRST_CLASS,
    LABEL_OF_FIRST,
    NEXT_LABEL,
    ONLY_LAST_ROW,
    ONLY_FIRST_ROW,
    WITHOUT_EXP,
    MAXIMUM_SUBTRACTED_TWICE,
    MAXIMUM_ONLY,
    LAST_OF_SUM,
    NOT_FIRST_ROW,
    NOT_LAST_ROW,
    SUM_FROM_1,
    LOGARITHM_SUBTRACTED,
    CLASS_BEFORE,
    LABELS_REVERSED,
    LABEL_OF_NEXT_ROW,
    MEAN_IN_LOGARITHM,
    NOT_FIRST_IN_SUM,
    NOT_LAST_IN_SUM,
};

static void wrong_forward(const gradient_check *c, int mistake, double *loss)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    double sum = 0, total = 0;
    for (int n = 0; n < N; n++) {
        const real *x = c->x.value + n * K;
        double m = -INFINITY, plain = 0;
        for (int k = 0; k < K; k++)
            m = fmax(m, (double)x[k]);
        sum = mistake == SUM_GOES_ON ? sum : 0;
        for (int k = 0; k < K; k++) {
            sum += exp((double)x[k] - m);
            plain += (double)x[k];
        }
        const double right = (double)x[label[n]], lse = m + log(sum);
        const double wrong[] = {[WITHOUT_LABEL] = lse,
                                [LABEL_ADDED] = lse + right,
                                [WITHOUT_LOGARITHM] = m + sum - right,
                                [MAXIMUM_NOT_ADDED] = log(sum) - right,
                                [SUM_GOES_ON] = lse - right,
                                [FIRST_CLASS] = lse - (double)x[0],
                                [LABEL_OF_FIRST] = lse - (double)x[label[0]],
                                [NEXT_LABEL] = lse - (double)x[(label[n] + 1) % K],
                                [ONLY_LAST_ROW] = n == N - 1 ? lse - right : 0,
                                [ONLY_FIRST_ROW] = n == 0 ? lse - right : 0,
                                [WITHOUT_EXP] = log(fabs(plain)) - right,
                                [MAXIMUM_SUBTRACTED_TWICE] = log(sum) - m - right,
                                [MAXIMUM_ONLY] = m - right,
                                [LAST_OF_SUM] = (double)x[K - 1] - right,
                                [NOT_FIRST_ROW] = n == 0 ? 0 : lse - right,
                                [NOT_LAST_ROW] = n == N - 1 ? 0 : lse - right,
                                [SUM_FROM_1] = m + log(1 + sum) - right,
                                [LOGARITHM_SUBTRACTED] = m - right - log(sum),
                                [CLASS_BEFORE] = lse - (double)x[(label[n] + K - 1) % K],
                                [LABELS_REVERSED] = lse - (double)x[label[N - 1 - n]],
                                [LABEL_OF_NEXT_ROW] = lse - (double)x[label[(n + 1) % N]],
                                [MEAN_IN_LOGARITHM] = lse - log(K) - right,
                                [NOT_FIRST_IN_SUM] = m + log(sum - exp((double)x[0] - m)) - right,
                                [NOT_LAST_IN_SUM] =
                                    m + log(sum - exp((double)x[K - 1] - m)) - right};
        total += wrong[mistake];
    }
    *loss = total / N;
}

enum {
    WITHOUT_T,
    T_ADDED,
    WITHOUT_P,
    NOT_NORMALISED,
    T_OF_FIRST,
    T_OF_NEXT,
    T_OF_CLASS_0,
    SLOPE_OF_SIGMOID,
    P_GOES_ON,
    X_FOR_P,
    T_EVERYWHERE,
    T_NOT_SCALED,
    P_OF_BATCH,
    LAST_IN_SUM,
    P_TIMES_1_MINUS_P,
    P_OF_SUM_FROM_1,
    T_TWICE,
    T_INVERTED,
    T_OF_CLASS_BEFORE,
    T_OF_CLASS_BEFORE_INSIDE, /* and of none, where there is no such class */
    T_OF_CLASS_AFTER_INSIDE,
    T_NEVER_OF_LAST_CLASS,
    T_REVERSED,
    T_OF_NEXT_ROW,
    T_MINUS_1,
    P_NOT_SCALED,
    ADDED_TO_EXPONENTIALS,
    P_WITHOUT_FIRST,
    P_WITHOUT_LAST,
    TIMES_1_MINUS_P,
    T_WITHOUT_DLOSS,
    P_WITHOUT_DLOSS,
};

static void wrong_backward(const gradient_check *c, int mistake, double *dx)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    const double dloss = (double)c->y.gradient[0];
    double going_on = 0, batch = 0;
    for (int i = 0; i < N * K; i++)
        batch += exp((double)c->x.value[i]);
    for (int n = 0; n < N; n++) {
        const real *x = c->x.value + n * K;
        double m = -INFINITY, sum = 0;
        for (int k = 0; k < K; k++)
            m = fmax(m, (double)x[k]);
        for (int k = 0; k < K; k++)
            sum += exp((double)x[k] - m);
        going_on += sum;
        for (int k = 0; k < K; k++) {
            const double e = exp((double)x[k] - m), p = e / sum, t = k == label[n];
            const double wrong[] = {[WITHOUT_T] = p,
                                    [T_ADDED] = p + t,
                                    [WITHOUT_P] = -t,
                                    [NOT_NORMALISED] = e - t,
                                    [T_OF_FIRST] = p - (k == label[0]),
                                    [T_OF_NEXT] = p - (k == (label[n] + 1) % K),
                                    [T_OF_CLASS_0] = p - (k == 0),
                                    [SLOPE_OF_SIGMOID] = (p - t) * p * (1 - p),
                                    [P_GOES_ON] = e / going_on - t,
                                    [X_FOR_P] = (double)x[k] - t,
                                    [T_EVERYWHERE] = p - 1,
                                    [T_NOT_SCALED] = p - t * N,
                                    [P_OF_BATCH] = exp((double)x[k]) / batch - t,
                                    [LAST_IN_SUM] = e / exp((double)x[K - 1] - m) - t,
                                    [P_TIMES_1_MINUS_P] = p * (1 - p),
                                    [P_OF_SUM_FROM_1] = e / (1 + sum) - t,
                                    [T_TWICE] = p - 2 * t,
                                    [T_INVERTED] = p - (1 - t),
                                    [T_OF_CLASS_BEFORE] = p - (k == (label[n] + K - 1) % K),
                                    [T_OF_CLASS_BEFORE_INSIDE] = p - (k + 1 == label[n]),
                                    [T_OF_CLASS_AFTER_INSIDE] = p - (k == label[n] + 1),
                                    [T_NEVER_OF_LAST_CLASS] = p - (k < K - 1 ? t : 0),
                                    [T_REVERSED] = p - (k == label[N - 1 - n]),
                                    [T_OF_NEXT_ROW] = p - (k == label[(n + 1) % N]),
                                    [T_MINUS_1] = p - (2 * t - 1),
                                    [P_NOT_SCALED] = p * N - t,
                                    [ADDED_TO_EXPONENTIALS] = p - t + e * N / dloss,
                                    [P_WITHOUT_FIRST] = e / (sum - exp((double)x[0] - m)) - t,
                                    [P_WITHOUT_LAST] = e / (sum - exp((double)x[K - 1] - m)) - t,
                                    [TIMES_1_MINUS_P] = (p - t) * (1 - p),
                                    [T_WITHOUT_DLOSS] = p - t / dloss,
                                    [P_WITHOUT_DLOSS] = p / dloss - t};
            dx[n * K + k] = dloss * wrong[mistake] / N;
        }
    }
}

/*
 * loss = (1 / N) * sum over n of  m + ln(sum) - x[label]: each of the three terms may be another one.
 */
static const char *const maxima[] = {
    "m is added",        "m is missing",
    "m is subtracted",   "m is added twice",
    "m is divided by N", "m is that of the first row, after exp(), and the row's own in it"};
static const char *const logarithms[] = {"ln(sum)",
                                         "sum",
                                         "log2(sum)",
                                         "log10(sum)",
                                         "ln(1 + sum)",
                                         "ln(sum / K)",
                                         "0",
                                         "the square root of sum",
                                         "-ln(sum)",
                                         "ln(sum), without the right class in the sum,",
                                         "ln(sum), with squared exponentials in the sum,",
                                         "ln(sum), with powers of 2 in the sum,",
                                         "ln(sum) of the first row",
                                         "ln(sum), with exp(x) and not exp(x - m) in the sum,",
                                         "ln(sum) / N",
                                         "ln(sum) / K",
                                         "ln(sum) squared",
                                         "2 ln(sum)"};
static const char *const logits[] = {"x[label]",
                                     "0",
                                     "-x[label]",
                                     "x[0]",
                                     "x[label of the first row]",
                                     "x[label] of the first row",
                                     "x[n]",
                                     "exp(x[label])",
                                     "x[label] / N",
                                     "x[K - 1]",
                                     "x[label] of the next row",
                                     "2 x[label]",
                                     "the label",
                                     "x[label of the last row]",
                                     "the mean of x",
                                     "m"};
static const char *const instead[] = {"p",
                                      "1 - p",
                                      "-ln(1 - p)",
                                      "the product of (m - x[label]) and ln(sum)",
                                      "(1 - p) squared",
                                      "-p ln p",
                                      "the sum of -ln p over all classes",
                                      "the entropy, the sum of -p ln p over all classes",
                                      "1 / p"};
enum {
    MAXIMA = sizeof maxima / sizeof maxima[0],
    LOGARITHMS = sizeof logarithms / sizeof logarithms[0],
    LOGITS = sizeof logits / sizeof logits[0],
    TERMS = MAXIMA * LOGARITHMS * LOGITS,
    INSTEAD = sizeof instead / sizeof instead[0],
};

/* What the terms are made of, for one row. */
typedef struct {
    double m, sum, without_right, squares, powers, logits, p, logarithms, entropy;
} row_sums;

static row_sums sums_of_row(const gradient_check *c, int n)
{
    const int K = c->x.shape[1];
    const real *x = c->x.value + n * K;
    row_sums r = {.m = -INFINITY};
    for (int k = 0; k < K; k++)
        r.m = fmax(r.m, (double)x[k]);
    for (int k = 0; k < K; k++) {
        const double e = exp((double)x[k] - r.m);
        r.sum += e;
        r.without_right += k == label[n] ? 0 : e;
        r.squares += e * e;
        r.powers += exp2((double)x[k] - r.m);
        r.logits += (double)x[k];
    }
    r.p = exp((double)x[label[n]] - r.m) / r.sum;
    for (int k = 0; k < K; k++) {
        const double p = exp((double)x[k] - r.m) / r.sum;
        r.logarithms -= log(p);
        r.entropy -= p * log(p);
    }
    return r;
}

static double wrong_row(const gradient_check *c, int n, int variant)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    const real *x = c->x.value + n * K;
    const row_sums r = sums_of_row(c, n), first = sums_of_row(c, 0);
    const double m = r.m, right = (double)x[label[n]];
    const double of_m[MAXIMA] = {m, 0, -m, 2 * m, m / N, first.m};
    const double of_sum[LOGARITHMS] = {log(r.sum),
                                       r.sum,
                                       log2(r.sum),
                                       log10(r.sum),
                                       log1p(r.sum),
                                       log(r.sum / K),
                                       0,
                                       sqrt(r.sum),
                                       -log(r.sum),
                                       log(r.without_right),
                                       log(r.squares),
                                       log(r.powers),
                                       log(first.sum),
                                       log(r.sum) + m,
                                       log(r.sum) / N,
                                       log(r.sum) / K,
                                       log(r.sum) * log(r.sum),
                                       2 * log(r.sum)};
    const double of_x[LOGITS] = {right,
                                 0,
                                 -right,
                                 (double)x[0],
                                 (double)x[label[0]],
                                 (double)c->x.value[label[n]],
                                 (double)x[n % K],
                                 exp(right),
                                 right / N,
                                 (double)x[K - 1],
                                 (double)c->x.value[(n + 1) % N * K + label[n]],
                                 2 * right,
                                 label[n],
                                 (double)x[label[N - 1]],
                                 r.logits / K,
                                 m};
    const double of_p[INSTEAD] = {r.p,
                                  1 - r.p,
                                  -log(1 - r.p),
                                  (m - right) * log(r.sum),
                                  (1 - r.p) * (1 - r.p),
                                  -r.p * log(r.p),
                                  r.logarithms,
                                  r.entropy,
                                  1 / r.p};
    return variant < TERMS ? of_m[variant / LOGITS / LOGARITHMS] +
                                 of_sum[variant / LOGITS % LOGARITHMS] - of_x[variant % LOGITS]
                           : of_p[variant - TERMS];
}

static void wrong_terms(const gradient_check *c, int variant, double *loss)
{
    *loss = 0;
    for (int n = 0; n < c->x.shape[0]; n++)
        *loss += wrong_row(c, n, variant) / c->x.shape[0];
}

/* dx = dloss (p - t) / N: each of p, t and the factor may be another one. */
static const char *const minuends[] = {"p",
                                       "0",
                                       "exp(x - m)",
                                       "x",
                                       "ln p",
                                       "p squared",
                                       "1 - p",
                                       "exp(x - m) / K",
                                       "exp(x - m) times the sum",
                                       "1 / K",
                                       "p of the first row",
                                       "p of the next row",
                                       "p of the next class",
                                       "p with powers of 2",
                                       "p with squared exponentials in the sum",
                                       "exp of exp(x - m), divided by the sum,",
                                       "p with t subtracted from its sum",
                                       "p with a sum that lacks the right class",
                                       "p with a sum that lacks the own class",
                                       "a sigmoid of x",
                                       "x - m",
                                       "p times dloss",
                                       "p / N",
                                       "p with a sum that lacks the first class, and 0 for that",
                                       "p, but exp(x - m) in the first class",
                                       "p, but exp(x - m) in the last class",
                                       "-p",
                                       "2 p",
                                       "p with the sum as far as it has come",
                                       "p times K",
                                       "p times N",
                                       "p, but exp(x - m) in all classes but the right one,"};
static const char *const targets[] = {"t",
                                      "0",
                                      "1",
                                      "-t",
                                      "2 t",
                                      "t / 2",
                                      "the label",
                                      "the label times t",
                                      "1 for class 0",
                                      "1 for class n",
                                      "1 for the last row's label",
                                      "1 for all classes up to the label",
                                      "1 for all classes from the label on",
                                      "p t",
                                      "t / sum",
                                      "t times the sum",
                                      "t, smoothed over all classes,",
                                      "1 / K",
                                      "t / N",
                                      "t times N",
                                      "t / K",
                                      "1 - t",
                                      "t / dloss",
                                      "t N / dloss",
                                      "1 for the last class",
                                      "x t",
                                      "t exp(x - m)",
                                      "ln p times t",
                                      "1 for the likeliest class",
                                      "1 for all classes but class 0",
                                      "t / p"};
static const char *const factors[] = {"1",
                                      "p",
                                      "t",
                                      "1 - t",
                                      "x",
                                      "exp(x - m)",
                                      "sum",
                                      "1 / sum",
                                      "the label",
                                      "n",
                                      "n + 1",
                                      "1 in the first class, and else 0, as a factor that belongs",
                                      "p of the right class",
                                      "-ln p of the right class",
                                      "1 / p"};
enum {
    MINUENDS = sizeof minuends / sizeof minuends[0],
    TARGETS = sizeof targets / sizeof targets[0],
    MULTIPLES = sizeof factors / sizeof factors[0],
};

static double wrong_minuend(const gradient_check *c, int which, row_sums r, int n, int k)
{
    const int N = c->x.shape[0], K = c->x.shape[1], next = (n + 1) % N;
    const double dloss = (double)c->y.gradient[0], t = k == label[n];
    const double x = (double)c->x.value[n * K + k], e = exp(x - r.m), p = e / r.sum;
    const row_sums first = sums_of_row(c, 0), after = sums_of_row(c, next);
    const double e_first = exp((double)c->x.value[n * K] - r.m);
    double so_far = 0;
    for (int j = 0; j <= k; j++)
        so_far += exp((double)c->x.value[n * K + j] - r.m);
    const double all[MINUENDS] = {p,
                                  0,
                                  e,
                                  x,
                                  log(p),
                                  p * p,
                                  1 - p,
                                  e / K,
                                  e * r.sum,
                                  1.0 / K,
                                  exp((double)c->x.value[k] - first.m) / first.sum,
                                  exp((double)c->x.value[next * K + k] - after.m) / after.sum,
                                  exp((double)c->x.value[n * K + (k + 1) % K] - r.m) / r.sum,
                                  exp2(x - r.m) / r.powers,
                                  e / r.squares,
                                  exp(e) / r.sum,
                                  e / (r.sum - t),
                                  e / r.without_right,
                                  e / (r.sum - e),
                                  1 / (1 + exp(-x)),
                                  x - r.m,
                                  p * dloss,
                                  p / N,
                                  k == 0 ? 0 : e / (r.sum - e_first),
                                  k == 0 ? e * N / dloss + t
                                         : p, /* not finished: no t, no factor */
                                  k == K - 1 ? e * N / dloss + t : p,
                                  -p,
                                  2 * p,
                                  e / so_far,
                                  p * K,
                                  p * N,
                                  t > 0 ? p : e * N / dloss};
    return all[which];
}

static double wrong_target(const gradient_check *c, int which, row_sums r, int n, int k)
{
    const int N = c->x.shape[0], K = c->x.shape[1], right = label[n];
    const double dloss = (double)c->y.gradient[0], t = k == right;
    const double x = (double)c->x.value[n * K + k], p = exp(x - r.m) / r.sum;
    const double all[TARGETS] = {t,
                                 0,
                                 1,
                                 -t,
                                 2 * t,
                                 t / 2,
                                 right,
                                 right * t,
                                 k == 0,
                                 k == n % K,
                                 k == label[N - 1],
                                 k <= right,
                                 k >= right,
                                 p * t,
                                 t / r.sum,
                                 t * r.sum,
                                 0.9 * t + 0.1 / K,
                                 1.0 / K,
                                 t / N,
                                 t * N,
                                 t / K,
                                 1 - t,
                                 t / dloss,
                                 t * N / dloss,
                                 k == K - 1,
                                 t * x,
                                 t * exp(x - r.m),
                                 t * log(p),
                                 x == r.m,
                                 k != 0,
                                 t / p};
    return all[which];
}

static double wrong_multiple(const gradient_check *c, int which, row_sums r, int n, int k)
{
    const double t = k == label[n], x = (double)c->x.value[n * c->x.shape[1] + k];
    const double e = exp(x - r.m), p = e / r.sum;
    const double all[MULTIPLES] = {1,        p, t,     1 - t,  x,   e,         r.sum, 1 / r.sum,
                                   label[n], n, n + 1, k == 0, r.p, -log(r.p), 1 / p};
    return all[which];
}

/* Variant: p and t; behind those, the factor. */
static void wrong_difference(const gradient_check *c, int variant, double *dx)
{
    const int N = c->x.shape[0], K = c->x.shape[1], pairs = MINUENDS * TARGETS;
    const int minuend = variant < pairs ? variant / TARGETS : 0;
    const int target = variant < pairs ? variant % TARGETS : 0;
    const int multiple = variant < pairs ? 0 : variant - pairs;
    for (int i = 0; i < N * K; i++) {
        const int n = i / K, k = i % K;
        const row_sums r = sums_of_row(c, n);
        dx[i] = (double)c->y.gradient[0] / N * wrong_multiple(c, multiple, r, n, k) *
                (wrong_minuend(c, minuend, r, n, k) - wrong_target(c, target, r, n, k));
    }
}

static const gradient_mistake mistakes[] = {
    {"dx", "the target t is not subtracted where the last class is the right one",
     "the loop over k", wrong_backward, T_NEVER_OF_LAST_CLASS},
    {"loss", "the right class's logit is not subtracted", "x[n][label[n]]", wrong_forward,
     WITHOUT_LABEL},
    {"loss", "the right class's logit is added, and must be subtracted", "x[n][label[n]]",
     wrong_forward, LABEL_ADDED},
    {"loss", "the logarithm of the sum is missing", "log(sum)", wrong_forward, WITHOUT_LOGARITHM},
    {"loss", "the maximum that was subtracted is not added again", "m + log(sum)", wrong_forward,
     MAXIMUM_NOT_ADDED},
    {"loss", "the maximum is subtracted again, and must be added", "m + log(sum)", wrong_forward,
     MAXIMUM_SUBTRACTED_TWICE},
    {"loss", "the sum of exponentials goes on from row to row: it is not reset",
     "where the sum starts from 0", wrong_forward, SUM_GOES_ON},
    {"loss", "class 0 is taken for the right one in every row: the label is ignored",
     "x[n][label[n]]", wrong_forward, FIRST_CLASS},
    {"loss", "the label of the first row is used for all rows", "x[n][label[n]]", wrong_forward,
     LABEL_OF_FIRST},
    {"loss", "the class after the right one is taken", "x[n][label[n]]", wrong_forward, NEXT_LABEL},
    {"loss", "only the last row counts: = in place of +=", "the sum over n", wrong_forward,
     ONLY_LAST_ROW},
    {"loss", "only the first row counts", "the sum over n", wrong_forward, ONLY_FIRST_ROW},
    {"loss", "exp() is missing in the sum", "exp()", wrong_forward, WITHOUT_EXP},
    {"loss", "log(sum) is forgotten, only the maximum is left", "m + log(sum)", wrong_forward,
     MAXIMUM_ONLY},
    {"loss", "of the sum of exponentials only the last is left: = in place of +=", "sum +=",
     wrong_forward, LAST_OF_SUM},
    {"loss", "the first row is left out", "the sum over n", wrong_forward, NOT_FIRST_ROW},
    {"loss", "the last row is left out", "the sum over n", wrong_forward, NOT_LAST_ROW},
    {"loss", "the sum of exponentials starts from 1, not from 0", "where the sum starts",
     wrong_forward, SUM_FROM_1},
    {"loss", "log(sum) is subtracted, and must be added", "m + log(sum)", wrong_forward,
     LOGARITHM_SUBTRACTED},
    {"loss", "the class before the right one is taken: labels count from 0", "x[n][label[n]]",
     wrong_forward, CLASS_BEFORE},
    {"loss", "the labels are taken in reverse order", "label[n]", wrong_forward, LABELS_REVERSED},
    {"loss", "each row is given the label of the next row", "label[n]", wrong_forward,
     LABEL_OF_NEXT_ROW},
    {"dx", "1 is subtracted from the class before the right one: labels count from 0",
     "k == label[n]", wrong_backward, T_OF_CLASS_BEFORE},
    {"dx", "1 is subtracted from the class before the right one: labels count from 0",
     "k == label[n]", wrong_backward, T_OF_CLASS_BEFORE_INSIDE},
    {"dx", "1 is subtracted from the class after the right one: labels count from 0",
     "k == label[n]", wrong_backward, T_OF_CLASS_AFTER_INSIDE},
    {"dx", "the labels are taken in reverse order", "label[n]", wrong_backward, T_REVERSED},
    {"dx", "each row is given the label of the next row", "label[n]", wrong_backward,
     T_OF_NEXT_ROW},
    {"dx", "the target is -1 for the other classes, and must be 0", "k == label[n] ? 1 : 0",
     wrong_backward, T_MINUS_1},
    {"loss", "the mean of the exponentials is taken, and must be their sum", "log(sum)",
     wrong_forward, MEAN_IN_LOGARITHM},
    {"dx", "only the target is divided by N, and p must be, too", "(p - t) / N", wrong_backward,
     P_NOT_SCALED},
    {"dx", "the gradient is added to the exponentials that were kept in dx",
     "= in place of +=", wrong_backward, ADDED_TO_EXPONENTIALS},
    {"loss", "the first exponential is left out of the sum", "where the loop starts", wrong_forward,
     NOT_FIRST_IN_SUM},
    {"loss", "the last exponential is left out of the sum", "where the loop ends", wrong_forward,
     NOT_LAST_IN_SUM},
    {"dx", "the first exponential is left out of the sum", "where the loop starts", wrong_backward,
     P_WITHOUT_FIRST},
    {"dx", "the last exponential is left out of the sum", "where the loop ends", wrong_backward,
     P_WITHOUT_LAST},
    {"dx", "there is a factor 1 - p too many", "p - t", wrong_backward, TIMES_1_MINUS_P},
    {"dx", "t is not multiplied by dloss", "dloss * (p - t)", wrong_backward, T_WITHOUT_DLOSS},
    {"dx", "p is not multiplied by dloss", "dloss * (p - t)", wrong_backward, P_WITHOUT_DLOSS},
    {"dx", "the target t is not subtracted", "p - t", wrong_backward, WITHOUT_T},
    {"dx", "the target t is added, and must be subtracted", "p - t", wrong_backward, T_ADDED},
    {"dx", "the probabilities p are missing, only -t is left", "p - t", wrong_backward, WITHOUT_P},
    {"dx", "the exponentials are not divided by their sum", "the division by the sum",
     wrong_backward, NOT_NORMALISED},
    {"dx", "the label of the first row is used for all rows", "label[n]", wrong_backward,
     T_OF_FIRST},
    {"dx", "1 is subtracted from the class after the right one", "label[n]", wrong_backward,
     T_OF_NEXT},
    {"dx", "1 is subtracted from class 0 in every row: the label is ignored", "label[n]",
     wrong_backward, T_OF_CLASS_0},
    {"dx", "there is a factor p (1 - p) too many, the slope of a sigmoid", "(p - t) / N",
     wrong_backward, SLOPE_OF_SIGMOID},
    {"dx", "the sum of exponentials goes on from row to row: it is not reset",
     "where the sum starts from 0", wrong_backward, P_GOES_ON},
    {"dx", "the logits are used where the probabilities belong", "p - t", wrong_backward, X_FOR_P},
    {"dx", "1 is subtracted from every class, not only from the right one", "label[n]",
     wrong_backward, T_EVERYWHERE},
    {"dx", "only p is divided by N, t is not", "(p - t) / N", wrong_backward, T_NOT_SCALED},
    {"dx", "the sum of exponentials runs over all rows, not over its own",
     "where the sum starts from 0", wrong_backward, P_OF_BATCH},
    {"dx", "of the sum of exponentials only the last is left: = in place of +=", "sum +=",
     wrong_backward, LAST_IN_SUM},
    {"dx", "it is p (1 - p), the slope of a sigmoid, and must be p - t", "p - t", wrong_backward,
     P_TIMES_1_MINUS_P},
    {"dx", "the sum of exponentials starts from 1, not from 0", "where the sum starts",
     wrong_backward, P_OF_SUM_FROM_1},
    {"dx", "2 is subtracted from the right class, not 1", "p - t", wrong_backward, T_TWICE},
    {"dx", "1 is subtracted from all classes but the right one", "k == label[n]", wrong_backward,
     T_INVERTED},
};
enum { LISTED = sizeof mistakes / sizeof mistakes[0] };

/* In words: which of the three terms of the loss is another one. */
static void describe_terms(char text[static 240], int variant)
{
    const int m = variant / LOGITS / LOGARITHMS, sum = variant / LOGITS % LOGARITHMS,
              x = variant % LOGITS;
    if (variant >= TERMS)
        snprintf(text, 240, "of each row %s is added up, and must be -ln p",
                 instead[variant - TERMS]);
    else
        snprintf(text, 240, "%s%s%s%s%s%s%s", m == 0 ? "" : maxima[m],
                 m != 0 && sum + x > 0 ? "; " : "", sum == 0 ? "" : logarithms[sum],
                 sum == 0 ? "" : " stands in place of ln(sum)", sum != 0 && x != 0 ? "; " : "",
                 x == 0 ? "" : logits[x], x == 0 ? "" : " is subtracted in place of x[label]");
}

/* In words: which part of dloss (p - t) / N is another one. */
static void describe_difference(char text[static 240], int variant)
{
    const int p = variant / TARGETS, t = variant % TARGETS;
    if (variant >= MINUENDS * TARGETS)
        snprintf(text, 240, "there is a factor %s too many", factors[variant - MINUENDS * TARGETS]);
    else if (t == 0)
        snprintf(text, 240, "%s stands in place of p", minuends[p]);
    else if (p == 0)
        snprintf(text, 240, "%s is subtracted in place of t", targets[t]);
    else
        snprintf(text, 240, "%s stands in place of p, and %s in place of t", minuends[p],
                 targets[t]);
}

/* How many of the choices are not the right one. */
static int others(int variant)
{
    return (variant / LOGITS / LOGARITHMS > 0) + (variant / LOGITS % LOGARITHMS > 0) +
           (variant % LOGITS > 0);
}

/* Those, and each formula in which one or two parts are others. */
static const gradient_mistake *known(void)
{
    enum { DIFFERENCES = MINUENDS * TARGETS + MULTIPLES };
    static gradient_mistake list[LISTED + TERMS + INSTEAD + DIFFERENCES + 1];
    static char text[TERMS + INSTEAD + DIFFERENCES][240];
    memcpy(list, mistakes, sizeof mistakes);
    int count = LISTED;
    for (int least = 1; least <= 2; least++) /* one other part is likelier than two */
        for (int i = 1; i < TERMS + INSTEAD; i++)
            if (i < TERMS ? others(i) == least : least == 1) {
                describe_terms(text[i], i);
                list[count++] = (gradient_mistake){"loss", text[i], "m + log(sum) - x[n][label[n]]",
                                                   wrong_terms, i};
            }
    for (int least = 1; least <= 2; least++)
        for (int i = 1; i < DIFFERENCES; i++) {
            const bool factor = i >= MINUENDS * TARGETS;
            const int changed = factor ? 1 : (i / TARGETS > 0) + (i % TARGETS > 0);
            char *words = text[TERMS + INSTEAD + i];
            if (changed != least || i == MINUENDS * TARGETS)
                continue;
            describe_difference(words, i);
            list[count++] =
                (gradient_mistake){"dx", words, "dloss * (p - t) / N", wrong_difference, i};
        }
    return list;
}

gradient_check softmax_cross_entropy_gradient_check(const softmax_cross_entropy_version *v)
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

int softmax_cross_entropy_cases(const softmax_cross_entropy_version *v, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--refusals") == 0)
        return label_refusals(v->forward, v->backward);
    gradient_check check = softmax_cross_entropy_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    overflow(v);
    every_place(v);
    one_class(v);
    no_knowledge(v);
    return gradients != 0 ? gradients : expect_result();
}
