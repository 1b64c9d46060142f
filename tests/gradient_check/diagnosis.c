/*
 * The diagnosis: which mistake gives exactly the numbers that were seen?
 *
 * A physician asks, looks, and compares with what is known. So here: the function is called again
 * under varied circumstances (what if the array held something else before? if dy were another? if
 * what lies beside the arrays were 0?); and its numbers are compared with those of all known mistakes
 * (known_mistakes.c), in several cases of different shape. One that fits everywhere is the answer: by
 * chance a wrong one may fit one case, but not all.
 */
#include "gradient_check/diagnosis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

#include "gradient_check/known_mistakes.h"
#include "require.h"

/* ---- Factors ------------------------------------------------------------------------------------ */

enum {
    FACTORS = 31,
    CONSTANT = FACTORS - 1,
    SECOND_MISTAKE = 0x8001fb /* those that are tried together with another mistake */
};

/* By what the right numbers may be multiplied. N images (rows), K numbers in the last index, P places
 * in a plane, C and OC channels in and out, T weights of one output. */
static double factor(const gradient_check *c, int which)
{
    const gradient_tensor *x = &c->x, *y = &c->y, *w = &c->w;
    const double N = x->count == 0 ? c->decided.shape[0] : x->shape[0];
    const double K = x->count == 0 ? 1 : x->shape[x->rank - 1];
    const double P = y->rank == 4 ? y->shape[2] * y->shape[3] : 1;
    const double C = x->rank == 4 ? x->shape[1] : 1, OC = y->rank >= 2 ? y->shape[1] : 1;
    const double T = w->count == 0 ? 1 : (double)w->count / w->shape[0];
    const double kernel = w->rank == 4 ? w->shape[2] * w->shape[3] : 1;
    const double factors[CONSTANT] = {
        1,           -1,          0,         2,          0.5,         N,      1 / N,       P,
        1 / P,       N * P,       1 / N / P, K,          1 / K,       N / K,  C,           1 / C,
        OC,          1 / OC,      T,         1 / T,      -1 / N,      -N,     1 / (N * K), N * N,
        1 / (N * N), N / (N - 1), kernel,    1 / kernel, N / (N + 1), sqrt(N)};
    return factors[which];
}

static const char *const factor_words[FACTORS] = {
    "the numbers are the right ones",
    "the sign of @ is flipped",
    "@ is 0 where it should not be",
    "@ is twice what it must be: a factor of 2 too much",
    "@ is half of what it must be: a factor of 1/2 too much",
    ("@ is N times what it must be (N: how many images): a division by N is missing, or one too "
     "many sums over N"),
    "@ is divided by N (how many images), a mean where a sum is needed, or divided twice",
    "@ is multiplied by the number of places in a plane: added once for each place",
    "@ is divided by the number of places in a plane: a mean where a sum is needed",
    "@ is multiplied by the number of all images and places",
    "@ is divided by the number of all images and places: a mean where a sum is needed",
    "@ is K times what it must be (K: the length of a row)",
    "@ is divided by K, the length of a row",
    "@ is divided by K, the length of a row, where it must be N, the number of rows",
    "@ is C times what it must be (C: channels of x): added once for each channel",
    "@ is divided by C, the number of channels of x",
    "@ is OC times what it must be (OC: channels of y): added once for each of them",
    "@ is divided by OC, the number of channels of y",
    "@ is multiplied by the number of weights of one output: added once for each of them",
    "@ is divided by the number of weights of one output",
    "@ has its sign flipped and is divided by N",
    "@ has its sign flipped and is N times what it must be",
    "@ is divided by the number of all elements, N K, where it must be N",
    "@ is N times N times what it must be: multiplied by N, and must be divided by it",
    "@ is divided by N (how many images) once too often, or twice",
    "@ is divided by N - 1, and must be by N",
    "@ is KH KW times what it must be: added once for each place of the kernel",
    "@ is divided by KH KW, the places of the kernel",
    "@ is divided by N + 1, and must be by N",
    "@ is sqrt(N) times what it must be: divided by the square root of N, not by N",
    "@ is off by a constant factor",
};

/* ---- What is suspected -------------------------------------------------------------------------- */

/* One array that is wrong, and what is left of all hypotheses about it. */
typedef struct {
    char name[16];
    known_mistake mistake[KNOWN_MISTAKES_MOST];
    unsigned factors[KNOWN_MISTAKES_MOST]; /* bit f: it fits, multiplied by factor f */
    unsigned here[KNOWN_MISTAKES_MOST];    /* the same after the case that failed alone */
    unsigned later[KNOWN_MISTAKES_MOST]; /* the same of all images but the first, which is right */
    int mistakes;
    double constant; /* the ratio that factor CONSTANT stands for */
    double
        added; /* what was added to each number here, if to all the same in every case; else NaN */
    bool rest_right; /* what is written is right; other elements are not written */

    /* What was seen when the function was called under varied circumstances. */
    bool added_to, overwritten, partly_unwritten; /* what happens to the former contents */
    bool reads_outside, unsteady, ignores_upstream, not_finite;
    bool uses_former;        /* what the array held before goes into the result */
    bool right_by_reference; /* the gradient is right, forward is not */
    char outside_of[24];
} suspect;

