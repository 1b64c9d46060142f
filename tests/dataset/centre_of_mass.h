/**
 * @file
 * @brief Where the ink of a picture of 28 x 28 pixels lies.
 *
 * Counted as mnist_form.h says: a pixel of row 3 lies at 3, neither at its edge nor at 3.5.
 */
#ifndef CENTRE_OF_MASS_H
#define CENTRE_OF_MASS_H

#include "dataset/mnist_form.h"

/** @brief The row and column in which a picture would balance, and the sum of its pixels. */
typedef struct {
    double row, column, mass;
} centre;

/** @brief A picture's centre. @param pixels the picture, not all 0 @return it */
static inline centre centre_of_mass(const unsigned char *pixels)
{
    centre c = {0};
    for (int i = 0; i < MNIST_FORM_SIDE * MNIST_FORM_SIDE; i++) {
        c.mass += pixels[i];
        c.row += pixels[i] * (i / MNIST_FORM_SIDE);
        c.column += pixels[i] * (i % MNIST_FORM_SIDE);
    }
    c.row /= c.mass;
    c.column /= c.mass;
    return c;
}

/** @brief The mean of pictures' centres. @param pixels one after the other @param count how many
 * @return it */
static inline centre mean_centre(const unsigned char *pixels, int count)
{
    centre mean = {0};
    for (int n = 0; n < count; n++) {
        const centre c = centre_of_mass(pixels + n * MNIST_FORM_SIDE * MNIST_FORM_SIDE);
        mean.row += c.row / count;
        mean.column += c.column / count;
        mean.mass += c.mass / count;
    }
    return mean;
}

#endif
