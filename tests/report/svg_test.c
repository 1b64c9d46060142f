/*
 * The SVG writer: its bytes, its numbers, texts of any kind, and files that cannot be written.
 */
#include "report/svg.h"

#include <limits.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "report/svg_reader.h"

static const char *const PICTURE = "svg_test.svg";

static void expect_decimal(double value, int places, const char *expected)
{
    char out[SVG_DECIMAL_SIZE];
    EXPECT(strcmp(svg_decimal(out, value, places), expected) == 0, "%.9g with %d places is '%s'",
           value, places, out);
}

static void expect_integer(long long value, const char *expected)
{
    char out[SVG_DECIMAL_SIZE];
    EXPECT(strcmp(svg_integer(out, value), expected) == 0, "%lld is '%s'", value, out);
}

static void test_numbers(void)
{
    expect_decimal(0, 0, "0");
    expect_decimal(0, 2, "0.00");
    expect_decimal(-0.0, 1, "0.0");
    expect_decimal(-0.004, 2, "0.00");
    expect_decimal(-0.006, 2, "-0.01");
    expect_decimal(97.27, 2, "97.27");
    expect_decimal(0.05, 2, "0.05");
    expect_decimal(2.5, 0, "3");
    expect_decimal(-12.5, 1, "-12.5");
    expect_decimal(999.996, 2, "1000.00");
    expect_decimal(999999999, 6, "999999999.000000");
    expect_integer(0, "0");
    expect_integer(-1, "-1");
    expect_integer(999, "999");
    expect_integer(1000, "1,000");
    expect_integer(-999, "-999");
    expect_integer(-1000, "-1,000");
    expect_integer(607394, "607,394");
    expect_integer(1234567, "1,234,567");
    expect_integer(LLONG_MIN, "-9,223,372,036,854,775,808");
}

/* One of each shape. */
static status draw(const char *path, const char *text)
{
    svg s;
    const status outcome = svg_create(&s, path, 200, 100, text, text);
    if (outcome.code != STATUS_OK)
        return outcome;
    svg_group_open(&s, 10, 20.5, 1.5);
    svg_path_open(&s);
    svg_path_rect(&s, 1, 2, 3, 1);
    svg_path_rect(&s, 4, 3, 1, 1);
    svg_path_close(&s, (svg_style){.fill = "#333333"});
    svg_group_close(&s);
    svg_rect(&s, 1.25, 2, 30, 40, (svg_style){.fill = "white", .stroke = "black", .corner = 5});
    svg_circle(&s, 50, 50, 1.0 / 3, (svg_style){.fill = "red"});
    svg_line(&s, 0, 0, 10, 99.999, (svg_style){.stroke = "blue", .width = 2, .dash = "4 3"});
    svg_path_open(&s);
    svg_path_move(&s, 5, 6);
    svg_path_line(&s, 7.5, 8);
    svg_path_close(&s, (svg_style){.stroke = "blue"});
    svg_text(&s, 100, 50,
             (svg_font){.size = 12, .fill = "#222222", .anchor = SVG_MIDDLE, .bold = 1}, "%s",
             text);
    return svg_finish(&s);
}

/* The bytes of a picture, from behind the card, whose colours are a matter of taste. */
static void test_bytes(void)
{
    static const char *const expected =
        "<g transform=\"translate(10 20.5) scale(1.5)\" shape-rendering=\"crispEdges\">\n"
        "<path d=\"M1 2h3v1h-3zM4 3h1v1h-1z\" fill=\"#333333\"/>\n"
        "</g>\n"
        "<rect x=\"1.25\" y=\"2\" width=\"30\" height=\"40\" rx=\"5\" fill=\"white\" "
        "stroke=\"black\" stroke-width=\"1\"/>\n"
        "<circle cx=\"50\" cy=\"50\" r=\"0.33\" fill=\"red\"/>\n"
        "<line x1=\"0\" y1=\"0\" x2=\"10\" y2=\"100\" fill=\"none\" stroke=\"blue\" "
        "stroke-width=\"2\" stroke-dasharray=\"4 3\"/>\n"
        "<path d=\"M5 6L7.5 8\" fill=\"none\" stroke=\"blue\" stroke-width=\"1\"/>\n"
        "<text x=\"100\" y=\"50\" font-size=\"12\" fill=\"#222222\" text-anchor=\"middle\" "
        "font-weight=\"bold\">a &lt; b</text>\n"
        "</svg>\n";
    const status outcome = draw(PICTURE, "a < b");
    EXPECT(outcome.code == STATUS_OK, "%s", outcome.message);
    char *text = svg_read(PICTURE);
    const char *wrong = svg_complaint(text, "bytes");
    EXPECT(wrong == NULL, "%s", wrong);
    const char *shapes = text != NULL ? strstr(text, "<g ") : NULL;
    EXPECT(shapes != NULL && strcmp(shapes, expected) == 0, "the shapes are\n%s",
           shapes != NULL ? shapes : "not there");
    free(text);
}

/* What must come out for a text, between its tags. */
static void expect_text(const char *given, const char *expected)
{
    const status outcome = draw(PICTURE, given);
    EXPECT(outcome.code == STATUS_OK, "%s", outcome.message);
    char *text = svg_read(PICTURE);
    const char *next = text, *wrong = text == NULL ? "no file" : NULL;
    int seen = 0;
    svg_tag tag;
    while (wrong == NULL && *next != '\0') {
        wrong = svg_next_tag(&tag, &next);
        if (wrong == NULL && (strcmp(tag.name, "text") == 0 || strcmp(tag.name, "title") == 0)) {
            seen++;
            EXPECT(tag.text_length == strlen(expected) &&
                       memcmp(tag.text, expected, tag.text_length) == 0,
                   "'%.*s' instead of '%s'", (int)tag.text_length, tag.text, expected);
        }
    }
    EXPECT(wrong == NULL && seen == 2, "%s", wrong != NULL ? wrong : "no text");
    free(text);
}

