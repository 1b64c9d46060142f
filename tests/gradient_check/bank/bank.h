/**
 * @file
 * @brief The bank of wrong functions: each must be found out, and for the right reason.
 *
 * A checker that never says "wrong" is easily written. So the checker is checked, too: functions that
 * are wrong on purpose are handed to it, and it must reject each, blame the array that is wrong and no
 * other, and name the mistake.
 */
#ifndef BANK_H
#define BANK_H

#include "gradient_check/gradient_check.h"

/**
 * @brief Hand a wrong function to the gradient check, and expect that it is found out.
 *
 * @param check the check of the layer, with the wrong function in it
 * @param array whose numbers the mistake spoils: "dw"; NULL if it spoils several arrays
 * @param words what the diagnosis must contain
 */
void bank_expect(const gradient_check *check, const char *array, const char *words);

/** @brief Hand right functions to the gradient check, and expect no alarm. @param check the check */
void bank_expect_right(const gradient_check *check);

/** @brief The verdict on all that was expected. @return the exit status of the test */
int bank_result(void);

#endif
