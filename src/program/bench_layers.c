/*
 * The pieces of a training step, with the operations and bytes of each.
 *
 * An operation is a multiplication, an addition, a comparison or the like of two numbers; exp and log
 * count as one. N images:
 *
 *   convolution    forward    2 N OC OH OW C KH KW, a multiplication and an addition for each tap
 *                  backward   as many for dw; training does not ask for dx
 *   layers 1 to 3  either     those of the convolution alone, which are nine tenths of all
 *   ReLU           either     1 for each number
 *   max pooling    forward    1 for each number but one of a window
 *                  backward   1 for each window
 *   fully conn.    forward    2 N in out
 *                  backward   as many for dw, and as many for dx
 *   softmax, loss  forward    4 N K: the largest, a difference, exp, a sum
 *                  backward   7 N K: the same, then a quotient, a difference, a quotient
 *   update         5 for each parameter: v = m v + (1 - m) dw, w = w - lr v
 *
 * Biases and their gradients are left out: they are a small share of their layers.
 *
 * Bytes: every array once where it is read, once where it is written, four bytes to a number. So
 * ReLU in place has 8 bytes for one operation, while a fully connected layer uses every number it
 * fetches some hundred times.
 */
#include "program/bench_layers.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "layers/conv2d_fast.h"
#include "layers/conv2d_pool_fast.h"
#include "layers/fully_connected_fast.h"
#include "layers/maxpool2d.h"
#include "layers/relu.h"
#include "layers/softmax_cross_entropy.h"
#include "numerics/matmul.h"
#include "numerics/parallel.h"
#include "require.h"
#include "training/sgd.h"

/* What a thread has for the images it works on, between the layers 1 to 3. */
struct bench_scratch {
    real *maps;  /* (NETWORK_CHUNK, filters, CH, CW) */
    real *dmaps; /* the same shape */
    int *argmax; /* (NETWORK_CHUNK, filters, PH, PW) */
    real *dw;    /* the filters' and biases' gradient */
};

/* ---- Sizes --------------------------------------------------------------------------------------- */

static size_t image_numbers(const network *net)
{
    return (size_t)net->conv.C * (size_t)net->conv.H * (size_t)net->conv.W;
}

/* What the convolution makes of an image. */
static size_t map_numbers(const network *net)
{
    return (size_t)net->pool.C * (size_t)net->pool.H * (size_t)net->pool.W;
}

/* What pooling leaves of that. */
static size_t pooled_numbers(const network *net)
{
    return (size_t)net->fc1.in;
}

static size_t conv_weights(const network *net)
{
    return (size_t)(net->p.conv_b - net->p.conv_w);
}

/* ---- Room ---------------------------------------------------------------------------------------- */

/* A few images of the batch, those of one task. */
typedef struct {
    int n;
    const real *x;
    real *pooled, *dpooled;
    signed char *winner;
    struct bench_scratch *scratch;
} chunk;

static chunk chunk_of(const bench_layers *b, int index, int thread)
{
    const network *net = &b->t->net;
    const int first = index * NETWORK_CHUNK, left = b->t->options.batch_size - first;
    return (chunk){.n = left < NETWORK_CHUNK ? left : NETWORK_CHUNK,
                   .x = b->t->x + (size_t)first * image_numbers(net),
                   .pooled = net->pooled + (size_t)first * pooled_numbers(net),
                   .dpooled = net->dpooled + (size_t)first * pooled_numbers(net),
                   .winner = b->winner + (size_t)first * pooled_numbers(net),
                   .scratch = &b->scratch[thread]};
}

static bool make_scratch(struct bench_scratch *s, const network *net)
{
    s->maps = calloc(NETWORK_CHUNK * map_numbers(net), sizeof *s->maps);
    s->dmaps = calloc(NETWORK_CHUNK * map_numbers(net), sizeof *s->dmaps);
    s->argmax = calloc(NETWORK_CHUNK * pooled_numbers(net), sizeof *s->argmax);
    s->dw = calloc(conv_weights(net) + (size_t)net->conv.OC, sizeof *s->dw);
    return s->maps != NULL && s->dmaps != NULL && s->argmax != NULL && s->dw != NULL;
}

