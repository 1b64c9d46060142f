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
        if (winner[i] < 0 || winner[i] > 3)
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
    c->x = gradient_given_new("x", N, s.C, s.H, s.W);
    free(winner);
    winner = malloc(c->y.count + 2 * GRADIENT_GUARD);
    if (winner == NULL)
        exit(1);
    memset(winner, GRADIENT_DECISION_GUARD, c->y.count + 2 * GRADIENT_GUARD);
    for (int i = 0; i < N * s.C * s.H * s.W; i++) {
        const int remainder = i / s.W % s.H % 2 * 2 + i % s.W % 2;
        c->x.value[i] = (real)(4 * ((int)random_below(&c->random, 3) - 1) + remainder);
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
    conv2d_pool_fast_forward(c->y.value, winner + GRADIENT_GUARD, c->x.value, c->w.value,
                             c->b.value, shapes[c->number].N, shapes[c->number].s);
    for (ptrdiff_t i = -GRADIENT_GUARD; i < (ptrdiff_t)c->y.count + GRADIENT_GUARD; i++)
        c->decided.decision[i] = winner[GRADIENT_GUARD + i];
}

static void backward(gradient_check *c)
{
    for (size_t i = 0; i < c->y.count; i++)
        winner[GRADIENT_GUARD + i] = (signed char)c->decided.decision[i];
    conv2d_pool_fast_backward(c->w.gradient, c->b.gradient, c->y.gradient, winner + GRADIENT_GUARD,
                              c->x.value, shapes[c->number].N, shapes[c->number].s);
}

static void reference_decisions(const gradient_check *c, int *decision)
{
    double *y = malloc(c->y.count * sizeof *y);
    if (y == NULL)
        exit(1);
    pooled(y, decision, c->x.value, c->w.value, c->b.value, shapes[c->number].N,
           shapes[c->number].s);
    free(y);
}

static void reference(const gradient_check *c, double *y)
{
    int *decision = malloc(c->y.count * sizeof *decision);
    if (decision == NULL)
        exit(1);
    pooled(y, decision, c->x.value, c->w.value, c->b.value, shapes[c->number].N,
           shapes[c->number].s);
    free(decision);
}

/* The gradients once more, for the diagnosis. */
static void gradient(const gradient_check *c, const gradient_tensor *t, double *numbers)
{
    double *dw = calloc(c->w.count + c->b.count, sizeof *dw), *db = dw + c->w.count;
    if (dw == NULL)
        exit(1);
    gradients(dw, db, c->y.gradient, c->decided.decision, c->x.value, shapes[c->number].N,
              shapes[c->number].s);
    memcpy(numbers, t == &c->w ? dw : db, t->count * sizeof *numbers);
    free(dw);
}

/* ---- Mistakes that are known of these three layers together, for the diagnosis ------------------- */

enum {
    NO_RELU,
    ONLY_CORNER,                  /* 0, 1, 2 or 3 */
    NOT_CORNER = ONLY_CORNER + 4, /* likewise */
    UPPER_CORNERS = NOT_CORNER + 4,
    LEFT_CORNERS,
    SMALLEST,
    MEAN,
    SUM,
    LARGEST_SIZE,
    SIGN_LOST,
    STEP_1,
    STEP_1_DOWN,
    STEP_1_ACROSS,
    NEXT_ROW,
    NEXT_COLUMN,
    ROW_AND_COLUMN_EXCHANGED,
    BIAS_AFTER_RELU,
    NO_BIAS,
    WINDOWS,
};

/* Which corners the mistake looks at. */
static bool is_looked_at(int mistake, int corner)
{
    return mistake >= ONLY_CORNER && mistake < NOT_CORNER     ? corner == mistake - ONLY_CORNER
           : mistake >= NOT_CORNER && mistake < UPPER_CORNERS ? corner != mistake - NOT_CORNER
           : mistake == UPPER_CORNERS                         ? corner < 2
           : mistake == LEFT_CORNERS                          ? corner % 2 == 0
                                                              : true;
}

