/*
 * Chapter 07: cross-entropy.
 *
 * How surprising an answer is; the two examples that can be followed by hand; the loss of a network
 * that knows nothing; and what becomes of softmax and cross-entropy, one after the other and as a
 * pair, when a network is surely wrong.
 */
#include <math.h>
#include <stdio.h>

#include "layers/cross_entropy.h"
#include "layers/softmax.h"
#include "layers/softmax_cross_entropy.h"

static void surprises(void)
{
    const double p[] = {1, 0.9, 0.5, 0.1, 0.01, 0.001};
    printf("probability   surprise\n");
    for (int i = 0; i < 6; i++) {
        printf("%11g   %8.4f  ", p[i], 0 - log(p[i]));
        for (int bar = 0; bar < (int)(-8 * log(p[i]) + 0.5); bar++)
            putchar('#');
        putchar('\n');
    }
}

/* Two rows of probabilities, whose right classes have 1/2 and 1/8. */
static void probabilities_by_hand(void)
{
    const real p[] = {0.25, 0.5, 0.25, /* */ 0.125, 0.5, 0.375}, dloss = 3;
    const int label[] = {1, 0};
    real loss, dp[6];
    cross_entropy_forward(&loss, p, label, 2, 3);
    cross_entropy_backward(dp, &dloss, p, label, 2, 3);
    printf("\nTwo rows: loss %.4f\n", (double)loss);
    for (int n = 0; n < 2; n++)
        printf("    dp %6.2f %6.2f %6.2f\n", (double)dp[3 * n], (double)dp[3 * n + 1],
               (double)dp[3 * n + 2]);
}

/* The two layers, one after the other: the loss, and its gradient with respect to the logits. */
static void two_layers(real *loss, real *dx, const real *x, real dloss, int label, int K)
{
    real p[10], dp[10];
    softmax_forward(p, x, 1, K);
    cross_entropy_forward(loss, p, &label, 1, K);
    cross_entropy_backward(dp, &dloss, p, &label, 1, K);
    softmax_backward(dx, dp, p, 1, K);
}

/* The pair. */
static void fused(real *loss, real *dx, const real *x, real dloss, int label, int K)
{
    softmax_cross_entropy_forward(loss, x, &label, 1, K);
    softmax_cross_entropy_backward(dx, &dloss, x, &label, 1, K);
}

static void logits_by_hand(void)
{
    const real x[] = {(real)log(1), (real)log(2), (real)log(5)};
    real loss, dx[3];
    printf("\nOne row of logits, ln 1, ln 2, ln 5:\n");
    two_layers(&loss, dx, x, 2, 1, 3);
    printf("    two layers: loss %.4f, dx %7.4f %7.4f %7.4f\n", (double)loss, (double)dx[0],
           (double)dx[1], (double)dx[2]);
    fused(&loss, dx, x, 2, 1, 3);
    printf("    the pair:   loss %.4f, dx %7.4f %7.4f %7.4f\n", (double)loss, (double)dx[0],
           (double)dx[1], (double)dx[2]);
}

static void knowing_nothing(void)
{
    const real x[10] = {0};
    real loss, dx[10];
    fused(&loss, dx, x, 1, 3, 10);
    printf("\nTen equal logits: loss %.4f; ln 10 = %.4f\n    dx", (double)loss, log(10));
    for (int k = 0; k < 10; k++)
        printf(" %.1f", (double)dx[k]);
    printf("\n");
}

/* inf and nan print differently from one C library to the next. */
static void print(real v)
{
    if (isnan(v))
        printf("        nan");
    else if (isinf(v))
        printf("        inf");
    else
        printf("   %8.4f", (double)v);
}

/* The right class's logit lies below the other one by more and more. */
static void surely_wrong(void)
{
    const real gaps[] = {0, 1, 10, 50, 88, 89, 100, 104, 1000};
    printf("\n           two layers              the pair\n");
    printf(" gap       loss         dx       loss         dx\n");
    for (int i = 0; i < 9; i++) {
        const real x[2] = {gaps[i], 0};
        real loss, dx[2];
        printf("%4g", (double)gaps[i]);
        two_layers(&loss, dx, x, 1, 1, 2);
        print(loss);
        print(dx[1]);
        fused(&loss, dx, x, 1, 1, 2);
        print(loss);
        print(dx[1]);
        printf("\n");
    }
}

int main(void)
{
    surprises();
    probabilities_by_hand();
    logits_by_hand();
    knowing_nothing();
    surely_wrong();
    return 0;
}
