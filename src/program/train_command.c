/*
 * mnist train: the recipe of the original, or another, on MNIST or on data of its form.
 *
 * A run has trials, a trial has epochs, an epoch has steps. Trials differ by their seed alone: the
 * first has --seed, the next one more, and so on. The first trial's network is the one that is saved
 * and shown.
 */
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/parallel.h"
#include "numerics/spread.h"
#include "platform.h"
#include "program/commands.h"
#include "program/data_source.h"
#include "program/options.h"
#include "program/training_figures.h"
#include "report/progress.h"
#include "report/terminal.h"
#include "report/training_log.h"
#include "training/model_file.h"
#include "training/train.h"

enum { PATH_BYTES = 4096, MOST_STEPS = 100000000 };

/* What the command line says. */
typedef struct {
    data_choice data;
    const char *output, *save, *resume, *log;
    int epochs, batch_size, trials, threads;
    double lr, momentum;
    uint64_t seed;
    bool quiet;
} settings;

/* What the trials share, and what they leave behind. */
typedef struct {
    settings o;
    data_source data;
    model start;              /* where to go on; empty unless --resume is given */
    char save[PATH_BYTES];    /* where the model goes */
    bool saved;               /* whether it is there */
    training_log log;         /* --log */
    progress bar;             /* of all trials together */
    int iterations;           /* of one trial */
    double *loss;             /* (trials, iterations) */
    double *accuracy;         /* (trials), on the test set, in percent */
    unsigned char *predicted; /* (data.test.count), what the first trial's network sees */
} run;

static const char notes[] =
    "examples:\n"
    "  mnist train                                  the original's recipe\n"
    "  mnist train --data path/to/mnist --trials 4\n"
    "  mnist train --epochs 4 --resume results/model.cnn\n"
    "\n"
    "The learning rate, beside PyTorch's: a step here is\n"
    "    v = momentum * v + (1 - momentum) * gradient;  weights -= lr * v\n"
    "which torch.optim.SGD calls momentum=0.9, dampening=0.9. Without dampening, its\n"
    "default, its steps are 1 / (1 - momentum) = 10 times as long: --lr 1.8 here is\n"
    "like lr=0.18 there.\n"
    "\n"
    "The data: --data, or else the environment variable MNIST_DIR, names a folder\n"
    "with the four files of MNIST, or of a set in its format. If neither does,\n"
    "data/mnist of the source tree is taken; if that is empty, or with --built-in,\n"
    "digits that the program draws itself, 120,000 of them to train and 10,000 to\n"
    "test. The first sixth of the training set (of MNIST 10,000 of 60,000 pictures)\n"
    "validates, the rest trains.\n"
    "\n"
    "The model is saved after each epoch. --resume goes on where it was saved, with\n"
    "its seed, batch size, learning rate and momentum unless others are given, up to\n"
    "--epochs in all: the result is that of a run that never stopped.";

static volatile sig_atomic_t interrupted;

/* The first Ctrl-C lets the step end in which it came; a second one ends the program. */
static void on_interrupt(int signal_number)
{
    interrupted = 1;
    signal(signal_number, SIG_DFL);
}

/* ---- The command line -------------------------------------------------------------------------- */

static settings default_settings(void)
{
    return (settings){
        .output = "results",
        .epochs = 2,
        .batch_size = 1024,
        .trials = 1,
        .threads = options_default_threads(),
        .lr = 1.8,
        .momentum = 0.9,
        .seed = 1,
    };
}

/* Read the command line over what is in *o already. */
static status read_words(settings *o, bool *wanted, int argc, char **argv)
{
    option table[] = {
        option_text("--data", &o->data.folder, "FOLDER", "where MNIST's files lie"),
        option_flag("--built-in", &o->data.built_in, "digits that the program draws itself"),
        option_text("--output", &o->output, "FOLDER", "for the model and the figures"),
        option_count("--epochs", &o->epochs, 1, 100000, "how often each picture is seen"),
        option_count("--batch-size", &o->batch_size, 1, 65536, "pictures in a step"),
        option_number("--lr", &o->lr, 0, 1e9, "learning rate, see below"),
        option_number("--momentum", &o->momentum, 0, 0.999, "how much of the last step is kept"),
        option_seed("--seed", &o->seed, "one seed, one result"),
        option_count("--trials", &o->trials, 1, 1000, "trainings with the next seeds"),
        option_count("--threads", &o->threads, 1, PARALLEL_MAX_THREADS,
                     "the result does not depend on it"),
        option_text("--save", &o->save, "FILE", "the model, if not model.cnn in --output"),
        option_text("--resume", &o->resume, "FILE", "go on with the model saved there"),
        option_text("--log", &o->log, "FILE", "a row for each step, in CSV"),
        option_flag("--quiet", &o->quiet, "print nothing but the result"),
    };
    const command train = {.name = "train",
                           .arguments = "",
                           .purpose = "Train a network, and test it on digits it has not seen.",
                           .notes = notes,
                           .options = table,
                           .option_count = sizeof table / sizeof table[0]};
    int arguments;
    return options_read(wanted, &arguments, &train, argc, argv);
}

