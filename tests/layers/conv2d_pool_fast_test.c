/*
 * Checks src/layers/conv2d_pool_fast.c: the gradient of every filter's element against numerical
 * differences, exactly; and equality with the formulas of its three layers on shapes that fill its
 * tiles and pieces, and on shapes that just do not.
 */
#include "layers/conv2d_pool_fast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "gradient_check/gradient_check.h"
#include "numerics/lanes.h"
#include "numerics/random.h"
#include "require_stops.h"

/* ---- The three layers once more, in double ------------------------------------------------------ */

/* One convolution sum, at place (oh, ow) of image n and filter oc. */
static double convolution(const real *x, const real *w, const real *b, int n, int oc, int oh,
                          int ow, conv2d_shape s)
{
    double z = (double)b[oc];
    for (int c = 0; c < s.C; c++)
        for (int kh = 0; kh < s.KH; kh++)
            for (int kw = 0; kw < s.KW; kw++)
                z += (double)x[((n * s.C + c) * s.H + oh + kh) * s.W + ow + kw] *
                     (double)w[((oc * s.C + c) * s.KH + kh) * s.KW + kw];
    return z;
}

/* Each window's largest sum, cut at 0, and which corner it is; -1 where ReLU cuts. The first of
 * equals wins, and the first NaN. */
static void pooled(double *y, int *winner, const real *x, const real *w, const real *b, int N,
                   conv2d_shape s)
{
    const int PH = (s.H - s.KH + 1) / 2, PW = (s.W - s.KW + 1) / 2;
    for (int i = 0; i < N * s.OC * PH * PW; i++) {
        const int pw = i % PW, ph = i / PW % PH, oc = i / (PW * PH) % s.OC,
                  n = i / (PW * PH * s.OC);
        double best = -INFINITY;
        int corner = 0;
        for (int q = 0; q < 4; q++) {
            const double z = convolution(x, w, b, n, oc, 2 * ph + q / 2, 2 * pw + q % 2, s);
            if (z > best || (isnan(z) && !isnan(best))) {
                best = z;
                corner = q;
            }
        }
        y[i] = best <= 0 ? 0 : best;
        winner[i] = best > 0 ? corner : -1;
    }
}

/* The gradients: each window's dy goes to the pixels that its winner's filter covered. */
static void gradients(double *dw, double *db, const real *dy, const int *winner, const real *x,
                      int N, conv2d_shape s)
{
    const int PH = (s.H - s.KH + 1) / 2, PW = (s.W - s.KW + 1) / 2, taps = s.C * s.KH * s.KW;
    for (int i = 0; i < N * s.OC * PH * PW; i++) {
        const int pw = i % PW, ph = i / PW % PH, oc = i / (PW * PH) % s.OC,
                  n = i / (PW * PH * s.OC);
        if (winner[i] < 0)
            continue;
        db[oc] += (double)dy[i];
        for (int j = 0; j < taps; j++) {
            const int h = 2 * ph + winner[i] / 2 + j / s.KW % s.KH;
            const int column = 2 * pw + winner[i] % 2 + j % s.KW;
            const int c = j / (s.KW * s.KH);
            dw[oc * taps + j] +=
                (double)dy[i] * (double)x[((n * s.C + c) * s.H + h) * s.W + column];
        }
    }
}

/* ---- The gradient check ------------------------------------------------------------------------- */

/* Windows that fill vectors and that do not; rows and columns left over; kernels not square. */
static const struct {
    int N;
    conv2d_shape s;
} shapes[] = {
    {2, {.C = 2, .H = 7, .W = 9, .OC = 3, .KH = 3, .KW = 2}},
    {3, {.C = 1, .H = 6, .W = 13, .OC = 5, .KH = 2, .KW = 3}},
    {2, {.C = 3, .H = 4, .W = 5, .OC = 4, .KH = 1, .KW = 2}},
    {2,
     {.C = 1, .H = 15, .W = 17, .OC = 2, .KH = 3, .KW = 3}}, /* more than two vectors of windows */
};

static real *images;        /* x: it has no gradient, so the checker does not hold it */
static signed char *winner; /* what forward tells backward; with guards on both sides */

