/*
 * Chapter 03: ReLU.
 *
 * Goes through the small example; adds up four edge maps of the five, without a ReLU between the two
 * convolutions and with one; measures slopes on both sides of the kink; and lets a unit die.
 */
#include <math.h>
#include <stdio.h>

#include "digit.h"
#include "layers/conv2d.h"
#include "layers/relu.h"

enum { K = 3, OUT = DIGIT_SIZE - K + 1, MAP = OUT * OUT, FILTERS = 4 };

/* Where ink begins, and where it ends, going right; and the same going down. */
static const real edges[FILTERS][K][K] = {{{-1, 0, 1}, {-1, 0, 1}, {-1, 0, 1}},
                                          {{1, 0, -1}, {1, 0, -1}, {1, 0, -1}},
                                          {{-1, -1, -1}, {0, 0, 0}, {1, 1, 1}},
                                          {{1, 1, 1}, {0, 0, 0}, {-1, -1, -1}}};

static const conv2d_shape edge_shape = {
    .C = 1, .H = DIGIT_SIZE, .W = DIGIT_SIZE, .OC = FILTERS, .KH = K, .KW = K};

static void print_row(const char *name, const real *a)
{
    printf("    %-2s", name);
    for (int i = 0; i < 5; i++)
        printf(" %3g", a[i]);
    printf("\n");
}

static void small_example(void)
{
    const real x[5] = {-3, 2, 5, -1, 4}, dy[5] = {7, -1, 2, 6, -8};
    real y[5], dx[5];
    relu_forward(y, x, 5);
    relu_backward(dx, dy, x, 5);
    printf("The small example:\n");
    print_row("x", x);
    print_row("y", y);
    print_row("dy", dy);
    print_row("dx", dx);
}

/* The second convolution: one filter of 1 x 1 with four channels, all of its weights 1. */
static void add_up(real *sum, const real *maps)
{
    const conv2d_shape s = {.C = FILTERS, .H = OUT, .W = OUT, .OC = 1, .KH = 1, .KW = 1};
    const real ones[FILTERS] = {1, 1, 1, 1}, no_bias = 0;
    conv2d_forward(sum, maps, ones, &no_bias, 1, s);
}

static void print_sums(const real *left, const real *right)
{
    for (int h = 0; h < OUT; h++) {
        printf("    ");
        for (int w = 0; w < 2 * OUT; w++) {
            const real v = w < OUT ? left[h * OUT + w] : right[h * OUT + w - OUT];
            printf("%s%c", w == OUT ? "  |  " : "", v < (real)0.5 ? ' ' : v < 2 ? '+' : '#');
        }
        printf("\n");
    }
}

static void outlines(const real *x)
{
    const real b[FILTERS] = {0};
    real maps[FILTERS * MAP], sum[MAP], sum_bent[MAP];
    conv2d_forward(maps, x, &edges[0][0][0], b, 1, edge_shape);
    int below = 0, at = 0;
    for (int i = 0; i < FILTERS * MAP; i++) {
        below += maps[i] < 0;
        at += maps[i] == 0;
    }
    add_up(sum, maps);
    relu_forward(maps, maps, FILTERS * MAP);
    add_up(sum_bent, maps);
    printf("\nFour edge maps of a five: %d numbers below 0, %d at 0, %d above.\n", below, at,
           FILTERS * MAP - below - at);
    printf("Their sum, with nothing in between, and with ReLU in between:\n");
    print_sums(sum, sum_bent);
}

/* The central difference of ReLU at x. */
static real measured_slope(real x, real h)
{
    const real side[2] = {x - h, x + h};
    real y[2];
    relu_forward(y, side, 2);
    return (y[1] - y[0]) / (2 * h);
}

static void kink(void)
{
    const real places[] = {2, 1, (real)0.5, 0, (real)-0.25, -1, -2}, one = 1;
    printf("\nSlopes across the kink, measured with three steps, and backward's:\n\n");
    printf("        x     h = 1   h = 1/8  h = 1/64   backward\n");
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const real x = places[i];
        real dx;
        relu_backward(&dx, &one, &x, 1);
        printf("    %5g  %8g  %8g  %8g  %8g\n", x, measured_slope(x, 1),
               measured_slope(x, (real)1 / 8), measured_slope(x, (real)1 / 64), dx);
    }
}

/* A convolution with one filter, then ReLU, then the gradient of the nine weights. */
static void dying_unit(const real *x)
{
    conv2d_shape s = edge_shape;
    s.OC = 1;
    printf("\nThe first filter with ever smaller bias, dy = 1 everywhere:\n\n");
    printf("    bias    outputs above 0     db    dw\n");
    for (int k = 0; k >= -3; k--) {
        const real b = (real)k;
        real y[MAP], dy[MAP], dw[K * K] = {0}, db = 0;
        int on = 0;
        conv2d_forward(y, x, &edges[0][0][0], &b, 1, s);
        relu_forward(y, y, MAP);
        for (int i = 0; i < MAP; i++) {
            on += y[i] > 0;
            dy[i] = 1;
        }
        relu_backward(dy, dy, y, MAP);
        conv2d_backward(NULL, dw, &db, dy, x, &edges[0][0][0], 1, s);
        printf("    %4d    %15d  %5g   ", k, on, db);
        for (int i = 0; i < K * K; i++)
            printf(" %.1f", (double)dw[i]);
        printf("\n");
    }
}

int main(void)
{
    real x[DIGIT_SIZE * DIGIT_SIZE];
    digit_pixels(x);
    small_example();
    outlines(x);
    kink();
    dying_unit(x);
    return 0;
}
