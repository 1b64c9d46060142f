/*
 * The figures. Read it with appendix A.
 *
 * Each function places its parts by hand, as one would on squared paper: the numbers are pixels of
 * a picture WIDTH pixels wide.
 */
#include "report/figures.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "report/chart.h"
#include "report/colours.h"
#include "report/svg.h"
#include "require.h"

enum { WIDTH = 720, MARGIN = 20 };

static const double TITLE_SIZE = 17, TEXT_SIZE = 14;

static svg_font text_font(const char *fill, svg_anchor anchor)
{
    return (svg_font){.size = TEXT_SIZE, .fill = fill, .anchor = anchor};
}

static void draw_heading(svg *s, const char *title, const char *below)
{
    svg_text(s, MARGIN, 36, (svg_font){.size = TITLE_SIZE, .fill = COLOUR_INK, .bold = 1}, "%s",
             title);
    svg_text(s, MARGIN, 60, text_font(COLOUR_GREY, SVG_START), "%s", below);
}

/* A colour between white (share 0) and the given one (share 1). */
static char *shade(char out[8], double share, int red, int green, int blue)
{
    snprintf(out, 8, "#%02x%02x%02x", (unsigned)lround(255 + share * (red - 255)) & 0xffu,
             (unsigned)lround(255 + share * (green - 255)) & 0xffu,
             (unsigned)lround(255 + share * (blue - 255)) & 0xffu);
    return out;
}

/* ---- the loss ---- */

enum { LABEL_SIZE = 64 };

/* "seed 3: 97.27 %", or "seed 3" if the accuracy is not known. */
static void name_trial(char label[LABEL_SIZE], const figure_trial *trial)
{
    char accuracy[SVG_DECIMAL_SIZE];
    const unsigned long long seed = trial->seed;
    if (isnan(trial->test_accuracy))
        snprintf(label, LABEL_SIZE, "seed %llu", seed);
    else
        snprintf(label, LABEL_SIZE, "seed %llu: %s %%", seed,
                 svg_decimal(accuracy, 100 * trial->test_accuracy, 2));
}

/*
 * The series, from the back to the front: the guide, all lines, all validation points.
 * Returns how many.
 */
static int list_series(chart_series *series, char (*label)[LABEL_SIZE], const figure_trial *trials,
                       int count, const chart_series *guide)
{
    int n = 0;
    const bool named = count <= CHART_MOST_LABELS;
    series[n++] = *guide;
    for (int i = 0; i < count; i++) {
        name_trial(label[i], &trials[i]);
        series[n++] = (chart_series){.label = named ? label[i] : NULL,
                                     .y = trials[i].loss,
                                     .count = trials[i].iterations,
                                     .kind = CHART_LINE,
                                     .colour = named ? i : 0};
    }
    for (int i = 0; i < count; i++)
        if (trials[i].validations > 0)
            series[n++] = (chart_series){.x = trials[i].validation_iteration,
                                         .y = trials[i].validation_loss,
                                         .count = trials[i].validations,
                                         .kind = CHART_DOTS,
                                         .colour = named ? i : 0};
    return n;
}

status figure_loss(const char *path, const figure_trial *trials, int count, int classes)
{
    REQUIRE(count >= 0 && classes >= 2, "count = %d, classes = %d", count, classes);
    if (count == 0)
        return status_error(STATUS_FAILED,
                            "there is no trial to draw in '%s'\nhint: train at least once", path);
    chart_series *series = malloc((2 * (size_t)count + 1) * sizeof *series);
    char(*label)[LABEL_SIZE] = malloc((size_t)count * sizeof *label);
    if (series == NULL || label == NULL) {
        free(series);
        free(label);
        return status_error(STATUS_FAILED, "no memory to draw %d trials\nhint: draw fewer", count);
    }
    int last = 2;
    for (int i = 0; i < count; i++)
        last = trials[i].iterations > last ? trials[i].iterations : last;
    const double guess = log(classes);
    const double guide_x[] = {1, last}, guide_y[] = {guess, guess};
    const chart_series guide = {.x = guide_x, .y = guide_y, .count = 2, .kind = CHART_GUIDE};
    const int n = list_series(series, label, trials, count, &guide);
    const bool has_dots = n > count + 1;

    const char *plural = count == 1 ? "" : "s";
    char title[64], description[256], y_label[128], note[64];
    snprintf(description, sizeof description,
             "The loss of %d training run%s over up to %d iterations, on a logarithmic axis%s.",
             count, plural, last, has_dots ? "; dots: the loss in validation" : "");
    snprintf(title, sizeof title, "Loss over iterations, %d trial%s", count, plural);
    snprintf(y_label, sizeof y_label, "loss of each batch%s%s",
             has_dots ? "; dots: validation" : "",
             count <= CHART_MOST_LABELS ? "; at the right: accuracy on the test images" : "");
    snprintf(note, sizeof note, "ln %d: guessing", classes);
    const chart_note notes[] = {{.text = note, .x = last, .y = guess, .anchor = SVG_END}};
    const chart c = {.title = title,
                     .description = description,
                     .x_label = "iteration",
                     .y_label = y_label,
                     .log_y = true,
                     .series = series,
                     .series_count = n,
                     .notes = notes,
                     .note_count = 1};
    const status outcome = chart_draw(&c, path);
    free(series);
    free(label);
    return outcome;
}

