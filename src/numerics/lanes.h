/**
 * @file
 * @brief Lanes: neighbouring numbers that the processor computes with in one instruction.
 *
 * Explained in chapter 12. gcc and clang know types that are several numbers side by side: a + b
 * adds each to its counterpart, s * a multiplies all of them by one number, a <= b compares one by
 * one. The width is what the processor we compile for has: 16 floats with AVX-512, 8 with AVX, 4
 * with SSE; half as many doubles. For any other compiler a "vector" is one number, and whatever is
 * written with lanes means the same.
 *
 * Only the fast layers, matmul.c and bench_machine.c, which measures what lanes can do at best,
 * include this file.
 */
#ifndef LANES_H
#define LANES_H

#include <stdint.h>

#include "real.h"

/* BYTES: how long a vector is (a macro, since lanes_load_bytes() asks for it with #if). REGISTERS: how
   many vectors the processor can have at hand. */
#if defined __GNUC__ && defined __AVX512F__
#define LANES_BYTES 64
enum { LANES_REGISTERS = 32 };
#elif defined __GNUC__ && defined __AVX__
#define LANES_BYTES 32
enum { LANES_REGISTERS = 16 };
#elif defined __GNUC__
#define LANES_BYTES 16
enum { LANES_REGISTERS = 16 };
#else
#define LANES_BYTES (sizeof(real))
enum { LANES_REGISTERS = 16 };
#endif

enum { LANES = LANES_BYTES / sizeof(real) };

/* An integer as large as a `real`. In a mask it is -1, all bits set, for yes, and 0 for no. */
#if REAL_IS_DOUBLE
typedef int64_t lane_integer;
#else
typedef int32_t lane_integer;
#endif

#ifdef __GNUC__

typedef real lanes __attribute__((vector_size(LANES_BYTES)));
typedef lane_integer lanes_mask __attribute__((vector_size(LANES_BYTES)));
/* The same in memory, where it need not begin at a multiple of its size. */
typedef real lanes_in_memory
    __attribute__((vector_size(LANES_BYTES), aligned(sizeof(real)), may_alias));

/* Small integers, one byte for each lane. */
typedef signed char lanes_bytes __attribute__((vector_size(LANES), aligned(1), may_alias));

/* A function that becomes part of its caller, there and then. gcc would do it anyway, but so late
   that it no longer finds a register for each number of an array. */
#define LANES_INLINE static inline __attribute__((always_inline))

LANES_INLINE lanes_mask lanes_less_equal(lanes a, lanes b)
{
    return a <= b;
}

LANES_INLINE lanes_mask lanes_equal(lanes_mask a, lanes_mask b)
{
    return a == b;
}

/* a where the mask says yes, otherwise b. One of the two that are added is 0. (Of the sum gcc 12 makes
   one instruction where the mask comes from a comparison; of "or" it often does not.) */
LANES_INLINE lanes lanes_choose(lanes_mask yes, lanes a, lanes b)
{
    return (lanes)(((lanes_mask)a & yes) + ((lanes_mask)b & ~yes));
}

LANES_INLINE void lanes_store_bytes(signed char *p, lanes_mask v)
{
    *(lanes_bytes *)p = __builtin_convertvector(v, lanes_bytes);
}

/* Written out like this, gcc finds the one instruction for it that processors with AVX have. */
LANES_INLINE lanes_mask lanes_load_bytes(const signed char *p)
{
#if LANES_BYTES == 64 && !REAL_IS_DOUBLE
    return (lanes_mask){p[0], p[1], p[2],  p[3],  p[4],  p[5],  p[6],  p[7],
                        p[8], p[9], p[10], p[11], p[12], p[13], p[14], p[15]};
#elif LANES_BYTES == 64 || (LANES_BYTES == 32 && !REAL_IS_DOUBLE)
    return (lanes_mask){p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]};
#elif LANES_BYTES == 32 || !REAL_IS_DOUBLE
    return (lanes_mask){p[0], p[1], p[2], p[3]};
#else
    return (lanes_mask){p[0], p[1]};
#endif
}

/* Send for the cache line with this byte: it takes long to come from memory, and until it is here
   something else can be computed. */
LANES_INLINE void lanes_prefetch(const void *p)
{
    __builtin_prefetch(p);
}

/* The same for a line that will be written: other cores must give it up. */
LANES_INLINE void lanes_prefetch_to_write(const void *p)
{
    __builtin_prefetch(p, 1);
}

#else

typedef real lanes;
typedef lane_integer lanes_mask;
typedef real lanes_in_memory;
#define LANES_INLINE static inline

LANES_INLINE lanes_mask lanes_less_equal(lanes a, lanes b)
{
    return -(lanes_mask)(a <= b);
}

LANES_INLINE lanes_mask lanes_equal(lanes_mask a, lanes_mask b)
{
    return -(lanes_mask)(a == b);
}

LANES_INLINE lanes lanes_choose(lanes_mask yes, lanes a, lanes b)
{
    return yes ? a : b;
}

LANES_INLINE void lanes_store_bytes(signed char *p, lanes_mask v)
{
    *p = (signed char)v;
}

LANES_INLINE lanes_mask lanes_load_bytes(const signed char *p)
{
    return *p;
}

LANES_INLINE void lanes_prefetch(const void *p)
{
    (void)p;
}

LANES_INLINE void lanes_prefetch_to_write(const void *p)
{
    (void)p;
}

#endif

LANES_INLINE lanes lanes_load(const real *p)
{
    return *(const lanes_in_memory *)p;
}

/* The same, but surely once, into a register. Of a vector that is used in several products, gcc
   otherwise thinks that it may as well be fetched again for each. */
LANES_INLINE lanes lanes_load_once(const real *p)
{
    return *(const volatile lanes_in_memory *)p;
}

LANES_INLINE void lanes_store(real *p, lanes v)
{
    *(lanes_in_memory *)p = v;
}

/* The lanes of a stored vector, added up: one half onto the other, until one number is left. */
static inline real lanes_sum(real part[LANES])
{
    for (int half = LANES / 2; half >= 1; half /= 2)
        for (int l = 0; l < half; l++)
            part[l] += part[l + half];
    return part[0];
}

#endif
