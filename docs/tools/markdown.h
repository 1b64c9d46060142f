/**
 * @file
 * @brief The fenced blocks of a Markdown text, each with the marker in the comment above it.
 *
 * A marker is an HTML comment on the line directly above the opening fence, so that nobody who
 * reads the rendered text sees it:
 *
 *     <!-- excerpt: src/layers/conv2d.c conv2d_forward -->
 *     ```c
 *     ...
 *     ```
 */
#ifndef MARKDOWN_H
#define MARKDOWN_H

#include "text.h"

/** @brief What the comment above a block says about it. */
typedef enum {
    MARKER_NONE,    /**< there is no marker */
    MARKER_EXCERPT, /**< words: file, names of functions or types, perhaps "with comment" */
    MARKER_OUTPUT,  /**< words: name of the output, perhaps "within" and a number */
    MARKER_PATCH,   /**< words: name of the patch, file that it changes */
    MARKER_SKETCH   /**< deliberately tied to nothing; words: why, if anything */
} marker_kind;

enum { MARKER_WORDS = 16 /**< more words than a marker can need */ };

/** @brief A fenced block. Its content are the lines between `open` and `close`. */
typedef struct {
    int open;                        /**< line of the opening fence, counted from 0 */
    int close;                       /**< line of the closing fence */
    int indent;                      /**< blanks before the opening fence */
    int fence;                       /**< how many backticks (or tildes) the fence has */
    char language[24];               /**< what follows the fence: "c", "text", ...; may be empty */
    marker_kind marker;              /**< what the marker says the block is */
    char *marker_text;               /**< owns the words */
    const char *words[MARKER_WORDS]; /**< of the marker, after its kind */
    int word_count;                  /**< how many there are */
    char *replacement;               /**< NULL, or new content, each line ended by "\n" */
} block;

/** @brief A Markdown file with its blocks, in their order. */
typedef struct {
    const char *path; /**< as given to markdown_read() */
    text text;        /**< all lines */
    block *blocks;    /**< the fenced blocks */
    int count;        /**< how many */
} markdown;

/**
 * @brief Read a Markdown file and find its blocks. Reports a problem() for a fence that is never
 * closed and for a marker that has no block under it.
 *
 * @param[out] m    the document; free it with markdown_free(), also after a failure
 * @param      path the file; the string must outlive the document
 * @return whether the file could be read and its blocks are sound
 */
bool markdown_read(markdown *m, const char *path);

/** @brief Give the memory of a document back. @param m the document; becomes empty */
void markdown_free(markdown *m);

/** @brief The content of a block as one new string, each line ended by "\n". The caller frees it.
 * @param m the document @param b one of its blocks @return the string */
char *markdown_content(const markdown *m, const block *b);

/**
 * @brief Replace a block's content when the document is saved. Refused, with a problem(), if a line
 * of the content would end the block.
 *
 * @param m       the document
 * @param b       one of its blocks
 * @param content the new content, each line ended by "\n"; the block takes it over
 */
void markdown_replace(const markdown *m, block *b, char *content);

/**
 * @brief Write the file anew if a block has a replacement: to a second file that then takes the
 * first one's name, so that no half-written text is left behind. Prints which blocks changed.
 *
 * @param m the document
 */
void markdown_save(const markdown *m);

/**
 * @brief If the line opens a fence: how long the fence is; else 0.
 *
 * @param      line   any line
 * @param[out] indent blanks before the fence
 * @return how many backticks or tildes it has
 */
int fence_length(const char *line, int *indent);

#endif
