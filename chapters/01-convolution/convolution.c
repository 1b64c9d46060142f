/*
 * Chapter 01: a single convolution.
 *
 * Convolves a small picture that can be followed by hand, then a handwritten five, first with the
 * dozen lines of convolve_plane(), then with the layer of src/layers/conv2d.c.
 */
#include <stdio.h>

#include "digit.h"
#include "layers/conv2d.h"

enum { K = 3, OUT = DIGIT_SIZE - K + 1 };

/* Slide one filter, KH x KW, over one picture, H x W. */
static void convolve_plane(real *y, const real *x, const real *w, int H, int W, int KH, int KW)
{
    const int OH = H - KH + 1, OW = W - KW + 1;
    for (int oh = 0; oh < OH; oh++)
        for (int ow = 0; ow < OW; ow++) {
            real sum = 0;
            for (int kh = 0; kh < KH; kh++)
                for (int kw = 0; kw < KW; kw++)
                    sum += x[(oh + kh) * W + (ow + kw)] * w[kh * KW + kw];
            y[oh * OW + ow] = sum;
        }
}

/* The example of the text: a picture of 3 x 4, a filter of 2 x 2. */
static void small_example(void)
{
    const real x[3 * 4] = {1, 2, 0, 1, /* */ 0, 1, 3, 1, /* */ 2, 1, 0, 2};
    const real w[2 * 2] = {1, -1, /* */ 0, 2};
    real y[2 * 3];
    convolve_plane(y, x, w, 3, 4, 2, 2);
    printf("The small example:\n");
    for (int oh = 0; oh < 2; oh++)
        printf("    %3g %3g %3g\n", y[oh * 3], y[oh * 3 + 1], y[oh * 3 + 2]);
}

/* One number as one character. No edge: a space. Paper to ink: + or #. Ink to paper: - or =. */
static char mark(real v)
{
    if (v > -(real)0.5 && v < (real)0.5)
        return ' ';
    if (v > 0)
        return v < 2 ? '+' : '#';
    return v > -2 ? '-' : '=';
}

/* Two maps side by side. */
static void print_maps(const real *left, const real *right)
{
    for (int h = 0; h < OUT; h++) {
        printf("    ");
        for (int w = 0; w < OUT; w++)
            putchar(mark(left[h * OUT + w]));
        printf("  |  ");
        for (int w = 0; w < OUT; w++)
            putchar(mark(right[h * OUT + w]));
        putchar('\n');
    }
}

int main(void)
{
    small_example();

    /* Two filters. The first is positive where ink begins, going right; the second, going down. */
    const real w[2][K][K] = {{{-1, 0, 1}, {-1, 0, 1}, {-1, 0, 1}},
                             {{-1, -1, -1}, {0, 0, 0}, {1, 1, 1}}};
    real x[DIGIT_SIZE * DIGIT_SIZE], across[OUT * OUT], down[OUT * OUT];
    digit_pixels(x);
    convolve_plane(across, x, &w[0][0][0], DIGIT_SIZE, DIGIT_SIZE, K, K);
    convolve_plane(down, x, &w[1][0][0], DIGIT_SIZE, DIGIT_SIZE, K, K);
    printf(
        "\nA five, seen by a filter for left and right edges, and by one for upper and lower:\n");
    print_maps(across, down);

    /* The layer computes both maps in one call, and adds a bias to each. */
    const conv2d_shape s = {.C = 1, .H = DIGIT_SIZE, .W = DIGIT_SIZE, .OC = 2, .KH = K, .KW = K};
    const real b[2] = {0, 0};
    real y[2][OUT * OUT];
    conv2d_forward(&y[0][0], x, &w[0][0][0], b, 1, s);
    int equal = 0;
    for (int i = 0; i < OUT * OUT; i++)
        equal += (y[0][i] == across[i]) + (y[1][i] == down[i]);
    printf("\nconv2d_forward: %d of %d numbers are the same.\n", equal, 2 * OUT * OUT);
    return equal == 2 * OUT * OUT ? 0 : 1;
}
