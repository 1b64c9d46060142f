/**
 * @file
 * @brief How long a piece of work takes: timed several times, and told with its spread.
 *
 * One measurement says little: other programs take their turns, and the processor changes its pace.
 * So work is timed in several runs, and a figure is the median of them. Beside it stand the
 * quartiles, between which the middle half of the runs lies: a wide gap says that the machine was
 * not quiet. A mean would follow every run that was disturbed, a minimum would tell of luck.
 */
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

/** @brief Work that can be done again and again. @param context whatever it needs */
typedef void bench_work(void *context);

/** @brief What several runs took, in seconds for doing the work once. */
typedef struct {
    double low;    /**< first quartile: a quarter of the runs took less */
    double median; /**< half of the runs took less */
    double high;   /**< third quartile */
} bench_time;

/** @brief The most runs. */
enum { BENCH_MOST_RUNS = 1000 };

/**
 * @brief Time a piece of work.
 *
 * It is done once without being timed, which brings its memory into reach. In each run it is done as
 * often as it takes for the run to last ten milliseconds, against which the clock's own error is
 * nothing.
 *
 * @param work    what to do
 * @param context handed to it
 * @param runs    1 .. BENCH_MOST_RUNS
 * @return the median and the quartiles of the runs
 */
bench_time bench_measure(bench_work *work, void *context, int runs);

/**
 * @brief How often a piece of work must be done for a run of bench_measure().
 *
 * @param work    what to do; it is done a few times
 * @param context handed to it
 * @return the number
 */
int bench_repetitions(bench_work *work, void *context);

/**
 * @brief A single run: for what is to be measured in turns with something else, so that both have
 * the same good and bad moments of the machine.
 *
 * @param work        what to do
 * @param context     handed to it
 * @param repetitions how often, at least 1
 * @return the seconds that it took to do it once
 */
double bench_run(bench_work *work, void *context, int repetitions);

/**
 * @brief The median and the quartiles of some numbers.
 *
 * The numbers, put in order, stand at equal steps from 0 to 1; what lies at 1/4, 1/2 and 3/4 is read
 * off the straight line between the two next to it.
 *
 * @param[in,out] seconds (count), put in order
 * @param         count   at least 1
 * @return them
 */
bench_time bench_quartiles(double *seconds, int count);

#endif
