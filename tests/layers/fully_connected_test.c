/*
 * Checks src/layers/fully_connected.c: an example made by hand, forward against an independent
 * version, and the gradient of every element against numerical differences, exactly.
 */
#include "layers/fully_connected.h"

#include "expect.h"
#include "gradient_check/gradient_check.h"

/* The example of chapter 05: two rows of three inputs, two outputs. */
static void by_hand(void)
{
    const fully_connected_shape s = {.in = 3, .out = 2};
    const real x[] = {1, 2, -1, /* */ 0, 3, 1};
    const real w[] = {2, 0, 1, /* */ -1, 1, 3};
    const real b[] = {1, -2};
    const real dy[] = {1, -1, /* */ 2, 3};
    const real y_expected[] = {2, -4, /* */ 2, 4};
    const real dx_expected[] = {3, -1, -2, /* */ 1, 3, 11};
    const real dw_expected[] = {1, 8, 1, /* */ -1, 7, 4};
    const real db_expected[] = {3, 2};

    real y[4], dx[6], dw[6] = {0}, db[2] = {0}, dw_alone[6] = {0}, db_alone[2] = {0};
    fully_connected_forward(y, x, w, b, 2, s);
    fully_connected_backward(dx, dw, db, dy, x, w, 2, s);
    fully_connected_backward(NULL, dw_alone, db_alone, dy, x, w, 2, s);
    for (int i = 0; i < 4; i++)
        EXPECT(y[i] == y_expected[i], "y[%d] = %g, by hand %g", i, y[i], y_expected[i]);
    for (int i = 0; i < 6; i++) {
        EXPECT(dx[i] == dx_expected[i], "dx[%d] = %g, by hand %g", i, dx[i], dx_expected[i]);
        EXPECT(dw[i] == dw_expected[i], "dw[%d] = %g, by hand %g", i, dw[i], dw_expected[i]);
        EXPECT(dw_alone[i] == dw[i], "without dx, dw[%d] = %g, with it %g", i, dw_alone[i], dw[i]);
    }
    for (int i = 0; i < 2; i++) {
        EXPECT(db[i] == db_expected[i], "db[%d] = %g, by hand %g", i, db[i], db_expected[i]);
        EXPECT(db_alone[i] == db[i], "without dx, db[%d] = %g, with it %g", i, db_alone[i], db[i]);
    }
}

/* N, in, out */
static const int shapes[][3] = {{2, 5, 3}, {3, 4, 7}, {2, 1, 2}, {4, 6, 1}, {5, 19, 4}};

static fully_connected_shape shape_of(const gradient_check *c)
{
    return (fully_connected_shape){.in = shapes[c->number][1], .out = shapes[c->number][2]};
}

static void make(gradient_check *c)
{
    const int N = shapes[c->number][0], in = shapes[c->number][1], out = shapes[c->number][2];
    c->x = gradient_tensor_new("x", N, in, 0, 0);
    c->w = gradient_tensor_new("w", out, in, 0, 0);
    c->b = gradient_tensor_new("b", out, 0, 0, 0);
    c->y = gradient_tensor_new("y", N, out, 0, 0);
    gradient_fill_integers(&c->x, &c->random, 9);
    gradient_fill_integers(&c->w, &c->random, 9);
    gradient_fill_integers(&c->b, &c->random, 9);
}

static void forward(gradient_check *c)
{
    fully_connected_forward(c->y.value, c->x.value, c->w.value, c->b.value, shapes[c->number][0],
                            shape_of(c));
}

static void backward(gradient_check *c)
{
    fully_connected_backward(c->x.gradient, c->w.gradient, c->b.gradient, c->y.gradient, c->x.value,
                             c->w.value, shapes[c->number][0], shape_of(c));
}

/* Forward once more, written differently on purpose: each weight adds its share to every row. */
static void reference(const gradient_check *c, double *y)
{
    const int N = c->x.shape[0], in = c->x.shape[1], out = c->w.shape[0];
    for (int i = 0; i < N * out; i++)
        y[i] = c->b.value[i % out];
    for (int j = 0; j < out * in; j++)
        for (int n = 0; n < N; n++)
            y[n * out + j / in] += (double)c->w.value[j] * c->x.value[n * in + j % in];
}

int main(int argc, char **argv)
{
    by_hand();
    gradient_check check = {.layer = "fully_connected",
                            .method = GRADIENT_EXACT,
                            .cases = sizeof shapes / sizeof shapes[0],
                            .make = make,
                            .forward = forward,
                            .backward = backward,
                            .reference = reference};
    const int gradients = gradient_check_main(&check, argc, argv);
    return gradients != 0 ? gradients : expect_result();
}
