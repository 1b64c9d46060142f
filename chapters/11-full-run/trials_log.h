/**
 * @file
 * @brief The log of the twenty trials that chapter 11 is about, read back.
 *
 * twenty-trials.csv was written by `mnist train --trials 20 --log twenty-trials.csv` with MNIST.
 */
#ifndef TRIALS_LOG_H
#define TRIALS_LOG_H

#include <stdio.h>
#include <stdlib.h>

/** @brief How many trials there are, and steps and epochs of each. */
enum { TRIALS = 20, STEPS = 96, TRIAL_EPOCHS = 2 };

/** @brief What is known of a trial: the loss of each step, accuracies in percent. */
typedef struct {
    double loss[STEPS], validation[TRIAL_EPOCHS], test;
} trial_log;

/** @brief A field that may be empty. @param[in,out] at the field, then the next one
 * @param[out] value stays as it is if the field is empty */
static inline void read_accuracy(const char **at, double *value)
{
    if (**at != ',') {
        char *end;
        *value = strtod(*at, &end);
        *at = end;
    }
    ++*at;
}

/** @brief Read the log. @param[out] trials (TRIALS) @return whether all is there */
static inline int trials_read(trial_log *trials)
{
    char line[256];
    int rows = 0, trial, epoch, iteration, accuracies;
    double loss;
    FILE *file = fopen(TRIALS_CSV, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%d,%*d,%d,%d,%lf,%n", &trial, &epoch, &iteration, &loss, &accuracies) ==
                4 &&
            1 <= trial && trial <= TRIALS && 1 <= epoch && epoch <= TRIAL_EPOCHS &&
            1 <= iteration && iteration <= STEPS) {
            const char *at = line + accuracies;
            trials[trial - 1].loss[iteration - 1] = loss;
            read_accuracy(&at, &trials[trial - 1].validation[epoch - 1]);
            read_accuracy(&at, &trials[trial - 1].test);
            rows++;
        }
    }
    if (file != NULL)
        fclose(file);
    if (rows != TRIALS * STEPS)
        fprintf(stderr, "'%s' has %d rows of %d\n", TRIALS_CSV, rows, TRIALS * STEPS);
    return rows == TRIALS * STEPS;
}

#endif
