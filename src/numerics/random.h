/**
 * @file
 * @brief Random integers, and numbers made of them, that are the same on every machine for the same
 * seed. (Not to the last digit those of random_normal(): it also uses log(), which differs from one C
 * library to the next, and a sum of products, which some compilers round once and others twice.)
 *
 * The generator is PCG32 (`pcg32_random_r`): M. E. O'Neill, "PCG: A Family of Simple Fast
 * Space-Efficient Statistically Good Algorithms for Random Number Generation", Harvey Mudd College,
 * HMC-CS-2014-0905. The C library's rand() differs from one library to the next, so that a seed
 * would mean nothing.
 */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/** @brief The state of a generator; made by random_seeded(). */
typedef struct {
    uint64_t state;     /**< where in its sequence the generator is */
    uint64_t increment; /**< which of 2^63 sequences it follows; odd */
} random_generator;

/**
 * @brief A generator at the start of its sequence.
 *
 * @param seed   any number; the same seed gives the same sequence
 * @param stream which sequence: generators with different streams follow different sequences
 *               even if the seed is the same
 * @return the generator
 */
random_generator random_seeded(uint64_t seed, uint64_t stream);

/** @brief The next 32 random bits. @param r the generator @return the bits */
uint32_t random_bits(random_generator *r);

/**
 * @brief A random integer from 0 to bound - 1, each equally likely.
 *
 * @param r     the generator
 * @param bound at least 1
 * @return the integer
 */
uint32_t random_below(random_generator *r, uint32_t bound);

/** @brief A random number, uniform in [0, 1), a multiple of 2^-32. @param r the generator
 * @return the number */
double random_uniform(random_generator *r);

/** @brief A random number from the normal distribution N(0, 1). @param r the generator
 * @return the number */
double random_normal(random_generator *r);

/**
 * @brief Put `count` integers into random order, each order equally likely.
 *
 * @param r      the generator
 * @param values count integers
 * @param count  how many; 0 does nothing
 */
void random_shuffle(random_generator *r, int *values, int count);

#endif
