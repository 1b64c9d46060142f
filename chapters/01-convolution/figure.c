/*
 * Draws convolution.svg: the filter at one place of the five, the nine products, and the map.
 */
#include <math.h>
#include <stdio.h>

#include "digit.h"
#include "figure.h"
#include "layers/conv2d.h"
#include "report/colours.h"

enum { K = 3, OUT = DIGIT_SIZE - K + 1, ROW = 10, COLUMN = 7, CELL = 9 };

static const real filter[K][K] = {{-1, 0, 1}, {-1, 0, 1}, {-1, 0, 1}};

/* A shade between white (0) and a colour (1), given by its red, green and blue. */
static const char *tint(char colour[8], double amount, int red, int green, int blue)
{
    const double a = fmin(fmax(amount, 0), 1);
    snprintf(colour, 8, "#%02x%02x%02x", (unsigned)(255 - a * (255 - red)) & 255u,
             (unsigned)(255 - a * (255 - green)) & 255u, (unsigned)(255 - a * (255 - blue)) & 255u);
    return colour;
}

/* Positive numbers in blue, negative ones in orange. */
static const char *signed_tint(char colour[8], double v)
{
    return v < 0 ? tint(colour, -v, 0xd5, 0x5e, 0x00) : tint(colour, v, 0x00, 0x72, 0xb2);
}

static void frame(svg *s, double x, double y, double side)
{
    svg_rect(s, x, y, side, side, (svg_style){.stroke = COLOUR_GREY});
}

static void draw_picture(svg *s, const real *x, double left, double top)
{
    char colour[8];
    svg_group_open(s, left, top, CELL);
    for (int h = 0; h < DIGIT_SIZE; h++)
        for (int w = 0; w < DIGIT_SIZE; w++) {
            const double ink = (double)x[h * DIGIT_SIZE + w];
            if (ink > 0)
                svg_rect(s, w, h, 1, 1, (svg_style){.fill = tint(colour, ink, 0x22, 0x22, 0x22)});
        }
    svg_group_close(s);
    frame(s, left, top, DIGIT_SIZE * CELL);
}

static void draw_map(svg *s, const real *y, double left, double top)
{
    char colour[8];
    svg_group_open(s, left, top, CELL);
    for (int h = 0; h < OUT; h++)
        for (int w = 0; w < OUT; w++) {
            const double sum = (double)y[h * OUT + w];
            if (fabs(sum) > 0.02)
                svg_rect(s, w, h, 1, 1, (svg_style){.fill = signed_tint(colour, sum / K)});
        }
    svg_group_close(s);
    frame(s, left, top, OUT * CELL);
}

/* Pixel times weight, nine times, and the sum. */
static void draw_products(svg *s, const real *x, real sum, double left, double top)
{
    const svg_font number = {.size = 13, .fill = COLOUR_INK, .anchor = SVG_MIDDLE};
    char colour[8], pixel[SVG_DECIMAL_SIZE];
    for (int kh = 0; kh < K; kh++)
        for (int kw = 0; kw < K; kw++) {
            const double cx = left + 60 * kw, cy = top + 34 * kh;
            svg_rect(s, cx, cy, 58, 32,
                     (svg_style){.fill = signed_tint(colour, 0.25 * (double)filter[kh][kw]),
                                 .stroke = COLOUR_FAINT});
            svg_text(s, cx + 29, cy + 21, number, "%s · %g",
                     svg_decimal(pixel, (double)x[(ROW + kh) * DIGIT_SIZE + COLUMN + kw], 2),
                     (double)filter[kh][kw]);
        }
    svg_text(s, left + 90, top + 128,
             (svg_font){.size = 15, .fill = COLOUR_INK, .anchor = SVG_MIDDLE, .bold = 1}, "sum: %s",
             svg_decimal(pixel, (double)sum, 2));
}

static void draw(svg *s)
{
    const conv2d_shape shape = {
        .C = 1, .H = DIGIT_SIZE, .W = DIGIT_SIZE, .OC = 1, .KH = K, .KW = K};
    const real b = 0;
    real x[DIGIT_SIZE * DIGIT_SIZE], y[OUT * OUT];
    digit_pixels(x);
    conv2d_forward(y, x, &filter[0][0], &b, 1, shape);

    const double left = 20, middle = 310, right = 530, top = 44;
    const svg_font caption = {.size = 14, .fill = COLOUR_GREY};
    svg_text(s, left, 30, caption, "picture x, 28 x 28");
    svg_text(s, middle, 30, caption, "pixel · weight");
    svg_text(s, right, 30, caption, "map y, 26 x 26");
    draw_picture(s, x, left, top);
    draw_map(s, y, right, top);
    draw_products(s, x, y[ROW * OUT + COLUMN], middle, top + 60);

    /* The window, the number that it becomes, and lines that lead from one to the other. */
    const svg_style window = {.stroke = COLOUR_WRONG, .width = 2.5};
    const svg_style lead = {.stroke = COLOUR_GREY, .dash = "3 3"};
    const double wx = left + COLUMN * CELL, wy = top + ROW * CELL;
    svg_rect(s, wx, wy, K * CELL, K * CELL, window);
    svg_line(s, wx + K * CELL, wy, middle - 4, top + 60, lead);
    svg_line(s, wx + K * CELL, wy + K * CELL, middle - 4, top + 60 + 100, lead);
    svg_rect(s, right + COLUMN * CELL, top + ROW * CELL, CELL, CELL, window);
    svg_line(s, middle + 150, top + 184, right + COLUMN * CELL, top + (ROW + 1) * CELL, lead);
}

int main(int argc, char **argv)
{
    const figure f = {
        .file = "convolution.svg",
        .width = 784,
        .height = 320,
        .title = "A convolution",
        .description = "A filter of 3 x 3 lies on a picture of 28 x 28; the nine products are "
                       "added up and become one number of the map, which is 26 x 26.",
        .draw = draw,
    };
    return figure_main(f, argc, argv);
}
