/*
 * How a network does on pictures that it has not learnt from: what it takes for what, its worst
 * mistakes, and what it says of pictures that are moved. The program of chapter 13 uses it.
 */
#ifndef MISTAKES_H
#define MISTAKES_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "dataset/dataset.h"
#include "dataset/shift.h"
#include "layers/softmax.h"
#include "network/network.h"
#include "ten_digits.h"
#include "training/train.h"

enum { WORST = 5, CROWD = 1000 };

/* What the network says of one picture. */
typedef struct {
    double loss;
    int picture, label, answer;
} verdict;

static int larger_loss_first(const void *a, const void *b)
{
    const double x = ((const verdict *)a)->loss, y = ((const verdict *)b)->loss;
    return (x < y) - (x > y);
}

/* Show each picture to the network: what was taken for what, and what surprised it most. */
static status show_mistakes(network *net, dataset d)
{
    static real x[DIGIT_SIZE * DIGIT_SIZE];
    int seen_as[TEN][TEN] = {{0}}, correct = 0;
    verdict *v = malloc((size_t)d.count * sizeof *v);
    if (v == NULL)
        return status_error(STATUS_FAILED, "no memory for %d verdicts", d.count);
    for (int n = 0; n < d.count; n++) {
        int label;
        dataset_batch(x, &label, d, &n, 1);
        network_forward(net, x, 1);
        v[n] = (verdict){(double)network_loss(net, &label, 1), n, label,
                         predicted_class(net->logits, TEN)};
        seen_as[label][v[n].answer]++;
        correct += label == v[n].answer;
    }
    printf("\n%d of %d validation pictures are read. Taken for\n        0    1    2    3    4    5"
           "    6    7    8    9   recall\n",
           correct, d.count);
    for (int i = 0; i < TEN; i++) {
        int row = 0;
        printf("  %d:", i);
        for (int j = 0; j < TEN; j++) {
            row += seen_as[i][j];
            printf(seen_as[i][j] == 0 ? "    ." : " %4d", seen_as[i][j]);
        }
        printf("   %.2f\n", seen_as[i][i] / (double)row);
    }
    qsort(v, (size_t)d.count, sizeof *v, larger_loss_first);
    printf(
        "\nThe largest losses: picture, what it is, what it is taken for, how sure of the truth\n");
    for (int i = 0; i < WORST && i < d.count; i++)
        printf("  %5d   %d   %d   %.5f   loss %.2f\n", v[i].picture, v[i].label, v[i].answer,
               exp(-v[i].loss), v[i].loss);
    free(v);
    return status_ok();
}

/* What the network says of the five when it is moved by so many columns, and how many of a thousand
 * pictures it reads when those are. */
static void show_moves(network *net, const real *five, dataset d)
{
    static real x[DIGIT_SIZE * DIGIT_SIZE], moved[DIGIT_SIZE * DIGIT_SIZE];
    const int count = d.count < CROWD ? d.count : CROWD;
    printf("\nmoved right   the five is   surely   pictures read\n");
    for (int right = -6; right <= 6; right++) {
        real p[TEN];
        int correct = 0;
        shift_picture(moved, five, DIGIT_SIZE, DIGIT_SIZE, 0, right);
        network_forward(net, moved, 1);
        softmax_forward(p, net->logits, 1, TEN);
        const int answer = predicted_class(p, TEN);
        for (int n = 0; n < count; n++) {
            int label;
            dataset_batch(x, &label, d, &n, 1);
            shift_picture(moved, x, DIGIT_SIZE, DIGIT_SIZE, 0, right);
            network_forward(net, moved, 1);
            correct += predicted_class(net->logits, TEN) == label;
        }
        printf("%11d %13d %8.2f %15.2f\n", right, answer, (double)p[answer],
               correct / (double)count);
    }
}

#endif