/* The convolution sum that the mistake takes for corner q of window i. */
static double wrong_sum(const gradient_check *c, int i, int q, int mistake)
{
    const conv2d_shape s = shapes[c->number].s;
    const int PH = c->y.shape[2], PW = c->y.shape[3];
    const bool exchanged = mistake == ROW_AND_COLUMN_EXCHANGED;
    const int ph = exchanged ? i % PW : i / PW % PH, pw = exchanged ? i / PW % PH : i % PW;
    const int down = mistake == STEP_1 || mistake == STEP_1_DOWN ? 1 : 2;
    const int across = mistake == STEP_1 || mistake == STEP_1_ACROSS ? 1 : 2;
    const int oh = down * ph + q / 2 + (mistake == NEXT_ROW);
    const int ow = across * pw + q % 2 + (mistake == NEXT_COLUMN);
    const int oc = i / (PW * PH) % s.OC, n = i / (PW * PH * s.OC);
    if (oh > s.H - s.KH || ow > s.W - s.KW)
        return 0;
    const double z = convolution(c->x.value, c->w.value, c->b.value, n, oc, oh, ow, s);
    return mistake == BIAS_AFTER_RELU || mistake == NO_BIAS ? z - (double)c->b.value[oc] : z;
}

/* What the mistake makes of window i, and which corner it calls the winner. */
static double wrong_window(const gradient_check *c, int i, int mistake, int *corner)
{
    const int places = c->y.shape[2] * c->y.shape[3];
    double best = NAN, sum = 0;
    *corner = 0;
    for (int q = 0; q < 4; q++) {
        const double z = wrong_sum(c, i, q, mistake);
        const bool better = mistake == SMALLEST       ? z < best
                            : mistake == LARGEST_SIZE ? fabs(z) > fabs(best)
                                                      : z > best;
        sum += z;
        if (is_looked_at(mistake, q) && (isnan(best) || better)) {
            best = z;
            *corner = q;
        }
    }
    best = mistake == MEAN ? sum / 4 : mistake == SUM ? sum : best;
    best = mistake == SIGN_LOST ? fabs(best) : best;
    const bool cut = best <= 0 && mistake != NO_RELU;
    *corner = cut ? -1 : *corner;
    const double bias = (double)c->b.value[i / places % c->y.shape[1]];
    return (cut ? 0 : best) + (mistake == BIAS_AFTER_RELU ? bias : 0);
}

static void predict_y(const gradient_check *c, int mistake, double *y)
{
    int corner;
    for (size_t i = 0; i < c->y.count; i++)
        y[i] = wrong_window(c, (int)i, mistake, &corner);
}

static void predict_corner(const gradient_check *c, int mistake, double *numbers)
{
    for (size_t i = 0; i < c->y.count; i++) {
        int corner;
        wrong_window(c, (int)i, mistake, &corner);
        numbers[i] = corner;
    }
}

/* What is made of a winner: -1, 0, 1, 2, 3 become these; 4 stands for all corners, -1 for none. */
static const struct {
    signed char made[5];
    const char *what;
} winners[] = {
    {{0, 0, 1, 2, 3}, "windows where the ReLU let nothing through count as those won by corner 0"},
    {{3, 0, 1, 2, 3}, "windows where the ReLU let nothing through count as those won by corner 3"},
    {{-1, 4, 4, 4, 4}, "all four corners count, not only the winner"},
    {{4, 4, 4, 4, 4},
     "all four corners count, not only the winner, and where the ReLU let nothing through as well"},
    {{-1, 0, 0, 0, 0}, "corner 0, the upper left one, counts as the winner of each window"},
    {{-1, 1, 1, 1, 1}, "corner 1 counts as the winner of each window"},
    {{-1, 2, 2, 2, 2}, "corner 2 counts as the winner of each window"},
    {{-1, 3, 3, 3, 3}, "corner 3 counts as the winner of each window"},
    {{-1, 0, 2, 1, 3},
     "corners 1 and 2 are exchanged: 1 is above on the right, 2 below on the left"},
    {{-1, -1, 1, 2, 3}, "windows won by corner 0, the upper left one, are left out"},
    {{-1, 0, -1, 2, 3}, "windows won by corner 1, the upper right one, are left out"},
    {{-1, 0, 1, -1, 3}, "windows won by corner 2, the lower left one, are left out"},
    {{-1, 0, 1, 2, -1}, "windows won by corner 3, the lower right one, are left out"},
    {{-1, 0, -1, -1, -1}, "only windows won by corner 0, the upper left one, count"},
    {{-1, -1, 1, -1, -1}, "only windows won by corner 1, the upper right one, count"},
    {{-1, -1, -1, 2, -1}, "only windows won by corner 2, the lower left one, count"},
    {{-1, -1, -1, -1, 3}, "only windows won by corner 3, the lower right one, count"},
    {{-1, 0, 1, -1, -1}, "only windows won by an upper corner count"},
    {{-1, 0, -1, 2, -1}, "only windows won by a left corner count"},
    {{0, -1, -1, -1, -1}, "only windows where the ReLU let nothing through count"},
    {{-1, 3, 2, 1, 0}, "the corners are counted from the last to the first"},
    {{-1, 1, 2, 3, 0}, "each corner counts as the next one"},
    {{-1, 1, 2, 3, -1}, "each corner counts as the next one, and the last as none"},
    {{-1, 3, 0, 1, 2}, "each corner counts as the one before"},
    {{0, 1, 2, 3, 4}, "the number of the winner is one too large"},
    {{-1, -1, 0, 1, 2}, "each corner counts as the one before, and the first as none"},
    {{-1, 0, 1, 0, 1}, "the lower corners count as the upper ones: the row is forgotten"},
    {{-1, 0, 0, 2, 2}, "the right corners count as the left ones: the column is forgotten"},
    {{-1, 1, 0, 3, 2}, "left and right corners are exchanged"},
    {{-1, 2, 3, 0, 1}, "upper and lower corners are exchanged"},
    {{0, -1, 1, 2, 3}, "corner 0 and -1, for none, are exchanged"},
};
enum { WINNERS = sizeof winners / sizeof winners[0] };

