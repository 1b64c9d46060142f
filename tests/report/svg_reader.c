#include "report/svg_reader.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 8 };

char *svg_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    size_t length = 0, room = 1 << 16;
    char *text = malloc(room);
    while (text != NULL) {
        length += fread(text + length, 1, room - length - 1, file);
        if (length < room - 1)
            break;
        room *= 2;
        text = realloc(text, room);
    }
    fclose(file);
    if (text != NULL)
        text[length] = '\0';
    return text;
}

int svg_count(const char *text, const char *word)
{
    int count = 0;
    for (const char *p = strstr(text, word); p != NULL; p = strstr(p + 1, word))
        count++;
    return count;
}

/* What is wrong with characters that must be escaped, printable UTF-8; NULL if nothing is. */
static const char *check_characters(const char *text, size_t length)
{
    static const char *const entities[] = {"&lt;", "&gt;", "&amp;", "&quot;"};
    for (size_t i = 0; i < length;) {
        const unsigned char c = (unsigned char)text[i];
        size_t bytes = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
        if (c == '<' || c == '>')
            return "a < or > that is not escaped";
        if (c < 0x20 && c != '\n' && c != '\t' && c != '\r')
            return "a control character";
        if (c == '&') {
            bytes = 0;
            for (size_t e = 0; e < sizeof entities / sizeof entities[0]; e++)
                if (strncmp(text + i, entities[e], strlen(entities[e])) == 0)
                    bytes = strlen(entities[e]);
            if (bytes == 0)
                return "an & that is not escaped";
        } else {
            for (size_t k = 1; k < bytes; k++)
                if (((unsigned char)text[i + k] & 0xC0) != 0x80)
                    return "broken UTF-8";
        }
        if (bytes == 0)
            return "a byte that is not UTF-8";
        if (strncmp(text + i, "\xEF\xBF\xBE", 3) == 0 || strncmp(text + i, "\xEF\xBF\xBF", 3) == 0)
            return "U+FFFE or U+FFFF";
        if (c == 0xED && (unsigned char)text[i + 1] >= 0xA0)
            return "a surrogate";
        i += bytes;
    }
    return NULL;
}

/* A name of letters, digits, '-' and ':' into out; how long it is. */
static size_t read_name(char out[SVG_READER_NAME], const char *p)
{
    size_t n = 0;
    while (n < SVG_READER_NAME - 1 &&
           (isalnum((unsigned char)p[n]) || p[n] == '-' || p[n] == ':')) {
        out[n] = p[n];
        n++;
    }
    out[n] = '\0';
    return n;
}

/* The attributes, from the space before the first one up to > or />. */
static const char *read_attributes(svg_tag *tag, const char **next)
{
    const char *p = *next;
    while (*p == ' ') {
        if (tag->attributes == SVG_READER_ATTRIBUTES)
            return "too many attributes";
        svg_attribute *a = &tag->attribute[tag->attributes++];
        p++;
        const size_t n = read_name(a->name, p);
        if (n == 0 || p[n] != '=' || p[n + 1] != '"')
            return "an attribute that is not name=\"value\"";
        for (int i = 0; i < tag->attributes - 1; i++)
            if (strcmp(tag->attribute[i].name, a->name) == 0)
                return "an attribute that is there twice";
        a->value = p + n + 2;
        a->length = strcspn(a->value, "\"");
        const char *wrong = check_characters(a->value, a->length);
        if (wrong != NULL)
            return wrong;
        p = a->value + a->length;
        if (*p++ != '"')
            return "a value without an end";
    }
    *next = p;
    return NULL;
}

const char *svg_next_tag(svg_tag *tag, const char **next)
{
    const char *p = *next;
    *tag = (svg_tag){.name = ""};
    if (*p == '\0')
        return NULL;
    if (*p++ != '<')
        return "text outside of tags";
    const size_t slash = *p == '/';
    tag->name[0] = '/';
    if (read_name(tag->name, p + slash) == 0)
        return "a tag without a name";
    p += slash + strlen(tag->name);
    if (slash) {
        memmove(tag->name + 1, tag->name, SVG_READER_NAME - 1);
        tag->name[0] = '/';
        tag->name[SVG_READER_NAME - 1] = '\0';
    }
    const char *wrong = read_attributes(tag, &p);
    if (wrong != NULL)
        return wrong;
    if (*p == '/') {
        tag->empty = 1;
        p++;
    }
    if (*p++ != '>')
        return "a tag without an end";
    tag->text = p;
    tag->text_length = strcspn(p, "<");
    *next = p + tag->text_length;
    return check_characters(tag->text, tag->text_length);
}

