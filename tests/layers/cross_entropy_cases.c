/*
 * What the cross-entropy loss must pass: forward against an independent version, the gradient of
 * every element against numerical differences, in double; certainty and impossibility; an example
 * made by hand.
 */
#include "layers/cross_entropy_cases.h"

#include <float.h>
#include <math.h>

#include "expect.h"
#include "gradient_check/gradient_check.h"

/* The example of chapter 07: two rows, the right classes with probability 1/2 and 1/8. */
static void by_hand(const cross_entropy_version *v)
{
    const real p[] = {0.25, 0.5, 0.25, /* */ 0.125, 0.5, 0.375};
    const int label[] = {1, 0};
    const real dp_expected[] = {0, -3, 0, /* */ -12, 0, 0};
    const real loss_expected = (real)(2 * log(2)); /* (ln 2 + ln 8) / 2 */
    real loss, dp[6];
    const real dloss = 3;
    v->forward(&loss, p, label, 2, 3);
    v->backward(dp, &dloss, p, label, 2, 3);
    EXPECT(fabs(loss - loss_expected) <= 4 * DBL_EPSILON, "loss = %.17g, by hand 2 ln 2", loss);
    for (int i = 0; i < 6; i++)
        EXPECT(dp[i] == dp_expected[i], "dp[%d] = %g, by hand %g", i, dp[i], dp_expected[i]);
}

static void conventions(const cross_entropy_version *v)
{
    const real certain[] = {0, 1, 0};
    real loss;
    v->forward(&loss, certain, (const int[]){1}, 1, 3);
    EXPECT(loss == 0, "certain and right: loss = %g", loss);
    v->forward(&loss, certain, (const int[]){2}, 1, 3);
    EXPECT(loss == (real)INFINITY, "held impossible, and happened: loss = %g", loss);

    real equal[10];
    for (int k = 0; k < 10; k++)
        equal[k] = (real)0.1;
    v->forward(&loss, equal, (const int[]){7}, 1, 10);
    EXPECT(fabs(loss - log(10)) <= 4 * DBL_EPSILON, "ten equal classes: loss = %.17g", loss);
}

static const int shapes[][2] = {{2, 5}, {3, 10}, {7, 2}};
static int label[16];

/* What is being checked; the callbacks below have no other way to know. */
static const cross_entropy_version *version;

/* Probabilities away from 0, where ln p is so steep that no difference can follow it. */
static void make(gradient_check *c)
{
    const int N = shapes[c->number][0], K = shapes[c->number][1];
    c->x = gradient_tensor_new("p", N, K, 0, 0);
    c->y = gradient_tensor_new("loss", 1, 0, 0, 0);
    for (size_t i = 0; i < c->x.count; i++)
        c->x.value[i] = (real)(0.1 + 0.9 * random_uniform(&c->random));
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

/* Forward once more, written differently on purpose: one logarithm, of the product. */
static void reference(const gradient_check *c, double *y)
{
    double product = 1;
    for (int n = 0; n < c->x.shape[0]; n++)
        product *= c->x.value[n * c->x.shape[1] + label[n]];
    y[0] = -log(product) / c->x.shape[0];
}

gradient_check cross_entropy_gradient_check(const cross_entropy_version *v)
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

int cross_entropy_cases(const cross_entropy_version *v, int argc, char **argv)
{
    gradient_check check = cross_entropy_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    conventions(v);
    return gradients != 0 ? gradients : expect_result();
}
