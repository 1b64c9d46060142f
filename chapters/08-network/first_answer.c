/*
 * Chapter 08: the layers in a row.
 *
 * A network so small that it can be followed by hand, forward and backward; then the network of this
 * book, untrained, and its first answer to a five; and whether the loss falls as its gradient says.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digit.h"
#include "layers/softmax.h"
#include "network/network.h"

/* ---- By hand ------------------------------------------------------------------------------------ */

static void print(const char *name, const real *v, int count)
{
    printf("    %-8s", name);
    for (int i = 0; i < count; i++)
        printf(" %6.2f", v[i] + 0.0);
    printf("\n");
}

static status by_hand(void)
{
    const network_shape s = {
        .C = 1, .H = 3, .W = 3, .filters = 1, .kernel = 2, .pool = 2, .hidden = 3, .classes = 2};
    /* In the order of the block: filter, bias; weights, biases; weights, biases. */
    const real parameters[] = {1, -1,          2,  0,  -1,     /* conv_w, conv_b */
                               1, -1,          -2, -2, 5,  1,  /* fc1_w, fc1_b */
                               1, 1,           5,  2,  -1, -3, /* fc2_w */
                               0, (real)log(3)};               /* fc2_b */
    const real x[] = {0, 1, 2, 2, 0, 1, 1, 3, 0};
    const int label = 1;
    network net;
    const status made = network_create(&net, s, 1);
    if (made.code != STATUS_OK)
        return made;
    memcpy(net.parameters, parameters, sizeof parameters);

    network_forward(&net, x, 1);
    printf("By hand: %zu parameters, loss %.4f\n", net.parameter_count,
           network_loss(&net, &label, 1));
    print("pooled", net.pooled, 1);
    print("hidden", net.hidden, 3);
    print("logits", net.logits, 2);

    network_backward(&net, x, &label, 1);
    print("dlogits", net.dlogits, 2);
    print("dfc2_w", net.d.fc2_w, 6);
    print("dfc2_b", net.d.fc2_b, 2);
    print("dhidden", net.dhidden, 3);
    print("dfc1_w", net.d.fc1_w, 3);
    print("dfc1_b", net.d.fc1_b, 3);
    print("dpooled", net.dpooled, 1);
    print("dconv_w", net.d.conv_w, 4);
    print("dconv_b", net.d.conv_b, 1);
    network_free(&net);
    return made;
}

/* ---- The network of this book ------------------------------------------------------------------- */

static void print_shapes(const network *net)
{
    const network_views p = net->p;
    const struct {
        const char *name;
        const real *first, *next;
    } part[] = {
        {"conv_w", p.conv_w, p.conv_b}, {"conv_b", p.conv_b, p.fc1_w},
        {"fc1_w", p.fc1_w, p.fc1_b},    {"fc1_b", p.fc1_b, p.fc2_w},
        {"fc2_w", p.fc2_w, p.fc2_b},    {"fc2_b", p.fc2_b, net->parameters + net->parameter_count}};
    printf("\nThe block of parameters:\n");
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        printf("    %-6s begins at %6td and has %6td\n", part[i].name,
               part[i].first - net->parameters, part[i].next - part[i].first);
    printf("    in all                     %zu\n", net->parameter_count);
}

/* Probabilities as bars, and the loss for each label. */
static void print_answer(const network *net)
{
    real p[10];
    double mean = 0;
    softmax_forward(p, net->logits, 1, 10);
    printf("\nThe first answer to a five, and the loss if this were the right class:\n");
    for (int k = 0; k < 10; k++) {
        const double loss = network_loss(net, &k, 1);
        mean += loss / 10;
        printf("    %d  %.3f  loss %.3f  ", k, p[k], loss);
        for (int bar = 0; bar < (int)(100 * p[k] + 0.5); bar++)
            putchar('#');
        putchar('\n');
    }
    printf("    mean loss %.3f, ln 10 = %.3f\n", mean, log(10));
}

/* Move all parameters a little against the gradient. The loss must fall by step * |gradient|^2, the
 * more exactly the smaller the step. */
static int follow_the_gradient(network *net, const real *x, int label)
{
    real *start = malloc(net->parameter_count * sizeof *start);
    if (start == NULL)
        return 1;
    memcpy(start, net->parameters, net->parameter_count * sizeof *start);
    network_backward(net, x, &label, 1);
    double square = 0;
    for (size_t i = 0; i < net->parameter_count; i++)
        square += net->gradients[i] * net->gradients[i];

    const double loss = network_loss(net, &label, 1);
    printf("\nAgainst the gradient, from loss %.6f:\n", loss);
    printf("    step     loss falls by   step * |gradient|^2   ratio\n");
    for (double step = 1e-2; step > 5e-7; step /= 10) {
        for (size_t i = 0; i < net->parameter_count; i++)
            net->parameters[i] = start[i] - step * net->gradients[i];
        network_forward(net, x, 1);
        const double fall = loss - network_loss(net, &label, 1);
        printf("    %.6f   %.7f     %.7f            %.4f\n", step, fall, step * square,
               fall / (step * square));
    }
    free(start);
    return 0;
}

int main(void)
{
    network net;
    real x[DIGIT_SIZE * DIGIT_SIZE];
    status s = by_hand();
    if (s.code == STATUS_OK)
        s = network_create(&net, network_shape_mnist(), 1);
    if (s.code != STATUS_OK) {
        fprintf(stderr, "%s\n", s.message);
        return 1;
    }
    network_initialise(&net, 1);
    print_shapes(&net);
    digit_pixels(x);
    network_forward(&net, x, 1);
    print_answer(&net);
    const int failed = follow_the_gradient(&net, x, 5);
    network_free(&net);
    return failed;
}
