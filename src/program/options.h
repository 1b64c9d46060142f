/**
 * @file
 * @brief The command line: a table of options per command, read and explained from one place.
 *
 * A command lists its options, each with the variable that receives it; the variable's value before
 * reading is the default:
 *
 *     option table[] = {option_count("--epochs", &epochs, 1, 10000, "how often ..."),
 *                       option_flag("--quiet", &quiet, "print ...")};
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "status.h"

/** @brief One option, made by one of the functions below. */
typedef struct {
    const char *name;    /**< with its dashes: "--epochs" */
    bool *flag;          /**< exactly one of these five is not NULL, and says what kind it is */
    int *count;          /**< an integer from `least` to `most` */
    uint64_t *seed;      /**< an integer from 0 to 2^64 - 1 */
    double *number;      /**< a number from `least` to `most` */
    const char **text;   /**< any text that is not empty, as it stands in argv */
    double least, most;  /**< the bounds of `count` and `number` */
    const char *value;   /**< what --help calls the value, "N" or "FILE"; NULL for a flag */
    const char *meaning; /**< what --help says */
} option;

/** @brief An option without a value. @param name with dashes @param flag becomes true if it is there
 * @param meaning for --help @return the option */
option option_flag(const char *name, bool *flag, const char *meaning);

/** @brief An integer. @param name with dashes @param count receives it @param least its smallest
 * value @param most its largest @param meaning for --help @return the option */
option option_count(const char *name, int *count, int least, int most, const char *meaning);

/** @brief An integer of 64 bits. @param name with dashes @param seed receives it
 * @param meaning for --help @return the option */
option option_seed(const char *name, uint64_t *seed, const char *meaning);

/** @brief A number. @param name with dashes @param number receives it @param least its smallest value
 * @param most its largest @param meaning for --help @return the option */
option option_number(const char *name, double *number, double least, double most,
                     const char *meaning);

/** @brief A text. @param name with dashes @param text receives a pointer into argv @param value what
 * --help calls it @param meaning for --help @return the option */
option option_text(const char *name, const char **text, const char *value, const char *meaning);

/** @brief How many threads a command takes if nothing is said. @return one for each processor */
int options_default_threads(void);

/** @brief A command with what --help says about it. */
typedef struct {
    const char *name;      /**< "train" */
    const char *arguments; /**< what stands behind the options, "PICTURE..."; "" for nothing */
    const char *purpose;   /**< one line */
    const char *notes;     /**< examples and all that is worth knowing, below the options */
    option *options;       /**< the table */
    int option_count;      /**< its length */
} command;

/**
 * @brief Read a command line, `--name value` or `--name=value`, into the table's variables.
 *
 * What is not an option, and everything behind "--", is an argument of the command: those are moved
 * to the front of argv, in their order. --help and --version are answered here.
 *
 * @param[out]    run            whether the command is to run: false after --help and --version
 * @param[out]    argument_count how many arguments stand at the front of argv now
 * @param         c              the command
 * @param         argc           how many words, without the program's and the command's names
 * @param[in,out] argv           the words
 * @return STATUS_OK; or STATUS_USAGE, with the name of the nearest option for one that is unknown
 */
status options_read(bool *run, int *argument_count, const command *c, int argc, char **argv);

/** @brief Print what `mnist --version` shows. */
void options_version(void);

/**
 * @brief The word of a list that looks most like the one given, for "did you mean".
 *
 * @param word  what was typed
 * @param list  (count) what there is
 * @param count how many
 * @return one of the list, or NULL when none is near
 */
const char *options_nearest(const char *word, const char *const *list, int count);

#endif