/* A model that goes on sets the defaults, so its file is read before the words that may change them
 * are read again. */
static status read_settings(run *r, bool *wanted, int argc, char **argv)
{
    settings *o = &r->o;
    *o = default_settings();
    status s = read_words(o, wanted, argc, argv);
    if (s.code != STATUS_OK || !*wanted || o->resume == NULL)
        return s;
    if (o->trials > 1)
        return status_error(STATUS_USAGE,
                            "--resume goes on with one training, but --trials is %d\n"
                            "hint: leave one of them out",
                            o->trials);
    s = model_read(&r->start, o->resume, network_shape_mnist());
    if (s.code != STATUS_OK)
        return s;
    *o = default_settings();
    o->seed = r->start.options.seed;
    o->batch_size = r->start.options.batch_size;
    o->lr = (double)r->start.options.lr;
    o->momentum = (double)r->start.options.momentum;
    s = read_words(o, wanted, argc, argv);
    if (s.code == STATUS_OK && o->epochs <= r->start.epoch)
        return status_error(STATUS_USAGE,
                            "'%s' has had %d epochs of training already, and --epochs is %d\n"
                            "hint: --epochs %d goes on for one more",
                            o->resume, r->start.epoch, o->epochs, r->start.epoch + 1);
    return s;
}

/* ---- What is printed before ------------------------------------------------------------------- */

#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
static void
print_row(const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("  %s%-10s%s", terminal_switch(STYLE_FAINT), name, terminal_switch(STYLE_PLAIN));
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
}

static void print_configuration(const run *r)
{
    const settings *o = &r->o;
    const network_shape n = network_shape_mnist();
    char place[64];
    if (r->data.folder == NULL && !o->data.built_in)
        printf("MNIST is not here: training on the built-in digits, drawn by the program itself.\n"
               "To get MNIST: cmake --build build --target fetch, or see data/README.md\n\n");
    print_row("data", "%s", data_source_place(&r->data, place, sizeof place));
    print_row("", "%d to train, %d to validate, %d to test", data_source_training(&r->data).count,
              data_source_validation(&r->data).count, r->data.test.count);
    print_row("network", "convolution %dx%d with %d filters, ReLU, max pooling %dx%d,", n.kernel,
              n.kernel, n.filters, n.pool, n.pool);
    print_row("", "fully connected %d, ReLU, fully connected %d: %zu parameters", n.hidden,
              n.classes, network_parameter_count(n));
    print_row("recipe", "%d epoch%s, batches of %d, learning rate %g, momentum %g", o->epochs,
              o->epochs == 1 ? "" : "s", o->batch_size, o->lr, o->momentum);
    if (o->trials > 1)
        print_row("seeds", "%" PRIu64 " to %" PRIu64, o->seed, o->seed + (uint64_t)o->trials - 1);
    else
        print_row("seed", "%" PRIu64, o->seed);
    print_row("threads", "%d", parallel_threads());
    if (r->start.epoch > 0) {
        terminal_shorten(place, o->resume, 40);
        print_row("resumes", "%s, after epoch %d", place, r->start.epoch);
    }
    putchar('\n');
    fflush(stdout);
}

/* ---- Training ---------------------------------------------------------------------------------- */

/* "epoch 1/2", with the trial before it if there are several. */
static void make_title(char *title, size_t size, const run *r, int trial, int epoch)
{
    if (r->o.trials > 1)
        snprintf(title, size, "trial %d/%d epoch %d/%d", trial, r->o.trials, epoch, r->o.epochs);
    else
        snprintf(title, size, "epoch %d/%d", epoch, r->o.epochs);
}

/* Stopped by Ctrl-C: a model that was saved before lets the run go on. */
static status interrupted_status(const run *r, const trainer *t, int trial)
{
    char title[PROGRESS_TITLE];
    make_title(title, sizeof title, r, trial, t->epoch);
    if (r->saved && r->o.trials == 1)
        return status_error(STATUS_INTERRUPTED,
                            "stopped in %s, after step %d of %d\n"
                            "hint: mnist train --epochs %d --resume %s goes on after epoch %d",
                            title, t->step, t->steps_per_epoch, r->o.epochs, r->save, t->epoch - 1);
    return status_error(STATUS_INTERRUPTED, "stopped in %s, after step %d of %d", title, t->step,
                        t->steps_per_epoch);
}

