/*
 * The numerical gradient check. Read it with chapters/02-gradient-check.
 *
 * Backward claims to compute derivatives. A derivative can also be measured: move one input a
 * little, run forward, and look how far the outputs move. That is slow, and it needs to know nothing
 * of how backward works. So the two are compared, element by element.
 */
#include "gradient_check/gradient_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

#include "require.h"

#ifdef __FAST_MATH__
#error "the gradient check needs NaN and exact rounding: do not compile it with -ffast-math"
#endif

/* ---- Arrays ------------------------------------------------------------------------------------ */

/* Words before and behind each array that nobody may write. They are NaN, so that whoever reads them
 * by mistake gets NaN and is found out too. */
enum { GUARD = 64 };

static real *guarded_array(size_t count)
{
    real *block = malloc((count + 2 * GUARD) * sizeof *block);
    REQUIRE(block != NULL, "no memory for %zu elements", count);
    for (size_t i = 0; i < count + 2 * GUARD; i++)
        block[i] = (real)NAN;
    return block + GUARD;
}

static bool guards_intact(const real *array, size_t count)
{
    for (size_t i = 0; i < GUARD; i++)
        if (!isnan(array[-1 - (ptrdiff_t)i]) || !isnan(array[count + i]))
            return false;
    return true;
}

gradient_tensor gradient_tensor_new(const char *name, int n0, int n1, int n2, int n3)
{
    gradient_tensor t = {.name = name, .shape = {n0, n1, n2, n3}, .count = 1};
    while (t.rank < 4 && t.shape[t.rank] > 0)
        t.count *= (size_t)t.shape[t.rank++];
    t.value = guarded_array(t.count);
    t.gradient = guarded_array(t.count);
    return t;
}

static void tensor_free(gradient_tensor *t)
{
    if (t->count > 0) {
        free(t->value - GUARD);
        free(t->gradient - GUARD);
    }
    *t = (gradient_tensor){0};
}

void gradient_check_free(gradient_check *c)
{
    tensor_free(&c->y);
    tensor_free(&c->x);
    tensor_free(&c->w);
    tensor_free(&c->b);
}

static real *copy_of(const real *array, size_t count)
{
    real *copy = guarded_array(count);
    memcpy(copy, array, count * sizeof *copy);
    return copy;
}

/* ---- Contents ---------------------------------------------------------------------------------- */

static real random_integer(random_generator *r, int low, int high)
{
    return (real)(low + (int)random_below(r, (uint32_t)(high - low + 1)));
}

void gradient_fill_integers(gradient_tensor *t, random_generator *r, int limit)
{
    for (size_t i = 0; i < t->count; i++)
        t->value[i] = random_integer(r, -limit, limit);
}

void gradient_fill_even(gradient_tensor *t, random_generator *r, int limit)
{
    for (size_t i = 0; i < t->count; i++)
        t->value[i] = 2 * random_integer(r, 1, limit) * (random_below(r, 2) == 0 ? 1 : -1);
}

void gradient_fill_permutation(gradient_tensor *t, random_generator *r)
{
    int *order = malloc(t->count * sizeof *order);
    REQUIRE(order != NULL, "no memory for %zu integers", t->count);
    for (size_t i = 0; i < t->count; i++)
        order[i] = (int)i;
    random_shuffle(r, order, (int)t->count);
    for (size_t i = 0; i < t->count; i++)
        t->value[i] = (real)(4 * (order[i] - (int)t->count / 2));
    free(order);
}

void gradient_fill_normal(gradient_tensor *t, random_generator *r)
{
    for (size_t i = 0; i < t->count; i++)
        t->value[i] = (real)random_normal(r);
}

/* ---- Measuring a derivative -------------------------------------------------------------------- */

/*
 * The derivative of the loss with respect to one element of an input, measured.
 *
 *   n = sum over i of  dy[i] * (y[i] at element + h  -  y[i] at element - h)  /  2h
 *
 * Notes
 * - dy is the loss's slope with respect to each output, so dy[i] times the change of y[i], summed,
 *   is the change of the loss.
 * - element + h is rounded to the nearest number that there is. What counts is the step that was
 *   really taken, above - below.
 */
static double numerical_gradient(gradient_check *c, real *element, double h, real *y_above)
{
    const real original = *element;
    const real above = (real)(original + h), below = (real)(original - h);

    *element = above;
    c->forward(c);
    memcpy(y_above, c->y.value, c->y.count * sizeof *y_above);
    *element = below;
    c->forward(c);
    *element = original;

    double change = 0;
    for (size_t i = 0; i < c->y.count; i++)
        change += (double)c->y.gradient[i] * ((double)y_above[i] - (double)c->y.value[i]);
    return change / ((double)above - (double)below);
}

/* ---- Comparing --------------------------------------------------------------------------------- */

static double error_between(gradient_method method, double seen, double expected)
{
    const double difference = fabs(seen - expected);
    if (method == GRADIENT_EXACT)
        return difference;
    return difference / fmax(fmax(fabs(seen), fabs(expected)), 1e-3);
}

/* Written so that NaN fails: every comparison with NaN is false. */
static bool small_enough(gradient_method method, double error)
{
    return error <= (method == GRADIENT_EXACT ? 0 : 1e-7);
}

