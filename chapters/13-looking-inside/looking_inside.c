/*
 * Chapter 13: looking inside.
 *
 *     looking_inside            trains on ten digits at 25 places each, and looks at what came out
 *     looking_inside FOLDER     the same with MNIST, or another set in its format
 *
 * Here are the slopes of a logit at the pixels, their check, and the whole. The example by hand is
 * in by_hand.h, filters and maps are in filters.h, mistakes and moved pictures in mistakes.h.
 */
#include <tgmath.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "13-looking-inside/by_hand.h"
#include "13-looking-inside/characters.h"
#include "13-looking-inside/filters.h"
#include "13-looking-inside/inside.h"
#include "13-looking-inside/mistakes.h"
#include "13-looking-inside/places.h"
#include "dataset/dataset.h"
#include "numerics/parallel.h"
#include "training/train.h"

enum { PIXELS = DIGIT_SIZE * DIGIT_SIZE };

/* ---- What a pixel does to a logit ------------------------------------------------------------ */

/* The slope of logit k at pixel i from three values of it, h so small that they lie on a straight
 * line; NAN if none is. */
static double numerical_slope(network *net, const real *x, int i, int k)
{
    static real three[3 * PIXELS];
    for (real h = (real)0x1p-10; h > (real)0x1p-30; h /= 4) {
        for (int n = 0; n < 3; n++) {
            memcpy(three + n * PIXELS, x, PIXELS * sizeof *x);
            three[n * PIXELS + i] += (real)(n - 1) * h;
        }
        network_forward(net, three, 3);
        const real below = net->logits[k], at = net->logits[10 + k], above = net->logits[20 + k];
        if (fabs(above - 2 * at + below) <= (real)1e-12)
            return (double)((above - below) / (2 * h));
    }
    return NAN;
}

/* The slopes of logit k as a picture, their check, and how much of the logit comes from the pixels.
 * Returns whether all slopes agree with numerical ones. */
static bool show_slopes(network *net, const real *x, const inside *in, int k)
{
    static real dx[PIXELS];
    double pixels = 0;
    int agree = 0;
    logit_gradient(dx, in, net, k);
    for (int i = 0; i < PIXELS; i++) {
        agree += fabs(numerical_slope(net, x, i, k) - (double)dx[i]) <= 1e-6; /* NAN never is */
        pixels += (double)(x[i] * dx[i]);
    }
    const double logit = (double)in->logits[k];
    printf("\nLogit %d is %.3f. Its slope at each pixel (every second row):\n", k, logit);
    for (int h = 0; h < DIGIT_SIZE; h += 2) {
        print_signs(dx + h * DIGIT_SIZE, DIGIT_SIZE, largest_magnitude(dx, PIXELS));
        printf("|\n");
    }
    printf("Slopes that agree with numerical ones: %d of %d\n", agree, PIXELS);
    printf("Sum of pixel times slope: %.3f; the rest, %.3f, comes from the biases\n", pixels,
           logit - pixels);
    return agree == PIXELS;
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* Everything about a network that has been trained: its filters, what it makes of the five, and how
 * it does on pictures that it has not learnt from. *right says whether the slopes were right. */
static status look(trainer *t, dataset validation, bool *right)
{
    static inside in;
    static real five[PIXELS];
    network *net = &t->net;
    status s = show_filters(net, t->options.seed);
    grainy_five(five);
    look_inside(&in, net, five);
    show_maps(&in);
    *right = show_slopes(net, five, &in, predicted_class(in.logits, TEN));
    if (s.code == STATUS_OK)
        s = show_mistakes(net, validation);
    if (s.code == STATUS_OK)
        show_moves(net, five, validation);
    return s;
}

/* Train for some epochs with the options o, then look. */
static status train_and_look(dataset training, dataset validation, training_options o, int epochs,
                             bool *right)
{
    trainer t;
    real loss;
    status s = learn(&t, &loss, training, o, epochs);
    if (s.code != STATUS_OK)
        return s;
    printf("\nTrained for %d steps: the last loss is %.4f\n", epochs * t.steps_per_epoch,
           (double)loss);
    s = look(&t, validation, right);
    trainer_free(&t);
    return s;
}

int main(int argc, char **argv)
{
    bool right = false;
    parallel_start(2);
    status s = by_hand();
    if (argc == 2 && s.code == STATUS_OK) {
        dataset d;
        s = dataset_read(&d, argv[1], "train");
        const int sixth = d.count / 6;
        if (s.code == STATUS_OK)
            s = train_and_look(dataset_slice(d, sixth, d.count - sixth), dataset_slice(d, 0, sixth),
                               training_options_original(), 2, &right);
        dataset_free(&d);
    } else if (s.code == STATUS_OK) {
        s = train_and_look(digits_at_places(0, 2), digits_at_places(3, 3), places_options,
                           PLACES_EPOCHS, &right);
    }
    parallel_stop();
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return s.code != STATUS_OK ? (int)s.code : !right;
}
