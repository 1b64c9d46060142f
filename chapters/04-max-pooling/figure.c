/*
 * Draws pooling.svg: a map of the five's edges, one window of it, and the pooled map.
 */
#include <math.h>
#include <stdio.h>

#include "digit.h"
#include "figure.h"
#include "layers/conv2d.h"
#include "layers/maxpool2d.h"
#include "layers/relu.h"
#include "report/colours.h"

enum { K = 3, OUT = DIGIT_SIZE - K + 1, HALF = OUT / 2, CELL = 10, ROW = 6, COLUMN = 8 };

static const double LEFT = 20, MIDDLE = 328, RIGHT = 504, TOP = 44;

static void draw_map(svg *s, const real *map, int side, double left, double cell)
{
    char colour[8];
    svg_group_open(s, left, TOP, cell);
    for (int h = 0; h < side; h++)
        for (int w = 0; w < side; w++) {
            const double v = fmin((double)map[h * side + w] / K, 1);
            if (v > 0.005) {
                snprintf(colour, sizeof colour, "#%02x%02x%02x", (unsigned)(255 - v * 255),
                         (unsigned)(255 - v * (255 - 0x72)), (unsigned)(255 - v * (255 - 0xb2)));
                svg_rect(s, w, h, 1, 1, (svg_style){.fill = colour});
            }
        }
    svg_group_close(s);
}

static void draw_grid(svg *s)
{
    const double side = OUT * CELL;
    for (int i = 0; i <= HALF; i++) {
        const svg_style line = {.stroke = i % HALF == 0 ? COLOUR_GREY : COLOUR_FAINT};
        const double at = 2 * CELL * i;
        svg_line(s, LEFT + at, TOP, LEFT + at, TOP + side, line);
        svg_line(s, LEFT, TOP + at, LEFT + side, TOP + at, line);
    }
    svg_rect(s, RIGHT, TOP, side, side, (svg_style){.stroke = COLOUR_GREY});
}

/* A dot on each maximum; where a window holds nothing but zeros, none. */
static void draw_argmax(svg *s, const real *y, const int *argmax)
{
    for (int i = 0; i < HALF * HALF; i++)
        if (y[i] > 0)
            svg_circle(s, LEFT + (argmax[i] % OUT + 0.5) * CELL,
                       TOP + (argmax[i] / OUT + 0.5) * CELL, 2.4,
                       (svg_style){.fill = "#d55e00", .stroke = COLOUR_CARD});
}

/* The four numbers of one window, the largest marked. */
static void draw_window(svg *s, const real *map, int argmax)
{
    const double top = TOP + 70, side = 62;
    char number[SVG_DECIMAL_SIZE];
    for (int k = 0; k < 4; k++) {
        const int place = (2 * ROW + k / 2) * OUT + 2 * COLUMN + k % 2;
        const double x = MIDDLE + 64 * (k % 2), y = top + 44 * (k / 2);
        const int wins = place == argmax;
        svg_rect(s, x, y, side, 42,
                 (svg_style){.stroke = wins ? "#d55e00" : COLOUR_FAINT, .width = wins ? 2.5 : 1});
        svg_text(s, x + side / 2, y + 26,
                 (svg_font){.size = 15, .fill = COLOUR_INK, .anchor = SVG_MIDDLE, .bold = wins},
                 "%s", svg_decimal(number, (double)map[place], 2));
    }
    svg_text(s, MIDDLE + 63, top + 112,
             (svg_font){.size = 14, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE}, "argmax %d",
             argmax);
    svg_text(s, MIDDLE + 63, top + 130,
             (svg_font){.size = 14, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE}, "= %d · %d + %d",
             argmax / OUT, OUT, argmax % OUT);
}

static void draw(svg *s)
{
    const real w[K * K] = {-1, 0, 1, /* */ -1, 0, 1, /* */ -1, 0, 1}, b = 0;
    const conv2d_shape c = {.C = 1, .H = DIGIT_SIZE, .W = DIGIT_SIZE, .OC = 1, .KH = K, .KW = K};
    const maxpool2d_shape p = {.C = 1, .H = OUT, .W = OUT, .size = 2, .stride = 2};
    real x[DIGIT_SIZE * DIGIT_SIZE], map[OUT * OUT], y[HALF * HALF];
    int argmax[HALF * HALF];
    digit_pixels(x);
    conv2d_forward(map, x, w, &b, 1, c);
    relu_forward(map, map, OUT * OUT);
    maxpool2d_forward(y, argmax, map, 1, p);

    const svg_font caption = {.size = 14, .fill = COLOUR_GREY};
    svg_text(s, LEFT, 30, caption, "map x, 26 x 26");
    svg_text(s, MIDDLE, 30, caption, "one window");
    svg_text(s, RIGHT, 30, caption, "pooled map y, 13 x 13");
    draw_map(s, map, OUT, LEFT, CELL);
    draw_map(s, y, HALF, RIGHT, 2 * CELL);
    draw_grid(s);
    draw_argmax(s, y, argmax);
    draw_window(s, map, argmax[ROW * HALF + COLUMN]);

    const svg_style own = {.stroke = COLOUR_INK, .width = 2};
    const svg_style lead = {.stroke = COLOUR_GREY, .dash = "3 3"};
    const double at_x = 2 * CELL * COLUMN, at_y = TOP + 2 * CELL * ROW, cell = 2 * CELL;
    svg_rect(s, LEFT + at_x, at_y, cell, cell, own);
    svg_rect(s, RIGHT + at_x, at_y, cell, cell, own);
    svg_line(s, LEFT + at_x + cell, at_y, MIDDLE - 4, TOP + 70, lead);
    svg_line(s, LEFT + at_x + cell, at_y + cell, MIDDLE - 4, TOP + 156, lead);
    svg_line(s, MIDDLE + 130, TOP + 113, RIGHT + at_x, at_y + cell / 2, lead);
}

int main(int argc, char **argv)
{
    const figure f = {
        .file = "pooling.svg",
        .width = 784,
        .height = 324,
        .title = "Max pooling",
        .description =
            "A map of 26 x 26 is divided into windows of 2 x 2. A dot marks the largest number of "
            "each; these become a map of 13 x 13. One window is shown with its four numbers.",
        .draw = draw,
    };
    return figure_main(f, argc, argv);
}
