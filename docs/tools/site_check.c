/*
 * site_check <root> <list of pages> <html folder> <page.html>...
 *
 * Reads all pages of the finished site and checks
 *
 *   - that every link and picture leads to a file that is there, and every anchor to a place in it,
 *   - that no formula is left that MathJax would not see, and no command that Doxygen did not know,
 *   - that every chapter has a page, from which one gets to the chapter before it and after it, and
 *     that each of its formulas has arrived.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "markdown.h"
#include "pages.h"

/* A page of the site, as one string, and where its tags and text are. */
typedef struct {
    const char *name; /* "chapters.html" */
    char *html;       /* ended by a zero byte; lines end with '\n' */
} html_page;

/* A place that can be linked to: "chapters.html#map" or "chapters.html". */
typedef struct {
    char **names;
    int count;
} place_list;

static const char *folder;

/* ----------------------------------------------------------------------------------- reading */

static bool read_html(html_page *p, const char *name)
{
    char path[PAGE_NAME * 4];
    text t;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    const bool ok = text_read(&t, path);
    *p = (html_page){.name = name, .html = allocate(NULL, t.length + 1)};
    for (size_t i = 0; i < t.length; i++)
        p->html[i] = (char)(t.bytes[i] == '\0' ? '\n' : t.bytes[i]);
    p->html[t.length] = '\0';
    text_free(&t);
    return ok;
}

static void add_place(place_list *places, const char *page, const char *id, size_t length)
{
    if ((places->count & (places->count - 1)) == 0)
        places->names =
            allocate(places->names,
                     (size_t)(places->count > 0 ? 2 * places->count : 1) * sizeof *places->names);
    const size_t room = strlen(page) + length + 2;
    char *name = allocate(NULL, room);
    snprintf(name, room, "%s%s%.*s", page, length > 0 ? "#" : "", (int)length, id);
    places->names[places->count++] = name;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has_place(const place_list *places, const char *name)
{
    return bsearch(&name, places->names, (size_t)places->count, sizeof *places->names,
                   compare_names) != NULL;
}

/* ------------------------------------------------------------------------------------ walking */

/* The next tag at or after `at`; comments are skipped, and so is what scripts and styles hold. */
static const char *next_tag(const char *at)
{
    for (; *at != '\0'; at++) {
        if (*at != '<')
            continue;
        if (starts_with(at, "<!--")) {
            at = strstr(at, "-->");
            if (at == NULL)
                return NULL;
        } else if (isalpha((unsigned char)at[1]) || at[1] == '/')
            return at;
    }
    return NULL;
}

/* What follows a tag: behind its '>', or behind the whole of a script or style. */
static const char *behind_tag(const char *tag)
{
    const char *end = strchr(tag, '>');
    if (end == NULL)
        return tag + strlen(tag);
    const char *close = NULL;
    if (starts_with(tag, "<script"))
        close = strstr(end, "</script");
    else if (starts_with(tag, "<style"))
        close = strstr(end, "</style");
    return close != NULL ? close : end + 1;
}

/* The value of an attribute, and its length; NULL if the tag has none. */
static const char *attribute(const char *tag, const char *name, size_t *length)
{
    const char *end = strchr(tag, '>');
    const size_t n = strlen(name);
    for (const char *at = tag; end != NULL && at + n + 2 < end; at++)
        if ((*at == ' ' || *at == '\n') && strncmp(at + 1, name, n) == 0 && at[n + 1] == '=' &&
            at[n + 2] == '"') {
            *length = strcspn(at + n + 3, "\"");
            return at + n + 3;
        }
    return NULL;
}

static int line_of(const html_page *p, const char *at)
{
    int line = 0;
    for (const char *c = p->html; c < at; c++)
        line += *c == '\n';
    return line;
}

static void collect_places(place_list *places, const html_page *p)
{
    add_place(places, p->name, "", 0);
    for (const char *tag = next_tag(p->html); tag != NULL; tag = next_tag(behind_tag(tag))) {
        static const char *const names[] = {"id", "name"};
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            size_t length;
            const char *id = attribute(tag, names[i], &length);
            if (id != NULL && length > 0)
                add_place(places, p->name, id, length);
        }
    }
}

