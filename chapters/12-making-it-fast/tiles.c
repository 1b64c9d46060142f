/*
 * Stage 4 of chapter 12: matrix products by tiles that stay in registers, over the matrices as they
 * lie in memory.
 */
#include "ladder.h"
#include "numerics/matmul.h"
#include "numerics/tile.h"

/* Sums in a tile of rows_times_rows(): so many rows of a, and of b. */
enum { DOT_ROWS = 4 };

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/*
 * c = a b or c += a b, where the columns of b lie side by side: tiles of TILE_ROWS x TILE_COLUMNS.
 *
 * Notes
 * - tile_multiply() wants whole vectors of b. The columns that are left at the right edge, fewer than
 *   a tile has, are computed by the definition.
 */
static void multiply_by_tiles(real *c, bool add, matrix a, matrix b, int M, int N, int K)
{
    const int whole = N / TILE_COLUMNS * TILE_COLUMNS;
    for (int n = 0; n < whole; n += TILE_COLUMNS)
        for (int m = 0, rows; m < M; m += rows) {
            rows = tile_height(M - m);
            tile_multiply(
                rows, TILE_COLUMNS, c + (ptrdiff_t)m * N + n, N, add ? TILE_FROM_C : TILE_FROM_ZERO,
                NULL, (matrix){a.at + m * a.row, a.row, a.column}, (matrix){b.at + n, b.row, 1}, K);
        }
    for (int m = 0; m < M; m++)
        for (int n = whole; n < N; n++) {
            real sum = add ? c[(ptrdiff_t)m * N + n] : 0;
            for (int k = 0; k < K; k++)
                sum += a.at[m * a.row + k * a.column] * b.at[k * b.row + n];
            c[(ptrdiff_t)m * N + n] = sum;
        }
}

void tiles_tn(real *c, const real *a, const real *b, int M, int N, int K)
{
    multiply_by_tiles(c, true, (matrix){a, 1, M}, (matrix){b, N, 1}, M, N, K);
}

void tiles_nn(real *c, const real *a, const real *b, int M, int N, int K)
{
    multiply_by_tiles(c, false, (matrix){a, K, 1}, (matrix){b, N, 1}, M, N, K);
}

/*
 * DOT_ROWS rows of a times as many rows of b: the lanes go along k, each sum is a vector of partial
 * sums until the end.
 *
 * Notes
 * - In place of rows that are missing at an edge, the last one is taken again, and nothing becomes of
 *   the sums.
 */
static void rows_times_rows(real *c, int N, const real *a, const real *b, int rows, int columns,
                            int K)
{
    lanes sum[DOT_ROWS][DOT_ROWS];
    const real *left[DOT_ROWS], *right[DOT_ROWS];
    for (int i = 0; i < DOT_ROWS; i++) {
        left[i] = a + (ptrdiff_t)smaller(i, rows - 1) * K;
        right[i] = b + (ptrdiff_t)smaller(i, columns - 1) * K;
        for (int j = 0; j < DOT_ROWS; j++)
            sum[i][j] = (lanes){0};
    }
    int k = 0;
    for (; k <= K - LANES; k += LANES) {
        lanes of_b[DOT_ROWS];
        for (int j = 0; j < DOT_ROWS; j++)
            of_b[j] = lanes_load_once(right[j] + k);
        for (int i = 0; i < DOT_ROWS; i++) {
            const lanes of_a = lanes_load_once(left[i] + k);
            for (int j = 0; j < DOT_ROWS; j++)
                sum[i][j] += of_a * of_b[j];
        }
    }
    real part[DOT_ROWS][DOT_ROWS][LANES];
    for (int i = 0; i < DOT_ROWS; i++)
        for (int j = 0; j < DOT_ROWS; j++)
            lanes_store(part[i][j], sum[i][j]);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            real total = lanes_sum(part[i][j]);
            for (int rest = k; rest < K; rest++)
                total += left[i][rest] * right[j][rest];
            c[(ptrdiff_t)i * N + j] = total;
        }
}

void tiles_nt(real *c, const real *a, const real *b, int M, int N, int K)
{
    for (int m = 0; m < M; m += DOT_ROWS)
        for (int n = 0; n < N; n += DOT_ROWS)
            rows_times_rows(c + (ptrdiff_t)m * N + n, N, a + (ptrdiff_t)m * K, b + (ptrdiff_t)n * K,
                            smaller(DOT_ROWS, M - m), smaller(DOT_ROWS, N - n), K);
}