/* ---- digits ---- */

enum {
    COLUMNS = 10,
    CELL_WIDTH = (WIDTH - 2 * MARGIN) / COLUMNS,
    CELL_HEIGHT = 86,
    PICTURE = 56,
    GREYS = 10 /* besides paper: enough for the eye, few enough for long runs */
};

/* The grey of a pixel, from 0 (paper) to GREYS (ink). */
static int grey_of(unsigned char pixel)
{
    return (pixel * GREYS + 127) / 255;
}

/*
 * A picture, one pixel of it a unit.
 *
 * Notes
 * - For each grey a path of rectangles, each of which is a run of pixels in a row that have this
 *   grey. Paper is not drawn. So the file has a few bytes for each run instead of an element for
 *   each of 784 pixels.
 */
static void draw_picture(svg *s, const unsigned char *pixels, int H, int W)
{
    for (int grey = 1; grey <= GREYS; grey++) {
        bool open = false;
        for (int h = 0; h < H; h++)
            for (int w = 0, end; w < W; w = end) {
                const unsigned char *row = pixels + (size_t)h * (size_t)W;
                end = w + 1;
                if (grey_of(row[w]) != grey)
                    continue;
                while (end < W && grey_of(row[end]) == grey)
                    end++;
                if (!open)
                    svg_path_open(s);
                open = true;
                svg_path_rect(s, w, h, end - w, 1);
            }
        char colour[8];
        if (open)
            svg_path_close(s, (svg_style){.fill = shade(colour, (double)grey / GREYS, 0, 0, 0)});
    }
}

status figure_digits(const char *path, const char *title, const unsigned char *pixels, int H, int W,
                     const unsigned char *truth, const int *predicted, int count)
{
    REQUIRE(count >= 0 && H >= 1 && W >= 1, "count = %d, H = %d, W = %d", count, H, W);
    if (count == 0)
        return status_error(STATUS_FAILED,
                            "there is no picture to draw in '%s'\nhint: give at least one", path);
    int wrong = 0;
    for (int i = 0; predicted != NULL && i < count; i++)
        wrong += predicted[i] != truth[i];
    char below[128], description[256];
    snprintf(below, sizeof below, "truth \u2192 answer; %d of %d wrong%s", wrong, count,
             wrong > 0 ? ", in red" : "");
    snprintf(description, sizeof description, "%d pictures of digits, each with %s.", count,
             predicted != NULL ? below : "the digit that it shows");

    svg s;
    const int rows = (count + COLUMNS - 1) / COLUMNS;
    const int top = predicted != NULL ? 80 : 58;
    const status outcome =
        svg_create(&s, path, WIDTH, top + rows * CELL_HEIGHT + 8, title, description);
    if (outcome.code != STATUS_OK)
        return outcome;
    draw_heading(&s, title, predicted != NULL ? below : "");
    for (int i = 0; i < count; i++) {
        const double x = MARGIN + i % COLUMNS * CELL_WIDTH + (CELL_WIDTH - PICTURE) / 2.0;
        const double y = top + (double)(i / COLUMNS) * CELL_HEIGHT;
        const bool is_wrong = predicted != NULL && predicted[i] != truth[i];
        svg_rect(&s, x - 1.5, y - 1.5, PICTURE + 3, PICTURE + 3,
                 (svg_style){.stroke = is_wrong ? COLOUR_WRONG : COLOUR_FAINT,
                             .width = is_wrong ? 2 : 1});
        svg_group_open(&s, x, y, (double)PICTURE / (H > W ? H : W));
        draw_picture(&s, pixels + (size_t)i * (size_t)H * (size_t)W, H, W);
        svg_group_close(&s);
        svg_font font = text_font(is_wrong ? COLOUR_WRONG : COLOUR_GREY, SVG_MIDDLE);
        font.bold = is_wrong;
        if (predicted != NULL)
            svg_text(&s, x + PICTURE / 2.0, y + PICTURE + 18, font, "%d \u2192 %d", truth[i],
                     predicted[i]);
        else
            svg_text(&s, x + PICTURE / 2.0, y + PICTURE + 18, font, "%d", truth[i]);
    }
    return svg_finish(&s);
}

