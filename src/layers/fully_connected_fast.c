/*
 * The fully connected layer, fast: its three sums are matrix products, and matmul.c computes those.
 * Read it with chapters/12-making-it-fast.
 *
 *   definition (fully_connected.c)                             as matrices
 *
 *   y[n][o]   = b[o] + sum over i of  x[n][i] * w[o][i]        y   = x wT + b
 *   dx[n][i]  =        sum over o of  dy[n][o] * w[o][i]       dx  = dy w
 *   dw[o][i] +=        sum over n of  dy[n][o] * x[n][i]       dw += dyT x
 */
#include "layers/fully_connected_fast.h"

#include <stddef.h>

#include "numerics/matmul.h"

/* matmul.c requires that sizes are positive. The bias is added afterwards, to sums that are few
   beside the products in them. */
void fully_connected_fast_forward(real *y, const real *x, const real *w, const real *b, int N,
                                  fully_connected_shape s)
{
    matmul_nt(y, x, w, N, s.out, s.in);
    real(*Y)[s.out] = (real(*)[s.out])y; /* (N, out) */
    for (int n = 0; n < N; n++)
        for (int o = 0; o < s.out; o++)
            Y[n][o] += b[o];
}

/* What the definition does for db cannot be done sooner: it walks along dy and adds whole rows, lane by
   lane. dx may be x, as in the definition. */
void fully_connected_fast_backward(real *dx, real *dw, real *db, const real *dy, const real *x,
                                   const real *w, int N, fully_connected_shape s)
{
    fully_connected_db(db, dy, N, s);
    if (dx != NULL)
        matmul_gradients(dw, dx, dy, x, w, N, s.in, s.out);
    else
        matmul_tn(dw, dy, x, s.out, s.in, N);
}
