/*
 * Draws network.svg: a five on its way through the untrained network, from the picture to ten
 * probabilities.
 */
#include <stdbool.h>
#include <stdio.h>

#include "digit.h"
#include "layers/maxpool2d.h"
#include "layers/relu.h"
#include "layers/softmax.h"
#include "network/network.h"
#include "report/colours.h"
#include "report/svg.h"

enum { CELL = 4, TOP = 74, SHOWN = 4, SHADES = 8 };

/* A table of numbers from 0 up, darker for more, one path for each shade. */
static void draw_plane(svg *s, const real *v, int rows, int columns, real largest, double left,
                       double top, double cell)
{
    svg_group_open(s, left, top, cell);
    for (int shade = 1; shade <= SHADES; shade++) {
        char colour[8];
        const unsigned light = 255u - 28u * (unsigned)shade;
        bool open = false;
        for (int i = 0; i < rows * columns; i++) {
            const int darkness = (int)(SHADES * v[i] / largest + (real)0.5);
            if (darkness != shade)
                continue;
            if (!open)
                svg_path_open(s);
            open = true;
            svg_path_rect(s, i % columns, i / columns, 1, 1);
        }
        snprintf(colour, sizeof colour, "#%02x%02x%02x", light, light, light);
        if (open)
            svg_path_close(s, (svg_style){.fill = colour});
    }
    svg_group_close(s);
    svg_rect(s, left, top, columns * cell, rows * cell, (svg_style){.stroke = COLOUR_GREY});
}

static real largest_of(const real *v, int count)
{
    real m = v[0];
    for (int i = 1; i < count; i++)
        m = v[i] > m ? v[i] : m;
    return m;
}

/* The first four maps of a layer, in a square. */
static void draw_maps(svg *s, const real *maps, int side, double left)
{
    const real largest = largest_of(maps, SHOWN * side * side);
    for (int i = 0; i < SHOWN; i++)
        draw_plane(s, maps + i * side * side, side, side, largest, left + i % 2 * (side * CELL + 6),
                   TOP + i / 2 * (side * CELL + 6), CELL);
}

static void words(svg *s, double left, const char *name, const char *shape, const char *parameters)
{
    svg_text(s, left, 28, (svg_font){.size = 14, .fill = COLOUR_INK, .bold = 1}, "%s", name);
    svg_text(s, left, 47, (svg_font){.size = 13, .fill = COLOUR_GREY}, "%s", shape);
    svg_text(s, left, 64, (svg_font){.size = 13, .fill = COLOUR_GREY}, "%s", parameters);
}

static void draw(svg *s, network *net)
{
    static real x[28 * 28], maps[28 * 26 * 26], pooled[28 * 13 * 13], p[10];
    static int argmax[28 * 13 * 13];
    network_initialise(net, 1);
    digit_pixels(x);
    network_forward(net, x, 1);
    softmax_forward(p, net->logits, 1, 10);
    conv2d_forward(maps, x, net->p.conv_w, net->p.conv_b, 1, net->conv);
    relu_forward(maps, maps, 28 * 26 * 26);
    maxpool2d_forward(pooled, argmax, maps, 1, net->pool);

    const double at[] = {20, 172, 424, 582, 690};
    words(s, at[0], "picture", "28 x 28", "");
    draw_plane(s, x, 28, 28, 1, at[0], TOP, CELL);
    words(s, at[1], "1 convolution, 2 ReLU", "28 maps, 26 x 26; 4 shown", "280 parameters");
    draw_maps(s, maps, 26, at[1]);
    words(s, at[2], "3 max pooling", "28 maps, 13 x 13", "");
    draw_maps(s, pooled, 13, at[2]);
    words(s, at[3], "4, 5", "128 numbers", "605,824");
    draw_plane(s, net->hidden, 16, 8, largest_of(net->hidden, 128), at[3], TOP, 2 * CELL);
    words(s, at[4], "6, 7 softmax", "10 probabilities", "1,290");
    for (int k = 0; k < 10; k++) {
        const double y = TOP + 16 * k;
        svg_text(s, at[4], y + 12, (svg_font){.size = 13, .fill = COLOUR_INK}, "%d", k);
        svg_rect(s, at[4] + 16, y + 2, 400 * (double)p[k], 12, (svg_style){.fill = "#0072b2"});
    }
    for (int i = 0; i < 4; i++)
        svg_text(s, at[i + 1] - 20, TOP + 62,
                 (svg_font){.size = 18, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE}, "→");
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s network.svg\n", argv[0]);
        return 2;
    }
    svg s;
    network net;
    status outcome = network_create(&net, network_shape_mnist(), 1);
    if (outcome.code == STATUS_OK)
        outcome = svg_create(
            &s, argv[1], 820, 310, "The network",
            "A five, four of its 28 maps after convolution and ReLU, the same four after "
            "max pooling, 128 numbers as a table, and ten probabilities as bars, of which "
            "that of the eight is the longest: the network is untrained.");
    if (outcome.code == STATUS_OK) {
        draw(&s, &net);
        outcome = svg_finish(&s);
        network_free(&net);
    }
    if (outcome.code != STATUS_OK)
        fprintf(stderr, "%s\n", outcome.message);
    return (int)outcome.code;
}
