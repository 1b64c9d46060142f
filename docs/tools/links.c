/*
 * tie_links <root> <text.md>... -- <source>...
 *
 * Checks that what the texts point at is there: links, anchors, paths and functions.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "anchor.h"
#include "c_source.h"
#include "markdown.h"

/* Paths in backticks are checked if they begin with one of these ... */
static const char *const folders[] = {"src/", "tests/", "chapters/", "docs/", "data/"};
/* ... and do not lie in one of these, which git ignores. */
static const char *const ignored[] = {"data/mnist", "data/fashion-mnist", "data/kmnist"};

/* Functions of the standard library that texts may name although no source calls them. */
static const char *const standard[] = {
    "abort",     "acos",    "atan",         "atexit",  "atof",   "atoi",     "bsearch",
    "calloc",    "cbrt",    "ceil",         "clock",   "cos",    "erf",      "exit",
    "exp",       "exp2",    "expf",         "expm1",   "fabs",   "fabsf",    "fclose",
    "feof",      "ferror",  "fflush",       "fgets",   "floor",  "fma",      "fmax",
    "fmin",      "fmod",    "fopen",        "fprintf", "fputs",  "fread",    "free",
    "frexp",     "fscanf",  "fseek",        "ftell",   "fwrite", "getenv",   "hypot",
    "isfinite",  "isinf",   "isnan",        "ldexp",   "log",    "log1p",    "log2",
    "logf",      "longjmp", "malloc",       "memcmp",  "memcpy", "memmove",  "memset",
    "modf",      "perror",  "pow",          "printf",  "puts",   "qsort",    "raise",
    "rand",      "realloc", "remove",       "rename",  "rewind", "round",    "scanf",
    "setjmp",    "setvbuf", "signal",       "signbit", "sin",    "snprintf", "sprintf",
    "sqrt",      "sqrtf",   "srand",        "sscanf",  "strcat", "strchr",   "strcmp",
    "strcpy",    "strlen",  "strncmp",      "strstr",  "strtod", "strtof",   "strtok",
    "strtol",    "strtoul", "system",       "tan",     "tanh",   "tanhf",    "thrd_create",
    "thrd_join", "time",    "timespec_get", "tmpfile", "trunc",  "ungetc",   "vfprintf",
    "vsnprintf"};

/* A function that a text names, and whether a source has been seen to have it. */
typedef struct {
    char name[64];
    const char *path;
    int line;
    bool found;
} mention;

/* Everything that the walk through the texts needs and collects. */
typedef struct {
    const char *root;
    const markdown *text; /* the text in hand */
    bool in_comment;      /* an HTML comment is open */
    mention *mentions;
    int count;
    int checked; /* links and paths */
} walk;

static const char *find_in(const char *at, const char *end, const char *string)
{
    const size_t length = strlen(string);
    for (; at + length <= end; at++)
        if (memcmp(at, string, length) == 0)
            return at;
    return NULL;
}

