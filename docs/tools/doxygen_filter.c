/*
 * doxygen_filter <root> <list of pages> <file>
 *
 * What stands between the repository's files and Doxygen: reads a Markdown text as a forge shows
 * it, and prints it as Doxygen 1.9 understands it; or a header, with links to what belongs to it
 * put behind it. Doxygen runs it on each file (FILTER_PATTERNS), and counts lines in what it
 * prints: so line i of the output is line i of the file, and what is added comes after the last.
 *
 *   $x$, $$x$$, ```math        become \f$x\f$ and \f[x\f]; prices and code stay as they are
 *   # Title                    gets the name of its page, other headings the anchor that a forge
 *                              gives them: {#chapter-01-convolution--by-hand}
 *   [text](../file.md#anchor)  becomes a link to a page of the site, or to a place in it
 *   `src/layers/conv2d.c`, conv2d.c, chapters/01-convolution, chapter 2
 *                              become links as well
 *   ![text](picture.svg)       becomes an <img> that keeps its text, and on paper a \bookpicture
 *   <!-- comment -->           vanishes; but <!--dox \command --> is handed to Doxygen
 *   <details>, <summary>       are handed through to the browser
 *   --option, "2. " in a line  stay what they are: no dash, no list
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "anchor.h"
#include "markdown.h"
#include "pages.h"

/* What the filter knows while it walks through a text. */
typedef struct {
    const pages *pages;
    bool emphasis[2];     /* *x* and **x** are open */
    int owed;             /* line ends that a link has swallowed, for the next blanks */
    const char *path;     /* of the text, from the root; for a page made for the site, its name */
    char name[PAGE_NAME]; /* of its page */
    bool comment;         /* an HTML comment is open */
    bool in_list;         /* so that what is indented is no code */
    int item;             /* its number in the list; 0 if it has none */
    bool formula;         /* a block of $$ is open */
    int headings;         /* so far */
    const markdown *markdown; /* the text itself */
} filter;

/* ------------------------------------------------------------------------------------ links */

/* Put folder/target together, without "." and ".."; false if it leads out of the repository. */
static bool join_path(const char *folder, size_t folder_length, const char *target,
                      size_t target_length, char path[PAGE_NAME])
{
    char joined[2 * PAGE_NAME];
    if (folder_length + target_length + 2 > sizeof joined || target_length >= PAGE_NAME)
        return false;
    if (target_length > 0 && target[0] == '/')
        folder_length = 0;
    snprintf(joined, sizeof joined, "%.*s/%.*s", (int)folder_length, folder, (int)target_length,
             target);

    size_t length = 0;
    for (char *part = strtok(joined, "/"); part != NULL; part = strtok(NULL, "/")) {
        if (strcmp(part, ".") == 0)
            continue;
        if (strcmp(part, "..") == 0) {
            if (length == 0)
                return false;
            while (length > 0 && path[--length] != '/')
                ;
            continue;
        }
        if (length + strlen(part) + 2 > PAGE_NAME)
            return false;
        length += (size_t)sprintf(path + length, "%s%s", length > 0 ? "/" : "", part);
    }
    path[length] = '\0';
    return true;
}

static bool is_picture(const char *path)
{
    return ends_with(path, ".svg") || ends_with(path, ".png");
}

/* The page and place that a link means, as Doxygen calls it: "@ref" and a name; for a picture, its
 * path. False if the site has none. */
static bool find_target(const filter *f, const char *target, size_t length,
                        char reference[2 * PAGE_NAME])
{
    const char *hash = memchr(target, '#', length);
    const size_t file_length = hash != NULL ? (size_t)(hash - target) : length;
    const char *anchor = hash != NULL ? hash + 1 : "";
    const int anchor_length = hash != NULL ? (int)(length - file_length - 1) : 0;
    const char *between = anchor_length > 0 ? "--" : "";
    char path[PAGE_NAME], name[PAGE_NAME];
    if (file_length == 0)
        snprintf(name, sizeof name, "%s", f->name);
    else {
        const char *slash = strrchr(f->path, '/');
        const size_t folder = slash != NULL ? (size_t)(slash - f->path) : 0;
        if (!join_path(f->path, folder, target, file_length, path))
            return false;
        const char *found = pages_find(f->pages, path, false);
        if (found != NULL)
            page_name(f->pages, found, name);
        else if (pages_have_folder(f->pages, path))
            page_name_of_folder(path, name);
        else {
            snprintf(reference, 2 * PAGE_NAME, "%s", path);
            return is_picture(path);
        }
    }
    snprintf(reference, 2 * PAGE_NAME, "@ref %s%s%.*s", name, between, anchor_length, anchor);
    return true;
}

