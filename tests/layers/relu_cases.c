/*
 * What the ReLU must pass: forward against an independent version, the gradient of every
 * element against numerical differences, exactly; the conventions at 0 and for NaN; the adjoint
 * identity at the network's sizes; an example made by hand.
 */
#include "layers/relu_cases.h"

#include <math.h>
#include <string.h>

#include "expect.h"
#include "gradient_check/gradient_check.h"

/* The example of chapter 03. */
static void by_hand(const relu_version *v)
{
    const real x[] = {-3, 2, 5, -1, 4};
    const real dy[] = {7, -1, 2, 6, -8};
    const real y_expected[] = {0, 2, 5, 0, 4};
    const real dx_expected[] = {0, -1, 2, 0, -8};
    real y[5], dx[5], dx_from_y[5];
    v->forward(y, x, 5);
    v->backward(dx, dy, x, 5);
    v->backward(dx_from_y, dy, y, 5);
    for (int i = 0; i < 5; i++) {
        EXPECT(y[i] == y_expected[i], "y[%d] = %g, by hand %g", i, y[i], y_expected[i]);
        EXPECT(dx[i] == dx_expected[i], "dx[%d] = %g, by hand %g", i, dx[i], dx_expected[i]);
        EXPECT(dx_from_y[i] == dx[i], "dx[%d] from y = %g, from x %g", i, dx_from_y[i], dx[i]);
    }
}

static void conventions(const relu_version *v)
{
    const real x[] = {0, (real)-0.0, (real)NAN, (real)INFINITY, (real)-INFINITY};
    const real dy[] = {3, 3, 3, 3, 3};
    real y[5], dx[5];
    v->forward(y, x, 5);
    v->backward(dx, dy, x, 5);
    EXPECT(y[0] == 0 && !signbit(y[1]), "ReLU(0) = %g, ReLU(-0) = %g: 0 has no sign", y[0], y[1]);
    EXPECT(dx[0] == 0 && dx[1] == 0, "ReLU'(0) = %g, ReLU'(-0) = %g: it is 0 by convention",
           dx[0] / 3, dx[1] / 3);
    EXPECT(isnan(y[2]), "ReLU(NaN) = %g: it must stay visible", y[2]);
    EXPECT(y[3] == (real)INFINITY && y[4] == 0, "ReLU(inf) = %g, ReLU(-inf) = %g", y[3], y[4]);

    /* In place: y == x, and dx == dy. */
    real z[] = {-3, 2, 5, -1, 4}, dz[] = {7, -1, 2, 6, -8};
    const real z_expected[] = {0, 2, 5, 0, 4}, dz_expected[] = {0, -1, 2, 0, -8};
    v->forward(z, z, 5);
    v->backward(dz, dz, z, 5);
    for (int i = 0; i < 5; i++)
        EXPECT(z[i] == z_expected[i] && dz[i] == dz_expected[i],
               "in place [%d]: y = %g, dx = %g: is an element read after it was written?", i, z[i],
               dz[i]);
}

/* Fractions, and numbers so large that few integers can hold them. */
static void fractions(const relu_version *v)
{
    real y[5], dx[5];
    const real sizes[] = {(real)0.125, (real)-0.125, (real)1e-30, 3e9F, (real)-3e9F};
    v->forward(y, sizes, 5);
    v->backward(dx, sizes, sizes, 5);
    for (int i = 0; i < 5; i++)
        EXPECT(y[i] == (i == 1 || i == 4 ? 0 : sizes[i]) && dx[i] == y[i],
               "of fractions and large numbers [%d]: x = dy = %g, y = %g, dx = %g: is something "
               "kept as an integer, or rounded, or compared with another number than 0?",
               i, sizes[i], y[i], dx[i]);
}

static const int shapes[][4] = {{2, 3, 5, 4},
                                {3, 7, 0, 0},
                                {1, 0, 0, 0},
                                {131, 0, 0, 0},
                                /* By convention: where x is 0. */
                                {2, 3, 5, 4},
                                {40, 0, 0, 0},
                                /* The network's: too large to measure each element. */
                                {1, 28, 26, 26},
                                {2, 128, 0, 0}};
enum { LARGE = 2, CONVENTIONS = 2, SMALL = sizeof shapes / sizeof shapes[0] - CONVENTIONS - LARGE };

static const int large_seeds[LARGE] = {2000, 2000};

/* What is being checked; the callbacks below have no other way to know. */
static const relu_version *version;

