/*
 * What the max pooling layer must pass: forward and argmax against an independent version, the
 * gradient of every element against numerical differences, exactly; the conventions for ties and NaN;
 * the adjoint identity at the network's size; an example made by hand.
 */
#include "layers/maxpool2d_cases.h"

#include <math.h>
#include <stdlib.h>

#include "expect.h"
#include "gradient_check/gradient_check.h"

/* The example of chapter 04: windows of 2 x 2, side by side. */
static void by_hand(const maxpool2d_version *v)
{
    const maxpool2d_shape s = {.C = 1, .H = 4, .W = 4, .size = 2, .stride = 2};
    const real x[] = {1, 5, 2, 0, /* */ 3, 4, 8, 6, /* */ -1, -7, 9, 2, /* */ -3, -2, 1, 3};
    const real dy[] = {2, -1, 4, 3};
    const real y_expected[] = {5, 8, -1, 9};
    const int argmax_expected[] = {1, 6, 8, 10};
    const real dx_expected[] = {0, 2, 0, 0, /* */ 0, 0, -1, 0, /* */ 4, 0, 3, 0, /* */ 0, 0, 0, 0};
    real y[4], dx[16];
    int argmax[4];
    v->forward(y, argmax, x, 1, s);
    v->backward(dx, dy, argmax_expected, 1, s);
    for (int i = 0; i < 4; i++)
        EXPECT(y[i] == y_expected[i] && argmax[i] == argmax_expected[i],
               "y[%d] = %g at %d, by hand %g at %d", i, y[i], argmax[i], y_expected[i],
               argmax_expected[i]);
    for (int i = 0; i < 16; i++)
        EXPECT(dx[i] == dx_expected[i], "dx[%d] = %g, by hand %g", i, dx[i], dx_expected[i]);
}

static void conventions(const maxpool2d_version *v)
{
    const maxpool2d_shape s = {.C = 1, .H = 2, .W = 2, .size = 2, .stride = 2};
    const struct {
        const char *what;
        real x[4];
        int argmax;
    } window[] = {
        {"four equal numbers: the first", {0, 0, 0, 0}, 0},
        {"two equal maxima: the first, row by row", {1, 7, 7, 2}, 1},
        {"a NaN is the maximum", {1, 7, (real)NAN, 9}, 2},
        {"a NaN in first place stays", {(real)NAN, 7, 3, 9}, 0},
        {"of two NaN the first", {1, (real)NAN, (real)NAN, 9}, 1},
        {"minus infinity is a number", {(real)-INFINITY, (real)-INFINITY, -5, -6}, 2},
    };
    for (size_t i = 0; i < sizeof window / sizeof window[0]; i++) {
        real y, dx[4];
        int argmax;
        const real dy = 3;
        v->forward(&y, &argmax, window[i].x, 1, s);
        EXPECT(argmax == window[i].argmax, "%s, but argmax = %d", window[i].what, argmax);
        if (argmax < 0 || argmax > 3)
            continue;
        v->backward(dx, &dy, &argmax, 1, s);
        for (int j = 0; j < 4; j++)
            EXPECT(dx[j] == (j == window[i].argmax ? 3 : 0), "%s: dx[%d] = %g", window[i].what, j,
                   dx[j]);
    }
}

/* Side by side, overlapping, with gaps, with rows and columns left over. */
static const struct {
    int N;
    maxpool2d_shape s;
} shapes[] = {
    {2, {.C = 3, .H = 4, .W = 6, .size = 2, .stride = 2}},
    {2, {.C = 2, .H = 5, .W = 7, .size = 2, .stride = 2}},
    {2, {.C = 2, .H = 6, .W = 5, .size = 3, .stride = 1}},
    {3, {.C = 2, .H = 5, .W = 8, .size = 2, .stride = 3}},
    {2, {.C = 2, .H = 7, .W = 8, .size = 3, .stride = 2}},
    {2, {.C = 2, .H = 3, .W = 4, .size = 1, .stride = 1}},
    /* By convention: windows with several equal maxima. */
    {2, {.C = 2, .H = 5, .W = 7, .size = 2, .stride = 2}},
    {2, {.C = 2, .H = 6, .W = 5, .size = 3, .stride = 1}},
    /* The network's: too large to measure each element. */
    {1, {.C = 28, .H = 26, .W = 26, .size = 2, .stride = 2}},
};
enum { LARGE = 1, CONVENTIONS = 2, SMALL = sizeof shapes / sizeof shapes[0] - CONVENTIONS - LARGE };

