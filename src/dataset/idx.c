/*
 * IDX files. Read it with chapters/10-data.
 *
 * A reader of files trusts nothing: the file may be missing, a folder, empty, compressed, another
 * file altogether, cut short by a broken download. The functions below go through the file from its
 * first byte to its last, and say at the first thing that is wrong what they found there, what
 * belongs there, and what to do.
 */
#include "dataset/idx.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "require.h"
#include "whole_file.h"

enum {
    UNSIGNED_BYTE = 0x08,
    MAGIC_BYTES = 4, /* two zeros, the type of an element, the number of dimensions */
    SIZE_BYTES = 4,  /* for each dimension */
    MOST_HEADER_BYTES = MAGIC_BYTES + IDX_MOST_DIMENSIONS * SIZE_BYTES
};

/* The third byte of a file; NULL when the format knows no such type. */
static const char *type_name(unsigned char type)
{
    switch (type) {
    case UNSIGNED_BYTE:
        return "unsigned bytes";
    case 0x09:
        return "signed bytes";
    case 0x0B:
        return "2-byte integers";
    case 0x0C:
        return "4-byte integers";
    case 0x0D:
        return "4-byte floating-point numbers";
    case 0x0E:
        return "8-byte floating-point numbers";
    default:
        return NULL;
    }
}

static const char *content_name(int dimensions)
{
    switch (dimensions) {
    case IDX_LABELS:
        return "labels (1 dimension)";
    case IDX_PICTURES:
        return "pictures (3 dimensions)";
    default:
        return "an array of neither 1 nor 3 dimensions";
    }
}

/* Is this the beginning of an array of unsigned bytes with so many dimensions? */
static status check_magic(const unsigned char magic[MAGIC_BYTES], const char *path, int dimensions)
{
    if (magic[0] != 0 || magic[1] != 0 || type_name(magic[2]) == NULL)
        return status_error(STATUS_DATA,
                            "'%s' is not an IDX file: it begins with the bytes %02x %02x %02x %02x "
                            "where 00 00 %02x %02x is expected\n"
                            "hint: is it a web page, saved by a download that failed? Fetch the "
                            "file again",
                            path, magic[0], magic[1], magic[2], magic[3], UNSIGNED_BYTE,
                            (unsigned)dimensions);
    if (magic[2] != UNSIGNED_BYTE)
        return status_error(STATUS_DATA,
                            "'%s' is an IDX file of %s (type %02x), but %s (type %02x) are "
                            "expected\n"
                            "hint: take the files of MNIST, or of a set in its format",
                            path, type_name(magic[2]), magic[2], type_name(UNSIGNED_BYTE),
                            UNSIGNED_BYTE);
    if (magic[3] != dimensions)
        return status_error(
            STATUS_DATA,
            "'%s' holds %s, but %s are expected (byte 3, the number of dimensions, "
            "is %d and not %d)\n"
            "hint: are two files swapped? Pictures are named ...-images-idx3-ubyte, "
            "labels ...-labels-idx1-ubyte",
            path, content_name(magic[3]), content_name(dimensions), magic[3], dimensions);
    return status_ok();
}

/* Read the first bytes, as many as there are up to the length of a header, and check the magic. */
static status read_header(unsigned char *header, FILE *file, const char *path, int dimensions)
{
    const size_t wanted = MAGIC_BYTES + (size_t)dimensions * SIZE_BYTES;
    errno = 0;
    const size_t found = fread(header, 1, wanted, file);
    if (ferror(file)) /* a folder, for one: Linux opens it, but does not read it */
        return status_error(STATUS_DATA,
                            "cannot read '%s': %s\nhint: a readable IDX file is expected there",
                            path, status_reason());
    if (found == 0)
        return status_error(STATUS_DATA,
                            "'%s' is empty: an IDX file of %s is expected\nhint: fetch it again",
                            path, content_name(dimensions));
    if (found >= 2 && header[0] == 0x1f && header[1] == 0x8b)
        return status_error(STATUS_DATA,
                            "'%s' is compressed by gzip (it begins with 1f 8b)\n"
                            "hint: unpack it: mv '%s' '%s.gz' && gunzip '%s.gz'",
                            path, path, path, path);
    if (found >= MAGIC_BYTES) {
        const status magic = check_magic(header, path, dimensions);
        if (magic.code != STATUS_OK)
            return magic;
    }
    if (found < wanted)
        return status_error(STATUS_DATA,
                            "'%s' has only %zu bytes: the header alone of an IDX file of %s has "
                            "%zu\nhint: fetch it again",
                            path, found, content_name(dimensions), wanted);
    return status_ok();
}

/*
 * Take the sizes out of the header, and *elements, their product.
 *
 * Notes
 * - A size is put together byte by byte, ((b0 * 256 + b1) * 256 + b2) * 256 + b3, so that it does
 *   not matter in which order this machine keeps its own bytes.
 * - Three sizes of 32 bits may have a product of 96. Each is compared with the room that those
 *   before it leave below the limit, so that no product beyond the limit is ever computed.
 */
