/*
 * Draws pen.svg: a line, the pixels that a pen makes of it, and how one of them gets its grey.
 */
#include <math.h>
#include <stdio.h>

#include "figure.h"
#include "report/colours.h"

enum { SIDE = 12, CELL = 28, LEFT = 20, TOP = 20, POINTS = 3 };

/* The line, in pixels: down from the right, then to the right along the bottom. */
static const double line_x[POINTS] = {8.5, 3, 10}, line_y[POINTS] = {2, 8.5, 9.5};
static const double radius = 1.2;

/* The nearest point of the line to (x, y); returns how far it is. */
static double nearest_point(double *nx, double *ny, double x, double y)
{
    double least = HUGE_VAL;
    for (int i = 1; i < POINTS; i++) {
        const double ax = line_x[i - 1], ay = line_y[i - 1];
        const double dx = line_x[i] - ax, dy = line_y[i] - ay;
        const double along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
        const double t = fmin(1, fmax(0, along));
        const double d = hypot(x - ax - t * dx, y - ay - t * dy);
        if (d < least) {
            least = d;
            *nx = ax + t * dx;
            *ny = ay + t * dy;
        }
    }
    return least;
}

static double ink_at(int row, int column)
{
    double nx, ny;
    const double depth = radius - nearest_point(&nx, &ny, column + 0.5, row + 0.5);
    return fmin(1, fmax(0, depth + 0.5));
}

static void draw_pixels(svg *s)
{
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++) {
            char colour[8];
            const unsigned grey = (unsigned)(255 - 170 * ink_at(row, column) + 0.5);
            snprintf(colour, sizeof colour, "#%02x%02x%02x", grey, grey, grey);
            svg_rect(s, LEFT + column * CELL, TOP + row * CELL, CELL, CELL,
                     (svg_style){.fill = colour, .stroke = COLOUR_FAINT});
        }
}

static void draw_line(svg *s)
{
    svg_path_open(s);
    svg_path_move(s, LEFT + CELL * line_x[0], TOP + CELL * line_y[0]);
    for (int i = 1; i < POINTS; i++)
        svg_path_line(s, LEFT + CELL * line_x[i], TOP + CELL * line_y[i]);
    svg_path_close(s, (svg_style){.stroke = "#0072b2", .width = 2.5});
}

/* From the middle of a pixel to the nearest point of the line, and what follows from it. */
static void explain_pixel(svg *s, int row, int column, double y)
{
    double nx, ny;
    char away[SVG_DECIMAL_SIZE], depth[SVG_DECIMAL_SIZE], ink[SVG_DECIMAL_SIZE];
    const double d = nearest_point(&nx, &ny, column + 0.5, row + 0.5);
    const double px = LEFT + CELL * (column + 0.5), py = TOP + CELL * (row + 0.5);
    const svg_font font = {.size = 15, .fill = COLOUR_INK};
    const double x = LEFT + CELL * (SIDE + 1);
    svg_line(s, px, py, LEFT + CELL * nx, TOP + CELL * ny,
             (svg_style){.stroke = "#d55e00", .width = 2});
    svg_circle(s, px, py, 3.5, (svg_style){.fill = "#d55e00"});
    svg_text(s, x, y, font, "row %d, column %d", row, column);
    svg_text(s, x, y + 24, font, "%s from the line; radius 1.2", svg_decimal(away, d, 2));
    svg_text(s, x, y + 48, font, "depth %s, so ink %s", svg_decimal(depth, radius - d, 2),
             svg_decimal(ink, ink_at(row, column), 2));
}

static void draw(svg *s)
{
    draw_pixels(s);
    draw_line(s);
    explain_pixel(s, 3, 5, 90);
    explain_pixel(s, 6, 5, 200);
}

int main(int argc, char **argv)
{
    const figure f = {
        .file = "pen.svg",
        .width = 720,
        .height = 2 * TOP + SIDE * CELL,
        .title = "What a pen makes of a line",
        .description =
            "Twelve by twelve pixels in greys, a line with one corner through them, and from the "
            "middles of two pixels the shortest way to the line. The nearer, the darker.",
        .draw = draw,
    };
    return figure_main(f, argc, argv);
}
