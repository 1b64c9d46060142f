/*
 * Sets of pictures: two files that belong together, slices, and batches.
 *
 * The files lie in the current folder. Their names differ between the float and the double build,
 * whose tests may run at the same time.
 */
#include "dataset/dataset.h"

#include <stdio.h>
#include <string.h>
#include <tgmath.h>

#include "dataset/idx.h"
#include "expect.h"
#include "numerics/random.h"
#include "require_stops.h"

#define NAME (REAL_IS_DOUBLE ? "dataset_test_double" : "dataset_test_float")

/* Five pictures of 2 x 3. */
enum { COUNT = 5, H = 2, W = 3, PIXELS = H * W };
static const unsigned char pixels[COUNT * PIXELS] = {
    0,   51, 102, 153, 204, 255, /* 0 */
    1,   2,  3,   4,   5,   6,   /* 1 */
    254, 0,  0,   0,   0,   1,   /* 2 */
    7,   8,  9,   10,  11,  12,  /* 3 */
    100, 90, 80,  70,  60,  50,  /* 4 */
};
static const unsigned char labels[COUNT] = {9, 0, 5, 5, 1};
static const dataset five = {COUNT, H, W, pixels, labels};

/* The path of one of the set's files, "images-idx3-ubyte" for one. */
static const char *file_path(const char *ending)
{
    static char path[200];
    snprintf(path, sizeof path, "./%s-%s", NAME, ending);
    return path;
}

static const char *const endings[] = {
    "images-idx3-ubyte",    "labels-idx1-ubyte",    "images.idx3-ubyte",    "labels.idx1-ubyte",
    "images-idx3-ubyte.gz", "labels-idx1-ubyte.gz", "images.idx3-ubyte.gz", "labels.idx1-ubyte.gz",
};
enum { ENDINGS = sizeof endings / sizeof endings[0] };

static void remove_files(void)
{
    for (int i = 0; i < ENDINGS; i++)
        remove(file_path(endings[i]));
}

static void put_pictures(const char *ending, int count)
{
    const status s = idx_write(file_path(ending), (idx_array){IDX_PICTURES, {count, H, W}, pixels});
    EXPECT(s.code == STATUS_OK, "%s", s.message);
}

static void put_labels(const char *ending, int count, const unsigned char *values)
{
    const status s = idx_write(file_path(ending), (idx_array){IDX_LABELS, {count}, values});
    EXPECT(s.code == STATUS_OK, "%s", s.message);
}

static void expect_equal(dataset d, dataset expected)
{
    EXPECT(d.count == expected.count && d.H == expected.H && d.W == expected.W,
           "%d pictures of %d x %d", d.count, d.H, d.W);
    if (d.count != expected.count || d.H != expected.H || d.W != expected.W)
        return;
    const size_t bytes = (size_t)d.count * (size_t)d.H * (size_t)d.W;
    EXPECT(memcmp(d.pixels, expected.pixels, bytes) == 0, "the pictures differ");
    EXPECT(memcmp(d.labels, expected.labels, (size_t)d.count) == 0, "the labels differ");
}

static void expect_read(dataset expected)
{
    dataset d;
    const status s = dataset_read(&d, ".", NAME);
    EXPECT(s.code == STATUS_OK, "%s", s.message);
    expect_equal(d, expected);
    dataset_free(&d);
    EXPECT(d.count == 0 && d.pixels == NULL && d.labels == NULL, "the set is not empty");
    dataset_free(&d);
}

/* What a message must contain; the words that are not given are NULL. */
typedef struct {
    const char *word[9];
} words;

/* Reading fails with a message that has all these words, and a hint. */
static void expect_refused(const char *folder, words expected)
{
    dataset d = five;
    const status s = dataset_read(&d, folder, NAME);
    EXPECT(s.code == STATUS_DATA, "code %d: %s", (int)s.code, s.message);
    for (const char **word = expected.word; *word != NULL; word++)
        EXPECT(strstr(s.message, *word) != NULL, "no '%s' in: %s", *word, s.message);
    const char *hint = strstr(s.message, "\nhint: ");
    EXPECT(hint != NULL && strchr(hint + 1, '\n') == NULL, "no last line with a hint in: %s",
           s.message);
    EXPECT(d.count == 0 && d.pixels == NULL && d.labels == NULL, "the set is not empty");
}

static void test_write_and_read(void)
{
    remove_files();
    const status s = dataset_write(five, ".", NAME);
    EXPECT(s.code == STATUS_OK, "%s", s.message);
    expect_read(five);

    dataset turned = five; /* any size of picture is read */
    turned.H = PIXELS;
    turned.W = 1;
    EXPECT(dataset_write(turned, ".", NAME).code == STATUS_OK, "pictures of 6 x 1");
    expect_read(turned);

    const status refused = dataset_write(five, "no-such-folder", NAME);
    EXPECT(refused.code == STATUS_FAILED, "code %d", (int)refused.code);
    EXPECT(strstr(refused.message, "no-such-folder") != NULL, "%s", refused.message);
}

