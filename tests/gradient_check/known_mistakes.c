/*
 * The mistakes that are made again and again in the functions of a layer, each as a rule by which the
 * wrong numbers can be computed.
 *
 * Nearly all of them are the right computation with one array taken wrongly: dy of the first image
 * only, w with its rows and columns exchanged, x one column too far to the right. So there are a few
 * dozen ways to take an array wrongly (`ways` below), and each is tried on each array that goes into
 * the computation, and on the result. The computation itself is the measured gradient, or the
 * reference of forward: it needs to know nothing of the layer.
 */
#include "gradient_check/known_mistakes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

#include "require.h"

/* ---- Ways to take an array wrongly -------------------------------------------------------------- */

enum {
    /* Along one index, whose name takes the place of %. */
    ONLY_FIRST,
    ONLY_LAST,
    NO_FIRST,
    NO_LAST,
    EVERY_SECOND,
    EVERY_OTHER_SECOND,
    NO_FIRST_TWO,
    NO_LAST_TWO,
    FIRST_HALF,
    NO_BORDER,
    REVERSED,
    NEXT,
    PREVIOUS,
    FIRST_FOR_ALL,
    LAST_FOR_ALL,
    SUMMED,
    INTO_FIRST,
    LAST_INTO_FIRST,
    RUNNING_SUM,
    NEXT_AROUND,
    PREVIOUS_AROUND,
    NEXT_REPEATED,
    PREVIOUS_REPEATED,
    FIRST_TWICE,
    LAST_TWICE,
    NO_FIRST_OF_EACH,
    NO_LAST_OF_EACH,
    /* With a pair of indices. */
    TRANSPOSED,
    INDICES_EXCHANGED,
    LENGTHS_EXCHANGED,
    /* In the plane of the last two indices. */
    TURNED,
    ONLY_FIRST_PLACE,
    ONLY_LAST_PLACE,
    NO_BORDER_PLANE,
    NO_FIRST_PLANE,
    NO_LAST_PLANE,
    NEXT_PLANE,
    PREVIOUS_PLANE,
    FIRST_PLACE_FOR_ALL,
    SUMMED_PLANE,
    /* As a whole. */
    FLAT_NEXT,
    FLAT_PREVIOUS,
    FLAT_NO_FIRST,
    FLAT_NO_LAST,
    FLAT_EVERY_SECOND,
    FLAT_FIRST_HALF,
    ALL_REVERSED,
    FLAT_FIRST_FOR_ALL,
    FLAT_LAST_INTO_FIRST,
    ONES,
    ZERO,
    NEGATED,
    ABSOLUTE,
    SQUARED,
    POSITIVE_PART,
    SIGN,
    DOUBLED,
    HALVED,
    PLUS_ONE,
    TWICE,
    ONCE_A_CHANNEL,
    ONCE_A_KERNEL_PLACE,
    ONCE_A_WEIGHT,
    ONCE_AN_IMAGE,
    ONCE_MORE_A_WEIGHT,
    WHERE_NOT_ZERO,
    NO_REMAINDER, /* of a division by 4, 8, 16 or 32 */
    WAYS,
    REMAINDERS = 4, /* beyond a multiple of 4 in all, in a row, a plane, an image; of 8, ... */
    FIRST_PAIR = TRANSPOSED,
    FIRST_PLANE = TURNED,
};

