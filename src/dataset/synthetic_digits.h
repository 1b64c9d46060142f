/**
 * @file
 * @brief The built-in digits: drawn from strokes, in MNIST's form, for whoever has no MNIST.
 *
 * Each digit has several styles, as people write them. A style is a path of points; each time it is
 * drawn, points, slant, proportions, pen and ink vary. The picture is brought into the form that
 * MNIST's authors gave theirs: the digit fits a box of 20 x 20, and its centre of mass lies in the
 * middle of 28 x 28. Explained in appendix A.
 */
#ifndef SYNTHETIC_DIGITS_H
#define SYNTHETIC_DIGITS_H

#include <stdint.h>

#include "dataset/dataset.h"
#include "numerics/random.h"
#include "status.h"

/** @brief Rows and columns of a picture. */
enum { SYNTHETIC_DIGITS_SIZE = 28 };

/**
 * @brief Make a set of drawn digits, as many of one digit as of another (but for a remainder).
 *
 * Picture i depends on the seed and on i alone: a larger set begins with the smaller one. Drawn by
 * the team of parallel.h.
 *
 * @param[out] d     the set; free it with dataset_free()
 * @param      count pictures, at least 1
 * @param      seed  another seed, other pictures
 * @return STATUS_OK, or STATUS_FAILED when memory is short
 */
status synthetic_digits_make(dataset *d, int count, uint64_t seed);

/**
 * @brief Draw one digit, in a style chosen at random, common ones more often.
 *
 * @param[out] pixels (28, 28), 0 = paper, 255 = ink
 * @param      digit  0 .. 9
 * @param      r      the generator
 */
void synthetic_digits_draw(unsigned char *pixels, int digit, random_generator *r);

/** @brief How many styles there are in all. @return at least 30 */
int synthetic_digits_styles(void);

/**
 * @brief Draw a digit in a given style.
 *
 * @param[out] pixels (28, 28), 0 = paper, 255 = ink
 * @param      style  0 .. synthetic_digits_styles() - 1
 * @param      r      the generator
 * @return which digit it is
 */
int synthetic_digits_draw_style(unsigned char *pixels, int style, random_generator *r);

#endif
