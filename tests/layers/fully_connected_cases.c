/*
 * What a fully connected layer must pass: forward against an independent version, the gradient of
 * every element against numerical differences, exactly; the adjoint identities at the network's
 * sizes; an example made by hand.
 */
#include "layers/fully_connected_cases.h"

#include <stddef.h>

#include <string.h>

#include "expect.h"
#include "require_stops.h"

/* N, in, out */
static const int shapes[][3] = {{2, 5, 3},
                                {3, 4, 7},
                                {2, 1, 2},
                                {4, 6, 1},
                                {5, 19, 4},
                                /* The network's: too large to measure each element. */
                                {1, 4732, 128},
                                {2, 128, 10}};
enum { LARGE = 2, SMALL = sizeof shapes / sizeof shapes[0] - LARGE };

static const int large_seeds[LARGE] = {200, 2000};

/* What is being checked; the callbacks below have no other way to know. */
static const fully_connected_version *version;

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
    version->forward(c->y.value, c->x.value, c->w.value, c->b.value, shapes[c->number][0],
                     shape_of(c));
}

static void backward(gradient_check *c)
{
    version->backward(c->x.gradient, c->w.gradient, c->b.gradient, c->y.gradient, c->x.value,
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

gradient_check fully_connected_gradient_check(const fully_connected_version *v)
{
    version = v;
    return (gradient_check){.layer = v->name,
                            .source = v->source,
                            .method = GRADIENT_EXACT,
                            .cases = SMALL,
                            .large = LARGE,
                            .large_seeds = large_seeds,
                            .make = make,
                            .forward = forward,
                            .backward = backward,
                            .reference = reference};
}

/* The example of chapter 05: two rows of three inputs, two outputs. */
static void by_hand(const fully_connected_version *v)
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
    real place[] = {1, 2, -1, /* */ 0, 3, 1}, dw_in_place[6] = {0}, db_in_place[2] = {0};
    v->forward(y, x, w, b, 2, s);
    v->backward(dx, dw, db, dy, x, w, 2, s);
    v->backward(NULL, dw_alone, db_alone, dy, x, w, 2, s);
    v->backward(place, dw_in_place, db_in_place, dy, place, w, 2, s);
    for (int i = 0; i < 4; i++)
        EXPECT(y[i] == y_expected[i], "y[%d] = %g, by hand %g", i, y[i], y_expected[i]);
    for (int i = 0; i < 6; i++) {
        EXPECT(dx[i] == dx_expected[i], "dx[%d] = %g, by hand %g", i, dx[i], dx_expected[i]);
        EXPECT(dw[i] == dw_expected[i], "dw[%d] = %g, by hand %g", i, dw[i], dw_expected[i]);
        EXPECT(dw_alone[i] == dw[i], "without dx, dw[%d] = %g, with it %g", i, dw_alone[i], dw[i]);
        EXPECT(place[i] == dx[i], "in x's place, dx[%d] = %g, expected %g", i, place[i], dx[i]);
        EXPECT(dw_in_place[i] == dw[i], "with dx in x's place, dw[%d] = %g, expected %g", i,
               dw_in_place[i], dw[i]);
    }
    for (int i = 0; i < 2; i++) {
        EXPECT(db[i] == db_expected[i], "db[%d] = %g, by hand %g", i, db[i], db_expected[i]);
        EXPECT(db_alone[i] == db[i], "without dx, db[%d] = %g, with it %g", i, db_alone[i], db[i]);
    }
}

/* ---- Sizes that make no sense --------------------------------------------------------------------- */

static const fully_connected_version *refusing;
static int bad_N;
static fully_connected_shape bad;
static real somewhere[100]; /* for a version that goes on nevertheless */

static void stop_forward(void)
{
    refusing->forward(somewhere, somewhere, somewhere, somewhere, bad_N, bad);
}

static void stop_backward(void)
{
    refusing->backward(NULL, somewhere, somewhere, somewhere, somewhere, somewhere, bad_N, bad);
}

static void stop_dx(void)
{
    refusing->dx(somewhere, somewhere, somewhere, bad_N, bad);
}

static void stop_dw(void)
{
    refusing->dw(somewhere, somewhere, somewhere, bad_N, bad);
}

static void stop_db(void)
{
    refusing->db(somewhere, somewhere, bad_N, bad);
}

static void preconditions(const fully_connected_version *v)
{
    static const int refused[][3] = {{0, 3, 2}, {-1, 3, 2}, {1, 0, 2}, {1, 3, 0}};
    fprintf(stderr, "What follows are refusals, as they must be:\n");
    refusing = v;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        bad_N = refused[i][0];
        bad = (fully_connected_shape){.in = refused[i][1], .out = refused[i][2]};
        EXPECT(require_stops(stop_forward), "forward takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_backward), "backward takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_dx), "dx takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_dw), "dw takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_db), "db takes bad sizes, number %zu", i);
    }
}

int fully_connected_cases(const fully_connected_version *v, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--refusals") == 0) { /* a test of its own: it prints much */
        preconditions(v);
        return expect_result();
    }
    gradient_check check = fully_connected_gradient_check(v);
    const int gradients = gradient_check_main(&check, argc, argv);
    by_hand(v);
    return gradients != 0 ? gradients : expect_result();
}
