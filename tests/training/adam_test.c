/*
 * Checks src/training/adam.c: two steps made by hand; that the first step moves every parameter by
 * the learning rate, whatever its gradient's size; and many steps against the formulas with all
 * gradients kept, in double.
 */
#include "training/adam.h"

#include <math.h>

#include "expect.h"
#include "numerics/random.h"
#include "require_stops.h"

static void expect_near(const char *what, real found, double expected)
{
    EXPECT(fabs((double)found - expected) <= 1e-5 * (1 + fabs(expected)), "%s = %.9g, by hand %.9g",
           what, (double)found, expected);
}

/*
 * betas 1/2 and 3/4, lr 3. Gradients 2 and then 5:
 *   m = 1, then 3;  m / c1 = 1 / (1/2) = 2, then 3 / (3/4) = 4
 *   v = 1, then 7;  v / c2 = 1 / (1/4) = 4, then 7 / (7/16) = 16
 *   w = 10 - 3 * 2/2 = 7, then 7 - 3 * 4/4 = 4
 * -2 and then 5: m = -1, then 2, and m / c1 = -2, then 8/3; v as before
 *   w = 5 + 3 * 2/2 = 8, then 8 - 3 * (8/3)/4 = 6
 * A hundredth of 2 and 5 moves as far as 2 and 5; a gradient of 0 does not move.
 */
static void by_hand(void)
{
    const adam_options o = {(real)0.5, (real)0.75, (real)1e-8};
    real w[] = {10, 5, 1, 8}, m[] = {0, 0, 0, 0}, v[] = {0, 0, 0, 0};
    const real first[] = {2, -2, (real)0.02, 0}, second[] = {5, 5, (real)0.05, 0};
    adam_step(w, m, v, first, 4, 1, 3, o);
    EXPECT(m[0] == 1 && m[1] == -1, "first step: m = %g, %g, by hand 1, -1", m[0], m[1]);
    EXPECT(v[0] == 1 && v[1] == 1, "first step: v = %g, %g, by hand 1, 1", v[0], v[1]);
    expect_near("first step: w[0]", w[0], 7);
    expect_near("first step: w[1]", w[1], 8);
    expect_near("first step: w[2]", w[2], -2);
    adam_step(w, m, v, second, 4, 2, 3, o);
    EXPECT(m[0] == 3 && m[1] == 2, "second step: m = %g, %g, by hand 3, 2", m[0], m[1]);
    EXPECT(v[0] == 7 && v[1] == 7, "second step: v = %g, %g, by hand 7, 7", v[0], v[1]);
    expect_near("second step: w[0]", w[0], 4);
    expect_near("second step: w[1]", w[1], 6);
    expect_near("second step: w[2]", w[2], -5);
    EXPECT(w[3] == 8 && m[3] == 0 && v[3] == 0, "gradient 0: w[3] = %g, by hand 8", w[3]);
}

/* Gradients from 1e-4 to 1e4: the first step is lr, downhill. */
static void first_step(void)
{
    const adam_options o = {(real)0.9, (real)0.999, (real)1e-8};
    for (int power = -4; power <= 4; power++)
        for (int sign = -1; sign <= 1; sign += 2) {
            real w = 0, m = 0, v = 0;
            const real dw = (real)(sign * pow(10, power));
            adam_step(&w, &m, &v, &dw, 1, 1, (real)0.01, o);
            EXPECT(fabs((double)w + sign * 0.01) < 2e-6, "gradient %g: a step of %g, not %g",
                   (double)dw, (double)w, -sign * 0.01);
        }
}

/* As long as a gradient stays the same, it is its own mean: every step is lr. The second step's c1 and c2
 * are 1 minus numbers near 1; computed in float, they would be wrong in the fifth digit. */
static void same_gradient(void)
{
    const adam_options o = {(real)0.9, (real)0.999, (real)1e-8};
    real m = 0, v = 0;
    const real dw = 3;
    for (int step = 1; step <= 50; step++) {
        real w = 0;
        adam_step(&w, &m, &v, &dw, 1, step, 1, o);
        EXPECT(fabs((double)w + 1) < 2e-6,
               "gradient 3 in all of %d steps: the last is %.9g, not -1", step, (double)w);
    }
}

/* The bias-corrected mean after `step` steps: weights (1 - beta) beta^(step - i), made to add up to
 * 1. */
static double mean(const double *g, int step, double beta)
{
    double sum = 0, weights = 0;
    for (int i = 1; i <= step; i++) {
        sum += pow(beta, step - i) * g[i];
        weights += pow(beta, step - i);
    }
    return sum / weights;
}

