/*
 * SVG files. Read it with appendix A.
 *
 * SVG is text: an element such as <circle cx="100" cy="50" r="40" fill="#0072b2"/> for each shape.
 * Every byte goes through put(), and drawing reads like drawing: only svg_finish() has to ask
 * whether all could be written.
 */
#include "report/svg.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report/colours.h"
#include "require.h"

/* Fonts that readers have. The first that is there is taken; the last is always there. */
#define FONTS                                                                                      \
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, "       \
    "sans-serif"

/* Coordinates have two decimals: a hundredth of a pixel is finer than any screen. */
enum { COORDINATE_PLACES = 2 };

/* The widths of letters differ; on average those of the widest common fonts are below this. */
static const double WIDTH_OF_A_CHARACTER = 0.6;

/* Write, as printf does. Whether it could be written, svg_finish() will see. */
#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
static void
put(svg *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(s->file.stream, format, arguments);
    va_end(arguments);
}

/*
 * The decimals of a number, made of integers only: 3.14159 with 2 places is 314 hundredths, that
 * is "3", a point, "14". printf's %f would write a comma where the locale wants one.
 */
char *svg_decimal(char out[SVG_DECIMAL_SIZE], double value, int places)
{
    REQUIRE(0 <= places && places <= 6, "places = %d", places);
    REQUIRE(fabs(value) < 1e9, "value = %g: it is not finite or too large", value);
    long long unit = 1;
    for (int i = 0; i < places; i++)
        unit *= 10;
    const long long units = llround(fabs(value) * (double)unit);
    const char *sign = value < 0 && units != 0 ? "-" : ""; /* never "-0" */
    if (places == 0)
        snprintf(out, SVG_DECIMAL_SIZE, "%s%lld", sign, units);
    else
        snprintf(out, SVG_DECIMAL_SIZE, "%s%lld.%0*lld", sign, units / unit, places, units % unit);
    return out;
}

/* A comma stands wherever three, six, nine ... digits are left. */
char *svg_integer(char out[SVG_DECIMAL_SIZE], long long value)
{
    char digits[SVG_DECIMAL_SIZE];
    const int length = snprintf(digits, sizeof digits, "%lld", value);
    const int first = value < 0; /* of the digits, after the sign */
    int n = 0;
    for (int i = 0; i < length; i++) {
        if (i > first && (length - i) % 3 == 0)
            out[n++] = ',';
        out[n++] = digits[i];
    }
    out[n] = '\0';
    return out;
}

/* A coordinate after `before`, without the zeros at its end: 40 rather than 40.00. */
static void put_number(svg *s, const char *before, double value)
{
    char digits[SVG_DECIMAL_SIZE];
    svg_decimal(digits, value, COORDINATE_PLACES);
    size_t length = strlen(digits);
    while (digits[length - 1] == '0')
        length--;
    if (digits[length - 1] == '.')
        length--;
    put(s, "%s%.*s", before, (int)length, digits);
}

/* An attribute of an element: name="value". */
static void put_attribute(svg *s, const char *name, double value)
{
    put(s, " %s=\"", name);
    put_number(s, "", value);
    put(s, "\"");
}

/*
 * How many bytes the character at p has, if it is one that XML allows; else 0.
 *
 * Notes
 * - UTF-8 has one byte for ASCII; else a first byte that tells the length (110..., 1110...,
 *   11110...), and then bytes 10...... with six bits each. The text ends with a 0, which is no such
 *   byte, so nothing beyond the end is looked at.
 * - Refused: control characters except tab and line ends; a character written longer than needed;
 *   surrogates; U+FFFE and U+FFFF; what lies above U+10FFFF.
 */
static int character_length(const unsigned char *p)
{
    if (p[0] < 0x80)
        return p[0] >= 0x20 || p[0] == '\t' || p[0] == '\n' || p[0] == '\r';
    const int length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC0 || p[0] >= 0xF8)
        return 0;
    unsigned long code = p[0] & (0x7Fu >> length);
    for (int i = 1; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (p[i] & 0x3Fu);
    }
    static const unsigned long smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < smallest[length] || code > 0x10FFFF || (0xD800 <= code && code <= 0xDFFF) ||
        code == 0xFFFE || code == 0xFFFF)
        return 0;
    return length;
}

/* Any text, as XML has it between two tags or in an attribute. */
static void put_escaped(svg *s, const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p != 0;) {
        const int length = character_length(p);
        if (length == 0)
            put(s, "\xEF\xBF\xBD"); /* U+FFFD, the replacement character */
        else if (*p == '<')
            put(s, "&lt;");
        else if (*p == '>')
            put(s, "&gt;");
        else if (*p == '&')
            put(s, "&amp;");
        else if (*p == '"')
            put(s, "&quot;");
        else
            put(s, "%.*s", length, (const char *)p);
        p += length == 0 ? 1 : length;
    }
}

