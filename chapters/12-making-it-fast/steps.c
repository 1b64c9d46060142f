/*
 * The training step of chapter 12's ladder, layer by layer, and with the first layers by a few images
 * at a time.
 */
#include <string.h>

#include "ladder.h"
#include "layers/fully_connected.h"
#include "layers/maxpool2d.h"
#include "layers/relu.h"
#include "layers/softmax_cross_entropy.h"

/* Images whose maps are in the second-level cache together. */
enum { A_FEW = 4 };

static size_t count_of(int N, int each)
{
    return (size_t)N * (size_t)each;
}

/* y = x wT + b */
static void add_biases(real *y, const real *b, int N, int out)
{
    for (int n = 0; n < N; n++)
        for (int o = 0; o < out; o++)
            y[n * out + o] += b[o];
}

void pool_as_defined(real *y, int *argmax, real *maps, int N, maxpool2d_shape s)
{
    relu_forward(maps, maps, count_of(N, s.C * s.H * s.W));
    maxpool2d_forward(y, argmax, maps, N, s);
}

/*
 * The largest of four numbers, and of 0: ReLU is no more than where `best` begins.
 *
 * Notes
 * - "v > best ? a : b" with two numbers that are there anyway is a choice, not a jump.
 * - A NaN is never larger, and so is lost here; conv2d_pool_fast_forward() keeps it.
 */
void pool_without_branches(real *y, int *argmax, real *maps, int N, maxpool2d_shape s)
{
    const int W = s.W, PH = s.H / 2, PW = s.W / 2;
    for (int map = 0; map < N * s.C; map++)
        for (int ph = 0; ph < PH; ph++)
            for (int pw = 0; pw < PW; pw++) {
                const int first = 2 * ph * W + 2 * pw;
                const int corner[] = {first, first + 1, first + W, first + W + 1};
                const real *x = maps + count_of(map, s.H * W);
                real best = 0;
                int where = first;
                for (int q = 0; q < 4; q++) {
                    const real v = x[corner[q]];
                    where = v > best ? corner[q] : where;
                    best = v > best ? v : best;
                }
                *y++ = best;
                *argmax++ = where;
            }
}

/* Layers 1 to 3 for the n images from `first` on. */
static void first_layers(training *t, const inner_loops *how, int first, int n)
{
    network *net = &t->net;
    const int pixels = net->conv.C * net->conv.H * net->conv.W;
    const int maps = net->pool.C * net->pool.H * net->pool.W, pooled = net->fc1.in;
    real *conv = t->conv + count_of(first, maps);

    how->conv_forward(conv, t->x + count_of(first, pixels), net->p.conv_w, net->p.conv_b, n,
                      net->conv);
    how->relu_and_pool(net->pooled + count_of(first, pooled), t->argmax + count_of(first, pooled),
                       conv, n, net->pool);
}

/* Layers 3 to 1 backward. What lies between the layers goes to the beginning of t->dconv. */
static void first_layers_backward(training *t, const inner_loops *how, int first, int n)
{
    network *net = &t->net;
    const int pixels = net->conv.C * net->conv.H * net->conv.W;
    const int maps = net->pool.C * net->pool.H * net->pool.W, pooled = net->fc1.in;

    maxpool2d_backward(t->dconv, net->dpooled + count_of(first, pooled),
                       t->argmax + count_of(first, pooled), n, net->pool);
    relu_backward(t->dconv, t->dconv, t->conv + count_of(first, maps), count_of(n, maps));
    how->conv_dw(net->d.conv_w, t->dconv, t->x + count_of(first, pixels), n, net->conv);
    how->conv_db(net->d.conv_b, t->dconv, n, net->conv);
}

/* Layers 4 to 7 and back: net->pooled goes in; the loss, net->dpooled and gradients come out. */
static real last_layers(training *t, const inner_loops *how)
{
    network *net = &t->net;
    const int N = t->N, in = net->fc1.in, hidden = net->fc1.out, classes = net->fc2.out;
    const real one = 1;
    real loss;
    how->nt(net->hidden, net->pooled, net->p.fc1_w, N, hidden, in);
    add_biases(net->hidden, net->p.fc1_b, N, hidden);
    relu_forward(net->hidden, net->hidden, count_of(N, hidden));
    how->nt(net->logits, net->hidden, net->p.fc2_w, N, classes, hidden);
    add_biases(net->logits, net->p.fc2_b, N, classes);
    softmax_cross_entropy_forward(&loss, net->logits, t->label, N, classes);

    softmax_cross_entropy_backward(net->dlogits, &one, net->logits, t->label, N, classes);
    how->tn(net->d.fc2_w, net->dlogits, net->hidden, classes, hidden, N);
    fully_connected_db(net->d.fc2_b, net->dlogits, N, net->fc2);
    how->nn(net->dhidden, net->dlogits, net->p.fc2_w, N, hidden, classes);
    relu_backward(net->dhidden, net->dhidden, net->hidden, count_of(N, hidden));
    how->tn(net->d.fc1_w, net->dhidden, net->pooled, hidden, in, N);
    fully_connected_db(net->d.fc1_b, net->dhidden, N, net->fc1);
    how->nn(net->dpooled, net->dhidden, net->p.fc1_w, N, in, hidden); /* where pooled was */
    return loss;
}

real step_by_layers(training *t, const inner_loops *how)
{
    first_layers(t, how, 0, t->N);
    const real loss = last_layers(t, how);
    first_layers_backward(t, how, 0, t->N);
    return loss;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

real step_by_images(training *t, const inner_loops *how)
{
    for (int n = 0; n < t->N; n += A_FEW)
        first_layers(t, how, n, smaller(A_FEW, t->N - n));
    const real loss = last_layers(t, how);
    for (int n = 0; n < t->N; n += A_FEW)
        first_layers_backward(t, how, n, smaller(A_FEW, t->N - n));
    return loss;
}
