/**
 * @file
 * @brief The network: seven layers in a row, their parameters, and the gradient of the loss.
 *
 * | # | layer                           | in                    | out                   |
 * | - | ------------------------------- | --------------------- | --------------------- |
 * | 1 | convolution                     | (N, C, H, W)          | (N, filters, CH, CW)  |
 * | 2 | ReLU                            | (N, filters, CH, CW)  | the same              |
 * | 3 | max pooling                     | (N, filters, CH, CW)  | (N, filters, PH, PW)  |
 * | 4 | fully connected                 | (N, filters * PH * PW) | (N, hidden)          |
 * | 5 | ReLU                            | (N, hidden)           | the same              |
 * | 6 | fully connected                 | (N, hidden)           | (N, classes): logits  |
 * | 7 | softmax, with the loss in training | (N, classes)       | (N, classes)          |
 *
 * CH = H - kernel + 1, CW = W - kernel + 1; PH = (CH - pool) / pool + 1, and PW likewise. For MNIST:
 * 28x28 -> 26x26 -> 13x13, and 28 * 13 * 13 = 4732 inputs of layer 4.
 *
 * Explained in chapter 08.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include <stddef.h>
#include <stdint.h>

#include "layers/conv2d.h"
#include "layers/fully_connected.h"
#include "layers/maxpool2d.h"
#include "real.h"
#include "status.h"

/** @brief The sizes of a network, all positive. Tests build tiny ones. */
typedef struct {
    int C, H, W; /**< the image: channels, rows, columns */
    int filters; /**< filters of the convolution */
    int kernel;  /**< rows and columns of a filter */
    int pool;    /**< rows, columns and stride of a pooling window */
    int hidden;  /**< outputs of the first fully connected layer */
    int classes; /**< outputs of the second */
} network_shape;

/** @brief Images that go through layers 1 to 3 together, as one thread's task: their maps, 4 x 76 KB
 * forward and as much again backward, stay in the second-level cache. */
enum { NETWORK_CHUNK = 4 };

/** @brief Where each layer's parameters (or their gradients) begin in their block. */
typedef struct {
    real *conv_w; /**< (filters, C, kernel, kernel) */
    real *conv_b; /**< (filters) */
    real *fc1_w;  /**< (hidden, filters * PH * PW) */
    real *fc1_b;  /**< (hidden) */
    real *fc2_w;  /**< (classes, hidden) */
    real *fc2_b;  /**< (classes) */
} network_views;

/**
 * @brief A network with its parameters, their gradients, and memory for one batch.
 *
 * All parameters lie in one block and all gradients in another of the same layout, so that an
 * optimiser is one loop over `parameter_count` numbers and a model file one array.
 */
typedef struct {
    network_shape shape;            /**< the sizes it was made with */
    conv2d_shape conv;              /**< the sizes of layer 1 */
    maxpool2d_shape pool;           /**< ... of layer 3 */
    fully_connected_shape fc1, fc2; /**< ... of layers 4 and 6 */

    size_t parameter_count; /**< how many numbers training adjusts; 607,394 for MNIST */
    real *parameters;       /**< (parameter_count) */
    real *gradients;        /**< (parameter_count), added to by network_backward() */
    network_views p;        /**< views into `parameters` */
    network_views d;        /**< views into `gradients` */

    int capacity;            /**< the largest batch */
    real *pooled;            /**< (capacity, filters, PH, PW), result of layer 3 */
    real *hidden;            /**< (capacity, hidden), of layer 5 */
    real *logits;            /**< (capacity, classes), of layer 6 */
    real *dhidden, *dlogits; /**< the loss's gradients with respect to hidden and logits */
    real *dpooled;           /**< that with respect to pooled; it is the same memory as pooled */

    signed char *winner; /**< (capacity, filters, PH, PW): see conv2d_pool_fast.h; or NULL, and */
    struct scratch *scratch; /**< (threads), for layers 1 to 3 one by one, see network.c */
    int threads;             /**< the strength of the team that the scratch memory is made for */
    real *part_gradients;    /**< (parts of a batch, filters' parameters), see network.c */
} network;

/** @brief The network that this book is about. @return its sizes */
network_shape network_shape_mnist(void);

/** @brief How many parameters a network of these sizes has. @param shape the sizes
 * @return the number */
size_t network_parameter_count(network_shape shape);

/**
 * @brief Make a network. Its parameters are not set: call network_initialise() or read a model.
 *
 * Call parallel_start() first: the network gets scratch memory for each thread of the team.
 *
 * @param[out] net      the network; free it with network_free()
 * @param      shape    its sizes
 * @param      capacity the largest batch it will be given
 * @return STATUS_OK, or STATUS_FAILED when memory is short
 */
status network_create(network *net, network_shape shape, int capacity);

/** @brief Free a network's memory. @param net a network, or one whose making failed */
void network_free(network *net);

/**
 * @brief Set all parameters to their start: weights from N(0, 2 / fan_in), biases 0.01.
 *
 * fan_in is the number of inputs that one output sums over. K. He, X. Zhang, S. Ren, J. Sun,
 * "Delving deep into rectifiers", ICCV 2015.
 *
 * @param net  the network
 * @param seed the same seed gives the same parameters
 */
void network_initialise(network *net, uint64_t seed);

/**
 * @brief Layers 1 to 6: from images to net->logits.
 *
 * @param net the network; pooled, hidden and logits are overwritten
 * @param x   (N, C, H, W) images, pixels from 0 to 1
 * @param N   images, 1 .. net->capacity
 */
void network_forward(network *net, const real *x, int N);

/**
 * @brief The mean loss of the batch that network_forward() was given last.
 *
 * @param net   the network
 * @param label (N) the right classes
 * @param N     images
 * @return the loss
 */
real network_loss(const network *net, const int *label, int N);

/**
 * @brief The gradient of network_loss() with respect to every parameter, added to net->gradients.
 *
 * @param net   the network, as network_forward() left it; dpooled takes the place of pooled, so that
 *              the next call needs a network_forward() of its own
 * @param x     (N, C, H, W), the images that network_forward() was given
 * @param label (N) the right classes
 * @param N     images
 */
void network_backward(network *net, const real *x, const int *label, int N);

#endif
