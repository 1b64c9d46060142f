/*
 * Checks src/dataset/mnist_form.c: the same digit comes out of pictures of it that differ in size,
 * place, colours, light and grain; it fills the box and lies in the middle; and a picture with
 * nothing in it is refused.
 */
#include "dataset/mnist_form.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dataset/centre_of_mass.h"
#include "expect.h"
#include "numerics/random.h"

enum { SIDE = MNIST_FORM_SIDE, PIXELS = SIDE * SIDE };

/* How a picture of the digit is taken. */
typedef struct {
    int H, W;          /* its size */
    double top, left;  /* where the digit's box begins */
    double size;       /* how high that is */
    double paper, ink; /* brightness of both */
    double shade;      /* how much darker the right end of the picture is */
    double grain;      /* standard deviation of what is added to each pixel */
    double speck;      /* side of a square of ink in the lower right corner */
    double lamp;       /* how much darker the corners are than the middle */
} shot;

/* A seven: a bar above, a slanting stem; 1 inside, 0 outside; its box is 1 high and 0.7 wide. */
static int seven(double y, double x)
{
    const double stem = 0.7 - 0.15 - 0.4 * y;
    return y >= 0 && y <= 1 && x >= 0 && x <= 0.7 && ((y < 0.1) || (x >= stem && x <= stem + 0.15));
}

static pgm_picture take(shot s)
{
    pgm_picture p = {.H = s.H, .W = s.W};
    p.brightness = malloc((size_t)s.H * (size_t)s.W * sizeof *p.brightness);
    random_generator r = random_seeded(1, 1);
    for (int y = 0; y < s.H; y++)
        for (int x = 0; x < s.W; x++) {
            double covered = 0; /* of the pixel, from sixteen points in it */
            for (int i = 0; i < 16; i++)
                covered += seven((y + (i / 4 + 0.5) / 4 - s.top) / s.size,
                                 (x + (i % 4 + 0.5) / 4 - s.left) / s.size) /
                           16.0;
            if (y >= s.H - 2 - s.speck && y < s.H - 2 && x >= s.W - 2 - s.speck && x < s.W - 2)
                covered = 1;
            const double away = hypot(2.0 * x / s.W - 1, 2.0 * y / s.H - 1) / sqrt(2);
            const double light = (1 - s.shade * x / s.W) * (1 - s.lamp * away);
            const double v = (s.paper + (s.ink - s.paper) * covered) * light +
                             (s.grain > 0 ? s.grain * random_normal(&r) : 0);
            p.brightness[y * s.W + x] = (real)(v < 0 ? 0 : v > 1 ? 1 : v);
        }
    return p;
}

static void form(unsigned char *digit, const char *what, shot s)
{
    pgm_picture p = take(s);
    memset(digit, 77, PIXELS);
    const status made = mnist_form(digit, &p);
    EXPECT(made.code == STATUS_OK, "%s: %s", what, made.message);
    pgm_free(&p);
}

/* The ink is 20 high and in the middle, as the header says. */
static void expect_form(const char *what, const unsigned char *digit)
{
    int top = SIDE, bottom = -1, largest = 0;
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            const int v = digit[y * SIDE + x];
            if (v > 0) {
                top = y < top ? y : top;
                bottom = y;
            }
            largest = v > largest ? v : largest;
        }
    const centre c = centre_of_mass(digit);
    EXPECT(bottom - top + 1 == MNIST_FORM_BOX, "%s: rows %d to %d", what, top, bottom);
    EXPECT(largest == 255, "%s: the darkest pixel is %d", what, largest);
    EXPECT(fabs(c.row - MNIST_FORM_CENTRE) <= 0.5, "%s: row %g", what, c.row);
    EXPECT(fabs(c.column - MNIST_FORM_CENTRE) <= 0.5, "%s: column %g", what, c.column);
}

/* Mean difference of two pictures, in levels of 255. */
static double difference(const unsigned char *a, const unsigned char *b)
{
    double sum = 0;
    for (int i = 0; i < PIXELS; i++)
        sum += abs(a[i] - b[i]);
    return sum / PIXELS;
}

