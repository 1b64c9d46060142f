/*
 * The reader of IDX files is fed with every kind of file that is not one, and has to say what is
 * wrong; the writer with places where it cannot write.
 *
 * The files lie in the current folder. Their names differ between the float and the double build,
 * whose tests may run at the same time.
 */
#include "dataset/idx.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "numerics/random.h"
#include "real.h"
#include "require_stops.h"

#define FILE_NAME (REAL_IS_DOUBLE ? "idx_test_double.tmp" : "idx_test_float.tmp")

/* Two pictures of 3 x 4, and five labels, byte by byte as the format wants them. */
enum { PICTURES_BYTES = 16 + 24, LABELS_BYTES = 8 + 5 };
static const unsigned char pictures_file[PICTURES_BYTES] = {
    0, 0,   8,  3,  0,  0,  0,  2,  0,  0,  0,  3,  0,  0,  0,  4,  11, 12, 13, 14,
    0, 255, 23, 24, 31, 32, 33, 34, 41, 42, 43, 44, 51, 52, 53, 54, 61, 62, 63, 64,
};
static const unsigned char labels_file[LABELS_BYTES] = {0, 0, 8, 1, 0, 0, 0, 5, 9, 0, 3, 3, 7};

static void put_file(const char *path, const unsigned char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    EXPECT(file != NULL, "'%s' cannot be written", path);
    if (file == NULL)
        return;
    EXPECT(fwrite(bytes, 1, length, file) == length, "'%s' is not written", path);
    EXPECT(fclose(file) == 0, "'%s' is not closed", path);
}

/* Does the file hold just these bytes? */
static int file_holds(const char *path, const unsigned char *bytes, size_t length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    size_t i = 0;
    for (; i < length && getc(file) == bytes[i]; i++)
        ;
    const int ended = getc(file) == EOF;
    fclose(file);
    return i == length && ended;
}

static int exists(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file != NULL)
        fclose(file);
    return file != NULL;
}

static void expect_message(const char *what, status s, status_code code, const char *word,
                           const char *other_word)
{
    EXPECT(s.code == code, "%s: code %d: %s", what, (int)s.code, s.message);
    EXPECT(strstr(s.message, word) != NULL, "%s: no '%s' in: %s", what, word, s.message);
    EXPECT(strstr(s.message, other_word) != NULL, "%s: no '%s' in: %s", what, other_word,
           s.message);
    const char *hint = strstr(s.message, "\nhint: ");
    EXPECT(hint != NULL && strchr(hint + 1, '\n') == NULL, "%s: no last line with a hint in: %s",
           what, s.message);
}

/* Reading `path` fails with a message that has both words, and leaves nothing behind. */
static void expect_refused(const char *what, const char *path, int dimensions, const char *word,
                           const char *other_word)
{
    static const unsigned char something[1];
    idx_array a = {.dimensions = 9, .size = {9, 9, 9}, .elements = something};
    const status s = idx_read(&a, path, dimensions);
    expect_message(what, s, STATUS_DATA, word, other_word);
    EXPECT(strstr(s.message, path) != NULL, "%s: no '%s' in: %s", what, path, s.message);
    EXPECT(a.elements == NULL && a.dimensions == 0 && a.size[0] == 0, "%s: the array is not empty",
           what);
}

static void expect_bytes_refused(const char *what, const unsigned char *bytes, size_t length,
                                 int dimensions, const char *word, const char *other_word)
{
    put_file(FILE_NAME, bytes, length);
    expect_refused(what, FILE_NAME, dimensions, word, other_word);
}

/* The pictures' file, with one byte changed. */
static void expect_change_refused(const char *what, int place, unsigned char byte, const char *word,
                                  const char *other_word)
{
    unsigned char bytes[PICTURES_BYTES];
    memcpy(bytes, pictures_file, sizeof bytes);
    bytes[place] = byte;
    expect_bytes_refused(what, bytes, sizeof bytes, IDX_PICTURES, word, other_word);
}

static void test_reads(void)
{
    idx_array a;
    put_file(FILE_NAME, pictures_file, sizeof pictures_file);
    status s = idx_read(&a, FILE_NAME, IDX_PICTURES);
    EXPECT(s.code == STATUS_OK && s.message[0] == '\0', "pictures: %s", s.message);
    EXPECT(a.dimensions == 3 && a.size[0] == 2 && a.size[1] == 3 && a.size[2] == 4,
           "%d dimensions: %d x %d x %d", a.dimensions, a.size[0], a.size[1], a.size[2]);
    if (s.code == STATUS_OK)
        EXPECT(memcmp(a.elements, pictures_file + 16, 24) == 0, "the pictures differ");
    idx_free(&a);
    EXPECT(a.elements == NULL && a.dimensions == 0, "the array is not empty");
    idx_free(&a);

    put_file(FILE_NAME, labels_file, sizeof labels_file);
    s = idx_read(&a, FILE_NAME, IDX_LABELS);
    EXPECT(s.code == STATUS_OK, "labels: %s", s.message);
    EXPECT(a.dimensions == 1 && a.size[0] == 5 && a.size[1] == 0 && a.size[2] == 0,
           "%d dimensions: %d, %d, %d", a.dimensions, a.size[0], a.size[1], a.size[2]);
    if (s.code == STATUS_OK)
        EXPECT(memcmp(a.elements, labels_file + 8, 5) == 0, "the labels differ");
    idx_free(&a);
}

