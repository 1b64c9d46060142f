/**
 * @file
 * @brief PGM, the simplest file format of grey pictures, read and checked.
 *
 * A PGM file is, with white space between and comments from # to the end of a line:
 *
 *     P2 or P5   P2: the samples are written in digits; P5: in bytes, one white space after the header
 *     width height
 *     maxval     white; 1 .. 65535
 *     samples    row by row; in P5 of two bytes each, the high one first, if maxval is above 255
 *
 * The format is that of J. Poskanzer's Netpbm, manual page pgm(5). Explained in appendix A.
 */
#ifndef PGM_H
#define PGM_H

#include "real.h"
#include "status.h"

/** @brief The most pixels a picture may have: 67 million, more than most cameras take. */
enum { PGM_MOST_PIXELS = 1 << 26 };

/** @brief A grey picture. */
typedef struct {
    int H;            /**< rows, at least 1 */
    int W;            /**< columns, at least 1 */
    real *brightness; /**< (H, W), from 0 = black to 1 = white; owned by the picture */
} pgm_picture;

/**
 * @brief Read a picture.
 *
 * @param[out] p    the picture; free it with pgm_free()
 * @param      path the file, which may be a pipe
 * @return STATUS_OK; STATUS_DATA when the file is missing, damaged, cut short, of another kind or
 *         larger than PGM_MOST_PIXELS; or STATUS_FAILED when memory is short. On failure *p is empty.
 */
status pgm_read(pgm_picture *p, const char *path);

/** @brief Free a picture's memory. @param p the picture */
void pgm_free(pgm_picture *p);

#endif
