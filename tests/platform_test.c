/*
 * Checks src/platform.c: folders are made, a file is no terminal, the clock goes forward.
 */
#include "platform.h"

#include <stdio.h>
#include <time.h>

#include "expect.h"

static int can_write_into(const char *file_name)
{
    FILE *file = fopen(file_name, "wb");
    if (file == NULL)
        return 0;
    fclose(file);
    return remove(file_name) == 0;
}

static void folders(void)
{
    EXPECT(platform_make_folder("platform_test.folder/a/b c"), "'%s' was not made",
           "platform_test.folder/a/b c");
    EXPECT(can_write_into("platform_test.folder/a/b c/file"), "nothing can be written into '%s'",
           "b c");
    EXPECT(platform_make_folder("platform_test.folder/a/b c"),
           "a folder that is there is refused%s", "");
    EXPECT(platform_make_folder("platform_test.folder/a/"), "a stroke at the end is refused%s", "");
    EXPECT(platform_make_folder("."), "'%s' is refused", ".");

    FILE *file = fopen("platform_test.folder/file", "wb");
    EXPECT(file != NULL, "'%s' cannot be made", "platform_test.folder/file");
    if (file == NULL)
        return;
    EXPECT(!platform_is_terminal(file), "a file is called a terminal%s", "");
    fclose(file);
    EXPECT(!platform_make_folder("platform_test.folder/file"), "a file is called a folder%s", "");
    EXPECT(!platform_make_folder("platform_test.folder/file/below"), "a folder below a file%s", "");
    EXPECT(can_write_into("platform_test.folder/file"), "the file in the way is gone%s", "");
}

static void numbers(void)
{
    EXPECT(platform_processors() >= 1, "%d processors", platform_processors());
    EXPECT(platform_terminal_columns() >= 1, "%d columns", platform_terminal_columns());

    /* It ticks, and never back; in seconds: the C library's own clock has not gone on by more. */
    const time_t then = time(NULL);
    const double began = platform_seconds();
    double last = began;
    int backward = 0;
    while (last - began < 0.05 && difftime(time(NULL), then) < 10) {
        const double now = platform_seconds();
        backward += now < last;
        last = now;
    }
    EXPECT(backward == 0, "the clock went backward %d times", backward);
    EXPECT(last - began >= 0.05, "in ten seconds the clock went on by %g", last - began);
    EXPECT(last - began < difftime(time(NULL), then) + 2, "the clock went on by %g", last - began);
}

int main(void)
{
    folders();
    numbers();
    return expect_result();
}