/* ---- Calling it again ---------------------------------------------------------------------------- */

/* What an array holds before a function is called: 0 the first time, so that nothing is lost when it
 * is subtracted again; other numbers the second time. */
static void fill_start(real *array, size_t count, int time)
{
    for (size_t i = 0; i < count; i++)
        array[i] = time == 0 ? 0 : (real)(64 + (int)(i * 7 % 31));
}

static void set_input_guards(gradient_check *c, real guard)
{
    for (int i = 0; i <= GRADIENT_INPUTS; i++) {
        const gradient_tensor *t = i < GRADIENT_INPUTS ? gradient_input(c, i) : &c->y;
        if (t->count > 0)
            gradient_array_set_guards(t->value, t->count, guard);
    }
    gradient_array_set_guards(c->y.gradient, c->y.count, guard);
}

/* y and the decisions as backward may expect them. */
static void prepare_backward(gradient_check *c)
{
    if (!c->forward_is_wrong) {
        c->forward(c);
        return;
    }
    c->reference(c, c->y_now);
    for (size_t i = 0; i < c->y.count; i++)
        c->y.value[i] = (real)c->y_now[i];
    if (c->reference_decisions != NULL)
        c->reference_decisions(c, c->decided.decision);
}

static real *array_of(gradient_check *c, const gradient_verdict *v)
{
    return v->t == &c->y ? c->y.value : v->t->gradient;
}

/* Call the function that makes the array, which starts as number `seed`, and copy the result. */
static void call_again(gradient_check *c, const gradient_verdict *v, int seed, double *result)
{
    const bool backward = strcmp(v->function, "backward") == 0;
    if (backward)
        prepare_backward(c);
    if (v->t == &c->decided) {
        for (size_t i = 0; i < v->t->count; i++)
            v->t->decision[i] = -1 - seed;
        c->forward(c);
        for (size_t i = 0; i < v->t->count; i++)
            result[i] = v->t->decision[i];
        return;
    }
    real *array = array_of(c, v);
    fill_start(array, v->t->count, seed);
    if (backward)
        c->backward(c);
    else
        c->forward(c);
    for (size_t i = 0; i < v->t->count; i++)
        result[i] = (double)array[i];
}

static bool close(const gradient_check *c, double a, double b, double tolerance)
{
    if (!isfinite(a) || !isfinite(b))
        return isnan(a) && isnan(b);
    if (c->method == GRADIENT_EXACT)
        return a == b;
    return fabs(a - b) <= tolerance * fmax(fmax(fabs(a), fabs(b)), 1e-3);
}

/*
 * What the function computes for the array: what it puts there, or what it adds to what is there.
 *
 * Notes
 * - It is called with two different contents beforehand. What comes out the same was overwritten;
 *   what differs as the contents did was added to, or, if nothing changed, not touched at all.
 * - The words around the inputs are 0 meanwhile: then what a function reads outside spoils nothing,
 *   and the mistake behind it can be recognised.
 */
static void observe(gradient_check *c, const gradient_verdict *v, suspect *s, double *numbers)
{
    const size_t count = v->t->count;
    double *run[2] = {malloc(2 * count * sizeof(double)), NULL};
    real *start[2] = {gradient_array_new(count), gradient_array_new(count)};
    REQUIRE(run[0] != NULL, "no memory for %zu numbers", 2 * count);
    run[1] = run[0] + count;
    set_input_guards(c, 0);
    for (int k = 0; k < 2; k++) {
        fill_start(start[k], count, k);
        if (v->t == &c->decided)
            for (size_t i = 0; i < count; i++)
                start[k][i] = (real)(-1 - k);
        call_again(c, v, k, run[k]);
    }
    set_input_guards(c, (real)NAN);

    const bool must_add = v->t != &c->x && v->t != &c->y && v->t != &c->decided;
    bool any_added = must_add;
    for (size_t i = 0; i < count; i++) {
        const double before = (double)start[0][i], step = (double)start[1][i] - before;
        const bool added = fabs(run[1][i] - run[0][i] - step) <= 1e-9 && step != 0;
        const bool untouched = run[0][i] == before && run[1][i] == (double)start[1][i];
        any_added = any_added || (added && !untouched);
        s->added_to = s->added_to || (added && !untouched);
        s->overwritten = s->overwritten || run[0][i] == run[1][i];
        s->partly_unwritten = s->partly_unwritten || untouched;
        const bool changed = !close(c, run[0][i], run[1][i], 1e-12); /* but for rounding */
        const bool as_added = fabs(run[1][i] - run[0][i] - step) <= 1e-3 * fabs(step);
        s->uses_former =
            s->uses_former || (isfinite(run[0][i]) && changed && !as_added && !untouched);
        s->not_finite = s->not_finite || (!isfinite(run[0][i]) && !isfinite(run[1][i]));
    }
    for (size_t i = 0; i < count; i++) {
        const double before = (double)start[0][i];
        const bool same = run[0][i] == run[1][i] || !isfinite(run[0][i]);
        const bool untouched = run[0][i] == before && run[1][i] == (double)start[1][i];
        numbers[i] = !isfinite(run[0][i])      ? INFINITY /* computed like this: fits nothing */
                     : same                    ? run[0][i]
                     : untouched && !any_added ? NAN
                                               : run[0][i] - before;
    }
    gradient_array_free(start[0]);
    gradient_array_free(start[1]);
    free(run[0]);
}

