/*
 * Checks src/training/model_file.c: what is written is read back; a run that stops and goes on ends
 * with the bits of one that did not; and a file that is damaged anywhere, cut anywhere, or of
 * another network is refused.
 */
#include "training/model_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "numerics/random.h"

enum { COUNT = 40, SIDE = 7, MOST = 4096 };

static const char path[] = "model_file_test.cnn";

static const network_shape tiny = {
    .C = 1, .H = SIDE, .W = SIDE, .filters = 2, .kernel = 2, .pool = 2, .hidden = 4, .classes = 3};

static const training_options options = {
    .seed = UINT64_C(0xFEDCBA9876543210), .batch_size = 12, .lr = (real)0.3, .momentum = (real)0.8};

static dataset noise(void)
{
    static unsigned char pixels[COUNT * SIDE * SIDE], labels[COUNT];
    random_generator r = random_seeded(5, 5);
    for (int i = 0; i < COUNT * SIDE * SIDE; i++)
        pixels[i] = (unsigned char)random_below(&r, 256);
    for (int i = 0; i < COUNT; i++)
        labels[i] = (unsigned char)random_below(&r, 3);
    return (dataset){.count = COUNT, .H = SIDE, .W = SIDE, .pixels = pixels, .labels = labels};
}

static trainer new_trainer(void)
{
    trainer t;
    const status s = trainer_create(&t, tiny, noise(), options);
    EXPECT(s.code == STATUS_OK, "%s", s.message);
    return t;
}

static void train(trainer *t, int epochs)
{
    for (int epoch = 0; epoch < epochs; epoch++) {
        trainer_start_epoch(t);
        while (t->step < t->steps_per_epoch)
            train_step(t);
    }
}

static void expect_ok(status s, const char *what)
{
    EXPECT(s.code == STATUS_OK, "%s: %s", what, s.message);
}

/* The bytes of the file, and how many. */
static size_t load(unsigned char bytes[MOST])
{
    FILE *file = fopen(path, "rb");
    const size_t length = file == NULL ? 0 : fread(bytes, 1, MOST, file);
    if (file != NULL)
        fclose(file);
    return length;
}

/* A new file each time: some file systems wait for the disk when an old one is cut to nothing. */
static void store(const unsigned char *bytes, size_t length)
{
    remove(path);
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return;
    fwrite(bytes, 1, length, file);
    fclose(file);
}

/* The checksum by its definition, bit by bit. */
static unsigned long crc32(const unsigned char *bytes, size_t count)
{
    unsigned long crc = 0xFFFFFFFF;
    for (size_t i = 0; i < 8 * count; i++) {
        const unsigned long bit = (crc ^ (unsigned)bytes[i / 8] >> i % 8) & 1;
        crc = crc >> 1 ^ (bit ? 0xEDB88320 : 0);
    }
    return crc ^ 0xFFFFFFFF;
}

/* Store bytes with the checksum that belongs to them. */
static void store_with_checksum(unsigned char *bytes, size_t length)
{
    const unsigned long crc = crc32(bytes, length - 4);
    for (int i = 0; i < 4; i++)
        bytes[length - 4 + (size_t)i] = (unsigned char)(crc >> 8 * i & 0xFF);
    store(bytes, length);
}

static void expect_refused(const char *what, network_shape expected, const char *words)
{
    model m;
    const status s = model_read(&m, path, expected);
    EXPECT(s.code == STATUS_DATA, "%s: code %d", what, (int)s.code);
    EXPECT(strstr(s.message, words) != NULL, "%s: no '%s' in: %s", what, words, s.message);
    EXPECT(strstr(s.message, "\nhint: ") != NULL, "%s: no hint in: %s", what, s.message);
    EXPECT(m.parameters == NULL && m.velocity == NULL, "%s: the model is not empty", what);
}

