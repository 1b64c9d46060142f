/*
 * Chapter 04: max pooling.
 *
 * Goes through the small example; pools the five once and once more; pools a map of its edges and
 * shows what is kept; and measures how far a map changes when the five moves by a few pixels.
 */
#include <math.h>
#include <stdio.h>

#include "digit.h"
#include "layers/conv2d.h"
#include "layers/maxpool2d.h"
#include "layers/relu.h"

enum { K = 3, OUT = DIGIT_SIZE - K + 1, HALF = OUT / 2, MOVES = 5 };

/* Windows of 2 x 2 side by side, on one map of side x side numbers. */
static maxpool2d_shape halve(int side)
{
    return (maxpool2d_shape){.C = 1, .H = side, .W = side, .size = 2, .stride = 2};
}

static void small_example(void)
{
    const real x[16] = {1, 5, 2, 0, /* */ 3, 4, 8, 6, /* */ -1, -7, 9, 2, /* */ -3, -2, 1, 3};
    const real dy[4] = {2, -1, 4, 3};
    real y[4], dx[16];
    int argmax[4];
    maxpool2d_forward(y, argmax, x, 1, halve(4));
    maxpool2d_backward(dx, dy, argmax, 1, halve(4));
    printf("The small example:\n         x              y     argmax    dy             dx\n");
    for (int h = 0; h < 4; h++) {
        const real *r = &x[4 * h], *d = &dx[4 * h];
        printf("    %2g %2g %2g %2g", r[0], r[1], r[2], r[3]);
        if (h < 2)
            printf("     %2g %2g    %2d %2d    %2g %2g", y[2 * h], y[2 * h + 1], argmax[2 * h],
                   argmax[2 * h + 1], dy[2 * h], dy[2 * h + 1]);
        else
            printf("%30s", "");
        printf("     %2g %2g %2g %2g\n", d[0], d[1], d[2], d[3]);
    }
}

/* Row h of a picture with values from 0 to 1; blanks below its last row. */
static void print_shades(const real *x, int side, int h)
{
    for (int w = 0; w < side; w++)
        putchar(h < side ? digit_shades[(int)(x[h * side + w] * 9 + (real)0.5)] : ' ');
}

static void pool_twice(const real *x)
{
    enum { ONCE = DIGIT_SIZE / 2, TWICE = ONCE / 2 };
    real once[ONCE * ONCE], twice[TWICE * TWICE];
    int argmax[ONCE * ONCE];
    maxpool2d_forward(once, argmax, x, 1, halve(DIGIT_SIZE));
    maxpool2d_forward(twice, argmax, once, 1, halve(ONCE));
    printf("\nA five; the same pooled to 14 x 14; and pooled again, to 7 x 7:\n");
    for (int h = 0; h < DIGIT_SIZE; h++) {
        printf("    ");
        print_shades(x, DIGIT_SIZE, h);
        printf("  |  ");
        print_shades(once, ONCE, h);
        printf("  |  ");
        print_shades(twice, TWICE, h);
        printf("\n");
    }
}

/* The map of the left edges, behind ReLU, of the picture moved to the right by some pixels. */
static void edge_map(real *map, const real *x, int right)
{
    const real w[K * K] = {-1, 0, 1, /* */ -1, 0, 1, /* */ -1, 0, 1}, b = 0;
    const conv2d_shape s = {.C = 1, .H = DIGIT_SIZE, .W = DIGIT_SIZE, .OC = 1, .KH = K, .KW = K};
    real moved[DIGIT_SIZE * DIGIT_SIZE];
    for (int i = 0; i < DIGIT_SIZE * DIGIT_SIZE; i++)
        moved[i] = i % DIGIT_SIZE < right ? 0 : x[i - right];
    conv2d_forward(map, moved, w, &b, 1, s);
    relu_forward(map, map, OUT * OUT);
}

/* Maxima of a map put back where they came from, 0 elsewhere: backward with dy = y does just that. */
static void what_is_kept(const real *x)
{
    real map[OUT * OUT], y[HALF * HALF], kept[OUT * OUT];
    int argmax[HALF * HALF], empty = 0, tied = 0;
    edge_map(map, x, 0);
    maxpool2d_forward(y, argmax, map, 1, halve(OUT));
    maxpool2d_backward(kept, y, argmax, 1, halve(OUT));
    printf("\nIts left edges, 26 x 26, and the maxima of all windows at their places:\n");
    for (int h = 0; h < OUT; h++) {
        printf("    ");
        for (int w = 0; w < 2 * OUT; w++) {
            const real v = w < OUT ? map[h * OUT + w] : kept[h * OUT + w - OUT];
            printf("%s%c", w == OUT ? "  |  " : "", v < (real)0.5 ? ' ' : v < 2 ? '+' : '#');
        }
        printf("\n");
    }
    for (int i = 0; i < HALF * HALF; i++) {
        const real *corner = &map[i / HALF * 2 * OUT + i % HALF * 2];
        const int as_large = (corner[0] == y[i]) + (corner[1] == y[i]) + (corner[OUT] == y[i]) +
                             (corner[OUT + 1] == y[i]);
        empty += y[i] == 0;
        tied += y[i] > 0 && as_large > 1;
    }
    printf("%d windows; %d hold nothing but zeros; %d of the others hold their maximum more than "
           "once.\n",
           HALF * HALF, empty, tied);
}

/* 0 if two maps are equal, 1 if they have nothing in common. */
static double difference(const real *a, const real *b, int count)
{
    double apart = 0, together = 0;
    for (int i = 0; i < count; i++) {
        apart += fabs((double)(a[i] - b[i]));
        together += (double)(a[i] + b[i]);
    }
    return apart / together;
}

static void move(const real *x)
{
    real map[MOVES][OUT * OUT], y[MOVES][HALF * HALF];
    int argmax[HALF * HALF];
    printf("\nThe five moves to the right. How far do the maps differ from those of before?\n\n");
    printf("    pixels    26 x 26    pooled, 13 x 13\n");
    for (int k = 0; k < MOVES; k++) {
        edge_map(map[k], x, k);
        maxpool2d_forward(y[k], argmax, map[k], 1, halve(OUT));
        printf("    %6d       %.2f         %.2f\n", k, difference(map[k], map[0], OUT * OUT),
               difference(y[k], y[0], HALF * HALF));
    }
}

int main(void)
{
    real x[DIGIT_SIZE * DIGIT_SIZE];
    digit_pixels(x);
    small_example();
    pool_twice(x);
    what_is_kept(x);
    move(x);
    return 0;
}
