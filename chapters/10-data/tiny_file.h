/**
 * @file
 * @brief A whole IDX file, written by hand: two pictures of 3 x 4 pixels. The same bytes are in
 * tests/dataset/idx_test.c.
 */
#ifndef TINY_FILE_H
#define TINY_FILE_H

/** @brief Bytes before the first pixel, and in the whole file: 16 + 2 x 3 x 4. */
enum { TINY_HEADER = 16, TINY_BYTES = 40 };

/* clang-format off */
/** @brief The bytes. */
static const unsigned char tiny_file[TINY_BYTES] = {
    0x00, 0x00, 0x08, 0x03, /* unsigned bytes, three dimensions */
    0x00, 0x00, 0x00, 0x02, /* 2 pictures */
    0x00, 0x00, 0x00, 0x03, /* of 3 rows */
    0x00, 0x00, 0x00, 0x04, /* of 4 columns */
    0x0b, 0x0c, 0x0d, 0x0e, /* picture 0, row 0 */
    0x00, 0xff, 0x17, 0x18, /*            row 1 */
    0x1f, 0x20, 0x21, 0x22, /*            row 2 */
    0x29, 0x2a, 0x2b, 0x2c, /* picture 1, row 0 */
    0x33, 0x34, 0x35, 0x36, /*            row 1 */
    0x3d, 0x3e, 0x3f, 0x40, /*            row 2 */
};
/* clang-format on */

#endif
