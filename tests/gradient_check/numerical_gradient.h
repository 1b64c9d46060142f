/**
 * @file
 * @brief Measuring a derivative: central differences, and their extrapolation with an estimate of
 * its own error.
 */
#ifndef NUMERICAL_GRADIENT_H
#define NUMERICAL_GRADIENT_H

#include "gradient_check/gradient_check.h"

/** @brief Where to measure: at one element of an array, or, if there is a direction, along it. */
typedef struct {
    gradient_tensor *t;    /**< one of the arrays of the check */
    size_t element;        /**< which element is moved by h */
    const real *direction; /**< (t->count): all elements are moved, by h * direction; or NULL */
} measuring_place;

/** @brief A measured slope. */
typedef struct {
    double slope; /**< the derivative of the loss */
    double error; /**< by how much it may be wrong; < 0 if every step h crosses a kink */
} measured_slope;

/** @brief The loss as it is now, sum over i of dy[i] * y[i]; y is left in c->y_now. @param c a check
 * whose arrays are made and filled @return the loss */
double measured_loss(gradient_check *c);

/**
 * @brief The slope of the loss: (loss at element + h - loss at element - h) / 2h.
 *
 * @param c       a check whose arrays are made and filled
 * @param element an element of one of its arrays
 * @param h       the step
 * @return the slope
 */
double numerical_gradient(gradient_check *c, real *element, double h);

/**
 * @brief The slope of the loss by the check's method: exactly, or with an estimate of its error.
 *
 * @param c  a check whose arrays are made and filled
 * @param at where
 * @return the slope
 */
measured_slope measure_slope(gradient_check *c, measuring_place at);

#endif
