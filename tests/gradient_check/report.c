/*
 * What the gradient check prints: a table with a line for each array, and for each array that is
 * wrong, the first element that differs with both numbers.
 */
#include "gradient_check/gradient_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "(2,3,5,4)" */
static void print_shape(char text[static 48], const gradient_tensor *t)
{
    size_t used = 0;
    for (int i = 0; i < t->rank; i++)
        used += (size_t)snprintf(text + used, 48 - used, "%c%d", i == 0 ? '(' : ',', t->shape[i]);
    snprintf(text + used, 48 - used, ")");
}

/* "[1][0][2][3]": the indices of element i of an array. */
static void print_place(char text[static 48], const gradient_tensor *t, size_t i)
{
    size_t used = 0, stride = t->count;
    for (int r = 0; r < t->rank; r++) {
        stride /= (size_t)t->shape[r];
        used += (size_t)snprintf(text + used, 48 - used, "[%zu]", i / stride);
        i %= stride;
    }
}

static void print_row(const gradient_verdict *v)
{
    char shape[48], place[48] = "";
    print_shape(shape, v->t);
    if (v->worst_error != 0)
        print_place(place, v->t, v->worst);
    printf("  %-6s %-14s %7zu %7d  %-11.3g %-14s %s\n", v->name, shape, v->checked, 0,
           v->worst_error, place, v->problem == GRADIENT_RIGHT ? "ok" : "WRONG");
}

static void print_problem(const gradient_verdict *v)
{
    char place[48];
    print_place(place, v->t, v->first_wrong);
    switch (v->problem) {
    case GRADIENT_RIGHT:
        return;
    case GRADIENT_WRONG_VALUE:
    case GRADIENT_NOT_FINITE:
        printf("%s%s = %.9g, expected %.9g; %zu of %zu elements differ.\n", v->name, place, v->seen,
               v->expected, v->wrong, v->checked);
        if (v->problem == GRADIENT_NOT_FINITE)
            printf("  It is not a finite number: never written, or computed from such a number.\n");
        return;
    case GRADIENT_WROTE_OUTSIDE:
        printf("%s: memory before or behind the array was written.\n", v->name);
        return;
    case GRADIENT_CHANGED_INPUT:
        printf("%s is an input, and was changed.\n", v->name);
        return;
    }
}

void gradient_report(const gradient_check *c)
{
    printf("Gradient check of %s, case %d, seed %llu: %s\n", c->layer, c->number,
           (unsigned long long)c->seed,
           c->method == GRADIENT_EXACT ? "integers, h = 1, equal"
                                       : "central differences, h = 1e-5, error below 1e-7");
    printf("  %-6s %-14s %7s %7s  %-11s %-14s %s\n", "array", "shape", "checked", "skipped",
           "worst error", "at", "verdict");
    for (int i = 0; i < c->verdicts; i++)
        print_row(&c->verdict[i]);
    for (int i = 0; i < c->verdicts; i++)
        print_problem(&c->verdict[i]);
}

/* Check one case; print its table if asked to, or if it is wrong. */
static bool run(gradient_check *c, int number, uint64_t seed, bool print, size_t *checked)
{
    c->number = number;
    c->seed = seed;
    const bool right = gradient_check_case(c);
    for (int i = 0; i < c->verdicts; i++)
        *checked += c->verdict[i].checked;
    if (print || !right)
        gradient_report(c);
    if (!right)
        printf("To run this case alone: %s_test --case %d --seed %llu\n", c->layer, number,
               (unsigned long long)seed);
    gradient_check_free(c);
    return right;
}

int gradient_check_main(gradient_check *c, int argc, char **argv)
{
    const int seeds = c->seeds > 0 ? c->seeds : 100;
    int only_case = -1;
    unsigned long long only_seed = 0;
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 < argc && strcmp(argv[i], "--case") == 0) {
            only_case = (int)strtol(argv[i + 1], NULL, 10);
        } else if (i + 1 < argc && strcmp(argv[i], "--seed") == 0) {
            only_seed = strtoull(argv[i + 1], NULL, 10);
        } else {
            fprintf(stderr, "usage: %s [--case 0..%d] [--seed 1..]\n", argv[0], c->cases - 1);
            return 2;
        }
    }
    if (only_case >= c->cases) {
        fprintf(stderr, "%s: --case %d: there are cases 0 to %d\n", argv[0], only_case,
                c->cases - 1);
        return 2;
    }
    size_t checked = 0;
    if (only_case >= 0 || only_seed > 0)
        return run(c, only_case < 0 ? 0 : only_case, only_seed == 0 ? 1 : only_seed, true, &checked)
                   ? 0
                   : 1;
    for (int number = 0; number < c->cases; number++)
        for (int seed = 1; seed <= seeds; seed++)
            if (!run(c, number, (uint64_t)seed, number == 0 && seed == 1, &checked))
                return 1;
    printf("%d shapes, %d seeds each: %zu elements compared, all right.\n", c->cases, seeds,
           checked);
    return 0;
}
