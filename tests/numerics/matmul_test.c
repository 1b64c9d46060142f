/*
 * The three fast products against the definition: with small integers every sum is exact, so they
 * must be equal, on shapes that fill the tiles and blocks and on shapes that just do not. And the
 * same bits on any number of threads, with numbers that are not integers.
 */
#include "numerics/matmul.h"

#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "numerics/parallel.h"
#include "numerics/random.h"

/* An array between guards, which must be found untouched. */
enum { GUARDS = 64 };
static const real guard = 12345;

static real *new_array(size_t count)
{
    real *block = malloc((count + 2 * GUARDS) * sizeof *block);
    if (block == NULL)
        exit(1);
    for (size_t i = 0; i < count + 2 * GUARDS; i++)
        block[i] = guard;
    return block + GUARDS;
}

static void expect_guards(const real *array, size_t count, const char *name)
{
    for (int i = 1; i <= GUARDS; i++) {
        EXPECT(array[-i] == guard, "%s[-%d] was written", name, i);
        EXPECT(array[count - 1 + (size_t)i] == guard, "%s[count + %d] was written", name, i - 1);
    }
}

static void fill(real *array, size_t count, random_generator *r, bool integers)
{
    for (size_t i = 0; i < count; i++)
        array[i] = integers ? (real)random_below(r, 19) - 9 : (real)random_normal(r);
}

typedef enum { NT, TN, NN } form;
static const char *const form_name[] = {"nt", "tn", "nn"};

static void multiply(form f, real *c, const real *a, const real *b, int M, int N, int K)
{
    if (f == NT)
        matmul_nt(c, a, b, M, N, K);
    else if (f == TN)
        matmul_tn(c, a, b, M, N, K);
    else
        matmul_nn(c, a, b, M, N, K);
}

static void define(form f, real *c, const real *a, const real *b, int M, int N, int K)
{
    const matrix left = f == TN ? (matrix){a, 1, M} : (matrix){a, K, 1};
    const matrix right = f == NT ? (matrix){b, 1, K} : (matrix){b, N, 1};
    matmul_definition(c, f == TN, left, right, M, N, K);
}

static void expect_equal(form f, int M, int N, int K, const real *c, const real *expected)
{
    size_t wrong = 0;
    for (size_t i = 0; i < (size_t)M * (size_t)N; i++)
        wrong += !(c[i] == expected[i]);
    EXPECT(wrong == 0, "%s, M = %d, N = %d, K = %d: %zu elements differ from the definition",
           form_name[f], M, N, K, wrong);
}

/* c starts as integers where it is added to, and as NaN where it is overwritten. */
static void test_shape(int M, int N, int K, random_generator *r)
{
    const size_t MK = (size_t)M * (size_t)K, KN = (size_t)K * (size_t)N, MN = (size_t)M * (size_t)N;
    real *a = new_array(MK), *b = new_array(KN), *c = new_array(MN), *expected = new_array(MN);
    fill(a, MK, r, true);
    fill(b, KN, r, true);
    for (form f = NT; f <= NN; f++) {
        fill(expected, MN, r, true);
        for (size_t i = 0; i < MN; i++)
            c[i] = f == TN ? expected[i] : (real)(0.0 / 0.0);
        define(f, expected, a, b, M, N, K);
        multiply(f, c, a, b, M, N, K);
        expect_equal(f, M, N, K, c, expected);
        expect_guards(c, MN, "c");
    }
    free(a - GUARDS);
    free(b - GUARDS);
    free(c - GUARDS);
    free(expected - GUARDS);
}

static void test_shapes(random_generator *r)
{
    /* Around the tiles: every height and width of an edge. */
    for (int M = 1; M <= 20; M++)
        for (int N = 1; N <= 70; N += 1 + N % 3)
            test_shape(M, N, 1 + (M * 7 + N) % 40, r);
    /* Around the blocks, and the network's own; with a row, a column, a single product. */
    static const int shapes[][3] = {
        {1, 1, 1},       {1, 300, 5},    {300, 1, 5},     {1, 1, 5000},
        {1, 128, 4732},  {7, 10, 128},   {10, 7, 257},    {9, 33, 255},
        {17, 65, 256},   {25, 129, 513}, {41, 128, 2048}, {33, 131, 2049},
        {12, 260, 4100}, {64, 10, 128},  {10, 128, 64},   {64, 128, 1000},
        {50, 6200, 3},   {300, 40, 70},  {13, 1000, 300}, {9, 6144, 300} /* the widest strips */};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        test_shape(shapes[i][0], shapes[i][1], shapes[i][2], r);
}

