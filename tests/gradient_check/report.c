/*
 * What the gradient check prints: a table with a line for each array; for each array that is wrong
 * the first element that differs, with both numbers; and how to run that case again.
 */
#include "gradient_check/gradient_check.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gradient_check/diagnosis.h"
#include "platform.h"

/* ---- Pieces of text ---------------------------------------------------------------------------- */

/* "(2,3,5,4)" */
static void print_shape(char text[static 48], const gradient_tensor *t)
{
    size_t used = 0;
    for (int i = 0; i < t->rank; i++)
        used += (size_t)snprintf(text + used, 48 - used, "%c%d", i == 0 ? '(' : ',', t->shape[i]);
    snprintf(text + used, 48 - used, ")");
}

void gradient_place(char text[static 48], const gradient_tensor *t, size_t i)
{
    size_t used = 0, stride = t->count;
    for (int r = 0; r < t->rank; r++) {
        stride /= (size_t)t->shape[r];
        used += (size_t)snprintf(text + used, 48 - used, "[%zu]", i / stride);
        i %= stride;
    }
}

/* "605,696" */
static void print_count(char text[static 32], size_t count)
{
    char digits[32];
    const int length = snprintf(digits, sizeof digits, "%zu", count);
    int used = 0;
    for (int i = 0; i < length; i++) {
        text[used++] = digits[i];
        if (i + 1 < length && (length - i - 1) % 3 == 0)
            text[used++] = ',';
    }
    text[used] = '\0';
}

/* "36", or, of a sample, "200 of 605,696" */
static void print_checked(char text[static 80], const gradient_verdict *v)
{
    char checked[32], all[32];
    print_count(checked, v->checked);
    print_count(all, v->t->count);
    if (v->sum)
        snprintf(text, 80, "%s sum%s", checked, v->checked == 1 ? "" : "s");
    else if (v->checked + v->skipped == v->t->count)
        snprintf(text, 80, "%s", checked);
    else
        snprintf(text, 80, "%s of %s", checked, all);
}

/* ---- The table --------------------------------------------------------------------------------- */

/* Green and red where somebody looks, unless they asked for no colours (no-color.org). */
static const char *verdict_text(bool right)
{
    const char *no_color = getenv("NO_COLOR");
    if (platform_is_terminal(stdout) && (no_color == NULL || no_color[0] == '\0'))
        return right ? "\033[32mok\033[0m" : "\033[1;31mWRONG\033[0m";
    return right ? "ok" : "WRONG";
}

/* How wide the column of names must be: a whole network has long ones. */
static int width_of_names(const gradient_check *c)
{
    int width = 8;
    for (int i = 0; i < c->verdicts; i++) {
        const int length = (int)strlen(c->verdict[i].name);
        width = length > width ? length : width;
    }
    return width;
}

static void print_row(const gradient_check *c, const gradient_verdict *v)
{
    char shape[48], checked[80], place[48] = "", estimate[32] = "";
    print_shape(shape, v->t);
    print_checked(checked, v);
    if (v->worst_error != 0 && !v->sum)
        gradient_place(place, v->t, v->worst);
    if (c->method != GRADIENT_EXACT)
        snprintf(estimate, sizeof estimate, "%-10.1e", v->estimate);
    printf("  %-*s %-14s %14s %7zu  %-11.3g %s%-14s %s\n", width_of_names(c), v->name, shape,
           checked, v->skipped, v->worst_error, estimate, place,
           verdict_text(v->problem == GRADIENT_RIGHT));
}

static void print_problem(const gradient_verdict *v)
{
    char place[48];
    const size_t i = v->first_wrong;
    gradient_place(place, v->t, i);
    if (v->wrong > 0 && v->sum)
        printf("%s: %.17g, expected %.17g.\n", v->name, v->seen[i], v->expected[i]);
    else if (v->wrong > 0)
        printf("%s%s = %.9g, expected %.9g; %zu of %zu elements differ.\n", v->name, place,
               v->seen[i], v->expected[i], v->wrong, v->checked);
    if (v->problem == GRADIENT_POOR_ESTIMATE)
        printf("  The numerical gradient is uncertain by %.1e: forward is not smooth there.\n",
               v->estimate);
    if (v->skipped > 0)
        printf("%s: %zu elements could not be measured, a kink lies within every step.\n", v->name,
               v->skipped);
    if (v->problem == GRADIENT_NOTHING)
        printf("%s: no element was compared, and that proves nothing.\n", v->name);
    if (v->outside != 0)
        printf("%s: %s wrote outside the array, at index %td; it has %zu elements.\n", v->name,
               v->function, v->outside, v->t->count);
    if (v->problem == GRADIENT_CHANGED_INPUT)
        printf("%s was changed by %s, which may only read it.\n", v->name, v->function);
}

