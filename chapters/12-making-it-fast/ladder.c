/*
 * Chapter 12: making it fast.
 *
 * The whole training step, from the formulas as they stand to what src/ does, one stage after the
 * other: that all compute the same numbers, and how long each takes.
 *
 *     ladder                              batches of 256, three measurements of each stage
 *     ladder --images 1024 --repeats 9    batches of 1024, nine measurements
 *     ladder ... --write measured.h       writes the numbers of the figure
 *     ladder --stage 6 ...                one stage alone, without the check
 *     ladder --check                      the check alone
 *     ladder --measured                   the numbers of the figure, as a table
 *     ladder --denormals                  what numbers that are too small cost
 */
#include "ladder.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layers/conv2d_fast.h"
#include "measure.h"
#include "numerics/matmul.h"
#include "numerics/parallel.h"
#include "platform.h"
#include "training/sgd.h"
#include "training/train.h"

enum { FEW = 8, MANY = 1024, MOST_REPEATS = 99, MOST_THREADS = 8, STAGES = 9 };

static const inner_loops formulas = {conv2d_forward, conv2d_dw,  conv2d_db, pool_as_defined,
                                     formula_nt,     formula_tn, formula_nn};
static const inner_loops tiles = {conv2d_fast_forward,
                                  conv2d_fast_dw,
                                  conv2d_fast_db,
                                  pool_as_defined,
                                  tiles_nt,
                                  tiles_tn,
                                  tiles_nn};
static const inner_loops packed = {
    conv2d_fast_forward, conv2d_fast_dw, conv2d_fast_db, pool_as_defined,
    matmul_nt,           matmul_tn,      matmul_nn};
static const inner_loops branchless = {
    conv2d_fast_forward, conv2d_fast_dw, conv2d_fast_db, pool_without_branches,
    matmul_nt,           matmul_tn,      matmul_nn};

/* What src/ does. */
static real step_of_network(training *t, const inner_loops *how)
{
    (void)how;
    network_forward(&t->net, t->x, t->N);
    const real loss = network_loss(&t->net, t->label, t->N);
    network_backward(&t->net, t->x, t->label, t->N);
    return loss;
}

typedef struct {
    const char *name;
    int images;  /* in a batch when it is measured, at most: fewer for the slow ones */
    int threads; /* strength of the team */
    real (*step)(training *, const inner_loops *);
    const inner_loops *how;
} stage;

static const stage ladder[STAGES] = {
    {"the formulas", 16, 1, step_by_layers, &formulas},
    {"loop order", 64, 1, step_by_layers, &rows_one_by_one},
    {"lanes", MANY, 1, step_by_layers, &rows_in_lanes},
    {"tiles in registers", MANY, 1, step_by_layers, &tiles},
    {"packing, blocks", MANY, 1, step_by_layers, &packed},
    {"a few images at a time", MANY, 1, step_by_images, &packed},
    {"no branches", MANY, 1, step_by_images, &branchless},
    {"one pass (src/)", MANY, 1, step_of_network, NULL},
    {"two threads", MANY, 2, step_of_network, NULL},
};

/* ---- The same numbers? -------------------------------------------------------------------------- */

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
    return (difference){differ, worst / largest};
}

/* Prints a line for each stage; the answer is how many are wrong. */
static int check_stages(void)
{
    training t = training_create(FEW, 2);
    const size_t count = t.net.parameter_count;
    real *exact = memory(count, sizeof *exact), *usual = memory(count, sizeof *usual);
    int wrong = 0;
    printf("The gradient of %d images, %zu numbers, compared with stage 1:\n\n", FEW, count);
    printf("                             integers: differ    others: rounded alike\n");
    for (int i = 0; i < STAGES; i++) {
        fill_exactly(&t);
        const real loss = gradient_of(&ladder[i], &t);
        if (i == 0)
            memcpy(exact, t.net.gradients, count * sizeof *exact);
        const difference d = compare(t.net.gradients, exact, count);
        fill_as_usual(&t);
        gradient_of(&ladder[i], &t);
        if (i == 0)
            memcpy(usual, t.net.gradients, count * sizeof *usual);
        const difference e = compare(t.net.gradients, usual, count);
        const bool alike = e.worst < 1e-5;
        printf("  %d  %-24s %8d             %s\n", i + 1, ladder[i].name, d.differ,
               alike ? "yes" : "NO");
        wrong += d.differ > 0 || !alike || !isfinite(loss);
    }
    free(exact);
    free(usual);
    training_free(&t);
    return wrong;
}

