#include "program/data_source.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "dataset/synthetic_digits.h"
#include "network/network.h"
#include "report/terminal.h"

enum { VALIDATION_SHARE = 6 }; /* one sixth: 10,000 of MNIST's 60,000 */

/* The built-in digits, from seeds of their own, so that --seed changes the training and nothing else.
 * To train there are twice as many as MNIST has: they cost little, and two epochs of them suffice. */
enum {
    BUILT_IN_TRAIN = 120000,
    BUILT_IN_TRAIN_SEED = 1,
    BUILT_IN_TEST = 10000,
    BUILT_IN_TEST_SEED = 2
};

/* The training pictures are what is fetched last; if they are there, in either spelling, then the
 * folder must be whole, like one that was named. */
static bool source_tree_has_data(void)
{
    static const char *const names[] = {MNIST_SOURCE_DATA "/train-images-idx3-ubyte",
                                        MNIST_SOURCE_DATA "/train-images.idx3-ubyte"};
    for (int i = 0; i < 2; i++) {
        FILE *file = fopen(names[i], "rb");
        if (file != NULL) {
            fclose(file);
            return true;
        }
    }
    return false;
}

/* NULL for the built-in digits. */
static const char *choose_folder(data_choice choice)
{
    if (choice.built_in || choice.folder != NULL)
        return choice.folder;
    const char *variable = getenv("MNIST_DIR");
    if (variable != NULL && variable[0] != '\0')
        return variable;
    return source_tree_has_data() ? MNIST_SOURCE_DATA : NULL;
}

/* Read one set, and see that the network can take it. */
static status read_set(dataset *d, const char *folder, const char *name)
{
    const network_shape n = network_shape_mnist();
    const status s = dataset_read(d, folder, name);
    if (s.code != STATUS_OK)
        return s;
    if (d->H != n.H || d->W != n.W)
        return status_error(STATUS_DATA,
                            "the pictures of '%s' in '%s' have %d x %d pixels, but %d x %d are "
                            "expected\nhint: MNIST, Fashion-MNIST and KMNIST have that size",
                            name, folder, d->H, d->W, n.H, n.W);
    return s;
}

static status read_folder(data_source *d, data_need need)
{
    status s = status_ok();
    if (need == DATA_TRAIN_AND_TEST)
        s = read_set(&d->train, d->folder, "train");
    if (s.code == STATUS_OK)
        s = read_set(&d->test, d->folder, "t10k");
    if (s.code == STATUS_OK && need == DATA_TRAIN_AND_TEST && d->train.count < VALIDATION_SHARE)
        s = status_error(STATUS_DATA,
                         "the training set in '%s' has %d pictures, but at least %d are expected, "
                         "one of which validates\nhint: take a larger set",
                         d->folder, d->train.count, VALIDATION_SHARE);
    return s;
}

static status draw_sets(data_source *d, data_need need)
{
    status s = status_ok();
    if (need == DATA_TRAIN_AND_TEST)
        s = synthetic_digits_make(&d->train, BUILT_IN_TRAIN, BUILT_IN_TRAIN_SEED);
    if (s.code == STATUS_OK)
        s = synthetic_digits_make(&d->test, BUILT_IN_TEST, BUILT_IN_TEST_SEED);
    return s;
}

status data_source_open(data_source *d, data_choice choice, data_need need)
{
    *d = (data_source){.folder = choose_folder(choice)};
    if (choice.built_in && choice.folder != NULL)
        return status_error(STATUS_USAGE, "--data and --built-in exclude each other\n"
                                          "hint: leave one of them out");
    const status s = d->folder != NULL ? read_folder(d, need) : draw_sets(d, need);
    if (s.code != STATUS_OK)
        data_source_close(d);
    return s;
}

void data_source_close(data_source *d)
{
    dataset_free(&d->train);
    dataset_free(&d->test);
}

dataset data_source_validation(const data_source *d)
{
    return dataset_slice(d->train, 0, d->train.count / VALIDATION_SHARE);
}

dataset data_source_training(const data_source *d)
{
    const int first = d->train.count / VALIDATION_SHARE;
    return dataset_slice(d->train, first, d->train.count - first);
}

const char *data_source_place(const data_source *d, char *text, size_t size)
{
    terminal_shorten(text, d->folder != NULL ? d->folder : "built-in digits", (int)size - 1);
    return text;
}

const char *data_source_name(const data_source *d)
{
    return d->folder != NULL ? "pictures" : "built-in digits";
}
