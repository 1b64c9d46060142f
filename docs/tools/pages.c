#include "pages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool pages_read(pages *p, const char *root, const char *list)
{
    *p = (pages){.root = root};
    if (!text_read(&p->list, list))
        return false;
    p->is_code = allocate(NULL, (size_t)p->list.count * sizeof *p->is_code);
    for (int i = 0; i < p->list.count; i++) {
        char *path = p->list.lines[i], *blank = strchr(path, ' ');
        p->is_code[i] = blank != NULL || ends_with(path, ".c");
        if (blank != NULL)
            *blank = '\0';
        if (strlen(root) + strlen(path) + 2 > PAGE_NAME) {
            problem(list, i, "the path has more than %d bytes", PAGE_NAME);
            return false;
        }
    }
    return true;
}

void pages_free(pages *p)
{
    text_free(&p->list);
    free(p->is_code);
    p->is_code = NULL;
}

bool ends_with(const char *string, const char *end)
{
    const size_t length = strlen(string), n = strlen(end);
    return length >= n && strcmp(string + length - n, end) == 0;
}

const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* Is this the path, or the path of the README.md in that folder? */
static bool is_path(const char *listed, const char *path)
{
    const size_t length = strlen(path);
    return strncmp(listed, path, length) == 0 &&
           (listed[length] == '\0' || strcmp(listed + length, "/README.md") == 0);
}

const char *pages_find(const pages *p, const char *path, bool ends)
{
    const char *found = NULL;
    const size_t length = strlen(path);
    for (int i = 0; i < p->list.count; i++) {
        const char *listed = p->list.lines[i];
        const size_t listed_length = strlen(listed);
        if (is_path(listed, path))
            return listed;
        if (ends && listed_length > length && listed[listed_length - length - 1] == '/' &&
            ends_with(listed, path)) {
            if (found != NULL)
                return NULL;
            found = listed;
        }
    }
    return found;
}

bool pages_have_folder(const pages *p, const char *path)
{
    const size_t length = strlen(path);
    for (int i = 0; i < p->list.count; i++)
        if (strncmp(p->list.lines[i], path, length) == 0 && p->list.lines[i][length] == '/')
            return true;
    return false;
}

static void make_name(const char *start, const char *path, size_t length, char name[PAGE_NAME])
{
    snprintf(name, PAGE_NAME, "%s%.*s", start, (int)length, path);
    for (char *c = name; *c != '\0'; c++)
        *c = (char)(isalnum((unsigned char)*c) ? tolower((unsigned char)*c) : '-');
}

bool is_code(const pages *p, const char *path)
{
    for (int i = 0; i < p->list.count; i++)
        if (strcmp(p->list.lines[i], path) == 0)
            return p->is_code[i];
    return false;
}

void page_name(const pages *p, const char *path, char name[PAGE_NAME])
{
    static const char chapters[] = "chapters/", readme[] = "/README.md", docs[] = "docs/";
    if (strcmp(path, "docs/front-page.md") == 0)
        snprintf(name, PAGE_NAME, "index"); /* what Doxygen calls the first page */
    else if (is_chapter(path)) {
        path += strlen(chapters);
        make_name("chapter-", path, strlen(path) - strlen(readme), name);
    } else if (ends_with(path, ".h") && !is_code(p, path))
        snprintf(name, PAGE_NAME, "%s", path);
    else if (ends_with(path, readme))
        make_name("", path, strlen(path) - strlen(readme), name);
    else if (starts_with(path, docs) && ends_with(path, ".md"))
        make_name("", path + strlen(docs), strlen(path) - strlen(docs) - strlen(".md"), name);
    else
        make_name("", path, strlen(path), name);
}

void page_name_of_folder(const char *path, char name[PAGE_NAME])
{
    make_name("folder-", path, strlen(path), name);
}

bool is_chapter(const char *path)
{
    return starts_with(path, "chapters/") && ends_with(path, "/README.md");
}

