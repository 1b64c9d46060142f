/*
 * Training. Read it with chapters/09-learning and chapters/10-data.
 */
#include "training/train.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/parallel.h"
#include "numerics/random.h"
#include "require.h"
#include "training/sgd.h"

/* Epoch number i shuffles by stream SHUFFLES + i of the seed. The network's layers draw their start
 * from the streams 0, 1 and 2. */
enum { SHUFFLES = 1000 };

training_options training_options_original(void)
{
    return (training_options){
        .seed = 1, .batch_size = 1024, .lr = (real)1.8, .momentum = (real)0.9};
}

/* What the images must be like for this network and these batches. */
static status check_images(network_shape shape, dataset images, int batch_size)
{
    if (images.H != shape.H || images.W != shape.W)
        return status_error(STATUS_DATA,
                            "the images are %d x %d pixels, the network expects %d x %d\n"
                            "hint: MNIST, Fashion-MNIST and KMNIST have 28 x 28",
                            images.H, images.W, shape.H, shape.W);
    if (images.count < batch_size)
        return status_error(STATUS_DATA,
                            "%d training images do not fill one batch of %d\n"
                            "hint: a smaller --batch-size, or more images",
                            images.count, batch_size);
    return status_ok();
}

status trainer_create(trainer *t, network_shape shape, dataset images, training_options options)
{
    REQUIRE(options.batch_size >= 1, "batch_size = %d", options.batch_size);
    REQUIRE(shape.C == 1, "C = %d: a picture of a dataset has one channel", shape.C);
    REQUIRE(options.lr >= 0, "lr = %g", (double)options.lr);
    REQUIRE(0 <= options.momentum && options.momentum < 1, "momentum = %g",
            (double)options.momentum);
    const int steps = images.count / options.batch_size;
    *t = (trainer){.images = images, .options = options, .steps_per_epoch = steps, .step = steps};
    status s = check_images(shape, images, options.batch_size);
    if (s.code == STATUS_OK)
        s = network_create(&t->net, shape, options.batch_size);
    if (s.code != STATUS_OK)
        return s;

    const size_t batch = (size_t)options.batch_size;
    t->order = malloc((size_t)images.count * sizeof *t->order);
    t->velocity = calloc(t->net.parameter_count, sizeof *t->velocity);
    t->x = malloc(batch * (size_t)shape.H * (size_t)shape.W * sizeof *t->x);
    t->label = malloc(batch * sizeof *t->label);
    if (t->order == NULL || t->velocity == NULL || t->x == NULL || t->label == NULL) {
        trainer_free(t);
        return status_error(STATUS_FAILED,
                            "not enough memory to train with batches of %d\n"
                            "hint: a smaller --batch-size needs less",
                            options.batch_size);
    }
    network_initialise(&t->net, options.seed);
    return status_ok();
}

void trainer_free(trainer *t)
{
    network_free(&t->net);
    free(t->order);
    free(t->velocity);
    free(t->x);
    free(t->label);
    *t = (trainer){0};
}

void trainer_start_epoch(trainer *t)
{
    t->epoch++;
    t->step = 0;
    for (int i = 0; i < t->images.count; i++)
        t->order[i] = i;
    random_generator r = random_seeded(t->options.seed, SHUFFLES + (uint64_t)t->epoch);
    random_shuffle(&r, t->order, t->images.count);
}

/* ---- One step ---------------------------------------------------------------------------------- */

/* Pictures that one task fetches: enough to be worth a task. */
enum { PICTURES = 64 };

/* A batch to be made, see dataset_batch(). */
typedef struct {
    real *x;
    int *label;
    dataset images;
    const int *order;
    int N;
} batch;

static void fetch_pictures(void *context, int task, int thread)
{
    (void)thread;
    const batch *b = context;
    const int first = task * PICTURES, left = b->N - first;
    const size_t pixels = (size_t)b->images.H * (size_t)b->images.W;
    dataset_batch(b->x + (size_t)first * pixels, b->label + first, b->images, b->order + first,
                  left < PICTURES ? left : PICTURES);
}

/* dataset_batch(), shared out among the threads. */
static void make_batch(real *x, int *label, dataset images, const int *order, int N)
{
    parallel_for((N - 1) / PICTURES + 1, fetch_pictures, &(batch){x, label, images, order, N});
}

/* The parameters of one slice are moved, and their gradients cleared for the next step. */
static void move_slice(void *context, int slice, int thread)
{
    (void)thread;
    trainer *t = context;
    const size_t first = (size_t)slice * TRAIN_SLICE, left = t->net.parameter_count - first;
    const size_t count = left < TRAIN_SLICE ? left : TRAIN_SLICE;
    real *dw = t->net.gradients + first;
    sgd_step(t->net.parameters + first, t->velocity + first, dw, count, t->options.lr,
             t->options.momentum);
    memset(dw, 0, count * sizeof *dw);
}

real train_step(trainer *t)
{
    REQUIRE(t->step < t->steps_per_epoch, "step = %d of %d", t->step, t->steps_per_epoch);
    const int N = t->options.batch_size;
    network *net = &t->net;

    make_batch(t->x, t->label, t->images, t->order + (size_t)t->step * (size_t)N, N);
    network_forward(net, t->x, N);
    const real loss = network_loss(net, t->label, N);
    t->step++;
    if (!isfinite(loss))
        return loss;
    network_backward(net, t->x, t->label, N);
    parallel_for((int)((net->parameter_count - 1) / TRAIN_SLICE + 1), move_slice, t);
    return loss;
}

int predicted_class(const real *logits, int classes)
{
    int best = 0;
    for (int k = 1; k < classes; k++)
        if (logits[k] > logits[best])
            best = k;
    return best;
}

status classify(unsigned char *predicted, network *net, dataset images)
{
    const network_shape s = net->shape;
    REQUIRE(s.classes <= 256, "%d classes: a class is a byte", s.classes);
    REQUIRE(s.C == 1, "C = %d: a picture of a dataset has one channel", s.C);
    REQUIRE(images.H == s.H && images.W == s.W, "images of %d x %d, not %d x %d", images.H,
            images.W, s.H, s.W);
    const size_t capacity = (size_t)net->capacity;
    real *x = malloc(capacity * (size_t)s.H * (size_t)s.W * sizeof *x);
    int *label = malloc(capacity * sizeof *label), *order = malloc(capacity * sizeof *order);
    const bool failed = x == NULL || label == NULL || order == NULL;
    for (int first = 0; !failed && first < images.count; first += net->capacity) {
        const int left = images.count - first, N = left < net->capacity ? left : net->capacity;
        for (int n = 0; n < N; n++)
            order[n] = first + n;
        make_batch(x, label, images, order, N);
        network_forward(net, x, N);
        for (int n = 0; n < N; n++)
            predicted[first + n] =
                (unsigned char)predicted_class(net->logits + n * s.classes, s.classes);
    }
    free(x);
    free(label);
    free(order);
    return failed ? status_error(STATUS_FAILED, "not enough memory to classify a batch of %d",
                                 net->capacity)
                  : status_ok();
}

status count_correct(network *net, dataset images, int *correct)
{
    *correct = 0;
    unsigned char *predicted = malloc((size_t)images.count + 1); /* 0 bytes may be NULL */
    if (predicted == NULL)
        return status_error(STATUS_FAILED, "not enough memory to classify %d images", images.count);
    const status s = classify(predicted, net, images);
    for (int n = 0; s.code == STATUS_OK && n < images.count; n++)
        *correct += predicted[n] == images.labels[n];
    free(predicted);
    return s;
}