/* ---- the architecture ---- */

enum { BOX_WIDTH = 156, BOX_HEIGHT = 164, BOX_STEP = 175, BAND = 28, ROW_1 = 80, ROW_2 = 310 };

/* The places of the eight boxes, in two rows of four. */
static double box_x(int i)
{
    return MARGIN + i % 4 * BOX_STEP;
}

static double box_y(int i)
{
    return i < 4 ? ROW_1 : ROW_2;
}

/*
 * Box i: its name on a coloured band, room for a sketch, and below it what the layer does, the
 * shape of what it hands on, and its parameters.
 */
static void draw_box(svg *s, int i, const char *colour, const char *name, const char *what,
                     const char *shape, long long parameters)
{
    const double x = box_x(i), y = box_y(i), middle = x + BOX_WIDTH / 2.0;
    char number[SVG_DECIMAL_SIZE];
    svg_rect(s, x, y, BOX_WIDTH, BOX_HEIGHT,
             (svg_style){.stroke = colour, .width = 1.5, .corner = 5});
    svg_rect(s, x, y, BOX_WIDTH, BAND,
             (svg_style){.fill = colour, .stroke = colour, .width = 1.5, .corner = 5});
    svg_text(s, middle, y + 19, text_font(COLOUR_CARD, SVG_MIDDLE), "%s", name);
    svg_text(s, middle, y + 113, text_font(COLOUR_GREY, SVG_MIDDLE), "%s", what);
    svg_text(s, middle, y + 133,
             (svg_font){.size = TEXT_SIZE, .fill = COLOUR_INK, .anchor = SVG_MIDDLE, .bold = 1},
             "%s", shape);
    if (parameters > 0)
        svg_text(s, middle, y + 153, text_font(COLOUR_GREY, SVG_MIDDLE), "%s parameters",
                 svg_integer(number, parameters));
}

/* An arrow to the right or downwards, its tip at (x2, y2). */
static void draw_arrow(svg *s, double x1, double y1, double x2, double y2)
{
    const bool down = x1 == x2;
    svg_line(s, x1, y1, x2, y2, (svg_style){.stroke = COLOUR_GREY, .width = 1.5});
    svg_path_open(s);
    svg_path_move(s, down ? x2 - 4 : x2 - 5, down ? y2 - 5 : y2 - 4);
    svg_path_line(s, x2, y2);
    svg_path_line(s, down ? x2 + 4 : x2 - 5, down ? y2 - 5 : y2 + 4);
    svg_path_close(s, (svg_style){.stroke = COLOUR_GREY, .width = 1.5});
}

/* n by n squares, `size` wide altogether, with the upper left corner at (x, y). */
static void draw_grid(svg *s, double x, double y, double size, int n)
{
    svg_path_open(s);
    for (int i = 0; i <= n; i++) {
        svg_path_move(s, x + size * i / n, y);
        svg_path_line(s, x + size * i / n, y + size);
        svg_path_move(s, x, y + size * i / n);
        svg_path_line(s, x + size, y + size * i / n);
    }
    svg_path_close(s, (svg_style){.stroke = COLOUR_FAINT});
}

