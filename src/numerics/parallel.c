/*
 * A team of threads, as chapter 12 uses it.
 *
 * A thread is expensive to make: tens of microseconds, more than many layers take. So the team's
 * members are made once and then wait for work; handing it out costs them a look at one number.
 *
 * That number is `unclaimed`, how many tasks are not taken yet. Whoever wants a task lowers it by
 * one, in a single step that no other thread can divide, and so has a right to one. Nobody assigns
 * tasks to threads: a thread that is quick, or undisturbed by other programs, takes more.
 *
 * Which one? Half of the threads take tasks from the front, 0, 1, 2, ..., the others from the back, and
 * they meet somewhere in the middle. So it is mostly the same thread that works on the first half of
 * the images from layer to layer, or of a layer's weights from step to step, and what it needs is often
 * still in its core's cache. To fetch it from the other core's cache takes as long as from memory.
 *
 * Another number, `unfinished`, counts the tasks that have not returned. When it reaches zero the
 * caller of parallel_for() goes on, whether or not the others noticed that there was work at all.
 */
#include "numerics/parallel.h"

#include <stddef.h>

#include "require.h"

#ifdef HAVE_THREADS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <threads.h>

/* Who waits looks this often whether it is over before it goes to sleep: a tenth of a millisecond or
   more, longer than what a training step does between two products. To be woken takes 20
   microseconds or more, as long as a small layer. After every few looks it lets others use the
   core. */
enum { LOOKS = 65536, LOOKS_BEFORE_YIELD = 256 };

static struct {
    int threads; /* members, the caller included; 0 before the first start, which also means 1 */
    thrd_t members[PARALLEL_MAX_THREADS]; /* [1] .. [threads - 1]; the caller is number 0 */

    /* The work at hand. Written by the caller before it raises `unclaimed`, read only by a thread
       that has claimed a task; so never written and read at the same time. */
    parallel_task *task;
    void *context;
    int count;

    /* These numbers are apart, in cache lines of their own (64 bytes): who changes the one does not
       take the other away from the cores that look at it. */
    _Alignas(64) atomic_int unclaimed;
    _Alignas(64) atomic_int unfinished;
    _Alignas(64) atomic_int taken_from_front;
    _Alignas(64) atomic_int taken_from_back;

    /* For those who have waited long and sleep. */
    _Alignas(64) atomic_int sleepers; /* members asleep, or about to be */
    atomic_bool caller_sleeps;        /* likewise the caller */
    atomic_bool stopping;             /* the members are to go home */
    mtx_t mutex;
    cnd_t work_arrived;
    cnd_t work_finished;
} team;

/* Who am I? Each thread has its own copy of these two. */
static _Thread_local int my_number;
static _Thread_local bool inside_task;

/* One more task from the front or from the back. Only for who has a right to a task, or the two ends
   would run into each other. */
static int take(void)
{
    if (my_number % 2 == 0)
        return atomic_fetch_add(&team.taken_from_front, 1);
    return team.count - 1 - atomic_fetch_add(&team.taken_from_back, 1);
}

/*
 * Take one task, if there is one.
 *
 * Notes
 * - compare_exchange writes left - 1 only if the number is still `left`. Otherwise another thread
 *   came first: it puts the present number into `left`, and we try again.
 * - A thread may have read the number long ago, in another parallel_for(). That does no harm: if
 *   the number happens to be the same now, there is a task, and it is claimed.
 */
static bool claim(int *index)
{
    int left = atomic_load(&team.unclaimed);
    while (left > 0)
        if (atomic_compare_exchange_weak(&team.unclaimed, &left, left - 1)) {
            *index = take();
            return true;
        }
    return false;
}

/* Work until no task is left unclaimed. Who finishes the very last task wakes the caller. */
static void work(void)
{
    int index;
    while (claim(&index)) {
        inside_task = true;
        team.task(team.context, index, my_number);
        inside_task = false;
        if (atomic_fetch_sub(&team.unfinished, 1) == 1 && atomic_load(&team.caller_sleeps)) {
            mtx_lock(&team.mutex);
            cnd_signal(&team.work_finished);
            mtx_unlock(&team.mutex);
        }
    }
}

static bool is_called(void)
{
    return atomic_load(&team.unclaimed) > 0 || atomic_load(&team.stopping);
}

static bool is_finished(void)
{
    return atomic_load(&team.unfinished) == 0;
}

/* Wait a short while, awake. The answer says whether `happened` came true. */
static bool look_out_for(bool happened(void))
{
    for (int look = 1; look <= LOOKS; look++) {
        if (happened())
            return true;
        if (look % LOOKS_BEFORE_YIELD == 0)
            thrd_yield();
    }
    return false;
}

