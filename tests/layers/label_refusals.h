/**
 * @file
 * @brief What every loss with labels must refuse: sizes below 1, and labels that name no class.
 */
#ifndef LABEL_REFUSALS_H
#define LABEL_REFUSALS_H

#include <stdio.h>

#include "expect.h"
#include "real.h"
#include "require_stops.h"

/** @brief cross_entropy_forward(), softmax_cross_entropy_forward(), or their like. */
typedef void loss_forward(real *loss, const real *x, const int *label, int N, int K);
/** @brief cross_entropy_backward(), softmax_cross_entropy_backward(), or their like. */
typedef void loss_backward(real *dx, const real *dloss, const real *x, const int *label, int N,
                           int K);

static loss_forward *refusing_forward;
static loss_backward *refusing_backward;
static int bad_N, bad_K;
static const int *bad_label;
static real somewhere[40]; /* for a version that goes on nevertheless */

static void stop_forward(void)
{
    refusing_forward(somewhere, somewhere, bad_label, bad_N, bad_K);
}

static void stop_backward(void)
{
    refusing_backward(somewhere + 1, somewhere, somewhere + 20, bad_label, bad_N, bad_K);
}

/** @brief The refusals, as a test of its own: it prints much. @param forward,backward a version's
 * functions @return the test's exit status */
static inline int label_refusals(loss_forward *forward, loss_backward *backward)
{
    static const int good[] = {0, 2, 1}, negative[] = {0, 2, -1}, too_large[] = {0, 0, 3},
                     first[] = {3, 0, 0};
    static const struct {
        int N, K;
        const int *label;
    } refused[] = {{0, 3, good},     {-1, 3, good},     {3, 0, good}, {3, -1, good},
                   {3, 3, negative}, {3, 3, too_large}, {3, 3, first}};
    fprintf(stderr, "What follows are refusals, as they must be:\n");
    refusing_forward = forward;
    refusing_backward = backward;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        bad_N = refused[i].N;
        bad_K = refused[i].K;
        bad_label = refused[i].label;
        EXPECT(require_stops(stop_forward), "forward takes bad sizes, number %zu", i);
        EXPECT(require_stops(stop_backward), "backward takes bad sizes, number %zu", i);
    }
    return expect_result();
}

#endif