/* How a shape is painted, as attributes, and the element's end. */
static void put_style(svg *s, svg_style style)
{
    put(s, " fill=\"");
    put_escaped(s, style.fill != NULL ? style.fill : "none");
    put(s, "\"");
    if (style.stroke != NULL) {
        put(s, " stroke=\"");
        put_escaped(s, style.stroke);
        put(s, "\"");
        put_attribute(s, "stroke-width", style.width > 0 ? style.width : 1);
    }
    if (style.dash != NULL) {
        put(s, " stroke-dasharray=\"");
        put_escaped(s, style.dash);
        put(s, "\"");
    }
    put(s, "/>\n");
}

status svg_create(svg *s, const char *path, int width, int height, const char *title,
                  const char *description)
{
    REQUIRE(width >= 1 && height >= 1, "width = %d, height = %d", width, height);
    *s = (svg){0};
    const status created = whole_file_create(&s->file, path);
    if (created.code != STATUS_OK)
        return created;
    put(s,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
        "viewBox=\"0 0 %d %d\" role=\"img\" stroke-linecap=\"round\" "
        "stroke-linejoin=\"round\" font-family=\"%s\">\n<title>",
        width, height, width, height, FONTS);
    put_escaped(s, title);
    put(s, "</title>\n<desc>");
    put_escaped(s, description);
    put(s, "</desc>\n");
    svg_rect(s, 0.5, 0.5, width - 1, height - 1,
             (svg_style){.fill = COLOUR_CARD, .stroke = COLOUR_FAINT, .corner = 8});
    return status_ok();
}

status svg_finish(svg *s)
{
    REQUIRE(s->groups == 0, "%d groups are open", s->groups);
    put(s, "</svg>\n");
    return whole_file_finish(&s->file);
}

void svg_group_open(svg *s, double x, double y, double scale)
{
    put_number(s, "<g transform=\"translate(", x);
    put_number(s, " ", y);
    put_number(s, ") scale(", scale);
    put(s, ")\" shape-rendering=\"crispEdges\">\n");
    s->groups++;
}

void svg_group_close(svg *s)
{
    REQUIRE(s->groups > 0, "%d groups are open", s->groups);
    put(s, "</g>\n");
    s->groups--;
}

void svg_rect(svg *s, double x, double y, double w, double h, svg_style style)
{
    put(s, "<rect");
    put_attribute(s, "x", x);
    put_attribute(s, "y", y);
    put_attribute(s, "width", w);
    put_attribute(s, "height", h);
    if (style.corner > 0)
        put_attribute(s, "rx", style.corner);
    put_style(s, style);
}

void svg_circle(svg *s, double x, double y, double r, svg_style style)
{
    put(s, "<circle");
    put_attribute(s, "cx", x);
    put_attribute(s, "cy", y);
    put_attribute(s, "r", r);
    put_style(s, style);
}

void svg_line(svg *s, double x1, double y1, double x2, double y2, svg_style style)
{
    put(s, "<line");
    put_attribute(s, "x1", x1);
    put_attribute(s, "y1", y1);
    put_attribute(s, "x2", x2);
    put_attribute(s, "y2", y2);
    put_style(s, style);
}

void svg_path_open(svg *s)
{
    put(s, "<path d=\"");
}

void svg_path_move(svg *s, double x, double y)
{
    put_number(s, "M", x);
    put_number(s, " ", y);
}

void svg_path_line(svg *s, double x, double y)
{
    put_number(s, "L", x);
    put_number(s, " ", y);
}

/* From the corner right, down, left, and back: small letters count from where the path is. */
void svg_path_rect(svg *s, double x, double y, double w, double h)
{
    svg_path_move(s, x, y);
    put_number(s, "h", w);
    put_number(s, "v", h);
    put_number(s, "h", -w);
    put(s, "z");
}

void svg_path_close(svg *s, svg_style style)
{
    put(s, "\"");
    put_style(s, style);
}

void svg_text(svg *s, double x, double y, svg_font font, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);

    static const char *const anchors[] = {"start", "middle", "end"};
    put(s, "<text");
    put_attribute(s, "x", x);
    put_attribute(s, "y", y);
    put_attribute(s, "font-size", font.size);
    put(s, " fill=\"");
    put_escaped(s, font.fill);
    put(s, "\" text-anchor=\"%s\"%s>", anchors[font.anchor],
        font.bold ? " font-weight=\"bold\"" : "");
    put_escaped(s, text);
    put(s, "</text>\n");
}

double svg_text_width(const char *text, double size)
{
    int characters = 0;
    for (const char *p = text; *p != '\0'; p++)
        characters += ((unsigned char)*p & 0xC0) != 0x80; /* not the inside of a character */
    return characters * size * WIDTH_OF_A_CHARACTER;
}
