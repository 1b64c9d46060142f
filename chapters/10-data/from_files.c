/*
 * Chapter 10: data, from files.
 *
 *     from_files               reads a file written by hand, byte by byte; then makes a small set
 *                              of digits, writes it as MNIST's files, reads it back, splits it, and
 *                              learns it in two orders
 *     from_files FOLDER NAME   shows the first digits of a set: from_files data/mnist train
 *
 * The files are written into the current folder. The one by hand is read in by_hand.h.
 */
#include <stdio.h>

#include "by_hand.h"
#include "dataset/dataset.h"
#include "ten_digits.h"
#include "training/train.h"

enum { PLACES = 6, COUNT = PLACES * TEN, PIXELS = DIGIT_SIZE * DIGIT_SIZE };

/* ---- Sixty digits ---------------------------------------------------------------------------- */

/* Picture n is digit n % 10, moved by the (n / 10)th place's rows and columns. The digits' margins
 * are wide enough that no ink leaves its picture. All pixels are 0 before. */
static void make_digits(unsigned char *pixels, unsigned char *labels)
{
    static const int down[PLACES] = {0, -2, 1, 2, -1, 0}, right[PLACES] = {0, 1, -2, 2, -1, 3};
    static real ten[TEN * PIXELS];
    ten_digits_pixels(ten);
    for (int n = 0; n < COUNT; n++) {
        const real *digit = ten + n % TEN * PIXELS;
        const int to = n * PIXELS + down[n / TEN] * DIGIT_SIZE + right[n / TEN];
        labels[n] = (unsigned char)(n % TEN);
        for (int i = 0; i < PIXELS; i++)
            if (digit[i] > 0)
                pixels[to + i] = (unsigned char)(255 * digit[i] + (real)0.5);
    }
}

/* The first `count` pictures, five in a row, every second line of each, and their labels. */
static void show(dataset d, int count)
{
    for (int first = 0; first < count; first += TEN_ACROSS) {
        for (int h = 0; h < d.H; h += 2) {
            for (int n = first; n < first + TEN_ACROSS && n < count; n++)
                for (int w = 2; w < d.W; w += 2)
                    putchar(digit_shades[(d.pixels[(n * d.H + h) * d.W + w] * 9 + 127) / 255]);
            printf("|\n");
        }
        for (int n = first; n < first + TEN_ACROSS && n < count; n++)
            printf("%7d%*s", d.labels[n], d.W / 2 - 8, "");
        printf("|\n");
    }
}

static status write_and_read(dataset *d)
{
    static unsigned char pixels[COUNT * PIXELS], labels[COUNT];
    make_digits(pixels, labels);
    const dataset made = {COUNT, DIGIT_SIZE, DIGIT_SIZE, pixels, labels};
    status s = dataset_write(made, ".", "sixty");
    if (s.code == STATUS_OK)
        s = dataset_read(d, ".", "sixty");
    return s;
}

/* ---- Learning from them ---------------------------------------------------------------------- */

/* The order that nobody should take: all zeros, then all ones, ... */
static void sort_by_label(int *order, dataset d)
{
    for (int digit = 0, next = 0; digit < TEN; digit++)
        for (int n = 0; n < d.count; n++)
            if (d.labels[n] == digit)
                order[next++] = n;
}

/* The labels of an epoch's batches, in the order in which they come. */
static void print_labels(const trainer *t)
{
    printf("        ");
    for (int i = 0; i < t->images.count; i++)
        printf("%s%d", i % t->options.batch_size == 0 ? " " : "", t->images.labels[t->order[i]]);
    printf("\n");
}

/* Learn for four epochs, and say after each what the validation pictures are taken for. */
static status learn(dataset training, dataset validation, int sorted)
{
    const training_options options = {.seed = 1, .batch_size = 5, .lr = (real)0.01, .momentum = 0};
    trainer t;
    status s = trainer_create(&t, network_shape_mnist(), training, options);
    if (s.code != STATUS_OK)
        return s;
    printf("\n%s: labels of the batches, loss of each step, then ten answers\n",
           sorted ? "Sorted" : "Shuffled");
    for (int epoch = 1; s.code == STATUS_OK && epoch <= 4; epoch++) {
        unsigned char predicted[TEN];
        trainer_start_epoch(&t);
        if (sorted)
            sort_by_label(t.order, training);
        if (epoch == 1)
            print_labels(&t);
        printf("epoch %d ", epoch);
        while (t.step < t.steps_per_epoch)
            printf(" %5.2f", (double)train_step(&t));
        s = classify(predicted, &t.net, validation);
        printf("   ");
        for (int n = 0; n < validation.count; n++)
            printf("%d", predicted[n]);
        printf("\n");
    }
    trainer_free(&t);
    return s;
}

static status tell_all(void)
{
    dataset d;
    status s = by_hand();
    if (s.code == STATUS_OK)
        s = write_and_read(&d);
    if (s.code != STATUS_OK)
        return s;
    printf("\n%d digits of %d x %d, read from files; the first ten:\n", d.count, d.H, d.W);
    show(d, TEN);
    const dataset validation = dataset_slice(d, 0, TEN);
    const dataset training = dataset_slice(d, TEN, d.count - TEN);
    for (int sorted = 0; s.code == STATUS_OK && sorted < 2; sorted++)
        s = learn(training, validation, sorted);
    dataset_free(&d);
    return s;
}

static status show_folder(const char *folder, const char *name)
{
    dataset d;
    const status s = dataset_read(&d, folder, name);
    show(d, d.count < TEN ? d.count : TEN);
    dataset_free(&d);
    return s;
}

int main(int argc, char **argv)
{
    const status s = argc == 3 ? show_folder(argv[1], argv[2]) : tell_all();
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return (int)s.code;
}
