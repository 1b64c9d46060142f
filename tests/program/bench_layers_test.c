/*
 * The pieces that mnist bench times: their operations, counted by hand, that each does its work on
 * the whole batch, and that a training can go on afterwards as if nothing had been.
 */
#include "program/bench_layers.h"

#include <math.h>
#include <string.h>

#include "dataset/synthetic_digits.h"
#include "expect.h"
#include "numerics/parallel.h"

enum { IMAGES = 6 }; /* one chunk and a half */

static bench_piece pieces[BENCH_MOST_PIECES];
static int piece_count;

static const bench_piece *piece_called(const char *name)
{
    for (int i = 0; i < piece_count; i++)
        if (pieces[i].name != NULL && strcmp(pieces[i].name, name) == 0)
            return &pieces[i];
    EXPECT(0, "there is no piece called '%s'", name);
    return &pieces[0];
}

/* By hand, for one image: 2 * 28 * 26 * 26 * 9 for the convolution, 2 * 4732 * 128 and 2 * 128 * 10. */
static void test_operations(const network *net)
{
    const double conv = 340704, one = 1211392, two = 2560;
    EXPECT(bench_network_operations(net, false) == conv + one + two, "forward %g",
           bench_network_operations(net, false));
    EXPECT(bench_network_operations(net, true) == 2 * conv + 3 * (one + two), "training %g",
           bench_network_operations(net, true));
    EXPECT(piece_called("layers 1-3")->operations == IMAGES * conv, "%g",
           piece_called("layers 1-3")->operations);
    EXPECT(piece_called("connected, back")->operations == IMAGES * 2 * one, "%g",
           piece_called("connected, back")->operations);
    EXPECT(piece_called("ReLU")->operations == IMAGES * 28 * 26 * 26, "%g",
           piece_called("ReLU")->operations);
    EXPECT(piece_called("update")->bytes == 5 * 4 * 607394, "%g", piece_called("update")->bytes);
    for (int i = 0; i < piece_count; i++)
        EXPECT(pieces[i].operations > 0 && pieces[i].bytes > 0, "piece %d: %g operations, %g bytes",
               i, pieces[i].operations, pieces[i].bytes);
}

/* Marked all over, an array has no mark left after the piece that writes it. (The mark is no NaN: a
 * backward may read what was in its array's place, and NaN would stay in the gradients for good.) */
static void expect_written(bench_layers *b, const char *name, real *array, size_t count)
{
    const real mark = 54321;
    for (size_t i = 0; i < count; i++)
        array[i] = mark;
    piece_called(name)->work(b);
    size_t missing = 0;
    for (size_t i = 0; i < count; i++)
        missing += array[i] == mark;
    EXPECT(missing == 0, "%s: %zu of %zu numbers are not written", name, missing, count);
}

static void test_work(bench_layers *b)
{
    network *net = &b->t->net;
    const size_t N = IMAGES;
    expect_written(b, "layers 1-3", net->pooled, N * 4732);
    expect_written(b, "pooling", net->pooled, N * 4732);
    expect_written(b, "connected", net->hidden, N * 128);
    expect_written(b, "loss, back", net->dlogits, N * 10);
    expect_written(b, "connected, back", net->dpooled, N * 4732);
    for (int i = 0; i < piece_count; i++)
        pieces[i].work(b);
}

int main(void)
{
    dataset digits;
    trainer t;
    bench_layers b;
    training_options options = training_options_original();
    options.batch_size = IMAGES;
    options.lr = 0;
    parallel_start(2);
    status s = synthetic_digits_make(&digits, IMAGES, 1);
    EXPECT(s.code == STATUS_OK, "%s", s.message);
    s = trainer_create(&t, network_shape_mnist(), digits, options);
    EXPECT(s.code == STATUS_OK, "%s", s.message);
    trainer_start_epoch(&t);
    const real before = train_step(&t);
    s = bench_layers_create(&b, &t);
    EXPECT(s.code == STATUS_OK, "%s", s.message);
    piece_count = bench_layers_list(pieces, &b);
    EXPECT(0 < piece_count && piece_count <= BENCH_MOST_PIECES, "%d pieces", piece_count);

    test_operations(&t.net);
    test_work(&b);
    bench_layers_free(&b);
    for (size_t i = 0; i < t.net.parameter_count; i++)
        if (t.net.gradients[i] != 0)
            EXPECT(t.net.gradients[i] == 0, "gradient %zu is %g", i, (double)t.net.gradients[i]);
    trainer_start_epoch(&t);
    const real after = train_step(&t);
    EXPECT(fabs(after - before) < 1e-5, "the loss was %.7f and is %.7f", (double)before,
           (double)after);

    trainer_free(&t);
    dataset_free(&digits);
    parallel_stop();
    return expect_result();
}
