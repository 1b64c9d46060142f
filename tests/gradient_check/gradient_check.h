/**
 * @file
 * @brief The numerical gradient check: does backward compute the derivatives of forward?
 *
 * Explained in chapters 02 and 06. A function of one's own is checked in ten lines: say how to make
 * its arrays and how to call it. own_layer_test.c beside this file does it for two layers; this is
 * all that it takes for tanh:
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
 *
 * When something is wrong, the check prints a table, the first wrong element with both numbers, and
 * which known mistake would give exactly these numbers (diagnosis.h).
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
    /** The layer is curved: central differences from large to small h, extrapolated to h = 0, with
     * an estimate of their own error. |a - n| must lie within that estimate; an estimate that is not
     * below 1e-9 of the gradient fails, and so does |a - n| / max(|a|, |n|, least) >= 1e-7. For the
     * double build. */
    GRADIENT_CENTRAL,
} gradient_method;

/** @brief An array of the layer under test, with its gradient beside it. */
typedef struct {
    const char
        *name;    /**< as in the layer's header: "x", "w", "b", "y"; its gradient is "dx", ... */
    int rank;     /**< how many indices it has, 1 .. 4 */
    int shape[4]; /**< the length of each index, the slowest first */
    size_t count; /**< elements; 0 for an array that the layer does not have */
    real *value;  /**< (count), with guard words before and behind */
    real *
        gradient; /**< (count), likewise; for y it is the gradient dy that comes from above; NULL of
                       gradient_given_new() */
    real *start;  /**< (count), of w and b: what `gradient` held before backward was called */
    int *decision; /**< (count), likewise guarded, only of gradient_decisions_new(); else NULL */
} gradient_tensor;

/** @brief What is wrong with an array, if anything. */
typedef enum {
    GRADIENT_RIGHT,         /**< nothing */
    GRADIENT_WRONG_VALUE,   /**< an element differs from what it must be */
    GRADIENT_NOT_FINITE,    /**< an element is NaN or infinite: not written, or computed wrongly */
    GRADIENT_POOR_ESTIMATE, /**< the numerical gradient is too uncertain to judge by */
    GRADIENT_SKIPPED,       /**< an element could not be measured: a kink at every step h */
    GRADIENT_NOTHING,       /**< no element was compared: that proves nothing */
    GRADIENT_WROTE_OUTSIDE, /**< a guard word before or behind the array was changed */
    GRADIENT_CHANGED_INPUT, /**< an array that is only to be read was changed */
} gradient_problem;

/** @brief One line of the table: the outcome for one array. */
typedef struct {
    char name[16];            /**< "y" for forward's result, "dx", "dw", "db" for gradients */
    const gradient_tensor *t; /**< the array */
    gradient_problem problem; /**< what is wrong, if anything */
    const char *function;     /**< who is to blame: "forward" or "backward" */
    size_t checked;           /**< elements that were compared */
    size_t skipped;           /**< elements that could not be measured; must be 0 */
    size_t wrong;             /**< how many failed */
    ptrdiff_t outside;        /**< an index outside the array that was written; 0 if none was */
    size_t first_wrong;       /**< the first that failed */
    size_t worst;             /**< the one with the largest error */
    double worst_error;       /**< its error, |a - n|, relative with GRADIENT_CENTRAL */
    double estimate;          /**< the largest estimated error of a numerical gradient, likewise */
    bool sum;                 /**< compared are sums over the whole array, not its elements */
    double *seen;             /**< (t->count) what the function computed */
    double *expected;         /**< (t->count) what it must be; NaN where it was not measured */
} gradient_verdict;

typedef struct gradient_check gradient_check;

/** @brief A mistake that is known to be made in this layer, for the diagnosis. */
typedef struct {
    const char *array; /**< whose numbers it spoils: "y", "dx", ... */
    const char *what;  /**< the mistake in one plain sentence, without a full stop */
    const char *hint;  /**< where to look; NULL for the function alone */
    /** Computes the numbers that the mistake would give. They start as the right ones. */
    void (*predict)(const gradient_check *c, int variant, double *numbers);
    int variant; /**< handed to `predict` */
} gradient_mistake;

/** @brief How many arrays there are to differentiate by: x, w, b, and `more` of a whole network. */
enum { GRADIENT_MORE = 4, GRADIENT_INPUTS = 3 + GRADIENT_MORE };

/** @brief A layer under test. Fill in the first part; the checker fills in the second. Everything
 * below `backward` may be left out. */
