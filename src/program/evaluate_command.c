/*
 * mnist evaluate: how well a saved network reads the test set, digit by digit.
 */
#include <stdio.h>
#include <stdlib.h>

#include "numerics/parallel.h"
#include "program/commands.h"
#include "program/data_source.h"
#include "program/options.h"
#include "report/terminal.h"
#include "training/model_file.h"
#include "training/train.h"

enum { BATCH = 1000 };

static const char notes[] = "examples:\n"
                            "  mnist evaluate\n"
                            "  mnist evaluate --model results/model.cnn --data path/to/mnist";

/* One line for each digit: how many there are, how many are read right, and what the others are
 * taken for most often. */
static void print_digits(int seen_as[DATASET_CLASSES][DATASET_CLASSES])
{
    printf("  digit  pictures   right   accuracy   most often taken for\n");
    for (int digit = 0; digit < DATASET_CLASSES; digit++) {
        int pictures = 0, other = digit == 0;
        for (int k = 0; k < DATASET_CLASSES; k++) {
            pictures += seen_as[digit][k];
            if (k != digit && seen_as[digit][k] > seen_as[digit][other])
                other = k;
        }
        const int right = seen_as[digit][digit];
        printf("  %5d %9d %7d", digit, pictures, right);
        if (pictures > 0)
            printf("   %6.2f %%", 100.0 * right / pictures);
        if (right < pictures)
            printf("   %d (%d)", other, seen_as[digit][other]);
        putchar('\n');
    }
}

static status evaluate(network *net, const data_source *data)
{
    int seen_as[DATASET_CLASSES][DATASET_CLASSES] = {{0}}, correct = 0;
    unsigned char *predicted = malloc((size_t)data->test.count);
    if (predicted == NULL)
        return status_error(STATUS_FAILED, "no memory to classify %d pictures", data->test.count);
    const status s = classify(predicted, net, data->test);
    for (int n = 0; s.code == STATUS_OK && n < data->test.count; n++) {
        seen_as[data->test.labels[n]][predicted[n]]++;
        correct += predicted[n] == data->test.labels[n];
    }
    free(predicted);
    if (s.code != STATUS_OK)
        return s;
    print_digits(seen_as);
    printf("%stest accuracy %.2f %%%s (%d of %d %s)\n", terminal_switch(STYLE_STRONG),
           100.0 * correct / data->test.count, terminal_switch(STYLE_PLAIN), correct,
           data->test.count, data_source_name(data));
    return s;
}

static status read_and_evaluate(const char *model_path, data_choice choice)
{
    model m;
    network net;
    data_source data;
    status s = model_read(&m, model_path, network_shape_mnist());
    if (s.code != STATUS_OK)
        return s;
    s = network_from_model(&net, &m, BATCH);
    model_free(&m);
    if (s.code != STATUS_OK)
        return s;
    s = data_source_open(&data, choice, DATA_TEST_ONLY);
    if (s.code == STATUS_OK) {
        s = evaluate(&net, &data);
        data_source_close(&data);
    }
    network_free(&net);
    return s;
}

status evaluate_command(int argc, char **argv)
{
    const char *model_path = "results/model.cnn";
    data_choice choice = {0};
    int threads = options_default_threads(), arguments;
    option table[] = {
        option_text("--model", &model_path, "FILE", "made by mnist train"),
        option_text("--data", &choice.folder, "FOLDER",
                    "where the test set lies, see mnist train --help"),
        option_flag("--built-in", &choice.built_in, "digits that the program draws itself"),
        option_count("--threads", &threads, 1, PARALLEL_MAX_THREADS,
                     "the result does not depend on it"),
    };
    const command evaluate_options = {.name = "evaluate",
                                      .arguments = "",
                                      .purpose = "Test a saved network, digit by digit.",
                                      .notes = notes,
                                      .options = table,
                                      .option_count = sizeof table / sizeof table[0]};
    bool run;
    status s = options_read(&run, &arguments, &evaluate_options, argc, argv);
    if (s.code != STATUS_OK || !run)
        return s;
    parallel_start(threads);
    s = read_and_evaluate(model_path, choice);
    parallel_stop();
    return s;
}