/*
 * Kinks are kept away by construction. A step of 1 in a weight moves each sum by a pixel, at most 7.
 * But all sums are 16 more or less than a multiple of 32, so ReLU's kink is at least 16 away; and the
 * sums of a window's four corners differ by at least 32, as, divided by 32, they leave different
 * remainders modulo 4: pixels leave 0 1 above 2 3, and of the weights one leaves 1 and the others 0.
 */
static void make(gradient_check *c)
{
    const int N = shapes[c->number].N;
    const conv2d_shape s = shapes[c->number].s;
    c->w = gradient_tensor_new("w", s.OC, s.C, s.KH, s.KW);
    c->b = gradient_tensor_new("b", s.OC, 0, 0, 0);
    c->y = gradient_tensor_new("y", N, s.OC, (s.H - s.KH + 1) / 2, (s.W - s.KW + 1) / 2);
    c->decided = gradient_decisions_new("winner", N, s.OC, c->y.shape[2], c->y.shape[3]);
    gradient_array_free(images);
    images = gradient_array_new((size_t)(N * s.C * s.H * s.W));
    free(winner);
    winner = malloc(c->y.count + 2 * GRADIENT_GUARD);
    if (winner == NULL)
        exit(1);
    memset(winner, GRADIENT_DECISION_GUARD, c->y.count + 2 * GRADIENT_GUARD);
    for (int i = 0; i < N * s.C * s.H * s.W; i++) {
        const int remainder = i / s.W % s.H % 2 * 2 + i % s.W % 2;
        images[i] = (real)(4 * ((int)random_below(&c->random, 3) - 1) + remainder);
    }
    for (size_t i = 0; i < c->w.count; i++) {
        const int remainder = i % (c->w.count / c->b.count) == 0;
        c->w.value[i] = (real)(32 * (4 * ((int)random_below(&c->random, 5) - 2) + remainder));
    }
    for (size_t i = 0; i < c->b.count; i++)
        c->b.value[i] = (real)(32 * ((int)random_below(&c->random, 9) - 4) + 16);
}

static void forward(gradient_check *c)
{
    conv2d_pool_fast_forward(c->y.value, winner + GRADIENT_GUARD, images, c->w.value, c->b.value,
                             shapes[c->number].N, shapes[c->number].s);
    for (ptrdiff_t i = -GRADIENT_GUARD; i < (ptrdiff_t)c->y.count + GRADIENT_GUARD; i++)
        c->decided.decision[i] = winner[GRADIENT_GUARD + i];
}

static void backward(gradient_check *c)
{
    for (size_t i = 0; i < c->y.count; i++)
        winner[GRADIENT_GUARD + i] = (signed char)c->decided.decision[i];
    conv2d_pool_fast_backward(c->w.gradient, c->b.gradient, c->y.gradient, winner + GRADIENT_GUARD,
                              images, shapes[c->number].N, shapes[c->number].s);
}

static void reference_decisions(const gradient_check *c, int *decision)
{
    double *y = malloc(c->y.count * sizeof *y);
    if (y == NULL)
        exit(1);
    pooled(y, decision, images, c->w.value, c->b.value, shapes[c->number].N, shapes[c->number].s);
    free(y);
}

static void reference(const gradient_check *c, double *y)
{
    int *decision = malloc(c->y.count * sizeof *decision);
    if (decision == NULL)
        exit(1);
    pooled(y, decision, images, c->w.value, c->b.value, shapes[c->number].N, shapes[c->number].s);
    free(decision);
}

/* Mistakes that are known of these three layers together, for the diagnosis. */
enum { NO_RELU, ALL_CORNERS, ALL_CORNERS_NO_RELU, FIRST_CORNER, CORNERS_EXCHANGED, MISTAKES };

/* Corner 1 for 2, and 2 for 1: rows and columns are exchanged. */
static int exchanged(int corner)
{
    return corner == 1 || corner == 2 ? 3 - corner : corner;
}

/* The winners; those that the ReLU cuts are found with a bias that raises every sum above 0. */
static void predict_winner(const gradient_check *c, int mistake, double *numbers)
{
    const int N = shapes[c->number].N;
    double *y = malloc(c->y.count * sizeof *y);
    int *corner = malloc(c->y.count * sizeof *corner);
    if (y == NULL || corner == NULL)
        exit(1);
    real *b = gradient_array_copy(c->b.value, c->b.count);
    for (size_t i = 0; i < c->b.count && mistake == NO_RELU; i++)
        b[i] += 65536;
    pooled(y, corner, images, c->w.value, b, N, shapes[c->number].s);
    for (size_t i = 0; i < c->y.count; i++)
        numbers[i] = mistake == CORNERS_EXCHANGED ? exchanged(corner[i]) : corner[i];
    gradient_array_free(b);
    free(corner);
    free(y);
}

