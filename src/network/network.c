/*
 * The network: the layers of src/layers, in a row. Read it with chapters/08-network.
 *
 * Layers 1 to 3 are computed for a few images at a time, because what lies between them is large:
 * for one MNIST image the convolution makes 28 maps of 26 x 26, 76 KB, and a batch of 1024 would
 * fill 78 MB that the next layer reads once. A few images' maps stay in the processor's cache. Such
 * a chunk of images is one task for one thread. Where the pooling windows are 2 x 2, the three
 * layers are computed in one pass, and the maps are never written at all.
 *
 * Layers 4 to 6 are computed for the whole batch at once: they are matrix products, and those share
 * their work among the threads themselves.
 */
#include "network/network.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "layers/conv2d_fast.h"
#include "layers/conv2d_pool_fast.h"
#include "layers/fully_connected_fast.h"
#include "layers/relu.h"
#include "layers/softmax_cross_entropy.h"
#include "numerics/parallel.h"
#include "numerics/random.h"
#include "require.h"

/* In how many parts the batch is cut for the filters' gradient. Each part sums its images into an
 * array of its own, by one thread; then the parts are summed in their order. The number is fixed, so
 * that the order of every sum, and with it every bit, is the same for any number of threads. */
enum { PARTS = 32 };

/* What one thread needs for a chunk of images between layers 1 and 3, computed one by one. */
struct scratch {
    real *conv;   /* (NETWORK_CHUNK, filters, CH, CW), result of layers 1 and 2 */
    real *dconv;  /* the same shape: its gradient */
    real *pooled; /* (NETWORK_CHUNK, filters, PH, PW), of layer 3, when it is computed again */
    int *argmax;  /* the same shape */
};

network_shape network_shape_mnist(void)
{
    return (network_shape){.C = 1,
                           .H = 28,
                           .W = 28,
                           .filters = 28,
                           .kernel = 3,
                           .pool = 2,
                           .hidden = 128,
                           .classes = 10};
}

/* ---- Which version of the costly layers the network runs on -------------------------------------
 *
 * The fast ones; or, with the CMake option CNN_TRAIN_ON_DEFINITIONS, the plain loops that define
 * them, for a reader who edits those and wants to see the network learn (or not) with them. */
#if TRAIN_ON_DEFINITIONS
#define conv2d_fast_forward           conv2d_forward
#define conv2d_fast_backward          conv2d_backward
#define fully_connected_fast_forward  fully_connected_forward
#define fully_connected_fast_backward fully_connected_backward
enum { ONE_PASS = 0 };
#else
enum { ONE_PASS = 1 };
#endif

/* Whether layers 1 to 3 are computed in one pass. */
static bool in_one_pass(const network *net)
{
    return ONE_PASS && conv2d_pool_fast_suits(net->conv, net->pool);
}

/* ---- Making, freeing --------------------------------------------------------------------------- */

static size_t size(int a, int b, int c, int d)
{
    return (size_t)a * (size_t)b * (size_t)c * (size_t)d;
}

/* Name the places in a block where each layer's parameters begin; returns the block's length. */
static size_t views_into(real *block, network_views *v, const network *net)
{
    const struct {
        real **view;
        size_t count;
    } part[] = {{&v->conv_w, size(net->conv.OC, net->conv.C, net->conv.KH, net->conv.KW)},
                {&v->conv_b, (size_t)net->conv.OC},
                {&v->fc1_w, size(net->fc1.out, net->fc1.in, 1, 1)},
                {&v->fc1_b, (size_t)net->fc1.out},
                {&v->fc2_w, size(net->fc2.out, net->fc2.in, 1, 1)},
                {&v->fc2_b, (size_t)net->fc2.out}};
    size_t used = 0;
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        *part[i].view = block == NULL ? NULL : block + used;
        used += part[i].count;
    }
    return used;
}

static size_t conv_parameters(const network *net)
{
    return size(net->conv.OC, net->conv.C, net->conv.KH, net->conv.KW) + (size_t)net->conv.OC;
}

/* Every size at least 1, filter and window no larger than what they slide over, and no array longer
 * than an int can count. */
