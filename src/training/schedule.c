/*
 * The learning rate's course. Read it with chapters/14-further.
 */
#include "training/schedule.h"

#include <math.h>

#include "require.h"

/*
 * Notes
 * - The last step of the warm-up and the first of the fall have the factor 1: (warmup - 1 + 1) /
 *   warmup, and fall / fall.
 * - The factor would be 0 in step number `steps`, the one after the last.
 */
double schedule_factor(schedule s, int step)
{
    REQUIRE(s.warmup >= 0 && s.fall >= 0 && s.warmup <= s.steps - s.fall,
            "warmup = %d, fall = %d of %d steps", s.warmup, s.fall, s.steps);
    REQUIRE(0 <= step && step < s.steps, "step = %d of %d", step, s.steps);
    if (step < s.warmup)
        return (step + 1) / (double)s.warmup;
    const int to_go = s.steps - step;
    if (to_go >= s.fall)
        return 1;
    const double x = to_go / (double)s.fall;
    return s.shape == SCHEDULE_LINEAR ? x : (1 - cos(acos(-1) * x)) / 2;
}