/* Whether an array's result has NaN in it while the words around one input are NaN. */
static bool is_spoiled_by(gradient_check *c, const gradient_verdict *v, real *array, size_t count)
{
    double *numbers = malloc(v->t->count * sizeof *numbers);
    REQUIRE(numbers != NULL, "no memory for %zu numbers", v->t->count);
    set_input_guards(c, 0);
    gradient_array_set_guards(array, count, (real)NAN);
    call_again(c, v, 0, numbers);
    bool spoiled = false;
    for (size_t i = 0; i < v->t->count; i++)
        spoiled = spoiled || isnan(numbers[i]);
    set_input_guards(c, (real)NAN);
    free(numbers);
    return spoiled;
}

/* Whether the result is another after a call with other numbers: then something of that call is left.
 * `other` is room for the numbers. */
static bool remembers(gradient_check *c, const gradient_verdict *v, const double *before,
                      double *other)
{
    real *const array[] = {c->x.value, c->w.value, c->y.gradient};
    const size_t size[] = {c->x.count, c->w.count, c->y.count};
    real *kept[3];
    for (int k = 0; k < 3; k++) {
        kept[k] = size[k] == 0 ? NULL : gradient_array_copy(array[k], size[k]);
        for (size_t i = 0; i < size[k]; i++)
            array[k][i] /= 2;
    }
    call_again(c, v, 0, other);
    for (int k = 0; k < 3; k++) {
        if (size[k] > 0)
            memcpy(array[k], kept[k], size[k] * sizeof(real));
        gradient_array_free(kept[k]);
    }
    call_again(c, v, 0, other);
    bool same = true;
    for (size_t i = 0; i < v->t->count; i++)
        same = same && close(c, before[i], other[i], 1e-12);
    return !same;
}

/* Whether a gradient is right if it is measured on the independent version of forward: then it is
 * forward that is wrong, near the numbers of this case if not at them. */
static bool is_right_by_reference(gradient_check *c, const gradient_verdict *v,
                                  const double *numbers)
{
    if (c->reference == NULL || c->forward_is_wrong || c->number >= c->cases)
        return false;
    bool as_measured = true;
    for (size_t i = 0; i < v->t->count; i++)
        as_measured = as_measured && close(c, numbers[i], v->expected[i], 1e-6);
    if (as_measured)
        return false;
    c->forward_is_wrong = true;
    bool right = true;
    for (size_t i = 0; i < v->t->count && right; i++) {
        const double h = c->method == GRADIENT_EXACT ? 1 : 1e-4;
        right = close(c, numbers[i], numerical_gradient(c, &v->t->value[i], h), 1e-6);
    }
    c->forward_is_wrong = false;
    return right;
}

