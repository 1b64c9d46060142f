/*
 * Checks src/training/schedule.c: a schedule written out by hand in either shape, schedules without
 * some of their parts, and that impossible ones are refused.
 */
#include "training/schedule.h"

#include <math.h>

#include "expect.h"
#include "require_stops.h"

enum { STEPS = 10 };

static void expect_factors(const char *name, schedule s, const double *expected)
{
    for (int step = 0; step < s.steps; step++) {
        const double factor = schedule_factor(s, step);
        EXPECT(fabs(factor - expected[step]) < 1e-12, "%s, step %d: %.15g, by hand %.15g", name,
               step, factor, expected[step]);
    }
}

/* Two steps up, four at the top, and four down: 1, 3/4, 1/2, 1/4. */
static void by_hand(void)
{
    const double linear[STEPS] = {0.5, 1, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25};
    expect_factors("linear", (schedule){STEPS, 2, 4, SCHEDULE_LINEAR}, linear);
    /* (1 - cos(3 pi / 4)) / 2 = (1 + sqrt(1/2)) / 2, and so on */
    const double root = sqrt(0.5);
    const double cosine[STEPS] = {0.5, 1, 1, 1, 1, 1, 1, (1 + root) / 2, 0.5, (1 - root) / 2};
    expect_factors("cosine", (schedule){STEPS, 2, 4, SCHEDULE_COSINE}, cosine);
}

static void without_parts(void)
{
    const double level[4] = {1, 1, 1, 1};
    expect_factors("no schedule", (schedule){.steps = 4}, level);
    const double rising[4] = {0.25, 0.5, 0.75, 1}, falling[4] = {1, 0.75, 0.5, 0.25};
    expect_factors("warm-up alone", (schedule){4, 4, 0, SCHEDULE_LINEAR}, rising);
    expect_factors("fall alone", (schedule){4, 0, 4, SCHEDULE_LINEAR}, falling);
}

static void too_long(void)
{
    schedule_factor((schedule){10, 6, 5, SCHEDULE_LINEAR}, 0);
}

static void negative_fall(void)
{
    schedule_factor((schedule){10, 6, -1, SCHEDULE_LINEAR}, 0);
}

static void negative_warmup(void)
{
    schedule_factor((schedule){10, -1, 0, SCHEDULE_LINEAR}, 0);
}

static void after_the_last(void)
{
    schedule_factor((schedule){10, 1, 1, SCHEDULE_LINEAR}, 10);
}

static void before_the_first(void)
{
    schedule_factor((schedule){10, 1, 1, SCHEDULE_LINEAR}, -1);
}

int main(void)
{
    by_hand();
    without_parts();
    EXPECT(require_stops(too_long), "6 and 5 of 10 steps were taken");
    EXPECT(require_stops(negative_fall), "a fall of -1 steps was taken");
    EXPECT(require_stops(negative_warmup), "a warm-up of -1 steps was taken");
    EXPECT(require_stops(after_the_last), "step 10 of 10 was taken");
    EXPECT(require_stops(before_the_first), "step -1 was taken");
    return expect_result();
}
