/**
 * @file
 * @brief The built-in digits: drawn from strokes, in MNIST's form, for whoever has no MNIST.
 *
 * A digit is written as a person might write it: in one of the styles of digit_styles.h, by a shaky
 * hand with a slant, a pen and proportions of its own. The picture is brought into the form that
 * MNIST's authors gave theirs (mnist_form.h), so that a network that learns from drawn digits reads
 * handwritten ones, too.
 *
 * Explained in appendix A.
 */
#ifndef SYNTHETIC_DIGITS_H
#define SYNTHETIC_DIGITS_H

#include <stdint.h>

#include "dataset/dataset.h"
#include "numerics/random.h"
#include "status.h"

/**
 * @brief Draw a set of digits: picture i is a digit i % 10, so that all are equally many.
 *
 * Picture i depends on the seed and on i alone: a larger set begins with the pictures of a smaller
 * one, and the number of threads changes nothing. Nor does the compiler or the C library: the
 * arithmetic is that of IEEE 754, whose results are fixed to the last bit. Drawn by the team of
 * parallel.h.
 *
 * @param[out] d     the pictures, 28 x 28; free them with dataset_free()
 * @param      count how many, at least 1
 * @param      seed  another seed, other pictures
 * @return STATUS_OK; or STATUS_FAILED when memory is short, and then *d is empty
 */
status synthetic_digits_make(dataset *d, int count, uint64_t seed);

/**
 * @brief Draw one digit in a given style. It looks different each time, as the generator goes on.
 *
 * @param[out] pixels (28, 28), 0 = paper, 255 = ink
 * @param      style  an index into digit_styles
 * @param      r      the generator: the same state gives the same picture
 */
void synthetic_digits_draw(unsigned char *pixels, int style, random_generator *r);

#endif
