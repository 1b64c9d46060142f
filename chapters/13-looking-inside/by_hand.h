/*
 * The example of chapter 13 that is done by hand: a network of one filter and two hidden numbers,
 * what it makes of a picture of 3 x 5, and the slopes of both logits at its pixels.
 */
#ifndef BY_HAND_H
#define BY_HAND_H

#include <stdio.h>
#include <string.h>

#include "13-looking-inside/inside.h"

static inline status by_hand(void)
{
    const network_shape s = {
        .C = 1, .H = 3, .W = 5, .filters = 1, .kernel = 2, .pool = 2, .hidden = 2, .classes = 2};
    const real parameters[] = {
        1,  0,  -1, 2, -2, /* the filter and its bias */
        2,  -1,            /* hidden number 0 */
        -3, 1,             /* hidden number 1 */
        1,  4,             /* their biases */
        3,  5,  -2, 1,     /* two logits */
        1,  2,             /* their biases */
    };
    const real x[15] = {0, 1, 2, 0, 3, /* */ 1, 0, 3, 1, 0, /* */ 2, 1, 0, 0, 2};
    static inside in;
    real dx[15];
    network net;
    const status made = network_create(&net, s, 1);
    if (made.code != STATUS_OK)
        return made;
    memcpy(net.parameters, parameters, sizeof parameters);
    look_inside(&in, &net, x);
    printf("By hand: pooled %g %g, hidden %g %g, logits %g %g\n", (double)in.pooled[0],
           (double)in.pooled[1], (double)in.hidden[0], (double)in.hidden[1], (double)in.logits[0],
           (double)in.logits[1]);
    for (int k = 0; k < 2; k++) {
        logit_gradient(dx, &in, &net, k);
        printf("slopes of logit %d\n", k);
        for (int i = 0; i < 15; i++)
            printf("%5g%s", (double)dx[i], i % 5 == 4 ? "\n" : "");
    }
    network_free(&net);
    return made;
}

#endif
