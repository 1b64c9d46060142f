/**
 * @file
 * @brief How people write the ten digits: a table of strokes, which synthetic_digits.h draws.
 *
 * Explained in appendix A.
 */
#ifndef DIGIT_STYLES_H
#define DIGIT_STYLES_H

enum {
    DIGIT_STYLES = 88,     /**< how many ways of writing there are, all digits together */
    DIGIT_MOST_SPOTS = 16, /**< the most spots in one, a corner counted twice */
};

/**
 * @brief One way of writing one digit.
 *
 * The digit is written into a square of 100 x 100, whose upper left corner is (0, 0), x to the right
 * and y down. `strokes` names the spots that the pen goes through, "x,y" each, in their order and in
 * a smooth curve. Behind a spot, "!" makes it a corner: the pen stops there, and leaves in whatever
 * direction comes next. A lone "|" lifts the pen: the next spot begins a new stroke.
 */
typedef struct {
    int digit;           /**< 0 .. 9 */
    int frequency;       /**< how often it is written, compared with the digit's other styles */
    const char *name;    /**< what is special about it */
    const char *strokes; /**< "14,8 48,5 82,3! 62,36 48,68 42,100" is a 7 */
} digit_style;

/** @brief All styles, those of a digit next to each other, the digits in their order. */
extern const digit_style digit_styles[DIGIT_STYLES];

#endif
