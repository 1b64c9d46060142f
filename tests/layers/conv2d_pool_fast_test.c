/*
 * Checks src/layers/conv2d_pool_fast.c: it must be equal to the definitions of its three layers,
 * one after the other, forward and backward. Small integers, so that every sum is exact, and so that
 * windows with several largest places, and with nothing above 0, are common.
 */
#include "layers/conv2d_pool_fast.h"

#include <math.h>
#include <stdlib.h>

#include "expect.h"
#include "layers/relu.h"
#include "numerics/random.h"

typedef struct {
    int N;
    conv2d_shape s;
    maxpool2d_shape pool;
    size_t x, w, b, maps, y; /* elements of the arrays */
} sizes;

static sizes sizes_of(int N, conv2d_shape s)
{
    const int OH = s.H - s.KH + 1, OW = s.W - s.KW + 1;
    return (sizes){.N = N,
                   .s = s,
                   .pool = {.C = s.OC, .H = OH, .W = OW, .size = 2, .stride = 2},
                   .x = (size_t)(N * s.C * s.H * s.W),
                   .w = (size_t)(s.OC * s.C * s.KH * s.KW),
                   .b = (size_t)s.OC,
                   .maps = (size_t)(N * s.OC * OH * OW),
                   .y = (size_t)(N * s.OC * (OH / 2) * (OW / 2))};
}

static real *integers(size_t count, random_generator *r)
{
    real *array = malloc(count * sizeof *array);
    if (array == NULL)
        exit(1);
    for (size_t i = 0; i < count; i++)
        array[i] = (real)random_below(r, 7) - 3;
    return array;
}

static void expect_equal(const char *name, real *fast, real *defined, size_t count, sizes z)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++)
        wrong += !(fast[i] == defined[i] || (isnan(fast[i]) && isnan(defined[i])));
    EXPECT(wrong == 0,
           "%zu of %zu elements of %s differ: N = %d, C = %d, H = %d, W = %d, OC = %d, KH = %d, "
           "KW = %d",
           wrong, count, name, z.N, z.s.C, z.s.H, z.s.W, z.s.OC, z.s.KH, z.s.KW);
    free(fast);
    free(defined);
}

/* -1 where ReLU cuts, otherwise the corner of the window that argmax points to. */
static void expect_winners(signed char *winner, const int *argmax, const real *y, sizes z)
{
    const int PW = z.pool.W / 2, PH = z.pool.H / 2;
    size_t wrong = 0;
    for (size_t i = 0; i < z.y; i++) {
        const int window = (int)(i % (size_t)(PH * PW));
        const int h = argmax[i] / z.pool.W - window / PW * 2;
        const int w = argmax[i] % z.pool.W - window % PW * 2;
        wrong += winner[i] != (y[i] > 0 ? 2 * h + w : -1);
    }
    EXPECT(wrong == 0, "%zu winners are wrong, N = %d, OC = %d, H = %d, W = %d", wrong, z.N, z.s.OC,
           z.s.H, z.s.W);
    free(winner);
}

static void compare(int N, conv2d_shape s, int nans, random_generator *r)
{
    const sizes z = sizes_of(N, s);
    EXPECT(conv2d_pool_fast_suits(s, z.pool), "H = %d, W = %d do not suit", s.H, s.W);
    real *x = integers(z.x, r), *w = integers(z.w, r), *b = integers(z.b, r);
    for (int i = 0; i < nans; i++)
        x[random_below(r, (uint32_t)z.x)] = (real)NAN;
    real *maps = integers(z.maps, r), *y = integers(z.y, r), *y_defined = integers(z.y, r);
    int *argmax = malloc(z.y * sizeof *argmax);
    signed char *winner = malloc(z.y);
    if (argmax == NULL || winner == NULL)
        exit(1);

    conv2d_forward(maps, x, w, b, N, s);
    relu_forward(maps, maps, z.maps);
    maxpool2d_forward(y_defined, argmax, maps, N, z.pool);
    conv2d_pool_fast_forward(y, winner, x, w, b, N, s);

    real *dy = integers(z.y, r), *dmaps = integers(z.maps, r);
    real *dw = integers(z.w, r), *dw_defined = malloc(z.w * sizeof *dw);
    real *db = integers(z.b, r), *db_defined = malloc(z.b * sizeof *db);
    if (dw_defined == NULL || db_defined == NULL)
        exit(1);
    for (size_t i = 0; i < z.w; i++)
        dw_defined[i] = dw[i];
    for (size_t i = 0; i < z.b; i++)
        db_defined[i] = db[i];
    maxpool2d_backward(dmaps, dy, argmax, N, z.pool);
    relu_backward(dmaps, dmaps, maps, z.maps);
    conv2d_backward(NULL, dw_defined, db_defined, dmaps, x, w, N, s);
    conv2d_pool_fast_backward(dw, db, dy, winner, x, N, s);

    expect_winners(winner, argmax, y_defined, z);
    expect_equal("y", y, y_defined, z.y, z);
    expect_equal("dw", dw, dw_defined, z.w, z);
    expect_equal("db", db, db_defined, z.b, z);
    free(x);
    free(w);
    free(b);
    free(maps);
    free(dmaps);
    free(dy);
    free(argmax);
}

