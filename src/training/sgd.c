/*
 * Stochastic gradient descent with momentum. Read it with chapters/09-learning.
 */
#include "training/sgd.h"

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
 */
void sgd_step(real *w, real *v, const real *dw, size_t count, real lr, real momentum)
{
    REQUIRE(lr >= 0, "lr = %g", (double)lr);
    REQUIRE(0 <= momentum && momentum < 1, "momentum = %g", (double)momentum);
    for (size_t i = 0; i < count; i++) {
        v[i] = momentum * v[i] + (1 - momentum) * dw[i];
        w[i] -= lr * v[i];
    }
}
