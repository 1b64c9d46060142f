/**
 * @file
 * @brief Where the pictures come from: a folder that was named, the source tree's, or none.
 *
 * 1. `--built-in`: the digits that the program draws itself.
 * 2. `--data FOLDER`, else the environment variable MNIST_DIR: when given, it must be usable; nothing
 *    ever takes its place.
 * 3. Given neither: `data/mnist` of the source tree, if MNIST is there.
 * 4. Else the built-in digits.
 */
#ifndef DATA_SOURCE_H
#define DATA_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "dataset/dataset.h"
#include "status.h"

/** @brief A data set and where it comes from. */
typedef struct {
    dataset train;      /**< the training set, or empty if it was not asked for */
    dataset test;       /**< the test set */
    const char *folder; /**< where it was read; NULL for the built-in digits */
} data_source;

/** @brief Which sets a command needs. */
typedef enum { DATA_TEST_ONLY, DATA_TRAIN_AND_TEST } data_need;

/** @brief What the command line says about the data. */
typedef struct {
    const char *folder; /**< --data, or NULL */
    bool built_in;      /**< --built-in */
} data_choice;

/**
 * @brief Find the data and read them, or draw them.
 *
 * @param[out] d      the data; free them with data_source_close()
 * @param      choice what the command line says
 * @param      need   which sets
 * @return STATUS_OK; STATUS_USAGE when --data and --built-in are both given; STATUS_DATA when a folder that was named is not usable; or STATUS_FAILED when
 *         memory is short
 */
status data_source_open(data_source *d, data_choice choice, data_need need);

/** @brief Free the sets. @param d the data, or what a failed data_source_open() left */
void data_source_close(data_source *d);

/**
 * @brief The part of the training set that validates: its first sixth, of MNIST 10,000 pictures.
 *
 * @param d the data
 * @return a view of that part
 */
dataset data_source_validation(const data_source *d);

/** @brief The rest of it, which trains: of MNIST the last 50,000. @param d the data
 * @return a view of that part */
dataset data_source_training(const data_source *d);

/**
 * @brief Where the pictures come from, for a table: a folder or "built-in digits".
 *
 * @param d    the data
 * @param text room for it
 * @param size how much; a longer name is shortened
 * @return text
 */
const char *data_source_place(const data_source *d, char *text, size_t size);

/** @brief What the pictures are called in a summary: "pictures" or "built-in digits".
 * @param d the data @return the word */
const char *data_source_name(const data_source *d);

#endif
