/**
 * @file
 * @brief The innermost loop of matrix products: a small tile of the result, held in registers.
 *
 * Explained in chapter 12. A processor multiplies and adds a vector of numbers (see lanes.h) in one
 * instruction, and does one or two of those in every cycle; but only if the numbers are at hand. A
 * number that has been fetched from memory must be used several times before it is let go.
 *
 * Hence the tile: TILE_ROWS x TILE_COLUMNS sums that stay in registers, while one row after the
 * other of the right factor comes by. Each of its vectors is used for all rows of the tile, each
 * number of the left factor for a whole row of it.
 *
 * Only matmul.c and conv2d_fast.c include this file.
 */
#ifndef TILE_H
#define TILE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "numerics/lanes.h"
#include "numerics/matmul.h"
#include "real.h"

/* The sums, the vectors that they are made from and a factor must fit into the registers. */
enum {
    TILE_ROWS = LANES_REGISTERS == 32 ? 8 : 6,
    TILE_VECTORS = 2,
    TILE_COLUMNS = TILE_VECTORS * LANES,
};

/** @brief Where the sums of a tile begin. */
typedef enum {
    TILE_FROM_ZERO, /**< c = a b */
    TILE_FROM_C,    /**< c += a b */
    TILE_FROM_BIAS, /**< c = bias + a b, one bias for each row */
} tile_start;

/*
 * The tile itself: for i < rows and j < TILE_COLUMNS,
 *
 *   c[i][j] = start + sum over k of  a[i][k] * b[k][j]
 *
 * Notes
 * - b must have its columns side by side (b.column = 1), and all TILE_COLUMNS of them.
 * - `rows` is a constant wherever this function is called (see tile_multiply()). The compiler then
 *   unrolls the two inner loops, and every sum gets a register of its own: in the loop over k
 *   nothing is written to memory.
 * - Each sum adds its products in the order of k, whatever the size of the tile.
 * - The rows of c lie far apart and may come from memory, which takes as long as dozens of turns of
 *   the loop over k. So they are sent for before it; if K is large, they have arrived when it ends.
 */
LANES_INLINE void tile_of_rows(int rows, real *c, ptrdiff_t c_row, tile_start start,
                               const real *bias, matrix a, matrix b, int K)
{
    lanes sum[TILE_ROWS][TILE_VECTORS];
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < TILE_VECTORS; j++)
            sum[i][j] = (lanes){0};
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < TILE_VECTORS; j++)
            lanes_prefetch_to_write(c + i * c_row + j * LANES);

    for (int k = 0; k < K; k++) {
        lanes right[TILE_VECTORS];
        for (int j = 0; j < TILE_VECTORS; j++)
            right[j] = lanes_load(b.at + j * LANES);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < TILE_VECTORS; j++)
                sum[i][j] += a.at[i * a.row] * right[j];
        a.at += a.column;
        b.at += b.row;
    }

    if (start == TILE_FROM_ZERO)
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < TILE_VECTORS; j++)
                lanes_store(c + i * c_row + j * LANES, sum[i][j]);
    else if (start == TILE_FROM_C)
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < TILE_VECTORS; j++)
                lanes_store(c + i * c_row + j * LANES,
                            lanes_load(c + i * c_row + j * LANES) + sum[i][j]);
    else
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < TILE_VECTORS; j++)
                lanes_store(c + i * c_row + j * LANES, bias[i] + sum[i][j]);
}

/* How many of the rows that are left the next tile takes: all it can; at the lower edge 4, 2, 1. */
static inline int tile_height(int rows_left)
{
    if (rows_left >= TILE_ROWS)
        return TILE_ROWS;
    return rows_left >= 4 ? 4 : rows_left >= 2 ? 2 : 1;
}

/**
 * @brief c = start + a b, for a tile of `rows` (as tile_height() says) and any number of columns up
 * to TILE_COLUMNS. b must have all TILE_COLUMNS columns in memory, side by side; the surplus ones
 * are read, but nothing becomes of them.
 */
LANES_INLINE void tile_multiply(int rows, int columns, real *c, ptrdiff_t c_row, tile_start start,
                                const real *bias, matrix a, matrix b, int K)
{
    /* At the right edge the tile is computed beside c, and its valid columns are copied. */
    real edge[TILE_ROWS][TILE_COLUMNS];
    real *const target = c;
    const ptrdiff_t target_row = c_row;
    const bool at_edge = columns < TILE_COLUMNS;
    if (at_edge) {
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < TILE_COLUMNS; j++)
                edge[i][j] = start == TILE_FROM_C && j < columns ? c[i * c_row + j] : 0;
        c = &edge[0][0];
        c_row = TILE_COLUMNS;
    }
    if (rows == TILE_ROWS)
        tile_of_rows(TILE_ROWS, c, c_row, start, bias, a, b, K);
    else if (rows == 4)
        tile_of_rows(4, c, c_row, start, bias, a, b, K);
    else if (rows == 2)
        tile_of_rows(2, c, c_row, start, bias, a, b, K);
    else
        tile_of_rows(1, c, c_row, start, bias, a, b, K);
    if (at_edge)
        for (int i = 0; i < rows; i++)
            memcpy(target + i * target_row, edge[i], (size_t)columns * sizeof(real));
}

#endif
