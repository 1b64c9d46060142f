/*
 * The gradient check. Read it with chapters/02-gradient-check.
 *
 * Backward claims to compute derivatives. A derivative can also be measured (numerical_gradient.c).
 * Here the two are compared, element by element; and forward with an independent computation.
 */
#include "gradient_check/gradient_check.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

#include "gradient_check/checker.h"
#include "gradient_check/numerical_gradient.h"
#include "require.h"

#ifdef __FAST_MATH__
#error "the gradient check needs NaN and exact rounding: do not compile it with -ffast-math"
#endif

/* ---- Comparing --------------------------------------------------------------------------------- */

/* What errors are relative to, where they are relative. */
static double scale(double seen, double expected)
{
    return fmax(fmax(fabs(seen), fabs(expected)), 1e-3);
}

/*
 * Compare one number with what it must be, give or take `error`. Written so that NaN fails: every
 * comparison with NaN is false.
 *
 * Notes
 * - Exact means equal. Otherwise the difference must lie within a few times the estimated error,
 *   give or take the last digits of the computation under test; the estimate must itself be good;
 *   and in no case may the relative difference reach 1e-7.
 */
void gradient_compare(gradient_check *c, gradient_verdict *v, size_t i, double seen,
                      measured_slope n)
{
    const bool exact = c->method == GRADIENT_EXACT;
    const double size = exact ? 1 : scale(seen, n.slope);
    const double error = fabs(seen - n.slope), relative = error / size;
    const bool right =
        exact ? error == 0 : error <= 4 * n.error + 64 * DBL_EPSILON * size && relative < 1e-7;
    const bool poor = !(n.error / size <= 1e-9);

    if (!v->sum || v->wrong == 0) {
        v->seen[i] = seen;
        v->expected[i] = n.slope;
    }
    v->estimate = fmax(v->estimate, n.error / size);
    if ((!right || poor) && v->wrong++ == 0) {
        v->problem = !isfinite(seen) ? GRADIENT_NOT_FINITE
                     : poor          ? GRADIENT_POOR_ESTIMATE
                                     : GRADIENT_WRONG_VALUE;
        v->first_wrong = i;
    }
    if (v->checked++ == 0 || relative > v->worst_error ||
        (isnan(relative) && !isnan(v->worst_error))) {
        v->worst = i;
        v->worst_error = relative;
    }
}

gradient_verdict *gradient_verdict_new(gradient_check *c, const char *prefix, const char *suffix,
                                       const gradient_tensor *t, const char *function)
{
    const size_t most = sizeof c->verdict / sizeof c->verdict[0];
    REQUIRE((size_t)c->verdicts < most, "%d verdicts", c->verdicts);
    gradient_verdict *v = &c->verdict[c->verdicts++];
    *v = (gradient_verdict){.t = t, .function = function, .sum = suffix[0] != '\0'};
    snprintf(v->name, sizeof v->name, "%s%s%s", prefix, t->name, suffix);
    const size_t numbers = v->sum ? 1 : t->count;
    v->seen = malloc(2 * numbers * sizeof *v->seen);
    REQUIRE(v->seen != NULL, "no memory for %zu numbers", 2 * numbers);
    v->expected = v->seen + numbers;
    for (size_t i = 0; i < 2 * numbers; i++)
        v->seen[i] = NAN;
    return v;
}

/* ---- Forward ----------------------------------------------------------------------------------- */

/* Every output, against the test's own computation in double; and every decision. What is wrong is
 * put right, so that backward gets what it is promised and is judged for itself. */
static void check_forward(gradient_check *c)
{
    gradient_verdict *v = gradient_verdict_new(c, "", "", &c->y, "forward");
    c->reference(c, c->y_now);
    for (size_t i = 0; i < c->y.count; i++) {
        const measured_slope right = {c->y_now[i], DBL_EPSILON * fmax(fabs(c->y_now[i]), 0.1)};
        gradient_compare(c, v, i, c->y.value[i], right);
        c->y.value[i] = (real)c->y_now[i];
    }
    v->outside = gradient_array_written_outside(&c->y, c->y.value);
    c->forward_is_wrong = c->forward_is_wrong || v->wrong > 0 || v->outside != 0;
    if (c->reference_decisions == NULL)
        return;

    v = gradient_verdict_new(c, "", "", &c->decided, "forward");
    int *right = malloc(c->decided.count * sizeof *right);
    REQUIRE(right != NULL, "no memory for %zu integers", c->decided.count);
    c->reference_decisions(c, right);
    for (size_t i = 0; i < c->decided.count; i++)
        gradient_compare(c, v, i, c->decided.decision[i], (measured_slope){.slope = right[i]});
    memcpy(c->decided.decision, right, c->decided.count * sizeof *right);
    free(right);
    v->outside = gradient_decisions_written_outside(&c->decided);
    c->forward_is_wrong = c->forward_is_wrong || v->wrong > 0 || v->outside != 0;
}

