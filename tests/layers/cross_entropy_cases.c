/*
 * What the cross-entropy loss must pass: forward against an independent version, the gradient of
 * every element against numerical differences, in double; certainty and impossibility; an example
 * made by hand.
 */
#include "layers/cross_entropy_cases.h"

#include <float.h>
#include <math.h>

#include <string.h>

#include "expect.h"
#include "gradient_check/gradient_check.h"
#include "layers/label_refusals.h"

/* The example of chapter 07: two rows, the right classes with probability 1/2 and 1/8. */
static void by_hand(const cross_entropy_version *v)
{
    const real p[] = {0.25, 0.5, 0.25, /* */ 0.125, 0.5, 0.375};
    const int label[] = {1, 0};
    const real dp_expected[] = {0, -3, 0, /* */ -12, 0, 0};
    const real loss_expected = (real)(2 * log(2)); /* (ln 2 + ln 8) / 2 */
    real loss, dp[6];
    const real dloss = 3;
    v->forward(&loss, p, label, 2, 3);
    v->backward(dp, &dloss, p, label, 2, 3);
    EXPECT(fabs(loss - loss_expected) <= 4 * DBL_EPSILON, "loss = %.17g, by hand 2 ln 2", loss);
    for (int i = 0; i < 6; i++)
        EXPECT(dp[i] == dp_expected[i], "dp[%d] = %g, by hand %g", i, dp[i], dp_expected[i]);
}

static void conventions(const cross_entropy_version *v)
{
    const real certain[] = {0, 1, 0};
    real loss;
    v->forward(&loss, certain, (const int[]){1}, 1, 3);
    EXPECT(loss == 0, "certain and right: loss = %g", loss);
    v->forward(&loss, certain, (const int[]){2}, 1, 3);
    EXPECT(loss == (real)INFINITY,
           "held impossible, and happened: loss = %g, and must be infinite: is p kept above some "
           "bound, or a small number added to it?",
           loss);

    /* One class is certain; and what lies behind the labels is not looked at. */
    const int only[] = {0, 99};
    const real one = 1, dloss = 5;
    real dp;
    v->forward(&loss, &one, only, 1, 1);
    v->backward(&dp, &dloss, &one, only, 1, 1);
    EXPECT(loss == 0 && dp == -5, "one class: loss = %g, dp = %g", loss, dp);

    real equal[10];
    for (int k = 0; k < 10; k++)
        equal[k] = (real)0.1;
    v->forward(&loss, equal, (const int[]){7}, 1, 10);
    EXPECT(fabs(loss - log(10)) <= 4 * DBL_EPSILON, "ten equal classes: loss = %.17g", loss);
}

static const int shapes[][2] = {{2, 5}, {3, 10}, {7, 2}};
static int label[16];

/* What is being checked; the callbacks below have no other way to know. */
static const cross_entropy_version *version;

