/*
 * What a convolution must pass: forward against an independent version, the gradient of every element
 * against numerical differences, exactly; the adjoint identities at the network's size; an example
 * made by hand.
 */
#include "layers/conv2d_cases.h"

#include <math.h>
#include <stddef.h>

#include <string.h>

#include "expect.h"
#include "require_stops.h"

/* ---- The gradient check ------------------------------------------------------------------------ */

/* No shape is square and none is symmetric, so that exchanged indices show. */
static const struct {
    int N;
    conv2d_shape s;
} shapes[] = {
    {2, {.C = 3, .H = 5, .W = 4, .OC = 2, .KH = 3, .KW = 2}},
    {2, {.C = 2, .H = 4, .W = 7, .OC = 3, .KH = 2, .KW = 3}},
    {3, {.C = 2, .H = 3, .W = 5, .OC = 4, .KH = 1, .KW = 1}},
    {2, {.C = 2, .H = 3, .W = 4, .OC = 3, .KH = 3, .KW = 4}},
    {2, {.C = 2, .H = 6, .W = 1, .OC = 2, .KH = 4, .KW = 1}},
    {3, {.C = 1, .H = 7, .W = 6, .OC = 5, .KH = 3, .KW = 3}},
    /* The network's: too large to measure each element. */
    {1, {.C = 1, .H = 28, .W = 28, .OC = 28, .KH = 3, .KW = 3}},
};
enum { LARGE = 1, SMALL = sizeof shapes / sizeof shapes[0] - LARGE };

static const int large_seeds[LARGE] = {2000};

/* What is being checked; the callbacks below have no other way to know. */
static const conv2d_version *version;

static void make(gradient_check *c)
{
    const int N = shapes[c->number].N;
    const conv2d_shape s = shapes[c->number].s;
    c->x = gradient_tensor_new("x", N, s.C, s.H, s.W);
    c->w = gradient_tensor_new("w", s.OC, s.C, s.KH, s.KW);
    c->b = gradient_tensor_new("b", s.OC, 0, 0, 0);
    c->y = gradient_tensor_new("y", N, s.OC, s.H - s.KH + 1, s.W - s.KW + 1);
    gradient_fill_integers(&c->x, &c->random, 9);
    gradient_fill_integers(&c->w, &c->random, 9);
    gradient_fill_integers(&c->b, &c->random, 9);
}

static void forward(gradient_check *c)
{
    version->forward(c->y.value, c->x.value, c->w.value, c->b.value, shapes[c->number].N,
                     shapes[c->number].s);
}

static void backward(gradient_check *c)
{
    version->backward(c->x.gradient, c->w.gradient, c->b.gradient, c->y.gradient, c->x.value,
                      c->w.value, shapes[c->number].N, shapes[c->number].s);
}

/* Forward once more, written differently on purpose: one output at a time, flat indices, doubles. */
static void reference(const gradient_check *c, double *y)
{
    const int *xs = c->x.shape, *ws = c->w.shape, *ys = c->y.shape;
    for (int i = 0; i < (int)c->y.count; i++) {
        const int ow = i % ys[3], oh = i / ys[3] % ys[2];
        const int oc = i / (ys[3] * ys[2]) % ys[1], n = i / (ys[3] * ys[2] * ys[1]);
        y[i] = c->b.value[oc];
        for (int j = 0; j < ws[1] * ws[2] * ws[3]; j++) {
            const int kw = j % ws[3], kh = j / ws[3] % ws[2], channel = j / (ws[3] * ws[2]);
            const int pixel = ((n * xs[1] + channel) * xs[2] + oh + kh) * xs[3] + ow + kw;
            y[i] += (double)c->x.value[pixel] * c->w.value[oc * ws[1] * ws[2] * ws[3] + j];
        }
    }
}

/* ---- Mistakes that are known of a convolution, for the diagnosis ---------------------------------- */

