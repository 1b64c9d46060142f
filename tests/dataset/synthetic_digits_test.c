/*
 * Checks src/dataset/synthetic_digits.c and digit_styles.c: the form of the pictures is MNIST's, and
 * the one that mnist_form.c makes; the same seed gives the same pictures everywhere, all digits and
 * styles are there, and a picture looks like its digit.
 */
#include "dataset/synthetic_digits.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dataset/centre_of_mass.h"
#include "dataset/digit_styles.h"
#include "dataset/mnist_form.h"
#include "expect.h"
#include "numerics/parallel.h"

enum { SIZE = MNIST_FORM_SIDE, PIXELS = SIZE * SIZE, COUNT = 1000 };

/* A box of 20 x 20 around the ink, the centre of mass at row 14, column 14 as in MNIST (the half is
 * from moving by whole pixels, the hundredth from rounding to bytes), white paper, black ink. */
static void expect_form(const unsigned char *pixels, const char *what, int number)
{
    int left = SIZE, right = -1, top = SIZE, bottom = -1, most = 0;
    for (int i = 0; i < PIXELS; i++) {
        const int ink = pixels[i], row = i / SIZE, column = i % SIZE;
        if (ink == 0)
            continue;
        left = column < left ? column : left;
        right = column > right ? column : right;
        top = row < top ? row : top;
        bottom = row > bottom ? row : bottom;
        most = ink > most ? ink : most;
    }
    const centre c = centre_of_mass(pixels);
    EXPECT(right - left < 20 && bottom - top < 20, "%s %d fills %d x %d", what, number,
           bottom - top + 1, right - left + 1);
    EXPECT(right - left >= 18 || bottom - top >= 18, "%s %d fills only %d x %d", what, number,
           bottom - top + 1, right - left + 1);
    EXPECT(fabs(c.row - 14) <= 0.51 && fabs(c.column - 14) <= 0.51,
           "%s %d has its centre of mass at (%.2f, %.2f)", what, number, c.row, c.column);
    EXPECT(most >= 200, "%s %d is never darker than %d", what, number, most);
    EXPECT(c.mass >= 255 * 20 && c.mass <= 255 * 300, "%s %d has ink for %.0f black pixels", what,
           number, c.mass / 255);
}

static void sets(void)
{
    dataset first, again, longer, other;
    EXPECT(synthetic_digits_make(&first, COUNT, 1).code == STATUS_OK, "%d digits", COUNT);
    EXPECT(synthetic_digits_make(&longer, 3 * COUNT, 1).code == STATUS_OK, "%d digits", 3 * COUNT);
    EXPECT(synthetic_digits_make(&other, COUNT, 2).code == STATUS_OK, "%d digits", COUNT);
    parallel_start(3);
    EXPECT(synthetic_digits_make(&again, COUNT, 1).code == STATUS_OK, "%d digits", COUNT);
    parallel_stop();
    EXPECT(first.count == COUNT && first.H == SIZE && first.W == SIZE, "%d pictures of %d x %d",
           first.count, first.H, first.W);
    EXPECT(memcmp(first.pixels, again.pixels, (size_t)COUNT * PIXELS) == 0,
           "seed 1 gives other pictures on %d threads than on 1", 3);
    EXPECT(memcmp(first.pixels, longer.pixels, (size_t)COUNT * PIXELS) == 0,
           "the first %d pictures depend on how many follow", COUNT);

    int of_digit[10] = {0}, different = 0, equal_pairs = 0;
    for (int n = 0; n < COUNT; n++) {
        expect_form(first.pixels + n * PIXELS, "picture", n);
        EXPECT(first.labels[n] < 10, "label %d is %d", n, first.labels[n]);
        of_digit[first.labels[n]]++;
        different += memcmp(first.pixels + n * PIXELS, other.pixels + n * PIXELS, PIXELS) != 0;
        for (int m = 0; m < n; m++)
            equal_pairs +=
                memcmp(first.pixels + n * PIXELS, first.pixels + m * PIXELS, PIXELS) == 0;
    }
    for (int k = 0; k < 10; k++)
        EXPECT(of_digit[k] == COUNT / 10, "digit %d comes %d times", k, of_digit[k]);
    EXPECT(different == COUNT, "seeds 1 and 2 have %d pictures in common", COUNT - different);
    EXPECT(equal_pairs == 0, "%d pairs of equal pictures", equal_pairs);
    dataset_free(&first);
    dataset_free(&again);
    dataset_free(&longer);
    dataset_free(&other);
}

/* Bring a drawn digit, four times as large and dark on light, into MNIST's form. */
static void form_again(unsigned char *digit, const unsigned char *pixels)
{
    enum { TIMES = 4, LARGE = TIMES * SIZE };
    static real brightness[LARGE * LARGE];
    for (int i = 0; i < LARGE * LARGE; i++) {
        const int row = i / LARGE / TIMES, column = i % LARGE / TIMES;
        brightness[i] = 1 - (real)pixels[row * SIZE + column] / 255;
    }
    const pgm_picture large = {.H = LARGE, .W = LARGE, .brightness = brightness};
    const status s = mnist_form(digit, &large);
    EXPECT(s.code == STATUS_OK, "%s", s.message);
}