static void test_spellings(void)
{
    remove_files();
    put_pictures("images.idx3-ubyte", COUNT);
    put_labels("labels.idx1-ubyte", COUNT, labels);
    expect_read(five);
    /* Where both are there, the usual one is read: here one of three pictures. */
    put_pictures("images-idx3-ubyte", 3);
    put_labels("labels-idx1-ubyte", 3, labels);
    expect_read(dataset_slice(five, 0, 3));
}

static void test_missing(void)
{
    remove_files();
    expect_refused(".", (words){{"cannot open", "-images-idx3-ubyte", "-labels-idx1-ubyte", NAME,
                                 "MNIST_DIR", "--data", "data/mnist", "data/README.md"}});
    expect_refused("no-such-folder", (words){{"cannot open 'no-such-folder/", "MNIST_DIR"}});
    put_pictures("images-idx3-ubyte", COUNT);
    expect_refused(".", (words){{"cannot open", "labels-idx1-ubyte'", "MNIST_DIR"}});

    /* Compressed, in either spelling. The reader looks at the name alone. */
    put_labels("labels-idx1-ubyte.gz", COUNT, labels);
    expect_refused(".", (words){{"labels-idx1-ubyte.gz' is compressed", "gunzip './"}});
    remove_files();
    put_pictures("images.idx3-ubyte.gz", COUNT);
    expect_refused(".", (words){{"images.idx3-ubyte.gz' is compressed", "gunzip './"}});

    static char long_name[5001];
    memset(long_name, 'x', sizeof long_name - 1);
    expect_refused(long_name, (words){{"5000", "too long"}});
}

static void test_pairs(void)
{
    remove_files();
    put_pictures("images-idx3-ubyte", 4);
    put_labels("labels-idx1-ubyte", 5, labels);
    expect_refused(".", (words){{"4 pictures", "5 labels", "60000", "10000"}});
    put_pictures("images-idx3-ubyte", 5);
    put_labels("labels-idx1-ubyte", 4, labels);
    expect_refused(".", (words){{"5 pictures", "4 labels"}});

    put_labels("labels-idx1-ubyte", COUNT, (const unsigned char[]){9, 0, 5, 10, 255});
    expect_refused(".", (words){{"label 3 is 10", "0 to 9", "labels-idx1-ubyte"}});
    put_labels("labels-idx1-ubyte", COUNT, (const unsigned char[]){255, 0, 5, 5, 1});
    expect_refused(".", (words){{"label 0 is 255", "0 to 9"}});

    put_pictures("labels-idx1-ubyte", COUNT);
    expect_refused(".",
                   (words){{"holds pictures", "labels (1 dimension) are expected", "swapped"}});
    put_labels("images-idx3-ubyte", COUNT, labels);
    expect_refused(".",
                   (words){{"holds labels", "pictures (3 dimensions) are expected", "swapped"}});
}

/* The labels' file with random bytes in it: it is read just when every label is one. */
static void test_random_damage(void)
{
    random_generator r = random_seeded(2, 10);
    int read = 0;
    const int trials = 1000;
    remove_files();
    put_pictures("images-idx3-ubyte", COUNT);
    for (int trial = 0; trial < trials; trial++) {
        unsigned char bytes[8 + COUNT] = {0, 0, 8, 1, 0, 0, 0, COUNT, 9, 0, 5, 5, 1};
        for (uint32_t changes = 1 + random_below(&r, 2); changes > 0; changes--)
            bytes[random_below(&r, sizeof bytes)] = (unsigned char)random_below(&r, 16);
        FILE *file = fopen(file_path("labels-idx1-ubyte"), "wb");
        EXPECT(file != NULL, "the labels cannot be written");
        if (file == NULL)
            return;
        fwrite(bytes, 1, sizeof bytes, file);
        fclose(file);

        int fine = memcmp(bytes, (const unsigned char[]){0, 0, 8, 1, 0, 0, 0, COUNT}, 8) == 0;
        for (int i = 0; i < COUNT; i++)
            fine = fine && bytes[8 + i] <= 9;
        dataset d;
        const status s = dataset_read(&d, ".", NAME);
        EXPECT(s.code == (fine ? STATUS_OK : STATUS_DATA), "trial %d: code %d: %s", trial,
               (int)s.code, s.message);
        if (s.code == STATUS_OK)
            expect_equal(d, (dataset){COUNT, H, W, pixels, bytes + 8});
        read += fine;
        dataset_free(&d);
    }
    EXPECT(0 < read && read < trials, "%d of %d sets were read", read, trials);
}

static void test_slices(void)
{
    expect_equal(dataset_slice(five, 0, 5), five);
    const dataset middle = dataset_slice(five, 1, 3);
    expect_equal(middle, (dataset){3, H, W, pixels + PIXELS, labels + 1});
    expect_equal(dataset_slice(middle, 2, 1), (dataset){1, H, W, pixels + 3 * PIXELS, labels + 3});
    EXPECT(dataset_slice(five, 5, 0).count == 0, "nothing after the last");
    EXPECT(dataset_slice(five, 2, 0).count == 0, "nothing in the middle");
    EXPECT(dataset_slice((dataset){0}, 0, 0).count == 0, "nothing of nothing");
}