static const int large_seeds[LARGE] = {2000};

/* What is being checked; the callbacks below have no other way to know. */
static const maxpool2d_version *version;

static void make(gradient_check *c)
{
    const int N = shapes[c->number].N;
    const maxpool2d_shape s = shapes[c->number].s;
    c->x = gradient_tensor_new("x", N, s.C, s.H, s.W);
    c->y = gradient_tensor_new("y", N, s.C, (s.H - s.size) / s.stride + 1,
                               (s.W - s.size) / s.stride + 1);
    c->decided = gradient_decisions_new("argmax", N, s.C, c->y.shape[2], c->y.shape[3]);
    if (c->number < SMALL)
        gradient_fill_permutation(&c->x, &c->random);
    else
        gradient_fill_integers(&c->x, &c->random, 2);
}

static void forward(gradient_check *c)
{
    version->forward(c->y.value, c->decided.decision, c->x.value, shapes[c->number].N,
                     shapes[c->number].s);
}

static void backward(gradient_check *c)
{
    version->backward(c->x.gradient, c->y.gradient, c->decided.decision, shapes[c->number].N,
                      shapes[c->number].s);
}

/* Forward once more, written differently on purpose: every input asks which windows it lies in. */
static void reference(const gradient_check *c, double *y)
{
    const maxpool2d_shape s = shapes[c->number].s;
    const int OH = c->y.shape[2], OW = c->y.shape[3];
    for (size_t i = 0; i < c->y.count; i++)
        y[i] = -INFINITY;
    for (int i = 0; i < (int)c->x.count; i++) {
        const int w = i % s.W, h = i / s.W % s.H, map = i / (s.W * s.H);
        for (int j = 0; j < OH * OW; j++) {
            const int down = h - j / OW * s.stride, right = w - j % OW * s.stride;
            if (0 <= down && down < s.size && 0 <= right && right < s.size)
                y[map * OH * OW + j] = fmax(y[map * OH * OW + j], c->x.value[i]);
        }
    }
}

/* Where the maxima are: of each window, the first input that is as large as its maximum. */
static void reference_decisions(const gradient_check *c, int *argmax)
{
    const maxpool2d_shape s = shapes[c->number].s;
    const int OH = c->y.shape[2], OW = c->y.shape[3];
    for (int i = 0; i < (int)c->y.count; i++) {
        const int corner = i / OW % OH * s.stride * s.W + i % OW * s.stride;
        const real *map = c->x.value + i / (OH * OW) * s.H * s.W;
        argmax[i] = corner;
        for (int j = s.size * s.size - 1; j >= 0; j--) {
            const int place = corner + j / s.size * s.W + j % s.size;
            if (map[place] >= map[argmax[i]])
                argmax[i] = place;
        }
    }
}

/* Where maxima tie, there is no derivative; the first of them gets the whole gradient. */
static void convention(const gradient_check *c, double *dx)
{
    const maxpool2d_shape s = shapes[c->number].s;
    const int outputs = c->y.shape[2] * c->y.shape[3];
    for (size_t i = 0; i < c->x.count; i++)
        dx[i] = 0;
    for (int i = 0; i < (int)c->y.count; i++)
        dx[i / outputs * s.H * s.W + c->decided.decision[i]] += (double)c->y.gradient[i];
}

/* ---- Mistakes that are known of max pooling, for the diagnosis ------------------------------------ */

