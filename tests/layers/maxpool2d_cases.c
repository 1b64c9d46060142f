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
