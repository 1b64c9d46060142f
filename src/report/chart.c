/*
 * Charts. Read it with appendix A.
 *
 * A chart is made in three steps: find how far the points reach; choose ticks, which say where the
 * axes begin and end; draw, from the back to the front. A logarithmic axis differs from a linear
 * one in two places only: a value enters as its logarithm, and ticks are powers of ten.
 */
#include "report/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/colours.h"
#include "report/placing.h"
#include "require.h"

enum { WIDTH = 720, HEIGHT = 432, MARGIN = 20, MOST_TICKS = 40 };

static const double TITLE_SIZE = 17, TEXT_SIZE = 14;
static const double TOP = 84, BOTTOM = HEIGHT - 58; /* of the plot */
static const double LEADER = 26;                    /* from a line's end to its label */
static const double LABEL_GAP = 17.5;               /* from one label's baseline to the next */
static const double TICK_GAP_X = 62, TICK_GAP_Y = 36, TICK_GAP_LOG_Y = 26; /* the least gaps */

/* A tick at mantissa * 10^exponent: integers, so that its label is exact. */
typedef struct {
    long long mantissa;
    int exponent;
} tick;

/* An axis. `low` and `high` are logarithms (to base 10) if it is logarithmic. */
typedef struct {
    bool log;
    double low, high; /* what it begins and ends with */
    double from, to;  /* and where that is in the picture */
    bool whole;       /* whether all values are whole numbers: then so are the ticks */
    tick ticks[MOST_TICKS];
    int count;
} axis;

static bool is_drawable(bool log, double value)
{
    return fabs(value) <= 1e300 && (!log || value >= 1e-300); /* false for NaN */
}

/* Where a value lies in the picture; NaN when it lies nowhere. */
static double position(const axis *a, double value)
{
    if (!is_drawable(a->log, value))
        return NAN;
    const double v = a->log ? log10(value) : value;
    return a->from + (v - a->low) / (a->high - a->low) * (a->to - a->from);
}

static double x_of(const chart_series *s, int i)
{
    return s->x != NULL ? s->x[i] : i + 1;
}

/*
 * How far the points of all series reach along an axis.
 *
 * Notes
 * - Points that all lie in one place (a single iteration) get some room on both sides, since the
 *   length of an axis is a divisor.
 */
static void find_range(axis *a, const chart *c, bool along_x)
{
    double low = INFINITY, high = -INFINITY;
    a->whole = true;
    for (int k = 0; k < c->series_count; k++)
        for (int i = 0; i < c->series[k].count; i++) {
            const double x = x_of(&c->series[k], i), y = c->series[k].y[i];
            if (is_drawable(c->log_x, x) && is_drawable(c->log_y, y)) {
                const double value = along_x ? x : y;
                low = fmin(low, value);
                high = fmax(high, value);
                a->whole = a->whole && value == floor(value);
            }
        }
    a->low = a->log ? log10(low) : low;
    a->high = a->log ? log10(high) : high;
    const double largest = fmax(fabs(a->low), fabs(a->high));
    if (a->high - a->low <= fmax(1e-9 * largest, 1e-280)) {
        const double room = largest > 1e-280 ? largest / 2 : 1;
        a->low -= room;
        a->high += room;
    }
}

static void add_tick(axis *a, long long mantissa, int exponent)
{
    REQUIRE(a->count < MOST_TICKS, "count = %d", a->count);
    a->ticks[a->count++] = (tick){mantissa, exponent};
}

/* Ticks at 1, 2 or 5 times a power of ten, as near to each other as `gap` pixels allow. */
static void add_linear_ticks(axis *a, double gap)
{
    const double least = (a->high - a->low) * gap / fabs(a->to - a->from);
    const int exponent = a->whole ? (int)fmax(0, floor(log10(least))) : (int)floor(log10(least));
    const double leading = least / pow(10, exponent); /* below 10 */
    const int step = leading <= 1 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10;
    const double unit = step * pow(10, exponent);
    for (long long i = llround(floor(a->low / unit)); i <= llround(ceil(a->high / unit)); i++)
        add_tick(a, i * step, exponent);
}

