/**
 * @file
 * @brief What is wrong with a function that failed the gradient check, in plain words.
 *
 * Each mistake that is known to be made predicts certain numbers. Those that predict exactly the
 * numbers that were seen, in the case that failed and in all others, explain them.
 */
#ifndef DIAGNOSIS_H
#define DIAGNOSIS_H

#include "gradient_check/gradient_check.h"

/** @brief What was found out about one array that is wrong. */
typedef struct {
    char array[16];    /**< "dw" */
    bool known;        /**< whether a mistake is known that gives these numbers */
    char what[640];    /**< what is wrong, in a sentence or two, each with its full stop */
    char look_at[400]; /**< where to look: function, file, and what to look for there */
} gradient_finding;

/** @brief The most findings of a case: one for each line of its table. */
enum { GRADIENT_FINDINGS = 16 };

/**
 * @brief Find out what is wrong.
 *
 * Runs the functions under test many times, in the case that failed and in all others.
 *
 * @param      failed  a check of which gradient_check_case() has found something wrong; its arrays
 *                     are left as they are (what the test itself keeps is not)
 * @param[out] finding GRADIENT_FINDINGS findings
 * @return how many there are
 */
int gradient_diagnose(const gradient_check *failed, gradient_finding *finding);

#endif