/* Probabilities away from 0, where ln p is so steep that no difference can follow it. */
static void make(gradient_check *c)
{
    const int N = shapes[c->number][0], K = shapes[c->number][1];
    c->x = gradient_tensor_new("p", N, K, 0, 0);
    c->y = gradient_tensor_new("loss", 1, 0, 0, 0);
    for (size_t i = 0; i < c->x.count; i++)
        c->x.value[i] = (real)(0.1 + 0.9 * random_uniform(&c->random));
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

/* Forward once more, written differently on purpose: one logarithm, of the product. */
static void reference(const gradient_check *c, double *y)
{
    double product = 1;
    for (int n = 0; n < c->x.shape[0]; n++)
        product *= c->x.value[n * c->x.shape[1] + label[n]];
    y[0] = -log(product) / c->x.shape[0];
}

/* ---- Mistakes that are known of cross-entropy, for the diagnosis ---------------------------------- */

enum {
    ALL_CLASSES,
    FIRST_CLASS,
    LABEL_OF_FIRST,
    NEXT_LABEL,
    LAST_ROW,
    FIRST_ROW,
    WITHOUT_LOGARITHM,
    OTHER_CLASSES,
    BASE_2,
    BASE_10,
    LARGEST_CLASS,
    ONE_MINUS_P,
    NOT_FIRST_ROW,
    NOT_LAST_ROW,
    CLASS_BEFORE,
    LABELS_REVERSED,
    LABEL_OF_NEXT_ROW,
    /* ln(p + 10^-digits) */
    PLUS_LITTLE = 100,
};

/* ln p of the class that the mistake takes for the right one. */
static double wrong_term(const gradient_check *c, int n, int mistake)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    const real *p = c->x.value + n * K;
    double sum = 0, others = 0, largest = 0;
    for (int k = 0; k < K; k++) {
        sum += log((double)p[k]);
        others += k == label[n] ? 0 : log(1 - (double)p[k]);
        largest = fmax(largest, (double)p[k]);
    }
    return mistake == ALL_CLASSES         ? sum
           : mistake == FIRST_CLASS       ? log((double)p[0])
           : mistake == LABEL_OF_FIRST    ? log((double)p[label[0]])
           : mistake == NEXT_LABEL        ? log((double)p[(label[n] + 1) % K])
           : mistake == CLASS_BEFORE      ? log((double)p[(label[n] + K - 1) % K])
           : mistake == LABELS_REVERSED   ? log((double)p[label[N - 1 - n]])
           : mistake == LABEL_OF_NEXT_ROW ? log((double)p[label[(n + 1) % N]])
           : mistake == WITHOUT_LOGARITHM ? (double)p[label[n]]
           : mistake == OTHER_CLASSES     ? others + log((double)p[label[n]])
           : mistake == BASE_2            ? log2((double)p[label[n]])
           : mistake == BASE_10           ? log10((double)p[label[n]])
           : mistake == ONE_MINUS_P       ? log(1 - (double)p[label[n]])
           : mistake >= PLUS_LITTLE   ? log((double)p[label[n]] + pow(10, PLUS_LITTLE - mistake))
           : mistake == LARGEST_CLASS ? log(largest)
                                      : log((double)p[label[n]]);
}

static void wrong_forward(const gradient_check *c, int mistake, double *loss)
{
    const int N = c->x.shape[0];
    *loss = 0;
    for (int n = 0; n < N; n++) {
        const bool counts = mistake == FIRST_ROW       ? n == 0
                            : mistake == LAST_ROW      ? n == N - 1
                            : mistake == NOT_FIRST_ROW ? n != 0
                            : mistake == NOT_LAST_ROW  ? n != N - 1
                                                       : true;
        *loss -= counts ? wrong_term(c, n, mistake) / N : 0;
    }
}

enum {
    EVERY_CLASS,
    WITHOUT_P,
    P_MINUS_T,
    TIMES_P,
    P_SQUARED,
    LN_P,
    CLASS_OF_FIRST,
    CLASS_NEXT,
    ONE_OVER_P_MINUS_ONE,
    OTHERS_TOO,
    P_OF_FIRST_CLASS,
    TO_CLASS_OF_FIRST,
    TO_CLASS_NEXT,
    TO_CLASS_0,
    OTHERS_1,
    TO_CLASS_BEFORE,
    LABELS_REVERSED_HERE,
    LABEL_OF_NEXT_ROW_HERE,
    OTHERS_P,
    OTHERS_MINUS_1,
};

