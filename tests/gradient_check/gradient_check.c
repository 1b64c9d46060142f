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
static double scale(const gradient_check *c, double seen, double expected)
{
    return fmax(fmax(fabs(seen), fabs(expected)), c->least > 0 ? c->least : 1e-3);
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
    const double size = exact ? 1 : scale(c, seen, n.slope);
    const double error = fabs(seen - n.slope), relative = error / size;
    const bool right =
        exact ? error == 0 : error <= 2 * n.error + 64 * DBL_EPSILON * size && relative < 1e-7;
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
    gradient_make(c);
    gradient_call(c, c->forward, "forward");
    if (c->reference != NULL && !gradient_is_hurried(c))
        check_forward(c);
    memcpy(c->first_decision, c->decided.decision, c->decided.count * sizeof(int));
    gradient_call(c, c->backward, "backward");
    if (gradient_is_large(c)) {
        gradient_check_adjoint(c);
        return conclude(c);
    }

    double *convention = c->number < c->cases ? NULL : c->y_now + c->y.count;
    if (convention != NULL)
        c->convention(c, convention);
    for (int i = 0; i < GRADIENT_INPUTS; i++) {
        gradient_tensor *t = gradient_input(c, i);
        if (t->count == 0 || t->gradient == NULL)
            continue;
        check_gradient(c, t, t == &c->x ? convention : NULL);
        gradient_check_directions(c, t);
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
