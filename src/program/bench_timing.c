#include "program/bench_timing.h"

#include <stdlib.h>

#include "platform.h"
#include "require.h"

static const double LEAST_SECONDS = 0.01; /* of a run */

/* Without this cap, work that the clock cannot see at all would go on for ever. */
enum { MOST_REPETITIONS = 1 << 28 };

/*
 * Do the work some times over, and say how long it took in all.
 *
 * Notes
 * - A compiler may leave out work whose result nobody looks at. `called` is volatile: it might
 *   change at any time, so the compiler cannot know what is called here, and has to call it.
 */
static double seconds_for(bench_work *work, void *context, int repetitions)
{
    bench_work *volatile called = work;
    const double start = platform_seconds();
    for (int i = 0; i < repetitions; i++)
        called(context);
    return platform_seconds() - start;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What lies at the given share of the way through `count` numbers in order. */
static double at_share(const double *ordered, int count, double share)
{
    const double place = share * (count - 1);
    const int before = (int)place, after = before + 1 < count ? before + 1 : before;
    return ordered[before] + (place - before) * (ordered[after] - ordered[before]);
}

bench_time bench_quartiles(double *seconds, int count)
{
    REQUIRE(count >= 1, "count = %d", count);
    qsort(seconds, (size_t)count, sizeof *seconds, compare);
    return (bench_time){.low = at_share(seconds, count, 0.25),
                        .median = at_share(seconds, count, 0.5),
                        .high = at_share(seconds, count, 0.75)};
}

int bench_repetitions(bench_work *work, void *context)
{
    int repetitions = 1;
    seconds_for(work, context, 1);
    while (repetitions < MOST_REPETITIONS &&
           seconds_for(work, context, repetitions) < LEAST_SECONDS)
        repetitions *= 2;
    return repetitions;
}

double bench_run(bench_work *work, void *context, int repetitions)
{
    return seconds_for(work, context, repetitions) / repetitions;
}

bench_time bench_measure(bench_work *work, void *context, int runs)
{
    REQUIRE(1 <= runs && runs <= BENCH_MOST_RUNS, "runs = %d", runs);
    const int repetitions = bench_repetitions(work, context);
    double seconds[BENCH_MOST_RUNS];
    for (int i = 0; i < runs; i++)
        seconds[i] = bench_run(work, context, repetitions);
    return bench_quartiles(seconds, runs);
}