static void require_shape(network_shape s)
{
    REQUIRE(s.C >= 1 && s.filters >= 1, "C = %d, filters = %d", s.C, s.filters);
    REQUIRE(s.hidden >= 1 && s.classes >= 1, "hidden = %d, classes = %d", s.hidden, s.classes);
    REQUIRE(1 <= s.kernel && s.kernel <= s.H && s.kernel <= s.W, "kernel = %d, H = %d, W = %d",
            s.kernel, s.H, s.W);
    const int rows = s.H - s.kernel + 1, columns = s.W - s.kernel + 1;
    REQUIRE(1 <= s.pool && s.pool <= rows && s.pool <= columns, "pool = %d, maps of %d x %d",
            s.pool, rows, columns);
    REQUIRE((double)s.filters * rows * columns <= INT_MAX, "filters = %d, maps of %d x %d",
            s.filters, rows, columns);
}

static void derive_shapes(network *net, network_shape s)
{
    require_shape(s);
    net->shape = s;
    net->conv = (conv2d_shape){
        .C = s.C, .H = s.H, .W = s.W, .OC = s.filters, .KH = s.kernel, .KW = s.kernel};
    net->pool = (maxpool2d_shape){.C = s.filters,
                                  .H = s.H - s.kernel + 1,
                                  .W = s.W - s.kernel + 1,
                                  .size = s.pool,
                                  .stride = s.pool};
    const int PH = net->pool.H / s.pool, PW = net->pool.W / s.pool;
    net->fc1 = (fully_connected_shape){.in = s.filters * PH * PW, .out = s.hidden};
    net->fc2 = (fully_connected_shape){.in = s.hidden, .out = s.classes};
}

size_t network_parameter_count(network_shape s)
{
    network sizes;
    derive_shapes(&sizes, s);
    return views_into(NULL, &sizes.p, &sizes);
}

static real *new_array(size_t count, bool *failed)
{
    real *array = calloc(count, sizeof *array);
    *failed = *failed || array == NULL;
    return array;
}

static void allocate_scratch(network *net, bool *failed)
{
    const size_t maps = size(NETWORK_CHUNK, net->pool.C, net->pool.H, net->pool.W);
    net->scratch = calloc((size_t)net->threads, sizeof *net->scratch);
    *failed = *failed || net->scratch == NULL;
    for (int t = 0; t < net->threads && net->scratch != NULL; t++) {
        net->scratch[t].conv = new_array(maps, failed);
        net->scratch[t].dconv = new_array(maps, failed);
        net->scratch[t].pooled = new_array(NETWORK_CHUNK * (size_t)net->fc1.in, failed);
        net->scratch[t].argmax = malloc(NETWORK_CHUNK * (size_t)net->fc1.in * sizeof(int));
        *failed = *failed || net->scratch[t].argmax == NULL;
    }
}

static void allocate(network *net, bool *failed)
{
    const size_t N = (size_t)net->capacity;
    net->parameters = new_array(net->parameter_count, failed);
    net->gradients = new_array(net->parameter_count, failed);
    net->pooled = new_array(N * (size_t)net->fc1.in, failed);
    net->dpooled = net->pooled; /* the largest array of all: 19 MB for 1024 images of MNIST */
    net->hidden = new_array(N * (size_t)net->fc1.out, failed);
    net->dhidden = new_array(N * (size_t)net->fc1.out, failed);
    net->logits = new_array(N * (size_t)net->fc2.out, failed);
    net->dlogits = new_array(N * (size_t)net->fc2.out, failed);
    net->part_gradients = new_array(PARTS * conv_parameters(net), failed);
    if (in_one_pass(net)) {
        net->winner = malloc(N * (size_t)net->fc1.in);
        *failed = *failed || net->winner == NULL;
    } else {
        allocate_scratch(net, failed);
    }
}

status network_create(network *net, network_shape s, int capacity)
{
    REQUIRE(capacity >= 1, "capacity = %d", capacity);
    *net = (network){.capacity = capacity, .threads = parallel_threads()};
    derive_shapes(net, s);
    net->parameter_count = views_into(NULL, &net->p, net);

    bool failed = false;
    allocate(net, &failed);
    if (failed) {
        network_free(net);
        return status_error(STATUS_FAILED,
                            "not enough memory for a network of %zu parameters and batches of %d\n"
                            "hint: a smaller batch needs less",
                            net->parameter_count, capacity);
    }
    views_into(net->parameters, &net->p, net);
    views_into(net->gradients, &net->d, net);
    return status_ok();
}

