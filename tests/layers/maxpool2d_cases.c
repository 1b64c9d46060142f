/*
 * What the max pooling layer must pass: forward and argmax against an independent version, the
 * gradient of every element against numerical differences, exactly; the conventions for ties and NaN;
 * the adjoint identity at the network's size; an example made by hand.
 */
#include "layers/maxpool2d_cases.h"

#include <math.h>
#include <stdlib.h>

#include <string.h>

#include "expect.h"
#include "require_stops.h"
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
    for (int i = 0; i < (int)c->y.count; i++) {
        const int place = i / outputs * s.H * s.W + c->decided.decision[i];
        if (place >= 0 && (size_t)place < c->x.count)
            dx[place] += (double)c->y.gradient[i];
    }
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
    LAST_OF_TIES,
    DIVIDED_BY_SIZE,
    WITHOUT_FIRST_ROW,
    WITHOUT_FIRST_COLUMN,
    WITHOUT_LAST_ROW_OF_MAP,
    WITHOUT_LAST_COLUMN_OF_MAP,
    /* The window lies elsewhere. */
    STRIDE_1,
    STRIDE_IS_SIZE,
    ROWS_BY_SIZE,
    COLUMNS_BY_SIZE,
    ROWS_BY_1,
    COLUMNS_BY_1,
    NEXT_WINDOW,
    FIRST_CHANNEL,
    FIRST_IMAGE,
    /* The window has other sizes: rows, columns or both. */
    TOO_SMALL,
    TOO_LARGE = TOO_SMALL + 3,
    AS_STRIDE = TOO_LARGE + 3,
    ONE = AS_STRIDE + 3,
    SIZES_END = ONE + 3,
};

/* Rows (side 0) or columns (side 1) of a window. */
static int wrong_size(maxpool2d_shape s, int side, int mistake)
{
    if (mistake < TOO_SMALL || (mistake - TOO_SMALL) % 3 == 1 - side)
        return s.size;
    const int sizes[] = {s.size - 1, s.size + 1, s.stride, 1};
    return sizes[(mistake - TOO_SMALL) / 3];
}

/* Where the map begins in which the mistake looks for the maximum of output i. */
static int wrong_map(const gradient_check *c, int i, int mistake)
{
    const maxpool2d_shape s = shapes[c->number].s;
    const int own = i / (c->y.shape[2] * c->y.shape[3]);
    const int map = mistake == FIRST_CHANNEL ? own - own % s.C
                    : mistake == FIRST_IMAGE ? own % s.C
                                             : own;
    return map * s.H * s.W;
}

/* The places in their map of the inputs in the window of output i, as the mistake sees it; the corner,
 * from which the search starts, stands before them. Returns how many there are. */