static void wrong_backward(const gradient_check *c, int mistake, double *dp)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    const double dloss = (double)c->y.gradient[0];
    for (int i = 0; i < N * K; i++) {
        const int n = i / K, k = i % K, right = label[n];
        const double p = (double)c->x.value[i], t = k == right, scale = -dloss / N;
        const double p_right = (double)c->x.value[i - k + right];
        const double wrong[] = {[EVERY_CLASS] = scale / p,
                                [WITHOUT_P] = scale * t,
                                [P_MINUS_T] = -scale * (p - t),
                                [TIMES_P] = scale * t * p,
                                [P_SQUARED] = scale * t / (p * p),
                                [LN_P] = scale * t * log(p),
                                [CLASS_OF_FIRST] = k == label[0] ? scale / p : 0,
                                [CLASS_NEXT] = k == (right + 1) % K ? scale / p : 0,
                                [ONE_OVER_P_MINUS_ONE] = scale * t * (1 / p - 1),
                                [OTHERS_TOO] = scale * (t / p - (1 - t) / (1 - p)),
                                [P_OF_FIRST_CLASS] = scale * t / (double)c->x.value[i - k],
                                [TO_CLASS_OF_FIRST] = k == label[0] ? scale / p_right : 0,
                                [TO_CLASS_NEXT] = k == (right + 1) % K ? scale / p_right : 0,
                                [TO_CLASS_0] = k == 0 ? scale / p_right : 0,
                                [OTHERS_1] = k == right ? scale / p : 1,
                                [TO_CLASS_BEFORE] = k == (right + K - 1) % K ? scale / p : 0,
                                [LABELS_REVERSED_HERE] = k == label[N - 1 - n] ? scale / p : 0,
                                [LABEL_OF_NEXT_ROW_HERE] = k == label[(n + 1) % N] ? scale / p : 0,
                                [OTHERS_P] = k == right ? scale / p : p,
                                [OTHERS_MINUS_1] = k == right ? scale / p : -1};
        dp[i] = wrong[mistake];
    }
}

/* loss = -(1 / N) * sum over n of ln p: other functions of p, and other p than that of the right class. */
static const char *const functions[] = {"ln p",
                                        "p",
                                        "p ln p",
                                        "ln(1 + p)",
                                        "1 - p",
                                        "(1 - p) squared",
                                        "exp(p)",
                                        "the square root of p",
                                        "1 / p",
                                        "ln p + ln(1 - p)",
                                        "ln p times the label",
                                        "the label",
                                        "p squared",
                                        "|ln p|",
                                        "ln p times p of class 0",
                                        "ln p divided by ln K",
                                        "ln p squared",
                                        "ln of p K"};
static const char *const chosen[] = {"the right class",
                                     "class 0",
                                     "the class with the number of the row",
                                     "the last class",
                                     "the right class, in the first row",
                                     "the right class, in the last row",
                                     "the right class, in the next row",
                                     "the right class, in the reverse order of rows",
                                     "the last row's right class",
                                     "the class found by the transposed index"};
enum {
    FUNCTIONS = sizeof functions / sizeof functions[0],
    CHOSEN = sizeof chosen / sizeof chosen[0],
    WHOLE = FUNCTIONS * CHOSEN, /* then: the sum over all classes of p ln p; ... */
    WHOLES = WHOLE + 4,
};

/* Where the probability stands that is taken for that of row n's right class. */
static int wrong_choice(const gradient_check *c, int n, int which)
{
    const int N = c->x.shape[0], K = c->x.shape[1], right = label[n];
    const int places[CHOSEN] = {n * K + right,
                                n * K,
                                n * K + n % K,
                                n * K + K - 1,
                                right,
                                (N - 1) * K + right,
                                (n + 1) % N * K + right,
                                (N - 1 - n) * K + right,
                                n * K + label[N - 1],
                                right * N + n};
    return places[which];
}

static double function_of(double p, double p0, int right, int K, int which)
{
    const double all[FUNCTIONS] = {log(p),          p,
                                   p * log(p),      log1p(p),
                                   1 - p,           (1 - p) * (1 - p),
                                   exp(p),          sqrt(p),
                                   1 / p,           log(p) + log(1 - p),
                                   log(p) * right,  right,
                                   p * p,           fabs(log(p)),
                                   log(p) * p0,     log(p) / log(K),
                                   log(p) * log(p), log(p * K)};
    return all[which];
}

static void wrong_function(const gradient_check *c, int variant, double *loss)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    double sum = 0, entropy = 0;
    for (int n = 0; n < N; n++) {
        const double p = (double)c->x.value[wrong_choice(c, n, variant % CHOSEN)];
        if (variant < WHOLE)
            sum -= function_of(p, (double)c->x.value[n * K], label[n], K, variant / CHOSEN);
        for (int k = 0; k < K; k++)
            entropy -= (double)c->x.value[n * K + k] * log((double)c->x.value[n * K + k]);
    }
    const double right = *loss, wholes[] = {entropy / N, exp(right), exp(-right), right + log(K)};
    *loss = variant < WHOLE ? sum / N : wholes[variant - WHOLE];
}