struct gradient_check {
    const char *layer;      /**< its name: `<layer>_backward` is what is checked */
    gradient_method method; /**< exact or central */
    int cases;              /**< how many different shapes `make` knows */
    int seeds;              /**< with how many seeds each is checked; 0 means 100 */

    /** Makes the arrays y, x and, if the layer has them, w and b, for shape number `c->number`, and
     * fills x, w and b by means of `c->random`. (x may be left out where backward makes no dx; a whole
     * network has `more` parameters.) */
    void (*make)(gradient_check *c);
    /** Calls the layer's forward function: y.value from x.value, w.value, b.value. */
    void (*forward)(gradient_check *c);
    /** Calls the layer's backward function: x.gradient, w.gradient, b.gradient from y.gradient. */
    void (*backward)(gradient_check *c);

    /** Computes what y must be, independently and in double; NULL if forward is not to be checked. */
    void (*reference)(const gradient_check *c, double *y);
    /** The same for `decided.decision`. */
    void (*reference_decisions)(const gradient_check *c, int *decision);
    /** How many cases, numbered from `cases` on, show where there is no derivative and a convention
     * stands in its place (ReLU at 0, a tie of maxima). */
    int conventions;
    /** Computes a gradient independently, from the arrays and decisions as they are. Where it is given
     * the diagnosis takes it, and need not measure. */
    void (*gradient)(const gradient_check *c, const gradient_tensor *t, double *numbers);
    /** Computes what dx must be in such a case. */
    void (*convention)(const gradient_check *c, double *dx);
    /** How many cases after those are too large to measure each element. The layer is linear, and the
     * adjoint identities are checked in their place (sums.c). */
    int large;
    const int *large_seeds; /**< (large) with how many seeds each of them is checked */
    /** Mistakes that are known of this layer, in the order of trying; ends with `{0}`. */
    const gradient_mistake *mistakes;
    size_t sample;      /**< check this many random elements of each array; 0 means all */
    int directions;     /**< and the slope along so many random directions of each array */
    double least;       /**< numbers below this count as this when errors are made relative to them;
                           0 means 1e-3 */
    const char *source; /**< the file in which the layer stands, for hints */
    bool
        one_backward; /**< backward makes dx, dw and db itself, not by a function for each, for hints */

    int number;                          /**< which case, 0 .. cases + conventions + large - 1 */
    uint64_t seed;                       /**< what the arrays are filled from */
    random_generator random;             /**< the generator, for `make` */
    gradient_tensor y, x, w, b;          /**< the layer's arrays */
    gradient_tensor more[GRADIENT_MORE]; /**< further parameters; their gradients are added to */
    /** What forward decided on the way (max pooling's argmax, ReLU's masks), if `make` makes it and
     * `forward` fills it: a step of h that changes a decision has crossed a kink. */
    gradient_tensor decided;
    int drawn; /**< how often other numbers were drawn: a kink lay too near to measure */
    bool forward_is_wrong;        /**< then gradients are measured on `reference` */
    gradient_verdict verdict[16]; /**< y, dx, dw, db, inputs that were changed, directions */
    int verdicts;                 /**< how many */

    int *first_decision; /**< (decided.count) the decisions without a step */
    double *y_now;       /**< (y.count) scratch: y at the present step */
    bool crossed;        /**< a decision differed from `first_decision` */
    const char *doing;   /**< which function is running, for a message should it crash */
    /** How large the numbers are from which `forward` computes y, if they are larger than y itself:
     * their rounding errors are in y. `forward` may set it; 0 if it does not. */
    double size_inside;
    double loss_size; /**< sum of |dy * y|: what rounding errors are relative to */
};

/* ---- Arrays (arrays.c) ------------------------------------------------------------------------- */

/**
 * @brief An array of the given shape, all NaN. A length of 0 ends the shape: `(.., 2, 3, 0, 0)` is
 * a matrix.
 *
 * @param name        as in the layer's header
 * @param n0,n1,n2,n3 the shape
 * @return the array; its memory is freed by gradient_tensor_free()
 */
gradient_tensor gradient_tensor_new(const char *name, int n0, int n1, int n2, int n3);

/** @brief Like gradient_tensor_new(), but without a gradient: for an x whose dx backward does not make.
 * @param name of the array @param n0,n1,n2,n3 the shape @return the array */
gradient_tensor gradient_given_new(const char *name, int n0, int n1, int n2, int n3);

/** @brief Like gradient_tensor_new(), but of integers, all -1: for gradient_check::decided.
 * @param name of the array @param n0,n1,n2,n3 the shape @return the array */
