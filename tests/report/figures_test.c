/*
 * The figures: each is in order, says what its arrays say, and says the same twice. Digits are
 * read back from the file pixel by pixel, the confusion matrix number by number.
 */
#include "report/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "numerics/random.h"
#include "report/chart.h"
#include "report/colours.h"
#include "report/svg_reader.h"

static const char *const PICTURE = "figures_test.svg";

/* The picture that was just drawn, found to be in order; to be freed. */
static char *drawn(status outcome, const char *what)
{
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

static void expect_failure(status outcome, const char *word)
{
    EXPECT(outcome.code == STATUS_FAILED, "code %d", outcome.code);
    EXPECT(strstr(outcome.message, word) != NULL && strstr(outcome.message, "\nhint: ") != NULL,
           "'%s' or a hint is missing: %s", word, outcome.message);
    char *text = svg_read(PICTURE);
    EXPECT(text == NULL, "there is a picture");
    free(text);
}

/* ---- loss ---- */

enum { ITERATIONS = 96, TRIALS = 20 };

static void make_trials(figure_trial *trials, double (*loss)[ITERATIONS])
{
    random_generator r = random_seeded(1, 1);
    for (int k = 0; k < TRIALS; k++) {
        for (int i = 0; i < ITERATIONS; i++)
            loss[k][i] = exp(1 - 0.04 * i + 0.3 * random_normal(&r));
        trials[k] = (figure_trial){.seed = (uint64_t)k + 100,
                                   .test_accuracy = 0.9727,
                                   .loss = loss[k],
                                   .iterations = ITERATIONS};
    }
}

static void test_loss(void)
{
    static double loss[TRIALS][ITERATIONS];
    static const double at[] = {48, 96}, validation[] = {0.3, 0.1};
    figure_trial trials[TRIALS];
    make_trials(trials, loss);
    char *text = drawn(figure_loss(PICTURE, trials, 4, 10), "four trials");
    expect_word(text, "4 trials", 2);
    expect_word(text, ": 97.27 %<", 4);
    expect_word(text, ">seed 103", 1);
    expect_word(text, ">ln 10: guessing<", 1);
    expect_word(text, "<circle", 0);
    char *again = drawn(figure_loss(PICTURE, trials, 4, 10), "the same again");
    EXPECT(strcmp(text, again) == 0, "the same trials make other bytes");
    free(again);
    free(text);

    trials[0].test_accuracy = NAN;
    trials[1].seed = UINT64_MAX;
    trials[1].validation_iteration = at;
    trials[1].validation_loss = validation;
    trials[1].validations = 2;
    loss[2][50] = NAN;
    loss[2][60] = INFINITY;
    loss[2][70] = 0;
    text = drawn(figure_loss(PICTURE, trials, 4, 7), "gaps and dots");
    expect_word(text, ">seed 100<", 1);
    expect_word(text, ">seed 18446744073709551615: 97.27 %<", 1);
    expect_word(text, ">ln 7: guessing<", 1);
    expect_word(text, "<circle", 2);
    expect_word(text, "; dots: validation", 1);
    expect_word(text, "M", 1 + 3 + 4 + 4); /* guide, three whole lines, one in four, four labels */
    free(text);

    text = drawn(figure_loss(PICTURE, trials, TRIALS, 10), "many trials");
    expect_word(text, ">seed", 0);
    expect_word(text, "20 trials", 2);
    free(text);

    const double spike[] = {1e30};
    const figure_trial one = {.seed = 1, .test_accuracy = 1, .loss = spike, .iterations = 1};
    free(drawn(figure_loss(PICTURE, &one, 1, 10), "one iteration"));
}

static void test_loss_failures(void)
{
    const double bad[] = {NAN, NAN}, good[] = {1, 2};
    figure_trial trial = {.seed = 8, .test_accuracy = NAN, .loss = bad, .iterations = 2};
    expect_failure(figure_loss(PICTURE, &trial, 0, 10), "no trial");
    expect_failure(figure_loss(PICTURE, &trial, 1, 10), "seed 8");
    trial.iterations = 0;
    expect_failure(figure_loss(PICTURE, &trial, 1, 10), "seed 8");
    trial.loss = good;
    trial.iterations = 2;
    expect_failure(figure_loss("no-such-folder/loss.svg", &trial, 1, 10), "cannot create");
}

/* ---- digits ---- */

/* The darkness, 0 to 255, that a colour "#rrggbb" of equal parts stands for. */
static int darkness(const svg_tag *tag)
{
    for (int i = 0; i < tag->attributes; i++)
        if (strcmp(tag->attribute[i].name, "fill") == 0)
            return 255 - (int)strtol(
                             (char[]){tag->attribute[i].value[1], tag->attribute[i].value[2], '\0'},
                             NULL, 16);
    return -1;
}

/* Paint the runs of a path into a picture; every pixel once. */
static void paint(int *picture, int W, const char *d, int dark)
{
    int x, y, w, read;
    while (sscanf(d, "M%d %dh%dv1h-%*dz%n", &x, &y, &w, &read) == 3) {
        for (int i = x; i < x + w; i++) {
            EXPECT(picture[y * W + i] == 0, "pixel (%d, %d) is painted twice", i, y);
            picture[y * W + i] = dark;
        }
        d += read;
    }
    EXPECT(*d == '"', "a path that is not made of runs: %.40s", d);
}

/* Every picture is in its group, within half a step of the eleven greys. */
static void expect_pixels(const char *text, const unsigned char *pixels, int H, int W, int count)
{
    int *picture = calloc((size_t)(H * W), sizeof *picture);
    int n = -1, inside = 0;
    svg_tag tag;
    for (const char *p = text; picture != NULL && *p != '\0' && svg_next_tag(&tag, &p) == NULL;) {
        if (strcmp(tag.name, "g") == 0) {
            memset(picture, 0, (size_t)(H * W) * sizeof *picture);
            inside = 1;
            n++;
        } else if (strcmp(tag.name, "/g") == 0 && n < count) {
            for (int i = 0; i < H * W; i++) {
                const int error = abs(picture[i] - pixels[n * H * W + i]);
                EXPECT(error <= 14, "picture %d, pixel %d: %d instead of %d", n, i, picture[i],
                       pixels[n * H * W + i]);
            }
            inside = 0;
        } else if (inside) {
            paint(picture, W, tag.attribute[0].value, darkness(&tag));
        }
    }
    EXPECT(n + 1 == count, "%d pictures", n + 1);
    free(picture);
}

static void test_digits_of(int H, int W, int count)
{
    unsigned char *pixels = malloc((size_t)(count * H * W));
    unsigned char truth[100];
    int predicted[100], wrong = 0;
    random_generator r = random_seeded(2, 1);
    for (int i = 0; i < count * H * W; i++)
        pixels[i] = (unsigned char)(random_below(&r, 3) == 0 ? random_below(&r, 256) : 0);
    for (int i = 0; i < count; i++) {
        truth[i] = (unsigned char)random_below(&r, 10);
        predicted[i] = random_below(&r, 4) == 0 ? (int)random_below(&r, 10) : truth[i];
        wrong += predicted[i] != truth[i];
    }
    char *text =
        drawn(figure_digits(PICTURE, "<Digits>", pixels, H, W, truth, predicted, count), "digits");
    char words[64];
    snprintf(words, sizeof words, "truth \u2192 answer; %d of %d wrong%s<", wrong, count,
             wrong > 0 ? ", in red" : "");
    expect_word(text, words, 1);
    expect_word(text, "fill=\"" COLOUR_WRONG "\" text-anchor=\"middle\" font-weight=\"bold\"",
                wrong);
    expect_word(text, "fill=\"" COLOUR_WRONG "\"", wrong);
    expect_word(text, "stroke=\"" COLOUR_WRONG "\"", wrong);
    snprintf(words, sizeof words, ">%d \u2192 %d<", truth[0], predicted[0]);
    EXPECT(svg_count(text, words) >= 1, "'%s' is missing", words);
    expect_pixels(text, pixels, H, W, count);
    free(text);

    text = drawn(figure_digits(PICTURE, "Digits", pixels, H, W, truth, NULL, count), "no answers");
    expect_word(text, "\u2192", 0);
    expect_word(text, COLOUR_WRONG, 0);
    expect_pixels(text, pixels, H, W, count);
    free(text);
    free(pixels);
}

static void test_digits(void)
{
    test_digits_of(28, 28, 60);
    test_digits_of(5, 7, 11);
    test_digits_of(40, 32, 1);
    const unsigned char blank[4] = {0}, truth[1] = {3};
    free(drawn(figure_digits(PICTURE, "Blank", blank, 2, 2, truth, NULL, 1), "a blank picture"));
    expect_failure(figure_digits(PICTURE, "None", blank, 2, 2, truth, NULL, 0), "no picture");
    expect_failure(figure_digits("no-such-folder/d.svg", "D", blank, 2, 2, truth, NULL, 1),
                   "cannot create");
}

/* ---- architecture ---- */

static void test_architecture(void)
{
    char *text = drawn(figure_architecture(PICTURE, network_shape_mnist()), "architecture");
    static const char *const words[] = {">607,394 parameters in all.",
                                        ">1 \u00d7 28 \u00d7 28<",
                                        ">28 filters 3 \u00d7 3<",
                                        ">280 parameters<",
                                        ">28 \u00d7 13 \u00d7 13<",
                                        ">windows of 2 \u00d7 2<",
                                        "28 \u00d7 13 \u00d7 13 = 4,732 ",
                                        ">4,732 \u2192 128<",
                                        ">605,824 parameters<",
                                        ">128 \u2192 10<",
                                        ">1,290 parameters<",
                                        ">7  softmax<"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        expect_word(text, words[i], 1);
    expect_word(text, ">28 \u00d7 26 \u00d7 26<", 2);
    free(text);

    /* A shape in which no two sizes are equal; the network itself says how many parameters. */
    const network_shape shape = {
        .C = 2, .H = 13, .W = 16, .filters = 5, .kernel = 4, .pool = 3, .hidden = 7, .classes = 6};
    text = drawn(figure_architecture(PICTURE, shape), "another architecture");
    expect_word(text, ">2 \u00d7 13 \u00d7 16<", 1);
    expect_word(text, ">5 \u00d7 10 \u00d7 13<", 2);
    expect_word(text, ">5 \u00d7 3 \u00d7 4<", 1);
    network net;
    const status outcome = network_create(&net, shape, 1);
    EXPECT(outcome.code == STATUS_OK, "%s", outcome.message);
    char total[64];
    snprintf(total, sizeof total, ">%zu parameters in all.", net.parameter_count);
    expect_word(text, total, 1);
    network_free(&net);
    free(text);
    expect_failure(figure_architecture("no-such-folder/a.svg", shape), "cannot create");
}

/* ---- confusion ---- */

/* The number that a text is, without its commas; -1 if it is none. */
static long number_of(const svg_tag *tag)
{
    long n = 0;
    for (size_t i = 0; i < tag->text_length; i++)
        if (tag->text[i] != ',') {
            if (tag->text[i] < '0' || tag->text[i] > '9')
                return -1;
            n = 10 * n + tag->text[i] - '0';
        }
    return tag->text_length > 0 ? n : -1;
}

/* The entries are the texts that directly follow their rectangles. */
static void expect_entries(const char *text, const int *counts)
{
    long sum = 0, expected_sum = 0;
    int entries = 0, expected_entries = 0, after_rectangle = 0;
    svg_tag tag;
    for (int i = 0; i < 100; i++) {
        expected_sum += counts[i];
        expected_entries += counts[i] > 0;
    }
    for (const char *p = text; *p != '\0' && svg_next_tag(&tag, &p) == NULL;) {
        if (strcmp(tag.name, "text") == 0 && after_rectangle && number_of(&tag) >= 0) {
            sum += number_of(&tag);
            entries++;
        }
        if (strcmp(tag.name, "/text") != 0)
            after_rectangle = strcmp(tag.name, "rect") == 0;
    }
    EXPECT(sum == expected_sum, "the entries add up to %ld, not %ld", sum, expected_sum);
    EXPECT(entries == expected_entries, "%d entries, not %d", entries, expected_entries);
}

/* Where the nth text of these words stands; NaN if there is none. */
static void find_text(const char *text, const char *words, int nth, double *x, double *y)
{
    svg_tag tag;
    *x = *y = NAN;
    for (const char *p = text; *p != '\0' && svg_next_tag(&tag, &p) == NULL;)
        if (strcmp(tag.name, "text") == 0 && tag.text_length == strlen(words) &&
            strncmp(tag.text, words, tag.text_length) == 0 && nth-- == 1) {
            *x = svg_number(&tag, "x");
            *y = svg_number(&tag, "y");
        }
}

/* Does the entry stand in the row of its truth and in the column of its answer? */
static void expect_place(const char *text, const char *entry, const char *truth, const char *answer)
{
    double x, y, row_x, row_y, column_x, column_y;
    find_text(text, entry, 1, &x, &y);
    find_text(text, truth, 1, &row_x, &row_y); /* a digit stands first before its row */
    find_text(text, answer, 2, &column_x, &column_y);
    EXPECT(fabs(y - row_y) < 1, "entry %s is at y = %g, not %g", entry, y, row_y);
    EXPECT(fabs(x - column_x) < 1, "entry %s is at x = %g, not %g", entry, x, column_x);
}

static void test_confusion(void)
{
    int counts[100] = {0};
    random_generator r = random_seeded(3, 1);
    for (int t = 0; t < 10; t++)
        for (int p = 0; p < 10; p++)
            counts[t * 10 + p] = (int)(t == p ? 900 + random_below(&r, 300) : random_below(&r, 4));
    char *text = drawn(figure_confusion(PICTURE, counts), "confusion");
    expect_entries(text, counts);
    free(text);

    /* Small enough to do by hand: 66 of 88 right, no digit but 2 and 7. */
    memset(counts, 0, sizeof counts);
    counts[22] = 11;
    counts[27] = 22;
    counts[77] = 55;
    text = drawn(figure_confusion(PICTURE, counts), "two digits");
    expect_entries(text, counts);
    expect_word(text, ">Confusion matrix: 66 of 88 right, 75.00 %<", 1);
    expect_place(text, "11", "2", "2");
    expect_place(text, "22", "2", "7");
    expect_place(text, "55", "7", "7");
    expect_word(text, ">33.3<", 1);           /* recall of 2: 11 of 33 */
    expect_word(text, ">71.4<", 1);           /* precision of 7: 55 of 77 */
    expect_word(text, ">100.0<", 2);          /* precision of 2, recall of 7 */
    expect_word(text, ">\u2013<", 16);        /* nothing to say of the others */
    expect_word(text, "fill=\"#9cc8e8\"", 1); /* the most frequent right answer, in full colour */
    expect_word(text, "fill=\"#f06a3c\"", 1); /* and the most frequent mistake */
    free(text);

    memset(counts, 0, sizeof counts);
    expect_failure(figure_confusion(PICTURE, counts), "all counts are 0");
    counts[1] = 2000000000;
    free(drawn(figure_confusion(PICTURE, counts), "only mistakes"));
    expect_failure(figure_confusion("no-such-folder/c.svg", counts), "cannot create");
}

int main(void)
{
    test_loss();
    test_loss_failures();
    test_digits();
    test_architecture();
    test_confusion();
    return expect_result();
}
