/*
 * Chapter 02: the gradient of a convolution, and how to check it.
 *
 * First measures a derivative that is known, to see how the step matters; then measures every
 * derivative of chapter 01's small example and compares them with conv2d_backward().
 */
#include <math.h>
#include <stdio.h>

#include "differences.h"
#include "layers/conv2d.h"

/* ---- A derivative that is known: f(x) = 1 / x has the slope -1 / x^2 ---------------------------- */

static void errors_of_both(void)
{
    const double at = 1.3, slope = -1 / (at * at);
    printf("The slope of 1/x at 1.3, measured with steps from large to small:\n\n");
    printf("    step    error, forward    error, central\n");
    const double steps[] = {1e-1, 1e-2,  1e-3,  1e-4,  1e-5,  1e-6,  1e-7, 1e-8,
                            1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15};
    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        const double h = steps[k];
        printf("    %.0e        %.0e             %.0e\n", h,
               fabs(forward_difference(at, h) - slope), fabs(central_difference(at, h) - slope));
    }
}

/* ---- The small example of chapter 01 ------------------------------------------------------------ */

static const conv2d_shape s = {.C = 1, .H = 3, .W = 4, .OC = 1, .KH = 2, .KW = 2};
static real x[12] = {1, 2, 0, 1, /* */ 0, 1, 3, 1, /* */ 2, 1, 0, 2};
static real w[4] = {1, -1, /* */ 0, 2};
static real b[1] = {1};
static const real dy[6] = {1, 0, -1, /* */ 2, 1, 3};

/* The loss: any number that is made of the outputs. This one has the slopes dy. */
static real loss(void)
{
    real y[6], sum = 0;
    conv2d_forward(y, x, w, b, 1, s);
    for (int i = 0; i < 6; i++)
        sum += dy[i] * y[i];
    return sum;
}

/* Move one number up and down by h = 1 and see how far the loss moves. */
static real numerical_gradient(real *element)
{
    const real original = *element;
    *element = original + 1;
    const real above = loss();
    *element = original - 1;
    const real below = loss();
    *element = original;
    return (above - below) / 2;
}

/* Print both gradients of an array beside each other; returns how many elements differ. */
static int compare(const char *name, real *array, const real *gradient, int count)
{
    int different = 0;
    printf("    %s  backward ", name);
    for (int i = 0; i < count; i++)
        printf(" %3g", gradient[i]);
    printf("\n        measured ");
    for (int i = 0; i < count; i++) {
        const real measured = numerical_gradient(&array[i]);
        printf(" %3g", measured);
        different += measured != gradient[i];
    }
    printf("\n");
    return different;
}

int main(void)
{
    errors_of_both();

    real dx[12], dw[4] = {0}, db[1] = {0};
    conv2d_backward(dx, dw, db, dy, x, w, 1, s);
    printf("\nThe small example, with the step 1:\n\n");
    const int different =
        compare("dx", x, dx, 12) + compare("dw", w, dw, 4) + compare("db", b, db, 1);
    printf("\n%d of %d gradients differ.\n", different, 12 + 4 + 1);
    return different == 0 ? 0 : 1;
}
