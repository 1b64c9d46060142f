/*
 * Medians and quartiles by hand, and that a measurement does the work. No time is asserted.
 */
#include "program/bench_timing.h"

#include <math.h>

#include "expect.h"

static void expect_quartiles(double *seconds, int count, double low, double median, double high)
{
    const bench_time t = bench_quartiles(seconds, count);
    EXPECT(fabs(t.low - low) < 1e-12 && fabs(t.median - median) < 1e-12 &&
               fabs(t.high - high) < 1e-12,
           "%d numbers: %g, %g, %g instead of %g, %g, %g", count, t.low, t.median, t.high, low,
           median, high);
}

static void test_quartiles(void)
{
    expect_quartiles((double[]){3}, 1, 3, 3, 3);
    expect_quartiles((double[]){4, 2}, 2, 2.5, 3, 3.5);
    expect_quartiles((double[]){9, 1, 5}, 3, 3, 5, 7);
    expect_quartiles((double[]){5, 3, 1, 4, 2}, 5, 2, 3, 4);
    expect_quartiles((double[]){1000, 1, 1, 1, 1, 1, 1}, 7, 1, 1, 1);
    expect_quartiles((double[]){1, 2, 3, 4}, 4, 1.75, 2.5, 3.25);
}

static void count_calls(void *calls)
{
    for (volatile int i = 0; i < 1000; i++) /* some work, so that the counter need not go far */
        continue;
    ++*(int *)calls;
}

static void test_measure(void)
{
    for (int runs = 1; runs <= 3; runs++) {
        int calls = 0;
        const bench_time t = bench_measure(count_calls, &calls, runs);
        EXPECT(calls >= 2 + runs, "%d runs, but only %d calls", runs, calls);
        EXPECT(t.low > 0 && t.low <= t.median && t.median <= t.high && isfinite(t.high),
               "%g, %g, %g", t.low, t.median, t.high);
    }
}

int main(void)
{
    test_quartiles();
    test_measure();
    return expect_result();
}