void network_free(network *net)
{
    for (int t = 0; t < net->threads && net->scratch != NULL; t++) {
        free(net->scratch[t].conv);
        free(net->scratch[t].dconv);
        free(net->scratch[t].pooled);
        free(net->scratch[t].argmax);
    }
    real *array[] = {net->parameters, net->gradients, net->pooled,  net->hidden,
                     net->dhidden,    net->logits,    net->dlogits, net->part_gradients};
    for (size_t i = 0; i < sizeof array / sizeof array[0]; i++)
        free(array[i]);
    free(net->scratch);
    free(net->winner);
    *net = (network){.parameter_count = net->parameter_count};
}

/*
 * He's initialisation. A sum of fan_in products has fan_in times the variance of one; weights of
 * variance 2 / fan_in keep the size of the signal from layer to layer, the 2 making up for the half
 * that ReLU sets to zero. Each layer draws from a stream of its own, so that a change of one layer's
 * size leaves the start of the others as it was.
 */
void network_initialise(network *net, uint64_t seed)
{
    const struct {
        real *w, *b;
        int fan_in, outputs;
    } layer[] = {
        {net->p.conv_w, net->p.conv_b, net->conv.C * net->conv.KH * net->conv.KW, net->conv.OC},
        {net->p.fc1_w, net->p.fc1_b, net->fc1.in, net->fc1.out},
        {net->p.fc2_w, net->p.fc2_b, net->fc2.in, net->fc2.out}};
    for (size_t i = 0; i < sizeof layer / sizeof layer[0]; i++) {
        random_generator r = random_seeded(seed, i);
        const double deviation = sqrt(2.0 / layer[i].fan_in);
        for (size_t j = 0; j < size(layer[i].fan_in, layer[i].outputs, 1, 1); j++)
            layer[i].w[j] = (real)(deviation * random_normal(&r));
        for (int j = 0; j < layer[i].outputs; j++)
            layer[i].b[j] = (real)0.01;
    }
}

/* ---- Layers 1 to 3, by chunks ------------------------------------------------------------------ */

/* What the tasks of one call share. */
typedef struct {
    network *net;
    const real *x;
    int N;
} batch;

static int chunks_of(int N)
{
    return (N + NETWORK_CHUNK - 1) / NETWORK_CHUNK;
}

/* Where the images of chunk number i begin in an array that has `image_size` numbers for each image. */
static size_t chunk_offset(int chunk, size_t image_size)
{
    return (size_t)chunk * NETWORK_CHUNK * image_size;
}

static int chunk_images(int chunk, int N)
{
    const int left = N - chunk * NETWORK_CHUNK;
    return left < NETWORK_CHUNK ? left : NETWORK_CHUNK;
}

/* Layers 1 to 3 for the n images of a chunk, one layer after the other. */
static void forward_one_by_one(real *pooled, struct scratch *s, const network *net, const real *x,
                               int n)
{
    conv2d_fast_forward(s->conv, x, net->p.conv_w, net->p.conv_b, n, net->conv);
    relu_forward(s->conv, s->conv, size(n, net->pool.C, net->pool.H, net->pool.W));
    maxpool2d_forward(pooled, s->argmax, s->conv, n, net->pool);
}

/* Layers 3 to 1 backward. The maps between the layers were not kept: forward computes them again,
 * which is sooner done than writing and reading 78 MB. */
static void backward_one_by_one(real *dw, real *db, const real *dpooled, struct scratch *s,
                                const network *net, const real *x, int n)
{
    forward_one_by_one(s->pooled, s, net, x, n);
    maxpool2d_backward(s->dconv, dpooled, s->argmax, n, net->pool);
    relu_backward(s->dconv, s->dconv, s->conv, size(n, net->pool.C, net->pool.H, net->pool.W));
    conv2d_fast_backward(NULL, dw, db, s->dconv, x, net->p.conv_w, n, net->conv);
}

