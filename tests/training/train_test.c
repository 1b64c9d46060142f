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
#include "require_stops.h"
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
    EXPECT(memcmp(order, t.order, sizeof order) != 0, "two epochs have the same order");
    trainer_free(&t);
}

/* Each step takes the next images of the epoch's order. */
static void steps(void)
{
    const dataset images = noise(COUNT);
    trainer t;
    const training_options o = {.seed = 1, .batch_size = 70, .lr = 0, .momentum = 0};
    const status made = trainer_create(&t, network_shape_mnist(), images, o);
    EXPECT(made.code == STATUS_OK, "%s", made.message);
    trainer_start_epoch(&t);
    for (int step = 0; step < t.steps_per_epoch; step++) {
        EXPECT(t.step == step, "step %d is counted as %d", step, t.step);
        train_step(&t);
        for (int n = 0; n < 70; n++) {
            const int i = t.order[step * 70 + n];
            EXPECT(t.label[n] == images.labels[i], "step %d: label %d is not that of image %d",
                   step, n, i);
            EXPECT(t.x[n * PIXELS + 400] == (real)images.pixels[i * PIXELS + 400] / 255,
                   "step %d: picture %d is not image %d", step, n, i);
        }
    }
    trainer_free(&t);
}

/* What a seed decides: the start and the order. */
static void seeds(void)
{
    trainer t[3];
    const uint64_t seed[] = {1, 2, 1};
    for (int i = 0; i < 3; i++) {
        const training_options o = {.seed = seed[i], .batch_size = 70, .lr = 0, .momentum = 0};
        const status made = trainer_create(&t[i], network_shape_mnist(), noise(COUNT), o);
        EXPECT(made.code == STATUS_OK, "%s", made.message);
        trainer_start_epoch(&t[i]);
    }
    const size_t order = COUNT * sizeof(int), parameters = t[0].net.parameter_count * sizeof(real);
    EXPECT(memcmp(t[0].order, t[1].order, order) != 0, "seeds %d and %d: the same order", 1, 2);
    EXPECT(memcmp(t[0].order, t[2].order, order) == 0, "seed %d: another order", 1);
    EXPECT(memcmp(t[0].net.parameters, t[1].net.parameters, parameters) != 0,
           "seeds %d and %d: the same start", 1, 2);
    EXPECT(memcmp(t[0].net.parameters, t[2].net.parameters, parameters) == 0,
           "seed %d: another start", 1);
    for (int i = 0; i < 3; i++)
        trainer_free(&t[i]);
}

/* 300 images in batches of 70: each is classified as it is alone. */
static void classifying(void)
{
    const dataset images = noise(COUNT);
    network net;
    const status made = network_create(&net, network_shape_mnist(), 70);
    EXPECT(made.code == STATUS_OK, "%s", made.message);
    network_initialise(&net, 5);
    unsigned char predicted[COUNT];
    const status s = classify(predicted, &net, images);
    EXPECT(s.code == STATUS_OK, "%s", s.message);
    int alike = 0;
    for (int n = 0; n < COUNT; n++) {
        static real x[PIXELS];
        int label;
        dataset_batch(x, &label, images, &n, 1);
        network_forward(&net, x, 1);
        EXPECT(predicted[n] == predicted_class(net.logits, 10), "image %d: %d, alone %d", n,
               predicted[n], predicted_class(net.logits, 10));
        alike += predicted[n] == label;
    }
    int correct;
    EXPECT(count_correct(&net, images, &correct).code == STATUS_OK && correct == alike,
           "%d right, counted one by one %d", correct, alike);
    EXPECT(0 < alike && alike < COUNT, "%d of %d right: an example that shows nothing", alike,
           COUNT);
    network_free(&net);

    const real ties[] = {1, 3, 3, 2};
    EXPECT(predicted_class(ties, 4) == 1, "of equals, number %d", predicted_class(ties, 4));
}

static trainer stopped;

static void stop_step_before_epoch(void)
{
    const training_options o = {.seed = 1, .batch_size = 70, .lr = 0, .momentum = 0};
    if (trainer_create(&stopped, network_shape_mnist(), noise(COUNT), o).code == STATUS_OK)
        train_step(&stopped);
}

static void stop_negative_lr(void)
{
    trainer t;
    trainer_create(&t, network_shape_mnist(), noise(COUNT),
                   (training_options){.seed = 1, .batch_size = 70, .lr = -1, .momentum = 0});
}

static void preconditions(void)
{
    EXPECT(require_stops(stop_step_before_epoch), "a step was taken before an epoch began");
    trainer_free(&stopped);
    EXPECT(require_stops(stop_negative_lr), "a negative learning rate was taken");
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
           "images of another width: code %d, %s", (int)s.code, s.message);
    trainer_free(&t);
    other.W = 28;
    other.H = 30;
    s = trainer_create(&t, other, noise(COUNT), o);
    EXPECT(s.code == STATUS_DATA, "images of another height: code %d", (int)s.code);
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
    steps();
    seeds();
    classifying();
    preconditions();
    failures();
    return expect_result();
}
