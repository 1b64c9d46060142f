/*
 * What the fused softmax and cross-entropy must pass: forward against an independent version, the
 * gradient of every element against numerical differences, in double; large logits and the loss
 * ln 10; an example made by hand.
 */
#include "layers/softmax_cross_entropy_cases.h"

#include <float.h>
#include <math.h>

#include "expect.h"
#include "gradient_check/gradient_check.h"

/* The example of chapter 07: logits ln 1, ln 2, ln 5, and the right class is the second. */
static void by_hand(const softmax_cross_entropy_version *v)
{
    const real x[] = {(real)log(1), (real)log(2), (real)log(5)};
    const int label[] = {1};
    const real dx_expected[] = {0.25, -1.5, 1.25}; /* 2 * (p - t), p = 1/8, 2/8, 5/8 */
    const real dloss = 2;
    real loss, dx[3];
    v->forward(&loss, x, label, 1, 3);
    v->backward(dx, &dloss, x, label, 1, 3);
    EXPECT(fabs(loss - 2 * log(2)) <= 4 * DBL_EPSILON, "loss = %.17g, by hand ln 4", loss);
    for (int k = 0; k < 3; k++)
        EXPECT(fabs(dx[k] - dx_expected[k]) <= 1e-15, "dx[%d] = %.17g, by hand %g", k, dx[k],
               dx_expected[k]);
}

/* Where softmax and cross-entropy one after the other give infinity, the pair gives the number. */
static void overflow(const softmax_cross_entropy_version *v)
{
    const real x[] = {1000, 0, -1000};
    const real loss_expected[] = {0, 1000, 2000};
    for (int right = 0; right < 3; right++) {
        const real dloss = 1;
        real loss, dx[3];
        v->forward(&loss, x, &right, 1, 3);
        v->backward(dx, &dloss, x, &right, 1, 3);
        EXPECT(loss == loss_expected[right], "class %d right: loss = %g", right, loss);
        for (int k = 0; k < 3; k++)
            EXPECT(dx[k] == (k == 0) - (k == right), "class %d right: dx[%d] = %g", right, k,
                   dx[k]);
    }
}

/* A network that knows nothing: equal logits, whatever their size, give the loss ln 10. */
static void no_knowledge(const softmax_cross_entropy_version *v)
{
    for (int exponent = -3; exponent <= 3; exponent++) {
        real x[50], loss;
        for (int i = 0; i < 50; i++)
            x[i] = (real)pow(10, exponent);
        v->forward(&loss, x, (const int[]){0, 3, 9, 3, 5}, 5, 10);
        EXPECT(fabs(loss - log(10)) <= 4 * DBL_EPSILON, "equal logits %g: loss = %.17g", x[0],
               loss);
    }
}

static const int shapes[][2] = {{2, 5}, {3, 10}, {7, 2}};
static int label[16];

/* What is being checked; the callbacks below have no other way to know. */
static const softmax_cross_entropy_version *version;

static void make(gradient_check *c)
{
    const int N = shapes[c->number][0], K = shapes[c->number][1];
    c->x = gradient_tensor_new("x", N, K, 0, 0);
    c->y = gradient_tensor_new("loss", 1, 0, 0, 0);
    gradient_fill_normal(&c->x, &c->random);
    for (int n = 0; n < N; n++)
        label[n] = (int)random_below(&c->random, (uint32_t)K);
}

static void forward(gradient_check *c)
{
    version->forward(c->y.value, c->x.value, label, c->x.shape[0], c->x.shape[1]);
}

static void backward(gradient_check *c)
{
    version->backward(c->x.gradient, c->y.gradient, c->x.value, label, c->x.shape[0],
                      c->x.shape[1]);
}

/* Forward once more, written differently on purpose: ln of the sum of exp of the differences. */
static void reference(const gradient_check *c, double *y)
{
    const int N = c->x.shape[0], K = c->x.shape[1];
    y[0] = 0;
    for (int n = 0; n < N; n++) {
        double sum = 0;
        for (int k = 0; k < K; k++)
            sum += exp(c->x.value[n * K + k] - c->x.value[n * K + label[n]]);
        y[0] += log(sum) / N;
    }
}

gradient_check softmax_cross_entropy_gradient_check(const softmax_cross_entropy_version *v)
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

int softmax_cross_entropy_cases(const softmax_cross_entropy_version *v, int argc, char **argv)
{
    gradient_check check = softmax_cross_entropy_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    overflow(v);
    no_knowledge(v);
    return gradients != 0 ? gradients : expect_result();
}