/* In words; @ is the array, % the index. */
static const struct {
    const char *input;  /* when an array that is read is taken like this */
    const char *result; /* when the result comes out like this; NULL: not tried */
    const char *hint;
} ways[WAYS] = {
    [ONLY_FIRST] = {"only the first % of @ counts: the sum over the %s is missing",
                    "only the first % of @ is computed, the others are ~",
                    "the loop over that index, and whether something is reset in it"},
    [ONLY_LAST] = {"only the last % of @ counts: = in place of +=, or a sum over the %s is reset",
                   "only the last % of @ is computed, the others are ~",
                   "the loop over that index, and = in place of +="},
    [NO_FIRST] = {"the first % of @ is left out", "the first % of @ is ~",
                  "where the loop over that index starts"},
    [NO_LAST] = {"the last % of @ is left out", "the last % of @ is ~",
                 "where the loop over that index ends"},
    [EVERY_SECOND] = {"only every second % of @ counts",
                      "only every second % of @ is computed, the others are ~",
                      "the step of the loop over that index"},
    [EVERY_OTHER_SECOND] = {"only every second % of @ counts, from the second on",
                            "only every second % of @ is computed, from the second on; the others "
                            "are ~",
                            "the step of the loop over that index"},
    [NO_FIRST_TWO] = {"the first two %s of @ are left out", "the first two %s of @ are ~",
                      "where the loop over that index starts"},
    [NO_LAST_TWO] = {"the last two %s of @ are left out", "the last two %s of @ are ~",
                     "where the loop over that index ends"},
    [FIRST_HALF] = {"only the first half of the %s of @ counts",
                    "only the first half of the %s of @ is computed, the others are ~",
                    "where the loop over that index ends"},
    [NO_BORDER] = {"the first and the last % of @ are left out",
                   "the first and the last % of @ are ~", "the bounds of the loop over that index"},
    [REVERSED] = {"@ is flipped: its %s are taken in reverse order",
                  "@ is flipped: its %s come out in reverse order", "the sign of that index"},
    [NEXT] = {"@ is shifted by one %: the next % is taken in place of each",
              "@ is shifted by one %: each number stands one % too early",
              "an index that is 1 off"},
    [PREVIOUS] = {"@ is shifted by one %: the previous % is taken in place of each",
                  "@ is shifted by one %: each number stands one % too late",
                  "an index that is 1 off"},
    [FIRST_FOR_ALL] = {"the first % of @ is taken in place of every %",
                       "every % of @ is the first one", "an index that is always 0"},
    [LAST_FOR_ALL] = {"the last % of @ is taken in place of every %",
                      "every % of @ is the last one", "that index"},
    [SUMMED] = {"the sum over all %s of @ is taken in place of each %",
                "every % of @ holds the sum over all %s", "that index"},
    [INTO_FIRST] = {NULL, "all %s of @ are added into the first", "that index of the result"},
    [LAST_INTO_FIRST] = {NULL, "every % of @ is stored in the first, the others are ~",
                         "that index of the result: it is always 0"},
    [RUNNING_SUM] = {"the %s of @ are added up as they come: a sum is not reset",
                     "the %s of @ are added up as they come: a sum is not reset",
                     "where the sum starts from 0 (or from the bias)"},
    [NEXT_AROUND] = {"the next % of @ is taken in place of each, of the last the first",
                     "each number stands one % of @ too early, the first in the place of the last",
                     "an index that is 1 off"},
    [PREVIOUS_AROUND] =
        {"the previous % of @ is taken in place of each, of the first the last",
         "each number stands one % of @ too late, the last in the place of the first",
         "an index that is 1 off"},
    [NEXT_REPEATED] = {"the next % of @ is taken in place of each, of the last itself", NULL,
                       "an index that is 1 off"},
    [PREVIOUS_REPEATED] = {"the previous % of @ is taken in place of each, of the first itself",
                           NULL, "an index that is 1 off"},
    [FIRST_TWICE] = {"the first % of @ counts twice", "the first % of @ is twice what it must be",
                     "whether that % is done twice"},
    [LAST_TWICE] = {"the last % of @ counts twice", "the last % of @ is twice what it must be",
                    "whether that % is done twice"},
    [NO_FIRST_OF_EACH] = {"the first element of each % of @ is left out",
                          "the first element of each % of @ is ~", "where a loop starts"},
    [NO_LAST_OF_EACH] = {"the last element of each % of @ is left out",
                         "the last element of each % of @ is ~", "where a loop ends"},
    [TRANSPOSED] = {"@ is read as if it were transposed (%)", "@ comes out transposed (%)",
                    "the order of those two indices"},
    [INDICES_EXCHANGED] = {"two indices of @ are exchanged (%)",
                           "two indices of @ are exchanged (%)", "the order of those two indices"},
    [LENGTHS_EXCHANGED] = {"@ is walked with the wrong row length (% exchanged)",
                           "@ is walked with the wrong row length (% exchanged)",
                           "what the index is multiplied with"},
    [TURNED] = {"@ is flipped in space, rows and columns in reverse order",
                "@ is flipped in space, rows and columns come out in reverse order",
                "kh and kw, or KH - 1 - kh and KW - 1 - kw"},
    [ONLY_FIRST_PLACE] =
        {"only the first place (row 0, column 0) of @ counts: the sum over space is "
         "missing",
         "only the first place (row 0, column 0) of @ is computed, the rest is ~",
         "the loops over rows and columns"},
    [ONLY_LAST_PLACE] = {"only the last place (last row and column) of @ counts: = in place of +=",
                         "only the last place of @ is computed, the rest is ~",
                         "the loops over rows and columns, and = in place of +="},
    [NO_BORDER_PLANE] = {"the border of @ is left out", "the border of @ is ~",
                         "the bounds of the loops over rows and columns"},
    [NO_FIRST_PLANE] = {"the first row and the first column of @ are left out",
                        "the first row and the first column of @ are ~",
                        "where the loops over rows and columns start"},
    [NO_LAST_PLANE] = {"the last row and the last column of @ are left out",
                       "the last row and the last column of @ are ~",
                       "where the loops over rows and columns end"},
    [NEXT_PLANE] = {"@ is shifted by one row and one column: the next ones are taken",
                    "@ is shifted by one row and one column: each number stands too far above and "
                    "left",
                    "the indices of row and column"},
    [PREVIOUS_PLANE] = {"@ is shifted by one row and one column: the previous ones are taken",
                        "@ is shifted by one row and one column: each number stands too far below "
                        "and right",
                        "the indices of row and column"},
    [FIRST_PLACE_FOR_ALL] = {"the first place (row 0, column 0) of @ is taken everywhere",
                             "every place of @ holds the number of the first",
                             "the indices of row and column"},
    [SUMMED_PLANE] = {"the sum over all places of @ is taken at each place",
                      "every place of @ holds the sum over all", "the indices of row and column"},
    [FLAT_NEXT] = {"@ is shifted by one: the next element in memory is taken",
                   "@ is shifted by one: each number stands one element too early",
                   "an index that is 1 off"},
    [FLAT_PREVIOUS] = {"@ is shifted by one: the previous element in memory is taken",
                       "@ is shifted by one: each number stands one element too late",
                       "an index that is 1 off"},
    [FLAT_NO_FIRST] = {"the very first element of @ is left out",
                       "the very first element of @ is ~", "where the loop starts"},
    [FLAT_NO_LAST] = {"the very last element of @ is left out", "the very last element of @ is ~",
                      "where the loop ends"},
    [FLAT_EVERY_SECOND] = {"only every second element of @ counts",
                           "only every second element of @ is computed, the others are ~",
                           "the step of the loop"},
    [FLAT_FIRST_HALF] = {"only the first half of @ counts",
                         "only the first half of @ is computed, the rest is ~",
                         "where the loop ends"},
    [ALL_REVERSED] = {"@ is taken from back to front", "@ comes out from back to front", NULL},
    [FLAT_FIRST_FOR_ALL] = {"the very first element of @ is taken in place of every element",
                            "every element of @ is the very first one",
                            "an index that is always 0"},
    [FLAT_LAST_INTO_FIRST] = {NULL,
                              "every element of @ is stored in the very first, the others are ~",
                              "the index of the result: it is always 0"},
    [ONES] = {"@ is ignored, as if it were 1 everywhere", NULL, "the factor @"},
    [ZERO] = {"@ is forgotten", "@ is ~", "the term with @, and whether its loops run at all"},
    [NEGATED] = {"@ has the wrong sign", NULL, "the sign before @"},
    [ABSOLUTE] = {"the sign of @ is lost", "@ has lost its sign: the absolute value is taken",
                  NULL},
    [SQUARED] = {"@ is squared", "@ is squared", "a factor that is there twice"},
    [POSITIVE_PART] = {"where @ is negative it is taken as 0", "what is negative in @ has become 0",
                       "a comparison with 0"},
    [SIGN] = {"only the sign of @ is used", NULL, NULL},
    [DOUBLED] = {"@ is doubled", NULL, "a factor 2"},
    [HALVED] = {"@ is halved", NULL, "a factor 1/2"},
    [PLUS_ONE] = {"1 is added to @", NULL, "what is added to @"},
    [TWICE] = {"@ is added twice", NULL, "where @ is added"},
    [ONCE_A_CHANNEL] = {"@ is added once for each channel, not once for each output", NULL,
                        "in which loop @ is added"},
    [ONCE_A_KERNEL_PLACE] = {"@ is added once for each place of the kernel", NULL,
                             "in which loop @ is added"},
    [ONCE_A_WEIGHT] = {"@ is added once for each weight, not once for each output", NULL,
                       "in which loop @ is added"},
    [ONCE_AN_IMAGE] = {"@ is added N times, once for each image", NULL, "in which loop @ is added"},
    [ONCE_MORE_A_WEIGHT] = {"@ is added once more with each weight", NULL,
                            "in which loop @ is added"},
    [WHERE_NOT_ZERO] = {NULL, "where @ should be 0 it is ~", "that @ is cleared first"},
    [NO_REMAINDER] = {"the last places of @, beyond a multiple of %, are left out",
                      "the last places of @, beyond a multiple of %, are ~",
                      "what is left over when several numbers are taken at a time"},
};

