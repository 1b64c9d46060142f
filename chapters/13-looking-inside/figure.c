/*
 * Draws filters.svg: the 28 filters of the network that the chapter's program trains, and what each
 * makes of the five, behind ReLU and max pooling.
 */
#include <stdio.h>

#include "13-looking-inside/characters.h"
#include "13-looking-inside/filters.h"
#include "13-looking-inside/inside.h"
#include "13-looking-inside/places.h"
#include "report/colours.h"
#include "13-looking-inside/tint.h"

enum { ACROSS = 7, TILE = 116, CELL = 12, DOT = 4, TOP = 48 };

static void draw_tile(svg *s, const real *w, const real *pooled, double map_scale, double x,
                      double y)
{
    const svg_style frame = {.stroke = COLOUR_GREY};
    draw_signed(s, w, K, K, (double)largest_magnitude(w, WEIGHTS), x, y + 8, CELL);
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
        const double scale = (double)largest_magnitude(in.pooled, FILTERS * POOLED * POOLED);
        svg_text(&s, 20, 28, (svg_font){.size = 14, .fill = COLOUR_GREY},
                 "each filter, 3 x 3 weights, and its map of the five behind max pooling, 13 x 13");
        for (int oc = 0; oc < FILTERS; oc++)
            draw_tile(&s, t.net.p.conv_w + oc * WEIGHTS, in.pooled + oc * POOLED * POOLED, scale,
                      20 + oc % ACROSS * TILE, TOP + oc / ACROSS * 66);
        outcome = svg_finish(&s);
        trainer_free(&t);
    }
    if (outcome.code != STATUS_OK)
        fprintf(stderr, "%s\n", outcome.message);
    return (int)outcome.code;
}