enum {
    MINIMUM,
    MEAN,
    SUM,
    ABOVE_ZERO,
    UPPER_LEFT,
    LOWER_RIGHT,
    LARGEST_SIZE,
    STRIDE_1,
    STRIDE_IS_SIZE,
    SIZE_IS_STRIDE,
    NEXT_WINDOW,
    WINDOW_TOO_SMALL,
    WINDOW_TOO_LARGE,
    ONE_ROW,
    ONE_COLUMN,
    LAST_OF_TIES,
};

/* The places of the inputs in the window of output i, as the mistake sees it; returns how many. */
static int wrong_window(const gradient_check *c, int i, int mistake, int place[64])
{
    const maxpool2d_shape s = shapes[c->number].s;
    const int OH = c->y.shape[2], OW = c->y.shape[3];
    const int stride = mistake == STRIDE_1 ? 1 : mistake == STRIDE_IS_SIZE ? s.size : s.stride;
    const int size = mistake == SIZE_IS_STRIDE     ? s.stride
                     : mistake == WINDOW_TOO_SMALL ? s.size - 1
                     : mistake == WINDOW_TOO_LARGE ? s.size + 1
                                                   : s.size;
    const int down = mistake == ONE_ROW ? 1 : size, right = mistake == ONE_COLUMN ? 1 : size;
    const int corner = i / OW % OH * stride * s.W + i % OW * stride + (mistake == NEXT_WINDOW);
    for (int j = 0; j < down * right; j++)
        place[j] = i / (OH * OW) * s.H * s.W + corner + j / right * s.W + j % right;
    return down * right;
}

/* Which of two inputs the mistake prefers. */
static bool is_better(double v, double best, int mistake)
{
    return mistake == MINIMUM        ? v < best
           : mistake == LARGEST_SIZE ? fabs(v) > fabs(best)
           : mistake == LAST_OF_TIES ? v >= best
           : mistake == UPPER_LEFT   ? false
           : mistake == LOWER_RIGHT  ? true
                                     : v > best;
}

/* Output i and where its maximum is, as the mistake has them. */
static double wrong_maximum(const gradient_check *c, int i, int mistake, int *winner)
{
    int place[64] = {0};
    const int inputs = wrong_window(c, i, mistake, place);
    double best = NAN, sum = 0;
    *winner = place[0];
    for (int j = 0; j < inputs; j++) {
        const double v = (size_t)place[j] < c->x.count ? (double)c->x.value[place[j]] : 0;
        sum += v;
        if (j == 0 || is_better(v, best, mistake)) {
            best = v;
            *winner = place[j];
        }
    }
    return mistake == MEAN         ? sum / inputs
           : mistake == SUM        ? sum
           : mistake == ABOVE_ZERO ? fmax(best, 0)
                                   : best;
}

static void wrong_forward(const gradient_check *c, int mistake, double *y)
{
    int winner;
    for (int i = 0; i < (int)c->y.count; i++)
        y[i] = wrong_maximum(c, i, mistake, &winner);
}

/* argmax is the place in the map, so what lies before the map is taken off. */
static void wrong_argmax(const gradient_check *c, int mistake, double *argmax)
{
    const maxpool2d_shape s = shapes[c->number].s;
    const int outputs = c->y.shape[2] * c->y.shape[3];
    for (int i = 0; i < (int)c->y.count; i++) {
        int winner;
        wrong_maximum(c, i, mistake, &winner);
        argmax[i] = winner - i / outputs * s.H * s.W;
    }
}

enum {
    IN_WINDOW,
    IN_ARRAY,
    IN_IMAGE,
    COLUMN_FIRST,
    WRONG_ROW_LENGTH,
    OF_OUTPUT,
    OF_CORNER,
    COLUMN_ONLY,
    ROW_ONLY,
    WINDOW_COLUMN_FIRST
};

