/**
 * @file
 * @brief What several trials of the same experiment say together: their mean, and how far they lie
 * apart.
 *
 * Explained in chapter 11. The divisor n - 1 is called Bessel's correction.
 */
#ifndef SPREAD_H
#define SPREAD_H

/** @brief A summary of some numbers. */
typedef struct {
    double mean; /**< their sum, divided by how many they are */
    double
        deviation; /**< standard deviation of a sample: the root of the sum of the squared distances
                              from the mean, divided by n - 1; 0 for a single number */
    double least, most; /**< the ends of their range */
} spread;

/**
 * @brief Summarise some numbers.
 *
 * @param values (n)
 * @param n      at least 1
 * @return the summary
 */
spread spread_of(const double *values, int n);

#endif