static int wrong_window(const gradient_check *c, int i, int mistake, int place[80])
{
    const maxpool2d_shape s = shapes[c->number].s;
    const int OH = c->y.shape[2], OW = c->y.shape[3];
    const bool rows_by_size = mistake == STRIDE_IS_SIZE || mistake == ROWS_BY_SIZE;
    const bool columns_by_size = mistake == STRIDE_IS_SIZE || mistake == COLUMNS_BY_SIZE;
    const bool rows_by_1 = mistake == STRIDE_1 || mistake == ROWS_BY_1;
    const bool columns_by_1 = mistake == STRIDE_1 || mistake == COLUMNS_BY_1;
    const int step_down = rows_by_1 ? 1 : rows_by_size ? s.size : s.stride;
    const int step_right = columns_by_1 ? 1 : columns_by_size ? s.size : s.stride;
    const int down = wrong_size(s, 0, mistake), right = wrong_size(s, 1, mistake);
    place[0] = i / OW % OH * step_down * s.W + i % OW * step_right + (mistake == NEXT_WINDOW);
    for (int j = 0; j < down * right; j++) {
        const int at = place[0] + j / right * s.W + j % right;
        const bool missed = (mistake == WITHOUT_FIRST_ROW && j / right == 0) ||
                            (mistake == WITHOUT_FIRST_COLUMN && j % right == 0) ||
                            (mistake == WITHOUT_LAST_ROW_OF_MAP && at / s.W == s.H - 1) ||
                            (mistake == WITHOUT_LAST_COLUMN_OF_MAP && at % s.W == s.W - 1);
        place[1 + j] = missed ? place[0] : at;
    }
    return 1 + down * right;
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

/* Output i and where in its map its maximum is, as the mistake has them. */
static double wrong_maximum(const gradient_check *c, int i, int mistake, int *winner)
{
    int place[80] = {0};
    const int inputs = wrong_window(c, i, mistake, place);
    const int own = wrong_map(c, i, -1), map = wrong_map(c, i, mistake);
    double best = NAN, sum = 0;
    *winner = place[0];
    for (int j = 0; j < inputs; j++) {
        const size_t at = (size_t)((j == 0 ? own : map) + place[j]);
        const double v = at < c->x.count ? (double)c->x.value[at] : 0;
        sum += j == 0 ? 0 : v;
        if (j == 0) {
            best = mistake == ABOVE_ZERO ? 0 : v;
        } else if (is_better(v, best, mistake)) {
            best = v;
            *winner = place[j];
        }
    }
    return mistake == MEAN              ? sum / (inputs - 1)
           : mistake == SUM             ? sum
           : mistake == DIVIDED_BY_SIZE ? best / (inputs - 1)
                                        : best;
}

static void wrong_forward(const gradient_check *c, int mistake, double *y)
{
    int winner;
    for (int i = 0; i < (int)c->y.count; i++)
        y[i] = wrong_maximum(c, i, mistake, &winner);
}

/* argmax is the place in the map. */
static void wrong_argmax(const gradient_check *c, int mistake, double *argmax)
{
    for (int i = 0; i < (int)c->y.count; i++) {
        int winner;
        wrong_maximum(c, i, mistake, &winner);
        argmax[i] = winner;
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
    WINDOW_COLUMN_FIRST,
    ONE_TOO_LARGE,
    ONE_TOO_SMALL,
    CORNER_IS_0,
    COUNTS
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
                             [WINDOW_COLUMN_FIRST] = (w - left) * s.size + h - top,
                             [ONE_TOO_LARGE] = right + 1,
                             [ONE_TOO_SMALL] = right - 1,
                             [CORNER_IS_0] = right == top * s.W + left ? 0 : right};
        /* The place from which the search starts may be counted rightly. */
        const bool start_is_right = mistake >= COUNTS && right == top * s.W + left;
        argmax[i] = start_is_right ? right : wrong[mistake % COUNTS];
    }
}

enum {
    TO_ALL,
    TO_TIES,
    SHARED,
    TO_CORNER,
    ARGMAX_IN_FIRST_MAP,
    LAST_WINDOW_ONLY,
    DIVIDED,
    FROM_LEFT,
    FROM_RIGHT,
    FROM_ABOVE,
    FROM_BELOW,
};

/* The window whose argmax the mistake takes for that of output i: a neighbour, where there is one. */
static int wrong_output(const gradient_check *c, int i, int mistake)
{
    const int OH = c->y.shape[2], OW = c->y.shape[3], oh = i / OW % OH, ow = i % OW;
    return mistake == FROM_LEFT && ow > 0         ? i - 1
           : mistake == FROM_RIGHT && ow < OW - 1 ? i + 1
           : mistake == FROM_ABOVE && oh > 0      ? i - OW
           : mistake == FROM_BELOW && oh < OH - 1 ? i + OW
                                                  : i;
}

