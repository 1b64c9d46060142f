/**
 * @file
 * @brief Ten handwritten digits, from 0 to 9, written into the source: all that
 * chapter 09's network ever learns from.
 *
 * The same ten shades as in digit.h, from a space (paper, 0) to @ (ink, 1). Each digit has 14 rows and
 * 14 columns here; each character becomes a square of 2 x 2 pixels.
 */
#ifndef TEN_DIGITS_H
#define TEN_DIGITS_H

#include <string.h>

#include "digit.h"
#include "real.h"

/** @brief How many digits there are, rows and columns of each, and how many stand side by side. */
enum { TEN = 10, TEN_SIZE = 14, TEN_ACROSS = 5 };

/* clang-format off */
/** @brief Rows of characters: 0 to 4 side by side, below them 5 to 9. */
static const char *const ten_digit_rows[2 * TEN_SIZE] = {
    "                                                                      ",
    "                                                                      ",
    "     *@@*           =@-         :%@@*         :%@@-          +@       ",
    "    *@**@*         *@@:         @@+*@*       .@@*%@-         @#       ",
    "   .@+  +@.       +@+@:        =@.  +@       -@   @#        -@- +     ",
    "   =@    @=        :-@.        .=   -@            @#        %@ .@-    ",
    "   *@    @*         =@             :@@          @@@:       .@= :@:    ",
    "   *@    @*         +@            :@@.          %#@*       *@%%%@%#   ",
    "   =@    @=         +@           -@@              +@       +%%%%@%#   ",
    "   .@+  +@.         *@          -@%          :=   =@           =@     ",
    "    *@**@*          #%         -@%%%%%+      +@*-+@#           +@     ",
    "     *@@*           ##         -%%%%%%+       +@@@#            +@     ",
    "                                                .                     ",
    "                                                                      ",
    "                                                                      ",
    "                                                                      ",
    "    +%%%%%-          .@+       :***##%-        =@@#          +%%=     ",
    "    @%%%%%-         :@@:       +@@@@%@=       =@#*@%        #@#%@*    ",
    "    @*             =@%.             *@        #%  =@       :@-  +@    ",
    "    @+%#-          @#.              @*        #@. *@       -@.  +@    ",
    "   .@@%@@*        =@@@@:        :**#@+        .@@@@+        @%:-@@    ",
    "    *.  =@:       @@--@@        +@@@%+        @@**@%        -@@@@*    ",
    "         @=      :@:  :@:         :@-        =@.  -@:         ..@=    ",
    "    *.  =@:      :@-  -@:         #@         +@   :@:          -@.    ",
    "    @@%@@*        %@++@%         .@+         .@%==@@           *@     ",
    "     +%#-          #@@#          :@           -@@@%.           ##     ",
    "                                                                      ",
    "                                                                      ",
};
/* clang-format on */

/** @brief The digits as numbers from 0 (paper) to 1 (ink). @param[out] x (10, 28, 28) */
static inline void ten_digits_pixels(real *x)
{
    for (int n = 0; n < TEN; n++)
        for (int h = 0; h < DIGIT_SIZE; h++)
            for (int w = 0; w < DIGIT_SIZE; w++) {
                const char *row = ten_digit_rows[n / TEN_ACROSS * TEN_SIZE + h / 2];
                const char *shade = strchr(digit_shades, row[n % TEN_ACROSS * TEN_SIZE + w / 2]);
                x[(n * DIGIT_SIZE + h) * DIGIT_SIZE + w] = (real)(shade - digit_shades) / 9;
            }
}

#endif
