/*
 * Draws softmax.svg: the three logits of the chapter's example, their exponentials, and the
 * probabilities, before and after one logit is raised by 1.
 */
#include <math.h>
#include <stdbool.h>

#include "figure.h"
#include "layers/softmax.h"
#include "report/colours.h"

enum { K = 3, BAR = 34, GAP = 10, HEIGHT = 150, BASE = 214 };

static const char *const colours[] = COLOUR_SERIES;

/* One panel: a bar for each number, `unit` pixels high for each 1, with the number above it; a dashed
 * line where the bar stood before, if it was another. */
static void panel(svg *s, double left, const char *title, const char *below, const real *v,
                  const real *before, double unit, int places)
{
    const svg_font caption = {.size = 15, .fill = COLOUR_INK};
    const svg_font number = {.size = 13, .fill = COLOUR_INK, .anchor = SVG_MIDDLE};
    const svg_font class = {.size = 12, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE};
    char text[SVG_DECIMAL_SIZE];
    svg_text(s, left, 30, caption, "%s", title);
    for (int k = 0; k < K; k++) {
        const double x = left + k * (BAR + GAP), height = unit * (double)v[k];
        svg_rect(s, x, BASE - height, BAR, height, (svg_style){.fill = colours[k]});
        const double mark = unit * (double)before[k];
        const bool close = mark > height && mark - height < 20;
        if (before != v)
            svg_line(s, x - 3, BASE - mark, x + BAR + 3, BASE - mark,
                     (svg_style){.stroke = COLOUR_GREY, .width = 1.5, .dash = "3 3"});
        svg_text(s, x + BAR / 2.0, BASE - (close ? mark : height) - 6, number, "%s",
                 svg_decimal(text, (double)v[k], places));
        svg_text(s, x + BAR / 2.0, BASE + 17, class, "%d", k);
    }
    svg_line(s, left - 4, BASE, left + K * (BAR + GAP) - GAP + 4, BASE,
             (svg_style){.stroke = COLOUR_GREY});
    svg_text(s, left, BASE + 40, (svg_font){.size = 13, .fill = COLOUR_GREY}, "%s", below);
}

static void draw(svg *s)
{
    const real x[K] = {(real)log(1), (real)log(2), (real)log(5)};
    const real raised[K] = {x[0], x[1] + 1, x[2]};
    real e[K], y[K], y_raised[K];
    for (int k = 0; k < K; k++)
        e[k] = (real)exp((double)x[k]);
    softmax_forward(y, x, 1, K);
    softmax_forward(y_raised, raised, 1, K);

    const double step = 186, left = 26;
    panel(s, left, "logits x", "any numbers", x, x, HEIGHT / 5.0, 3);
    panel(s, left + step, "exp x", "positive, sum 8", e, e, HEIGHT / 5.0, 0);
    panel(s, left + 2 * step, "probabilities y", "sum 1", y, y, 1.4 * HEIGHT, 3);
    panel(s, left + 3 * step, "x[1] raised by 1", "sum 1: the others fall", y_raised, y,
          1.4 * HEIGHT, 3);
    for (int i = 0; i < 2; i++)
        svg_text(s, left + (i + 1) * step - 26, BASE - HEIGHT / 2.0,
                 (svg_font){.size = 20, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE}, "→");
}

int main(int argc, char **argv)
{
    const figure f = {
        .file = "softmax.svg",
        .width = 748,
        .height = 270,
        .title = "Softmax",
        .description =
            "Bars for the logits 0, 0.693 and 1.609; their exponentials 1, 2 and 5; the "
            "probabilities 0.125, 0.25 and 0.625; and the probabilities after the second logit has "
            "been raised by 1: its own has grown, the two others have shrunk.",
        .draw = draw,
    };
    return figure_main(f, argc, argv);
}
