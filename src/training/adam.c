/*
 * Adam. Read it with chapters/14-further.
 */
#include "training/adam.h"

#include <tgmath.h>

#include "require.h"

/*
 *   m = beta1 * m + (1 - beta1) * dw
 *   v = beta2 * v + (1 - beta2) * dw^2
 *   w = w - lr * (m / c1) / (sqrt(v / c2) + epsilon)      c1 = 1 - beta1^step, c2 = 1 - beta2^step
 *
 * Notes
 * - m and v start at 0. After `step` steps the weights of the gradients in m add up to c1, those of
 *   the squares in v to c2; dividing by them makes both means from the first step on.
 * - In float, a power near 1 is rounded in its seventh digit, and 1 minus it would have some four
 *   digits that are right. So c1 and c2 are computed in double.
 * - In the first step m / c1 is dw, and sqrt(v / c2) is its magnitude: every parameter moves by lr,
 *   up or down, however small its gradient is (as long as it is large beside epsilon).
 * - What is below REAL_MIN becomes 0, as in sgd_step().
 */
void adam_step(real *w, real *m, real *v, const real *dw, size_t count, int step, real lr,
               adam_options o)
{
    REQUIRE(step >= 1, "step = %d", step);
    REQUIRE(lr >= 0, "lr = %g", (double)lr);
    REQUIRE(0 <= o.beta1 && o.beta1 < 1, "beta1 = %g", (double)o.beta1);
    REQUIRE(0 <= o.beta2 && o.beta2 < 1, "beta2 = %g", (double)o.beta2);
    REQUIRE(o.epsilon > 0, "epsilon = %g", (double)o.epsilon);
    const real c1 = (real)(1 - pow((double)o.beta1, step));
    const real c2 = (real)(1 - pow((double)o.beta2, step));
    for (size_t i = 0; i < count; i++) {
        const real mean = o.beta1 * m[i] + (1 - o.beta1) * dw[i];
        const real square = o.beta2 * v[i] + (1 - o.beta2) * dw[i] * dw[i];
        m[i] = fabs(mean) < REAL_MIN ? 0 : mean;
        v[i] = square < REAL_MIN ? 0 : square;
        w[i] -= lr * (m[i] / c1) / (sqrt(v[i] / c2) + o.epsilon);
    }
}
