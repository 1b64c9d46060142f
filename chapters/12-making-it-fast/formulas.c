/*
 * Stage 1 of chapter 12: the three matrix products as their formula says, one sum after the other.
 */
#include "ladder.h"
#include "numerics/matmul.h"

void formula_nt(real *c, const real *a, const real *b, int M, int N, int K)
{
    matmul_definition(c, false, (matrix){a, K, 1}, (matrix){b, 1, K}, M, N, K);
}

void formula_tn(real *c, const real *a, const real *b, int M, int N, int K)
{
    matmul_definition(c, true, (matrix){a, 1, M}, (matrix){b, N, 1}, M, N, K);
}

void formula_nn(real *c, const real *a, const real *b, int M, int N, int K)
{
    matmul_definition(c, false, (matrix){a, K, 1}, (matrix){b, N, 1}, M, N, K);
}
