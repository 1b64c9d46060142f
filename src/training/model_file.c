/*
 * Model files: a block of bytes is made of a model, or a model of a block of bytes. Reading and
 * writing follow the table in model_file.h line by line.
 */
#include "training/model_file.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "require.h"
#include "whole_file.h"

static const char magic[] = "MNISTCNN";

static const char origin[] = "mnist train writes a model, by default to results/model.cnn";

enum {
    MAGIC = 8,
    VERSION = 1,
    SIZES = 8, /* numbers in a network_shape */
    HEADER = MAGIC + 4 + 4 * SIZES + 8 + 4 + 4 + 4 + 4,
    CRC = 4,
    MOST_BYTES = 1 << 28 /* a file is not read beyond: fifty times a model of MNIST */
};

_Static_assert(sizeof(float) == 4 && FLT_RADIX == 2 && FLT_MANT_DIG == 24 && FLT_MAX_EXP == 128,
               "float is not the 32-bit number of IEEE 754");

/*
 * CRC-32, the checksum of gzip, PNG and Ethernet: the remainder of the bytes, taken as one long
 * polynomial over {0, 1}, divided by x^32 + x^26 + ... + 1. A change of any run of up to 32 bits
 * changes it.
 *
 * Notes
 * - Bits come with the least significant first, so the polynomial is written mirrored, 0xEDB88320.
 * - remainder_of[b] is the division of the byte b alone, done once for all 256.
 */
static uint32_t crc32(const unsigned char *bytes, size_t count)
{
    uint32_t remainder_of[256];
    for (uint32_t b = 0; b < 256; b++) {
        remainder_of[b] = b;
        for (int bit = 0; bit < 8; bit++)
            remainder_of[b] = remainder_of[b] >> 1 ^ (remainder_of[b] & 1 ? 0xEDB88320u : 0);
    }
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < count; i++)
        crc = crc >> 8 ^ remainder_of[(crc ^ bytes[i]) & 0xFF];
    return ~crc;
}

/* ---- Numbers to bytes and back: *at moves along ------------------------------------------------ */

static void put_integer(unsigned char **at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *(*at)++ = (unsigned char)(value >> 8 * i & 0xFF);
}

static uint64_t get_integer(const unsigned char **at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) {
        const uint64_t byte = *(*at)++;
        value |= byte << 8 * i;
    }
    return value;
}

static void put_real(unsigned char **at, real value)
{
    const float number = (float)value;
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    put_integer(at, bits, 4);
}

static real get_real(const unsigned char **at)
{
    const uint32_t bits = (uint32_t)get_integer(at, 4);
    float number;
    memcpy(&number, &bits, sizeof number);
    return (real)number;
}

/* ---- Writing ----------------------------------------------------------------------------------- */

static size_t file_bytes(size_t parameter_count)
{
    return HEADER + 2 * 4 * parameter_count + CRC;
}

static void put_header(unsigned char **at, const trainer *t)
{
    const network_shape s = t->net.shape;
    const int sizes[SIZES] = {s.C, s.H, s.W, s.filters, s.kernel, s.pool, s.hidden, s.classes};
    memcpy(*at, magic, MAGIC);
    *at += MAGIC;
    put_integer(at, VERSION, 4);
    for (int i = 0; i < SIZES; i++)
        put_integer(at, (uint64_t)sizes[i], 4);
    put_integer(at, t->options.seed, 8);
    put_integer(at, (uint64_t)t->options.batch_size, 4);
    put_real(at, t->options.lr);
    put_real(at, t->options.momentum);
    put_integer(at, (uint64_t)t->epoch, 4);
}

static bool all_finite(const real *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite((float)values[i]))
            return false;
    return true;
}

status model_write(const char *path, const trainer *t)
{
    const size_t count = t->net.parameter_count, bytes = file_bytes(count);
    if (!all_finite(t->net.parameters, count) || !all_finite(t->velocity, count))
        return status_error(STATUS_NOT_FINITE,
                            "training diverged: a parameter is infinite or not a number, and '%s' "
                            "is not written\nhint: a smaller --lr, or another --seed",
                            path);
    unsigned char *block = malloc(bytes), *at = block;
    if (block == NULL)
        return status_error(STATUS_FAILED, "no memory for the %zu bytes of '%s'", bytes, path);
    put_header(&at, t);
    for (size_t i = 0; i < count; i++)
        put_real(&at, t->net.parameters[i]);
    for (size_t i = 0; i < count; i++)
        put_real(&at, t->velocity[i]);
    put_integer(&at, crc32(block, bytes - CRC), CRC);

    whole_file file;
    status s = whole_file_create(&file, path);
    if (s.code == STATUS_OK) {
        fwrite(block, 1, bytes, file.stream);
        s = whole_file_finish(&file);
    }
    free(block);
    return s;
}

/* ---- Reading ----------------------------------------------------------------------------------- */

/* Is it a model file, of a version that is known, and as it was written? After this, what the file
 * says can be believed. */
