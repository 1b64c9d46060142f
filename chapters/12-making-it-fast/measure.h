/**
 * @file
 * @brief How chapter 12 measures.
 */
#ifndef MEASURE_H
#define MEASURE_H

/** @brief A line of measured.h. */
typedef struct {
    const char *name;    /**< of the stage */
    int threads;         /**< how many it ran on */
    double microseconds; /**< a training step took for one image */
    double gflops;       /**< its speed */
} measurement;

/** @brief The one in the middle, of several measurements. @param value (count), sorted afterwards
 * @param count an odd number @return the median */
double median(double *value, int count);

/** @brief The most multiplications and additions that one core does in a second, on numbers that are
 * already in registers: the best of a few short attempts. @return GFLOP/s */
double peak_of_one_core(void);

/** @brief Print the figures of measured.h, which ladder.svg shows. */
void print_measured(void);

/** @brief Write such a file, or end the program if it cannot be written. @param path of the file
 * @param m (stages) @param stages how many @param peak of one core, in GFLOP/s */
void write_measured(const char *path, const measurement *m, int stages, double peak);

/** @brief Print what numbers that are too small for full precision cost, and whether training meets
 * any. */
void print_denormals(void);

#endif