static void compare(gradient_verdict *v, gradient_method method, size_t i, double seen,
                    double expected)
{
    const double error = error_between(method, seen, expected);
    if (!small_enough(method, error) && v->wrong++ == 0) {
        v->problem = isfinite(seen) ? GRADIENT_WRONG_VALUE : GRADIENT_NOT_FINITE;
        v->first_wrong = i;
        v->seen = seen;
        v->expected = expected;
    }
    if (v->checked++ == 0 || error > v->worst_error || (isnan(error) && !isnan(v->worst_error))) {
        v->worst = i;
        v->worst_error = error;
    }
}

static gradient_verdict *new_verdict(gradient_check *c, const char *prefix,
                                     const gradient_tensor *t, gradient_problem problem)
{
    gradient_verdict *v = &c->verdict[c->verdicts++];
    *v = (gradient_verdict){.t = t, .problem = problem};
    snprintf(v->name, sizeof v->name, "%s%s", prefix, t->name);
    return v;
}

/* ---- The check --------------------------------------------------------------------------------- */

/* Forward: every output, against the test's own computation in double. */
static void check_forward(gradient_check *c)
{
    gradient_verdict *v = new_verdict(c, "", &c->y, GRADIENT_RIGHT);
    double *expected = malloc(c->y.count * sizeof *expected);
    REQUIRE(expected != NULL, "no memory for %zu elements", c->y.count);
    c->reference(c, expected);
    for (size_t i = 0; i < c->y.count; i++)
        compare(v, c->method, i, c->y.value[i], expected[i]);
    free(expected);
    if (!guards_intact(c->y.value, c->y.count))
        v->problem = GRADIENT_WROTE_OUTSIDE;
}

/* One gradient: every element of what backward computed, against the numerical gradient. */
static void check_gradient(gradient_check *c, gradient_tensor *t, const real *start)
{
    gradient_verdict *v = new_verdict(c, "d", t, GRADIENT_RIGHT);
    const double h = c->method == GRADIENT_EXACT ? 1 : 1e-5;
    real *scratch = guarded_array(c->y.count);
    for (size_t i = 0; i < t->count; i++) {
        const double added = (double)t->gradient[i] - (start == NULL ? 0 : (double)start[i]);
        compare(v, c->method, i, added, numerical_gradient(c, &t->value[i], h, scratch));
    }
    free(scratch - GUARD);
    if (!guards_intact(t->gradient, t->count))
        v->problem = GRADIENT_WROTE_OUTSIDE;
}

/* Parameters' gradients are added to, so they start as something that is not 0. */
static real *random_start(gradient_check *c, gradient_tensor *t)
{
    for (size_t i = 0; i < t->count; i++)
        t->gradient[i] = random_integer(&c->random, -9, 9);
    return copy_of(t->gradient, t->count);
}

/* The gradient from above is random, and nowhere 0: all ones would hide a backward function that
 * does not look at it. */
static void fill_upstream(gradient_check *c)
{
    for (size_t i = 0; i < c->y.count; i++)
        do
            c->y.gradient[i] = c->method == GRADIENT_EXACT ? random_integer(&c->random, -5, 5)
                                                           : (real)random_normal(&c->random);
        while (c->y.gradient[i] == 0);
}

/*
 * One case, in this order: everything filled; forward once, backward once; what they wrote is looked
 * at; then forward many times, to measure. Outputs start as NaN, so that an element that nobody
 * writes is seen.
 */
bool gradient_check_case(gradient_check *c)
{
    c->random = random_seeded(c->seed, (uint64_t)c->number);
    c->make(c);
    REQUIRE(c->x.count > 0 && c->y.count > 0, "x has %zu, y %zu elements", c->x.count, c->y.count);
    fill_upstream(c);
    real *w_start = random_start(c, &c->w), *b_start = random_start(c, &c->b);
    struct {
        const char *prefix;
        const gradient_tensor *t;
        const real *now;
        real *before;
    } input[] = {{"", &c->x, c->x.value, copy_of(c->x.value, c->x.count)},
                 {"", &c->w, c->w.value, copy_of(c->w.value, c->w.count)},
                 {"", &c->b, c->b.value, copy_of(c->b.value, c->b.count)},
                 {"d", &c->y, c->y.gradient, copy_of(c->y.gradient, c->y.count)}};

    c->verdicts = 0;
    c->forward(c);
    if (c->reference != NULL)
        check_forward(c);
    c->backward(c);
    for (size_t i = 0; i < sizeof input / sizeof input[0]; i++) {
        if (memcmp(input[i].now, input[i].before, input[i].t->count * sizeof(real)) != 0)
            new_verdict(c, input[i].prefix, input[i].t, GRADIENT_CHANGED_INPUT);
        free(input[i].before - GUARD);
    }
    check_gradient(c, &c->x, NULL);
    if (c->w.count > 0)
        check_gradient(c, &c->w, w_start);
    if (c->b.count > 0)
        check_gradient(c, &c->b, b_start);
    free(w_start - GUARD);
    free(b_start - GUARD);

    bool right = true;
    for (int i = 0; i < c->verdicts; i++)
        right = right && c->verdict[i].problem == GRADIENT_RIGHT;
    return right;
}
