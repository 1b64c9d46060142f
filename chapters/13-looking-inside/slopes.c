/*
 * Draws slopes.svg: the five, and how fast three logits grow with each of its pixels.
 */
#include <math.h>
#include <stdio.h>

#include "13-looking-inside/inside.h"
#include "13-looking-inside/places.h"
#include "report/colours.h"
#include "13-looking-inside/tint.h"

enum {
    PIXELS = DIGIT_SIZE * DIGIT_SIZE,
    SIDE = 7,
    PANEL = DIGIT_SIZE * SIDE,
    STEP = PANEL + 16,
    PANELS = 4
};

static void draw_ink(svg *s, const real *x, double left, double top)
{
    char colour[8];
    svg_group_open(s, left, top, SIDE);
    for (int i = 0; i < PIXELS; i++) {
        const unsigned shade = (unsigned)(255 - 221 * (double)x[i]) & 255u;
        if (x[i] <= (real)0.03)
            continue;
        snprintf(colour, sizeof colour, "#%02x%02x%02x", shade, shade, shade);
        svg_rect(s, i % DIGIT_SIZE, i / DIGIT_SIZE, 1, 1, (svg_style){.fill = colour});
    }
    svg_group_close(s);
}

static void draw(svg *s, const network *net, const real *five)
{
    static inside in;
    static real dx[3][PIXELS];
    const int logits[3] = {5, 3, 6};
    const double left = 20, top = 44;
    const svg_font caption = {.size = 14, .fill = COLOUR_GREY};
    double most = 0;
    look_inside(&in, net, five);
    for (int k = 0; k < 3; k++) {
        logit_gradient(dx[k], &in, net, logits[k]);
        for (int i = 0; i < PIXELS; i++)
            most = fmax(most, fabs((double)dx[k][i]));
    }
    svg_text(s, left, 30, caption, "the five");
    draw_ink(s, five, left, top);
    for (int k = 0; k < 3; k++) {
        char value[SVG_DECIMAL_SIZE];
        svg_text(s, left + (k + 1) * STEP, 30, caption, "slopes of logit %d (%s)", logits[k],
                 svg_decimal(value, (double)in.logits[logits[k]], 1));
        draw_signed(s, dx[k], DIGIT_SIZE, DIGIT_SIZE, 0.7 * most, left + (k + 1) * STEP, top, SIDE);
    }
    for (int k = 0; k < PANELS; k++)
        svg_rect(s, left + k * STEP, top, PANEL, PANEL, (svg_style){.stroke = COLOUR_GREY});
}

int main(int argc, char **argv)
{
    static real five[PIXELS];
    trainer t;
    svg s;
    real loss;
    if (argc != 2) {
        fprintf(stderr, "usage: %s slopes.svg\n", argv[0]);
        return 2;
    }
    status outcome = learn(&t, &loss, digits_at_places(0, 2), places_options, PLACES_EPOCHS);
    if (outcome.code == STATUS_OK)
        outcome = svg_create(
            &s, argv[1], 20 + PANELS * STEP + 4, 44 + PANEL + 20, "Slopes of three logits",
            "A five, and three maps of how fast a logit grows with each pixel, blue where more ink "
            "makes it larger, orange where it makes it smaller. That of logit 5 is blue along the "
            "upper left stroke and orange to the right of it, that of logit 3 the reverse, that of "
            "logit 6 orange on both sides and blue between.");
    if (outcome.code == STATUS_OK) {
        grainy_five(five);
        draw(&s, &t.net, five);
        outcome = svg_finish(&s);
        trainer_free(&t);
    }
    if (outcome.code != STATUS_OK)
        fprintf(stderr, "%s\n", outcome.message);
    return (int)outcome.code;
}
