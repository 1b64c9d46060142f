#include "status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

status status_ok(void)
{
    return (status){.code = STATUS_OK};
}

status status_error(status_code code, const char *format, ...)
{
    status failure = {.code = code};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure.message, sizeof failure.message, format, arguments);
    va_end(arguments);
    return failure;
}

const char *status_reason(void)
{
    return errno != 0 ? strerror(errno) : "the system gives no reason";
}