/* A reader that was trained on drawn digits gets others through mnist_form(): on average both lie
 * where MNIST's do. The mean of so many is known to a few hundredths. */
static void lie_where_mnists_do(void)
{
    enum { FORMED = 200 };
    static unsigned char formed[FORMED * PIXELS];
    dataset d;
    EXPECT(synthetic_digits_make(&d, COUNT, 1).code == STATUS_OK, "%d digits", COUNT);
    for (int n = 0; n < FORMED; n++)
        form_again(formed + n * PIXELS, d.pixels + n * PIXELS);
    const centre all = mean_centre(d.pixels, COUNT), before = mean_centre(d.pixels, FORMED),
                 after = mean_centre(formed, FORMED);
    EXPECT(fabs(all.row - 14) <= 0.05 && fabs(all.column - 14) <= 0.05,
           "the mean centre of mass is (%.3f, %.3f)", all.row, all.column);
    EXPECT(fabs(after.row - before.row) <= 0.1 && fabs(after.column - before.column) <= 0.1,
           "mnist_form() moves the mean centre of mass from (%.3f, %.3f) to (%.3f, %.3f)",
           before.row, before.column, after.row, after.column);
    dataset_free(&d);
}

/* FNV-1a: a number that another byte anywhere makes another one. */
static uint64_t checksum(const unsigned char *bytes, size_t count)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < count; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(1099511628211);
    return sum;
}

/* Whatever compiler, processor and C library this runs on, these are the bytes. (They change when the
 * table or the hand is changed; the message then says the new sum.) */
static void same_everywhere(void)
{
    dataset d;
    EXPECT(synthetic_digits_make(&d, COUNT, 1).code == STATUS_OK, "%d digits", COUNT);
    const uint64_t sum = checksum(d.pixels, (size_t)COUNT * PIXELS);
    EXPECT(sum == UINT64_C(16014856895037902133), "the sum of seed 1 is %" PRIu64, sum);
    dataset_free(&d);
}

/* The squared distance of two pictures. */
static long distance(const unsigned char *a, const unsigned char *b)
{
    long sum = 0;
    for (int i = 0; i < PIXELS; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

/* The simplest reader there is says what the most similar picture of another set is. By chance it
 * would be right for one in ten. */
static void legible(void)
{
    dataset known, unknown;
    EXPECT(synthetic_digits_make(&known, COUNT, 1).code == STATUS_OK, "%d digits", COUNT);
    EXPECT(synthetic_digits_make(&unknown, COUNT, 2).code == STATUS_OK, "%d digits", COUNT);
    int right[10] = {0};
    for (int n = 0; n < COUNT; n++) {
        long least = LONG_MAX;
        int answer = 0;
        for (int m = 0; m < COUNT; m++) {
            const long d = distance(unknown.pixels + n * PIXELS, known.pixels + m * PIXELS);
            answer = d < least ? known.labels[m] : answer;
            least = d < least ? d : least;
        }
        right[unknown.labels[n]] += answer == unknown.labels[n];
    }
    for (int k = 0; k < 10; k++)
        EXPECT(right[k] >= COUNT / 10 * 7 / 10, "of %d pictures of a %d, %d look like one",
               COUNT / 10, k, right[k]);
    dataset_free(&known);
    dataset_free(&unknown);
}

/* A row of the table: a digit not before the row above, and strokes within reach of the square. */
static void expect_row(int number)
{
    const digit_style *s = &digit_styles[number];
    EXPECT(s->digit < 10 && s->digit >= (number > 0 ? s[-1].digit : 0), "style %d is of a %d",
           number, s->digit);
    EXPECT(s->frequency >= 1, "style %d has the frequency %d", number, s->frequency);
    EXPECT(s->name != NULL && s->strokes != NULL, "style %d is missing", number);
    for (const char *text = s->strokes; text != NULL && *text != '\0';) {
        char *end;
        const long value = strtol(text, &end, 10);
        EXPECT(end > text && 0 <= value && value <= 120, "style %d: '%s'", number, text);
        text = end + strspn(end, ",! |");
    }
}

static void styles(void)
{
    int of_digit[10] = {0};
    random_generator r = random_seeded(1, 0);
    for (int i = 0; i < DIGIT_STYLES; i++) {
        expect_row(i);
        of_digit[digit_styles[i].digit]++;
        for (int k = 0; k < 20; k++) {
            unsigned char pixels[PIXELS];
            synthetic_digits_draw(pixels, i, &r);
            expect_form(pixels, "style", i);
        }
    }
    for (int k = 0; k < 10; k++)
        EXPECT(of_digit[k] >= 3, "digit %d has %d styles", k, of_digit[k]);
}

int main(void)
{
    sets();
    lie_where_mnists_do();
    same_everywhere();
    legible();
    styles();
    return expect_result();
}