/* Layers 1 to 3 for one chunk: its images go in, its part of net->pooled comes out. */
static void forward_chunk(void *context, int chunk, int thread)
{
    const batch *job = context;
    network *net = job->net;
    const int n = chunk_images(chunk, job->N);
    const real *x = job->x + chunk_offset(chunk, size(net->conv.C, net->conv.H, net->conv.W, 1));
    const size_t first = chunk_offset(chunk, (size_t)net->fc1.in);

    if (in_one_pass(net))
        conv2d_pool_fast_forward(net->pooled + first, net->winner + first, x, net->p.conv_w,
                                 net->p.conv_b, n, net->conv);
    else
        forward_one_by_one(net->pooled + first, &net->scratch[thread], net, x, n);
}

/* Layers 3 to 1 backward for one chunk, its filters' gradient added to dw and db. */
static void backward_chunk(const batch *job, int chunk, int thread, real *dw, real *db)
{
    network *net = job->net;
    const int n = chunk_images(chunk, job->N);
    const real *x = job->x + chunk_offset(chunk, size(net->conv.C, net->conv.H, net->conv.W, 1));
    const size_t first = chunk_offset(chunk, (size_t)net->fc1.in);

    if (in_one_pass(net))
        conv2d_pool_fast_backward(dw, db, net->dpooled + first, net->winner + first, x, n,
                                  net->conv);
    else
        backward_one_by_one(dw, db, net->dpooled + first, &net->scratch[thread], net, x, n);
}

/* One of PARTS parts of the batch: chunks that lie side by side, and one array for their sum. */
static void backward_part(void *context, int part, int thread)
{
    const batch *job = context;
    const int chunks = chunks_of(job->N);
    const size_t count = conv_parameters(job->net);
    real *dw = job->net->part_gradients + (size_t)part * count;
    real *db = dw + (job->net->d.conv_b - job->net->d.conv_w);

    memset(dw, 0, count * sizeof *dw);
    for (int chunk = part * chunks / PARTS; chunk < (part + 1) * chunks / PARTS; chunk++)
        backward_chunk(job, chunk, thread, dw, db);
}

/* The parts' gradients, summed in their order, whoever computed them. The filters' biases lie right
 * behind their weights, so one loop adds both. */
static void add_parts(network *net)
{
    const size_t count = conv_parameters(net);
    for (int part = 0; part < PARTS; part++)
        for (size_t i = 0; i < count; i++)
            net->d.conv_w[i] += net->part_gradients[(size_t)part * count + i];
}

/* ---- The network ------------------------------------------------------------------------------- */

static void require_batch(const network *net, int N)
{
    REQUIRE(1 <= N && N <= net->capacity, "N = %d, capacity = %d", N, net->capacity);
    REQUIRE(parallel_threads() <= net->threads,
            "the team has %d threads, the network was made for %d", parallel_threads(),
            net->threads);
}

void network_forward(network *net, const real *x, int N)
{
    require_batch(net, N);
    const size_t hidden = size(N, net->fc1.out, 1, 1);

    parallel_for(chunks_of(N), forward_chunk, &(batch){net, x, N}); /* 1-3 */
    fully_connected_fast_forward(net->hidden, net->pooled, net->p.fc1_w, net->p.fc1_b, N, net->fc1);
    relu_forward(net->hidden, net->hidden, hidden);
    fully_connected_fast_forward(net->logits, net->hidden, net->p.fc2_w, net->p.fc2_b, N, net->fc2);
}

real network_loss(const network *net, const int *label, int N)
{
    require_batch(net, N);
    real loss;
    softmax_cross_entropy_forward(&loss, net->logits, label, N, net->shape.classes);
    return loss;
}

void network_backward(network *net, const real *x, const int *label, int N)
{
    require_batch(net, N);
    const size_t hidden = size(N, net->fc1.out, 1, 1);
    const real one = 1;

    softmax_cross_entropy_backward(net->dlogits, &one, net->logits, label, N, net->shape.classes);
    fully_connected_fast_backward(net->dhidden, net->d.fc2_w, net->d.fc2_b, net->dlogits,
                                  net->hidden, net->p.fc2_w, N, net->fc2);
    relu_backward(net->dhidden, net->dhidden, net->hidden, hidden);
    fully_connected_fast_backward(net->dpooled, net->d.fc1_w, net->d.fc1_b, net->dhidden,
                                  net->pooled, net->p.fc1_w, N, net->fc1);
    parallel_for(PARTS, backward_part, &(batch){net, x, N});
    add_parts(net);
}
