/*
 * The random numbers: the published output of PCG32's own demonstration, and the distributions.
 *
 * The generator is seeded, so every count below is the same in every run. The bounds are wide
 * enough (about five standard deviations) that another seed would almost surely pass as well, and
 * narrow enough that the usual mistakes (a biased remainder, a shuffle that draws from all places
 * every time) do not.
 */
#include "numerics/random.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "expect.h"
#include "require_stops.h"

/*
 * Five rounds of the program pcg32-demo, seed 42, stream 54: six numbers, 65 coins, 33 dice, and a
 * pack of 52 cards. From the file test-high/expected/check-pcg32.out of github.com/imneme/pcg-c.
 * Round k + 1 is right only if round k drew as many numbers as it should.
 */
static void test_published_numbers(void)
{
    static const uint32_t numbers[5][6] = {
        {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e},
        {0x74ab93ad, 0x1c1da000, 0x494ff896, 0x34462f2f, 0xd308a3e5, 0x0fa83bab},
        {0x39af5f9f, 0x04196b18, 0xc3c3eb28, 0xc076c60c, 0xc693e135, 0xf8f63932},
        {0x55ce6851, 0x97a7726d, 0x17e10815, 0x58007d43, 0x962fb148, 0xb9bb55bd},
        {0xfcef7cd6, 0x1b488b5a, 0xd0daf7ea, 0x1d9a70f7, 0x241a37cf, 0x9a3857b7},
    };
    static const char coins[] = "HHTTTHTHHHTHTTTHHHHHTTTHHHTHTHTHTTHTTTHHHHHHTTTTHHTTTTTHTTTTTTTHT";
    static const char dice[] = "341122324324335231315141564662633";
    static const char cards[] =
        "QdKs6d3s3d4c3hTdKc5cJhKdJdAs4s4hAdThAcJc7sQs2s7hKh2d6cAh4dQh9h6s5s2c9cTs8d9s3c8cJs5d2h6h7d"
        "8s9d5h8hQc7cTc";
    random_generator r = random_seeded(42, 54);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 6; i++) {
            const uint32_t bits = random_bits(&r);
            EXPECT(bits == numbers[round][i], "number %d of round %d is %08lx", i, round,
                   (unsigned long)bits);
        }
        for (int i = 0; i < 65; i++) {
            const char coin = random_below(&r, 2) == 1 ? 'H' : 'T';
            EXPECT(round > 0 || coin == coins[i], "coin %d is %c", i, coin);
        }
        for (int i = 0; i < 33; i++) {
            const int die = (int)random_below(&r, 6) + 1;
            EXPECT(round > 0 || die == dice[i] - '0', "die %d is %d", i, die);
        }
        int pack[52];
        for (int i = 0; i < 52; i++)
            pack[i] = i;
        random_shuffle(&r, pack, 52);
        for (int i = 0; i < 52; i++) {
            const char card[2] = {"A23456789TJQK"[pack[i] / 4], "hcds"[pack[i] % 4]};
            EXPECT(round > 0 || memcmp(card, &cards[2 * i], 2) == 0, "card %d is %c%c", i, card[0],
                   card[1]);
        }
    }
}

static void test_seeds_and_streams(void)
{
    random_generator a = random_seeded(1, 2), same = random_seeded(1, 2);
    random_generator other_seed = random_seeded(2, 2), other_stream = random_seeded(1, 3);
    int seed_meets = 0, stream_meets = 0;
    for (int i = 0; i < 1000; i++) {
        const uint32_t bits = random_bits(&a);
        const uint32_t again = random_bits(&same);
        EXPECT(bits == again, "%lx, then %lx", (unsigned long)bits, (unsigned long)again);
        seed_meets += bits == random_bits(&other_seed);
        stream_meets += bits == random_bits(&other_stream);
    }
    EXPECT(seed_meets <= 1, "%d of 1000 numbers agree between two seeds", seed_meets);
    EXPECT(stream_meets <= 1, "%d of 1000 numbers agree between two streams", stream_meets);
}

/* Pearson's test: the sum of (count - expected)^2 / expected, for equally likely bins. */
static double chi_squared(const int *counts, int bins, int draws)
{
    const double expected = (double)draws / bins;
    double sum = 0;
    for (int i = 0; i < bins; i++)
        sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    return sum;
}

/* Chi-squared has mean bins - 1 and variance 2 (bins - 1); its upper tail is longer than a normal
 * one, hence seven standard deviations. */
static void expect_equal_shares(const int *counts, int bins, int draws, const char *what)
{
    const double found = chi_squared(counts, bins, draws);
    const double bound = bins - 1 + 7 * sqrt(2.0 * (bins - 1));
    EXPECT(found <= bound, "%s: chi-squared is %.1f, above %.1f", what, found, bound);
}

static void test_below(void)
{
    random_generator r = random_seeded(3, 0);
    for (uint32_t bound = 1; bound <= 20; bound++) {
        int counts[20] = {0};
        const int draws = 20000;
        for (int i = 0; i < draws; i++) {
            const uint32_t value = random_below(&r, bound);
            EXPECT(value < bound, "%lu of %lu", (unsigned long)value, (unsigned long)bound);
            if (value < bound)
                counts[value]++;
        }
        expect_equal_shares(counts, (int)bound, draws, "random_below, a small bound");
    }
    /* bits % (3 * 2^30) would give the first third half of all draws. */
    const uint32_t third = UINT32_C(1) << 30;
    int thirds[3] = {0};
    const int draws = 30000;
    for (int i = 0; i < draws; i++) {
        const uint32_t value = random_below(&r, 3 * third);
        EXPECT(value < 3 * third, "%lu", (unsigned long)value);
        if (value < 3 * third)
            thirds[value / third]++;
    }
    expect_equal_shares(thirds, 3, draws, "random_below, three quarters of 2^32");
}

