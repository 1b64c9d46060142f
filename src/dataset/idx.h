/**
 * @file
 * @brief IDX, the file format of MNIST: arrays of bytes, read whole and checked, and written.
 *
 * An IDX file is a header and the elements of one array, the last index running fastest:
 *
 * | bytes         | meaning                                                             |
 * | ------------- | ------------------------------------------------------------------- |
 * | 00 00         | always zero                                                         |
 * | 1 byte        | type of an element; 08 = unsigned byte, the only one that MNIST uses |
 * | 1 byte        | number of dimensions: 1 for labels, 3 for pictures                  |
 * | 4 bytes each  | size of each dimension, the most significant byte first             |
 * | all the rest  | the elements                                                        |
 *
 * The format is that of Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten
 * digits". Explained in chapter 10.
 */
#ifndef IDX_H
#define IDX_H

#include "status.h"

enum {
    IDX_LABELS = 1,         /**< dimensions of labels: (count) */
    IDX_PICTURES = 3,       /**< dimensions of pictures: (count, H, W) */
    IDX_MOST_DIMENSIONS = 3 /**< more are neither read nor written */
};

/** @brief The most elements that a file may have: 1 GiB, more than twenty times MNIST. A header
 * that promises more is taken for a damaged one. */
enum { IDX_MOST_ELEMENTS = 1 << 30 };

/** @brief An array of bytes with its shape. */
typedef struct {
    int dimensions;                /**< 1 .. IDX_MOST_DIMENSIONS */
    int size[IDX_MOST_DIMENSIONS]; /**< size of each dimension, at least 1; beyond them 0 */
    const unsigned char *elements; /**< all elements, row-major */
} idx_array;

/**
 * @brief Read an IDX file of unsigned bytes.
 *
 * Every part of the file is checked against every other: a file that is one byte too short or too
 * long is refused.
 *
 * @param[out] a          the array; free it with idx_free()
 * @param      path       the file
 * @param      dimensions how many dimensions it must have: IDX_LABELS or IDX_PICTURES, or 2
 * @return STATUS_OK; or STATUS_DATA when the file is missing, damaged or of another kind; or
 *         STATUS_FAILED when memory is short. On failure *a is empty.
 */
status idx_read(idx_array *a, const char *path, int dimensions);

/** @brief Free what idx_read() allocated; the array is empty afterwards. @param a the array */
void idx_free(idx_array *a);

/**
 * @brief Write an IDX file of unsigned bytes.
 *
 * The bytes go to `<path>.part`, which takes its final name only when it is complete: whatever
 * happens, no half file lies at `path`, and an older file there is replaced or left as it was.
 *
 * @param path the file; its folder must exist
 * @param a    the array, of 1 to IDX_MOST_ELEMENTS elements
 * @return STATUS_OK; or STATUS_FAILED when the file could not be written, and then `<path>.part` is
 *         removed
 */
status idx_write(const char *path, idx_array a);

#endif