/* Where the bias is added; % is an index of y. */
static const struct {
    int way;
    const char *words;
} bias_places[] = {
    {ONLY_FIRST, "b is added to the first % of y only"},
    {ONLY_LAST, "b is added to the last % of y only"},
    {NO_FIRST, "b is not added to the first % of y"},
    {NO_LAST, "b is not added to the last % of y"},
    {FIRST_TWICE, "b is added twice to the first % of y"},
    {LAST_TWICE, "b is added twice to the last % of y"},
    {RUNNING_SUM, "b is added once more with each % of y"},
};
enum { BIAS_PLACES = sizeof bias_places / sizeof bias_places[0] };

/* What the products of y are multiplied by, if b is not. */
static const char *const scales[] = {
    "all but b is divided by N, the number of images",
    "all but b is divided by the number of inputs or channels",
    "all but b is divided by KH KW, the places of the kernel",
    "all but b is divided by the number of weights of one output: a mean where a sum is needed",
    "all but b is N times what it must be (N: how many images)",
    "all but b is multiplied by the number of inputs or channels",
};
enum { SCALES = sizeof scales / sizeof scales[0] };

/* The place in memory of an element whose indices `at` belong to an array with the lengths `length`,
 * computed as the mistake computes it. */
static size_t wrong_place(const gradient_tensor *t, size_t i, int way, int pair)
{
    const int a = pair / 4, b = pair % 4;
    size_t at[4] = {0}, length[4] = {0};
    for (int r = t->rank - 1; r >= 0; r--) {
        length[r] = (size_t)t->shape[r];
        at[r] = i % length[r];
        i /= length[r];
    }
    if (way != LENGTHS_EXCHANGED) {
        const size_t index = at[a];
        at[a] = at[b];
        at[b] = index;
    }
    if (way != INDICES_EXCHANGED) {
        const size_t l = length[a];
        length[a] = length[b];
        length[b] = l;
    }
    size_t place = 0;
    for (int r = 0; r < t->rank; r++)
        place = place * length[r] + at[r];
    return place;
}

/* Exchanged indices: reading takes from the wrong place, writing adds into it. */
static void take_pair(double *out, const double *in, const gradient_tensor *t, int way, int pair,
                      bool result, double hole)
{
    for (size_t i = 0; i < t->count; i++)
        out[i] = result ? 0 : hole;
    for (size_t i = 0; i < t->count; i++) {
        const size_t wrong = wrong_place(t, i, way, pair);
        if (wrong < t->count && result)
            out[wrong] += in[i];
        else if (wrong < t->count)
            out[i] = in[wrong];
    }
}

/* Whether number k of a line is left, of those ways that leave something out. */
static bool is_kept(int way, size_t k, size_t length)
{
    const bool first = k == 0, last = k == length - 1;
    return way == ONLY_FIRST           ? first
           : way == ONLY_LAST          ? last
           : way == NO_FIRST           ? !first
           : way == NO_LAST            ? !last
           : way == EVERY_SECOND       ? k % 2 == 0
           : way == EVERY_OTHER_SECOND ? k % 2 == 1
           : way == NO_FIRST_TWO       ? k > 1
           : way == NO_LAST_TWO        ? k + 2 < length
           : way == FIRST_HALF         ? k < length / 2
                                       : !first && !last;
}

/* A line of numbers along one index: in[0], in[stride], ..., `length` of them. */
static void take_line(double *out, const double *in, size_t length, size_t stride, int way,
                      double hole)
{
    double sum = 0, running = 0;
    for (size_t k = 0; k < length; k++)
        sum += in[k * stride];
    for (size_t k = 0; k < length; k++) {
        const size_t last = length - 1;
        double *taken = &out[k * stride];
        running += in[k * stride];
        if (way <= NO_BORDER)
            *taken = is_kept(way, k, length) ? in[k * stride] : hole;
        else if (way == REVERSED)
            *taken = in[(last - k) * stride];
        else if (way == NEXT)
            *taken = k == last ? hole : in[(k + 1) * stride];
        else if (way == PREVIOUS)
            *taken = k == 0 ? hole : in[(k - 1) * stride];
        else if (way == FIRST_FOR_ALL || way == LAST_FOR_ALL)
            *taken = in[way == FIRST_FOR_ALL ? 0 : last * stride];
        else if (way == NEXT_AROUND || way == PREVIOUS_AROUND)
            *taken = in[(k + (way == NEXT_AROUND ? 1 : last)) % length * stride];
        else if (way == NEXT_REPEATED || way == PREVIOUS_REPEATED)
            *taken = in[(way == NEXT_REPEATED ? (k == last ? k : k + 1)
                         : k == 0             ? 0
                                              : k - 1) *
                        stride];
        else if (way == FIRST_TWICE || way == LAST_TWICE)
            *taken = (k == (way == FIRST_TWICE ? 0 : last) ? 2 : 1) * in[k * stride];
        else if (way == LAST_INTO_FIRST)
            *taken = k == 0 ? in[last * stride] : hole;
        else if (way == SUMMED || way == INTO_FIRST)
            *taken = way == SUMMED || k == 0 ? sum : 0;
        else
            *taken = running;
    }
}

static void take_lines(double *out, const double *in, const gradient_tensor *t, int way, int axis,
                       double hole)
{
    memcpy(out, in, t->count * sizeof *out);
    if (axis < 0 || axis >= t->rank)
        return;
    const size_t length = (size_t)t->shape[axis];
    size_t stride = 1;
    for (int r = axis + 1; r < t->rank; r++)
        stride *= (size_t)t->shape[r];
    if (way == NO_FIRST_OF_EACH || way == NO_LAST_OF_EACH) {
        for (size_t i = way == NO_FIRST_OF_EACH ? 0 : stride - 1; i < t->count; i += stride)
            out[i] = hole;
        return;
    }
    for (size_t i = 0; i < t->count; i++)
        if (i / stride % length == 0)
            take_line(out + i, in + i, length, stride, way, hole);
}

