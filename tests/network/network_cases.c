/*
 * What the gradient of a whole network must pass, in double: tiny networks, every parameter, against
 * numerical differences; the network of this book, a sample.
 */
#include "network/network_cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "layers/conv2d_fast.h"
#include "layers/maxpool2d.h"
#include "layers/relu.h"
#include "layers/softmax_cross_entropy.h"
#include "require.h"

/* ---- The networks ------------------------------------------------------------------------------ */

/* More images than a chunk has, and not a multiple of it; windows that leave a row and a column; and
 * windows of 3 x 3, for which the first three layers are computed one by one. */
static const struct {
    int N;
    network_shape s;
} tiny[] = {
    {3, {.C = 2, .H = 7, .W = 8, .filters = 3, .kernel = 3, .pool = 2, .hidden = 5, .classes = 4}},
    {6, {.C = 1, .H = 8, .W = 6, .filters = 2, .kernel = 2, .pool = 2, .hidden = 4, .classes = 3}},
    {5, {.C = 1, .H = 8, .W = 9, .filters = 2, .kernel = 2, .pool = 3, .hidden = 4, .classes = 3}},
};

/* Each at its start, then each after some steps of training. */
enum { TINY = sizeof tiny / sizeof tiny[0], STEPS = 10 };

static const network_version *version;
static network net;
static real *images;
static int *label;
static int N;

void network_cases_free(void)
{
    network_free(&net);
    net = (network){0};
    free(images);
    free(label);
    images = NULL;
    label = NULL;
}

/* The parameters' arrays: in the check, and in the network. */
enum { ARRAYS = 6, UNDECIDED = -2 };

static void views(real *array[ARRAYS], network_views v)
{
    real *const all[ARRAYS] = {v.conv_w, v.conv_b, v.fc1_w, v.fc1_b, v.fc2_w, v.fc2_b};
    memcpy(array, all, sizeof all);
}

/* Some steps straight downhill, by the gradient under test: they only have to lead elsewhere. */
static void train(int steps)
{
    for (int step = 0; step < steps; step++) {
        memset(net.gradients, 0, net.parameter_count * sizeof(real));
        network_forward(&net, images, N);
        version->backward(&net, images, label, N);
        for (size_t i = 0; i < net.parameter_count; i++)
            net.parameters[i] -= (real)0.05 * net.gradients[i];
    }
}

static void make_network(gradient_check *c, int batch, network_shape s, int steps)
{
    network_cases_free();
    N = batch;
    const status made = network_create(&net, s, N);
    REQUIRE(made.code == STATUS_OK, "%s", made.message);
    network_initialise(&net, c->seed);
    const size_t pixels = (size_t)N * (size_t)(s.C * s.H * s.W);
    images = malloc(pixels * sizeof *images);
    label = malloc((size_t)N * sizeof *label);
    REQUIRE(images != NULL && label != NULL, "no memory for %d images", N);
    for (size_t i = 0; i < pixels; i++)
        images[i] = (real)random_normal(&c->random);
    for (int n = 0; n < N; n++)
        label[n] = (int)random_below(&c->random, (uint32_t)s.classes);
    real *bias[] = {net.p.conv_b, net.p.fc1_b, net.p.fc2_b};
    const int biases[] = {s.filters, s.hidden, s.classes};
    for (int k = 0; k < 3; k++) /* they start equal, and are to differ */
        for (int i = 0; i < biases[k]; i++)
            bias[k][i] += (real)(0.1 * random_normal(&c->random));
    train(steps);

    c->y = gradient_tensor_new("loss", 1, 0, 0, 0);
    c->decided = gradient_decisions_new("winners and masks", N, net.fc1.in + net.fc1.out, 0, 0);
    c->decided.decision[0] = UNDECIDED;
    c->w = gradient_tensor_new("conv_w", s.filters, s.C, s.kernel, s.kernel);
    c->b = gradient_tensor_new("conv_b", s.filters, 0, 0, 0);
    c->more[0] = gradient_tensor_new("fc1_w", s.hidden, net.fc1.in, 0, 0);
    c->more[1] = gradient_tensor_new("fc1_b", s.hidden, 0, 0, 0);
    c->more[2] = gradient_tensor_new("fc2_w", s.classes, s.hidden, 0, 0);
    c->more[3] = gradient_tensor_new("fc2_b", s.classes, 0, 0, 0);
    real *array[ARRAYS];
    views(array, net.p);
    for (int k = 0; k < ARRAYS; k++) {
        const gradient_tensor *t = gradient_input(c, k + 1);
        memcpy(t->value, array[k], t->count * sizeof(real));
    }
}

