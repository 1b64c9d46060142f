/*
 * The team of threads: every task once, whatever the number of tasks and threads; calls from inside
 * a task; starting and stopping.
 */
#include "numerics/parallel.h"

#include <stdint.h>
#include <string.h>

#include "expect.h"

enum { MOST_TASKS = 1000 };

typedef struct {
    int runs[MOST_TASKS];   /* how often task i ran */
    int thread[MOST_TASKS]; /* and who ran it */
} ledger;

static void enter(void *context, int index, int thread)
{
    ledger *l = context;
    l->runs[index]++;
    l->thread[index] = thread;
}

static void expect_each_once(const ledger *l, int count, int threads)
{
    for (int i = 0; i < MOST_TASKS; i++) {
        const int expected = i < count ? 1 : 0;
        EXPECT(l->runs[i] == expected, "task %d of %d ran %d times", i, count, l->runs[i]);
        EXPECT(0 <= l->thread[i] && l->thread[i] < threads, "thread = %d", l->thread[i]);
    }
}

static void test_every_index_once(int threads)
{
    static const int counts[] = {0, 1, 2, 3, 7, 8, 9, 63, 64, 65, MOST_TASKS};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        ledger l = {.runs = {0}};
        parallel_for(counts[i], enter, &l);
        expect_each_once(&l, counts[i], threads);
    }
}

/* Many short calls, one right after the other: what one call wrote, the next one reads. */
static void add_neighbour(void *context, int index, int thread)
{
    uint32_t(*rows)[8] = context;
    (void)thread;
    rows[1][index] = rows[0][index] + rows[0][(index + 1) % 8];
}

static void test_many_calls(void)
{
    uint32_t rows[2][8] = {{1, 2, 3, 4, 5, 6, 7, 8}}, expected[8];
    memcpy(expected, rows[0], sizeof expected);
    for (int call = 0; call < 20000; call++) {
        parallel_for(8, add_neighbour, rows);
        memcpy(rows[0], rows[1], sizeof rows[0]);
        const uint32_t first = expected[0];
        for (int i = 0; i < 7; i++)
            expected[i] += expected[i + 1];
        expected[7] += first;
    }
    for (int i = 0; i < 8; i++)
        EXPECT(rows[0][i] == expected[i], "rows[0][%d] = %u, not %u", i, (unsigned)rows[0][i],
               (unsigned)expected[i]);
}

/* A task that calls parallel_for() itself: its tasks run here, under this thread's number. */
typedef struct {
    ledger inner[20];
    int outer_thread[20];
} nest;

static void open_nest(void *context, int index, int thread)
{
    nest *n = context;
    n->outer_thread[index] = thread;
    parallel_for(30, enter, &n->inner[index]);
}

static void test_nested(int threads)
{
    static nest n;
    n = (nest){.outer_thread = {0}};
    parallel_for(20, open_nest, &n);
    for (int outer = 0; outer < 20; outer++) {
        expect_each_once(&n.inner[outer], 30, threads);
        for (int i = 0; i < 30; i++)
            EXPECT(n.inner[outer].thread[i] == n.outer_thread[outer], "thread %d, not %d",
                   n.inner[outer].thread[i], n.outer_thread[outer]);
    }
}

/* Tasks long enough that members and caller fall asleep waiting, and must be woken. */
static void work_long(void *context, int index, int thread)
{
    volatile uint32_t mixed = 1;
    for (int i = 0; i < (index == 3 ? 2000000 : 1000); i++)
        mixed = mixed * 1664525u + 1013904223u;
    enter(context, index, thread);
}

static void test_sleep(int threads)
{
    for (int round = 0; round < 3; round++) {
        ledger l = {.runs = {0}};
        parallel_for(12, work_long, &l);
        expect_each_once(&l, 12, threads);
        work_long(&l, 3, 0); /* the members have nothing to do meanwhile */
    }
}

static void test_start_and_stop(void)
{
    for (int round = 0; round < 200; round++) {
        const int threads = parallel_start(1 + round % 8);
        EXPECT(threads == parallel_threads(), "%d, not %d", threads, parallel_threads());
        if (round % 3 != 0) {
            ledger l = {.runs = {0}};
            parallel_for(50, enter, &l);
            expect_each_once(&l, 50, threads);
        }
        if (round % 2 == 0)
            parallel_stop(); /* otherwise parallel_start() does it */
    }
    parallel_stop();
    parallel_stop();
    EXPECT(parallel_threads() == 1, "%d threads", parallel_threads());
}

int main(void)
{
    EXPECT(parallel_threads() == 1, "%d threads before the first start", parallel_threads());
    test_every_index_once(1);
    for (int wanted = 1; wanted <= 8; wanted++) {
        const int threads = parallel_start(wanted);
        EXPECT(1 <= threads && threads <= wanted, "%d threads instead of %d", threads, wanted);
        test_every_index_once(threads);
        test_many_calls();
        test_nested(threads);
        test_sleep(threads);
    }
    parallel_stop();
    test_start_and_stop();
    return expect_result();
}
