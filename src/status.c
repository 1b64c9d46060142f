#include "status.h"

#include <stdarg.h>
#include <stdio.h>

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
