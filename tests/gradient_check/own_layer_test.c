/*
 * How a layer of one's own is checked: two examples, to be copied.
 *
 * tanh is curved, so it is checked in double with extrapolated differences; average pooling is linear,
 * so it could be checked with whole numbers and ==, if it did not divide: a quarter is exact in
 * binary, so with windows of 2 x 2 it is.
 */
#include <math.h>
#include <stddef.h>

#include "gradient_check/gradient_check.h"

/* ---- The layers, which would stand in src/layers ------------------------------------------------ */

/* y[i] = tanh(x[i]) */
static void tanh_forward(real *y, const real *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        y[i] = (real)tanh((double)x[i]);
}

/* tanh' = 1 - tanh^2, so:  dx[i] = dy[i] * (1 - y[i]^2) */
static void tanh_backward(real *dx, const real *dy, const real *y, size_t count)
{
    for (size_t i = 0; i < count; i++)
        dx[i] = dy[i] * (1 - y[i] * y[i]);
}

/* y[n][oh][ow] = the mean of the 2 x 2 numbers x[n][2 oh ..][2 ow ..] */
static void average_pool_forward(real *y, const real *x, int N, int H, int W)
{
    const real(*X)[H][W] = (const real(*)[H][W])x;
    real(*Y)[H / 2][W / 2] = (real(*)[H / 2][W / 2]) y;
    for (int n = 0; n < N; n++)
        for (int oh = 0; oh < H / 2; oh++)
            for (int ow = 0; ow < W / 2; ow++)
                Y[n][oh][ow] = (X[n][2 * oh][2 * ow] + X[n][2 * oh][2 * ow + 1] +
                                X[n][2 * oh + 1][2 * ow] + X[n][2 * oh + 1][2 * ow + 1]) /
                               4;
}

/* Each of the four gets a quarter of the gradient; a last row or column that is left over gets 0. */
static void average_pool_backward(real *dx, const real *dy, int N, int H, int W)
{
    real(*DX)[H][W] = (real(*)[H][W])dx;
    const real(*DY)[H / 2][W / 2] = (const real(*)[H / 2][W / 2]) dy;
    for (int n = 0; n < N; n++)
        for (int h = 0; h < H; h++)
            for (int w = 0; w < W; w++)
                DX[n][h][w] = h / 2 < H / 2 && w / 2 < W / 2 ? DY[n][h / 2][w / 2] / 4 : 0;
}

/* ---- The check of tanh --------------------------------------------------------------------------- */

static void make_tanh(gradient_check *c)
{
    c->x = gradient_tensor_new("x", 2, 3, 5, 0);
    c->y = gradient_tensor_new("y", 2, 3, 5, 0);
    gradient_fill_normal(&c->x, &c->random);
}

static void call_tanh_forward(gradient_check *c)
{
    tanh_forward(c->y.value, c->x.value, c->x.count);
}

static void call_tanh_backward(gradient_check *c)
{
    tanh_backward(c->x.gradient, c->y.gradient, c->y.value, c->x.count);
}

/* ---- The check of average pooling ---------------------------------------------------------------- */

static const int size[][3] = {{2, 4, 6}, {3, 5, 7}}; /* N, H, W */

static void make_average_pool(gradient_check *c)
{
    const int *s = size[c->number];
    c->x = gradient_tensor_new("x", s[0], s[1], s[2], 0);
    c->y = gradient_tensor_new("y", s[0], s[1] / 2, s[2] / 2, 0);
    gradient_fill_integers(&c->x, &c->random, 9);
}

static void call_average_pool_forward(gradient_check *c)
{
    const int *s = size[c->number];
    average_pool_forward(c->y.value, c->x.value, s[0], s[1], s[2]);
}

static void call_average_pool_backward(gradient_check *c)
{
    const int *s = size[c->number];
    average_pool_backward(c->x.gradient, c->y.gradient, s[0], s[1], s[2]);
}

/* Forward may be checked, too: by a computation that is written differently. */
static void average_pool_reference(const gradient_check *c, double *y)
{
    const int *s = size[c->number], H = s[1], W = s[2];
    for (size_t i = 0; i < c->y.count; i++)
        y[i] = 0;
    for (int i = 0; i < (int)c->x.count; i++) {
        const int n = i / (H * W), oh = i / W % H / 2, ow = i % W / 2;
        if (oh < H / 2 && ow < W / 2)
            y[(n * (H / 2) + oh) * (W / 2) + ow] += 0.25 * (double)c->x.value[i];
    }
}

int main(int argc, char **argv)
{
    gradient_check own_tanh = {.layer = "tanh",
                               .method = GRADIENT_CENTRAL,
                               .cases = 1,
                               .make = make_tanh,
                               .forward = call_tanh_forward,
                               .backward = call_tanh_backward};
    gradient_check own_pool = {.layer = "average_pool",
                               .method = GRADIENT_EXACT,
                               .cases = sizeof size / sizeof size[0],
                               .make = make_average_pool,
                               .forward = call_average_pool_forward,
                               .backward = call_average_pool_backward,
                               .reference = average_pool_reference};
    const int first = gradient_check_main(&own_tanh, argc, argv);
    const int second = gradient_check_main(&own_pool, argc, argv);
    return first != 0 ? first : second;
}
