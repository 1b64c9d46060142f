/*
 * chapter_map <root> <list of pages> <folder>
 *
 * Writes the page chapters.md, which lists all chapters in their order, and chapter_map.html, a
 * map of what builds on what, to be included in pages. It is read from the texts: each chapter but
 * the first says under its title, in a paragraph that begins with "*Builds on", which ones it
 * needs, with links to them, or "all chapters before it".
 *
 * The map is a row for each chapter, and an arc from each chapter to those that build on it. Rows
 * are text, which a narrow window breaks into two lines; so the map fits a telephone.
 */
#include <stdlib.h>
#include <string.h>

#include "pages.h"

enum {
    MOST_CHAPTERS = 64,
    ROW = 48,   /* height of a row, in pixels; docs/site/book.css says the same */
    WIDTH = 68, /* of the part that holds the arcs */
};

typedef struct {
    const char *path;
    bool needs[MOST_CHAPTERS]; /* which earlier ones */
    bool needs_all;
    bool is_needed;
} chapter;

/* Mark what the paragraph in this text names, of the chapters before `self`. */
static void read_needs(const pages *p, chapter *chapters, int self)
{
    char full[PAGE_NAME * 2];
    text t;
    bool found = false;
    snprintf(full, sizeof full, "%s/%s", p->root, chapters[self].path);
    if (text_read(&t, full))
        for (int i = 0; i < t.count; i++) {
            found = found || starts_with(t.lines[i], "*Builds on");
            if (!found)
                continue;
            if (t.lines[i][0] == '\0')
                break;
            if (strstr(t.lines[i], "all chapters before it") != NULL)
                chapters[self].needs_all = true;
            for (int k = 0; k < self; k++) {
                /* "chapters/01-convolution/README.md": of that, "/01-convolution/". */
                const char *folder = chapters[k].path + strlen("chapters");
                const size_t length = strlen(folder) - strlen("README.md");
                for (const char *c = t.lines[i]; *c != '\0'; c++)
                    if (strncmp(c, folder, length) == 0)
                        chapters[self].needs[k] = true;
            }
        }
    if (!found && self > 0)
        problem(chapters[self].path, -1,
                "does not say what it builds on\nhint: under the title, write "
                "*Builds on [chapter 1](../01-.../README.md).*");
    text_free(&t);
}

/* "All chapters before it" is drawn from those that nothing else builds on yet. */
static int read_chapters(const pages *p, chapter *chapters)
{
    int count = 0;
    for (int i = 0; i < p->list.count && count < MOST_CHAPTERS; i++) {
        if (!is_chapter(p->list.lines[i]))
            continue;
        chapter *c = &chapters[count];
        *c = (chapter){.path = p->list.lines[i]};
        read_needs(p, chapters, count);
        for (int k = 0; k < count; k++) {
            c->needs[k] = c->needs[k] || (c->needs_all && !chapters[k].is_needed);
            chapters[k].is_needed = chapters[k].is_needed || c->needs[k];
        }
        count++;
    }
    return count;
}

/* An arc leaves a row a little below its middle and arrives a little above that of another. The
 * farther, the more it swings out. */
static void print_arc(FILE *out, int from, int to)
{
    const int y1 = from * ROW + ROW / 2 + 7, y2 = to * ROW + ROW / 2 - 7;
    const int rows = to - from;
    const int swing = WIDTH - 6 - 64 * rows / (rows + 3);
    fprintf(out,
            "<path class=\"from-%d to-%d\" d=\"M%d %d C%d %d %d %d %d %d\" "
            "marker-end=\"url(#arrow)\"/>",
            from, to, WIDTH - 4, y1, swing, y1, swing, y2, WIDTH - 8, y2);
}

static void print_map(const pages *p, const chapter *chapters, int count, FILE *out)
{
    fprintf(out,
            "<div class=\"chapter-map\">"
            "<svg width=\"%d\" height=\"%d\" aria-hidden=\"true\">"
            "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"5\" refY=\"4\" "
            "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
            "<path class=\"head\" d=\"M0 0.5 L8 4 L0 7.5 z\"/></marker></defs>",
            WIDTH, count * ROW);
    for (int to = 0; to < count; to++)
        for (int from = 0; from < to; from++)
            if (chapters[to].needs[from])
                print_arc(out, from, to);
    fputs("</svg><ul>", out);
    for (int i = 0; i < count; i++) {
        char title[PAGE_NAME], name[PAGE_NAME];
        page_title(p, chapters[i].path, title);
        page_name(p, chapters[i].path, name);
        fprintf(out, "<li><a data-chapter=\"%d\" href=\"%s.html\"><span>%s</span></a></li>", i,
                name, title);
    }
    fputs("</ul></div>\n", out);
}

/* What the table of the README says of a chapter in its last column, as the end of a line. */
static void print_purpose(const text *readme, const chapter *c, FILE *out)
{
    for (int i = 0; i < readme->count; i++) {
        const char *line = readme->lines[i];
        const size_t length = strlen(line);
        if (line[0] != '|' || strstr(line, c->path) == NULL || line[length - 1] != '|')
            continue;
        const char *cell = line + length - 1;
        while (cell[-1] != '|')
            cell--;
        fprintf(out, ":%.*s", (int)(line + length - 1 - cell), cell);
    }
}

static void print_page(const pages *p, const chapter *chapters, int count, FILE *out)
{
    char path[PAGE_NAME * 2];
    text readme;
    snprintf(path, sizeof path, "%s/README.md", p->root);
    if (!text_read(&readme, path))
        return;
    fputs("# The chapters\n\n"
          "They are meant to be read in this order; behind each stands what you end with.\n\n",
          out);
    for (int i = 0; i < count; i++) {
        char title[PAGE_NAME], name[PAGE_NAME];
        page_title(p, chapters[i].path, title);
        page_name(p, chapters[i].path, name);
        fprintf(out, "- \\subpage %s \"%s\"", name, title);
        print_purpose(&readme, &chapters[i], out);
        putc('\n', out);
    }
    text_free(&readme);
    fputs("\n## What builds on what\n\n"
          "An arc leads from each chapter to those that need it. Choose a chapter to go there.\n\n"
          "\\htmlinclude[block] chapter_map.html\n",
          out);
}

static void write_file(const pages *p, const chapter *chapters, int count, const char *folder,
                       const char *name, void (*print)(const pages *, const chapter *, int, FILE *))
{
    char path[PAGE_NAME * 2];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    bool ok = out != NULL;
    if (ok) {
        print(p, chapters, count, out);
        ok = fclose(out) == 0;
    }
    if (!ok)
        problem(path, -1, "cannot be written");
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: chapter_map <root of the repository> <list of pages> <folder>\n"
                        "Writes the page that lists the chapters, and the map of what builds on\n"
                        "what, into the folder.\n");
        return 2;
    }
    static chapter chapters[MOST_CHAPTERS];
    pages p;
    if (pages_read(&p, argv[1], argv[2])) {
        const int count = read_chapters(&p, chapters);
        write_file(&p, chapters, count, argv[3], "chapters.md", print_page);
        write_file(&p, chapters, count, argv[3], "chapter_map.html", print_map);
    }
    pages_free(&p);
    return problems() > 0;
}