enum { Y, DX, DW, DB };
enum {
    NO_KH,
    NO_KW,
    NO_KH_KW,
    NO_OH,
    NO_OW,
    KH_KW_EXCHANGED_IN_X,
    KH_KW_EXCHANGED_IN_W,
    X_BACKWARDS,
    NEXT_ROW,
    NEXT_COLUMN,
    PREVIOUS_ROW,
    PREVIOUS_COLUMN,
    KERNEL_LOOPS_EXCHANGED,
    KH_LOOP_TO_KW,
    KW_LOOP_TO_KH,
    OUTPUT_SIZES_EXCHANGED,
    OUTPUT_LOOPS_EXCHANGED,
    OUTPUT_TOO_SMALL,
    OH_TOO_SMALL,
    OW_TOO_SMALL,
    OUTPUT_TOO_LARGE,
    OUTPUT_AS_INPUT,
    ROWS_OF_X_AS_H, /* the length of a row in memory */
    ROWS_OF_X_AS_OW,
    ROWS_OF_W_AS_KH,
    ROWS_OF_Y_AS_OH,
    ROWS_OF_Y_AS_W,
    SAME_SIZE, /* half a kernel of border on each side */
    SAME_SIZE_UP,
    X_BACKWARDS_INSIDE,
    STRIDE_2,
    DILATED,
    CHANNELS_EXCHANGED,
    C_FOR_OC_IN_Y,
    OC_FOR_C_IN_X,
    C_LOOP_TO_OC,
    OC_LOOP_TO_C,
    OH_LOOP_TO_OW,
    OW_LOOP_TO_OH,
    NO_BORDER,
    NO_UPPER_LEFT,
    NO_LOWER_RIGHT,
    NEW_FOR_EACH_CHANNEL, /* in y only, as the next */
    BIAS_OF_CHANNEL,
    DY_WITHOUT_BORDER, /* in dx only, as the next */
    DY_BORDERS_EXCHANGED,
    MISTAKES,
    NO_MISTAKE = MISTAKES,
    VARIANTS, /* for each result */
};

/* Whether the mistake leaves out a pixel: it takes only those that lie under every weight of the
 * filter, or looks at one side only. */
static bool is_left_out(conv2d_shape s, int mistake, int h, int w)
{
    const bool upper_left = h < s.KH - 1 || w < s.KW - 1;
    const bool lower_right = h > s.H - s.KH || w > s.W - s.KW;
    return (upper_left && (mistake == NO_BORDER || mistake == NO_UPPER_LEFT)) ||
           (lower_right && (mistake == NO_BORDER || mistake == NO_LOWER_RIGHT)) ||
           ((mistake >= DY_WITHOUT_BORDER || mistake == SAME_SIZE || mistake == SAME_SIZE_UP ||
             mistake == X_BACKWARDS_INSIDE) &&
            (h < 0 || h >= s.H || w < 0 || w >= s.W));
}

/* OH (side 0) or OW (side 1). */
static int wrong_output_size(conv2d_shape s, int mistake, int side)
{
    if (mistake == OUTPUT_AS_INPUT)
        return side == 0 ? s.H : s.W;
    const bool down = (side == 0) != (mistake == OUTPUT_SIZES_EXCHANGED);
    const int less = mistake == OUTPUT_TOO_SMALL   ? 1
                     : mistake == OUTPUT_TOO_LARGE ? -1
                     : mistake == OH_TOO_SMALL     ? side == 0
                     : mistake == OW_TOO_SMALL     ? side == 1
                                                   : 0;
    return (side == 0 ? s.H : s.W) - (down ? s.KH : s.KW) + 1 - less;
}

/* How long the rows of x or y are taken to be. */
static int wrong_row_of_x(conv2d_shape s, int mistake)
{
    return mistake == ROWS_OF_X_AS_H ? s.H : mistake == ROWS_OF_X_AS_OW ? s.W - s.KW + 1 : s.W;
}

static int wrong_row_of_y(conv2d_shape s, int mistake)
{
    return mistake == ROWS_OF_Y_AS_OH  ? s.H - s.KH + 1
           : mistake == ROWS_OF_Y_AS_W ? s.W
                                       : wrong_output_size(s, mistake, 1);
}

