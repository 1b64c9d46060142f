/*
 * What the stages of chapter 12 work on: a network, a batch, and the numbers in them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ladder.h"
#include "numerics/parallel.h"
#include "numerics/random.h"
#include "ten_digits.h"

void *memory(size_t count, size_t size)
{
    void *block = calloc(count, size);
    if (block == NULL) {
        fprintf(stderr, "not enough memory\n");
        exit(1);
    }
    return block;
}

training training_create(int N, int threads)
{
    training t = {.N = N};
    parallel_start(threads);
    const status s = network_create(&t.net, network_shape_mnist(), N);
    if (s.code != STATUS_OK) {
        fprintf(stderr, "%s\n", s.message);
        exit(1);
    }
    const size_t images = (size_t)N;
    const size_t maps = images * (size_t)(t.net.pool.C * t.net.pool.H * t.net.pool.W);
    t.x = memory(images * DIGIT_SIZE * DIGIT_SIZE, sizeof *t.x);
    t.label = memory(images, sizeof *t.label);
    t.v = memory(t.net.parameter_count, sizeof *t.v);
    t.conv = memory(maps, sizeof *t.conv);
    t.dconv = memory(maps, sizeof *t.dconv);
    t.argmax = memory(images * (size_t)t.net.fc1.in, sizeof *t.argmax);
    return t;
}

void training_free(training *t)
{
    network_free(&t->net);
    free(t->x);
    free(t->label);
    free(t->v);
    free(t->conv);
    free(t->dconv);
    free(t->argmax);
}

/* Pictures and weights as in training: digits, no two alike, and the usual start. */
void fill_as_usual(training *t)
{
    static real digits[TEN * DIGIT_SIZE * DIGIT_SIZE];
    random_generator r = random_seeded(12, 0);
    ten_digits_pixels(digits);
    network_initialise(&t->net, 1);
    for (int n = 0; n < t->N; n++) {
        t->label[n] = n % TEN;
        for (int i = 0; i < DIGIT_SIZE * DIGIT_SIZE; i++)
            t->x[n * DIGIT_SIZE * DIGIT_SIZE + i] =
                digits[n % TEN * DIGIT_SIZE * DIGIT_SIZE + i] * (real)random_uniform(&r);
    }
}

static void fill_with_integers(real *array, size_t count, int from, int to, random_generator *r)
{
    for (size_t i = 0; i < count; i++)
        array[i] = (real)(from + (int)random_below(r, (uint32_t)(to - from + 1)));
}

/*
 * Whole numbers so small that no sum in the step is rounded.
 *
 * Notes
 * - The logits are made multiples of 128. The largest is then ahead of the others by so much that
 *   softmax gives it exactly 1, and them exactly 0. (Two that are equal get 1/2 each; three never
 *   are, with these numbers.) With 8 images the logits' gradient is a multiple of 1/16, and so are all
 *   that follow from it.
 */
void fill_exactly(training *t)
{
    random_generator r = random_seeded(12, 1);
    network *net = &t->net;
    fill_with_integers(t->x, (size_t)t->N * DIGIT_SIZE * DIGIT_SIZE, 0, 2, &r);
    fill_with_integers(net->parameters, net->parameter_count, -1, 1, &r);
    for (real *w = net->p.fc2_w; w < net->parameters + net->parameter_count; w++)
        *w *= 128;
    for (int n = 0; n < t->N; n++)
        t->label[n] = n % TEN;
}
