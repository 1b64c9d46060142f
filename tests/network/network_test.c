/*
 * Checks src/network/network.c in double: the whole gradient of tiny networks, every parameter, against
 * numerical differences, at the start and after some training; forward against its layers; the loss at
 * the start; the fused loss against softmax followed by cross-entropy; He's initialisation.
 */
#include "network/network_cases.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "expect.h"
#include "layers/cross_entropy.h"
#include "layers/maxpool2d.h"
#include "layers/relu.h"
#include "layers/softmax.h"
#include "layers/softmax_cross_entropy.h"
#include "numerics/random.h"

/* A tiny network: more than one chunk of images, when there are six. */
static const network_shape tiny = {
    .C = 2, .H = 7, .W = 8, .filters = 3, .kernel = 3, .pool = 2, .hidden = 5, .classes = 4};

static network net;

/* ---- The start --------------------------------------------------------------------------------- */

static void loss_at_the_start(void)
{
    const status made = network_create(&net, network_shape_mnist(), 7);
    EXPECT(made.code == STATUS_OK, "%s", made.message);
    EXPECT(net.parameter_count == 607394, "parameter_count = %zu", net.parameter_count);
    EXPECT(net.fc1.in == 4732, "the first fully connected layer has %d inputs", net.fc1.in);

    /* Last layer all zero: equal logits, so that each digit has probability 1/10. */
    network_initialise(&net, 1);
    memset(net.p.fc2_w, 0, (size_t)net.fc2.in * (size_t)net.fc2.out * sizeof(real));
    static real x[7 * 28 * 28];
    random_generator r = random_seeded(1, 5);
    for (int i = 0; i < 7 * 28 * 28; i++)
        x[i] = (real)random_uniform(&r);
    const int right[] = {3, 1, 4, 1, 5, 9, 2};
    network_forward(&net, x, 7);
    const real loss = network_loss(&net, right, 7);
    EXPECT(fabs(loss - log(10)) <= 4 * DBL_EPSILON, "equal logits: loss = %.17g, ln 10 = %.17g",
           loss, log(10));

    /* The fused loss is that of softmax followed by cross-entropy, and so is its gradient. */
    network_initialise(&net, 1);
    network_forward(&net, x, 7);
    real p[70], dp[70], dlogits[70], fused[70], separate_loss;
    const real one = 1;
    softmax_forward(p, net.logits, 7, 10);
    cross_entropy_forward(&separate_loss, p, right, 7, 10);
    cross_entropy_backward(dp, &one, p, right, 7, 10);
    softmax_backward(dlogits, dp, p, 7, 10);
    softmax_cross_entropy_backward(fused, &one, net.logits, right, 7, 10);
    const real fused_loss = network_loss(&net, right, 7);
    EXPECT(fabs(separate_loss - fused_loss) <= 1e-14 * fused_loss, "loss %.17g, fused %.17g",
           separate_loss, fused_loss);
    for (int i = 0; i < 70; i++)
        EXPECT(fabs(dlogits[i] - fused[i]) <= 1e-15, "dlogits[%d] = %.17g, fused %.17g", i,
               dlogits[i], fused[i]);
}

/* Forward is its layers, one after the other, each by its definition. */
static void forward_is_its_layers(void)
{
    enum {
        N = 6,
        PIXELS = 2 * 7 * 8,
        MAP = 3 * 5 * 6,
        POOLED = 3 * 2 * 3,
        HIDDEN = 5,
        CLASSES = 4
    };
    network own;
    const status made = network_create(&own, tiny, N);
    EXPECT(made.code == STATUS_OK, "%s", made.message);
    network_initialise(&own, 1);
    static real x[N * PIXELS], maps[N * MAP], pooled[N * POOLED], hidden[N * HIDDEN];
    static int argmax[N * POOLED];
    real logits[N * CLASSES];
    random_generator r = random_seeded(1, 7);
    for (int i = 0; i < N * PIXELS; i++)
        x[i] = (real)random_normal(&r);
    network_forward(&own, x, N);
    conv2d_forward(maps, x, own.p.conv_w, own.p.conv_b, N, own.conv);
    relu_forward(maps, maps, N * MAP);
    maxpool2d_forward(pooled, argmax, maps, N, own.pool);
    fully_connected_forward(hidden, pooled, own.p.fc1_w, own.p.fc1_b, N, own.fc1);
    relu_forward(hidden, hidden, N * HIDDEN);
    fully_connected_forward(logits, hidden, own.p.fc2_w, own.p.fc2_b, N, own.fc2);
    for (int i = 0; i < N * CLASSES; i++)
        EXPECT(fabs(own.logits[i] - logits[i]) <= 1e-14, "logits[%d] = %.17g, by the layers %.17g",
               i, own.logits[i], logits[i]);
    network_free(&own);
}