/* The questions that are asked once, in the case that failed. */
static void examine(gradient_check *c, const gradient_verdict *v, suspect *s, const double *numbers)
{
    const size_t count = v->t->count;
    double *again = malloc(2 * count * sizeof *again), *other = again + count;
    REQUIRE(again != NULL, "no memory for %zu numbers", 2 * count);

    set_input_guards(c, 0);
    call_again(c, v, 0, again);
    call_again(c, v, 0, other);
    bool finite = true;
    for (size_t i = 0; i < count; i++) {
        finite = finite && !isnan(again[i]) && !isnan(numbers[i]);
        s->unsteady = s->unsteady || !close(c, again[i], other[i], 1e-12);
    }
    s->unsteady = s->unsteady || remembers(c, v, again, other);
    set_input_guards(c, (real)NAN);
    const struct {
        const char *name;
        const gradient_tensor *t;
        real *array;
    } input[] = {{c->x.name, &c->x, c->x.value},
                 {c->w.name, &c->w, c->w.value},
                 {c->b.name, &c->b, c->b.value},
                 {"dy", &c->y, c->y.gradient}};
    for (int i = 0; i < 4 && finite; i++)
        if (input[i].t->count > 0 && is_spoiled_by(c, v, input[i].array, input[i].t->count)) {
            s->reads_outside = true;
            snprintf(s->outside_of, sizeof s->outside_of, "%s", input[i].name);
        }

    if (strcmp(v->function, "backward") == 0 && !gradient_is_network(c)) {
        s->right_by_reference = v->worst_error > 1e-5 && is_right_by_reference(c, v, numbers);
        real *dy = gradient_array_copy(c->y.gradient, c->y.count);
        for (size_t i = 0; i < c->y.count; i++)
            c->y.gradient[i] = 7 - 3 * dy[i];
        set_input_guards(c, 0);
        call_again(c, v, 0, other);
        set_input_guards(c, (real)NAN);
        memcpy(c->y.gradient, dy, c->y.count * sizeof *dy);
        gradient_array_free(dy);
        bool same = true, zero = true;
        for (size_t i = 0; i < count; i++) {
            same = same && close(c, again[i], other[i], 1e-12);
            zero = zero && numbers[i] == 0;
        }
        s->ignores_upstream = same && finite && !zero;
    }
    free(again);
}

/* ---- Comparing with what is known ---------------------------------------------------------------- */

/* Which factors (one bit each) make the prediction the numbers that were seen. */
static unsigned fitting_factors(const gradient_check *c, const double *seen,
                                const double *predicted, size_t count, double tolerance,
                                double constant, unsigned factors)
{
    double largest = c->method == GRADIENT_EXACT ? 1 : 0;
    for (size_t i = 0; i < count; i++)
        largest = isfinite(predicted[i]) ? fmax(largest, fabs(predicted[i])) : largest;
    unsigned fitting = 0;
    for (int f = 0; f < FACTORS; f++) {
        const double multiple = f == CONSTANT ? constant : factor(c, f);
        bool fits = (factors & 1u << f) != 0 && isfinite(multiple);
        for (size_t i = 0; i < count && fits; i++) {
            const double expected = f == 0 ? predicted[i] : multiple * predicted[i];
            fits = isnan(expected) ? isnan(seen[i])
                                   : isfinite(expected) && fabs(seen[i] - expected) <=
                                                               tolerance * fabs(multiple) * largest;
        }
        fitting |= fits ? 1u << f : 0;
    }
    return fitting;
}

/* How far a prediction may be off, relative to the largest number of the array. */
static double tolerance_of(const gradient_check *c, const gradient_verdict *v, known_mistake m,
                           int factor)
{
    const bool measured = v->function[0] == 'b' && m.kind != MISTAKE_OWN;
    if (c->method == GRADIENT_EXACT) /* in float; and what is not divided, not at all */
        return m.kind == MISTAKE_NONE && factor == 0 ? 0 : 3e-5;
    if (!measured || (m.kind == MISTAKE_NONE && factor == 0))
        return 1e-11;
    return m.kind == MISTAKE_NONE || m.kind == MISTAKE_IN_RESULT ? 1e-8 : 1e-6;
}

/* Strike out of `factors` those with which the mistake does not give these numbers. */
static unsigned still_fitting(const gradient_check *c, const gradient_verdict *v, known_mistake m,
                              const double *seen, const double *predicted, size_t count,
                              double constant, unsigned factors)
{
    const bool may_be_unwritten = m.kind == MISTAKE_IN_RESULT || m.kind == MISTAKE_OWN;
    for (size_t i = 0; i < count; i++)
        if (isnan(predicted[i]) && !may_be_unwritten)
            return 0;
    return fitting_factors(c, seen, predicted, count, tolerance_of(c, v, m, 0), constant,
                           factors & 1u) |
           fitting_factors(c, seen, predicted, count, tolerance_of(c, v, m, 1), constant,
                           factors & ~1u);
}

/* The ratio of what was seen to what must be, where it can be told; else NaN. */
static double ratio(const double *seen, const double *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (expected[i] != 0 && isfinite(seen[i]))
            return seen[i] / expected[i];
    return NAN;
}

/* By how much each number is too large, if by the same; else NaN. */
static double difference(const double *seen, const double *expected, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (!(fabs(seen[i] - expected[i] - (seen[0] - expected[0])) <= 1e-9))
            return NAN;
    return seen[0] - expected[0];
}

static bool is_right_where_written(const gradient_check *c, const double *seen,
                                   const double *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isnan(seen[i]) && !close(c, seen[i], expected[i], 1e-9))
            return false;
    return true;
}