int chapter_number(const char *path)
{
    static const char *const folders[] = {"chapters/", "docs/answers/"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (starts_with(path, folders[i]))
            return atoi(path + strlen(folders[i]));
    return 0;
}

const char *chapter_of_number(const pages *p, int number)
{
    for (int i = 0; i < p->list.count; i++)
        if (number > 0 && is_chapter(p->list.lines[i]) &&
            chapter_number(p->list.lines[i]) == number)
            return p->list.lines[i];
    return NULL;
}

/* Read a file of the list. */
static bool read_page(const pages *p, const char *path, text *t)
{
    char full[PAGE_NAME];
    snprintf(full, sizeof full, "%s/%s", p->root, path);
    return text_read(t, full);
}

void page_title(const pages *p, const char *path, char title[PAGE_NAME])
{
    text t;
    const bool readable = read_page(p, path, &t);
    const bool has_title = readable && t.count > 0 && starts_with(t.lines[0], "# ");
    snprintf(title, PAGE_NAME, "%s", has_title ? t.lines[0] + 2 : base_name(path));
    text_free(&t);
}

/* Does a chapter name this file anywhere, in a link, in the text or above an excerpt? A header and
 * the .c of its name go together. */
static bool chapter_names(const pages *p, const char *chapter, const char *path)
{
    char stem[PAGE_NAME];
    snprintf(stem, sizeof stem, "%.*s", (int)(strlen(path) - strlen("c")), path);
    text t;
    bool found = false;
    if (read_page(p, chapter, &t))
        for (int i = 0; i < t.count && !found; i++) {
            const char *place = strstr(t.lines[i], stem);
            found = place != NULL && (place[strlen(stem)] == 'c' || place[strlen(stem)] == 'h') &&
                    !isalnum((unsigned char)place[strlen(path)]);
        }
    text_free(&t);
    return found;
}

/* The separator, the word, and the link, if there is such a file. */
static void write_link(const pages *p, const char *path, const char *word, int *count, FILE *out)
{
    if (pages_find(p, path, false) == NULL)
        return;
    char name[PAGE_NAME];
    page_name(p, path, name);
    fprintf(out, "%s%s [%s](@ref %s)", (*count)++ > 0 ? " · " : "", word, base_name(path), name);
}

void write_related(const pages *p, const char *path, FILE *out)
{
    const size_t length = strlen(path) - 2;
    char other[PAGE_NAME + 16];
    int count = 0;

    const bool is_header = ends_with(path, ".h");
    snprintf(other, sizeof other, "%.*s.%c", (int)length, path, is_header ? 'c' : 'h');
    write_link(p, other, is_header ? "The code:" : "The contract:", &count, out);
    if (starts_with(path, "src/")) {
        snprintf(other, sizeof other, "tests%.*s_test.c", (int)length - 3, path + 3);
        write_link(p, other, "Its test:", &count, out);
        snprintf(other, sizeof other, "tests%.*s_cases.c", (int)length - 3, path + 3);
        write_link(p, other, "The test's cases:", &count, out);
    } else if (starts_with(path, "tests/") && ends_with(path, "_test.c")) {
        snprintf(other, sizeof other, "src%.*s.c", (int)(length - 5 - strlen("_test")), path + 5);
        write_link(p, other, "Tests", &count, out);
    } else if (starts_with(path, "tests/") && ends_with(path, "_cases.c")) {
        snprintf(other, sizeof other, "src%.*s.c", (int)(length - 5 - strlen("_cases")), path + 5);
        write_link(p, other, "Cases for", &count, out);
    }

    int chapters = 0;
    for (int i = 0; i < p->list.count; i++) {
        const char *chapter = p->list.lines[i]; /* its text, or one of its texts */
        const size_t folder = strlen(chapter) - strlen(base_name(chapter));
        const bool own = is_chapter(chapter) && strncmp(path, chapter, folder) == 0;
        if (!starts_with(chapter, "chapters/") || !ends_with(chapter, ".md") ||
            (!own && !chapter_names(p, chapter, path)))
            continue;
        char title[PAGE_NAME], name[PAGE_NAME];
        page_title(p, chapter, title);
        page_name(p, chapter, name);
        fprintf(out, "%s%s[%s](@ref %s)",
                chapters > 0 ? ", "
                : count > 0  ? " · "
                             : "",
                chapters == 0 ? "Told in: " : "", title, name);
        chapters++;
    }
    if (count + chapters > 0)
        fputc('\n', out);
}
