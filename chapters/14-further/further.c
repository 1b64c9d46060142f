/*
 * Chapter 14: further than the original.
 *
 *     further
 *         Ten digits in the middle of their pictures are learnt, as they are and moved at random;
 *         then they are shown at other places.
 *     further FOLDER RECIPE FIRST LAST [THREADS [test]]
 *         Trains on MNIST with one of the recipes below, once for each of the seeds FIRST to LAST,
 *         and validates; with the word test it is tested, too: further data/mnist adam 1 4 2 test
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dataset/shift.h"
#include "numerics/parallel.h"
#include "numerics/spread.h"
#include "ten_digits.h"
#include "training/adam.h"
#include "training/schedule.h"
#include "training/sgd.h"
#include "training/train.h"

/* All that a training is decided by, besides its seed. */
typedef struct {
    const char *name;
    int batch_size, epochs;
    real lr;
    enum { SGD, ADAM } optimiser;
    real momentum;       /* of sgd_step(), or beta1 of adam_step() */
    real beta2;          /* of adam_step() */
    double warmup, fall; /* shares of all steps */
    schedule_fall shape;
    int shift; /* pixels */
} recipe;

static const recipe recipes[] = {
    {"original", 1024, 2, 1.8F, SGD, 0.9F, 0, 0, 0, SCHEDULE_LINEAR, 0},
    {"warmup", 1024, 2, 1.8F, SGD, 0.9F, 0, 0.1, 0, SCHEDULE_LINEAR, 0},
    {"adam-level", 1024, 2, 0.003F, ADAM, 0.9F, 0.999F, 0, 0, SCHEDULE_LINEAR, 0},
    {"adam", 1024, 2, 0.03F, ADAM, 0.8F, 0.95F, 0.4, 0.6, SCHEDULE_LINEAR, 0},
    {"long", 128, 15, 0.001F, ADAM, 0.9F, 0.999F, 0, 1, SCHEDULE_COSINE, 0},
    {"shifts", 128, 15, 0.001F, ADAM, 0.9F, 0.999F, 0, 1, SCHEDULE_COSINE, 2},
    {"longer", 128, 30, 0.002F, ADAM, 0.9F, 0.99F, 0.05, 0.95, SCHEDULE_COSINE, 2},
};
enum { RECIPES = sizeof recipes / sizeof recipes[0], MOST_SEEDS = 100 };

/* ---- Training -------------------------------------------------------------------------------- */

/* A training under way, beside what a trainer holds. */
typedef struct {
    recipe c;
    schedule rate;
    random_generator moves; /* of the pictures */
    real *squares;          /* (parameter_count), Adam's mean squares */
    real *moved;            /* (batch_size, 1, H, W), the batch that is learnt from */
    int done;               /* steps */
} training;

/* One step of chapter 9, with moved pictures, a rate of its own and a choice of two optimisers. */
static real take_step(trainer *t, training *g)
{
    network *net = &t->net;
    const int N = t->options.batch_size;
    const size_t count = net->parameter_count;
    const real lr = g->c.lr * (real)schedule_factor(g->rate, g->done);
    dataset_batch(t->x, t->label, t->images, t->order + (size_t)t->step * (size_t)N, N);
    shift_batch(g->moved, t->x, N, t->images.H, t->images.W, g->c.shift, &g->moves);
    t->step++;
    g->done++;

    network_forward(net, g->moved, N);
    const real loss = network_loss(net, t->label, N);
    memset(net->gradients, 0, count * sizeof *net->gradients);
    network_backward(net, g->moved, t->label, N);
    if (g->c.optimiser == ADAM)
        adam_step(net->parameters, t->velocity, g->squares, net->gradients, count, g->done, lr,
                  (adam_options){g->c.momentum, g->c.beta2, (real)1e-8});
    else
        sgd_step(net->parameters, t->velocity, net->gradients, count, lr, g->c.momentum);
    return loss;
}

/* Where a training's highest loss lies after its first ten steps, which all begin high. */
typedef struct {
    double loss;
    int step;
} spike;