static const gradient_verdict *verdict_named(const gradient_check *c, const char *name)
{
    for (int i = 0; i < c->verdicts; i++)
        if (strcmp(c->verdict[i].name, name) == 0 &&
            c->verdict[i].problem != GRADIENT_CHANGED_INPUT)
            return &c->verdict[i];
    return NULL;
}

/* How many numbers the first image has, if the array has images and all numbers of the first are
 * right; else 0. */
static size_t right_at_first(const gradient_check *c, const gradient_verdict *v, const double *seen)
{
    const bool has_images = v->t == &c->x || v->t == &c->y || v->t == &c->decided;
    const size_t image = has_images ? v->t->count / (size_t)v->t->shape[0] : 0;
    for (size_t i = 0; i < image; i++)
        if (!close(c, seen[i], v->expected[i], 1e-9))
            return 0;
    return image;
}

/* Strike out all hypotheses about an array that do not fit its numbers in this case. */
static void confront(gradient_check *c, suspect *s, bool first)
{
    const gradient_verdict *v = verdict_named(c, s->name);
    if (v == NULL || v->sum || v->checked < v->t->count) {
        s->mistakes = first ? 0 : s->mistakes; /* without all numbers nothing can be recognised */
        return;
    }
    const size_t count = v->t->count;
    double *seen = malloc(2 * count * sizeof *seen), *predicted = seen + count;
    REQUIRE(seen != NULL, "no memory for %zu numbers", 2 * count);
    suspect unused = *s;
    observe(c, v, first ? s : &unused, seen);
    if (first)
        examine(c, v, s, seen);
    const double added = difference(seen, v->expected, count);
    if (first) {
        s->constant = ratio(seen, v->expected, count);
        s->added = added;
        s->rest_right = is_right_where_written(c, seen, v->expected, count);
    } else if (!isfinite(added) || (count < 3 && fabs(added - s->added) > 1e-9)) {
        s->added = NAN;
    }
    const size_t skip = right_at_first(c, v, seen);
    for (int i = 0; i < s->mistakes; i++) {
        s->later[i] = skip == 0 ? 0 : s->later[i];
        if (s->factors[i] == 0 && s->later[i] == 0)
            continue;
        const known_mistake m = s->mistake[i];
        known_mistake_predict(c, v, m, predicted);
        if (first) { /* what would make no difference explains nothing */
            const unsigned tried = s->factors[i] | s->later[i];
            const unsigned right = still_fitting(c, v, m, v->expected, predicted, count,
                                                 s->constant, i == 0 ? tried & ~1u : tried);
            s->factors[i] &= ~right;
            s->later[i] &= ~right;
        }
        s->factors[i] = still_fitting(c, v, m, seen, predicted, count, s->constant, s->factors[i]);
        s->later[i] = still_fitting(c, v, m, seen + skip, predicted + skip, count - skip,
                                    s->constant, s->later[i]);
        if (first) /* a few numbers always have a ratio */
            s->here[i] = count < 3 ? s->factors[i] & ~(1u << CONSTANT) : s->factors[i];
    }
    free(seen);
}

/* One case, for all suspects. */
static void try_case(const gradient_check *failed, int number, uint64_t seed, suspect **s,
                     int count, bool first)
{
    gradient_check c = *failed;
    c.number = number;
    c.seed = seed;
    gradient_check_case(&c);
    for (int i = 0; i < count; i++) {
        const gradient_verdict *v = verdict_named(&c, s[i]->name);
        if (first && v != NULL)
            s[i]->mistakes = known_mistakes(&c, v, s[i]->mistake);
        for (int k = 0; first && k < s[i]->mistakes; k++) {
            s[i]->factors[k] = k == 0 ? (1u << FACTORS) - 1 : SECOND_MISTAKE;
            s[i]->later[k] = k == 0 ? (1u << CONSTANT) - 1 : 1;
        }
        confront(&c, s[i], first);
    }
    gradient_check_free(&c);
}

/* ---- The answer ---------------------------------------------------------------------------------- */

/* The likeliest hypothesis that is left: a plain factor, a mistake alone, a mistake with a factor. */
static bool choose(const suspect *s, const unsigned *factors, int *mistake, int *factor)
{
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < s->mistakes; i++)
            for (int f = 0; f < FACTORS; f++)
                if ((factors[i] & 1u << f) != 0 &&
                    ((i == 0 && f != CONSTANT) || f == 0 || pass == 1)) {
                    *mistake = i;
                    *factor = f;
                    return true;
                }
    return false;
}

/* Append to a text what fits. */
static void append(char *text, size_t size, const char *more)
{
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", more);
}

static bool is_wrong(const gradient_verdict *v, size_t i)
{
    return !(v->seen[i] == v->expected[i]);
}