/* The right maximum, counted wrongly. */
static void miscounted_argmax(const gradient_check *c, int mistake, double *argmax)
{
    const maxpool2d_shape s = shapes[c->number].s;
    const int OH = c->y.shape[2], OW = c->y.shape[3];
    for (int i = 0; i < (int)c->y.count; i++) {
        const int right = (int)argmax[i], map = i / (OH * OW), h = right / s.W, w = right % s.W;
        const int top = i / OW % OH * s.stride, left = i % OW * s.stride;
        const int wrong[] = {[IN_WINDOW] = (h - top) * s.size + w - left,
                             [IN_ARRAY] = map * s.H * s.W + right,
                             [IN_IMAGE] = map % s.C * s.H * s.W + right,
                             [COLUMN_FIRST] = w * s.H + h,
                             [WRONG_ROW_LENGTH] = h * s.H + w,
                             [OF_OUTPUT] = i % (OH * OW),
                             [OF_CORNER] = top * s.W + left,
                             [COLUMN_ONLY] = w,
                             [ROW_ONLY] = h,
                             [WINDOW_COLUMN_FIRST] = (w - left) * s.size + h - top};
        argmax[i] = wrong[mistake];
    }
}

enum { TO_ALL, TO_TIES, SHARED, TO_CORNER, ARGMAX_IN_FIRST_MAP };

static void wrong_backward(const gradient_check *c, int mistake, double *dx)
{
    for (size_t i = 0; i < c->x.count; i++)
        dx[i] = 0;
    for (int i = 0; i < (int)c->y.count; i++) {
        int place[64] = {0}, winner;
        const int inputs = wrong_window(c, i, -1, place);
        const double best = wrong_maximum(c, i, -1, &winner), dy = (double)c->y.gradient[i];
        if (mistake == ARGMAX_IN_FIRST_MAP)
            dx[c->decided.decision[i]] += dy;
        for (int j = 0; j < inputs && mistake != ARGMAX_IN_FIRST_MAP; j++)
            if (mistake == TO_CORNER ? j == 0 : mistake != TO_TIES || c->x.value[place[j]] == best)
                dx[place[j]] += mistake == SHARED ? dy / inputs : dy;
    }
}

