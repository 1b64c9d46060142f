/**
 * @file
 * @brief Mistakes that are known to be made in forward and backward functions of any layer: which
 * numbers each of them gives, and how it is said in words.
 */
#ifndef KNOWN_MISTAKES_H
#define KNOWN_MISTAKES_H

#include "gradient_check/checker.h"

/** @brief Which array is taken wrongly. */
typedef enum {
    MISTAKE_NONE,            /**< none: the numbers are the right ones (or a multiple of them) */
    MISTAKE_OWN,             /**< a mistake of this layer, from gradient_check::mistakes */
    MISTAKE_FACTORS_ADDED,   /**< + or - in place of * */
    MISTAKE_LAST_TERM,       /**< of a sum only the term that was computed last is left */
    MISTAKE_ELEMENTWISE,     /**< dx[i] = dy[i] * slope, with a factor wrong or missing */
    MISTAKE_IN_UPSTREAM,     /**< dy is taken wrongly */
    MISTAKE_IN_W,            /**< w is */
    MISTAKE_IN_X,            /**< x is */
    MISTAKE_IN_B,            /**< b is */
    MISTAKE_IN_DECIDED,      /**< what forward decided (argmax) is */
    MISTAKE_IN_BOTH,         /**< dy and what forward decided are, in the same way */
    MISTAKE_BIAS_INDEX,      /**< b or db is taken by another index of y than that of the output */
    MISTAKE_BIAS_PLACES,     /**< b is added in some places only, or too often */
    MISTAKE_RUNNING_SUM,     /**< a sum is not reset */
    MISTAKE_PRODUCTS_SCALED, /**< what is summed is multiplied by something, and b is not */
    MISTAKE_IN_RESULT,       /**< the right numbers are put into wrong places, or not all of them */
} mistake_kind;

/** @brief A hypothesis: an array is taken wrongly in some way, along some index. */
typedef struct {
    mistake_kind kind;           /**< which array, or what else */
    int change;                  /**< in which way, see known_mistakes.c */
    int axis;                    /**< along which index (or which pair of indices) */
    bool unwritten;              /**< what is left out is not 0 but never written */
    const gradient_mistake *own; /**< for MISTAKE_OWN */
} known_mistake;

/** @brief The most hypotheses about one array. */
enum { KNOWN_MISTAKES_MOST = 4096 };

/**
 * @brief All hypotheses about the numbers of an array, the likeliest first.
 *
 * @param      c    the check
 * @param      v    the array
 * @param[out] list KNOWN_MISTAKES_MOST hypotheses
 * @return how many there are
 */
int known_mistakes(const gradient_check *c, const gradient_verdict *v, known_mistake *list);

/**
 * @brief The numbers that a mistake would give.
 *
 * @param      c       a case that gradient_check_case() has checked; x, w, b and dy are changed for a
 *                     while, y.value and the decisions are overwritten
 * @param      v       the array; v->expected holds the right numbers
 * @param      m       the mistake
 * @param[out] numbers (v->t->count) what it would give
 */
void known_mistake_predict(gradient_check *c, const gradient_verdict *v, known_mistake m,
                           double *numbers);

/**
 * @brief A mistake in words.
 *
 * @param      c    the check
 * @param      v    the array
 * @param      m    the mistake; not MISTAKE_NONE
 * @param[out] what the mistake in one sentence, without a full stop
 * @param[out] hint where to look; may be empty
 */
void known_mistake_describe(const gradient_check *c, const gradient_verdict *v, known_mistake m,
                            char what[static 256], char hint[static 256]);

/** @brief What index `axis` of an array means: "image", "kernel row". @param c the check
 * @param t the array @param axis counted from 0 @return the words */
const char *known_mistake_index_name(const gradient_check *c, const gradient_tensor *t, int axis);

/**
 * @brief Copy a sentence, filling in its blanks.
 *
 * @param[out] text     the sentence
 * @param      sentence with an at sign for the array's name, % for that of an index, ~ for what is left in
 *                      places that are left out
 * @param      array,index,hole what is filled in
 */
void known_mistake_fill_in(char text[static 256], const char *sentence, const char *array,
                           const char *index, const char *hole);

#endif