/* A seven, drawn with a thick pen on squared paper. */
static void sketch_image(svg *s, double x, double y)
{
    draw_grid(s, x - 26, y - 26, 52, 13);
    svg_path_open(s);
    svg_path_move(s, x - 11, y - 15);
    svg_path_line(s, x + 12, y - 15);
    svg_path_line(s, x - 3, y + 17);
    svg_path_close(s, (svg_style){.stroke = COLOUR_INK, .width = 6});
}

/* A window of kernel x kernel pixels, and the one number that it becomes. */
static void sketch_convolution(svg *s, double x, double y, int kernel, const char *colour)
{
    const int n = kernel + 3;
    const double side = 50, window = side * kernel / n;
    draw_grid(s, x - 48, y - 25, side, n);
    svg_rect(s, x - 48 + side / n, y - 25 + side / n, window, window,
             (svg_style){.stroke = colour, .width = 2.5});
    draw_arrow(s, x + 8, y, x + 24, y);
    svg_rect(s, x + 32, y - 6, 12, 12, (svg_style){.fill = colour});
}

/* y = max(x, 0). */
static void sketch_relu(svg *s, double x, double y, const char *colour)
{
    svg_line(s, x - 34, y + 14, x + 34, y + 14, (svg_style){.stroke = COLOUR_FAINT, .width = 1.5});
    svg_line(s, x, y - 24, x, y + 24, (svg_style){.stroke = COLOUR_FAINT, .width = 1.5});
    svg_path_open(s);
    svg_path_move(s, x - 34, y + 14);
    svg_path_line(s, x, y + 14);
    svg_path_line(s, x + 34, y - 20);
    svg_path_close(s, (svg_style){.stroke = colour, .width = 3});
}

/* Four windows, the largest number of each filled, and what remains. */
static void sketch_pooling(svg *s, double x, double y, int pool, const char *colour)
{
    const double side = 48, cell = side / (2 * pool);
    const double left = x - 54, top = y - 24;
    draw_grid(s, left, top, side, 2 * pool);
    for (int i = 0; i < 4; i++) {
        const int h = i / 2, w = i % 2; /* which window; its maximum is anywhere in it */
        const int maximum = (i * 5 + 1) % (pool * pool);
        svg_rect(s, left + (w * pool + maximum % pool) * cell,
                 top + (h * pool + maximum / pool) * cell, cell, cell, (svg_style){.fill = colour});
        svg_rect(s, left + w * side / 2, top + h * side / 2, side / 2, side / 2,
                 (svg_style){.stroke = colour, .width = 1.5});
        svg_rect(s, x + 28 + w * 13, y - 13 + h * 13, 12, 12, (svg_style){.fill = colour});
    }
    draw_arrow(s, x + 4, y, x + 20, y);
}

/* Every input is joined to every output. */
static void sketch_fully_connected(svg *s, double x, double y, const char *colour)
{
    enum { INPUTS = 5, OUTPUTS = 3 };
    for (int i = 0; i < INPUTS; i++)
        for (int o = 0; o < OUTPUTS; o++)
            svg_line(s, x - 30, y + 12 * (i - 2), x + 30, y + 16 * (o - 1),
                     (svg_style){.stroke = colour, .width = 0.75});
    for (int i = 0; i < INPUTS; i++)
        svg_circle(s, x - 30, y + 12 * (i - 2), 4, (svg_style){.fill = colour});
    for (int o = 0; o < OUTPUTS; o++)
        svg_circle(s, x + 30, y + 16 * (o - 1), 4, (svg_style){.fill = colour});
}

/* Bars that add up to 1. */
static void sketch_softmax(svg *s, double x, double y, const char *colour)
{
    static const int height[] = {3, 5, 2, 8, 2, 3, 2, 42, 3, 6};
    for (int i = 0; i < 10; i++)
        svg_rect(s, x - 40 + 8 * i, y + 24 - height[i], 6, height[i], (svg_style){.fill = colour});
    svg_line(s, x - 42, y + 24.5, x + 40, y + 24.5, (svg_style){.stroke = COLOUR_GREY});
}

/* What the boxes say: the numbers of a shape, in words. */
typedef struct {
    char image[64], maps[64], pooled[64], flat[96], hidden[64], classes[64];
    char filters[64], window[64], from_flat[64], from_hidden[64], total[160];
    long long conv, fc1, fc2; /* parameters */
} architecture_words;

