/*
 * Stages 2 and 3 of chapter 12: the innermost loop walks along memory, and each turn of it adds to a
 * sum of its own. The file is compiled twice: for stage 2 the compiler may use no lanes, for stage 3
 * it may (see CMakeLists.txt).
 */
#include <string.h>

#include "ladder.h"

/* Sums that a long sum is made of, where it cannot be turned into a row of sums. */
enum { PARTIAL_SUMS = 32 };

/*
 * y[n][oc][oh][ow] = b[oc] + sum over c, kh, kw of  x[n][c][oh + kh][ow + kw] * w[oc][c][kh][kw]
 *
 * The loops over kh and kw have moved outwards: each weight adds a whole shifted plane.
 */
static void conv_forward(real *y, const real *x, const real *w, const real *b, int N,
                         conv2d_shape s)
{
    const int C = s.C, H = s.H, W = s.W, OC = s.OC, KH = s.KH, KW = s.KW;
    const int OH = H - KH + 1, OW = W - KW + 1;
    const real(*X)[C][H][W] = (const real(*)[C][H][W])x;
    const real(*Wt)[C][KH][KW] = (const real(*)[C][KH][KW])w;
    real(*Y)[OC][OH][OW] = (real(*)[OC][OH][OW])y;

    for (int n = 0; n < N; n++)
        for (int oc = 0; oc < OC; oc++) {
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < OW; ow++)
                    Y[n][oc][oh][ow] = b[oc];
            for (int c = 0; c < C; c++)
                for (int kh = 0; kh < KH; kh++)
                    for (int kw = 0; kw < KW; kw++)
                        for (int oh = 0; oh < OH; oh++)
                            for (int ow = 0; ow < OW; ow++)
                                Y[n][oc][oh][ow] += X[n][c][oh + kh][ow + kw] * Wt[oc][c][kh][kw];
        }
}

/* dw[oc][c][kh][kw] += sum over n, oh, ow of  dy[n][oc][oh][ow] * x[n][c][oh + kh][ow + kw], with a
 * sum for each column first. */
static void conv_dw(real *dw, const real *dy, const real *x, int N, conv2d_shape s)
{
    const int C = s.C, H = s.H, W = s.W, OC = s.OC, KH = s.KH, KW = s.KW;
    const int OH = H - KH + 1, OW = W - KW + 1;
    real(*DW)[C][KH][KW] = (real(*)[C][KH][KW])dw;
    const real(*DY)[OC][OH][OW] = (const real(*)[OC][OH][OW])dy;
    const real(*X)[C][H][W] = (const real(*)[C][H][W])x;

    for (int n = 0; n < N; n++)
        for (int oc = 0; oc < OC; oc++)
            for (int c = 0; c < C; c++)
                for (int kh = 0; kh < KH; kh++)
                    for (int kw = 0; kw < KW; kw++) {
                        real column[OW];
                        memset(column, 0, sizeof column);
                        for (int oh = 0; oh < OH; oh++)
                            for (int ow = 0; ow < OW; ow++)
                                column[ow] += DY[n][oc][oh][ow] * X[n][c][oh + kh][ow + kw];
                        for (int ow = 0; ow < OW; ow++)
                            DW[oc][c][kh][kw] += column[ow];
                    }
}

/* db[oc] += sum over n, oh, ow of  dy[n][oc][oh][ow] */
static void conv_db(real *db, const real *dy, int N, conv2d_shape s)
{
    const int OC = s.OC, OH = s.H - s.KH + 1, OW = s.W - s.KW + 1;
    const real(*DY)[OC][OH][OW] = (const real(*)[OC][OH][OW])dy;

    for (int n = 0; n < N; n++)
        for (int oc = 0; oc < OC; oc++) {
            real column[OW];
            memset(column, 0, sizeof column);
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < OW; ow++)
                    column[ow] += DY[n][oc][oh][ow];
            for (int ow = 0; ow < OW; ow++)
                db[oc] += column[ow];
        }
}

/* c[m][n] = sum over k of  a[m][k] * b[n][k]: both rows run along k, so k stays innermost, with
 * several sums in turn. */
static void rows_nt(real *c, const real *a, const real *b, int M, int N, int K)
{
    const real(*A)[K] = (const real(*)[K])a;
    const real(*B)[K] = (const real(*)[K])b;
    real(*C)[N] = (real(*)[N])c;
    for (int m = 0; m < M; m++)
        for (int n = 0; n < N; n++) {
            real part[PARTIAL_SUMS] = {0};
            int k = 0;
            for (; k <= K - PARTIAL_SUMS; k += PARTIAL_SUMS)
                for (int i = 0; i < PARTIAL_SUMS; i++)
                    part[i] += A[m][k + i] * B[n][k + i];
            real sum = 0;
            for (; k < K; k++)
                sum += A[m][k] * B[n][k];
            for (int i = 0; i < PARTIAL_SUMS; i++)
                sum += part[i];
            C[m][n] = sum;
        }
}

/* c[m][n] += sum over k of  a[k][m] * b[k][n]: a whole row of c for each k. */
static void rows_tn(real *c, const real *a, const real *b, int M, int N, int K)
{
    const real(*A)[M] = (const real(*)[M])a;
    const real(*B)[N] = (const real(*)[N])b;
    real(*C)[N] = (real(*)[N])c;
    for (int m = 0; m < M; m++)
        for (int k = 0; k < K; k++)
            for (int n = 0; n < N; n++)
                C[m][n] += A[k][m] * B[k][n];
}

/* c[m][n] = sum over k of  a[m][k] * b[k][n]: likewise. */
static void rows_nn(real *c, const real *a, const real *b, int M, int N, int K)
{
    const real(*A)[K] = (const real(*)[K])a;
    const real(*B)[N] = (const real(*)[N])b;
    real(*C)[N] = (real(*)[N])c;
    for (int m = 0; m < M; m++) {
        memset(C[m], 0, sizeof C[m]);
        for (int k = 0; k < K; k++)
            for (int n = 0; n < N; n++)
                C[m][n] += A[m][k] * B[k][n];
    }
}

/* ROWS is the name: rows_one_by_one or rows_in_lanes. */
const inner_loops ROWS = {conv_forward, conv_dw, conv_db, pool_as_defined,
                          rows_nt,      rows_tn, rows_nn};
