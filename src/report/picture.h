/**
 * @file
 * @brief Pictures and bars made of characters.
 */
#ifndef PICTURE_H
#define PICTURE_H

/**
 * @brief One line of a picture in characters, darker ones for more ink.
 *
 * A character is twice as high as wide, so each stands for two rows of pixels: a picture of 28 x 28
 * makes 14 lines of 28 characters.
 *
 * @param[out] text   (W + 1)
 * @param      pixels (H, W), 0 = paper, 255 = ink
 * @param      H      rows
 * @param      W      columns
 * @param      line   which line, 0 .. (H + 1) / 2 - 1
 */
void picture_line(char *text, const unsigned char *pixels, int H, int W, int line);

/**
 * @brief A bar whose length tells a share.
 *
 * @param[out] text  (width + 1) the bar, and spaces up to its width
 * @param      width its full length, for a share of 1
 * @param      share from 0 to 1
 */
void picture_bar(char *text, int width, double share);

#endif
