#include "c_source.h"

#include <ctype.h>
#include <string.h>

/* Lines of a text end with a zero byte, and behind its last byte there is nothing. */
static char byte_at(const c_reader *r, size_t ahead)
{
    return r->at + ahead < r->source->length ? r->source->bytes[r->at + ahead] : '\0';
}

static bool at_end(const c_reader *r)
{
    return r->at >= r->source->length;
}

static void step(c_reader *r)
{
    if (r->source->bytes[r->at] == '\0')
        r->line++;
    r->at++;
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void skip_comment(c_reader *r)
{
    const bool to_end_of_line = byte_at(r, 1) == '/';
    r->at += 2;
    while (!at_end(r)) {
        if (to_end_of_line && byte_at(r, 0) == '\0')
            return;
        if (!to_end_of_line && byte_at(r, 0) == '*' && byte_at(r, 1) == '/') {
            r->at += 2;
            return;
        }
        step(r);
    }
}

/* A string or character ends with its quote, or, if that is forgotten, with the line. */
static void skip_literal(c_reader *r)
{
    const char quote = byte_at(r, 0);
    step(r);
    while (!at_end(r) && byte_at(r, 0) != quote && byte_at(r, 0) != '\0') {
        if (byte_at(r, 0) == '\\' && !at_end(r))
            step(r);
        if (!at_end(r))
            step(r);
    }
    if (byte_at(r, 0) == quote)
        step(r);
}

/* A preprocessor line goes on behind a backslash at its end. */
static void skip_directive(c_reader *r)
{
    while (!at_end(r) && byte_at(r, 0) != '\0') {
        if (byte_at(r, 0) == '/' && byte_at(r, 1) == '*')
            skip_comment(r);
        else {
            if (byte_at(r, 0) == '\\' && byte_at(r, 1) == '\0')
                step(r);
            if (!at_end(r))
                step(r);
        }
    }
}

static void skip_blanks(c_reader *r)
{
    while (!at_end(r)) {
        const char c = byte_at(r, 0);
        if (c == '/' && (byte_at(r, 1) == '*' || byte_at(r, 1) == '/'))
            skip_comment(r);
        else if (c == '\0' || isspace((unsigned char)c))
            step(r);
        else
            return;
    }
}

/* In "#define NAME ..." the token is NAME, so that a macro is found by its name. */
static void read_directive(c_reader *r, c_token *t)
{
    const char *line = r->source->bytes + r->at + 1;
    line += strspn(line, " \t");
    if (starts_with(line, "define ")) {
        line += strlen("define ");
        t->start = line + strspn(line, " \t");
        while (is_name_byte(t->start[t->length]))
            t->length++;
    }
    skip_directive(r);
}

c_token c_next_token(c_reader *r)
{
    skip_blanks(r);
    c_token t = {.line = r->line, .last_line = r->line};
    if (at_end(r))
        return t;
    const size_t start = r->at;
    t.start = r->source->bytes + start;
    const char c = byte_at(r, 0);
    t.kind = c;
    if (c == '#') {
        read_directive(r, &t);
        t.last_line = r->line;
        return t;
    }
    if (c == '"' || c == '\'') {
        t.kind = TOKEN_LITERAL;
        skip_literal(r);
    } else if (is_name_byte(c)) {
        t.kind = isdigit((unsigned char)c) ? TOKEN_NUMBER : TOKEN_NAME;
        while (is_name_byte(byte_at(r, 0)) || (t.kind == TOKEN_NUMBER && byte_at(r, 0) == '.'))
            step(r);
    } else
        step(r);
    t.length = (int)(r->at - start);
    t.last_line = r->line;
    return t;
}

bool c_token_is(c_token t, const char *name)
{
    return (size_t)t.length == strlen(name) && memcmp(t.start, name, (size_t)t.length) == 0;
}

/* A declaration at the outermost level, while its tokens are read one by one. */
typedef struct {
    int first;        /* its first line; -1 before its first token */
    int braces;       /* how deep inside { } */
    int parentheses;  /* how deep inside ( ) and [ ] */
    bool is_enum;     /* the word enum has been seen */
    bool is_function; /* a ')' was followed by '{': the body ends the declaration, without ';' */
    bool has_braces;  /* it defines something, and does not only announce it */
    bool has_value;   /* a '=' has been seen at the outermost level */
    bool name_before; /* the token before was the name that is looked for */
    bool has_name;    /* the declaration declares that name */
    int kind_before;  /* the kind of the token before */
} declaration;

/*
 * Look at the next token; true if it ends the declaration.
 *
 * Notes
 * - A declaration declares a name if the name stands at its outermost level and is followed by one
 *   of ( [ = ; , {  as in f(void), table[3], limit = 5, conv2d_shape; or struct point {. An
 *   enumeration constant may also stand one brace deep, in front of = , or }.
 * - A use of the name as a type is followed by another name or a star.
 */
static bool take_token(declaration *d, c_token t, const char *name)
{
    if (d->first < 0)
        d->first = t.line;
    if (d->name_before && strchr(d->braces == 0 ? "([=;,{" : "=,}", t.kind) != NULL)
        d->has_name = true;
    const bool counts = d->parentheses == 0 && (d->braces == 0 || (d->braces == 1 && d->is_enum));
    d->name_before = counts && t.kind == TOKEN_NAME && c_token_is(t, name);
    d->is_enum = d->is_enum || (d->braces == 0 && t.kind == TOKEN_NAME && c_token_is(t, "enum"));

    if (t.kind == '(' || t.kind == '[')
        d->parentheses++;
    else if ((t.kind == ')' || t.kind == ']') && d->parentheses > 0)
        d->parentheses--;
    else if (t.kind == '=' && d->braces == 0)
        d->has_value = true;
    else if (t.kind == '{') {
        if (d->braces == 0 && d->kind_before == ')' && !d->has_value)
            d->is_function = true;
        d->has_braces = true;
        d->braces++;
    } else if (t.kind == '}' && d->braces > 0)
        d->braces--;
    d->kind_before = t.kind;
    return d->braces == 0 && (t.kind == ';' || (t.kind == '}' && d->is_function));
}

int c_find(const text *source, const char *name, c_lines *lines)
{
    int definitions = 0, prototypes = 0;
    declaration d = {.first = -1};
    c_reader r = {.source = source};
    for (c_token t = c_next_token(&r); t.kind != TOKEN_END; t = c_next_token(&r)) {
        if (t.kind == TOKEN_DIRECTIVE) {
            if (d.first < 0 && c_token_is(t, name) && definitions++ == 0)
                *lines = (c_lines){t.line, t.last_line};
            continue;
        }
        if (!take_token(&d, t, name))
            continue;
        const bool defines = d.has_braces || d.has_value;
        if (d.has_name && (defines ? definitions++ == 0 : definitions + prototypes++ == 0))
            *lines = (c_lines){d.first, t.last_line};
        d = (declaration){.first = -1};
    }
    return definitions > 0 ? definitions : prototypes;
}

static const char *without_indent(const char *line)
{
    return line + strspn(line, " \t");
}

/*
 * A comment above a definition is either a run of lines that begin with two slashes, or one that
 * ends with a star and a slash and begins, some lines higher, with a slash and a star. A comment
 * that shares its first line with code belongs to that code.
 */
int c_comment_above(const text *source, int line)
{
    int first = line;
    while (first > 0 && starts_with(without_indent(source->lines[first - 1]), "//"))
        first--;
    if (first < line || line == 0)
        return first;

    const char *end = strstr(source->lines[line - 1], "*/");
    if (end == NULL || end[2] != '\0')
        return line;
    for (first = line - 1; first >= 0; first--) {
        if (starts_with(without_indent(source->lines[first]), "/*"))
            return first;
        if (first < line - 1 && strstr(source->lines[first], "*/") != NULL)
            return line;
    }
    return line;
}
