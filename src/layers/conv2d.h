/**
 * @file
 * @brief The two-dimensional convolution layer: definition, forward and backward.
 *
 * Each filter slides over the image and, at every place, multiplies the pixels under it with its
 * weights and adds up. What deep learning calls convolution is cross-correlation: the filter is not
 * flipped. Stride 1, no padding ("valid"): the filter stays inside the image.
 *
 * Shapes, all row-major, the last index running fastest:
 *
 * | array | shape            | meaning                                              |
 * | ----- | ---------------- | ---------------------------------------------------- |
 * | x     | (N, C, H, W)     | N images of C channels, H rows, W columns            |
 * | w     | (OC, C, KH, KW)  | OC filters, each with a KH x KW kernel per channel   |
 * | b     | (OC)             | one bias for each filter                             |
 * | y     | (N, OC, OH, OW)  | N stacks of OC maps; OH = H - KH + 1, OW = W - KW + 1 |
 *
 * dx, dw, db and dy have the shapes of x, w, b and y: dw[i] is the derivative of the loss with
 * respect to w[i].
 *
 * The caller owns every array. No output may overlap an input. Derived in chapters 01 and 02. The
 * formulas are those of LeCun et al., "Gradient-based learning applied to document recognition",
 * Proceedings of the IEEE 86(11), 1998; PyTorch calls the layer `torch.nn.Conv2d`.
 */
#ifndef CONV2D_H
#define CONV2D_H

#include "real.h"

/** @brief The sizes of a convolution, all positive, with KH <= H and KW <= W. */
typedef struct {
    int C;  /**< channels of the input */
    int H;  /**< rows of the input */
    int W;  /**< columns of the input */
    int OC; /**< filters: channels of the output */
    int KH; /**< rows of a kernel */
    int KW; /**< columns of a kernel */
} conv2d_shape;

/**
 * @brief y = x * w + b: slide every filter over every image.
 *
 * @param[out] y (N, OC, OH, OW), overwritten
 * @param[in]  x (N, C, H, W)
 * @param[in]  w (OC, C, KH, KW)
 * @param[in]  b (OC)
 * @param      N images, at least 1
 * @param      s sizes of the layer
 */
void conv2d_forward(real *y, const real *x, const real *w, const real *b, int N, conv2d_shape s);

/**
 * @brief All three gradients of conv2d_forward(), given the gradient dy that arrives from above.
 *
 * @param[out]    dx (N, C, H, W), overwritten; NULL skips it (nobody needs the gradient of a
 *                   network's input image)
 * @param[in,out] dw (OC, C, KH, KW), added to
 * @param[in,out] db (OC), added to
 * @param[in]     dy (N, OC, OH, OW)
 * @param[in]     x  (N, C, H, W), as it was given to conv2d_forward()
 * @param[in]     w  (OC, C, KH, KW), likewise
 * @param         N  images, at least 1
 * @param         s  sizes of the layer
 */
void conv2d_backward(real *dx, real *dw, real *db, const real *dy, const real *x, const real *w,
                     int N, conv2d_shape s);

/**
 * @brief The gradient with respect to the input: every output hands its gradient back to the
 * pixels it saw.
 *
 * @param[out] dx (N, C, H, W), overwritten
 * @param[in]  dy (N, OC, OH, OW)
 * @param[in]  w  (OC, C, KH, KW)
 * @param      N  images, at least 1
 * @param      s  sizes of the layer
 */
void conv2d_dx(real *dx, const real *dy, const real *w, int N, conv2d_shape s);

/**
 * @brief The gradient with respect to the weights, summed over all images and all places.
 *
 * @param[in,out] dw (OC, C, KH, KW), added to
 * @param[in]     dy (N, OC, OH, OW)
 * @param[in]     x  (N, C, H, W)
 * @param         N  images, at least 1
 * @param         s  sizes of the layer
 */
void conv2d_dw(real *dw, const real *dy, const real *x, int N, conv2d_shape s);

/**
 * @brief The gradient with respect to the biases, summed over all images and all places.
 *
 * @param[in,out] db (OC), added to
 * @param[in]     dy (N, OC, OH, OW)
 * @param         N  images, at least 1
 * @param         s  sizes of the layer
 */
void conv2d_db(real *db, const real *dy, int N, conv2d_shape s);

#endif
