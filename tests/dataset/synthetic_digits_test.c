/*
 * Checks src/dataset/synthetic_digits.c: the form of the pictures is MNIST's, the same seed gives the
 * same pictures, and all digits and styles are there.
 */
#include "dataset/synthetic_digits.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "expect.h"
#include "numerics/parallel.h"

enum { SIZE = SYNTHETIC_DIGITS_SIZE, PIXELS = SIZE * SIZE, COUNT = 1000 };

/* A box of 20 x 20 around the ink, the centre of mass in the middle, white paper, black ink. */
static void expect_form(const unsigned char *pixels, const char *what, int number)
{
    int left = SIZE, right = -1, top = SIZE, bottom = -1, most = 0;
    double mass = 0, x = 0, y = 0;
    for (int i = 0; i < PIXELS; i++) {
        const int ink = pixels[i], row = i / SIZE, column = i % SIZE;
        if (ink == 0)
            continue;
        left = column < left ? column : left;
        right = column > right ? column : right;
        top = row < top ? row : top;
        bottom = row > bottom ? row : bottom;
        most = ink > most ? ink : most;
        mass += ink;
        x += ink * (column + 0.5);
        y += ink * (row + 0.5);
    }
    EXPECT(right - left < 20 && bottom - top < 20, "%s %d fills %d x %d", what, number,
           bottom - top + 1, right - left + 1);
    EXPECT(right - left >= 18 || bottom - top >= 18, "%s %d fills only %d x %d", what, number,
           bottom - top + 1, right - left + 1);
    EXPECT(fabs(x / mass - 14) <= 0.51 && fabs(y / mass - 14) <= 0.51,
           "%s %d has its centre of mass at (%.2f, %.2f)", what, number, x / mass, y / mass);
    EXPECT(most >= 200, "%s %d is never darker than %d", what, number, most);
    EXPECT(mass >= 255 * 20 && mass <= 255 * 300, "%s %d has ink for %.0f black pixels", what,
           number, mass / 255);
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

static void styles(void)
{
    int of_digit[10] = {0};
    random_generator r = random_seeded(1, 0);
    for (int i = 0; i < synthetic_digits_styles(); i++) {
        unsigned char pixels[PIXELS];
        const int digit = synthetic_digits_draw_style(pixels, i, &r);
        EXPECT(0 <= digit && digit < 10, "style %d draws a %d", i, digit);
        of_digit[digit]++;
        for (int k = 0; k < 20; k++) {
            synthetic_digits_draw_style(pixels, i, &r);
            expect_form(pixels, "style", i);
        }
    }
    for (int k = 0; k < 10; k++)
        EXPECT(of_digit[k] >= 3, "digit %d has %d styles", k, of_digit[k]);
}

int main(void)
{
    sets();
    styles();
    return expect_result();
}
