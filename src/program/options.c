#include "program/options.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/parallel.h"
#include "platform.h"
#include "require.h"

enum { MOST_WORD = 40, MOST_OPTIONS = 40 };

option option_flag(const char *name, bool *flag, const char *meaning)
{
    return (option){.name = name, .flag = flag, .meaning = meaning};
}

option option_count(const char *name, int *count, int least, int most, const char *meaning)
{
    return (option){.name = name,
                    .count = count,
                    .least = least,
                    .most = most,
                    .value = "N",
                    .meaning = meaning};
}

option option_seed(const char *name, uint64_t *seed, const char *meaning)
{
    return (option){.name = name, .seed = seed, .value = "N", .meaning = meaning};
}

option option_number(const char *name, double *number, double least, double most,
                     const char *meaning)
{
    return (option){.name = name,
                    .number = number,
                    .least = least,
                    .most = most,
                    .value = "X",
                    .meaning = meaning};
}

option option_text(const char *name, const char **text, const char *value, const char *meaning)
{
    return (option){.name = name, .text = text, .value = value, .meaning = meaning};
}

int options_default_threads(void)
{
    const int processors = platform_processors();
    return processors < PARALLEL_MAX_THREADS ? processors : PARALLEL_MAX_THREADS;
}

static int min3(int a, int b, int c)
{
    const int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/*
 * The edit distance of Levenshtein: how many letters must be inserted, deleted or replaced to make
 * one word of the other. row[j] is the distance of the first i letters of a from the first j of b.
 */
static int edit_distance(const char *a, const char *b)
{
    const int length = (int)strlen(b);
    int row[MOST_WORD + 1];
    for (int j = 0; j <= length; j++)
        row[j] = j;
    for (int i = 1; a[i - 1] != '\0'; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= length; j++) {
            const int replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = min3(row[j] + 1, row[j - 1] + 1, replaced);
        }
    }
    return row[length];
}

const char *options_nearest(const char *word, const char *const *list, int count)
{
    const char *nearest = NULL;
    int smallest = 4; /* four letters off is no slip of the finger */
    if (strlen(word) > MOST_WORD)
        return NULL;
    for (int i = 0; i < count; i++) {
        REQUIRE(strlen(list[i]) <= MOST_WORD, "'%s' is too long a word", list[i]);
        const int distance = edit_distance(word, list[i]);
        if (distance < smallest) {
            smallest = distance;
            nearest = list[i];
        }
    }
    return nearest;
}

static status unknown_option(const command *c, const char *name)
{
    const char *names[MOST_OPTIONS + 2];
    int count = 0;
    REQUIRE(c->option_count <= MOST_OPTIONS, "%d options", c->option_count);
    for (int i = 0; i < c->option_count; i++)
        names[count++] = c->options[i].name;
    names[count++] = "--help";
    names[count++] = "--version";
    const char *nearest = options_nearest(name, names, count);
    return status_error(
        STATUS_USAGE, "'%s' is not an option of mnist %s\nhint: %s%s%s mnist %s --help", name,
        c->name, nearest == NULL ? "" : "did you mean ", nearest == NULL ? "" : nearest,
        nearest == NULL ? "see" : "? See also", c->name);
}

/* strtod and strtoull skip spaces before a number; here it has to begin at once. */
static bool begins_like_a_number(const char *text)
{
    return isdigit((unsigned char)text[0]) || text[0] == '-' || text[0] == '.';
}

static status set_number(const option *o, const char *text)
{
    char *end = NULL;
    const double value = begins_like_a_number(text) ? strtod(text, &end) : NAN;
    const bool whole = o->count == NULL || value == floor(value);
    if (end == NULL || *end != '\0' || !whole || !(o->least <= value && value <= o->most)) {
        const double standard = o->count != NULL ? *o->count : *o->number;
        return status_error(STATUS_USAGE,
                            "%s is '%s', but %s from %.10g to %.10g is expected\nhint: %s %.10g",
                            o->name, text, o->count != NULL ? "a whole number" : "a number",
                            o->least, o->most, o->name, fmax(standard, o->least));
    }
    if (o->count != NULL)
        *o->count = (int)value;
    else
        *o->number = value;
    return status_ok();
}

