/*
 * How fast are the stages of chapter 12? They take turns, and a stage's time is its median.
 */
#include <stdio.h>
#include <string.h>

#include "ladder.h"
#include "measure.h"
#include "numerics/parallel.h"
#include "platform.h"
#include "training/sgd.h"
#include "training/train.h"

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
static void time_stages(measurement m[STAGES], int first, int last, int images, int repeats)
{
    static double each[STAGES][MOST_REPEATS];
    training t = training_create(images, 2);
    fill_as_usual(&t);
    for (int i = first; i <= last; i++)
        time_of(&ladder[i], &t, images); /* not counted: the first run finds memory untouched */
    for (int repeat = 0; repeat < repeats; repeat++)
        for (int i = first; i <= last; i++)
            each[i][repeat] = time_of(&ladder[i], &t, images);
    for (int i = first; i <= last; i++) {
        const double seconds = median(each[i], repeats);
        m[i] = (measurement){ladder[i].name, ladder[i].threads, seconds * 1e6,
                             work_per_image() / seconds / 1e9};
    }
    training_free(&t);
}

static void print_speeds(const measurement m[STAGES], int first, int last, double peak)
{
    for (int i = first; i <= last; i++) {
        printf("  %d  %-22s %6.0f us %6.1f GFLOP/s %5.1f %% of peak", i + 1, m[i].name,
               m[i].microseconds, m[i].gflops, 100 * m[i].gflops / peak / m[i].threads);
        if (i > first)
            printf(" %5.1f times faster %4.0f times faster",
                   m[i - 1].microseconds / m[i].microseconds,
                   m[first].microseconds / m[i].microseconds);
        printf("\n");
    }
}

void measure_stages(int only, int images, int repeats, const char *path)
{
    measurement m[STAGES];
    const int first = only > 0 ? only - 1 : 0, last = only > 0 ? only - 1 : STAGES - 1;
    const double peak = peak_of_one_core();
    time_stages(m, first, last, images, repeats);
    printf(
        "\nA training step, for one image, median of %d; at the end, how many times faster it is\n"
        "than the stage before, and than the first:\n\n",
        repeats);
    print_speeds(m, first, last, peak);
    if (path != NULL && only == 0)
        write_measured(path, m, STAGES, peak);
}
