/*
 * The real MNIST, from the folder that the environment variable MNIST_DIR names. Skipped without.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "dataset/centre_of_mass.h"
#include "dataset/dataset.h"
#include "expect.h"

/* What is known of a set: how many of each digit, the first labels, the sum of all pixels. */
typedef struct {
    const char *name;
    int count;
    int of_each[DATASET_CLASSES];
    int first[5];
    long long ink;
} known_set;

/* The means, 0.1307 and 0.1325, are on many pages; the exact sums were counted from the files
 * whose SHA-256 data/README.md gives. */
static const known_set known_sets[] = {
    {.name = "train",
     .count = 60000,
     .of_each = {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
     .first = {5, 0, 4, 1, 9},
     .ink = 1567298545},
    {.name = "t10k",
     .count = 10000,
     .of_each = {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009},
     .first = {7, 2, 1, 0, 4},
     .ink = 264923200},
};

static void expect_known(dataset d, const known_set *known)
{
    EXPECT(d.count == known->count && d.H == 28 && d.W == 28, "%s: %d pictures of %d x %d",
           known->name, d.count, d.H, d.W);
    if (d.count != known->count || d.H != 28 || d.W != 28)
        return;
    int of_each[DATASET_CLASSES] = {0};
    long long ink = 0;
    for (int n = 0; n < d.count; n++) {
        of_each[d.labels[n]]++;
        for (size_t i = 0; i < 784; i++)
            ink += d.pixels[(size_t)n * 784 + i];
    }
    for (int digit = 0; digit < DATASET_CLASSES; digit++)
        EXPECT(of_each[digit] == known->of_each[digit], "%s: %d is there %d times", known->name,
               digit, of_each[digit]);
    for (int n = 0; n < 5; n++)
        EXPECT(d.labels[n] == known->first[n], "%s: label %d is %d", known->name, n, d.labels[n]);
    EXPECT(ink == known->ink, "%s: the pixels add up to %lld", known->name, ink);
}

/* mnist_form.h says where the digits lie. */
static void expect_centred(dataset d, const char *name)
{
    const centre mean = mean_centre(d.pixels, d.count);
    EXPECT(fabs(mean.row - MNIST_FORM_CENTRE) <= 0.02 &&
               fabs(mean.column - MNIST_FORM_CENTRE) <= 0.02,
           "%s: the mean centre of mass is (%.3f, %.3f)", name, mean.row, mean.column);
}

/* A batch of the last pictures has their labels, and as much ink as their bytes. */
static void expect_batch(dataset d)
{
    enum { N = 100 };
    static real x[N * 784];
    int label[N], order[N];
    long long ink = 0;
    for (int n = 0; n < N; n++)
        order[n] = d.count - 1 - n;
    dataset_batch(x, label, d, order, N);
    double sum = 0;
    for (int n = 0; n < N; n++) {
        EXPECT(label[n] == d.labels[order[n]], "label[%d] = %d", n, label[n]);
        for (size_t i = 0; i < 784; i++) {
            ink += d.pixels[(size_t)order[n] * 784 + i];
            sum += (double)x[(size_t)n * 784 + i];
        }
    }
    EXPECT(fabs(sum * 255 - (double)ink) <= 1e-6 * (double)ink, "%g of ink, not %lld / 255", sum,
           ink);
}

static int has_mnist(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/train-labels-idx1-ubyte", folder);
    FILE *file = fopen(path, "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

int main(void)
{
    const char *folder = getenv("MNIST_DIR");
    if (folder == NULL || !has_mnist(folder)) {
        puts("skipped: MNIST_DIR does not name a folder with MNIST");
        return EXPECT_SKIPPED;
    }
    for (int k = 0; k < 2; k++) {
        dataset d;
        const status s = dataset_read(&d, folder, known_sets[k].name);
        EXPECT(s.code == STATUS_OK, "%s", s.message);
        expect_known(d, &known_sets[k]);
        if (d.count == known_sets[k].count) {
            expect_centred(d, known_sets[k].name);
            expect_batch(d);
        }
        dataset_free(&d);
    }
    return expect_result();
}