/* A heading, as Doxygen takes it: without backticks, and of a link its words only. */
static void print_words(const char *words, const char *end)
{
    for (; words < end; words++) {
        const char *link = starts_with(words, "](") ? strchr(words, ')') : NULL;
        if (link != NULL)
            words = link;
        else if (*words != '`' &&
                 !(*words == '[' && starts_with(words + strcspn(words, "]"), "](")))
            putchar(*words);
    }
}

/* A link. Its words, too, must be without backticks, and in one line. */
static void print_link(filter *f, const char *words, const char *end, const char *reference)
{
    putchar('[');
    for (; words < end; words++) {
        f->owed += *words == '\n';
        if (*words != '`')
            putchar(*words == '\n' ? ' ' : *words);
    }
    printf("](%s)", reference);
}

static void print_attribute(const char *value, const char *end)
{
    for (; value < end; value++)
        switch (*value) {
        case '"':
            fputs("&quot;", stdout);
            break;
        case '<':
            fputs("&lt;", stdout);
            break;
        case '\n':
            putchar(' ');
            break;
        default:
            putchar(*value);
        }
}

/* A picture lies in the site where it lies in the repository; so it does beside the text that LaTeX
 * sets. */
static void print_picture(const filter *f, const char *alt, const char *alt_end, const char *target,
                          size_t length, bool alone)
{
    char path[PAGE_NAME];
    const char *slash = strrchr(f->path, '/');
    const bool outside =
        memchr(target, ':', length) != NULL ||
        !join_path(f->path, slash != NULL ? (size_t)(slash - f->path) : 0, target, length, path);
    if (outside)
        snprintf(path, sizeof path, "%.*s", (int)length, target);
    printf("\\htmlonly%s<img class=\"picture\" src=\"%s\" alt=\"", alone ? "[block]" : "", path);
    print_attribute(alt, alt_end);
    printf("\"/>\\endhtmlonly\\latexonly\\bookpicture{%s}\\endlatexonly", path);
    for (; alt < alt_end; alt++)
        if (*alt == '\n')
            putchar('\n');
}

/* The closing bracket that belongs to the opening one at `at`; NULL if there is none. */
static const char *closing_bracket(const char *at, const char *end)
{
    int depth = 0;
    for (; at < end; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '[')
            depth++;
        else if (*at == ']' && --depth == 0)
            return at;
    }
    return NULL;
}

/* [text](target) or ![text](target) at `at`: print it, and return what follows; NULL if it is none,
 * or leads somewhere that Doxygen understands by itself. */
static const char *take_link(filter *f, const char *start, const char *at, const char *end)
{
    const bool picture = *at == '!';
    const char *words = at + picture + 1;
    const char *words_end = closing_bracket(words - 1, end);
    if (words_end == NULL || words_end + 1 >= end || words_end[1] != '(')
        return NULL;
    const char *target = words_end + 2;
    const char *close = memchr(target, ')', (size_t)(end - target));
    if (close == NULL)
        return NULL;
    const size_t length = strcspn(target, " \n)");
    if (picture) {
        const bool alone = at == start && (close + 1 == end || close[1] == '\n');
        print_picture(f, words, words_end, target, length, alone);
        return close + 1;
    }
    char reference[2 * PAGE_NAME];
    if (starts_with(target, "@ref ")) {
        printf("%.*s", (int)(close + 1 - at), at);
        return close + 1;
    }
    if (!find_target(f, target, length, reference))
        return NULL;
    print_link(f, words, words_end, reference);
    for (const char *c = words_end; c < close; c++)
        f->owed += *c == '\n';
    return close + 1;
}

/* ------------------------------------------------------------------------------- words and code */

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '/' || c == '-' || c == '.';
}

