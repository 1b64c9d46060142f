/**
 * @file
 * @brief What the machine can do at best: multiply-adds, and numbers fetched and stored.
 *
 * These two are the ends of a scale. Work that does many operations with each number it fetches can
 * come near to the first, work that does few is held up by the second. Drawn together they are the
 * roofline of S. Williams, A. Waterman, D. Patterson, "Roofline: an insightful visual performance
 * model for multicore architectures", Communications of the ACM 52(4), 2009.
 */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <stddef.h>

#include "program/bench_timing.h"
#include "real.h"
#include "status.h"

/** @brief Room for measuring the machine. */
typedef struct {
    real *memory; /**< three arrays, one behind the other */
    size_t count; /**< numbers in each of them */
    int threads;  /**< for how many threads there is room in the next two */
    real *cache;  /**< (threads), three short arrays for each */
    real *chains; /**< (threads), the sums of bench_multiply_adds() */
} bench_machine;

/**
 * @brief Get the room. Call parallel_start() first.
 *
 * @param[out] m         the room; free it with bench_machine_free()
 * @param      megabytes of the three long arrays together (in units of 2^20 bytes), 1 .. 65536
 * @return STATUS_OK, or STATUS_FAILED when memory is short
 */
status bench_machine_create(bench_machine *m, int megabytes);

/** @brief Free it. @param m the room, or what a failed bench_machine_create() left */
void bench_machine_free(bench_machine *m);

/**
 * @brief Multiply-adds on every thread of the team, on numbers that stay in registers.
 *
 * @param m the room; its team may have become smaller
 * @param runs see bench_measure()
 * @return seconds for bench_multiply_add_operations() operations
 */
bench_time bench_multiply_adds(bench_machine *m, int runs);

/** @brief What bench_multiply_adds() computes: a multiplication and an addition count as two.
 * @return operations of all threads together */
double bench_multiply_add_operations(void);

/**
 * @brief a = b + s c on long arrays in memory, each thread of the team on a share of its own.
 *
 * It is the "triad" of J. D. McCalpin, "Memory bandwidth and machine balance in current high
 * performance computers", IEEE TCCA Newsletter, 1995, and counted as there: two arrays are read and
 * one is written. (Most processors also read what they are about to write over. That is not
 * counted.)
 *
 * @param m the room; its team may have become smaller
 * @param runs see bench_measure()
 * @return seconds for bench_memory_bytes() bytes
 */
bench_time bench_memory(bench_machine *m, int runs);

/** @brief What bench_memory() reads and writes. @param m the room @return bytes */
double bench_memory_bytes(const bench_machine *m);

/**
 * @brief The same on short arrays, which stay in each core's second-level cache: together 144 KiB.
 *
 * @param m the room; its team may have become smaller
 * @param runs see bench_measure()
 * @return seconds for bench_cache_bytes() bytes
 */
bench_time bench_cache(bench_machine *m, int runs);

/** @brief What bench_cache() reads and writes. @return bytes of all threads together */
double bench_cache_bytes(void);

#endif
