/**
 * @file
 * @brief The log of a training run: a CSV file with a row for each iteration.
 *
 * Its columns are trial, seed, epoch, iteration, loss, validation_accuracy, test_accuracy, seconds.
 * Accuracies, in percent, stand in the last row of an epoch and of a trial; elsewhere they are
 * empty. Seconds count from the beginning of the trial. Each row is in the file as soon as its epoch
 * is over, so that the file can be followed while training goes on.
 */
#ifndef TRAINING_LOG_H
#define TRAINING_LOG_H

#include <stdint.h>
#include <stdio.h>

#include "status.h"

/** @brief A log that is being written. */
typedef struct {
    FILE *file;       /**< NULL for a log that nobody asked for */
    const char *path; /**< its name; the caller's */
} training_log;

/** @brief One row. */
typedef struct {
    int trial, epoch, iteration; /**< each from 1; iterations count through the epochs */
    uint64_t seed;               /**< of the trial */
    double loss;                 /**< of the iteration's batch */
    double validation_accuracy;  /**< in percent, or NAN for an empty field */
    double test_accuracy;        /**< likewise */
    double seconds;              /**< since the trial began */
} training_log_row;

/**
 * @brief Begin a log, with the names of the columns.
 *
 * @param[out] log  the log
 * @param      path its file, replaced if it is there; or NULL for a log that swallows its rows
 * @return STATUS_OK, or STATUS_FAILED
 */
status training_log_open(training_log *log, const char *path);

/** @brief Add a row. @param log the log @param row the row */
void training_log_add(training_log *log, training_log_row row);

/** @brief End the log. @param log the log @return STATUS_OK; or STATUS_FAILED when anything could not
 * be written */
status training_log_close(training_log *log);

#endif
