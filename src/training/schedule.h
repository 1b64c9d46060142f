/**
 * @file
 * @brief A learning-rate schedule: which part of the learning rate each step of a training takes.
 *
 * It rises to 1 (the warm-up), stays there, and falls towards 0. Explained in chapter 14. The
 * cosine: I. Loshchilov, F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR
 * 2017, without the restarts.
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

/** @brief How the rate falls at the end. */
typedef enum {
    SCHEDULE_LINEAR, /**< along a straight line */
    SCHEDULE_COSINE, /**< along half a wave of a cosine: slowly, fast, slowly */
} schedule_fall;

/** @brief A schedule; all counts are at least 0, and warmup + fall is at most steps. */
typedef struct {
    int steps;           /**< in the whole training */
    int warmup;          /**< how many of the first rise; 0: none */
    int fall;            /**< how many of the last fall; 0: none */
    schedule_fall shape; /**< of the fall */
} schedule;

/**
 * @brief The factor of the learning rate in one step.
 *
 * In the warm-up's step i it is (i + 1) / warmup, so that the first step moves, too. In the fall,
 * with r steps to go, this one included, it is x = r / fall, or (1 - cos(pi x)) / 2.
 *
 * @param s    the schedule
 * @param step which, 0 .. s.steps - 1
 * @return the factor, above 0 and at most 1
 */
double schedule_factor(schedule s, int step);

#endif