/* A line of the table for an array that was changed though it is only to be read. */
static void note_change(gradient_check *c, gradient_verdict *v, const real *now, const real *before)
{
    for (size_t i = 0; i < v->t->count; i++)
        gradient_compare(c, v, i, (double)now[i], (measured_slope){.slope = (double)before[i]});
    v->problem = GRADIENT_CHANGED_INPUT;
}

/* Call a function, and see that it changes none of the arrays that it may only read. */
static void call(gradient_check *c, void (*function)(gradient_check *), const char *name)
{
    const struct {
        const char *prefix;
        const gradient_tensor *t;
        real *now;
    } input[] = {{"", &c->x, c->x.value},
                 {"", &c->w, c->w.value},
                 {"", &c->b, c->b.value},
                 {"d", &c->y, c->y.gradient},
                 {"", &c->y, c->y.value}};
    enum { INPUTS = sizeof input / sizeof input[0] };
    real *before[INPUTS];
    for (int i = 0; i < INPUTS; i++)
        before[i] =
            input[i].t->count == 0 ? NULL : gradient_array_copy(input[i].now, input[i].t->count);
    c->doing = name;
    function(c);
    c->doing = NULL;
    for (int i = 0; i < INPUTS; i++) {
        const bool output = function == c->forward && input[i].now == c->y.value;
        const size_t size = input[i].t->count * sizeof(real);
        if (size > 0 && !output && memcmp(input[i].now, before[i], size) != 0) {
            note_change(c, gradient_verdict_new(c, input[i].prefix, "", input[i].t, name),
                        input[i].now, before[i]);
            memcpy(input[i].now, before[i], size);
            c->forward_is_wrong = c->reference != NULL && function == c->forward;
        }
        gradient_array_free(before[i]);
    }
}

/* ---- Backward ---------------------------------------------------------------------------------- */

/* One gradient: every element of what backward computed, or a sample, against the measured one. */
static void check_gradient(gradient_check *c, gradient_tensor *t, const double *convention)
{
    gradient_verdict *v = gradient_verdict_new(c, "d", "", t, "backward");
    const size_t all = t->count, some = c->sample == 0 || c->sample > all ? all : c->sample;
    for (size_t k = 0; k < some; k++) {
        const size_t first = k * all / some, next = (k + 1) * all / some; /* one of each part */
        const size_t i = first + random_below(&c->random, (uint32_t)(next - first));
        const measured_slope n = convention != NULL
                                     ? (measured_slope){.slope = convention[i]}
                                     : measure_slope(c, (measuring_place){t, i, NULL});
        if (n.error < 0)
            v->skipped++;
        else
            gradient_compare(c, v, i,
                             (double)t->gradient[i] - (t == &c->x ? 0 : (double)t->start[i]), n);
    }
    v->outside = gradient_array_written_outside(t, t->gradient);
}

/* ---- The check --------------------------------------------------------------------------------- */

/* The gradient from above is random, and nowhere 0: all ones would hide a backward function that
 * does not look at it. Parameters' gradients are added to, so they start as something else than 0;
 * dx is overwritten and stays NaN until then. */
static void fill_gradients(gradient_check *c)
{
    gradient_tensor dy = c->y; /* seen as an array of values, for the filling functions */
    dy.value = c->y.gradient;
    if (c->method == GRADIENT_EXACT)
        gradient_fill_integers(&dy, &c->random, 5);
    else
        gradient_fill_normal(&dy, &c->random);
    for (size_t i = 0; i < dy.count; i++)
        dy.value[i] = dy.value[i] == 0 ? 3 : dy.value[i];

    gradient_tensor *added_to[] = {&c->w, &c->b};
    for (int k = 0; k < 2; k++) {
        if (added_to[k]->count == 0)
            continue;
        gradient_tensor start = *added_to[k];
        start.value = start.gradient;
        gradient_fill_integers(&start, &c->random, 9);
        added_to[k]->start = gradient_array_copy(start.value, start.count);
    }
}

