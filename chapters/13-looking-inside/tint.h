/*
 * Numbers as colours, for the figures of chapter 13: positive ones blue, negative ones orange.
 */
#ifndef TINT_H
#define TINT_H

#include <math.h>
#include <stdio.h>

#include "real.h"
#include "report/svg.h"

/* (rows, columns) numbers as squares of `side`; `most` gets the full colour. */
static inline void draw_signed(svg *s, const real *values, int rows, int columns, double most,
                               double x, double y, double side)
{
    char colour[8];
    svg_group_open(s, x, y, side);
    for (int h = 0; h < rows; h++)
        for (int w = 0; w < columns; w++) {
            const double v = (double)values[h * columns + w] / most, a = fmin(fabs(v), 1);
            if (a < 0.03)
                continue;
            const int red = v < 0 ? 0xd5 : 0x00, green = v < 0 ? 0x5e : 0x72,
                      blue = v < 0 ? 0x00 : 0xb2;
            snprintf(colour, sizeof colour, "#%02x%02x%02x",
                     (unsigned)(255 - a * (255 - red)) & 255u,
                     (unsigned)(255 - a * (255 - green)) & 255u,
                     (unsigned)(255 - a * (255 - blue)) & 255u);
            svg_rect(s, w, h, 1, 1, (svg_style){.fill = colour});
        }
    svg_group_close(s);
}

#endif
