/*
 * Appendix A: checksums. A division of polynomials, step by step; CRC-32, bit by bit; and how many
 * damaged messages a checksum takes for good ones.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "numerics/random.h"

enum { BYTES = 1000, TRIES = 5000, DEGREE = 3, BITS = 4 };

/* ---- By hand --------------------------------------------------------------------------------- */

static void print_bits(const char *what, unsigned value, int bits)
{
    printf("%12s  ", what);
    for (int i = bits - 1; i >= 0; i--)
        putchar(value >> i & 1 ? '1' : '0');
    putchar('\n');
}

/* 1101 with room for three bits more, divided by x^3 + x + 1 = 1011. */
static void divide_by_hand(void)
{
    const unsigned generator = 11;
    unsigned left = 13u << DEGREE;
    print_bits("1101 000", left, BITS + DEGREE);
    for (int shift = BITS - 1; shift >= 0; shift--)
        if (left >> (shift + DEGREE) & 1) {
            print_bits("subtract", generator << shift, BITS + DEGREE);
            left ^= generator << shift;
            print_bits("", left, BITS + DEGREE);
        }
    print_bits("remainder", left, DEGREE);
}

/* ---- Two checksums --------------------------------------------------------------------------- */

/* CRC-32 as src/training/model_file.c computes it, one bit at a time. */
static uint32_t crc32(const unsigned char *bytes, int count)
{
    uint32_t remainder = 0xFFFFFFFF;
    for (int i = 0; i < count; i++) {
        remainder ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            remainder = remainder >> 1 ^ (remainder & 1 ? 0xEDB88320 : 0);
    }
    return ~remainder;
}

static uint32_t sum_of_bytes(const unsigned char *bytes, int count)
{
    uint32_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += bytes[i];
    return sum;
}

/* ---- Damage ---------------------------------------------------------------------------------- */

typedef void damage(unsigned char *bytes, random_generator *r);

static void flip(unsigned char *bytes, int bit)
{
    bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
}

static void one_bit(unsigned char *bytes, random_generator *r)
{
    flip(bytes, (int)random_below(r, 8 * BYTES));
}

static void two_bits(unsigned char *bytes, random_generator *r)
{
    one_bit(bytes, r);
    one_bit(bytes, r);
}

static void two_bytes_exchanged(unsigned char *bytes, random_generator *r)
{
    const int i = (int)random_below(r, BYTES), j = (int)random_below(r, BYTES);
    const unsigned char byte = bytes[i];
    bytes[i] = bytes[j];
    bytes[j] = byte;
}

static void thirty_two_bits_in_a_row(unsigned char *bytes, random_generator *r)
{
    const int first = (int)random_below(r, 8 * BYTES - 31);
    for (int bit = first; bit < first + 32; bit++)
        if (random_below(r, 2) == 1)
            flip(bytes, bit);
}

static void try(const char *name, damage *harm, random_generator *r)
{
    static unsigned char good[BYTES], bad[BYTES];
    int damaged = 0, sum_misses = 0, crc_misses = 0;
    for (int i = 0; i < TRIES; i++) {
        for (int k = 0; k < BYTES; k++)
            good[k] = (unsigned char)random_below(r, 256);
        memcpy(bad, good, BYTES);
        harm(bad, r);
        if (memcmp(bad, good, BYTES) == 0)
            continue;
        damaged++;
        sum_misses += sum_of_bytes(bad, BYTES) == sum_of_bytes(good, BYTES);
        crc_misses += crc32(bad, BYTES) == crc32(good, BYTES);
    }
    printf("%-26s %7d %12d %7d\n", name, damaged, sum_misses, crc_misses);
}

int main(void)
{
    random_generator r = random_seeded(1, 0);
    divide_by_hand();
    printf("\nCRC-32 of \"123456789\": %08lx\n",
           (unsigned long)crc32((const unsigned char *)"123456789", 9));
    printf("\n%-26s %7s %12s %7s\n", "", "damaged", "sum misses", "CRC");
    try("one bit", one_bit, &r);
    try("two bits", two_bits, &r);
    try("two bytes exchanged", two_bytes_exchanged, &r);
    try("up to 32 bits in a row", thirty_two_bits_in_a_row, &r);
    return 0;
}
