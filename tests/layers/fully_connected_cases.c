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

/* ---- Mistakes that are known of a fully connected layer, for the diagnosis ------------------------ */

/*
 * y[n][o] += x[n][i] * w[o][i], and the gradients likewise, are three loops over three arrays of two
 * indices. An array may be taken by other indices, or as if its rows had another length; a loop may
 * run to the wrong end.
 */
enum { N, I, O };     /* the indices */
enum { X, W, Y };     /* the arrays; dx, dw and y are what is computed */
enum { PLACES = 27 }; /* row index, column index, row length: three possibilities each */

static const char *const names[] = {"n", "i", "o"}, *const ends[] = {"N", "in", "out"};
static const struct {
    const char *value, *gradient;
    int place; /* the right one: row + 3 * column + 9 * length */
} arrays[] = {
    {"x", "dx", N + 3 * I + 9 * I}, {"w", "dw", O + 3 * I + 9 * I}, {"y", "dy", N + 3 * O + 9 * O}};

/* The variant: which array is computed; which is taken wrongly, and how; or which loop ends wrongly. */
enum { LOOPS = 9, VARIANTS = 3 * PLACES + LOOPS };

static void walk_wrongly(const gradient_check *c, int variant, double *numbers)
{
    const int result = variant / VARIANTS, wrong = variant % VARIANTS;
    const int length[] = {c->x.shape[0], c->x.shape[1], c->y.shape[1]};
    const gradient_tensor *t[] = {&c->x, &c->w, &c->y};
    const real *value[] = {c->x.value, c->w.value, c->y.gradient};
    int end[] = {length[N], length[I], length[O]};
    if (wrong >= 3 * PLACES)
        end[wrong % 3] = length[(wrong - 3 * PLACES) / 3];

    for (size_t i = 0; i < t[result]->count; i++)
        numbers[i] = result == Y ? (double)c->b.value[i % c->b.count] : 0;
    for (int p = 0; p < end[N] * end[O] * end[I]; p++) {
        const int at[] = {p / end[I] / end[O], p % end[I], p / end[I] % end[O]};
        double product = 1;
        size_t to = 0;
        for (int a = 0; a < 3; a++) {
            const int how = wrong / PLACES == a ? wrong % PLACES : arrays[a].place;
            const size_t place = (size_t)(at[how % 3] * length[how / 9] + at[how / 3 % 3]);
            const bool inside = place < t[a]->count;
            if (a == result)
                to = place;
            else
                product *= inside ? (double)value[a][place] : 0;
        }
        if (to < t[result]->count)
            numbers[to] += product;
    }
}

/* In words: "x is taken at [o][i], and must be at [n][i]". */
static void describe(char text[static 120], char hint[static 40], int variant)
{
    const int result = variant / VARIANTS, wrong = variant % VARIANTS;
    if (wrong >= 3 * PLACES) {
        const int loop = wrong % 3, to = (wrong - 3 * PLACES) / 3;
        snprintf(text, 120, "the loop over %s ends at %s, and must end at %s", names[loop],
                 ends[to], ends[loop]);
        snprintf(hint, 40, "%s < %s", names[loop], ends[loop]);
        return;
    }
    const int a = wrong / PLACES, how = wrong % PLACES, right = arrays[a].place;
    const bool is_gradient = (a == result) != (a == Y);
    const char *array = is_gradient ? arrays[a].gradient : arrays[a].value;
    char rows[40] = "";
    if (how / 9 != right / 9)
        snprintf(rows, sizeof rows, " with rows of length %s", ends[how / 9]);
    snprintf(text, 120, "%s is taken at [%s][%s]%s, and must be at [%s][%s]%s%s", array,
             names[how % 3], names[how / 3 % 3], rows, names[right % 3], names[right / 3 % 3],
             rows[0] == '\0' ? "" : " with rows of length ",
             rows[0] == '\0' ? "" : ends[right / 9]);
    snprintf(hint, 40, "%s[%s][%s]", array, names[right % 3], names[right / 3 % 3]);
}

/* Whether it is array a with its two indices exchanged. */
static bool is_transposed(int a, int how)
{
    const int row = arrays[a].place % 3, column = arrays[a].place / 3 % 3;
    return how == column + 3 * row + 9 * row;
}

static const gradient_mistake *known(void)
{
    static gradient_mistake list[3 * VARIANTS + 1];
    static char text[3 * VARIANTS][120], hint[3 * VARIANTS][40];
    static const char *const result[] = {[X] = "dx", [W] = "dw", [Y] = "y"};
    for (int i = 0, count = 0; i < 3 * VARIANTS; i++) {
        if (i % VARIANTS < 3 * PLACES &&
            is_transposed(i % VARIANTS / PLACES, i % VARIANTS % PLACES))
            continue; /* that is known of all layers */
        describe(text[i], hint[i], i);
        list[count++] = (gradient_mistake){result[i / VARIANTS], text[i], hint[i], walk_wrongly, i};
    }
    return list;
}