/* The row and column of x that the mistake takes for one product. */
static void wrong_pixel(conv2d_shape s, int mistake, const int at[7], int *h, int *w)
{
    const int oh = at[2], ow = at[3], kh = at[5], kw = at[6];
    const int step = mistake == STRIDE_2 ? 2 : 1, spread = mistake == DILATED ? 2 : 1;
    *h = oh * step + kh * spread;
    *w = ow * step + kw * spread;
    switch (mistake) {
    case NO_KH:
        *h = oh;
        break;
    case NO_KW:
        *w = ow;
        break;
    case NO_KH_KW:
        *h = oh;
        *w = ow;
        break;
    case NO_OH:
        *h = kh;
        break;
    case NO_OW:
        *w = kw;
        break;
    case KH_KW_EXCHANGED_IN_X:
        *h = oh + kw;
        *w = ow + kh;
        break;
    case SAME_SIZE:
        *h -= (s.KH - 1) / 2;
        *w -= (s.KW - 1) / 2;
        break;
    case SAME_SIZE_UP:
        *h -= s.KH / 2;
        *w -= s.KW / 2;
        break;
    case X_BACKWARDS:
    case X_BACKWARDS_INSIDE:
        *h = oh - kh;
        *w = ow - kw;
        break;
    case NEXT_ROW:
    case PREVIOUS_ROW:
        *h += mistake == NEXT_ROW ? 1 : -1;
        break;
    case NEXT_COLUMN:
    case PREVIOUS_COLUMN:
        *w += mistake == NEXT_COLUMN ? 1 : -1;
        break;
    case DY_WITHOUT_BORDER:
        *h -= s.KH - 1;
        *w -= s.KW - 1;
        break;
    case DY_BORDERS_EXCHANGED:
        *h += s.KW - s.KH;
        *w += s.KH - s.KW;
        break;
    }
}

/* The wrong place of y, x, w and b for one product of the convolution, as flat indices; -1 outside. */
static void wrong_places(conv2d_shape s, int mistake, const int at[7], int place[4])
{
    const int n = at[0], oc = at[1], oh = at[2], ow = at[3], c = at[4], kh = at[5], kw = at[6];
    const int OH = wrong_output_size(s, mistake, 0);
    const int row_of_x = wrong_row_of_x(s, mistake), row_of_y = wrong_row_of_y(s, mistake);
    int h, w;
    wrong_pixel(s, mistake, at, &h, &w);
    const int kernel = mistake == KH_KW_EXCHANGED_IN_W ? kw * s.KW + kh
                       : mistake == ROWS_OF_W_AS_KH    ? kh * s.KH + kw
                                                       : kh * s.KW + kw;
    const int filter = mistake == CHANNELS_EXCHANGED ? c * s.OC + oc : oc * s.C + c;
    place[0] = ((n * s.OC + (mistake == C_FOR_OC_IN_Y ? c : oc)) * OH + oh) * row_of_y + ow;
    place[1] = ((n * s.C + (mistake == OC_FOR_C_IN_X ? oc : c)) * s.H + h) * row_of_x + w;
    if (is_left_out(s, mistake, h, w))
        place[1] = -1;
    place[2] = filter * s.KH * s.KW + kernel;
    place[3] = oc;
}

/* How often each loop runs: n, oc, oh, ow, c, kh, kw. Returns how many products there are. */
static int count_products(const gradient_check *check, int result, int mistake, int length[7])
{
    const conv2d_shape s = shapes[check->number].s;
    const int down = wrong_output_size(s, mistake, 0), right = wrong_output_size(s, mistake, 1);
    const bool out = mistake == OUTPUT_LOOPS_EXCHANGED, in = mistake == KERNEL_LOOPS_EXCHANGED;
    const int lengths[7] = {shapes[check->number].N,
                            mistake == OC_LOOP_TO_C ? s.C : s.OC,
                            out || mistake == OH_LOOP_TO_OW ? right : down,
                            out || mistake == OW_LOOP_TO_OH ? down : right,
                            mistake == C_LOOP_TO_OC ? s.OC : s.C,
                            in || mistake == KH_LOOP_TO_KW ? s.KW : s.KH,
                            in || mistake == KW_LOOP_TO_KH ? s.KH : s.KW};
    int products = 1;
    for (int i = 0; i < 7; i++) {
        length[i] = result == DB && i >= 4 ? 1 : lengths[i];
        products *= length[i] > 0 ? length[i] : 0;
    }
    return products;
}

static double bias(const gradient_check *check, int i)
{
    return (size_t)i < check->b.count ? (double)check->b.value[i] : 0;
}

/* y, dx, dw or db, as a convolution would compute it that takes wrong places of its arrays. What lies
 * outside an array counts as 0. */
