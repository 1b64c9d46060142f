/*
 * Chapter 05: the fully connected layer.
 *
 * Goes through the small example, once with the layer and once with one matrix product in three
 * forms; computes a convolution with a fully connected layer; and lets one output learn, in a single
 * step, to tell a five from its mirror image.
 */
#include <stdio.h>
#include <string.h>

#include "digit.h"
#include "layers/conv2d.h"
#include "layers/fully_connected.h"

enum { PIXELS = DIGIT_SIZE * DIGIT_SIZE, K = 3, OUT = DIGIT_SIZE - K + 1, PLACES = OUT * OUT };

/* A matrix in memory: from one row to the next it is `row` numbers, from one column to the next
 * `column`. Exchanging the two transposes it, and moves nothing. */
typedef struct {
    const real *at;
    int row, column;
} view;

/* c = a b, where a is (R, length), b is (length, Q) and c is (R, Q), row-major. */
static void multiply(real *c, view a, view b, int R, int Q, int length)
{
    for (int r = 0; r < R; r++)
        for (int q = 0; q < Q; q++) {
            real sum = 0;
            for (int k = 0; k < length; k++)
                sum += a.at[r * a.row + k * a.column] * b.at[k * b.row + q * b.column];
            c[r * Q + q] = sum;
        }
}

static void print_matrix(const char *name, const real *a, const real *again, int rows, int columns)
{
    for (int r = 0; r < rows; r++) {
        printf("    %-3s", r == 0 ? name : "");
        for (int c = 0; c < 2 * columns; c++)
            printf("%s%4g", c == columns ? "      " : "",
                   c < columns ? a[r * columns + c] : again[r * columns + c - columns]);
        printf("\n");
    }
}

static void small_example(void)
{
    enum { N = 2, IN = 3, OUTPUTS = 2 };
    const fully_connected_shape s = {.in = IN, .out = OUTPUTS};
    const real x[N * IN] = {1, 2, -1, /* */ 0, 3, 1}, w[OUTPUTS * IN] = {2, 0, 1, /* */ -1, 1, 3};
    const real b[OUTPUTS] = {1, -2}, dy[N * OUTPUTS] = {1, -1, /* */ 2, 3};
    real y[N * OUTPUTS], dx[N * IN], dw[OUTPUTS * IN] = {0}, db[OUTPUTS] = {0};
    real y2[N * OUTPUTS], dx2[N * IN], dw2[OUTPUTS * IN];
    fully_connected_forward(y, x, w, b, N, s);
    fully_connected_backward(dx, dw, db, dy, x, w, N, s);

    const view X = {x, IN, 1}, W = {w, IN, 1}, DY = {dy, OUTPUTS, 1};
    const view W_transposed = {w, 1, IN}, DY_transposed = {dy, 1, OUTPUTS};
    multiply(y2, X, W_transposed, N, OUTPUTS, IN);
    multiply(dx2, DY, W, N, IN, OUTPUTS);
    multiply(dw2, DY_transposed, X, OUTPUTS, IN, N);
    for (int i = 0; i < N * OUTPUTS; i++)
        y2[i] += b[i % OUTPUTS];
    printf("The small example, by the layer and by products of matrices:\n");
    print_matrix("y", y, y2, N, OUTPUTS);
    print_matrix("dx", dx, dx2, N, IN);
    print_matrix("dw", dw, dw2, OUTPUTS, IN);
    printf("    db %4g%4g\n", db[0], db[1]);
}

/* A row of weights for each place of the filter: its nine weights where it lies, 0 elsewhere. */
static void convolution_as_matrix(const real *x)
{
    const real filter[K][K] = {{-1, 0, 1}, {-1, 0, 1}, {-1, 0, 1}}, b[PLACES] = {0};
    static real w[PLACES][DIGIT_SIZE][DIGIT_SIZE];
    for (int oh = 0; oh < OUT; oh++)
        for (int ow = 0; ow < OUT; ow++)
            for (int kh = 0; kh < K; kh++)
                for (int kw = 0; kw < K; kw++)
                    w[oh * OUT + ow][oh + kh][ow + kw] = filter[kh][kw];

    const conv2d_shape c = {.C = 1, .H = DIGIT_SIZE, .W = DIGIT_SIZE, .OC = 1, .KH = K, .KW = K};
    const fully_connected_shape s = {.in = PIXELS, .out = PLACES};
    real map[PLACES], y[PLACES];
    conv2d_forward(map, x, &filter[0][0], b, 1, c);
    fully_connected_forward(y, x, &w[0][0][0], b, 1, s);
    int equal = 0;
    for (int i = 0; i < PLACES; i++)
        equal += y[i] == map[i];
    printf("\nA convolution of 9 weights as a fully connected layer of %d: "
           "%d of %d outputs are equal.\n",
           PLACES * PIXELS, equal, PLACES);
}

/* Three pictures side by side; + where a number is above 0.3, - where it is below -0.3. */
static void print_pictures(const real *a, const real *b, const real *c)
{
    const real *const pictures[] = {a, b, c};
    for (int h = 4; h < 24; h++) {
        for (int p = 0; p < 3; p++) {
            printf("%s", p == 0 ? "    " : " | ");
            for (int w = 4; w < 24; w++) {
                const real v = pictures[p][h * DIGIT_SIZE + w];
                putchar(v > (real)0.3 ? '+' : v < (real)-0.3 ? '-' : ' ');
            }
        }
        printf("\n");
    }
}

/* One output, two pictures. The loss is y of the five minus y of its mirror image. */
static void one_step(const real *five)
{
    const fully_connected_shape s = {.in = PIXELS, .out = 1};
    const real dy[2] = {1, -1};
    real x[2][PIXELS], y[2], w[PIXELS] = {0}, b[1] = {0}, dw[PIXELS] = {0}, db[1] = {0};
    memcpy(x[0], five, sizeof x[0]);
    for (int i = 0; i < PIXELS; i++)
        x[1][i] = five[i - i % DIGIT_SIZE + DIGIT_SIZE - 1 - i % DIGIT_SIZE];

    fully_connected_backward(NULL, dw, db, dy, &x[0][0], w, 2, s);
    printf("\nA five, its mirror image, and dw for dy = 1 and -1:\n");
    print_pictures(x[0], x[1], dw);
    fully_connected_forward(y, &x[0][0], w, b, 2, s);
    printf("y before the step: %.1f and %.1f;", (double)y[0], (double)y[1]);
    for (int i = 0; i < PIXELS; i++)
        w[i] -= dw[i];
    fully_connected_forward(y, &x[0][0], w, b, 2, s);
    printf(" after it: %.1f and %.1f.\n", (double)y[0], (double)y[1]);
}

int main(void)
{
    real x[PIXELS];
    digit_pixels(x);
    small_example();
    convolution_as_matrix(x);
    one_step(x);
    return 0;
}
