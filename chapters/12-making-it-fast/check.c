/*
 * Do all stages of chapter 12 compute the same numbers? Each gradient is compared with that of the
 * first stage; and the last stage's, on several threads, with that of one.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ladder.h"
#include "numerics/parallel.h"

enum { FEW = 8, MORE = 64, MOST_THREADS = 8 }; /* FEW and MORE images */

static real gradient_of(const stage *s, training *t)
{
    parallel_start(s->threads);
    memset(t->net.gradients, 0, t->net.parameter_count * sizeof *t->net.gradients);
    return s->step(t, s->how);
}

/* Of a stage and the first one: how many gradients differ, and by how much at most, as a share of
 * the largest. */
typedef struct {
    int differ;
    double worst;
    real loss; /* of the stage */
} difference;

static difference compare(const real *gradient, const real *expected, size_t count)
{
    double largest = 0, worst = 0;
    int differ = 0;
    for (size_t i = 0; i < count; i++) {
        const double error = fabs((double)gradient[i] - (double)expected[i]);
        differ += !(gradient[i] == expected[i]);
        worst = error <= worst ? worst : error; /* a NaN stays */
        largest = fmax(largest, fabs((double)expected[i]));
    }
    return (difference){.differ = differ, .worst = worst / largest};
}

/* The gradient of stage i, compared with `expected`, which the first stage fills in. */
static difference compare_with_first(int i, training *t, real *expected)
{
    const size_t count = t->net.parameter_count;
    const real loss = gradient_of(&ladder[i], t);
    if (i == 0)
        memcpy(expected, t->net.gradients, count * sizeof *expected);
    difference d = compare(t->net.gradients, expected, count);
    d.loss = loss;
    return d;
}

int check_stages(void)
{
    training t = training_create(FEW, 2);
    const size_t count = t.net.parameter_count;
    real *exact = memory(count, sizeof *exact), *usual = memory(count, sizeof *usual);
    int wrong = 0;
    printf("The gradient of %d images, %zu numbers, compared with stage 1:\n\n", FEW, count);
    printf("                             integers: differ    others: rounded alike\n");
    for (int i = 0; i < STAGES; i++) {
        fill_exactly(&t);
        const difference d = compare_with_first(i, &t, exact);
        fill_as_usual(&t);
        const bool alike = compare_with_first(i, &t, usual).worst < 1e-5;
        printf("  %d  %-24s %8d             %s\n", i + 1, ladder[i].name, d.differ,
               alike ? "yes" : "NO");
        wrong += d.differ > 0 || !alike || !isfinite(d.loss);
    }
    free(exact);
    free(usual);
    training_free(&t);
    return wrong;
}

int check_threads(void)
{
    static const int teams[] = {2, 3, 4, MOST_THREADS};
    training t = training_create(MORE, MOST_THREADS);
    const size_t bytes = t.net.parameter_count * sizeof(real);
    real *alone = memory(1, bytes);
    int wrong = 0;
    fill_as_usual(&t);
    gradient_of(&ladder[STAGES - 2], &t);
    memcpy(alone, t.net.gradients, bytes);
    printf("\nThe last stage, on %d images: the same bits as with one thread?\n\n", t.N);
    for (size_t i = 0; i < sizeof teams / sizeof teams[0]; i++) {
        stage s = ladder[STAGES - 1];
        s.threads = teams[i];
        gradient_of(&s, &t);
        const bool same = memcmp(alone, t.net.gradients, bytes) == 0;
        printf("  %d threads  %s\n", teams[i], same ? "yes" : "NO");
        wrong += !same;
    }
    free(alone);
    training_free(&t);
    return wrong;
}
