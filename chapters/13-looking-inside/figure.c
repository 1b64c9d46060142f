/*
 * Draws filters.svg: the 28 filters of the network that the chapter's program trains, and what each
 * makes of the five, behind ReLU and max pooling.
 */
#include <math.h>
#include <stdio.h>

#include "13-looking-inside/inside.h"
#include "13-looking-inside/places.h"
#include "report/colours.h"
#include "13-looking-inside/tint.h"

enum { FILTERS = 28, ACROSS = 7, K = 3, POOLED = 13, TILE = 116, CELL = 12, DOT = 4, TOP = 48 };

static double largest(const real *values, int count)
{
    double most = 0;
    for (int i = 0; i < count; i++)
        most = fmax(most, fabs((double)values[i]));
    return most;
}

static void draw_tile(svg *s, const real *w, const real *pooled, double map_scale, double x,
                      double y)
{
    const svg_style frame = {.stroke = COLOUR_GREY};
    draw_signed(s, w, K, K, largest(w, K * K), x, y + 8, CELL);
    svg_rect(s, x, y + 8, K * CELL, K * CELL, frame);
    draw_signed(s, pooled, POOLED, POOLED, map_scale, x + K * CELL + 8, y, DOT);
    svg_rect(s, x + K * CELL + 8, y, POOLED * DOT, POOLED * DOT, frame);
}

int main(int argc, char **argv)
{
    static inside in;
    static real five[DIGIT_SIZE * DIGIT_SIZE];
    trainer t;
    svg s;
    real loss;
    if (argc != 2) {
        fprintf(stderr, "usage: %s filters.svg\n", argv[0]);
        return 2;
    }
    status outcome = learn(&t, &loss, digits_at_places(0, 2), places_options, PLACES_EPOCHS);
    if (outcome.code == STATUS_OK)
        outcome = svg_create(
            &s, argv[1], ACROSS * TILE + 20, TOP + 4 * 66 + 10, "28 filters and their maps",
            "The 28 filters, each of 3 x 3 weights in blue (positive) and orange (negative), and "
            "beside each the map of 13 x 13 numbers that it makes of a five: about half show the "
            "whole digit, some the upper or the lower edges of its strokes, eight almost nothing.");
    if (outcome.code == STATUS_OK) {
        grainy_five(five);
        look_inside(&in, &t.net, five);
        const double scale = largest(in.pooled, FILTERS * POOLED * POOLED);
        svg_text(&s, 20, 28, (svg_font){.size = 14, .fill = COLOUR_GREY},
                 "each filter, 3 x 3 weights, and its map of the five behind max pooling, 13 x 13");
        for (int oc = 0; oc < FILTERS; oc++)
            draw_tile(&s, t.net.p.conv_w + oc * K * K, in.pooled + oc * POOLED * POOLED, scale,
                      20 + oc % ACROSS * TILE, TOP + oc / ACROSS * 66);
        outcome = svg_finish(&s);
        trainer_free(&t);
    }
    if (outcome.code != STATUS_OK)
        fprintf(stderr, "%s\n", outcome.message);
    return (int)outcome.code;
}
