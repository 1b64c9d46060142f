/*
 * Draws bends.svg: ReLU with a chord across its kink, and a sine made of eight ReLUs.
 */
#include <math.h>

#include "figure.h"
#include "layers/relu.h"
#include "report/colours.h"

enum { BENDS = 8, POINTS = 96 };

static const double TOP = 48, BOTTOM = 296;
static const char *const colours[COLOURS] = COLOUR_SERIES;

/* A part of the picture, and the numbers that lie at its edges. */
typedef struct {
    double left, right;
    double x_from, x_to, y_from, y_to;
} panel;

static double at_x(panel p, double x)
{
    return p.left + (x - p.x_from) / (p.x_to - p.x_from) * (p.right - p.left);
}

static double at_y(panel p, double y)
{
    return BOTTOM - (y - p.y_from) / (p.y_to - p.y_from) * (BOTTOM - TOP);
}

static void line(svg *s, panel p, double x1, double y1, double x2, double y2, svg_style style)
{
    svg_line(s, at_x(p, x1), at_y(p, y1), at_x(p, x2), at_y(p, y2), style);
}

static void dot(svg *s, panel p, double x, double y, const char *colour)
{
    svg_circle(s, at_x(p, x), at_y(p, y), 4.5, (svg_style){.fill = colour});
}

static void label(svg *s, panel p, double x, double y, const char *colour, const char *text)
{
    svg_text(s, at_x(p, x), at_y(p, y), (svg_font){.size = 14, .fill = colour}, "%s", text);
}

static void axes(svg *s, panel p, const char *caption)
{
    const svg_style grey = {.stroke = COLOUR_GREY};
    svg_text(s, p.left, 30, (svg_font){.size = 14, .fill = COLOUR_GREY}, "%s", caption);
    line(s, p, p.x_from, 0, p.x_to, 0, grey);
    line(s, p, 0, p.y_from, 0, p.y_to, grey);
}

static void tick(svg *s, panel p, int x)
{
    const double y = at_y(p, 0);
    svg_line(s, at_x(p, x), y, at_x(p, x), y + 5, (svg_style){.stroke = COLOUR_GREY});
    svg_text(s, at_x(p, x), y + 20,
             (svg_font){.size = 13, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE}, "%d", x);
}

static double relu(double x)
{
    const real in = (real)x;
    real out;
    relu_forward(&out, &in, 1);
    return (double)out;
}

static void draw_kink(svg *s)
{
    const panel p = {20, 372, -2, 2.2, -0.35, 2.2};
    const double x = 0.5, h = 1;
    const double slope = (relu(x + h) - relu(x - h)) / (2 * h);
    char number[SVG_DECIMAL_SIZE];
    axes(s, p, "y = max(0, x)");
    for (int k = -2; k <= 2; k++)
        if (k != 0)
            tick(s, p, k);
    const svg_style own = {.stroke = colours[0], .width = 3};
    line(s, p, -2, relu(-2), 0, relu(0), own);
    line(s, p, 0, relu(0), 2.1, relu(2.1), own);
    line(s, p, x - h, relu(x - h), x + h, relu(x + h),
         (svg_style){.stroke = colours[1], .width = 2, .dash = "6 4"});
    dot(s, p, x - h, relu(x - h), colours[1]);
    dot(s, p, x + h, relu(x + h), colours[1]);
    dot(s, p, x, relu(x), colours[0]);
    label(s, p, -1.7, 0.09, colours[0], "slope 0");
    label(s, p, 1.25, 1.05, colours[0], "slope 1");
    label(s, p, -1.95, 1.25, colours[1], "measured at x = 0.5");
    svg_text(s, at_x(p, -1.95), at_y(p, 1.25) + 19, (svg_font){.size = 14, .fill = colours[1]},
             "with h = 1: slope %s", svg_decimal(number, slope, 2));
}

/* The polygon through points of the sine: sum over k of a[k] * relu(x - t[k]). */
static double polygon(const double *t, const double *a, double x)
{
    double y = 0;
    for (int k = 0; k < BENDS; k++)
        y += a[k] * relu(x - t[k]);
    return y;
}

static void draw_sine(svg *s)
{
    const double pi = acos(-1), width = 2 * pi / BENDS;
    const panel p = {420, 764, 0, 2 * pi, -1.25, 1.25};
    double t[BENDS], a[BENDS], before = 0;
    for (int k = 0; k < BENDS; k++) {
        t[k] = k * width;
        const double slope = (sin(t[k] + width) - sin(t[k])) / width;
        a[k] = slope - before;
        before = slope;
    }
    axes(s, p, "a sum of eight ReLUs, and the sine it follows");
    svg_path_open(s);
    for (int i = 0; i <= POINTS; i++) {
        const double x = 2 * pi * i / POINTS;
        (i == 0 ? svg_path_move : svg_path_line)(s, at_x(p, x), at_y(p, sin(x)));
    }
    svg_path_close(s, (svg_style){.stroke = COLOUR_GREY, .width = 1.5, .dash = "3 4"});
    const svg_style own = {.stroke = colours[0], .width = 2.5};
    for (int k = 0; k < BENDS; k++)
        line(s, p, t[k], polygon(t, a, t[k]), t[k] + width, polygon(t, a, t[k] + width), own);
    for (int k = 0; k < BENDS; k++)
        dot(s, p, t[k], polygon(t, a, t[k]), colours[0]);
}

static void draw(svg *s)
{
    draw_kink(s);
    draw_sine(s);
}

int main(int argc, char **argv)
{
    const figure f = {
        .file = "bends.svg",
        .width = 784,
        .height = 320,
        .title = "Bends",
        .description = "Left: ReLU is flat up to 0 and rises with slope 1 from there; a slope "
                       "measured across the kink is neither 0 nor 1. Right: eight ReLUs added up "
                       "follow a sine in straight pieces.",
        .draw = draw,
    };
    return figure_main(f, argc, argv);
}
