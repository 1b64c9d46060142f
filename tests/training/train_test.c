/*
 * Checks src/training/train.c: twenty images are learnt by heart; the weights after some steps are
 * the same, bit for bit, on any number of threads; epochs, batches and failures.
 */
#include "training/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "numerics/parallel.h"
#include "numerics/random.h"

enum { COUNT = 300, PIXELS = 28 * 28 };

/* Pictures of noise, in which the label's row is black: not digits, but something to learn. */
static dataset noise(int count)
{
    static unsigned char pixels[COUNT * PIXELS], labels[COUNT];
    random_generator r = random_seeded(7, 7);
    for (int n = 0; n < count; n++) {
        labels[n] = (unsigned char)random_below(&r, 10);
        for (int i = 0; i < PIXELS; i++)
            pixels[n * PIXELS + i] =
                (unsigned char)(i / 28 == 2 * labels[n] + 4 ? 255 : random_below(&r, 128));
    }
    return (dataset){.count = count, .H = 28, .W = 28, .pixels = pixels, .labels = labels};
}

static void learn_by_heart(void)
{
    trainer t;
    const training_options o = {
        .seed = 1, .batch_size = 20, .lr = (real)0.1, .momentum = (real)0.9};
    const status made = trainer_create(&t, network_shape_mnist(), noise(20), o);
    EXPECT(made.code == STATUS_OK, "%s", made.message);
    EXPECT(t.steps_per_epoch == 1, "steps_per_epoch = %d", t.steps_per_epoch);
    real loss = 0, first = 0;
    for (int epoch = 0; epoch < 100; epoch++) {
        trainer_start_epoch(&t);
        loss = train_step(&t);
        if (epoch == 0)
            first = loss;
    }
    EXPECT(first > 1, "the loss starts at %g: it knows the images already", first);
    EXPECT(loss < 0.01, "twenty images, a hundred steps: loss %g", loss);
    int correct;
    const status counted = count_correct(&t.net, noise(20), &correct);
    EXPECT(counted.code == STATUS_OK && correct == 20, "%d of 20 right", correct);
    trainer_free(&t);
}

/* The parameters after six steps with a team of the given strength. */
static real *parameters_with(int threads, int batch_size)
{
    parallel_start(threads);
    trainer t;
    const training_options o = {
        .seed = 3, .batch_size = batch_size, .lr = (real)0.2, .momentum = (real)0.9};
    const status made = trainer_create(&t, network_shape_mnist(), noise(COUNT), o);
    EXPECT(made.code == STATUS_OK, "%s", made.message);
    for (int step = 0; step < 6; step++) {
        if (step % t.steps_per_epoch == 0)
            trainer_start_epoch(&t);
        train_step(&t);
    }
    real *copy = malloc(t.net.parameter_count * sizeof *copy);
    memcpy(copy, t.net.parameters, t.net.parameter_count * sizeof *copy);
    trainer_free(&t);
    parallel_stop();
    return copy;
}

static void same_bits(void)
{
    const int batch_sizes[] = {150, 33}, threads[] = {2, 3, 4, 8};
    const size_t bytes = 607394 * sizeof(real);
    for (int i = 0; i < 2; i++) {
        real *one = parameters_with(1, batch_sizes[i]);
        for (int j = 0; j < 4; j++) {
            real *several = parameters_with(threads[j], batch_sizes[i]);
            EXPECT(memcmp(one, several, bytes) == 0,
                   "batches of %d: other parameters on %d threads than on 1", batch_sizes[i],
                   threads[j]);
            free(several);
        }
        free(one);
    }
}

/* An epoch is made of whole batches of different images, in an order that changes. */
static void epochs(void)
{
    trainer t;
    const training_options o = {.seed = 1, .batch_size = 70, .lr = 0, .momentum = 0};
    const status made = trainer_create(&t, network_shape_mnist(), noise(COUNT), o);
    EXPECT(made.code == STATUS_OK, "%s", made.message);
    EXPECT(t.steps_per_epoch == 4, "300 images, batches of 70: %d steps", t.steps_per_epoch);
    int order[COUNT], seen[COUNT] = {0};
    trainer_start_epoch(&t);
    memcpy(order, t.order, sizeof order);
    for (int i = 0; i < COUNT; i++)
        seen[order[i]]++;
    for (int i = 0; i < COUNT; i++)
        EXPECT(seen[i] == 1, "image %d comes %d times in an epoch", i, seen[i]);
    trainer_start_epoch(&t);
    EXPECT(memcmp(order, t.order, sizeof order) != 0, "two epochs have the %s order", "same");
    trainer_free(&t);
}

static void failures(void)
{
    trainer t;
    training_options o = training_options_original();
    status s = trainer_create(&t, network_shape_mnist(), noise(COUNT), o);
    EXPECT(s.code == STATUS_DATA && strstr(s.message, "300 training images") != NULL,
           "a batch of 1024 from 300 images: code %d, %s", (int)s.code, s.message);
    trainer_free(&t);

    network_shape other = network_shape_mnist();
    other.W = 20;
    o.batch_size = 10;
    s = trainer_create(&t, other, noise(COUNT), o);
    EXPECT(s.code == STATUS_DATA && strstr(s.message, "28 x 28") != NULL,
           "images of another size: code %d, %s", (int)s.code, s.message);
    trainer_free(&t);

    /* A loss that is not a number is returned, and the parameters stay as they were. */
    s = trainer_create(&t, network_shape_mnist(), noise(COUNT), o);
    EXPECT(s.code == STATUS_OK, "%s", s.message);
    t.net.p.fc2_b[3] = (real)NAN;
    trainer_start_epoch(&t);
    const real before = t.net.parameters[0], loss = train_step(&t);
    EXPECT(!isfinite(loss), "a network with a NaN in it: loss %g", loss);
    EXPECT(t.net.parameters[0] == before, "the parameters moved from %g to %g", before,
           t.net.parameters[0]);
    trainer_free(&t);
}

int main(void)
{
    learn_by_heart();
    same_bits();
    epochs();
    failures();
    return expect_result();
}
