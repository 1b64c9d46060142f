/**
 * @file
 * @brief Reads an SVG file back: is it well-formed XML, and does everything lie in its viewBox?
 *
 * A reader of its own, which shares nothing with the writer, for the small part of XML and SVG
 * that the figures use. Anything else is an error.
 */
#ifndef SVG_READER_H
#define SVG_READER_H

#include <stddef.h>

/** @brief How long names and values may be, and how many attributes a tag may have. */
enum { SVG_READER_NAME = 32, SVG_READER_ATTRIBUTES = 16 };

/** @brief One attribute: its value lies in the text, between quotes. */
typedef struct {
    char name[SVG_READER_NAME]; /**< as written */
    const char *value;          /**< its first character */
    size_t length;              /**< how many it has */
} svg_attribute;

/** @brief One tag, and the text that follows it up to the next one. */
typedef struct {
    char name[SVG_READER_NAME];                     /**< "rect", "/text" ... */
    int empty;                                      /**< whether it ends with "/>" */
    int attributes;                                 /**< how many it has */
    svg_attribute attribute[SVG_READER_ATTRIBUTES]; /**< they */
    const char *text;                               /**< what follows, still escaped */
    size_t text_length;                             /**< how long that is */
} svg_tag;

/** @brief A whole file as text. @param path of the file @return to be freed; NULL: no file */
char *svg_read(const char *path);

/**
 * @brief The next tag.
 *
 * @param[out]    tag  what was found
 * @param[in,out] next where to look; moved behind the tag and its text
 * @return NULL; or what is wrong there. At the end of the text tag->name is empty.
 */
const char *svg_next_tag(svg_tag *tag, const char **next);

/** @brief An attribute's number. @param tag where @param name which @return it, or NaN */
double svg_number(const svg_tag *tag, const char *name);

/** @brief Whether an attribute has a value. @param tag where @param name which
 * @param value the value @return whether it has */
int svg_has(const svg_tag *tag, const char *name, const char *value);

/**
 * @brief Whether a whole picture is in order: well-formed XML with balanced tags and escaped text
 * in UTF-8; a title, a description, a role; every coordinate finite and, with the estimated width of
 * texts, inside the viewBox; no text below 11 pixels.
 *
 * @param text the picture, or NULL
 * @param what its name, for the message that says where something is wrong
 * @return NULL; or what is wrong
 */
const char *svg_complaint(const char *text, const char *what);

/** @brief How often a word occurs in a text. @param text where @param word what
 * @return how often */
int svg_count(const char *text, const char *word);

#endif
