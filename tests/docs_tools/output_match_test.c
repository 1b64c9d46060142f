/*
 * When a line of a text equals a line of an output, and a block an output: every rule of
 * docs/tools/output_match.h, from both sides.
 */
#include "output_match.h"

#include <stdlib.h>
#include <string.h>

#include "expect.h"

static const struct {
    const char *shown, *real;
    int within;
    bool match;
} lines[] = {
    /* words, integers, blanks between words */
    {"", "", 1, true},
    {"edges of a digit", "edges of a digit", 1, true},
    {"edges of a digit", "edges of a digits", 1, false},
    {"edges of a digit", "Edges of a digit", 1, false},
    {"a  b", "a b", 1, false},
    {"a b  ", "a b", 1, true},
    {"", "x", 1, false},
    {"9 of 10", "9 of 10", 1, true},
    {"9 of 10", "9 of 11", 5, false},
    {"10", "100", 5, false},
    {"-1", "1", 5, false},
    {"dx[0] = -12, expected 12", "dx[0] = -12, expected 12", 1, true},
    {"605,696", "605,697", 1, false},
    {"1e-05", "2e-05", 1, false},
    /* decimals */
    {"2.718", "2.718", 1, true},
    {"2.718", "2.719", 1, true},
    {"2.718", "2.717", 1, true},
    {"2.718", "2.720", 1, false},
    {"2.718", "2.720", 2, true},
    {"2.718", "2.713", 5, true},
    {"2.718", "2.712", 5, false},
    {"2.718", "2.71", 1, false},
    {"2.718", "2.7180", 1, false},
    {"2.7", "2", 1, false},
    {"2", "2.0", 1, false},
    {"loss 9.99,", "loss 10.00,", 1, true},
    {"  9.99 |", " 10.00 |", 1, true},
    {"0.00", "-0.01", 1, true},
    {"+0.50", "+0.51", 1, true},
    {"0.50", "-0.50", 1, false},
    {"[0.1 0.2]", "[0.2 0.3]", 1, true},
    {"[0.1 0.2]", "[0.2 0.4]", 1, false},
    {"(1.5)", "(1.6)", 1, true},
    {"97.27 %", "97.28 %", 1, true},
    {"97.27 %", "97.29 %", 1, false},
    {"1,234.5", "1,234.6", 1, true},
    {"1,234.5", "1,244.5", 1, false},
    {"nan", "nan", 1, true},
    {"nan", "0.1", 1, false},
    {"0.1", "nan", 1, false},
    {"inf", "1.0", 1, false},
    /* exponents: the unit goes with them */
    {"1.23e-06", "1.24e-06", 1, true},
    {"1.23e-06", "1.25e-06", 1, false},
    {"1.23e-06", "1.23e-07", 1, false},
    {"1.0e-09", "9.9e-10", 1, true},
    {"9.9e-10", "1.0e-09", 1, true},
    {"9.9e-10", "1.2e-09", 1, false},
    {"1.5e+999", "1.5e+999", 1, true},
    /* what is no number: names, versions, dates */
    {"conv2d 1", "conv3d 1", 5, false},
    {"version 1.2.3", "version 1.2.4", 5, false},
    {"version 1.2.3", "version 1.3.3", 5, false},
    {"x1.5", "x1.6", 1, false},
    {"1998-11-01", "1998-11-02", 1, false},
    /* times and speeds */
    {"in 12 ms", "in 3 ms", 1, true},
    {"in 12 ms", "in 3.5 ms", 1, true},
    {"in   1.2 s.", "in 101.7 s.", 1, true},
    {"in 12ms", "in 13ms", 1, true},
    {"12 ms", "12 us", 1, false},
    {"12 ms", "x ms", 1, false},
    {"3 \xC2\xB5s", "4 \xC2\xB5s", 1, true},
    {"49,000 images/s", "7,300 images/s", 1, true},
    {"src/layers/conv2d.c:21: requires N", "src/layers/conv2d.c:190: requires N", 1, true},
    {"src/layers/conv2d.c:21: requires N", "src/layers/conv2d.h:21: requires N", 1, false},
    /* In a row that is ok, rounding errors and where they are; nothing else. */
    {"dx (2,5)   10 0 5.41e-13 7.1e-12 [1][1]   ok", "dx (2,5)   10 0 3.7e-11 0 [0][11]  ok", 1,
     true},
    {"dx (2,5)   10 0 5.41e-13 7.1e-12 [1][1]   ok", "dx (2,5)   12 0 5.41e-13 7.1e-12 [1][1]   ok",
     1, false},
    {"dx (2,5)   10 0 5.41e-13 7.1e-12 [1][1]   ok", "dx (2,5)   10 1 5.41e-13 7.1e-12 [1][1]   ok",
     1, false},
    {"dx (2,5)   10 0 5.41e-13 7.1e-12 [1][1]   ok",
     "dx (2,5)   10 0 5.41e-13 7.1e-12 [1][1]   WRONG", 1, false},
    {"dx (2,5)   10 0 1.98     7.1e-12 [1][1] WRONG",
     "dx (2,5)   10 0 1.98     7.1e-12 [0][1] WRONG", 1, false},
    {"dx (2,5)   10 0 1.98     7.1e-12 [1][1] WRONG",
     "dx (2,5)   10 0 1.67     7.1e-12 [1][1] WRONG", 1, false},
    {"element:21: wrong", "element:22: wrong", 1, false},
    {"98.1 GFLOP/s, 87 % of peak", "35 GFLOP/s, 30 % of peak", 1, true},
    {"2 min 3.0 s", "1 min 59.9 s", 1, true},
    {"7.4 times faster", "6.9 times faster", 1, true},
    {"5 samples", "6 samples", 1, false},
    {"5 minutes", "6 minutes", 1, false},
    {"5 s/image", "6 s/image", 1, false},
    {"87 % of peaks", "88 % of peaks", 1, false},
    {"1 ms 1", "2 ms 2", 1, false},
    /* hostile */
    {"1.1111111111111111111111111111111111111111111111111111111111111111111111",
     "1.1111111111111111111111111111111111111111111111111111111111111111111111", 1, true},
    {"1.", "1.", 1, true},
    {"-", "+", 1, false},
    {"1.5e", "1.5e", 1, true},
    {"1.5e+", "1.6e+", 1, true},
    {"1.5e99999999999999999999", "1.5e99999999999999999999", 1, true},
    {"\xFF\xFE", "\xFF\xFE", 1, true},
};

