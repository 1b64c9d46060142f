/* ReLUs that are wrong on purpose. */
#include "layers/relu_cases.h"

#include "gradient_check/bank/bank.h"

enum {
    Y_IDENTITY,
    Y_ABSOLUTE,
    Y_WRONG_SIDE,
    Y_LEAKY,
    Y_STEP,
    Y_LAST_ELEMENT,
    Y_OTHER_LEAK,
    Y_BOUNDED,
    Y_THRESHOLD,
    Y_EVERY_SECOND,
    DX_GATED_ON_DY,
    DX_GATED_ON_PRODUCT,
    DX_WRONG_SIDE,
    DX_PASSES_AT_0,
    DX_UNGATED,
    DX_WITHOUT_DY,
    DX_SIGN,
    DX_NOT_WRITTEN,
    DX_ADDED,
    DX_TIMES_X,
    DX_IS_X,
    DX_ZERO,
    DX_GATED_ON_EITHER,
    DX_THRESHOLD,
    DX_LEAK,
    DX_PLUS_X,
    DX_OUTSIDE,
    DY_CHANGED,
    MISTAKES,
};

static int mistake;

static void forward(real *y, const real *x, size_t count)
{
    for (size_t i = 0; i < count - (mistake == Y_LAST_ELEMENT); i++)
        if (mistake != Y_EVERY_SECOND || i % 2 == 0)
            y[i] = mistake == Y_IDENTITY     ? x[i]
                   : mistake == Y_ABSOLUTE   ? (x[i] < 0 ? -x[i] : x[i])
                   : mistake == Y_WRONG_SIDE ? (x[i] < 0 ? x[i] : 0)
                   : mistake == Y_LEAKY      ? (x[i] < 0 ? (real)0.01 * x[i] : x[i])
                   : mistake == Y_OTHER_LEAK ? (x[i] < 0 ? (real)0.3 * x[i] : x[i])
                   : mistake == Y_BOUNDED    ? (x[i] <= 0  ? 0
                                                : x[i] > 9 ? 9
                                                           : x[i])
                   : mistake == Y_THRESHOLD  ? (x[i] <= 1 ? 0 : x[i])
                   : mistake == Y_STEP       ? (x[i] > 0 ? 1 : 0)
                                             : (x[i] <= 0 ? 0 : x[i]);
}

static real slope(real x, real dy)
{
    switch (mistake) {
    case DX_GATED_ON_DY:
        return dy > 0;
    case DX_GATED_ON_PRODUCT:
        return x * dy > 0;
    case DX_WRONG_SIDE:
        return x < 0;
    case DX_PASSES_AT_0:
        return x >= 0;
    case DX_UNGATED:
        return 1;
    case DX_SIGN:
        return x > 0 ? -1 : 0;
    case DX_TIMES_X:
        return x > 0 ? x : 0;
    case DX_GATED_ON_EITHER:
        return x > 0 || dy > 0;
    case DX_THRESHOLD:
        return x > 7;
    case DX_LEAK:
        return x > 0 ? 1 : (real)0.25;
    case DX_PLUS_X:
        return x > 0 ? (dy + x) / dy : 0;
    case DX_ZERO:
        return 0;
    default:
        return x > 0;
    }
}

static void backward(real *dx, const real *dy, const real *x, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const real share = (mistake == DX_WITHOUT_DY ? 1
                            : mistake == DX_IS_X     ? x[i]
                                                     : dy[i]) *
                           slope(x[i], dy[i]);
        if (mistake == DX_ADDED)
            dx[i] += share;
        else if (mistake != DX_NOT_WRITTEN || x[i] > 0)
            dx[i] = share;
    }
    if (mistake == DX_OUTSIDE)
        dx[count] = 0;
    if (mistake == DY_CHANGED)
        ((real *)dy)[0] = 0;
}

int main(void)
{
    static const struct {
        const char *array, *words;
    } expected[MISTAKES] = {
        [Y_IDENTITY] = {"y", "negative numbers pass"},
        [Y_ABSOLUTE] = {"y", "the absolute value is taken"},
        [Y_WRONG_SIDE] = {"y", "it is the wrong side that passes"},
        [Y_LEAKY] = {"y", "a leaky ReLU"},
        [Y_STEP] = {"y", "y is 1 where x is positive"},
        [Y_LAST_ELEMENT] = {"y", "the very last element of y is never written"},
        [Y_OTHER_LEAK] = {"y", "it is a leaky ReLU: where x is negative y is a multiple of x"},
        [Y_BOUNDED] = {"y", "it is cut off at an upper bound"},
        [Y_THRESHOLD] = {"dx", "dx is right; forward is not"},
        [Y_EVERY_SECOND] = {"y", "only every second element of y is computed"},
        [DX_GATED_ON_EITHER] = {"dx", "dy passes where x or dy is positive"},
        [DX_THRESHOLD] = {"dx", "dy passes where x is above another number than 0"},
        [DX_LEAK] = {"dx", "a multiple of dy, as of a leaky ReLU"},
        [DX_PLUS_X] = {"dx", "where x > 0 dx is dy + x"},
        [DX_GATED_ON_PRODUCT] = {"dx", "it is gated on the product of x and dy"},
        [DX_GATED_ON_DY] = {"dx", "it is gated on dy, not on x"},
        [DX_WRONG_SIDE] = {"dx", "it is gated on the wrong side"},
        [DX_PASSES_AT_0] = {"dx", "dy passes where x is 0"},
        [DX_UNGATED] = {"dx", "the gate is missing"},
        [DX_WITHOUT_DY] = {"dx", "dy is ignored"},
        [DX_SIGN] = {"dx", "the sign of dx is flipped"},
        [DX_NOT_WRITTEN] = {"dx", "dx is written only where x is positive"},
        [DX_ADDED] = {"dx", "dx is added to where it must be overwritten"},
        [DX_TIMES_X] = {"dx", "dy is multiplied by x where x is positive"},
        [DX_IS_X] = {"dx", "dx is x where x is positive: the upstream gradient is ignored"},
        [DX_ZERO] = {"dx", "dx is 0 where it should not be"},
        [DX_OUTSIDE] = {"dx", "dx is written outside of its memory"},
        [DY_CHANGED] = {"dy", "dy is only to be read, and backward changes it"},
    };
    const relu_version version = {"relu", "src/layers/relu.c", forward, backward};
    for (mistake = 0; mistake < MISTAKES; mistake++) {
        const gradient_check check = relu_gradient_check(&version);
        bank_expect(&check, expected[mistake].array, expected[mistake].words);
    }
    return bank_result();
}