status bench_layers_create(bench_layers *b, trainer *t)
{
    const network *net = &t->net;
    *b = (bench_layers){.t = t, .threads = parallel_threads()};
    b->winner = calloc((size_t)t->options.batch_size, pooled_numbers(net));
    b->scratch = calloc((size_t)b->threads, sizeof *b->scratch);
    bool made = b->winner != NULL && b->scratch != NULL;
    for (int i = 0; made && i < b->threads; i++)
        made = make_scratch(&b->scratch[i], net);
    if (!made) {
        bench_layers_free(b);
        return status_error(STATUS_FAILED,
                            "no memory to measure the layers on %d threads\n"
                            "hint: fewer --threads, or a smaller --batch-size",
                            parallel_threads());
    }
    for (int i = 0; i < b->threads; i++) { /* each as a thread leaves it behind in training */
        const chunk c = chunk_of(b, 0, i);
        conv2d_fast_forward(c.scratch->maps, c.x, net->p.conv_w, net->p.conv_b, c.n, net->conv);
        maxpool2d_forward(c.pooled, c.scratch->argmax, c.scratch->maps, c.n, net->pool);
        maxpool2d_backward(c.scratch->dmaps, c.dpooled, c.scratch->argmax, c.n, net->pool);
    }
    return status_ok();
}

void bench_layers_free(bench_layers *b)
{
    for (int i = 0; b->scratch != NULL && i < b->threads; i++) {
        free(b->scratch[i].maps);
        free(b->scratch[i].dmaps);
        free(b->scratch[i].argmax);
        free(b->scratch[i].dw);
    }
    free(b->scratch);
    free(b->winner);
    memset(b->t->net.gradients, 0, b->t->net.parameter_count * sizeof *b->t->net.gradients);
    *b = (bench_layers){0};
}

/* ---- Layers 1 to 3, by chunks -------------------------------------------------------------------- */

static void for_each_chunk(bench_layers *b, parallel_task *task)
{
    REQUIRE(parallel_threads() <= b->threads, "the team has %d threads, there is room for %d",
            parallel_threads(), b->threads);
    parallel_for((b->t->options.batch_size + NETWORK_CHUNK - 1) / NETWORK_CHUNK, task, b);
}

static void three_forward_chunk(void *b, int index, int thread)
{
    const network *net = &((bench_layers *)b)->t->net;
    const chunk c = chunk_of(b, index, thread);
    conv2d_pool_fast_forward(c.pooled, c.winner, c.x, net->p.conv_w, net->p.conv_b, c.n, net->conv);
}

static void three_backward_chunk(void *b, int index, int thread)
{
    const network *net = &((bench_layers *)b)->t->net;
    const chunk c = chunk_of(b, index, thread);
    conv2d_pool_fast_backward(c.scratch->dw, c.scratch->dw + conv_weights(net), c.dpooled, c.winner,
                              c.x, c.n, net->conv);
}

static void conv_forward_chunk(void *b, int index, int thread)
{
    const network *net = &((bench_layers *)b)->t->net;
    const chunk c = chunk_of(b, index, thread);
    conv2d_fast_forward(c.scratch->maps, c.x, net->p.conv_w, net->p.conv_b, c.n, net->conv);
}

static void conv_backward_chunk(void *b, int index, int thread)
{
    const network *net = &((bench_layers *)b)->t->net;
    const chunk c = chunk_of(b, index, thread);
    conv2d_fast_backward(NULL, c.scratch->dw, c.scratch->dw + conv_weights(net), c.scratch->dmaps,
                         c.x, net->p.conv_w, c.n, net->conv);
}

static void relu_forward_chunk(void *b, int index, int thread)
{
    const chunk c = chunk_of(b, index, thread);
    relu_forward(c.scratch->maps, c.scratch->maps,
                 (size_t)c.n * map_numbers(&((bench_layers *)b)->t->net));
}

static void relu_backward_chunk(void *b, int index, int thread)
{
    const chunk c = chunk_of(b, index, thread);
    relu_backward(c.scratch->dmaps, c.scratch->dmaps, c.scratch->maps,
                  (size_t)c.n * map_numbers(&((bench_layers *)b)->t->net));
}

static void pool_forward_chunk(void *b, int index, int thread)
{
    const chunk c = chunk_of(b, index, thread);
    maxpool2d_forward(c.pooled, c.scratch->argmax, c.scratch->maps, c.n,
                      ((bench_layers *)b)->t->net.pool);
}

static void pool_backward_chunk(void *b, int index, int thread)
{
    const chunk c = chunk_of(b, index, thread);
    maxpool2d_backward(c.scratch->dmaps, c.dpooled, c.scratch->argmax, c.n,
                       ((bench_layers *)b)->t->net.pool);
}

