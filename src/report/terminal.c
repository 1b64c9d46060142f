#include "report/terminal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"
#include "require.h"

bool terminal_is_live(void)
{
    const char *term = getenv("TERM");
    return platform_is_terminal(stdout) && (term == NULL || strcmp(term, "dumb") != 0);
}

const char *terminal_switch(terminal_style style)
{
    static const char *const codes[] = {"\033[0m", "\033[1m", "\033[2m", "\033[32m", "\033[31m"};
    const char *no_color = getenv("NO_COLOR");
    const bool colours = terminal_is_live() && (no_color == NULL || no_color[0] == '\0');
    return colours ? codes[style] : "";
}

/* The last column stays empty: some terminals begin a new line once it is written. */
int terminal_columns(void)
{
    const int columns = platform_terminal_columns();
    return columns < 80 ? columns - 1 : 79;
}

void terminal_shorten(char *out, const char *text, int columns)
{
    REQUIRE(columns >= 4, "columns = %d", columns);
    const size_t length = strlen(text), room = (size_t)columns;
    if (length <= room)
        memcpy(out, text, length + 1);
    else
        snprintf(out, room + 1, "...%s", text + length - room + 3);
}

/* Word by word: the space before a word becomes a newline where the word would cross the edge. */
void terminal_print(FILE *stream, const char *text)
{
    const int columns = platform_is_terminal(stream) ? terminal_columns() : INT_MAX;
    int used = 0;
    while (*text != '\0') {
        const int word = (int)strcspn(text + 1, " \n") + 1; /* with the space before it, if any */
        if (*text == '\n' || (*text == ' ' && used + word > columns)) {
            fprintf(stream, "\n%.*s", word - 1, text + 1);
            used = word - 1;
        } else {
            fprintf(stream, "%.*s", word, text);
            used += word;
        }
        text += word;
    }
    fputc('\n', stream);
}