/* Everything made and filled: the arrays by the test, the gradients here. */
static void make(gradient_check *c)
{
    c->random = random_seeded(c->seed, (uint64_t)(c->number + c->drawn * 1000));
    c->verdicts = 0;
    c->forward_is_wrong = false;
    c->y = c->x = c->w = c->b = c->decided = (gradient_tensor){0};
    c->make(c);
    REQUIRE(c->x.count > 0 && c->y.count > 0, "x has %zu, y %zu elements", c->x.count, c->y.count);
    if (c->decided.count == 0)
        c->decided = gradient_decisions_new("nothing decided", 1, 0, 0, 0);
    c->y_now = malloc((c->y.count + c->x.count) * sizeof *c->y_now);
    c->first_decision = malloc(c->decided.count * sizeof *c->first_decision);
    REQUIRE(c->y_now != NULL && c->first_decision != NULL, "no memory for %zu", c->y.count);
    fill_gradients(c);
    gradient_array_set_guards(c->y.value, c->y.count, GRADIENT_OUTPUT_GUARD);
    gradient_tensor *input[] = {&c->x, &c->w, &c->b};
    for (int i = 0; i < 3; i++)
        if (input[i]->count > 0)
            gradient_array_set_guards(input[i]->gradient, input[i]->count, GRADIENT_OUTPUT_GUARD);
}

/* What came out: right, wrong, or (if forward is right as far as one can see) not measurable. */
static gradient_problem conclude(gradient_check *c)
{
    gradient_problem worst = GRADIENT_RIGHT;
    for (int i = 0; i < c->verdicts; i++) {
        gradient_verdict *v = &c->verdict[i];
        if (v->outside != 0)
            v->problem = GRADIENT_WROTE_OUTSIDE;
        if (v->problem == GRADIENT_RIGHT && v->skipped > 0)
            v->problem = GRADIENT_SKIPPED;
        if (v->problem == GRADIENT_RIGHT && v->checked == 0)
            v->problem = GRADIENT_NOTHING;
        const bool uncertain =
            v->problem == GRADIENT_SKIPPED || v->problem == GRADIENT_POOR_ESTIMATE;
        if (v->problem != GRADIENT_RIGHT && (worst == GRADIENT_RIGHT || !uncertain))
            worst = v->problem;
    }
    return worst;
}

/*
 * One case, in this order: everything filled; forward once, backward once; what they wrote is looked
 * at; then forward many times, to measure. Outputs start as NaN, so that an element that nobody
 * writes is seen.
 */
static gradient_problem check_once(gradient_check *c)
{
    const bool large = c->number >= c->cases + c->conventions;
    make(c);
    call(c, c->forward, "forward");
    if (c->reference != NULL && (!large || c->seed <= 10))
        check_forward(c);
    memcpy(c->first_decision, c->decided.decision, c->decided.count * sizeof(int));
    call(c, c->backward, "backward");
    if (large) {
        gradient_check_adjoint(c);
        return conclude(c);
    }

    double *convention = c->number < c->cases ? NULL : c->y_now + c->y.count;
    if (convention != NULL)
        c->convention(c, convention);
    gradient_tensor *input[] = {&c->x, &c->w, &c->b};
    for (int i = 0; i < 3; i++) {
        if (input[i]->count == 0)
            continue;
        check_gradient(c, input[i], i == 0 ? convention : NULL);
        gradient_check_directions(c, input[i]);
    }
    return conclude(c);
}

/* A case may by chance lie so near to a kink that it cannot be measured well. Then other numbers are
 * drawn for it, a few times at most: a forward function with kinks everywhere does not get away. */
bool gradient_check_case(gradient_check *c)
{
    gradient_problem problem;
    for (c->drawn = 0;; c->drawn++) {
        problem = check_once(c);
        if ((problem != GRADIENT_SKIPPED && problem != GRADIENT_POOR_ESTIMATE) || c->drawn == 3)
            return problem == GRADIENT_RIGHT;
        gradient_check_free(c);
    }
}

void gradient_check_free(gradient_check *c)
{
    for (int i = 0; i < c->verdicts; i++)
        free(c->verdict[i].seen);
    c->verdicts = 0;
    gradient_tensor_free(&c->y);
    gradient_tensor_free(&c->x);
    gradient_tensor_free(&c->w);
    gradient_tensor_free(&c->b);
    gradient_tensor_free(&c->decided);
    free(c->y_now);
    free(c->first_decision);
    c->y_now = NULL;
    c->first_decision = NULL;
}
