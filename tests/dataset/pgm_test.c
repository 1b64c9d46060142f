/*
 * Checks src/dataset/pgm.c: both kinds of PGM in all their spellings; and files that are cut short,
 * that lie, or that are something else.
 */
#include "dataset/pgm.h"

#include <string.h>

#include "expect.h"
#include "numerics/random.h"

static const char path[] = "pgm_test.pgm";

static void store(const char *bytes, size_t count)
{
    remove(path);
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return;
    fwrite(bytes, 1, count, file);
    fclose(file);
}

/* The file is the picture 3 x 2 of 0, 50, 100 / 10, 60, 100 out of 100. */
static void expect_picture(const char *what, const char *bytes, size_t count)
{
    static const int percent[] = {0, 50, 100, 10, 60, 100};
    pgm_picture p;
    store(bytes, count);
    const status s = pgm_read(&p, path);
    EXPECT(s.code == STATUS_OK, "%s: %s", what, s.message);
    if (s.code != STATUS_OK)
        return;
    EXPECT(p.W == 3 && p.H == 2, "%s: %d x %d", what, p.W, p.H);
    for (int i = 0; i < 6; i++)
        EXPECT(p.brightness[i] == (real)percent[i] / 100, "%s: sample %d is %g", what, i,
               (double)p.brightness[i]);
    pgm_free(&p);
    EXPECT(p.brightness == NULL, "%s: not empty after pgm_free()", what);
}

static void spellings(void)
{
    static const char plain[] = "P2 3 2 100 0 50 100 10 60 100";
    static const char lines[] = "P2\n3 2\n100\n0 50 100\n10 60 100\n";
    static const char comments[] =
        "P2# a comment\n#another # one\n3 # columns\r\n2\t100\n# here, too\n"
        "0 50 100#\n10 60 100";
    static const char zeros[] = "P2 003 02 0100 000 050 100 010 060 100 and what follows";
    static const char raw[] = "P5 3 2 100\n\0002d\n<d";
    static const char comment[] = "P5\n# made by hand\n3 2\n100\n\0002d\n<d and what follows";
    static const char two_bytes[] = "P5\n3 2\n1000\n\0\0\1\364\3\350\0\144\2\130\3\350";
    expect_picture("P2 in a line", plain, sizeof plain - 1);
    expect_picture("P2 in lines", lines, sizeof lines - 1);
    expect_picture("P2 with comments", comments, sizeof comments - 1);
    expect_picture("P2 with zeros, and more behind", zeros, sizeof zeros - 1);
    expect_picture("P5", raw, sizeof raw - 1);
    expect_picture("P5 with a comment, and more behind", comment, sizeof comment - 1);
    expect_picture("P5 of two bytes", two_bytes, sizeof two_bytes - 1);
}

static void expect_refused(const char *bytes, size_t count, const char *words)
{
    pgm_picture p;
    store(bytes, count);
    const status s = pgm_read(&p, path);
    EXPECT(s.code == STATUS_DATA, "'%.30s': code %d", bytes, (int)s.code);
    EXPECT(strstr(s.message, words) != NULL, "'%.30s': no '%s' in: %s", bytes, words, s.message);
    EXPECT(strstr(s.message, "\nhint: ") != NULL, "'%.30s': no hint in: %s", bytes, s.message);
    EXPECT(p.brightness == NULL, "'%.30s': the picture is not empty", bytes);
    pgm_free(&p);
}

