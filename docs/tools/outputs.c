/*
 * tie_outputs [--update] <text.md> <name> <captured output>
 *
 * Checks that the blocks of a text marked <!-- output: name --> show what the program printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "markdown.h"
#include "output_match.h"

/* A console block may begin with the commands that the reader types: "$ ./program". */
static int typed_lines(const markdown *m, const block *b)
{
    int count = 0;
    while (b->open + 1 + count < b->close && starts_with(m->text.lines[b->open + 1 + count], "$ "))
        count++;
    return count;
}

/* The number in "output: name within 5"; 1 without it; 0, and a problem, if it is no number. */
static int allowed_units(const markdown *m, const block *b)
{
    if (b->word_count == 1)
        return 1;
    const int units = b->word_count == 3 ? atoi(b->words[2]) : 0;
    if (units < 1 || strcmp(b->words[1], "within") != 0) {
        problem(m->path, b->open - 1,
                "expected <!-- output: name --> or <!-- output: name within 5 -->, where 5 is how "
                "many units of its last place a decimal may be off");
        return 0;
    }
    return units;
}

/* The captured output as new content of the block, under the commands that the reader types. */
static void update_block(const markdown *m, block *b, int typed, line_list real)
{
    size_t length = 0;
    for (int i = 0; i < typed; i++)
        length += strlen(m->text.lines[b->open + 1 + i]) + 1;
    for (int i = 0; i < real.count; i++)
        length += strlen(real.at[i]) + 1;
    char *content = allocate(NULL, length + 1), *end = content;
    *end = '\0';
    for (int i = 0; i < typed; i++)
        end += sprintf(end, "%s\n", m->text.lines[b->open + 1 + i]);
    for (int i = 0; i < real.count; i++)
        end += sprintf(end, "%s\n", real.at[i]);
    markdown_replace(m, b, content);
}

static void check_block(const markdown *m, block *b, line_list real, bool update)
{
    const int within = allowed_units(m, b);
    if (within == 0)
        return;
    const int typed = typed_lines(m, b), first = b->open + 1 + typed;
    const line_list shown = {m->text.lines + first, b->close - first};
    mismatch where;
    if (output_matches(shown, real, within, &where))
        return;

    bool skips = false;
    for (int i = 0; i < shown.count; i++)
        skips = skips || is_skip(shown.at[i]);
    if (update && !skips) {
        update_block(m, b, typed, real);
        return;
    }
    problem(m->path, first + where.shown,
            "the output %s differs from the text, in its line %d\n"
            "  the text:    %.200s\n"
            "  the program: %.200s\n"
            "hint: %s",
            b->words[0], where.real + 1,
            where.shown < shown.count ? shown.at[where.shown] : "(ends here)",
            where.real < real.count ? real.at[where.real] : "(ends here)",
            skips ? "this block leaves out lines with \"...\", so that it must be edited by hand"
                  : "have you changed a function? Then this is what it does to the output. Only if "
                    "the program is right, let\ntie_outputs --update (the target "
                    "chapter-NN-update) rewrite the text");
}

int main(int argc, char **argv)
{
    const bool update = argc > 1 && strcmp(argv[1], "--update") == 0;
    const int first = update ? 2 : 1;
    if (argc != first + 3) {
        fprintf(
            stderr,
            "usage: tie_outputs [--update] <text.md> <name> <file with the captured output>\n"
            "Checks that every block marked <!-- output: name [within N] --> shows the output:\n"
            "words and integers exactly, decimals within N (1) units of their last place, times\n"
            "and speeds not at all; a line \"...\" skips lines. --update rewrites the block.\n");
        return 2;
    }
    const char *name = argv[first + 1];
    markdown m;
    text captured;
    const bool have_text = markdown_read(&m, argv[first]);
    if (text_read(&captured, argv[first + 2]) && have_text) {
        for (int i = 0; i < captured.count; i++)
            strip_escapes(captured.lines[i]);
        line_list real = {captured.lines, captured.count};
        while (real.count > 0 && real.at[real.count - 1][0] == '\0')
            real.count--;
        int blocks = 0;
        for (int k = 0; k < m.count; k++) {
            block *b = &m.blocks[k];
            if (b->marker == MARKER_OUTPUT && b->word_count > 0 && strcmp(b->words[0], name) == 0) {
                check_block(&m, b, real, update);
                blocks++;
            }
        }
        if (blocks == 0)
            problem(m.path, -1,
                    "shows the output %s nowhere\nhint: mark its block with "
                    "<!-- output: %s -->",
                    name, name);
        if (update)
            markdown_save(&m);
    }
    markdown_free(&m);
    text_free(&captured);
    return problems() > 0;
}
