/*
 * The max pooling layer. Read it with chapters/04-max-pooling.
 *
 * A map of a convolution says how strongly its filter answered at each place. Of a small window of
 * places, max pooling keeps the strongest answer and forgets exactly where it was: the map becomes
 * smaller, and what is found does not depend on a pixel more or less.
 */
#include "layers/maxpool2d.h"

#include <stddef.h>

#include "require.h"

static void require_shape(int N, maxpool2d_shape s)
{
    REQUIRE(N >= 1 && s.C >= 1, "N = %d, C = %d", N, s.C);
    REQUIRE(1 <= s.size && s.size <= s.H, "size = %d, H = %d: the window must fit", s.size, s.H);
    REQUIRE(1 <= s.size && s.size <= s.W, "size = %d, W = %d: the window must fit", s.size, s.W);
    REQUIRE(s.stride >= 1, "stride = %d", s.stride);
}

/*
 * Forward.
 *
 *   y[n][c][oh][ow] = max over kh, kw of  x[n][c][oh * stride + kh][ow * stride + kw]
 *
 * Notes
 * - argmax remembers which input won; backward needs nothing else. It is the index within the map,
 *   h * W + w.
 * - Only a strictly larger number takes the place of the best one so far: of equal maxima, the first
 *   in reading order wins. Ties are common: after ReLU many windows hold nothing but zeros.
 * - Nothing is larger than NaN, nor is NaN larger than anything; so NaN (v != v) is let win expressly,
 *   and then nothing beats it.
 */
void maxpool2d_forward(real *y, int *argmax, const real *x, int N, maxpool2d_shape s)
{
    require_shape(N, s);
    const int C = s.C, H = s.H, W = s.W;
    const int OH = (H - s.size) / s.stride + 1, OW = (W - s.size) / s.stride + 1;
    const real(*X)[C][H][W] = (const real(*)[C][H][W])x;
    real(*Y)[C][OH][OW] = (real(*)[C][OH][OW])y;
    int(*A)[C][OH][OW] = (int(*)[C][OH][OW])argmax;

    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++)
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < OW; ow++) {
                    const int top = oh * s.stride, left = ow * s.stride;
                    real best = X[n][c][top][left];
                    int where = top * W + left;
                    for (int h = top; h < top + s.size; h++)
                        for (int w = left; w < left + s.size; w++) {
                            const real v = X[n][c][h][w];
                            if (v > best || (v != v && best == best)) {
                                best = v;
                                where = h * W + w;
                            }
                        }
                    Y[n][c][oh][ow] = best;
                    A[n][c][oh][ow] = where;
                }
}

/*
 * Backward.
 *
 *   forward:   y[n][c][oh][ow] = x[n][c][argmax]
 *   so:        dx[n][c][argmax] += dy[n][c][oh][ow]
 *
 * Notes
 * - A small change of the winner moves the output by as much; a small change of any other input
 *   moves nothing, since it still loses. So the winner gets the whole gradient, the others 0.
 * - Where windows overlap, one input can win several of them: hence +=, on a cleared dx.
 */
void maxpool2d_backward(real *dx, const real *dy, const int *argmax, int N, maxpool2d_shape s)
{
    require_shape(N, s);
    const int C = s.C, H = s.H, W = s.W;
    const int OH = (H - s.size) / s.stride + 1, OW = (W - s.size) / s.stride + 1;
    real(*DX)[C][H * W] = (real(*)[C][H * W]) dx; /* a map as one row: (N, C, H W) */
    const real(*DY)[C][OH][OW] = (const real(*)[C][OH][OW])dy;
    const int(*A)[C][OH][OW] = (const int(*)[C][OH][OW])argmax;

    for (size_t i = 0; i < (size_t)N * (size_t)C * (size_t)H * (size_t)W; i++)
        dx[i] = 0;

    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++)
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < OW; ow++)
                    DX[n][c][A[n][c][oh][ow]] += DY[n][c][oh][ow];
}
