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

/* The example of fractions: a number that is kept as an integer on its way shows here alone. */
static void fractions(const maxpool2d_version *v)
{
    const maxpool2d_shape s = {.C = 1, .H = 2, .W = 2, .size = 2, .stride = 2};
    const real x[] = {(real)0.25, (real)0.375, (real)0.75, (real)0.5}, dy = (real)0.625;
    real y, dx[4];
    int argmax;
    v->forward(&y, &argmax, x, 1, s);
    argmax = 2;
    v->backward(dx, &dy, &argmax, 1, s);
    EXPECT(y == x[2] && dx[2] == dy,
           "of fractions y = %g, expected %g, and dx = %g, expected %g: is something kept as an "
           "integer, or rounded?",
           y, x[2], dx[2], dy);
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

/* Where none tie the gradient is the same; for the diagnosis this is quicker than to measure it. */
static void gradient(const gradient_check *c, const gradient_tensor *t, double *dx)
{
    (void)t; /* x has the only one */
    convention(c, dx);
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
    STRIDE_2,
    ROW_OF_OW, /* the place is taken from other indices of the output */
    COLUMN_OF_OH,
    ROW_AND_COLUMN_EXCHANGED,
    ROWS_AS_H, /* a row of x is taken to be so long */
    ROWS_AS_OW,
    OUTPUT_ROWS_LESS, /* OH or OW is one too small */
    OUTPUT_COLUMNS_LESS,
    PREVIOUS_WINDOW,
    FROM_CORNER_TO_SIZE, /* the loops end at size, not at the corner + size */
    ROWS_TO_SIZE,
    COLUMNS_TO_SIZE,
    DIAGONAL,
    X_TRANSPOSED,
    START_FIXED, /* the maximum starts from some number */
    GOES_ON,     /* it starts anew with each row of windows, each map, or never */
    SECOND = GOES_ON + 3,
    TOO_LARGE_INSIDE, /* rows, columns or both */
    TOO_LARGE_INSIDE_END = TOO_LARGE_INSIDE + 2,
    /* The window has other sizes: rows, columns or both. */
    TOO_SMALL,
    TOO_LARGE = TOO_SMALL + 3,
    AS_STRIDE = TOO_LARGE + 3,
    ONE = AS_STRIDE + 3,
    TWO = ONE + 3,
    SIZES_END = TWO + 3,
};

static bool is_too_large_inside(int mistake)
{
    return TOO_LARGE_INSIDE <= mistake && mistake <= TOO_LARGE_INSIDE_END;
}

/* Rows (side 0) or columns (side 1) of a window. */
static int wrong_size(maxpool2d_shape s, int side, int mistake)
{
    if (is_too_large_inside(mistake))
        return s.size + (mistake - TOO_LARGE_INSIDE != 1 - side);
    if (mistake < TOO_SMALL || (mistake - TOO_SMALL) % 3 == 1 - side)
        return s.size;
    const int sizes[] = {s.size - 1, s.size + 1, s.stride, 1, 2};
    return sizes[(mistake - TOO_SMALL) / 3];
}

/* Where the map begins in which the mistake looks for the maximum of output i. */
static int wrong_map(const gradient_check *c, int i, int mistake)
{
    const maxpool2d_shape s = shapes[c->number].s;
    const int own = i / ((c->y.shape[2] - (mistake == OUTPUT_ROWS_LESS)) *
                         (c->y.shape[3] - (mistake == OUTPUT_COLUMNS_LESS)));
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
    const int step = mistake == STRIDE_2 ? 2 : s.stride;
    const int step_down = rows_by_1 ? 1 : rows_by_size ? s.size : step;
    const int step_right = columns_by_1 ? 1 : columns_by_size ? s.size : step;
    const int down = wrong_size(s, 0, mistake), right = wrong_size(s, 1, mistake);
    const int less_down = mistake == OUTPUT_ROWS_LESS, less_right = mistake == OUTPUT_COLUMNS_LESS;
    const bool exchanged = mistake == ROW_AND_COLUMN_EXCHANGED;
    const int oh = i / (OW - less_right) % (OH - less_down), ow = i % (OW - less_right);
    const int top = (exchanged || mistake == ROW_OF_OW ? ow : oh) * step_down;
    const int left = (exchanged || mistake == COLUMN_OF_OH ? oh : ow) * step_right +
                     (mistake == NEXT_WINDOW) - (mistake == PREVIOUS_WINDOW);
    const int row = mistake == ROWS_AS_H ? s.H : mistake == ROWS_AS_OW ? OW : s.W;
    const bool to_size = mistake == FROM_CORNER_TO_SIZE;
    place[0] = top * row + left;
    for (int j = 0; j < down * right; j++) {
        const int h = top + j / right, w = left + j % right,
                  at = mistake == X_TRANSPOSED ? w * s.H + h : h * row + w;
        const bool missed = (mistake == WITHOUT_FIRST_ROW && j / right == 0) ||
                            (mistake == WITHOUT_FIRST_COLUMN && j % right == 0) ||
                            (mistake == WITHOUT_LAST_ROW_OF_MAP && h == s.H - 1) ||
                            (mistake == WITHOUT_LAST_COLUMN_OF_MAP && w == s.W - 1) ||
                            (is_too_large_inside(mistake) && (h >= s.H || w >= s.W)) ||
                            (mistake == DIAGONAL && j / right != j % right) ||
                            ((to_size || mistake == ROWS_TO_SIZE) && h >= s.size) ||
                            ((to_size || mistake == COLUMNS_TO_SIZE) && w >= s.size);
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
    const int map = wrong_map(c, i, mistake);
    const int own = mistake == FIRST_CHANNEL || mistake == FIRST_IMAGE ? wrong_map(c, i, -1) : map;
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

/* Whether output i is reached if the output is taken to be smaller than it is. */
static bool is_written(const gradient_check *c, int i, int mistake)
{
    const int OH = c->y.shape[2] - (mistake == OUTPUT_ROWS_LESS);
    const int OW = c->y.shape[3] - (mistake == OUTPUT_COLUMNS_LESS);
    return i < c->y.shape[0] * c->y.shape[1] * OH * OW;
}

/* The second largest of a window. */
static double second_largest(const gradient_check *c, int i)
{
    int place[80] = {0}, winner;
    const int inputs = wrong_window(c, i, -1, place), map = wrong_map(c, i, -1);
    const double largest = wrong_maximum(c, i, -1, &winner);
    double second = inputs > 2 ? -INFINITY : largest;
    for (int j = 1; j < inputs; j++)
        if (place[j] != winner)
            second = fmax(second, (double)c->x.value[map + place[j]]);
    return second;
}

/* Mistakes with what the maximum starts from. */
static void wrong_start(const gradient_check *c, int mistake, double *y)
{
    const int OH = c->y.shape[2], OW = c->y.shape[3];
    const int period[] = {OW, OH * OW, (int)c->y.count};
    double best = -INFINITY, lowest = INFINITY;
    for (int i = 0; i < c->verdicts; i++)
        for (size_t k = 0; k < c->y.count && strcmp(c->verdict[i].name, "y") == 0; k++)
            lowest = fmin(lowest, c->verdict[i].seen[k]);
    for (int i = 0; i < (int)c->y.count; i++) {
        if (mistake == SECOND) {
            y[i] = second_largest(c, i);
        } else if (mistake == START_FIXED) {
            y[i] = fmax(y[i], lowest);
        } else {
            best = i % period[mistake - GOES_ON] == 0 ? y[i] : fmax(best, y[i]);
            y[i] = best;
        }
    }
}

static void wrong_forward(const gradient_check *c, int mistake, double *y)
{
    int winner;
    for (int i = 0; i < (int)c->y.count; i++)
        y[i] = is_written(c, i, mistake) ? wrong_maximum(c, i, mistake, &winner) : NAN;
}

/* argmax is the place in the map. */
static void wrong_argmax(const gradient_check *c, int mistake, double *argmax)
{
    for (int i = 0; i < (int)c->y.count; i++) {
        int winner;
        wrong_maximum(c, i, mistake, &winner);
        argmax[i] = is_written(c, i, mistake) ? (double)winner : NAN;
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
    CORNER_IS_BEFORE,
    ROWS_OW_LONG,
    ROWS_OH_LONG,
    ROWS_SIZE_LONG,
    WITH_IMAGE,
    IN_WINDOW_ROWS_W_LONG,
    IN_WINDOW_COLUMN,
    IN_WINDOW_ROW,
    REVERSED_IN_WINDOW,
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
                             [ROWS_OW_LONG] = h * OW + w,
                             [ROWS_OH_LONG] = h * OH + w,
                             [ROWS_SIZE_LONG] = h * s.size + w,
                             [WITH_IMAGE] = map / s.C * s.H * s.W + right,
                             [IN_WINDOW_ROWS_W_LONG] = (h - top) * s.W + w - left,
                             [IN_WINDOW_COLUMN] = w - left,
                             [IN_WINDOW_ROW] = h - top,
                             [REVERSED_IN_WINDOW] = (top + s.size - 1 - (h - top)) * s.W + left +
                                                    s.size - 1 - (w - left),
                             [CORNER_IS_0] = right == top * s.W + left ? 0 : right,
                             [CORNER_IS_BEFORE] = right != top * s.W + left ? right
                                                  : i == 0                  ? 0
                                                                            : (int)argmax[i - 1]};
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
    NOT_OF_0,
    NOT_OF_CORNERS,
    OF_CORNERS_ONLY,
    NOT_OF_ODD,
    NOT_OF_EVEN,
    ONLY_POSITIVE,
    TO_MINIMUM,
    TO_LAST,
    TO_MAP_TRANSPOSED,
    TIMES_MAXIMUM,
    MAXIMUM_FOR_DY,
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

/* Whether a window gets its gradient, if some winners are left out. */
static bool is_counted(int mistake, int winner, int corner, double largest)
{
    return mistake == NOT_OF_0          ? winner > 0
           : mistake == NOT_OF_CORNERS  ? winner != corner
           : mistake == OF_CORNERS_ONLY ? winner == corner
           : mistake == NOT_OF_ODD      ? winner % 2 == 0
           : mistake == NOT_OF_EVEN     ? winner % 2 == 1
                                        : largest > 0;
}

/* The gradient of output i goes to another input of its window, or is another number. */
static void other_winner(const gradient_check *c, int i, int mistake, double largest, int winner,
                         double *map)
{
    const maxpool2d_shape s = shapes[c->number].s;
    const double dy = (double)c->y.gradient[i];
    int other;
    wrong_maximum(c, i, mistake == TO_MINIMUM ? MINIMUM : LOWER_RIGHT, &other);
    if (mistake == TO_MINIMUM || mistake == TO_LAST)
        map[other] += dy;
    else if (mistake == TO_MAP_TRANSPOSED)
        map[winner % s.W * s.H + winner / s.W] += dy;
    else
        map[winner] += mistake == TIMES_MAXIMUM ? dy * largest : largest;
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
        else if (mistake >= FROM_LEFT && mistake <= FROM_BELOW)
            map[winner] += dy;
        else if (mistake >= NOT_OF_0 && mistake <= ONLY_POSITIVE)
            map[winner] += is_counted(mistake, winner, place[0], largest) ? dy : 0;
        else if (mistake >= TO_MINIMUM)
            other_winner(c, i, mistake, largest, winner, map);
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
    {"argmax", "where a window's corner is the largest it is still that of the window before",
     "what argmax starts from: it must be set anew for each window", miscounted_argmax,
     CORNER_IS_BEFORE},
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
    {"dx", "the gradient of windows whose argmax is 0 is left out", "a comparison with argmax",
     wrong_backward, NOT_OF_0},
    {"dx", "the gradient of windows whose corner is the largest is left out",
     "a comparison with argmax", wrong_backward, NOT_OF_CORNERS},
    {"dx", "only windows whose corner is the largest pass their gradient",
     "a comparison with argmax", wrong_backward, OF_CORNERS_ONLY},
    {"dx", "the gradient of windows with an odd argmax is left out", "argmax[n][c][oh][ow]",
     wrong_backward, NOT_OF_ODD},
    {"dx", "the gradient of windows with an even argmax is left out", "argmax[n][c][oh][ow]",
     wrong_backward, NOT_OF_EVEN},
    {"dx", "only windows whose maximum is positive pass their gradient, as behind a ReLU",
     "a comparison with 0", wrong_backward, ONLY_POSITIVE},
    {"dx", "the smallest input of each window gets the gradient", "who gets dy", wrong_backward,
     TO_MINIMUM},
    {"dx", "the last input of each window gets the gradient", "who gets dy", wrong_backward,
     TO_LAST},
    {"dx", "argmax is taken as column * H + row", "dx[n][c][argmax]", wrong_backward,
     TO_MAP_TRANSPOSED},
    {"dx", "dy is multiplied by the maximum", "what is added to dx", wrong_backward, TIMES_MAXIMUM},
    {"dx", "the maximum is passed in place of dy", "what is added to dx", wrong_backward,
     MAXIMUM_FOR_DY},
    {"y", "the maximum starts from a fixed number: windows whose numbers are all smaller give that",
     "what `best` starts from", wrong_start, START_FIXED},
    {"y", "the maximum goes on from window to window of a row: it does not start anew",
     "what `best` starts from", wrong_start, GOES_ON},
    {"y", "the maximum goes on from window to window of a map: it does not start anew",
     "what `best` starts from", wrong_start, GOES_ON + 1},
    {"y", "the maximum goes on from window to window: it does not start anew",
     "what `best` starts from", wrong_start, GOES_ON + 2},
    {"y", "the second largest number of each window is taken", "what is kept of a window",
     wrong_start, SECOND},
};
enum { LISTED = sizeof mistakes / sizeof mistakes[0] };

/* Wrong windows, of y and of argmax; and argmax miscounted. */
static const struct {
    int mistake;
    const char *what, *hint;
} windows[] = {
    {STRIDE_2, "the window moves by 2, whatever the stride is", "oh * stride, ow * stride"},
    {ROW_OF_OW, "the row of the window is taken by ow, and must be by oh", "oh * stride"},
    {COLUMN_OF_OH, "the column of the window is taken by oh, and must be by ow", "ow * stride"},
    {ROW_AND_COLUMN_EXCHANGED, "oh and ow are exchanged in the place of the window",
     "oh * stride, ow * stride"},
    {ROWS_AS_H, "the rows of x are taken to be H long, and are W long", "row * W + column"},
    {ROWS_AS_OW, "the rows of x are taken to be OW long, and are W long", "row * W + column"},
    {OUTPUT_ROWS_LESS, "OH is one too small", "OH = (H - size) / stride + 1"},
    {OUTPUT_COLUMNS_LESS, "OW is one too small", "OW = (W - size) / stride + 1"},
    {PREVIOUS_WINDOW, "each window lies one column too far left", "the window's corner"},
    {FROM_CORNER_TO_SIZE,
     "the loops over the window end at size, and must end at the corner + size",
     "the bounds of the loops over the window"},
    {ROWS_TO_SIZE,
     "the loop over the window's rows ends at size, and must end at the corner + size",
     "the bounds of the loops over the window"},
    {COLUMNS_TO_SIZE,
     "the loop over the window's columns ends at size, and must end at the corner + size",
     "the bounds of the loops over the window"},
    {DIAGONAL, "only the diagonal of each window is looked at", "the loops over the window"},
    {X_TRANSPOSED, "x is taken at column * H + row, and must be at row * W + column",
     "x[n][c][h][w]"},
    {TOO_LARGE_INSIDE, "the window is one row too large, where that is inside the map",
     "the loops over the window"},
    {TOO_LARGE_INSIDE + 1, "the window is one column too large, where that is inside the map",
     "the loops over the window"},
    {TOO_LARGE_INSIDE + 2,
     "the window is one row and column too large, where that is inside the map",
     "the loops over the window"},
    {TWO + 0, "the window has 2 rows, whatever its size is", "the loops over the window"},
    {TWO + 1, "the window has 2 columns, whatever its size is", "the loops over the window"},
    {TWO + 2, "the window has 2 rows and columns, whatever its size is",
     "the loops over the window"},
};
static const struct {
    int mistake;
    const char *what;
} counts[] = {
    {ROWS_OW_LONG, "rows are counted as OW long, and are W long"},
    {ROWS_OH_LONG, "rows are counted as OH long, and are W long"},
    {ROWS_SIZE_LONG, "rows are counted as long as the window, and are W long"},
    {WITH_IMAGE, "n H W is added to it, and it must count within the map"},
    {IN_WINDOW_ROWS_W_LONG, "it counts from the window's corner, and must count within the map"},
    {IN_WINDOW_COLUMN, "it is the column within the window alone"},
    {IN_WINDOW_ROW, "it is the row within the window alone"},
    {REVERSED_IN_WINDOW, "it is the place opposite in the window, counted from its end"},
};
enum {
    WINDOWS = sizeof windows / sizeof windows[0],
    MISCOUNTED = sizeof counts / sizeof counts[0]
};

static const gradient_mistake *known(void)
{
    static gradient_mistake list[LISTED + 2 * WINDOWS + 2 * MISCOUNTED + 1];
    memcpy(list, mistakes, sizeof mistakes);
    gradient_mistake *next = &list[LISTED];
    for (int i = 0; i < WINDOWS; i++) {
        *next++ = (gradient_mistake){"y", windows[i].what, windows[i].hint, wrong_forward,
                                     windows[i].mistake};
        *next++ = (gradient_mistake){"argmax", windows[i].what, windows[i].hint, wrong_argmax,
                                     windows[i].mistake};
    }
    for (int i = 0; i < 2 * MISCOUNTED; i++)
        *next++ = (gradient_mistake){"argmax", counts[i / 2].what, "row * W + column",
                                     miscounted_argmax, counts[i / 2].mistake + i % 2 * COUNTS};
    return list;
}

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
                            .mistakes = known(),
                            .reference = reference,
                            .reference_decisions = reference_decisions,
                            .gradient = gradient};
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
    if (gradients == 0)
        fractions(v);
    return gradients != 0 ? gradients : expect_result();
}
