/*
 * A set of labelled pictures. Read it with chapters/10-data.
 */
#include "dataset/dataset.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dataset/idx.h"
#include "require.h"

enum { PATH_BYTES = 4096 };

/* The ends of the files' names: the spelling of MNIST's authors, then the other one in use. */
static const char *const pictures_endings[] = {"images-idx3-ubyte", "images.idx3-ubyte"};
static const char *const labels_endings[] = {"labels-idx1-ubyte", "labels.idx1-ubyte"};

static status make_path(char path[PATH_BYTES], const char *folder, const char *name,
                        const char *ending, const char *suffix)
{
    const int length = snprintf(path, PATH_BYTES, "%s/%s-%s%s", folder, name, ending, suffix);
    if (length < 0 || length >= PATH_BYTES)
        return status_error(STATUS_DATA,
                            "the name of the data folder, %zu characters, is too long for a path\n"
                            "hint: take a folder with a shorter name",
                            strlen(folder));
    return status_ok();
}

static int can_open(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

/* Neither spelling is there: how the files get there depends on what is. */
static status missing(const char *folder, const char *name, const char *const endings[2])
{
    char path[PATH_BYTES];
    for (int i = 0; i < 2; i++) {
        const status s = make_path(path, folder, name, endings[i], ".gz");
        if (s.code != STATUS_OK)
            return s;
        if (can_open(path))
            return status_error(STATUS_DATA,
                                "'%s' is compressed, but the file without .gz is expected\n"
                                "hint: unpack it: gunzip '%s'",
                                path, path);
    }
    const status s = make_path(path, folder, name, endings[0], "");
    if (s.code != STATUS_OK)
        return s;
    errno = 0;
    can_open(path);
    return status_error(STATUS_DATA,
                        "cannot open '%s': %s\n"
                        "hint: %s-%s and %s-%s are expected in a folder that you name with --data "
                        "or the environment variable MNIST_DIR, or in data/mnist of the source "
                        "tree; data/README.md says where MNIST comes from",
                        path, status_reason(), name, pictures_endings[0], name, labels_endings[0]);
}

/* Read the file of that name, in whichever spelling it is there. */
static status read_file(idx_array *a, char path[PATH_BYTES], const char *folder, const char *name,
                        const char *const endings[2], int dimensions)
{
    for (int i = 0; i < 2; i++) {
        const status s = make_path(path, folder, name, endings[i], "");
        if (s.code != STATUS_OK)
            return s;
        if (can_open(path))
            return idx_read(a, path, dimensions);
    }
    return missing(folder, name, endings);
}

/* Two files that are each in order may still not belong together. */
static status check_pair(idx_array pictures, const char *pictures_path, idx_array labels,
                         const char *labels_path)
{
    if (pictures.size[0] != labels.size[0])
        return status_error(STATUS_DATA,
                            "'%s' holds %d pictures, but '%s' holds %d labels: a label for each "
                            "picture is expected\n"
                            "hint: take both files from one set; MNIST's train-* have 60000 of "
                            "each, its t10k-* 10000",
                            pictures_path, pictures.size[0], labels_path, labels.size[0]);
    for (int i = 0; i < labels.size[0]; i++)
        if (labels.elements[i] >= DATASET_CLASSES)
            return status_error(STATUS_DATA,
                                "'%s': label %d is %d, but 0 to %d are expected (the first label "
                                "is number 0)\n"
                                "hint: fetch the file again, or take a set of %d classes",
                                labels_path, i, labels.elements[i], DATASET_CLASSES - 1,
                                DATASET_CLASSES);
    return status_ok();
}

status dataset_read(dataset *d, const char *folder, const char *name)
{
    char pictures_path[PATH_BYTES], labels_path[PATH_BYTES];
    idx_array pictures = {0}, labels = {0};
    *d = (dataset){0};
    status s = read_file(&pictures, pictures_path, folder, name, pictures_endings, IDX_PICTURES);
    if (s.code == STATUS_OK)
        s = read_file(&labels, labels_path, folder, name, labels_endings, IDX_LABELS);
    if (s.code == STATUS_OK)
        s = check_pair(pictures, pictures_path, labels, labels_path);
    if (s.code != STATUS_OK) {
        idx_free(&pictures);
        idx_free(&labels);
        return s;
    }
    *d = (dataset){
        .count = pictures.size[0],
        .H = pictures.size[1],
        .W = pictures.size[2],
        .pixels = pictures.elements,
        .labels = labels.elements,
    };
    return s;
}

status dataset_write(dataset d, const char *folder, const char *name)
{
    REQUIRE(d.count >= 1, "count = %d", d.count);
    const idx_array pictures = {IDX_PICTURES, {d.count, d.H, d.W}, d.pixels};
    const idx_array labels = {IDX_LABELS, {d.count}, d.labels};
    char path[PATH_BYTES];
    status s = make_path(path, folder, name, pictures_endings[0], "");
    if (s.code == STATUS_OK)
        s = idx_write(path, pictures);
    if (s.code == STATUS_OK)
        s = make_path(path, folder, name, labels_endings[0], "");
    if (s.code == STATUS_OK)
        s = idx_write(path, labels);
    return s;
}

void dataset_free(dataset *d)
{
    free((void *)d->pixels);
    free((void *)d->labels);
    *d = (dataset){0};
}

dataset dataset_slice(dataset d, int first, int count)
{
    REQUIRE(0 <= first && first <= d.count, "first = %d of %d", first, d.count);
    REQUIRE(0 <= count && count <= d.count - first, "count = %d after first = %d of %d", count,
            first, d.count);
    d.count = count;
    if (count > 0) {
        d.pixels += (size_t)first * (size_t)d.H * (size_t)d.W;
        d.labels += first;
    }
    return d;
}

/*
 * Notes
 * - Multiplying by 1 / 255 would be cheaper than dividing by 255, but it rounds twice: of the 256
 *   quotients in float, 126 would not be the nearest number.
 */
void dataset_batch(real *x, int *label, dataset d, const int *order, int N)
{
    REQUIRE(N >= 1, "N = %d", N);
    REQUIRE(d.H >= 1 && d.W >= 1, "H = %d, W = %d", d.H, d.W);
    const size_t pixels = (size_t)d.H * (size_t)d.W;
    for (int n = 0; n < N; n++) {
        REQUIRE(0 <= order[n] && order[n] < d.count, "order[%d] = %d of %d", n, order[n], d.count);
        const unsigned char *picture = d.pixels + (size_t)order[n] * pixels;
        real *out = x + (size_t)n * pixels;
        for (size_t i = 0; i < pixels; i++)
            out[i] = (real)picture[i] / 255;
        label[n] = d.labels[order[n]];
    }
}
