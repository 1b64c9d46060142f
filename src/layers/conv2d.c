/*
 * The convolution layer, as it is defined. Read it with chapters/01-convolution (forward) and
 * chapters/02-gradient-check (backward), which derive every formula below.
 *
 * A filter is a small image of weights. It is laid over the picture at every place where it fits;
 * there, each weight is multiplied by the pixel under it, and the products are added up. The sum is
 * large where the picture looks like the filter. One filter makes one map of such sums.
 *
 * The loops below are written for reading: one loop for each index of the formula, in the order of
 * the formula. conv2d_fast.c computes the same numbers many times sooner.
 */
#include "layers/conv2d.h"

#include <stddef.h>

#include "require.h"

/* Every function checks its sizes once, at its top: a wrong one would read outside the arrays. */
static void require_shape(int N, conv2d_shape s)
{
    REQUIRE(N >= 1, "N = %d", N);
    REQUIRE(s.C >= 1 && s.OC >= 1, "C = %d, OC = %d", s.C, s.OC);
    REQUIRE(1 <= s.KH && s.KH <= s.H, "KH = %d, H = %d: the kernel must fit", s.KH, s.H);
    REQUIRE(1 <= s.KW && s.KW <= s.W, "KW = %d, W = %d: the kernel must fit", s.KW, s.W);
}

/*
 * Forward.
 *
 *   y[n][oc][oh][ow] = b[oc] + sum over c, kh, kw of  x[n][c][oh + kh][ow + kw] * w[oc][c][kh][kw]
 *
 * Notes
 * - (oh, ow) is the place of the filter's upper left corner. The last place where the filter still
 *   fits is oh = H - KH, so there are OH = H - KH + 1 places downwards; across likewise.
 * - oh + kh then reaches from 0 to H - 1: no index leaves the image, no border is needed.
 * - A filter has a kernel for each channel of the input. Their sums are added into one map.
 */
void conv2d_forward(real *y, const real *x, const real *w, const real *b, int N, conv2d_shape s)
{
    require_shape(N, s);
    const int C = s.C, H = s.H, W = s.W, OC = s.OC, KH = s.KH, KW = s.KW;
    const int OH = H - KH + 1, OW = W - KW + 1;
    /* The flat arrays, seen with their shapes: X[n][c][h][v] is x[((n * C + c) * H + h) * W + v].
     * (Wt for the weights, since W is the width.) */
    const real(*X)[C][H][W] = (const real(*)[C][H][W])x;      /* (N, C, H, W)    */
    const real(*Wt)[C][KH][KW] = (const real(*)[C][KH][KW])w; /* (OC, C, KH, KW) */
    real(*Y)[OC][OH][OW] = (real(*)[OC][OH][OW])y;            /* (N, OC, OH, OW) */

    for (int n = 0; n < N; n++)
        for (int oc = 0; oc < OC; oc++)
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < OW; ow++) {
                    real sum = b[oc];
                    for (int c = 0; c < C; c++)
                        for (int kh = 0; kh < KH; kh++)
                            for (int kw = 0; kw < KW; kw++)
                                sum += X[n][c][oh + kh][ow + kw] * Wt[oc][c][kh][kw];
                    Y[n][oc][oh][ow] = sum;
                }
}

/*
 * Backward. L is the loss, a number that is computed from y, somewhere behind this layer. dy, dx, dw
 * and db are its derivatives with respect to y, x, w and b; dy is given, the others are wanted.
 */

/*
 * Backward, with respect to the input.
 *
 *   forward:   y[n][oc][oh][ow] += x[n][c][oh + kh][ow + kw] * w[oc][c][kh][kw]
 *   so:        dx[n][c][oh + kh][ow + kw] += dy[n][oc][oh][ow] * w[oc][c][kh][kw]
 *
 * Notes
 * - The chain rule, one product at a time: the forward line multiplies a pixel by a weight, so a
 *   small change of the pixel moves that output by the weight, and the loss by dy times the weight.
 *   Every line of the forward sum that used the pixel adds its share.
 * - The same loops as forward, over the same products; only the roles have changed.
 * - A pixel at the border lies under the filter at fewer places, and collects fewer shares. Nothing
 *   special is written for it: those places are simply not among the loops.
 * - dx is overwritten, so it is cleared first.
 */
