/*
 * A recipe for training, and one network trained by it: chapter 14's step, and the loop around it.
 */
#ifndef RECIPE_H
#define RECIPE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dataset/shift.h"
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
static inline real take_step(trainer *t, training *g)
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

/* Make a trainer, whose own learning rate is not used, and take it through all epochs. Free the
 * trainer, even if something went wrong. */
static inline status follow_recipe(trainer *t, spike *late, dataset images, recipe c, uint64_t seed)
{
    status s = trainer_create(t, network_shape_mnist(), images,
                              (training_options){.seed = seed, .batch_size = c.batch_size});
    if (s.code != STATUS_OK)
        return s;
    const int steps = c.epochs * t->steps_per_epoch;
    training g = {
        .c = c,
        .rate = {steps, (int)(c.warmup * steps), (int)(c.fall * steps), c.shape},
        .moves = random_seeded(seed, 3000), /* a stream that nothing else draws from */
        .squares = calloc(t->net.parameter_count, sizeof *g.squares),
        .moved = malloc((size_t)(c.batch_size * images.H * images.W) * sizeof *g.moved),
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

#endif