static void round_trip(void)
{
    trainer t = new_trainer();
    train(&t, 3);
    expect_ok(model_write(path, &t), "writing");
    model m;
    expect_ok(model_read(&m, path, tiny), "reading");
    EXPECT(m.options.seed == options.seed && m.options.batch_size == 12, "seed %llx, batches of %d",
           (unsigned long long)m.options.seed, m.options.batch_size);
    EXPECT(m.options.lr == options.lr && m.options.momentum == options.momentum,
           "lr %g, momentum %g", (double)m.options.lr, (double)m.options.momentum);
    EXPECT(m.epoch == 3, "%d epochs", m.epoch);
    const size_t bytes = t.net.parameter_count * sizeof(real);
    EXPECT(m.parameter_count == t.net.parameter_count, "%zu parameters", m.parameter_count);
    EXPECT(memcmp(m.parameters, t.net.parameters, bytes) == 0, "the parameters %s", "differ");
    EXPECT(memcmp(m.velocity, t.velocity, bytes) == 0, "the velocity %s", "differs");

    network net;
    expect_ok(network_from_model(&net, &m, 5), "making a network of the model");
    EXPECT(memcmp(net.parameters, t.net.parameters, bytes) == 0, "the network's %s", "differ");
    network_free(&net);
    model_free(&m);
    trainer_free(&t);
}

/* The bytes of the head, written out by hand: a file means the same on every machine. */
static void layout(void)
{
    static const unsigned char head[] = {
        'M',  'N',  'I',  'S',  'T',  'C',  'N',  'N',  1, 0, 0, 0, /* version */
        1,    0,    0,    0,    7,    0,    0,    0,    7, 0, 0, 0, /* C, H, W */
        2,    0,    0,    0,    2,    0,    0,    0,    2, 0, 0, 0, /* filters, kernel, pool */
        4,    0,    0,    0,    3,    0,    0,    0,                /* hidden, classes */
        0x10, 0x32, 0x54, 0x76, 0x98, 0xBA, 0xDC, 0xFE,             /* seed */
        12,   0,    0,    0,                                        /* batch size */
        0x9A, 0x99, 0x99, 0x3E,                                     /* 0.3f = 0x3E99999A */
        0xCD, 0xCC, 0x4C, 0x3F,                                     /* 0.8f = 0x3F4CCCCD */
        1,    0,    0,    0,                                        /* epochs */
        0,    0,    0x80, 0xBF};                                    /* first parameter: -1 */
    unsigned char bytes[MOST];
    trainer t = new_trainer();
    train(&t, 1);
    t.net.parameters[0] = -1;
    expect_ok(model_write(path, &t), "writing");
    const size_t length = load(bytes);
    EXPECT(length == 68 + 8 * t.net.parameter_count + 4, "%zu bytes", length);
    for (size_t i = 0; i < sizeof head; i++)
        EXPECT(bytes[i] == head[i], "byte %zu is %02x, not %02x", i, bytes[i], head[i]);
    EXPECT(crc32((const unsigned char *)"123456789", 9) == 0xCBF43926, "the test's own %s", "CRC");
    const unsigned long crc = crc32(bytes, length - 4);
    for (size_t i = 0; i < 4; i++)
        EXPECT(bytes[length - 4 + i] == (crc >> 8 * i & 0xFF), "byte %zu of the checksum", i);
    trainer_free(&t);
}

/* Two epochs, a file, another trainer, three epochs: the same as five epochs in a row. */
static void stop_and_go_on(void)
{
    trainer t = new_trainer(), straight = new_trainer(), later = new_trainer();
    train(&straight, 5);
    train(&t, 2);
    expect_ok(model_write(path, &t), "writing");
    model m;
    expect_ok(model_read(&m, path, tiny), "reading");
    trainer_continue(&later, &m);
    train(&later, 3);
    const size_t bytes = t.net.parameter_count * sizeof(real);
    EXPECT(later.epoch == 5, "epoch %d", later.epoch);
    EXPECT(memcmp(later.net.parameters, straight.net.parameters, bytes) == 0, "parameters %s",
           "differ from those of a run without a stop");
    EXPECT(memcmp(later.velocity, straight.velocity, bytes) == 0, "velocity %s",
           "differs from that of a run without a stop");
    EXPECT(memcmp(later.net.parameters, t.net.parameters, bytes) != 0, "nothing was %s", "learnt");
    model_free(&m);
    trainer_free(&t);
    trainer_free(&straight);
    trainer_free(&later);
}