/* Does folder/path exist? (fopen opens folders, too; it is reading them that fails.) */
static bool exists(const char *folder, size_t folder_length, const char *path)
{
    const size_t room = folder_length + strlen(path) + 2;
    char *full = allocate(NULL, room);
    snprintf(full, room, "%.*s%s%s", (int)folder_length, folder, folder_length > 0 ? "/" : "",
             path);
    FILE *file = fopen(full, "rb");
    free(full);
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

/* --------------------------------------------------------------------------------- links */

static bool has_scheme(const char *target)
{
    const char *end = target;
    while (isalnum((unsigned char)*end) || *end == '+' || *end == '.' || *end == '-')
        end++;
    return end > target && *end == ':';
}

/* Turn %20 and its like into the bytes they stand for. */
static void decode_percent(char *target)
{
    char *to = target;
    for (const char *from = target; *from != '\0'; from++) {
        if (*from == '%' && isxdigit((unsigned char)from[1]) && isxdigit((unsigned char)from[2])) {
            const char digits[3] = {from[1], from[2], '\0'};
            *to++ = (char)strtol(digits, NULL, 16);
            from += 2;
        } else
            *to++ = *from;
    }
    *to = '\0';
}

/* `target` is a copy, which may be changed. */
static void check_target(walk *w, char *target, int line)
{
    const char *path = w->text->path;
    if (has_scheme(target))
        return;
    w->checked++;
    if (target[0] == '\0' || target[0] == '/') {
        problem(path, line, "the link leads nowhere: \"%s\"\nhint: write it relative to this file",
                target);
        return;
    }
    char *anchor = strchr(target, '#');
    if (anchor != NULL)
        *anchor++ = '\0';
    decode_percent(target);
    const char *slash = strrchr(path, '/');
    const size_t folder = slash != NULL ? (size_t)(slash - path) : 0;
    if (target[0] != '\0' && !exists(path, folder, target)) {
        problem(path, line, "dead link: there is no %.200s\nhint: it is relative to this file",
                target);
        return;
    }
    if (anchor == NULL)
        return;

    const char *dot = strrchr(target, '.');
    if (target[0] == '\0') {
        if (!has_anchor(w->text, anchor))
            problem(path, line, "dead link: this file has no heading #%.200s", anchor);
    } else if (dot != NULL && strcmp(dot, ".md") == 0) {
        const size_t room = folder + strlen(target) + 2;
        char *full = allocate(NULL, room);
        snprintf(full, room, "%.*s%s%s", (int)folder, path, folder > 0 ? "/" : "", target);
        markdown other;
        if (markdown_read(&other, full) && !has_anchor(&other, anchor))
            problem(path, line, "dead link: %.200s has no heading #%.200s", target, anchor);
        markdown_free(&other);
        free(full);
    } else
        problem(path, line,
                "the anchor #%.200s cannot be checked\nhint: anchors into other files "
                "than .md are line numbers, which drift; leave it out",
                anchor);
}

/* From the start of a target to its end: "path", "path "title"" or "<path with blanks>". */
static const char *check_link(walk *w, const char *at, const char *end, int line)
{
    const bool angled = *at == '<';
    at += angled;
    const char *stop = at;
    while (stop < end && *stop != '\0' &&
           (angled ? *stop != '>' : *stop != ')' && *stop != ' ' && *stop != '"'))
        stop++;
    char *target = allocate(NULL, (size_t)(stop - at) + 1);
    memcpy(target, at, (size_t)(stop - at));
    target[stop - at] = '\0';
    check_target(w, target, line);
    free(target);
    return stop;
}

/* -------------------------------------------------------------- paths and functions in `...` */

/* A word like src/layers/conv2d.c or tests/layers/conv2d_test.c:31, if it is no placeholder. */
static void check_path(walk *w, char *word, int line)
{
    bool in_folder = false;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        in_folder = in_folder || starts_with(word, folders[i]);
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        in_folder = in_folder && !starts_with(word, ignored[i]);
    if (!in_folder)
        return;
    size_t length = strlen(word);
    while (strchr(",;:)", word[length - 1]) != NULL)
        word[--length] = '\0';
    char *colon = strchr(word, ':');
    if (colon != NULL && strspn(colon + 1, "0123456789") == strlen(colon + 1))
        *colon = '\0';
    if (strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-") !=
            strlen(word) ||
        strstr(word, "NN") != NULL || strstr(word, "...") != NULL)
        return;
    w->checked++;
    if (!exists(w->root, strlen(w->root), word))
        problem(w->text->path, line, "there is no %.200s\nhint: has it been renamed or moved?",
                word);
}

/* conv2d_dx(), exactly: a name and empty parentheses. Looked up when the sources are read. */
static void note_function(walk *w, const char *code, int line)
{
    const size_t length = strlen(code);
    if (length < 3 || strcmp(code + length - 2, "()") != 0 || length - 2 >= sizeof(mention){0}.name)
        return;
    for (size_t i = 0; i < length - 2; i++)
        if (!isalnum((unsigned char)code[i]) && code[i] != '_')
            return;
    if ((w->count & (w->count - 1)) == 0)
        w->mentions =
            allocate(w->mentions, (size_t)(w->count > 0 ? 2 * w->count : 1) * sizeof(mention));
    mention *m = &w->mentions[w->count++];
    *m = (mention){.path = w->text->path, .line = line};
    memcpy(m->name, code, length - 2);
    for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++)
        m->found = m->found || strcmp(standard[i], m->name) == 0;
}

static void check_code(walk *w, const char *at, const char *end, int line)
{
    const size_t length = (size_t)(end - at);
    char *code = allocate(NULL, length + 1);
    memcpy(code, at, length);
    code[length] = '\0';
    for (size_t i = 0; i < length; i++) /* code that goes on in the next line */
        if (code[i] == '\0')
            code[i] = ' ';
    note_function(w, code, line);
    for (char *word = strtok(code, " "); word != NULL; word = strtok(NULL, " "))
        check_path(w, word, line);
    free(code);
}

