/*
 * mnist: trains a convolutional network on handwritten digits, and shows what it has learnt.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "platform.h"
#include "program/commands.h"
#include "program/options.h"
#include "report/terminal.h"

static const struct {
    const char *name;
    status (*run)(int argc, char **argv);
    const char *purpose;
} commands[] = {
    {"train", train_command, "train a network, and test it on digits it has not seen"},
    {"evaluate", evaluate_command, "test a saved network, digit by digit"},
    {"predict", predict_command, "read a digit from a picture"},
    {"show", show_command, "show pictures of a data set in characters"},
    {"bench", bench_command, "measure this machine, and how near to its limits training comes"},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(void)
{
    printf("usage: mnist <command> [options]\n\n"
           "A convolutional network that reads handwritten digits.\n\ncommands:\n");
    for (int i = 0; i < COMMANDS; i++)
        printf("  %-10s %s\n", commands[i].name, commands[i].purpose);
    printf("\noptions:\n"
           "  --help     show this; behind a command, what that command can do\n"
           "  --version  show the version\n\n"
           "examples:\n"
           "  mnist train\n"
           "  mnist predict seven.pgm\n\n"
           "exit status:\n"
           "    0  all went well\n"
           "    1  the run failed: out of memory, or a file could not be written\n"
           "    2  the command line was not understood\n"
           "    3  a data or model file is missing, damaged or of another kind\n"
           "    4  training diverged: the loss is infinite or not a number\n"
           "  130  stopped by Ctrl-C\n");
}

static status unknown_command(const char *word)
{
    const char *names[COMMANDS];
    for (int i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *nearest = options_nearest(word, names, COMMANDS);
    if (nearest == NULL)
        return status_error(STATUS_USAGE, "'%s' is not a command of mnist\nhint: see mnist --help",
                            word);
    return status_error(STATUS_USAGE,
                        "'%s' is not a command of mnist\nhint: did you mean mnist %s?", word,
                        nearest);
}

static status run(int argc, char **argv)
{
    if (argc < 2)
        return status_error(STATUS_USAGE,
                            "a command is expected\nhint: mnist train; mnist --help shows all");
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 2, argv + 2);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        print_help();
    else if (strcmp(argv[1], "--version") == 0)
        options_version();
    else
        return unknown_command(argv[1]);
    return status_ok();
}

static void print_failure(status s)
{
    char text[sizeof s.message + 8];
    snprintf(text, sizeof text, "mnist: %s", s.message);
    terminal_print(stderr, text);
}

int main(int argc, char **argv)
{
    platform_reserve_streams();
    status s = run(argc, argv);
    /* What could not be written earlier is no longer in the buffer, but ferror() remembers it. */
    const bool lost = fflush(stdout) != 0 || ferror(stdout) != 0;
    if (lost && s.code == STATUS_OK)
        s = status_error(STATUS_FAILED, "cannot write to the standard output\n"
                                        "hint: is the disk full, or the pipe closed?");
    if (s.code != STATUS_OK)
        print_failure(s);
    return (int)s.code;
}