/* --------------------------------------------------------------------------------------- links */

static bool file_exists(const char *name)
{
    char path[PAGE_NAME * 4];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

static void check_target(const place_list *places, const html_page *p, const char *at,
                         size_t length)
{
    char target[PAGE_NAME * 2];
    const size_t scheme = strcspn(at, ":/#\"");
    if (at[scheme] == ':' || length == 0) /* https:, javascript:, data: */
        return;
    snprintf(target, sizeof target, "%s%.*s", *at == '#' ? p->name : "", (int)length, at);
    char *hash = strchr(target, '#');
    if (hash != NULL && hash[1] == '\0')
        *hash = '\0';
    if (has_place(places, target))
        return;
    hash = strchr(target, '#');
    char *query = strchr(target, '?');
    if (query != NULL)
        *query = '\0';
    if (hash == NULL && file_exists(target))
        return;
    problem(p->name, line_of(p, at), "dead link: %s", target);
}

static int check_links(const place_list *places, const html_page *p)
{
    int count = 0;
    for (const char *tag = next_tag(p->html); tag != NULL; tag = next_tag(behind_tag(tag))) {
        static const char *const names[] = {"href", "src", "data"};
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            size_t length;
            const char *target = attribute(tag, names[i], &length);
            if (target == NULL)
                continue;
            check_target(places, p, target, length);
            count++;
        }
    }
    return count;
}

/* ------------------------------------------------------------------------------------ formulas */

/* Whether the tag opens or closes something whose content is shown as it is. */
static int verbatim_step(const char *tag)
{
    static const char *const names[] = {"code", "pre"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const size_t n = strlen(names[i]);
        if (strncmp(tag + 1, names[i], n) == 0 && !isalnum((unsigned char)tag[1 + n]))
            return 1;
        if (tag[1] == '/' && strncmp(tag + 2, names[i], n) == 0)
            return -1;
    }
    return 0;
}

/* Check the text between tags, and count the formulas in it. A line of a listing is a <div> of its
 * own, up to its </div>. */
static int check_text(const html_page *p)
{
    static const char *const leftovers[] = {"$$",     "\\f$",  "\\f[",      "\\f]",
                                            "\\ref ", "@ref ", "\\subpage", "\\htmlonly"};
    const char *from = strstr(p->html, "<div class=\"contents\">");
    int verbatim = 0, opened = 0, closed = 0;
    bool line = false;
    for (const char *at = from; at != NULL && *at != '\0';) {
        const char *tag = next_tag(at);
        const char *end = tag != NULL ? tag : at + strlen(at);
        for (const char *c = at; c < end && verbatim == 0 && !line; c++) {
            if (starts_with(c, "\\\\")) { /* a line break inside a formula */
                c++;
                continue;
            }
            opened += starts_with(c, "\\(") || starts_with(c, "\\[");
            closed += starts_with(c, "\\)") || starts_with(c, "\\]");
            for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++)
                if (starts_with(c, leftovers[i]))
                    problem(p->name, line_of(p, c), "left in the text: %.40s", c);
        }
        if (tag == NULL)
            break;
        verbatim += verbatim_step(tag);
        line = (line || starts_with(tag, "<div class=\"line\"")) && !starts_with(tag, "</div>");
        at = behind_tag(tag);
    }
    if (opened != closed)
        problem(p->name, -1, "%d formulas begin and %d end", opened, closed);
    return opened;
}

/* ------------------------------------------------------------------------------------ chapters */

/* How many formulas a text has: pairs of double dollars, which begin a line, and blocks of math.
 * (What stands between single dollars is not counted: it may be a price.) */
