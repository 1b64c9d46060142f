/*
 * tie_patch <root> <text.md> <name> <source> [<copy>]
 *
 * Applies a patch that a text shows to a copy of a source file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "markdown.h"

/* The patch: lines that begin with ' ', '-' or '+'. An empty line counts as " ". */
typedef struct {
    char *const *lines;
    int count;
} patch;

static char sign_of(const char *line)
{
    return line[0] == '\0' ? ' ' : line[0];
}

static const char *rest_of(const char *line)
{
    return line[0] == '\0' ? line : line + 1;
}

static const block *find_patch(const markdown *m, const char *name, const char *source)
{
    const block *found = NULL;
    for (int i = 0; i < m->count; i++) {
        const block *b = &m->blocks[i];
        if (b->marker != MARKER_PATCH || b->word_count == 0 || strcmp(b->words[0], name) != 0)
            continue;
        if (found != NULL) {
            problem(m->path, b->open, "a second patch of the name %s; the first is in line %d",
                    name, found->open + 1);
            return NULL;
        }
        if (b->word_count != 2 || strcmp(b->words[1], source) != 0) {
            problem(m->path, b->open - 1, "expected <!-- patch: %s %s -->", name, source);
            return NULL;
        }
        found = b;
    }
    if (found == NULL)
        problem(m->path, -1,
                "has no patch %s\nhint: mark its ```diff block with "
                "<!-- patch: %s %s -->",
                name, name, source);
    return found;
}

/* A patch has at least one line with '-' or '+', and one that says where it applies. */
static bool patch_is_sound(const markdown *m, const block *b)
{
    bool changes = false, has_place = false;
    for (int i = b->open + 1; i < b->close; i++) {
        const char sign = sign_of(m->text.lines[i]);
        if (sign != ' ' && sign != '-' && sign != '+') {
            problem(m->path, i, "a line of a patch begins with a blank, '-' or '+': %.200s",
                    m->text.lines[i]);
            return false;
        }
        changes = changes || sign != ' ';
        has_place = has_place || sign != '+';
    }
    if (!changes || !has_place)
        problem(m->path, b->open,
                changes ? "the patch has no line that is in the source, so that "
                          "its place is unknown"
                        : "the patch changes nothing");
    return changes && has_place;
}

/* How many lines of the patch fit the source at `at`: all, or those before the first that does not.
 */
static int fitting_lines(patch p, const text *source, int at)
{
    for (int i = 0; i < p.count; i++) {
        if (sign_of(p.lines[i]) == '+')
            continue;
        if (at >= source->count || strcmp(source->lines[at], rest_of(p.lines[i])) != 0)
            return i;
        at++;
    }
    return p.count;
}

/* The one place where the patch fits; -1, and a problem, if there is none or more than one. */
static int find_place(const markdown *m, const block *b, const text *source, const char *path)
{
    const patch p = {m->text.lines + b->open + 1, b->close - b->open - 1};
    int place = -1, best = -1;
    for (int at = 0; at < source->count; at++) {
        const int fits = fitting_lines(p, source, at);
        if (fits > best)
            best = fits;
        if (fits < p.count)
            continue;
        if (place >= 0) {
            problem(m->path, b->open,
                    "the patch fits %s twice, at its lines %d and %d\nhint: show more lines around "
                    "the change",
                    path, place + 1, at + 1);
            return -1;
        }
        place = at;
    }
    if (place < 0) {
        const int line = best < 0 ? 0 : best;
        problem(m->path, b->open + 1 + line,
                "the patch no longer fits %s, from this line on:\n  %.200s\nhint: has the source "
                "changed? Write the patch anew",
                path, p.lines[line]);
    }
    return place;
}

/* The copy says that it is the source, so that messages name the file that the reader knows. */
static void write_copy(FILE *file, const text *source, const char *name, patch p, int place)
{
    fprintf(file, "#line 1 \"%s\"\n", name);
    int line = 0;
    for (; line < place; line++)
        fprintf(file, "%s\n", source->lines[line]);
    for (int i = 0; i < p.count; i++) {
        if (sign_of(p.lines[i]) != '-')
            fprintf(file, "%s\n", rest_of(p.lines[i]));
        line += sign_of(p.lines[i]) != '+';
    }
    for (; line < source->count; line++)
        fprintf(file, "%s\n", source->lines[line]);
}

/*
 * With <copy>, the build goes on even if the patch does not fit: the copy is then the source as it
 * is. Without <copy>, which is what the test runs, that is a failure. So a student who edits a
 * layer can always build, and learns from the tests that the text's patch is out of date.
 */
int main(int argc, char **argv)
{
    if (argc != 5 && argc != 6) {
        fprintf(
            stderr,
            "usage: tie_patch <root of the repository> <text.md> <name> <source> [<copy>]\n"
            "Applies the block marked <!-- patch: name source --> to a copy of the source. Its\n"
            "lines '-' and ' ' must stand in the source exactly once; '+' and ' ' replace them.\n"
            "Without <copy> it says whether the patch fits; with it, a patch that does not fit\n"
            "is reported and left out.\n");
        return 2;
    }
    const char *name = argv[3], *source_name = argv[4], *copy = argc == 6 ? argv[5] : NULL;
    const size_t room = strlen(argv[1]) + strlen(source_name) + 2;
    char *path = allocate(NULL, room);
    snprintf(path, room, "%s/%s", argv[1], source_name);

    markdown m;
    text source;
    patch p = {NULL, 0};
    int place = -1;
    const bool have_text = markdown_read(&m, argv[2]), have_source = text_read(&source, path);
    if (have_text && have_source) {
        const block *b = find_patch(&m, name, source_name);
        if (b != NULL && patch_is_sound(&m, b))
            place = find_place(&m, b, &source, source_name);
        if (place >= 0)
            p = (patch){m.text.lines + b->open + 1, b->close - b->open - 1};
    }
    bool written = false;
    FILE *file = copy != NULL && have_source ? fopen(copy, "wb") : NULL;
    if (file != NULL) {
        write_copy(file, &source, source_name, p, place);
        written = !ferror(file);
        written = fclose(file) == 0 && written;
    }
    if (copy != NULL && have_source && !written)
        problem(copy, -1, "cannot be written");
    markdown_free(&m);
    text_free(&source);
    free(path);
    return copy != NULL ? !written : problems() > 0;
}
