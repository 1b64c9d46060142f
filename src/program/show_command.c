/*
 * mnist show: pictures of a data set, in characters.
 */
#include <stdbool.h>
#include <stdio.h>

#include "program/commands.h"
#include "program/data_source.h"
#include "program/options.h"
#include "report/picture.h"
#include "report/terminal.h"

enum { MOST_SIDE = 28, GAP = 2 };

static const char notes[] = "examples:\n"
                            "  mnist show\n"
                            "  mnist show --training --index 100 --count 30";

/* The columns that have ink in any of the pictures: from *left, *width of them. Margins that all
 * pictures have are not shown, so that more fit side by side. */
static void common_columns(int *left, int *width, dataset d)
{
    int right = 0;
    *left = d.W - 1;
    for (int i = 0; i < d.count * d.H; i++)
        for (int w = 0; w < d.W; w++)
            if (d.pixels[i * d.W + w] > 0) {
                *left = w < *left ? w : *left;
                right = w > right ? w : right;
            }
    *width = right >= *left ? right - *left + 1 : d.W;
    *left = right >= *left ? *left : 0;
}

/* Some pictures side by side, with their labels above. */
static void show_row(dataset d, int first_index, int left, int width)
{
    char text[MOST_SIDE + 1];
    for (int n = 0; n < d.count; n++) {
        snprintf(text, sizeof text, "%d: a %d", first_index + n, d.labels[n]);
        printf("%*s%s%-*s%s", n > 0 ? GAP : 0, "", terminal_switch(STYLE_STRONG), width, text,
               terminal_switch(STYLE_PLAIN));
    }
    putchar('\n');
    for (int line = 0; line < (d.H + 1) / 2; line++) {
        for (int n = 0; n < d.count; n++) {
            picture_line(text, d.pixels + n * d.H * d.W, d.H, d.W, line);
            printf("%*s%.*s", n > 0 ? GAP : 0, "", width, text + left);
        }
        putchar('\n');
    }
}

static void show(dataset d, int first_index)
{
    int left, width;
    common_columns(&left, &width, d);
    const int fit = (terminal_columns() + GAP) / (width + GAP), in_row = fit < 1 ? 1 : fit;
    for (int n = 0; n < d.count; n += in_row) {
        const int left_over = d.count - n;
        if (n > 0)
            putchar('\n');
        show_row(dataset_slice(d, n, left_over < in_row ? left_over : in_row), first_index + n,
                 left, width);
    }
}

status show_command(int argc, char **argv)
{
    const char *folder = NULL;
    int index = 0, count = 6, arguments;
    bool training = false;
    option table[] = {
        option_text("--data", &folder, "FOLDER", "where the sets lie, see mnist train --help"),
        option_flag("--training", &training, "from the training set, not the test set"),
        option_count("--index", &index, 0, 1 << 30, "the first picture, from 0"),
        option_count("--count", &count, 1, 1 << 30, "how many"),
    };
    const command show_options = {.name = "show",
                                  .arguments = "",
                                  .purpose = "Show pictures of a data set in characters.",
                                  .notes = notes,
                                  .options = table,
                                  .option_count = sizeof table / sizeof table[0]};
    bool run;
    data_source data;
    status s = options_read(&run, &arguments, &show_options, argc, argv);
    if (s.code != STATUS_OK || !run)
        return s;
    s = data_source_open(&data, folder, training ? DATA_TRAIN_AND_TEST : DATA_TEST_ONLY);
    if (s.code != STATUS_OK)
        return s;
    const dataset set = training ? data.train : data.test;
    if (index >= set.count)
        s = status_error(STATUS_USAGE,
                         "--index is %d, but the set has pictures 0 to %d\n"
                         "hint: --index %d is the last",
                         index, set.count - 1, set.count - 1);
    else
        show(dataset_slice(set, index, count < set.count - index ? count : set.count - index),
             index);
    data_source_close(&data);
    return s;
}
