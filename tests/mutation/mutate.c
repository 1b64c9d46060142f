/*
 * Makes small mistakes in a C file, one at a time: mutants.
 *
 *   mutate <source>                      how many mutants there are
 *   mutate <source> <number> <output>    writes mutant number 0, 1, ...; prints its function, its
 *                                        line and what was changed
 *
 * Changed are: operators, indices, bounds and constants; and whole statements are dropped. Comments,
 * strings and preprocessor lines stay as they are.
 *
 * A test is good if it fails for each of them that computes something else. tests/mutation/run.cmake
 * finds out; docs/mutation.md has the figures.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 1 << 16, MOST_TOKENS = 1 << 14, MOST_MUTANTS = 1 << 13 };

/* A piece of the source: a name, a number, an operator. */
typedef struct {
    size_t at, length;
    char text[32]; /* cut, if it is longer */
} token;

/* From `at` on, `length` characters become `text`. */
typedef struct {
    size_t at, length;
    const char *text;
} mutant;

static char source[MOST_TEXT];
static token tokens[MOST_TOKENS];
static mutant mutants[MOST_MUTANTS];
static int token_count, mutant_count;

/* ---- Tokens ------------------------------------------------------------------------------------ */

/* Past what is no token: blanks, comments, strings, preprocessor lines. */
static size_t skip(size_t at)
{
    for (;;) {
        const char *s = source + at, *end = NULL;
        const bool line_start = at == 0 || source[at - 1] == '\n';
        if (isspace((unsigned char)*s)) {
            at++;
            continue;
        }
        if (strncmp(s, "/*", 2) == 0) {
            end = strstr(s, "*/");
            at = end == NULL ? at + strlen(s) : (size_t)(end - source) + 2;
        } else if (*s == '#' && line_start) {
            while (source[at] != '\0' && (source[at] != '\n' || source[at - 1] == '\\'))
                at++;
        } else if (*s == '"') {
            for (at++; source[at] != '\0' && source[at] != '"'; at++)
                at += source[at] == '\\';
            at++;
        } else {
            return at;
        }
    }
}

static size_t token_length(const char *s)
{
    static const char *const operators[] = {
        "<<=", ">>=", "->", "++", "--", "+=", "-=", "*=", "/=", "%=",
        "==",  "!=",  "<=", ">=", "&&", "||", "<<", ">>", NULL};
    size_t length = 0;
    while (isalnum((unsigned char)s[length]) || s[length] == '_')
        length++;
    if (length > 0)
        return length;
    for (int i = 0; operators[i] != NULL; i++)
        if (strncmp(s, operators[i], strlen(operators[i])) == 0)
            return strlen(operators[i]);
    return 1;
}

static bool tokenize(void)
{
    for (size_t at = skip(0); source[at] != '\0'; at = skip(at)) {
        if (token_count == MOST_TOKENS)
            return false;
        token *t = &tokens[token_count++];
        t->at = at;
        t->length = token_length(source + at);
        snprintf(t->text, sizeof t->text, "%.*s", (int)t->length, source + at);
        at += t->length;
    }
    return true;
}

static bool is(int i, const char *text)
{
    return i >= 0 && i < token_count && strcmp(tokens[i].text, text) == 0;
}

static bool is_one_of(int i, const char *const *texts)
{
    for (; *texts != NULL; texts++)
        if (is(i, *texts))
            return true;
    return false;
}

static bool is_name(int i)
{
    return i >= 0 && i < token_count &&
           (isalpha((unsigned char)tokens[i].text[0]) || tokens[i].text[0] == '_');
}

static bool is_operand(int i)
{
    static const char *const types[] = {"real",   "int",    "const", "double", "void",
                                        "return", "size_t", "lanes", NULL};
    return (i >= 0 && i < token_count && isalnum((unsigned char)tokens[i].text[0]) &&
            !is_one_of(i, types)) ||
           is(i, ")") || is(i, "]");
}

/* ---- Mutants ----------------------------------------------------------------------------------- */

static void add(size_t at, size_t length, const char *text)
{
    if (mutant_count < MOST_MUTANTS)
        mutants[mutant_count++] = (mutant){at, length, text};
}

/* What a token is taken for by mistake. Each pair is one mutant. */
static const char *const mistaken[][2] = {
    {"+", "-"},      {"-", "+"},      {"*", "+"},         {"/", "*"},         {"%", "/"},
    {"<", "<="},     {"<", ">"},      {"<=", "<"},        {"<=", ">"},        {">", ">="},
    {">", "<"},      {">=", ">"},     {">=", "<"},        {"==", "!="},       {"!=", "=="},
    {"&&", "||"},    {"||", "&&"},    {"+=", "="},        {"+=", "-="},       {"-=", "="},
    {"-=", "+="},    {"*=", "="},     {"/=", "*="},       {"/=", "="},        {"++", "--"},
    {"0", "1"},      {"1", "0"},      {"1", "2"},         {"2", "3"},         {"4", "3"},
    {"n", "0"},      {"c", "oc"},     {"oc", "c"},        {"oh", "ow"},       {"ow", "oh"},
    {"kh", "kw"},    {"kw", "kh"},    {"h", "w"},         {"w", "h"},         {"i", "o"},
    {"o", "i"},      {"j", "k"},      {"k", "j"},         {"H", "W"},         {"W", "H"},
    {"KH", "KW"},    {"KW", "KH"},    {"OH", "OW"},       {"OW", "OH"},       {"C", "OC"},
    {"OC", "C"},     {"in", "out"},   {"out", "in"},      {"N", "K"},         {"K", "N"},
    {"top", "left"}, {"left", "top"}, {"size", "stride"}, {"stride", "size"}, {"dx", "dy"},
    {"dw", "db"},    {"x", "y"},      {"y", "x"},         {"X", "Y"},         {"DY", "Y"},
    {"exp", "log"},  {"log", "exp"},  {"true", "false"},  {"false", "true"},
};

