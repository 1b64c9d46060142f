/* Gradients of whole networks that are wrong on purpose. */
#include "network/network_cases.h"

#include <stdlib.h>
#include <string.h>

#include "gradient_check/bank/bank.h"
#include "layers/maxpool2d.h"
#include "layers/relu.h"
#include "layers/softmax_cross_entropy.h"
#include "require.h"

enum {
    NOTHING,
    HIDDEN_RELU_FORGOTTEN,
    MAPS_RELU_FORGOTTEN,
    BOTH_RELUS_FORGOTTEN,
    HIDDEN_MASKED_BY_GRADIENT,
    MAPS_MASKED_BY_GRADIENT,
    FC1_B_NOT_ADDED,
    FC2_W_NOT_ADDED,
    CONV_NOT_ADDED,
    FC2_W_OVERWRITTEN,
    CONV_B_OVERWRITTEN,
    SIGN_OF_CONV_W,
    TIMES_N,
    LABELS_SHIFTED,
    TARGET_FORGOTTEN,
    FIRST_PART_ONLY,
    SECOND_PART_ONLY,
    PICTURES_OF_FIRST_PART,
    GRADIENTS_OF_FIRST_PART,
    LAST_IMAGE_FORGOTTEN,
    TIE_FOR_CORNER,
    MISTAKES,
};

static int mistake;

static real *new_array(size_t count)
{
    real *array = calloc(count, sizeof *array);
    REQUIRE(array != NULL, "no memory for %zu numbers", count);
    return array;
}

/* Layers 1 to 3, in parts of 4 images, one image at a time. */
static void convolution_part(network *net, const real *x, int N)
{
    const size_t map = (size_t)(net->pool.C * net->pool.H * net->pool.W);
    const size_t pooled = (size_t)net->fc1.in;
    const size_t picture = (size_t)(net->conv.C * net->conv.H * net->conv.W);
    real *maps = new_array(map), *dmaps = new_array(map), *mine = new_array(pooled);
    int *argmax = malloc(pooled * sizeof *argmax);
    REQUIRE(argmax != NULL, "no memory for %zu integers", pooled);
    for (size_t n = 0; n < (size_t)N; n++) {
        const size_t in_part = n % 4;
        const real *own_x = x + n * picture;
        const real *dpooled =
            net->dpooled + (mistake == GRADIENTS_OF_FIRST_PART ? in_part : n) * pooled;
        if ((mistake == FIRST_PART_ONLY && n >= 4) || (mistake == SECOND_PART_ONLY && n < 4))
            continue;
        conv2d_forward(maps, own_x, net->p.conv_w, net->p.conv_b, 1, net->conv);
        relu_forward(maps, maps, map);
        maxpool2d_forward(mine, argmax, maps, 1, net->pool);
        if (mistake == TIE_FOR_CORNER) {
            const int size = net->pool.size, PH = net->pool.H / size, PW = net->pool.W / size;
            for (int i = 0; i < (int)pooled; i++)
                argmax[i] = i / PW % PH * size * net->pool.W + i % PW * size;
        }
        maxpool2d_backward(dmaps, dpooled, argmax, 1, net->pool);
        const real *mask = mistake == MAPS_MASKED_BY_GRADIENT ? dmaps : maps;
        if (mistake != MAPS_RELU_FORGOTTEN && mistake != BOTH_RELUS_FORGOTTEN)
            relu_backward(dmaps, dmaps, mask, map);
        conv2d_backward(NULL, net->d.conv_w, net->d.conv_b, dmaps,
                        mistake == PICTURES_OF_FIRST_PART ? x + in_part * picture : own_x,
                        net->p.conv_w, 1, net->conv);
    }
    free(maps);
    free(dmaps);
    free(mine);
    free(argmax);
}

static void right_backward(network *net, const real *x, const int *label, int N)
{
    const real dloss = mistake == TIMES_N ? (real)N : 1;
    const size_t classes = (size_t)net->fc2.out, hidden = (size_t)(N * net->fc1.out);
    softmax_cross_entropy_backward(net->dlogits, &dloss, net->logits, label, N, net->fc2.out);
    for (size_t n = 0; n < (size_t)N; n++)
        for (size_t k = 0; k < classes; k++) {
            if (mistake == TARGET_FORGOTTEN && (int)k == label[n])
                net->dlogits[n * classes + k] += dloss / (real)N;
            if (mistake == LAST_IMAGE_FORGOTTEN && (int)n == N - 1)
                net->dlogits[n * classes + k] = 0;
        }
    if (mistake == FC2_W_OVERWRITTEN)
        memset(net->d.fc2_w, 0, classes * (size_t)net->fc2.in * sizeof(real));
    if (mistake == CONV_B_OVERWRITTEN)
        memset(net->d.conv_b, 0, (size_t)net->conv.OC * sizeof(real));
    fully_connected_backward(net->dhidden, net->d.fc2_w, net->d.fc2_b, net->dlogits, net->hidden,
                             net->p.fc2_w, N, net->fc2);
    if (mistake != HIDDEN_RELU_FORGOTTEN && mistake != BOTH_RELUS_FORGOTTEN)
        relu_backward(net->dhidden, net->dhidden,
                      mistake == HIDDEN_MASKED_BY_GRADIENT ? net->dhidden : net->hidden, hidden);
    fully_connected_backward(net->dpooled, net->d.fc1_w, net->d.fc1_b, net->dhidden, net->pooled,
                             net->p.fc1_w, N, net->fc1);
    convolution_part(net, x, N);
}

