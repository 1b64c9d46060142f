/**
 * @file
 * @brief How chapter 12 measures.
 */
#ifndef MEASURE_H
#define MEASURE_H

/** @brief The one in the middle, of several measurements. @param value (count), sorted afterwards
 * @param count an odd number @return the median */
double median(double *value, int count);

/** @brief The most multiplications and additions that one core does in a second, on numbers that are
 * already in registers: the best of a few short attempts. @return GFLOP/s */
double peak_of_one_core(void);

/** @brief Print what numbers that are too small for full precision cost, and whether training meets
 * any. */
void print_denormals(void);

#endif