static void walk_wrongly(const gradient_check *check, int variant, double *numbers)
{
    const int result = variant / VARIANTS, mistake = variant % VARIANTS;
    const gradient_tensor *t[4] = {&check->y, &check->x, &check->w, &check->b};
    const real *value[3] = {check->y.gradient, check->x.value, check->w.value};
    int length[7];
    const int products = count_products(check, result, mistake, length);

    for (size_t i = 0; i < t[result]->count; i++)
        numbers[i] = result == Y ? NAN : 0; /* y is NaN where nothing is written */
    for (int p = 0; p < products; p++) {
        int at[7], place[4], rest = p;
        for (int i = 6; i >= 0; i--) {
            at[i] = rest % length[i];
            rest /= length[i];
        }
        wrong_places(shapes[check->number].s, mistake, at, place);
        double product = 1;
        bool inside[4];
        for (int i = 0; i < 4; i++) {
            inside[i] = place[i] >= 0 && (size_t)place[i] < t[i]->count;
            if (i != result && i < (result == DB ? 1 : 3))
                product *= inside[i] ? (double)value[i][place[i]] : 0;
        }
        if (!inside[result])
            continue;
        const bool new_channel = at[5] == 0 && at[6] == 0, new_output = new_channel && at[4] == 0;
        if (result == Y && (new_output || (new_channel && mistake == NEW_FOR_EACH_CHANNEL)))
            numbers[place[Y]] = bias(check, at[1]);
        numbers[place[result]] += product;
        if (mistake == BIAS_OF_CHANNEL && new_channel) /* in place of b[oc] */
            numbers[place[Y]] += bias(check, at[4]) - (new_output ? bias(check, at[1]) : 0);
    }
}

