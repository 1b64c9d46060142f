/*
 * The filters of a network, how far each has moved from its start, and the maps that they make of a
 * picture. The program of chapter 13 shows them in characters, its figure in colours.
 */
#ifndef FILTERS_H
#define FILTERS_H

#include <tgmath.h>
#include <stdio.h>

#include "13-looking-inside/characters.h"
#include "13-looking-inside/inside.h"

enum { FILTERS = 28, ABREAST = 14, K = 3, WEIGHTS = K * K, MAP = 26, POOLED = 13 };

/* ---- Filters --------------------------------------------------------------------------------- */

/* The length of the difference of two filters, in percent of the length of the second. */
static inline double percent_moved(const real *w, const real *start)
{
    double moved = 0, length = 0;
    for (int i = 0; i < WEIGHTS; i++) {
        moved += pow((double)(w[i] - start[i]), 2);
        length += pow((double)start[i], 2);
    }
    return 100 * sqrt(moved / length);
}

/* All filters, fourteen in a row, and how far each has moved from where `seed` made it start. */
static inline status show_filters(const network *net, uint64_t seed)
{
    network start;
    const status s = network_create(&start, net->shape, 1);
    if (s.code != STATUS_OK)
        return s;
    network_initialise(&start, seed);
    printf("\nThe filters; below each, how far it has moved, in percent of its start's length\n");
    for (int first = 0; first < FILTERS; first += ABREAST) {
        const int last = first + ABREAST - 1;
        for (int kh = 0; kh < K; kh++)
            for (int oc = first; oc <= last; oc++) {
                const real *w = net->p.conv_w + oc * WEIGHTS;
                print_signs(w + kh * K, K, largest_magnitude(w, WEIGHTS));
                printf("%s", oc < last ? "  " : "|\n");
            }
        for (int oc = first; oc <= last; oc++) {
            const int at = oc * WEIGHTS;
            printf("%3.0f%s", percent_moved(net->p.conv_w + at, start.p.conv_w + at),
                   oc < last ? "  " : "\n");
        }
    }
    network_free(&start);
    return s;
}

/* ---- Maps ------------------------------------------------------------------------------------ */

/* The filter with the largest answer, other than `except`. */
static inline int strongest(const double answer[FILTERS], int except)
{
    int best = except == 0 ? 1 : 0;
    for (int oc = 0; oc < FILTERS; oc++)
        if (oc != except && answer[oc] > answer[best])
            best = oc;
    return best;
}

/* Row h of a filter's pooled map, and to the left of it one of the two rows that it was made of. */
static inline void show_row(const inside *in, int oc, int h)
{
    const real *map = in->maps + oc * MAP * MAP, *pooled = in->pooled + oc * POOLED * POOLED;
    const real largest = fmax(largest_magnitude(map, MAP * MAP), (real)1e-9); /* never 0 */
    print_shades(map + 2 * h * MAP, MAP, largest);
    printf("| ");
    print_shades(pooled + h * POOLED, POOLED, largest);
    printf("|");
}

/* How many filters answer nothing to the five, and the maps of the two that answer most. A filter's
 * answer is the sum of its pooled map. */
static inline void show_maps(const inside *in)
{
    double answer[FILTERS] = {0};
    int silent = 0;
    for (int oc = 0; oc < FILTERS; oc++) {
        for (int i = 0; i < POOLED * POOLED; i++)
            answer[oc] += (double)in->pooled[oc * POOLED * POOLED + i];
        silent += answer[oc] == 0;
    }
    const int first = strongest(answer, -1), second = strongest(answer, first);
    printf(
        "\nThe five of chapter 1: %d of %d filters answer nothing to it, numbers %d and %d most.\n"
        "Their maps, before and after pooling\n",
        silent, FILTERS, first, second);
    for (int h = 0; h < POOLED; h++) {
        show_row(in, first, h);
        printf("   ");
        show_row(in, second, h);
        printf("\n");
    }
}

#endif
