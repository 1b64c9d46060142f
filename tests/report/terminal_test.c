/*
 * Checks what src/report/terminal.c, picture.c and progress.c say where there is no terminal, as
 * in a test: no colours, no bars, lines left as they are.
 */
#include "report/terminal.h"

#include <math.h>
#include <string.h>

#include "expect.h"
#include "report/picture.h"
#include "report/progress.h"
#include "report/training_log.h"

static const char path[] = "terminal_test.txt";

static void expect_file(const char *what, const char *expected)
{
    char text[1000] = "";
    FILE *file = fopen(path, "r");
    const size_t length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
    if (file != NULL)
        fclose(file);
    text[length] = '\0';
    EXPECT(strcmp(text, expected) == 0, "%s: '%s'\ninstead of '%s'", what, text, expected);
}

static void no_terminal(void)
{
    for (terminal_style style = STYLE_PLAIN; style <= STYLE_BAD; style++)
        EXPECT(terminal_switch(style)[0] == '\0', "style %d in a pipe", (int)style);
    EXPECT(!terminal_is_live(), "a pipe is %s", "live");
    EXPECT(terminal_columns() <= 79, "%d columns", terminal_columns());

    static const char text[] = "one line that is longer than eighty columns, which makes it longer "
                               "than a line of a terminal\nhint: another\n\n last";
    FILE *file = fopen(path, "w");
    terminal_print(file, text);
    fclose(file);
    char expected[sizeof text + 1];
    snprintf(expected, sizeof expected, "%s\n", text);
    expect_file("terminal_print()", expected);
}

static void shorten(void)
{
    char text[11];
    terminal_shorten(text, "0123456789", 10);
    EXPECT(strcmp(text, "0123456789") == 0, "'%s'", text);
    terminal_shorten(text, "abcdefghijk", 10);
    EXPECT(strcmp(text, "...efghijk") == 0, "'%s'", text);
    terminal_shorten(text, "abcdefghijk", 4);
    EXPECT(strcmp(text, "...k") == 0, "'%s'", text);
    terminal_shorten(text, "", 4);
    EXPECT(strcmp(text, "") == 0, "'%s'", text);
}

static void pictures(void)
{
    static const unsigned char pixels[3 * 4] = {0, 255, 128, 0, 0, 255, 128, 255, 255, 0, 26, 229};
    char line[5], bar[11];
    picture_line(line, pixels, 3, 4, 0);
    EXPECT(strcmp(line, " @==") == 0, "'%s'", line);
    picture_line(line, pixels, 3, 4, 1);
    EXPECT(strcmp(line, "@  %") == 0, "'%s'", line);
    picture_bar(bar, 10, 0);
    EXPECT(strcmp(bar, "          ") == 0, "'%s'", bar);
    picture_bar(bar, 10, 0.26);
    EXPECT(strcmp(bar, "###       ") == 0, "'%s'", bar);
    picture_bar(bar, 10, 1);
    EXPECT(strcmp(bar, "##########") == 0, "'%s'", bar);
}

/* Pauses do not count, and nothing is drawn before ten seconds are over. */
static void speed(void)
{
    progress p = progress_begin(10, 100, false);
    EXPECT(progress_speed(&p) == 0, "%g images/s before the first step", progress_speed(&p));
    progress_resume(&p, "a title that is longer than the room for it, which is cut there and no "
                        "harm is done");
    EXPECT(strlen(p.title) == PROGRESS_TITLE - 1, "%zu letters", strlen(p.title));
    progress_step(&p, 1);
    p.busy = 2;
    EXPECT(progress_speed(&p) == 50, "%g images/s", progress_speed(&p));
    EXPECT(p.done == 1 && !p.drawn, "%d done, drawn: %d", p.done, p.drawn);
    progress_wipe(&p);
}

static void csv(void)
{
    training_log log;
    EXPECT(training_log_open(&log, path).code == STATUS_OK, "cannot make '%s'", path);
    training_log_add(&log, (training_log_row){.trial = 1,
                                              .epoch = 1,
                                              .iteration = 1,
                                              .seed = UINT64_MAX,
                                              .loss = 2.25,
                                              .validation_accuracy = NAN,
                                              .test_accuracy = NAN,
                                              .seconds = 0.5});
    training_log_add(&log, (training_log_row){.trial = 1,
                                              .epoch = 1,
                                              .iteration = 2,
                                              .loss = 0.125,
                                              .validation_accuracy = 90,
                                              .test_accuracy = 91.25,
                                              .seconds = 1});
    EXPECT(training_log_close(&log).code == STATUS_OK, "cannot close '%s'", path);
    expect_file("the log",
                "trial,seed,epoch,iteration,loss,validation_accuracy,test_accuracy,seconds\n"
                "1,18446744073709551615,1,1,2.25,,,0.500\n"
                "1,0,1,2,0.125,90.00,91.25,1.000\n");
    EXPECT(training_log_open(&log, NULL).code == STATUS_OK, "no %s", "log");
    training_log_add(&log, (training_log_row){.trial = 1});
    EXPECT(training_log_close(&log).code == STATUS_OK, "no %s", "log");
}

int main(void)
{
    if (terminal_is_live()) {
        puts("skipped: stdout is a terminal");
        return EXPECT_SKIPPED;
    }
    no_terminal();
    shorten();
    pictures();
    speed();
    csv();
    remove(path);
    return expect_result();
}
