/*
 * weave <root> <list of pages> <folder>
 *
 * Makes a page of each source in the list: its comments become text, with their formulas as blocks,
 * and what stands between them becomes blocks of code, all in the order of the file. Nothing is
 * left out. Any other file that is no text and no header becomes a page with one block. For each
 * folder there is a page that lists its files, and one page, code.md, lists the folders.
 *
 * The pages are Markdown as doxygen_filter reads it.
 *
 * A comment counts as text if it begins in the first column and nothing follows it in its last
 * line; others belong to the code around them. In such a comment
 *
 *   - a line that begins with two or more dashes is a heading,
 *   - "Notes", alone in its line, is printed bold,
 *   - lines that begin with "- " are a list,
 *   - lines that are indented by two or more, outside of a list, are a formula.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "c_source.h"
#include "pages.h"

enum { MOST_FUNCTIONS = 512 };

/* A function that a source defines. */
typedef struct {
    int line; /* where its definition begins */
    const char *name;
    int length; /* of the name */
    bool is_static;
} function;

/* The page in the making. */
typedef struct {
    FILE *out;
    const text *source;
    function functions[MOST_FUNCTIONS];
    int function_count;
    bool has_sections; /* a heading of the source's own has come */
    bool in_list;
    bool in_code;    /* between the backticks of a comment */
    bool in_formula; /* a block is open */
} page;

/* -------------------------------------------------------------------------------- functions */

/* Find all functions: at the outermost level, a name, parentheses, a brace. */
static void find_functions(page *p)
{
    c_reader r = {.source = p->source};
    function next = {.line = -1};
    int braces = 0, parentheses = 0, before = ';';
    for (c_token t = c_next_token(&r); t.kind != TOKEN_END; t = c_next_token(&r)) {
        if (t.kind == TOKEN_DIRECTIVE)
            continue;
        const bool outermost = braces == 0 && parentheses == 0;
        if (outermost && next.line < 0)
            next.line = t.line;
        if (outermost && t.kind == TOKEN_NAME && c_token_is(t, "static"))
            next.is_static = true;
        /* The last name in front of the first parenthesis. */
        if (outermost && t.kind == TOKEN_NAME && before != ')') {
            next.name = t.start;
            next.length = t.length;
        }
        const bool body = outermost && t.kind == '{' && before == ')' && next.name != NULL;
        if (body && p->function_count < MOST_FUNCTIONS)
            p->functions[p->function_count++] = next;
        parentheses += (t.kind == '(' || t.kind == '[') - (t.kind == ')' || t.kind == ']');
        braces += (t.kind == '{') - (t.kind == '}');
        if (braces == 0 && parentheses == 0 && (t.kind == ';' || t.kind == '}'))
            next = (function){.line = -1};
        before = t.kind;
    }
}

static const function *function_at(const page *p, int line)
{
    for (int i = 0; i < p->function_count; i++)
        if (p->functions[i].line == line)
            return &p->functions[i];
    return NULL;
}

static void print_function_heading(page *p, const function *f)
{
    fprintf(p->out, "%s %.*s()\n\n", p->has_sections ? "###" : "##", f->length, f->name);
}

/* ----------------------------------------------------------------------------------- comments */

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t")] == '\0';
}

/* The last line of a comment that begins in the first column of this one; -1 if none does. One for
 * Doxygen, with two stars, counts only at the top of the file. */
static int comment_end(const text *source, int line)
{
    if (!starts_with(source->lines[line], "/*") ||
        (starts_with(source->lines[line], "/**") && line > 0))
        return -1;
    const char *from = source->lines[line] + 2;
    for (; line < source->count; line++) {
        const char *end = strstr(from, "*/");
        if (end != NULL)
            return is_blank(end + 2) ? line : -1;
        from = line + 1 < source->count ? source->lines[line + 1] : "";
    }
    return -1;
}

/* What a comment says in this line: without slash and stars, and with the blanks that indent it
 * beyond the comment's own margin; at the top of a header without Doxygen's words. The caller frees
 * it. */
