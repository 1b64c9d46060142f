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

/**
 * @brief Keep files out of the places of stdin, stdout and stderr. Call it before a file is opened.
 *
 * A program may be started with these closed (`mnist train >&-`). The first file that it opens
 * would then be what stdout writes to, and whatever is printed would land between its lines.
 * Afterwards a closed stream is still one that cannot be read or written. Unknown system: nothing
 * is done.
 */
void platform_reserve_streams(void);

/** @brief Whether a stream goes to a terminal. Unknown system: no. @param stream an open stream
 * @return whether it does */
bool platform_is_terminal(FILE *stream);

/** @brief The width of the terminal behind stdout. @return columns. Unknown, or no terminal: 80 */
int platform_terminal_columns(void);

/** @brief The processors of this machine. @return how many may run at once. Unknown system: 1 */
int platform_processors(void);

/**
 * @brief Make a folder, and those above it that are missing.
 *
 * @param path of the folder
 * @return whether it is there now. Unknown system: true, and writing into it tells.
 */
bool platform_make_folder(const char *path);

/** @brief A clock, for measuring how long something took. @return seconds since some moment in the
 * past */
double platform_seconds(void);

#endif
