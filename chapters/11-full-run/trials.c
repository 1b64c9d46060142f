/*
 * Chapter 11: what twenty trials on MNIST have in common, and what not, from their log.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "numerics/spread.h"
#include "trials_log.h"

/* ---- A trial --------------------------------------------------------------------------------- */

/* The step with the largest loss, counted from 0. */
static int peak_of(const trial_log *t)
{
    int peak = 0;
    for (int step = 1; step < STEPS; step++)
        if (t->loss[step] > t->loss[peak])
            peak = step;
    return peak;
}

static void print_trial(const trial_log *t, int seed)
{
    const int peak = peak_of(t);
    double end = 0;
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

/* From -1 to 1: whether x[i] and y[i] are above their means in the same trials. */
static double correlation(const double *x, const double *y, int n)
{
    const spread of_x = spread_of(x, n), of_y = spread_of(y, n);
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (x[i] - of_x.mean) * (y[i] - of_y.mean);
    return sum / ((n - 1) * of_x.deviation * of_y.deviation);
}

/* The trials that have learnt something, apart from the others. */
static void print_learnt(const trial_log *trials)
{
    double test[TRIALS], peak[TRIALS], gap[TRIALS];
    int n = 0;
    for (int i = 0; i < TRIALS; i++)
        if (trials[i].test > 50) {
            test[n] = trials[i].test;
            peak[n] = trials[i].loss[peak_of(&trials[i])];
            gap[n++] = trials[i].test - trials[i].validation[TRIAL_EPOCHS - 1];
        }
    const spread of_test = spread_of(test, n), of_gap = spread_of(gap, n);
    printf("the %d above 50 %%: mean %.2f, deviation %.2f, from %.2f to %.2f\n", n, of_test.mean,
           of_test.deviation, of_test.least, of_test.most);
    printf("  test - validation: mean %.2f, from %.2f to %.2f\n", of_gap.mean, of_gap.least,
           of_gap.most);
    printf("  correlation of largest loss and test: %.2f\n", correlation(peak, test, n));
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
    print_learnt(trials);
    return 0;
}