static char *comment_text(const text *source, int line, int first, int last)
{
    const char *at = source->lines[line];
    if (line == first)
        at += 2;
    else if (starts_with(at, " *") && !starts_with(at, " */"))
        at += 2;
    else if (starts_with(at, "  "))
        at += 2;
    at += line == first && *at == '*';
    at += *at == ' ';
    if (starts_with(at, "@brief "))
        at += strlen("@brief ");
    else if (strcmp(at, "@file") == 0)
        at += strlen("@file");
    const char *end = line == last ? strstr(at, "*/") : NULL;
    size_t length = end != NULL ? (size_t)(end - at) : strlen(at);
    while (length > 0 && at[length - 1] == ' ')
        length--;
    char *copy = allocate(NULL, length + 1);
    memcpy(copy, at, length);
    copy[length] = '\0';
    return copy;
}

/* *word*, *two words*: emphasis. Any other star is a star. */
static bool emphasis_begins(const char *star, const char *line)
{
    const char *end = strchr(star + 1, '*');
    return (star == line || strchr(" (\"", star[-1]) != NULL) && isalpha((unsigned char)star[1]) &&
           end != NULL && end[-1] != ' ' && !isalnum((unsigned char)end[1]);
}

/* A line of text, with what Markdown would misunderstand marked as meant. */
static void print_prose(page *p, const char *line)
{
    bool emphasis = false;
    for (const char *c = line; *c != '\0'; c++) {
        const size_t ticks = strspn(c, "`");
        if (ticks >= 3) { /* would open a block */
            for (size_t i = 0; i < ticks; i++)
                fputs("\\`", p->out);
            c += ticks - 1;
            continue;
        }
        if (ticks > 0 && (c == line || c[-1] != '`'))
            p->in_code = !p->in_code;
        if (p->in_code || ticks > 0)
            putc(*c, p->out);
        else if (*c == '<' || *c == '>' || *c == '&')
            fputs(*c == '<' ? "&lt;" : *c == '>' ? "&gt;" : "&amp;", p->out);
        else if (*c == '*' && (emphasis || emphasis_begins(c, line))) {
            emphasis = !emphasis;
            putc(*c, p->out);
        } else if (*c == '\\' || *c == '*' || *c == '$' || (*c == '#' && c == line) ||
                   starts_with(c, "](") ||
                   (*c == '_' && (c == line || !isalnum((unsigned char)c[-1]))))
            fprintf(p->out, "\\%c", *c);
        else
            putc(*c, p->out);
    }
    putc('\n', p->out);
}

/* "---- Making, freeing ------" is the heading "Making, freeing"; dashes alone are a rule. */
static bool take_heading(page *p, const char *line)
{
    const size_t dashes = strspn(line, "-");
    if (dashes < 2)
        return false;
    line += dashes + strspn(line + dashes, " ");
    size_t length = strlen(line);
    while (length > 0 && (line[length - 1] == '-' || line[length - 1] == ' '))
        length--;
    if (length == 0)
        fputs("---\n", p->out);
    else
        fprintf(p->out, "## %.*s\n", (int)length, line);
    p->has_sections = p->has_sections || length > 0;
    return true;
}

static void print_comment_line(page *p, const char *line)
{
    const size_t indent = strspn(line, " ");
    if (line[indent] == '\0')
        p->in_list = false;
    const bool formula = indent >= 2 && !p->in_list && line[indent] != '\0';
    if (formula != p->in_formula)
        fputs(formula ? "\n````text\n" : "````\n\n", p->out);
    p->in_formula = formula;
    if (formula)
        fprintf(p->out, "%s\n", line);
    else if (strcmp(line, "Notes") == 0)
        fputs("\n**Notes**\n\n", p->out);
    else if (!take_heading(p, line)) {
        if (starts_with(line, "- ") && !p->in_list)
            putc('\n', p->out);
        p->in_list = p->in_list || starts_with(line, "- ");
        print_prose(p, line);
    }
}

