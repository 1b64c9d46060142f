#include "report/picture.h"

#include <string.h>

#include "require.h"

void picture_line(char *text, const unsigned char *pixels, int H, int W, int line)
{
    static const char shades[] = " .:-=+*#%@";
    const int top = 2 * line, bottom = top + 1 < H ? top + 1 : top;
    REQUIRE(0 <= line && top < H, "line = %d of %d rows", line, H);
    for (int w = 0; w < W; w++) {
        const int ink = (pixels[top * W + w] + pixels[bottom * W + w] + 1) / 2;
        text[w] = shades[ink * ((int)sizeof shades - 2) / 255];
    }
    text[W] = '\0';
}

void picture_bar(char *text, int width, double share)
{
    REQUIRE(0 <= share && share <= 1, "share = %g", share);
    const int full = (int)(share * width + 0.5);
    memset(text, '#', (size_t)full);
    memset(text + full, ' ', (size_t)(width - full));
    text[width] = '\0';
}
