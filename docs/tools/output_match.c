#include "output_match.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A number as it is written. */
typedef struct {
    const char *end; /* the byte behind it */
    double value;
    double unit;    /* one unit of its last printed place: 0.001 for 2.718, 1e-8 for 1.23e-06 */
    int places;     /* digits behind the point; 0: an integer */
    bool is_masked; /* a time, a speed, the number of a line, or rounding */
} number;

static bool is_word_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static const char *skip_digits(const char *at)
{
    while (isdigit((unsigned char)*at))
        at++;
    return at;
}

/* Does `at` begin with this unit, as a whole word? */
static bool is_unit(const char *at, const char *unit)
{
    const size_t length = strlen(unit);
    return strncmp(at, unit, length) == 0 && !is_word_byte(at[length]) && at[length] != '/';
}

static bool time_or_speed_follows(const char *at)
{
    static const char *const units[] = {"ns",  "us",        "\xC2\xB5s", "ms",          "s",
                                        "min", "% of peak", "%-of-peak", "times faster"};
    at += *at == ' ';
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (is_unit(at, units[i]))
            return true;
    const char *per = at;
    while (isalpha((unsigned char)*per))
        per++;
    return per > at && is_unit(per, "/s");
}

/* "conv2d.c:21:": the number of a line, which moves whenever something is added above it. */
static bool is_line_number(const char *line, const char *at, const char *end)
{
    return at - line >= 3 && (strncmp(at - 3, ".c:", 3) == 0 || strncmp(at - 3, ".h:", 3) == 0) &&
           *end == ':';
}

/*
 * A row of a gradient check's table that ends with "ok":
 *
 *     dx       (2,5)      10       0  5.41e-13    7.1e-12   [1][1]         ok
 *
 * Its errors are rounding errors, and where the worst of them is, is chance: other processors, and
 * other compilers, round differently. What counts is the verdict.
 */
static bool is_ok_row(const char *line)
{
    size_t length = strlen(line);
    while (length > 0 && line[length - 1] == ' ')
        length--;
    return length > 3 && strncmp(line + length - 3, " ok", 3) == 0;
}

/* Is it an error or an index in such a row? */
static bool is_rounding(const char *line, const char *at, const number *n, int exponent)
{
    const bool is_index = at > line && at[-1] == '[' && *n->end == ']';
    return is_ok_row(line) && (is_index || exponent != 0 || n->value == 0);
}

/*
 * Read the number that begins at `at`: a sign, digits (a comma may part thousands), a point with
 * digits, an exponent. False if there is none, or if it is part of a word (conv2d), of a version
 * (1.2.3) or of a date.
 */
static bool read_number(const char *line, const char *at, number *n)
{
    if (at > line && (is_word_byte(at[-1]) || at[-1] == '.'))
        return false;
    char digits[64]; /* the number without its commas, for strtod */
    size_t length = 0;
    const char *end = at;
    if (*end == '+' || *end == '-')
        end++;
    if (!isdigit((unsigned char)*end))
        return false;
    end = skip_digits(end);
    while (*end == ',' && skip_digits(end + 1) == end + 4)
        end += 4;
    n->places = 0;
    if (*end == '.' && isdigit((unsigned char)end[1])) {
        const char *point = end;
        end = skip_digits(end + 1);
        n->places = (int)(end - point) - 1;
        if (*end == '.' && isdigit((unsigned char)end[1]))
            return false;
    }
    int exponent = 0;
    if (*end == 'e' || *end == 'E') {
        const char *power = end + 1 + (end[1] == '+' || end[1] == '-');
        const char *behind = skip_digits(power);
        if (behind > power && behind <= power + 3) {
            exponent = atoi(end + 1);
            end = behind;
        }
    }
    for (const char *c = at; c < end; c++)
        if (*c != ',') {
            if (length == sizeof digits - 1)
                return false;
            digits[length++] = *c;
        }
    digits[length] = '\0';
    n->end = end;
    n->value = strtod(digits, NULL);
    n->unit = pow(10, exponent - n->places);
    n->is_masked = time_or_speed_follows(end) || is_line_number(line, at, end) ||
                   is_rounding(line, at, n, exponent);
    return true;
}