static void refused(void)
{
    static const struct {
        const char *bytes, *words;
    } wrong[] = {
        {"", "is not a PGM picture"},
        {"P", "is not a PGM picture"},
        {"P5", "is not a PGM picture"},
        {"Dear Sir or Madam", "is not a PGM picture"},
        {"P55 3 2 100", "is not a PGM picture"},
        {"\x89PNG\r\n\x1a\n", "is not a PGM picture"},
        {"P1 3 2 1 0 1 0 1 0", "in black and white"},
        {"P4 3 2 x", "in black and white"},
        {"P3 1 1 255 1 2 3", "in colour"},
        {"P6 1 1 255 abc", "in colour"},
        {"P7\nWIDTH 1\n", "PAM"},
        {"P5 ", "no width and height"},
        {"P5 # only a comment", "no width and height"},
        {"P5 3", "no width and height"},
        {"P5 0 2 100 ", "no width and height"},
        {"P2 3 0 100 ", "no width and height"},
        {"P5 -3 2 100 ", "no width and height"},
        {"P5 three 2 100 ", "no width and height"},
        {"P5 3 2 0 abcdef", "no maxval from 1 to 65535"},
        {"P2 3 2 65536 0 0 0 0 0 0", "no maxval from 1 to 65535"},
        {"P5 3 2", "no maxval from 1 to 65535"},
        {"P5 3 2 -1 abcdef", "no maxval from 1 to 65535"},
        {"P5 3 2 100 abcde", "cut short"},
        {"P5 3 2 100", "cut short"},
        {"P5 3 2 1000 abcdefghijk", "cut short"},
        {"P2 3 2 100 0 50 100 10 60", "cut short"},
        {"P2 3 2 100 0 50 100 10    # 60 100", "cut short"},
        {"P2 3 2 100 0 50 100 10 sixty 100", "other than digits after 4 of 6"},
        {"P2 3 2 100 0 50 -100 10 60 100", "other than digits after 2 of 6"},
        {"P2 3 2 100 0 50 101 10 60 100", "a sample of 101, but its maxval is 100"},
        {"P5 3 2 100 abcdef", "a sample of 101, but its maxval is 100"},
        {"P5 8193 8192 255 abc", "too large: 8193 x 8192"},
        {"P5 2147483648 2147483648 255 abc", "too large"},
        {"P5 1 99999999999999999999999999 255 abc", "too large"},
        {"P5 8192 8192 255 abc", "cut short"},
        {"P2 8192 8192 65535 1 2 3", "cut short"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        expect_refused(wrong[i].bytes, strlen(wrong[i].bytes), wrong[i].words);

    pgm_picture p;
    status s = pgm_read(&p, "no-such-file.pgm");
    EXPECT(s.code == STATUS_DATA, "no file: code %d", (int)s.code);
    s = pgm_read(&p, ".");
    EXPECT(s.code == STATUS_DATA, "a folder: code %d", (int)s.code);
}

/* Any bytes may come: a picture or a message comes out, and the sanitizers see what went wrong on
 * the way. Nine of ten bytes are those of a good file. */
static void any_bytes(void)
{
    static const char good[] = "P2 # comment\n3 2\n100 0 50 100 10 60 100";
    random_generator r = random_seeded(11, 11);
    int read = 0, refused_count = 0;
    for (int trial = 0; trial < 500; trial++) {
        char bytes[sizeof good - 1];
        memcpy(bytes, good, sizeof bytes);
        for (size_t i = 0; i < sizeof bytes; i++)
            if (random_below(&r, 10) == 0)
                bytes[i] = (char)random_below(&r, 128);
        bytes[1] = "25"[trial % 2];
        store(bytes, random_below(&r, sizeof bytes + 1));
        pgm_picture p;
        const status s = pgm_read(&p, path);
        EXPECT(s.code == STATUS_OK || s.code == STATUS_DATA, "code %d", (int)s.code);
        EXPECT((s.code == STATUS_OK) == (p.brightness != NULL), "code %d", (int)s.code);
        read += s.code == STATUS_OK;
        refused_count += s.code != STATUS_OK;
        pgm_free(&p);
    }
    EXPECT(read > 0 && refused_count > 0, "%d read, %d refused", read, refused_count);
}

int main(void)
{
    spellings();
    refused();
    any_bytes();
    remove(path);
    return expect_result();
}
