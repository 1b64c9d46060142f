/*
 * tie_lists <text.md>...
 *
 * Checks that no sentence becomes a list by accident. A line that begins with "+ 1) / 10" or
 * "- 0.3)" is an item of a list to every reader of Markdown, even in the middle of a paragraph, and
 * to some of them even in a formula.
 */
#include <stdio.h>
#include <string.h>

#include "markdown.h"

/* The mark that makes this line an item: '-', '+' or '*'; 0 if it is none. */
static char item_mark(const char *line)
{
    line += strspn(line, " ");
    return strchr("-+*", *line) != NULL && line[1] == ' ' ? *line : '\0';
}

static void check_text(const markdown *m)
{
    char marks[4] = ""; /* of the items in this paragraph */
    bool inside = false;
    for (int i = 0, b = 0; i < m->text.count; i++) {
        const char *line = m->text.lines[i];
        const bool fenced = b < m->count && i == m->blocks[b].open;
        if (fenced || line[strspn(line, " ")] == '\0' || *line == '#' ||
            starts_with(line, "<!--")) {
            if (fenced)
                i = m->blocks[b++].close;
            inside = false;
            marks[0] = '\0';
            continue;
        }
        const char mark = item_mark(line);
        if (mark != '\0' && strchr(marks, mark) == NULL) {
            if (inside)
                problem(m->path, i,
                        "this line begins an item of a list\nhint: if it is one, put an "
                        "empty line before it; if not, break the line elsewhere");
            strncat(marks, &mark, 1);
        }
        inside = true;
    }
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: tie_lists <text.md>...\n"
                        "Checks that no line in the middle of a paragraph begins a list.\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        markdown m;
        if (markdown_read(&m, argv[i]))
            check_text(&m);
        markdown_free(&m);
    }
    if (problems() == 0)
        printf("%d texts: no list that is none\n", argc - 1);
    return problems() > 0;
}