static architecture_words describe(network_shape n)
{
    architecture_words t;
    char a[SVG_DECIMAL_SIZE], b[SVG_DECIMAL_SIZE];
    const int CH = n.H - n.kernel + 1, CW = n.W - n.kernel + 1, PH = CH / n.pool, PW = CW / n.pool;
    const long long flat = (long long)n.filters * PH * PW;
    t.conv = ((long long)n.C * n.kernel * n.kernel + 1) * n.filters;
    t.fc1 = (flat + 1) * n.hidden;
    t.fc2 = ((long long)n.hidden + 1) * n.classes;
    snprintf(t.image, sizeof t.image, "%d \u00d7 %d \u00d7 %d", n.C, n.H, n.W);
    snprintf(t.maps, sizeof t.maps, "%d \u00d7 %d \u00d7 %d", n.filters, CH, CW);
    snprintf(t.pooled, sizeof t.pooled, "%d \u00d7 %d \u00d7 %d", n.filters, PH, PW);
    snprintf(t.flat, sizeof t.flat, "flattened: %s = %s numbers", t.pooled, svg_integer(a, flat));
    snprintf(t.hidden, sizeof t.hidden, "%s", svg_integer(a, n.hidden));
    snprintf(t.classes, sizeof t.classes, "%s", svg_integer(a, n.classes));
    snprintf(t.filters, sizeof t.filters, "%d filters %d \u00d7 %d", n.filters, n.kernel, n.kernel);
    snprintf(t.window, sizeof t.window, "windows of %d \u00d7 %d", n.pool, n.pool);
    snprintf(t.from_flat, sizeof t.from_flat, "%s \u2192 %s", svg_integer(a, flat),
             svg_integer(b, n.hidden));
    snprintf(t.from_hidden, sizeof t.from_hidden, "%s \u2192 %s", svg_integer(a, n.hidden),
             svg_integer(b, n.classes));
    snprintf(t.total, sizeof t.total,
             "%s parameters in all. In bold: the shape of what a layer hands on, for one image.",
             svg_integer(a, t.conv + t.fc1 + t.fc2));
    return t;
}

static void draw_sketches(svg *s, network_shape n, const char *const colour[8])
{
    const double x = box_x(0) + BOX_WIDTH / 2.0, y1 = ROW_1 + 63, y2 = ROW_2 + 63;
    sketch_image(s, x, y1);
    sketch_convolution(s, x + BOX_STEP, y1, n.kernel, colour[1]);
    sketch_relu(s, x + 2 * BOX_STEP, y1, colour[2]);
    sketch_pooling(s, x + 3 * BOX_STEP, y1, n.pool, colour[3]);
    sketch_fully_connected(s, x, y2, colour[4]);
    sketch_relu(s, x + BOX_STEP, y2, colour[5]);
    sketch_fully_connected(s, x + 2 * BOX_STEP, y2, colour[6]);
    sketch_softmax(s, x + 3 * BOX_STEP, y2, colour[7]);
}

/* From box to box; from the last of the first row to the first of the second, with what happens. */
static void draw_connections(svg *s, const char *flattened)
{
    for (int i = 0; i < 7; i++)
        if (i != 3)
            draw_arrow(s, box_x(i) + BOX_WIDTH + 3, box_y(i) + BOX_HEIGHT / 2.0, box_x(i + 1) - 4,
                       box_y(i) + BOX_HEIGHT / 2.0);
    const double from = box_x(3) + BOX_WIDTH / 2.0, to = box_x(4) + BOX_WIDTH / 2.0;
    const double y = (ROW_1 + BOX_HEIGHT + ROW_2) / 2.0;
    svg_path_open(s);
    svg_path_move(s, from, ROW_1 + BOX_HEIGHT + 3);
    svg_path_line(s, from, y);
    svg_path_line(s, to, y);
    svg_path_close(s, (svg_style){.stroke = COLOUR_GREY, .width = 1.5});
    draw_arrow(s, to, y, to, ROW_2 - 4);
    svg_text(s, (from + to) / 2, y - 9, text_font(COLOUR_GREY, SVG_MIDDLE), "%s", flattened);
}

