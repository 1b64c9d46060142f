/*
 * Draws signal.svg: how large the numbers are after each of 20 layers, fully connected and ReLU,
 * when the weights start with the variance 1, 2 and 3 divided by fan_in.
 */
#include <math.h>
#include <stdio.h>

#include "layers/fully_connected.h"
#include "layers/relu.h"
#include "numerics/random.h"
#include "report/chart.h"

enum { LAYERS = 20, WIDTH = 256, ROWS = 16 };

static double mean_square(const real *v, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += (double)v[i] * (double)v[i];
    return sum / count;
}

/* size[i] becomes the mean square before the ReLU of layer i + 1. */
static void send_through(double *size, double variance)
{
    static real x[ROWS * WIDTH], y[ROWS * WIDTH], w[WIDTH * WIDTH];
    static const real b[WIDTH];
    random_generator r = random_seeded(1, 0);
    for (int i = 0; i < ROWS * WIDTH; i++)
        x[i] = (real)random_normal(&r);
    for (int layer = 0; layer < LAYERS; layer++) {
        for (int i = 0; i < WIDTH * WIDTH; i++)
            w[i] = (real)(sqrt(variance) * random_normal(&r));
        fully_connected_forward(y, x, w, b, ROWS, (fully_connected_shape){WIDTH, WIDTH});
        size[layer] = mean_square(y, ROWS * WIDTH);
        relu_forward(x, y, ROWS * WIDTH);
    }
}

int main(int argc, char **argv)
{
    double small[LAYERS], he[LAYERS], large[LAYERS];
    send_through(small, 1.0 / WIDTH);
    send_through(he, 2.0 / WIDTH);
    send_through(large, 3.0 / WIDTH);
    const chart_series series[] = {
        {"variance 3 / fan_in", NULL, large, LAYERS, CHART_LINE, 1},
        {"variance 2 / fan_in", NULL, he, LAYERS, CHART_LINE, 0},
        {"variance 1 / fan_in", NULL, small, LAYERS, CHART_LINE, 2},
    };
    const chart c = {
        .title = "Size of the signal",
        .description =
            "Mean square of the numbers after each of 20 layers, on a logarithmic axis. With the "
            "variance 3 / fan_in it grows more than a thousandfold, with 1 / fan_in it falls to "
            "two "
            "millionths, with 2 / fan_in it stays.",
        .x_label = "layer",
        .y_label = "mean square before ReLU",
        .log_y = true,
        .series = series,
        .series_count = sizeof series / sizeof series[0],
    };
    if (argc != 2) {
        fprintf(stderr, "usage: %s signal.svg\n", argv[0]);
        return 2;
    }
    const status s = chart_draw(&c, argv[1]);
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return (int)s.code;
}
