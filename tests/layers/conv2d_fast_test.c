/*
 * Checks src/layers/conv2d_fast.c: all that the definition must pass, and equality with the formulas
 * on shapes that fill its tiles, groups of taps and pieces of maps, and on shapes that just do not.
 */
#include "layers/conv2d_fast.h"

#include <stdio.h>
#include <stdlib.h>

#include "expect.h"
#include "layers/conv2d_cases.h"
#include "numerics/random.h"

static real *new_array(size_t count, random_generator *r)
{
    real *array = malloc(count * sizeof *array);
    if (array == NULL)
        exit(1);
    for (size_t i = 0; i < count; i++)
        array[i] = (real)random_below(r, 9) - 4;
    return array;
}

static real *copy_of(const real *array, size_t count)
{
    real *copy = malloc(count * sizeof *copy);
    if (copy == NULL)
        exit(1);
    for (size_t i = 0; i < count; i++)
        copy[i] = array[i];
    return copy;
}

/*
 * All four sums in one pass over their products, in the order of the formulas. (conv2d.c has them as
 * well; this test has its own, so that it judges conv2d_fast.c alone.)
 */
static void sums(real *y, real *dx, real *dw, real *db, const real *dy, const real *x,
                 const real *w, const real *b, int N, conv2d_shape s)
{
    const int OH = s.H - s.KH + 1, OW = s.W - s.KW + 1, taps = s.C * s.KH * s.KW;
    for (int i = 0; i < N * s.C * s.H * s.W; i++)
        dx[i] = 0;
    for (int i = 0; i < N * s.OC * OH * OW; i++) {
        const int ow = i % OW, oh = i / OW % OH, oc = i / (OW * OH) % s.OC,
                  n = i / (OW * OH * s.OC);
        y[i] = b[oc];
        db[oc] += dy[i];
        for (int j = 0; j < taps; j++) {
            const int kw = j % s.KW, kh = j / s.KW % s.KH, c = j / (s.KW * s.KH);
            const int pixel = ((n * s.C + c) * s.H + oh + kh) * s.W + ow + kw;
            y[i] += x[pixel] * w[oc * taps + j];
            dx[pixel] += dy[i] * w[oc * taps + j];
            dw[oc * taps + j] += dy[i] * x[pixel];
        }
    }
}

/* Small integers: every sum is exact in any order. Frees both. */
static void expect_equal(const char *name, real *fast, real *right, size_t count, int N,
                         conv2d_shape s)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++)
        wrong += !(fast[i] == right[i]);
    EXPECT(wrong == 0,
           "%zu of %zu elements of %s are wrong: N = %d, C = %d, H = %d, W = %d, OC = %d, KH = %d, "
           "KW = %d",
           wrong, count, name, N, s.C, s.H, s.W, s.OC, s.KH, s.KW);
    free(fast);
    free(right);
}

static void compare(int N, conv2d_shape s, random_generator *r)
{
    const size_t count_x = (size_t)(N * s.C * s.H * s.W),
                 count_w = (size_t)(s.OC * s.C * s.KH * s.KW);
    const size_t count_y = (size_t)(N * s.OC * (s.H - s.KH + 1) * (s.W - s.KW + 1));
    const size_t count_b = (size_t)s.OC;
    real *x = new_array(count_x, r), *w = new_array(count_w, r), *b = new_array(count_b, r);
    real *dy = new_array(count_y, r);
    real *y = new_array(count_y, r), *y_right = copy_of(y, count_y);
    real *dx = new_array(count_x, r), *dx_right = copy_of(dx, count_x);
    real *dw = new_array(count_w, r), *dw_right = copy_of(dw, count_w);
    real *db = new_array(count_b, r), *db_right = copy_of(db, count_b);

    sums(y_right, dx_right, dw_right, db_right, dy, x, w, b, N, s);
    conv2d_fast_forward(y, x, w, b, N, s);
    conv2d_fast_backward(dx, dw, db, dy, x, w, N, s);

    expect_equal("y", y, y_right, count_y, N, s);
    expect_equal("dx", dx, dx_right, count_x, N, s);
    expect_equal("dw", dw, dw_right, count_w, N, s);
    expect_equal("db", db, db_right, count_b, N, s);
    free(x);
    free(w);
    free(b);
    free(dy);
}

static void compare_all(void)
{
    random_generator r = random_seeded(2, 0);
    /* The network's own, alone and in chunks; then one quantity after the other at its extremes. */
    for (int N = 1; N <= 9; N++)
        compare(N, (conv2d_shape){.C = 1, .H = 28, .W = 28, .OC = 28, .KH = 3, .KW = 3}, &r);
    for (int OC = 1; OC <= 17; OC++)
        compare(2, (conv2d_shape){.C = 1, .H = 9, .W = 12, .OC = OC, .KH = 3, .KW = 2}, &r);
    for (int C = 1; C <= 10; C++)
        compare(2, (conv2d_shape){.C = C, .H = 6, .W = 23, .OC = 3, .KH = 2, .KW = 3}, &r);
    for (int KH = 1; KH <= 6; KH++)
        for (int KW = 1; KW <= 7; KW++)
            compare(3, (conv2d_shape){.C = 2, .H = 6, .W = 7, .OC = 5, .KH = KH, .KW = KW}, &r);
    for (int W = 1; W <= 70; W++)
        compare(1, (conv2d_shape){.C = 1, .H = 2, .W = W, .OC = 2, .KH = 2, .KW = 1}, &r);
    /* Maps of just less and more than a piece, or than several; rows longer than a piece. */
    for (int W = 1020; W <= 1030; W++)
        compare(2, (conv2d_shape){.C = 2, .H = 1, .W = W, .OC = 3, .KH = 1, .KW = 3}, &r);
    compare(3, (conv2d_shape){.C = 1, .H = 35, .W = 36, .OC = 4, .KH = 3, .KW = 3}, &r);
    compare(2, (conv2d_shape){.C = 2, .H = 70, .W = 61, .OC = 9, .KH = 5, .KW = 4}, &r);
    compare(1, (conv2d_shape){.C = 1, .H = 3, .W = 5000, .OC = 2, .KH = 2, .KW = 3}, &r);
    compare(5, (conv2d_shape){.C = 1, .H = 5, .W = 600, .OC = 1, .KH = 1, .KW = 1}, &r);
}

int main(int argc, char **argv)
{
    const conv2d_version version = {"conv2d_fast",       "src/layers/conv2d_fast.c",
                                    conv2d_fast_forward, conv2d_fast_backward,
                                    conv2d_fast_dx,      conv2d_fast_dw,
                                    conv2d_fast_db};
    const int cases = conv2d_cases(&version, argc, argv);
    fflush(stdout); /* what follows has no guards: writing outside may stop the program */
    const long failures = expect_failures;
    compare_all();
    if (cases == 0 && expect_failures > failures)
        printf("Diagnosis: all shapes of the gradient check are right, some of the larger ones are "
               "not: a bound, a buffer or a remainder that only they reach.\n");
    return cases != 0 ? cases : expect_result();
}