/* dp = -dloss / (N p) for the right class: other functions, at other places, of other p. */
static const char *const slopes[] = {"1 / p",
                                     "1 / (1 - p)",
                                     "1 / ln p",
                                     "1 / the square root of p",
                                     "1 - p",
                                     "1 / p - 1 / (1 - p)",
                                     "1 / p, with N added to p and not multiplied",
                                     "1 / p, and dloss is added, not multiplied",
                                     "p / dloss",
                                     "the label / p",
                                     "n / p",
                                     "ln p / p",
                                     "-1 / p",
                                     "1 / |p ln p|",
                                     "p - 1",
                                     "1 / p + 1",
                                     "exp(-p)",
                                     "1 / max(p, 0.1)",
                                     "the label"};
enum { SLOPES = sizeof slopes / sizeof slopes[0] };

static double wrong_slope(double p, double dloss, int N, int n, int which)
{
    const double scale = -dloss / N;
    const double all[SLOPES] = {scale / p,        scale / (1 - p),
                                scale / log(p),   scale / sqrt(p),
                                scale * (1 - p),  scale / p - scale / (1 - p),
                                -dloss / (N + p), -dloss - 1 / (N * p),
                                -p / dloss / N,   scale * label[n] / p,
                                scale * n / p,    scale * log(p) / p,
                                -scale / p,       scale / fabs(p * log(p)),
                                scale * (p - 1),  scale * (1 / p + 1),
                                scale * exp(-p),  scale / fmax(p, 0.1),
                                scale * label[n]};
    return all[which];
}

/* Variant: the function; or, behind those, where p is read and where the gradient is put. */
static void wrong_place(const gradient_check *c, int variant, double *dp)
{
    const int count = (int)c->x.count, other = variant - SLOPES;
    const int slope = other < 0 ? variant : 0, read = other < 0 ? 0 : other % CHOSEN;
    const int written = other < 0 ? 0 : other / CHOSEN;
    for (int i = 0; i < count; i++)
        dp[i] = 0;
    for (int n = 0; n < c->x.shape[0]; n++) {
        const int from = wrong_choice(c, n, read), to = wrong_choice(c, n, written);
        if (from < count && to < count)
            dp[to] = wrong_slope((double)c->x.value[from], (double)c->y.gradient[0], c->x.shape[0],
                                 n, slope);
    }
}

/* What the other classes get, whose dp must be 0. */
static const char *const other_classes[] = {"dloss p / N",      "1 / (N (1 - p)), times dloss",
                                            "dloss / N",        "-dloss / N",
                                            "-dloss / (N K)",   "-dloss p / N",
                                            "-dloss / (1 - p)", "the gradient of the right one"};
enum { OTHER_SHARES = sizeof other_classes / sizeof other_classes[0] };

static void wrong_others(const gradient_check *c, int which, double *dp)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    const double dloss = (double)c->y.gradient[0];
    for (int i = 0; i < N * K; i++) {
        const int right = i - i % K + label[i / K];
        const double p = (double)c->x.value[i];
        const double all[OTHER_SHARES] = {dloss * p / N,    dloss / N / (1 - p),
                                          dloss / N,        -dloss / N,
                                          -dloss / N / K,   -dloss * p / N,
                                          -dloss / (1 - p), -dloss / N / (double)c->x.value[right]};
        if (i != right)
            dp[i] = all[which];
    }
}

