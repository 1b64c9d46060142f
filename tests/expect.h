/**
 * @file
 * @brief What every test is made of: expectations that are counted, and a verdict at the end.
 *
 * A test is a plain program. It states what it expects, goes on when an expectation fails, so that
 * one run shows everything that is wrong, and ends with `return expect_result();`.
 */
#ifndef EXPECT_H
#define EXPECT_H

#include <stdio.h>

/** @brief What a test returns when it cannot run here (no MNIST, say): CTest calls it skipped. */
enum { EXPECT_SKIPPED = 77 };

static long expect_checks, expect_failures; /**< how many expectations there were, and failed */

/**
 * @brief Count a check; unless `condition` holds, print it with a message, and count a failure.
 *
 * Usage: `EXPECT(sum == 6, "sum = %d", sum);`. Write `!(error > bound)` as `error <= bound`: a NaN
 * then fails, as it should.
 */
#define EXPECT(condition, ...)                                                                     \
    do {                                                                                           \
        expect_checks++;                                                                           \
        if (!(condition)) {                                                                        \
            expect_failures++;                                                                     \
            fprintf(stderr, "%s:%d: expected %s, but ", __FILE__, __LINE__, #condition);           \
            fprintf(stderr, __VA_ARGS__);                                                          \
            fputc('\n', stderr);                                                                   \
        }                                                                                          \
    } while (0)

/** @brief Print how many checks were made and failed. @return 0; or 1 if any failed or none was
 * made, since a test that checks nothing proves nothing */
static inline int expect_result(void)
{
    printf("%ld checks, %ld failed\n", expect_checks, expect_failures);
    return expect_checks == 0 || expect_failures != 0;
}

#endif
