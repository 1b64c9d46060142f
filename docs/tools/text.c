#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE = 64 << 20 };

static int problem_count = 0;

void problem(const char *path, int line, const char *format, ...)
{
    if (line >= 0)
        fprintf(stderr, "%s:%d: ", path, line + 1);
    else
        fprintf(stderr, "%s: ", path);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    problem_count++;
}

int problems(void)
{
    return problem_count;
}

void *allocate(void *memory, size_t size)
{
    void *bigger = realloc(memory, size > 0 ? size : 1);
    if (bigger == NULL) {
        fprintf(stderr, "out of memory: %zu bytes wanted\n", size);
        exit(1);
    }
    return bigger;
}

bool starts_with(const char *line, const char *start)
{
    return strncmp(line, start, strlen(start)) == 0;
}

/* Read until the end of the file into memory that doubles when it is full. */
static bool read_bytes(text *t, const char *path, FILE *file)
{
    size_t room = 1 << 16;
    t->bytes = allocate(NULL, room);
    size_t got;
    while ((got = fread(t->bytes + t->length, 1, room - t->length - 1, file)) > 0) {
        t->length += got;
        if (t->length > LARGEST_FILE) {
            problem(path, -1, "has more than %d MiB; expected a text of a reasonable size",
                    LARGEST_FILE >> 20);
            return false;
        }
        if (room - t->length < 2)
            t->bytes = allocate(t->bytes, room *= 2);
    }
    if (ferror(file)) {
        problem(path, -1, "cannot be read\nhint: is it a folder?");
        return false;
    }
    const char *zero = memchr(t->bytes, '\0', t->length);
    if (zero != NULL) {
        problem(path, -1, "is no text: byte %td is zero", zero - t->bytes);
        return false;
    }
    return true;
}

/* Put a zero byte at the end of each line, drop the "\r" before it, and note where lines begin. */
static void cut_into_lines(text *t)
{
    if (t->length > 0 && t->bytes[t->length - 1] != '\n')
        t->bytes[t->length++] = '\n';
    size_t to = 0;
    int room = 0;
    bool at_start = true;
    for (size_t from = 0; from < t->length; from++) {
        if (at_start) {
            if (t->count == room) {
                room = room > 0 ? 2 * room : 256;
                t->lines = allocate(t->lines, (size_t)room * sizeof *t->lines);
            }
            t->lines[t->count++] = t->bytes + to;
        }
        at_start = t->bytes[from] == '\n';
        if (t->bytes[from] == '\r' && t->bytes[from + 1] == '\n')
            continue;
        t->bytes[to++] = at_start ? '\0' : t->bytes[from];
    }
    t->length = to;
}

bool text_read(text *t, const char *path)
{
    *t = (text){0};
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        problem(path, -1, "cannot be opened");
        return false;
    }
    const bool ok = read_bytes(t, path, file);
    fclose(file);
    if (ok)
        cut_into_lines(t);
    else
        t->length = 0;
    return ok;
}

void text_free(text *t)
{
    free(t->bytes);
    free(t->lines);
    *t = (text){0};
}
