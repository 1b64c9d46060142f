/*
 * Makes the folders of data that program_test.cmake runs mnist on, below the current folder: one
 * that is in order, `good`, and others that are each wrong in one way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dataset/dataset.h"
#include "numerics/random.h"
#include "platform.h"

enum { TRAIN = 60, TEST = 20, MOST_SIDE = 28 };

static const char train_pictures[] = "train-images-idx3-ubyte";
static const char train_labels[] = "train-labels-idx1-ubyte";

static void stop(const char *what, const char *name)
{
    fprintf(stderr, "make_folders: cannot %s '%s'\n", what, name);
    exit(EXIT_FAILURE);
}

/* Write a set in which the label is a dark row: not digits, but something to learn. */
static void write_set(const char *folder, const char *name, int count, int side)
{
    static unsigned char pixels[TRAIN * MOST_SIDE * MOST_SIDE], labels[TRAIN];
    random_generator r = random_seeded(3, (uint64_t)count);
    for (int n = 0; n < count; n++) {
        labels[n] = (unsigned char)random_below(&r, 10);
        for (int i = 0; i < side * side; i++)
            pixels[n * side * side + i] =
                (unsigned char)(i / side == labels[n] + 4 ? 255 : random_below(&r, 64));
    }
    const dataset d = {.count = count, .H = side, .W = side, .pixels = pixels, .labels = labels};
    const status s = dataset_write(d, folder, name);
    if (s.code != STATUS_OK)
        stop("write a set into", folder);
}

/* A folder with both sets in order, for what follows to spoil. */
static const char *good(const char *folder)
{
    if (!platform_make_folder(folder))
        stop("make the folder", folder);
    write_set(folder, "train", TRAIN, MOST_SIDE);
    write_set(folder, "t10k", TEST, MOST_SIDE);
    return folder;
}

static char *path(const char *folder, const char *name)
{
    static char paths[2][FILENAME_MAX];
    static int turn;
    turn = 1 - turn;
    snprintf(paths[turn], sizeof paths[turn], "%s/%s", folder, name);
    return paths[turn];
}

/* Put these bytes in the place of the file, or of its first `keep` bytes and all that follow. */
static void replace(const char *file, size_t keep, const void *bytes, size_t count)
{
    unsigned char kept[4096];
    FILE *old = fopen(file, "rb");
    keep = old == NULL ? 0 : fread(kept, 1, keep, old);
    if (old != NULL)
        fclose(old);
    remove(file);
    FILE *f = fopen(file, "wb");
    if (f == NULL || fwrite(kept, 1, keep, f) != keep || fwrite(bytes, 1, count, f) != count ||
        fclose(f) != 0)
        stop("write", file);
}

static void move(const char *from, const char *to)
{
    if (rename(from, to) != 0)
        stop("rename", from);
}

int main(void)
{
    static const unsigned char gzip[] = {0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    static const char page[] = "<!DOCTYPE html><html><body>404 Not Found</body></html>";

    good("good");
    remove(path(good("missing"), train_labels));
    replace(path(good("truncated"), train_pictures), 1000, "", 0);
    replace(path(good("gzipped"), train_pictures), 0, gzip, sizeof gzip);
    good("compressed");
    move(path("compressed", train_pictures), path("compressed", "train-images-idx3-ubyte.gz"));
    replace(path(good("foreign"), train_labels), 0, page, strlen(page));
    replace(path(good("empty"), train_labels), 0, "", 0);

    good("swapped");
    move(path("swapped", train_pictures), "swapped/other");
    move(path("swapped", train_labels), path("swapped", train_pictures));
    move("swapped/other", path("swapped", train_labels));

    remove(path(good("folder"), train_pictures));
    platform_make_folder(path("folder", train_pictures));

    write_set(good("small-pictures"), "t10k", TEST, 20);
    write_set(good("few"), "train", 5, MOST_SIDE);
    write_set(good("mixed"), "t10k", TEST, MOST_SIDE);
    move("mixed/t10k-labels-idx1-ubyte", path("mixed", train_labels));

    /* The first label, behind the header of 8 bytes, is 77. */
    replace(path(good("label-77"), train_labels), 8, "\115", 1);
    unsigned char rest[TRAIN - 1] = {0};
    replace(path("label-77", train_labels), 9, rest, sizeof rest);
    return EXIT_SUCCESS;
}
