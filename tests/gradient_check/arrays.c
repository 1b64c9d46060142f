/*
 * The arrays of a gradient check: made between guard words, and filled with numbers for which the
 * check is exact.
 */
#include "gradient_check/gradient_check.h"

#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

#include "require.h"

enum { GUARD = GRADIENT_GUARD };

/* ---- Making ------------------------------------------------------------------------------------ */

real *gradient_array_new(size_t count)
{
    real *block = malloc((count + 2 * GUARD) * sizeof *block);
    REQUIRE(block != NULL, "no memory for %zu elements", count);
    for (size_t i = 0; i < count + 2 * GUARD; i++)
        block[i] = (real)NAN;
    return block + GUARD;
}

real *gradient_array_copy(const real *array, size_t count)
{
    real *copy = gradient_array_new(count);
    memcpy(copy, array, count * sizeof *copy);
    return copy;
}

void gradient_array_free(real *array)
{
    if (array != NULL)
        free(array - GUARD);
}

void gradient_array_set_guards(real *array, size_t count, real value)
{
    for (size_t i = 0; i < GUARD; i++)
        array[-1 - (ptrdiff_t)i] = array[count + i] = value;
}

ptrdiff_t gradient_array_written_outside(const gradient_tensor *t, const real *array)
{
    for (ptrdiff_t i = 0; i < GUARD; i++) {
        if (array[-1 - i] != GRADIENT_OUTPUT_GUARD)
            return -1 - i;
        if (array[(ptrdiff_t)t->count + i] != GRADIENT_OUTPUT_GUARD)
            return (ptrdiff_t)t->count + i;
    }
    return 0;
}

static gradient_tensor shaped(const char *name, int n0, int n1, int n2, int n3)
{
    gradient_tensor t = {.name = name, .shape = {n0, n1, n2, n3}, .count = 1};
    while (t.rank < 4 && t.shape[t.rank] > 0)
        t.count *= (size_t)t.shape[t.rank++];
    REQUIRE(t.rank > 0, "%s has the shape (%d,%d,%d,%d)", name, n0, n1, n2, n3);
    return t;
}

gradient_tensor gradient_tensor_new(const char *name, int n0, int n1, int n2, int n3)
{
    gradient_tensor t = shaped(name, n0, n1, n2, n3);
    t.value = gradient_array_new(t.count);
    t.gradient = gradient_array_new(t.count);
    return t;
}

gradient_tensor gradient_given_new(const char *name, int n0, int n1, int n2, int n3)
{
    gradient_tensor t = shaped(name, n0, n1, n2, n3);
    t.value = gradient_array_new(t.count);
    return t;
}

gradient_tensor gradient_decisions_new(const char *name, int n0, int n1, int n2, int n3)
{
    gradient_tensor t = shaped(name, n0, n1, n2, n3);
    int *block = malloc((t.count + 2 * GUARD) * sizeof *block);
    REQUIRE(block != NULL, "no memory for %zu integers", t.count);
    for (size_t i = 0; i < t.count + 2 * GUARD; i++)
        block[i] = i < GUARD || i >= GUARD + t.count ? GRADIENT_DECISION_GUARD : -1;
    t.decision = block + GUARD;
    return t;
}

ptrdiff_t gradient_decisions_written_outside(const gradient_tensor *t)
{
    for (ptrdiff_t i = 0; i < GUARD; i++) {
        if (t->decision[-1 - i] != GRADIENT_DECISION_GUARD)
            return -1 - i;
        if (t->decision[(ptrdiff_t)t->count + i] != GRADIENT_DECISION_GUARD)
            return (ptrdiff_t)t->count + i;
    }
    return 0;
}

void gradient_tensor_free(gradient_tensor *t)
{
    gradient_array_free(t->value);
    gradient_array_free(t->gradient);
    gradient_array_free(t->start);
    if (t->decision != NULL)
        free(t->decision - GUARD);
    *t = (gradient_tensor){0};
}

/* ---- Filling ----------------------------------------------------------------------------------- */

/* The highest of 32 random bits, scaled to the range: quicker than random_below(), and as good for a
 * range this small. */
static int random_integer(random_generator *r, int low, int high)
{
    return low + (int)(((uint64_t)random_bits(r) * (uint64_t)(high - low + 1)) >> 32);
}

void gradient_fill_integers(gradient_tensor *t, random_generator *r, int limit)
{
    for (size_t i = 0; i < t->count; i++)
        t->value[i] = (real)random_integer(r, -limit, limit);
}

void gradient_fill_even(gradient_tensor *t, random_generator *r, int limit)
{
    for (size_t i = 0; i < t->count; i++)
        t->value[i] = (real)(2 * random_integer(r, 1, limit) * (random_below(r, 2) == 0 ? 1 : -1));
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