static void test_uniform(void)
{
    random_generator r = random_seeded(4, 0);
    int counts[64] = {0};
    const int draws = 256000;
    double sum = 0;
    for (int i = 0; i < draws; i++) {
        const double u = random_uniform(&r);
        EXPECT(0 <= u && u < 1, "u = %g", u);
        EXPECT(u * 4294967296.0 == floor(u * 4294967296.0), "u = %.17g has more bits", u);
        if (0 <= u && u < 1)
            counts[(int)(u * 64)]++;
        sum += u;
    }
    expect_equal_shares(counts, 64, draws, "random_uniform");
    const double error = fabs(sum / draws - 0.5), deviation = sqrt(1.0 / 12 / draws);
    EXPECT(error <= 5 * deviation, "the mean is %g", sum / draws);
}

/* The moments of N(0, 1) are 0, 1, 0, 3; those of their estimates' errors are in any textbook. */
static void test_normal_moments(void)
{
    random_generator r = random_seeded(5, 0);
    const int draws = 1000000;
    double sum[5] = {0};
    for (int i = 0; i < draws; i++) {
        const double x = random_normal(&r);
        double power = 1;
        for (int k = 1; k <= 4; k++)
            sum[k] += power *= x;
    }
    static const double expected[5] = {1, 0, 1, 0, 3};
    static const double variance[5] = {0, 1, 2, 15, 96}; /* E[x^2k] - E[x^k]^2 */
    for (int k = 1; k <= 4; k++) {
        const double moment = sum[k] / draws;
        EXPECT(fabs(moment - expected[k]) <= 5 * sqrt(variance[k] / draws),
               "the mean of x^%d is %g where %g is expected", k, moment, expected[k]);
    }
}

static void test_normal_tails(void)
{
    random_generator r = random_seeded(6, 0);
    const int draws = 1000000;
    int below[5] = {0}, above[5] = {0};
    double farthest = 0;
    for (int i = 0; i < draws; i++) {
        const double x = random_normal(&r);
        for (int k = 0; k < 5; k++) {
            below[k] += x < -k;
            above[k] += x > k;
        }
        farthest = fmax(farthest, fabs(x));
    }
    for (int k = 0; k < 5; k++) {
        const double p = 0.5 * erfc(k / sqrt(2.0));
        const double deviation = sqrt(draws * p * (1 - p));
        EXPECT(fabs(below[k] - draws * p) <= 5 * deviation, "%d of %d are below -%d, not %.0f",
               below[k], draws, k, draws * p);
        EXPECT(fabs(above[k] - draws * p) <= 5 * deviation, "%d of %d are above %d, not %.0f",
               above[k], draws, k, draws * p);
    }
    EXPECT(4 < farthest && farthest < 7, "the farthest of %d is %g", draws, farthest);
}

static void test_shuffle_permutes(void)
{
    random_generator r = random_seeded(7, 0);
    for (int count = 0; count <= 100; count++) {
        int values[102], seen[100] = {0};
        for (int i = 0; i < count; i++)
            values[1 + i] = i;
        values[0] = values[1 + count] = -1;
        random_shuffle(&r, values + 1, count);
        EXPECT(values[0] == -1 && values[1 + count] == -1, "a neighbour of %d values moved", count);
        for (int i = 1; i <= count; i++)
            if (0 <= values[i] && values[i] < count)
                seen[values[i]]++;
        for (int i = 0; i < count; i++)
            EXPECT(seen[i] == 1, "of %d values, %d is there %d times", count, i, seen[i]);
    }
}

/* An order as a number: its values read as digits, which is one of count^count. */
static void expect_equal_orders(int count, int codes, int orders)
{
    random_generator r = random_seeded(8, (uint64_t)count);
    int by_code[256] = {0}, by_order[24] = {0};
    const int draws = 10000 * orders;
    for (int i = 0; i < draws; i++) {
        int values[4] = {0, 1, 2, 3}, code = 0;
        random_shuffle(&r, values, count);
        for (int k = 0; k < count; k++)
            code = code * count + values[k];
        by_code[code]++;
    }
    int found = 0;
    for (int code = 0; code < codes; code++)
        if (by_code[code] > 0 && found++ < orders)
            by_order[found - 1] = by_code[code];
    EXPECT(found == orders, "%d values came in %d orders instead of %d", count, found, orders);
    expect_equal_shares(by_order, orders, draws, "orders of a shuffle");
}

static void bound_of_zero(void)
{
    random_generator r = random_seeded(9, 0);
    random_below(&r, 0);
}

int main(void)
{
    test_published_numbers();
    test_seeds_and_streams();
    test_below();
    test_uniform();
    test_normal_moments();
    test_normal_tails();
    test_shuffle_permutes();
    expect_equal_orders(3, 27, 6);
    expect_equal_orders(4, 256, 24);
    EXPECT(require_stops(bound_of_zero), "random_below accepts a bound of 0");
    return expect_result();
}
