/*
 * Draws errors.svg: how far the measured slope of 1/x at 1.3 is off, for steps from large to small.
 */
#include <math.h>
#include <stdio.h>

#include "differences.h"
#include "report/chart.h"

enum { STEPS = 112 }; /* eight to a power of ten, from 1e-15 to 1e-1 */

int main(int argc, char **argv)
{
    const double x = 1.3, slope = -1 / (x * x);
    double h[STEPS], forward[STEPS], central[STEPS];
    for (int i = 0; i < STEPS; i++) {
        h[i] = pow(10, -15 + (i + 0.5) / 8);
        forward[i] = fabs(forward_difference(x, h[i]) - slope);
        central[i] = fabs(central_difference(x, h[i]) - slope);
    }
    /* The laws of the text: h/2 |f''| = h / x^3, h^2/6 |f'''| = h^2 / x^4, and u |f| / h. */
    const double ends[] = {1e-1, 1e-8}, ends_squared[] = {1e-1, 3e-6},
                 ends_rounding[] = {1e-5, 1e-15};
    const double u = pow(2, -53);
    double law[2], law_squared[2], law_rounding[2];
    for (int i = 0; i < 2; i++) {
        law[i] = ends[i] / pow(x, 3);
        law_squared[i] = ends_squared[i] * ends_squared[i] / pow(x, 4);
        law_rounding[i] = u * f(x) / ends_rounding[i];
    }
    const chart_series series[] = {
        {NULL, ends, law, 2, CHART_GUIDE, 0},
        {NULL, ends_squared, law_squared, 2, CHART_GUIDE, 0},
        {NULL, ends_rounding, law_rounding, 2, CHART_GUIDE, 0},
        {"forward difference", h, forward, STEPS, CHART_LINE, 1},
        {"central difference", h, central, STEPS, CHART_LINE, 0},
    };
    const chart_note notes[] = {
        {"rounding, u|f|/h", 3e-12, 1e-4, SVG_START},
        {"truncation, h/2 f''", 3e-4, 1e-4, SVG_END},
        {"truncation, h²/6 f'''", 2e-3, 3e-10, SVG_START},
    };
    const chart c = {
        .title = "Error of a measured slope",
        .description =
            "Error of the forward and of the central difference against the step h, both "
            "axes logarithmic. From right to left both fall, the central one twice as "
            "steeply, until rounding takes over and both rise.",
        .x_label = "step h",
        .y_label = "error",
        .log_x = true,
        .log_y = true,
        .series = series,
        .series_count = sizeof series / sizeof series[0],
        .notes = notes,
        .note_count = sizeof notes / sizeof notes[0],
    };
    if (argc != 2) {
        fprintf(stderr, "usage: %s errors.svg\n", argv[0]);
        return 2;
    }
    const status s = chart_draw(&c, argv[1]);
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return (int)s.code;
}