static void print_comment(page *p, int first, int last)
{
    p->in_list = p->in_code = false;
    for (int i = first; i <= last; i++) {
        char *line = comment_text(p->source, i, first, last);
        print_comment_line(p, line);
        free(line);
    }
    if (p->in_formula)
        fputs("````\n", p->out);
    p->in_formula = false;
    putc('\n', p->out);
}

/* ---------------------------------------------------------------------------------------- code */

/* How many backticks a block needs that holds these lines: one more than they have side by side. */
static int fence_for(const text *source, int first, int last)
{
    int longest = 2;
    for (int i = first; i <= last; i++)
        for (const char *c = source->lines[i]; *c != '\0'; c++) {
            const int here = (int)strspn(c, "`");
            if (here > longest)
                longest = here;
        }
    return longest + 1;
}

static void print_block(page *p, int first, int last, const char *language)
{
    while (first <= last && is_blank(p->source->lines[first]))
        first++;
    while (last >= first && is_blank(p->source->lines[last]))
        last--;
    if (first > last)
        return;
    char fence[64];
    const int length = fence_for(p->source, first, last);
    memset(fence, '`', sizeof fence - 1);
    fence[length < 63 ? length : 63] = '\0';
    fprintf(p->out, "%s%s\n", fence, language);
    for (int i = first; i <= last; i++)
        fprintf(p->out, "%s\n", p->source->lines[i]);
    fprintf(p->out, "%s\n\n", fence);
}

/* Comment, code, comment, code. A function that others may call begins a block of its own. */
static void weave(page *p)
{
    const text *source = p->source;
    int code = 0; /* the first line that has not been printed */
    for (int i = 0; i < source->count; i++) {
        const int end = comment_end(source, i);
        const function *f = function_at(p, end >= 0 ? end + 1 : i);
        if (end < 0 && (f == NULL || f->is_static))
            continue;
        print_block(p, code, i - 1, "c");
        code = i;
        if (f != NULL)
            print_function_heading(p, f);
        if (end >= 0) {
            print_comment(p, i, end);
            code = end + 1;
            i = end;
            if (f != NULL)
                i++; /* the line where the function begins, which has its heading */
        }
    }
    print_block(p, code, source->count - 1, "c");
}

/* --------------------------------------------------------------------------------------- pages */

static FILE *open_page(const char *folder, const char *name)
{
    char path[2 * PAGE_NAME];
    snprintf(path, sizeof path, "%s/%s.md", folder, name);
    FILE *out = fopen(path, "wb");
    if (out == NULL)
        problem(path, -1, "cannot be written");
    return out;
}

static void close_page(FILE *out, const char *name)
{
    const bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed)
        problem(name, -1, "cannot be written");
}

static void make_page(const pages *all, const char *path, const char *folder)
{
    char name[PAGE_NAME], full[2 * PAGE_NAME];
    page_name(all, path, name);
    snprintf(full, sizeof full, "%s/%s", all->root, path);
    text source;
    FILE *out = NULL;
    if (text_read(&source, full) && (out = open_page(folder, name)) != NULL) {
        page p = {.out = out, .source = &source};
        fprintf(out,
                "# %s\n\n\\htmlonly<span class=\"path\">%s</span>\\endhtmlonly"
                "\\latexonly\\bookpath{%s}\\endlatexonly\n\n",
                base_name(path), path, path);
        if (is_code(all, path)) {
            write_related(all, path, out);
            fputs("\n<!-- woven -->\n\n", out);
            find_functions(&p);
            weave(&p);
        } else
            print_block(&p, 0, source.count - 1, "");
        close_page(out, path);
    }
    text_free(&source);
}