gradient_tensor gradient_decisions_new(const char *name, int n0, int n1, int n2, int n3);

/** @brief Fill with random integers from -limit to limit. @param t the array @param r the generator
 * @param limit the largest */
void gradient_fill_integers(gradient_tensor *t, random_generator *r, int limit);

/** @brief Fill with random even integers other than 0, from -2 limit to 2 limit: a step of h = 1
 * then never reaches ReLU's kink at 0. @param t the array @param r the generator @param limit half of
 * the largest */
void gradient_fill_even(gradient_tensor *t, random_generator *r, int limit);

/** @brief Fill with the multiples of 4 around 0, each once, in random order: a step of h = 1 then
 * never changes which of them is the largest. @param t the array @param r the generator */
void gradient_fill_permutation(gradient_tensor *t, random_generator *r);

/** @brief Fill with random numbers from N(0, 1). @param t the array @param r the generator */
void gradient_fill_normal(gradient_tensor *t, random_generator *r);

/** @brief How many guard words lie on each side of an array; and what they are beside an output.
 * Beside an input they are NaN: whoever reads them by mistake gets NaN and is found out. Beside an
 * output they are a number, so that not only = is seen but also +=, which leaves NaN as it is. Beside
 * decisions they are a number that no decision is, and that does little harm as an index. */
enum { GRADIENT_GUARD = 256, GRADIENT_OUTPUT_GUARD = 4097, GRADIENT_DECISION_GUARD = -3 };

/** @brief `count` elements, all NaN, between guard words that are NaN too. @param count how many
 * @return the first element; free it with gradient_array_free() */
real *gradient_array_new(size_t count);

/** @brief A guarded copy of `count` elements. @param array the elements @param count how many
 * @return the copy; free it with gradient_array_free() */
real *gradient_array_copy(const real *array, size_t count);

/** @brief Free a guarded array; NULL does nothing. @param array its first element */
void gradient_array_free(real *array);

/** @brief Make all guard words of a guarded array `value`. @param array its first element
 * @param count how many it has @param value of the guard words */
void gradient_array_set_guards(real *array, size_t count, real value);

/** @brief The index, below 0 or from `t->count` on, of a guard word beside an output that was written;
 * 0 if none was. @param t the tensor @param array its value or its gradient @return the index */
ptrdiff_t gradient_array_written_outside(const gradient_tensor *t, const real *array);

/** @brief The same for the guard words around `t->decision`. @param t the tensor @return the index */
ptrdiff_t gradient_decisions_written_outside(const gradient_tensor *t);

/** @brief Free the arrays of a tensor. @param t the tensor */
void gradient_tensor_free(gradient_tensor *t);

/* ---- The check (gradient_check.c) -------------------------------------------------------------- */

/**
 * @brief Check one case: forward against the reference, then every element of every gradient.
 *
 * If forward is wrong and there is a reference, backward is handed the right y and decisions, and
 * its gradients are held against those of the reference: each function is judged for itself.
 *
 * @param[in,out] c a check whose first part is filled in, with `number` and `seed` chosen; the
 *                  outcome is in c->verdict. Free the arrays with gradient_check_free().
 * @return true if everything is right
 */
bool gradient_check_case(gradient_check *c);

/** @brief Free the arrays of a case. @param c the check */
void gradient_check_free(gradient_check *c);

/** @brief The arrays to differentiate by. @param c the check @param i 0 .. GRADIENT_INPUTS - 1
 * @return x, w, b or one of `more`; its count is 0 if there is none */
gradient_tensor *gradient_input(gradient_check *c, int i);

/** @brief Whether it is a whole network up to its loss, with `more` parameters: then nothing comes
 * from above. @param c the check @return whether it is */
bool gradient_is_network(const gradient_check *c);

/* ---- The report (report.c) --------------------------------------------------------------------- */

/**
 * @brief A test's main program: every case with many seeds, the table, and what is wrong.
 *
 * Options: `--case K` and `--seed S` run a single case (they are printed when one fails).
 *
 * @param c         a check whose first part is filled in
 * @param argc,argv of main()
 * @return the exit status: 0 if all cases are right, 1 if not, 2 for an unknown option
 */
int gradient_check_main(gradient_check *c, int argc, char **argv);

/** @brief Print the table of a checked case, and for each array that is wrong, what is wrong.
 * @param c the check */
void gradient_report(const gradient_check *c);

/** @brief "[1][0][2][3]": the indices of element i of an array. @param[out] text the indices
 * @param t the array @param i the element */
void gradient_place(char text[static 48], const gradient_tensor *t, size_t i);

#endif