void conv2d_dx(real *dx, const real *dy, const real *w, int N, conv2d_shape s)
{
    require_shape(N, s);
    const int C = s.C, H = s.H, W = s.W, OC = s.OC, KH = s.KH, KW = s.KW;
    const int OH = H - KH + 1, OW = W - KW + 1;
    real(*DX)[C][H][W] = (real(*)[C][H][W])dx;                   /* (N, C, H, W)    */
    const real(*DY)[OC][OH][OW] = (const real(*)[OC][OH][OW])dy; /* (N, OC, OH, OW) */
    const real(*Wt)[C][KH][KW] = (const real(*)[C][KH][KW])w;    /* (OC, C, KH, KW) */

    for (size_t i = 0; i < (size_t)N * (size_t)C * (size_t)H * (size_t)W; i++)
        dx[i] = 0;

    for (int n = 0; n < N; n++)
        for (int oc = 0; oc < OC; oc++)
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < OW; ow++)
                    for (int c = 0; c < C; c++)
                        for (int kh = 0; kh < KH; kh++)
                            for (int kw = 0; kw < KW; kw++)
                                DX[n][c][oh + kh][ow + kw] += DY[n][oc][oh][ow] * Wt[oc][c][kh][kw];
}

/*
 * Backward, with respect to the weights.
 *
 *   forward:   y[n][oc][oh][ow] += x[n][c][oh + kh][ow + kw] * w[oc][c][kh][kw]
 *   so:        dw[oc][c][kh][kw] += dy[n][oc][oh][ow] * x[n][c][oh + kh][ow + kw]
 *
 * Notes
 * - One weight takes part at every place of every image, so its gradient is a sum over n, oh, ow.
 * - dw is added to and not cleared: whoever wants a fresh gradient sets it to zero first. That lets
 *   several batches, or several parts of one batch, add up their gradients.
 */
void conv2d_dw(real *dw, const real *dy, const real *x, int N, conv2d_shape s)
{
    require_shape(N, s);
    const int C = s.C, H = s.H, W = s.W, OC = s.OC, KH = s.KH, KW = s.KW;
    const int OH = H - KH + 1, OW = W - KW + 1;
    real(*DW)[C][KH][KW] = (real(*)[C][KH][KW])dw;               /* (OC, C, KH, KW) */
    const real(*DY)[OC][OH][OW] = (const real(*)[OC][OH][OW])dy; /* (N, OC, OH, OW) */
    const real(*X)[C][H][W] = (const real(*)[C][H][W])x;         /* (N, C, H, W)    */

    for (int n = 0; n < N; n++)
        for (int oc = 0; oc < OC; oc++)
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < OW; ow++)
                    for (int c = 0; c < C; c++)
                        for (int kh = 0; kh < KH; kh++)
                            for (int kw = 0; kw < KW; kw++)
                                DW[oc][c][kh][kw] += DY[n][oc][oh][ow] * X[n][c][oh + kh][ow + kw];
}

/*
 * Backward, with respect to the biases.
 *
 *   forward:   y[n][oc][oh][ow] = b[oc] + ...
 *   so:        db[oc] += dy[n][oc][oh][ow]
 *
 * Notes
 * - The bias is added to every output of its map with factor 1: its gradient is the sum of the
 *   map's gradients, over all places and all images.
 */
void conv2d_db(real *db, const real *dy, int N, conv2d_shape s)
{
    require_shape(N, s);
    const int OC = s.OC, OH = s.H - s.KH + 1, OW = s.W - s.KW + 1;
    const real(*DY)[OC][OH][OW] = (const real(*)[OC][OH][OW])dy; /* (N, OC, OH, OW) */

    for (int n = 0; n < N; n++)
        for (int oc = 0; oc < OC; oc++)
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < OW; ow++)
                    db[oc] += DY[n][oc][oh][ow];
}

/* All three gradients. The first layer of a network passes dx = NULL: its input is the picture. */
void conv2d_backward(real *dx, real *dw, real *db, const real *dy, const real *x, const real *w,
                     int N, conv2d_shape s)
{
    if (dx != NULL)
        conv2d_dx(dx, dy, w, N, s);
    conv2d_dw(dw, dy, x, N, s);
    conv2d_db(db, dy, N, s);
}