static void print_reference(filter *f, const char *path, const char *words, size_t length)
{
    char name[PAGE_NAME], reference[2 * PAGE_NAME];
    page_name(f->pages, path, name);
    snprintf(reference, sizeof reference, "@ref %s", name);
    print_link(f, words, words + length, reference);
}

/* Code that holds backticks; a forge shows it without the blanks at its ends. */
static void print_backticks(const char *code, const char *end)
{
    if (end - code > 2 && *code == ' ' && end[-1] == ' ') {
        code++;
        end--;
    }
    fputs("<code>", stdout);
    for (; code < end; code++)
        if (*code == '<' || *code == '>' || *code == '&')
            fputs(*code == '<' ? "&lt;" : *code == '>' ? "&gt;" : "&amp;", stdout);
        else
            printf(ispunct((unsigned char)*code) ? "\\%c" : "%c", *code);
    fputs("</code>", stdout);
}

/* `code`: a file becomes a link. A single quote would end it for Doxygen, unless it is doubled. */
static void print_code(filter *f, const char *code, const char *end, int ticks)
{
    const size_t length = (size_t)(end - code);
    char path[PAGE_NAME];
    if (length < sizeof path) {
        memcpy(path, code, length);
        path[length] = '\0';
        const char *found = strchr(path, '/') != NULL || strchr(path, '.') != NULL
                                ? pages_find(f->pages, path, true)
                                : NULL;
        if (found != NULL && !ends_with(found, ".md")) {
            print_reference(f, found, code, length);
            return;
        }
    }
    if (memchr(code, '`', length) != NULL) {
        print_backticks(code, end);
        return;
    }
    const bool quote = ticks == 1 && memchr(code, '\'', length) != NULL;
    const int count = quote ? 2 : ticks;
    printf("%.*s%.*s%.*s", count, "``````````", (int)length, code, count, "``````````");
}

/* A name of a file or a chapter's folder in plain text; NULL if the word at `at` is none. */
static const char *take_word(filter *f, const char *at, const char *end)
{
    const char *stop = at;
    while (stop < end && in_word(*stop))
        stop++;
    while (stop > at && (stop[-1] == '.' || stop[-1] == '/' || stop[-1] == '-'))
        stop--;
    const size_t length = (size_t)(stop - at);
    char path[PAGE_NAME];
    if (length < 3 || length >= sizeof path)
        return NULL;
    memcpy(path, at, length);
    path[length] = '\0';
    const bool source = ends_with(path, ".c") || ends_with(path, ".h");
    if (!source && !starts_with(path, "chapters/"))
        return NULL;
    const char *found = pages_find(f->pages, path, source);
    if (found == NULL || strcmp(found, f->path) == 0)
        return NULL;
    print_reference(f, found, at, length);
    return stop;
}

static void print_chapter(filter *f, const char *words, const char *end, int number)
{
    const char *chapter = chapter_of_number(f->pages, number);
    if (chapter == NULL || strcmp(chapter, f->path) == 0)
        printf("%.*s", (int)(end - words), words);
    else
        print_reference(f, chapter, words, (size_t)(end - words));
}

/* The next number of "3, 4 and 6", when `at` is behind the one before; NULL if there is none. */
static const char *next_number(const char *at)
{
    static const char *const between[] = {", ", " and ", ",\n", "\nand ", " and\n", " to "};
    for (size_t i = 0; i < sizeof between / sizeof between[0]; i++)
        if (starts_with(at, between[i]) && isdigit((unsigned char)at[strlen(between[i])]))
            return at + strlen(between[i]);
    return NULL;
}

/* "chapter 2", "Chapters 3 and 4", "chapters 2, 3 and 6": each number leads to its chapter. NULL if
 * no number follows the word. */
static const char *take_chapters(filter *f, const char *at)
{
    const char *number = at + strlen("chapter");
    const bool several = *number == 's';
    number += several;
    if ((*number != ' ' && *number != '\n') || !isdigit((unsigned char)number[1]))
        return NULL;
    number++;
    if (several)
        printf("%.*s", (int)(number - at), at);
    for (const char *words = several ? number : at;;) {
        const char *stop = number + strspn(number, "0123456789");
        print_chapter(f, words, stop, atoi(number));
        const char *next = several ? next_number(stop) : NULL;
        if (next == NULL)
            return stop;
        printf("%.*s", (int)(next - stop), stop);
        words = number = next;
    }
}