static void make(gradient_check *c)
{
    const int *n = shapes[c->number];
    c->x = gradient_tensor_new("x", n[0], n[1], n[2], n[3]);
    c->y = gradient_tensor_new("y", n[0], n[1], n[2], n[3]);
    if (c->number < SMALL)
        gradient_fill_even(&c->x, &c->random, 9);
    else
        gradient_fill_integers(&c->x, &c->random, 2);
}

static void forward(gradient_check *c)
{
    version->forward(c->y.value, c->x.value, c->x.count);
}

static void backward(gradient_check *c)
{
    version->backward(c->x.gradient, c->y.gradient, c->x.value, c->x.count);
}

static void reference(const gradient_check *c, double *y)
{
    for (size_t i = 0; i < c->x.count; i++)
        y[i] = (c->x.value[i] + fabs((double)c->x.value[i])) / 2;
}

/* At 0 ReLU has no derivative, and 0 is taken. */
static void convention(const gradient_check *c, double *dx)
{
    for (size_t i = 0; i < c->x.count; i++)
        dx[i] = (double)c->y.gradient[i] * (c->x.value[i] > 0);
}

/* The gradient where there is one is the same; for the diagnosis this is quicker than to measure it. */
static void gradient(const gradient_check *c, const gradient_tensor *t, double *dx)
{
    (void)t; /* x has the only one */
    convention(c, dx);
}

/* ---- Mistakes that are known of ReLU, for the diagnosis ------------------------------------------- */

static double wrong_y(double x, int mistake)
{
    const double wrong[] = {x,
                            fabs(x),
                            x < 0 ? x : 0,
                            x > 0 ? 1 : 0,
                            x < 0 ? -x : 0,
                            x > 1 ? x : 1,
                            x > 0 ? x : 0.01 * x,
                            x > 0 ? x : 0.1 * x,
                            x > 6   ? 6
                            : x > 0 ? x
                                    : 0,
                            x > 1 ? x : 0,
                            x > 0 ? x : 1,
                            x > 0 ? x : exp(x) - 1,
                            x / (1 + exp(-x)),
                            x > 0 ? x - 1 : 0};
    return wrong[mistake];
}

static void wrong_forward(const gradient_check *c, int mistake, double *y)
{
    for (size_t i = 0; i < c->x.count; i++)
        y[i] = wrong_y((double)c->x.value[i], mistake);
}

static double wrong_dx(double dy, double x, int mistake)
{
    const double wrong[] = {dy,
                            dy > 0 ? dy : 0,
                            dy > 0 && x > 0 ? dy : 0,
                            x < 0 ? dy : 0,
                            x <= 0 ? dy : 0,
                            x >= 0 ? dy : 0,
                            x != 0 ? dy : 0,
                            x > 0 ? x : 0,
                            x > 0 ? dy * x : 0,
                            dy * x,
                            x > 0 ? dy : -dy,
                            x > 0 ? dy : (double)NAN,
                            x > 0 ? dy : 0.01 * dy,
                            x > 0 ? dy : 0.1 * dy,
                            x > 0 && x <= 6 ? dy : 0,
                            x > 1 ? dy : 0,
                            x > 0 && dy < 0 ? dy : 0,
                            x > 0 ? dy : 1,
                            x * dy > 0 ? dy : 0};
    return wrong[mistake];
}

static void wrong_backward(const gradient_check *c, int mistake, double *dx)
{
    for (size_t i = 0; i < c->x.count; i++)
        dx[i] = wrong_dx((double)c->y.gradient[i], (double)c->x.value[i], mistake);
}

/* The numbers that the function under test has computed, of which some mistakes take a constant. */
static const double *computed(const gradient_check *c, const char *array)
{
    for (int i = 0; i < c->verdicts; i++)
        if (strcmp(c->verdict[i].name, array) == 0)
            return c->verdict[i].seen;
    return NULL;
}

/* The first number in which y differs from x, or is no multiple of it, where x is negative (side -1)
 * or positive; and the largest x that does not pass. */
typedef struct {
    double below, x_below, above, x_above, largest, not_passing;
} constants;

