/**
 * @file
 * @brief The numerical gradient check: does backward compute the derivatives of forward?
 *
 * Explained in chapter 02. To check a layer, say how to make its arrays and how to call it:
 *
 *     static void make(gradient_check *c)
 *     {
 *         c->x = gradient_tensor_new("x", 2, 3, 5, 0);
 *         c->y = gradient_tensor_new("y", 2, 3, 5, 0);
 *         gradient_fill_normal(&c->x, &c->random);
 *     }
 *     static void forward(gradient_check *c)
 *     {
 *         tanh_forward(c->y.value, c->x.value, c->x.count);
 *     }
 *     static void backward(gradient_check *c)
 *     {
 *         tanh_backward(c->x.gradient, c->y.gradient, c->y.value, c->x.count);
 *     }
 *     int main(int argc, char **argv)
 *     {
 *         gradient_check check = {.layer = "tanh", .method = GRADIENT_CENTRAL, .cases = 1,
 *                                 .make = make, .forward = forward, .backward = backward};
 *         return gradient_check_main(&check, argc, argv);
 *     }
 */
#ifndef GRADIENT_CHECK_H
#define GRADIENT_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "numerics/random.h"
#include "real.h"

/** @brief How the numerical gradient is found and how it must agree with backward's. */
typedef enum {
    /** The layer is linear (or piecewise linear) in each array, and all numbers are small integers:
     * h = 1, and both gradients must be equal (`==`). For the float build. */
    GRADIENT_EXACT,
    /** The layer is curved: central differences with h = 1e-5, and a relative difference
     * |a - n| / max(|a|, |n|, 1e-3) below 1e-7. For the double build. */
    GRADIENT_CENTRAL,
} gradient_method;

/** @brief An array of the layer under test, with its gradient beside it. */
typedef struct {
    const char
        *name;      /**< as in the layer's header: "x", "w", "b", "y"; its gradient is "dx", ... */
    int rank;       /**< how many indices it has, 1 .. 4 */
    int shape[4];   /**< the length of each index, the slowest first */
    size_t count;   /**< elements; 0 for an array that the layer does not have */
    real *value;    /**< (count), with guard words before and behind */
    real *gradient; /**< (count), likewise; for y it is the gradient dy that comes from above */
} gradient_tensor;

/** @brief What is wrong with an array, if anything. */
typedef enum {
    GRADIENT_RIGHT,         /**< nothing */
    GRADIENT_WRONG_VALUE,   /**< an element differs from what it must be */
    GRADIENT_NOT_FINITE,    /**< an element is NaN or infinite: not written, or computed wrongly */
    GRADIENT_WROTE_OUTSIDE, /**< a guard word before or behind the array was changed */
    GRADIENT_CHANGED_INPUT, /**< an array that is only to be read was changed */
} gradient_problem;

/** @brief One line of the table: the outcome for one array. */
typedef struct {
    char name[8];             /**< "y" for forward's result, "dx", "dw", "db" for gradients */
    const gradient_tensor *t; /**< the array */
    gradient_problem problem; /**< what is wrong, if anything */
    size_t checked;           /**< elements that were compared */
    size_t wrong;             /**< how many of them failed */
    size_t first_wrong;       /**< the first that failed */
    size_t worst;             /**< the one with the largest error */
    double worst_error;       /**< its error, |a - n|, relative with GRADIENT_CENTRAL */
    double seen, expected;    /**< both numbers for `first_wrong` */
} gradient_verdict;

typedef struct gradient_check gradient_check;

/** @brief A layer under test. Fill in the first part; the checker fills in the second. */
struct gradient_check {
    const char *layer;      /**< its name */
    gradient_method method; /**< exact or central */
    int cases;              /**< how many different shapes `make` knows */
    int seeds;              /**< with how many seeds each is checked; 0 means 100 */

    /** Makes the arrays y, x and, if the layer has them, w and b, for shape number `c->number`, and
     * fills x, w and b by means of `c->random`. */
    void (*make)(gradient_check *c);
    /** Calls the layer's forward function: y.value from x.value, w.value, b.value. */
    void (*forward)(gradient_check *c);
    /** Calls the layer's backward function: x.gradient, w.gradient, b.gradient from y.gradient. */
    void (*backward)(gradient_check *c);
    /** Computes what y must be, independently and in double; NULL if forward is not to be checked. */
    void (*reference)(const gradient_check *c, double *y);

    int number;                  /**< which case, 0 .. cases - 1 */
    uint64_t seed;               /**< what the arrays are filled from */
    random_generator random;     /**< the generator, for `make` */
    gradient_tensor y, x, w, b;  /**< the layer's arrays */
    gradient_verdict verdict[8]; /**< y, dx, dw, db, and the inputs that were changed */
    int verdicts;                /**< how many */
};

/**
 * @brief An array of the given shape, all NaN. A length of 0 ends the shape: `(.., 2, 3, 0, 0)` is
 * a matrix.
 */
gradient_tensor gradient_tensor_new(const char *name, int n0, int n1, int n2, int n3);

/** @brief Fill with random integers from -limit to limit. */
void gradient_fill_integers(gradient_tensor *t, random_generator *r, int limit);

/** @brief Fill with random even integers other than 0, from -2 limit to 2 limit: a step of h = 1
 * then never reaches ReLU's kink at 0. */
void gradient_fill_even(gradient_tensor *t, random_generator *r, int limit);

/** @brief Fill with the multiples of 4 around 0, each once, in random order: a step of h = 1 then
 * never changes which of them is the largest. */
void gradient_fill_permutation(gradient_tensor *t, random_generator *r);

/** @brief Fill with random numbers from N(0, 1). */
void gradient_fill_normal(gradient_tensor *t, random_generator *r);

/**
 * @brief Check one case: forward against the reference, then every element of every gradient.
 *
 * @param[in,out] c a check whose first part is filled in, with `number` and `seed` chosen; the
 *                  outcome is in c->verdict. Free the arrays with gradient_check_free().
 * @return true if everything is right
 */
bool gradient_check_case(gradient_check *c);

/** @brief Free the arrays of a case. */
void gradient_check_free(gradient_check *c);

/**
 * @brief A test's main program: every case with many seeds, the table, and what is wrong.
 *
 * Options: `--case K` and `--seed S` run a single case (they are printed when one fails).
 *
 * @return the exit status: 0 if all cases are right, 1 if not, 2 for an unknown option
 */
int gradient_check_main(gradient_check *c, int argc, char **argv);

/** @brief Print the table of a checked case, and for each array that is wrong, what is wrong. */
void gradient_report(const gradient_check *c);

#endif