static void make_tiny(gradient_check *c)
{
    const int which = c->number % TINY;
    make_network(c, tiny[which].N, tiny[which].s, c->number < TINY ? 0 : STEPS);
}

/* As in a digit, most of the picture is empty. Where it is full of noise, of 2 x 4732 windows one is
 * always close to another winner, and every step crosses a kink. */
static void make_full_size(gradient_check *c)
{
    enum { INK = 10 };
    const network_shape s = network_shape_mnist();
    make_network(c, 2, s, 0);
    for (int n = 0; n < N; n++) {
        const int top = (int)random_below(&c->random, (uint32_t)(s.H - INK));
        const int left = (int)random_below(&c->random, (uint32_t)(s.W - INK));
        for (int i = 0; i < s.H * s.W; i++) {
            const int h = i / s.W - top, w = i % s.W - left;
            if (h < 0 || h >= INK || w < 0 || w >= INK)
                images[n * s.H * s.W + i] = 0;
        }
    }
}

/* ---- A plain network --------------------------------------------------------------------------- */

/* What a batch becomes on its way, layer by layer, each by its definition. */
typedef struct {
    real *maps, *pooled, *hidden, *logits;     /* results of layers 2, 3, 5 and 6 */
    real *dmaps, *dpooled, *dhidden, *dlogits; /* the loss's gradients with respect to these */
    int *argmax;
    size_t map_count, pooled_count, hidden_count, logit_count;
} plain_network;

static real *array_of(size_t count)
{
    real *array = malloc(count * sizeof *array);
    REQUIRE(array != NULL, "no memory for %zu numbers", count);
    return array;
}

static plain_network plain_forward(void)
{
    plain_network p = {.map_count = (size_t)(N * net.pool.C * net.pool.H * net.pool.W),
                       .pooled_count = (size_t)(N * net.fc1.in),
                       .hidden_count = (size_t)(N * net.fc1.out),
                       .logit_count = (size_t)(N * net.fc2.out)};
    const size_t count[] = {p.map_count, p.pooled_count, p.hidden_count, p.logit_count};
    real **value[] = {&p.maps, &p.pooled, &p.hidden, &p.logits};
    real **gradient[] = {&p.dmaps, &p.dpooled, &p.dhidden, &p.dlogits};
    for (int i = 0; i < 4; i++) {
        *value[i] = array_of(count[i]);
        *gradient[i] = array_of(count[i]);
    }
    p.argmax = malloc(p.pooled_count * sizeof *p.argmax);
    REQUIRE(p.argmax != NULL, "no memory for %zu integers", p.pooled_count);
    conv2d_forward(p.maps, images, net.p.conv_w, net.p.conv_b, N, net.conv);
    relu_forward(p.maps, p.maps, p.map_count);
    maxpool2d_forward(p.pooled, p.argmax, p.maps, N, net.pool);
    fully_connected_forward(p.hidden, p.pooled, net.p.fc1_w, net.p.fc1_b, N, net.fc1);
    relu_forward(p.hidden, p.hidden, p.hidden_count);
    fully_connected_forward(p.logits, p.hidden, net.p.fc2_w, net.p.fc2_b, N, net.fc2);
    return p;
}

static void plain_free(plain_network *p)
{
    real *array[] = {p->maps,  p->pooled,  p->hidden,  p->logits,
                     p->dmaps, p->dpooled, p->dhidden, p->dlogits};
    for (size_t i = 0; i < sizeof array / sizeof array[0]; i++)
        free(array[i]);
    free(p->argmax);
}

/* What the network decides on the way: of each pooling window, which place won and whether ReLU let
 * it pass; and of each hidden unit, whether ReLU let it pass. The first is found out by the layers,
 * and again only when the convolution's parameters have moved. */