/* ---------------------------------------------------------------------------------- formulas */

/* The end of $x$ that opens at `at`: no blank inside its ends, no digit behind, no code between
 * (but $`x`$ is a formula, too). NULL: it is a price. */
static const char *closing_dollar(const char *at, const char *end)
{
    if (at + 2 >= end || isspace((unsigned char)at[1]))
        return NULL;
    for (const char *c = at + 1; c < end; c++) {
        if (*c == '\\')
            c++;
        else if (*c == '`' && at[1] != '`')
            return NULL;
        else if (*c == '$')
            return c > at + 1 && !isspace((unsigned char)c[-1]) &&
                           (c + 1 == end || !isdigit((unsigned char)c[1]))
                       ? c
                       : NULL;
    }
    return NULL;
}

/* A formula at `at`: print it, and return what follows; NULL if it is none. */
static const char *take_formula(filter *f, const char *at, const char *end)
{
    if (starts_with(at, "$$")) {
        fputs(f->formula ? "\\f]" : "\\f[", stdout);
        f->formula = !f->formula;
        return at + 2;
    }
    const char *start = at + 1;
    const char *close = closing_dollar(at, end);
    if (close == NULL)
        return NULL;
    const char *stop = close;
    if (*start == '`' && stop[-1] == '`' && stop - start > 2) { /* $`x`$, a forge's other way */
        start++;
        stop--;
    }
    printf("\\f$%.*s\\f$", (int)(stop - start), start);
    return close + 1;
}

/* ---------------------------------------------------------------------------------- paragraphs */

static const char *find(const char *at, const char *end, const char *string)
{
    const char *found = strstr(at, string);
    return found != NULL && found < end ? found : NULL;
}

/* A comment, up to its end or the paragraph's; its line ends stay. What begins with "<!--dox " is
 * meant for Doxygen, and is shown. */
static const char *skip_comment(filter *f, const char *at, const char *end)
{
    const char *close = find(at, end, "-->");
    if (starts_with(at, "<!--dox ") && close != NULL) {
        at += strlen("<!--dox ");
        printf("%.*s", (int)(close - at), at);
        return close + strlen("-->");
    }
    f->comment = close == NULL;
    const char *stop = close != NULL ? close + strlen("-->") : end;
    for (; at < stop; at++)
        if (*at == '\n')
            putchar('\n');
    return stop;
}

/* HTML that Doxygen does not know goes to the browser as it is; <picture> keeps its <img> only. Any
 * other tag stays. */
static const char *take_html(const filter *f, const char *at, const char *end)
{
    static const char *const through[] = {"<details", "</details>", "<summary", "</summary>"};
    static const char *const dropped[] = {"<picture", "</picture>", "<source"};
    const char *close = memchr(at, '>', (size_t)(end - at));
    if (close == NULL)
        return NULL;
    const int length = (int)(close + 1 - at);
    for (size_t i = 0; i < sizeof through / sizeof through[0]; i++)
        if (starts_with(at, through[i])) {
            printf("\\htmlonly[block]%.*s\\endhtmlonly", length, at);
            return close + 1;
        }
    for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++)
        if (starts_with(at, dropped[i]))
            return close + 1;
    if (starts_with(at, "<a id=\"")) { /* a place that links lead to */
        const char *id = at + strlen("<a id=\"");
        printf("\\anchor %s--%.*s \\latexonly\\space{}\\endlatexonly ", f->name,
               (int)strcspn(id, "\"> \n"), id);
        return starts_with(close + 1, "</a>") ? close + 1 + strlen("</a>") : close + 1;
    }
    if (!isalpha((unsigned char)at[1]) && at[1] != '/')
        return NULL;
    printf("%.*s", length, at);
    return close + 1;
}

static const char *closing_backticks(const char *at, const char *end, int ticks)
{
    while (at < end) {
        const int here = (int)strspn(at, "`");
        if (here == ticks)
            return at;
        at += here > 0 ? here : 1;
    }
    return NULL;
}

