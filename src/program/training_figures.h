/**
 * @file
 * @brief The figures that a training run leaves in its output folder.
 */
#ifndef TRAINING_FIGURES_H
#define TRAINING_FIGURES_H

#include "program/data_source.h"
#include "report/figures.h"
#include "status.h"

/** @brief What the files are called, for a message. */
extern const char training_figure_names[];

/**
 * @brief Draw the loss of all trials, the first sixty test pictures, the confusion matrix and the
 * architecture.
 *
 * @param folder    where to, an existing folder
 * @param trials    (count)
 * @param count     how many, at least 1
 * @param data      the data, for their test set
 * @param predicted (data->test.count) what a network sees in it
 * @return STATUS_OK; or STATUS_FAILED when a file cannot be written
 */
status training_figures(const char *folder, const figure_trial *trials, int count,
                        const data_source *data, const unsigned char *predicted);

#endif
