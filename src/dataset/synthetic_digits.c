/*
 * The built-in digits. Read it with appendix A.
 *
 * A digit comes into being in five steps:
 *
 * 1. a hand is chosen: how it slants, trembles, presses, and which pen it holds;
 * 2. the spots of a style are set down, none exactly where it belongs, and the whole is bent,
 *    stretched, slanted and turned as the hand would have it;
 * 3. a smooth line is led through the spots;
 * 4. the line is scaled into a box of 20 x 20 pixels, and the pen follows it;
 * 5. the box is placed so that the centre of mass of the ink is in row 14, column 14 (mnist_form.h).
 *
 * Steps 4 and 5 are how MNIST's digits were made from scanned ones (LeCun et al., "Gradient-based
 * learning applied to document recognition", 1998). Here the line is scaled before it is drawn, and
 * so the pen can be given the width that it has in MNIST.
 *
 * The pictures are the same everywhere, because they are made of nothing but +, -, *, / and sqrt(),
 * whose results IEEE 754 fixes to the last bit; it leaves sin() and exp() to the C library. So
 * src/CMakeLists.txt forbids the compiler to contract a * b + c into one instruction in this file.
 */
#include "dataset/synthetic_digits.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "dataset/digit_styles.h"
#include "dataset/mnist_form.h"
#include "numerics/parallel.h"
#include "require.h"

enum {
    SIDE = MNIST_FORM_SIDE,
    BOX = MNIST_FORM_BOX,
    CENTRE = MNIST_FORM_CENTRE,
    STEPS = 6,                             /* points on the line from one spot to the next */
    MOST_POINTS = STEPS * DIGIT_MOST_SPOTS /* on all lines of a digit */
};

/* ---- 1. The hand ------------------------------------------------------------------------------- */

/* Lengths are in halves of the digit's height, so that the digit reaches from -1 to 1; only pen,
 * blur and roughness are in pixels. */
typedef struct {
    double tremor;         /* how far a spot is from its place (standard deviation) */
    double taper, bow;     /* x (1 + taper y) + bow y^2: heavy-footed; like a bracket */
    double fan, sag, rise; /* y (1 + fan x) + sag x^2 + rise y^2: and large heads, small bellies */
    double breadth;        /* 1: as in the table; less: narrow */
    double slant, turn;    /* shear to the right; rotation, as the tangent of its angle */
    double tension;        /* how roundly the line goes through a spot; 0 = in corners */
    double press, pace,
        phase; /* how much, how often and from where the pen's width goes up, down */
    double pen, blur, roughness; /* width; from ink to paper; raggedness of the edge */
} hand;

static double between(double low, double high, random_generator *r)
{
    return low + (high - low) * random_uniform(r);
}

/* A number around `mean` with this standard deviation. The sum of three uniform numbers has a bell
 * for its density, much like the normal distribution's, but ends at 3 deviations: no hand is quite
 * absurd. */
static double about(double mean, double deviation, random_generator *r)
{
    const double a = between(-1, 1, r), b = between(-1, 1, r), c = between(-1, 1, r);
    return mean + deviation * (a + b + c);
}

/* A factor around 1 that shrinks as often, and as much, as it stretches. */
static double stretch(double deviation, random_generator *r)
{
    const double more = about(0, deviation, r);
    return more > 0 ? 1 + more : 1 / (1 - more);
}

/* x, or the end of the range low .. high that it is beyond. */
static double within(double low, double x, double high)
{
    return x < low ? low : x > high ? high : x;
}

/* The numbers were found by training on drawn digits and reading MNIST's training pictures: with
 * more variation there are digits that nobody writes, with less too many go unseen. */
static hand choose_hand(random_generator *r)
{
    hand h;
    h.tremor = between(0.04, 0.10, r);
    h.taper = about(0, 0.12, r);
    h.bow = about(0, 0.10, r);
    h.fan = about(0, 0.10, r);
    h.sag = about(0, 0.08, r);
    h.rise = about(0, 0.15, r);
    h.breadth = stretch(0.22, r);
    h.slant = about(0.12, 0.28, r);
    h.turn = about(0, 0.10, r);
    h.tension = between(0.4, 0.6, r);
    h.press = between(0, 0.25, r);
    h.pace = between(0.15, 0.5, r);
    h.phase = between(0, 1, r);
    h.pen = 2.4 * stretch(0.28, r);
    h.blur = between(1, 1.4, r);
    h.roughness = between(0, 0.35, r);
    return h;
}

