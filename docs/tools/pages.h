/**
 * @file
 * @brief What the site has a page for: a list of files, and how each page is called.
 *
 * The list is a text with one path in each line, named from the root of the repository: texts,
 * sources, headers and other files. Behind a header that holds code, functions with their bodies,
 * stands the word "code": it is treated as a .c. docs/site/build.cmake writes the list anew each
 * time it makes the site, so that a new chapter or source needs no entry anywhere.
 */
#ifndef PAGES_H
#define PAGES_H

#include <stdio.h>

#include "text.h"

enum { PAGE_NAME = 512 /**< bytes that hold the longest path or name of a page */ };

/** @brief All files that have a page. */
typedef struct {
    const char *root; /**< folder of the repository, without a slash at its end */
    text list;        /**< a path in each line */
    bool *is_code;    /**< (list.count) whether it is C that is shown as code, not as a contract */
} pages;

/**
 * @brief Read the list.
 *
 * @param[out] p    the pages; free them with pages_free(), also after a failure
 * @param      root folder of the repository; the string must outlive the pages
 * @param      list path of the list
 * @return false, and a problem() has been reported, if the list cannot be read or a path is too
 * long
 */
bool pages_read(pages *p, const char *root, const char *list);

/** @brief Give the memory of the list back. @param p the pages; becomes empty */
void pages_free(pages *p);

/**
 * @brief The file that a path means: exactly, or with /README.md behind it, or, with `ends` set,
 * the only one in the list that ends in a slash and this path.
 *
 * @param p    the pages
 * @param path as in "src/layers/conv2d.c", "chapters/01-convolution" or, with `ends`, "conv2d.c"
 * @param ends whether the beginning may be missing
 * @return the path as it stands in the list; NULL if there is none, or more than one
 */
const char *pages_find(const pages *p, const char *path, bool ends);

/** @brief Whether some file in the list lies in this folder. @param p the pages
 * @param path a folder, without a slash at its end @return whether one does */
bool pages_have_folder(const pages *p, const char *path);

/** @brief Whether a file is C that is shown as code: a .c, or a header with functions in it.
 * @param p the pages @param path as it stands in the list @return whether it is */
bool is_code(const pages *p, const char *path);

/**
 * @brief The name of a file's page. Chapters have short ones, as chapter-01-convolution; a header
 * without code is a page that Doxygen names, which takes the path; every other page is called by
 * its path, in small letters and with hyphens.
 *
 * @param      p    the pages
 * @param      path as it stands in the list
 * @param[out] name the name, which stands in front of .html and behind Doxygen's ref
 */
void page_name(const pages *p, const char *path, char name[PAGE_NAME]);

/** @brief The name of the page about a folder. @param path the folder @param[out] name the name */
void page_name_of_folder(const char *path, char name[PAGE_NAME]);

/** @brief Whether the string ends in `end`. @param string any @param end any @return whether */
bool ends_with(const char *string, const char *end);

/** @brief The part behind the last slash. @param path any @return a place in it */
const char *base_name(const char *path);

/** @brief Whether this is a chapter or the appendix: chapters/..../README.md. @param path a path
 * @return whether it is */
bool is_chapter(const char *path);

/** @brief The chapter's number as it stands in its path, or in that of its answers; 0 if there is
 * none. @param path a path @return the number */
int chapter_number(const char *path);

/** @brief The chapter with this number. @param p the pages @param number from 1 on
 * @return its path; NULL if there is none */
const char *chapter_of_number(const pages *p, int number);

/**
 * @brief The title of a text: its first line without the #.
 *
 * @param      p     the pages
 * @param      path  of a text
 * @param[out] title the title; the base name of the path if the text does not begin with one
 */
void page_title(const pages *p, const char *path, char title[PAGE_NAME]);

/**
 * @brief Write what belongs to a source, as one paragraph of Markdown: the header of a .c or the .c
 * of a header, its test, or what it tests, and the chapters that speak of it.
 *
 * @param p    the pages
 * @param path a .c or .h
 * @param out  where to
 */
void write_related(const pages *p, const char *path, FILE *out);

#endif