/* Along one index: "row 3", "row 3 and later", ..., if what differs is there and nowhere else. */
static void describe_index(char text[static 96], const gradient_verdict *v, int axis,
                           const char *name)
{
    const size_t length = (size_t)v->t->shape[axis];
    size_t stride = 1, low = length, high = 0;
    bool even = false, odd = false;
    for (int r = axis + 1; r < v->t->rank; r++)
        stride *= (size_t)v->t->shape[r];
    for (size_t i = 0; i < v->t->count; i++)
        if (is_wrong(v, i)) {
            const size_t here = i / stride % length;
            low = here < low ? here : low;
            high = here > high ? here : high;
            even = even || here % 2 == 0;
            odd = odd || here % 2 == 1;
        }
    text[0] = '\0';
    if (length < 2 || low > high)
        return;
    if (low == high)
        snprintf(text, 96, "%s %zu", name, low);
    else if (!even || !odd)
        snprintf(text, 96, "an %s %s", even ? "even" : "odd", name);
    else if (low > 0 && high == length - 1)
        snprintf(text, 96, "%s %zu or later", name, low);
    else if (low == 0 && high < length - 1)
        snprintf(text, 96, "%s %zu or earlier", name, high);
    else if (low > 0)
        snprintf(text, 96, "%s %zu to %zu", name, low, high);
}

/* "All that differ have row 3, counted from 0." */
static void append_where(char *text, size_t size, const gradient_check *c,
                         const gradient_verdict *v)
{
    char line[400] = "", index[96];
    for (int axis = 0; axis < v->t->rank; axis++) {
        describe_index(index, v, axis, known_mistake_index_name(c, v->t, axis));
        const size_t used = strlen(line);
        if (index[0] != '\0')
            snprintf(line + used, sizeof line - used, "%s %s",
                     used == 0 ? "All that differ have" : ",", index);
    }
    if (line[0] != '\0') {
        append(text, size, line);
        strncat(text, ", counted from 0.", size - strlen(text) - 1);
    }
}

/* What the elements that differ have in common: what they are, and what they must be. */
static void append_what(char *text, size_t size, const gradient_verdict *v)
{
    size_t wrong = 0, zero = 0, flipped = 0, missing = 0, of_zero = 0, negative = 0, positive = 0;
    double same = NAN;
    bool all_same = true;
    for (size_t i = 0; i < v->t->count; i++)
        if (is_wrong(v, i)) {
            same = wrong == 0 ? v->seen[i] : same;
            all_same = all_same && v->seen[i] == same;
            wrong++;
            zero += v->seen[i] == 0 ? 1 : 0;
            flipped += v->seen[i] == -v->expected[i] ? 1 : 0;
            missing += isnan(v->seen[i]) ? 1 : 0;
            of_zero += v->expected[i] == 0 ? 1 : 0;
            negative += v->expected[i] < 0 ? 1 : 0;
            positive += v->expected[i] > 0 ? 1 : 0;
        }
    char line[200] = "";
    if (wrong < 2 || wrong == v->t->count)
        return;
    if (missing == wrong)
        snprintf(line, sizeof line, "All that differ are NaN or never written.");
    else if (zero == wrong)
        snprintf(line, sizeof line, "All that differ are 0, and must not be.");
    else if (flipped == wrong)
        snprintf(line, sizeof line, "All that differ have the wrong sign.");
    else if (all_same && wrong > 2)
        snprintf(line, sizeof line, "All that differ are the same number, %.7g.", same);
    if (line[0] != '\0')
        append(text, size, line);
    if (v->t->decision == NULL && (of_zero == wrong || negative == wrong || positive == wrong)) {
        snprintf(line, sizeof line, "All that differ must be %s.",
                 of_zero == wrong    ? "0"
                 : negative == wrong ? "negative"
                                     : "positive");
        append(text, size, line);
    }
}

/* What calling it under varied circumstances has shown. */
static void append_observations(char *text, size_t size, const gradient_verdict *v,
                                const suspect *s, bool explained)
{
    char line[200] = "";
    const bool must_add = v->function[0] == 'b' && s->name[0] == 'd' && v->t->start != NULL;
    if (s->unsteady)
        append(text, size,
               "Called twice with the same arrays it gives two results: it keeps "
               "something from call to call, or reads memory that nobody has written.");
    if (s->ignores_upstream && !explained)
        append(text, size, "It does not depend on dy: the upstream gradient is ignored.");
    if (s->not_finite)
        append(text, size,
               "It computes NaN or infinity: 0 / 0, the logarithm of a number that is not "
               "positive, exp() of a large one.");
    if (s->reads_outside) {
        snprintf(line, sizeof line, "It reads outside of %s.", s->outside_of);
        append(text, size, line);
    }
    if (s->uses_former && !s->unsteady) {
        snprintf(line, sizeof line,
                 must_add ? "What %s held before does not stay as it is: it must be added to, and "
                            "nothing else."
                          : "What %s held before goes into the result: an element is read before "
                            "it is written, or += stands in place of =.",
                 s->name);
        append(text, size, line);
    }
    if (must_add && s->overwritten) {
        snprintf(line, sizeof line,
                 "%s is overwritten where it must be added to: = in place of +=.", s->name);
        append(text, size, line);
    }
    if (!must_add && s->added_to) {
        snprintf(line, sizeof line,
                 "%s is added to where it must be overwritten: += in place of =, or it is not "
                 "cleared first.",
                 s->name);
        append(text, size, line);
    } else if (!must_add && s->partly_unwritten && !explained) {
        snprintf(line, sizeof line, "%s of %s is never written.",
                 s->overwritten ? "Part" : "No element", s->name);
        append(text, size, line);
    }
}

