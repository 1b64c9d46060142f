/**
 * @file
 * @brief Convolution, ReLU and max pooling in one: what the first three layers of the network
 * compute, without writing down the maps between them.
 *
 * The maps of a convolution are four times as large as what pooling leaves of them. Here the four
 * places of a window are computed side by side, and only the largest is ever written. Explained in
 * chapter 12.
 *
 * | array  | shape           | meaning                                                            |
 * | ------ | --------------- | ------------------------------------------------------------------ |
 * | x      | (N, C, H, W)    | as in conv2d.h                                                     |
 * | w      | (OC, C, KH, KW) | likewise                                                           |
 * | b      | (OC)            | likewise                                                           |
 * | y      | (N, OC, PH, PW) | PH = (H - KH + 1) / 2, PW = (W - KW + 1) / 2                       |
 * | winner | (N, OC, PH, PW) | which of a window's places was the largest: 0 1 above, 2 3 below;  |
 * |        |                 | -1 where the ReLU lets nothing through                             |
 *
 * The caller owns every array. No output may overlap an input. Nothing is shared among threads: the
 * caller gives each thread a few images.
 */
#ifndef CONV2D_POOL_FAST_H
#define CONV2D_POOL_FAST_H

#include <stdbool.h>

#include "layers/conv2d.h"
#include "layers/maxpool2d.h"

/**
 * @brief Whether these functions can do it: windows of 2 x 2, at most 1024 weights in a filter (3 x 3
 * on 113 channels), and rows of pixels that are not too long: a row of windows, unfolded, must find
 * room.
 *
 * @param s    sizes of the convolution
 * @param pool sizes of the max pooling that follows
 * @return true if they can
 */
bool conv2d_pool_fast_suits(conv2d_shape s, maxpool2d_shape pool);

/**
 * @brief y = what maxpool2d_forward() makes of what relu_forward() makes of what conv2d_forward()
 * makes of x.
 *
 * @param[out] y      (N, OC, PH, PW), overwritten
 * @param[out] winner (N, OC, PH, PW), overwritten
 * @param[in]  x      (N, C, H, W)
 * @param[in]  w      (OC, C, KH, KW)
 * @param[in]  b      (OC)
 * @param      N      images, at least 1
 * @param      s      sizes that suit, and leave at least one window
 */
void conv2d_pool_fast_forward(real *y, signed char *winner, const real *x, const real *w,
                              const real *b, int N, conv2d_shape s);

/**
 * @brief The gradients with respect to the filters and biases, through all three layers.
 *
 * @param[in,out] dw     (OC, C, KH, KW), added to
 * @param[in,out] db     (OC), added to
 * @param[in]     dy     (N, OC, PH, PW)
 * @param[in]     winner (N, OC, PH, PW), as conv2d_pool_fast_forward() wrote it
 * @param[in]     x      (N, C, H, W), as it was given to conv2d_pool_fast_forward()
 * @param         N      images, at least 1
 * @param         s      sizes of the convolution, likewise
 */
void conv2d_pool_fast_backward(real *dw, real *db, const real *dy, const signed char *winner,
                               const real *x, int N, conv2d_shape s);

#endif
