/**
 * @file
 * @brief Training: one step after the other over shuffled batches, and how well the network does.
 *
 * The loop over steps and epochs belongs to the caller, who may print, draw, or stop between any
 * two of them:
 *
 *     trainer_create(&t, shape, images, options);
 *     for (int epoch = 0; epoch < 2; epoch++) {
 *         trainer_start_epoch(&t);
 *         for (int i = 0; i < t.steps_per_epoch; i++)
 *             loss = train_step(&t);
 *     }
 *
 * Explained in chapters 09 and 10.
 */
#ifndef TRAIN_H
#define TRAIN_H

#include <stdint.h>

#include "dataset/dataset.h"
#include "network/network.h"
#include "real.h"
#include "status.h"

/** @brief What a run depends on, besides the images. */
typedef struct {
    uint64_t seed;  /**< of the initial parameters and of the shuffling */
    int batch_size; /**< images in a step */
    real lr;        /**< learning rate, see sgd_step() */
    real momentum;  /**< see sgd_step() */
} training_options;

/** @brief The recipe of the original. @return seed 1, batches of 1024, learning rate 1.8, momentum
 * 0.9 */
training_options training_options_original(void);

/** @brief Parameters that one task moves: enough to be worth a task, and few enough that their arrays,
 * w, v and dw of 64 KB each, lie in a core's cache. */
enum { TRAIN_SLICE = 16384 };

/** @brief A network in training. */
typedef struct {
    network net;              /**< the network */
    dataset images;           /**< what it learns from; not owned */
    training_options options; /**< as given */
    int steps_per_epoch;      /**< whole batches in the set; the images left over wait for a later
                                   epoch, in which the shuffling brings others to the end */
    int epoch;                /**< how many epochs have begun */
    int step;                 /**< how many steps of this epoch are done; steps_per_epoch before the
                                   first epoch begins */
    int *order;               /**< (images.count) the order of this epoch */
    real *velocity;           /**< (net.parameter_count) the momentum's running mean */
    real *x;                  /**< (batch_size, 1, H, W) the batch */
    int *label;               /**< (batch_size) its labels */
} trainer;

/**
 * @brief Make a trainer, and its network with initial parameters.
 *
 * Call parallel_start() first.
 *
 * @param[out] t       the trainer; free it with trainer_free()
 * @param      shape   the network; C must be 1, and H and W those of the images
 * @param      images  the training set, at least one batch; it must outlive the trainer
 * @param      options seed, batch size, learning rate, momentum
 * @return STATUS_OK; STATUS_DATA when the images are fewer than a batch or of another size than the
 *         network's; or STATUS_FAILED when memory is short
 */
status trainer_create(trainer *t, network_shape shape, dataset images, training_options options);

/** @brief Free a trainer's memory. @param t a trainer, or one whose making failed */
void trainer_free(trainer *t);

/**
 * @brief Shuffle the images and begin at the first batch.
 *
 * The order depends on the seed and the epoch's number alone. So between two epochs the parameters,
 * their velocity and the number of epochs are all that a run needs to go on elsewhere.
 *
 * @param t the trainer
 */
void trainer_start_epoch(trainer *t);

/**
 * @brief One step: the next batch forward, its loss, backward, and the parameters moved.
 *
 * @param t the trainer, after trainer_start_epoch(), with t->step < t->steps_per_epoch
 * @return the batch's mean loss, before the parameters moved. If it is not finite, they are not
 *         moved, and the caller should stop.
 */
real train_step(trainer *t);

/**
 * @brief The class that the network sees in each image of a set.
 *
 * @param[out] predicted (images.count)
 * @param      net       the network; its arrays for a batch are overwritten
 * @param      images    any number, of the network's size; the network has one channel
 * @return STATUS_OK, or STATUS_FAILED when memory is short
 */
status classify(unsigned char *predicted, network *net, dataset images);

/**
 * @brief How many images of a set the network classifies right.
 *
 * @param      net     the network; its arrays for a batch are overwritten
 * @param      images  any number, of the network's size
 * @param[out] correct the count
 * @return STATUS_OK, or STATUS_FAILED when memory is short
 */
status count_correct(network *net, dataset images, int *correct);

/** @brief The class with the largest logit, the first of equals. @param logits (classes)
 * @param classes how many @return the class */
int predicted_class(const real *logits, int classes);

#endif
