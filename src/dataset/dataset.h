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

/** @brief Pictures with their labels: a view, whose arrays belong to somebody else or to
 * dataset_free(). */
typedef struct {
    int count;                   /**< how many pictures */
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
 * Reads `<folder>/<name>-images-idx3-ubyte` and `<folder>/<name>-labels-idx1-ubyte`.
 *
 * @param[out] d      the pictures; free them with dataset_free()
 * @param      folder where the files lie
 * @param      name   "train" or "t10k", as MNIST calls its training and its test set
 * @return STATUS_OK; or STATUS_DATA when a file is missing, damaged, of another kind, or does not
 *         fit the other; or STATUS_FAILED when memory is short. On failure *d is empty.
 */
status dataset_read(dataset *d, const char *folder, const char *name);

/** @brief Free what dataset_read() allocated; the set is empty afterwards. @param d the set */
void dataset_free(dataset *d);

/**
 * @brief A part of a set, as a view of the same arrays (not to be freed).
 *
 * @param d     the whole
 * @param first index of the part's first picture
 * @param count how many pictures; first + count <= d.count
 */
dataset dataset_slice(dataset d, int first, int count);

/**
 * @brief Gather a batch: x[n] is picture order[n], its pixels divided by 255, and label[n] its
 * label.
 *
 * @param[out] x     (N, 1, H, W)
 * @param[out] label (N)
 * @param      d     where the pictures are
 * @param      order (N) indices of pictures, each 0 .. d.count - 1
 * @param      N     how many
 */
void dataset_batch(real *x, int *label, dataset d, const int *order, int N);

#endif
