/**
 * @file
 * @brief The model file: a trained network, and what its training needs to go on.
 *
 * | bytes | content                                                                  |
 * | ----- | ------------------------------------------------------------------------ |
 * | 8     | the letters MNISTCNN                                                     |
 * | 4     | version of the format, 1                                                 |
 * | 8 x 4 | the network's sizes: C, H, W, filters, kernel, pool, hidden, classes     |
 * | 8     | seed                                                                     |
 * | 4     | batch size                                                               |
 * | 4     | learning rate, a floating-point number                                   |
 * | 4     | momentum, likewise                                                       |
 * | 4     | epochs of training                                                       |
 * | P x 4 | the parameters, in the order of `network_views`, floating-point numbers  |
 * | P x 4 | their velocity, likewise                                                 |
 * | 4     | CRC-32 of all bytes before it                                            |
 *
 * Integers are unsigned, the least significant byte first; floating-point numbers are IEEE 754's of
 * 32 bits, written like integers. Nothing depends on the machine that writes the file or reads it,
 * and nothing on the time: one run, one file.
 */
#ifndef MODEL_FILE_H
#define MODEL_FILE_H

#include "network/network.h"
#include "status.h"
#include "training/train.h"

/** @brief What a model file says. */
typedef struct {
    network_shape shape;      /**< the network's sizes */
    training_options options; /**< how it was trained */
    int epoch;                /**< for how many epochs */
    size_t parameter_count;   /**< how many parameters it has */
    real *parameters;         /**< (parameter_count), owned by the model */
    real *velocity;           /**< (parameter_count), owned by the model */
} model;

/**
 * @brief Write a trainer's model, complete or not at all (see whole_file.h).
 *
 * @param path the file; its folder must exist
 * @param t    a trainer between two epochs
 * @return STATUS_OK; STATUS_NOT_FINITE, with no file written, when a parameter is infinite or not a
 *         number; or STATUS_FAILED when the file could not be written
 */
status model_write(const char *path, const trainer *t);

/**
 * @brief Read a model, and check it whole.
 *
 * @param[out] m        the model; free it with model_free()
 * @param      path     the file
 * @param      expected the network that it must belong to
 * @return STATUS_OK; STATUS_DATA when the file is missing, damaged, of another kind or of another
 *         network; or STATUS_FAILED when memory is short. On failure *m is empty.
 */
status model_read(model *m, const char *path, network_shape expected);

/** @brief Free a model's memory. @param m the model */
void model_free(model *m);

/**
 * @brief Make a network of a model.
 *
 * @param[out] net      the network; free it with network_free()
 * @param      m        the model, which the network does not keep
 * @param      capacity the largest batch it will be given
 * @return STATUS_OK, or STATUS_FAILED when memory is short
 */
status network_from_model(network *net, const model *m, int capacity);

/**
 * @brief Let a trainer go on where the model's training ended.
 *
 * With the same images and options as before, and with `real` a float, as the file keeps it, the bits
 * are those of a run that never stopped.
 *
 * @param t a trainer for the model's network, no epoch of which has begun
 * @param m the model, which the trainer does not keep
 */
void trainer_continue(trainer *t, const model *m);

#endif