/* ---- 2. The spots ------------------------------------------------------------------------------ */

typedef struct {
    double x, y;
} spot;

/* Where the hand puts what belongs to (x, y): first bent, then stretched, slanted and turned. */
static spot misplace(double x, double y, const hand *h)
{
    const double bent_x = x * (1 + h->taper * y) + h->bow * y * y;
    const double bent_y = y * (1 + h->fan * x) + h->sag * x * x + h->rise * y * y;
    const double slanted_x = h->breadth * bent_x - h->slant * bent_y;
    const double cosine = 1 / sqrt(1 + h->turn * h->turn), sine = h->turn * cosine;
    return (spot){cosine * slanted_x - sine * bent_y, sine * slanted_x + cosine * bent_y};
}

/*
 * Set down the spots of one stroke, a corner's twice; returns where the next stroke begins in the
 * text. The two spots of a corner differ a little: some hands round it off, some make a loop.
 */
static const char *set_down(spot *spots, int *count, const char *text, const hand *h,
                            random_generator *r)
{
    *count = 0;
    while (*text != '\0' && *text != '|') {
        char *end;
        const double x = (double)strtol(text, &end, 10) / 50 - 1;
        REQUIRE(*end == ',', "a spot is '%s'", text);
        const double y = (double)strtol(end + 1, &end, 10) / 50 - 1;
        REQUIRE(*count + (*end == '!') < DIGIT_MOST_SPOTS, "more spots before '%s'", text);
        const double off_x = about(x, h->tremor, r), off_y = about(y, h->tremor, r);
        const spot s = misplace(off_x, off_y, h);
        spots[(*count)++] = s;
        if (*end == '!') {
            end++;
            const double shift_x = about(s.x, 0.1 * h->tremor, r);
            spots[(*count)++] = (spot){shift_x, about(s.y, 0.1 * h->tremor, r)};
        }
        text = end + (*end == ' ');
    }
    return text + (*text == '|');
}

/* ---- 3. The line ------------------------------------------------------------------------------- */

/* A point of the line, with half the width that the pen has there. */
typedef struct {
    double x, y, radius;
    bool drawn; /* the pen came from the point before; false where it was set down */
} point;

typedef struct {
    point at[MOST_POINTS];
    int count;
} trail;

/*
 * A cubic curve from a to b, which leaves a with the slope da and arrives with the slope db, at
 * t = 0 .. 1 (Hermite's interpolation).
 */
static double curve(double a, double b, double da, double db, double t)
{
    return a + t * (da + t * (3 * (b - a) - 2 * da - db + t * (2 * (a - b) + da + db)));
}

/* Up and down, like a sine but made of parabolas: period 1, from -1 to 1. */
static double wave(double t)
{
    const double u = 2 * (t - floor(t)) - 1;
    return 4 * u * (1 - fabs(u));
}

/*
 * Lead the line through the spots of a stroke: a cardinal spline (E. Catmull and R. Rom, "A class of
 * local interpolating splines", 1974, with any tension).
 *
 * Notes
 * - At a spot the line runs parallel to the way from the spot before to the spot behind it. Where
 *   there is none, at the ends of the stroke, the spot itself takes its place.
 * - At a corner the spot is there twice. The line comes in along the way from the spot before, and
 *   goes out along the way to the next: a corner, with nothing special done for it.
 */
