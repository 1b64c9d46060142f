/*
 * Draws valley.svg: the loss on the way down the narrow valley of chapter 9, with momentum and with
 * Adam, with a level and with a falling rate, where chance adds to the gradients.
 */
#include <math.h>
#include <stdio.h>

#include "numerics/random.h"
#include "report/chart.h"
#include "training/adam.h"
#include "training/schedule.h"
#include "training/sgd.h"

enum { STEPS = 150, PATHS = 4 };

/* The loss is (a^2 + 100 b^2) / 2, its slopes are a and 100 b, and chance adds to both. loss[step]
 * is averaged over 200 walks. */
static void descend(double *loss, int adam, schedule rate)
{
    for (int step = 0; step < STEPS; step++)
        loss[step] = 0;
    for (int walk = 0; walk < 200; walk++) {
        random_generator r = random_seeded(14, (uint64_t)walk);
        real w[2] = {-1, (real)0.1}, m[2] = {0, 0}, v[2] = {0, 0};
        for (int step = 0; step < STEPS; step++) {
            loss[step] += (double)(w[0] * w[0] + 100 * w[1] * w[1]) / 2 / 200;
            const real dw[2] = {w[0] + (real)(0.3 * random_normal(&r)),
                                100 * w[1] + (real)(3 * random_normal(&r))};
            const real factor = (real)schedule_factor(rate, step);
            if (adam)
                adam_step(w, m, v, dw, 2, step + 1, (real)0.1 * factor,
                          (adam_options){(real)0.9, (real)0.999, (real)1e-8});
            else
                sgd_step(w, v, dw, 2, (real)0.1 * factor, (real)0.9);
        }
    }
}

int main(int argc, char **argv)
{
    const schedule level = {.steps = STEPS}, fall = {STEPS, 0, STEPS / 2, SCHEDULE_LINEAR};
    double x[STEPS], momentum[STEPS], adam[STEPS], falling[STEPS], slower[STEPS];
    for (int step = 0; step < STEPS; step++)
        x[step] = step;
    descend(momentum, 0, level);
    descend(adam, 1, level);
    descend(falling, 1, fall);
    descend(slower, 0, fall);
    const chart_series series[PATHS] = {
        {"momentum 0.9", x, momentum, STEPS, CHART_LINE, 2},
        {"momentum, falling rate", x, slower, STEPS, CHART_LINE, 3},
        {"Adam", x, adam, STEPS, CHART_LINE, 1},
        {"Adam, falling rate", x, falling, STEPS, CHART_LINE, 0},
    };
    const chart c = {
        .title = "Down a valley, with noise",
        .description = "The loss over 150 steps, on a logarithmic axis. With a level rate, "
                       "momentum stays near 0.3 and Adam near 0.05. Where the rate falls in the "
                       "second half, the loss of either falls with it.",
        .x_label = "step",
        .y_label = "loss, mean of 200 walks",
        .log_y = true,
        .series = series,
        .series_count = PATHS,
    };
    if (argc != 2) {
        fprintf(stderr, "usage: %s valley.svg\n", argv[0]);
        return 2;
    }
    const status s = chart_draw(&c, argv[1]);
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return (int)s.code;
}