/* The gradients by the right walk: for the diagnosis this is quicker than to measure them. */
static void gradient(const gradient_check *c, const gradient_tensor *t, double *numbers)
{
    if (t != &c->b) {
        walk_wrongly(c, (t == &c->x ? X : W) * VARIANTS + arrays[X].place, numbers);
        return;
    }
    for (size_t o = 0; o < t->count; o++)
        numbers[o] = 0;
    for (size_t i = 0; i < c->y.count; i++)
        numbers[i % t->count] += (double)c->y.gradient[i];
}

gradient_check fully_connected_gradient_check(const fully_connected_version *v)
{
    version = v;
    return (gradient_check){.layer = v->name,
                            .source = v->source,
                            .one_backward = v->dx == NULL,
                            .method = GRADIENT_EXACT,
                            .cases = SMALL,
                            .large = LARGE,
                            .large_seeds = large_seeds,
                            .make = make,
                            .forward = forward,
                            .backward = backward,
                            .mistakes = known(),
                            .reference = reference,
                            .gradient = gradient};
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
        EXPECT(dw_alone[i] == dw_expected[i] || dw[i] != dw_expected[i],
               "without dx, dw[%d] = %g, expected %g: when dx is NULL only dx may be left out", i,
               dw_alone[i], dw[i]);
        EXPECT(place[i] == dx[i] || dx[i] != dx_expected[i],
               "in x's place, dx[%d] = %g, expected %g: is x read after dx was written?", i,
               place[i], dx[i]);
        EXPECT(dw_in_place[i] == dw[i] || dw[i] != dw_expected[i],
               "with dx in x's place, dw[%d] = %g, expected %g: is dx written before x was "
               "read for dw?",
               i, dw_in_place[i], dw[i]);
    }
    for (int i = 0; i < 2; i++) {
        EXPECT(db[i] == db_expected[i], "db[%d] = %g, by hand %g", i, db[i], db_expected[i]);
        EXPECT(db_alone[i] == db_expected[i] || db[i] != db_expected[i],
               "without dx, db[%d] = %g, expected %g: when dx is NULL only dx may be left out", i,
               db_alone[i], db[i]);
    }
}

/* The same of fractions: x divided by 8, w by 4, b by 32, dy by 2. A number that is kept as an integer
 * on its way, or rounded, shows here alone. */
static void fractions(const fully_connected_version *v)
{
    const fully_connected_shape s = {.in = 3, .out = 2};
    const real x[] = {(real)0.125, (real)0.25, (real)-0.125, /* */ 0, (real)0.375, (real)0.125};
    const real w[] = {(real)0.5, 0, (real)0.25, /* */ (real)-0.25, (real)0.25, (real)0.75};
    const real b[] = {(real)0.03125, (real)-0.0625};
    const real dy[] = {(real)0.5, (real)-0.5, /* */ 1, (real)1.5};
    const real y_expected[] = {2, -4, /* */ 2, 4};
    const real dx_expected[] = {3, -1, -2, /* */ 1, 3, 11};
    const real dw_expected[] = {1, 8, 1, /* */ -1, 7, 4}, db_expected[] = {3, 2};
    real y[4], dx[6], dw[6] = {0}, db[2] = {0};
    v->forward(y, x, w, b, 2, s);
    v->backward(dx, dw, db, dy, x, w, 2, s);
    for (int i = 0; i < 4; i++)
        EXPECT(y[i] == y_expected[i] / 32,
               "of fractions y[%d] = %g, expected %g: is something kept as an integer, or rounded?",
               i, y[i], y_expected[i] / 32);
    for (int i = 0; i < 6; i++)
        EXPECT(dx[i] == dx_expected[i] / 8 && dw[i] == dw_expected[i] / 16,
               "of fractions dx[%d] = %g, expected %g, dw = %g, expected %g: is something kept as "
               "an integer, or rounded?",
               i, dx[i], dx_expected[i] / 8, dw[i], dw_expected[i] / 16);
    for (int i = 0; i < 2; i++)
        EXPECT(
            db[i] == db_expected[i] / 2,
            "of fractions db[%d] = %g, expected %g: is something kept as an integer, or rounded?",
            i, db[i], db_expected[i] / 2);
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
        if (v->dx == NULL)
            continue;
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
    if (gradients == 0)
        fractions(v);
    return gradients != 0 ? gradients : expect_result();
}