/* Each number by itself. */
static double take_number(double here, int way, double hole)
{
    return way == ONES             ? 1
           : way == ZERO           ? hole
           : way == NEGATED        ? -here
           : way == ABSOLUTE       ? fabs(here)
           : way == SQUARED        ? here * here
           : way == POSITIVE_PART  ? fmax(here, 0)
           : way == SIGN           ? (here > 0) - (here < 0)
           : way == DOUBLED        ? 2 * here
           : way == HALVED         ? here / 2
           : way == PLUS_ONE       ? here + 1
           : way == WHERE_NOT_ZERO ? (here == 0 ? hole : here)
                                   : here;
}

/* In both of the last two indices; or, from back to front, in all. */
static void take_plane(double *out, const double *in, const gradient_tensor *t, int way,
                       double hole)
{
    const int along = way == ONLY_FIRST_PLACE      ? ONLY_FIRST
                      : way == ONLY_LAST_PLACE     ? ONLY_LAST
                      : way == NO_BORDER_PLANE     ? NO_BORDER
                      : way == NO_FIRST_PLANE      ? NO_FIRST
                      : way == NO_LAST_PLANE       ? NO_LAST
                      : way == NEXT_PLANE          ? NEXT
                      : way == PREVIOUS_PLANE      ? PREVIOUS
                      : way == FIRST_PLACE_FOR_ALL ? FIRST_FOR_ALL
                      : way == SUMMED_PLANE        ? SUMMED
                                                   : REVERSED;
    double *before = malloc(t->count * sizeof *before);
    REQUIRE(before != NULL, "no memory for %zu numbers", t->count);
    memcpy(out, in, t->count * sizeof *out);
    for (int axis = way == ALL_REVERSED ? 0 : t->rank - 2; axis < t->rank; axis++) {
        memcpy(before, out, t->count * sizeof *before);
        take_lines(out, before, t, along, axis, hole);
    }
    free(before);
}

/* An array, taken wrongly. `result`: it is written, not read. `hole`: what is where it is not
 * written. */
static void take(double *out, const double *in, const gradient_tensor *t, known_mistake m,
                 const gradient_check *c)
{
    const bool result = m.kind == MISTAKE_IN_RESULT;
    const double hole = m.unwritten                    ? NAN
                        : m.kind == MISTAKE_IN_DECIDED ? GRADIENT_DECISION_GUARD
                                                       : 0;
    const gradient_tensor *w = &c->w;
    const int *s = w->shape;
    const double kernel = w->rank == 4 ? s[2] * s[3] : 1, channels = w->rank >= 2 ? s[1] : 1;
    const size_t row = (size_t)t->shape[t->rank - 1];
    const size_t plane = m.axis % REMAINDERS == 0   ? t->count
                         : m.axis % REMAINDERS == 1 ? row
                         : m.axis % REMAINDERS == 3 ? t->count / (size_t)t->shape[0]
                         : t->rank == 4             ? row * (size_t)t->shape[2]
                                                    : t->count;
    const size_t in_step = plane - plane % ((size_t)4 << m.axis / REMAINDERS);
    if (m.change < FIRST_PAIR)
        take_lines(out, in, t, m.change, m.axis, hole);
    else if (m.change < FIRST_PLANE)
        take_pair(out, in, t, m.change, m.axis, result, hole);
    else if (m.change <= SUMMED_PLANE || m.change == ALL_REVERSED)
        take_plane(out, in, t, m.change, hole);
    else
        for (size_t i = 0; i < t->count; i++) {
            out[i] = m.change == FLAT_NEXT              ? (i + 1 < t->count ? in[i + 1] : hole)
                     : m.change == FLAT_PREVIOUS        ? (i > 0 ? in[i - 1] : hole)
                     : m.change == FLAT_NO_FIRST        ? (i == 0 ? hole : in[i])
                     : m.change == NO_REMAINDER         ? (i % plane < in_step ? in[i] : hole)
                     : m.change == FLAT_NO_LAST         ? (i + 1 == t->count ? hole : in[i])
                     : m.change == FLAT_EVERY_SECOND    ? (i % 2 == 0 ? in[i] : hole)
                     : m.change == FLAT_FIRST_HALF      ? (i < t->count / 2 ? in[i] : hole)
                     : m.change == FLAT_FIRST_FOR_ALL   ? in[0]
                     : m.change == FLAT_LAST_INTO_FIRST ? (i == 0 ? in[t->count - 1] : hole)
                     : m.change == TWICE                ? 2 * in[i]
                     : m.change == ONCE_MORE_A_WEIGHT   ? in[i] * (kernel * channels + 1)
                     : m.change == ONCE_A_CHANNEL       ? in[i] * channels
                     : m.change == ONCE_A_KERNEL_PLACE  ? in[i] * kernel
                     : m.change == ONCE_A_WEIGHT        ? in[i] * kernel * channels
                     : m.change == ONCE_AN_IMAGE        ? in[i] * c->y.shape[0]
                                                        : take_number(in[i], m.change, hole);
        }
}

/* ---- The numbers that a mistake gives ----------------------------------------------------------- */

static bool is_gradient(const gradient_verdict *v)
{
    return strcmp(v->function, "backward") == 0;
}

static gradient_tensor *tensor_of(gradient_check *c, const gradient_verdict *v)
{
    gradient_tensor *t = &c->y;
    for (int i = 0; i < GRADIENT_INPUTS; i++)
        t = v->t == gradient_input(c, i) ? gradient_input(c, i) : t;
    return t;
}

/* What the array would be with x, w, b and dy as they are now. */
static void compute(gradient_check *c, const gradient_verdict *v, double *numbers)
{
    if (v->t == &c->decided) {
        int *decision = malloc(v->t->count * sizeof *decision);
        REQUIRE(decision != NULL, "no memory for %zu integers", v->t->count);
        c->reference_decisions(c, decision);
        for (size_t i = 0; i < v->t->count; i++)
            numbers[i] = decision[i];
        free(decision);
    } else if (!is_gradient(v)) {
        c->reference(c, numbers);
    } else if (c->gradient != NULL) {
        c->gradient(c, v->t, numbers);
    } else if (c->number >= c->cases) {
        c->convention(c, numbers);
    } else {
        gradient_tensor *t = tensor_of(c, v);
        for (size_t i = 0; i < t->count; i++)
            numbers[i] =
                numerical_gradient(c, &t->value[i], c->method == GRADIENT_EXACT ? 1 : 1e-4);
    }
}

