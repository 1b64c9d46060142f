/**
 * @file
 * @brief The max pooling layer: of each window of a map, only the largest number goes on.
 *
 * A window of size x size slides over each map in steps of `stride`, from the upper left corner, as
 * long as it fits: rows and columns that are left over at the lower and right border are not seen.
 *
 * | array  | shape          | meaning                                                          |
 * | ------ | -------------- | ---------------------------------------------------------------- |
 * | x      | (N, C, H, W)   | N images of C maps                                               |
 * | y      | (N, C, OH, OW) | OH = (H - size) / stride + 1, OW = (W - size) / stride + 1       |
 * | argmax | (N, C, OH, OW) | where in its map each maximum was found: row * W + column        |
 *
 * The caller owns every array. No output may overlap an input. Derived in chapter 04. PyTorch calls
 * the layer `torch.nn.MaxPool2d`.
 */
#ifndef MAXPOOL2D_H
#define MAXPOOL2D_H

#include "real.h"

/** @brief The sizes of a max pooling layer, all positive, with size <= H and size <= W. */
typedef struct {
    int C;      /**< maps of an image */
    int H;      /**< rows of a map */
    int W;      /**< columns of a map */
    int size;   /**< rows and columns of the window */
    int stride; /**< step of the window; smaller than size, windows overlap */
} maxpool2d_shape;

/**
 * @brief y = the maximum of each window, and where it was. Of equal maxima the first counts, row by
 * row. A NaN in a window is its maximum.
 *
 * @param[out] y      (N, C, OH, OW), overwritten
 * @param[out] argmax (N, C, OH, OW), overwritten
 * @param[in]  x      (N, C, H, W)
 * @param      N      images, at least 1
 * @param      s      sizes of the layer
 */
void maxpool2d_forward(real *y, int *argmax, const real *x, int N, maxpool2d_shape s);

/**
 * @brief dx: each output hands its gradient to the one input that was the maximum.
 *
 * @param[out] dx     (N, C, H, W), overwritten; 0 where an input was no window's maximum
 * @param[in]  dy     (N, C, OH, OW)
 * @param[in]  argmax (N, C, OH, OW), as maxpool2d_forward() wrote it
 * @param      N      images, at least 1
 * @param      s      sizes of the layer
 */
void maxpool2d_backward(real *dx, const real *dy, const int *argmax, int N, maxpool2d_shape s);

#endif
