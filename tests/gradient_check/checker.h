/**
 * @file
 * @brief What the parts of the checker share: a line of the table, and how numbers are compared.
 */
#ifndef CHECKER_H
#define CHECKER_H

#include "gradient_check/gradient_check.h"
#include "gradient_check/numerical_gradient.h"

/** @brief Make and fill the arrays of a case. @param c with `number`, `seed` and `drawn` chosen */
void gradient_make(gradient_check *c);

/** @brief Whether a case is so large that only sums over its arrays are compared. @param c a check
 * @return whether it is */
bool gradient_is_large(const gradient_check *c);

/** @brief Whether of a large case only that is done: what takes long is done with the first seeds.
 * @param c a check @return whether it is */
bool gradient_is_hurried(const gradient_check *c);

/**
 * @brief Call a function, and see that it changes none of the arrays that it may only read.
 *
 * @param c        the check; an array that was changed becomes a line of the table, and is restored
 * @param function c->forward or c->backward
 * @param name     "forward" or "backward"
 */
void gradient_call(gradient_check *c, void (*function)(gradient_check *), const char *name);

/**
 * @brief A new line of the table, for an array or what belongs to it.
 *
 * @param c        the check
 * @param prefix   of its name: "d" for a gradient
 * @param suffix   of its name, if not elements are compared but sums over the whole array; else ""
 * @param t        the array
 * @param function who writes it: "forward" or "backward"
 * @return the line
 */
gradient_verdict *gradient_verdict_new(gradient_check *c, const char *prefix, const char *suffix,
                                       const gradient_tensor *t, const char *function);

/**
 * @brief Compare one number with what it must be, and note the outcome.
 *
 * @param c    the check
 * @param v    the line
 * @param i    the number's place in the array
 * @param seen what was computed
 * @param n    what it must be, and how uncertain that is
 */
void gradient_compare(gradient_check *c, gradient_verdict *v, size_t i, double seen,
                      measured_slope n);

/** @brief Check the slopes along c->directions random directions. @param c after backward
 * @param t x, w or b */
void gradient_check_directions(gradient_check *c, gradient_tensor *t);

/** @brief Check the adjoint identities of a linear layer. @param c after backward */
void gradient_check_adjoint(gradient_check *c);

#endif
