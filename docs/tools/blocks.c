/*
 * tie_blocks <text.md> [output <name> | patch <name> | file <path>]...
 *
 * Checks that no block of a text is left untied.
 */
#include <stdio.h>
#include <string.h>

#include "markdown.h"

/* What the build knows: pairs of a kind and a name, as they stand on the command line. */
typedef struct {
    char **words;
    int count;
} known_names;

static bool is_known(known_names known, const char *kind, const char *name)
{
    for (int i = 0; i + 1 < known.count; i += 2)
        if (strcmp(known.words[i], kind) == 0 && strcmp(known.words[i + 1], name) == 0)
            return true;
    return false;
}

/* The languages whose blocks must be tied, and the markers that tie them. */
static const struct {
    const char *language;
    marker_kind markers[2];
    const char *hint;
} rules[] = {
    {"c", {MARKER_EXCERPT, MARKER_SKETCH}, "<!-- excerpt: file name --> or <!-- sketch -->"},
    {"diff", {MARKER_PATCH, MARKER_SKETCH}, "<!-- patch: name file --> or <!-- sketch -->"},
    {"text", {MARKER_OUTPUT, MARKER_SKETCH}, "<!-- output: name --> or <!-- sketch -->"},
    {"console", {MARKER_OUTPUT, MARKER_SKETCH}, "<!-- output: name --> or <!-- sketch -->"},
};

static void check_block(const markdown *m, const block *b, known_names known)
{
    if (b->language[0] == '\0') {
        problem(m->path, b->open,
                "the block does not say its language\n"
                "hint: ```c, ```text, ```console, ```diff, ```sh, ...");
        return;
    }
    bool has_rule = false;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(b->language, rules[i].language) != 0)
            continue;
        has_rule = true;
        if (b->marker != rules[i].markers[0] && b->marker != rules[i].markers[1])
            problem(m->path, b->open,
                    "this ```%s block is tied to nothing\nhint: write %s above it", b->language,
                    rules[i].hint);
    }
    if (!has_rule && b->marker != MARKER_NONE)
        problem(m->path, b->open,
                "a marker above a block of ```%s, which is not checked\n"
                "hint: use ```c, ```text, ```console or ```diff",
                b->language);
    if (b->marker != MARKER_NONE && b->indent > 0)
        problem(m->path, b->open, "a tied block must begin at the start of its line");

    const char *name = b->word_count > 0 ? b->words[0] : "";
    if (b->marker == MARKER_OUTPUT && !is_known(known, "output", name))
        problem(m->path, b->open - 1,
                "the build knows no output \"%s\" of this text\n"
                "hint: register it with text_output() or text_patch() "
                "in the CMakeLists.txt beside the text",
                name);
    if (b->marker == MARKER_PATCH && !is_known(known, "patch", name))
        problem(m->path, b->open - 1,
                "the build knows no patch \"%s\" of this text\nhint: register "
                "it with text_patch() in the CMakeLists.txt beside it",
                name);
}

static bool is_mentioned(const markdown *m, const char *path)
{
    for (int i = 0; i < m->text.count; i++)
        if (strstr(m->text.lines[i], path) != NULL)
            return true;
    return false;
}

/* A fence inside a quotation would go unseen. */
static void check_quotations(const markdown *m)
{
    for (int i = 0; i < m->text.count; i++) {
        const char *line = m->text.lines[i] + strspn(m->text.lines[i], " ");
        int indent;
        if (*line == '>' && fence_length(line + strspn(line, "> "), &indent) > 0)
            problem(m->path, i, "a block inside a quotation cannot be tied\nhint: move it out");
    }
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc % 2 != 0) {
        fprintf(
            stderr,
            "usage: tie_blocks <text.md> [output <name> | patch <name> | file <path>]...\n"
            "Checks that every block of C, output or diff in the text has a marker that ties it,\n"
            "that the build knows the outputs and patches it names, and that the text mentions\n"
            "the files given.\n");
        return 2;
    }
    const known_names known = {argv + 2, argc - 2};
    markdown m;
    int sketches = 0;
    if (markdown_read(&m, argv[1])) {
        for (int k = 0; k < m.count; k++) {
            check_block(&m, &m.blocks[k], known);
            sketches += m.blocks[k].marker == MARKER_SKETCH;
        }
        check_quotations(&m);
        for (int i = 0; i + 1 < known.count; i += 2)
            if (strcmp(known.words[i], "file") == 0 && !is_mentioned(&m, known.words[i + 1]))
                problem(m.path, -1, "never mentions %s, which this chapter introduces",
                        known.words[i + 1]);
        if (problems() == 0)
            printf("%d blocks, of which %d are sketches\n", m.count, sketches);
    }
    markdown_free(&m);
    return problems() > 0;
}
