/*
 * Moved pictures. Read it with chapters/13-looking-inside and chapters/14-further.
 */
#include "dataset/shift.h"

#include <stddef.h>

#include "require.h"

/* y[h][w] = x[h - down][w - right], where that is in the picture */
void shift_picture(real *y, const real *x, int H, int W, int down, int right)
{
    REQUIRE(H >= 1 && W >= 1, "H = %d, W = %d", H, W);
    const real(*X)[W] = (const real(*)[W])x; /* (H, W) */
    real(*Y)[W] = (real(*)[W])y;             /* (H, W) */
    for (int h = 0; h < H; h++)
        for (int w = 0; w < W; w++) {
            const int from_h = h - down, from_w = w - right;
            const int inside = 0 <= from_h && from_h < H && 0 <= from_w && from_w < W;
            Y[h][w] = inside ? X[from_h][from_w] : 0;
        }
}

/* Of the 2 most + 1 numbers 0 .. 2 most, the middle one becomes 0. */
void shift_batch(real *y, const real *x, int N, int H, int W, int most, random_generator *r)
{
    REQUIRE(N >= 0 && most >= 0, "N = %d, most = %d", N, most);
    const size_t pixels = (size_t)H * (size_t)W;
    const uint32_t places = 2 * (uint32_t)most + 1;
    for (int n = 0; n < N; n++) {
        const int down = (int)random_below(r, places) - most;
        const int right = (int)random_below(r, places) - most;
        shift_picture(y + (size_t)n * pixels, x + (size_t)n * pixels, H, W, down, right);
    }
}