static constants find_constants(const gradient_check *c, const double *seen, const real *passing)
{
    constants k = {NAN, NAN, NAN, NAN, -INFINITY, -INFINITY};
    for (size_t i = 0; i < c->x.count; i++) {
        const double x = (double)c->x.value[i];
        if (x < 0 && isnan(k.below)) {
            k.below = seen[i];
            k.x_below = (double)passing[i];
        }
        if (x > 0 && isnan(k.above)) {
            k.above = seen[i];
            k.x_above = (double)passing[i];
        }
        k.largest = seen[i] == (double)passing[i] ? fmax(k.largest, x) : k.largest;
        k.not_passing = seen[i] == (double)passing[i] ? k.not_passing : fmax(k.not_passing, x);
    }
    return k;
}

enum {
    LEAK,
    CONSTANT_BELOW,
    CUT_OFF,
    THRESHOLD,
    ADDED_ABOVE,
    CONSTANT_ABOVE,
    STEEPER_ABOVE,
    FORMULAS,
    SIGMOID = FORMULAS,
    TANH,
    SOFTPLUS,
    LESS_1_BELOW,
    SQUARE,
    FIRST_ABOVE,
};

/* With a constant that is not known beforehand; or by another formula. */
static void wrong_formula(const gradient_check *c, int mistake, double *y)
{
    const constants k = find_constants(c, computed(c, "y"), c->x.value);
    double highest = 0;
    for (size_t i = 0; i < c->x.count; i++)
        highest = fmax(highest, computed(c, "y")[i]);
    for (size_t i = 0; i < c->x.count; i++) {
        const double x = (double)c->x.value[i], right = x > 0 ? x : 0;
        const double wrong[] = {[LEAK] = x < 0 ? x * k.below / k.x_below : right,
                                [CONSTANT_BELOW] = x <= 0 ? k.below : right,
                                [CUT_OFF] = fmin(right, highest),
                                [THRESHOLD] = x > k.not_passing ? x : 0,
                                [ADDED_ABOVE] = x > 0 ? x + k.above - k.x_above : 0,
                                [CONSTANT_ABOVE] = x > 0 ? k.above : 0,
                                [STEEPER_ABOVE] = x > 0 ? x * k.above / k.x_above : x,
                                [SIGMOID] = 1 / (1 + exp(-x)),
                                [TANH] = tanh(x),
                                [SOFTPLUS] = log1p(exp(x)),
                                [LESS_1_BELOW] = x > 0 ? x : x - 1,
                                [SQUARE] = x * x,
                                [FIRST_ABOVE] = x > 0 ? (double)c->x.value[0] : 0};
        y[i] = wrong[mistake];
    }
}

/* What is compared with 0 before dy passes, and what passes. */
static const char *const gates[] = {
    "where x > 0",
    "where x >= 0",
    "where x < 0",
    "where x <= 0",
    "where x != 0",
    "everywhere",
    "where dy > 0",
    "where dy < 0",
    "where both x and dy are positive",
    "where x or dy is positive",
    "where x and dy have the same sign",
    "where x > dy",
    "where x > 0 and dy < 0",
    "where the next x is positive",
    "where the previous x is positive",
    "where x is above another number than 0",
    "where x > 0 and below an upper bound",
    "once any x before was positive",
};
static const char *const values[] = {
    "dy",     "1",      "-dy",    "x", "dy x",        "dy dy",           "|dy|",
    "dy + x", "dy / x", "1 / dy", "",  "the next dy", "the previous dy", "x x"};
static const char *const others[] = {
    "1",     "-dy", "x", "a multiple of dy, as of a leaky ReLU", "the same number everywhere",
    "dy / 2"};
enum {
    GATES = sizeof gates / sizeof gates[0],
    VALUES = sizeof values / sizeof values[0],
    OTHERS = sizeof others / sizeof others[0],
    UNWRITTEN = 10, /* the value that stands for none */
    HALF_AT_0 = OTHERS - 1,
};

