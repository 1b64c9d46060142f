/*
 * Draws roof.svg: the roof of a machine with P = 179 GFLOP/s and B = 14 GB/s, and the most that the
 * three examples of the text can reach under it.
 */
#include <math.h>
#include <stdio.h>

#include "report/chart.h"

static const double P = 179, B = 14; /* GFLOP/s, GB/s */

static double most(double intensity)
{
    return fmin(P, B * intensity);
}

int main(int argc, char **argv)
{
    /* FLOP over bytes: a comparison for two floats; the product of 1024 pictures; that of one. */
    const double numbers = 1024.0 * 4732 + 128.0 * 4732 + 1024.0 * 128;
    const double x[] = {1 / 8.0, 2.0 * 1024 * 128 * 4732 / (4 * numbers), 1 / 2.0};
    const double y[] = {most(x[0]), most(x[1]), most(x[2])};
    const double roof_x[] = {1 / 16.0, P / B, 256};
    const double roof_y[] = {most(roof_x[0]), P, P};
    const chart_series series[] = {
        {.x = roof_x, .y = roof_y, .count = 3, .kind = CHART_LINE, .colour = 0},
        {.x = x, .y = y, .count = 3, .kind = CHART_DOTS, .colour = 1},
    };
    const chart_note names[] = {
        {.text = "ReLU", .x = 0.95 * x[0], .y = most(0.95 * x[0])},
        {.text = "product, 1024 pictures", .x = x[1], .y = y[1]},
        {.text = "product, one picture", .x = x[2], .y = y[2]},
        {.text = "the slope: 14 GB/s times I", .x = 1.8, .y = most(1.8)},
        {.text = "the flat part: 179 GFLOP/s", .x = 240, .y = most(240)},
    };
    const chart c = {
        .title = "The roof",
        .description =
            "The most GFLOP/s over the arithmetic intensity, both logarithmic. The line "
            "rises up to 12.8 FLOP a byte and then is level at 179. ReLU lies on the slope "
            "at 1.75, the product for one picture at 7; that for 1024 on the level part.",
        .x_label = "arithmetic intensity I, FLOP a byte",
        .y_label = "at most, GFLOP/s",
        .log_x = true,
        .log_y = true,
        .series = series,
        .series_count = 2,
        .names = names,
        .name_count = sizeof names / sizeof names[0],
    };
    if (argc != 2) {
        fprintf(stderr, "usage: %s roof.svg\n", argv[0]);
        return 2;
    }
    const status s = chart_draw(&c, argv[1]);
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return (int)s.code;
}
