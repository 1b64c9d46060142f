#include "program/training_figures.h"

#include <stdio.h>

enum { PATH_BYTES = 4096, MOST_DIGITS = 60 };

const char training_figure_names[] = "loss.svg, digits.svg, confusion.svg, architecture.svg";

static status draw_digits(const char *path, const data_source *data, const unsigned char *predicted)
{
    const dataset test = data->test;
    const int count = test.count < MOST_DIGITS ? test.count : MOST_DIGITS;
    int seen[MOST_DIGITS];
    for (int n = 0; n < count; n++)
        seen[n] = predicted[n];
    const char *title = data->folder == NULL
                            ? "Built-in digits that the network has not seen before"
                            : "Test pictures that the network has not seen before";
    return figure_digits(path, title, test.pixels, test.H, test.W, test.labels, seen, count);
}

static status draw_confusion(const char *path, dataset test, const unsigned char *predicted)
{
    int counts[FIGURE_CLASSES * FIGURE_CLASSES] = {0};
    for (int n = 0; n < test.count; n++)
        counts[test.labels[n] * FIGURE_CLASSES + predicted[n]]++;
    return figure_confusion(path, counts);
}

/* A folder whose name is too long for a path could not have been made. */
static const char *path_of(char path[PATH_BYTES], const char *folder, const char *name)
{
    snprintf(path, PATH_BYTES, "%s/%s", folder, name);
    return path;
}

status training_figures(const char *folder, const figure_trial *trials, int count,
                        const data_source *data, const unsigned char *predicted)
{
    char path[PATH_BYTES];
    status s = figure_loss(path_of(path, folder, "loss.svg"), trials, count, DATASET_CLASSES);
    if (s.code == STATUS_OK)
        s = draw_digits(path_of(path, folder, "digits.svg"), data, predicted);
    if (s.code == STATUS_OK)
        s = draw_confusion(path_of(path, folder, "confusion.svg"), data->test, predicted);
    if (s.code == STATUS_OK)
        s = figure_architecture(path_of(path, folder, "architecture.svg"), network_shape_mnist());
    return s;
}
