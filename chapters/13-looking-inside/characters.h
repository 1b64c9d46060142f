/*
 * Numbers as characters, a row at a time: with them the program of chapter 13 draws filters, maps
 * and slopes. tint.h draws numbers in colours, for the figures.
 */
#ifndef CHARACTERS_H
#define CHARACTERS_H

#include <tgmath.h>
#include <stdio.h>

#include "digit.h"
#include "real.h"

static inline real largest_magnitude(const real *values, int count)
{
    real largest = 0;
    for (int i = 0; i < count; i++)
        largest = fmax(largest, fabs(values[i]));
    return largest;
}

/* Numbers of either sign: = and - for strongly and slightly negative ones, + and # for slightly and
 * strongly positive ones, compared with `largest`; a blank near 0. */
static inline void print_signs(const real *values, int count, real largest)
{
    static const char signs[] = "=- +#";
    for (int i = 0; i < count; i++) {
        const double v = (double)(values[i] / largest);
        putchar(signs[2 + (v > 0.2) + (v > 0.6) - (v < -0.2) - (v < -0.6)]);
    }
}

/* Numbers from 0 to `largest`, in the ten shades of chapter 1's digit. */
static inline void print_shades(const real *values, int count, real largest)
{
    for (int i = 0; i < count; i++)
        putchar(digit_shades[(int)(9 * values[i] / largest)]);
}

#endif