/* Whether a run of so many stars comes that can close an emphasis: not in code, behind a word. */
static bool emphasis_ends(const char *at, const char *end, size_t stars)
{
    while (at < end) {
        if (*at == '\\')
            at += 2;
        else if (*at == '`') {
            const int ticks = (int)strspn(at, "`");
            const char *close = closing_backticks(at + ticks, end, ticks);
            at = (close != NULL ? close : at) + ticks;
        } else if (*at == '*') {
            const size_t here = strspn(at, "*");
            if (here == stars && !isspace((unsigned char)at[-1]))
                return true;
            at += here;
        } else
            at++;
    }
    return false;
}

/* *x* and **x**, by a forge's rule, which is not quite Doxygen's: stars open in front of something
 * and not behind a letter, and close behind something. */
static const char *take_stars(filter *f, const char *start, const char *at, const char *end)
{
    const size_t stars = strspn(at, "*");
    const char *word = at + stars;
    if (stars > 2)
        return NULL;
    const bool opens = word < end && !isspace((unsigned char)*word) &&
                       (at == start || !isalnum((unsigned char)at[-1])) &&
                       emphasis_ends(word + 1, end, stars);
    const bool closes = at > start && !isspace((unsigned char)at[-1]) && f->emphasis[stars - 1];
    if (!opens && !closes)
        return NULL;
    printf("<%s%s>", closes ? "/" : "", stars == 1 ? "em" : "b");
    f->emphasis[stars - 1] = !closes;
    return word;
}

/* Whether only blanks stand between the end of the line before and `at`. */
static bool line_begins(const char *start, const char *at)
{
    while (at > start && at[-1] == ' ')
        at--;
    return at > start && at[-1] == '\n';
}

/* Characters that Doxygen would take for something else: print what is meant, and return what
 * follows. A number in front of a point begins an item of a list if it follows the item before; in
 * "one or two,\n3. So" it does not. */
static const char *take_character(filter *f, const char *start, const char *at, const char *end)
{
    if (*at == '"') { /* between quotes Doxygen would leave everything as it is, code and all */
        fputs("&quot;", stdout);
        return at + 1;
    }
    if (starts_with(at, "--") && isalpha((unsigned char)at[2]) &&
        (at == start || isspace((unsigned char)at[-1]) || strchr("([", at[-1]) != NULL)) {
        fputs("\\--", stdout);
        return at + 2;
    }
    if (isdigit((unsigned char)*at) && line_begins(start, at)) {
        const int number = atoi(at);
        const size_t digits = strspn(at, "0123456789");
        if (starts_with(at + digits, ". ") && number != f->item + 1) {
            printf("%.*s\\.", (int)digits, at);
            return at + digits + 1;
        }
        f->item = starts_with(at + digits, ". ") ? number : f->item;
    }
    const bool letter_follows = at + 1 < end && isalnum((unsigned char)at[1]);
    if (*at == '@' || ((*at == '%' || *at == '#') && letter_follows)) {
        printf("\\%c", *at);
        return at + 1;
    }
    return NULL;
}

/* What is meant for the site or for LaTeX alone goes through as it is; NULL if it is not. */
static const char *take_verbatim(const char *at, const char *end)
{
    const char *closing = starts_with(at, "\\htmlonly")    ? "\\endhtmlonly"
                          : starts_with(at, "\\latexonly") ? "\\endlatexonly"
                                                           : NULL;
    if (closing == NULL)
        return NULL;
    const char *close = find(at, end, closing);
    const char *stop = close != NULL ? close + strlen(closing) : end;
    printf("%.*s", (int)(stop - at), at);
    return stop;
}

/* What begins at `at` and needs to be said differently: print it so, and return what follows; NULL
 * if this character can stay. */
