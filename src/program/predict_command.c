/*
 * mnist predict: what the network sees in a picture, or in one of the test set.
 */
#include <math.h>
#include <stdio.h>

#include "dataset/mnist_form.h"
#include "dataset/pgm.h"
#include "layers/softmax.h"
#include "program/commands.h"
#include "program/data_source.h"
#include "program/options.h"
#include "report/picture.h"
#include "report/terminal.h"
#include "training/model_file.h"

enum { SIDE = MNIST_FORM_SIDE, LINES = (SIDE + 1) / 2, BAR = 32 };

static const char notes[] =
    "examples:\n"
    "  mnist predict seven.pgm\n"
    "  mnist predict --model results/model.cnn one.pgm two.pgm\n"
    "  mnist predict --index 42\n"
    "\n"
    "A picture is a PGM file, P2 or P5, of any size, with one digit anywhere in it,\n"
    "dark on light or light on dark. It is brought into the form of MNIST's, which\n"
    "is what is shown. From other formats, with ImageMagick:\n"
    "  convert photo.jpg -colorspace Gray photo.pgm";

/* The ten probabilities of a picture. */
static void look(real *probabilities, network *net, const unsigned char *pixels)
{
    const unsigned char label = 0; /* not known, and not used */
    const dataset one = {.count = 1, .H = SIDE, .W = SIDE, .pixels = pixels, .labels = &label};
    real x[SIDE * SIDE];
    int ignored;
    dataset_batch(x, &ignored, one, (const int[]){0}, 1);
    network_forward(net, x, 1);
    softmax_forward(probabilities, net->logits, 1, DATASET_CLASSES);
}

/* The picture at the left; at the right a bar for each digit, and the answer below. */
static void show(const unsigned char *pixels, const real *probabilities, const char *answer)
{
    char picture[SIDE + 1], bar[BAR + 1];
    const int best = predicted_class(probabilities, DATASET_CLASSES);
    const char *strong = terminal_switch(STYLE_STRONG), *plain = terminal_switch(STYLE_PLAIN);
    for (int line = 0; line < LINES; line++) {
        const int digit = line - 1;
        picture_line(picture, pixels, SIDE, SIDE, line);
        printf("  %s  ", picture);
        if (0 <= digit && digit < DATASET_CLASSES) {
            const double p = (double)probabilities[digit];
            picture_bar(bar, BAR, fmin(p, 1));
            printf("%s%d  %s %5.1f %%%s", digit == best ? strong : "", digit, bar, 100 * p, plain);
        } else if (line == LINES - 2) {
            printf("%s%s%s", strong, answer, plain);
        }
        putchar('\n');
    }
}

static status predict_file(network *net, const char *path)
{
    unsigned char pixels[SIDE * SIDE];
    real probabilities[DATASET_CLASSES];
    char answer[40], name[60];
    pgm_picture p;
    status s = pgm_read(&p, path);
    if (s.code != STATUS_OK)
        return s;
    s = mnist_form(pixels, &p);
    terminal_shorten(name, path, (int)sizeof name - 1);
    if (s.code == STATUS_OK) {
        printf("%s (%d x %d pixels)\n", name, p.W, p.H);
        look(probabilities, net, pixels);
        snprintf(answer, sizeof answer, "a %d", predicted_class(probabilities, DATASET_CLASSES));
        show(pixels, probabilities, answer);
    }
    pgm_free(&p);
    return s.code == STATUS_OK ? s : status_error(s.code, "'%s': %s", path, s.message);
}

static status predict_index(network *net, data_choice choice, int index)
{
    data_source data;
    real probabilities[DATASET_CLASSES];
    char answer[40], place[50];
    status s = data_source_open(&data, choice, DATA_TEST_ONLY);
    if (s.code != STATUS_OK)
        return s;
    if (index >= data.test.count) {
        s = status_error(STATUS_USAGE,
                         "--index is %d, but the test set has pictures 0 to %d\n"
                         "hint: --index %d is the last",
                         index, data.test.count - 1, data.test.count - 1);
    } else {
        const dataset one = dataset_slice(data.test, index, 1);
        look(probabilities, net, one.pixels);
        const int seen = predicted_class(probabilities, DATASET_CLASSES), truth = one.labels[0];
        snprintf(answer, sizeof answer, "a %d; in truth a %d: %s", seen, truth,
                 seen == truth ? "right" : "wrong");
        printf("picture %d of the test set, %s\n", index,
               data_source_place(&data, place, sizeof place));
        show(one.pixels, probabilities, answer);
    }
    data_source_close(&data);
    return s;
}

status predict_command(int argc, char **argv)
{
    const char *model_path = "results/model.cnn";
    data_choice choice = {0};
    int index = -1, pictures;
    option table[] = {
        option_text("--model", &model_path, "FILE", "made by mnist train"),
        option_count("--index", &index, 0, 1 << 30, "a picture of the test set, from 0"),
        option_text("--data", &choice.folder, "FOLDER",
                    "where the test set lies, see mnist train --help"),
        option_flag("--built-in", &choice.built_in, "digits that the program draws itself"),
    };
    const command predict = {.name = "predict",
                             .arguments = "[PICTURE...]",
                             .purpose = "Read a digit from a picture.",
                             .notes = notes,
                             .options = table,
                             .option_count = sizeof table / sizeof table[0]};
    bool run;
    status s = options_read(&run, &pictures, &predict, argc, argv);
    if (s.code != STATUS_OK || !run)
        return s;
    if (pictures == 0 && index < 0)
        return status_error(STATUS_USAGE, "a picture is expected\n"
                                          "hint: mnist predict picture.pgm, or --index 0 for the "
                                          "first of the test set");
    model m;
    network net;
    s = model_read(&m, model_path, network_shape_mnist());
    if (s.code != STATUS_OK)
        return s;
    s = network_from_model(&net, &m, 1);
    model_free(&m);
    if (s.code != STATUS_OK)
        return s;
    if (index >= 0)
        s = predict_index(&net, choice, index);
    for (int i = 0; s.code == STATUS_OK && i < pictures; i++)
        s = predict_file(&net, argv[i]);
    network_free(&net);
    return s;
}