/* Some mistakes are made behind a right gradient. */
static void backward(network *net, const real *x, const int *label, int N)
{
    int shifted[16];
    for (int n = 0; n < N; n++)
        shifted[n] = mistake == LABELS_SHIFTED ? label[(n + 1) % N] : label[n];
    real *before = new_array(net->parameter_count);
    memcpy(before, net->gradients, net->parameter_count * sizeof *before);
    right_backward(net, x, shifted, N);
    const struct {
        int mistake;
        const real *from, *to;
        real times;
    } spoilt[] = {{FC1_B_NOT_ADDED, net->d.fc1_b, net->d.fc2_w, 0},
                  {FC2_W_NOT_ADDED, net->d.fc2_w, net->d.fc2_b, 0},
                  {CONV_NOT_ADDED, net->d.conv_w, net->d.fc1_w, 0},
                  {SIGN_OF_CONV_W, net->d.conv_w, net->d.conv_b, -1}};
    for (size_t i = 0; i < sizeof spoilt / sizeof spoilt[0]; i++)
        for (const real *at = spoilt[i].from; mistake == spoilt[i].mistake && at < spoilt[i].to;
             at++) {
            const size_t k = (size_t)(at - net->gradients);
            net->gradients[k] = before[k] + spoilt[i].times * (net->gradients[k] - before[k]);
        }
    free(before);
}

int main(void)
{
    static const struct {
        const char *array, *words; /* array NULL: it spoils several */
    } expected[MISTAKES] = {
        [HIDDEN_RELU_FORGOTTEN] = {NULL, "passes ReLU behind layer 4 (fc1) everywhere"},
        [MAPS_RELU_FORGOTTEN] = {NULL, "passes ReLU behind layer 1 (the convolution) everywhere"},
        [BOTH_RELUS_FORGOTTEN] = {NULL, "ReLU"},
        [HIDDEN_MASKED_BY_GRADIENT] = {NULL, "behind layer 4 (fc1) is gated on the gradient"},
        [MAPS_MASKED_BY_GRADIENT] = {NULL, "behind layer 1 (the convolution) is gated on the grad"},
        [FC1_B_NOT_ADDED] = {"dfc1_b", "dfc1_b is 0 where it should not be"},
        [FC2_W_NOT_ADDED] = {"dfc2_w", "dfc2_w is 0 where it should not be"},
        [CONV_NOT_ADDED] = {NULL, "is 0 where it should not be"},
        [FC2_W_OVERWRITTEN] = {"dfc2_w", "dfc2_w is overwritten where it must be added to"},
        [CONV_B_OVERWRITTEN] = {"dconv_b", "dconv_b is overwritten where it must be added to"},
        [SIGN_OF_CONV_W] = {"dconv_w", "the sign of dconv_w is flipped"},
        [TIMES_N] = {NULL, "N times"},
        [LABELS_SHIFTED] = {NULL, "each image is given the label of the next"},
        [TARGET_FORGOTTEN] = {NULL, "the target is not subtracted"},
        [FIRST_PART_ONLY] = {NULL, "in layers 1 to 3 only the first 4 images count"},
        [SECOND_PART_ONLY] = {NULL, "in layers 1 to 3 the first 4 images are lost"},
        [PICTURES_OF_FIRST_PART] = {"dconv_w", "the first 4 pictures are taken again"},
        [GRADIENTS_OF_FIRST_PART] = {NULL, "the first 4 rows of dpooled are taken again"},
        [LAST_IMAGE_FORGOTTEN] = {NULL, "the last image is lost"},
        [TIE_FOR_CORNER] = {NULL, "given to the first number of its window"},
    };
    const network_version version = {"network", "src/network/network.c", backward};
    mistake = NOTHING; /* what all of them are made of is right */
    gradient_check right = network_gradient_check(&version);
    bank_expect_right(&right);
    for (mistake = NOTHING + 1; mistake < MISTAKES; mistake++) {
        const gradient_check check = network_gradient_check(&version);
        bank_expect(&check, expected[mistake].array, expected[mistake].words);
    }
    network_cases_free();
    return bank_result();
}