static void predict(const gradient_check *c, int variant, double *numbers)
{
    const int bias = variant / MISTAKES, mistake = variant % MISTAKES;
    double *other = calloc(c->w.count + c->b.count, sizeof *other);
    int *wrong = malloc(c->y.count * sizeof *wrong);
    if (other == NULL || wrong == NULL)
        exit(1);
    memset(numbers, 0, (bias ? c->b.count : c->w.count) * sizeof *numbers);
    const bool all = mistake == ALL_CORNERS || mistake == ALL_CORNERS_NO_RELU;
    for (int q = 0; q < (all ? 4 : 1); q++) {
        for (size_t i = 0; i < c->y.count; i++) {
            const int right = c->decided.decision[i];
            const bool cut = right < 0;
            wrong[i] = mistake == NO_RELU               ? (cut ? 0 : right)
                       : mistake == ALL_CORNERS_NO_RELU ? q
                       : mistake == CORNERS_EXCHANGED   ? exchanged(right)
                       : cut                            ? -1
                                                        : q;
        }
        gradients(bias ? other : numbers, bias ? numbers : other, c->y.gradient, wrong, images,
                  shapes[c->number].N, shapes[c->number].s);
    }
    free(other);
    free(wrong);
}

static const gradient_mistake mistakes[] = {
    {"dw", "the gradient passes where the ReLU let nothing through", "dw_add()", predict, NO_RELU},
    {"dw", "each window's gradient is given to all four corners", "dw_add()", predict, ALL_CORNERS},
    {"dw",
     "each window's gradient is given to all four corners, and where the ReLU let nothing through "
     "as "
     "well",
     "dw_add()", predict, ALL_CORNERS_NO_RELU},
    {"dw", "each window's gradient is given to its first corner", "dw_add()", predict,
     FIRST_CORNER},
    {"dw", "corners 1 and 2 are exchanged: 1 is above on the right, 2 below on the left",
     "dw_add()", predict, CORNERS_EXCHANGED},
    {"db", "the gradient passes where the ReLU let nothing through", "add_db()", predict,
     MISTAKES + NO_RELU},
    {"db", "each window's gradient is counted four times", "add_db()", predict,
     MISTAKES + ALL_CORNERS},
    {"winner", "it is not -1 where the ReLU lets nothing through", "forward_tile()", predict_winner,
     NO_RELU},
    {"winner", "corners 1 and 2 are exchanged: 1 is above on the right, 2 below on the left",
     "forward_tile()", predict_winner, CORNERS_EXCHANGED},
    {0}};

/* ---- Equality with the formulas ----------------------------------------------------------------- */

/* Small integers: windows with several largest places, and with nothing above 0, are common. */
static real *integers(int count, random_generator *r)
{
    real *array = malloc((size_t)count * sizeof *array);
    if (array == NULL)
        exit(1);
    for (int i = 0; i < count; i++)
        array[i] = (real)random_below(r, 7) - 3;
    return array;
}

static double *doubles(const real *from, int count)
{
    double *array = malloc((size_t)count * sizeof *array);
    if (array == NULL)
        exit(1);
    for (int i = 0; i < count; i++)
        array[i] = (double)from[i];
    return array;
}

/* Frees both. */
static void expect_equal(const char *name, real *fast, double *right, int count, int N,
                         conv2d_shape s)
{
    int wrong = 0;
    for (int i = 0; i < count; i++)
        wrong += !((double)fast[i] == right[i] || (isnan(fast[i]) && isnan(right[i])));
    EXPECT(wrong == 0,
           "%d of %d elements of %s are wrong: N = %d, C = %d, H = %d, W = %d, OC = %d, KH = %d, "
           "KW = %d",
           wrong, count, name, N, s.C, s.H, s.W, s.OC, s.KH, s.KW);
    free(fast);
    free(right);
}