static const svg_attribute *find(const svg_tag *tag, const char *name)
{
    for (int i = 0; i < tag->attributes; i++)
        if (strcmp(tag->attribute[i].name, name) == 0)
            return &tag->attribute[i];
    return NULL;
}

double svg_number(const svg_tag *tag, const char *name)
{
    const svg_attribute *a = find(tag, name);
    if (a == NULL)
        return NAN;
    char *end;
    const double value = strtod(a->value, &end);
    return end == a->value + a->length && a->length > 0 ? value : NAN;
}

int svg_has(const svg_tag *tag, const char *name, const char *value)
{
    const svg_attribute *a = find(tag, name);
    return a != NULL && a->length == strlen(value) && strncmp(a->value, value, a->length) == 0;
}

/* Where the shapes of a group go, and how far the picture reaches. */
typedef struct {
    double x, y, scale;
    double width, height;
} frame;

/* Is the point on the card? False for NaN. */
static int is_inside(const frame *f, double x, double y)
{
    const double rounding = 0.02;
    const double px = f->x + f->scale * x, py = f->y + f->scale * y;
    return px >= -rounding && px <= f->width + rounding && py >= -rounding &&
           py <= f->height + rounding;
}

/* The commands of a path: M and L with a point, h and v with a length, z. */
static const char *check_path(const svg_attribute *d, const frame *f)
{
    double x = 0, y = 0, start_x = 0, start_y = 0;
    const char *p = d->value, *const end = d->value + d->length;
    if (p == end)
        return "an empty path";
    if (*p != 'M')
        return "a path that does not begin with M";
    while (p < end) {
        const char command = *p++;
        char *after = (char *)p;
        if (command == 'M' || command == 'L') {
            x = strtod(p, &after);
            p = after;
            y = strtod(p, &after);
            if (after == p)
                return "a point without its second number";
        } else if (command == 'h' || command == 'v') {
            const double length = strtod(p, &after);
            if (after == p)
                return "a length without its number";
            x += command == 'h' ? length : 0;
            y += command == 'v' ? length : 0;
        } else if (command == 'z') {
            x = start_x;
            y = start_y;
        } else {
            return "a command of a path that is none";
        }
        if (command == 'M') {
            start_x = x;
            start_y = y;
        }
        p = after;
        if (!is_inside(f, x, y))
            return "a path that leaves the picture";
    }
    return NULL;
}

/* A text's estimated extent. Bold ones are wider. */
static const char *check_text(const svg_tag *tag, const frame *f)
{
    size_t characters = 0;
    for (size_t i = 0; i < tag->text_length; i++)
        if (tag->text[i] == '&') /* an entity is one character: count its ';' */
            i += strcspn(tag->text + i, ";") - 1;
        else
            characters += ((unsigned char)tag->text[i] & 0xC0) != 0x80;
    const double size = svg_number(tag, "font-size");
    const double width =
        (double)characters * size * (svg_has(tag, "font-weight", "bold") ? 0.62 : 0.57);
    const double x = svg_number(tag, "x"), y = svg_number(tag, "y");
    const double left = svg_has(tag, "text-anchor", "start")    ? x
                        : svg_has(tag, "text-anchor", "middle") ? x - width / 2
                                                                : x - width;
    if (!(size >= 11))
        return "a text smaller than 11 pixels";
    if (!is_inside(f, left, y - size) || !is_inside(f, left + width, y + size / 4))
        return "a text that leaves the picture";
    return NULL;
}