/* Every bit flipped, and the file cut after every byte. */
static void damage(void)
{
    unsigned char bytes[MOST];
    trainer t = new_trainer();
    expect_ok(model_write(path, &t), "writing");
    const size_t length = load(bytes);
    char what[80];
    for (size_t i = 0; i < 8 * length; i++) {
        bytes[i / 8] ^= (unsigned char)(1u << i % 8);
        store(bytes, length);
        snprintf(what, sizeof what, "bit %zu of byte %zu flipped", i % 8, i / 8);
        expect_refused(what, tiny, i < 64 ? "is not a model file" : "is damaged");
        bytes[i / 8] ^= (unsigned char)(1u << i % 8);
    }
    for (size_t cut = 0; cut < length; cut++) {
        store(bytes, cut);
        snprintf(what, sizeof what, "cut after %zu bytes", cut);
        expect_refused(what, tiny, cut < 8 ? "is not a model file" : "is damaged");
    }
    bytes[length] = 0;
    store(bytes, length + 1);
    expect_refused("a byte too long", tiny, "is damaged");
    trainer_free(&t);
}

/* Files that are in order, but not what is wanted; and files that lie with a right checksum. */
static void other_files(void)
{
    unsigned char bytes[MOST];
    trainer t = new_trainer();
    expect_ok(model_write(path, &t), "writing");
    const size_t length = load(bytes);
    network_shape other = tiny;
    other.hidden = 5;
    expect_refused("another network", other, "hidden units 4, but 5 is expected");

    bytes[8] = 2;
    store_with_checksum(bytes, length);
    expect_refused("a later version", tiny, "version 2");
    bytes[8] = 1;
    store_with_checksum(bytes, length - 4);
    expect_refused("a parameter missing", tiny, "contradicts itself");
    memset(bytes + 52, 0, 4);
    store_with_checksum(bytes, length);
    expect_refused("batches of 0", tiny, "contradicts itself");
    bytes[52] = 12;
    memset(bytes + 64, 0xFF, 4);
    store_with_checksum(bytes, length);
    expect_refused("four milliard epochs", tiny, "contradicts itself");
    bytes[67] = 0x7F; /* 2^31 - 1: one more epoch would overflow an int */
    store_with_checksum(bytes, length);
    expect_refused("two milliard epochs", tiny, "contradicts itself");
    memset(bytes + 64, 0, 4);
    for (int at = 56; at <= 60; at += 4) { /* learning rate, momentum */
        unsigned char good[4];
        memcpy(good, bytes + at, 4);
        memset(bytes + at, 0xFF, 4);
        store_with_checksum(bytes, length);
        expect_refused("one that is no number", tiny, "has a learning rate of");
        memcpy(bytes + at, (const unsigned char[]){0, 0, 0x80, 0xBF}, 4);
        store_with_checksum(bytes, length);
        expect_refused("one of -1", tiny, "has a learning rate of");
        memcpy(bytes + at, (const unsigned char[]){0, 0, 0x80, 0x7F}, 4);
        store_with_checksum(bytes, length);
        expect_refused("an infinite one", tiny, "has a learning rate of");
        memcpy(bytes + at, good, 4);
    }
    memset(bytes + 72, 0xFF, 4);
    store_with_checksum(bytes, length);
    expect_refused("a parameter that is no number", tiny, "not a number");

    remove(path);
    expect_refused("no file", tiny, "cannot open");
    model m;
    const status s = model_read(&m, ".", tiny);
    EXPECT(s.code == STATUS_DATA, "a folder: code %d, %s", (int)s.code, s.message);
    trainer_free(&t);
}

/* A network that has diverged is not written, and the older file stays. */
static void diverged(void)
{
    trainer t = new_trainer();
    expect_ok(model_write(path, &t), "writing");
    t.net.parameters[9] = (real)INFINITY;
    const status s = model_write(path, &t);
    EXPECT(s.code == STATUS_NOT_FINITE, "an infinite parameter: code %d", (int)s.code);
    model m;
    expect_ok(model_read(&m, path, tiny), "the older file");
    model_free(&m);
    t.net.parameters[9] = 0;
    const status nowhere = model_write("no-such-folder/model.cnn", &t);
    EXPECT(nowhere.code == STATUS_FAILED, "no folder: code %d", (int)nowhere.code);
    trainer_free(&t);
}

int main(void)
{
    round_trip();
    layout();
    stop_and_go_on();
    damage();
    other_files();
    diverged();
    remove(path);
    return expect_result();
}