static const struct {
    const char *what, *hint;
} known_of[MISTAKES] = {
    [NO_KH] = {"the row of x is taken without kh", "x[..][oh + kh][ow + kw]"},
    [NO_KW] = {"the column of x is taken without kw", "x[..][oh + kh][ow + kw]"},
    [NO_KH_KW] = {"x is taken without kh and kw", "x[..][oh + kh][ow + kw]"},
    [NO_OH] = {"the row of x is taken without oh", "x[..][oh + kh][ow + kw]"},
    [NO_OW] = {"the column of x is taken without ow", "x[..][oh + kh][ow + kw]"},
    [KH_LOOP_TO_KW] = {"the loop over kh ends at KW, and must end at KH", "kh < KH"},
    [KW_LOOP_TO_KH] = {"the loop over kw ends at KH, and must end at KW", "kw < KW"},
    [OUTPUT_SIZES_EXCHANGED] = {"KH and KW are exchanged in the size of the output",
                                "OH = H - KH + 1, OW = W - KW + 1"},
    [KH_KW_EXCHANGED_IN_X] = {"kh and kw are exchanged in the index of x",
                              "x[..][oh + kh][ow + kw]"},
    [KH_KW_EXCHANGED_IN_W] = {"kh and kw are exchanged in the index of w", "w[oc][c][kh][kw]"},
    [X_BACKWARDS] = {"x is taken at oh - kh, ow - kw: the filter is flipped",
                     "x[..][oh + kh][ow + kw]"},
    [NEXT_ROW] = {"x is taken one row too low", "x[..][oh + kh][ow + kw]"},
    [NEXT_COLUMN] = {"x is taken one column too far right", "x[..][oh + kh][ow + kw]"},
    [PREVIOUS_ROW] = {"x is taken one row too high", "x[..][oh + kh][ow + kw]"},
    [PREVIOUS_COLUMN] = {"x is taken one column too far left", "x[..][oh + kh][ow + kw]"},
    [KERNEL_LOOPS_EXCHANGED] = {"KH and KW are exchanged in the loops over the kernel",
                                "kh < KH, kw < KW"},
    [OUTPUT_LOOPS_EXCHANGED] = {"OH and OW are exchanged in the loops over the output",
                                "oh < OH, ow < OW"},
    [OUTPUT_TOO_SMALL] = {"OH and OW are one too small", "OH = H - KH + 1"},
    [OH_TOO_SMALL] = {"OH is one too small", "OH = H - KH + 1"},
    [OW_TOO_SMALL] = {"OW is one too small", "OW = W - KW + 1"},
    [OUTPUT_TOO_LARGE] = {"OH and OW are one too large", "OH = H - KH + 1"},
    [OUTPUT_AS_INPUT] = {"OH and OW are taken to be H and W", "OH = H - KH + 1"},
    [ROWS_OF_X_AS_H] = {"the rows of x are taken to be H long, and are W long",
                        "what the row of x is multiplied with"},
    [ROWS_OF_X_AS_OW] = {"the rows of x are taken to be OW long, and are W long",
                         "what the row of x is multiplied with"},
    [ROWS_OF_W_AS_KH] = {"the rows of w are taken to be KH long, and are KW long",
                         "what kh is multiplied with"},
    [ROWS_OF_Y_AS_OH] = {"the rows of y or dy are taken to be OH long, and are OW long",
                         "what oh is multiplied with"},
    [ROWS_OF_Y_AS_W] = {"the rows of y or dy are taken to be W long, and are OW long",
                        "what oh is multiplied with"},
    [SAME_SIZE] = {"the filter is centred on each place: x is taken half a kernel too far up "
                   "and left, with zeros outside",
                   "x[..][oh + kh][ow + kw]"},
    [SAME_SIZE_UP] = {"the filter is centred on each place: x is taken half a kernel too far "
                      "up and left, with zeros outside",
                      "x[..][oh + kh][ow + kw]"},
    [X_BACKWARDS_INSIDE] = {"x is taken at oh - kh, ow - kw, where that lies inside: the "
                            "filter is flipped",
                            "x[..][oh + kh][ow + kw]"},
    [BIAS_OF_CHANNEL] = {"b is taken by c, once for each channel, and must be by oc, once",
                         "b[oc]"},
    [STRIDE_2] = {"the filter moves by 2 places, not by 1", "x[..][oh + kh][ow + kw]"},
    [CHANNELS_EXCHANGED] = {"oc and c are exchanged in the index of w", "w[oc][c][kh][kw]"},
    [C_FOR_OC_IN_Y] = {"y or dy is taken by c, and must be by oc", "dy[n][oc]"},
    [OC_FOR_C_IN_X] = {"x or dx is taken by oc, and must be by c", "x[n][c]"},
    [C_LOOP_TO_OC] = {"the loop over c ends at OC, and must end at C", "c < C"},
    [OC_LOOP_TO_C] = {"the loop over oc ends at C, and must end at OC", "oc < OC"},
    [OH_LOOP_TO_OW] = {"the loop over oh ends at OW, and must end at OH", "oh < OH"},
    [OW_LOOP_TO_OH] = {"the loop over ow ends at OH, and must end at OW", "ow < OW"},
    [DILATED] = {"the filter is spread out: its weights lie 2 places apart, not 1",
                 "x[..][oh + kh][ow + kw]"},
    [NO_BORDER] = {"the borders of x are left out, KH - 1 rows and KW - 1 columns on each side",
                   "the bounds of the loops over the rows and columns of x"},
    [NO_UPPER_LEFT] = {"the first KH - 1 rows and KW - 1 columns of x are left out",
                       "where the loops over the rows and columns of x start"},
    [NO_LOWER_RIGHT] = {"the last KH - 1 rows and KW - 1 columns of x are left out",
                        "where the loops over the rows and columns of x end"},
    [NEW_FOR_EACH_CHANNEL] = {"the sum starts anew for each channel: only the last one counts",
                              "where the sum starts from b"},
    [DY_WITHOUT_BORDER] = {"dy is taken without a border of KH - 1 rows and KW - 1 columns of "
                           "zeros: dx comes out shifted by as many",
                           "the border of dy"},
    [DY_BORDERS_EXCHANGED] = {"the border of dy has KW - 1 rows and KH - 1 columns, and must "
                              "have KH - 1 rows and KW - 1 columns",
                              "the border of dy"},
};

/* Whether the mistake can be made in y, dx, dw or db. */
static bool is_possible(int result, int mistake)
{
    const bool of_output_sizes = mistake == OUTPUT_SIZES_EXCHANGED || mistake == OC_LOOP_TO_C ||
                                 mistake == OUTPUT_LOOPS_EXCHANGED || mistake == OH_LOOP_TO_OW ||
                                 mistake == OW_LOOP_TO_OH || mistake == ROWS_OF_Y_AS_OH ||
                                 mistake == ROWS_OF_Y_AS_W ||
                                 (OUTPUT_TOO_SMALL <= mistake && mistake <= OUTPUT_AS_INPUT);
    return mistake >= DY_WITHOUT_BORDER      ? result == DX
           : mistake >= NEW_FOR_EACH_CHANNEL ? result == Y
                                             : result != DB || of_output_sizes;
}