void gradient_report(const gradient_check *c)
{
    const char *how = c->number >= c->cases + c->conventions ? "adjoint identities"
                      : c->number >= c->cases                ? "by convention, no derivative exists"
                      : c->method == GRADIENT_EXACT          ? "integers, h = 1, equal"
                                                             : "extrapolated central differences";
    printf("Gradient check of %s, case %d, seed %llu: %s\n", c->layer, c->number,
           (unsigned long long)c->seed, how);
    if (c->drawn > 0)
        printf("  drawn %d times: before, a kink lay too near to be measured beside\n",
               c->drawn + 1);
    printf("  %-*s %-14s %14s %7s  %-11s %s%-14s %s\n", width_of_names(c), "array", "shape",
           "checked", "skipped", "worst error", c->method == GRADIENT_EXACT ? "" : "estimate  ",
           "at", "verdict");
    for (int i = 0; i < c->verdicts; i++)
        print_row(c, &c->verdict[i]);
    for (int i = 0; i < c->verdicts; i++)
        print_problem(&c->verdict[i]);
}

static void print_diagnosis(const gradient_check *c)
{
    gradient_finding finding[GRADIENT_FINDINGS];
    const int findings = gradient_diagnose(c, finding);
    for (int i = 0; i < findings; i++) {
        printf("Diagnosis of %s", finding[i].array);
        for (; i + 1 < findings && strcmp(finding[i].what, finding[i + 1].what) == 0 &&
               strcmp(finding[i].look_at, finding[i + 1].look_at) == 0;
             i++) /* one mistake, in several arrays */
            printf(", %s", finding[i + 1].array);
        printf(": %s\n  Look at %s.\n", finding[i].what, finding[i].look_at);
    }
}

/* ---- The main program -------------------------------------------------------------------------- */

/* What is running, should it crash; and how it was called. */
static const gradient_check *running;
static const char *program;

static void print_how_to_run_again(const gradient_check *c)
{
    printf("To run this case alone: %s --case %d --seed %llu\n", program, c->number,
           (unsigned long long)c->seed);
}

/* A function that reads or writes far outside its arrays is stopped by the system. The program is
 * lost, but it can still say where it was. */
static void crashed(int signal_number)
{
    signal(signal_number, SIG_DFL);
    if (running == NULL) {
        printf("Diagnosis: it crashed in an example beside the gradient check. dx = NULL is tried "
               "there: then dx must be left out, and nothing else.\n");
    } else {
        printf("Diagnosis: %s_%s crashed in case %d, seed %llu: it reads or writes far outside its "
               "arrays, or divides an integer by 0.\n",
               running->layer, running->doing == NULL ? "forward" : running->doing, running->number,
               (unsigned long long)running->seed);
        print_how_to_run_again(running);
    }
    fflush(stdout);
    raise(signal_number);
}

/* Check one case; print its table if asked to, or if it is wrong. */
static bool run(gradient_check *c, int number, uint64_t seed, bool print, size_t *checked)
{
    c->number = number;
    c->seed = seed;
    running = c;
    const bool right = gradient_check_case(c);
    for (int i = 0; i < c->verdicts; i++)
        *checked += c->verdict[i].checked;
    if (print || !right)
        gradient_report(c);
    if (!right) {
        print_diagnosis(c);
        print_how_to_run_again(c);
    }
    gradient_check_free(c);
    running = NULL;
    return right;
}

static int usage(const gradient_check *c)
{
    fprintf(stderr, "usage: %s [--case 0..%d] [--seed 0..]\n", program,
            c->cases + c->conventions + c->large - 1);
    return 2;
}

/* A whole number up to `high`, and nothing behind it. */
static bool read_number(const char *text, unsigned long long high, unsigned long long *number)
{
    char *end;
    *number = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && *number <= high;
}

/* All cases from `first` to `next` - 1 with all seeds, up to the first that is wrong. */
static bool run_all(gradient_check *c, int first, int next, int seeds, const char *what)
{
    size_t checked = 0;
    for (int number = first; number < next; number++)
        for (int seed = 1; seed <= seeds; seed++)
            if (!run(c, number, (uint64_t)seed, number == first && seed == 1, &checked))
                return false;
    char count[32];
    print_count(count, checked);
    if (next > first)
        printf("%d %s, %d seed%s: %s numbers compared, all right.\n", next - first, what, seeds,
               seeds == 1 ? "" : "s", count);
    return true;
}

int gradient_check_main(gradient_check *c, int argc, char **argv)
{
    const int cases = c->cases + c->conventions, seeds = c->seeds == 0 ? 100 : c->seeds;
    unsigned long long only_case = 0, only_seed = 1;
    const char *folder_end = strrchr(argv[0], '/');
    program = folder_end == NULL ? argv[0] : folder_end + 1;
    for (int i = 1; i < argc; i += 2) {
        const bool is_case = strcmp(argv[i], "--case") == 0;
        if (i + 1 == argc || (!is_case && strcmp(argv[i], "--seed") != 0) ||
            !read_number(argv[i + 1], is_case ? (unsigned)(cases + c->large - 1) : UINT64_MAX,
                         is_case ? &only_case : &only_seed))
            return usage(c);
    }
    signal(SIGSEGV, crashed);
    signal(SIGFPE, crashed);

    size_t checked = 0;
    if (argc > 1)
        return run(c, (int)only_case, only_seed, true, &checked) ? 0 : 1;
    bool right = run_all(c, 0, c->cases, seeds, c->cases == 1 ? "shape" : "shapes") &&
                 run_all(c, c->cases, cases, seeds, "shapes by convention");
    for (int i = 0; i < c->large && right; i++)
        right = run_all(c, cases + i, cases + i + 1, c->large_seeds[i], "large shape");
    return right ? 0 : 1;
}
