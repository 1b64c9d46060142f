#include "markdown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A fence is three or more backticks or tildes; what follows backticks holds no backtick. */
int fence_length(const char *line, int *indent)
{
    *indent = (int)strspn(line, " ");
    const char *fence = line + *indent;
    if (*fence != '`' && *fence != '~')
        return 0;
    const int length = (int)strspn(fence, *fence == '`' ? "`" : "~");
    if (length < 3 || (*fence == '`' && strchr(fence + length, '`') != NULL))
        return 0;
    return length;
}

/* A closing fence is of the opening one's kind, at least as long, and alone in its line. */
static bool closes_fence(const char *line, char kind, int length)
{
    int indent;
    const int here = fence_length(line, &indent);
    const char *fence = line + indent;
    return here >= length && *fence == kind && fence[here + (int)strspn(fence + here, " ")] == '\0';
}

/* Does the line hold a marker of ours? `rest` is then what follows the kind. */
static marker_kind marker_in_line(const char *line, const char **rest)
{
    static const struct {
        const char *start;
        marker_kind kind;
    } kinds[] = {{"excerpt", MARKER_EXCERPT},
                 {"output", MARKER_OUTPUT},
                 {"patch", MARKER_PATCH},
                 {"sketch", MARKER_SKETCH}};

    const char *at = line + strspn(line, " ");
    if (!starts_with(at, "<!--"))
        return MARKER_NONE;
    at += strlen("<!--");
    at += strspn(at, " ");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (starts_with(at, kinds[i].start)) {
            *rest = at + strlen(kinds[i].start);
            if (**rest == ':' || starts_with(*rest, " -->"))
                return kinds[i].kind;
        }
    return MARKER_NONE;
}

/* Cut "src/layers/conv2d.c conv2d_dx conv2d_dw -->" into its words. */
static void read_marker(const markdown *m, block *b, int line)
{
    const char *rest;
    b->marker = line >= 0 ? marker_in_line(m->text.lines[line], &rest) : MARKER_NONE;
    if (b->marker == MARKER_NONE)
        return;
    rest += *rest == ':';
    const char *end = strstr(rest, "-->");
    if (end == NULL || end[3 + strspn(end + 3, " ")] != '\0') {
        problem(m->path, line, "a marker ends with \"-->\", and nothing follows it");
        return;
    }
    const size_t length = (size_t)(end - rest);
    b->marker_text = allocate(NULL, length + 1);
    memcpy(b->marker_text, rest, length);
    b->marker_text[length] = '\0';
    for (char *word = strtok(b->marker_text, " "); word != NULL; word = strtok(NULL, " ")) {
        if (b->word_count == MARKER_WORDS) {
            problem(m->path, line, "the marker has more than %d words", MARKER_WORDS);
            return;
        }
        b->words[b->word_count++] = word;
    }
}

static block *add_block(markdown *m)
{
    /* Room doubles at 1, 2, 4, 8, ... blocks: whenever count is a power of two. */
    if ((m->count & (m->count - 1)) == 0)
        m->blocks = allocate(m->blocks, (size_t)(m->count > 0 ? 2 * m->count : 1) * sizeof(block));
    m->blocks[m->count] = (block){0};
    return &m->blocks[m->count++];
}

bool markdown_read(markdown *m, const char *path)
{
    const int before = problems();
    *m = (markdown){.path = path};
    if (!text_read(&m->text, path))
        return false;

    for (int i = 0; i < m->text.count; i++) {
        const char *rest;
        int indent;
        const int length = fence_length(m->text.lines[i], &indent);
        if (length == 0) {
            const bool fence_follows =
                i + 1 < m->text.count && fence_length(m->text.lines[i + 1], &indent) > 0;
            if (marker_in_line(m->text.lines[i], &rest) != MARKER_NONE && !fence_follows)
                problem(path, i,
                        "a marker without a block\nhint: the line under it must open the "
                        "block, as in ```c; no empty line between them");
            continue;
        }
        block *b = add_block(m);
        b->open = i;
        b->indent = indent;
        b->fence = length;
        const char *language = m->text.lines[i] + indent + length;
        language += strspn(language, " ");
        snprintf(b->language, sizeof b->language, "%.*s", (int)strcspn(language, " "), language);
        read_marker(m, b, i - 1);

        const char kind = m->text.lines[i][indent];
        for (i++; i < m->text.count; i++)
            if (closes_fence(m->text.lines[i], kind, length))
                break;
        b->close = i;
        if (i == m->text.count)
            problem(path, b->open, "this block is never closed\nhint: end it with a line of %d %c",
                    length, kind);
    }
    return problems() == before;
}

void markdown_free(markdown *m)
{
    for (int i = 0; i < m->count; i++) {
        free(m->blocks[i].marker_text);
        free(m->blocks[i].replacement);
    }
    free(m->blocks);
    text_free(&m->text);
    *m = (markdown){0};
}

char *markdown_content(const markdown *m, const block *b)
{
    size_t length = 0;
    for (int i = b->open + 1; i < b->close; i++)
        length += strlen(m->text.lines[i]) + 1;
    char *content = allocate(NULL, length + 1), *end = content;
    for (int i = b->open + 1; i < b->close; i++) {
        const size_t line = strlen(m->text.lines[i]);
        memcpy(end, m->text.lines[i], line);
        end[line] = '\n';
        end += line + 1;
    }
    *end = '\0';
    return content;
}

void markdown_replace(const markdown *m, block *b, char *content)
{
    const char kind = m->text.lines[b->open][b->indent];
    for (const char *line = content; *line != '\0'; line += strcspn(line, "\n") + 1)
        if ((int)strspn(line + strspn(line, " "), kind == '`' ? "`" : "~") >= b->fence) {
            problem(m->path, b->open,
                    "the new content holds a fence, which would end this block\n"
                    "hint: give the block a longer fence");
            free(content);
            return;
        }
    free(b->replacement);
    b->replacement = content;
}

static void write_lines(const markdown *m, FILE *file)
{
    int line = 0;
    for (int i = 0; i < m->count; i++) {
        const block *b = &m->blocks[i];
        if (b->replacement == NULL)
            continue;
        for (; line <= b->open; line++)
            fprintf(file, "%s\n", m->text.lines[line]);
        fputs(b->replacement, file);
        line = b->close;
    }
    for (; line < m->text.count; line++)
        fprintf(file, "%s\n", m->text.lines[line]);
}

void markdown_save(const markdown *m)
{
    int replaced = 0;
    for (int i = 0; i < m->count; i++)
        replaced += m->blocks[i].replacement != NULL;
    if (replaced == 0)
        return;

    const size_t room = strlen(m->path) + sizeof ".new";
    char *path = allocate(NULL, room);
    snprintf(path, room, "%s.new", m->path);
    FILE *file = fopen(path, "wb");
    bool ok = file != NULL;
    if (ok) {
        write_lines(m, file);
        ok = !ferror(file);
        ok = fclose(file) == 0 && ok && rename(path, m->path) == 0;
        if (!ok)
            remove(path);
    }
    if (!ok)
        problem(m->path, -1, "cannot be written anew\nhint: may you write in its folder?");
    for (int i = 0; i < m->count && ok; i++)
        if (m->blocks[i].replacement != NULL)
            printf("%s:%d: block brought up to date\n", m->path, m->blocks[i].open + 1);
    free(path);
}