/* The list; most mistakes may stand in several functions. */
static const gradient_mistake *known(void)
{
    static const char *const array[] = {[Y] = "y", [DX] = "dx", [DW] = "dw", [DB] = "db"};
    static gradient_mistake list[4 * MISTAKES + 1];
    int count = 0;
    for (int result = Y; result <= DB; result++)
        for (int i = 0; i < MISTAKES; i++)
            if (is_possible(result, i))
                list[count++] = (gradient_mistake){.array = array[result],
                                                   .what = known_of[i].what,
                                                   .hint = known_of[i].hint,
                                                   .predict = walk_wrongly,
                                                   .variant = result * VARIANTS + i};
    return list;
}

/* The gradients by the right walk: for the diagnosis this is quicker than to measure them. */
static void gradient(const gradient_check *check, const gradient_tensor *t, double *numbers)
{
    const int result = t == &check->x ? DX : t == &check->w ? DW : DB;
    walk_wrongly(check, result * VARIANTS + NO_MISTAKE, numbers);
}

gradient_check conv2d_gradient_check(const conv2d_version *v)
{
    version = v;
    return (gradient_check){.layer = v->name,
                            .source = v->source,
                            .method = GRADIENT_EXACT,
                            .cases = SMALL,
                            .large = LARGE,
                            .large_seeds = large_seeds,
                            .make = make,
                            .forward = forward,
                            .backward = backward,
                            .mistakes = known(),
                            .reference = reference,
                            .gradient = gradient};
}

/* ---- The example of chapters 01 and 02, small enough for pencil and paper ----------------------- */

static void by_hand(const conv2d_version *v)
{
    const conv2d_shape s = {.C = 1, .H = 3, .W = 4, .OC = 1, .KH = 2, .KW = 2};
    const real x[] = {1, 2, 0, 1, /* */ 0, 1, 3, 1, /* */ 2, 1, 0, 2};
    const real w[] = {1, -1, /* */ 0, 2};
    const real b[] = {1};
    const real dy[] = {1, 0, -1, /* */ 2, 1, 3};
    const real y_expected[] = {2, 9, 2, /* */ 2, -1, 7};
    const real dx_expected[] = {1, -1, -1, 1, /* */ 2, 1, 2, -5, /* */ 0, 4, 2, 6};
    const real dw_expected[] = {11, 9, /* */ 2, 8};

    real y[6], dx[12], dw[4] = {0}, db[1] = {0};
    v->forward(y, x, w, b, 1, s);
    v->backward(dx, dw, db, dy, x, w, 1, s);
    for (int i = 0; i < 6; i++)
        EXPECT(y[i] == y_expected[i], "y[%d] = %g, by hand %g", i, y[i], y_expected[i]);
    for (int i = 0; i < 12; i++)
        EXPECT(dx[i] == dx_expected[i], "dx[%d] = %g, by hand %g", i, dx[i], dx_expected[i]);
    for (int i = 0; i < 4; i++)
        EXPECT(dw[i] == dw_expected[i], "dw[%d] = %g, by hand %g", i, dw[i], dw_expected[i]);
    EXPECT(db[0] == 6, "db[0] = %g, by hand 6", db[0]);

    /* Without dx, the others are the same. */
    real dw_alone[4] = {0}, db_alone[1] = {0};
    v->backward(NULL, dw_alone, db_alone, dy, x, w, 1, s);
    for (int i = 0; i < 4; i++)
        EXPECT(dw_alone[i] == dw[i],
               "without dx, dw[%d] = %g, with it %g: when dx is NULL only dx may be left out", i,
               dw_alone[i], dw[i]);
    EXPECT(db_alone[0] == db[0],
           "without dx, db[0] = %g, with it %g: when dx is NULL only dx may be left out",
           db_alone[0], db[0]);
}

/* The same of fractions: x divided by 8, w by 4, b by 32. A number that is kept as an integer on its
 * way, or rounded, shows here alone. */
