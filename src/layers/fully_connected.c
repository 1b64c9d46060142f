/*
 * The fully connected layer, as it is defined. Read it with chapters/05-fully-connected.
 *
 * Every output looks at every input: it multiplies each with a weight of its own, adds up, and adds
 * a bias. A convolution does the same with the few pixels under a filter; here the "filter" is as
 * large as the input, and there is one for each output.
 *
 * The three sums below are matrix products: y = x wT, dx = dy w, dw = dyT x.
 * fully_connected_fast.c computes them as such, many times sooner.
 */
#include "layers/fully_connected.h"

#include <stddef.h>

#include "require.h"

static void require_shape(int N, fully_connected_shape s)
{
    REQUIRE(N >= 1, "N = %d", N);
    REQUIRE(s.in >= 1 && s.out >= 1, "in = %d, out = %d", s.in, s.out);
}

/*
 * Forward.
 *
 *   y[n][o] = b[o] + sum over i of  x[n][i] * w[o][i]
 *
 * Notes
 * - Row o of w holds the weights of output o, so that both factors run along memory.
 */
void fully_connected_forward(real *y, const real *x, const real *w, const real *b, int N,
                             fully_connected_shape s)
{
    require_shape(N, s);
    const int in = s.in, out = s.out;
    const real(*X)[in] = (const real(*)[in])x; /* (N, in)   */
    const real(*W)[in] = (const real(*)[in])w; /* (out, in) */
    real(*Y)[out] = (real(*)[out])y;           /* (N, out)  */

    for (int n = 0; n < N; n++)
        for (int o = 0; o < out; o++) {
            real sum = b[o];
            for (int i = 0; i < in; i++)
                sum += X[n][i] * W[o][i];
            Y[n][o] = sum;
        }
}

/*
 * Backward, with respect to the input.
 *
 *   forward:   y[n][o] += x[n][i] * w[o][i]
 *   so:        dx[n][i] += dy[n][o] * w[o][i]
 *
 * Notes
 * - An input takes part in every output of its row: a sum over o, and dx = dy w.
 * - The loop over i is innermost, so that dx and w are walked along memory.
 */
void fully_connected_dx(real *dx, const real *dy, const real *w, int N, fully_connected_shape s)
{
    require_shape(N, s);
    const int in = s.in, out = s.out;
    real(*DX)[in] = (real(*)[in])dx;               /* (N, in)   */
    const real(*DY)[out] = (const real(*)[out])dy; /* (N, out)  */
    const real(*W)[in] = (const real(*)[in])w;     /* (out, in) */

    for (int n = 0; n < N; n++) {
        for (int i = 0; i < in; i++)
            DX[n][i] = 0;
        for (int o = 0; o < out; o++)
            for (int i = 0; i < in; i++)
                DX[n][i] += DY[n][o] * W[o][i];
    }
}

/*
 * Backward, with respect to the weights.
 *
 *   forward:   y[n][o] += x[n][i] * w[o][i]
 *   so:        dw[o][i] += dy[n][o] * x[n][i]
 *
 * Notes
 * - A weight is used once in every row of the batch: a sum over n, and dw = dyT x.
 * - dw is added to: whoever wants a fresh gradient sets it to zero first.
 */
void fully_connected_dw(real *dw, const real *dy, const real *x, int N, fully_connected_shape s)
{
    require_shape(N, s);
    const int in = s.in, out = s.out;
    real(*DW)[in] = (real(*)[in])dw;               /* (out, in) */
    const real(*DY)[out] = (const real(*)[out])dy; /* (N, out)  */
    const real(*X)[in] = (const real(*)[in])x;     /* (N, in)   */

    for (int n = 0; n < N; n++)
        for (int o = 0; o < out; o++)
            for (int i = 0; i < in; i++)
                DW[o][i] += DY[n][o] * X[n][i];
}

/*
 * Backward, with respect to the biases.
 *
 *   forward:   y[n][o] = b[o] + ...
 *   so:        db[o] += dy[n][o]
 */
void fully_connected_db(real *db, const real *dy, int N, fully_connected_shape s)
{
    require_shape(N, s);
    const real(*DY)[s.out] = (const real(*)[s.out])dy; /* (N, out) */

    for (int n = 0; n < N; n++)
        for (int o = 0; o < s.out; o++)
            db[o] += DY[n][o];
}

void fully_connected_backward(real *dx, real *dw, real *db, const real *dy, const real *x,
                              const real *w, int N, fully_connected_shape s)
{
    fully_connected_dw(dw, dy, x, N, s);
    fully_connected_db(db, dy, N, s);
    if (dx != NULL)
        fully_connected_dx(dx, dy, w, N, s); /* last: x is no longer needed, and dx may be x */
}
