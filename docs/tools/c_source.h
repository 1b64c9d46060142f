/**
 * @file
 * @brief Finds functions, types and names in C sources.
 *
 * It knows as much of C as that needs: comments, strings, preprocessor lines, and where a
 * declaration at the outermost level begins and ends. It does not run the preprocessor.
 */
#ifndef C_SOURCE_H
#define C_SOURCE_H

#include "text.h"

/** @brief What c_next_token() met. The kind of any other token is its character. */
enum {
    TOKEN_END = 0,       /**< the file is over */
    TOKEN_NAME = 'a',    /**< an identifier or a keyword */
    TOKEN_NUMBER = '0',  /**< a number */
    TOKEN_LITERAL = '"', /**< a string or a character */
    TOKEN_DIRECTIVE =
        '#', /**< a preprocessor line; if it is a \#define, start is the macro's name */
};

/** @brief A token of C; comments are none. */
typedef struct {
    int kind;          /**< see above */
    const char *start; /**< its first byte, not ended by a zero byte */
    int length;        /**< its bytes */
    int line;          /**< the line where it begins, counted from 0 */
    int last_line;     /**< the line where it ends */
} c_token;

/** @brief Where in a source a reader of tokens is; begin with {.source = &text}. */
typedef struct {
    const text *source; /**< read by text_read() */
    size_t at;          /**< the next byte */
    int line;           /**< the line of that byte */
} c_reader;

/** @brief The next token. @param r the reader @return the token */
c_token c_next_token(c_reader *r);

/** @brief Whether the token is the identifier `name`. @param t a token @param name an identifier
 * @return whether it is */
bool c_token_is(c_token t, const char *name);

/** @brief A stretch of whole lines, counted from 0, both ends included. */
typedef struct {
    int first; /**< the first line */
    int last;  /**< the last line */
} c_lines;

/**
 * @brief Find the definition of a function, type, enumeration constant, table or macro; if the file
 * has none, its prototype.
 *
 * @param      source the file
 * @param      name   what is looked for
 * @param[out] lines  from the first line of the definition to its last, without the comment above
 * @return how many were found; `lines` is the first of them
 */
int c_find(const text *source, const char *name, c_lines *lines);

/**
 * @brief The line where the comment begins that ends on the line directly above `line`; `line`
 * itself if there is none.
 *
 * @param source the file
 * @param line   the first line of a definition, counted from 0
 * @return the line
 */
int c_comment_above(const text *source, int line);

#endif
