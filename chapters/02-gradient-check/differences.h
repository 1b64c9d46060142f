/**
 * @file
 * @brief A function whose slope is known, and two ways to measure it.
 */
#ifndef DIFFERENCES_H
#define DIFFERENCES_H

/** @brief The function: 1 / x, whose slope at x is -1 / x^2. @param x not 0 @return 1 / x */
static inline double f(double x)
{
    return 1 / x;
}

/** @brief One step up. The error is about h / 2 times the second derivative. @param x where
 * @param h the step @return the slope */
static inline double forward_difference(double x, double h)
{
    const double above = x + h;
    return (f(above) - f(x)) / (above - x); /* x + h is rounded: this is the step really taken */
}

/** @brief One step up, one down. The error is about h^2 / 6 times the third derivative.
 * @param x where @param h the step @return the slope */
static inline double central_difference(double x, double h)
{
    const double above = x + h, below = x - h;
    return (f(above) - f(below)) / (above - below);
}

#endif
