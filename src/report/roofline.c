/*
 * The roofline. Read it with appendix A.
 *
 * On logarithmic axes "bandwidth times intensity" is a straight line, as steep for every bandwidth:
 * the bandwidth only says how high it lies.
 */
#include "report/roofline.h"

#include <math.h>
#include <stdio.h>

#include "report/chart.h"
#include "report/svg.h"
#include "require.h"

enum { TEXT_SIZE = 80, ENDS = 3, SLOPES = 2 };

static const double GIGA = 1e-9;

/* A roof: where its line begins, bends, and ends. */
typedef struct {
    double x[ENDS], y[ENDS];
} roof;

static void require_numbers(const roofline *r)
{
    REQUIRE(1 <= r->count && r->count <= ROOFLINE_MOST_POINTS, "count = %d", r->count);
    const double all[] = {r->peak, r->peak_of_one, r->memory, r->cache, r->step};
    for (int i = 0; i < (int)(sizeof all / sizeof all[0]); i++)
        REQUIRE(all[i] > 0 && all[i] < 1e18, "number %d is %g", i, all[i]);
    for (int i = 0; i < r->count; i++)
        REQUIRE(r->points[i].intensity > 0 && r->points[i].speed > 0, "%s: %g, %g",
                r->points[i].name, r->points[i].intensity, r->points[i].speed);
}

/* Up along the bandwidth as far as the peak, then level. Speeds are drawn in units of 10^9. */
static roof roof_of(double bandwidth, double peak, double low, double high)
{
    const double bend = fmax(low, fmin(high, peak / bandwidth));
    return (roof){{low, bend, high},
                  {GIGA * fmin(peak, bandwidth * low), GIGA * fmin(peak, bandwidth * bend),
                   GIGA * fmin(peak, bandwidth * high)}};
}

/* "memory, 23.1 GB/s" and the like. */
static const char *name_number(char text[TEXT_SIZE], const char *name, double number,
                               const char *unit)
{
    char digits[SVG_DECIMAL_SIZE];
    const double value = GIGA * number;
    snprintf(text, TEXT_SIZE, "%s%s%s", name, svg_decimal(digits, value, value < 99.5 ? 1 : 0),
             unit);
    return text;
}

/* A name for the slope of a roof, at a third of its way up. */
static chart_note slope_name(const char *text, double bandwidth, const roof *line)
{
    const double x = pow(line->x[0], 2.0 / 3) * pow(line->x[1], 1.0 / 3);
    return (chart_note){.text = text, .x = x, .y = GIGA * bandwidth * x};
}

static status draw(const roofline *r, const char *path, const chart_series *series,
                   int series_count, const chart_note *names, int name_count)
{
    char title[TEXT_SIZE], description[512];
    snprintf(title, sizeof title,
             "What the machine allows, and what the layers reach, on %d thread%s", r->threads,
             r->threads == 1 ? "" : "s");
    snprintf(
        description, sizeof description,
        "A roofline with logarithmic axes: %d pieces of the training step, forward and backward, "
        "by their operations for each byte and in a second. Two slopes, for memory and for the "
        "second-level cache, rise to a ceiling, the peak of multiply-adds. A lower line marks the "
        "speed of the whole training step.",
        r->count);
    const chart c = {.title = title,
                     .description = description,
                     .x_label = "operations for each byte of the arrays",
                     .y_label = "GFLOP/s; blue: forward, orange: backward and update",
                     .log_x = true,
                     .log_y = true,
                     .series = series,
                     .series_count = series_count,
                     .names = names,
                     .name_count = name_count};
    return chart_draw(&c, path);
}

status roofline_draw(const roofline *r, const char *path)
{
    require_numbers(r);
    double x[2][ROOFLINE_MOST_POINTS], y[2][ROOFLINE_MOST_POINTS];
    chart_note names[SLOPES + ROOFLINE_MOST_POINTS];
    int count[2] = {0, 0};
    double low = INFINITY, high = 0;
    for (int i = 0; i < r->count; i++) {
        const roofline_point *p = &r->points[i];
        const int direction = p->backward, n = count[direction]++;
        x[direction][n] = p->intensity;
        y[direction][n] = GIGA * p->speed;
        names[SLOPES + i] = (chart_note){.text = p->name, .x = p->intensity, .y = GIGA * p->speed};
        low = fmin(low, p->intensity / 2);
        high = fmax(high, p->intensity * 4);
    }
    const roof memory = roof_of(r->memory, r->peak, low, high);
    const roof cache = roof_of(r->cache, r->peak, low, high);
    const double ends[] = {low, high}, one[] = {GIGA * r->peak_of_one, GIGA * r->peak_of_one};
    const double step[] = {GIGA * r->step, GIGA * r->step};

    char texts[5][TEXT_SIZE];
    chart_series series[6] = {
        {.x = memory.x,
         .y = memory.y,
         .count = ENDS,
         .colour = 2,
         .label = name_number(texts[0], "peak: ", r->peak, "")},
        {.x = cache.x, .y = cache.y, .count = 2, .kind = CHART_GUIDE},
        {.x = ends,
         .y = step,
         .count = 2,
         .kind = CHART_GUIDE,
         .label = name_number(texts[1], "training step: ", r->step, "")},
    };
    int n = 3;
    if (r->threads > 1)
        series[n++] =
            (chart_series){.x = ends,
                           .y = one,
                           .count = 2,
                           .kind = CHART_GUIDE,
                           .label = name_number(texts[2], "one thread: ", r->peak_of_one, "")};
    for (int direction = 0; direction < 2; direction++)
        if (count[direction] > 0)
            series[n++] = (chart_series){.x = x[direction],
                                         .y = y[direction],
                                         .count = count[direction],
                                         .kind = CHART_DOTS,
                                         .colour = direction};
    names[0] =
        slope_name(name_number(texts[3], "memory: ", r->memory, " GB/s"), r->memory, &memory);
    names[1] = slope_name(name_number(texts[4], "cache: ", r->cache, " GB/s"), r->cache, &cache);
    return draw(r, path, series, n, names, SLOPES + r->count);
}
