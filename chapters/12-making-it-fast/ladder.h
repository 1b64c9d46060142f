/**
 * @file
 * @brief One training step, computed in several ways: the stages of chapter 12.
 *
 * All stages work on the same network, images and labels, and leave the same gradient (but for the
 * rounding of sums that are added in another order). They differ in speed.
 */
#ifndef LADDER_H
#define LADDER_H

#include "layers/conv2d.h"
#include "layers/maxpool2d.h"
#include "network/network.h"
#include "real.h"

/** @brief A network, a batch, and the arrays that lie between layers 1 and 3 for all its images. */
typedef struct {
    network net;
    int N;       /**< images in the batch */
    real *x;     /**< (N, 1, 28, 28) */
    int *label;  /**< (N) */
    real *v;     /**< (net.parameter_count), the momentum */
    real *conv;  /**< (N, 28, 26, 26), result of layers 1 and 2 */
    real *dconv; /**< the same shape: its gradient */
    int *argmax; /**< (N, 28, 13, 13), of layer 3 */
} training;

/** @brief One of the three matrix products, with the contract of matmul.h. */
typedef void product(real *c, const real *a, const real *b, int M, int N, int K);

/** @brief What the first stages exchange: the sums of the convolution, ReLU and pooling, and the matrix
 * products. */
typedef struct {
    void (*conv_forward)(real *y, const real *x, const real *w, const real *b, int N,
                         conv2d_shape s);
    void (*conv_dw)(real *dw, const real *dy, const real *x, int N, conv2d_shape s);
    void (*conv_db)(real *db, const real *dy, int N, conv2d_shape s);
    void (*relu_and_pool)(real *y, int *argmax, real *maps, int N, maxpool2d_shape s);
    product *nt; /**< c = a bT */
    product *tn; /**< c += aT b */
    product *nn; /**< c = a b */
} inner_loops;

/* setup.c: an array of zeros, or the end of the program; a training for at most N images and teams of
   at most `threads`; its numbers as usual, or whole and so small that no sum is rounded. */
void *memory(size_t count, size_t size);
training training_create(int N, int threads);
void training_free(training *t);
void fill_as_usual(training *t);
void fill_exactly(training *t);

/* steps.c: layers 2 and 3 as they are defined; and without a branch, for windows of 2 x 2. Of `maps`,
   (N, C, H, W), only what is above 0 means something afterwards. */
void pool_as_defined(real *y, int *argmax, real *maps, int N, maxpool2d_shape s);
void pool_without_branches(real *y, int *argmax, real *maps, int N, maxpool2d_shape s);

/* formulas.c: the triple loop of the definition. */
void formula_nt(real *c, const real *a, const real *b, int M, int N, int K);
void formula_tn(real *c, const real *a, const real *b, int M, int N, int K);
void formula_nn(real *c, const real *a, const real *b, int M, int N, int K);

/** @brief rows.c, where the innermost loop walks along memory. The file is compiled twice. */
extern const inner_loops rows_one_by_one, rows_in_lanes;

/* tiles.c: a tile of the result, held in registers. */
void tiles_nt(real *c, const real *a, const real *b, int M, int N, int K);
void tiles_tn(real *c, const real *a, const real *b, int M, int N, int K);
void tiles_nn(real *c, const real *a, const real *b, int M, int N, int K);

/**
 * @brief Forward, loss and backward, one layer after the other, each for the whole batch.
 *
 * @param t the training; its gradients are added to
 * @param how to compute the two costly layers
 * @return the loss
 */
real step_by_layers(training *t, const inner_loops *how);

/** @brief The same, but with layers 1 to 3 for a few images at a time. @param t the training
 * @param how likewise @return the loss */
real step_by_images(training *t, const inner_loops *how);

/** @brief A way to compute the step. */
typedef struct {
    const char *name;
    int images;  /**< in a batch when it is measured, at most: fewer for the slow ones */
    int threads; /**< strength of the team */
    real (*step)(training *t, const inner_loops *how);
    const inner_loops *how;
} stage;

enum { STAGES = 9, MOST_IMAGES = 1024, MOST_REPEATS = 99 };

/** @brief ladder.c: all of them, the slowest first. */
extern const stage ladder[STAGES];

/* check.c: prints a line for each stage, and one for each number of threads; the answer is how many
   are wrong. */
int check_stages(void);
int check_threads(void);

/* speed.c: measures all stages, if `only` is 0, and writes the times to a file, unless `path` is NULL;
   or measures only the stage of that number, from 1 on. */
void measure_stages(int only, int images, int repeats, const char *path);

#endif
