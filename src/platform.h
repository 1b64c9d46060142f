/**
 * @file
 * @brief The few questions that C11 cannot answer, asked of the operating system in one place.
 *
 * Each has an answer in plain C11 where the system is unknown.
 */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdbool.h>
#include <stdio.h>

/** @brief Whether a stream goes to a terminal. Unknown system: no. @param stream an open stream */
bool platform_is_terminal(FILE *stream);

/** @brief How many columns the terminal behind stdout has. Unknown, or no terminal: 80. */
int platform_terminal_columns(void);

/** @brief How many processors may run at once. Unknown system: 1. */
int platform_processors(void);

/**
 * @brief Make a folder, and those above it that are missing.
 *
 * @param path of the folder
 * @return whether it is there now. Unknown system: true, and writing into it tells.
 */
bool platform_make_folder(const char *path);

/** @brief Seconds since some moment in the past, for measuring how long something took. */
double platform_seconds(void);

#endif