static void decide(int *decision, bool conv_moved)
{
    const size_t windows = (size_t)(N * net.fc1.in), hidden = (size_t)(N * net.fc1.out);
    if (conv_moved) {
        const size_t count = (size_t)(N * net.pool.C * net.pool.H * net.pool.W);
        real *maps = array_of(count + windows), *pooled = maps + count;
        conv2d_fast_forward(maps, images, net.p.conv_w, net.p.conv_b, N, net.conv);
        relu_forward(maps, maps, count);
        maxpool2d_forward(pooled, decision, maps, N, net.pool);
        for (size_t i = 0; i < windows; i++)
            decision[i] = pooled[i] > 0 ? decision[i] : -1;
        free(maps);
    }
    for (size_t i = 0; i < hidden; i++)
        decision[windows + i] = net.hidden[i] > 0;
}

/* ---- Calling ----------------------------------------------------------------------------------- */

/* Nothing comes behind the loss of a network. The check multiplies y by a random dy nevertheless, so y
 * is the loss divided by it. */
static void forward(gradient_check *c)
{
    real *array[ARRAYS];
    views(array, net.p);
    bool moved[ARRAYS];
    for (int k = 0; k < ARRAYS; k++) {
        const gradient_tensor *t = gradient_input(c, k + 1);
        moved[k] = memcmp(array[k], t->value, t->count * sizeof(real)) != 0;
        if (moved[k])
            memcpy(array[k], t->value, t->count * sizeof(real));
    }
    network_forward(&net, images, N);
    const real dy = *c->y.gradient;
    *c->y.value = network_loss(&net, label, N) / dy;
    const bool undecided = c->decided.decision[0] == UNDECIDED;
    decide(c->decided.decision, moved[0] || moved[1] || undecided);
    c->size_inside = 0; /* the loss is made of logits: small, though they be large */
    for (int n = 0; n < N; n++) {
        double sum = 0;
        for (int k = 0; k < net.fc2.out; k++)
            sum += fabs((double)net.logits[n * net.fc2.out + k]);
        c->size_inside = fmax(c->size_inside, sum / fabs((double)dy));
    }
}

static void backward(gradient_check *c)
{
    real *array[ARRAYS];
    views(array, net.d);
    for (int k = 0; k < ARRAYS; k++) {
        const gradient_tensor *t = gradient_input(c, k + 1);
        memcpy(array[k], t->gradient, t->count * sizeof(real));
    }
    version->backward(&net, images, label, N);
    for (int k = 0; k < ARRAYS; k++) {
        const gradient_tensor *t = gradient_input(c, k + 1);
        memcpy(t->gradient, array[k], t->count * sizeof(real));
    }
}

/* ---- Mistakes that are made in a whole network --------------------------------------------------- */

typedef enum { BY_Y, MISSING, WRONG_SIDE, BY_GRADIENT } gate_way;
typedef enum { TO_WINNER, TO_ALL, TO_FIRST } window_way;

/* Of the images n = 0 .. N - 1, those from `from` up to and without `to`; both count from the end when
 * negative, and `to` = 0 is the end. */
typedef struct {
    int from, to;
} images_left;

/* Backward with a mistake in it; what is left out of a line is done rightly. */
typedef struct {
    const char *what, *hint;
    gate_way hidden, maps;    /* how ReLU stops the gradient behind layers 4 and 1 */
    window_way window;        /* who gets a maximum's gradient */
    bool without_target;      /* p in place of p - t */
    int labels_further;       /* whose label is taken: image n + labels_further */
    images_left all, in_conv; /* the images that count, in all layers or only in layers 1 to 3 */
    int pictures,
        gradients; /* image n % pictures is taken in layer 1, row n % gradients of dpooled */
} network_mistake;