static void predict_winner(const gradient_check *c, int which, double *numbers)
{
    for (size_t i = 0; i < c->y.count; i++)
        numbers[i] = winners[which].made[(int)numbers[i] + 1];
}

/* dw, or behind WINNERS db. */
static void predict_gradient(const gradient_check *c, int variant, double *numbers)
{
    const bool bias = variant >= WINNERS;
    double *dw = calloc(c->w.count + c->b.count, sizeof *dw), *db = dw + c->w.count;
    int *wrong = malloc(c->y.count * sizeof *wrong);
    if (dw == NULL || wrong == NULL)
        exit(1);
    for (int q = 0; q < 4; q++) {
        for (size_t i = 0; i < c->y.count; i++) {
            const int made = winners[variant % WINNERS].made[c->decided.decision[i] + 1];
            wrong[i] = made == q || made == 4 ? q : -1;
        }
        gradients(dw, db, c->y.gradient, wrong, c->x.value, shapes[c->number].N,
                  shapes[c->number].s);
    }
    memcpy(numbers, bias ? db : dw, (bias ? c->b.count : c->w.count) * sizeof *numbers);
    free(wrong);
    free(dw);
}

static const char *const wrong_windows[WINDOWS] = {
    [NO_RELU] = "the ReLU is missing: a negative maximum stays negative",
    [ONLY_CORNER] = "only corner 0 of each window is looked at, the upper left one",
    [ONLY_CORNER + 1] = "only corner 1 of each window is looked at, the upper right one",
    [ONLY_CORNER + 2] = "only corner 2 of each window is looked at, the lower left one",
    [ONLY_CORNER + 3] = "only corner 3 of each window is looked at, the lower right one",
    [NOT_CORNER] = "corner 0 of each window is not looked at, the upper left one",
    [NOT_CORNER + 1] = "corner 1 of each window is not looked at, the upper right one",
    [NOT_CORNER + 2] = "corner 2 of each window is not looked at, the lower left one",
    [NOT_CORNER + 3] = "corner 3 of each window is not looked at, the lower right one",
    [UPPER_CORNERS] = "only the upper row of each window is looked at",
    [LEFT_CORNERS] = "only the left column of each window is looked at",
    [SMALLEST] = "the smallest corner is taken, and must be the largest",
    [MEAN] = "the mean of the corners is taken, and must be the largest",
    [SUM] = "the sum of the corners is taken, and must be the largest",
    [LARGEST_SIZE] = "the corner of largest absolute value is taken",
    [SIGN_LOST] = "a negative maximum does not become 0, but loses its sign",
    [STEP_1] = "the windows are one place apart, and must be two",
    [STEP_1_DOWN] = "downwards the windows are one place apart, and must be two",
    [STEP_1_ACROSS] = "across the windows are one place apart, and must be two",
    [NEXT_ROW] = "each window lies one row too low",
    [NEXT_COLUMN] = "each window lies one column too far right",
    [ROW_AND_COLUMN_EXCHANGED] = "ph and pw are exchanged in the place of the window",
    [BIAS_AFTER_RELU] = "b is added after the ReLU",
    [NO_BIAS] = "b is forgotten",
};

