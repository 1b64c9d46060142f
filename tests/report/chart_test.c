/*
 * Charts: ticks, gaps, labels that keep their distance, and data of every kind.
 */
#include "report/chart.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "numerics/random.h"
#include "report/svg_reader.h"

static const char *const PICTURE = "chart_test.svg";

/* Draw, expect that it is in order, and give the text, which is to be freed. */
static char *draw(const chart *c, const char *what)
{
    remove(PICTURE);
    const status outcome = chart_draw(c, PICTURE);
    EXPECT(outcome.code == STATUS_OK, "%s: %s", what, outcome.message);
    char *text = svg_read(PICTURE);
    const char *wrong = svg_complaint(text, what);
    EXPECT(wrong == NULL, "%s: %s", what, wrong);
    return text != NULL ? text : calloc(1, 1);
}

static chart one_series(const chart_series *series, bool log_x, bool log_y)
{
    return (chart){.title = "title",
                   .description = "description",
                   .x_label = "x",
                   .y_label = "y",
                   .log_x = log_x,
                   .log_y = log_y,
                   .series = series,
                   .series_count = 1};
}

/* Points from low to high along y: the ticks that are expected as texts, and two that are not. */
static void expect_ticks(double low, double high, bool log, const char *const *expected, int count,
                         const char *what)
{
    const double x[] = {1e-5, 2e-5}, y[] = {low, high};
    const chart_series s = {.x = x, .y = y, .count = 2};
    const chart c = one_series(&s, false, log);
    char *text = draw(&c, what);
    for (int i = 0; i < count; i++) {
        char tagged[64];
        snprintf(tagged, sizeof tagged, ">%s</text>", expected[i]);
        EXPECT(svg_count(text, tagged) == 1, "%s: %d ticks '%s'", what, svg_count(text, tagged),
               expected[i]);
    }
    const int ticks = svg_count(text, "text-anchor=\"end\"") - 1; /* one is the name of x */
    EXPECT(ticks == count, "%s: %d ticks, not %d", what, ticks, count);
    free(text);
}