/*
 * Notes
 * - Decimals of equally many places, without exponents, differ by a whole number of units; the
 *   hundredth of a unit is for the rounding of strtod.
 * - The unit is that of the text: 1.0e-09 may be 9.9e-10 or 1.1e-09 in the output.
 */
static bool decimals_match(number shown, number real, int within)
{
    if (shown.places != real.places)
        return false;
    return shown.value == real.value || /* even if both are infinite */
           fabs(shown.value - real.value) <= (within + 0.01) * shown.unit;
}

/*
 * Both lines are walked through together. Where both have a number that is masked or decimal, they
 * are stepped over as a whole; all else, integers too, is compared byte by byte. In rows of "ok" it
 * does not matter how many blanks part two columns.
 */
bool line_matches(const char *shown, const char *real, int within)
{
    const bool ok = is_ok_row(shown) && is_ok_row(real);
    const char *s = shown, *r = real;
    for (;;) {
        const char *s_word = s + strspn(s, " "), *r_word = r + strspn(r, " ");
        if (*s_word == '\0' || *r_word == '\0')
            return *s_word == *r_word;
        number a, b;
        if (read_number(shown, s_word, &a) && read_number(real, r_word, &b) &&
            ((a.is_masked && b.is_masked) || (a.places > 0 && b.places > 0))) {
            if (!a.is_masked && !decimals_match(a, b, within))
                return false;
            s = a.end;
            r = b.end;
        } else if (ok && s < s_word && r < r_word) {
            s = s_word;
            r = r_word;
        } else if (*s++ != *r++)
            return false;
    }
}

bool is_skip(const char *line)
{
    line += strspn(line, " ");
    return strncmp(line, "...", 3) == 0 && line[3 + strspn(line + 3, " ")] == '\0';
}

/* How many lines of a run without "..." match the output from line `at` on. */
static int matching_lines(line_list run, line_list real, int at, int within)
{
    int i = 0;
    while (i < run.count && at + i < real.count && line_matches(run.at[i], real.at[at + i], within))
        i++;
    return i;
}

/*
 * The block is cut at its "..." into runs. The first run must stand at the beginning of the output
 * (if no "..." precedes it) and the last at its end; a run between two "..." is taken at the first
 * place where all of it matches, which leaves the most room for what follows.
 */
bool output_matches(line_list shown, line_list real, int within, mismatch *where)
{
    int at = 0;
    bool skipping = false;
    for (int begin = 0; begin <= shown.count;) {
        int end = begin;
        while (end < shown.count && !is_skip(shown.at[end]))
            end++;
        const line_list run = {shown.at + begin, end - begin};
        const bool is_last = end == shown.count;

        /* The places where the run may stand. */
        int first = at, last = at;
        if (skipping && is_last)
            first = last = real.count - run.count > at ? real.count - run.count : at;
        else if (skipping)
            last = real.count > at ? real.count : at;

        int best = -1, best_place = first, place = first;
        for (; place <= last; place++) {
            const int count = matching_lines(run, real, place, within);
            if (count > best) {
                best = count;
                best_place = place;
            }
            if (count == run.count)
                break;
        }
        *where = (mismatch){begin + best, best_place + best};
        if (best < run.count)
            return false;
        at = best_place + run.count;
        if (is_last)
            return at == real.count;
        skipping = true;
        begin = end + 1;
    }
    return true;
}

/* An escape sequence is ESC [ parameters letter, as in ESC[1;31m. */
void strip_escapes(char *line)
{
    char *to = line;
    for (const char *from = line; *from != '\0';) {
        if (from[0] == '\x1B' && from[1] == '[') {
            from += 2;
            while (*from != '\0' && !(*from >= '@' && *from <= '~'))
                from++;
            from += *from != '\0';
        } else
            *to++ = *from++;
    }
    *to = '\0';
}