/* The steps of one epoch; row keeps the last one's entry in the log, which waits for accuracies. */
static status run_steps(run *r, trainer *t, training_log_row *row, double started,
                        double *mean_loss)
{
    double sum = 0;
    while (t->step < t->steps_per_epoch) {
        if (t->step > 0)
            training_log_add(&r->log, *row);
        if (interrupted)
            return interrupted_status(r, t, row->trial);
        row->loss = (double)train_step(t);
        if (!isfinite(row->loss))
            return status_error(STATUS_NOT_FINITE,
                                "training diverged: the loss of step %d of epoch %d is %s\n"
                                "hint: a smaller --lr, or another --seed",
                                t->step, t->epoch, isnan(row->loss) ? "not a number" : "infinite");
        r->loss[(row->trial - 1) * r->iterations + row->iteration] = row->loss;
        row->iteration++;
        row->seconds = platform_seconds() - started;
        sum += row->loss;
        progress_step(&r->bar, row->loss);
    }
    *mean_loss = sum / t->steps_per_epoch;
    return status_ok();
}

static double percent(int correct, dataset images)
{
    return 100.0 * correct / images.count;
}

static status run_epoch(run *r, trainer *t, training_log_row *row, double started)
{
    const double epoch_started = platform_seconds();
    const dataset validation = data_source_validation(&r->data);
    char title[PROGRESS_TITLE];
    double loss = 0;
    int correct = 0;
    trainer_start_epoch(t);
    row->epoch = t->epoch;
    make_title(title, sizeof title, r, row->trial, t->epoch);
    progress_resume(&r->bar, title);
    status s = run_steps(r, t, row, started, &loss);
    const double seconds = platform_seconds() - epoch_started;
    if (s.code == STATUS_OK)
        s = count_correct(&t->net, validation, &correct);
    if (s.code == STATUS_OK && row->trial == 1) {
        s = model_write(r->save, t);
        r->saved = r->saved || s.code == STATUS_OK;
    }
    progress_wipe(&r->bar);
    if (s.code != STATUS_OK)
        return s;
    row->validation_accuracy = percent(correct, validation);
    if (!r->o.quiet)
        printf("%s  loss %.4f  validation %5.2f %%  %6.0f images/s  %.1f s\n", title, loss,
               row->validation_accuracy, t->steps_per_epoch * t->options.batch_size / seconds,
               seconds);
    fflush(stdout);
    return s;
}

/* The network's sight of the test set; the first trial's is kept. */
static status test(run *r, trainer *t, training_log_row *row)
{
    const dataset images = r->data.test;
    int correct = 0;
    status s;
    if (row->trial == 1) {
        s = classify(r->predicted, &t->net, images);
        for (int n = 0; s.code == STATUS_OK && n < images.count; n++)
            correct += r->predicted[n] == images.labels[n];
    } else {
        s = count_correct(&t->net, images, &correct);
    }
    if (s.code != STATUS_OK)
        return s;
    row->test_accuracy = r->accuracy[row->trial - 1] = percent(correct, images);
    if (!r->o.quiet || r->o.trials == 1)
        printf("%stest accuracy %.2f %%%s (%d of %d %s)\n", terminal_switch(STYLE_STRONG),
               row->test_accuracy, terminal_switch(STYLE_PLAIN), correct, images.count,
               data_source_name(&r->data));
    fflush(stdout);
    return s;
}

static status run_trial(run *r, int trial)
{
    const settings *o = &r->o;
    const uint64_t seed = o->seed + (uint64_t)trial - 1;
    const double started = platform_seconds();
    training_log_row row = {.trial = trial, .seed = seed};
    trainer t;
    status s = trainer_create(&t, network_shape_mnist(), data_source_training(&r->data),
                              (training_options){.seed = seed,
                                                 .batch_size = o->batch_size,
                                                 .lr = (real)o->lr,
                                                 .momentum = (real)o->momentum});
    if (s.code != STATUS_OK)
        return s;
    if (r->start.epoch > 0)
        trainer_continue(&t, &r->start);
    while (s.code == STATUS_OK && t.epoch < o->epochs) {
        row.validation_accuracy = row.test_accuracy = NAN;
        s = run_epoch(r, &t, &row, started);
        if (s.code == STATUS_OK && t.epoch == o->epochs)
            s = test(r, &t, &row);
        if (s.code == STATUS_OK)
            training_log_add(&r->log, row);
    }
    trainer_free(&t);
    return s;
}

/* ---- What is printed after ---------------------------------------------------------------------- */