/* All 64 bits of a seed count, which is more than a double holds. */
static status set_seed(const option *o, const char *text)
{
    char *end = NULL;
    errno = 0;
    const unsigned long long value = isdigit((unsigned char)text[0]) ? strtoull(text, &end, 10) : 0;
    if (end == NULL || *end != '\0' || errno == ERANGE || value > UINT64_MAX)
        return status_error(STATUS_USAGE,
                            "%s is '%s', but a whole number from 0 to %" PRIu64
                            " is expected\nhint: %s %" PRIu64,
                            o->name, text, UINT64_MAX, o->name, *o->seed);
    *o->seed = (uint64_t)value;
    return status_ok();
}

static status set_value(const option *o, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return status_error(STATUS_USAGE, "%s has no value: %s is expected behind it\nhint: %s %s",
                            o->name, o->value, o->name, o->value);
    if (o->seed != NULL)
        return set_seed(o, text);
    if (o->text == NULL)
        return set_number(o, text);
    *o->text = text;
    return status_ok();
}

/* The option that a word names, up to its end or an equals sign. */
static const option *find_option(const command *c, const char *word, size_t length)
{
    for (int i = 0; i < c->option_count; i++)
        if (strlen(c->options[i].name) == length && strncmp(c->options[i].name, word, length) == 0)
            return &c->options[i];
    return NULL;
}

/* Read the option at argv[*i], and move *i to its last word. */
static status read_option(const command *c, int argc, char **argv, int *i)
{
    char *word = argv[*i];
    const size_t length = strcspn(word, "=");
    const option *o = find_option(c, word, length);
    if (o == NULL) {
        char name[MOST_WORD + 1];
        snprintf(name, sizeof name, "%.*s", (int)(length < MOST_WORD ? length : MOST_WORD), word);
        return unknown_option(c, name);
    }
    const char *value = word[length] == '=' ? word + length + 1 : NULL;
    if (o->flag != NULL) {
        if (value != NULL)
            return status_error(STATUS_USAGE, "%s takes no value, but '%s' is given\nhint: %s",
                                o->name, value, o->name);
        *o->flag = true;
        return status_ok();
    }
    if (value == NULL && *i + 1 < argc)
        value = argv[++*i];
    return set_value(o, value);
}

/* "(default 1.8)" into text; nothing for an option without a default, which is a text that is NULL or
 * a count out of its own bounds. */
static void describe_default(char *text, size_t size, const option *o)
{
    text[0] = '\0';
    if (o->count != NULL && *o->count >= o->least)
        snprintf(text, size, " (default %d)", *o->count);
    else if (o->seed != NULL)
        snprintf(text, size, " (default %" PRIu64 ")", *o->seed);
    else if (o->number != NULL)
        snprintf(text, size, " (default %g)", *o->number);
    else if (o->text != NULL && *o->text != NULL)
        snprintf(text, size, " (default %s)", *o->text);
}

static void print_help(const command *c)
{
    printf("usage: mnist %s [options]%s%s\n\n%s\n\noptions:\n", c->name,
           c->arguments[0] == '\0' ? "" : " ", c->arguments, c->purpose);
    for (int i = 0; i < c->option_count; i++) {
        const option *o = &c->options[i];
        char left[MOST_WORD + 1], standard[64];
        snprintf(left, sizeof left, "%s%s%s", o->name, o->value == NULL ? "" : " ",
                 o->value == NULL ? "" : o->value);
        describe_default(standard, sizeof standard, o);
        printf("  %-16s %s%s\n", left, o->meaning, standard);
    }
    printf("  %-16s show this\n  %-16s show the version\n", "--help", "--version");
    if (c->notes[0] != '\0')
        printf("\n%s\n", c->notes);
}

void options_version(void)
{
    printf("mnist " MNIST_VERSION "\n");
}

status options_read(bool *run, int *argument_count, const command *c, int argc, char **argv)
{
    bool only_arguments = false;
    *run = false;
    *argument_count = 0;
    for (int i = 0; i < argc; i++) {
        if (only_arguments || argv[i][0] != '-' || argv[i][1] == '\0') {
            argv[(*argument_count)++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            only_arguments = true;
        } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            print_help(c);
            return status_ok();
        } else if (strcmp(argv[i], "--version") == 0) {
            options_version();
            return status_ok();
        } else {
            const status s = read_option(c, argc, argv, &i);
            if (s.code != STATUS_OK)
                return s;
        }
    }
    if (*argument_count > 0 && c->arguments[0] == '\0')
        return status_error(STATUS_USAGE,
                            "mnist %s takes options alone, but '%s' is given\n"
                            "hint: see mnist %s --help",
                            c->name, argv[0], c->name);
    *run = true;
    return status_ok();
}