static void fractions(const conv2d_version *v)
{
    const conv2d_shape s = {.C = 1, .H = 3, .W = 4, .OC = 1, .KH = 2, .KW = 2};
    const real x[] = {1, 2, 0, 1, /* */ 0, 1, 3, 1, /* */ 2, 1, 0, 2};
    const real w[] = {1, -1, /* */ 0, 2}, dy[] = {1, 0, -1, /* */ 2, 1, 3};
    const real b[] = {1};
    real small_x[12], small_w[4], y[6], dx[12], dw[4] = {0}, db[1] = {0};
    real small_y[6], small_dx[12], small_dw[4] = {0}, small_db[1] = {0}, small_dy[6];
    for (int i = 0; i < 12; i++)
        small_x[i] = x[i] / 8;
    for (int i = 0; i < 4; i++)
        small_w[i] = w[i] / 4;
    for (int i = 0; i < 6; i++)
        small_dy[i] = dy[i] / 2;
    const real small_b[] = {(real)1 / 32};
    v->forward(y, x, w, b, 1, s);
    v->backward(dx, dw, db, dy, x, w, 1, s);
    v->forward(small_y, small_x, small_w, small_b, 1, s);
    v->backward(small_dx, small_dw, small_db, small_dy, small_x, small_w, 1, s);
    for (int i = 0; i < 6; i++)
        EXPECT(small_y[i] == y[i] / 32,
               "of fractions y[%d] = %g, expected %g: is something kept as an integer, or rounded?",
               i, small_y[i], y[i] / 32);
    for (int i = 0; i < 12; i++)
        EXPECT(
            small_dx[i] == dx[i] / 8,
            "of fractions dx[%d] = %g, expected %g: is something kept as an integer, or rounded?",
            i, small_dx[i], dx[i] / 8);
    for (int i = 0; i < 4; i++)
        EXPECT(
            small_dw[i] == dw[i] / 16,
            "of fractions dw[%d] = %g, expected %g: is something kept as an integer, or rounded?",
            i, small_dw[i], dw[i] / 16);
    EXPECT(small_db[0] == db[0] / 2,
           "of fractions db[0] = %g, expected %g: is something kept as an integer, or rounded?",
           small_db[0], db[0] / 2);
}

/* ---- Sizes that make no sense --------------------------------------------------------------------- */

static const conv2d_version *refusing;
static int bad_N;
static conv2d_shape bad;
static real somewhere[400]; /* for a version that goes on nevertheless */

static void stop_forward(void)
{
    refusing->forward(somewhere, somewhere, somewhere, somewhere, bad_N, bad);
}

static void stop_backward(void)
{
    refusing->backward(NULL, somewhere, somewhere, somewhere, somewhere, somewhere, bad_N, bad);
}

static void stop_dx(void)
{
    refusing->dx(somewhere, somewhere, somewhere, bad_N, bad);
}

static void stop_dw(void)
{
    refusing->dw(somewhere, somewhere, somewhere, bad_N, bad);
}

static void stop_db(void)
{
    refusing->db(somewhere, somewhere, bad_N, bad);
}

static void preconditions(const conv2d_version *v)
{
    static const struct {
        int N;
        conv2d_shape s;
    } refused[] = {
        {0, {.C = 1, .H = 3, .W = 4, .OC = 1, .KH = 2, .KW = 2}},
        {-1, {.C = 1, .H = 3, .W = 4, .OC = 1, .KH = 2, .KW = 2}},
        {1, {.C = 0, .H = 3, .W = 4, .OC = 1, .KH = 2, .KW = 2}},
        {1, {.C = 1, .H = 3, .W = 4, .OC = 0, .KH = 2, .KW = 2}},
        {1, {.C = 1, .H = 3, .W = 4, .OC = 1, .KH = 0, .KW = 2}},
        {1, {.C = 1, .H = 3, .W = 4, .OC = 1, .KH = 4, .KW = 2}},
        {1, {.C = 1, .H = 3, .W = 4, .OC = 1, .KH = 2, .KW = 0}},
        {1, {.C = 1, .H = 3, .W = 4, .OC = 1, .KH = 2, .KW = 5}},
    };
    fprintf(stderr, "What follows are refusals, as they must be:\n");
    refusing = v;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        bad_N = refused[i].N;
        bad = refused[i].s;
        EXPECT(require_stops(stop_forward), "forward takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_backward), "backward takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_dx), "dx takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_dw), "dw takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_db), "db takes bad sizes, number %zu", i);
    }
}

int conv2d_cases(const conv2d_version *v, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--refusals") == 0) { /* a test of its own: it prints much */
        preconditions(v);
        return expect_result();
    }
    gradient_check check = conv2d_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    if (gradients == 0)
        fractions(v);
    return gradients != 0 ? gradients : expect_result();
}
