/*
 * The ten digits of chapter 9 at one place or many, and how chapter 13's program and figures learn
 * them.
 */
#ifndef PLACES_H
#define PLACES_H

#include <stdlib.h>

#include "dataset/dataset.h"
#include "dataset/shift.h"
#include "numerics/random.h"
#include "ten_digits.h"
#include "training/train.h"

enum { MOST_PLACES = 49, PLACES_EPOCHS = 4 };

static const training_options places_options = {
    .seed = 1, .batch_size = 25, .lr = (real)0.1, .momentum = (real)0.9};

/* The ten digits, each moved to every place whose distance, the larger of rows and columns, is from
 * `nearest` to `farthest`, at most 3. */
static inline dataset digits_at_places(int nearest, int farthest)
{
    enum { PIXELS = DIGIT_SIZE * DIGIT_SIZE };
    static unsigned char pixels[2][MOST_PLACES * TEN * PIXELS], labels[2][MOST_PLACES * TEN];
    static real ten[TEN * PIXELS], moved[PIXELS];
    const int set = nearest > 0; /* so that training and validation pictures live side by side */
    int count = 0;
    ten_digits_pixels(ten);
    for (int down = -farthest; down <= farthest; down++)
        for (int right = -farthest; right <= farthest; right++) {
            if (abs(down) < nearest && abs(right) < nearest)
                continue;
            for (int digit = 0; digit < TEN; digit++) {
                shift_picture(moved, ten + digit * PIXELS, DIGIT_SIZE, DIGIT_SIZE, down, right);
                for (int i = 0; i < PIXELS; i++)
                    pixels[set][count * PIXELS + i] = (unsigned char)(255 * moved[i] + (real)0.5);
                labels[set][count++] = (unsigned char)digit;
            }
        }
    return (dataset){count, DIGIT_SIZE, DIGIT_SIZE, pixels[set], labels[set]};
}

/* Train for some epochs; *loss is that of the last step. Free the trainer if all went well. */
static inline status learn(trainer *t, real *loss, dataset training, training_options o, int epochs)
{
    status s = trainer_create(t, network_shape_mnist(), training, o);
    *loss = 0;
    while (s.code == STATUS_OK && t->epoch < epochs) {
        trainer_start_epoch(t);
        while (t->step < t->steps_per_epoch)
            *loss = train_step(t);
    }
    return s;
}

/* The five of chapter 1 on paper that is not quite white: no two pixels are equal, so no maximum is
 * tied and no kink is exactly at the picture. */
static inline void grainy_five(real *five)
{
    random_generator r = random_seeded(13, 0);
    digit_pixels(five);
    for (int i = 0; i < DIGIT_SIZE * DIGIT_SIZE; i++)
        five[i] = (real)0.98 * five[i] + (real)(0.02 * random_uniform(&r));
}

#endif
