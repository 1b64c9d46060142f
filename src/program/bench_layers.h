/**
 * @file
 * @brief The pieces of a training step, one by one: each layer forward and backward, the matrix
 * products inside, and the update of the parameters.
 *
 * Each piece is the function that training calls, on the arrays of a real training, shared among the
 * team as training does it: the layers of the convolution on a few images at a time, which stay in
 * the second-level cache, the others on the whole batch.
 */
#ifndef BENCH_LAYERS_H
#define BENCH_LAYERS_H

#include <stdbool.h>

#include "program/bench_timing.h"
#include "status.h"
#include "training/train.h"

/** @brief A piece of a training step. */
typedef struct {
    const char *layer; /**< "max pooling" */
    const char *pass;  /**< "forward", "backward", or how a matrix product is called */
    const char *name;  /**< in a picture, "pooling"; NULL: it is not in the picture */
    double operations; /**< how many it does, for the whole batch */
    double bytes;      /**< of its arrays, each counted once for reading and once for writing */
    bench_work *work;  /**< the piece itself; it takes a bench_layers */
} bench_piece;

/** @brief Where the pieces work. */
typedef struct {
    trainer *t;                    /**< its network, gradients and batch; not owned */
    signed char *winner;           /**< (batch_size, filters, PH, PW), see conv2d_pool_fast.h */
    int threads;                   /**< how many members of the team there is room for */
    struct bench_scratch *scratch; /**< (threads), what one of them needs */
} bench_layers;

/** @brief The most pieces. */
enum { BENCH_MOST_PIECES = 32 };

/**
 * @brief Get the room and fill the arrays. Call parallel_start() first.
 *
 * @param[out] b the room; free it with bench_layers_free()
 * @param      t a trainer that has done a step; it must outlive b
 * @return STATUS_OK, or STATUS_FAILED when memory is short
 */
status bench_layers_create(bench_layers *b, trainer *t);

/** @brief Free it, and clear the gradients. @param b the room, or what a failed bench_layers_create()
 * left */
void bench_layers_free(bench_layers *b);

/**
 * @brief All pieces, in the order of the network's layers.
 *
 * @param[out] pieces (BENCH_MOST_PIECES)
 * @param      b      where they work
 * @return how many there are
 */
int bench_layers_list(bench_piece *pieces, const bench_layers *b);

/**
 * @brief The operations of the network on one image: those of the convolution and of the two fully
 * connected layers, beside which the others are nothing.
 *
 * Counted is what the result needs. What is computed twice, because that is quicker than keeping it,
 * counts once.
 *
 * @param net      the network
 * @param training whether the gradients count as well
 * @return operations
 */
double bench_network_operations(const network *net, bool training);

#endif