/* Ticks at 1, 2, 5, 10, 20 ...; where that is too dense, at powers of ten, or at some of them. */
static void add_log_ticks(axis *a, double gap)
{
    const double decade = fabs(a->to - a->from) / (a->high - a->low); /* in pixels */
    const bool dense = decade * log10(2) < gap;
    const int stride = decade < gap ? (int)ceil(gap / decade) : 1;
    int exponent = (int)floor(a->low / stride) * stride;
    for (;; exponent += stride) {
        add_tick(a, 1, exponent);
        if (exponent >= a->high)
            break;
        if (!dense) {
            add_tick(a, 2, exponent);
            add_tick(a, 5, exponent);
        }
    }
}

static double tick_position(const axis *a, tick t)
{
    const double value =
        a->log ? log10((double)t.mantissa) + t.exponent : (double)t.mantissa * pow(10, t.exponent);
    return (value - a->low) / (a->high - a->low); /* 0 at the beginning, 1 at the end */
}

/*
 * The ticks of an axis, and its final ends.
 *
 * Notes
 * - The ticks above reach beyond the points on both sides. If the axis shall end at ticks, it is
 *   made longer, to the nearest ones; else the ticks outside are dropped.
 * - An axis without two ticks says nothing; so it is made longer, too.
 */
static void set_ticks(axis *a, double gap, bool end_at_ticks)
{
    const double tolerance = 1e-9;
    a->count = 0;
    if (a->log)
        add_log_ticks(a, gap);
    else
        add_linear_ticks(a, gap);

    int first = 0, last = a->count - 1; /* the innermost ticks that enclose all points */
    while (first + 1 < a->count && tick_position(a, a->ticks[first + 1]) <= tolerance)
        first++;
    while (last > 0 && tick_position(a, a->ticks[last - 1]) >= 1 - tolerance)
        last--;
    const int first_inside = tick_position(a, a->ticks[first]) < -tolerance ? first + 1 : first;
    const int last_inside = tick_position(a, a->ticks[last]) > 1 + tolerance ? last - 1 : last;
    if (end_at_ticks || last_inside - first_inside < 1) {
        const double low = tick_position(a, a->ticks[first]);
        const double high = tick_position(a, a->ticks[last]);
        const double length = a->high - a->low;
        a->high = a->low + high * length;
        a->low += low * length;
    } else {
        first = first_inside;
        last = last_inside;
    }
    a->count = last - first + 1;
    memmove(a->ticks, a->ticks + first, (size_t)a->count * sizeof a->ticks[0]);
}

