/**
 * @file
 * @brief Files as wholes: read at once; or written so that they appear complete or not at all.
 */
#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "status.h"

/** @brief A file in the making. */
typedef struct {
    FILE *stream;            /**< to write to, in binary mode */
    const char *path;        /**< the name it will have; the caller's */
    char part[FILENAME_MAX]; /**< the name it has until it is complete: `<path>.part` */
} whole_file;

/**
 * @brief Begin a file, under the name `<path>.part`.
 *
 * Write to f->stream, with no regard to errors; then call whole_file_finish(), which looks whether
 * there were any.
 *
 * @param[out] f    the file
 * @param      path its name; its folder must exist; must outlive f
 * @return STATUS_OK, or STATUS_FAILED
 */
status whole_file_create(whole_file *f, const char *path);

/**
 * @brief Complete the file, and give it its name.
 *
 * Whatever happens, no half file lies at f->path: an older file there is replaced or left as it
 * was.
 *
 * @param f the file
 * @return STATUS_OK; or STATUS_FAILED when anything could not be written, and then `<path>.part` is
 *         removed
 */
status whole_file_finish(whole_file *f);

/**
 * @brief Read all bytes of a file.
 *
 * @param[out] bytes  (length) free them with free(); NULL after a failure
 * @param[out] length how many, 0 .. most
 * @param      path   the file, which may be a pipe
 * @param      most   the most bytes to accept
 * @param      hint   for the message of a failure: what is expected there, or what to do
 * @return STATUS_OK; or STATUS_DATA when the file cannot be read or is longer; or STATUS_FAILED when
 *         memory is short
 */
status whole_file_read(unsigned char **bytes, size_t *length, const char *path, size_t most,
                       const char *hint);

#endif
