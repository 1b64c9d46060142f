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

#include "real.h"

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

#endif