static void print_trials(const run *r)
{
    const spread s = spread_of(r->accuracy, r->o.trials);
    printf("%s%d trials: test accuracy %.2f +- %.2f %%%s, from %.2f to %.2f, on %d %s\n",
           terminal_switch(STYLE_STRONG), r->o.trials, s.mean, s.deviation,
           terminal_switch(STYLE_PLAIN), s.least, s.most, r->data.test.count,
           data_source_name(&r->data));
}

static status draw_figures(const run *r)
{
    figure_trial *trials = calloc((size_t)r->o.trials, sizeof *trials);
    if (trials == NULL)
        return status_error(STATUS_FAILED, "no memory for the figure of %d trials", r->o.trials);
    for (int i = 0; i < r->o.trials; i++)
        trials[i] = (figure_trial){.seed = r->o.seed + (uint64_t)i,
                                   .test_accuracy = r->accuracy[i] / 100,
                                   .loss = r->loss + i * r->iterations,
                                   .iterations = r->iterations};
    const status s = training_figures(r->o.output, trials, r->o.trials, &r->data, r->predicted);
    free(trials);
    return s;
}

static void print_summary(const run *r)
{
    if (r->o.trials > 1)
        print_trials(r);
    if (r->o.quiet)
        return;
    char text[3 * PATH_BYTES + 200];
    snprintf(text, sizeof text,
             "model in %s\nfigures in %s: %s\n"
             "next: mnist predict --model %s --index 0",
             r->save, r->o.output, training_figure_names, r->save);
    terminal_print(stdout, text);
}

/* ---- The run ----------------------------------------------------------------------------------- */

static status make_places(run *r)
{
    const settings *o = &r->o;
    if (!platform_make_folder(o->output))
        return status_error(STATUS_FAILED,
                            "cannot make the folder '%s'\nhint: name another with --output",
                            o->output);
    const int length = o->save != NULL
                           ? snprintf(r->save, sizeof r->save, "%s", o->save)
                           : snprintf(r->save, sizeof r->save, "%s/model.cnn", o->output);
    if (length < 0 || (size_t)length >= sizeof r->save)
        return status_error(STATUS_FAILED, "the name of the model file is too long\n"
                                           "hint: name a shorter one with --save");
    return training_log_open(&r->log, o->log);
}

/* Room for what the trials leave behind. */
static status make_arrays(run *r)
{
    const settings *o = &r->o;
    const int steps = data_source_training(&r->data).count / o->batch_size;
    const int epochs = o->epochs - r->start.epoch;
    if ((double)o->trials * epochs * steps > MOST_STEPS)
        return status_error(STATUS_USAGE,
                            "%d trials of %d epochs of %d steps are more than %d steps\n"
                            "hint: fewer --trials or --epochs, or a larger --batch-size",
                            o->trials, epochs, steps, MOST_STEPS);
    r->iterations = epochs * steps;
    const size_t trials = (size_t)o->trials;
    r->loss = calloc(trials * (size_t)r->iterations + 1, sizeof *r->loss); /* 0 may give NULL */
    r->accuracy = calloc(trials, sizeof *r->accuracy);
    r->predicted = calloc((size_t)r->data.test.count, 1);
    if (r->loss == NULL || r->accuracy == NULL || r->predicted == NULL)
        return status_error(STATUS_FAILED,
                            "no memory for the losses of %d trials of %d steps\n"
                            "hint: fewer --trials or --epochs",
                            o->trials, r->iterations);
    const int all = o->trials * r->iterations;
    r->bar = progress_begin(all > 0 ? all : 1, o->batch_size, o->quiet);
    return status_ok();
}

static status train(run *r)
{
    status s = data_source_open(&r->data, r->o.data, DATA_TRAIN_AND_TEST);
    if (s.code == STATUS_OK)
        s = make_arrays(r);
    if (s.code == STATUS_OK)
        s = make_places(r); /* last: a run that is refused leaves no folder and no empty log */
    if (s.code != STATUS_OK)
        return s;
    if (!r->o.quiet)
        print_configuration(r);
    for (int trial = 1; s.code == STATUS_OK && trial <= r->o.trials; trial++)
        s = run_trial(r, trial);
    const status logged = training_log_close(&r->log);
    if (s.code == STATUS_OK)
        s = logged;
    if (s.code == STATUS_OK)
        s = draw_figures(r);
    if (s.code == STATUS_OK)
        print_summary(r);
    return s;
}

status train_command(int argc, char **argv)
{
    run r = {0};
    bool wanted;
    status s = read_settings(&r, &wanted, argc, argv);
    if (s.code == STATUS_OK && wanted) {
        signal(SIGINT, on_interrupt);
        parallel_start(r.o.threads);
        s = train(&r);
        parallel_stop();
    }
    free(r.loss);
    free(r.accuracy);
    free(r.predicted);
    model_free(&r.start);
    data_source_close(&r.data);
    return s;
}