static int check_threads(void)
{
    static const int teams[] = {2, 3, 4, MOST_THREADS};
    training t = training_create(MANY / 16, MOST_THREADS);
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

/* ---- How fast? ---------------------------------------------------------------------------------- */

/* Multiplications and additions in a step, for one image: forward, dw, and dx, which nobody asks of
 * the convolution. What a stage computes twice counts once. */
static double work_per_image(void)
{
    const double conv = 28 * 26 * 26 * 9, fc1 = 4732 * 128, fc2 = 128 * 10;
    return 2 * (2 * conv + 3 * fc1 + 3 * fc2);
}

/* The parameters of one slice are moved, and their gradients cleared: what train.c does. */
static void move_slice(void *context, int slice, int thread)
{
    training *t = context;
    const size_t first = (size_t)slice * TRAIN_SLICE, left = t->net.parameter_count - first;
    const size_t count = left < TRAIN_SLICE ? left : TRAIN_SLICE;
    real *dw = t->net.gradients + first;
    (void)thread;
    sgd_step(t->net.parameters + first, t->v + first, dw, count, (real)0.01, (real)0.9);
    memset(dw, 0, count * sizeof *dw);
}

/* One step of training, from the images to the moved weights; seconds for an image. */
static double time_of(const stage *s, training *t, int images)
{
    t->N = s->images < images ? s->images : images;
    parallel_start(s->threads);
    const double start = platform_seconds();
    s->step(t, s->how);
    parallel_for((int)((t->net.parameter_count - 1) / TRAIN_SLICE + 1), move_slice, t);
    return (platform_seconds() - start) / t->N;
}

/* The stages take turns, so that whatever else the machine does meets all of them. */
static void measure_stages(double seconds[STAGES], int first, int last, int images, int repeats)
{
    static double each[STAGES][MOST_REPEATS];
    training t = training_create(images, 2);
    fill_as_usual(&t);
    for (int i = first; i <= last; i++)
        time_of(&ladder[i], &t, images); /* not counted: the first run finds memory untouched */
    for (int repeat = 0; repeat < repeats; repeat++)
        for (int i = first; i <= last; i++)
            each[i][repeat] = time_of(&ladder[i], &t, images);
    for (int i = first; i <= last; i++)
        seconds[i] = median(each[i], repeats);
    training_free(&t);
}

static void print_speeds(const double seconds[STAGES], int first, int last, double peak)
{
    for (int i = first; i <= last; i++) {
        const double speed = work_per_image() / seconds[i] / 1e9;
        printf("  %d  %-22s %6.0f us %6.1f GFLOP/s %5.1f %% of peak", i + 1, ladder[i].name,
               seconds[i] * 1e6, speed, 100 * speed / peak / ladder[i].threads);
        if (i > first)
            printf(" %5.1f times faster %4.0f times faster", seconds[i - 1] / seconds[i],
                   seconds[first] / seconds[i]);
        printf("\n");
    }
}

/* What figure.c draws. */
static void write_speeds(const char *path, const double seconds[STAGES], double peak)
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
    for (int i = 0; i < STAGES; i++)
        fprintf(file, "    {\"%s\", %d, %.2f, %.2f},\n", ladder[i].name, ladder[i].threads,
                seconds[i] * 1e6, work_per_image() / seconds[i] / 1e9);
    fprintf(file, "};\n");
    fclose(file);
}

/* Measures all stages, or one of them alone. */
static void measure(int only, int images, int repeats, const char *path)
{
    double seconds[STAGES];
    const int first = only > 0 ? only - 1 : 0, last = only > 0 ? only - 1 : STAGES - 1;
    const double peak = peak_of_one_core();
    measure_stages(seconds, first, last, images, repeats);
    printf(
        "\nA training step, for one image, median of %d; at the end, how many times faster it is\n"
        "than the stage before, and than the first:\n\n",
        repeats);
    print_speeds(seconds, first, last, peak);
    if (path != NULL && only == 0)
        write_speeds(path, seconds, peak);
}

static bool in_range(int value, int least, int most)
{
    return least <= value && value <= most;
}

static int usage(const char *name)
{
    fprintf(stderr,
            "usage: %s [--check | --measured | --denormals |\n"
            "       [--images 1..%d] [--repeats 1..%d] [--stage 1..%d] [--write FILE]]\n",
            name, MANY, MOST_REPEATS, STAGES);
    return 2;
}

int main(int argc, char **argv)
{
    int images = 256, repeats = 3, only = 0, wrong = 0;
    const char *path = NULL;
    if (argc == 2 && strcmp(argv[1], "--denormals") == 0) {
        print_denormals();
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "--measured") == 0) {
        print_measured();
        return 0;
    }
    const bool only_check = argc == 2 && strcmp(argv[1], "--check") == 0;
    for (int i = 1; i + 1 < argc; i += 2)
        if (strcmp(argv[i], "--repeats") == 0)
            repeats = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--images") == 0)
            images = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--stage") == 0)
            only = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--write") == 0)
            path = argv[i + 1];
        else
            return usage(argv[0]);
    if ((argc % 2 == 0 && !only_check) || !in_range(images, 1, MANY) ||
        !in_range(repeats, 1, MOST_REPEATS) || !in_range(only, 0, STAGES))
        return usage(argv[0]);

    if (only == 0)
        wrong = check_stages() + check_threads();
    if (!only_check)
        measure(only, images, repeats, path);
    parallel_stop();
    return wrong == 0 ? 0 : 1;
}
