/*
 * One picture's way through a network, everything kept, and the slope of one logit at each pixel.
 * The program and the figure of chapter 13 use it.
 */
#ifndef INSIDE_H
#define INSIDE_H

#include <string.h>

#include "layers/conv2d.h"
#include "layers/fully_connected.h"
#include "layers/maxpool2d.h"
#include "layers/relu.h"
#include "network/network.h"

enum { MOST_MAPS = 28 * 26 * 26, MOST_POOLED = 28 * 13 * 13, MOST_HIDDEN = 128, MOST_LOGITS = 10 };

/* What the layers make of one picture; large enough for the network of this book. */
typedef struct {
    real conv[MOST_MAPS];     /* (filters, CH, CW), result of layer 1 */
    real maps[MOST_MAPS];     /* the same shape, of layer 2 */
    real pooled[MOST_POOLED]; /* (filters, PH, PW), of layer 3 */
    int argmax[MOST_POOLED];  /* the same shape: where in its map each maximum is */
    real fc1[MOST_HIDDEN];    /* (hidden), of layer 4 */
    real hidden[MOST_HIDDEN]; /* (hidden), of layer 5 */
    real logits[MOST_LOGITS]; /* (classes), of layer 6 */
} inside;

static inline size_t map_count(const network *net)
{
    const network_shape s = net->shape;
    return (size_t)(s.filters * (s.H - s.kernel + 1) * (s.W - s.kernel + 1));
}

/* Layers 1 to 6, for one picture. */
static inline void look_inside(inside *in, const network *net, const real *x)
{
    conv2d_forward(in->conv, x, net->p.conv_w, net->p.conv_b, 1, net->conv);
    relu_forward(in->maps, in->conv, map_count(net));
    maxpool2d_forward(in->pooled, in->argmax, in->maps, 1, net->pool);
    fully_connected_forward(in->fc1, in->pooled, net->p.fc1_w, net->p.fc1_b, 1, net->fc1);
    relu_forward(in->hidden, in->fc1, (size_t)net->shape.hidden);
    fully_connected_forward(in->logits, in->hidden, net->p.fc2_w, net->p.fc2_b, 1, net->fc2);
}

/* dx (C, H, W): how fast logit k grows with each pixel; in is as look_inside() left it. */
static inline void logit_gradient(real *dx, const inside *in, const network *net, int k)
{
    static real dmaps[MOST_MAPS], dpooled[MOST_POOLED], dhidden[MOST_HIDDEN], dlogits[MOST_LOGITS];
    memset(dlogits, 0, sizeof dlogits);
    dlogits[k] = 1;
    fully_connected_dx(dhidden, dlogits, net->p.fc2_w, 1, net->fc2);     /* 6 */
    relu_backward(dhidden, dhidden, in->fc1, (size_t)net->shape.hidden); /* 5 */
    fully_connected_dx(dpooled, dhidden, net->p.fc1_w, 1, net->fc1);     /* 4 */
    maxpool2d_backward(dmaps, dpooled, in->argmax, 1, net->pool);        /* 3 */
    relu_backward(dmaps, dmaps, in->conv, map_count(net));               /* 2 */
    conv2d_dx(dx, dmaps, net->p.conv_w, 1, net->conv);                   /* 1 */
}

#endif