static void three_forward(void *b)
{
    for_each_chunk(b, three_forward_chunk);
}

static void three_backward(void *b)
{
    for_each_chunk(b, three_backward_chunk);
}

static void conv_forward(void *b)
{
    for_each_chunk(b, conv_forward_chunk);
}

static void conv_backward(void *b)
{
    for_each_chunk(b, conv_backward_chunk);
}

static void maps_relu_forward(void *b)
{
    for_each_chunk(b, relu_forward_chunk);
}

static void maps_relu_backward(void *b)
{
    for_each_chunk(b, relu_backward_chunk);
}

static void pool_forward(void *b)
{
    for_each_chunk(b, pool_forward_chunk);
}

static void pool_backward(void *b)
{
    for_each_chunk(b, pool_backward_chunk);
}

/* ---- Layers 4 to 7, and the update ---------------------------------------------------------------
 *
 * Called again and again without a new step, backward adds the same gradient again and again. That
 * takes as long as training does; bench_layers_free() clears the gradients for the next step. */

static int batch_of(const bench_layers *b)
{
    return b->t->options.batch_size;
}

static network *network_of(void *b)
{
    return &((bench_layers *)b)->t->net;
}

static void fc1_forward(void *b)
{
    const network *net = network_of(b);
    fully_connected_fast_forward(net->hidden, net->pooled, net->p.fc1_w, net->p.fc1_b, batch_of(b),
                                 net->fc1);
}

/* As in training, dpooled takes the place of pooled: called again, this reads its own result. */
static void fc1_backward(void *b)
{
    const network *net = network_of(b);
    fully_connected_fast_backward(net->dpooled, net->d.fc1_w, net->d.fc1_b, net->dhidden,
                                  net->pooled, net->p.fc1_w, batch_of(b), net->fc1);
}

static void fc1_nt(void *b)
{
    const network *net = network_of(b);
    matmul_nt(net->hidden, net->pooled, net->p.fc1_w, batch_of(b), net->fc1.out, net->fc1.in);
}

static void fc1_tn(void *b)
{
    const network *net = network_of(b);
    matmul_tn(net->d.fc1_w, net->dhidden, net->pooled, net->fc1.out, net->fc1.in, batch_of(b));
}

static void fc1_nn(void *b)
{
    const network *net = network_of(b);
    matmul_nn(net->dpooled, net->dhidden, net->p.fc1_w, batch_of(b), net->fc1.in, net->fc1.out);
}

static void hidden_relu_forward(void *b)
{
    const network *net = network_of(b);
    relu_forward(net->hidden, net->hidden, (size_t)batch_of(b) * (size_t)net->fc1.out);
}

static void hidden_relu_backward(void *b)
{
    const network *net = network_of(b);
    relu_backward(net->dhidden, net->dhidden, net->hidden,
                  (size_t)batch_of(b) * (size_t)net->fc1.out);
}

static void fc2_forward(void *b)
{
    const network *net = network_of(b);
    fully_connected_fast_forward(net->logits, net->hidden, net->p.fc2_w, net->p.fc2_b, batch_of(b),
                                 net->fc2);
}

static void fc2_backward(void *b)
{
    const network *net = network_of(b);
    fully_connected_fast_backward(net->dhidden, net->d.fc2_w, net->d.fc2_b, net->dlogits,
                                  net->hidden, net->p.fc2_w, batch_of(b), net->fc2);
}

static void loss_forward(void *b)
{
    const network *net = network_of(b);
    real loss;
    softmax_cross_entropy_forward(&loss, net->logits, ((bench_layers *)b)->t->label, batch_of(b),
                                  net->fc2.out);
}

static void loss_backward(void *b)
{
    const network *net = network_of(b);
    const real one = 1;
    softmax_cross_entropy_backward(net->dlogits, &one, net->logits, ((bench_layers *)b)->t->label,
                                   batch_of(b), net->fc2.out);
}

/* Training also clears the gradients here. That is left out: without gradients the velocities would
 * fade away, to numbers so small that they are slow. */
static void update_slice(void *b, int slice, int thread)
{
    (void)thread;
    trainer *t = ((bench_layers *)b)->t;
    const size_t first = (size_t)slice * TRAIN_SLICE, left = t->net.parameter_count - first;
    sgd_step(t->net.parameters + first, t->velocity + first, t->net.gradients + first,
             left < TRAIN_SLICE ? left : TRAIN_SLICE, t->options.lr, t->options.momentum);
}

