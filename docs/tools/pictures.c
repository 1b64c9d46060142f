/*
 * tie_pictures <kept.svg> <drawn.svg>
 *
 * Checks that a picture that is kept beside a text is what its program draws: the same elements in
 * the same order, with every number within 0.05 (a twentieth of a pixel) and every part of a colour
 * within 2 of 255. Not byte for byte: one machine multiplies and adds in one step, another in two,
 * and a coordinate may then be rounded to 124.32 here and to 124.33 there.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* A colour, "#0072b2", at both places: move behind it and tell whether they are alike. */
static bool same_colour(const char **a, const char **b)
{
    const long first = strtol(*a + 1, NULL, 16), second = strtol(*b + 1, NULL, 16);
    for (int shift = 0; shift <= 16; shift += 8)
        if (labs((first >> shift & 255) - (second >> shift & 255)) > 2)
            return false;
    *a += 7;
    *b += 7;
    return true;
}

static bool is_colour(const char *s)
{
    if (s[0] != '#')
        return false;
    for (int i = 1; i <= 6; i++)
        if (!isxdigit((unsigned char)s[i]))
            return false;
    return true;
}

static bool begins_number(const char *s)
{
    return isdigit((unsigned char)s[0]) || (s[0] == '-' && isdigit((unsigned char)s[1]));
}

static bool same_line(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (is_colour(a) && is_colour(b)) {
            if (!same_colour(&a, &b))
                return false;
        } else if (begins_number(a) && begins_number(b)) {
            char *a_end, *b_end;
            if (!(fabs(strtod(a, &a_end) - strtod(b, &b_end)) <= 0.05))
                return false;
            a = a_end;
            b = b_end;
        } else if (*a++ != *b++) {
            return false;
        }
    }
    return *a == *b;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: tie_pictures <kept.svg> <drawn.svg>\n");
        return 2;
    }
    text kept, drawn;
    if (text_read(&kept, argv[1]) && text_read(&drawn, argv[2])) {
        int line = 0;
        while (line < kept.count && line < drawn.count &&
               same_line(kept.lines[line], drawn.lines[line]))
            line++;
        if (line < kept.count || line < drawn.count)
            problem(argv[1], line,
                    "the program now draws something else\n"
                    "  kept:  %.100s\n  drawn: %.100s\n"
                    "hint: look at %s; if it is right, build the chapter's -update target",
                    line < kept.count ? kept.lines[line] : "(nothing)",
                    line < drawn.count ? drawn.lines[line] : "(nothing)", argv[2]);
        text_free(&drawn);
    }
    text_free(&kept);
    return problems() > 0;
}