static const char *take_something(filter *f, const char *start, const char *at, const char *end)
{
    const bool word_begins = at == start || !in_word(at[-1]);
    const char *verbatim = take_verbatim(at, end);
    if (verbatim != NULL)
        return verbatim;
    if (starts_with(at, "\\subpage ")) {
        const char *quote = memchr(at, '"', (size_t)(end - at));
        const char *stop = quote != NULL ? memchr(quote + 1, '"', (size_t)(end - quote - 1)) : NULL;
        stop = stop != NULL ? stop + 1 : end;
        printf("%.*s", (int)(stop - at), at);
        return stop;
    }
    if (*at == '\\' && at + 1 < end) {
        printf("%.2s", at);
        return at + 2;
    }
    if (*at == '$')
        return take_formula(f, at, end);
    if (f->formula)
        return NULL;
    if (*at == '`') {
        const int ticks = (int)strspn(at, "`");
        const char *close = closing_backticks(at + ticks, end, ticks);
        if (close == NULL || ticks > 10)
            return NULL;
        print_code(f, at + ticks, close, ticks);
        return close + ticks;
    }
    if (starts_with(at, "<!--"))
        return skip_comment(f, at, end);
    if (*at == '<')
        return take_html(f, at, end);
    if (*at == '[' || starts_with(at, "!["))
        return take_link(f, start, at, end);
    if (*at == '*')
        return take_stars(f, start, at, end);
    const char *behind = take_character(f, start, at, end);
    if (behind != NULL)
        return behind;
    if (word_begins && (starts_with(at, "chapter") || starts_with(at, "Chapter"))) {
        const char *stop = take_chapters(f, at);
        if (stop != NULL)
            return stop;
    }
    return word_begins && in_word(*at) ? take_word(f, at, end) : NULL;
}

static void print_paragraph(filter *f, const char *start, const char *end)
{
    for (const char *at = start; at < end;) {
        const char *stop =
            f->comment ? skip_comment(f, at, end) : take_something(f, start, at, end);
        if (stop == NULL && *at == ' ' && f->owed > 0) {
            putchar('\n');
            f->owed--;
        } else if (stop == NULL)
            putchar(*at);
        at = stop != NULL ? stop : at + 1;
    }
    for (; f->owed > 0; f->owed--)
        putchar('\n');
    f->emphasis[0] = f->emphasis[1] = false;
}

/* A title names its page; a heading has an anchor, with a number if others before it have the
 * same. */
static void print_heading(filter *f, int line)
{
    const text *t = &f->markdown->text;
    const char *heading = t->lines[line];
    const size_t room = strlen(heading) + 1;
    char *anchor = allocate(NULL, room), *other = allocate(NULL, room + PAGE_NAME);
    heading_anchor(heading, anchor);

    int same = 0;
    for (int i = 0, b = 0; i < line; i++) {
        if (b < f->markdown->count && i == f->markdown->blocks[b].open) {
            i = f->markdown->blocks[b++].close;
            continue;
        }
        if (is_heading(t->lines[i]) && strlen(t->lines[i]) < room + PAGE_NAME) {
            heading_anchor(t->lines[i], other);
            same += strcmp(anchor, other) == 0;
        }
    }
    /* "# 2. Its gradient": a number, a point and a blank would begin a list, even in a title; a
     * blank that does not break the line (in UTF-8) does not. */
    const size_t level = strspn(heading, "# ");
    const size_t point = level + strspn(heading + level, "0123456789");
    if (strcmp(f->path, "README.md") == 0 && f->headings == 0)
        printf("# About this project"); /* its own title is that of the whole site */
    else if (point > level && starts_with(heading + point, ". ")) {
        printf("%.*s\xC2\xA0", (int)point + 1, heading);
        print_words(heading + point + 2, heading + strlen(heading));
    } else
        print_words(heading, heading + strlen(heading));
    if (f->headings++ == 0)
        printf(" {#%s}\n", strcmp(f->name, "index") == 0 ? "mainpage" : f->name);
    else if (same > 0)
        printf(" {#%s--%s-%d}\n", f->name, anchor, same);
    else
        printf(" {#%s--%s}\n", f->name, anchor);
    free(anchor);
    free(other);
}

/* --------------------------------------------------------------------------------- the way on */

static void print_subpage(const pages *p, const char *path, const char *words, bool *first)
{
    char name[PAGE_NAME];
    page_name(p, path, name);
    printf("%s\\subpage %s \"%s\"", *first ? "" : " · ", name, words);
    *first = false;
}

/* What a chapter has on the site and its text does not: its other texts, the programs in full, and
 * the answers. */