/*
 * x + w in place of x * w (or dy + w, or dy + x), in each product of a sum: what the array would be with
 * the first factor and 1 for the second, and the other way round.
 *
 * Notes
 * - The bias of y is in both, and once too often.
 */
static void factors_added(gradient_check *c, const gradient_verdict *v, bool subtracted,
                          double *numbers)
{
    const gradient_tensor *one = v->t == &c->y ? &c->x : &c->y;
    const gradient_tensor *other = v->t == &c->w ? &c->x : &c->w;
    real *array[] = {one == &c->y ? one->gradient : one->value, other->value};
    const size_t size[] = {one->count, other->count};
    double *part = malloc(3 * v->t->count * sizeof *part);
    REQUIRE(part != NULL, "no memory for %zu numbers", 3 * v->t->count);
    for (int k = 0; k < 3; k++) { /* number k is set to 1; then the first to 0 */
        real *set = array[k % 2], *kept = gradient_array_copy(set, size[k % 2]);
        for (size_t i = 0; i < size[k % 2]; i++)
            set[i] = k < 2 ? 1 : 0;
        compute(c, v, part + (size_t)k * v->t->count);
        memcpy(set, kept, size[k % 2] * sizeof *set);
        gradient_array_free(kept);
    }
    const double *of_other = part, *of_one = part + v->t->count, *rest = of_one + v->t->count;
    for (size_t i = 0; i < v->t->count; i++)
        numbers[i] =
            subtracted ? of_one[i] - of_other[i] + rest[i] : of_one[i] + of_other[i] - rest[i];
    free(part);
}

/* By how much each output changes when an element moves by 1. */
static void response(gradient_check *c, real *element, double *change)
{
    *element += 1;
    measured_loss(c);
    memcpy(change, c->y_now, c->y.count * sizeof *change);
    *element -= 1;
    measured_loss(c);
    for (size_t i = 0; i < c->y.count; i++)
        change[i] -= c->y_now[i];
}

/*
 * With = in place of +=, each element holds the last product that was put into it: that of the last
 * output it takes part in. In which outputs it takes part is seen with all factors set to 1; some are
 * 0 otherwise.
 */
static void last_term(gradient_check *c, const gradient_verdict *v, double *numbers)
{
    gradient_tensor *t = tensor_of(c, v), *other = t == &c->x ? &c->w : &c->x;
    double *change = malloc(c->y.count * sizeof *change);
    REQUIRE(change != NULL, "no memory for %zu numbers", c->y.count);
    real *kept = other->count == 0 ? NULL : gradient_array_copy(other->value, other->count);
    const bool linear = c->w.count > 0 && c->reference_decisions == NULL; /* in each array */
    for (size_t e = 0; e < t->count; e++) {
        for (size_t i = 0; i < other->count && linear; i++)
            other->value[i] = 1;
        response(c, &t->value[e], change);
        size_t last = c->y.count;
        for (size_t i = 0; i < c->y.count; i++)
            last = change[i] != 0 ? i : last;
        if (linear && other->count > 0)
            memcpy(other->value, kept, other->count * sizeof *kept);
        response(c, &t->value[e], change);
        numbers[e] = last == c->y.count ? 0 : (double)c->y.gradient[last] * change[last];
    }
    gradient_array_free(kept);
    free(change);
}

/* The same in forward: of each output's sum, the product with the last of its weights is left. */
static void last_weight(gradient_check *c, double *y)
{
    gradient_tensor *w = &c->w, *b = &c->b;
    real *kept_w = gradient_array_copy(w->value, w->count);
    real *kept_b = b->count == 0 ? NULL : gradient_array_copy(b->value, b->count);
    const size_t weights = w->count / (size_t)w->shape[0];
    for (size_t i = 0; i < w->count; i++)
        w->value[i] = i % weights == weights - 1 ? w->value[i] : 0;
    for (size_t i = 0; i < b->count; i++)
        b->value[i] = 0;
    c->reference(c, y);
    memcpy(w->value, kept_w, w->count * sizeof *kept_w);
    if (b->count > 0)
        memcpy(b->value, kept_b, b->count * sizeof *kept_b);
    gradient_array_free(kept_w);
    gradient_array_free(kept_b);
}

static const char *const elementwise[] = {
    "the slope is missing: dx is dy",
    "dx is dy * x",
    "dx is dy * y",
    "there is a factor x too many",
    "there is a factor y too many",
    "the slope is squared",
    "dx is x: neither dy nor the slope is there",
    "dx is y: neither dy nor the slope is there",
};
enum { ELEMENTWISE = sizeof elementwise / sizeof elementwise[0] };

/* A layer that works on each element by itself has dx[i] = dy[i] * slope[i]. `dx` starts as that. */
static void wrong_elementwise(gradient_check *c, int mistake, double *dx)
{
    measured_loss(c); /* leaves y in c->y_now */
    for (size_t i = 0; i < c->x.count; i++) {
        const double dy = (double)c->y.gradient[i], x = (double)c->x.value[i], y = c->y_now[i];
        const double wrong[ELEMENTWISE] = {
            dy, dy * x, dy * y, dx[i] * x, dx[i] * y, dx[i] * dx[i] / dy, x, y};
        dx[i] = wrong[mistake];
    }
}

/* Take the decisions wrongly for a while, and compute by what goes by them: the convention of dx, or
 * the independent gradient. */
static void with_wrong_decisions(gradient_check *c, const gradient_verdict *v, known_mistake m,
                                 double *numbers)
{
    const size_t count = c->decided.count;
    double *right = malloc(2 * count * sizeof *right), *wrong = right + count;
    REQUIRE(right != NULL, "no memory for %zu numbers", 2 * count);
    if (c->reference_decisions != NULL)
        c->reference_decisions(c, c->decided.decision);
    for (size_t i = 0; i < count; i++)
        right[i] = c->decided.decision[i];
    take(wrong, right, &c->decided, m, c);
    for (size_t i = 0; i < count; i++)
        c->decided.decision[i] = (int)wrong[i];
    const bool changed = memcmp(right, wrong, count * sizeof *right) != 0;
    if (changed && c->gradient != NULL)
        c->gradient(c, v->t, numbers);
    else if (changed)
        c->convention(c, numbers);
    for (size_t i = 0; i < count; i++)
        c->decided.decision[i] = (int)right[i];
    free(right);
}

