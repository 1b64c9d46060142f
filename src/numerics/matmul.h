/**
 * @file
 * @brief Matrix multiplication in the three forms that a fully connected layer needs.
 *
 * Matrices are row-major, without gaps. M and N are the rows and columns of the result, K is the
 * length of the sums. No matrix may overlap the result. The work is shared among the team of
 * parallel.h; each element of the result is summed by one thread in one order, so the bits do not
 * depend on the number of threads.
 */
#ifndef MATMUL_H
#define MATMUL_H

#include <stdbool.h>
#include <stddef.h>

#include "real.h"

/** @brief A matrix that is only read: its element (i, j) is at[i * row + j * column]. */
typedef struct {
    const real *at;   /**< element (0, 0) */
    ptrdiff_t row;    /**< from one row to the next */
    ptrdiff_t column; /**< from one column to the next */
} matrix;

/**
 * @brief The definition, three plain loops: c[m][n] = sum over k of a[m][k] * b[k][n].
 *
 * The functions below compute the same many times sooner, each for factors that lie in memory in
 * one certain way. They may add in another order, so that the last bits differ; with integers every
 * sum is exact, and all agree.
 *
 * @param[in,out] c     (M, N), overwritten or added to
 * @param         add   whether the product is added to c
 * @param[in]     a     (M, K)
 * @param[in]     b     (K, N)
 * @param         M,N,K sizes, each at least 1
 */
void matmul_definition(real *c, bool add, matrix a, matrix b, int M, int N, int K);

/**
 * @brief c = a bT: c[m][n] = sum over k of a[m][k] * b[n][k]. The forward pass, y = x wT.
 *
 * @param[out] c (M, N), overwritten
 * @param[in]  a (M, K)
 * @param[in]  b (N, K)
 * @param      M,N,K sizes, each at least 1
 */
void matmul_nt(real *c, const real *a, const real *b, int M, int N, int K);

/**
 * @brief c += aT b: c[m][n] += sum over k of a[k][m] * b[k][n]. The weights' gradient, dw += dyT x.
 *
 * @param[in,out] c (M, N), added to
 * @param[in]     a (K, M)
 * @param[in]     b (K, N)
 * @param         M,N,K sizes, each at least 1
 */
void matmul_tn(real *c, const real *a, const real *b, int M, int N, int K);

/**
 * @brief c = a b: c[m][n] = sum over k of a[m][k] * b[k][n]. The input's gradient, dx = dy w.
 *
 * @param[out] c (M, N), overwritten
 * @param[in]  a (M, K)
 * @param[in]  b (K, N)
 * @param      M,N,K sizes, each at least 1
 */
void matmul_nn(real *c, const real *a, const real *b, int M, int N, int K);

/**
 * @brief A fully connected layer's two products of the backward pass together: dw += dyT x, dx = dy w.
 *
 * The same bits as matmul_tn(dw, dy, x, out, in, N) and then matmul_nn(dx, dy, w, N, in, out); but
 * threads wait for each other once instead of twice, and what has been fetched serves both.
 *
 * @param[in,out] dw (out, in), added to
 * @param[out]    dx (N, in), overwritten; may be x: unlike elsewhere in this file, the result may lie
 *                   exactly where a factor was
 * @param[in]     dy (N, out)
 * @param[in]     x  (N, in)
 * @param[in]     w  (out, in)
 * @param         N,in,out sizes, each at least 1
 */
void matmul_gradients(real *dw, real *dx, const real *dy, const real *x, const real *w, int N,
                      int in, int out);

#endif
