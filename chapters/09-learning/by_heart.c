/*
 * Chapter 09: learning.
 *
 * The network of chapter 08 learns ten digits by heart; then the same with other learning rates, with
 * and without momentum; and then it is shown a digit that it has not seen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layers/softmax.h"
#include "network/network.h"
#include "ten_digits.h"
#include "training/sgd.h"

static real x[TEN * DIGIT_SIZE * DIGIT_SIZE];
static const int label[TEN] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

/* A network and its momentum; the program ends if there is no memory. */
static void start(network *net, real **v)
{
    const status s = network_create(net, network_shape_mnist(), TEN);
    *v = s.code == STATUS_OK ? calloc(net->parameter_count, sizeof **v) : NULL;
    if (*v == NULL) {
        fprintf(stderr, "%s\n", s.code == STATUS_OK ? "not enough memory" : s.message);
        exit(1);
    }
    network_initialise(net, 1);
}

/* One step of training: the loss, its gradient, and the parameters moved. */
static real train(network *net, real *v, real lr, real momentum)
{
    network_forward(net, x, TEN);
    const real loss = network_loss(net, label, TEN);
    memset(net->gradients, 0, net->parameter_count * sizeof *net->gradients);
    network_backward(net, x, label, TEN);
    sgd_step(net->parameters, v, net->gradients, net->parameter_count, lr, momentum);
    return loss;
}

/* What the network says before step number `step`: of each digit, the right class's probability. */
static void print_progress(network *net, int step)
{
    real p[TEN * 10];
    network_forward(net, x, TEN);
    softmax_forward(p, net->logits, TEN, 10);
    printf("%4d %9.4f ", step, (double)network_loss(net, label, TEN));
    for (int n = 0; n < TEN; n++)
        printf("  %.2f", (double)p[n * 10 + label[n]]);
    printf("\n");
}

static void print_unseen(network *net)
{
    real five[DIGIT_SIZE * DIGIT_SIZE], p[10];
    digit_pixels(five);
    network_forward(net, five, 1);
    softmax_forward(p, net->logits, 1, 10);
    printf("\nThe five of chapter 1, which it has never seen:\n          ");
    for (int k = 0; k < 10; k++)
        printf("  %.2f", (double)p[k]);
    printf("\n");
}

/* Returns the last loss. */
static real learn_by_heart(void)
{
    network net;
    real *v;
    start(&net, &v);
    printf("step      loss   probability of the right class, digits 0 to 9\n");
    for (int step = 0; step < 50; step++) {
        if (step < 5 || step == 7 || step == 10 || step == 20)
            print_progress(&net, step);
        train(&net, v, (real)0.2, (real)0.9);
    }
    print_progress(&net, 50);
    print_unseen(&net);
    network_forward(&net, x, TEN);
    const real last = network_loss(&net, label, TEN);
    network_free(&net);
    free(v);
    return last;
}

/* After network_forward(): what share of the numbers behind max pooling is above 0. They are all that
 * the network sees of the pictures. */
static double alive(const network *net)
{
    const int count = TEN * net->fc1.in;
    int above = 0;
    for (int i = 0; i < count; i++)
        above += net->pooled[i] > 0;
    return above / (double)count;
}

static void compare_learning_rates(void)
{
    const real rates[] = {(real)0.01, (real)0.1, (real)0.2, 2};
    printf("\nThe loss, by learning rate and momentum:\n"
           "             step 0        1        2        5       10       50    alive\n");
    for (int i = 0; i < 8; i++) {
        const real lr = rates[i / 2], momentum = i % 2 == 0 ? 0 : (real)0.9;
        network net;
        real *v;
        start(&net, &v);
        printf("%5g, %3g  ", (double)lr, (double)momentum);
        for (int step = 0; step < 50; step++) {
            const real loss = train(&net, v, lr, momentum);
            if (step <= 2 || step == 5 || step == 10)
                printf("  %7.3f", (double)loss);
        }
        network_forward(&net, x, TEN);
        printf("  %7.3f     %.2f\n", (double)network_loss(&net, label, TEN), alive(&net));
        network_free(&net);
        free(v);
    }
}

int main(void)
{
    ten_digits_pixels(x);
    for (int i = 0; i < 2 * TEN_SIZE; i++)
        printf("%s|\n", ten_digit_rows[i]);
    const real last = learn_by_heart();
    compare_learning_rates();
    return last < (real)0.01 ? 0 : 1;
}