static void test_what_suits(void)
{
    const conv2d_shape s = {.C = 1, .H = 28, .W = 28, .OC = 28, .KH = 3, .KW = 3};
    maxpool2d_shape pool = {.C = 28, .H = 26, .W = 26, .size = 2, .stride = 2};
    EXPECT(conv2d_pool_fast_suits(s, pool), "the network's own shape does not suit");
    pool.stride = 1;
    EXPECT(!conv2d_pool_fast_suits(s, pool), "stride 1 suits");
    pool = (maxpool2d_shape){.C = 28, .H = 26, .W = 26, .size = 3, .stride = 3};
    EXPECT(!conv2d_pool_fast_suits(s, pool), "windows of 3 x 3 suit");
    pool.size = pool.stride = 2;
    const conv2d_shape huge = {.C = 100000, .H = 28, .W = 28, .OC = 1, .KH = 3, .KW = 3};
    EXPECT(!conv2d_pool_fast_suits(huge, pool), "100,000 channels suit");
    const conv2d_shape wide = {.C = 1, .H = 8, .W = 5000, .OC = 1, .KH = 3, .KW = 3};
    EXPECT(!conv2d_pool_fast_suits(wide, pool), "5000 columns suit");
}

int main(void)
{
    random_generator r = random_seeded(4, 0);
    test_what_suits();
    for (int N = 1; N <= 9; N++)
        compare(N, (conv2d_shape){.C = 1, .H = 28, .W = 28, .OC = 28, .KH = 3, .KW = 3}, 0, &r);
    compare(6, (conv2d_shape){.C = 1, .H = 28, .W = 28, .OC = 5, .KH = 3, .KW = 3}, 0, &r);
    for (int OC = 1; OC <= 9; OC++)
        compare(2, (conv2d_shape){.C = 1, .H = 9, .W = 12, .OC = OC, .KH = 3, .KW = 2}, 0, &r);
    for (int C = 1; C <= 7; C++)
        compare(3, (conv2d_shape){.C = C, .H = 6, .W = 23, .OC = 3, .KH = 2, .KW = 3}, 0, &r);
    for (int KH = 1; KH <= 5; KH++)
        for (int KW = 1; KW <= 6; KW++)
            compare(5, (conv2d_shape){.C = 2, .H = 7, .W = 9, .OC = 5, .KH = KH, .KW = KW}, 0, &r);
    for (int W = 2; W <= 70; W++)
        compare(1, (conv2d_shape){.C = 1, .H = 4, .W = W, .OC = 3, .KH = 2, .KW = 1}, 0, &r);
    compare(3, (conv2d_shape){.C = 2, .H = 70, .W = 75, .OC = 3, .KH = 3, .KW = 3}, 0, &r);
    compare(2, (conv2d_shape){.C = 20, .H = 20, .W = 41, .OC = 3, .KH = 5, .KW = 5}, 0, &r);
    compare(2, (conv2d_shape){.C = 1, .H = 7, .W = 2000, .OC = 2, .KH = 3, .KW = 3}, 0, &r);
    return expect_result();
}
