/*
 * Draws valley.svg: two parameters on their way down a long, narrow valley, without and with momentum.
 */
#include <math.h>
#include <stdio.h>

#include "report/chart.h"
#include "training/sgd.h"

enum { STEPS = 60, ROUND = 73, CONTOURS = 4 };

/* The loss is (a^2 + 100 b^2) / 2, its slopes are a and 100 b; the path starts at (-1, 0.1). */
static void descend(double *a, double *b, real lr, real momentum)
{
    real w[2] = {-1, (real)0.1}, v[2] = {0, 0};
    for (int step = 0; step <= STEPS; step++) {
        a[step] = (double)w[0];
        b[step] = (double)w[1];
        const real dw[2] = {w[0], 100 * w[1]};
        sgd_step(w, v, dw, 2, lr, momentum);
    }
}

int main(int argc, char **argv)
{
    const double size[CONTOURS] = {1.2, 0.8, 0.4, 0.1};
    double around_a[CONTOURS][ROUND], around_b[CONTOURS][ROUND];
    chart_series series[CONTOURS + 2];
    for (int i = 0; i < CONTOURS; i++) {
        for (int k = 0; k < ROUND; k++) {
            const double angle = k * 2 * acos(-1) / (ROUND - 1);
            around_a[i][k] = size[i] * cos(angle);
            around_b[i][k] = size[i] * sin(angle) / 10;
        }
        series[i] = (chart_series){NULL, around_a[i], around_b[i], ROUND, CHART_GUIDE, 0};
    }
    double plain_a[STEPS + 1], plain_b[STEPS + 1], a[STEPS + 1], b[STEPS + 1];
    descend(plain_a, plain_b, (real)0.018, 0);
    descend(a, b, (real)0.1, (real)0.9);
    series[CONTOURS] = (chart_series){NULL, plain_a, plain_b, STEPS + 1, CHART_LINE, 1};
    series[CONTOURS + 1] = (chart_series){NULL, a, b, STEPS + 1, CHART_LINE, 0};
    const chart_note notes[] = {
        {"start", -1.02, 0.102, SVG_END},
        {"orange: plain, lr 0.018", -1.15, -0.144, SVG_START},
        {"blue: momentum 0.9, lr 0.1", 1.15, -0.144, SVG_END},
    };
    const chart c = {
        .title = "Down a valley",
        .description =
            "Ellipses of equal loss, ten times as long as wide, and two paths from the same start. "
            "The plain one jumps from side to side and creeps along the valley; after 60 steps it "
            "has gone two thirds of the way. The one with momentum swings in wide curves to the "
            "middle.",
        .x_label = "parameter a",
        .y_label = "parameter b, stretched",
        .series = series,
        .series_count = CONTOURS + 2,
        .notes = notes,
        .note_count = sizeof notes / sizeof notes[0],
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
