/*
 * Stochastic gradient descent with momentum. Read it with chapters/09-learning.
 */
#include "training/sgd.h"

#include <tgmath.h>

#include "require.h"

/*
 *   v = momentum * v + (1 - momentum) * dw
 *   w = w - lr * v
 *
 * Notes
 * - v is a mean of the gradients seen so far, in which each step back counts momentum times less:
 *   with 0.9, about the last ten. What changes from batch to batch cancels in it, what stays adds up.
 * - v starts at 0, so in the first steps it is smaller than a mean: a short warm-up.
 * - With momentum 0, v is the gradient itself: plain gradient descent.
 * - Where the gradient stays 0, v shrinks for ever, and with numbers below REAL_MIN some processors
 *   are a hundred times as slow (chapter 12). Such a v becomes 0: no weight notices so small a step.
 */
void sgd_step(real *w, real *v, const real *dw, size_t count, real lr, real momentum)
{
    REQUIRE(lr >= 0, "lr = %g", (double)lr);
    REQUIRE(0 <= momentum && momentum < 1, "momentum = %g", (double)momentum);
    for (size_t i = 0; i < count; i++) {
        const real mean = momentum * v[i] + (1 - momentum) * dw[i];
        v[i] = fabs(mean) < REAL_MIN ? 0 : mean;
        w[i] -= lr * v[i];
    }
}