static void test_other_files(void)
{
    expect_refused("missing", "no-such-file.tmp", IDX_LABELS, "cannot open", "labels");
    expect_refused("a folder", ".", IDX_PICTURES, "cannot", "hint");
    expect_bytes_refused("empty", pictures_file, 0, IDX_PICTURES, "is empty", "pictures");
    expect_bytes_refused("swapped", labels_file, sizeof labels_file, IDX_PICTURES, "holds labels",
                         "pictures (3 dimensions) are expected");
    expect_bytes_refused("swapped back", pictures_file, sizeof pictures_file, IDX_LABELS,
                         "holds pictures", "labels (1 dimension) are expected");
    expect_change_refused("four dimensions", 3, 4, "neither 1 nor 3", "is 4 and not 3");
    expect_change_refused("no dimension", 3, 0, "neither 1 nor 3", "is 0 and not 3");

    expect_change_refused("signed bytes", 2, 0x09, "signed bytes (type 09)", "unsigned bytes");
    expect_change_refused("short", 2, 0x0B, "2-byte integers (type 0b)", "unsigned bytes");
    expect_change_refused("int", 2, 0x0C, "4-byte integers (type 0c)", "unsigned bytes");
    expect_change_refused("float", 2, 0x0D, "4-byte floating-point", "unsigned bytes");
    expect_change_refused("double", 2, 0x0E, "8-byte floating-point", "unsigned bytes");
    expect_change_refused("unknown type", 2, 0x0A, "00 00 0a 03", "00 00 08 03");

    static const unsigned char page[] = "<!DOCTYPE html><title>404</title>";
    expect_bytes_refused("a web page", page, sizeof page, IDX_LABELS, "3c 21 44 4f",
                         "00 00 08 01 is expected");
    expect_bytes_refused("four bytes", page, 4, IDX_LABELS, "not an IDX file", "3c 21 44 4f");
    static const unsigned char turned[PICTURES_BYTES] = {3, 8, 0, 0, 2, 0, 0, 0};
    expect_bytes_refused("bytes turned round", turned, sizeof turned, IDX_PICTURES, "03 08 00 00",
                         "not an IDX file");
    static const unsigned char packed[] = {0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, 't', 'r', 'a', 'i'};
    expect_bytes_refused("gzip", packed, sizeof packed, IDX_LABELS, "gzip", "gunzip");
    expect_bytes_refused("gzip, cut short", packed, 2, IDX_PICTURES, "gzip", "gunzip");
}

/* A header for three dimensions, and nothing after it. */
static void expect_sizes_refused(const char *what, uint32_t count, uint32_t rows, uint32_t columns,
                                 const char *word, const char *other_word)
{
    const uint32_t size[3] = {count, rows, columns};
    unsigned char header[16] = {0, 0, 8, 3};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 4; k++)
            header[4 + 4 * i + k] = (unsigned char)(size[i] >> (24 - 8 * k) & 0xff);
    expect_bytes_refused(what, header, sizeof header, IDX_PICTURES, word, other_word);
}

static void test_sizes(void)
{
    expect_sizes_refused("no pictures", 0, 28, 28, "dimension 1 of 3 has size 0", "holds nothing");
    expect_sizes_refused("no rows", 60000, 0, 28, "dimension 2 of 3 has size 0", "holds nothing");
    expect_sizes_refused("no columns", 60000, 28, 0, "dimension 3 of 3 has size 0", "nothing");
    expect_sizes_refused("all ones", UINT32_MAX, UINT32_MAX, UINT32_MAX, "4294967295",
                         "dimension 1");
    expect_sizes_refused("2^96 / 2^48", 65536, 65536, 65536, "65536", "dimension 2");
    expect_sizes_refused("2^64 + 2^32", 2, UINT32_C(1) << 31, 4, "2147483648", "dimension 2");
    expect_sizes_refused("a product of 2^32", 4, 32768, 32768, "32768", "dimension 3");
    expect_sizes_refused("just beyond the limit", 1, 1, (1 << 30) + 1, "1073741825",
                         "1073741824 bytes that a file may have");
    expect_sizes_refused("beyond the limit at the end", 60000, 28, 640, "640", "dimension 3");
    expect_sizes_refused("the limit itself", 1024, 1024, 1024, "16 bytes of the 1073741840",
                         "1073741824 are missing");
}