/* Take an array that is read wrongly for a while, and compute with it. */
static void with_wrong_input(gradient_check *c, const gradient_verdict *v, known_mistake m,
                             gradient_tensor *input, real *array, double *numbers)
{
    double *right = malloc(2 * input->count * sizeof *right), *wrong = right + input->count;
    REQUIRE(right != NULL, "no memory for %zu numbers", 2 * input->count);
    for (size_t i = 0; i < input->count; i++)
        right[i] = (double)array[i];
    take(wrong, right, input, m, c);
    for (size_t i = 0; i < input->count; i++)
        array[i] = (real)wrong[i];
    const bool changed = memcmp(right, wrong, input->count * sizeof *right) != 0;
    if (changed && m.kind == MISTAKE_IN_BOTH)
        with_wrong_decisions(c, v, m, numbers);
    else if (changed)
        compute(c, v, numbers);
    for (size_t i = 0; i < input->count; i++)
        array[i] = (real)right[i];
    free(right);
}

/* b[n] in place of b[oc], or db[n] in place of db[oc]: by index `axis` of y. */
static void with_wrong_bias(const gradient_check *c, const gradient_verdict *v, int axis,
                            double *numbers)
{
    const gradient_tensor *b = &c->b;
    for (size_t i = 0; i < b->count && v->t == b; i++)
        numbers[i] = 0;
    for (size_t i = 0; i < c->y.count; i++) {
        size_t stride = c->y.count, at[4] = {0};
        for (int r = 0; r < c->y.rank; r++) {
            const size_t length = (size_t)c->y.shape[r];
            stride /= length;
            at[r] = i / stride % length;
        }
        const bool inside = at[axis] < b->count;
        if (v->t != b)
            numbers[i] += (inside ? (double)b->value[at[axis]] : 0) - (double)b->value[at[1]];
        else if (inside)
            numbers[at[axis]] += (double)c->y.gradient[i];
    }
}

/* What b adds to each output: b by its second index. */
static void share_of_bias(const gradient_check *c, double *share)
{
    const size_t image = c->y.count / (size_t)c->y.shape[0], places = image / (size_t)c->y.shape[1];
    for (size_t i = 0; i < c->y.count; i++)
        share[i] = c->b.count == 0 ? 0 : (double)c->b.value[i % image / places];
}

/* The right y, but b is added in some places only, or too often. */
static void with_misplaced_bias(const gradient_check *c, known_mistake m, double *y)
{
    double *right = calloc(2 * c->y.count, sizeof *right), *wrong = right + c->y.count;
    REQUIRE(right != NULL, "no memory for %zu numbers", 2 * c->y.count);
    share_of_bias(c, right);
    take_lines(wrong, right, &c->y, bias_places[m.change].way, m.axis, 0);
    for (size_t i = 0; i < c->y.count; i++)
        y[i] += wrong[i] - right[i];
    free(right);
}

/*
 * A sum that is not reset: it goes on from element to element, and starts anew only where one of the
 * first `axis` indices changes. `bias_once`: it starts from b there, and b is not added again.
 */
static void running_sum(const gradient_check *c, const gradient_verdict *v, int axis,
                        bool bias_once, double *numbers)
{
    const size_t count = v->t->count;
    double *bias = calloc(count, sizeof *bias), sum = 0;
    REQUIRE(bias != NULL, "no memory for %zu numbers", count);
    if (bias_once)
        share_of_bias(c, bias);
    size_t length = count;
    for (int r = 0; r < axis; r++)
        length /= (size_t)v->t->shape[r];
    for (size_t i = 0; i < count; i++) {
        sum = i % length == 0 ? bias[i] : sum;
        sum += numbers[i] - bias[i];
        numbers[i] = sum;
    }
    free(bias);
}

/* The products of y are multiplied by something, and b is not. */
static void scaled_products(const gradient_check *c, int which, double *y)
{
    const gradient_tensor *w = &c->w;
    const double kernel = w->rank == 4 ? w->shape[2] * w->shape[3] : 1;
    const double by[SCALES] = {1.0 / c->y.shape[0],        1.0 / w->shape[1], 1 / kernel,
                               1 / (kernel * w->shape[1]), c->y.shape[0],     w->shape[1]};
    double *bias = malloc(c->y.count * sizeof *bias);
    REQUIRE(bias != NULL, "no memory for %zu numbers", c->y.count);
    share_of_bias(c, bias);
    for (size_t i = 0; i < c->y.count; i++)
        y[i] = bias[i] + by[which] * (y[i] - bias[i]);
    free(bias);
}

void known_mistake_predict(gradient_check *c, const gradient_verdict *v, known_mistake m,
                           double *numbers)
{
    memcpy(numbers, v->expected, v->t->count * sizeof *numbers);
    switch (m.kind) {
    case MISTAKE_NONE:
        return;
    case MISTAKE_OWN:
        m.own->predict(c, m.own->variant, numbers);
        return;
    case MISTAKE_LAST_TERM:
        if (!is_gradient(v))
            last_weight(c, numbers);
        else if (c->number < c->cases)
            last_term(c, v, numbers);
        return;
    case MISTAKE_FACTORS_ADDED:
        if (c->number < c->cases)
            factors_added(c, v, m.change == 1, numbers);
        return;
    case MISTAKE_ELEMENTWISE:
        wrong_elementwise(c, m.change, numbers);
        return;
    case MISTAKE_IN_BOTH:
    case MISTAKE_IN_UPSTREAM:
        with_wrong_input(c, v, m, &c->y, c->y.gradient, numbers);
        return;
    case MISTAKE_IN_W:
        with_wrong_input(c, v, m, &c->w, c->w.value, numbers);
        return;
    case MISTAKE_IN_X:
        with_wrong_input(c, v, m, &c->x, c->x.value, numbers);
        return;
    case MISTAKE_IN_B:
        with_wrong_input(c, v, m, &c->b, c->b.value, numbers);
        return;
    case MISTAKE_IN_DECIDED:
        with_wrong_decisions(c, v, m, numbers);
        return;
    case MISTAKE_BIAS_INDEX:
        with_wrong_bias(c, v, m.axis, numbers);
        return;
    case MISTAKE_BIAS_PLACES:
        with_misplaced_bias(c, m, numbers);
        return;
    case MISTAKE_RUNNING_SUM:
        running_sum(c, v, m.axis, m.change == 1, numbers);
        return;
    case MISTAKE_PRODUCTS_SCALED:
        scaled_products(c, m.change, numbers);
        return;
    case MISTAKE_IN_RESULT:
        take(numbers, v->expected, v->t, m, c);
        return;
    }
}

