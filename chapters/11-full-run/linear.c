/*
 * Draws linear.svg: the loss of the first four trials once more, on a linear axis.
 */
#include <stdio.h>

#include "report/chart.h"
#include "trials_log.h"

enum { SHOWN = 4 };

int main(int argc, char **argv)
{
    static trial_log trials[TRIALS];
    chart_series series[SHOWN];
    if (argc != 2) {
        fprintf(stderr, "usage: %s linear.svg\n", argv[0]);
        return 2;
    }
    if (!trials_read(trials))
        return 1;
    for (int i = 0; i < SHOWN; i++)
        series[i] =
            (chart_series){.y = trials[i].loss, .count = STEPS, .kind = CHART_LINE, .colour = i};
    const chart c = {.title = "The same losses on a linear axis",
                     .description = "The loss of four trials over 96 iterations. The spikes of the "
                                    "first iterations fill the picture; the last sixty lie on the "
                                    "axis.",
                     .x_label = "iteration",
                     .y_label = "loss of each batch",
                     .series = series,
                     .series_count = SHOWN};
    const status s = chart_draw(&c, argv[1]);
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return (int)s.code;
}