static void print_programs(const filter *f)
{
    const text *list = &f->pages->list;
    const size_t folder = strlen(f->path) - strlen("README.md");
    bool first = true;
    fputs(" On pages of their own: ", stdout);
    for (int i = 0; i < list->count; i++)
        if (strncmp(list->lines[i], f->path, folder) == 0 && ends_with(list->lines[i], ".md") &&
            strcmp(list->lines[i], f->path) != 0) {
            char title[PAGE_NAME];
            page_title(f->pages, list->lines[i], title);
            print_subpage(f->pages, list->lines[i], title, &first);
        }
    for (int i = 0; i < list->count; i++)
        if (strncmp(list->lines[i], f->path, folder) == 0 && f->pages->is_code[i])
            print_subpage(f->pages, list->lines[i], base_name(list->lines[i]), &first);
    char answers[PAGE_NAME];
    const size_t chapters = strlen("chapters/");
    snprintf(answers, sizeof answers, "docs/answers/%.*s.md", (int)(folder - 1 - chapters),
             f->path + chapters);
    if (pages_find(f->pages, answers, false) != NULL)
        print_subpage(f->pages, answers, "answers to the exercises", &first);
}

/* Where the last rule of a chapter's text stands, above "Previous" and "Next": from here to its end
 * all is for the site only. */
static void begin_way_on(const filter *f)
{
    fputs("\\if site \\htmlonly[block]<hr/>\\endhtmlonly", stdout);
    if (is_chapter(f->path))
        print_programs(f);
    putchar('\n');
}

/* From the answers to one chapter to the next chapter; chapters are in the order of their folders. */
static void print_next_chapter(const filter *f)
{
    const size_t answers = strlen("docs/answers/");
    if (!starts_with(f->path, "docs/answers/") || !ends_with(f->path, ".md"))
        return;
    char own[PAGE_NAME];
    snprintf(own, sizeof own, "chapters/%.*s/README.md",
             (int)(strlen(f->path) - answers - strlen(".md")), f->path + answers);
    const text *list = &f->pages->list;
    const char *next = NULL;
    for (int i = 0; i < list->count; i++)
        if (is_chapter(list->lines[i]) && strcmp(list->lines[i], own) > 0 &&
            (next == NULL || strcmp(list->lines[i], next) < 0))
            next = list->lines[i];
    if (next == NULL)
        return;
    char title[PAGE_NAME], name[PAGE_NAME];
    page_title(f->pages, next, title);
    page_name(f->pages, next, name);
    printf("\n\\if site\n\n---\n\nGo on: [%s](@ref %s)\n\n\\endif\n", title, name);
}

/* --------------------------------------------------------------------------------------- files */

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t")] == '\0';
}

/* A block of math is a formula; what is in any other block stays as it is. */
static void print_block(const filter *f, const block *b)
{
    const text *t = &f->markdown->text;
    const bool math = strcmp(b->language, "math") == 0;
    for (int i = b->open; i <= b->close && i < t->count; i++) {
        if (math && (i == b->open || i == b->close))
            puts(i == b->open ? "\\htmlonly[block]\\endhtmlonly\\f[" : "\\f]");
        else
            puts(t->lines[i]);
    }
}

/* A list begins with its first item, and goes on until a line that stands at the margin after an
 * empty one. */
static void note_list(filter *f, const char *line)
{
    const char *item = line + strspn(line, " ");
    const size_t digits = strspn(item, "0123456789");
    const bool is_item = (strchr("-*+", *item) != NULL && item[1] == ' ') ||
                         (digits > 0 && item[digits] == '.' && item[digits + 1] == ' ');
    if (is_item || item == line) {
        f->in_list = is_item;
        f->item = is_item ? atoi(item) : 0;
    }
}

/* A page with three sections or more gets a table of contents, in the line below its title. */
static bool has_contents(const markdown *m)
{
    int sections = 0;
    for (int i = 0, b = 0; i < m->text.count; i++) {
        if (b < m->count && i == m->blocks[b].open)
            i = m->blocks[b++].close;
        else
            sections += starts_with(m->text.lines[i], "## ");
    }
    return sections >= 3;
}