static void compare(int N, conv2d_shape s, int nans, random_generator *r)
{
    const int PH = (s.H - s.KH + 1) / 2, PW = (s.W - s.KW + 1) / 2;
    const int count_x = N * s.C * s.H * s.W, count_w = s.OC * s.C * s.KH * s.KW;
    const int count_y = N * s.OC * PH * PW;
    real *x = integers(count_x, r), *w = integers(count_w, r), *b = integers(s.OC, r);
    real *y = integers(count_y, r), *dy = integers(count_y, r);
    real *dw = integers(count_w, r), *db = integers(s.OC, r);
    double *y_right = doubles(y, count_y);
    double *dw_right = doubles(dw, count_w), *db_right = doubles(db, s.OC);
    int *winner_right = malloc((size_t)count_y * sizeof *winner_right);
    signed char *which = malloc((size_t)count_y);
    if (winner_right == NULL || which == NULL)
        exit(1);
    for (int i = 0; i < nans; i++)
        x[random_below(r, (uint32_t)count_x)] = (real)NAN;

    pooled(y_right, winner_right, x, w, b, N, s);
    gradients(dw_right, db_right, dy, winner_right, x, N, s);
    conv2d_pool_fast_forward(y, which, x, w, b, N, s);
    conv2d_pool_fast_backward(dw, db, dy, which, x, N, s);

    int wrong = 0, of_wrong_y = 0;
    for (int i = 0; i < count_y; i++) {
        wrong += which[i] != winner_right[i];
        of_wrong_y += which[i] != winner_right[i] && (double)y[i] != y_right[i];
    }
    EXPECT(wrong == 0, "%d winners are wrong%s: N = %d, OC = %d, H = %d, W = %d", wrong,
           of_wrong_y > 0 ? ""
                          : ", y is right (of equal corners the first wins; none where y is 0)",
           N, s.OC, s.H, s.W);
    expect_equal("y", y, y_right, count_y, N, s);
    if (nans == 0) { /* of a pixel that is NaN, 0 times it may be left out or not */
        expect_equal("dw", dw, dw_right, count_w, N, s);
        expect_equal("db", db, db_right, s.OC, N, s);
    } else {
        free(dw);
        free(dw_right);
        free(db);
        free(db_right);
    }
    free(x);
    free(w);
    free(b);
    free(dy);
    free(which);
    free(winner_right);
}

static void compare_all(void)
{
    random_generator r = random_seeded(4, 0);
    /* The network's own, alone and in chunks; then one quantity after the other at its extremes. */
    for (int N = 1; N <= 9; N++)
        compare(N, (conv2d_shape){.C = 1, .H = 28, .W = 28, .OC = 28, .KH = 3, .KW = 3}, 0, &r);
    compare(6, (conv2d_shape){.C = 1, .H = 28, .W = 28, .OC = 5, .KH = 3, .KW = 3}, 9, &r);
    for (int OC = 1; OC <= 9; OC++)
        compare(2, (conv2d_shape){.C = 1, .H = 9, .W = 12, .OC = OC, .KH = 3, .KW = 2}, 0, &r);
    for (int C = 1; C <= 7; C++)
        compare(3, (conv2d_shape){.C = C, .H = 6, .W = 23, .OC = 3, .KH = 2, .KW = 3}, 0, &r);
    for (int KH = 1; KH <= 5; KH++)
        for (int KW = 1; KW <= 6; KW++)
            compare(5, (conv2d_shape){.C = 2, .H = 7, .W = 9, .OC = 5, .KH = KH, .KW = KW}, 0, &r);
    for (int W = 2; W <= 70; W++)
        compare(1, (conv2d_shape){.C = 1, .H = 4, .W = W, .OC = 3, .KH = 2, .KW = 1}, 0, &r);
    compare(3, (conv2d_shape){.C = 2, .H = 70, .W = 75, .OC = 3, .KH = 3, .KW = 3}, 0, &r);
    compare(2, (conv2d_shape){.C = 20, .H = 20, .W = 41, .OC = 3, .KH = 5, .KW = 5}, 0, &r);
    compare(2, (conv2d_shape){.C = 1, .H = 7, .W = 2000, .OC = 2, .KH = 3, .KW = 3}, 0, &r);
    /* Pixels that fill their room of 16,384 numbers; and two rows more, which are a piece of their
     * own. */
    compare(2, (conv2d_shape){.C = 2, .H = 512, .W = 32, .OC = 2, .KH = 3, .KW = 3}, 0, &r);
    compare(2, (conv2d_shape){.C = 1, .H = 514, .W = 32, .OC = 3, .KH = 3, .KW = 3}, 0, &r);
}

