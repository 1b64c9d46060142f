/**
 * @file
 * @brief The slope of a curved function, with an estimate of its error: in short, for a row of three
 * logits, what extrapolate() of tests/gradient_check/numerical_gradient.c does for any layer.
 */
#ifndef EXTRAPOLATION_H
#define EXTRAPOLATION_H

#include <float.h>
#include <math.h>

#include "layers/softmax.h"

/** @brief Logits of a row, and rows and columns of the table of slopes. */
enum { K = 3, ROWS = 10 };

/** @brief A row of logits, and the gradient that comes from above. */
typedef struct {
    real x[K];  /**< logits */
    real dy[K]; /**< the loss's slope with respect to each probability */
} one_row;

/** @brief The loss of chapter 02, sum of dy * y, with logit k moved by h. @param[out] size how large
 * its terms are, sum of |dy * y| @param r the row @param k which logit @param h the step
 * @return the loss */
static inline double loss(double *size, const one_row *r, int k, double h)
{
    real x[K], y[K];
    for (int j = 0; j < K; j++)
        x[j] = j == k ? r->x[j] + h : r->x[j];
    softmax_forward(y, x, 1, K);
    double sum = 0;
    *size = 0;
    for (int j = 0; j < K; j++) {
        sum += r->dy[j] * y[j];
        *size += fabs(r->dy[j] * y[j]);
    }
    return sum;
}

/** @brief (loss at h - loss at -h) / 2h. @param[out] size of the loss's terms @param r the row
 * @param k which logit @param h the step @return the slope */
static inline double difference(double *size, const one_row *r, int k, double h)
{
    const double above = loss(size, r, k, h);
    return (above - loss(size, r, k, -h)) / (2 * h);
}

/** @brief A slope, and by how much it may be wrong. */
typedef struct {
    double slope;    /**< the derivative of the loss */
    double apart;    /**< how far it lies from its neighbours in the table */
    double rounding; /**< how far rounding may have moved it */
} measured;

/** @brief Central differences with h = 1/2, 1/4, 1/8, ..., extrapolated to h = 0; the entry with the
 * smallest estimate. @param[out] table all entries @param r the row @param k which logit
 * @return that entry */
static inline measured extrapolate(double table[ROWS][ROWS], const one_row *r, int k)
{
    double h = 0.5, size;
    measured best = {.apart = INFINITY};
    for (int row = 0; row < ROWS; row++, h /= 2) {
        table[row][0] = difference(&size, r, k, h);
        const double rounding = DBL_EPSILON * size / h;
        double power = 1;
        for (int column = 1; column <= row; column++) {
            power *= 4;
            const double rougher = table[row][column - 1], before = table[row - 1][column - 1];
            table[row][column] = rougher + (rougher - before) / (power - 1);
            const double apart =
                fmax(fabs(table[row][column] - rougher), fabs(table[row][column] - before));
            if (apart + rounding < best.apart + best.rounding)
                best = (measured){table[row][column], apart, rounding};
        }
    }
    return best;
}

#endif