static status parse_sizes(idx_array *a, long *elements, const unsigned char *header,
                          const char *path)
{
    long product = 1;
    for (int i = 0; i < a->dimensions; i++) {
        const unsigned char *b = header + MAGIC_BYTES + i * SIZE_BYTES;
        const uint32_t size =
            (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
        if (size == 0)
            return status_error(STATUS_DATA,
                                "'%s' holds nothing: its header says that dimension %d of %d has "
                                "size 0\nhint: fetch it again",
                                path, i + 1, a->dimensions);
        if (size > (uint32_t)(IDX_MOST_ELEMENTS / product))
            return status_error(STATUS_DATA,
                                "'%s' is damaged: with size %lu for dimension %d of %d, its header "
                                "promises more than the %d bytes that a file may have\n"
                                "hint: fetch it again",
                                path, (unsigned long)size, i + 1, a->dimensions, IDX_MOST_ELEMENTS);
        a->size[i] = (int)size;
        product *= (long)size;
    }
    *elements = product;
    return status_ok();
}

/*
 * Compare the length of the file with what its header promises, and leave the file where the
 * elements begin.
 *
 * Notes
 * - This comes before memory is asked for, so that twenty bytes that promise a gigabyte get none.
 * - A folder, whose length would be nonsense, has been refused before: it has no header.
 */
static status check_length(FILE *file, const char *path, int dimensions, long elements)
{
    const long header_bytes = MAGIC_BYTES + (long)dimensions * SIZE_BYTES;
    const long expected = header_bytes + elements;
    errno = 0;
    const long found = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (found < 0 || fseek(file, header_bytes, SEEK_SET) != 0)
        return status_error(STATUS_DATA,
                            "cannot tell the length of '%s': %s\n"
                            "hint: an ordinary file is expected, not a pipe or a device",
                            path, status_reason());
    if (found < expected)
        return status_error(STATUS_DATA,
                            "'%s' is cut short: it has %ld bytes of the %ld that its header "
                            "promises, %ld are missing\n"
                            "hint: fetch it again",
                            path, found, expected, expected - found);
    if (found > expected)
        return status_error(STATUS_DATA,
                            "'%s' is too long: it has %ld bytes where its header promises %ld, %ld "
                            "too many\n"
                            "hint: fetch it again",
                            path, found, expected, found - expected);
    return status_ok();
}

/* The whole file, in order: header, sizes, length, elements. */
static status read_array(idx_array *a, FILE *file, const char *path, int dimensions)
{
    unsigned char header[MOST_HEADER_BYTES];
    long elements = 0;
    a->dimensions = dimensions;
    status s = read_header(header, file, path, dimensions);
    if (s.code == STATUS_OK)
        s = parse_sizes(a, &elements, header, path);
    if (s.code == STATUS_OK)
        s = check_length(file, path, dimensions, elements);
    if (s.code != STATUS_OK)
        return s;

    unsigned char *memory = malloc((size_t)elements);
    if (memory == NULL)
        return status_error(STATUS_FAILED,
                            "no memory for the %ld bytes of '%s'\nhint: close other programs",
                            elements, path);
    a->elements = memory;
    errno = 0;
    if (fread(memory, 1, (size_t)elements, file) != (size_t)elements)
        return status_error(STATUS_DATA,
                            "cannot read '%s' to its end: %s\nhint: did it change meanwhile? Fetch "
                            "it again",
                            path, status_reason());
    return status_ok();
}

status idx_read(idx_array *a, const char *path, int dimensions)
{
    REQUIRE(1 <= dimensions && dimensions <= IDX_MOST_DIMENSIONS, "dimensions = %d", dimensions);
    *a = (idx_array){0};
    errno = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return status_error(STATUS_DATA,
                            "cannot open '%s': %s\nhint: an IDX file of %s is expected there", path,
                            status_reason(), content_name(dimensions));
    const status s = read_array(a, file, path, dimensions);
    fclose(file);
    if (s.code != STATUS_OK)
        idx_free(a);
    return s;
}

void idx_free(idx_array *a)
{
    free((void *)a->elements);
    *a = (idx_array){0};
}

/* The header of an array; *elements is the product of its sizes. The length of the header. */
static size_t make_header(unsigned char *header, long *elements, idx_array a)
{
    REQUIRE(1 <= a.dimensions && a.dimensions <= IDX_MOST_DIMENSIONS, "dimensions = %d",
            a.dimensions);
    size_t length = 0;
    header[length++] = 0;
    header[length++] = 0;
    header[length++] = UNSIGNED_BYTE;
    header[length++] = (unsigned char)a.dimensions;
    *elements = 1;
    for (int i = 0; i < a.dimensions; i++) {
        REQUIRE(1 <= a.size[i] && a.size[i] <= IDX_MOST_ELEMENTS / *elements,
                "size[%d] = %d after %ld elements", i, a.size[i], *elements);
        *elements *= a.size[i];
        for (int shift = 24; shift >= 0; shift -= 8)
            header[length++] = (unsigned char)(a.size[i] >> shift & 0xff);
    }
    return length;
}

status idx_write(const char *path, idx_array a)
{
    unsigned char header[MOST_HEADER_BYTES];
    long elements;
    const size_t header_bytes = make_header(header, &elements, a);
    REQUIRE(a.elements != NULL, "%ld elements are promised", elements);

    whole_file file;
    const status s = whole_file_create(&file, path);
    if (s.code != STATUS_OK)
        return s;
    fwrite(header, 1, header_bytes, file.stream);
    fwrite(a.elements, 1, (size_t)elements, file.stream);
    return whole_file_finish(&file);
}
