/**
 * @file
 * @brief What the standard output can show: colours or none, and how much fits into a line.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/** @brief How a word looks. */
typedef enum { STYLE_PLAIN, STYLE_STRONG, STYLE_FAINT, STYLE_GOOD, STYLE_BAD } terminal_style;

/**
 * @brief The characters that switch to a style, for printf's %s.
 *
 * They are none at all when stdout is not a terminal, when the environment variable NO_COLOR is set
 * (https://no-color.org), or when TERM says that the terminal is a dumb one.
 *
 * @param style which
 * @return the characters
 */
const char *terminal_switch(terminal_style style);

/** @brief Whether stdout is a terminal on which a line can be drawn again and again. @return whether
 * it is */
bool terminal_is_live(void);

/** @brief The width to use. @return the columns of the terminal less one, and never more than 79 */
int terminal_columns(void);

/**
 * @brief Shorten a text to a number of columns, its beginning replaced by "..." if need be: of a
 * path, the end says most.
 *
 * @param[out] out     (columns + 1)
 * @param      text    the text
 * @param      columns at least 4
 */
void terminal_shorten(char *out, const char *text, int columns);

/**
 * @brief Print a text and a newline; on a terminal, with its lines broken between words where they are
 * too long for terminal_columns().
 *
 * @param stream where to
 * @param text   one line or several
 */
void terminal_print(FILE *stream, const char *text);

#endif
