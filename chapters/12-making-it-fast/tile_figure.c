/*
 * Draws tile.svg: a tile of c in registers, and what it needs of a and b for one k.
 */

#include "figure.h"
#include "report/colours.h"

enum { CELL = 16, TILE_DOWN = 8, TILE_ACROSS = 16, DEEP = 9, K = 4, TILE_AT_ROW = 0 };

static const char *const tile_tint = "#f9dcc6", *const strip_tint = "#d6e9f5",
                         *const used_tint = "#56b4e9";

/* A matrix of rows x columns cells. */
static void draw_grid(svg *s, double left, double top, int rows, int columns, const char *tint)
{
    svg_rect(s, left, top, columns * CELL, rows * CELL, (svg_style){.fill = tint});
    for (int r = 0; r <= rows; r++)
        svg_line(s, left, top + r * CELL, left + columns * CELL, top + r * CELL,
                 (svg_style){.stroke = COLOUR_GREY, .width = 0.5});
    for (int c = 0; c <= columns; c++)
        svg_line(s, left + c * CELL, top, left + c * CELL, top + rows * CELL,
                 (svg_style){.stroke = COLOUR_GREY, .width = 0.5});
}

static void label(svg *s, double x, double y, const char *text)
{
    svg_text(s, x, y, (svg_font){.size = 13, .fill = COLOUR_INK, .anchor = SVG_MIDDLE}, "%s", text);
}

static void draw(svg *s)
{
    const double a_left = 50, b_left = a_left + DEEP * CELL + 40, top = 60;
    const double c_top = top + DEEP * CELL + 40, across = TILE_ACROSS * CELL;
    draw_grid(s, a_left, c_top, TILE_DOWN, DEEP, strip_tint);
    svg_rect(s, a_left + K * CELL, c_top, CELL, TILE_DOWN * CELL,
             (svg_style){.fill = used_tint, .stroke = COLOUR_INK});
    draw_grid(s, b_left, top, DEEP, TILE_ACROSS, strip_tint);
    for (int v = 0; v < 2; v++)
        svg_rect(s, b_left + v * across / 2, top + K * CELL, across / 2, CELL,
                 (svg_style){.fill = used_tint, .stroke = COLOUR_INK});
    draw_grid(s, b_left, c_top, TILE_DOWN, TILE_ACROSS, tile_tint);
    label(s, a_left + DEEP * CELL / 2.0, c_top + TILE_DOWN * CELL + 20, "8 rows of a");
    label(s, b_left + across / 2, c_top + TILE_DOWN * CELL + 20, "the tile of c: 16 registers");
    label(s, b_left + across / 2, top - 12, "32 columns of b");
    label(s, a_left + (K + 0.5) * CELL, c_top - 10, "k");
    label(s, b_left - 14, top + (K + 0.75) * CELL, "k");
    const double right = b_left + across + 24;
    const svg_font text = {.size = 13, .fill = COLOUR_INK};
    svg_text(s, right, top + (K + 0.75) * CELL, text, "2 vectors, loaded once,");
    svg_text(s, right, top + (K + 2) * CELL, text, "each used by 8 rows");
    svg_text(s, right, c_top + 3.5 * CELL, text, "8 numbers, loaded once,");
    svg_text(s, right, c_top + 4.75 * CELL, text, "each used by 2 vectors");
}

int main(int argc, char **argv)
{
    const figure f = {
        .file = "tile.svg",
        .width = 700,
        .height = 420,
        .title = "A tile in registers",
        .description = "On the left eight rows of the matrix a, above 32 columns of b, and where "
                       "they meet a tile of c. For one k, a column of eight numbers of a and a row "
                       "of two vectors of b are marked.",
        .draw = draw,
    };
    return figure_main(f, argc, argv);
}
