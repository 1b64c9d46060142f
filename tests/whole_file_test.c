/*
 * Checks src/whole_file.c: a file is there whole or not at all, an older one stays until then, and
 * what is read is what is there.
 */
#include "whole_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

static const char path[] = "whole_file_test.txt", part[] = "whole_file_test.txt.part";

static int exists(const char *name)
{
    FILE *file = fopen(name, "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

static void expect_content(const char *what, const char *content)
{
    unsigned char *bytes;
    size_t length;
    const status s = whole_file_read(&bytes, &length, path, 100, "read this");
    EXPECT(s.code == STATUS_OK, "%s: %s", what, s.message);
    EXPECT(length == strlen(content) && memcmp(bytes, content, length) == 0,
           "%s: %zu bytes, not '%s'", what, length, content);
    free(bytes);
}

static void expect_failure(const char *what, status s, status_code code, const char *words)
{
    EXPECT(s.code == code, "%s: code %d", what, (int)s.code);
    EXPECT(strstr(s.message, words) != NULL, "%s: no '%s' in: %s", what, words, s.message);
    EXPECT(strstr(s.message, "\nhint: ") != NULL, "%s: no hint in: %s", what, s.message);
}

static void writing(void)
{
    whole_file f;
    for (int i = 0; i < 2; i++) {
        const char *content = i == 0 ? "the first" : "another";
        EXPECT(whole_file_create(&f, path).code == STATUS_OK, "creating, time %d", i);
        EXPECT(exists(part), "no '%s' while it is written", part);
        if (i == 0)
            EXPECT(!exists(path), "'%s' is there before it is complete", path);
        else
            expect_content("the old file, while the new one is written", "the first");
        fputs(content, f.stream);
        const status s = whole_file_finish(&f);
        EXPECT(s.code == STATUS_OK, "%s", s.message);
        EXPECT(!exists(part), "'%s' is left behind", part);
        expect_content("the file", content);
    }
}

static void failures(void)
{
    static char long_name[2 * FILENAME_MAX];
    whole_file f;
    memset(long_name, 'x', sizeof long_name - 1);
    expect_failure("no folder", whole_file_create(&f, "no-such-folder/x"), STATUS_FAILED,
                   "cannot create 'no-such-folder/x.part'");
    expect_failure("a long name", whole_file_create(&f, long_name), STATUS_FAILED, "too long");

    EXPECT(whole_file_create(&f, ".").code == STATUS_OK, "the name of a %s", "folder");
    expect_failure("the name of a folder", whole_file_finish(&f), STATUS_FAILED, "cannot rename");
    EXPECT(!exists("..part"), "'%s' is left behind", "..part");

    /* A stream that cannot be written stands in for a full disk. */
    EXPECT(whole_file_create(&f, path).code == STATUS_OK, "creating '%s'", path);
    fclose(f.stream);
    f.stream = fopen(part, "rb");
    fputs("lost", f.stream);
    const int why = errno; /* 0 where the C library does not tell */
    expect_failure("a stream that fails", whole_file_finish(&f), STATUS_FAILED,
                   why != 0 ? strerror(why) : "cannot write");
    EXPECT(!exists(part), "'%s' is left behind", part);
    expect_content("the old file", "another");
}

static void reading(void)
{
    unsigned char *bytes;
    size_t length;
    expect_failure("no file", whole_file_read(&bytes, &length, "no-such-file", 100, "read this"),
                   STATUS_DATA, "cannot open 'no-such-file'");
    expect_failure("a folder", whole_file_read(&bytes, &length, ".", 100, "read this"), STATUS_DATA,
                   "cannot");
    EXPECT(bytes == NULL && length == 0, "%zu bytes of a folder", length);
    expect_failure("too long", whole_file_read(&bytes, &length, path, 6, "read this"), STATUS_DATA,
                   "at most 6 bytes");
    EXPECT(whole_file_read(&bytes, &length, path, 7, "read this").code == STATUS_OK,
           "exactly %d bytes", 7);
    free(bytes);
}

/* More than is read at a time, and one byte around each limit. */
static void lengths(void)
{
    static const size_t counts[] = {0, 1, 65535, 65536, 65537, 65538, 131074, 131075, 400000};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        whole_file f;
        EXPECT(whole_file_create(&f, path).code == STATUS_OK, "creating '%s'", path);
        for (size_t k = 0; k < counts[i]; k++)
            fputc((int)(k % 251), f.stream);
        EXPECT(whole_file_finish(&f).code == STATUS_OK, "writing %zu bytes", counts[i]);
        unsigned char *bytes;
        size_t length, wrong = 0;
        const status s = whole_file_read(&bytes, &length, path, 400000, "read this");
        EXPECT(s.code == STATUS_OK && length == counts[i], "%zu bytes of %zu", length, counts[i]);
        for (size_t k = 0; k < length; k++)
            wrong += bytes[k] != k % 251;
        EXPECT(wrong == 0, "%zu of %zu bytes are wrong", wrong, length);
        free(bytes);
        if (counts[i] > 0)
            EXPECT(whole_file_read(&bytes, &length, path, counts[i] - 1, "read this").code ==
                       STATUS_DATA,
                   "%zu bytes where one fewer is accepted", counts[i]);
    }
}

int main(void)
{
    remove(path);
    writing();
    failures();
    reading();
    lengths();
    remove(path);
    return expect_result();
}