static void wrong_backward(const gradient_check *c, int mistake, double *dx)
{
    for (size_t i = 0; i < c->x.count; i++)
        dx[i] = 0;
    for (int i = 0; i < (int)c->y.count; i++) {
        int place[80] = {0}, winner;
        const int inputs = wrong_window(c, i, -1, place), window = inputs - 1;
        const double dy = (double)c->y.gradient[i];
        const double largest = wrong_maximum(c, wrong_output(c, i, mistake), -1, &winner);
        double *map = dx + wrong_map(c, i, -1);
        const real *x = c->x.value + wrong_map(c, i, -1);
        if (mistake == TO_CORNER)
            map[place[0]] += dy;
        else if (mistake == ARGMAX_IN_FIRST_MAP)
            dx[winner] += dy;
        else if (mistake == LAST_WINDOW_ONLY)
            map[winner] = dy;
        else if (mistake >= FROM_LEFT)
            map[winner] += dy;
        else if (mistake == DIVIDED)
            map[winner] += dy / window;
        else
            for (int j = 1; j < inputs; j++)
                if (mistake != TO_TIES || (double)x[place[j]] == largest)
                    map[place[j]] += mistake == SHARED ? dy / window : dy;
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
    {"y", "downwards the window moves by its size, not by the stride", "oh * stride", wrong_forward,
     ROWS_BY_SIZE},
    {"y", "across the window moves by its size, not by the stride", "ow * stride", wrong_forward,
     COLUMNS_BY_SIZE},
    {"y", "downwards the window moves by 1, the stride is forgotten", "oh * stride", wrong_forward,
     ROWS_BY_1},
    {"y", "across the window moves by 1, the stride is forgotten", "ow * stride", wrong_forward,
     COLUMNS_BY_1},
    {"y", "the maximum is divided by the size of the window, as for a mean", "what is stored in y",
     wrong_forward, DIVIDED_BY_SIZE},
    {"y", "the first row of each window is not looked at, except for its corner",
     "where the loop over the window starts", wrong_forward, WITHOUT_FIRST_ROW},
    {"y", "the first column of each window is not looked at, except for its corner",
     "where the loop over the window starts", wrong_forward, WITHOUT_FIRST_COLUMN},
    {"y", "the last row of each map is never looked at, except as a window's corner",
     "where the loop over the window ends", wrong_forward, WITHOUT_LAST_ROW_OF_MAP},
    {"y", "the last column of each map is never looked at, except as a window's corner",
     "where the loop over the window ends", wrong_forward, WITHOUT_LAST_COLUMN_OF_MAP},
    {"y", "each window lies one column too far right", "the window's corner", wrong_forward,
     NEXT_WINDOW},
    {"y", "the window is looked for in the first channel", "x[n][c]", wrong_forward, FIRST_CHANNEL},
    {"y", "the window is looked for in the first image", "x[n][c]", wrong_forward, FIRST_IMAGE},
    {"y", "the window is one row too small", "the loops over the window", wrong_forward,
     TOO_SMALL + 0},
    {"y", "the window is one column too small", "the loops over the window", wrong_forward,
     TOO_SMALL + 1},
    {"y", "the window is one row and column too small", "the loops over the window", wrong_forward,
     TOO_SMALL + 2},
    {"y", "the window is one row too large", "the loops over the window", wrong_forward,
     TOO_LARGE + 0},
    {"y", "the window is one column too large", "the loops over the window", wrong_forward,
     TOO_LARGE + 1},
    {"y", "the window is one row and column too large", "the loops over the window", wrong_forward,
     TOO_LARGE + 2},
    {"y", "the window has as many rows as the stride says, not as its size",
     "the loops over the window", wrong_forward, AS_STRIDE + 0},
    {"y", "the window has as many columns as the stride says, not as its size",
     "the loops over the window", wrong_forward, AS_STRIDE + 1},
    {"y", "the window has the size of the stride", "the loops over the window", wrong_forward,
     AS_STRIDE + 2},
    {"y", "only the first row of each window is looked at", "the loops over the window",
     wrong_forward, ONE + 0},
    {"y", "only the first column of each window is looked at", "the loops over the window",
     wrong_forward, ONE + 1},
    {"y", "only the corner of each window is looked at", "the loops over the window", wrong_forward,
     ONE + 2},
    {"argmax", "it is always the window's upper left corner: not set when a larger one is found",
     "where `best` is set", miscounted_argmax, OF_CORNER},
    {"argmax", "it is one too large", "h * W + w", miscounted_argmax, ONE_TOO_LARGE},
    {"argmax", "it is one too large, except for the corners", "h * W + w", miscounted_argmax,
     COUNTS + ONE_TOO_LARGE},
    {"argmax", "it is one too small", "h * W + w", miscounted_argmax, ONE_TOO_SMALL},
    {"argmax", "where a window's corner is the largest it is 0", "what argmax starts from",
     miscounted_argmax, CORNER_IS_0},
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
    {"argmax", "argmax is that of the wrong window: downwards it moves by its size", "oh * stride",
     wrong_argmax, ROWS_BY_SIZE},
    {"argmax", "argmax is that of the wrong window: across it moves by its size", "ow * stride",
     wrong_argmax, COLUMNS_BY_SIZE},
    {"argmax", "argmax is that of the wrong window: downwards it moves by 1", "oh * stride",
     wrong_argmax, ROWS_BY_1},
    {"argmax", "argmax is that of the wrong window: across it moves by 1", "ow * stride",
     wrong_argmax, COLUMNS_BY_1},
    {"argmax", "the first row of each window is not looked at, except for its corner",
     "where the loop over the window starts", wrong_argmax, WITHOUT_FIRST_ROW},
    {"argmax", "the first column of each window is not looked at, except for its corner",
     "where the loop over the window starts", wrong_argmax, WITHOUT_FIRST_COLUMN},
    {"argmax", "the last row of each map is never looked at, except as a window's corner",
     "where the loop over the window ends", wrong_argmax, WITHOUT_LAST_ROW_OF_MAP},
    {"argmax", "the last column of each map is never looked at, except as a window's corner",
     "where the loop over the window ends", wrong_argmax, WITHOUT_LAST_COLUMN_OF_MAP},
    {"argmax", "argmax is that of the wrong window: one column too far right",
     "the window's corner", wrong_argmax, NEXT_WINDOW},
    {"argmax", "the window is looked for in the first channel", "x[n][c]", wrong_argmax,
     FIRST_CHANNEL},
    {"argmax", "the window is looked for in the first image", "x[n][c]", wrong_argmax, FIRST_IMAGE},
    {"argmax", "the maximum starts from 0: where all are negative the corner wins",
     "what `best` starts from", wrong_argmax, ABOVE_ZERO},
    {"argmax", "the window is one row too small", "the loops over the window", wrong_argmax,
     TOO_SMALL + 0},
    {"argmax", "the window is one column too small", "the loops over the window", wrong_argmax,
     TOO_SMALL + 1},
    {"argmax", "the window is one row and column too small", "the loops over the window",
     wrong_argmax, TOO_SMALL + 2},
    {"argmax", "the window is one row too large", "the loops over the window", wrong_argmax,
     TOO_LARGE + 0},
    {"argmax", "the window is one column too large", "the loops over the window", wrong_argmax,
     TOO_LARGE + 1},
    {"argmax", "the window is one row and column too large", "the loops over the window",
     wrong_argmax, TOO_LARGE + 2},
    {"argmax", "the window has as many rows as the stride says, not as its size",
     "the loops over the window", wrong_argmax, AS_STRIDE + 0},
    {"argmax", "the window has as many columns as the stride says, not as its size",
     "the loops over the window", wrong_argmax, AS_STRIDE + 1},
    {"argmax", "the window has the size of the stride", "the loops over the window", wrong_argmax,
     AS_STRIDE + 2},
    {"argmax", "only the first row of each window is looked at", "the loops over the window",
     wrong_argmax, ONE + 0},
    {"argmax", "only the first column of each window is looked at", "the loops over the window",
     wrong_argmax, ONE + 1},
    {"argmax", "only the corner of each window is looked at", "the loops over the window",
     wrong_argmax, ONE + 2},
    {"argmax", "it counts within the window, and must count within the map", "row * W + column",
     miscounted_argmax, IN_WINDOW},
    {"argmax", "it counts within the window, and must count within the map", "row * W + column",
     miscounted_argmax, COUNTS + IN_WINDOW},
    {"argmax", "it counts within the window, column by column", "row * W + column",
     miscounted_argmax, WINDOW_COLUMN_FIRST},
    {"argmax", "it counts within the window, column by column", "row * W + column",
     miscounted_argmax, COUNTS + WINDOW_COLUMN_FIRST},
    {"argmax", "it counts through the whole array, and must count within the map",
     "row * W + column", miscounted_argmax, IN_ARRAY},
    {"argmax", "it counts through the whole array, and must count within the map",
     "row * W + column", miscounted_argmax, COUNTS + IN_ARRAY},
    {"argmax", "it counts through the image, and must count within the map", "row * W + column",
     miscounted_argmax, IN_IMAGE},
    {"argmax", "it counts through the image, and must count within the map", "row * W + column",
     miscounted_argmax, COUNTS + IN_IMAGE},
    {"argmax", "it counts column by column, column * H + row", "row * W + column",
     miscounted_argmax, COLUMN_FIRST},
    {"argmax", "it counts column by column, column * H + row", "row * W + column",
     miscounted_argmax, COUNTS + COLUMN_FIRST},
    {"argmax", "rows are counted as H long, and are W long", "row * W + column", miscounted_argmax,
     WRONG_ROW_LENGTH},
    {"argmax", "rows are counted as H long, and are W long", "row * W + column", miscounted_argmax,
     COUNTS + WRONG_ROW_LENGTH},
    {"argmax", "it is the place of the output, not that of the maximum", "row * W + column",
     miscounted_argmax, OF_OUTPUT},
    {"argmax", "it is the place of the output, not that of the maximum", "row * W + column",
     miscounted_argmax, COUNTS + OF_OUTPUT},
    {"argmax", "it is the column alone", "row * W + column", miscounted_argmax, COLUMN_ONLY},
    {"argmax", "it is the column alone", "row * W + column", miscounted_argmax,
     COUNTS + COLUMN_ONLY},
    {"argmax", "it is the row alone", "row * W + column", miscounted_argmax, ROW_ONLY},
    {"argmax", "it is the row alone", "row * W + column", miscounted_argmax, COUNTS + ROW_ONLY},
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
    {"dx", "where windows overlap only the last one's gradient is left: = where += is needed",
     "dx[n][c][argmax] +=", wrong_backward, LAST_WINDOW_ONLY},
    {"dx", "it is divided by the size of the window, as for a mean", "a factor", wrong_backward,
     DIVIDED},
    {"dx", "argmax is taken of the wrong window, the one on the left", "argmax[n][c][oh][ow]",
     wrong_backward, FROM_LEFT},
    {"dx", "argmax is taken of the wrong window, the one on the right", "argmax[n][c][oh][ow]",
     wrong_backward, FROM_RIGHT},
    {"dx", "argmax is taken of the wrong window, the one above", "argmax[n][c][oh][ow]",
     wrong_backward, FROM_ABOVE},
    {"dx", "argmax is taken of the wrong window, the one below", "argmax[n][c][oh][ow]",
     wrong_backward, FROM_BELOW},
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

/* ---- Sizes that make no sense --------------------------------------------------------------------- */

static const maxpool2d_version *refusing;
static int bad_N;
static maxpool2d_shape bad;
static real somewhere[100]; /* for a version that goes on nevertheless */

static void stop_forward(void)
{
    static int argmax[100];
    refusing->forward(somewhere, argmax, somewhere, bad_N, bad);
}

static void stop_backward(void)
{
    static const int argmax[100];
    refusing->backward(somewhere, somewhere, argmax, bad_N, bad);
}

static void preconditions(const maxpool2d_version *v)
{
    static const struct {
        int N;
        maxpool2d_shape s;
    } refused[] = {
        {0, {.C = 1, .H = 3, .W = 4, .size = 2, .stride = 2}},
        {-1, {.C = 1, .H = 3, .W = 4, .size = 2, .stride = 2}},
        {1, {.C = 0, .H = 3, .W = 4, .size = 2, .stride = 2}},
        {1, {.C = 1, .H = 3, .W = 4, .size = 0, .stride = 2}},
        {1, {.C = 1, .H = 3, .W = 5, .size = 4, .stride = 2}},
        {1, {.C = 1, .H = 5, .W = 3, .size = 4, .stride = 2}},
        {1, {.C = 1, .H = 3, .W = 4, .size = 2, .stride = 0}},
        {1, {.C = 1, .H = 3, .W = 4, .size = 2, .stride = -1}},
    };
    fprintf(stderr, "What follows are refusals, as they must be:\n");
    refusing = v;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        bad_N = refused[i].N;
        bad = refused[i].s;
        EXPECT(require_stops(stop_forward), "forward takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_backward), "backward takes bad sizes, number %zu", i);
    }
}

int maxpool2d_cases(const maxpool2d_version *v, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--refusals") == 0) { /* a test of its own: it prints much */
        preconditions(v);
        return expect_result();
    }
    gradient_check check = maxpool2d_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    conventions(v);
    return gradients != 0 ? gradients : expect_result();
}