/*
 * Wait for work: first awake, then asleep.
 *
 * Notes
 * - No call is missed. The member first counts itself among the sleepers, then looks once more
 *   whether it is called; the caller first raises `unclaimed`, then looks whether anyone sleeps.
 *   Whichever order the two come in, at least one of them sees the other.
 * - The caller signals with the mutex locked, and cnd_wait() unlocks it only once it sleeps: the
 *   signal cannot fall between the last look and the sleep.
 */
static void wait_for_work(void)
{
    if (look_out_for(is_called))
        return;
    mtx_lock(&team.mutex);
    atomic_fetch_add(&team.sleepers, 1);
    while (!is_called())
        cnd_wait(&team.work_arrived, &team.mutex);
    atomic_fetch_sub(&team.sleepers, 1);
    mtx_unlock(&team.mutex);
}

/* The caller's wait for the tasks that others still work on. The same, the other way round. */
static void wait_for_the_others(void)
{
    if (look_out_for(is_finished))
        return;
    mtx_lock(&team.mutex);
    atomic_store(&team.caller_sleeps, true);
    while (!is_finished())
        cnd_wait(&team.work_finished, &team.mutex);
    atomic_store(&team.caller_sleeps, false);
    mtx_unlock(&team.mutex);
}

/* Wake the members that sleep. Those that are awake see for themselves. */
static void wake_members(void)
{
    if (atomic_load(&team.sleepers) > 0) {
        mtx_lock(&team.mutex);
        cnd_broadcast(&team.work_arrived);
        mtx_unlock(&team.mutex);
    }
}

/* The life of a member: work when there is some, until the team is dissolved. */
static int be_a_member(void *number)
{
    my_number = *(const int *)number;
    while (!atomic_load(&team.stopping)) {
        wait_for_work();
        work();
    }
    return 0;
}

/* The mutex and the two places to sleep. False, with nothing left behind, if the system refuses. */
static bool furnish(void)
{
    if (mtx_init(&team.mutex, mtx_plain) != thrd_success)
        return false;
    if (cnd_init(&team.work_arrived) == thrd_success) {
        if (cnd_init(&team.work_finished) == thrd_success)
            return true;
        cnd_destroy(&team.work_arrived);
    }
    mtx_destroy(&team.mutex);
    return false;
}

int parallel_start(int threads)
{
    static int numbers[PARALLEL_MAX_THREADS]; /* what be_a_member() is told; outlives this call */
    REQUIRE(1 <= threads && threads <= PARALLEL_MAX_THREADS, "threads = %d", threads);
    REQUIRE(!inside_task, "it is called from inside a task");
    parallel_stop();
    if (threads == 1 || !furnish())
        return 1;
    atomic_store(&team.stopping, false);
    team.threads = 1;
    while (team.threads < threads) {
        const int k = team.threads;
        numbers[k] = k;
        if (thrd_create(&team.members[k], be_a_member, &numbers[k]) != thrd_success)
            break;
        team.threads++;
    }
    return team.threads;
}

void parallel_stop(void)
{
    REQUIRE(!inside_task, "it is called from inside a task");
    if (team.threads == 0)
        return;
    atomic_store(&team.stopping, true);
    wake_members();
    for (int k = 1; k < team.threads; k++)
        thrd_join(team.members[k], NULL);
    cnd_destroy(&team.work_finished);
    cnd_destroy(&team.work_arrived);
    mtx_destroy(&team.mutex);
    team.threads = 0;
}

int parallel_threads(void)
{
    return team.threads == 0 ? 1 : team.threads;
}

/*
 * Notes
 * - Alone, or inside a task, or with a single task, there is nobody to share with: a plain loop.
 * - `unclaimed` is raised last. Who then sees it above zero also sees all that was written before:
 *   that is what C11 promises about atomic variables, and of no others.
 */
void parallel_for(int count, parallel_task *task, void *context)
{
    REQUIRE(count >= 0, "count = %d", count);
    if (parallel_threads() == 1 || inside_task || count <= 1) {
        const bool was_inside = inside_task;
        inside_task = true;
        for (int index = 0; index < count; index++)
            task(context, index, my_number);
        inside_task = was_inside;
        return;
    }
    team.task = task;
    team.context = context;
    team.count = count;
    atomic_store(&team.taken_from_front, 0);
    atomic_store(&team.taken_from_back, 0);
    atomic_store(&team.unfinished, count);
    atomic_store(&team.unclaimed, count);
    wake_members();
    work();
    wait_for_the_others();
}

#else

/* No threads here: the team is the caller, and every task is done by the loop below. */

int parallel_start(int threads)
{
    REQUIRE(1 <= threads && threads <= PARALLEL_MAX_THREADS, "threads = %d", threads);
    return 1;
}

void parallel_stop(void)
{
}

int parallel_threads(void)
{
    return 1;
}

void parallel_for(int count, parallel_task *task, void *context)
{
    REQUIRE(count >= 0, "count = %d", count);
    for (int index = 0; index < count; index++)
        task(context, index, 0);
}

#endif
