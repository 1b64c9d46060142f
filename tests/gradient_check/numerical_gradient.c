/*
 * Measuring a derivative. Read it with chapters/02-gradient-check, and its second half with
 * chapters/06-softmax.
 *
 * A derivative says how fast the loss moves when one input moves. So we move the input a little, run
 * forward, and look. That is slow, and it needs to know nothing of how backward works: this is what
 * makes it a check.
 */
#include "gradient_check/numerical_gradient.h"

#include <float.h>
#include <string.h>
#include <tgmath.h>

/* ---- Measuring a derivative (chapter 02) ------------------------------------------------------- */

/*
 * The loss, as far as this layer knows it: sum over i of dy[i] * y[i].
 *
 * Notes
 * - dy[i] is the slope of the loss with respect to output i. So if an output moves, dy times its
 *   move is the move of the loss.
 * - On the way two things are noted: whether forward decided anything differently from the first
 *   time (a kink was crossed), and how large the numbers were that were added up.
 */
double measured_loss(gradient_check *c)
{
    if (c->forward_is_wrong) {
        c->reference(c, c->y_now);
    } else {
        c->forward(c);
        for (size_t i = 0; i < c->y.count; i++)
            c->y_now[i] = c->y.value[i];
        if (memcmp(c->decided.decision, c->first_decision, c->decided.count * sizeof(int)) != 0)
            c->crossed = true;
    }
    double sum = 0;
    c->loss_size = 0;
    for (size_t i = 0; i < c->y.count; i++) {
        sum += (double)c->y.gradient[i] * c->y_now[i];
        c->loss_size += fabs((double)c->y.gradient[i]) * fmax(fabs(c->y_now[i]), c->size_inside);
    }
    return sum;
}

/*
 * The slope of the loss with respect to one element of an input, measured by a central difference:
 *
 *   ( loss at element + h  -  loss at element - h ) / 2h
 *
 * Notes
 * - element + h is rounded to the nearest number that there is. What counts is the step that was
 *   really taken, above - below.
 */
double numerical_gradient(gradient_check *c, real *element, double h)
{
    const real original = *element;
    const real above = (real)(original + h), below = (real)(original - h);

    *element = above;
    const double loss_above = measured_loss(c);
    *element = below;
    const double loss_below = measured_loss(c);
    *element = original;
    return (loss_above - loss_below) / ((double)above - (double)below);
}

/* ---- With an estimate of its own error (chapter 06) -------------------------------------------- */

/* The central difference along a direction, in which every element moves at once. */
static double along(gradient_check *c, measuring_place at, double h)
{
    real *value = at.t->value, *original = gradient_array_copy(value, at.t->count);
    double loss_at[2];
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < at.t->count; i++)
            value[i] = (real)(original[i] + (side == 0 ? h : -h) * at.direction[i]);
        loss_at[side] = measured_loss(c);
    }
    memcpy(value, original, at.t->count * sizeof *value);
    gradient_array_free(original);
    return (loss_at[0] - loss_at[1]) / (2 * h);
}

static double difference(gradient_check *c, measuring_place at, double h)
{
    return at.direction != NULL ? along(c, at, h)
                                : numerical_gradient(c, &at.t->value[at.element], h);
}

/*
 * The slope of a curved function, from central differences D(h) with h = 1/2, 1/4, 1/8, ...
 *
 *   D(h) = slope + A h^2 + B h^4 + ...          the Taylor series; odd powers cancel
 *   ( 4 D(h/2) - D(h) ) / 3 = slope + B' h^4 + ...      the square is gone, and so on
 *
 * Notes
 * - Each row of the table halves h; each column removes one more power. The last number of each row
 *   is the best of it, and how far it lies from that of the row before tells how good: that is the
 *   method of C. J. F. Ridders, "Accurate computation of F'(x) and F'(x) F''(x)", Advances in
 *   Engineering Software 4(2), 1982.
 * - Two numbers may agree by chance, so three are asked: from row to row the change shrinks sixteenfold
 *   or more, so that a sixteenth of the change before is the least that is believed.
 * - Each loss is rounded to about DBL_EPSILON of its size, which the division by h enlarges. That is
 *   added.
 * - A step that crosses a kink, or leaves the domain of the function (ln of a negative number),
 *   measures something else: then everything starts again with the next smaller h.
 */
static measured_slope extrapolate(gradient_check *c, measuring_place at)
{
    enum { ROWS = 12 };
    double table[ROWS][ROWS], h = 0.5;
    measured_slope best = {.error = -1};

    for (int row = 0; row < ROWS; row++, h /= 2) {
        c->crossed = false;
        table[row][0] = difference(c, at, h);
        if (c->crossed || !isfinite(table[row][0])) {
            best.error = row = -1;
            if (h < 1e-6)
                break;
            continue;
        }
        double power = 1;
        for (int column = 1; column <= row; column++) {
            power *= 4;
            const double rougher = table[row][column - 1], before = table[row - 1][column - 1];
            table[row][column] = rougher + (rougher - before) / (power - 1);
        }
        if (row < 2)
            continue;
        const double rounding = DBL_EPSILON * c->loss_size / h;
        const double change = fabs(table[row][row] - table[row - 1][row - 1]);
        const double before = fabs(table[row - 1][row - 1] - table[row - 2][row - 2]);
        const double error = fmax(change, before / 16) + rounding;
        if (best.error < 0 || error < best.error)
            best = (measured_slope){.slope = table[row][row], .error = error};
        if (row >= 4 && best.error <= 2 * rounding)
            break; /* the next row could only be rounded worse */
    }
    return best;
}

measured_slope measure_slope(gradient_check *c, measuring_place at)
{
    if (c->method != GRADIENT_EXACT)
        return extrapolate(c, at);
    c->crossed = false;
    const double slope = difference(c, at, 1);
    return (measured_slope){.slope = slope, .error = c->crossed ? -1 : 0};
}
