/*
 * What the ReLU must pass: forward against an independent version, the gradient of every
 * element against numerical differences, exactly; the conventions at 0 and for NaN; the adjoint
 * identity at the network's sizes; an example made by hand.
 */
#include "layers/relu_cases.h"

#include <math.h>

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
    EXPECT(y[0] == 0 && !signbit(y[1]), "ReLU(0) = %g, ReLU(-0) = %g", y[0], y[1]);
    EXPECT(dx[0] == 0 && dx[1] == 0, "ReLU'(0) = %g, ReLU'(-0) = %g", dx[0] / 3, dx[1] / 3);
    EXPECT(isnan(y[2]), "ReLU(NaN) = %g: it must stay visible", y[2]);
    EXPECT(y[3] == (real)INFINITY && y[4] == 0, "ReLU(inf) = %g, ReLU(-inf) = %g", y[3], y[4]);

    /* In place: y == x, and dx == dy. */
    real z[] = {-3, 2, 5, -1, 4}, dz[] = {7, -1, 2, 6, -8};
    const real z_expected[] = {0, 2, 5, 0, 4}, dz_expected[] = {0, -1, 2, 0, -8};
    v->forward(z, z, 5);
    v->backward(dz, dz, z, 5);
    for (int i = 0; i < 5; i++)
        EXPECT(z[i] == z_expected[i] && dz[i] == dz_expected[i], "in place [%d]: y = %g, dx = %g",
               i, z[i], dz[i]);
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
                            .reference = reference};
}

int relu_cases(const relu_version *v, int argc, char **argv)
{
    gradient_check check = relu_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    conventions(v);
    return gradients != 0 ? gradients : expect_result();
}
