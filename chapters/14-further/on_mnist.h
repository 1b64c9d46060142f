/*
 * A recipe tried on MNIST, once for each of some seeds: how many pictures the network reads then,
 * and how many of its filters are alive. The program of chapter 14 uses it.
 */
#ifndef ON_MNIST_H
#define ON_MNIST_H

#include <stdio.h>

#include "14-further/recipe.h"
#include "dataset/dataset.h"
#include "numerics/spread.h"
#include "training/train.h"

enum { MOST_SEEDS = 100 };

/* How many of the validation and of the test pictures are read, in percent. */
typedef struct {
    double validation, test;
} share;

static inline status count_share(double *percent, network *net, dataset d)
{
    int correct = 0;
    const status s = count_correct(net, d, &correct);
    *percent = 100.0 * correct / d.count;
    return s;
}

/* How many of the filters answer anything at all to the last batch. */
static inline int answering_filters(trainer *t)
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

/* Learn with one seed from all but the first sixth of the pictures, and say how many are read of
 * that sixth, and of the test pictures, if there are any. */
static inline status try_seed(share *right, dataset pictures, dataset tests, recipe c, int seed)
{
    const int sixth = pictures.count / 6;
    const dataset validation = dataset_slice(pictures, 0, sixth);
    const dataset learn_from = dataset_slice(pictures, sixth, pictures.count - sixth);
    trainer t;
    spike late;
    status s = follow_recipe(&t, &late, learn_from, c, (uint64_t)seed);
    if (s.code == STATUS_OK)
        s = count_share(&right->validation, &t.net, validation);
    if (s.code == STATUS_OK && tests.count > 0)
        s = count_share(&right->test, &t.net, tests);
    if (s.code == STATUS_OK) {
        printf("%-10s seed %2d   loss after step 10 up to %5.2f (step %4d)   %2d filters   "
               "validation %.2f %%",
               c.name, seed, late.loss, late.step, answering_filters(&t), right->validation);
        if (tests.count > 0)
            printf("   test %.2f %%", right->test);
        printf("\n");
        fflush(stdout);
    }
    trainer_free(&t);
    return s;
}

static inline void print_spread(const char *name, const double *values, int count)
{
    const spread s = spread_of(values, count);
    printf("   %s %.2f +- %.2f %%", name, s.mean, s.deviation);
}

/* Try a recipe with the seeds from first to last, and sum up; on the test pictures, too, if `test`
 * is not 0. */
static inline status try_seeds(const char *folder, recipe c, int first, int last, int test)
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

#endif