/* The example of chapter 12: two windows side by side. */
static void by_hand(void)
{
    const conv2d_shape s = {.C = 1, .H = 3, .W = 5, .OC = 1, .KH = 2, .KW = 2};
    const real x[] = {0, 1, 2, 1, 0, /* */ 2, 0, 1, 3, 4, /* */ 1, 3, 0, 2, 2};
    const real w[] = {1, -1, 2, 0}, b = -1, dy[] = {2, -1};
    const real y_expected[] = {4, 6}, dw_expected[] = {-1, 2, 3, -4};
    const int winner_expected[] = {3, 1};
    real y[2], dw[4] = {0}, db = 0;
    signed char which[2];
    conv2d_pool_fast_forward(y, which, x, w, &b, 1, s);
    conv2d_pool_fast_backward(dw, &db, dy, which, x, 1, s);
    for (int p = 0; p < 2; p++) {
        EXPECT(y[p] == y_expected[p], "y[%d] = %g, by hand %g", p, y[p], y_expected[p]);
        EXPECT(which[p] == winner_expected[p], "winner[%d] = %d, by hand %d", p, which[p],
               winner_expected[p]);
    }
    for (int k = 0; k < 4; k++)
        EXPECT(dw[k] == dw_expected[k], "dw[%d] = %g, by hand %g", k, dw[k], dw_expected[k]);
    EXPECT(db == 1, "db = %g, by hand 1", db);
}

/* ---- What suits --------------------------------------------------------------------------------- */

static maxpool2d_shape windows(conv2d_shape s, int size, int stride)
{
    return (maxpool2d_shape){
        .C = s.OC, .H = s.H - s.KH + 1, .W = s.W - s.KW + 1, .size = size, .stride = stride};
}

static void what_suits(void)
{
    const conv2d_shape s = {.C = 1, .H = 28, .W = 28, .OC = 28, .KH = 3, .KW = 3};
    for (int size = 1; size <= 3; size++)
        for (int stride = 1; stride <= 3; stride++)
            EXPECT(conv2d_pool_fast_suits(s, windows(s, size, stride)) ==
                       (size == 2 && stride == 2),
                   "windows of %d x %d with stride %d", size, size, stride);
    const conv2d_shape unsuitable[] = {
        {.C = 100000, .H = 28, .W = 28, .OC = 1, .KH = 3, .KW = 3},
        {.C = 0, .H = 28, .W = 28, .OC = 1, .KH = 3, .KW = 3},
        {.C = 1, .H = 8, .W = 5000, .OC = 1, .KH = 3, .KW = 3},
        {.C = 1, .H = 3, .W = 28, .OC = 1, .KH = 3, .KW = 3},
    };
    for (size_t i = 0; i < sizeof unsuitable / sizeof unsuitable[0]; i++)
        EXPECT(!conv2d_pool_fast_suits(unsuitable[i], windows(unsuitable[i], 2, 2)),
               "%d channels of %d x %d suit", unsuitable[i].C, unsuitable[i].H, unsuitable[i].W);
}