static const gradient_mistake mistakes[] = {
    {"y", "the minimum is taken", "the direction of the comparison", wrong_forward, MINIMUM},
    {"y", "the mean is taken", "what is kept of a window", wrong_forward, MEAN},
    {"y", "the sum is taken", "what is kept of a window", wrong_forward, SUM},
    {"y", "the maximum starts from 0: windows of negative numbers give 0",
     "what `best` starts from", wrong_forward, ABOVE_ZERO},
    {"y", "the upper left number of each window is taken", "the comparison", wrong_forward,
     UPPER_LEFT},
    {"y", "the last number of each window is taken", "the comparison", wrong_forward, LOWER_RIGHT},
    {"y", "the number of largest absolute value is taken", "the comparison", wrong_forward,
     LARGEST_SIZE},
    {"y", "the window moves by 1, the stride is forgotten", "oh * stride, ow * stride",
     wrong_forward, STRIDE_1},
    {"y", "the window moves by its size, not by the stride", "oh * stride, ow * stride",
     wrong_forward, STRIDE_IS_SIZE},
    {"y", "the window has the size of the stride", "the loops over the window", wrong_forward,
     SIZE_IS_STRIDE},
    {"y", "each window lies one column too far right", "the window's corner", wrong_forward,
     NEXT_WINDOW},
    {"y", "the window is one row and column too small", "the loops over the window", wrong_forward,
     WINDOW_TOO_SMALL},
    {"y", "the window is one row and column too large", "the loops over the window", wrong_forward,
     WINDOW_TOO_LARGE},
    {"y", "only the first row of each window is looked at", "the loops over the window",
     wrong_forward, ONE_ROW},
    {"y", "only the first column of each window is looked at", "the loops over the window",
     wrong_forward, ONE_COLUMN},
    {"argmax", "of equal maxima the last wins; it must be the first",
     "> in place of >=", wrong_argmax, LAST_OF_TIES},
    {"argmax", "argmax is that of the minimum", "the direction of the comparison", wrong_argmax,
     MINIMUM},
    {"argmax", "argmax is that of the last number of each window", "where it is set", wrong_argmax,
     LOWER_RIGHT},
    {"argmax", "argmax is that of the largest absolute value", "the comparison", wrong_argmax,
     LARGEST_SIZE},
    {"argmax", "argmax is that of the wrong window: the stride is forgotten", "oh * stride",
     wrong_argmax, STRIDE_1},
    {"argmax", "argmax is that of the wrong window: moved by its size, not by the stride",
     "oh * stride", wrong_argmax, STRIDE_IS_SIZE},
    {"argmax", "argmax is that of the wrong window: of the size of the stride",
     "the loops over the window", wrong_argmax, SIZE_IS_STRIDE},
    {"argmax", "argmax is that of the wrong window: one column too far right",
     "the window's corner", wrong_argmax, NEXT_WINDOW},
    {"argmax", "the window is one row and column too small", "the loops over the window",
     wrong_argmax, WINDOW_TOO_SMALL},
    {"argmax", "the window is one row and column too large", "the loops over the window",
     wrong_argmax, WINDOW_TOO_LARGE},
    {"argmax", "only the first row of each window is looked at", "the loops over the window",
     wrong_argmax, ONE_ROW},
    {"argmax", "only the first column of each window is looked at", "the loops over the window",
     wrong_argmax, ONE_COLUMN},
    {"argmax", "it counts within the window, and must count within the map", "row * W + column",
     miscounted_argmax, IN_WINDOW},
    {"argmax", "it counts within the window, column by column", "row * W + column",
     miscounted_argmax, WINDOW_COLUMN_FIRST},
    {"argmax", "it counts through the whole array, and must count within the map",
     "row * W + column", miscounted_argmax, IN_ARRAY},
    {"argmax", "it counts through the image, and must count within the map", "row * W + column",
     miscounted_argmax, IN_IMAGE},
    {"argmax", "it counts column by column, column * H + row", "row * W + column",
     miscounted_argmax, COLUMN_FIRST},
    {"argmax", "rows are counted as H long, and are W long", "row * W + column", miscounted_argmax,
     WRONG_ROW_LENGTH},
    {"argmax", "it is the place of the output, not that of the maximum", "row * W + column",
     miscounted_argmax, OF_OUTPUT},
    {"argmax", "it is always the window's upper left corner: not set when a larger one is found",
     "where `best` is set", miscounted_argmax, OF_CORNER},
    {"argmax", "it is the column alone", "row * W + column", miscounted_argmax, COLUMN_ONLY},
    {"argmax", "it is the row alone", "row * W + column", miscounted_argmax, ROW_ONLY},
    {"dx", "the gradient of a tie is given to all equal maxima; it is the first one's",
     "who gets dy", wrong_backward, TO_TIES},
    {"dx", "every input of a window gets its gradient, not only the maximum", "who gets dy",
     wrong_backward, TO_ALL},
    {"dx", "the gradient is shared out evenly in the window, as for a mean", "who gets dy",
     wrong_backward, SHARED},
    {"dx", "the window's upper left corner gets the gradient, argmax is ignored", "who gets dy",
     wrong_backward, TO_CORNER},
    {"dx", "all gradients go to the first map: n and c are missing in the index",
     "dx[n][c][argmax]", wrong_backward, ARGMAX_IN_FIRST_MAP},
    {0},
};

gradient_check maxpool2d_gradient_check(const maxpool2d_version *v)
{
    version = v;
    return (gradient_check){.layer = v->name,
                            .method = GRADIENT_EXACT,
                            .source = v->source,
                            .cases = SMALL,
                            .conventions = CONVENTIONS,
                            .convention = convention,
                            .large = LARGE,
                            .large_seeds = large_seeds,
                            .make = make,
                            .forward = forward,
                            .backward = backward,
                            .mistakes = mistakes,
                            .reference = reference,
                            .reference_decisions = reference_decisions};
}

int maxpool2d_cases(const maxpool2d_version *v, int argc, char **argv)
{
    gradient_check check = maxpool2d_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    conventions(v);
    return gradients != 0 ? gradients : expect_result();
}