static const network_mistake known[] = {
    {"the gradient passes ReLU behind layer 4 (fc1) everywhere, also where hidden is 0",
     "relu_backward() between layers 6 and 4", .hidden = MISSING},
    {"the gradient passes ReLU behind layer 1 (the convolution) everywhere, also where it gave 0",
     "relu_backward() between layers 3 and 1", .maps = MISSING},
    {"the gradient passes ReLU behind layer 4 (fc1) on the wrong side", "relu_backward() of hidden",
     .hidden = WRONG_SIDE},
    {"the gradient passes ReLU behind layer 1 (the convolution) on the wrong side",
     "relu_backward() of the maps", .maps = WRONG_SIDE},
    {"ReLU behind layer 4 (fc1) is gated on the gradient, not on what forward let pass",
     "the mask of relu_backward()", .hidden = BY_GRADIENT},
    {"ReLU behind layer 1 (the convolution) is gated on the gradient, not on what forward let pass",
     "the mask of relu_backward()", .maps = BY_GRADIENT},
    {"neither of the two ReLUs is there in backward", "relu_backward()", .hidden = MISSING,
     .maps = MISSING},
    {"a maximum's gradient is given to all numbers of its window", "maxpool2d_backward(), argmax",
     .window = TO_ALL},
    {"a maximum's gradient is given to the first number of its window, not to the winner",
     "maxpool2d_backward(), argmax", .window = TO_FIRST},
    {"the target is not subtracted: dlogits = p, and must be p - t", "the gradient of the loss",
     .without_target = true},
    {"each image is given the label of the next", "label", .labels_further = 1},
    {"each image is given the label of the one before", "label", .labels_further = -1},
    {"the first image is lost", "the loops over images", .all = {.from = 1}},
    {"the last image is lost", "the loops over images", .all = {.to = -1}},
    {"only the first image counts", "N, the loops over images", .all = {.to = 1}},
    {"only the last image counts: = in place of +=", "the sums over images", .all = {.from = -1}},
    {"in layers 1 to 3 the first image is lost", "the loop over chunks", .in_conv = {.from = 1}},
    {"in layers 1 to 3 the last image is lost", "the loop over chunks", .in_conv = {.to = -1}},
    {"in layers 1 to 3 only the last image counts", "the sum over images", .in_conv = {.from = -1}},
    {"in layers 1 to 3 only the first image counts", "the sum over images", .in_conv = {.to = 1}},
    {"in layers 1 to 3 only the first 2 images count", "the sum over parts", .in_conv = {.to = 2}},
    {"in layers 1 to 3 only the first 4 images count", "the sum over parts", .in_conv = {.to = 4}},
    {"in layers 1 to 3 the first 4 images are lost", "the sum over parts", .in_conv = {.from = 4}},
    {"in layer 1 the first picture is taken for all", "x of each image", .pictures = 1},
    {"in layer 1 the first 2 pictures are taken again and again", "where a chunk begins in x",
     .pictures = 2},
    {"in layer 1 the first 4 pictures are taken again and again", "where a chunk begins in x",
     .pictures = 4},
    {"in layers 1 to 3 the first row of dpooled is taken for all", "dpooled of each image",
     .gradients = 1},
    {"in layers 1 to 3 the first 2 rows of dpooled are taken again and again",
     "where a chunk begins in dpooled", .gradients = 2},
    {"in layers 1 to 3 the first 4 rows of dpooled are taken again and again",
     "where a chunk begins in dpooled", .gradients = 4},
};
enum { KNOWN = sizeof known / sizeof known[0] };

static void gate(real *d, const real *y, size_t count, gate_way way)
{
    for (size_t i = 0; i < count; i++) {
        const bool passes = way == MISSING       ? true
                            : way == WRONG_SIDE  ? !(y[i] > 0)
                            : way == BY_GRADIENT ? d[i] > 0
                                                 : y[i] > 0;
        d[i] = passes ? d[i] : 0;
    }
}

static void leave_out(real *d, size_t row, images_left left)
{
    const int from = left.from < 0 ? N + left.from : left.from;
    const int to = left.to <= 0 ? N + left.to : left.to;
    for (int n = 0; n < N; n++)
        for (size_t i = 0; i < row && (n < from || n >= to); i++)
            d[(size_t)n * row + i] = 0;
}

/* Row n becomes row n % period. */
static void repeat(real *d, size_t row, int period)
{
    for (int n = period; n < N && period > 0; n++)
        memcpy(d + (size_t)n * row, d + (size_t)(n % period) * row, row * sizeof *d);
}

/* Max pooling backward, for windows that do not overlap. */
static void pool_backward(plain_network *p, window_way way)
{
    const maxpool2d_shape s = net.pool;
    const int PH = s.H / s.size, PW = s.W / s.size;
    memset(p->dmaps, 0, p->map_count * sizeof(real));
    for (int i = 0; i < (int)p->pooled_count; i++) {
        const int plane = i / (PH * PW) * s.H * s.W;
        const int corner = i / PW % PH * s.size * s.W + i % PW * s.size;
        for (int place = 0; place < s.size * s.size; place++) {
            const int inside = corner + place / s.size * s.W + place % s.size;
            if (way == TO_ALL || (way == TO_FIRST ? place == 0 : inside == p->argmax[i]))
                p->dmaps[plane + inside] += p->dpooled[i];
        }
    }
}

