/*
 * Chapter 06: softmax.
 *
 * The example that can be followed by hand, with its table of slopes measured; a softmax that
 * overflows beside one that does not; and a slope measured with an estimate of its own error, which
 * is then put to the test.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>

#include "extrapolation.h"
#include "layers/softmax.h"

static const one_row example = {{0, 0.69314718055994531, 1.6094379124341003}, {8, 0, 16}};

/* ---- The small example -------------------------------------------------------------------------- */

static void small_example(void)
{
    real y[K], dx[K];
    softmax_forward(y, example.x, 1, K);
    softmax_backward(dx, example.dy, y, 1, K);
    printf("logits         ln 1     ln 2     ln 5\n");
    printf("probabilities %.4f   %.4f   %.4f\n", y[0], y[1], y[2]);
    printf("dx           %7.4f  %7.4f  %7.4f\n", dx[0], dx[1], dx[2]);

    printf("\nThe slope of each probability (down) by each logit (across), measured, in 64ths:\n");
    for (int j = 0; j < K; j++) {
        one_row only_j = example;
        for (int i = 0; i < K; i++)
            only_j.dy[i] = i == j;
        printf("             ");
        for (int k = 0; k < K; k++) {
            double size;
            printf(" %8.4f", 64 * difference(&size, &only_j, k, 1e-4));
        }
        printf("\n");
    }
}

/* ---- Overflow ----------------------------------------------------------------------------------- */

/* The formula as it stands on paper. */
static void naive_softmax(real *y, const real *x)
{
    real sum = 0;
    for (int k = 0; k < K; k++)
        sum += y[k] = exp(x[k]);
    for (int k = 0; k < K; k++)
        y[k] /= sum;
}

static void overflow(void)
{
    printf("\nexp() overflows above %.1f in float, above %.1f in double. Logits a, a + 1, a + 2:\n",
           log((double)FLT_MAX), log(DBL_MAX));
    printf("      a   as on paper                  softmax_forward\n");
    const real offset[] = {0, 100, 707, 708, 1000, -1000};
    for (int i = 0; i < 6; i++) {
        const real x[K] = {offset[i], offset[i] + 1, offset[i] + 2};
        real paper[K], y[K];
        naive_softmax(paper, x);
        softmax_forward(y, x, 1, K);
        printf("%7g  ", x[0]);
        for (int k = 0; k < K; k++)
            if (isnan(paper[k]))
                printf("      nan");
            else
                printf("   %6.4f", paper[k]);
        printf("      %.4f   %.4f   %.4f\n", y[0], y[1], y[2]);
    }
}

/* ---- A slope with an estimate of its error ------------------------------------------------------ */

static void print_table(void)
{
    double table[ROWS][ROWS];
    extrapolate(table, &example, 1);
    printf("\nThe slope -2.75 of the example, from ever smaller steps:\n"
           "    step          D(h)        h^2 gone        h^4 gone        h^6 gone\n");
    for (int i = 0; i < 7; i++) {
        printf("    1/%-3d", 2 << i);
        for (int j = 0; j <= i && j < 4; j++)
            printf(" %15.12f", table[i][j]);
        printf("\n");
    }
}

/* How many digits of `slope` are right, up to the 16 that a double has. */
static double digits(double slope, double right)
{
    return fmin(-log10(fabs(slope - right) / fmax(fabs(right), 1e-3)), 16);
}

/* 3000 slopes: how good they are, and how often they are worse than they say. */
static void trial_of_the_estimate(void)
{
    enum { TRIALS = 1000 };
    double table[ROWS][ROWS], size, plain = 0, best = 0;
    int too_small = 0, too_small_with_rounding = 0, outside = 0;
    for (int n = 0; n < TRIALS; n++) {
        one_row r;
        real y[K], dx[K];
        for (int k = 0; k < K; k++) {
            r.x[k] = 2 * sin(7 * n + 3 * k); /* numbers without a pattern that matters */
            r.dy[k] = cos(5 * n + 11 * k);
        }
        softmax_forward(y, r.x, 1, K);
        softmax_backward(dx, r.dy, y, 1, K);
        for (int k = 0; k < K; k++) {
            const measured m = extrapolate(table, &r, k);
            const double error = fabs(m.slope - dx[k]);
            plain += digits(difference(&size, &r, k, 1e-5), dx[k]);
            best += digits(m.slope, dx[k]);
            too_small += error > m.apart;
            too_small_with_rounding += error > m.apart + m.rounding;
            outside += error > 2 * (m.apart + m.rounding);
        }
    }
    printf("\n%d slopes, and how many of their digits are right on average:\n", K * TRIALS);
    printf("    one central difference, h = 1e-5   %.1f\n", plain / (K * TRIALS));
    printf("    extrapolated                       %.1f\n", best / (K * TRIALS));
    printf("How often the error is larger than its estimate:\n");
    printf("    neighbours in the table alone      %.2f\n", too_small / (double)(K * TRIALS));
    printf("    neighbours and rounding            %.2f\n",
           too_small_with_rounding / (double)(K * TRIALS));
    printf("    twice that                         %d of %d\n", outside, K * TRIALS);
}

int main(void)
{
    small_example();
    overflow();
    print_table();
    trial_of_the_estimate();
    return 0;
}
