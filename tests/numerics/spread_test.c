/*
 * Checks src/numerics/spread.c: the four accuracies of chapter 11, by hand; a single number; numbers
 * whose squares are large beside their distances.
 */
#include "numerics/spread.h"

#include <math.h>

#include "expect.h"
#include "require_stops.h"

static void by_hand(void)
{
    const double accuracy[] = {96.9, 97.5, 97.2, 97.6};
    const spread s = spread_of(accuracy, 4);
    EXPECT(fabs(s.mean - 97.3) < 1e-12, "mean = %.15g, by hand 97.3", s.mean);
    EXPECT(fabs(s.deviation - sqrt(0.1)) < 1e-12, "deviation = %.15g, by hand sqrt(0.1) = %.15g",
           s.deviation, sqrt(0.1));
    EXPECT(s.least == 96.9 && s.most == 97.6, "from %g to %g", s.least, s.most);
}

static void one_number(void)
{
    const double x = 98.5;
    const spread s = spread_of(&x, 1);
    EXPECT(s.mean == x && s.deviation == 0, "mean = %g, deviation = %g", s.mean, s.deviation);
    EXPECT(s.least == x && s.most == x, "from %g to %g", s.least, s.most);
}

/* Mean 2^40, distances -1, 0, 1: every step is exact, but a square of 2^80 has no room for 2/3. */
static void far_from_zero(void)
{
    const double far = 1099511627776, x[] = {far + 1, far - 1};
    const spread s = spread_of(x, 2);
    EXPECT(s.mean == far, "mean = %.17g", s.mean);
    EXPECT(s.deviation == sqrt(2), "deviation = %.17g", s.deviation);
}

static void no_number(void)
{
    const double x = 0;
    spread_of(&x, 0);
}

int main(void)
{
    by_hand();
    one_number();
    far_from_zero();
    EXPECT(require_stops(no_number), "the mean of nothing was taken");
    return expect_result();
}
