#include "whole_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

status whole_file_create(whole_file *f, const char *path)
{
    *f = (whole_file){.path = path};
    const int length = snprintf(f->part, sizeof f->part, "%s.part", path);
    if (length < 0 || (size_t)length >= sizeof f->part)
        return status_error(STATUS_FAILED,
                            "a file name of %zu characters is too long\nhint: take a shorter one",
                            strlen(path));
    errno = 0;
    f->stream = fopen(f->part, "wb");
    if (f->stream == NULL)
        return status_error(STATUS_FAILED,
                            "cannot create '%s': %s\nhint: its folder must exist and allow writing",
                            f->part, status_reason());
    return status_ok();
}

/*
 * Close, rename.
 *
 * Notes
 * - A full disk may show only when the last buffer is written out, which fclose() does. So its
 *   answer is looked at as well, and it is called even when writing failed.
 * - If it has shown before, errno still says why: so errno is cleared only if all went well so far.
 * - rename() replaces an older file in one step on Unix. Where it refuses (Windows), the message
 *   says so, and the older file stays.
 */
status whole_file_finish(whole_file *f)
{
    if (!ferror(f->stream))
        errno = 0;
    const int failed = fflush(f->stream) != 0 || ferror(f->stream);
    const int closed = fclose(f->stream) == 0;
    status s = status_ok();
    if (failed || !closed)
        s = status_error(STATUS_FAILED, "cannot write '%s': %s\nhint: is the disk full?", f->part,
                         status_reason());
    else if (rename(f->part, f->path) != 0)
        s = status_error(STATUS_FAILED,
                         "cannot rename '%s' to '%s': %s\n"
                         "hint: is there a folder or a protected file of that name?",
                         f->part, f->path, status_reason());
    if (s.code != STATUS_OK)
        remove(f->part);
    return s;
}

/* Make room for more: twice as much as before, and one byte beyond the most that is accepted, so
 * that a file which is too long is noticed. */
static int grow(unsigned char **bytes, size_t *room, size_t most)
{
    const size_t twice = *room == 0 ? 65536 : *room <= most / 2 ? 2 * *room : most;
    *room = (twice < most ? twice : most) + 1;
    unsigned char *larger = realloc(*bytes, *room);
    if (larger != NULL)
        *bytes = larger;
    return larger != NULL;
}

/*
 * Notes
 * - The length is found by reading to the end: asking for it first (fseek, ftell) works neither
 *   with a pipe nor with a folder.
 * - Memory grows with what is read, so that a file takes no more than it is worth.
 */
static status read_stream(unsigned char **bytes, size_t *length, FILE *stream, const char *path,
                          size_t most, const char *hint)
{
    size_t room = 0;
    errno = 0;
    do {
        if (!grow(bytes, &room, most))
            return status_error(STATUS_FAILED, "no memory to read '%s'\nhint: close other programs",
                                path);
        *length += fread(*bytes + *length, 1, room - *length, stream);
    } while (*length == room && *length <= most);
    if (ferror(stream))
        return status_error(STATUS_DATA, "cannot read '%s': %s\nhint: %s", path, status_reason(),
                            hint);
    if (*length > most)
        return status_error(STATUS_DATA, "'%s' is too large: at most %zu bytes are read\nhint: %s",
                            path, most, hint);
    return status_ok();
}

status whole_file_read(unsigned char **bytes, size_t *length, const char *path, size_t most,
                       const char *hint)
{
    *bytes = NULL;
    *length = 0;
    errno = 0;
    FILE *stream = fopen(path, "rb");
    if (stream == NULL)
        return status_error(STATUS_DATA, "cannot open '%s': %s\nhint: %s", path, status_reason(),
                            hint);
    const status s = read_stream(bytes, length, stream, path, most, hint);
    fclose(stream);
    if (s.code != STATUS_OK) {
        free(*bytes);
        *bytes = NULL;
        *length = 0;
    }
    return s;
}
