/*
 * How chapter 12 measures: a median, the speed that cannot be passed, and the file of measurements.
 */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>

#include "measured.h"
#include "numerics/lanes.h"
#include "platform.h"

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double median(double *value, int count)
{
    qsort(value, (size_t)count, sizeof *value, compare);
    return value[count / 2];
}

/*
 * CHAINS rows of multiply-adds that know nothing of each other, each step of a row waiting for the
 * one before: so many that the processor always finds one that need not wait.
 *
 * Notes
 * - The factors come from volatile variables, and the results go to one: the compiler can neither
 *   know them nor leave the work out.
 */
double peak_of_one_core(void)
{
    enum { CHAINS = 12, TURNS = 400000, ATTEMPTS = 7 };
    volatile real factor = (real)0.999, term = (real)0.001, result;
    double best = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        const lanes a = (lanes){0} + factor, b = (lanes){0} + term;
        lanes sum[CHAINS];
        for (int i = 0; i < CHAINS; i++)
            sum[i] = b * (real)(i + 1); /* all different, or one row would do for all */
        const double start = platform_seconds();
        for (int turn = 0; turn < TURNS; turn++)
            for (int i = 0; i < CHAINS; i++)
                sum[i] = sum[i] * a + b;
        const double seconds = platform_seconds() - start;
        for (int i = 1; i < CHAINS; i++)
            sum[0] += sum[i];
        real part[LANES];
        lanes_store(part, sum[0]);
        result = lanes_sum(part);
        const double speed = 2.0 * CHAINS * LANES * TURNS / seconds / 1e9;
        if (speed > best)
            best = speed;
    }
    (void)result;
    return best;
}

void print_measured(void)
{
    const int stages = sizeof measured / sizeof measured[0];
    printf("                               us    GFLOP/s    %% of    faster than\n"
           "                         an image               peak    the last  the first\n\n");
    for (int i = 0; i < stages; i++) {
        const measurement m = measured[i];
        printf("  %d  %-22s %6.1f %9.1f %9.0f", i + 1, m.name, m.microseconds, m.gflops,
               100 * m.gflops / (m.threads * peak_gflops));
        if (i > 0)
            printf(" %10.1f %9.0f", measured[i - 1].microseconds / m.microseconds,
                   measured[0].microseconds / m.microseconds);
        printf("\n");
    }
}

void write_measured(const char *path, const measurement *m, int stages, double peak)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        fprintf(stderr, "%s cannot be written\n", path);
        exit(1);
    }
    fprintf(file,
            "/* What `ladder --images 1024 --repeats 9 --write measured.h` has measured: it writes "
            "this file. */\n"
            "static const double peak_gflops = %.1f; /* of one core */\n"
            "static const measurement measured[] = {\n",
            peak);
    for (int i = 0; i < stages; i++)
        fprintf(file, "    {\"%s\", %d, %.2f, %.2f},\n", m[i].name, m[i].threads, m[i].microseconds,
                m[i].gflops);
    fprintf(file, "};\n");
    fclose(file);
}
