/*
 * Draws bytes.svg: the 40 bytes of an IDX file, what each group of them says, and the two pictures
 * that they are.
 */
#include <stdio.h>

#include "figure.h"
#include "report/colours.h"
#include "tiny_file.h"

enum { CELL = 40, LEFT = 62, TOP = 48, ROW = 52, ACROSS = 8 };

static double left_of(int byte)
{
    return LEFT + byte % ACROSS * CELL;
}

static double top_of(int byte)
{
    return TOP + byte / ACROSS * ROW;
}

/* A row of the file: its first byte's place, and eight bytes. */
static void draw_row(svg *s, int first)
{
    static const char *const colour[] = {"#222222", "#0072b2", "#7d3cff", "#d55e00"};
    svg_text(s, LEFT - 12, top_of(first) + 26,
             (svg_font){.size = 13, .fill = COLOUR_GREY, .anchor = SVG_END}, "%d", first);
    for (int i = first; i < first + ACROSS; i++) {
        const int element = i - TINY_HEADER;
        const char *outline = element < 0 ? colour[i / 4] : COLOUR_GREY;
        svg_rect(s, left_of(i) + 2, top_of(i), CELL - 4, 36,
                 (svg_style){.fill = element < 0 ? COLOUR_CARD : "#f0f0f0",
                             .stroke = outline,
                             .width = element < 0 ? 2 : 1});
        svg_text(s, left_of(i) + CELL / 2.0, top_of(i) + 23,
                 (svg_font){.size = 15, .fill = COLOUR_INK, .anchor = SVG_MIDDLE}, "%02x",
                 tiny_file[i]);
    }
}

static void say(svg *s, int row, const char *left, const char *right)
{
    const double x = LEFT + ACROSS * CELL + 16, y = TOP + row * ROW;
    svg_text(s, x, y + 15, (svg_font){.size = 13, .fill = COLOUR_INK}, "%s", left);
    svg_text(s, x, y + 32, (svg_font){.size = 13, .fill = COLOUR_INK}, "%s", right);
}

/* One picture, each pixel in its grey: 0 is paper, 255 is ink. */
static void draw_picture(svg *s, int n, double left, double top)
{
    const unsigned char *pixel = tiny_file + TINY_HEADER + n * 12;
    svg_text(s, left, top - 10, (svg_font){.size = 14, .fill = COLOUR_INK, .bold = 1}, "picture %d",
             n);
    for (int i = 0; i < 12; i++) {
        const unsigned light = 255u - pixel[i];
        char grey[8];
        snprintf(grey, sizeof grey, "#%02x%02x%02x", light, light, light);
        const double x = left + i % 4 * CELL, y = top + i / 4 * CELL;
        svg_rect(s, x, y, CELL, CELL, (svg_style){.fill = grey, .stroke = COLOUR_GREY});
        svg_text(s, x + CELL / 2.0, y + 25,
                 (svg_font){.size = 14,
                            .fill = pixel[i] < 128 ? COLOUR_INK : COLOUR_CARD,
                            .anchor = SVG_MIDDLE},
                 "%d", pixel[i]);
    }
}

static void draw(svg *s)
{
    svg_text(s, LEFT, 28, (svg_font){.size = 14, .fill = COLOUR_INK, .bold = 1}, "the file");
    for (int first = 0; first < TINY_BYTES; first += ACROSS)
        draw_row(s, first);
    say(s, 0, "two zeros, type 08, 3 dimensions;", "2 pictures");
    say(s, 1, "of 3 rows;", "of 4 columns");
    say(s, 2, "picture 0, row 0;", "row 1");
    say(s, 3, "row 2;", "picture 1, row 0");
    say(s, 4, "row 1;", "row 2");
    draw_picture(s, 0, 640, 70);
    draw_picture(s, 1, 640, 224);
}

int main(int argc, char **argv)
{
    const figure f = {
        .file = "bytes.svg",
        .width = 830,
        .height = 360,
        .title = "An IDX file of 40 bytes",
        .description =
            "Forty bytes in five rows of eight. The first four name the format, the next twelve "
            "are three sizes: 2, 3 and 4. The 24 others are pixels; beside them, the two pictures "
            "of three rows and four columns that they make, with the same numbers in decimal.",
        .draw = draw,
    };
    return figure_main(f, argc, argv);
}