static void lead_through(trail *line, const spot *spots, int count, const hand *h)
{
    const double k = h->tension;
    REQUIRE(line->count + STEPS * count <= MOST_POINTS, "%d spots after %d points", count,
            line->count);
    for (int i = 0; i + 1 < count; i++) {
        const spot before = spots[i > 0 ? i - 1 : 0], a = spots[i], b = spots[i + 1],
                   behind = spots[i + 2 < count ? i + 2 : count - 1];
        for (int step = i == 0 ? 0 : 1; step <= STEPS; step++) {
            const double t = (double)step / STEPS;
            line->at[line->count++] =
                (point){.x = curve(a.x, b.x, k * (b.x - before.x), k * (behind.x - a.x), t),
                        .y = curve(a.y, b.y, k * (b.y - before.y), k * (behind.y - a.y), t),
                        .radius = h->pen / 2 * (1 + h->press * wave(h->pace * (i + t) + h->phase)),
                        .drawn = step > 0};
        }
    }
}

static void write_line(trail *line, const char *strokes, const hand *h, random_generator *r)
{
    spot spots[DIGIT_MOST_SPOTS];
    int count;
    line->count = 0;
    while (*strokes != '\0') {
        strokes = set_down(spots, &count, strokes, h, r);
        lead_through(line, spots, count, h);
    }
}

/* ---- 4. Box and ink ---------------------------------------------------------------------------- */

/* Scale the line so that the longer side of what the pen covers is BOX, and put it into the middle. */
static void fit_into_box(trail *line, double pen)
{
    double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
    for (int i = 0; i < line->count; i++) {
        left = fmin(left, line->at[i].x);
        right = fmax(right, line->at[i].x);
        top = fmin(top, line->at[i].y);
        bottom = fmax(bottom, line->at[i].y);
    }
    const double scale = (BOX - pen) / fmax(right - left, bottom - top);
    for (int i = 0; i < line->count; i++) {
        point *p = &line->at[i];
        p->x = (p->x - (left + right) / 2) * scale + BOX / 2.0;
        p->y = (p->y - (top + bottom) / 2) * scale + BOX / 2.0;
    }
}

/* Which pixels, first .. last, lie within reach of a or b, in rows or columns? */
static int first_pixel(double a, double b, double reach)
{
    const int first = (int)floor(fmin(a, b) - reach);
    return first < 0 ? 0 : first;
}

static int last_pixel(double a, double b, double reach)
{
    const int last = (int)floor(fmax(a, b) + reach);
    return last >= BOX ? BOX - 1 : last;
}

/*
 * Follow a straight piece of the line with the pen: depth[i][j] is how deep inside the ink the
 * middle of a pixel lies, in pixels; below 0 it is outside.
 *
 *   depth = radius - distance to the piece, the largest over all pieces
 *
 * Notes
 * - The nearest point of the piece is a + along (b - a), with 0 <= along <= 1.
 * - Pixels that are more than `margin` outside are not looked at.
 */
static void press_pen(double depth[BOX][BOX], const point *a, const point *b, double margin)
{
    const double dx = b->x - a->x, dy = b->y - a->y, length2 = dx * dx + dy * dy;
    const double inverse = length2 > 0 ? 1 / length2 : 0;
    const double radius = (a->radius + b->radius) / 2, reach = radius + margin;
    const int bottom = last_pixel(a->y, b->y, reach), right = last_pixel(a->x, b->x, reach);
    for (int i = first_pixel(a->y, b->y, reach); i <= bottom; i++)
        for (int j = first_pixel(a->x, b->x, reach); j <= right; j++) {
            const double x = j + 0.5 - a->x, y = i + 0.5 - a->y;
            const double along = within(0, (x * dx + y * dy) * inverse, 1);
            const double off_x = x - along * dx, off_y = y - along * dy;
            const double d = radius - sqrt(off_x * off_x + off_y * off_y);
            depth[i][j] = d > depth[i][j] ? d : depth[i][j];
        }
}

/*
 * ink[i][j] = how much of a pixel is ink, 0 to 1: half of it where the edge runs through its middle,
 * less outside and more inside. A rough edge runs a little elsewhere at each pixel.
 */
static void draw_line(double ink[BOX][BOX], const trail *line, const hand *h, random_generator *r)
{
    const double margin = h->blur / 2 + h->roughness; /* farther outside there is no ink */
    for (int i = 0; i < BOX; i++)
        for (int j = 0; j < BOX; j++)
            ink[i][j] = -margin;
    for (int i = 1; i < line->count; i++)
        if (line->at[i].drawn)
            press_pen(ink, &line->at[i - 1], &line->at[i], margin);
    for (int i = 0; i < BOX; i++)
        for (int j = 0; j < BOX; j++) {
            const double depth = ink[i][j] + between(-h->roughness, h->roughness, r);
            ink[i][j] = within(0, depth / h->blur + 0.5, 1);
        }
}

