/*
 * One case of a gradient check: how its arrays are made and filled, and how the functions under test
 * are called.
 */
#include "gradient_check/checker.h"

#include <stdlib.h>
#include <string.h>

#include "require.h"

/* ---- Making ------------------------------------------------------------------------------------ */

gradient_tensor *gradient_input(gradient_check *c, int i)
{
    return i == 0 ? &c->x : i == 1 ? &c->w : i == 2 ? &c->b : &c->more[i - 3];
}

bool gradient_is_network(const gradient_check *c)
{
    return c->more[0].count > 0;
}

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

    for (int k = 1; k < GRADIENT_INPUTS; k++) {
        gradient_tensor *added_to = gradient_input(c, k);
        if (added_to->count == 0)
            continue;
        gradient_tensor start = *added_to;
        start.value = start.gradient;
        gradient_fill_integers(&start, &c->random, 9);
        for (size_t i = 0; i < start.count && c->method != GRADIENT_EXACT; i++)
            start.value[i] /= 1024; /* small, so that no digit of what is added gets lost */
        added_to->start = gradient_array_copy(start.value, start.count);
    }
}

/* Everything made and filled: the arrays by the test, the gradients here. */
void gradient_make(gradient_check *c)
{
    c->random = random_seeded(c->seed, (uint64_t)(c->number + c->drawn * 1000));
    c->verdicts = 0;
    c->forward_is_wrong = false;
    c->size_inside = 0;
    c->y = c->x = c->w = c->b = c->decided = (gradient_tensor){0};
    memset(c->more, 0, sizeof c->more);
    c->make(c);
    REQUIRE(c->x.count + c->w.count > 0 && c->y.count > 0, "x has %zu, w %zu, y %zu elements",
            c->x.count, c->w.count, c->y.count);
    if (c->decided.count == 0)
        c->decided = gradient_decisions_new("nothing decided", 1, 0, 0, 0);
    c->y_now = malloc((c->y.count + c->x.count) * sizeof *c->y_now);
    c->first_decision = malloc(c->decided.count * sizeof *c->first_decision);
    REQUIRE(c->y_now != NULL && c->first_decision != NULL, "no memory for %zu", c->y.count);
    fill_gradients(c);
    gradient_array_set_guards(c->y.value, c->y.count, GRADIENT_OUTPUT_GUARD);
    for (int i = 0; i < GRADIENT_INPUTS; i++) {
        const gradient_tensor *t = gradient_input(c, i);
        if (t->count > 0 && t->gradient != NULL)
            gradient_array_set_guards(t->gradient, t->count, GRADIENT_OUTPUT_GUARD);
    }
}

void gradient_check_free(gradient_check *c)
{
    for (int i = 0; i < c->verdicts; i++)
        free(c->verdict[i].seen);
    c->verdicts = 0;
    gradient_tensor_free(&c->y);
    for (int i = 0; i < GRADIENT_INPUTS; i++)
        gradient_tensor_free(gradient_input(c, i));
    gradient_tensor_free(&c->decided);
    free(c->y_now);
    free(c->first_decision);
    c->y_now = NULL;
    c->first_decision = NULL;
}

/* ---- Calling ----------------------------------------------------------------------------------- */

/* A large shape: only sums over its arrays are compared. What costs time is done with a few seeds. */
bool gradient_is_large(const gradient_check *c)
{
    return c->number >= c->cases + c->conventions;
}

bool gradient_is_hurried(const gradient_check *c)
{
    return gradient_is_large(c) && c->seed > 10;
}

/* A line of the table for an array that was changed though it is only to be read. */
static void note_change(gradient_check *c, gradient_verdict *v, const real *now, const real *before)
{
    for (size_t i = 0; i < v->t->count; i++)
        gradient_compare(c, v, i, (double)now[i], (measured_slope){.slope = (double)before[i]});
    v->problem = GRADIENT_CHANGED_INPUT;
}

/* Call a function, and see that it changes none of the arrays that it may only read. */
void gradient_call(gradient_check *c, void (*function)(gradient_check *), const char *name)
{
    enum { READ_ONLY = GRADIENT_INPUTS + 2 };
    struct {
        const char *prefix;
        const gradient_tensor *t;
        real *now;
    } input[READ_ONLY] = {{"d", &c->y, c->y.gradient}, {"", &c->y, c->y.value}};
    for (int i = 0; i < GRADIENT_INPUTS; i++) {
        input[2 + i].prefix = "";
        input[2 + i].t = gradient_input(c, i);
        input[2 + i].now = input[2 + i].t->value;
    }
    const bool hurried = gradient_is_hurried(c);
    real *before[READ_ONLY];
    for (int i = 0; i < READ_ONLY; i++)
        before[i] = input[i].t->count == 0 || hurried
                        ? NULL
                        : gradient_array_copy(input[i].now, input[i].t->count);
    c->doing = name;
    function(c);
    c->doing = NULL;
    for (int i = 0; i < READ_ONLY; i++) {
        const bool output = function == c->forward && input[i].now == c->y.value;
        const size_t size = input[i].t->count * sizeof(real);
        if (before[i] != NULL && !output && memcmp(input[i].now, before[i], size) != 0) {
            note_change(c, gradient_verdict_new(c, input[i].prefix, "", input[i].t, name),
                        input[i].now, before[i]);
            memcpy(input[i].now, before[i], size);
            c->forward_is_wrong = c->reference != NULL && function == c->forward;
        }
        gradient_array_free(before[i]);
    }
}