status figure_architecture(const char *path, network_shape n)
{
    REQUIRE(n.C >= 1 && n.filters >= 1 && n.hidden >= 1 && n.classes >= 1,
            "C = %d, filters = %d, hidden = %d, classes = %d", n.C, n.filters, n.hidden, n.classes);
    REQUIRE(n.kernel >= 1 && n.pool >= 1, "kernel = %d, pool = %d", n.kernel, n.pool);
    REQUIRE(n.pool <= n.H - n.kernel + 1 && n.pool <= n.W - n.kernel + 1,
            "pool = %d, kernel = %d, H = %d, W = %d", n.pool, n.kernel, n.H, n.W);
    const architecture_words t = describe(n);
    static const char *const colour[8] = {COLOUR_GREY, "#0072b2", "#117733", "#b04a00",
                                          "#882277",   "#117733", "#882277", "#332288"};
    char description[512];
    snprintf(description, sizeof description,
             "An image of %s goes through a convolution (%s) to %s, ReLU, max pooling to %s, fully "
             "connected %s, ReLU, fully connected %s, softmax.",
             t.image, t.filters, t.maps, t.pooled, t.from_flat, t.from_hidden);
    svg s;
    const status outcome = svg_create(&s, path, WIDTH, ROW_2 + BOX_HEIGHT + MARGIN,
                                      "The architecture of the network", description);
    if (outcome.code != STATUS_OK)
        return outcome;
    draw_heading(&s, "The network, layer by layer", t.total);
    draw_box(&s, 0, colour[0], "image", "pixels from 0 to 1", t.image, 0);
    draw_box(&s, 1, colour[1], "1  convolution", t.filters, t.maps, t.conv);
    draw_box(&s, 2, colour[2], "2  ReLU", "max(x, 0)", t.maps, 0);
    draw_box(&s, 3, colour[3], "3  max pooling", t.window, t.pooled, 0);
    draw_box(&s, 4, colour[4], "4  fully connected", t.from_flat, t.hidden, t.fc1);
    draw_box(&s, 5, colour[5], "5  ReLU", "max(x, 0)", t.hidden, 0);
    draw_box(&s, 6, colour[6], "6  fully connected", t.from_hidden, t.classes, t.fc2);
    draw_box(&s, 7, colour[7], "7  softmax", "probabilities", t.classes, 0);
    draw_sketches(&s, n, colour);
    draw_connections(&s, t.flat);
    return svg_finish(&s);
}

/* ---- the confusion matrix ---- */

enum { TABLE_X = 62, TABLE_Y = 112, TABLE_W = 55, TABLE_H = 38 };

/* What the matrix adds up to. */
typedef struct {
    long long row[FIGURE_CLASSES], column[FIGURE_CLASSES]; /* of each truth; of each answer */
    long long right, all;
    int most_right, most_wrong; /* the largest entry on the diagonal and off it */
} confusion_sums;

static confusion_sums sum_confusion(const int *counts)
{
    confusion_sums sums = {.all = 0};
    for (int t = 0; t < FIGURE_CLASSES; t++)
        for (int p = 0; p < FIGURE_CLASSES; p++) {
            const int n = counts[t * FIGURE_CLASSES + p];
            REQUIRE(n >= 0, "counts[%d][%d] = %d", t, p, n);
            sums.row[t] += n;
            sums.column[p] += n;
            sums.all += n;
            sums.right += t == p ? n : 0;
            int *most = t == p ? &sums.most_right : &sums.most_wrong;
            *most = n > *most ? n : *most;
        }
    return sums;
}

/* How much of the whole, in percent; of nothing, a dash. */
static char *percent(char out[SVG_DECIMAL_SIZE], long long part, long long whole, int places)
{
    if (whole == 0)
        snprintf(out, SVG_DECIMAL_SIZE, "\u2013");
    else
        svg_decimal(out, 100.0 * (double)part / (double)whole, places);
    return out;
}

