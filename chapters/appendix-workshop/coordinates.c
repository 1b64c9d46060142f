/*
 * Draws coordinates.svg: a few shapes on a grid, and where they are.
 */

#include "figure.h"
#include "report/colours.h"

enum { SCALE = 3, LEFT = 50, TOP = 40, ACROSS = 200, DOWN = 100, STEP = 20 };

static void draw_grid(svg *s)
{
    const svg_font number = {.size = 13, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE};
    for (int x = 0; x <= ACROSS; x += STEP) {
        const double at = LEFT + SCALE * x;
        svg_line(s, at, TOP, at, TOP + SCALE * DOWN, (svg_style){.stroke = COLOUR_FAINT});
        svg_text(s, at, TOP - 12, number, "%d", x);
    }
    for (int y = 0; y <= DOWN; y += STEP) {
        const double at = TOP + SCALE * y;
        svg_line(s, LEFT, at, LEFT + SCALE * ACROSS, at, (svg_style){.stroke = COLOUR_FAINT});
        svg_text(s, LEFT - 22, at + 5, number, "%d", y);
    }
}

/* The shapes are drawn in a group, so that their coordinates are those of the grid. */
static void draw_shapes(svg *s)
{
    svg_group_open(s, LEFT, TOP, SCALE);
    svg_circle(s, 50, 50, 30, (svg_style){.fill = "#0072b2"});
    svg_rect(s, 100, 20, 60, 40, (svg_style){.stroke = "#d55e00", .width = 2, .corner = 6});
    svg_line(s, 60, 80, 180, 70, (svg_style){.stroke = COLOUR_INK, .width = 2, .dash = "6 4"});
    svg_group_close(s);
}

static void name_shape(svg *s, double x, double y, const char *words)
{
    svg_text(s, LEFT + SCALE * x, TOP + SCALE * y, (svg_font){.size = 14, .fill = COLOUR_INK}, "%s",
             words);
}

static void draw(svg *s)
{
    draw_grid(s);
    draw_shapes(s);
    name_shape(s, 4, 15, "circle: 50, 50, radius 30");
    name_shape(s, 104, 16, "rectangle: 100, 20, 60 wide, 40 high");
    name_shape(s, 100, 90, "line: from 60, 80 to 180, 70");
}

int main(int argc, char **argv)
{
    const figure f = {
        .file = "coordinates.svg",
        .width = 720,
        .height = 400,
        .title = "Coordinates",
        .description = "A grid, x from 0 to 200 to the right and y from 0 to 100 downwards, with a "
                       "circle around (50, 50), a rectangle whose upper left corner is at (100, "
                       "20), and a dashed line.",
        .draw = draw,
    };
    return figure_main(f, argc, argv);
}