/* The first sentence of the file's first comment, or of its @brief. */
static void print_first_sentence(const pages *all, const char *path, FILE *out)
{
    char full[2 * PAGE_NAME];
    snprintf(full, sizeof full, "%s/%s", all->root, path);
    text source;
    if (text_read(&source, full)) {
        page p = {.out = out, .source = &source};
        int line = 0;
        while (line < source.count && !starts_with(source.lines[line], "/*"))
            line++;
        const int last = line < source.count ? comment_end(&source, line) : -1;
        bool over = false, printed = false;
        for (int i = line; i <= last && !over; i++) {
            char *sentence = comment_text(&source, i, line, last);
            char *stop = strstr(sentence, ". ");
            if (stop != NULL)
                stop[1] = '\0';
            const size_t length = strlen(sentence);
            over = length > 0 ? sentence[length - 1] == '.' : printed;
            if (length > 0) {
                fputs("  ", out);
                print_prose(&p, sentence);
                printed = true;
            }
            free(sentence);
        }
    }
    text_free(&source);
}

static bool belongs_to_chapter(const pages *all, const char *path)
{
    char folder[PAGE_NAME];
    snprintf(folder, sizeof folder, "%.*s", (int)(base_name(path) - path - 1), path);
    const char *found = pages_find(all, folder, false);
    return found != NULL && is_chapter(found) && is_code(all, path);
}

static void folder_of(const char *path, char folder[PAGE_NAME])
{
    const char *base = base_name(path);
    snprintf(folder, PAGE_NAME, "%.*s", base > path ? (int)(base - path - 1) : 0, path);
}

/* A page for each folder, in the order in which folders first appear in the list. */
static void make_folder_page(const pages *all, const char *folder, const char *to)
{
    char name[PAGE_NAME], here[PAGE_NAME];
    page_name_of_folder(folder, name);
    FILE *out = open_page(to, name);
    if (out == NULL)
        return;
    fprintf(out, "# %s\n\n", folder[0] != '\0' ? folder : "The root folder");
    for (int i = 0; i < all->list.count; i++) {
        const char *path = all->list.lines[i];
        folder_of(path, here);
        if (strcmp(here, folder) != 0)
            continue;
        page_name(all, path, name);
        const bool contract = ends_with(path, ".h") && !all->is_code[i];
        const bool own = !contract && !ends_with(path, ".md") && !belongs_to_chapter(all, path);
        if (own)
            fprintf(out, "- \\subpage %s \"%s\"", name, base_name(path));
        else
            fprintf(out, "- [%s](@ref %s)", base_name(path), name);
        const bool described = ends_with(path, ".c") || ends_with(path, ".h");
        fputs(described ? ":\n" : "\n", out);
        if (described)
            print_first_sentence(all, path, out);
    }
    close_page(out, folder);
}

static void make_folder_pages(const pages *all, const char *to)
{
    FILE *out = open_page(to, "code");
    if (out == NULL)
        return;
    fputs(
        "# The code, file by file\n\n"
        "Each source has a page here: its comments are the text, what stands between them is the\n"
        "code, in the order of the file and without a word left out. Headers hold the contracts:\n"
        "what a function takes, what it gives, who owns what.\n\n",
        out);
    char folder[PAGE_NAME], other[PAGE_NAME], name[PAGE_NAME];
    for (int i = 0; i < all->list.count; i++) {
        folder_of(all->list.lines[i], folder);
        bool seen = false;
        for (int j = 0; j < i && !seen; j++) {
            folder_of(all->list.lines[j], other);
            seen = strcmp(folder, other) == 0;
        }
        if (seen)
            continue;
        page_name_of_folder(folder, name);
        fprintf(out, "- \\subpage %s \"%s\"\n", name,
                folder[0] != '\0' ? folder : "the root folder");
        make_folder_page(all, folder, to);
    }
    close_page(out, "code.md");
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: weave <root of the repository> <list of pages> <folder>\n"
                        "Writes a page for each source in the list into the folder.\n");
        return 2;
    }
    pages all;
    if (pages_read(&all, argv[1], argv[2])) {
        for (int i = 0; i < all.list.count; i++) {
            const char *path = all.list.lines[i];
            if (!ends_with(path, ".md") && (!ends_with(path, ".h") || all.is_code[i]))
                make_page(&all, path, argv[3]);
        }
        make_folder_pages(&all, argv[3]);
    }
    pages_free(&all);
    return problems() > 0;
}