/* Make a trainer, and take it through all epochs. The trainer's own learning rate is not used. */
static status learn(trainer *t, spike *late, dataset images, recipe c, uint64_t seed)
{
    status s = trainer_create(t, network_shape_mnist(), images,
                              (training_options){.seed = seed, .batch_size = c.batch_size});
    if (s.code != STATUS_OK)
        return s;
    const int steps = c.epochs * t->steps_per_epoch;
    training g = {
        .c = c,
        .rate = {steps, (int)(c.warmup * steps), (int)(c.fall * steps), c.shape},
        .moves = random_seeded(seed, 3000),
        .squares = calloc(t->net.parameter_count, sizeof *g.squares),
        .moved = malloc((size_t)c.batch_size * DIGIT_SIZE * DIGIT_SIZE * sizeof *g.moved),
    };
    if (g.squares == NULL || g.moved == NULL)
        s = status_error(STATUS_FAILED, "not enough memory");
    *late = (spike){0, 0};
    while (s.code == STATUS_OK && g.done < steps) {
        if (t->step == t->steps_per_epoch)
            trainer_start_epoch(t);
        const double loss = (double)take_step(t, &g);
        if (!isfinite(loss))
            s = status_error(STATUS_NOT_FINITE, "the loss of step %d is not finite", g.done - 1);
        if (g.done > 10 && loss > late->loss)
            *late = (spike){loss, g.done - 1};
    }
    free(g.squares);
    free(g.moved);
    return s;
}

/* ---- Experiments on MNIST -------------------------------------------------------------------- */

/* How many of the validation and of the test pictures are read, in percent. */
typedef struct {
    double validation, test;
} share;

static status count_share(double *percent, network *net, dataset d)
{
    int correct = 0;
    const status s = count_correct(net, d, &correct);
    *percent = 100.0 * correct / d.count;
    return s;
}

/* How many of the filters answer anything at all to the last batch. */
static int answering_filters(trainer *t)
{
    network *net = &t->net;
    const int N = t->options.batch_size, filters = net->shape.filters;
    const int places = net->fc1.in / filters;
    int answering = 0;
    network_forward(net, t->x, N);
    for (int oc = 0; oc < filters; oc++) {
        int above = 0;
        for (int n = 0; n < N; n++)
            for (int i = 0; i < places; i++)
                above += net->pooled[(n * filters + oc) * places + i] > 0;
        answering += above > 0;
    }
    return answering;
}

/* Learn with one seed, and say how well it went. No test pictures: none are looked at. */
static status try_seed(share *right, dataset pictures, dataset tests, recipe c, int seed)
{
    const int sixth = pictures.count / 6;
    trainer t;
    spike late;
    status s =
        learn(&t, &late, dataset_slice(pictures, sixth, pictures.count - sixth), c, (uint64_t)seed);
    if (s.code == STATUS_OK)
        s = count_share(&right->validation, &t.net, dataset_slice(pictures, 0, sixth));
    if (s.code == STATUS_OK && tests.count > 0)
        s = count_share(&right->test, &t.net, tests);
    const int answering = s.code == STATUS_OK ? answering_filters(&t) : 0;
    trainer_free(&t);
    if (s.code != STATUS_OK)
        return s;
    printf("%-10s seed %2d   loss after step 10 up to %5.2f (step %4d)   %2d filters   validation "
           "%.2f %%",
           c.name, seed, late.loss, late.step, answering, right->validation);
    if (tests.count > 0)
        printf("   test %.2f %%", right->test);
    printf("\n");
    fflush(stdout);
    return s;
}

static void print_spread(const char *name, const double *values, int count)
{
    const spread s = spread_of(values, count);
    printf("   %s %.2f +- %.2f %%", name, s.mean, s.deviation);
}