/* Variant: gate and value; behind them, what dx is where nothing passes. */
static void wrong_gate(const gradient_check *c, int variant, double *dx)
{
    const constants k = find_constants(c, computed(c, "dx"), c->y.gradient);
    const int gate = variant < GATES * VALUES ? variant / VALUES : 0;
    const int value = variant < GATES * VALUES ? variant % VALUES : 0;
    bool before = false;
    for (size_t i = 0; i < c->x.count; i++) {
        const bool first = i == 0, last = i + 1 == c->x.count;
        const double x = (double)c->x.value[i], dy = (double)c->y.gradient[i];
        before = before || x > 0;
        const bool open[GATES] = {x > 0,
                                  x >= 0,
                                  x<0, x <= 0, x != 0, true, dy> 0,
                                  dy<0, x> 0 && dy > 0,
                                  x > 0 || dy > 0,
                                  x * dy > 0,
                                  x > dy,
                                  x > 0 && dy < 0,
                                  !last && c->x.value[i + !last] > 0,
                                  !first && c->x.value[i - !first] > 0,
                                  x > (isfinite(k.not_passing) ? k.not_passing : 0),
                                  x > 0 && x <= k.largest,
                                  before};
        const double passes[VALUES] = {dy,
                                       1,
                                       -dy,
                                       x,
                                       dy * x,
                                       dy * dy,
                                       fabs(dy),
                                       dy + x,
                                       dy / x,
                                       1 / dy,
                                       NAN,
                                       last ? 0 : (double)c->y.gradient[i + !last],
                                       first ? 0 : (double)c->y.gradient[i - !first],
                                       x * x};
        const double instead[OTHERS] = {
            1, -dy, x, dy * k.below / k.x_below, k.below, x == 0 ? dy / 2 : 0};
        dx[i] = open[gate]                 ? passes[value]
                : variant < GATES * VALUES ? 0
                                           : instead[variant - GATES * VALUES];
    }
}

static const gradient_mistake mistakes[] = {
    {"y", "negative numbers pass: y is x", "the comparison with 0", wrong_forward, 0},
    {"y", "the absolute value is taken", "what becomes of negative numbers", wrong_forward, 1},
    {"y", "it is the wrong side that passes: negative numbers stay, positive ones become 0",
     "the direction of the comparison", wrong_forward, 2},
    {"y", "y is 1 where x is positive, not x", "what is stored where x > 0", wrong_forward, 3},
    {"y", "it is the wrong side that passes, with its sign flipped",
     "the direction of the comparison", wrong_forward, 4},
    {"y", "the kink lies at 1, not at 0", "what x is compared with", wrong_forward, 5},
    {"y", "it is a leaky ReLU: negative numbers become 0.01 x, not 0", "what is stored where x < 0",
     wrong_forward, 6},
    {"y", "it is a leaky ReLU: negative numbers become 0.1 x, not 0", "what is stored where x < 0",
     wrong_forward, 7},
    {"y", "it is cut off at 6", "an upper bound", wrong_forward, 8},
    {"y", "numbers from 0 to 1 become 0", "what x is compared with", wrong_forward, 9},
    {"y", "negative numbers become 1, not 0", "what is stored where x < 0", wrong_forward, 10},
    {"y", "it is an ELU: negative numbers become exp(x) - 1, not 0", "what is stored where x < 0",
     wrong_forward, 11},
    {"y", "it is a SiLU, x times its sigmoid", "the formula", wrong_forward, 12},
    {"y", "1 is subtracted where x is positive", "what is stored where x > 0", wrong_forward, 13},
    {"dx", "the gate is missing: dy passes everywhere, also where x is negative",
     "the comparison x > 0", wrong_backward, 0},
    {"dx", "it is gated on dy, not on x: dy passes where dy is positive",
     "what is compared with 0: it must be x", wrong_backward, 1},
    {"dx", "it is gated on dy as well: dy passes only where both x and dy are positive",
     "what is compared with 0: x, and nothing else", wrong_backward, 2},
    {"dx", "it is gated on the wrong side: dy passes where x is negative",
     "the direction of the comparison", wrong_backward, 3},
    {"dx", "it is gated on the wrong side: dy passes where x is negative or 0",
     "the direction of the comparison", wrong_backward, 4},
    {"dx", "dy passes where x is 0; ReLU'(0) is taken as 0", "> in place of >=", wrong_backward, 5},
    {"dx", "dy passes wherever x is not 0, also where x is negative",
     "> in place of !=", wrong_backward, 6},
    {"dx", "dx is x where x is positive: the upstream gradient is ignored",
     "what is stored where x > 0: it must be dy", wrong_backward, 7},
    {"dx", "dy is multiplied by x where x is positive, not by 1", "a factor x too many",
     wrong_backward, 8},
    {"dx", "dy is multiplied by x everywhere, not by 0 or 1", "a factor x too many", wrong_backward,
     9},
    {"dx", "where x is not positive dx is -dy, not 0", "what is stored where x <= 0",
     wrong_backward, 10},
    {"dx", "dx is written only where x is positive, elsewhere it must become 0",
     "what happens where x <= 0", wrong_backward, 11},
    {"dx", "it is the gradient of a leaky ReLU: 0.01 dy where x is negative",
     "what is stored where x <= 0", wrong_backward, 12},
    {"dx", "it is the gradient of a leaky ReLU: 0.1 dy where x is negative",
     "what is stored where x <= 0", wrong_backward, 13},
    {"dx", "dy is stopped where x is above 6", "an upper bound", wrong_backward, 14},
    {"dx", "dy passes only where x is above 1", "what x is compared with", wrong_backward, 15},
    {"dx", "only negative dy pass where x is positive",
     "what is compared with 0: x, and nothing else", wrong_backward, 16},
    {"dx", "where x is not positive dx is 1, not 0", "what is stored where x <= 0", wrong_backward,
     17},
    {"dx", "it is gated on the product of x and dy: dy passes where both have the same sign",
     "what is compared with 0: x, and nothing else", wrong_backward, 18},
    {"y", "it is a leaky ReLU: where x is negative y is a multiple of x, not 0",
     "what is stored where x < 0", wrong_formula, LEAK},
    {"y", "where x is negative y is another number than 0, the same everywhere",
     "what is stored where x < 0", wrong_formula, CONSTANT_BELOW},
    {"y", "it is cut off at an upper bound", "what is stored where x > 0", wrong_formula, CUT_OFF},
    {"y", "x is compared with another number than 0", "the comparison", wrong_formula, THRESHOLD},
    {"y", "where x is positive something is added to it", "what is stored where x > 0",
     wrong_formula, ADDED_ABOVE},
    {"y", "where x is positive y is the very first x", "the index of x", wrong_formula,
     FIRST_ABOVE},
    {"y", "where x is positive y is the same number everywhere, not x",
     "what is stored where x > 0", wrong_formula, CONSTANT_ABOVE},
    {"y", "negative numbers pass as they are, and positive ones are multiplied by something",
     "what is stored where x < 0", wrong_formula, STEEPER_ABOVE},
    {"y", "it is a sigmoid", "the formula", wrong_formula, SIGMOID},
    {"y", "it is tanh", "the formula", wrong_formula, TANH},
    {"y", "it is a softplus, ln(1 + exp(x))", "the formula", wrong_formula, SOFTPLUS},
    {"y", "where x is negative y is x - 1, not 0", "what is stored where x < 0", wrong_formula,
     LESS_1_BELOW},
    {"y", "it is x x, also where x is negative", "the formula", wrong_formula, SQUARE},
};
enum { LISTED = sizeof mistakes / sizeof mistakes[0] };

