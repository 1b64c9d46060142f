/**
 * @file
 * @brief One handwritten digit, written into the source: what the programs of the first chapters
 * look at, until chapter 10 reads real ones from files.
 *
 * Ten characters stand for ten shades, from a space (paper, 0) to @ (ink, 1).
 */
#ifndef DIGIT_H
#define DIGIT_H

#include <string.h>

#include "real.h"

/** @brief Rows and columns of the digit, those of every MNIST picture. */
enum { DIGIT_SIZE = 28 };

/** @brief The shades, from paper to ink. */
static const char digit_shades[] = " .:-=+*#%@";

/** @brief A five. */
static const char *const digit_rows[DIGIT_SIZE] = {
    "                            ", "                            ", "                            ",
    "                            ", "           .::-==+++        ", "         =@@@@@@@@@@=       ",
    "         *@@@@@@@@%#:       ", "         %@*-::.            ", "         @@+                ",
    "        :@@-                ", "        -@@+#%%#=.          ", "        =@@@@@@@@@=         ",
    "        *@@@#**#@@@=        ", "        -%+     -%@%        ", "                 -@@-       ",
    "                  @@=       ", "                 .@@=       ", "                 -@@:       ",
    "                 #@%        ", "       =:      .#@@=        ", "      +@@*-::-+@@@*         ",
    "      =@@@@@@@@@@+          ", "       :*@@@@@@*:           ", "          :--:              ",
    "                            ", "                            ", "                            ",
    "                            ",
};

/** @brief The digit as numbers from 0 (paper) to 1 (ink). @param[out] x (28, 28) */
static inline void digit_pixels(real *x)
{
    for (int h = 0; h < DIGIT_SIZE; h++)
        for (int w = 0; w < DIGIT_SIZE; w++) {
            const char *shade = strchr(digit_shades, digit_rows[h][w]);
            x[h * DIGIT_SIZE + w] = (real)(shade - digit_shades) / 9;
        }
}

#endif
