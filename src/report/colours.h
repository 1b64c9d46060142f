/**
 * @file
 * @brief The colours of all figures. On paper without colours their words still say everything.
 */
#ifndef COLOURS_H
#define COLOURS_H

#define COLOUR_CARD  "#ffffff" /**< what everything is drawn on */
#define COLOUR_INK   "#222222" /**< text that is to be read first */
#define COLOUR_GREY  "#5c5c5c" /**< text that is to be read second, axes */
#define COLOUR_FAINT "#dedede" /**< lines that guide the eye */
#define COLOUR_WRONG "#c8102e" /**< mistakes, and nothing else */

/** @brief How many colours COLOUR_SERIES has. */
enum { COLOURS = 8 };

/**
 * @brief Colours for the lines of a chart, each dark enough for a thin line on white.
 *
 * Blue, vermilion and black are of M. Okabe and K. Ito, "Color universal design". The first four
 * stay apart for colour-blind readers: at least 29 in CIELAB for each pair, as protanopia,
 * deuteranopia and tritanopia are simulated by G. M. Machado, M. M. Oliveira, L. A. F. Fernandes,
 * "A physiologically-based model for simulation of color vision deficiency", IEEE TVCG 15, 2009.
 */
#define COLOUR_SERIES                                                                              \
    {                                                                                              \
        "#0072b2", "#d55e00", "#222222", "#7d3cff", "#8a2b12", "#00a080", "#2a2a9c", "#b0369a"     \
    }

#endif
