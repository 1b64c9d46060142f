#include "numerics/random.h"

#include <math.h>

#include "require.h"

/*
 * PCG32: a state that is advanced by one multiplication and one addition (a linear congruential
 * generator), and an output that mixes the state's high bits: shifted, folded onto itself, and
 * rotated by an amount that the topmost five bits choose.
 */
uint32_t random_bits(random_generator *r)
{
    const uint64_t old = r->state;
    r->state = old * UINT64_C(6364136223846793005) + r->increment;
    const uint32_t folded = (uint32_t)(((old >> 18) ^ old) >> 27);
    const uint32_t turn = (uint32_t)(old >> 59);
    return (folded >> turn) | (folded << ((32 - turn) & 31));
}

random_generator random_seeded(uint64_t seed, uint64_t stream)
{
    random_generator r = {.state = 0, .increment = (stream << 1) | 1};
    random_bits(&r);
    r.state += seed;
    random_bits(&r);
    return r;
}

/*
 * bits % bound alone would favour small numbers whenever bound does not divide 2^32. The first
 * 2^32 % bound of the 2^32 values are thrown away; the rest divides evenly.
 */
uint32_t random_below(random_generator *r, uint32_t bound)
{
    REQUIRE(bound >= 1, "bound = %u", (unsigned)bound);
    const uint32_t surplus = (0u - bound) % bound; /* (2^32 - bound) % bound = 2^32 % bound */
    uint32_t bits;
    do
        bits = random_bits(r);
    while (bits < surplus);
    return bits % bound;
}

double random_uniform(random_generator *r)
{
    return random_bits(r) * (1.0 / 4294967296.0);
}

/*
 * Marsaglia's polar method: a random point (u, v) in the unit disc gives the normal number
 * u sqrt(-2 ln(s) / s) with s = u^2 + v^2. (It gives a second one, with v; we do without, so that
 * the generator has no hidden half.)
 */
double random_normal(random_generator *r)
{
    double u, v, s;
    do {
        u = 2 * random_uniform(r) - 1;
        v = 2 * random_uniform(r) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * sqrt(-2 * log(s) / s);
}

/* Fisher and Yates: the last place gets one of all, the place before it one of the rest, ... */
void random_shuffle(random_generator *r, int *values, int count)
{
    for (int last = count - 1; last > 0; last--) {
        const int chosen = (int)random_below(r, (uint32_t)last + 1);
        const int value = values[chosen];
        values[chosen] = values[last];
        values[last] = value;
    }
}