/* The gradient of a batch does not depend on what the network has computed before. */
static void same_gradient_again(void)
{
    const network_shape shape = tiny;
    enum { LARGE = 6, SMALL = 3 };
    network used, fresh;
    const status made_used = network_create(&used, shape, LARGE);
    const status made_fresh = network_create(&fresh, shape, SMALL);
    EXPECT(made_used.code == STATUS_OK && made_fresh.code == STATUS_OK, "%s%s", made_used.message,
           made_fresh.message);
    static real images[6 * 2 * 7 * 8];
    random_generator r = random_seeded(1, 6);
    for (int i = 0; i < LARGE * shape.C * shape.H * shape.W; i++)
        images[i] = (real)random_normal(&r);
    const int right[LARGE] = {0, 3, 1, 2, 2, 0};
    const size_t bytes = used.parameter_count * sizeof(real);
    network_initialise(&used, 1);
    network_initialise(&fresh, 1);
    network_forward(&used, images, LARGE);
    network_backward(&used, images, right, LARGE);
    network *both[] = {&used, &fresh};
    for (int i = 0; i < 2; i++) {
        memset(both[i]->gradients, 0, bytes);
        network_forward(both[i], images, SMALL);
        network_backward(both[i], images, right, SMALL);
    }
    EXPECT(memcmp(used.gradients, fresh.gradients, bytes) == 0,
           "the gradient of %d images is another after %d others", SMALL, LARGE);
    network_free(&used);
    network_free(&fresh);
}

/* A layer's start depends on the seed and its own sizes, not on the layers beside it. */
static void start_of_each_layer(void)
{
    network_shape narrow = tiny, wide = tiny;
    wide.filters = 2 * narrow.filters; /* and so fc1 has twice the inputs, fc2 the same */
    network a, b;
    EXPECT(network_create(&a, narrow, 1).code == STATUS_OK, "%d filters", narrow.filters);
    EXPECT(network_create(&b, wide, 1).code == STATUS_OK, "%d filters", wide.filters);
    network_initialise(&a, UINT64_C(1) << 40);
    network_initialise(&b, UINT64_C(1) << 40);
    EXPECT(memcmp(a.p.fc2_w, b.p.fc2_w, (size_t)(a.fc2.in * a.fc2.out) * sizeof(real)) == 0,
           "fc2 starts at %g with %d filters, at %g with %d", a.p.fc2_w[0], narrow.filters,
           b.p.fc2_w[0], wide.filters);
    /* The first draw of each layer, without the deviation that it was multiplied by. */
    const double fan_in[] = {a.conv.C * a.conv.KH * a.conv.KW, a.fc1.in, a.fc2.in};
    const real *w[] = {a.p.conv_w, a.p.fc1_w, a.p.fc2_w};
    for (int i = 0; i < 3; i++) {
        const int next = (i + 1) % 3;
        const double one = w[i][0] * sqrt(fan_in[i] / 2);
        const double other = w[next][0] * sqrt(fan_in[next] / 2);
        EXPECT(fabs(one - other) > 1e-6,
               "layers %d and %d with weights begin with the same draw %g", i, next, one);
    }
    network_initialise(&b, 0);
    EXPECT(a.p.fc2_w[0] != b.p.fc2_w[0], "the seeds 2^40 and 0 give the same start %g",
           a.p.fc2_w[0]);
    network_free(&a);
    network_free(&b);
}

static void initialisation(void)
{
    network_initialise(&net, 1);
    const struct {
        const char *name;
        const real *w, *b;
        int fan_in, outputs;
    } layer[] = {{"conv", net.p.conv_w, net.p.conv_b, 9, 28},
                 {"fc1", net.p.fc1_w, net.p.fc1_b, 4732, 128},
                 {"fc2", net.p.fc2_w, net.p.fc2_b, 128, 10}};
    for (size_t i = 0; i < 3; i++) {
        const int count = layer[i].fan_in * layer[i].outputs;
        double sum = 0, squares = 0;
        for (int j = 0; j < count; j++) {
            sum += layer[i].w[j];
            squares += layer[i].w[j] * layer[i].w[j];
        }
        /* Of `count` numbers, mean and variance stray by sd / sqrt(count), sd^2 sqrt(2 / count). */
        const double variance = 2.0 / layer[i].fan_in;
        EXPECT(fabs(sum / count) <= 4 * sqrt(variance / count), "%s: mean %g", layer[i].name,
               sum / count);
        EXPECT(fabs(squares / count / variance - 1) <= 4 * sqrt(2.0 / count),
               "%s: variance %g, expected %g", layer[i].name, squares / count, variance);
        for (int j = 0; j < layer[i].outputs; j++)
            EXPECT(layer[i].b[j] == (real)0.01, "%s: b[%d] = %g", layer[i].name, j, layer[i].b[j]);
    }
    const real first = net.parameters[0];
    network_initialise(&net, 2);
    EXPECT(net.parameters[0] != first, "seeds 1 and 2 give the same first weight %g", first);
    network_initialise(&net, 1);
    EXPECT(net.parameters[0] == first, "seed 1 gives %g, then %g", first, net.parameters[0]);
}

int main(int argc, char **argv)
{
    loss_at_the_start();
    initialisation();
    forward_is_its_layers();
    same_gradient_again();
    start_of_each_layer();
    network_free(&net);
    const network_version version = {"network", "src/network/network.c", network_backward};
    gradient_check check = network_gradient_check(&version);
    const int gradients = gradient_check_main(&check, argc, argv);
    network_cases_free();
    return gradients != 0 ? gradients : expect_result();
}
