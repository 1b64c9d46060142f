/*
 * Checks src/dataset/shift.c: a picture moved by hand, each way and beyond its edge; and that random
 * moves take each place equally often, and are the same for the same seed.
 */
#include "dataset/shift.h"

#include <string.h>

#include "expect.h"
#include "require_stops.h"

enum { H = 3, W = 4, PIXELS = H * W };

static const real picture[PIXELS] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

static void expect_moved(int down, int right, const real *expected)
{
    real y[PIXELS];
    memset(y, 0x55, sizeof y);
    shift_picture(y, picture, H, W, down, right);
    for (int i = 0; i < PIXELS; i++)
        EXPECT(y[i] == expected[i], "down %d, right %d: y[%d][%d] = %g, by hand %g", down, right,
               i / W, i % W, (double)y[i], (double)expected[i]);
}

static void by_hand(void)
{
    const real down[PIXELS] = {0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    const real up[PIXELS] = {9, 10, 11, 12, 0, 0, 0, 0, 0, 0, 0, 0};
    const real right[PIXELS] = {0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11};
    const real both[PIXELS] = {0, 0, 0, 0, 3, 4, 0, 0, 7, 8, 0, 0};
    const real nothing[PIXELS] = {0};
    expect_moved(0, 0, picture);
    expect_moved(1, 0, down);
    expect_moved(-2, 0, up);
    expect_moved(0, 1, right);
    expect_moved(1, -2, both);
    expect_moved(H, 0, nothing);
    expect_moved(0, -W, nothing);
    expect_moved(-1000, 1000, nothing);
}

/* One dot in the middle of 5 x 5 comes to each of the 25 places, and to each about as often. */
static void at_random(void)
{
    enum { SIDE = 5, N = 25000 };
    static real x[N * SIDE * SIDE], y[N * SIDE * SIDE], again[N * SIDE * SIDE];
    for (int n = 0; n < N; n++)
        x[n * SIDE * SIDE + SIDE * SIDE / 2] = 1;
    random_generator r = random_seeded(1, 0), same = random_seeded(1, 0);
    shift_batch(y, x, N, SIDE, SIDE, 2, &r);
    shift_batch(again, x, N, SIDE, SIDE, 2, &same);
    EXPECT(memcmp(y, again, sizeof y) == 0, "the same seed, other moves");
    int seen[SIDE * SIDE] = {0}, dots = 0;
    for (int n = 0; n < N; n++)
        for (int i = 0; i < SIDE * SIDE; i++)
            if (y[n * SIDE * SIDE + i] != 0) {
                seen[i]++;
                dots++;
            }
    EXPECT(dots == N, "%d dots have become %d", N, dots);
    /* 1000 each, with a standard deviation of 31. */
    for (int i = 0; i < SIDE * SIDE; i++)
        EXPECT(850 < seen[i] && seen[i] < 1150, "place %d: %d dots of %d", i, seen[i], N);

    shift_batch(y, x, 3, SIDE, SIDE, 0, &r);
    EXPECT(memcmp(y, x, 3 * SIDE * SIDE * sizeof *x) == 0, "moved by 0, and another picture");
}

/* What the header promises: first down, then right, and two draws for each picture in any case. */
static void order_of_draws(void)
{
    enum { SIDE = 7, N = 100, MIDDLE = SIDE / 2 };
    static real x[N * SIDE * SIDE], y[N * SIDE * SIDE];
    for (int n = 0; n < N; n++)
        x[n * SIDE * SIDE + MIDDLE * SIDE + MIDDLE] = 1;
    random_generator r = random_seeded(2, 0), same = random_seeded(2, 0);
    shift_batch(y, x, N, SIDE, SIDE, 3, &r);
    int elsewhere = 0;
    for (int n = 0; n < N; n++) {
        const int h = (int)random_below(&same, SIDE), w = (int)random_below(&same, SIDE);
        elsewhere += y[(n * SIDE + h) * SIDE + w] != 1;
    }
    EXPECT(elsewhere == 0, "%d of %d dots are not where down, then right would move them",
           elsewhere, N);
    shift_batch(y, x, N, SIDE, SIDE, 0, &r);
    for (int n = 0; n < 2 * N; n++)
        random_below(&same, 1);
    EXPECT(random_bits(&r) == random_bits(&same), "most = 0 does not draw two numbers a picture");
}

static void stop_negative_most(void)
{
    real x[1] = {0}, y[1];
    random_generator r = random_seeded(1, 0);
    shift_batch(y, x, 1, 1, 1, -1, &r);
}

static void stop_no_rows(void)
{
    real x[1] = {0}, y[1];
    shift_picture(y, x, 0, 1, 0, 0);
}

int main(void)
{
    by_hand();
    at_random();
    order_of_draws();
    EXPECT(require_stops(stop_negative_most), "moves of up to -1 were taken");
    EXPECT(require_stops(stop_no_rows), "a picture without rows was taken");
    return expect_result();
}
