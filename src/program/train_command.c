/*
 * mnist train: the recipe of the original, or another, on MNIST or on data of its form.
 */
#include <math.h>
#include <signal.h>
#include <stdio.h>

#include "numerics/parallel.h"
#include "platform.h"
#include "program/commands.h"
#include "program/data_source.h"
#include "program/options.h"
#include "training/train.h"

/* What the command line says. */
typedef struct {
    const char *data;
    int epochs, batch_size, threads;
    double lr, momentum;
    uint64_t seed;
} settings;

static const char notes[] =
    "examples:\n"
    "  mnist train\n"
    "  mnist train --data folder/of/mnist --seed 7\n"
    "  mnist train --epochs 10 --batch-size 256 --lr 0.9\n"
    "\n"
    "The learning rate, beside PyTorch's: a step here is\n"
    "    v = momentum * v + (1 - momentum) * gradient;  weights -= lr * v\n"
    "which torch.optim.SGD calls momentum=0.9, dampening=0.9. Without dampening its\n"
    "steps are 1 / (1 - momentum) = 10 times as long: --lr 1.8 here is like lr=0.18\n"
    "there.\n"
    "\n"
    "The data: --data, or else the environment variable MNIST_DIR, names a folder\n"
    "with MNIST's four files. If neither does, data/mnist of the source tree is\n"
    "taken. The first sixth of the training set (10,000 of 60,000) validates, the\n"
    "rest trains.";

static volatile sig_atomic_t interrupted;

/* The first Ctrl-C lets the step end in which it came; a second one ends the program. */
static void on_interrupt(int signal_number)
{
    interrupted = 1;
    signal(signal_number, SIG_DFL);
}

static status read_settings(settings *o, options_wish *wish, int argc, char **argv)
{
    const training_options original = training_options_original();
    const int processors = platform_processors();
    *o =
        (settings){.epochs = 2,
                   .batch_size = original.batch_size,
                   .threads = processors < PARALLEL_MAX_THREADS ? processors : PARALLEL_MAX_THREADS,
                   .lr = 1.8,
                   .momentum = 0.9,
                   .seed = original.seed};
    option table[] = {
        {.name = "--data",
         .text = &o->data,
         .value = "FOLDER",
         .meaning = "where MNIST's files lie"},
        {.name = "--epochs",
         .count = &o->epochs,
         .least = 1,
         .most = 100000,
         .value = "N",
         .meaning = "how often each picture is seen"},
        {.name = "--batch-size",
         .count = &o->batch_size,
         .least = 1,
         .most = 65536,
         .value = "N",
         .meaning = "pictures in a step"},
        {.name = "--lr",
         .number = &o->lr,
         .least = 0,
         .most = 1e9,
         .value = "X",
         .meaning = "learning rate; see below how it compares with PyTorch's"},
        {.name = "--momentum",
         .number = &o->momentum,
         .least = 0,
         .most = 0.999,
         .value = "X",
         .meaning = "how much of the last step's direction is kept"},
        {.name = "--seed",
         .seed = &o->seed,
         .value = "N",
         .meaning = "of the first weights and the shuffling; one seed, one result"},
        {.name = "--threads",
         .count = &o->threads,
         .least = 1,
         .most = PARALLEL_MAX_THREADS,
         .value = "N",
         .meaning = "how many; the result is the same for any number"},
    };
    const command train = {.name = "train",
                           .arguments = "",
                           .purpose = "Train a network, and test it on digits it has not seen.",
                           .notes = notes,
                           .options = table,
                           .option_count = sizeof table / sizeof table[0]};
    int arguments;
    const status s = options_read(wish, &arguments, &train, argc, argv);
    if (s.code == STATUS_OK && *wish == OPTIONS_HELP)
        options_help(&train);
    return s;
}

static status run_epoch(trainer *t, int epoch, double *mean_loss)
{
    double sum = 0;
    trainer_start_epoch(t);
    while (t->step < t->steps_per_epoch) {
        if (interrupted)
            return status_error(STATUS_INTERRUPTED, "stopped in epoch %d, after step %d of %d",
                                epoch, t->step, t->steps_per_epoch);
        const double loss = (double)train_step(t);
        if (!isfinite(loss))
            return status_error(STATUS_NOT_FINITE,
                                "training diverged: the loss of step %d of epoch %d is %g\n"
                                "hint: a smaller --lr, or another --seed",
                                t->step, epoch, loss);
        sum += loss;
    }
    *mean_loss = sum / t->steps_per_epoch;
    return status_ok();
}

/* The share of a set that the network reads right, in percent. */
static status accuracy(trainer *t, dataset images, double *percent)
{
    int correct;
    const status s = count_correct(&t->net, images, &correct);
    *percent = images.count > 0 ? 100.0 * correct / images.count : 0;
    return s;
}

static status run(trainer *t, const settings *o, const data_source *data)
{
    double loss = 0, percent = 0;
    for (int epoch = 1; epoch <= o->epochs; epoch++) {
        const double start = platform_seconds();
        status s = run_epoch(t, epoch, &loss);
        if (s.code == STATUS_OK)
            s = accuracy(t, data_source_validation(data), &percent);
        if (s.code != STATUS_OK)
            return s;
        printf("epoch %d/%d  loss %.4f  validation %.2f %%  %.1f s\n", epoch, o->epochs, loss,
               percent, platform_seconds() - start);
        fflush(stdout);
    }
    const status s = accuracy(t, data->test, &percent);
    if (s.code == STATUS_OK)
        printf("test accuracy %.2f %% (%d pictures)\n", percent, data->test.count);
    return s;
}

static status train(const settings *o)
{
    data_source data;
    status s = data_source_open(&data, o->data, DATA_TRAIN_AND_TEST);
    if (s.code != STATUS_OK)
        return s;
    parallel_start(o->threads);
    trainer t;
    s = trainer_create(&t, network_shape_mnist(), data_source_training(&data),
                       (training_options){.seed = o->seed,
                                          .batch_size = o->batch_size,
                                          .lr = (real)o->lr,
                                          .momentum = (real)o->momentum});
    if (s.code == STATUS_OK) {
        s = run(&t, o, &data);
        trainer_free(&t);
    }
    parallel_stop();
    data_source_close(&data);
    return s;
}

status train_command(int argc, char **argv)
{
    settings o;
    options_wish wish;
    const status s = read_settings(&o, &wish, argc, argv);
    if (s.code != STATUS_OK || wish == OPTIONS_HELP)
        return s;
    signal(SIGINT, on_interrupt);
    return train(&o);
}
