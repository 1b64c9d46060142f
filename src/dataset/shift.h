/**
 * @file
 * @brief Pictures moved by whole pixels: what is written stays the same, only its place differs.
 *
 * Chapter 13 asks with it what a network makes of a digit that lies elsewhere; chapter 14 trains
 * with pictures moved at random.
 */
#ifndef SHIFT_H
#define SHIFT_H

#include "numerics/random.h"
#include "real.h"

/**
 * @brief Move one picture: y[h][w] = x[h - down][w - right], and 0 (paper) where x ends.
 *
 * What is moved beyond the edge is lost.
 *
 * @param[out] y     (H, W); not x
 * @param      x     (H, W)
 * @param      H     rows, at least 1
 * @param      W     columns, at least 1
 * @param      down  by how many rows; negative: up
 * @param      right by how many columns; negative: to the left
 */
void shift_picture(real *y, const real *x, int H, int W, int down, int right);

/**
 * @brief Move each picture of a batch at random, by -most to most rows and columns, each equally
 * likely.
 *
 * Two numbers are drawn for each picture, first for down, then for right, whatever they turn out to
 * be: the same generator, the same moves.
 *
 * @param[out] y    (N, 1, H, W); not x
 * @param      x    (N, 1, H, W)
 * @param      N    pictures
 * @param      H    rows, at least 1
 * @param      W    columns, at least 1
 * @param      most at least 0; with 0, y is x
 * @param      r    the generator
 */
void shift_batch(real *y, const real *x, int N, int H, int W, int most, random_generator *r);

#endif