/* The first `length` bytes of a file, for every length that it can be cut to. */
static void expect_cuts_refused(const unsigned char *bytes, int length, int header_length,
                                int dimensions)
{
    for (int cut = 0; cut < length; cut++) {
        char word[100];
        if (cut == 0)
            snprintf(word, sizeof word, "is empty");
        else if (cut < header_length)
            snprintf(word, sizeof word, "has only %d bytes", cut);
        else
            snprintf(word, sizeof word, "%d bytes of the %d that its header promises, %d are", cut,
                     length, length - cut);
        expect_bytes_refused("cut short", bytes, (size_t)cut, dimensions, word, "fetch it again");
    }
}

static void test_lengths(void)
{
    expect_cuts_refused(pictures_file, PICTURES_BYTES, 16, IDX_PICTURES);
    expect_cuts_refused(labels_file, LABELS_BYTES, 8, IDX_LABELS);
    unsigned char longer[PICTURES_BYTES + 1000] = {0};
    memcpy(longer, pictures_file, PICTURES_BYTES);
    expect_bytes_refused("one byte too many", longer, PICTURES_BYTES + 1, IDX_PICTURES,
                         "too long: it has 41 bytes", "promises 40, 1 too many");
    expect_bytes_refused("1000 too many", longer, sizeof longer, IDX_PICTURES, "too long",
                         "1000 too many");
}

/*
 * Every single bit of the pictures' file turned over. A changed header never fits the length of the
 * file; changed pixels are just other pixels.
 */
static void test_every_bit(void)
{
    unsigned char bytes[PICTURES_BYTES];
    for (int place = 0; place < PICTURES_BYTES; place++)
        for (int bit = 0; bit < 8; bit++) {
            memcpy(bytes, pictures_file, sizeof bytes);
            bytes[place] ^= (unsigned char)(1 << bit);
            put_file(FILE_NAME, bytes, sizeof bytes);
            idx_array a;
            const status s = idx_read(&a, FILE_NAME, IDX_PICTURES);
            EXPECT(s.code == (place < 16 ? STATUS_DATA : STATUS_OK), "byte %d is %02x: code %d: %s",
                   place, bytes[place], (int)s.code, s.message);
            EXPECT((a.elements == NULL) == (s.code != STATUS_OK), "byte %d is %02x", place,
                   bytes[place]);
            if (s.code == STATUS_OK)
                EXPECT(memcmp(a.elements, bytes + 16, 24) == 0, "byte %d is %02x: other pixels",
                       place, bytes[place]);
            idx_free(&a);
        }
}

/* Several bytes at once, half of them in the header, and a random length. */
static void test_random_damage(void)
{
    random_generator r = random_seeded(1, 10);
    int read = 0;
    const int trials = 2000;
    for (int trial = 0; trial < trials; trial++) {
        unsigned char bytes[PICTURES_BYTES];
        memcpy(bytes, pictures_file, sizeof bytes);
        for (uint32_t changes = 1 + random_below(&r, 4); changes > 0; changes--) {
            const uint32_t end = random_below(&r, 2) ? 16 : PICTURES_BYTES;
            bytes[random_below(&r, end)] ^= (unsigned char)(1 << random_below(&r, 8));
        }
        const size_t length = random_below(&r, 4) ? sizeof bytes : random_below(&r, sizeof bytes);
        put_file(FILE_NAME, bytes, length);
        idx_array a;
        const status s = idx_read(&a, FILE_NAME, 1 + (int)random_below(&r, 3));
        EXPECT(s.code == STATUS_OK || s.code == STATUS_DATA, "trial %d: code %d: %s", trial,
               (int)s.code, s.message);
        if (s.code == STATUS_OK) {
            long elements = 1;
            for (int i = 0; i < a.dimensions; i++)
                elements *= a.size[i];
            EXPECT(elements + 4 + 4 * a.dimensions == (long)length, "trial %d: %ld elements", trial,
                   elements);
            EXPECT(memcmp(a.elements, bytes + 4 + 4 * a.dimensions, (size_t)elements) == 0,
                   "trial %d: other elements", trial);
            read++;
        } else {
            EXPECT(strstr(s.message, "\nhint: ") != NULL, "trial %d: %s", trial, s.message);
            EXPECT(a.elements == NULL, "trial %d: the array is not empty", trial);
        }
        idx_free(&a);
    }
    EXPECT(0 < read && read < trials, "%d of %d files were read", read, trials);
}

