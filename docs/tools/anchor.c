#include "anchor.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * By GitHub's rule: lower case; letters, digits, '-' and '_' stay, blanks
 * become '-', all else goes. Of the bytes beyond ASCII, those of punctuation and symbols (U+2000 to
 * U+2BFF, U+0080 to U+00BF, the signs for times and divided by) go.
 */
void heading_anchor(const char *heading, char *slug)
{
    heading += strspn(heading, "#");
    heading += strspn(heading, " ");
    size_t length = strlen(heading);
    while (length > 0 && (heading[length - 1] == ' ' || heading[length - 1] == '#'))
        length--;
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)heading[i];
        const unsigned char next = i + 1 < length ? (unsigned char)heading[i + 1] : 0;
        if (c == ']' && next == '(') { /* of a link, the text counts */
            while (i + 1 < length && heading[i] != ')')
                i++;
        } else if (c == 0xE2 && next >= 0x80 && next <= 0xAF)
            i += 2;
        else if (c == 0xC2 || (c == 0xC3 && (next == 0x97 || next == 0xB7)))
            i += 1;
        else if (c >= 0x80 || isalnum(c) || c == '-' || c == '_')
            *slug++ = (char)(c < 0x80 ? tolower(c) : c);
        else if (c == ' ')
            *slug++ = '-';
    }
    *slug = '\0';
}

bool is_heading(const char *line)
{
    const size_t level = strspn(line, "#");
    return level >= 1 && level <= 6 && line[level] == ' ';
}

bool has_anchor(const markdown *m, const char *anchor)
{
    size_t longest = strlen(anchor);
    for (int i = 0; i < m->text.count; i++)
        if (strlen(m->text.lines[i]) > longest)
            longest = strlen(m->text.lines[i]);
    char *slug = allocate(NULL, longest + 32), *id = allocate(NULL, longest + 32);
    snprintf(id, longest + 32, "id=\"%s\"", anchor);

    bool found = false;
    int same = 0; /* headings whose slug is the anchor without its number */
    const char *number = strrchr(anchor, '-');
    for (int i = 0, b = 0; i < m->text.count && !found; i++) {
        if (b < m->count && i == m->blocks[b].open) {
            i = m->blocks[b++].close;
            continue;
        }
        found = strstr(m->text.lines[i], id) != NULL;
        if (!is_heading(m->text.lines[i]))
            continue;
        heading_anchor(m->text.lines[i], slug);
        found = found || strcmp(slug, anchor) == 0;
        if (number != NULL && strlen(slug) == (size_t)(number - anchor) &&
            starts_with(anchor, slug)) {
            same++;
            found = found || (same >= 2 && atoi(number + 1) == same - 1);
        }
    }
    free(slug);
    free(id);
    return found;
}
