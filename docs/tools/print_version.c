/*
 * print_version <html folder> <out.html> <title> <page.html>...
 *
 * Puts pages of the finished site one behind the other into a single page, for printing: with a
 * table of contents, without navigation, and with links that stay inside the page. Links that would
 * lead to other pages of the site become plain text.
 */
#include <stdlib.h>
#include <string.h>

#include "pages.h"

static char *read_page(const char *folder, const char *name)
{
    char path[PAGE_NAME * 4];
    text t;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    char *html = NULL;
    if (text_read(&t, path)) {
        html = allocate(NULL, t.length + 1);
        for (size_t i = 0; i < t.length; i++)
            html[i] = (char)(t.bytes[i] == '\0' ? '\n' : t.bytes[i]);
        html[t.length] = '\0';
    }
    text_free(&t);
    return html;
}

/* What stands between two strings; length 0 if it is not there. */
static const char *between(const char *html, const char *start, const char *stop, size_t *length)
{
    const char *from = strstr(html, start);
    *length = 0;
    if (from == NULL)
        return html;
    from += strlen(start);
    const char *to = strstr(from, stop);
    *length = to != NULL ? (size_t)(to - from) : 0;
    return from;
}

static bool is_printed(char *const *names, int count, const char *link, size_t length)
{
    for (int i = 0; i < count; i++)
        if (strlen(names[i]) == length && strncmp(names[i], link, length) == 0)
            return true;
    return false;
}

/* The place that a link leads to: "#place" in the same page, or "#page.html". An anchor of Doxygen
 * is unique in the whole site. */
static void print_href(FILE *out, char *const *names, int count, const char *link, size_t length)
{
    const char *hash = memchr(link, '#', length);
    const size_t file = hash != NULL ? (size_t)(hash - link) : length;
    if (memchr(link, ':', length) != NULL)
        fprintf(out, " href=\"%.*s\"", (int)length, link);
    else if (file == 0 || (hash != NULL && is_printed(names, count, link, file)))
        fprintf(out, " href=\"%.*s\"", (int)(length - file), hash);
    else if (is_printed(names, count, link, file))
        fprintf(out, " href=\"#%.*s\"", (int)file, link);
}

static void print_content(FILE *out, char *const *names, int count, const char *at, size_t length)
{
    static const char href[] = " href=\"";
    const char *end = at + length;
    while (at < end) {
        const char *next = strstr(at, href);
        if (next == NULL || next >= end)
            next = end;
        fwrite(at, 1, (size_t)(next - at), out);
        at = next;
        if (at == end)
            break;
        const char *link = at + strlen(href);
        const size_t n = strcspn(link, "\"");
        print_href(out, names, count, link, n);
        at = link + n + 1;
    }
}

/* A page's text begins behind its table of contents. The texts of chapters and the answers end in
 * front of the last rule, behind which the way on stands. */
static const char *text_of(const char *name, const char *html, size_t *length)
{
    const char *from =
        between(html, "<div class=\"textblock\">", "</div><!-- contents -->", length);
    if (*length >= strlen("</div>"))
        *length -= strlen("</div>");
    const char *rule = NULL;
    if (starts_with(name, "chapter") || starts_with(name, "answers"))
        for (const char *at = strstr(from, "<hr"); at != NULL && at < from + *length;
             at = strstr(at + 1, "<hr"))
            rule = at;
    if (rule != NULL)
        *length = (size_t)(rule - from);
    return from;
}

static void print_page(FILE *out, char *const *names, int count, int page, const char *html)
{
    size_t length;
    const char *title = between(html, "<div class=\"title\">", "</div>", &length);
    fprintf(out, "<section id=\"%s\">\n<h1 class=\"page\">%.*s</h1>\n", names[page], (int)length,
            title);
    const char *content = text_of(names[page], html, &length);
    if (length == 0)
        problem(names[page], -1, "has no text");
    print_content(out, names, count, content, length);
    fputs("</section>\n", out);
}

/* The head of the first page has what MathJax needs. */
static void print_head(FILE *out, const char *title, const char *html)
{
    size_t length;
    const char *mathjax = between(html, "<script type=\"text/x-mathjax-config\">",
                                  "<link href=\"doxygen.css\"", &length);
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"UTF-8\"/>\n"
            "<title>%s</title>\n<link href=\"print.css\" rel=\"stylesheet\"/>\n"
            "<script type=\"text/x-mathjax-config\">%.*s</head>\n<body>\n"
            "<h1 class=\"book\">%s</h1>\n",
            title, (int)length, mathjax, title);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: print_version <html folder> <out.html> <title> <page.html>...\n"
                        "Puts pages of the site into one page, for printing.\n");
        return 2;
    }
    char **names = argv + 4;
    const int count = argc - 4;
    char **html = allocate(NULL, (size_t)count * sizeof *html);
    for (int i = 0; i < count; i++)
        html[i] = read_page(argv[1], names[i]);
    FILE *out = problems() == 0 ? fopen(argv[2], "wb") : NULL;
    if (out != NULL) {
        print_head(out, argv[3], html[0]);
        fputs("<ul class=\"contents\">\n", out);
        for (int i = 0; i < count; i++) {
            size_t length;
            const char *title = between(html[i], "<div class=\"title\">", "</div>", &length);
            fprintf(out, "<li><a href=\"#%s\">%.*s</a></li>\n", names[i], (int)length, title);
        }
        fputs("</ul>\n", out);
        for (int i = 0; i < count; i++)
            print_page(out, names, count, i, html[i]);
        fputs("</body>\n</html>\n", out);
        if (fclose(out) != 0)
            problem(argv[2], -1, "cannot be written");
    } else
        problem(argv[2], -1, "is not written");
    for (int i = 0; i < count; i++)
        free(html[i]);
    free(html);
    return problems() > 0;
}