/* Products that are not exact: who computes an element must not matter to its last bit. */
static void test_threads(int M, int N, int K, random_generator *r)
{
    const size_t MK = (size_t)M * (size_t)K, KN = (size_t)K * (size_t)N, MN = (size_t)M * (size_t)N;
    real *a = new_array(MK), *b = new_array(KN), *c = new_array(MN), *alone = new_array(MN);
    fill(a, MK, r, false);
    fill(b, KN, r, false);
    for (form f = NT; f <= NN; f++)
        for (int threads = 1; threads <= 8; threads++) {
            real *result = threads == 1 ? alone : c;
            memset(result, 0, MN * sizeof *result);
            parallel_start(threads);
            multiply(f, result, a, b, M, N, K);
            EXPECT(memcmp(result, alone, MN * sizeof *c) == 0,
                   "%s, M = %d, N = %d, K = %d: other bits on %d threads", form_name[f], M, N, K,
                   threads);
        }
    free(a - GUARDS);
    free(b - GUARDS);
    free(c - GUARDS);
    free(alone - GUARDS);
}

/* Both products of a backward pass together: the bits of one after the other, also where dx takes the
   place of x. */
static void test_gradients(int N, int in, int out, random_generator *r)
{
    const size_t x_size = (size_t)N * (size_t)in, w_size = (size_t)out * (size_t)in,
                 y_size = (size_t)N * (size_t)out;
    real *x = new_array(x_size), *w = new_array(w_size), *dy = new_array(y_size);
    real *dw = new_array(w_size), *dx = new_array(x_size);
    real *expected_dw = new_array(w_size), *expected_dx = new_array(x_size);
    fill(x, x_size, r, false);
    fill(w, w_size, r, false);
    fill(dy, y_size, r, false);
    fill(dw, w_size, r, false);
    memcpy(expected_dw, dw, w_size * sizeof *dw);
    matmul_tn(expected_dw, dy, x, out, in, N);
    matmul_nn(expected_dx, dy, w, N, in, out);

    for (int in_place = 0; in_place <= 1; in_place++) {
        real *start = new_array(w_size), *place = in_place ? x : dx;
        memcpy(start, dw, w_size * sizeof *dw);
        matmul_gradients(start, place, dy, x, w, N, in, out);
        EXPECT(memcmp(start, expected_dw, w_size * sizeof *dw) == 0,
               "N = %d, in = %d, out = %d, in place %d: other bits in dw", N, in, out, in_place);
        EXPECT(memcmp(place, expected_dx, x_size * sizeof *dx) == 0,
               "N = %d, in = %d, out = %d, in place %d: other bits in dx", N, in, out, in_place);
        expect_guards(start, w_size, "dw");
        expect_guards(place, x_size, "dx");
        free(start - GUARDS);
    }
    real *array[] = {x, w, dy, dw, dx, expected_dw, expected_dx};
    for (size_t i = 0; i < sizeof array / sizeof array[0]; i++)
        free(array[i] - GUARDS);
}

/* From inside tasks, several products at a time. */
typedef struct {
    real *a, *b, *c[6];
} several;

static void multiply_own(void *context, int index, int thread)
{
    const several *s = context;
    (void)thread;
    multiply((form)(index % 3), s->c[index], s->a, s->b, 60, 60, 60);
}

static void test_nested(random_generator *r)
{
    several s = {.a = new_array(3600), .b = new_array(3600)};
    fill(s.a, 3600, r, true);
    fill(s.b, 3600, r, true);
    for (int i = 0; i < 6; i++) {
        s.c[i] = new_array(3600);
        memset(s.c[i], 0, 3600 * sizeof(real));
    }
    parallel_start(4);
    parallel_for(6, multiply_own, &s);
    for (int i = 0; i < 6; i++) {
        real expected[3600] = {0};
        define((form)(i % 3), expected, s.a, s.b, 60, 60, 60);
        expect_equal((form)(i % 3), 60, 60, 60, s.c[i], expected);
        free(s.c[i] - GUARDS);
    }
    free(s.a - GUARDS);
    free(s.b - GUARDS);
}

int main(void)
{
    random_generator r = random_seeded(12, 0);
    static const int teams[] = {1, 2, 3};
    for (size_t i = 0; i < sizeof teams / sizeof teams[0]; i++) {
        parallel_start(teams[i]);
        test_shapes(&r);
        test_gradients(1, 1, 1, &r);
        test_gradients(3, 40, 300, &r);
        test_gradients(300, 128, 10, &r);
        test_gradients(257, 777, 129, &r);
        test_gradients(10, 6200, 8, &r);
    }
    test_threads(1, 128, 4732, &r);
    test_threads(64, 128, 4732, &r);
    test_threads(61, 333, 517, &r);
    test_threads(128, 1000, 70, &r);
    test_nested(&r);
    parallel_stop();
    return expect_result();
}
