/*
 * Checks that see every element of a large array in one number: slopes along random directions, and
 * the adjoint identities. They do not say which element is wrong, but they are quick.
 */
#include "gradient_check/checker.h"

#include <tgmath.h>

/* What backward added to element i of a gradient, or wrote there. */
static double added(const gradient_check *c, const gradient_tensor *t, size_t i)
{
    return (double)t->gradient[i] - (t == &c->x ? 0 : (double)t->start[i]);
}

/*
 * The slope along a direction is, according to backward, sum over i of gradient[i] * direction[i].
 * It is compared with the one that is measured by moving all elements at once.
 */
void gradient_check_directions(gradient_check *c, gradient_tensor *t)
{
    if (c->directions == 0)
        return;
    gradient_verdict *v = gradient_verdict_new(c, "d", " along", t, "backward");
    real *direction = gradient_array_new(t->count);
    for (int k = 0; k < c->directions; k++) {
        double slope = 0;
        for (size_t i = 0; i < t->count; i++) {
            direction[i] = (real)(random_normal(&c->random) / sqrt((double)t->count));
            slope += direction[i] * added(c, t, i);
        }
        const measured_slope n = measure_slope(c, (measuring_place){t, 0, direction});
        if (n.error < 0)
            v->skipped++;
        else
            gradient_compare(c, v, 0, slope, n);
    }
    gradient_array_free(direction);
}

/* sum over i of value[i] * gradient[i]; exact while it stays below 2^53. */
static double product(const gradient_check *c, const gradient_tensor *t)
{
    double sum = 0;
    for (size_t i = 0; i < t->count; i++)
        sum += (double)t->value[i] * added(c, t, i);
    return sum;
}

/*
 * A layer that is linear in x and in w, like y = w x + b, has
 *
 *   sum of dy y  =  sum of w dw + sum of b db  =  sum of x dx + sum of b db
 *
 * Notes
 * - With y = w x put in, all three are the same sum of products dy * w * x, taken in another order.
 *   (Mathematicians say: the map from dy to dx is the adjoint of the map from x to y.)
 * - In small integers every product and every sum is exact, so they are equal or wrong.
 * - ReLU and max pooling have no w and no b; they multiply each x by 0 or 1. That is linear enough.
 */
void gradient_check_adjoint(gradient_check *c)
{
    double dy_y = 0;
    for (size_t i = 0; i < c->y.count; i++)
        dy_y += (double)c->y.gradient[i] * (double)c->y.value[i];
    const measured_slope right = {.slope = dy_y - product(c, &c->b)};
    const gradient_tensor *input[] = {&c->x, &c->w};
    for (int i = 0; i < 2; i++) {
        if (input[i]->count == 0)
            continue;
        gradient_verdict *v = gradient_verdict_new(c, "d", " sum", input[i], "backward");
        gradient_compare(c, v, 0, product(c, input[i]), right);
        v->outside = gradient_array_written_outside(input[i], input[i]->gradient);
    }
}
