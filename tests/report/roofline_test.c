/*
 * The roofline: in order, with a dot and a name for every piece of work, and its numbers as words;
 * whatever the machine.
 */
#include "report/roofline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "report/svg_reader.h"

static const char *const PICTURE = "roofline_test.svg";

static const roofline_point points[] = {{"conv", 4.3, 130e9, false},
                                        {"conv, back", 4.3, 110e9, true},
                                        {"<ReLU & more>", 0.125, 22e9, false},
                                        {"update", 0.25, 5e9, true}};

static roofline machine(void)
{
    return (roofline){.threads = 2,
                      .peak = 223.4e9,
                      .peak_of_one = 118e9,
                      .memory = 25.04e9,
                      .cache = 210e9,
                      .step = 99.4e9,
                      .points = points,
                      .count = sizeof points / sizeof points[0]};
}

/* Drawn and found to be in order; to be freed. */
static char *drawn(const roofline *r, const char *what)
{
    const status outcome = roofline_draw(r, PICTURE);
    EXPECT(outcome.code == STATUS_OK, "%s: %s", what, outcome.message);
    char *text = svg_read(PICTURE);
    const char *wrong = svg_complaint(text, what);
    EXPECT(wrong == NULL, "%s: %s", what, wrong);
    remove(PICTURE);
    return text != NULL ? text : calloc(1, 1);
}

static void expect_word(const char *text, const char *word, int times)
{
    const int found = svg_count(text, word);
    EXPECT(found == times, "'%s' is there %d times, not %d", word, found, times);
}

static void test_words(void)
{
    roofline r = machine();
    char *text = drawn(&r, "two threads");
    expect_word(text, "<circle", 4);
    expect_word(text, ">conv<", 1);
    expect_word(text, ">conv, back<", 1);
    expect_word(text, ">&lt;ReLU &amp; more&gt;<", 1);
    expect_word(text, ">update<", 1);
    expect_word(text, ">peak: 223<", 1);
    expect_word(text, ">one thread: 118<", 1);
    expect_word(text, ">training step: 99.4<", 1);
    expect_word(text, ">memory: 25.0 GB/s<", 1);
    expect_word(text, ">cache: 210 GB/s<", 1);
    expect_word(text, "on 2 threads", 2);
    char *again = drawn(&r, "the same again");
    EXPECT(strcmp(text, again) == 0, "the same machine makes other bytes");
    free(again);
    free(text);

    r.threads = 1;
    text = drawn(&r, "one thread");
    expect_word(text, ">one thread", 0);
    expect_word(text, "on 1 thread<", 2);
    free(text);
}

/* Machines that nobody has: the bend lies outside the points, or the roofs change places. */
static void test_any_machine(void)
{
    const double numbers[] = {1, 1e6, 1e9, 1e12, 1e17};
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++) {
            roofline r = machine();
            r.peak = numbers[i];
            r.memory = numbers[j];
            r.cache = numbers[4 - j];
            char *text = drawn(&r, "any machine");
            expect_word(text, "<circle", 4);
            free(text);
        }
    roofline r = machine();
    r.count = 1;
    char *text = drawn(&r, "one piece of work");
    expect_word(text, "<circle", 1);
    free(text);
}

static void test_failure(void)
{
    const roofline r = machine();
    const status outcome = roofline_draw(&r, "no-such-folder/roofline.svg");
    EXPECT(outcome.code == STATUS_FAILED, "code %d", outcome.code);
    EXPECT(strstr(outcome.message, "cannot create") != NULL, "%s", outcome.message);
}

int main(void)
{
    test_words();
    test_any_machine();
    test_failure();
    return expect_result();
}
