/**
 * @file
 * @brief The pictures of this project, each an SVG file: loss, digits, architecture, confusion.
 *
 * Every function draws one file from plain arrays, which stay the caller's. The same arrays make
 * the same bytes. A chart of any other lines is drawn by chart.h.
 *
 * Explained in appendix A.
 */
#ifndef FIGURES_H
#define FIGURES_H

#include <stdint.h>

#include "network/network.h"
#include "status.h"

/** @brief What is known of one training run. */
typedef struct {
    uint64_t seed;        /**< its seed */
    double test_accuracy; /**< 0 .. 1, or NaN if it is not known */
    const double *loss;   /**< (iterations), of one batch after the other */
    int iterations;       /**< at least 1, with at least one loss that is positive and finite */

    const double *validation_iteration; /**< (validations) after how many iterations */
    const double *validation_loss;      /**< (validations) the loss over the validation set */
    int validations;                    /**< how many; may be 0 */
} figure_trial;

/**
 * @brief The loss over the iterations, all trials on one pair of axes.
 *
 * The axis of the loss is logarithmic, so that early spikes near 10 and the end near 0.1 are both
 * seen. A guide stands at ln(classes), the loss of somebody who guesses. Up to 8 trials are named
 * with seed and test accuracy; of more, only the lines are drawn, all in one colour. A loss that is
 * not finite leaves a gap.
 *
 * @param path    of the SVG file
 * @param trials  (count)
 * @param count   how many
 * @param classes how many classes there are, at least 2
 * @return STATUS_OK; or STATUS_FAILED when there is no trial, a trial has no loss to be drawn,
 *         memory is short, or the file cannot be written
 */
status figure_loss(const char *path, const figure_trial *trials, int count, int classes);

/**
 * @brief A grid of pictures, ten in a row, with what they are and what they were taken for.
 *
 * @param path      of the SVG file
 * @param title     the heading
 * @param pixels    (count, H, W), 0 = paper, 255 = ink
 * @param H         rows of a picture, positive
 * @param W         columns of a picture, positive
 * @param truth     (count) what each picture shows
 * @param predicted (count) what the network says, wrong ones are marked in red; or NULL: only the
 *                  truth stands below each picture
 * @param count     how many
 * @return STATUS_OK; or STATUS_FAILED when there is no picture or the file cannot be written
 */
status figure_digits(const char *path, const char *title, const unsigned char *pixels, int H, int W,
                     const unsigned char *truth, const int *predicted, int count);

/**
 * @brief The layers of a network as coloured boxes, with shapes and numbers of parameters.
 *
 * @param path  of the SVG file
 * @param shape of the network, as network_create() takes it
 * @return STATUS_OK; or STATUS_FAILED when the file cannot be written
 */
status figure_architecture(const char *path, network_shape shape);

/** @brief How many rows and columns the confusion matrix has. */
enum { FIGURE_CLASSES = 10 };

/**
 * @brief The confusion matrix: how often each digit was taken for each.
 *
 * Right answers, on the diagonal, and mistakes have a colour scale each, else a few mistakes
 * would not be seen beside a thousand right answers. In the margins: recall, the share of a row
 * that is right, and precision, the share of a column.
 *
 * @param path   of the SVG file
 * @param counts (10, 10), each at least 0: counts[truth * 10 + predicted]
 * @return STATUS_OK; or STATUS_FAILED when all counts are 0 or the file cannot be written
 */
status figure_confusion(const char *path, const int *counts);

#endif
