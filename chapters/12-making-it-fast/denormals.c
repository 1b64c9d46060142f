/*
 * Chapter 12, aside: numbers too small for full precision. What they cost, and whether training meets
 * them.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "network/network.h"
#include "numerics/matmul.h"
#include "platform.h"
#include "ten_digits.h"
#include "training/sgd.h"

enum { M = 64, N = 128, K = 1024, REPEATS = 9, STEPS = 1000 };

static real a[M * K], b[N * K], c[M * N];

static void fill(real *array, size_t count, real value)
{
    for (size_t i = 0; i < count; i++)
        array[i] = value;
}

/* The time of a matrix product whose left factor, and so each product and sum, is of a given size. */
static double time_of_product(real left)
{
    double seconds[REPEATS];
    fill(a, M * K, left);
    fill(b, N * K, (real)0.5);
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        const double start = platform_seconds();
        matmul_nt(c, a, b, M, N, K);
        seconds[repeat] = platform_seconds() - start;
    }
    return median(seconds, REPEATS);
}

typedef void step_of_sgd(real *w, real *v, const real *dw, size_t count, real lr, real momentum);

/* What sgd_step() does, but without setting to 0 what is too small. */
static void plain_step(real *w, real *v, const real *dw, size_t count, real lr, real momentum)
{
    for (size_t i = 0; i < count; i++) {
        v[i] = momentum * v[i] + (1 - momentum) * dw[i];
        w[i] -= lr * v[i];
    }
}

/* The time of ten steps of an optimiser in which all gradients are 0, from velocities of a given size. */
static double time_of_sgd(step_of_sgd *step, real velocity)
{
    static real w[N * K], v[N * K];
    double seconds[REPEATS];
    fill(b, N * K, 0);
    fill(w, N * K, 1);
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        fill(v, N * K, velocity);
        const double start = platform_seconds();
        for (int turn = 0; turn < 10; turn++)
            step(w, v, b, N * K, (real)0.01, (real)0.9);
        seconds[repeat] = platform_seconds() - start;
    }
    return median(seconds, REPEATS);
}

/* Which part of an array is too small for full precision, but not 0. */
static double denormals_in(const real *array, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += array[i] != 0 && fabs((double)array[i]) < (double)FLT_MIN;
    return (double)found / (double)count;
}

/* Ten digits learnt by heart, and far beyond. */
static void count_in_training(void)
{
    static real x[TEN * DIGIT_SIZE * DIGIT_SIZE];
    static const int label[TEN] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    network net;
    ten_digits_pixels(x);
    if (network_create(&net, network_shape_mnist(), TEN).code != STATUS_OK)
        exit(1);
    real *v = calloc(net.parameter_count, sizeof *v);
    if (v == NULL)
        exit(1);
    network_initialise(&net, 1);
    printf("\nTen digits, learnt by heart by the formula. Which part of these is denormal:\n\n"
           "    step    logits' gradient  layer 4's dx  all gradients  all velocities\n");
    for (int step = 0; step <= STEPS; step++) {
        network_forward(&net, x, TEN);
        memset(net.gradients, 0, net.parameter_count * sizeof *net.gradients);
        network_backward(&net, x, label, TEN);
        if (step == 50 || step == 500 || step == STEPS)
            printf("  %6d  %14.2f  %15.2f  %11.2f  %14.2f\n", step,
                   denormals_in(net.dlogits, TEN * 10),
                   denormals_in(net.dpooled, (size_t)(TEN * net.fc1.in)),
                   denormals_in(net.gradients, net.parameter_count),
                   denormals_in(v, net.parameter_count));
        plain_step(net.parameters, v, net.gradients, net.parameter_count, (real)0.2, (real)0.9);
    }
    free(v);
    network_free(&net);
}

void print_denormals(void)
{
    const double product = time_of_product(1), small_product = time_of_product((real)1e-41);
    const double plain = time_of_sgd(plain_step, 1),
                 small_plain = time_of_sgd(plain_step, (real)1e-40);
    const double sgd = time_of_sgd(sgd_step, 1), small_sgd = time_of_sgd(sgd_step, (real)1e-40);
    printf("                           usual numbers   denormal numbers\n"
           "  matrix product               %7.1f us         %7.1f us\n"
           "  ten steps, the formula       %7.1f us         %7.1f us\n"
           "  ten steps, sgd_step()        %7.1f us         %7.1f us\n",
           product * 1e6, small_product * 1e6, plain * 1e6, small_plain * 1e6, sgd * 1e6,
           small_sgd * 1e6);
    count_in_training();
}
