/*
 * mnist show: pictures of a data set, in characters.
 */
#include <stdbool.h>
#include <stdio.h>

#include "platform.h"
#include "program/commands.h"
#include "program/data_source.h"
#include "program/options.h"
#include "report/picture.h"
#include "report/terminal.h"

enum { MOST_SIDE = 28, GAP = 2 };

static const char notes[] =
    "examples:\n"
    "  mnist show\n"
    "  mnist show --training --index 100 --count 30\n"
    "  mnist show --write digits\n\n"
    "The built-in digits are written in the format of MNIST, 120,000 to train\n"
    "and 10,000 to test, so that other programs can read them.";

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

static status show_part(dataset set, int index, int count)
{
    if (index >= set.count)
        return status_error(STATUS_USAGE,
                            "--index is %d, but the set has pictures 0 to %d\n"
                            "hint: --index %d is the last",
                            index, set.count - 1, set.count - 1);
    const int left = set.count - index;
    show(dataset_slice(set, index, count < left ? count : left), index);
    return status_ok();
}

/* Both sets of built-in digits, under the names of MNIST's files. */
static status write_built_in(data_choice choice, const char *folder)
{
    data_source data;
    if (!platform_make_folder(folder))
        return status_error(STATUS_FAILED, "cannot make the folder '%s'\nhint: name another",
                            folder);
    choice.built_in = true;
    status s = data_source_open(&data, choice, DATA_TRAIN_AND_TEST);
    if (s.code == STATUS_OK)
        s = dataset_write(data.train, folder, "train");
    if (s.code == STATUS_OK)
        s = dataset_write(data.test, folder, "t10k");
    if (s.code == STATUS_OK)
        printf("%d built-in digits to train and %d to test are in %s\n", data.train.count,
               data.test.count, folder);
    data_source_close(&data);
    return s;
}

status show_command(int argc, char **argv)
{
    data_choice choice = {0};
    const char *write = NULL;
    int index = 0, count = 6, arguments;
    bool training = false, run;
    option table[] = {
        option_text("--data", &choice.folder, "FOLDER",
                    "where the sets lie, see mnist train --help"),
        option_flag("--built-in", &choice.built_in, "digits that the program draws itself"),
        option_flag("--training", &training, "from the training set, not the test set"),
        option_count("--index", &index, 0, 1 << 30, "the first picture, from 0"),
        option_count("--count", &count, 1, 1 << 30, "how many"),
        option_text("--write", &write, "FOLDER", "write the built-in digits there instead"),
    };
    const command show_options = {.name = "show",
                                  .arguments = "",
                                  .purpose = "Show pictures of a data set in characters.",
                                  .notes = notes,
                                  .options = table,
                                  .option_count = sizeof table / sizeof table[0]};
    data_source data;
    status s = options_read(&run, &arguments, &show_options, argc, argv);
    if (s.code != STATUS_OK || !run)
        return s;
    if (write != NULL)
        return write_built_in(choice, write);
    s = data_source_open(&data, choice, training ? DATA_TRAIN_AND_TEST : DATA_TEST_ONLY);
    if (s.code != STATUS_OK)
        return s;
    s = show_part(training ? data.train : data.test, index, count);
    data_source_close(&data);
    return s;
}
