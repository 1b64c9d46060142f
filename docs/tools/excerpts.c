/*
 * tie_excerpts [--update] <root> <text.md>...
 *
 * Checks that each excerpt of C code in a text is, byte for byte, what the source says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "c_source.h"
#include "markdown.h"

/* Append lines first..last of the source, each with its "\n", to a string that grows. */
static void append_lines(char **string, size_t *length, const text *source, c_lines lines)
{
    for (int i = lines.first; i <= lines.last; i++) {
        const size_t more = strlen(source->lines[i]);
        *string = allocate(*string, *length + more + 2);
        memcpy(*string + *length, source->lines[i], more);
        memcpy(*string + *length + more, "\n", 2);
        *length += more + 1;
    }
}

/* What the block must hold: each named definition, an empty line between two. NULL: a problem. */
static char *expected_content(const markdown *m, const block *b, const text *source)
{
    int names = b->word_count;
    const bool with_comment = names >= 2 && strcmp(b->words[names - 2], "with") == 0 &&
                              strcmp(b->words[names - 1], "comment") == 0;
    if (with_comment)
        names -= 2;
    if (names < 2) {
        problem(m->path, b->open - 1,
                "expected a file and at least one name, as in "
                "<!-- excerpt: src/layers/conv2d.c conv2d_forward -->");
        return NULL;
    }
    char *content = NULL;
    size_t length = 0;
    for (int i = 1; i < names; i++) {
        c_lines lines = {0, 0};
        const int found = c_find(source, b->words[i], &lines);
        if (found != 1) {
            if (found == 0)
                problem(m->path, b->open - 1,
                        "%s defines no %s\nhint: has it been renamed or moved? Name a function, a "
                        "type, a table or a macro of that file",
                        b->words[0], b->words[i]);
            else
                problem(m->path, b->open - 1, "%s has %d definitions of %s; expected one",
                        b->words[0], found, b->words[i]);
            free(content);
            return NULL;
        }
        if (with_comment)
            lines.first = c_comment_above(source, lines.first);
        if (i > 1) {
            content = allocate(content, length + 2);
            memcpy(content + length, "\n", 2);
            length++;
        }
        append_lines(&content, &length, source, lines);
    }
    return content;
}

/* Of very long lines the beginning will do. */
static int printed_length(const char *line)
{
    const size_t length = strcspn(line, "\n");
    return length < 200 ? (int)length : 200;
}

/* Where two contents first differ: the line's number, and the lines themselves. */
static void report_difference(const markdown *m, const block *b, const char *expected,
                              const char *shown)
{
    int line = b->open + 1;
    size_t e = strcspn(expected, "\n"), s = strcspn(shown, "\n");
    while (*expected != '\0' && *shown != '\0' && e == s && memcmp(expected, shown, e) == 0) {
        expected += e + 1;
        shown += s + 1;
        line++;
        e = strcspn(expected, "\n");
        s = strcspn(shown, "\n");
    }
    if (*expected == '\0')
        expected = "(ends here)";
    if (*shown == '\0')
        shown = "(ends here)";
    problem(m->path, line,
            "differs from %s\n"
            "  the source: %.*s\n"
            "  the text:   %.*s\n"
            "hint: if the source is right, tie_excerpts --update (the target chapter-NN-update) "
            "rewrites the text",
            b->words[0], printed_length(expected), expected, printed_length(shown), shown);
}

static void check_block(const markdown *m, block *b, const char *root, bool update)
{
    if (b->word_count == 0) {
        problem(m->path, b->open - 1, "the marker names no file");
        return;
    }
    const size_t room = strlen(root) + strlen(b->words[0]) + 2;
    char *path = allocate(NULL, room);
    snprintf(path, room, "%s/%s", root, b->words[0]);
    text source;
    if (text_read(&source, path)) {
        char *expected = expected_content(m, b, &source);
        char *shown = markdown_content(m, b);
        if (expected != NULL && strcmp(expected, shown) != 0) {
            if (update) {
                markdown_replace(m, b, expected);
                expected = NULL;
            } else
                report_difference(m, b, expected, shown);
        }
        free(expected);
        free(shown);
    } else
        problem(m->path, b->open - 1, "the marker names %s, which cannot be read", b->words[0]);
    text_free(&source);
    free(path);
}

int main(int argc, char **argv)
{
    const bool update = argc > 1 && strcmp(argv[1], "--update") == 0;
    const int first = update ? 2 : 1;
    if (argc < first + 2) {
        fprintf(stderr,
                "usage: tie_excerpts [--update] <root of the repository> <text.md>...\n"
                "Checks that every block marked <!-- excerpt: file name... [with comment] --> is\n"
                "byte for byte what the source file says; --update rewrites the block instead.\n");
        return 2;
    }
    int excerpts = 0;
    for (int i = first + 1; i < argc; i++) {
        markdown m;
        if (markdown_read(&m, argv[i])) {
            for (int k = 0; k < m.count; k++)
                if (m.blocks[k].marker == MARKER_EXCERPT) {
                    check_block(&m, &m.blocks[k], argv[first], update);
                    excerpts++;
                }
            if (update)
                markdown_save(&m);
        }
        markdown_free(&m);
    }
    if (problems() > 0)
        return 1;
    printf("%d excerpts are what the sources say\n", excerpts);
    return 0;
}