/* ---- The list ---------------------------------------------------------------------------------- */

static void add(known_mistake *list, int *count, known_mistake m)
{
    REQUIRE(*count < KNOWN_MISTAKES_MOST, "%d mistakes", *count);
    list[(*count)++] = m;
}

/* One array, taken in every way from number `first` to `next` - 1. */
static void add_some_ways(known_mistake *list, int *count, mistake_kind kind,
                          const gradient_tensor *t, int first, int next)
{
    if (t->count == 0)
        return;
    const bool result = kind == MISTAKE_IN_RESULT;
    for (int way = first; way < next; way++) {
        if ((result ? ways[way].result : ways[way].input) == NULL ||
            (way >= TWICE && way <= ONCE_MORE_A_WEIGHT && kind != MISTAKE_IN_B) ||
            (way == NO_REMAINDER && !result && kind != MISTAKE_IN_UPSTREAM && kind != MISTAKE_IN_W))
            continue;
        const bool in_plane = way >= FIRST_PLANE && way <= SUMMED_PLANE;
        if (in_plane && t->rank < 3)
            continue;
        const bool holes = way <= NO_BORDER || way == NEXT || way == PREVIOUS ||
                           way == LAST_INTO_FIRST || way == FLAT_LAST_INTO_FIRST || in_plane ||
                           way == NO_FIRST_OF_EACH || way == NO_LAST_OF_EACH ||
                           (way >= FLAT_NEXT && way <= FLAT_FIRST_HALF) || way == ZERO ||
                           way == WHERE_NOT_ZERO || way == NO_REMAINDER;
        for (int axis = 0; axis < (way < FIRST_PAIR      ? t->rank
                                   : way < FIRST_PLANE   ? 16
                                   : way == NO_REMAINDER ? 4 * REMAINDERS
                                                         : 1);
             axis++) {
            if ((way == NO_FIRST_OF_EACH || way == NO_LAST_OF_EACH) && axis == t->rank - 1)
                continue; /* each has but one element */
            const bool pair = way >= FIRST_PAIR && way < FIRST_PLANE;
            if (pair && (axis / 4 >= axis % 4 || axis % 4 >= t->rank))
                continue;
            for (int unwritten = 0; unwritten < (result && holes ? 2 : 1); unwritten++)
                add(list, count,
                    (known_mistake){
                        .kind = kind, .change = way, .axis = axis, .unwritten = unwritten == 1});
        }
    }
}

static void add_ways(known_mistake *list, int *count, mistake_kind kind, const gradient_tensor *t)
{
    add_some_ways(list, count, kind, t, 0, WAYS);
}

/* Mistakes with the bias of a layer that multiplies: y = w x + b. */
static void add_bias_mistakes(known_mistake *list, int *count, const gradient_check *c)
{
    for (int i = 0; i < BIAS_PLACES; i++)
        for (int axis = 0; axis < c->y.rank; axis++)
            add(list, count,
                (known_mistake){.kind = MISTAKE_BIAS_PLACES, .change = i, .axis = axis});
    for (int axis = 0; axis < c->y.rank; axis++)
        add(list, count, (known_mistake){.kind = MISTAKE_RUNNING_SUM, .change = 1, .axis = axis});
    for (int i = 0; i < SCALES; i++)
        add(list, count, (known_mistake){.kind = MISTAKE_PRODUCTS_SCALED, .change = i});
}

int known_mistakes(const gradient_check *c, const gradient_verdict *v, known_mistake *list)
{
    int count = 0;
    add(list, &count, (known_mistake){.kind = MISTAKE_NONE});
    for (const gradient_mistake *own = c->mistakes; own != NULL && own->array != NULL; own++)
        if (strcmp(own->array, v->name) == 0)
            add(list, &count, (known_mistake){.kind = MISTAKE_OWN, .own = own});
    if (is_gradient(v) ? c->method == GRADIENT_EXACT
                       : v->t == &c->y && c->w.count > 0 && c->reference != NULL)
        add(list, &count, (known_mistake){.kind = MISTAKE_LAST_TERM});
    const bool has_products = c->method == GRADIENT_EXACT && c->x.count > 0 && c->w.count > 0 &&
                              c->reference != NULL && v->t != &c->b;
    for (int i = 0; has_products && i < 2; i++)
        add(list, &count, (known_mistake){.kind = MISTAKE_FACTORS_ADDED, .change = i});
    for (int i = 0; v->t == &c->x && c->x.count == c->y.count && i < ELEMENTWISE; i++)
        add(list, &count, (known_mistake){.kind = MISTAKE_ELEMENTWISE, .change = i});
    if (v->t == &c->y && c->reference != NULL)
        add_ways(list, &count, MISTAKE_IN_B, &c->b);
    const bool y = v->t == &c->y && c->reference != NULL;
    for (int axis = 0; axis < c->y.rank; axis++)
        if ((y || v->t == &c->b) && axis != 1 && c->b.count > 0 && c->y.rank > 1)
            add(list, &count, (known_mistake){.kind = MISTAKE_BIAS_INDEX, .axis = axis});
    for (int axis = 0; axis < v->t->rank && v->t != &c->decided; axis++)
        add(list, &count, (known_mistake){.kind = MISTAKE_RUNNING_SUM, .axis = axis});
    if (y && c->b.count > 0)
        add_bias_mistakes(list, &count, c);
    if (v->t == &c->w || v->t == &c->b) /* an output that is left out, rather than its dy */
        add_some_ways(list, &count, MISTAKE_IN_RESULT, v->t, 0, REVERSED);
    const bool by_decisions = c->reference_decisions != NULL && is_gradient(v) &&
                              (c->gradient != NULL || (v->t == &c->x && c->convention != NULL));
    if (by_decisions && v->t == &c->x)
        add_ways(list, &count, MISTAKE_IN_DECIDED, &c->decided);
    if (is_gradient(v) && !gradient_is_network(c))
        add_ways(list, &count, MISTAKE_IN_UPSTREAM, &c->y);
    if (by_decisions && v->t != &c->x)
        add_ways(list, &count, MISTAKE_IN_DECIDED, &c->decided);
    if (by_decisions)
        add_some_ways(list, &count, MISTAKE_IN_BOTH, &c->y, 0, FIRST_PLANE);
    const bool decided = v->t == &c->decided && c->reference_decisions != NULL;
    if (decided)
        add_ways(list, &count, MISTAKE_IN_B, &c->b);
    if (y || decided || v->t == &c->x)
        add_ways(list, &count, MISTAKE_IN_W, &c->w);
    if (y || v->t == &c->w || decided || (v->t == &c->x && c->w.count == 0))
        add_ways(list, &count, MISTAKE_IN_X, &c->x);
    add_ways(list, &count, MISTAKE_IN_RESULT, v->t);
    return count;
}

