/**
 * @file
 * @brief The commands of `mnist`, one file each.
 *
 * A command gets the words behind its name and prints what it has to say to stdout. What went wrong
 * it returns: main() prints the message and makes the exit status of the code.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "status.h"

/** @brief `mnist train`: train a network and test it. @param argc how many words
 * @param argv the words @return how it went */
status train_command(int argc, char **argv);

/** @brief `mnist evaluate`: test a saved network, digit by digit. @param argc how many words
 * @param argv the words @return how it went */
status evaluate_command(int argc, char **argv);

/** @brief `mnist predict`: read a digit from a picture. @param argc how many words
 * @param argv the words @return how it went */
status predict_command(int argc, char **argv);

/** @brief `mnist show`: show pictures of a data set in characters. @param argc how many words
 * @param argv the words @return how it went */
status show_command(int argc, char **argv);

/** @brief `mnist bench`: measure the machine, the layers and the training step. @param argc how many
 * words @param argv the words @return how it went */
status bench_command(int argc, char **argv);

#endif