/* Past the message of a REQUIRE: what it says when it stops is not what is tested here. */
static int skip_message(int i)
{
    for (int depth = 0; i < token_count; i++) {
        depth += is(i, "(") - is(i, ")");
        if (depth < 0)
            return i;
    }
    return i;
}

static void mistake_tokens(void)
{
    bool in_require = false;
    for (int i = 0; i < token_count; i++) {
        const token *t = &tokens[i];
        in_require = in_require ? !is(i, ";") : is(i, "REQUIRE");
        if (in_require && is(i, ","))
            i = skip_message(i);
        if (is(i, "*") && !is_operand(i - 1)) /* a pointer */
            continue;
        for (size_t k = 0; k < sizeof mistaken / sizeof mistaken[0]; k++)
            if (is(i, mistaken[k][0]))
                add(t->at, t->length, mistaken[k][1]);
        const bool is_index = is(i - 1, "[") && is(i + 1, "]") && is_name(i);
        if (is_index && !is(i, "n") && !is(i - 2, "*") && is_operand(i - 2))
            add(t->at, t->length, "0");
    }
}

/* Statements that compute something, with their semicolon; not declarations, not the parts of a for. */
static void drop_statements(void)
{
    static const char *const other[] = {
        "const",    "real",      "int",   "double",  "size_t", "static", "enum", "return",
        "for",      "if",        "else",  "typedef", "struct", "while",  "do",   "void",
        "unsigned", "ptrdiff_t", "lanes", "matrix",  "plane",  NULL};
    int depth = 0; /* of parentheses */
    for (int i = 0; i < token_count; i++) {
        depth += is(i, "(") - is(i, ")");
        const bool starts = i > 0 && depth == 0 &&
                            (is(i - 1, ";") || is(i - 1, "{") || is(i - 1, "}") || is(i - 1, ")") ||
                             is(i - 1, "else"));
        if (!starts || (!is_name(i) && !is(i, "*")) || is_one_of(i, other))
            continue;
        int end = i, inner = 0;
        while (end < token_count && (inner > 0 || !is(end, ";"))) {
            inner += is(end, "(") + is(end, "{") - is(end, ")") - is(end, "}");
            end++;
        }
        const bool declares = is_name(i) && is_name(i + 1);
        if (end < token_count && !declares)
            add(tokens[i].at, tokens[end].at - tokens[i].at, "");
    }
}

/* ---- The program ------------------------------------------------------------------------------- */

/* The function that is defined around a place: the last name at the start of a line with ( behind it. */
static void print_function_of(size_t at)
{
    size_t name = 0, length = 0;
    for (size_t line = 0; line < at; line += strcspn(source + line, "\n") + 1) {
        const size_t width = strcspn(source + line, "\n");
        const size_t bracket = strcspn(source + line, "(");
        if (!isalpha((unsigned char)source[line]) || bracket >= width || bracket == 0)
            continue;
        name = line + bracket;
        for (length = 0;
             name > line && (isalnum((unsigned char)source[name - 1]) || source[name - 1] == '_');
             length++)
            name--;
    }
    printf("%.*s ", (int)length, source + name);
}

/* "conv2d_dw 137: DW[oc][c][kh][kw] += ..." */
static void print_line_of(size_t at)
{
    size_t start = at;
    int number = 1;
    for (size_t i = 0; i < at; i++)
        number += source[i] == '\n';
    while (start > 0 && source[start - 1] != '\n')
        start--;
    while (isspace((unsigned char)source[start]) && source[start] != '\n')
        start++;
    print_function_of(at);
    printf("%d: %.*s", number, (int)strcspn(source + start, "\n"), source + start);
}

int main(int argc, char **argv)
{
    FILE *in = argc == 2 || argc == 4 ? fopen(argv[1], "r") : NULL;
    if (in == NULL) {
        fprintf(stderr, "usage: %s <source> [<number> <output>]\n", argv[0]);
        return 2;
    }
    const size_t length = fread(source, 1, sizeof source - 1, in);
    fclose(in);
    if (length == sizeof source - 1 || !tokenize()) {
        fprintf(stderr, "%s: %s is too long\n", argv[0], argv[1]);
        return 1;
    }
    mistake_tokens();
    drop_statements();
    if (argc == 2) {
        printf("%d\n", mutant_count);
        return 0;
    }

    const long number = strtol(argv[2], NULL, 10);
    FILE *out = number >= 0 && number < mutant_count ? fopen(argv[3], "w") : NULL;
    if (out == NULL) {
        fprintf(stderr, "%s: no mutant %s, or %s cannot be written\n", argv[0], argv[2], argv[3]);
        return 1;
    }
    const mutant m = mutants[number];
    fwrite(source, 1, m.at, out);
    fprintf(out, "%s%s", m.text, source + m.at + m.length);
    print_line_of(m.at);
    printf("   [%.*s -> %s]\n", (int)m.length, source + m.at,
           m.text[0] == '\0' ? "nothing" : m.text);
    return fclose(out) == 0 ? 0 : 1;
}
