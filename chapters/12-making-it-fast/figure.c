/*
 * Draws ladder.svg: the speed of each stage, as `ladder` has measured it, on a logarithmic scale.
 */
#include <math.h>

#include "figure.h"
#include "measure.h"
#include "measured.h"
#include "report/colours.h"

enum {
    STAGES = sizeof measured / sizeof measured[0],
    WIDTH = 760,
    LEFT = 210,
    RIGHT = 640,
    TOP = 60,
    STEP = 34,
    BAR = 22,
    BOTTOM = TOP + STAGES * STEP,
};

static const double least = 0.5, most = 250; /* GFLOP/s at the edges of the scale */

static double across(double gflops)
{
    return LEFT + (RIGHT - LEFT) * log(gflops / least) / log(most / least);
}

static void draw_limit(svg *s, double gflops, const char *name, svg_anchor anchor)
{
    const double x = across(gflops);
    svg_line(s, x, TOP - 8, x, BOTTOM, (svg_style){.stroke = COLOUR_INK, .dash = "4 3"});
    svg_text(s, x, TOP - 14, (svg_font){.size = 12, .fill = COLOUR_INK, .anchor = anchor}, "%s",
             name);
}

static void draw_stage(svg *s, int i)
{
    char number[SVG_DECIMAL_SIZE];
    const measurement m = measured[i];
    const double y = TOP + i * STEP + (STEP - BAR) / 2.0, x = across(m.gflops);
    svg_rect(s, LEFT, y, x - LEFT, BAR,
             (svg_style){.fill = m.threads == 1 ? "#0072b2" : "#d55e00", .corner = 3});
    svg_text(s, LEFT - 10, y + 16, (svg_font){.size = 14, .fill = COLOUR_INK, .anchor = SVG_END},
             "%d  %s", i + 1, m.name);
    svg_text(s, WIDTH - 40, y + 16, (svg_font){.size = 14, .fill = COLOUR_INK, .anchor = SVG_END},
             "%s", svg_decimal(number, m.gflops, m.gflops < 10));
}

static void draw(svg *s)
{
    static const double ticks[] = {0.5, 1, 2, 5, 10, 20, 50, 100, 200};
    for (size_t i = 0; i < sizeof ticks / sizeof ticks[0]; i++) {
        const double x = across(ticks[i]);
        svg_line(s, x, TOP, x, BOTTOM, (svg_style){.stroke = COLOUR_FAINT});
        svg_text(s, x, BOTTOM + 18,
                 (svg_font){.size = 12, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE}, "%g", ticks[i]);
    }
    svg_text(s, (LEFT + RIGHT) / 2.0, BOTTOM + 40,
             (svg_font){.size = 13, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE},
             "GFLOP/s of a training step, logarithmic");
    draw_limit(s, peak_gflops, "peak of one core", SVG_END);
    draw_limit(s, 2 * peak_gflops, "of two", SVG_START);
    for (int i = 0; i < STAGES; i++)
        draw_stage(s, i);
}

int main(int argc, char **argv)
{
    const figure f = {
        .file = "ladder.svg",
        .width = WIDTH,
        .height = BOTTOM + 56,
        .title = "The ladder",
        .description = "Nine bars, the speed of a training step at each stage: each longer than "
                       "the one above. The last has two threads. Dashed lines mark what one core "
                       "and what two can do at most.",
        .draw = draw,
    };
    return figure_main(f, argc, argv);
}
