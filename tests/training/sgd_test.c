/*
 * Checks src/training/sgd.c: two steps made by hand, and that momentum 0 is plain gradient descent.
 */
#include "training/sgd.h"

#include <math.h>

#include "expect.h"
#include "require_stops.h"

static real w[] = {10, -1, 3}, v[] = {0, 0, 0};
static const real first[] = {8, 0, 4}, second[] = {4, 16, 0};

static void stop_momentum_one(void)
{
    sgd_step(w, v, first, 3, 2, 1);
}

static void stop_negative_lr(void)
{
    sgd_step(w, v, first, 3, -1, 0);
}

int main(void)
{
    /* momentum 3/4, lr 2, gradients 8 and then 4: v = 2, then 3/4 * 2 + 1/4 * 4 = 2.5. */
    sgd_step(w, v, first, 3, 2, (real)0.75);
    EXPECT(v[0] == 2 && w[0] == 6, "first step: v = %g, w = %g, by hand 2, 6", v[0], w[0]);
    EXPECT(v[1] == 0 && w[1] == -1, "gradient 0: v = %g, w = %g, by hand 0, -1", v[1], w[1]);
    sgd_step(w, v, second, 3, 2, (real)0.75);
    EXPECT(v[0] == 2.5 && w[0] == 1, "second step: v = %g, w = %g, by hand 2.5, 1", v[0], w[0]);
    EXPECT(v[1] == 4 && w[1] == -9, "second step: v = %g, w = %g, by hand 4, -9", v[1], w[1]);

    EXPECT(v[2] == 0.75 && w[2] == -0.5, "third: v = %g, w = %g, by hand 3/4, -1/2", v[2], w[2]);
    EXPECT(require_stops(stop_momentum_one), "%s", "momentum 1 was taken");
    EXPECT(require_stops(stop_negative_lr), "a negative learning rate was taken");

    real plain = 3, speed = 99;
    const real slope = 4;
    sgd_step(&plain, &speed, &slope, 1, (real)0.5, 0);
    EXPECT(plain == 1 && speed == 4, "momentum 0: w = %g, v = %g, by hand 1, 4", plain, speed);

    /* Too small for all its digits: 0. The smallest that is not stays. NaN is not hidden. */
    const double least = (double)REAL_MIN;
    real some[] = {1, 1, 1}, tiny[] = {(real)least, (real)(-2 * least), (real)NAN};
    const real none[] = {0, 0, 0};
    sgd_step(some, tiny, none, 3, 1, (real)0.5);
    EXPECT(tiny[0] == 0 && some[0] == 1, "v = %g, w = %g, must be 0, 1", tiny[0], some[0]);
    EXPECT((double)tiny[1] == -least, "v = %g, must be %g", tiny[1], -least);
    EXPECT(isnan(tiny[2]) && isnan(some[2]), "v = %g, w = %g, must be NaN", tiny[2], some[2]);
    return expect_result();
}