/* The plain network's gradient, with a mistake in it; `d` has been cleared. */
static void plain_backward(network_views d, const network_mistake *m)
{
    plain_network p = plain_forward();
    int *right = malloc((size_t)N * sizeof *right);
    const size_t row = p.logit_count / (size_t)N;
    real *x = array_of((size_t)(N * net.conv.C * net.conv.H * net.conv.W));
    REQUIRE(right != NULL, "no memory for %d labels", N);
    for (int n = 0; n < N; n++)
        right[n] = label[(n + m->labels_further + N) % N];
    const real one = 1;
    softmax_cross_entropy_backward(p.dlogits, &one, p.logits, right, N, net.fc2.out);
    for (int n = 0; n < N && m->without_target; n++)
        p.dlogits[(size_t)n * row + (size_t)right[n]] += one / (real)N;
    leave_out(p.dlogits, row, m->all);
    fully_connected_backward(p.dhidden, d.fc2_w, d.fc2_b, p.dlogits, p.hidden, net.p.fc2_w, N,
                             net.fc2);
    gate(p.dhidden, p.hidden, p.hidden_count, m->hidden);
    fully_connected_backward(p.dpooled, d.fc1_w, d.fc1_b, p.dhidden, p.pooled, net.p.fc1_w, N,
                             net.fc1);
    leave_out(p.dpooled, p.pooled_count / (size_t)N, m->in_conv);
    repeat(p.dpooled, p.pooled_count / (size_t)N, m->gradients);
    pool_backward(&p, m->window);
    gate(p.dmaps, p.maps, p.map_count, m->maps);
    const size_t pixels = (size_t)(net.conv.C * net.conv.H * net.conv.W);
    memcpy(x, images, (size_t)N * pixels * sizeof *x);
    repeat(x, pixels, m->pictures);
    conv2d_backward(NULL, d.conv_w, d.conv_b, p.dmaps, x, net.p.conv_w, N, net.conv);
    plain_free(&p);
    free(right);
    free(x);
}

/* Variant: mistake * ARRAYS + array. */
static void predict(const gradient_check *c, int variant, double *numbers)
{
    real *array[ARRAYS];
    views(array, net.d);
    memset(net.gradients, 0, net.parameter_count * sizeof(real));
    plain_backward(net.d, &known[variant / ARRAYS]);
    const size_t counts[ARRAYS] = {c->w.count,       c->b.count,       c->more[0].count,
                                   c->more[1].count, c->more[2].count, c->more[3].count};
    for (size_t i = 0; i < counts[variant % ARRAYS]; i++)
        numbers[i] = (double)array[variant % ARRAYS][i];
}

static const gradient_mistake *known_mistakes_of_networks(void)
{
    static const char *const name[ARRAYS] = {"dconv_w", "dconv_b", "dfc1_w",
                                             "dfc1_b",  "dfc2_w",  "dfc2_b"};
    static gradient_mistake list[KNOWN * ARRAYS + 1];
    for (int i = 0; i < KNOWN * ARRAYS; i++)
        list[i] = (gradient_mistake){.array = name[i % ARRAYS],
                                     .what = known[i / ARRAYS].what,
                                     .hint = known[i / ARRAYS].hint,
                                     .predict = predict,
                                     .variant = i};
    return list;
}

/* ---- The checks -------------------------------------------------------------------------------- */

/* A kink is never far in a network: h must be small, and the slope is uncertain by 1e-11 or so. That is
 * little beside the gradients of a layer, of which many are near 0.1, but much beside some of them. So
 * the estimate is to lie below 1e-10, however small the gradient; and the difference within it. */
static gradient_check check_of(const network_version *v)
{
    version = v;
    return (gradient_check){.layer = v->name,
                            .source = v->source,
                            .method = GRADIENT_CENTRAL,
                            .least = 0.1,
                            .forward = forward,
                            .backward = backward};
}

gradient_check network_gradient_check(const network_version *v)
{
    gradient_check check = check_of(v);
    check.cases = 2 * TINY;
    check.seeds = 10;
    check.make = make_tiny;
    check.mistakes = known_mistakes_of_networks();
    return check;
}

gradient_check network_full_size_check(const network_version *v)
{
    gradient_check check = check_of(v);
    check.cases = 1;
    check.seeds = 1;
    check.make = make_full_size;
    check.sample = 200;
    check.directions = 5;
    return check;
}
