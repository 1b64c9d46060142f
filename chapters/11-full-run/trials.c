/*
 * Chapter 11: what twenty trials on MNIST have in common, and what not, from their log.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "numerics/spread.h"
#include "trials_log.h"

/* ---- A trial --------------------------------------------------------------------------------- */

static void print_trial(const trial_log *t, int seed)
{
    int peak = 0;
    double end = 0;
    for (int step = 1; step < STEPS; step++)
        if (t->loss[step] > t->loss[peak])
            peak = step;
    for (int step = STEPS - 10; step < STEPS; step++)
        end += t->loss[step] / 10;
    printf("%4d   %6.2f in step %2d   %6.3f   %6.2f %6.2f   %6.2f\n", seed, t->loss[peak], peak + 1,
           end, t->validation[0], t->validation[1], t->test);
}

/* ---- All of them ----------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The number in the middle, or between the two in the middle. */
static double median(const double *values, int n)
{
    double sorted[TRIALS];
    for (int i = 0; i < n; i++)
        sorted[i] = values[i];
    qsort(sorted, (size_t)n, sizeof *sorted, by_size);
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

static void print_spread(const double *values, int n)
{
    const spread s = spread_of(values, n);
    printf("seeds 1 to %2d: mean %5.2f, deviation %5.2f, median %5.2f, from %5.2f to %5.2f\n", n,
           s.mean, s.deviation, median(values, n), s.least, s.most);
}

int main(void)
{
    static trial_log trials[TRIALS];
    double test[TRIALS];
    if (!trials_read(trials))
        return 1;
    printf("seed     largest loss     last ten   validation, %%  test, %%\n");
    for (int i = 0; i < TRIALS; i++) {
        print_trial(&trials[i], i + 1);
        test[i] = trials[i].test;
    }
    print_spread(test, 4);
    print_spread(test, TRIALS);
    return 0;
}