/* Is x the real number nearest to pixel / 255? Neither of its neighbours may be nearer. */
static int is_nearest(real x, int pixel)
{
    const long double quotient = (long double)pixel / 255;
    const long double error = fabs((long double)x - quotient);
    const real below = nextafter(x, (real)-1), above = nextafter(x, (real)2);
    return error <= fabs((long double)below - quotient) &&
           error <= fabs((long double)above - quotient);
}

static void test_batches(void)
{
    enum { N = 4 };
    static const int order[N] = {4, 0, 4, 2};
    real x[1 + N * PIXELS + 1];
    int label[1 + N + 1];
    for (int i = 0; i < 1 + N * PIXELS + 1; i++)
        x[i] = NAN;
    for (int n = 0; n < 1 + N + 1; n++)
        label[n] = -1;
    dataset_batch(x + 1, label + 1, five, order, N);
    for (int n = 0; n < N; n++) {
        EXPECT(label[1 + n] == labels[order[n]], "label[%d] = %d", n, label[1 + n]);
        for (int i = 0; i < PIXELS; i++)
            EXPECT(is_nearest(x[1 + n * PIXELS + i], pixels[order[n] * PIXELS + i]),
                   "x[%d][%d] = %g, from %d", n, i, (double)x[1 + n * PIXELS + i],
                   pixels[order[n] * PIXELS + i]);
    }
    EXPECT(isnan(x[0]) && isnan(x[1 + N * PIXELS]), "a neighbour of x is overwritten");
    EXPECT(label[0] == -1 && label[1 + N] == -1, "a neighbour of label is overwritten");

    /* From a slice, order counts from its first picture. */
    dataset_batch(x + 1, label + 1, dataset_slice(five, 2, 3), (const int[]){1}, 1);
    EXPECT(label[1] == 5 && is_nearest(x[1], 7) && is_nearest(x[PIXELS], 12),
           "label %d, pixels %g to %g", label[1], (double)x[1], (double)x[PIXELS]);
}

/* All values that a pixel may have, in one picture; paper is exactly 0 and ink exactly 1. */
static void test_every_pixel(void)
{
    unsigned char all[256];
    real x[256];
    int label;
    for (int i = 0; i < 256; i++)
        all[i] = (unsigned char)i;
    dataset_batch(x, &label, (dataset){1, 16, 16, all, labels}, (const int[]){0}, 1);
    for (int i = 0; i < 256; i++)
        EXPECT(is_nearest(x[i], i), "%d / 255 is %.17g", i, (double)x[i]);
    EXPECT(x[0] == 0 && x[255] == 1, "paper is %g, ink is %g", (double)x[0], (double)x[255]);
}

static void slice_before_the_first(void)
{
    dataset_slice(five, -1, 2);
}

static void slice_after_the_last(void)
{
    dataset_slice(five, 6, 0);
}

static void slice_of_less_than_none(void)
{
    dataset_slice(five, 2, -1);
}

static void slice_beyond_the_last(void)
{
    dataset_slice(five, 3, 3);
}

static void slice_whose_end_overflows(void)
{
    dataset_slice(five, 1, 2147483647);
}

static void batch_of(int picture, int N)
{
    real x[PIXELS];
    int label[1];
    dataset_batch(x, label, five, &picture, N);
}

static void batch_of_a_negative_picture(void)
{
    batch_of(-1, 1);
}

static void batch_of_a_picture_too_far(void)
{
    batch_of(COUNT, 1);
}

static void batch_of_none(void)
{
    batch_of(0, 0);
}

static void write_an_empty_set(void)
{
    dataset_write((dataset){0}, ".", NAME);
}

static void test_mistakes(void)
{
    EXPECT(require_stops(slice_before_the_first), "a slice begins at -1");
    EXPECT(require_stops(slice_after_the_last), "a slice begins at 6 of 5");
    EXPECT(require_stops(slice_of_less_than_none), "a slice has -1 pictures");
    EXPECT(require_stops(slice_beyond_the_last), "a slice ends at 6 of 5");
    EXPECT(require_stops(slice_whose_end_overflows), "a slice ends beyond all numbers");
    EXPECT(require_stops(batch_of_a_negative_picture), "a batch has picture -1");
    EXPECT(require_stops(batch_of_a_picture_too_far), "a batch has picture 5 of 0 to 4");
    EXPECT(require_stops(batch_of_none), "a batch has 0 pictures");
    EXPECT(require_stops(write_an_empty_set), "an empty set is written");
}

int main(void)
{
    test_write_and_read();
    test_spellings();
    test_missing();
    test_pairs();
    test_random_damage();
    test_slices();
    test_batches();
    test_every_pixel();
    test_mistakes();
    remove_files();
    return expect_result();
}
