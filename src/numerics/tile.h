/**
 * @file
 * @brief The innermost loop of every fast layer: a small tile of a matrix product, held in registers.
 *
 * Explained in chapter 12. A processor multiplies and adds several neighbouring numbers in one
 * instruction, its *lanes*: 16 floats where it has AVX-512, 8 with AVX, 4 with SSE. And it does one
 * or two such instructions in every cycle, but only if the numbers are at hand: a number fetched
 * from memory must be used many times before it is let go. Hence the tile: TILE_ROWS x TILE_COLUMNS
 * sums that stay in registers, while one row after the other of the right factor comes by. Each of
 * its vectors is used for all rows of the tile, each number of the left factor for a row of it.
 *
 * Only matmul.c and conv2d_fast.c include this file.
 */
#ifndef TILE_H
#define TILE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "numerics/matmul.h"
#include "real.h"

/**
 * @brief The sizes of a vector and of the tile.
 *
 * gcc and clang know types that are several numbers side by side: a + b adds them all, and
 * s * a multiplies them all by one number. The width is what the processor we compile for has. For
 * any other compiler a "vector" is one number, and the rest of the file means the same.
 *
 * TILE_ROWS x TILE_VECTORS sums, the vectors they are made from and a factor must fit into the
 * registers: 32 of them with AVX-512, otherwise 16.
 */
#if defined __GNUC__ && defined __AVX512F__
enum { LANES_BYTES = 64, TILE_ROWS = 8, TILE_VECTORS = 2 };
#elif defined __GNUC__ && defined __AVX__
enum { LANES_BYTES = 32, TILE_ROWS = 6, TILE_VECTORS = 2 };
#elif defined __GNUC__
enum { LANES_BYTES = 16, TILE_ROWS = 6, TILE_VECTORS = 2 };
#else
enum { LANES_BYTES = sizeof(real), TILE_ROWS = 4, TILE_VECTORS = 4 };
#endif

/** @brief Several numbers side by side. */
#ifdef __GNUC__
typedef real lanes __attribute__((vector_size(LANES_BYTES)));
/** @brief The same in memory, where it need not begin at a multiple of its size. */
typedef real lanes_in_memory
    __attribute__((vector_size(LANES_BYTES), aligned(sizeof(real)), may_alias));
#else
typedef real lanes;
typedef real lanes_in_memory;
#endif

/** @brief The tile's functions become part of whoever calls them, there and then: gcc would do it
 * too, but so late that it no longer finds a register for each sum. */
#ifdef __GNUC__
#define TILE_INLINE static inline __attribute__((always_inline))
#else
#define TILE_INLINE static inline
#endif

/** @brief How many numbers a vector has, and how many columns the tile. */
enum { LANES = LANES_BYTES / sizeof(real), TILE_COLUMNS = TILE_VECTORS * LANES };

/** @brief Fetch a vector. @param p its first number @return the vector */
static inline lanes lanes_load(const real *p)
{
    return *(const lanes_in_memory *)p;
}

/** @brief Put a vector away. @param p where to @param v the vector */
static inline void lanes_store(real *p, lanes v)
{
    *(lanes_in_memory *)p = v;
}

/** @brief The lanes of a stored vector, added up: one half onto the other, until one number is left.
 * @param part the lanes; spoilt @return the sum */
static inline real lanes_sum(real part[LANES])
{
    for (int half = LANES / 2; half >= 1; half /= 2)
        for (int l = 0; l < half; l++)
            part[l] += part[l + half];
    return part[0];
}

/** @brief Where the sums of a tile begin. */
typedef enum {
    TILE_FROM_ZERO, /**< c = a b */
    TILE_FROM_C,    /**< c += a b */
    TILE_FROM_BIAS, /**< c = bias + a b, one bias for each row */
} tile_start;

/**
 * @brief The tile itself: for i < rows and j < TILE_COLUMNS,
 *
 *   c[i][j] = start + sum over k of  a[i][k] * b[k][j]
 *
 * Notes
 * - b must have its columns side by side (b.column = 1), and all TILE_COLUMNS of them.
 * - `rows` is a constant wherever this function is called (see tile_multiply()). The compiler then
 *   unrolls the two inner loops, and every sum gets a register of its own: in the loop over k
 *   nothing is written to memory.
 * - Each sum adds its products in the order of k, whatever the size of the tile.
 *
 * @param rows  rows of the tile, at most TILE_ROWS
 * @param c     (rows, TILE_COLUMNS), where the sums go
 * @param c_row from one row of c to the next
 * @param start what the sums begin with
 * @param bias  (rows) for TILE_FROM_BIAS; otherwise NULL
 * @param a     (rows, K)
 * @param b     (K, TILE_COLUMNS)
 * @param K     products in a sum
 */
TILE_INLINE void tile_of_rows(int rows, real *c, ptrdiff_t c_row, tile_start start,
                              const real *bias, matrix a, matrix b, int K)
{
    lanes sum[TILE_ROWS][TILE_VECTORS];
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < TILE_VECTORS; j++)
            sum[i][j] = (lanes){0};

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

/** @brief How many of the rows that are left the next tile takes: all it can, and at the lower edge
 * 4, 2, 1. @param rows_left at least 1 @return rows */
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
 *
 * @param rows    rows of the tile
 * @param columns columns of the tile
 * @param c       (rows, columns), where the sums go
 * @param c_row   from one row of c to the next
 * @param start   what the sums begin with
 * @param bias    (rows) for TILE_FROM_BIAS; otherwise NULL
 * @param a       (rows, K)
 * @param b       (K, columns)
 * @param K       products in a sum
 */
TILE_INLINE void tile_multiply(int rows, int columns, real *c, ptrdiff_t c_row, tile_start start,
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