/* ---- In words ---------------------------------------------------------------------------------- */

/* What an index of an array means, as far as its rank tells. */
const char *known_mistake_index_name(const gradient_check *c, const gradient_tensor *t, int axis)
{
    static const char *const w4[] = {"filter", "channel", "kernel row", "kernel column"};
    static const char *const w2[] = {"output", "input"};
    static const char *const x4[] = {"image", "channel", "row", "column"};
    static const char *const x3[] = {"image", "row", "column"};
    static const char *const x2[] = {"image", "element"};
    const bool parameter = t != &c->x && t != &c->y && t != &c->decided;
    return t->rank == 4              ? (parameter ? w4 : x4)[axis]
           : t->rank == 3            ? x3[axis]
           : t->rank == 2            ? (parameter ? w2 : x2)[axis]
           : parameter && t != &c->w ? "output"
                                     : "element";
}

/* Copy a sentence, with the array's name for @, the index's for %, and ~ for what is in a hole. */
void known_mistake_fill_in(char text[static 256], const char *sentence, const char *array,
                           const char *index, const char *hole)
{
    size_t used = 0;
    for (; *sentence != '\0' && used < 255; sentence++) {
        const char *insert = *sentence == '@'   ? array
                             : *sentence == '%' ? index
                             : *sentence == '~' ? hole
                                                : NULL;
        if (insert == NULL)
            text[used++] = *sentence;
        else
            used += (size_t)snprintf(text + used, 256 - used, "%s", insert);
        used = used > 255 ? 255 : used;
    }
    text[used] = '\0';
}

static const gradient_tensor *wrong_array(const gradient_check *c, const gradient_verdict *v,
                                          known_mistake m)
{
    return m.kind == MISTAKE_IN_DECIDED  ? &c->decided
           : m.kind == MISTAKE_IN_W      ? &c->w
           : m.kind == MISTAKE_IN_X      ? &c->x
           : m.kind == MISTAKE_IN_B      ? &c->b
           : m.kind == MISTAKE_IN_RESULT ? v->t
                                         : &c->y;
}

/* Mistakes that are not an array taken wrongly. */
static bool describe_special(const gradient_check *c, const gradient_verdict *v, known_mistake m,
                             char what[static 256], char hint[static 256])
{
    if (m.kind == MISTAKE_ELEMENTWISE) {
        snprintf(what, 256, "%s", elementwise[m.change]);
        return true;
    }
    if (m.kind == MISTAKE_LAST_TERM) {
        snprintf(
            what, 256,
            "of each sum only the last term is left: = where += is needed, or a loop is missing");
        return true;
    }
    if (m.kind == MISTAKE_FACTORS_ADDED) {
        snprintf(what, 256, "in each product the factors are %s, and must be multiplied",
                 m.change == 1 ? "subtracted" : "added");
        snprintf(hint, 256, "the line with +=");
        return true;
    }
    if (m.kind == MISTAKE_BIAS_INDEX) {
        snprintf(what, 256, "%s is taken by the index of the %s, and must be by that of the output",
                 v->name[0] == 'd' ? v->name : "b", known_mistake_index_name(c, &c->y, m.axis));
        snprintf(hint, 256, "the index of b");
        return true;
    }
    if (m.kind == MISTAKE_BIAS_PLACES) {
        known_mistake_fill_in(what, bias_places[m.change].words, "y",
                              known_mistake_index_name(c, &c->y, m.axis), "");
        snprintf(hint, 256, "where b is added");
        return true;
    }
    if (m.kind == MISTAKE_PRODUCTS_SCALED) {
        snprintf(what, 256, "%s", scales[m.change]);
        return true;
    }
    if (m.kind == MISTAKE_RUNNING_SUM) {
        snprintf(what, 256, "%s is a running sum: a sum is not reset between elements%s%s", v->name,
                 m.axis == 0 ? "" : ", only with each ",
                 m.axis == 0 ? "" : known_mistake_index_name(c, v->t, m.axis - 1));
        snprintf(hint, 256, "where the sum starts from 0 (or from the bias)");
        return true;
    }
    return false;
}

void known_mistake_describe(const gradient_check *c, const gradient_verdict *v, known_mistake m,
                            char what[static 256], char hint[static 256])
{
    hint[0] = '\0';
    if (m.kind == MISTAKE_OWN) {
        snprintf(what, 256, "%s", m.own->what);
        snprintf(hint, 256, "%s", m.own->hint == NULL ? "" : m.own->hint);
        return;
    }
    if (describe_special(c, v, m, what, hint))
        return;
    const gradient_tensor *t = wrong_array(c, v, m);
    char array[40], index[64] = "";
    if (m.kind == MISTAKE_IN_RESULT)
        snprintf(array, sizeof array, "%s", v->name);
    else if (m.kind == MISTAKE_IN_BOTH)
        snprintf(array, sizeof array, "dy and %s", c->decided.name);
    else
        snprintf(array, sizeof array, "%s%s", m.kind == MISTAKE_IN_UPSTREAM ? "d" : "", t->name);
    if (m.change < FIRST_PAIR)
        snprintf(index, sizeof index, "%s", known_mistake_index_name(c, t, m.axis));
    else if (m.change < FIRST_PLANE)
        snprintf(index, sizeof index, "%s and %s", known_mistake_index_name(c, t, m.axis / 4),
                 known_mistake_index_name(c, t, m.axis % 4));
    else if (m.change == NO_REMAINDER)
        snprintf(index, sizeof index, "%d", 4 << m.axis / REMAINDERS);
    const char *hole = m.unwritten ? "never written" : "0";
    known_mistake_fill_in(
        what, m.kind == MISTAKE_IN_RESULT ? ways[m.change].result : ways[m.change].input, array,
        index, hole);
    if (ways[m.change].hint != NULL)
        known_mistake_fill_in(hint, ways[m.change].hint, array, index, hole);
}