/* One entry: its shade on the scale of the right or of the wrong ones, and its number unless 0. */
static void draw_entry(svg *s, int truth, int predicted, int n, const confusion_sums *sums)
{
    if (n == 0)
        return;
    const double x = TABLE_X + predicted * TABLE_W, y = TABLE_Y + truth * TABLE_H;
    char colour[8], number[SVG_DECIMAL_SIZE];
    if (truth == predicted)
        shade(colour, (double)n / sums->most_right, 0x9c, 0xc8, 0xe8);
    else
        shade(colour, 0.1 + 0.9 * n / sums->most_wrong, 0xf0, 0x6a, 0x3c); /* one is seen, too */
    svg_rect(s, x + 1, y + 1, TABLE_W - 2, TABLE_H - 2, (svg_style){.fill = colour, .corner = 3});
    svg_text(s, x + TABLE_W / 2.0, y + TABLE_H / 2.0 + 5, text_font(COLOUR_INK, SVG_MIDDLE), "%s",
             svg_integer(number, n));
}

/* Digits along two sides, recall and precision along the others. */
static void draw_margins(svg *s, const int *counts, const confusion_sums *sums)
{
    const double right = TABLE_X + FIGURE_CLASSES * TABLE_W;
    const double bottom = TABLE_Y + FIGURE_CLASSES * TABLE_H;
    const svg_font bold = {.size = 16, .fill = COLOUR_INK, .anchor = SVG_MIDDLE, .bold = 1};
    const svg_font grey = text_font(COLOUR_GREY, SVG_MIDDLE);
    char share[SVG_DECIMAL_SIZE];
    for (int i = 0; i < FIGURE_CLASSES; i++) {
        const double x = TABLE_X + (i + 0.5) * TABLE_W, y = TABLE_Y + (i + 0.5) * TABLE_H + 5;
        const int n = counts[i * FIGURE_CLASSES + i];
        svg_text(s, TABLE_X - 16, y, bold, "%d", i);
        svg_text(s, x, TABLE_Y - 10, bold, "%d", i);
        svg_text(s, WIDTH - MARGIN, y, text_font(COLOUR_GREY, SVG_END), "%s",
                 percent(share, n, sums->row[i], 1));
        svg_text(s, x, bottom + 22, grey, "%s", percent(share, n, sums->column[i], 1));
    }
    svg_line(s, TABLE_X, TABLE_Y - 2, right, TABLE_Y - 2, (svg_style){.stroke = COLOUR_FAINT});
    svg_line(s, TABLE_X - 2, TABLE_Y, TABLE_X - 2, bottom, (svg_style){.stroke = COLOUR_FAINT});
    svg_text(s, WIDTH - MARGIN, TABLE_Y - 10, text_font(COLOUR_GREY, SVG_END), "recall, %%");
    svg_text(s, WIDTH - MARGIN, bottom + 22, text_font(COLOUR_GREY, SVG_END), "precision, %%");
    svg_text(s, MARGIN, bottom + 52, text_font(COLOUR_GREY, SVG_START),
             "Recall: the share of a row that was recognised.");
    svg_text(s, MARGIN, bottom + 72, text_font(COLOUR_GREY, SVG_START),
             "Precision: the share of a column that is right.");
}

status figure_confusion(const char *path, const int *counts)
{
    const confusion_sums sums = sum_confusion(counts);
    if (sums.all == 0)
        return status_error(STATUS_FAILED,
                            "there is nothing to draw in '%s': all counts are 0\n"
                            "hint: count answers on at least one picture",
                            path);
    char right[SVG_DECIMAL_SIZE], all[SVG_DECIMAL_SIZE], share[SVG_DECIMAL_SIZE];
    char title[128], description[256];
    snprintf(title, sizeof title, "Confusion matrix: %s of %s right, %s %%",
             svg_integer(right, sums.right), svg_integer(all, sums.all),
             percent(share, sums.right, sums.all, 2));
    snprintf(description, sizeof description,
             "%s. Rows are the ten digits, columns what they were taken for.", title);
    svg s;
    const status outcome = svg_create(&s, path, WIDTH, TABLE_Y + FIGURE_CLASSES * TABLE_H + 92,
                                      "Confusion matrix", description);
    if (outcome.code != STATUS_OK)
        return outcome;
    draw_heading(&s, title, "rows: what the digit is; columns: what the network takes it for");
    for (int t = 0; t < FIGURE_CLASSES; t++)
        for (int p = 0; p < FIGURE_CLASSES; p++)
            draw_entry(&s, t, p, counts[t * FIGURE_CLASSES + p], &sums);
    draw_margins(&s, counts, &sums);
    return svg_finish(&s);
}
