/*
 * What the machine can do at best. Chapter 12 reads its own figures against these.
 */
#include "program/bench_machine.h"

#include <stddef.h>
#include <stdlib.h>

#include "numerics/lanes.h"
#include "numerics/parallel.h"
#include "require.h"

enum {
    /* Sums that grow side by side. A multiply-add takes about four cycles and one or two begin in
       every cycle, so ten or more must be on their way at any time; and each needs a register. */
    CHAINS = 12,
    /* Multiply-adds of each chain in a task: so many that one parallel_for() takes a millisecond, beside
     * which calling the threads is nothing. */
    ROUNDS = 1 << 16,

    /* For each thread: one that is held up by another program does fewer. */
    TASKS = 8,

    CACHE_NUMBERS = 48 * 1024 / sizeof(real), /* in each of the three short arrays */
    CACHE_PASSES = 16,                        /* over them, in a task */

    ALIGNMENT = 64, /* bytes in a cache line: no two threads write into the same */
};

/* ---- Room --------------------------------------------------------------------------------------- */

/* Numbers that are not zero, so that the system gives real memory for each page. aligned_alloc()
 * wants a size that is a multiple of the alignment. */
static real *filled_array(size_t count)
{
    const size_t bytes = (count * sizeof(real) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    real *array = aligned_alloc(ALIGNMENT, bytes);
    for (size_t i = 0; array != NULL && i < count; i++)
        array[i] = (real)(i % 8) + 1;
    return array;
}

status bench_machine_create(bench_machine *m, int megabytes)
{
    REQUIRE(1 <= megabytes && megabytes <= 65536, "megabytes = %d", megabytes);
    const size_t line = ALIGNMENT / sizeof(real);
    const size_t count = (size_t)megabytes * 1024 * 1024 / (3 * sizeof(real)) / line * line;
    const size_t threads = (size_t)parallel_threads();
    *m = (bench_machine){.count = count, .threads = parallel_threads()};
    m->memory = filled_array(3 * count);
    m->cache = filled_array(3 * threads * CACHE_NUMBERS);
    m->chains = filled_array(threads * CHAINS * LANES);
    if (m->memory != NULL && m->cache != NULL && m->chains != NULL)
        return status_ok();
    bench_machine_free(m);
    return status_error(STATUS_FAILED,
                        "no memory to measure the machine with arrays of %d MB\n"
                        "hint: a smaller --memory, but several times the last cache",
                        megabytes);
}

void bench_machine_free(bench_machine *m)
{
    free(m->memory);
    free(m->cache);
    free(m->chains);
    *m = (bench_machine){0};
}

static void require_room(const bench_machine *m)
{
    REQUIRE(parallel_threads() <= m->threads, "the team has %d threads, there is room for %d",
            parallel_threads(), m->threads);
}

/* ---- Multiply-adds ------------------------------------------------------------------------------ */

/*
 * Every chain of one thread: sum = 1/2 sum + 1/2, again and again.
 *
 * Notes
 * - The sums tend to 1, so that no number becomes infinite, or so small that it is slow.
 * - They begin with numbers from memory, and end there: were they all the same, or forgotten at the
 *   end, a compiler could do with fewer.
 */
static void grow_chains(void *context, int task, int thread)
{
    (void)task;
    const bench_machine *m = context;
    real *memory = m->chains + (ptrdiff_t)thread * CHAINS * LANES;
    const real half = (real)0.5;
    lanes sum[CHAINS];
    for (int i = 0; i < CHAINS; i++)
        sum[i] = lanes_load(memory + i * LANES);
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < CHAINS; i++)
            sum[i] = half * sum[i] + half;
    for (int i = 0; i < CHAINS; i++)
        lanes_store(memory + i * LANES, sum[i]);
}

static void multiply_add(void *m)
{
    parallel_for(TASKS * parallel_threads(), grow_chains, m);
}

bench_time bench_multiply_adds(bench_machine *m, int runs)
{
    require_room(m);
    return bench_measure(multiply_add, m, runs);
}

double bench_multiply_add_operations(void)
{
    return 2.0 * TASKS * parallel_threads() * ROUNDS * CHAINS * LANES;
}

/* ---- Memory, and the cache ---------------------------------------------------------------------- */

static void triad(real *restrict a, const real *restrict b, const real *restrict c, size_t count)
{
    const real s = (real)0.5;
    for (size_t i = 0; i < count; i++)
        a[i] = b[i] + s * c[i];
}

/* A task's share of the long arrays: whole cache lines. */
static void triad_in_memory(void *context, int task, int thread)
{
    (void)thread;
    const bench_machine *m = context;
    const size_t line = ALIGNMENT / sizeof(real), lines = m->count / line;
    const size_t tasks = TASKS * (size_t)parallel_threads(), index = (size_t)task;
    const size_t first = index * lines / tasks * line, end = (index + 1) * lines / tasks * line;
    triad(m->memory + first, m->memory + m->count + first, m->memory + 2 * m->count + first,
          end - first);
}

/* One thread's own short arrays, over and over. Through the volatile pointer no compiler can see that
 * every pass computes the same. */
static void triad_in_cache(void *context, int task, int thread)
{
    (void)task;
    const bench_machine *m = context;
    void (*volatile pass)(real *restrict, const real *restrict, const real *restrict, size_t) =
        triad;
    real *a = m->cache + (ptrdiff_t)thread * 3 * CACHE_NUMBERS;
    for (int i = 0; i < CACHE_PASSES; i++)
        pass(a, a + CACHE_NUMBERS, a + 2 * CACHE_NUMBERS, CACHE_NUMBERS);
}

static void pass_over_memory(void *m)
{
    parallel_for(TASKS * parallel_threads(), triad_in_memory, m);
}

static void pass_over_cache(void *m)
{
    parallel_for(TASKS * parallel_threads(), triad_in_cache, m);
}

bench_time bench_memory(bench_machine *m, int runs)
{
    require_room(m);
    return bench_measure(pass_over_memory, m, runs);
}

double bench_memory_bytes(const bench_machine *m)
{
    return 3.0 * (double)m->count * sizeof(real);
}

bench_time bench_cache(bench_machine *m, int runs)
{
    require_room(m);
    return bench_measure(pass_over_cache, m, runs);
}

double bench_cache_bytes(void)
{
    return 3.0 * TASKS * parallel_threads() * CACHE_PASSES * CACHE_NUMBERS * sizeof(real);
}
