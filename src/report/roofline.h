/**
 * @file
 * @brief The roofline: how fast pieces of work run, beneath what the machine allows.
 *
 * Along x, how many operations a piece of work does for each byte of its arrays: its arithmetic
 * intensity. Along y, how many it does in a second. Two roofs lie above: a slope, since work cannot
 * go on faster than its numbers arrive (intensity times bandwidth), and a ceiling, the most
 * operations that the machine can do. S. Williams, A. Waterman, D. Patterson, "Roofline: an
 * insightful visual performance model for multicore architectures", Communications of the ACM 52(4),
 * 2009.
 *
 * Explained in appendix A.
 */
#ifndef ROOFLINE_H
#define ROOFLINE_H

#include <stdbool.h>

#include "status.h"

/** @brief A piece of work. */
typedef struct {
    const char *name; /**< a word or two */
    double intensity; /**< operations for each byte of its arrays, positive */
    double speed;     /**< operations in a second, positive */
    bool backward;    /**< whether it computes gradients: another colour */
} roofline_point;

/** @brief A machine and what runs on it. Speeds are in operations or bytes in a second. */
typedef struct {
    int threads;                  /**< how many were at work */
    double peak;                  /**< the most operations, of all threads */
    double peak_of_one;           /**< ... of one thread */
    double memory;                /**< bytes from and to memory, of all threads */
    double cache;                 /**< the same from and to the second-level caches */
    double step;                  /**< operations of the whole training step */
    const roofline_point *points; /**< (count) */
    int count;                    /**< how many, at least 1 */
} roofline;

/** @brief The most points. */
enum { ROOFLINE_MOST_POINTS = 64 };

/**
 * @brief Draw the roofline of a machine.
 *
 * @param r    the machine, every number positive, and below 1e18
 * @param path of the SVG file
 * @return STATUS_OK, or STATUS_FAILED when the file cannot be written
 */
status roofline_draw(const roofline *r, const char *path);

#endif