static void print_text(filter *f)
{
    const markdown *m = f->markdown;
    const bool of_chapter = starts_with(f->path, "chapters/");
    const char *last_rule = NULL;
    for (int i = 0; i < m->text.count; i++)
        if (strcmp(m->text.lines[i], "---") == 0)
            last_rule = m->text.lines[i];

    for (int i = 0, b = 0; i < m->text.count; i++) {
        const char *line = m->text.lines[i];
        if (b < m->count && i == m->blocks[b].open) {
            print_block(f, &m->blocks[b]);
            i = m->blocks[b++].close;
        } else if (is_blank(line))
            puts(i == 1 && has_contents(m) ? "\\tableofcontents" : "");
        else if (is_heading(line))
            print_heading(f, i);
        else if (line == last_rule && of_chapter)
            begin_way_on(f);
        else {
            const int stop = b < m->count ? m->blocks[b].open : m->text.count;
            int after = i;
            size_t length = 0;
            while (after < stop && !is_blank(m->text.lines[after]) &&
                   !is_heading(m->text.lines[after]))
                length += strlen(m->text.lines[after++]) + 1;
            char *paragraph = allocate(NULL, length + 1), *end = paragraph;
            for (; i < after; i++)
                end += sprintf(end, "%s\n", m->text.lines[i]);
            i--;
            const bool after_list = f->in_list;
            note_list(f, line);
            if (after_list && !f->in_list && starts_with(line, "$$"))
                fputs("\\htmlonly[block]\\endhtmlonly",
                      stdout); /* or it would join the last item */
            if (starts_with(line, "    ") && !f->in_list)
                fputs(paragraph, stdout);
            else
                print_paragraph(f, paragraph, end);
            free(paragraph);
        }
    }
    if (is_chapter(f->path) && last_rule == NULL) {
        putchar('\n');
        begin_way_on(f);
    }
    if (is_chapter(f->path) || (of_chapter && last_rule != NULL))
        fputs("\n\\endif\n", stdout);
    print_next_chapter(f);
}

/* A line that declares C, H and W and describes them in one comment: Doxygen would take the comment
 * for that of W alone, so each gets a declaration and a comment of its own, all in that line. False
 * if it is something else. */
static bool print_several(const char *line)
{
    const char *semicolon = strchr(line, ';');
    const char *comment = semicolon != NULL ? strstr(semicolon, "/**<") : NULL;
    if (comment == NULL || !ends_with(comment, "*/") ||
        strcspn(line, "([{=,;") != strcspn(line, ",") || line[strcspn(line, ",")] == '\0' ||
        strcspn(line, ",") > (size_t)(semicolon - line))
        return false;
    const char *name = line + strcspn(line, ",");
    while (name > line && name[-1] != ' ')
        name--;
    const char *type = line;
    const int type_length = (int)(name - line);
    while (name < semicolon) {
        const int length = (int)strcspn(name, ",;");
        printf("%.*s%.*s; %s ", type_length, type, length, name, comment);
        name += length + 1;
        name += strspn(name, " ");
    }
    putchar('\n');
    return true;
}

/* A header as it is, then one more comment about the file. */
static void print_header(const pages *p, const char *path, const char *file)
{
    text t;
    if (text_read(&t, file))
        for (int i = 0; i < t.count; i++)
            if (!print_several(t.lines[i]))
                puts(t.lines[i]);
    text_free(&t);
    fputs("/** @file\n\n", stdout);
    write_related(p, path, stdout);
    fputs("*/\n", stdout);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: doxygen_filter <root of the repository> <list of pages> <file>\n"
                        "Prints a Markdown text or a header as Doxygen understands it.\n");
        return 2;
    }
    const char *file = argv[3];
    const size_t root = strlen(argv[1]);
    pages p;
    markdown m;
    filter f = {.pages = &p, .path = base_name(file), .markdown = &m};
    if (pages_read(&p, argv[1], argv[2])) {
        if (strncmp(file, argv[1], root) == 0 && file[root] == '/' &&
            pages_find(&p, file + root + 1, false) != NULL) {
            f.path = file + root + 1;
            page_name(&p, f.path, f.name);
        } else /* made for the site: its page is called as the file, without .md */
            snprintf(f.name, sizeof f.name, "%.*s", (int)strcspn(f.path, "."), f.path);
        if (ends_with(file, ".h"))
            print_header(&p, f.path, file);
        else {
            if (markdown_read(&m, file))
                print_text(&f);
            markdown_free(&m);
        }
    }
    pages_free(&p);
    return problems() > 0;
}
