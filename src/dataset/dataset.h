/**
 * @file
 * @brief Labelled pictures in memory: loaded once as bytes, split, and handed out in batches.
 *
 * Bytes stay bytes (55 MB for MNIST instead of 220 MB) until a batch is made of them.
 */
#ifndef DATASET_H
#define DATASET_H

#include "real.h"
#include "status.h"

/**
 * @brief Pictures with their labels: a view, whose arrays belong to somebody else or, after
 * dataset_read(), to the set itself, until dataset_free().
 */
typedef struct {
    int count;                   /**< how many pictures; 0 in an empty set */
    int H;                       /**< rows of a picture */
    int W;                       /**< columns of a picture */
    const unsigned char *pixels; /**< (count, H, W), 0 = paper, 255 = ink */
    const unsigned char *labels; /**< (count), each 0 .. 9 */
} dataset;

/** @brief How many classes the labels name: the digits 0 to 9. */
enum { DATASET_CLASSES = 10 };

/**
 * @brief Read a set of pictures and labels from a folder of IDX files.
 *
 * Reads `<folder>/<name>-images-idx3-ubyte` and `<folder>/<name>-labels-idx1-ubyte`, as MNIST's
 * authors spell the names, or else `<name>-images.idx3-ubyte` and `<name>-labels.idx1-ubyte`, as
 * some who hand MNIST on spell them. Pictures may have any size: whoever needs 28 x 28 looks at H
 * and W.
 *
 * @param[out] d      the pictures; free them with dataset_free()
 * @param      folder where the files lie; not empty, "." is the current folder
 * @param      name   "train" or "t10k", as MNIST calls its training and its test set
 * @return STATUS_OK; or STATUS_DATA when a file is missing, damaged, of another kind, or does not
 *         fit the other, or when a label is above 9; or STATUS_FAILED when memory is short. On
 *         failure *d is empty.
 */
status dataset_read(dataset *d, const char *folder, const char *name);

/**
 * @brief Write a set as two IDX files that dataset_read() finds again, each complete or not at all.
 *
 * @param d      the pictures, at least one
 * @param folder an existing folder
 * @param name   "train" or "t10k"
 * @return STATUS_OK; or STATUS_FAILED when a file could not be written
 */
status dataset_write(dataset d, const char *folder, const char *name);

/**
 * @brief Free what dataset_read() allocated; the set is empty afterwards. Its slices end with it.
 *
 * @param d the set, as dataset_read() left it; not a slice
 */
void dataset_free(dataset *d);

/**
 * @brief A part of a set, as a view of the same arrays (not to be freed).
 *
 * @param d     the whole
 * @param first index of the part's first picture, 0 .. d.count
 * @param count how many pictures, 0 .. d.count - first
 * @return the part
 */
dataset dataset_slice(dataset d, int first, int count);

/**
 * @brief Gather a batch: x[n] is picture order[n], its pixels divided by 255, and label[n] its
 * label.
 *
 * Each quotient is the number nearest to pixel / 255 that a `real` can hold.
 *
 * @param[out] x     (N, 1, H, W)
 * @param[out] label (N), each 0 .. 9
 * @param      d     where the pictures are
 * @param      order (N) indices of pictures, each 0 .. d.count - 1, in any order, repeats allowed
 * @param      N     how many, at least 1
 */
void dataset_batch(real *x, int *label, dataset d, const int *order, int N);

#endif