/* In words: what dx is in place of "dy where x > 0, and else 0". */
static void describe_gate(char text[static 160], int variant)
{
    const int which = variant - GATES * VALUES;
    const char *gate = gates[variant / VALUES % GATES], *value = values[variant % VALUES];
    if (which >= 0)
        snprintf(text, 160, "where x is %s dx is %s, and must be 0",
                 which == HALF_AT_0 ? "0" : "not positive", others[which]);
    else if (variant % VALUES == UNWRITTEN)
        snprintf(text, 160, "dx is never written %s, and must be dy where x > 0", gate);
    else if (variant % VALUES == 0)
        snprintf(text, 160, "dy passes %s, and must pass where x > 0", gate);
    else if (variant < VALUES)
        snprintf(text, 160, "where x > 0 dx is %s, and must be dy", value);
    else
        snprintf(text, 160, "dx is %s %s, and must be dy where x > 0", value, gate);
}

/* Those, and each gate with each value; but for x > 0 with dy, which is right, and with 1,
 * which is known of all layers: dy is ignored. */
static const gradient_mistake *known(void)
{
    enum { MORE = GATES * VALUES + OTHERS };
    static gradient_mistake list[LISTED + MORE];
    static char text[MORE][160];
    memcpy(list, mistakes, sizeof mistakes);
    for (int i = 2; i < MORE; i++) {
        describe_gate(text[i], i);
        list[LISTED + i - 2] =
            (gradient_mistake){"dx", text[i], "x[i] > 0 ? dy[i] : 0", wrong_gate, i};
    }
    return list;
}

gradient_check relu_gradient_check(const relu_version *v)
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
                            .gradient = gradient};
}

int relu_cases(const relu_version *v, int argc, char **argv)
{
    gradient_check check = relu_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    conventions(v);
    if (gradients == 0)
        fractions(v);
    return gradients != 0 ? gradients : expect_result();
}