static void update(void *b)
{
    parallel_for((int)((network_of(b)->parameter_count - 1) / TRAIN_SLICE + 1), update_slice, b);
}

/* ---- Operations and bytes ------------------------------------------------------------------------ */

/* Of one image, in one direction. */
static double conv_operations(const network *net)
{
    return 2.0 * (double)map_numbers(net) * net->conv.C * net->conv.KH * net->conv.KW;
}

static double product_operations(fully_connected_shape s)
{
    return 2.0 * s.in * s.out;
}

double bench_network_operations(const network *net, bool training)
{
    const double conv = conv_operations(net);
    const double products = product_operations(net->fc1) + product_operations(net->fc2);
    return training ? 2 * conv + 3 * products : conv + products;
}

/* Layers 1 to 3: in one pass, as training computes them, and one by one, as it would where pooling
 * windows have another size. Pooling's argmax is an int, the winner in one pass a byte. */
static int list_conv(bench_piece *piece, const network *net, double N)
{
    const double image = N * (double)image_numbers(net), maps = N * (double)map_numbers(net);
    const double pooled = N * (double)pooled_numbers(net), conv = N * conv_operations(net);
    const double w = (double)conv_weights(net), number = sizeof(real), index = sizeof(int);
    const bench_piece pieces[] = {
        {"layers 1 to 3", "forward", "layers 1-3", conv, number * (image + w + pooled) + pooled,
         three_forward},
        {"", "backward", "layers 1-3, back", conv, number * (pooled + image + 2 * w) + pooled,
         three_backward},
        {"  convolution", "forward", "conv", conv, number * (image + w + maps), conv_forward},
        {"", "backward", "conv, back", conv, number * (maps + image + 2 * w), conv_backward},
        {"  ReLU", "forward", "ReLU", maps, number * 2 * maps, maps_relu_forward},
        {"", "backward", "ReLU, back", maps, number * 3 * maps, maps_relu_backward},
        {"  max pooling", "forward", "pooling", maps - pooled,
         number * (maps + pooled) + index * pooled, pool_forward},
        {"", "backward", "pooling, back", pooled, number * (pooled + maps) + index * pooled,
         pool_backward},
    };
    const int count = sizeof pieces / sizeof pieces[0];
    for (int i = 0; i < count; i++)
        piece[i] = pieces[i];
    return count;
}

/* Layers 4 to 7 and the update. */
static int list_products(bench_piece *piece, const network *net, double N)
{
    const fully_connected_shape a = net->fc1, z = net->fc2;
    const double in = N * a.in, hidden = N * a.out, logits = N * z.out, number = sizeof(real);
    const double w1 = (double)a.in * a.out, w2 = (double)z.in * z.out, label = N * sizeof(int);
    const double one = N * product_operations(a), two = N * product_operations(z);
    const double all = (double)net->parameter_count;
    const bench_piece pieces[] = {
        {"fully connected 1", "forward", "connected", one, number * (in + w1 + hidden),
         fc1_forward},
        {"", "backward", "connected, back", 2 * one, number * (hidden + in + w1 + in + 2 * w1),
         fc1_backward},
        {"  products", "x wT", NULL, one, number * (in + w1 + hidden), fc1_nt},
        {"", "dyT x", NULL, one, number * (hidden + in + 2 * w1), fc1_tn},
        {"", "dy w", NULL, one, number * (hidden + w1 + in), fc1_nn},
        {"ReLU", "forward", NULL, hidden, number * 2 * hidden, hidden_relu_forward},
        {"", "backward", NULL, hidden, number * 3 * hidden, hidden_relu_backward},
        {"fully connected 2", "forward", NULL, two, number * (hidden + w2 + logits), fc2_forward},
        {"", "backward", NULL, 2 * two, number * (logits + hidden + w2 + hidden + 2 * w2),
         fc2_backward},
        {"softmax and loss", "forward", "loss", 4 * logits, number * logits + label, loss_forward},
        {"", "backward", "loss, back", 7 * logits, number * 2 * logits + label, loss_backward},
        {"SGD", "update", "update", 5 * all, number * 5 * all, update},
    };
    const int count = sizeof pieces / sizeof pieces[0];
    for (int i = 0; i < count; i++)
        piece[i] = pieces[i];
    return count;
}

int bench_layers_list(bench_piece *pieces, const bench_layers *b)
{
    const int conv = list_conv(pieces, &b->t->net, b->t->options.batch_size);
    return conv + list_products(pieces + conv, &b->t->net, b->t->options.batch_size);
}