static const gradient_mistake *known(void)
{
    static gradient_mistake list[2 * WINDOWS + 3 * WINNERS + 1];
    gradient_mistake *next = list;
    for (int i = 0; i < WINDOWS; i++) {
        *next++ = (gradient_mistake){"y", wrong_windows[i], "what is made of the four corners",
                                     predict_y, i};
        if (i < BIAS_AFTER_RELU)
            *next++ =
                (gradient_mistake){"winner",
                                   i == NO_RELU ? "it is not -1 where the ReLU lets nothing through"
                                                : wrong_windows[i],
                                   "what is made of the four corners", predict_corner, i};
    }
    for (int i = 0; i < WINNERS; i++) {
        *next++ = (gradient_mistake){"winner", winners[i].what, "where the winner is stored",
                                     predict_winner, i};
        *next++ = (gradient_mistake){"dw", winners[i].what, "what is compared with winner",
                                     predict_gradient, i};
        *next++ = (gradient_mistake){
            "db",
            i == 0 ? "windows where the ReLU let nothing through count as well" : winners[i].what,
            "what is compared with winner", predict_gradient, WINNERS + i};
    }
    return list;
}

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

/* Pictures in which some pixels are NaN. */
static void compare_with_nans(void)
{
    random_generator r = random_seeded(4, 2);
    compare(6, (conv2d_shape){.C = 1, .H = 28, .W = 28, .OC = 5, .KH = 3, .KW = 3}, 9, &r);
}

static void compare_all(void)
{
    random_generator r = random_seeded(4, 0);
    /* The network's own, alone and in chunks; then one quantity after the other at its extremes. */
    for (int N = 1; N <= 9; N++)
        compare(N, (conv2d_shape){.C = 1, .H = 28, .W = 28, .OC = 28, .KH = 3, .KW = 3}, 0, &r);
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
    /* Several blocks of filters, each with several pieces of an image. */
    compare(2, (conv2d_shape){.C = 20, .H = 20, .W = 41, .OC = 19, .KH = 5, .KW = 5}, 0, &r);
    compare(2, (conv2d_shape){.C = 1, .H = 7, .W = 2000, .OC = 2, .KH = 3, .KW = 3}, 0, &r);
    /* Two channels, whose u fills its room of 65,536 numbers but for a few. */
    compare(2, (conv2d_shape){.C = 2, .H = 512, .W = 32, .OC = 2, .KH = 3, .KW = 3}, 0, &r);
    /* Pixels that fill their room of 16,384 numbers; and two rows more, which are a piece of their
     * own. */
    compare(2, (conv2d_shape){.C = 1, .H = 512, .W = 32, .OC = 2, .KH = 3, .KW = 3}, 0, &r);
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
        {.C = 1, .H = 28, .W = 28, .OC = 1, .KH = 0, .KW = 3},
        {.C = 1, .H = 28, .W = 28, .OC = 1, .KH = 3, .KW = 0},
        {.C = 1, .H = 8, .W = 5000, .OC = 1, .KH = 3, .KW = 3},
        {.C = 1, .H = 3, .W = 28, .OC = 1, .KH = 3, .KW = 3},
    };
    for (size_t i = 0; i < sizeof unsuitable / sizeof unsuitable[0]; i++)
        EXPECT(!conv2d_pool_fast_suits(unsuitable[i], windows(unsuitable[i], 2, 2)),
               "shape %zu suits: C = %d, H = %d, W = %d", i, unsuitable[i].C, unsuitable[i].H,
               unsuitable[i].W);
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
                            .mistakes = known(),
                            .gradient = gradient};
    const int status = gradient_check_main(&check, argc, argv);
    fflush(stdout); /* what follows has no guards: writing outside may stop the program */
    free(winner);
    by_hand();
    long failures = expect_failures;
    compare_all();
    const bool right = status == 0 && expect_failures == failures;
    if (status == 0 && !right)
        printf("Diagnosis: all shapes of the gradient check are right, some of the larger ones are "
               "not: a bound, a buffer or a remainder that only they reach.\n");
    failures = expect_failures;
    compare_with_nans();
    if (right && expect_failures > failures)
        printf("Diagnosis: all is right until there is a NaN. A window with a NaN in it becomes "
               "NaN, and "
               "nobody wins it.\n");
    what_suits();
    limits();
    return status != 0 ? status : expect_result();
}
