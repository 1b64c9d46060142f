/*
 * Finding functions, types, tables and macros in C: the source below holds one of each kind, and
 * the lures that a careless reader would take for them.
 */
#include "c_source.h"

#include <stdlib.h>
#include <string.h>

#include "expect.h"

static const char SOURCE[] = /* each line is numbered from 0 */
    /*  0 */ "/* decoy() { in a comment */\n"
             /*  1 */ "#include <decoy.h>\n"
             /*  2 */ "#define SQUARE(x) \\\n"
             /*  3 */ "    ((x) * (x))\n"
             /*  4 */ "static const char *quote = \"decoy() {\"; // decoy() {\n"
             /*  5 */ "\n"
             /*  6 */ "// one\n"
             /*  7 */ "// two\n"
             /*  8 */ "typedef struct {\n"
             /*  9 */ "    int n; /* decoy() */\n"
             /* 10 */ "} shape;\n"
             /* 11 */ "\n"
             /* 12 */ "int forward(shape s);\n"
             /* 13 */ "static int helper(int a,\n"
             /* 14 */ "                  int b);\n"
             /* 15 */ "\n"
             /* 16 */ "/*\n"
             /* 17 */ " * Forward.\n"
             /* 18 */ " */\n"
             /* 19 */ "int\n"
             /* 20 */ "forward(shape s)\n"
             /* 21 */ "{\n"
             /* 22 */ "    char brace = '}', quote2 = '\\'';\n"
             /* 23 */ "    if (brace) { helper(1, 2); }\n"
             /* 24 */ "    return s.n + quote2;\n"
             /* 25 */ "}\n"
             /* 26 */ "\n"
             /* 27 */ "static const int table[2][2] = {{1, 2},\n"
             /* 28 */ "                                {3, 4}};\n"
             /* 29 */ "static const shape unit = (shape){1},\n"
             /* 30 */ "                   pair = (shape){2};\n"
             /* 31 */ "enum { SMALL = 1, LARGE };\n"
             /* 32 */ "typedef enum { RED, GREEN } colour;\n"
             /* 33 */ "struct point { int x, y; }; /* its comment */\n"
             /* 34 */ "typedef void task(void *context, int index);\n"
             /* 35 */ "static int helper(int a, int b) { return a + b; }\n"
             /* 36 */ "#if 1\n"
             /* 37 */ "typedef double twice;\n"
             /* 38 */ "#else\n"
             /* 39 */ "typedef float twice;\n"
             /* 40 */ "#endif\n"
             /* 41 */ "int last(void) { return SQUARE(2); }\n"
             /* 42 */ "int last(void);"; /* no line end, as it happens */

static const struct {
    const char *name;
    int count, first, last, comment;
} cases[] = {
    {"SQUARE", 1, 2, 3, 2},     {"quote", 1, 4, 4, 4},     {"shape", 1, 8, 10, 6},
    {"forward", 1, 19, 25, 16}, {"helper", 1, 35, 35, 35}, {"table", 1, 27, 28, 27},
    {"unit", 1, 29, 30, 29},    {"pair", 1, 29, 30, 29},   {"SMALL", 1, 31, 31, 31},
    {"LARGE", 1, 31, 31, 31},   {"RED", 1, 32, 32, 32},    {"colour", 1, 32, 32, 32},
    {"point", 1, 33, 33, 33},   {"task", 1, 34, 34, 34},   {"twice", 2, 37, 37, 37},
    {"last", 1, 41, 41, 41},    {"decoy", 0, 0, 0, 0},     {"n", 0, 0, 0, 0},
    {"brace", 0, 0, 0, 0},      {"x", 0, 0, 0, 0},         {"a", 0, 0, 0, 0},
};

/* What text_read() makes of a file with this content. */
static text text_of(const char *path, const char *content, size_t length)
{
    FILE *file = fopen(path, "wb");
    text t = {0};
    EXPECT(file != NULL, "%s cannot be written", path);
    if (file != NULL) {
        fwrite(content, 1, length, file);
        fclose(file);
        EXPECT(text_read(&t, path), "%s cannot be read", path);
        remove(path);
    }
    return t;
}

static void test_find(void)
{
    text source = text_of("c_source_test.txt", SOURCE, strlen(SOURCE));
    EXPECT(source.count == 43, "%d lines", source.count);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        c_lines found = {0, 0};
        const int count = c_find(&source, cases[i].name, &found);
        EXPECT(count == cases[i].count, "%d definitions of %s", count, cases[i].name);
        if (count == 0)
            continue;
        EXPECT(found.first == cases[i].first && found.last == cases[i].last,
               "%s was found in lines %d to %d", cases[i].name, found.first, found.last);
        const int comment = c_comment_above(&source, found.first);
        EXPECT(comment == cases[i].comment, "the comment of %s begins in line %d", cases[i].name,
               comment);
    }
    text_free(&source);
}

/* Nothing in a file that is cut off, or is no C at all, leads out of it. */
static void test_hostile(void)
{
    text whole = text_of("c_source_test.txt", SOURCE, strlen(SOURCE));
    for (size_t length = 0; length < strlen(SOURCE); length += 7) {
        text part = text_of("c_source_test.txt", SOURCE, length);
        c_lines found;
        const int count = c_find(&part, "forward", &found);
        EXPECT(count == 0 || (0 <= found.first && found.last < whole.count), "length %zu", length);
        text_free(&part);
    }
    text_free(&whole);

    static const char *const sources[] = {"",     "}",       "}}}} int f(void) {}",
                                          "\"",   "'",       "/*",
                                          "//",   "/",       "#",
                                          "\\",   "#define", "#define \\",
                                          "((((", "{{{{",    "\xFF\xFE int",
                                          "'\\",  "1.",      "\n\n\n",
                                          "a",    "#/*"};
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        text source = text_of("c_source_test.txt", sources[i], strlen(sources[i]));
        c_lines found;
        EXPECT(c_find(&source, "f", &found) == (i == 2), "source %zu", i);
        for (int line = 0; line < source.count; line++)
            EXPECT(c_comment_above(&source, line) <= line, "source %zu, line %d", i, line);
        text_free(&source);
    }
}

int main(void)
{
    test_find();
    test_hostile();
    return expect_result();
}