static void test_writes(void)
{
    idx_array a = {IDX_PICTURES, {2, 3, 4}, pictures_file + 16};
    remove(FILE_NAME);
    status s = idx_write(FILE_NAME, a);
    EXPECT(s.code == STATUS_OK, "pictures: %s", s.message);
    EXPECT(file_holds(FILE_NAME, pictures_file, sizeof pictures_file), "other bytes in the file");
    s = idx_write(FILE_NAME, (idx_array){IDX_LABELS, {5}, labels_file + 8});
    EXPECT(s.code == STATUS_OK, "labels over pictures: %s", s.message);
    EXPECT(file_holds(FILE_NAME, labels_file, sizeof labels_file), "other bytes in the file");

    /* Two dimensions, one of them in need of three bytes: 2 x 70001 = 2 x 0x11171. */
    unsigned char *many = malloc(2 * 70001);
    EXPECT(many != NULL, "no memory");
    if (many == NULL)
        return;
    for (int i = 0; i < 2 * 70001; i++)
        many[i] = (unsigned char)(i * 7);
    s = idx_write(FILE_NAME, (idx_array){2, {2, 70001}, many});
    EXPECT(s.code == STATUS_OK, "70001 columns: %s", s.message);
    s = idx_read(&a, FILE_NAME, 2);
    EXPECT(s.code == STATUS_OK, "70001 columns: %s", s.message);
    EXPECT(a.size[0] == 2 && a.size[1] == 70001, "%d x %d", a.size[0], a.size[1]);
    if (s.code == STATUS_OK)
        EXPECT(memcmp(a.elements, many, 2 * 70001) == 0, "other bytes");
    idx_free(&a);
    free(many);
}

static void test_cannot_write(void)
{
    const idx_array a = {IDX_LABELS, {5}, labels_file + 8};
    expect_message("no folder", idx_write("no-such-folder/labels", a), STATUS_FAILED,
                   "cannot create 'no-such-folder/labels.part'", "folder must exist");
    expect_message("a folder's name", idx_write(".", a), STATUS_FAILED, "cannot rename", "folder");
    EXPECT(!exists("..part"), "the temporary file is left behind");

    static char long_name[10001];
    memset(long_name, 'x', sizeof long_name - 1);
    expect_message("a long name", idx_write(long_name, a), STATUS_FAILED, "10000", "too long");
    idx_array b;
    EXPECT(idx_read(&b, long_name, IDX_LABELS).code == STATUS_DATA, "a long name is read");
}

/* A disk without room, on systems that have /dev/full: the older file stays as it was. */
static void test_full_disk(void)
{
    char command[200], part[100];
    snprintf(part, sizeof part, "%s.part", FILE_NAME);
    snprintf(command, sizeof command, "test -c /dev/full && ln -s /dev/full %s", part);
    put_file(FILE_NAME, labels_file, sizeof labels_file);
    static unsigned char many[100000];
    for (int size = 5; size <= 100000; size *= 20) { /* fails in fclose(), or in fwrite() */
        remove(part);
        if (system(command) != 0)
            return;
        const status s = idx_write(FILE_NAME, (idx_array){IDX_LABELS, {size}, many});
        expect_message("a full disk", s, STATUS_FAILED, "cannot write", "full");
        EXPECT(!exists(part), "the temporary file is left behind");
        EXPECT(file_holds(FILE_NAME, labels_file, sizeof labels_file), "the older file is gone");
    }
}

static void read_without_dimensions(void)
{
    idx_array a;
    idx_read(&a, FILE_NAME, 0);
}

static void read_with_four_dimensions(void)
{
    idx_array a;
    idx_read(&a, FILE_NAME, 4);
}

static void write_nothing(void)
{
    idx_write(FILE_NAME, (idx_array){IDX_LABELS, {0}, labels_file});
}

static void write_too_much(void)
{
    idx_write(FILE_NAME, (idx_array){IDX_PICTURES, {1 << 20, 1 << 10, 2}, pictures_file});
}

static void write_from_nowhere(void)
{
    idx_write(FILE_NAME, (idx_array){IDX_LABELS, {5}, NULL});
}

static void test_mistakes(void)
{
    EXPECT(require_stops(read_without_dimensions), "0 dimensions are read");
    EXPECT(require_stops(read_with_four_dimensions), "4 dimensions are read");
    EXPECT(require_stops(write_nothing), "0 labels are written");
    EXPECT(require_stops(write_too_much), "2 GiB are written");
    EXPECT(require_stops(write_from_nowhere), "NULL is written");
}

int main(void)
{
    test_reads();
    test_other_files();
    test_sizes();
    test_lengths();
    test_every_bit();
    test_random_damage();
    test_writes();
    test_cannot_write();
    test_full_disk();
    test_mistakes();
    remove(FILE_NAME);
    return expect_result();
}
