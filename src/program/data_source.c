#include "program/data_source.h"

#include <stdio.h>
#include <stdlib.h>

/* Is there anything in the source tree's folder? If so it must be whole, like a folder that was
 * named; half a data set is no reason to train on something else. */
static bool source_tree_has_data(void)
{
    FILE *file = fopen(MNIST_SOURCE_DATA "/train-images-idx3-ubyte", "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

static const char *choose_folder(const char *named)
{
    if (named != NULL)
        return named;
    const char *variable = getenv("MNIST_DIR");
    if (variable != NULL && variable[0] != '\0')
        return variable;
    return source_tree_has_data() ? MNIST_SOURCE_DATA : NULL;
}

status data_source_open(data_source *d, const char *folder, data_need need)
{
    *d = (data_source){.folder = choose_folder(folder)};
    if (d->folder == NULL)
        return status_error(STATUS_DATA, "MNIST is not in " MNIST_SOURCE_DATA "\n"
                                         "hint: name its folder: --data FOLDER");
    status s = status_ok();
    if (need == DATA_TRAIN_AND_TEST)
        s = dataset_read(&d->train, d->folder, "train");
    if (s.code == STATUS_OK)
        s = dataset_read(&d->test, d->folder, "t10k");
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
    return dataset_slice(d->train, 0, d->train.count / 6);
}

dataset data_source_training(const data_source *d)
{
    const int first = d->train.count / 6;
    return dataset_slice(d->train, first, d->train.count - first);
}