static const gradient_mistake mistakes[] = {
    {"loss", "the logarithms of all classes are summed, not that of the right one",
     "p[n][label[n]]", wrong_forward, ALL_CLASSES},
    {"loss", "class 0 is taken for the right one in every row: the label is ignored",
     "p[n][label[n]]", wrong_forward, FIRST_CLASS},
    {"loss", "the label of the first row is used for all rows", "p[n][label[n]]", wrong_forward,
     LABEL_OF_FIRST},
    {"loss", "the class after the right one is taken", "p[n][label[n]]", wrong_forward, NEXT_LABEL},
    {"loss", "the class before the right one is taken: labels count from 0", "p[n][label[n]]",
     wrong_forward, CLASS_BEFORE},
    {"loss", "the labels are taken in reverse order", "label[n]", wrong_forward, LABELS_REVERSED},
    {"loss", "each row is given the label of the next row", "label[n]", wrong_forward,
     LABEL_OF_NEXT_ROW},
    {"loss", "only the last row counts: = in place of +=", "the sum over n", wrong_forward,
     LAST_ROW},
    {"loss", "only the first row counts", "the sum over n", wrong_forward, FIRST_ROW},
    {"loss", "the logarithm is missing", "log()", wrong_forward, WITHOUT_LOGARITHM},
    {"loss", "the other classes are counted too, as ln(1 - p)", "one term for each row",
     wrong_forward, OTHER_CLASSES},
    {"loss", "the logarithm has base 2, and must be the natural one", "log()", wrong_forward,
     BASE_2},
    {"loss", "the logarithm has base 10, and must be the natural one", "log()", wrong_forward,
     BASE_10},
    {"loss", "the likeliest class is taken for the right one", "p[n][label[n]]", wrong_forward,
     LARGEST_CLASS},
    {"loss", "the first row is left out", "the sum over n", wrong_forward, NOT_FIRST_ROW},
    {"loss", "the last row is left out", "the sum over n", wrong_forward, NOT_LAST_ROW},
    {"loss", "it is the logarithm of 1 - p", "log()", wrong_forward, ONE_MINUS_P},
    {"loss", "0.001 is added to p", "log(p)", wrong_forward, PLUS_LITTLE + 3},
    {"loss", "1e-4 is added to p", "log(p)", wrong_forward, PLUS_LITTLE + 4},
    {"loss", "1e-5 is added to p", "log(p)", wrong_forward, PLUS_LITTLE + 5},
    {"loss", "1e-6 is added to p", "log(p)", wrong_forward, PLUS_LITTLE + 6},
    {"loss", "1e-7 is added to p", "log(p)", wrong_forward, PLUS_LITTLE + 7},
    {"loss", "1e-8 is added to p", "log(p)", wrong_forward, PLUS_LITTLE + 8},
    {"loss", "1e-9 is added to p", "log(p)", wrong_forward, PLUS_LITTLE + 9},
    {"dp", "every class gets a gradient, not only the right one", "the index label[n]",
     wrong_backward, EVERY_CLASS},
    {"dp", "the factor 1 / p is missing", "the division by p", wrong_backward, WITHOUT_P},
    {"dp", "it is p - t, the gradient of softmax and cross-entropy together; here it is -t / p",
     "the formula", wrong_backward, P_MINUS_T},
    {"dp", "it is multiplied by p, and must be divided by it", "the division by p", wrong_backward,
     TIMES_P},
    {"dp", "it is divided by p twice", "the division by p", wrong_backward, P_SQUARED},
    {"dp", "it has ln p where 1 / p belongs", "the derivative of ln p is 1 / p", wrong_backward,
     LN_P},
    {"dp", "the label of the first row is used for all rows", "label[n]", wrong_backward,
     CLASS_OF_FIRST},
    {"dp", "the class after the right one gets the gradient", "label[n]", wrong_backward,
     CLASS_NEXT},
    {"dp", "1 is subtracted from 1 / p", "the formula", wrong_backward, ONE_OVER_P_MINUS_ONE},
    {"dp", "the other classes get a gradient too, 1 / (1 - p)", "the formula", wrong_backward,
     OTHERS_TOO},
    {"dp", "the probability of class 0 is used for all", "p[n][label[n]]", wrong_backward,
     P_OF_FIRST_CLASS},
    {"dp", "the class that is right in the first row gets the gradient in every row",
     "dp[n][label[n]]", wrong_backward, TO_CLASS_OF_FIRST},
    {"dp", "the class after the right one gets its gradient", "dp[n][label[n]]", wrong_backward,
     TO_CLASS_NEXT},
    {"dp", "class 0 gets the gradient of the right one", "dp[n][label[n]]", wrong_backward,
     TO_CLASS_0},
    {"dp", "the class before the right one gets the gradient: labels count from 0",
     "dp[n][label[n]]", wrong_backward, TO_CLASS_BEFORE},
    {"dp", "the labels are taken in reverse order", "label[n]", wrong_backward,
     LABELS_REVERSED_HERE},
    {"dp", "each row is given the label of the next row", "label[n]", wrong_backward,
     LABEL_OF_NEXT_ROW_HERE},
    {"dp", "the gradient of the other classes is p, and must be 0", "what dp is cleared to",
     wrong_backward, OTHERS_P},
    {"dp", "the gradient of the other classes is -1, and must be 0", "what dp is cleared to",
     wrong_backward, OTHERS_MINUS_1},
    {"dp", "the gradient of the other classes is 1, and must be 0", "what dp is cleared to",
     wrong_backward, OTHERS_1},
    {"loss", "it is the entropy, the sum over all classes of p ln p", "p[n][label[n]]",
     wrong_function, WHOLE},
    {"loss", "it is exp() of what it must be", "what is stored", wrong_function, WHOLE + 1},
    {"loss", "it is exp() of minus what it must be: a probability", "what is stored",
     wrong_function, WHOLE + 2},
    {"loss", "ln K is added to it, or taken from it", "what is stored", wrong_function, WHOLE + 3},
};
enum { LISTED = sizeof mistakes / sizeof mistakes[0] };

