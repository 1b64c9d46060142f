/**
 * @file
 * @brief Whether a call that breaks a precondition is stopped by REQUIRE.
 *
 * REQUIRE ends in abort(), which raises SIGABRT. Here the signal's handler jumps back into the test
 * instead, so that one program can try many mistakes. The message of REQUIRE still appears.
 */
#ifndef REQUIRE_STOPS_H
#define REQUIRE_STOPS_H

#include <setjmp.h>
#include <signal.h>

/** @brief Where the handler jumps back to. */
static jmp_buf require_stops_return;

/** @brief The handler. @param signal_number SIGABRT */
static inline void require_stops_handler(int signal_number)
{
    (void)signal_number;
    longjmp(require_stops_return, 1);
}

/** @brief Run `mistake`. @param mistake makes the call @return 1 if it was stopped, 0 if it came
 * back */
static inline int require_stops(void (*mistake)(void))
{
    int stopped = 1;
    signal(SIGABRT, require_stops_handler);
    if (setjmp(require_stops_return) == 0) {
        mistake();
        stopped = 0;
    }
    signal(SIGABRT, SIG_DFL);
    return stopped;
}

#endif
