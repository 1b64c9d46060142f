/**
 * @file
 * @brief Writes a picture as an SVG file: shapes and text, one call each, in the order of drawing.
 *
 *     svg s;
 *     status outcome = svg_create(&s, "circle.svg", 200, 100, "A circle", "One blue circle.");
 *     if (outcome.code == STATUS_OK) {
 *         svg_circle(&s, 100, 50, 40, (svg_style){.fill = "#0072b2"});
 *         outcome = svg_finish(&s);
 *     }
 *
 * x grows to the right and y downwards, from (0, 0) in the upper left corner; a unit is a pixel
 * where the picture is shown at its own size. Later shapes lie on top of earlier ones. The first
 * is a white card with rounded corners, as large as the picture: it reads the same on a page of any
 * colour, and a site's own switch between light and dark, of which a picture learns nothing, does
 * no harm.
 *
 * The file has a name of its own (`<path>.part`) until svg_finish() renames it, so a picture is
 * there whole or not at all. Drawing functions return nothing: whether something could not be
 * written, svg_finish() tells. The same calls make the same bytes, wherever they run:
 * numbers are written with a point, whatever the locale.
 *
 * Explained in appendix A. The format: W3C, "Scalable Vector Graphics (SVG) 1.1".
 */
#ifndef SVG_H
#define SVG_H

#include "status.h"
#include "whole_file.h"

/** @brief A picture that is being written. */
typedef struct {
    whole_file file; /**< open between svg_create() and svg_finish() */
    int groups;      /**< how many are open */
} svg;

/**
 * @brief How a shape is painted. Colours are SVG's: "#d55e00", "white". What is left out is not
 * painted. Ends and corners of lines are round.
 */
typedef struct {
    const char *fill;   /**< colour of the inside, or NULL */
    const char *stroke; /**< colour of the outline, or NULL */
    double width;       /**< of the outline; 0 means 1 */
    const char *dash;   /**< lengths of dash and gap, "4 3"; NULL: an unbroken line */
    double corner;      /**< radius of a rectangle's corners */
} svg_style;

/** @brief Which part of a text lies at its x. */
typedef enum { SVG_START, SVG_MIDDLE, SVG_END } svg_anchor;

/** @brief How a text is set, in the reader's sans-serif font. */
typedef struct {
    double size;       /**< height of the font, positive */
    const char *fill;  /**< colour */
    svg_anchor anchor; /**< SVG_START unless said otherwise */
    int bold;          /**< whether it is */
} svg_font;

/** @brief How long svg_decimal() may make a number. */
enum { SVG_DECIMAL_SIZE = 32 };

/**
 * @brief Begin a picture.
 *
 * @param[out] s           the picture; finish it with svg_finish()
 * @param      path        of the file; its folder exists. Kept, not copied.
 * @param      width       positive
 * @param      height      positive
 * @param      title       for readers who cannot see the picture: what it is
 * @param      description for them: what it shows, in a sentence or two
 * @return STATUS_OK; or STATUS_FAILED when the file cannot be made, and there is nothing to finish
 */
status svg_create(svg *s, const char *path, int width, int height, const char *title,
                  const char *description);

/**
 * @brief End the picture: close its file and give it its name. All groups must be closed.
 *
 * @param s the picture
 * @return STATUS_OK; or STATUS_FAILED when anything could not be written, and there is no picture
 */
status svg_finish(svg *s);

/**
 * @brief Begin a group, whose shapes are drawn around an origin of their own, without smoothing
 * their edges: pixels of a picture then join without seams at any size.
 *
 * @param s     the picture
 * @param x     where the group's (0, 0) lies
 * @param y     likewise
 * @param scale how large its unit is; the group's outlines grow with it
 */
void svg_group_open(svg *s, double x, double y, double scale);

/** @brief End the group that was begun last. @param s the picture */
void svg_group_close(svg *s);

/**
 * @brief A rectangle.
 *
 * @param s     the picture
 * @param x     of its left edge
 * @param y     of its upper edge
 * @param w     its width
 * @param h     its height
 * @param style its fill, outline and corners
 */
void svg_rect(svg *s, double x, double y, double w, double h, svg_style style);

/**
 * @brief A circle.
 *
 * @param s     the picture
 * @param x     of its centre
 * @param y     likewise
 * @param r     its radius
 * @param style its fill and outline
 */
void svg_circle(svg *s, double x, double y, double r, svg_style style);

/**
 * @brief A straight line.
 *
 * @param s     the picture
 * @param x1    where it begins
 * @param y1    likewise
 * @param x2    where it ends
 * @param y2    likewise
 * @param style its stroke
 */
void svg_line(svg *s, double x1, double y1, double x2, double y2, svg_style style);

/**
 * @brief Begin a path: one shape made of many points or pieces.
 *
 * Until svg_path_close(), only svg_path_move(), svg_path_line() and svg_path_rect() may be called.
 *
 * @param s the picture
 */
void svg_path_open(svg *s);

/** @brief Go on without drawing: a new piece of the path. @param s the picture @param x where to
 * @param y likewise */
void svg_path_move(svg *s, double x, double y);

/** @brief Draw a straight line; to where the path is already: a dot. @param s the picture
 * @param x where to @param y likewise */
void svg_path_line(svg *s, double x, double y);

/**
 * @brief A rectangle as a piece of the path.
 *
 * @param s the picture
 * @param x of its left edge
 * @param y of its upper edge
 * @param w its width
 * @param h its height
 */
void svg_path_rect(svg *s, double x, double y, double w, double h);

/** @brief End the path. @param s the picture @param style of the whole shape */
void svg_path_close(svg *s, svg_style style);

/**
 * @brief A text of one line, with its baseline at y.
 *
 * The text is formatted as by printf and may hold anything: what XML keeps for itself is escaped,
 * what it forbids (control characters, broken UTF-8) becomes U+FFFD. A text of more than 255 bytes
 * is cut. Write fractions with svg_decimal(), not with %f, which asks the locale.
 *
 * @param s      the picture
 * @param x      where the text begins, has its middle, or ends: see font.anchor
 * @param y      of the baseline
 * @param font   size, colour, anchor
 * @param format a format for printf, then its arguments
 */
#ifdef __GNUC__
__attribute__((format(printf, 5, 6)))
#endif
void svg_text(svg *s, double x, double y, svg_font font, const char *format, ...);

/**
 * @brief How wide a text may get: an estimate on the safe side, since only the reader's machine
 * knows the font.
 *
 * @param text in UTF-8
 * @param size of the font
 * @return its estimated width
 */
double svg_text_width(const char *text, double size);

/**
 * @brief A number with `places` decimals, rounded, with a point in every locale.
 *
 * @param[out] out    the digits, at most SVG_DECIMAL_SIZE with the final 0
 * @param      value  finite, below 1e9 in magnitude
 * @param      places 0 .. 6
 * @return out
 */
char *svg_decimal(char out[SVG_DECIMAL_SIZE], double value, int places);

/**
 * @brief An integer with its digits in groups of three: 607,394.
 *
 * @param[out] out   the digits, at most SVG_DECIMAL_SIZE with the final 0
 * @param      value any
 * @return out
 */
char *svg_integer(char out[SVG_DECIMAL_SIZE], long long value);

#endif
