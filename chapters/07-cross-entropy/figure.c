/*
 * Draws loss.svg: cross-entropy, and the squared distance from the target, of two classes, against
 * how far the right class's logit lies above the other one.
 */
#include <math.h>
#include <stdio.h>

#include "layers/softmax.h"
#include "layers/softmax_cross_entropy.h"
#include "report/chart.h"

enum { POINTS = 161 };

int main(int argc, char **argv)
{
    double difference[POINTS], cross_entropy[POINTS], squared[POINTS];
    for (int i = 0; i < POINTS; i++) {
        difference[i] = -8 + i * 0.1;
        const real x[2] = {(real)difference[i], 0};
        const int label = 0;
        real loss, p[2];
        softmax_cross_entropy_forward(&loss, x, &label, 1, 2);
        softmax_forward(p, x, 1, 2);
        cross_entropy[i] = (double)loss;
        squared[i] = pow((double)p[0] - 1, 2) + pow((double)p[1], 2);
    }
    const chart_series series[] = {
        {"squared distance", difference, squared, POINTS, CHART_LINE, 1},
        {"cross-entropy", difference, cross_entropy, POINTS, CHART_LINE, 0},
    };
    const chart_note notes[] = {
        {"slope -1", -4.7, 5, SVG_START},
        {"slope 0", -7.8, 1.3, SVG_START},
    };
    const chart c = {
        .title = "Loss of two classes",
        .description =
            "Two losses against the difference of the right logit and the other. Cross-entropy "
            "falls from 8 to 0, at first in a straight line of slope -1. The squared distance lies "
            "flat at 2, falls near the middle and is flat at 0.",
        .x_label = "logit of the right class minus that of the other",
        .y_label = "loss",
        .series = series,
        .series_count = sizeof series / sizeof series[0],
        .notes = notes,
        .note_count = sizeof notes / sizeof notes[0],
    };
    if (argc != 2) {
        fprintf(stderr, "usage: %s loss.svg\n", argv[0]);
        return 2;
    }
    const status s = chart_draw(&c, argv[1]);
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return (int)s.code;
}
