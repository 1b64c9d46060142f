/**
 * @file
 * @brief A precondition that is checked in every build, and that says what it found.
 *
 * `REQUIRE` is for mistakes of the caller: a negative size, a null array. What can go wrong outside
 * the program (files, options, memory) is a `status`, see status.h.
 */
#ifndef REQUIRE_H
#define REQUIRE_H

#include <stdio.h>
#include <stdlib.h>

/**
 * @brief Stop the program unless `condition` holds, printing the condition and the values.
 *
 * Usage: `REQUIRE(N > 0, "N = %d", N);` prints, when it fails,
 * `src/layers/relu.c:21: relu_forward: requires N > 0, but N = -1`, and calls abort().
 */
#define REQUIRE(condition, ...)                                                                    \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s: requires %s, but ", __FILE__, __LINE__, __func__,          \
                    #condition);                                                                   \
            fprintf(stderr, __VA_ARGS__);                                                          \
            fputc('\n', stderr);                                                                   \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
