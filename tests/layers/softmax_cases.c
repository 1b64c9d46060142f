/*
 * What the softmax layer must pass: forward against an independent version, the gradient of
 * every element against numerical differences, in double; large logits; an example made by hand.
 */
#include "layers/softmax_cases.h"

#include <float.h>
#include <math.h>

#include "expect.h"
#include "gradient_check/gradient_check.h"

/* The example of chapter 06: logits ln 1, ln 2, ln 5 make the probabilities 1/8, 2/8, 5/8. */
static void by_hand(const softmax_version *v)
{
    const real x[] = {(real)log(1), (real)log(2), (real)log(5)};
    const real dy[] = {8, 0, 16};
    const real y_expected[] = {0.125, 0.25, 0.625};
    const real dx_expected[] = {-0.375, -2.75, 3.125}; /* y (dy - 11), 11 = 8/8 + 16 * 5/8 */
    real y[3], dx[3];
    v->forward(y, x, 1, 3);
    v->backward(dx, dy, y, 1, 3);
    for (int k = 0; k < 3; k++) {
        EXPECT(fabs(y[k] - y_expected[k]) <= 1e-15, "y[%d] = %.17g, by hand %g", k, y[k],
               y_expected[k]);
        EXPECT(fabs(dx[k] - dx_expected[k]) <= 1e-14, "dx[%d] = %.17g, by hand %g", k, dx[k],
               dx_expected[k]);
    }
}

/* Logits beyond the reach of exp(): adding the same number to all changes nothing. */
static void overflow(const softmax_version *v)
{
    const real x[] = {1e4, 1e4 - 1, 1e4 - 2, /* */ -1e4, -1e4 - 1, -1e4 - 2, /* */ 0, -1, -2};
    real y[9];
    v->forward(y, x, 3, 3);
    for (int k = 0; k < 6; k++)
        EXPECT(y[k] == y[6 + k % 3], "softmax moved by 1e4: y[%d] = %g instead of %g", k, y[k],
               y[6 + k % 3]);
    for (int n = 0; n < 3; n++) {
        const real sum = y[3 * n] + y[3 * n + 1] + y[3 * n + 2];
        EXPECT(fabs(sum - 1) <= 2 * DBL_EPSILON, "row %d adds up to %.17g", n, sum);
    }
    const real far_apart[] = {1000, -1000}, certain[] = {1, 0};
    v->forward(y, far_apart, 1, 2);
    EXPECT(y[0] == certain[0] && y[1] == certain[1], "softmax(1000, -1000) = %g, %g", y[0], y[1]);

    /* One class: it is certain, and nothing can change that. */
    const real one = 42, dy = 7;
    real probability, dx;
    v->forward(&probability, &one, 1, 1);
    v->backward(&dx, &dy, &probability, 1, 1);
    EXPECT(probability == 1 && dx == 0, "one class: y = %g, dx = %g", probability, dx);
}

static const int shapes[][2] = {{2, 5}, {3, 10}, {4, 2}, {2, 1}};

/* What is being checked; the callbacks below have no other way to know. */
static const softmax_version *version;

static void make(gradient_check *c)
{
    c->x = gradient_tensor_new("x", shapes[c->number][0], shapes[c->number][1], 0, 0);
    c->y = gradient_tensor_new("y", shapes[c->number][0], shapes[c->number][1], 0, 0);
    gradient_fill_normal(&c->x, &c->random);
}

static void forward(gradient_check *c)
{
    version->forward(c->y.value, c->x.value, c->x.shape[0], c->x.shape[1]);
}

static void backward(gradient_check *c)
{
    version->backward(c->x.gradient, c->y.gradient, c->y.value, c->x.shape[0], c->x.shape[1]);
}

/* Forward once more, written differently on purpose: y = 1 / sum of exp of the differences. */
static void reference(const gradient_check *c, double *y)
{
    const int K = c->x.shape[1];
    for (int i = 0; i < (int)c->x.count; i++) {
        double sum = 0;
        for (int j = 0; j < K; j++)
            sum += exp(c->x.value[i - i % K + j] - c->x.value[i]);
        y[i] = 1 / sum;
    }
}

gradient_check softmax_gradient_check(const softmax_version *v)
{
    version = v;
    return (gradient_check){.layer = v->name,
                            .source = v->source,
                            .method = GRADIENT_CENTRAL,
                            .cases = sizeof shapes / sizeof shapes[0],
                            .make = make,
                            .forward = forward,
                            .backward = backward,
                            .reference = reference};
}

int softmax_cases(const softmax_version *v, int argc, char **argv)
{
    gradient_check check = softmax_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    overflow(v);
    return gradients != 0 ? gradients : expect_result();
}