/* "conv2d_dw() in src/layers/conv2d.c: the loop over n" */
static void where_to_look(gradient_finding *f, const gradient_check *c, const gradient_verdict *v,
                          const char *hint)
{
    const bool backward = v->function[0] == 'b';
    const bool gradient = backward && v->problem != GRADIENT_CHANGED_INPUT;
    const bool by_array = gradient && !c->one_backward && c->w.count > 0 && c->x.gradient != NULL &&
                          !gradient_is_network(c) && !v->sum;
    const char *function = by_array ? v->name : v->function;
    snprintf(f->look_at, sizeof f->look_at, "%s_%s()%s%s%s%s", c->layer, function,
             c->source == NULL ? "" : " in ", c->source == NULL ? "" : c->source,
             hint[0] == '\0' ? "" : ": ", hint);
}

/* What is wrong only because something else is: a gradient beside a forward that is not right, or
 * decisions beside outputs that are not, and of which no mistake is known that fits everywhere. */
static bool blame_another(const gradient_check *c, const gradient_verdict *v, const suspect *s,
                          gradient_finding *f)
{
    int mistake, factor;
    const gradient_verdict *y = verdict_named(c, c->y.name);
    f->known = true;
    if (s->right_by_reference) {
        snprintf(f->what, sizeof f->what,
                 "%s is right; forward is not, where an input is a little larger or smaller.",
                 v->name);
        snprintf(f->look_at, sizeof f->look_at, "%s_forward()%s%s: a comparison, a bound", c->layer,
                 c->source == NULL ? "" : " in ", c->source == NULL ? "" : c->source);
        return true;
    }
    if (v->t == &c->decided && y != NULL && y->wrong > 0 &&
        !choose(s, s->factors, &mistake, &factor)) {
        snprintf(f->what, sizeof f->what, "%s is found together with %s: mend that first.", v->name,
                 y->name);
        where_to_look(f, c, v, "");
        return true;
    }
    f->known = false;
    return false;
}

static void answer(const gradient_check *c, const gradient_verdict *v, const suspect *s,
                   gradient_finding *f)
{
    if (blame_another(c, v, s, f))
        return;
    int mistake = 0, factor = 0;
    char sentence[256] = "", hint[256] = "", line[640];
    const bool everywhere = choose(s, s->factors, &mistake, &factor);
    const bool later = !everywhere && choose(s, s->later, &mistake, &factor);
    const bool somewhere =
        everywhere || later || (!s->unsteady && choose(s, s->here, &mistake, &factor));
    const char *scope = everywhere ? ""
                        : later    ? "In all images but the first: "
                                   : "In this case, not in all: ";
    if (somewhere && mistake > 0) {
        known_mistake_describe(c, v, s->mistake[mistake], sentence, hint);
        snprintf(line, sizeof line, "%s%s.", scope, sentence);
        append(f->what, sizeof f->what, line);
    }
    if (somewhere && factor > 0) {
        known_mistake_fill_in(sentence, factor_words[factor], v->name, "", "");
        const char *before = mistake > 0 ? "Besides, " : scope;
        if (factor == CONSTANT)
            snprintf(line, sizeof line, "%s%s: %.7g times what it must be.", before, sentence,
                     s->constant);
        else
            snprintf(line, sizeof line, "%s%s.", before, sentence);
        append(f->what, sizeof f->what, line);
    }
    if (!everywhere && isfinite(s->added) && s->added != 0) {
        snprintf(line, sizeof line,
                 "To each number of %s the same is added, here %.7g: does a sum start from it?",
                 v->name, s->added);
        append(f->what, sizeof f->what, line);
    }
    append_observations(f->what, sizeof f->what, v, s, somewhere && mistake > 0);
    const bool tiny = c->method != GRADIENT_EXACT && v->worst_error < 1e-5;
    if ((!somewhere || (mistake == 0 && factor == 0)) && tiny)
        append(f->what, sizeof f->what,
               "The difference is tiny: is something computed in float, or a small number added?");
    const bool enough = s->unsteady || s->uses_former || tiny || s->reads_outside ||
                        v->outside != 0 || s->rest_right || isfinite(s->added);
    f->known = f->what[0] != '\0';
    if (c->number >= c->cases + c->conventions) {
        append(f->what, sizeof f->what,
               "All small shapes are right, this large one is not: a bound, a buffer or a "
               "remainder that "
               "only large shapes reach.");
        f->known = true;
    } else if ((!somewhere && !enough) || !f->known)
        append(f->what, sizeof f->what,
               f->known ? "No known mistake gives the rest of these numbers."
                        : "None of the known mistakes gives these numbers.");
    if (!somewhere && !v->sum && c->method == GRADIENT_EXACT) {
        append_what(f->what, sizeof f->what, v);
        append_where(f->what, sizeof f->what, c, v);
    }
    where_to_look(f, c, v, hint);
}