/* ------------------------------------------------------------------------- walk through a text */

/* The end of code in backticks that opens at `at`: as many backticks as there; NULL if none. */
static const char *closing_backticks(const char *at, const char *end, int count)
{
    while (at < end) {
        const int here = (int)strspn(at, "`");
        if (here == count)
            return at;
        at += here > 0 ? here : 1;
    }
    return NULL;
}

/* A paragraph: lines first..last, which lie in memory one after the other. */
static void check_paragraph(walk *w, int first, int last)
{
    const char *at = w->text->text.lines[first];
    const char *end = w->text->text.lines[last] + strlen(w->text->text.lines[last]);
    int line = first;
    while (at < end) {
        const char *from = at;
        if (w->in_comment || starts_with(at, "<!--")) {
            const char *close = find_in(at, end, "-->");
            w->in_comment = close == NULL;
            at = close != NULL ? close + 3 : end;
        } else if (*at == '`') {
            const int count = (int)strspn(at, "`");
            const char *close = closing_backticks(at + count, end, count);
            if (close != NULL)
                check_code(w, at + count, close, line);
            at = (close != NULL ? close : at) + count;
        } else if (*at == '\\' && at + 1 < end && at[1] != '\0')
            at += 2;
        else if (starts_with(at, "]("))
            at = check_link(w, at + 2, end, line);
        else if (starts_with(at, "]: ") && w->text->text.lines[line][0] == '[')
            at = check_link(w, at + 3, end, line);
        else if (starts_with(at, "src=\""))
            at = check_link(w, at + 5, end, line);
        else if (starts_with(at, "href=\"") || starts_with(at, "srcset=\""))
            at = check_link(w, strchr(at, '"') + 1, end, line);
        else
            at++;
        for (; from < at; from++)
            line += *from == '\0';
    }
}

static void check_text(walk *w)
{
    const markdown *m = w->text;
    for (int i = 0, b = 0; i < m->text.count; i++) {
        if (b < m->count && i == m->blocks[b].open) {
            i = m->blocks[b++].close;
            continue;
        }
        const int first = i, stop = b < m->count ? m->blocks[b].open : m->text.count;
        while (i < stop && m->text.lines[i][strspn(m->text.lines[i], " \t")] != '\0')
            i++;
        if (i > first)
            check_paragraph(w, first, i - 1);
        if (i == stop)
            i--;
    }
    w->in_comment = false;
}

/* Tick off the functions that this source has. */
static void look_for_functions(walk *w, const text *source)
{
    c_reader r = {.source = source};
    for (c_token t = c_next_token(&r); t.kind != TOKEN_END; t = c_next_token(&r))
        for (int i = 0; i < w->count; i++)
            if (!w->mentions[i].found && c_token_is(t, w->mentions[i].name))
                w->mentions[i].found = true;
}

int main(int argc, char **argv)
{
    int sources = 2;
    while (sources < argc && strcmp(argv[sources], "--") != 0)
        sources++;
    if (argc < 4 || sources == argc) {
        fprintf(stderr,
                "usage: tie_links <root of the repository> <text.md>... -- <source>...\n"
                "Checks that relative links lead to files and headings, that paths in backticks\n"
                "exist, and that functions in backticks, as in `conv2d_dx()`, are in a source.\n");
        return 2;
    }
    walk w = {.root = argv[1]};
    for (int i = 2; i < sources; i++) {
        markdown m;
        if (markdown_read(&m, argv[i])) {
            w.text = &m;
            check_text(&w);
        }
        markdown_free(&m);
    }
    for (int i = sources + 1; i < argc; i++) {
        text source;
        if (text_read(&source, argv[i]))
            look_for_functions(&w, &source);
        text_free(&source);
    }
    for (int i = 0; i < w.count; i++)
        if (!w.mentions[i].found)
            problem(w.mentions[i].path, w.mentions[i].line,
                    "no source has a function %s()\nhint: has it been renamed?",
                    w.mentions[i].name);
    if (problems() == 0)
        printf("%d texts: %d links and paths lead somewhere, %d functions exist\n", sources - 2,
               w.checked, w.count);
    free(w.mentions);
    return problems() > 0;
}