static status check_bytes(const unsigned char *block, size_t length, const char *path)
{
    if (length < MAGIC || memcmp(block, magic, MAGIC) != 0)
        return status_error(STATUS_DATA,
                            "'%s' is not a model file: it does not begin with %s\nhint: %s", path,
                            magic, origin);
    if (length < HEADER + CRC)
        return status_error(
            STATUS_DATA,
            "'%s' is damaged: it ends after %zu bytes, in the middle of its header\n"
            "hint: copy it again, or train again",
            path, length);
    const unsigned char *at = block + length - CRC;
    const uint32_t written = (uint32_t)get_integer(&at, CRC), found = crc32(block, length - CRC);
    if (written != found)
        return status_error(STATUS_DATA,
                            "'%s' is damaged: its checksum is %08lx, but that of its %zu bytes is "
                            "%08lx\nhint: copy it again, or train again",
                            path, (unsigned long)written, length, (unsigned long)found);
    at = block + MAGIC;
    const unsigned long version = (unsigned long)get_integer(&at, 4);
    if (version != VERSION)
        return status_error(STATUS_DATA,
                            "'%s' is a model file of version %lu, but version %d is expected\n"
                            "hint: read it with the program that wrote it, or train again",
                            path, version, VERSION);
    return status_ok();
}

static status check_shape(const unsigned char **at, const char *path, network_shape e)
{
    static const char *const name[SIZES] = {"channels", "rows",         "columns",      "filters",
                                            "kernel",   "pooling size", "hidden units", "classes"};
    const int expected[SIZES] = {e.C, e.H, e.W, e.filters, e.kernel, e.pool, e.hidden, e.classes};
    for (int i = 0; i < SIZES; i++) {
        const unsigned long found = (unsigned long)get_integer(at, 4);
        if (found != (unsigned long)expected[i])
            return status_error(STATUS_DATA,
                                "'%s' is the model of another network: %s %lu, but %d is expected\n"
                                "hint: train a model of this one with mnist train",
                                path, name[i], found, expected[i]);
    }
    return status_ok();
}

static status get_parameters(model *m, const unsigned char **at, const char *path)
{
    const size_t count = m->parameter_count;
    m->parameters = malloc(count * sizeof *m->parameters);
    m->velocity = malloc(count * sizeof *m->velocity);
    if (m->parameters == NULL || m->velocity == NULL)
        return status_error(STATUS_FAILED, "no memory for the %zu parameters of '%s'", count, path);
    for (size_t i = 0; i < count; i++)
        m->parameters[i] = get_real(at);
    for (size_t i = 0; i < count; i++)
        m->velocity[i] = get_real(at);
    if (!all_finite(m->parameters, count) || !all_finite(m->velocity, count))
        return status_error(STATUS_DATA,
                            "'%s' has a parameter that is infinite or not a number\n"
                            "hint: train again",
                            path);
    return status_ok();
}

static status get_model(model *m, const unsigned char *block, size_t length, const char *path,
                        network_shape expected)
{
    status s = check_bytes(block, length, path);
    const unsigned char *at = block + MAGIC + 4;
    if (s.code == STATUS_OK)
        s = check_shape(&at, path, expected);
    if (s.code != STATUS_OK)
        return s;
    m->shape = expected;
    m->options.seed = get_integer(&at, 8);
    const uint64_t batch_size = get_integer(&at, 4);
    m->options.lr = get_real(&at);
    m->options.momentum = get_real(&at);
    const uint64_t epoch = get_integer(&at, 4);
    m->parameter_count = network_parameter_count(expected);
    if (batch_size < 1 || batch_size > INT_MAX || epoch >= INT_MAX ||
        length != file_bytes(m->parameter_count))
        return status_error(STATUS_DATA,
                            "'%s' contradicts itself: %zu bytes, batches of %lu, %lu epochs\n"
                            "hint: train again",
                            path, length, (unsigned long)batch_size, (unsigned long)epoch);
    const double lr = (double)m->options.lr, momentum = (double)m->options.momentum;
    if (!(0 <= lr && lr <= (double)FLT_MAX && 0 <= momentum && momentum < 1)) /* NaN, too */
        return status_error(STATUS_DATA,
                            "'%s' has a learning rate of %g and a momentum of %g, but a finite one "
                            "from 0 and one from 0 to below 1 are expected\nhint: train again",
                            path, lr, momentum);
    m->options.batch_size = (int)batch_size;
    m->epoch = (int)epoch;
    return get_parameters(m, &at, path);
}

status model_read(model *m, const char *path, network_shape expected)
{
    unsigned char *block;
    size_t length;
    *m = (model){0};
    status s = whole_file_read(&block, &length, path, MOST_BYTES, origin);
    if (s.code != STATUS_OK)
        return s;
    s = get_model(m, block, length, path, expected);
    free(block);
    if (s.code != STATUS_OK)
        model_free(m);
    return s;
}

void model_free(model *m)
{
    free(m->parameters);
    free(m->velocity);
    *m = (model){0};
}

/* ---- Using ------------------------------------------------------------------------------------- */

status network_from_model(network *net, const model *m, int capacity)
{
    const status s = network_create(net, m->shape, capacity);
    if (s.code == STATUS_OK)
        memcpy(net->parameters, m->parameters, m->parameter_count * sizeof *m->parameters);
    return s;
}

void trainer_continue(trainer *t, const model *m)
{
    REQUIRE(t->net.parameter_count == m->parameter_count, "%zu parameters, not %zu",
            m->parameter_count, t->net.parameter_count);
    REQUIRE(t->epoch == 0, "epoch = %d", t->epoch);
    memcpy(t->net.parameters, m->parameters, m->parameter_count * sizeof *m->parameters);
    memcpy(t->velocity, m->velocity, m->parameter_count * sizeof *m->velocity);
    t->epoch = m->epoch;
}
