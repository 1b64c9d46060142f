/**
 * @file
 * @brief How a function reports what went wrong outside the program: a code and a message.
 *
 * A function that may fail returns a `status`. The caller looks at `code` and passes the whole
 * status up, until the program prints the message and exits with the code.
 */
#ifndef STATUS_H
#define STATUS_H

/** @brief What kind of failure; the number is the exit status of the program. */
typedef enum {
    STATUS_OK = 0,            /**< all is well */
    STATUS_FAILED = 1,        /**< a run failed: out of memory, a file could not be written */
    STATUS_USAGE = 2,         /**< the command line was not understood */
    STATUS_DATA = 3,          /**< a data or model file is missing, damaged or of another kind */
    STATUS_NOT_FINITE = 4,    /**< training diverged: the loss is infinite or not a number */
    STATUS_INTERRUPTED = 130, /**< stopped by Ctrl-C */
} status_code;

/** @brief The outcome of an operation. `message` is empty when all is well. */
typedef struct {
    status_code code;   /**< STATUS_OK or the kind of failure */
    char message[1024]; /**< what was found, what was expected, and a hint; no final newline */
} status;

/** @brief The status of an operation that went well. @return STATUS_OK without a message */
status status_ok(void);

/**
 * @brief A failure with its message, formatted as by printf.
 *
 * Say what was found, what was expected and what to do next, the last on a line of its own that
 * begins with "hint: ". A message of more than 1023 bytes is cut.
 *
 * @param code   the kind of failure
 * @param format a format for printf, then its arguments
 * @return the failure
 */
#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
status
status_error(status_code code, const char *format, ...);

/**
 * @brief Why a call of the C library failed, for the message of a status: what errno says.
 *
 * C leaves it to the system whether errno says anything. So set errno to 0 before that call.
 *
 * @return the reason, until the next call
 */
const char *status_reason(void);

#endif
