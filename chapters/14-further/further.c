/*
 * Chapter 14: further than the original.
 *
 *     further
 *         Ten digits in the middle of their pictures are learnt, as they are and moved at random;
 *         then they are shown at other places.
 *     further FOLDER RECIPE FIRST LAST [THREADS [test]]
 *         Trains on MNIST with one of the recipes below, once for each of the seeds FIRST to LAST,
 *         and validates; with the word test it is tested, too: further data/mnist adam 1 4 2 test
 *
 * recipe.h says what a recipe is, and trains by it; on_mnist.h tries one on MNIST.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "13-looking-inside/places.h"
#include "14-further/on_mnist.h"
#include "14-further/recipe.h"
#include "dataset/shift.h"
#include "numerics/parallel.h"
#include "ten_digits.h"

/* Name, pictures in a batch, epochs, learning rate; optimiser, momentum or beta1, beta2; the shares
 * of the steps in which the rate rises and falls, how it falls; by how many pixels a picture moves.
 */
static const recipe recipes[] = {
    {"original", 1024, 2, 1.8F, SGD, 0.9F, 0, 0, 0, SCHEDULE_LINEAR, 0},
    {"warmup", 1024, 2, 1.8F, SGD, 0.9F, 0, 0.1, 0, SCHEDULE_LINEAR, 0},
    {"adam-level", 1024, 2, 0.003F, ADAM, 0.9F, 0.999F, 0, 0, SCHEDULE_LINEAR, 0},
    {"adam", 1024, 2, 0.03F, ADAM, 0.8F, 0.95F, 0.4, 0.6, SCHEDULE_LINEAR, 0},
    {"long", 128, 15, 0.001F, ADAM, 0.9F, 0.999F, 0, 1, SCHEDULE_COSINE, 0},
    {"shifts", 128, 15, 0.001F, ADAM, 0.9F, 0.999F, 0, 1, SCHEDULE_COSINE, 2},
    {"longer", 128, 30, 0.002F, ADAM, 0.9F, 0.99F, 0.05, 0.95, SCHEDULE_COSINE, 2},
};
enum { RECIPES = sizeof recipes / sizeof recipes[0] };

/* ---- Ten digits ------------------------------------------------------------------------------ */

/* Of the ten digits, moved by so many rows and columns, how many does the network read? */
static int read_moved(network *net, const real *ten, int down, int right)
{
    enum { PIXELS = DIGIT_SIZE * DIGIT_SIZE };
    static real x[TEN * PIXELS];
    int correct = 0;
    for (int n = 0; n < TEN; n++)
        shift_picture(x + n * PIXELS, ten + n * PIXELS, DIGIT_SIZE, DIGIT_SIZE, down, right);
    network_forward(net, x, TEN);
    for (int n = 0; n < TEN; n++)
        correct += predicted_class(net->logits + n * net->shape.classes, TEN) == n;
    return correct;
}

/* Learn the ten digits in the middle, moved at random by up to `shift` pixels, and show them at 81
 * places. The digits are chapter 13's, digits_at_places(), with the middle as their only place. */
static status learn_ten(int shift)
{
    static real ten[TEN * DIGIT_SIZE * DIGIT_SIZE];
    const recipe c = {.name = "ten",
                      .batch_size = TEN,
                      .epochs = 120,
                      .lr = 0.003F,
                      .optimiser = ADAM,
                      .momentum = 0.9F,
                      .beta2 = 0.99F,
                      .warmup = 0.1,
                      .fall = 0.5,
                      .shape = SCHEDULE_LINEAR,
                      .shift = shift};
    trainer t;
    spike late;
    const status s = follow_recipe(&t, &late, digits_at_places(0, 0), c, 1);
    printf("\nLearnt %s: how many of ten are read when moved\n     right: -4  -3  -2  -1   0   1"
           "   2   3   4\n",
           shift == 0 ? "as they are" : "moved at random, by up to 2 pixels");
    ten_digits_pixels(ten);
    for (int down = -4; s.code == STATUS_OK && down <= 4; down++) {
        printf("  down %2d:", down);
        for (int right = -4; right <= 4; right++)
            printf("  %2d", read_moved(&t.net, ten, down, right));
        printf("\n");
    }
    trainer_free(&t);
    return s;
}

/* ---- The whole ------------------------------------------------------------------------------- */

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