/* What needs no hypothesis: an input that was changed, memory that was written outside of an array. */
static bool state_the_obvious(const gradient_check *c, const gradient_verdict *v,
                              gradient_finding *f)
{
    const char *behind = v->outside > 0 ? "behind its last" : "before its first";
    if (v->problem == GRADIENT_CHANGED_INPUT)
        snprintf(f->what, sizeof f->what, "%s is only to be read, and %s changes it.", v->name,
                 v->function);
    else if (v->outside != 0)
        snprintf(f->what, sizeof f->what,
                 "%s is written outside of its memory, at index %td: %s element.", v->name,
                 v->outside, behind);
    else if (v->problem == GRADIENT_POOR_ESTIMATE || v->problem == GRADIENT_SKIPPED)
        snprintf(f->what, sizeof f->what,
                 "forward cannot be measured there: it is not smooth, or it has kinks that "
                 "gradient_check::decided does not name.");
    else
        return false;
    f->known = true;
    where_to_look(f, c, v,
                  v->outside != 0 ? "the bounds of its loops, an index that is 1 off" : "");
    return true;
}

/* The input that the same function changes, if any: what it computes from it afterwards is wrong for
 * that reason, and a hypothesis about the numbers would be a guess. */
static const gradient_verdict *changed_input(const gradient_check *c, const gradient_verdict *v)
{
    for (int i = 0; i < c->verdicts; i++)
        if (c->verdict[i].problem == GRADIENT_CHANGED_INPUT &&
            strcmp(c->verdict[i].function, v->function) == 0)
            return &c->verdict[i];
    return NULL;
}

static void blame_changed_input(const gradient_check *c, const gradient_verdict *v,
                                const gradient_verdict *changed, gradient_finding *f)
{
    snprintf(f->what, sizeof f->what,
             "%s changes %s, and %s may be wrong for that reason alone: mend that first.",
             v->function, changed->name, v->name);
    f->known = true;
    where_to_look(f, c, v, "");
}

int gradient_diagnose(const gradient_check *failed, gradient_finding *finding)
{
    suspect *s[GRADIENT_FINDINGS];
    const gradient_verdict *of[GRADIENT_FINDINGS];
    int count = 0, findings = 0;
    for (int i = 0; i < failed->verdicts; i++) {
        const gradient_verdict *v = &failed->verdict[i];
        if (v->wrong == 0 || v->problem == GRADIENT_CHANGED_INPUT ||
            v->problem == GRADIENT_POOR_ESTIMATE)
            continue;
        s[count] = calloc(1, sizeof *s[count]);
        REQUIRE(s[count] != NULL, "no memory for %zu bytes", sizeof *s[count]);
        snprintf(s[count]->name, sizeof s[count]->name, "%s", v->name);
        s[count]->constant = NAN;
        of[count++] = v;
    }
    const int cases = failed->cases + failed->conventions;
    if (count > 0 && failed->number < cases) {
        try_case(failed, failed->number, failed->seed, s, count, true);
        for (uint64_t seed = 1; seed <= 2; seed++)
            for (int number = 0; number < cases; number++)
                try_case(failed, number, seed, s, count, false);
    }
    for (int i = 0, next = 0; i < failed->verdicts; i++) {
        const gradient_verdict *v = &failed->verdict[i];
        gradient_finding *f = &finding[findings];
        *f = (gradient_finding){.known = false};
        snprintf(f->array, sizeof f->array, "%s", v->name);
        const bool obvious = state_the_obvious(failed, v, f),
                   suspected = next < count && of[next] == v;
        if (suspected) {
            const gradient_verdict *changed = changed_input(failed, v);
            if (changed == NULL)
                answer(failed, v, s[next], f);
            else
                blame_changed_input(failed, v, changed, f);
            free(s[next++]);
        }
        findings += obvious || suspected;
    }
    return findings;
}