static int displayed_formulas(const char *path)
{
    markdown m;
    int dollars = 0, blocks = 0;
    if (markdown_read(&m, path))
        for (int i = 0, b = 0; i < m.text.count; i++) {
            if (b < m.count && i == m.blocks[b].open) {
                blocks += strcmp(m.blocks[b].language, "math") == 0;
                i = m.blocks[b++].close;
                continue;
            }
            const char *line = m.text.lines[i] + strspn(m.text.lines[i], " ");
            for (const char *c = line; starts_with(line, "$$") && c != NULL;
                 c = strstr(c + 2, "$$"))
                dollars++;
        }
    markdown_free(&m);
    return dollars / 2 + blocks;
}

/* Is there a link to that chapter in the text of the page, not only in its navigation? */
static void check_way(const html_page *p, const pages *all, int number, const char *word)
{
    const char *chapter = chapter_of_number(all, number);
    if (chapter == NULL)
        return;
    char name[PAGE_NAME], link[PAGE_NAME + 16];
    page_name(all, chapter, name);
    snprintf(link, sizeof link, "href=\"%s.html\"", name);
    const char *at = strstr(p->html, "<div class=\"contents\">");
    at = at != NULL ? strstr(at, word) : NULL;
    if (at == NULL || strstr(at, link) == NULL)
        problem(p->name, -1, "no link \"%s\" to %s.html\nhint: the text ends with a line as in %s",
                word, name, "\"Next: [2. ...](../02-.../README.md)\"");
}

static void check_chapter(const pages *all, const char *chapter)
{
    char name[PAGE_NAME], file[PAGE_NAME + 16], path[PAGE_NAME * 2];
    html_page p;
    page_name(all, chapter, name);
    snprintf(file, sizeof file, "%s.html", name);
    if (!file_exists(file)) {
        problem(chapter, -1, "has no page %s", file);
        return;
    }
    if (read_html(&p, file)) {
        p.name = file;
        snprintf(path, sizeof path, "%s/%s", all->root, chapter);
        const int wanted = displayed_formulas(path);
        int found = 0;
        for (const char *c = strstr(p.html, "\n\\["); c != NULL; c = strstr(c + 2, "\n\\["))
            found++;
        if (found < wanted)
            problem(file, -1, "has %d formulas; the text has %d", found, wanted);
        const int number = chapter_number(chapter);
        if (number > 0) { /* an appendix has none */
            check_way(&p, all, number - 1, "Previous");
            check_way(&p, all, number + 1, "Next");
        }
    }
    free(p.html);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: site_check <root of the repository> <list of pages> <html folder> "
                        "<page.html>...\n"
                        "Checks the links and formulas of a finished site.\n");
        return 2;
    }
    pages all;
    place_list places = {0};
    folder = argv[3];
    const int count = argc - 4;
    html_page *html = allocate(NULL, (size_t)count * sizeof *html);
    for (int i = 0; i < count; i++)
        if (read_html(&html[i], argv[4 + i]))
            collect_places(&places, &html[i]);
    qsort(places.names, (size_t)places.count, sizeof *places.names, compare_names);

    int links = 0, formulas = 0, chapters = 0;
    for (int i = 0; i < count; i++) {
        links += check_links(&places, &html[i]);
        formulas += check_text(&html[i]);
        free(html[i].html);
    }
    if (pages_read(&all, argv[1], argv[2]))
        for (int i = 0; i < all.list.count; i++)
            if (is_chapter(all.list.lines[i])) {
                check_chapter(&all, all.list.lines[i]);
                chapters++;
            }
    if (problems() == 0)
        printf("%d pages, %d chapters: %d links lead somewhere, %d formulas\n", count, chapters,
               links, formulas);
    for (int i = 0; i < places.count; i++)
        free(places.names[i]);
    free(places.names);
    free(html);
    pages_free(&all);
    return problems() > 0;
}