static status try_seeds(const char *folder, recipe c, int first, int last, int test)
{
    const int seeds = last - first + 1;
    dataset pictures = {0}, tests = {0};
    double validation[MOST_SEEDS], right[MOST_SEEDS];
    status s = dataset_read(&pictures, folder, "train");
    if (s.code == STATUS_OK && test)
        s = dataset_read(&tests, folder, "t10k");
    for (int i = 0; s.code == STATUS_OK && i < seeds; i++) {
        share r = {0, 0};
        s = try_seed(&r, pictures, tests, c, first + i);
        validation[i] = r.validation;
        right[i] = r.test;
    }
    if (s.code == STATUS_OK && seeds > 1) {
        printf("%-10s %d seeds:", c.name, seeds);
        print_spread("validation", validation, seeds);
        if (test)
            print_spread("test", right, seeds);
        printf("\n");
    }
    dataset_free(&pictures);
    dataset_free(&tests);
    return s;
}

/* ---- Ten digits ------------------------------------------------------------------------------ */

/* Of the ten digits, moved by so many rows and columns, how many does the network read? */
static int read_moved(network *net, const real *ten, int down, int right)
{
    static real x[TEN * DIGIT_SIZE * DIGIT_SIZE];
    int correct = 0;
    for (int n = 0; n < TEN; n++)
        shift_picture(x + n * DIGIT_SIZE * DIGIT_SIZE, ten + n * DIGIT_SIZE * DIGIT_SIZE,
                      DIGIT_SIZE, DIGIT_SIZE, down, right);
    network_forward(net, x, TEN);
    for (int n = 0; n < TEN; n++)
        correct += predicted_class(net->logits + n * net->shape.classes, TEN) == n;
    return correct;
}

static status learn_ten(int shift)
{
    static real ten[TEN * DIGIT_SIZE * DIGIT_SIZE];
    static unsigned char pixels[TEN * DIGIT_SIZE * DIGIT_SIZE];
    static const unsigned char labels[TEN] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    ten_digits_pixels(ten);
    for (int i = 0; i < TEN * DIGIT_SIZE * DIGIT_SIZE; i++)
        pixels[i] = (unsigned char)(255 * ten[i] + (real)0.5);
    const dataset images = {TEN, DIGIT_SIZE, DIGIT_SIZE, pixels, labels};
    const recipe c = {"ten",      TEN, 120, (real)0.003,     ADAM, (real)0.9,
                      (real)0.99, 0.1, 0.5, SCHEDULE_LINEAR, shift};
    trainer t;
    spike late;
    const status s = learn(&t, &late, images, c, 1);
    printf("\nLearnt %s: how many of ten are read when moved\n     right: -4  -3  -2  -1   0   1"
           "   2   3   4\n",
           shift == 0 ? "as they are" : "moved at random, by up to 2 pixels");
    for (int down = -4; s.code == STATUS_OK && down <= 4; down++) {
        printf("  down %2d:", down);
        for (int right = -4; right <= 4; right++)
            printf("  %2d", read_moved(&t.net, ten, down, right));
        printf("\n");
    }
    trainer_free(&t);
    return s;
}

/* A number from 1 to most, or 0. */
static int read_count(const char *word, int most)
{
    const long count = strtol(word, NULL, 10);
    return 1 <= count && count <= most ? (int)count : 0;
}

int main(int argc, char **argv)
{
    const int first = argc > 4 ? read_count(argv[3], MOST_SEEDS) : 0;
    const int last = argc > 4 ? read_count(argv[4], MOST_SEEDS) : 0;
    const int threads = argc > 5 ? read_count(argv[5], PARALLEL_MAX_THREADS) : 2;
    status s =
        status_error(STATUS_USAGE, "usage: further [FOLDER RECIPE FIRST LAST [THREADS [test]]]");
    parallel_start(threads > 0 ? threads : 1);
    if (argc == 1) {
        s = learn_ten(0);
        if (s.code == STATUS_OK)
            s = learn_ten(2);
    }
    for (int i = 0; 0 < first && first <= last && threads > 0 && i < RECIPES; i++)
        if (strcmp(argv[2], recipes[i].name) == 0)
            s = try_seeds(argv[1], recipes[i], first, last, argc > 6);
    parallel_stop();
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return (int)s.code;
}
