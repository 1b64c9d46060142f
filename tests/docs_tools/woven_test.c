/*
 * woven_test <root> <list of pages> <folder of woven pages>
 *
 * Reads each woven page beside its source: what the page has in its blocks of code are the source's
 * lines, byte for byte; what it has as text and formulas are the words of the source's comments,
 * line by line; all in the order of the source, and nothing of the source is missing. Only names of
 * functions may be on the page beyond that, as headings.
 */
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "markdown.h"
#include "pages.h"

/* What the walk through page and source knows. */
typedef struct {
    const char *path;
    const text *source;
    int line;  /* of the source: the next that the page has not shown */
    bool lost; /* they differ; what follows says nothing new */
} walk;

/* Is there nothing but blanks and what makes a comment's frame, with Doxygen's first two words? */
static bool is_frame(const char *from, size_t length)
{
    static const char *const words[] = {" * @file", " * @brief "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (length == strlen(words[i]) && strncmp(from, words[i], length) == 0)
            return true;
    for (size_t i = 0; i < length; i++)
        if (strchr(" /*-", from[i]) == NULL)
            return false;
    return true;
}

static const char *next_source_line(walk *w)
{
    while (w->line < w->source->count &&
           is_frame(w->source->lines[w->line], strlen(w->source->lines[w->line])))
        w->line++;
    return w->line < w->source->count ? w->source->lines[w->line] : "";
}

/* Does the next line of the source hold these words, in a comment's frame? */
static bool take_words(walk *w, const char *words)
{
    const char *line = next_source_line(w);
    const char *place = strstr(line, words);
    if (words[0] == '\0' || place == NULL || !is_frame(line, (size_t)(place - line)) ||
        !is_frame(place + strlen(words), strlen(place + strlen(words))))
        return false;
    w->line++;
    return true;
}

/* Markdown's marks taken away: \* is *, &lt; is <. */
static void plain(char *line)
{
    static const char *const marks[] = {"&lt;", "&gt;", "&amp;"};
    static const char means[] = "<>&";
    char *to = line;
    for (const char *from = line; *from != '\0';) {
        bool found = false;
        for (size_t i = 0; i < 3 && !found; i++)
            if (strncmp(from, marks[i], strlen(marks[i])) == 0) {
                *to++ = means[i];
                from += strlen(marks[i]);
                found = true;
            }
        if (found)
            continue;
        from += *from == '\\' && strchr("\\*$#_]`", from[1]) != NULL && from[1] != '\0';
        *to++ = *from++;
    }
    *to = '\0';
}

static void take_text(walk *w, char *line)
{
    if (is_frame(line, strlen(line)))
        return;
    if (strcmp(line, "**Notes**") == 0) {
        w->lost = !take_words(w, "Notes");
        EXPECT(!w->lost, "%s:%d: the page has Notes here", w->path, w->line + 1);
        return;
    }
    if (line[0] == '#') {
        const char *words = line + strspn(line, "# ");
        w->lost = !take_words(w, words) && !ends_with(words, "()");
        EXPECT(!w->lost, "%s:%d: the page has the heading %s", w->path, w->line + 1, words);
        return;
    }
    if (take_words(w, line + strspn(line, " ")))
        return;
    char *words = line + strspn(line, " ");
    plain(words);
    w->lost = !take_words(w, words);
    EXPECT(!w->lost, "%s:%d: the page has \"%s\", the source \"%s\"", w->path, w->line + 1, words,
           next_source_line(w));
}

static void take_block(walk *w, const markdown *page, const block *b)
{
    for (int i = b->open + 1; i < b->close; i++) {
        const char *line = page->text.lines[i];
        if (w->lost || is_frame(line, strlen(line)))
            continue;
        if (strcmp(b->language, "text") == 0)
            w->lost = !take_words(w, line);
        else {
            w->lost = strcmp(line, next_source_line(w)) != 0;
            w->line += !w->lost;
        }
        EXPECT(!w->lost, "%s:%d: the page has \"%s\", the source \"%s\"", w->path, w->line + 1,
               line, next_source_line(w));
    }
}

static void check_page(const pages *all, const char *folder, const char *path)
{
    char name[PAGE_NAME], page_path[PAGE_NAME * 3], source_path[PAGE_NAME * 3];
    page_name(all, path, name);
    snprintf(page_path, sizeof page_path, "%s/%s.md", folder, name);
    snprintf(source_path, sizeof source_path, "%s/%s", all->root, path);
    markdown page;
    text source;
    EXPECT(text_read(&source, source_path), "%s cannot be read", path);
    EXPECT(markdown_read(&page, page_path), "%s has no page", path);

    int i = 0; /* behind the links at the top */
    while (i < page.text.count && strcmp(page.text.lines[i], "<!-- woven -->") != 0)
        i++;
    walk w = {.path = path, .source = &source};
    int b = 0;
    for (i++; i < page.text.count && !w.lost; i++) {
        if (b < page.count && i == page.blocks[b].open) {
            take_block(&w, &page, &page.blocks[b]);
            i = page.blocks[b++].close;
        } else if (page.text.lines[i][0] != '\0')
            take_text(&w, page.text.lines[i]);
    }
    next_source_line(&w);
    EXPECT(w.lost || w.line == source.count, "the page of %s ends before its line %d", path,
           w.line + 1);
    markdown_free(&page);
    text_free(&source);
}

int main(int argc, char **argv)
{
    pages all;
    if (argc != 4) {
        fprintf(stderr, "usage: woven_test <root> <list of pages> <folder of woven pages>\n");
        return 2;
    }
    EXPECT(pages_read(&all, argv[1], argv[2]), "%s cannot be read", argv[2]);
    for (int i = 0; i < all.list.count; i++)
        if (all.is_code[i])
            check_page(&all, argv[3], all.list.lines[i]);
    pages_free(&all);
    return expect_result();
}