static void test_lines(void)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const bool match = line_matches(lines[i].shown, lines[i].real, lines[i].within);
        EXPECT(match == lines[i].match, "\"%s\" and \"%s\" within %d: %s", lines[i].shown,
               lines[i].real, lines[i].within, match ? "match" : "do not match");
    }
}

/* Blocks and outputs, their lines parted by '/'. */
static const struct {
    const char *shown, *real;
    bool match;
    int shown_line, real_line; /* where they part, if they do */
} blocks[] = {
    {"", "", true, 0, 0},
    {"a/b", "a/b", true, 0, 0},
    {"a/b", "a/c", false, 1, 1},
    {"a/b", "a", false, 1, 1},
    {"a", "a/b", false, 1, 1},
    {"", "a", false, 0, 0},
    {"a", "", false, 0, 0},
    {"...", "", true, 0, 0},
    {"...", "a/b/c", true, 0, 0},
    {".../...", "a", true, 0, 0},
    {"a/...", "a/b/c", true, 0, 0},
    {"a/...", "a", true, 0, 0},
    {"a/...", "b/a", false, 0, 0},
    {".../c", "a/b/c", true, 0, 0},
    {".../c", "a/c/b", false, 1, 2},
    {".../a/c", "a/b/a/c", true, 0, 0},
    {"a/.../c", "a/b/b/c", true, 0, 0},
    {"a/.../c", "a/c", true, 0, 0},
    {"a/.../a", "a", false, 2, 1},
    {".../b/...", "a/b/c", true, 0, 0},
    {".../b/c/...", "a/b/b/c/d", true, 0, 0},
    {".../b/x/...", "a/b/c", false, 2, 2},
    {".../x/...", "a/b", false, 1, 0},
    {".../b/.../b/...", "a/b/c", false, 3, 2},
    {".../b/.../d", "a/b/c/b/d", true, 0, 0},
    {".../1.5/...", "a/1.6/c", true, 0, 0},
    {" ... /c", "a/c", true, 0, 0},
    {"../c", "a/c", false, 0, 0},
};

static int split(char *string, char *at[], int room)
{
    int count = 0;
    for (char *line = strtok(string, "/"); line != NULL && count < room; line = strtok(NULL, "/"))
        at[count++] = line;
    return count;
}

static void test_blocks(void)
{
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        char shown[64], real[64], *shown_lines[16], *real_lines[16];
        snprintf(shown, sizeof shown, "%s", blocks[i].shown);
        snprintf(real, sizeof real, "%s", blocks[i].real);
        const line_list s = {shown_lines, split(shown, shown_lines, 16)};
        const line_list r = {real_lines, split(real, real_lines, 16)};
        mismatch where = {-1, -1};
        const bool match = output_matches(s, r, 1, &where);
        EXPECT(match == blocks[i].match, "\"%s\" and \"%s\": %s", blocks[i].shown, blocks[i].real,
               match ? "match" : "do not match");
        if (!match)
            EXPECT(where.shown == blocks[i].shown_line && where.real == blocks[i].real_line,
                   "\"%s\" and \"%s\" part at %d and %d", blocks[i].shown, blocks[i].real,
                   where.shown, where.real);
    }
}

static void test_escapes(void)
{
    static const char *const cases[][2] = {
        {"plain", "plain"},        {"\x1B[31mred\x1B[0m", "red"}, {"\x1B[1;38;5;208mx", "x"},
        {"a\x1B[Kb", "ab"},        {"cut \x1B[31", "cut "},       {"cut \x1B[", "cut "},
        {"lone \x1B", "lone \x1B"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[64];
        snprintf(line, sizeof line, "%s", cases[i][0]);
        strip_escapes(line);
        EXPECT(strcmp(line, cases[i][1]) == 0, "case %zu gives \"%s\"", i, line);
    }
}

int main(void)
{
    test_lines();
    test_blocks();
    test_escapes();
    return expect_result();
}
