/*
 * What a convolution must pass: forward against an independent version, the gradient of every element
 * against numerical differences, exactly; the adjoint identities at the network's size; an example
 * made by hand.
 */
#include "layers/conv2d_cases.h"

#include <stddef.h>

#include "expect.h"

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
                            .reference = reference};
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
        EXPECT(dw_alone[i] == dw[i], "without dx, dw[%d] = %g, with it %g", i, dw_alone[i], dw[i]);
    EXPECT(db_alone[0] == db[0], "without dx, db[0] = %g, with it %g", db_alone[0], db[0]);
}

int conv2d_cases(const conv2d_version *v, int argc, char **argv)
{
    gradient_check check = conv2d_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    return gradients != 0 ? gradients : expect_result();
}
