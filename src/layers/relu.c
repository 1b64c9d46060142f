/*
 * The rectified linear unit. Read it with chapters/03-relu.
 *
 * Without it, a row of layers would be one linear map, however long the row: a sum of sums is a sum.
 * ReLU bends the line once, at 0, and rows of layers with bends between them can come as near to any
 * continuous function as one likes, if they are wide enough.
 */
#include "layers/relu.h"

/*
 * Forward.
 *
 *   y[i] = max(0, x[i])
 *
 * Notes
 * - "x <= 0 gives 0, anything else stays" is not the same as "x > 0 stays, anything else gives 0":
 *   they differ for NaN, for which both comparisons are false. Written this way NaN passes through,
 *   and a training run that has gone wrong says so instead of going on with zeros.
 */
void relu_forward(real *y, const real *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        y[i] = x[i] <= 0 ? 0 : x[i];
}

/*
 * Backward.
 *
 *   forward:   y[i] = x[i] <= 0 ? 0 : x[i]
 *   so:        dx[i] = x[i] > 0 ? dy[i] : 0
 *
 * Notes
 * - The slope of y is 1 on the right of 0 and 0 on the left. At 0 itself the line has a kink and no
 *   slope; any number from 0 to 1 would do, and 0 is the custom.
 * - A unit whose x is never above 0, whatever the image, gets no gradient and does not learn: it is
 *   called dead.
 */
void relu_backward(real *dx, const real *dy, const real *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        dx[i] = x[i] > 0 ? dy[i] : 0;
}