/* Each limit: the last shape that suits, and the first that does not. */
static void limits(void)
{
    /* Of 65,536 numbers each channel, kernel row and kernel column (and one more) gets a row of this
     * many windows, less two vectors. */
    const int longest = 65536 / (9 * 4 * 8) - 2 * LANES;
    const int exact = 65536 / (257 * 2 * 2) - 2 * LANES; /* fills its vectors but for one number */
    const struct {
        conv2d_shape s;
        bool suits;
    } limit[] = {
        {{.C = 1, .H = 5, .W = 9, .OC = 2, .KH = 4, .KW = 2}, true}, /* one row of windows */
        {{.C = 1, .H = 4, .W = 9, .OC = 2, .KH = 4, .KW = 2}, false},
        {{.C = 1, .H = 9, .W = 5, .OC = 2, .KH = 2, .KW = 4}, true}, /* one column of them */
        {{.C = 1, .H = 9, .W = 4, .OC = 2, .KH = 2, .KW = 4}, false},
        {{.C = 1, .H = 6, .W = 2730, .OC = 2, .KH = 5, .KW = 2}, true}, /* 6 rows: 16,380 pixels */
        {{.C = 1, .H = 6, .W = 2731, .OC = 2, .KH = 5, .KW = 2}, false},
        {{.C = 1, .H = 33, .W = 33, .OC = 2, .KH = 32, .KW = 32}, true}, /* 1024 taps */
        {{.C = 1, .H = 34, .W = 33, .OC = 2, .KH = 33, .KW = 32}, false},
        {{.C = 1, .H = 34, .W = 32, .OC = 2, .KH = 33, .KW = 31}, true}, /* 1023 taps, ... */
        {{.C = 1, .H = 32, .W = 34, .OC = 2, .KH = 31, .KW = 33}, true}, /* ... lying down */
        {{.C = 4, .H = 17, .W = 17, .OC = 9, .KH = 16, .KW = 16}, true},
        {{.C = 5, .H = 17, .W = 17, .OC = 1, .KH = 16, .KW = 16}, false},
        {{.C = 9, .H = 4, .W = 2 * longest + 6, .OC = 1, .KH = 3, .KW = 7}, true},
        {{.C = 9, .H = 4, .W = 2 * longest + 8, .OC = 1, .KH = 3, .KW = 7}, false},
        {{.C = 257, .H = 2, .W = 2 * exact, .OC = 1, .KH = 1, .KW = 1}, true},
        {{.C = 257, .H = 2, .W = 2 * exact + 2, .OC = 1, .KH = 1, .KW = 1}, false},
        /* Here C * KH * KW would be 2^32, beyond the range of int. */
        {{.C = 1, .H = (1 << 23) + 1, .W = 600, .OC = 1, .KH = 1 << 23, .KW = 512}, false},
    };
    random_generator r = random_seeded(4, 1);
    for (size_t i = 0; i < sizeof limit / sizeof limit[0]; i++) {
        const conv2d_shape s = limit[i].s;
        EXPECT(conv2d_pool_fast_suits(s, windows(s, 2, 2)) == limit[i].suits,
               "C = %d, H = %d, W = %d, KH = %d, KW = %d %s", s.C, s.H, s.W, s.KH, s.KW,
               limit[i].suits ? "does not suit" : "suits");
        if (limit[i].suits)
            compare(2, s, 0, &r);
    }
}

static real somewhere[100]; /* for a version that goes on nevertheless */
static signed char some_winners[100];
static int bad_N;
static conv2d_shape bad;

static void stop_forward(void)
{
    conv2d_pool_fast_forward(somewhere, some_winners, somewhere, somewhere, somewhere, bad_N, bad);
}

static void stop_backward(void)
{
    conv2d_pool_fast_backward(somewhere, somewhere, somewhere, some_winners, somewhere, bad_N, bad);
}

static int refusals(void)
{
    static const struct {
        int N;
        conv2d_shape s;
    } refused[] = {{0, {.C = 1, .H = 4, .W = 4, .OC = 1, .KH = 3, .KW = 3}},
                   {1, {.C = 1, .H = 3, .W = 4, .OC = 1, .KH = 3, .KW = 3}},
                   {1, {.C = 1, .H = 4, .W = 5000, .OC = 1, .KH = 3, .KW = 3}}};
    fprintf(stderr, "What follows are refusals, as they must be:\n");
    for (int i = 0; i < 3; i++) {
        bad_N = refused[i].N;
        bad = refused[i].s;
        EXPECT(require_stops(stop_forward), "forward takes bad sizes, number %d", i);
        EXPECT(require_stops(stop_backward), "backward takes bad sizes, number %d", i);
    }
    return expect_result();
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--refusals") == 0) /* a test of its own: it prints much */
        return refusals();
    gradient_check check = {.layer = "conv2d_pool_fast",
                            .source = "src/layers/conv2d_pool_fast.c",
                            .method = GRADIENT_EXACT,
                            .cases = sizeof shapes / sizeof shapes[0],
                            .make = make,
                            .forward = forward,
                            .backward = backward,
                            .reference = reference,
                            .reference_decisions = reference_decisions,
                            .mistakes = mistakes};
    const int status = gradient_check_main(&check, argc, argv);
    fflush(stdout); /* what follows has no guards: writing outside may stop the program */
    gradient_array_free(images);
    free(winner);
    by_hand();
    compare_all();
    what_suits();
    limits();
    return status != 0 ? status : expect_result();
}
