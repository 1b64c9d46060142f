/**
 * @file
 * @brief The rules by which an output shown in a text equals what the program prints.
 *
 * - Words and integers are exact.
 * - A decimal (digits, a point, digits, perhaps an exponent) has as many digits after the point,
 *   and lies within one unit of its last printed place, or as many units as the marker allows.
 * - A number in front of a unit of time or speed (ns us ms s min, anything "per second" such as
 *   images/s, "% of peak", "times faster") matches any number: it is never the same twice.
 * - Blanks in front of a decimal or of such a number, and at the end of a line, do not count: a
 *   column's width may change with the number in it.
 * - A line of the text that says only "..." stands for any number of lines.
 */
#ifndef OUTPUT_MATCH_H
#define OUTPUT_MATCH_H

#include <stdbool.h>

/**
 * @brief Whether one line of the text equals one line of the output.
 *
 * @param shown  the line in the text
 * @param real   the line that the program prints
 * @param within how many units of the last place a decimal may be off
 * @return whether they are equal
 */
bool line_matches(const char *shown, const char *real, int within);

/** @brief Lines, of a block or of an output. */
typedef struct {
    char *const *at; /**< the lines */
    int count;       /**< how many */
} line_list;

/** @brief Where a block and an output part: an index into each; equal to count at the end. */
typedef struct {
    int shown; /**< line of the block */
    int real;  /**< line of the output */
} mismatch;

/**
 * @brief Whether a block of the text, in which "..." lines skip, equals the whole output.
 *
 * @param      shown  the block
 * @param      real   the output
 * @param      within as for line_matches()
 * @param[out] where  the first lines that differ, if they do
 * @return whether they are equal
 */
bool output_matches(line_list shown, line_list real, int within, mismatch *where);

/** @brief Whether a line of the text stands for any lines. @param line the line
 * @return whether it does */
bool is_skip(const char *line);

/** @brief Remove colours and other escape sequences of terminals. @param line changed in place */
void strip_escapes(char *line);

#endif
