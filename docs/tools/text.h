/**
 * @file
 * @brief A text file in memory, line by line, and the problems that the tools find in texts.
 *
 * Shared by the tools that tie the chapters to the code; see README.md beside this file.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * @brief A file, cut into lines. `bytes` holds the lines one after the other, each ended by a zero
 * byte; `lines[i]` points at the start of line i in it.
 */
typedef struct {
    char *bytes;   /**< all lines */
    size_t length; /**< bytes in use, the zero bytes included */
    char **lines;  /**< where each line begins */
    int count;     /**< lines; 0 for an empty file */
} text;

/**
 * @brief Read a whole text file. Line ends may be "\n" or "\r\n"; the last line may lack one.
 *
 * @param[out] t    the text; free it with text_free(), also after a failure
 * @param      path the file
 * @return false, and a problem() has been reported, if the file cannot be read, holds a zero byte
 *         (then it is no text) or more than 64 MiB
 */
bool text_read(text *t, const char *path);

/** @brief Give the memory of a text back. @param t the text; becomes empty */
void text_free(text *t);

/**
 * @brief Report something that is wrong: "file:line: message" on stderr. The tools go on after it,
 * to report everything in one run, and exit with 1 if there was a problem.
 *
 * @param path   the file it is about
 * @param line   counted from 0, as in text.lines; printed counted from 1. -1: the whole file
 * @param format a format for printf, then its arguments; no final newline
 */
#ifdef __GNUC__
__attribute__((format(printf, 3, 4)))
#endif
void problem(const char *path, int line, const char *format, ...);

/** @brief The count of problems. @return how many have been reported */
int problems(void);

/**
 * @brief realloc() that stops the program with a message when there is no memory.
 *
 * @param memory as for realloc(); NULL asks for new memory
 * @param size   bytes
 * @return the memory
 */
void *allocate(void *memory, size_t size);

/** @brief Whether `line` begins with `start`. @param line a string @param start a string
 * @return whether it does */
bool starts_with(const char *line, const char *start);

#endif
