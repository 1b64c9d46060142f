/*
 * Chapter 11: the full run, written out.
 *
 *     full_run          four trials on a small set of drawn digits: a few seconds
 *     full_run FOLDER   four trials on MNIST: full_run data/mnist
 *
 * The first trial's model is written into the current folder.
 */
#include <math.h>
#include <stdio.h>

#include "dataset/dataset.h"
#include "dataset/synthetic_digits.h"
#include "numerics/parallel.h"
#include "numerics/spread.h"
#include "training/model_file.h"
#include "training/train.h"

enum { TRIALS = 4, EPOCHS = 2, MOST_STEPS = 96, ROWS = 24, COLUMNS = 60 };

static const char model_path[] = "first-trial.cnn";

/* ---- What the trials share ------------------------------------------------------------------- */

typedef struct {
    dataset all, validation, training, test; /* `all` is cut into the next two */
    int batch_size, steps;
    double loss[TRIALS][MOST_STEPS], accuracy[TRIALS];
} experiment;

static status gather(experiment *e, int argc, char **argv)
{
    *e = (experiment){.batch_size = argc > 1 ? 1024 : 50};
    status s = argc > 1 ? dataset_read(&e->all, argv[1], "train")
                        : synthetic_digits_make(&e->all, 1200, 1);
    if (s.code == STATUS_OK)
        s = argc > 1 ? dataset_read(&e->test, argv[1], "t10k")
                     : synthetic_digits_make(&e->test, 400, 2);
    const int sixth = e->all.count / 6;
    e->validation = dataset_slice(e->all, 0, sixth);
    e->training = dataset_slice(e->all, sixth, e->all.count - sixth);
    e->steps = EPOCHS * (e->training.count / e->batch_size);
    if (s.code == STATUS_OK && e->steps > MOST_STEPS)
        s = status_error(STATUS_DATA, "%d steps; there is room for %d", e->steps, MOST_STEPS);
    return s;
}

/* ---- One trial ------------------------------------------------------------------------------- */

static status run_epoch(trainer *t, double *loss)
{
    trainer_start_epoch(t);
    while (t->step < t->steps_per_epoch) {
        const int step = t->step;
        loss[step] = (double)train_step(t);
        if (!isfinite(loss[step]))
            return status_error(STATUS_NOT_FINITE, "the loss of step %d is not finite", t->step);
    }
    return status_ok();
}

static status run_trial(experiment *e, int trial)
{
    training_options recipe = training_options_original();
    recipe.seed = (uint64_t)trial + 1;
    recipe.batch_size = e->batch_size;
    trainer t;
    int correct = 0;
    status s = trainer_create(&t, network_shape_mnist(), e->training, recipe);
    printf("seed %d:  ", trial + 1);
    while (s.code == STATUS_OK && t.epoch < EPOCHS) {
        s = run_epoch(&t, e->loss[trial] + t.epoch * t.steps_per_epoch);
        if (s.code == STATUS_OK)
            s = count_correct(&t.net, e->validation, &correct);
        if (s.code == STATUS_OK)
            printf("epoch %d, validation %d of %d;  ", t.epoch, correct, e->validation.count);
    }
    if (s.code == STATUS_OK)
        s = count_correct(&t.net, e->test, &correct); /* once, at the end */
    e->accuracy[trial] = 100.0 * correct / e->test.count;
    if (s.code == STATUS_OK)
        printf("test %d of %d: %.2f %%\n", correct, e->test.count, e->accuracy[trial]);
    if (s.code == STATUS_OK && trial == 0)
        s = model_write(model_path, &t);
    trainer_free(&t);
    return s;
}

/* ---- What is seen ---------------------------------------------------------------------------- */

/* A row for some steps, and in it each trial's largest loss of these steps, from 0.01 to 100 on a
 * logarithmic axis; : stands at the loss of someone who guesses. */
static void plot(const experiment *e)
{
    const int stride = (e->steps + ROWS - 1) / ROWS;
    printf("\nstep  %-14s %-14s %-14s %-14s %s\n", "0.01", "0.1", "1", "10", "100");
    for (int first = 0; first < e->steps; first += stride) {
        char row[COLUMNS + 1];
        snprintf(row, sizeof row, "%*s", COLUMNS, "");
        row[(int)(COLUMNS * (log10(log(10)) + 2) / 4)] = ':';
        for (int trial = 0; trial < TRIALS; trial++) {
            double most = 0.01;
            for (int step = first; step < first + stride && step < e->steps; step++)
                most = fmax(most, e->loss[trial][step]);
            const int column = (int)(COLUMNS * (log10(most) + 2) / 4);
            row[column < COLUMNS ? column : COLUMNS - 1] = (char)('1' + trial);
        }
        printf("%4d  %s\n", first + 1, row);
    }
}

/* The model that was written is the network that was tested. */
static status read_back(const experiment *e)
{
    model m;
    network net = {0};
    int correct = 0;
    status s = model_read(&m, model_path, network_shape_mnist());
    if (s.code == STATUS_OK)
        s = network_from_model(&net, &m, e->batch_size);
    if (s.code == STATUS_OK)
        s = count_correct(&net, e->test, &correct);
    if (s.code == STATUS_OK)
        printf("\n%s: %zu parameters, seed %d, %d epochs; test %d of %d\n", model_path,
               m.parameter_count, (int)m.options.seed, m.epoch, correct, e->test.count);
    network_free(&net);
    model_free(&m);
    return s;
}

int main(int argc, char **argv)
{
    static experiment e;
    parallel_start(2);
    status s = gather(&e, argc, argv);
    for (int trial = 0; s.code == STATUS_OK && trial < TRIALS; trial++)
        s = run_trial(&e, trial);
    if (s.code == STATUS_OK) {
        const spread over = spread_of(e.accuracy, TRIALS);
        printf("%d trials: %.2f +- %.2f %%\n", TRIALS, over.mean, over.deviation);
        plot(&e);
        s = read_back(&e);
    }
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    dataset_free(&e.all);
    dataset_free(&e.test);
    parallel_stop();
    return (int)s.code;
}