static void same_digit(void)
{
    const shot plain = {
        .H = 100, .W = 100, .top = 15, .left = 25, .size = 70, .paper = 1, .ink = 0};
    static const struct {
        const char *what;
        shot s;
    } shots[] = {
        {"light on dark", {100, 100, 15, 25, 70, 0, 1, 0, 0, 0, 0}},
        {"little contrast", {100, 100, 15, 25, 70, 0.7, 0.5, 0, 0, 0, 0}},
        {"in a corner", {120, 300, 3, 220, 70, 1, 0, 0, 0, 0, 0}},
        {"small", {28, 28, 4, 7, 20, 1, 0, 0, 0, 0, 0}},
        {"large", {1000, 700, 100, 150, 700, 1, 0, 0, 0, 0, 0}},
        {"small in a large picture", {600, 800, 300, 300, 120, 1, 0, 0, 0, 0, 0}},
        {"touching the border", {70, 49, 0, 0, 70, 1, 0, 0, 0, 0, 0}},
        {"in half shade", {200, 200, 30, 50, 140, 0.9, 0.1, 0.5, 0, 0, 0}},
        {"grainy", {400, 400, 60, 100, 280, 0.8, 0.2, 0, 0.1, 0, 0}},
        {"with a speck", {100, 100, 15, 25, 70, 1, 0, 0, 0, 3, 0}},
        {"under a lamp", {300, 400, 100, 170, 100, 1, 0.2, 0, 0, 0, 0.65}},
    };
    unsigned char expected[PIXELS], digit[PIXELS];
    form(expected, "plain", plain);
    expect_form("plain", expected);
    EXPECT(expected[7 * SIDE + 12] > 200 && expected[14 * SIDE + 7] == 0, "not a %s", "seven");
    for (size_t i = 0; i < sizeof shots / sizeof shots[0]; i++) {
        form(digit, shots[i].what, shots[i].s);
        expect_form(shots[i].what, digit);
        const double d = difference(expected, digit);
        EXPECT(d < 4, "%s: differs by %.2f of 255 levels a pixel", shots[i].what, d);
    }
}

static void expect_blank(const char *what, shot s)
{
    unsigned char digit[PIXELS];
    pgm_picture p = take(s);
    const status made = mnist_form(digit, &p);
    EXPECT(made.code == STATUS_DATA, "%s: code %d", what, (int)made.code);
    EXPECT(strstr(made.message, "no digit") != NULL && strstr(made.message, "\nhint: ") != NULL,
           "%s: %s", what, made.message);
    pgm_free(&p);
}

static void blank(void)
{
    expect_blank("white", (shot){.H = 50, .W = 40, .size = 1e-9, .paper = 1, .ink = 1});
    expect_blank("black", (shot){.H = 50, .W = 40, .size = 1e-9, .paper = 0, .ink = 0});
    expect_blank("one pixel", (shot){.H = 1, .W = 1, .size = 1e-9, .paper = 0.5, .ink = 0.5});
    expect_blank("shade",
                 (shot){.H = 90, .W = 90, .size = 1e-9, .paper = 1, .ink = 1, .shade = 0.5});
    expect_blank("grain",
                 (shot){.H = 900, .W = 900, .size = 1e-9, .paper = 0.5, .ink = 0.5, .grain = 0.03});
}

/* Pictures of one row or column, and of two pixels: whatever comes out, nothing breaks. */
static void extremes(void)
{
    static const int sizes[][2] = {{1, 2}, {2, 1},   {1, 5000}, {5000, 1},
                                   {3, 3}, {257, 1}, {2, 700}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned char digit[PIXELS];
        pgm_picture p = {.H = sizes[i][0], .W = sizes[i][1]};
        const int pixels = p.H * p.W;
        p.brightness = malloc((size_t)pixels * sizeof *p.brightness);
        for (int k = 0; k < pixels; k++)
            p.brightness[k] = (real)(k == pixels / 2);
        const status s = mnist_form(digit, &p);
        EXPECT(s.code == STATUS_OK || s.code == STATUS_DATA, "%d x %d: code %d", p.H, p.W,
               (int)s.code);
        pgm_free(&p);
    }
}

int main(void)
{
    same_digit();
    blank();
    extremes();
    return expect_result();
}