/* No recursion, no division by 1 - beta^step: the weighted means themselves. */
static void many_steps(void)
{
    enum { COUNT = 7, STEPS = 60 };
    const adam_options o = {(real)0.875, (real)0.96875, (real)0.001};
    random_generator r = random_seeded(14, 0);
    static double g[COUNT][STEPS + 1], squares[COUNT][STEPS + 1];
    real w[COUNT], m[COUNT] = {0}, v[COUNT] = {0};
    double expected[COUNT], worst = 0;
    int where = 0;
    for (int i = 0; i < COUNT; i++)
        expected[i] = (double)(w[i] = (real)i - 3);
    for (int step = 1; step <= STEPS; step++) {
        const double lr = 0.125 / step;
        real dw[COUNT];
        for (int i = 0; i < COUNT; i++) {
            dw[i] = (real)random_normal(&r);
            g[i][step] = (double)dw[i];
            squares[i][step] = g[i][step] * g[i][step];
            const double size = sqrt(mean(squares[i], step, 0.96875));
            expected[i] -= (double)(real)lr * mean(g[i], step, 0.875) / (size + 0.001);
        }
        adam_step(w, m, v, dw, COUNT, step, (real)lr, o);
        for (int i = 0; i < COUNT; i++)
            if (!(fabs((double)w[i] - expected[i]) <= worst)) { /* a NAN, too, is worse */
                worst = fabs((double)w[i] - expected[i]);
                where = step;
            }
    }
    EXPECT(worst < 1e-5, "%d parameters, %d steps: worst error %.2g, in step %d", COUNT, STEPS,
           worst, where);
}

static void step_with(int step, real lr, adam_options o)
{
    real w = 0, m = 0, v = 0;
    const real dw = 1;
    adam_step(&w, &m, &v, &dw, 1, step, lr, o);
}

static const adam_options usual = {(real)0.9, (real)0.999, (real)1e-8};

static void stop_step_zero(void)
{
    step_with(0, 1, usual);
}

static void stop_negative_lr(void)
{
    step_with(1, -1, usual);
}

static void stop_beta1_one(void)
{
    step_with(1, 1, (adam_options){1, (real)0.999, (real)1e-8});
}

static void stop_beta1_negative(void)
{
    step_with(1, 1, (adam_options){(real)-0.1, (real)0.999, (real)1e-8});
}

/* Means too small for all their digits become 0; the smallest that are not stay. */
static void tiny_means(void)
{
    real w[] = {1, 1}, m[] = {REAL_MIN, -2 * REAL_MIN}, v[] = {REAL_MIN, 2 * REAL_MIN};
    const real dw[] = {0, 0};
    adam_step(w, m, v, dw, 2, 1, 1, (adam_options){(real)0.5, (real)0.5, (real)1e-8});
    EXPECT(m[0] == 0 && v[0] == 0, "m = %g, v = %g, must be 0", (double)m[0], (double)v[0]);
    EXPECT(m[1] == -REAL_MIN && v[1] == REAL_MIN, "m = %g, v = %g, must be -+%g", (double)m[1],
           (double)v[1], (double)REAL_MIN);
    EXPECT(w[0] == 1 && w[1] == 1, "w = %g, %g, must be 1", (double)w[0], (double)w[1]);
}

static void stop_beta2_one(void)
{
    step_with(1, 1, (adam_options){(real)0.9, 1, (real)1e-8});
}

static void stop_beta2_negative(void)
{
    step_with(1, 1, (adam_options){(real)0.9, (real)-0.1, (real)1e-8});
}

static void stop_no_epsilon(void)
{
    step_with(1, 1, (adam_options){(real)0.9, (real)0.999, 0});
}

int main(void)
{
    by_hand();
    first_step();
    same_gradient();
    many_steps();
    tiny_means();
    EXPECT(require_stops(stop_step_zero), "step 0 was taken");
    EXPECT(require_stops(stop_negative_lr), "a negative learning rate was taken");
    EXPECT(require_stops(stop_beta1_one), "beta1 = 1 was taken");
    EXPECT(require_stops(stop_beta1_negative), "a negative beta1 was taken");
    EXPECT(require_stops(stop_beta2_one), "beta2 = 1 was taken");
    EXPECT(require_stops(stop_beta2_negative), "a negative beta2 was taken");
    EXPECT(require_stops(stop_no_epsilon), "epsilon = 0 was taken");
    return expect_result();
}
