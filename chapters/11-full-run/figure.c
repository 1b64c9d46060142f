/*
 * Draws loss.svg: the loss of the first four trials, on a logarithmic axis.
 */
#include <stdio.h>

#include "report/figures.h"
#include "trials_log.h"

enum { SHOWN = 4, DIGITS = 10 };

int main(int argc, char **argv)
{
    static trial_log trials[TRIALS];
    figure_trial shown[SHOWN];
    if (argc != 2) {
        fprintf(stderr, "usage: %s loss.svg\n", argv[0]);
        return 2;
    }
    if (!trials_read(trials))
        return 1;
    for (int i = 0; i < SHOWN; i++)
        shown[i] = (figure_trial){.seed = (uint64_t)i + 1,
                                  .test_accuracy = trials[i].test / 100,
                                  .loss = trials[i].loss,
                                  .iterations = STEPS};
    const status s = figure_loss(argv[1], shown, SHOWN, DIGITS);
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return (int)s.code;
}
