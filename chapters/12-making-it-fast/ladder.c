/*
 * Chapter 12: making it fast.
 *
 * The whole training step, from the formulas as they stand to what src/ does, one stage after the
 * other: that all compute the same numbers, and how long each takes.
 *
 *     ladder                              batches of 256, three measurements of each stage
 *     ladder --images 1024 --repeats 9    batches of 1024, nine measurements
 *     ladder ... --write measured.h       writes the numbers of the figure
 *     ladder --stage 6 ...                one stage alone, without the check
 *     ladder --check                      the check alone
 *     ladder --measured                   the numbers of the figure, as a table
 *     ladder --denormals                  what numbers that are too small cost
 */
#include "ladder.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layers/conv2d_fast.h"
#include "measure.h"
#include "numerics/matmul.h"
#include "numerics/parallel.h"

static const inner_loops formulas = {conv2d_forward, conv2d_dw,  conv2d_db, pool_as_defined,
                                     formula_nt,     formula_tn, formula_nn};
static const inner_loops tiles = {conv2d_fast_forward,
                                  conv2d_fast_dw,
                                  conv2d_fast_db,
                                  pool_as_defined,
                                  tiles_nt,
                                  tiles_tn,
                                  tiles_nn};
static const inner_loops packed = {
    conv2d_fast_forward, conv2d_fast_dw, conv2d_fast_db, pool_as_defined,
    matmul_nt,           matmul_tn,      matmul_nn};
static const inner_loops branchless = {
    conv2d_fast_forward, conv2d_fast_dw, conv2d_fast_db, pool_without_branches,
    matmul_nt,           matmul_tn,      matmul_nn};

/* What src/ does. */
static real step_of_network(training *t, const inner_loops *how)
{
    (void)how;
    network_forward(&t->net, t->x, t->N);
    const real loss = network_loss(&t->net, t->label, t->N);
    network_backward(&t->net, t->x, t->label, t->N);
    return loss;
}

const stage ladder[STAGES] = {
    {"the formulas", 16, 1, step_by_layers, &formulas},
    {"loop order", 64, 1, step_by_layers, &rows_one_by_one},
    {"lanes", MOST_IMAGES, 1, step_by_layers, &rows_in_lanes},
    {"tiles in registers", MOST_IMAGES, 1, step_by_layers, &tiles},
    {"packing, blocks", MOST_IMAGES, 1, step_by_layers, &packed},
    {"a few images at a time", MOST_IMAGES, 1, step_by_images, &packed},
    {"no branches", MOST_IMAGES, 1, step_by_images, &branchless},
    {"one pass (src/)", MOST_IMAGES, 1, step_of_network, NULL},
    {"two threads", MOST_IMAGES, 2, step_of_network, NULL},
};

static bool in_range(int value, int least, int most)
{
    return least <= value && value <= most;
}

static int usage(const char *name)
{
    fprintf(stderr,
            "usage: %s [--check | --measured | --denormals |\n"
            "       [--images 1..%d] [--repeats 1..%d] [--stage 1..%d] [--write FILE]]\n",
            name, MOST_IMAGES, MOST_REPEATS, STAGES);
    return 2;
}

int main(int argc, char **argv)
{
    int images = 256, repeats = 3, only = 0, wrong = 0;
    const char *path = NULL;
    if (argc == 2 && strcmp(argv[1], "--denormals") == 0) {
        print_denormals();
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "--measured") == 0) {
        print_measured();
        return 0;
    }
    const bool only_check = argc == 2 && strcmp(argv[1], "--check") == 0;
    for (int i = 1; i + 1 < argc; i += 2)
        if (strcmp(argv[i], "--repeats") == 0)
            repeats = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--images") == 0)
            images = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--stage") == 0)
            only = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--write") == 0)
            path = argv[i + 1];
        else
            return usage(argv[0]);
    if ((argc % 2 == 0 && !only_check) || !in_range(images, 1, MOST_IMAGES) ||
        !in_range(repeats, 1, MOST_REPEATS) || !in_range(only, 0, STAGES))
        return usage(argv[0]);

    if (only == 0)
        wrong = check_stages() + check_threads();
    if (!only_check)
        measure_stages(only, images, repeats, path);
    parallel_stop();
    return wrong == 0 ? 0 : 1;
}