/* What is wrong with the coordinates of a shape. */
static const char *check_shape(const svg_tag *tag, const frame *f)
{
    const double x = svg_number(tag, "x"), y = svg_number(tag, "y");
    if (strcmp(tag->name, "rect") == 0) {
        const double w = svg_number(tag, "width"), h = svg_number(tag, "height");
        if (!(w > 0 && h > 0) || !is_inside(f, x, y) || !is_inside(f, x + w, y + h))
            return "a rectangle that leaves the picture or has no size";
    } else if (strcmp(tag->name, "circle") == 0) {
        const double cx = svg_number(tag, "cx"), cy = svg_number(tag, "cy");
        const double r = svg_number(tag, "r");
        if (!(r > 0) || !is_inside(f, cx - r, cy - r) || !is_inside(f, cx + r, cy + r))
            return "a circle that leaves the picture or has no size";
    } else if (strcmp(tag->name, "line") == 0) {
        if (!is_inside(f, svg_number(tag, "x1"), svg_number(tag, "y1")) ||
            !is_inside(f, svg_number(tag, "x2"), svg_number(tag, "y2")))
            return "a line that leaves the picture";
    } else if (strcmp(tag->name, "path") == 0) {
        const svg_attribute *d = find(tag, "d");
        return d != NULL ? check_path(d, f) : "a path without d";
    } else if (strcmp(tag->name, "text") == 0) {
        return check_text(tag, f);
    } else if (strcmp(tag->name, "title") != 0 && strcmp(tag->name, "desc") != 0) {
        return "an element of no known name";
    }
    return NULL;
}

/* A group moves its shapes: the frame inside of it. */
static const char *enter_group(const svg_tag *tag, frame *f)
{
    const svg_attribute *transform = find(tag, "transform");
    double x, y, scale;
    if (transform == NULL ||
        sscanf(transform->value, "translate(%lf %lf) scale(%lf)\"", &x, &y, &scale) != 3)
        return "a group without translate and scale";
    f->x += f->scale * x;
    f->y += f->scale * y;
    f->scale *= scale;
    return NULL;
}

/* One tag: the stack of open ones, and the frame of each. */
static const char *check_tag(const svg_tag *tag, char open[MOST_DEPTH][SVG_READER_NAME],
                             frame frames[MOST_DEPTH], int *depth)
{
    if (tag->name[0] == '/') {
        if (*depth == 0 || strcmp(open[*depth - 1], tag->name + 1) != 0)
            return "an end tag that fits no open one";
        --*depth;
        return NULL;
    }
    frame f = *depth > 0 ? frames[*depth - 1] : (frame){.scale = 1};
    const char *wrong = NULL;
    if (*depth == 0) {
        f.width = svg_number(tag, "width");
        f.height = svg_number(tag, "height");
        if (strcmp(tag->name, "svg") != 0 || !svg_has(tag, "role", "img") ||
            !svg_has(tag, "xmlns", "http://www.w3.org/2000/svg"))
            wrong = "no svg element, or one without xmlns or role";
    } else if (strcmp(tag->name, "g") == 0) {
        wrong = enter_group(tag, &f);
    } else {
        wrong = check_shape(tag, &f);
    }
    if (wrong != NULL || tag->empty)
        return wrong;
    if (*depth == MOST_DEPTH)
        return "too many open elements";
    strcpy(open[*depth], tag->name);
    frames[(*depth)++] = f;
    return NULL;
}

const char *svg_complaint(const char *text, const char *what)
{
    if (text == NULL)
        return "there is no file";
    char open[MOST_DEPTH][SVG_READER_NAME];
    frame frames[MOST_DEPTH];
    int depth = 0, shapes = 0;
    svg_tag tag;
    for (const char *p = text; *p != '\0';) {
        const char *at = p;
        const char *wrong = svg_next_tag(&tag, &p);
        if (wrong == NULL)
            wrong = check_tag(&tag, open, frames, &depth);
        if (wrong == NULL && depth == 0 && *p != '\0')
            wrong = "something after the end";
        if (wrong != NULL) {
            fprintf(stderr, "%s: at: %.160s\n", what, at);
            return wrong;
        }
        shapes++;
    }
    if (depth != 0)
        return "an element that is not closed";
    if (svg_count(text, "<title>") != 1 || svg_count(text, "<desc>") != 1)
        return "no title, or no description";
    return shapes > 4 ? NULL : "nothing is drawn";
}
