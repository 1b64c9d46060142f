/*
 * Draws products.svg: the three matrix products of a fully connected layer, with the numbers of the
 * example made by hand.
 */

#include "figure.h"
#include "layers/fully_connected.h"
#include "report/colours.h"

enum { N = 2, IN = 3, OUT = 2, CELL = 38 };

static const char *const factor_tint = "#d6e9f5", *const result_tint = "#f9dcc6";

/* How a matrix is drawn: element (r, c) is at[r * row + c * column]. */
typedef struct {
    const char *name;
    const real *at;
    int rows, columns, row, column;
    const char *row_name, *column_name; /* what runs down, what runs across */
} drawn;

/* With one row, one column or one element (both) on a tinted ground; -1 for none. */
static void draw_matrix(svg *s, drawn m, double left, double middle, int tinted_row,
                        int tinted_column, const char *tint)
{
    const double top = middle - m.rows * CELL / 2.0;
    for (int r = 0; r < m.rows; r++)
        for (int c = 0; c < m.columns; c++) {
            const int tinted = (tinted_row == -1 || tinted_row == r) &&
                               (tinted_column == -1 || tinted_column == c);
            const double x = left + CELL * c, y = top + CELL * r;
            svg_rect(s, x, y, CELL, CELL,
                     (svg_style){.fill = tinted ? tint : COLOUR_CARD, .stroke = COLOUR_GREY});
            svg_text(
                s, x + CELL / 2.0, y + 24,
                (svg_font){.size = 15, .fill = COLOUR_INK, .anchor = SVG_MIDDLE, .bold = tinted},
                "%g", (double)m.at[r * m.row + c * m.column]);
        }
    const double centre = left + m.columns * CELL / 2.0;
    const svg_font small = {.size = 13, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE};
    svg_text(s, centre, top + m.rows * CELL + 20,
             (svg_font){.size = 15, .fill = COLOUR_INK, .anchor = SVG_MIDDLE, .bold = 1}, "%s",
             m.name);
    svg_text(s, centre, top - 8, small, "%s", m.column_name);
    svg_text(s, left - 10, middle + 4, small, "%s", m.row_name);
}

static void draw_sign(svg *s, double x, double y, const char *sign)
{
    svg_text(s, x, y + 7, (svg_font){.size = 20, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE}, "%s",
             sign);
}

/* a b = c, and how the element of c in the given row and column comes about. */
static void draw_product(svg *s, drawn a, drawn b, drawn c, int row, int column, double middle,
                         const char *sum)
{
    draw_matrix(s, a, 40, middle, row, -1, factor_tint);
    draw_sign(s, 182, middle, "·");
    draw_matrix(s, b, 220, middle, -1, column, factor_tint);
    draw_sign(s, 362, middle, "=");
    draw_matrix(s, c, 400, middle, row, column, result_tint);
    svg_text(s, 540, middle + 5, (svg_font){.size = 15, .fill = COLOUR_INK}, "%s", sum);
}

static void draw(svg *s)
{
    const fully_connected_shape shape = {.in = IN, .out = OUT};
    const real x[N * IN] = {1, 2, -1, /* */ 0, 3, 1}, w[OUT * IN] = {2, 0, 1, /* */ -1, 1, 3};
    const real no_bias[OUT] = {0, 0}, dy[N * OUT] = {1, -1, /* */ 2, 3};
    real y[N * OUT], dx[N * IN], dw[OUT * IN] = {0}, db[OUT] = {0};
    fully_connected_forward(y, x, w, no_bias, N, shape);
    fully_connected_backward(dx, dw, db, dy, x, w, N, shape);

    const drawn X = {"x", x, N, IN, IN, 1, "n", "i"};
    const drawn W = {"w", w, OUT, IN, IN, 1, "o", "i"};
    const drawn WT = {"w transposed", w, IN, OUT, 1, IN, "i", "o"};
    const drawn Y = {"y - b", y, N, OUT, OUT, 1, "n", "o"};
    const drawn DY = {"dy", dy, N, OUT, OUT, 1, "n", "o"};
    const drawn DYT = {"dy transposed", dy, OUT, N, 1, OUT, "o", "n"};
    const drawn DX = {"dx", dx, N, IN, IN, 1, "n", "i"};
    const drawn DW = {"dw", dw, OUT, IN, IN, 1, "o", "i"};
    draw_product(s, X, WT, Y, 0, 1, 94, "1·(-1) + 2·1 + (-1)·3 = -2");
    draw_product(s, DY, W, DX, 1, 2, 242, "2·1 + 3·3 = 11");
    draw_product(s, DYT, X, DW, 0, 1, 370, "1·2 + 2·3 = 8");
}

int main(int argc, char **argv)
{
    const figure f = {
        .file = "products.svg",
        .width = 784,
        .height = 452,
        .title = "Three matrix products",
        .description = "y - b is x times w transposed, dx is dy times w, dw is dy transposed times "
                       "x. In each, one row, one column and the number that they make are marked.",
        .draw = draw,
    };
    return figure_main(f, argc, argv);
}