/* ---- 5. The centre ----------------------------------------------------------------------------- */

/* By how many pixels to move the box, so that this centre of mass comes to CENTRE. */
static int offset(double centre)
{
    const int wanted = (int)floor(CENTRE - centre + 0.5), most = SIDE - BOX;
    return wanted < 0 ? 0 : wanted > most ? most : wanted;
}

/* Here a pixel lies at (i, j), as mnist_form.h counts; in step 4 its middle was (i + 1/2, j + 1/2). */
static void place(unsigned char *pixels, double ink[BOX][BOX])
{
    double mass = 0, moment_y = 0, moment_x = 0;
    for (int i = 0; i < BOX; i++)
        for (int j = 0; j < BOX; j++) {
            mass += ink[i][j];
            moment_y += ink[i][j] * i;
            moment_x += ink[i][j] * j;
        }
    const int top = offset(moment_y / mass), left = offset(moment_x / mass);
    memset(pixels, 0, SIDE * SIDE);
    for (int i = 0; i < BOX; i++)
        for (int j = 0; j < BOX; j++)
            pixels[(top + i) * SIDE + left + j] = (unsigned char)(255 * ink[i][j] + 0.5);
}

/* ---- Digits ------------------------------------------------------------------------------------ */

void synthetic_digits_draw(unsigned char *pixels, int style, random_generator *r)
{
    REQUIRE(0 <= style && style < DIGIT_STYLES, "style = %d", style);
    const hand h = choose_hand(r);
    trail line;
    double ink[BOX][BOX];
    write_line(&line, digit_styles[style].strokes, &h, r);
    fit_into_box(&line, h.pen);
    draw_line(ink, &line, &h, r);
    place(pixels, ink);
}

/* One of a digit's styles, each as often as its frequency says. */
static int choose_style(int digit, random_generator *r)
{
    int all = 0;
    for (int i = 0; i < DIGIT_STYLES; i++)
        if (digit_styles[i].digit == digit)
            all += digit_styles[i].frequency;
    /* Each style has as many tickets as its frequency says; whose ticket is drawn? */
    int ticket = (int)random_below(r, (uint32_t)all), style = 0;
    while (digit_styles[style].digit != digit || ticket >= digit_styles[style].frequency) {
        if (digit_styles[style].digit == digit)
            ticket -= digit_styles[style].frequency;
        style++;
    }
    return style;
}

/* What draw_picture() needs for any picture of the set. */
typedef struct {
    unsigned char *pixels, *labels;
    uint64_t seed;
} picture_job;

/* One picture: a task of parallel_for(). It has a random sequence of its own. */
static void draw_picture(void *context, int index, int thread)
{
    (void)thread;
    const picture_job *job = context;
    const int digit = index % DATASET_CLASSES;
    random_generator r = random_seeded(job->seed, (uint64_t)index);
    synthetic_digits_draw(job->pixels + (size_t)index * SIDE * SIDE, choose_style(digit, &r), &r);
    job->labels[index] = (unsigned char)digit;
}

status synthetic_digits_make(dataset *d, int count, uint64_t seed)
{
    REQUIRE(count >= 1, "count = %d", count);
    *d = (dataset){0};
    picture_job job = {.pixels = malloc((size_t)count * SIDE * SIDE),
                       .labels = malloc((size_t)count),
                       .seed = seed};
    if (job.pixels == NULL || job.labels == NULL) {
        free(job.pixels);
        free(job.labels);
        return status_error(STATUS_FAILED,
                            "no memory for %d digits of %d bytes\nhint: ask for fewer", count,
                            SIDE * SIDE);
    }
    parallel_for(count, draw_picture, &job);
    *d =
        (dataset){.count = count, .H = SIDE, .W = SIDE, .pixels = job.pixels, .labels = job.labels};
    return status_ok();
}
