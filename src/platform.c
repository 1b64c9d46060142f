/* The only file that asks the operating system. POSIX declares these functions when told to. */
#if defined(__unix__) || defined(__APPLE__)
#define PLATFORM_POSIX  1
#define _POSIX_C_SOURCE 200809L
#ifdef __APPLE__
#define _DARWIN_C_SOURCE
#else
#define _DEFAULT_SOURCE
#endif
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#include "platform.h"

#include <string.h>
#include <time.h>

/* open() takes the lowest number that is free: here the one that was just found closed. The wrong
 * direction is chosen on purpose, so that printing still fails, and the program can say so. */
void platform_reserve_streams(void)
{
#ifdef PLATFORM_POSIX
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0)
            open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
#endif
}

bool platform_is_terminal(FILE *stream)
{
#ifdef PLATFORM_POSIX
    return isatty(fileno(stream)) == 1;
#else
    (void)stream;
    return false;
#endif
}

int platform_terminal_columns(void)
{
#ifdef PLATFORM_POSIX
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
#endif
    return 80;
}

int platform_processors(void)
{
#ifdef PLATFORM_POSIX
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : online > 1024 ? 1024 : (int)online;
#else
    return 1;
#endif
}

bool platform_make_folder(const char *path)
{
#ifdef PLATFORM_POSIX
    char part[4096];
    const size_t length = strlen(path);
    if (length == 0 || length >= sizeof part)
        return false;
    for (size_t i = 1; i <= length; i++)
        if (i == length || path[i] == '/') {
            memcpy(part, path, i);
            part[i] = '\0';
            mkdir(part, 0777); /* fails where it is there already, or cannot be: seen below */
        }
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
#else
    (void)path;
    return true;
#endif
}

double platform_seconds(void)
{
    struct timespec now;
#ifdef PLATFORM_POSIX
    clock_gettime(CLOCK_MONOTONIC, &now);
#else
    timespec_get(&now, TIME_UTC);
#endif
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