#define EXPECT_TICKS(low, high, log, ...)                                                          \
    do {                                                                                           \
        static const char *const expected[] = {__VA_ARGS__};                                       \
        expect_ticks(low, high, log, expected, (int)(sizeof expected / sizeof expected[0]),        \
                     #low " to " #high);                                                           \
    } while (0)

static void test_ticks(void)
{
    EXPECT_TICKS(0, 45000, false, "0", "10,000", "20,000", "30,000", "40,000", "50,000");
    EXPECT_TICKS(-0.31, 0.9, false, "-0.4", "-0.2", "0", "0.2", "0.4", "0.6", "0.8", "1.0");
    EXPECT_TICKS(1, 4, false, "1", "2", "3", "4");
    EXPECT_TICKS(0.063, 10.6, true, "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "20");
    EXPECT_TICKS(0.1, 1, true, "0.1", "0.2", "0.5", "1");
    EXPECT_TICKS(1e-3, 1e3, true, "0.001", "0.01", "0.1", "1", "10", "100", "1,000");
    EXPECT_TICKS(1e-16, 1, true, "10\u207b\u00b9\u2076", "10\u207b\u00b9\u2074",
                 "10\u207b\u00b9\u00b2", "10\u207b\u00b9\u2070", "10\u207b\u2078", "10\u207b\u2076",
                 "10\u207b\u2074", "10\u207b\u00b2", "10\u2070");
    EXPECT_TICKS(0, 1e-7, false, "0", "2\u00b710\u207b\u2078", "4\u00b710\u207b\u2078",
                 "6\u00b710\u207b\u2078", "8\u00b710\u207b\u2078", "10\u00b710\u207b\u2078");
    EXPECT_TICKS(0, 9e6, false, "0", "2,000,000", "4,000,000", "6,000,000", "8,000,000",
                 "10,000,000");
    EXPECT_TICKS(0, 9e7, false, "0", "2\u00b710\u2077", "4\u00b710\u2077", "6\u00b710\u2077",
                 "8\u00b710\u2077", "10\u00b710\u2077");
}

/* The commands of the series' path, without their numbers: one M for each unbroken piece. */
static void expect_pieces(const double *y, int count, bool log, const char *expected)
{
    const chart_series s = {.y = y, .count = count};
    const chart c = one_series(&s, false, log);
    char *text = draw(&c, expected), commands[64] = "";
    const char *path = strstr(text, "<path d=\"");
    size_t n = 0;
    for (const char *p = path != NULL ? path + strlen("<path d=\"") : ""; *p != '\0' && *p != '"';
         p++)
        if ((*p == 'M' || *p == 'L') && n < sizeof commands - 1)
            commands[n++] = *p;
    EXPECT(strcmp(commands, expected) == 0, "'%s' instead of '%s'", commands, expected);
    free(text);
}

static void test_gaps(void)
{
    expect_pieces((double[]){1, 2, 3}, 3, true, "MLLL");
    expect_pieces((double[]){1, NAN, 3, 4}, 4, true, "MLMLL");
    expect_pieces((double[]){NAN, 2, INFINITY, 3, -INFINITY}, 5, false, "MLML");
    expect_pieces((double[]){1, 0, 3, -2, 5}, 5, true, "MLMLML");
    expect_pieces((double[]){1, 0, 3, -2, 5}, 5, false, "MLLLLL");
    expect_pieces((double[]){1, 2e300, 3}, 3, false, "MLML");
}

/* Whatever the data: a picture in order. */
static void test_data_of_every_kind(void)
{
    static const double extreme[] = {0,       1,        -1,       5e-324, DBL_MIN, 1e-300,  1e300,
                                     DBL_MAX, -DBL_MAX, INFINITY, NAN,    1e15,    1e15 + 2};
    enum { EXTREMES = sizeof extreme / sizeof extreme[0], POINTS = 5 };
    random_generator r = random_seeded(1, 1);
    for (int round = 0; round < 400; round++) {
        double x[POINTS], y[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = extreme[random_below(&r, EXTREMES)];
            y[i] = round % 3 == 0 ? 1e9 + 1e-3 * random_normal(&r)
                                  : extreme[random_below(&r, EXTREMES)];
        }
        x[0] = y[0] = 1; /* at least one point */
        const chart_series s = {
            .label = "series", .x = round % 2 ? x : NULL, .y = y, .count = POINTS};
        const chart c = one_series(&s, round & 4, round & 8);
        free(draw(&c, "extreme"));
    }
    const double constant[] = {3, 3, 3, 3};
    const chart_series s = {.y = constant, .count = 4};
    const chart c = one_series(&s, false, false);
    free(draw(&c, "constant"));
}

/*
 * Labels whose lines end in nearly one place, at `height` of an axis from 0 to 1: far enough apart,
 * in the order of the ends. The mean of their heights is given back.
 */
static double expect_labels(double height)
{
    chart_series series[CHART_MOST_LABELS];
    double y[CHART_MOST_LABELS][2];
    char label[CHART_MOST_LABELS][32];
    for (int k = 0; k < CHART_MOST_LABELS; k++) {
        y[k][0] = k % 2;
        y[k][1] = height + 0.001 * k;
        snprintf(label[k], sizeof label[k], "line %d", k);
        series[k] = (chart_series){.label = label[k], .y = y[k], .count = 2, .colour = k};
    }
    chart c = one_series(series, false, false);
    c.series_count = CHART_MOST_LABELS;
    char *text = draw(&c, "labels");
    double above = 0, sum = 0;
    int found = 0;
    svg_tag tag;
    for (const char *p = text; *p != '\0' && svg_next_tag(&tag, &p) == NULL;)
        if (tag.text_length == 6 && strncmp(tag.text, "line ", 5) == 0) {
            const double at = svg_number(&tag, "y");
            EXPECT(found == 0 || at - above >= 17, "label %d is %g below the one before", found,
                   at - above);
            EXPECT(tag.text[5] == '0' + CHART_MOST_LABELS - 1 - found, "label '%.6s' is number %d",
                   tag.text, found);
            above = at;
            sum += at;
            found++;
        }
    EXPECT(found == CHART_MOST_LABELS, "%d labels", found);
    free(text);
    return sum / CHART_MOST_LABELS;
}

/* Labels are spread evenly around their ends, and no farther than to the ends of the axis. */
static void test_labels(void)
{
    const double bottom = expect_labels(0), lower = expect_labels(0.4);
    const double higher = expect_labels(0.6), top = expect_labels(0.993);
    const double half = 3.5 * 17.5; /* from the middle of eight labels to the first or the last */
    const double height = (lower - higher) / 0.2;
    const double middle = (lower + higher) / 2 + 0.0035 * height; /* where 0.5 is */
    EXPECT(fabs(bottom - (middle + height / 2 - half)) < 0.1, "%g, %g, %g", bottom, middle, height);
    EXPECT(fabs(top - (middle - height / 2 + half)) < 0.1, "%g, %g, %g", top, middle, height);
}

static void test_kinds_and_notes(void)
{
    const double y[] = {1, 2, 3};
    const chart_series series[] = {{.y = y, .count = 3, .kind = CHART_GUIDE},
                                   {.y = y, .count = 3, .kind = CHART_DOTS},
                                   {.y = y, .count = 3, .kind = CHART_LINE, .label = "<&>"}};
    const chart_note notes[] = {{.text = "inside", .x = 2, .y = 2},
                                {.text = "at the end", .x = 3, .y = 3, .anchor = SVG_END},
                                {.text = "outside", .x = 4, .y = 2},
                                {.text = "nowhere", .x = NAN, .y = 2}};
    chart c = one_series(series, false, true);
    c.series_count = 3;
    c.notes = notes;
    c.note_count = 4;
    char *text = draw(&c, "kinds");
    EXPECT(svg_count(text, "stroke-dasharray") == 1, "%d", svg_count(text, "stroke-dasharray"));
    EXPECT(svg_count(text, "<circle") == 3, "%d dots", svg_count(text, "<circle"));
    EXPECT(svg_count(text, ">&lt;&amp;&gt;<") == 1, "%s", "the label is not escaped");
    EXPECT(svg_count(text, ">inside<") == 1 && svg_count(text, ">at the end<") == 1, "%s",
           "a note is missing");
    EXPECT(svg_count(text, ">outside<") == 0 && svg_count(text, ">nowhere<") == 0, "%s",
           "a note has no place");
    free(text);
}

/* The names of dots that lie on one another are all there, none on the same place as another. */
static void test_names(void)
{
    const double y[] = {1, 2, 2.001, 3};
    const chart_series dots = {.y = y, .count = 4, .kind = CHART_DOTS};
    const chart_note names[] = {
        {.text = "dot 1", .x = 1, .y = 1},   {.text = "dot 2", .x = 2, .y = 2},
        {.text = "dot 3", .x = 2, .y = 2},   {.text = "dot 4", .x = 4, .y = 3},
        {.text = "dot 5", .x = 2, .y = NAN}, {.text = "dot 6", .x = 9, .y = 2}};
    chart c = one_series(&dots, false, false);
    c.names = names;
    c.name_count = 6;
    char *text = draw(&c, "names");
    double x[4], height[4];
    int found = 0;
    svg_tag tag;
    for (const char *p = text; *p != '\0' && svg_next_tag(&tag, &p) == NULL;)
        if (tag.text_length == 5 && strncmp(tag.text, "dot ", 4) == 0 && found < 4) {
            EXPECT(tag.text[4] == '1' + found, "'%.5s' is name %d", tag.text, found);
            x[found] = svg_number(&tag, "x");
            height[found] = svg_number(&tag, "y");
            for (int i = 0; i < found; i++)
                EXPECT(fabs(x[i] - x[found]) > 30 || fabs(height[i] - height[found]) >= 14,
                       "names %d and %d overlap", i, found);
            found++;
        }
    EXPECT(found == 4 && svg_count(text, ">dot ") == 4, "%d names", svg_count(text, ">dot "));
    free(text);
}

static void expect_failure(const chart *c, const char *path, const char *word)
{
    const status outcome = chart_draw(c, path);
    EXPECT(outcome.code == STATUS_FAILED, "code %d", outcome.code);
    EXPECT(strstr(outcome.message, word) != NULL && strstr(outcome.message, "\nhint: ") != NULL,
           "'%s' or a hint is missing: %s", word, outcome.message);
    char *text = svg_read(path);
    EXPECT(text == NULL, "%s is there", path);
    free(text);
}

static void test_failures(void)
{
    remove(PICTURE);
    const double nothing[] = {NAN, -1, 0};
    chart_series s = {.label = "sad", .y = nothing, .count = 3};
    chart c = one_series(&s, false, true);
    expect_failure(&c, PICTURE, "sad");
    s.count = 0;
    expect_failure(&c, PICTURE, "no point");
    c.series_count = 0;
    expect_failure(&c, PICTURE, "nothing to draw");
    s = (chart_series){.y = (double[]){1}, .count = 1};
    c = one_series(&s, false, true);
    expect_failure(&c, "no-such-folder/chart.svg", "cannot create");
}

int main(void)
{
    test_ticks();
    test_gaps();
    test_data_of_every_kind();
    test_labels();
    test_kinds_and_notes();
    test_names();
    test_failures();
    remove(PICTURE);
    return expect_result();
}