/* An exponent in the small raised digits that Unicode has. */
static void append_raised(char *out, int exponent)
{
    static const char *const raised[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                         "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    char digits[16];
    snprintf(digits, sizeof digits, "%d", exponent);
    for (const char *d = digits; *d != '\0'; d++)
        strcat(out, *d == '-' ? "\u207b" : raised[*d - '0']);
}

enum { TICK_LABEL_SIZE = 96 };

/* What a tick says: 0.05 or 4,000, or, on an axis with very small or large ones, 10 to a power. */
static char *tick_label(char out[TICK_LABEL_SIZE], const axis *a, tick t)
{
    bool plain = true;
    for (int i = 0; i < a->count; i++) {
        const double value = (double)a->ticks[i].mantissa * pow(10, a->ticks[i].exponent);
        plain = plain && fabs(value) <= 1e7 && a->ticks[i].exponent >= -4;
    }
    out[0] = '\0';
    if (t.mantissa == 0) {
        strcat(out, "0");
    } else if (!plain) {
        if (t.mantissa != 1)
            snprintf(out, TICK_LABEL_SIZE, "%lld\u00b7", t.mantissa);
        strcat(out, "10");
        append_raised(out, t.exponent);
    } else if (t.exponent < 0) {
        svg_decimal(out, (double)t.mantissa * pow(10, t.exponent), -t.exponent);
    } else {
        svg_integer(out, t.mantissa * llround(pow(10, t.exponent)));
    }
    return out;
}

/* Title, axes, their ticks and labels. The axis of x has its length; that of y its place. */
static void draw_axes(svg *s, const chart *c, const axis *x, const axis *y)
{
    char label[TICK_LABEL_SIZE];
    const svg_font text = {.size = TEXT_SIZE, .fill = COLOUR_GREY, .anchor = SVG_END};
    svg_text(s, MARGIN, 36, (svg_font){.size = TITLE_SIZE, .fill = COLOUR_INK, .bold = 1}, "%s",
             c->title);
    svg_text(s, MARGIN, 60, (svg_font){.size = TEXT_SIZE, .fill = COLOUR_GREY}, "%s", c->y_label);
    for (int i = 0; i < y->count; i++) {
        const double at = y->from + tick_position(y, y->ticks[i]) * (y->to - y->from);
        svg_line(s, x->from, at, x->to, at, (svg_style){.stroke = COLOUR_FAINT});
        svg_text(s, x->from - 10, at + 5, text, "%s", tick_label(label, y, y->ticks[i]));
    }
    svg_line(s, x->from, BOTTOM, x->to, BOTTOM, (svg_style){.stroke = COLOUR_GREY});
    for (int i = 0; i < x->count; i++) {
        const double at = x->from + tick_position(x, x->ticks[i]) * (x->to - x->from);
        svg_line(s, at, BOTTOM, at, BOTTOM + 5, (svg_style){.stroke = COLOUR_GREY});
        svg_text(s, at, BOTTOM + 22,
                 (svg_font){.size = TEXT_SIZE, .fill = COLOUR_GREY, .anchor = SVG_MIDDLE}, "%s",
                 tick_label(label, x, x->ticks[i]));
    }
    svg_text(s, x->to, BOTTOM + 42, text, "%s", c->x_label);
}

static const char *colour_of(const chart_series *s)
{
    static const char *const colours[COLOURS] = COLOUR_SERIES;
    REQUIRE(s->colour >= 0, "colour = %d", s->colour);
    return s->kind == CHART_GUIDE ? COLOUR_GREY : colours[s->colour % COLOURS];
}

/* The line of a series. A point that cannot be drawn lifts the pen; a lone point is a dot. */
static void draw_line(svg *s, const chart_series *series, const axis *x, const axis *y)
{
    bool pen_down = false;
    svg_path_open(s);
    for (int i = 0; i < series->count; i++) {
        const double px = position(x, x_of(series, i)), py = position(y, series->y[i]);
        const bool is_point = !isnan(px) && !isnan(py);
        if (is_point && !pen_down)
            svg_path_move(s, px, py);
        if (is_point)
            svg_path_line(s, px, py);
        pen_down = is_point;
    }
    if (series->kind == CHART_GUIDE)
        svg_path_close(s, (svg_style){.stroke = COLOUR_GREY, .width = 1.25, .dash = "2 5"});
    else
        svg_path_close(s, (svg_style){.stroke = colour_of(series), .width = 1.5});
}

static void draw_dots(svg *s, const chart_series *series, const axis *x, const axis *y)
{
    for (int i = 0; i < series->count; i++) {
        const double px = position(x, x_of(series, i)), py = position(y, series->y[i]);
        if (!isnan(px) && !isnan(py))
            svg_circle(s, px, py, 4.5,
                       (svg_style){.fill = colour_of(series), .stroke = COLOUR_CARD, .width = 1.5});
    }
}

/* A label, the end of its line, and the height at which it is written. */
typedef struct {
    const chart_series *series;
    double x, y;
    double text_y;
} end_label;

static int compare_labels(const void *a, const void *b)
{
    const end_label *p = a, *q = b;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return p->series < q->series ? -1 : p->series > q->series; /* one order, on every machine */
}

/*
 * Heights for labels, sorted by where they want to be: at least LABEL_GAP apart, and as near to
 * their places as that allows.
 *
 * Notes
 * - Label i wants y[i]. Seen from y[i] - i * LABEL_GAP, "far enough apart" is "not in the wrong
 *   order", and the nearest such heights are found by pooling: a label that is above the block
 *   before it joins that block, which moves to the mean of its members' wishes.
 */
static void spread_labels(end_label *label, int count)
{
    double sum[CHART_MOST_LABELS];
    int size[CHART_MOST_LABELS], blocks = 0;
    for (int i = 0; i < count; i++) {
        sum[blocks] = label[i].y - i * LABEL_GAP;
        size[blocks++] = 1;
        while (blocks > 1 &&
               sum[blocks - 1] / size[blocks - 1] < sum[blocks - 2] / size[blocks - 2]) {
            blocks--;
            sum[blocks - 1] += sum[blocks];
            size[blocks - 1] += size[blocks];
        }
    }
    const double lowest = BOTTOM - (count - 1) * LABEL_GAP;
    for (int block = 0, i = 0; block < blocks; block++)
        for (int end = i + size[block]; i < end; i++)
            label[i].text_y = fmax(TOP, fmin(lowest, sum[block] / size[block])) + i * LABEL_GAP;
}

/* The labels at the right, each with a thin line from its series' last point. */
static void draw_labels(svg *s, const chart *c, const axis *x, const axis *y)
{
    end_label label[CHART_MOST_LABELS];
    int count = 0;
    for (int k = 0; k < c->series_count; k++) {
        const chart_series *series = &c->series[k];
        if (series->label == NULL)
            continue;
        REQUIRE(count < CHART_MOST_LABELS, "there are more than %d labels", CHART_MOST_LABELS);
        label[count] = (end_label){.series = series};
        for (int i = 0; i < series->count; i++) {
            const double px = position(x, x_of(series, i)), py = position(y, series->y[i]);
            if (!isnan(px) && !isnan(py)) {
                label[count].x = px;
                label[count].y = py;
            }
        }
        count++;
    }
    qsort(label, (size_t)count, sizeof label[0], compare_labels);
    spread_labels(label, count);
    for (int i = 0; i < count; i++) {
        const end_label *l = &label[i];
        svg_path_open(s);
        svg_path_move(s, l->x + 4, l->y);
        svg_path_line(s, x->to + LEADER - 10, l->text_y);
        svg_path_line(s, x->to + LEADER - 5, l->text_y);
        svg_path_close(s, (svg_style){.stroke = colour_of(l->series), .width = 1});
        svg_text(s, x->to + LEADER, l->text_y + 5,
                 (svg_font){.size = TEXT_SIZE, .fill = COLOUR_INK}, "%s", l->series->label);
    }
}

/* Whether a point lies between the axes' ends. */
static bool is_inside(const axis *x, const axis *y, double px, double py)
{
    const double rounding = 0.01; /* a point at the very end of an axis is on it */
    return x->from - rounding <= px && px <= x->to + rounding && y->to - rounding <= py &&
           py <= y->from + rounding;
}

static void draw_notes(svg *s, const chart *c, const axis *x, const axis *y)
{
    for (int i = 0; i < c->note_count; i++) {
        const chart_note *note = &c->notes[i];
        const double px = position(x, note->x), py = position(y, note->y);
        if (is_inside(x, y, px, py))
            svg_text(s, px, py - 7,
                     (svg_font){.size = TEXT_SIZE, .fill = COLOUR_GREY, .anchor = note->anchor},
                     "%s", note->text);
    }
}

/* What the lines, the dots and the notes cover. */
static void take_what_is_drawn(placing *p, const chart *c, const axis *x, const axis *y)
{
    const double dot = 5;
    for (int k = 0; k < c->series_count; k++) {
        const chart_series *series = &c->series[k];
        for (int i = 0; i < series->count; i++) {
            const double px = position(x, x_of(series, i)), py = position(y, series->y[i]);
            const double before_x = i > 0 ? position(x, x_of(series, i - 1)) : NAN;
            const double before_y = i > 0 ? position(y, series->y[i - 1]) : NAN;
            if (series->kind == CHART_DOTS && !isnan(px) && !isnan(py))
                placing_take(p, (placing_box){px - dot, py - dot, px + dot, py + dot});
            else if (!isnan(px) && !isnan(py) && !isnan(before_x) && !isnan(before_y))
                placing_take_line(p, before_x, before_y, px, py);
        }
    }
    for (int i = 0; i < c->note_count; i++) {
        const chart_note *note = &c->notes[i];
        const double px = position(x, note->x), bottom = position(y, note->y) - 4;
        const double width = svg_text_width(note->text, TEXT_SIZE);
        const double left = note->anchor == SVG_START    ? px
                            : note->anchor == SVG_MIDDLE ? px - width / 2
                                                         : px - width;
        if (!isnan(px) && !isnan(bottom))
            placing_take(p, (placing_box){left, bottom - TEXT_SIZE, left + width, bottom});
    }
}

/*
 * The names of points.
 *
 * Notes
 * - A name that found no room beside its point stands some way off; a thin line leads from the point
 *   to the nearest place of the name's box.
 */
static void draw_names(svg *s, const chart *c, const axis *x, const axis *y)
{
    placing room;
    room.room = (placing_box){x->from, y->to, x->to, y->from};
    room.count = 0;
    take_what_is_drawn(&room, c, x, y);
    for (int i = 0; i < c->name_count; i++) {
        const double px = position(x, c->names[i].x), py = position(y, c->names[i].y);
        if (!is_inside(x, y, px, py))
            continue;
        const double width = svg_text_width(c->names[i].text, TEXT_SIZE) + 6; /* some air */
        const placing_box box = placing_near(&room, px, py, width, TEXT_SIZE);
        const double near_x = fmax(box.left, fmin(px, box.right));
        const double near_y = fmax(box.top, fmin(py, box.bottom));
        if (hypot(near_x - px, near_y - py) > 14) {
            svg_line(s, px, py, near_x, near_y, (svg_style){.stroke = COLOUR_GREY});
            placing_take_line(&room, px, py, near_x, near_y);
        }
        svg_text(s, (box.left + box.right) / 2, box.bottom - 3,
                 (svg_font){.size = TEXT_SIZE, .fill = COLOUR_INK, .anchor = SVG_MIDDLE}, "%s",
                 c->names[i].text);
    }
}

/* Is there anything to draw, of every series? */
static status check_series(const chart *c, const char *path)
{
    if (c->series_count == 0)
        return status_error(STATUS_FAILED,
                            "there is nothing to draw in '%s'\nhint: give at least one series",
                            path);
    for (int k = 0; k < c->series_count; k++) {
        const chart_series *series = &c->series[k];
        int drawable = 0;
        for (int i = 0; i < series->count; i++)
            drawable +=
                is_drawable(c->log_x, x_of(series, i)) && is_drawable(c->log_y, series->y[i]);
        if (drawable == 0)
            return status_error(
                STATUS_FAILED,
                "series %d (%s) of '%s' has no point that can be drawn among its %d\n"
                "hint: values must be finite%s",
                k, series->label != NULL ? series->label : "no label", path, series->count,
                c->log_x || c->log_y ? ", and above 0 on a logarithmic axis" : "");
    }
    return status_ok();
}

/* The widths of the labels to the left and to the right decide where x begins and ends. */
static void place_axes(axis *x, axis *y, const chart *c)
{
    *x = (axis){.log = c->log_x, .from = MARGIN, .to = WIDTH - MARGIN};
    *y = (axis){.log = c->log_y, .from = BOTTOM, .to = TOP};
    find_range(y, c, false);
    set_ticks(y, y->log ? TICK_GAP_LOG_Y : TICK_GAP_Y, true);
    double left = 0, right = 32; /* the last tick's label reaches beyond the axis */
    char label[TICK_LABEL_SIZE];
    for (int i = 0; i < y->count; i++)
        left = fmax(left, svg_text_width(tick_label(label, y, y->ticks[i]), TEXT_SIZE) + 10);
    for (int k = 0; k < c->series_count; k++)
        if (c->series[k].label != NULL)
            right = fmax(right, svg_text_width(c->series[k].label, TEXT_SIZE) + LEADER);
    x->from += left;
    x->to -= fmin(right, WIDTH / 2.0);
    find_range(x, c, true);
    set_ticks(x, TICK_GAP_X, false);
}

status chart_draw(const chart *c, const char *path)
{
    status outcome = check_series(c, path);
    if (outcome.code != STATUS_OK)
        return outcome;
    axis x, y;
    place_axes(&x, &y, c);

    svg s;
    outcome = svg_create(&s, path, WIDTH, HEIGHT, c->title, c->description);
    if (outcome.code != STATUS_OK)
        return outcome;
    draw_axes(&s, c, &x, &y);
    for (int k = 0; k < c->series_count; k++)
        if (c->series[k].kind == CHART_DOTS)
            draw_dots(&s, &c->series[k], &x, &y);
        else
            draw_line(&s, &c->series[k], &x, &y);
    draw_labels(&s, c, &x, &y);
    draw_notes(&s, c, &x, &y);
    draw_names(&s, c, &x, &y);
    return svg_finish(&s);
}
