/**
 * @file
 * @brief The number type of every array: `float`, or `double` in the library that checks need.
 *
 * The whole of `src/` is compiled twice from the same files: the target `cnn` has `real` = float,
 * which is fast, and `cnn_double` has `real` = double, whose rounding errors are 500 million times
 * smaller, which is what a numerical gradient of a curved function needs (chapter 06).
 *
 * Constants are written `(real)0.5`. Mathematical functions come from `<tgmath.h>`, where `exp(x)`
 * is `expf` for a float and `exp` for a double.
 */
#ifndef REAL_H
#define REAL_H

#ifndef REAL_IS_DOUBLE
#error                                                                                             \
    "REAL_IS_DOUBLE is not defined: link the CMake target cnn (0) or cnn_double (1), or say -DREAL_IS_DOUBLE=0"
#endif

#include <float.h>

/** @brief The number type. */
#if REAL_IS_DOUBLE
typedef double real;
#else
typedef float real;
#endif

/** @brief The smallest number above 0 that a `real` holds with all its digits. */
#define REAL_MIN (REAL_IS_DOUBLE ? (real)DBL_MIN : (real)FLT_MIN)

#endif
