/*
 * Mean and standard deviation. Read it with chapters/11-full-run.
 */
#include "numerics/spread.h"

#include <math.h>

#include "require.h"

/*
 * mean = sum of x[i] / n,  deviation = sqrt(sum of (x[i] - mean)^2 / (n - 1))
 *
 * Notes
 * - Twice through the numbers. The other form, sum of x[i]^2 - n mean^2, needs one pass, but takes
 *   the difference of two large numbers that are nearly equal: few of its digits are right.
 */
spread spread_of(const double *values, int n)
{
    REQUIRE(n >= 1, "n = %d", n);
    spread s = {.least = values[0], .most = values[0]};
    for (int i = 0; i < n; i++) {
        s.mean += values[i] / n;
        s.least = fmin(s.least, values[i]);
        s.most = fmax(s.most, values[i]);
    }
    double squares = 0;
    for (int i = 0; i < n; i++)
        squares += (values[i] - s.mean) * (values[i] - s.mean);
    s.deviation = n > 1 ? sqrt(squares / (n - 1)) : 0;
    return s;
}
