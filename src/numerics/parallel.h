/**
 * @file
 * @brief One team of threads that shares out independent tasks.
 *
 * What a task computes depends on its index alone, never on which thread runs it or how many there
 * are. That is why a seed gives the same bits on any number of threads.
 *
 * There is one team in the program. Where C11's `<threads.h>` is missing, the team is the caller.
 */
#ifndef PARALLEL_H
#define PARALLEL_H

/**
 * @brief A piece of work, for parallel_for().
 *
 * @param context whatever the caller of parallel_for() handed over
 * @param index   which task, 0 .. count - 1
 * @param thread  which member of the team runs it, 0 .. parallel_threads() - 1: for choosing
 *                scratch memory, and for nothing that changes the result
 */
typedef void parallel_task(void *context, int index, int thread);

/** @brief The most threads a team can have. */
enum { PARALLEL_MAX_THREADS = 64 };

/**
 * @brief Make the team `threads` strong, the caller included. Call it from the main thread, outside
 * parallel_for(). Before the first call the team is the caller alone.
 *
 * @param threads 1 .. PARALLEL_MAX_THREADS
 * @return how many threads the team has: fewer than asked for where the system gives no more
 */
int parallel_start(int threads);

/** @brief Send everyone but the caller home, and wait until they are gone. */
void parallel_stop(void);

/** @brief The size of the team. @return how many threads it has, the caller included */
int parallel_threads(void);

/**
 * @brief Run task(context, index, thread) for each index from 0 to count - 1, and wait for all.
 *
 * The tasks run in any order, several at a time, so no two may write the same memory. Called from
 * inside a task, it runs the tasks one after the other in the calling thread, and says `thread` =
 * that thread's number.
 *
 * @param count   how many tasks; 0 does nothing
 * @param task    the work
 * @param context passed to each task
 */
void parallel_for(int count, parallel_task *task, void *context);

#endif