#define LOST "\xEF\xBF\xBD" /* U+FFFD, what a broken character becomes */

static void test_texts(void)
{
    expect_text("", "");
    expect_text("</text><script>\"&'", "&lt;/text&gt;&lt;script&gt;&quot;&amp;'");
    expect_text("&amp; %s %n", "&amp;amp; %s %n");
    expect_text("\u00e9\u2192\U0001F600", "\u00e9\u2192\U0001F600");
    expect_text("a\x01\x1F\tb", "a" LOST LOST "\tb");
    expect_text("\x80 \xFF", LOST " " LOST);              /* no first byte of a character */
    expect_text("\xC3", LOST);                            /* cut off */
    expect_text("\xE2\x86", LOST LOST);                   /* likewise */
    expect_text("\xC0\xBC", LOST LOST);                   /* a '<', longer than needed */
    expect_text("\xED\xA0\x80", LOST LOST LOST);          /* a surrogate */
    expect_text("\xEF\xBF\xBF", LOST LOST LOST);          /* U+FFFF */
    expect_text("\xF4\x90\x80\x80", LOST LOST LOST LOST); /* above U+10FFFF */
}

/* A text is cut at 255 bytes, here in the middle of a character, and stays well-formed. */
static void test_long_text(void)
{
    char given[1024];
    for (size_t i = 0; i + 2 < sizeof given; i += 2)
        memcpy(given + i, "\u00e9", 3);
    svg s;
    status outcome = svg_create(&s, PICTURE, 4000, 100, "long", "long");
    EXPECT(outcome.code == STATUS_OK, "%s", outcome.message);
    for (int i = 0; i < 3; i++)
        svg_text(&s, 10, 50, (svg_font){.size = 12, .fill = "black"}, "%s", given);
    outcome = svg_finish(&s);
    EXPECT(outcome.code == STATUS_OK, "%s", outcome.message);
    char *text = svg_read(PICTURE);
    const char *wrong = svg_complaint(text, "long text");
    EXPECT(wrong == NULL, "%s", wrong);
    EXPECT(text != NULL && svg_count(text, "\u00e9") == 3 * 127, "%d characters",
           text != NULL ? svg_count(text, "\u00e9") : 0);
    free(text);
}

/* Where the system has a locale with a comma in its numbers: the same bytes. */
static void test_locale(void)
{
    draw(PICTURE, "x");
    char *expected = svg_read(PICTURE);
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "ru_RU.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_ALL, names[i]) != NULL) {
            draw(PICTURE, "x");
            setlocale(LC_ALL, "C");
            char *found = svg_read(PICTURE);
            EXPECT(expected != NULL && found != NULL && strcmp(expected, found) == 0,
                   "%s makes other bytes", names[i]);
            free(found);
        }
    free(expected);
}

static void test_width(void)
{
    const double ascii = svg_text_width("abc", 10),
                 accents = svg_text_width("\u00e9\u2192\u00d7", 10);
    EXPECT(ascii > 0 && ascii == accents, "%g, %g", ascii, accents);
    EXPECT(svg_text_width("", 10) == 0, "%g", svg_text_width("", 10));
}

static void expect_failure(const char *path, const char *word)
{
    const status outcome = draw(path, "x");
    EXPECT(outcome.code == STATUS_FAILED, "%.60s: code %d", path, outcome.code);
    EXPECT(strstr(outcome.message, "\nhint: ") != NULL, "no hint: %s", outcome.message);
    EXPECT(strstr(outcome.message, word) != NULL, "no '%s': %s", word, outcome.message);
    char part[FILENAME_MAX];
    snprintf(part, sizeof part, "%.200s.part", path);
    FILE *left = fopen(part, "rb");
    EXPECT(left == NULL, "%s is left behind", part);
    if (left != NULL)
        fclose(left);
}

static void test_failures(void)
{
    expect_failure("no-such-folder/picture.svg", "cannot create");
    expect_failure(".", "cannot rename"); /* "..part" can be written, "." cannot be replaced */
    static char longest[2 * FILENAME_MAX];
    memset(longest, 'a', sizeof longest - 1);
    expect_failure(longest, "too long");

    /* A full disk, where the system has one to lend. */
    FILE *full = fopen("/dev/full", "wb");
    if (full != NULL) {
        fclose(full);
        if (system("ln -sf /dev/full svg_test_full.svg.part") == 0)
            expect_failure("svg_test_full.svg", "cannot write");
    }
}

/* Until it is finished, a picture does not disturb an older one; then it takes its place. */
static void test_replacement(void)
{
    draw(PICTURE, "older");
    svg s;
    EXPECT(svg_create(&s, PICTURE, 100, 100, "newer", "").code == STATUS_OK, "cannot create");
    char *text = svg_read(PICTURE);
    EXPECT(text != NULL && strstr(text, "older") != NULL, "the older picture is gone");
    free(text);
    EXPECT(svg_finish(&s).code == STATUS_OK, "cannot finish");
    text = svg_read(PICTURE);
    EXPECT(text != NULL && strstr(text, "newer") != NULL, "the newer picture is not there");
    free(text);
}

int main(void)
{
    test_numbers();
    test_bytes();
    test_texts();
    test_long_text();
    test_locale();
    test_width();
    test_failures();
    test_replacement();
    remove(PICTURE);
    return expect_result();
}