/* Those, and other functions of other probabilities. */
static const gradient_mistake *known(void)
{
    enum { PLACES = CHOSEN * CHOSEN, MORE = WHOLE + SLOPES + PLACES + OTHER_SHARES };
    static gradient_mistake list[LISTED + MORE + 1];
    static char text[MORE][200];
    memcpy(list, mistakes, sizeof mistakes);
    int count = LISTED;
    for (int i = 1; i < WHOLE; i++) {
        const char *p = chosen[i % CHOSEN];
        if (i < CHOSEN)
            snprintf(text[i], 200, "the probability of %s is taken", p);
        else
            snprintf(text[i], 200, "of each row %s is taken, and must be ln p%s%s",
                     functions[i / CHOSEN], i % CHOSEN == 0 ? "" : "; p is that of ",
                     i % CHOSEN == 0 ? "" : p);
        list[count++] =
            (gradient_mistake){"loss", text[i], "log(p[n][label[n]])", wrong_function, i};
    }
    for (int i = 1; i < SLOPES + PLACES; i++) {
        const int read = (i - SLOPES) % CHOSEN, written = (i - SLOPES) / CHOSEN;
        char *words = text[WHOLE + i];
        if (i == SLOPES)
            continue;
        if (i < SLOPES)
            snprintf(words, 200, "it is %s, times -dloss / N, and must be 1 / p", slopes[i]);
        else if (read == 0)
            snprintf(words, 200, "the gradient goes to %s", chosen[written]);
        else if (written == 0)
            snprintf(words, 200, "the probability of %s is taken", chosen[read]);
        else if (read == written)
            snprintf(words, 200, "instead of the right class stands %s", chosen[read]);
        else
            snprintf(words, 200, "the gradient goes to %s, and p is that of %s", chosen[written],
                     chosen[read]);
        list[count++] =
            (gradient_mistake){"dp", words, "dp[n][label[n]], p[n][label[n]]", wrong_place, i};
    }
    for (int i = 0; i < OTHER_SHARES; i++) {
        char *words = text[WHOLE + SLOPES + PLACES + i];
        snprintf(words, 200, "the gradient of the other classes is %s, and must be 0",
                 other_classes[i]);
        list[count++] = (gradient_mistake){"dp", words, "what dp is cleared to", wrong_others, i};
    }
    return list;
}

gradient_check cross_entropy_gradient_check(const cross_entropy_version *v)
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

int cross_entropy_cases(const cross_entropy_version *v, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--refusals") == 0)
        return label_refusals(v->forward, v->backward);
    gradient_check check = cross_entropy_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    conventions(v);
    return gradients != 0 ? gradients : expect_result();
}
