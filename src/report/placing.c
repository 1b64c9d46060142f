/*
 * Places for words. Read it with appendix A.
 *
 * To place all words at once in the best of all ways is hard. Here each takes, in its turn, the best
 * place that those before it have left, which for a score of words is good enough.
 */
#include "report/placing.h"

#include <math.h>

/* How far the nearest places are from the point, how much farther each ring of them is than the one
 * within, and how many rings there are. */
static const double GAP = 8, RING = 12;
enum { RINGS = 6 };

/* As bad as being one unit farther away from the point: to cover so much. */
static const double AREA_OF_DISTANCE = 5;

static const double LINE_BOX = 6; /* width and height of the boxes along a line */

void placing_take(placing *p, placing_box box)
{
    if (p->count < PLACING_MOST)
        p->taken[p->count++] = box;
}

void placing_take_line(placing *p, double x1, double y1, double x2, double y2)
{
    const int steps = (int)fmin(ceil(hypot(x2 - x1, y2 - y1) / LINE_BOX), PLACING_MOST);
    for (int i = 0; i <= steps; i++) {
        const double share = steps > 0 ? (double)i / steps : 0;
        const double x = x1 + share * (x2 - x1), y = y1 + share * (y2 - y1);
        placing_take(p, (placing_box){x - LINE_BOX / 2, y - LINE_BOX / 2, x + LINE_BOX / 2,
                                      y + LINE_BOX / 2});
    }
}

static double common_area(placing_box a, placing_box b)
{
    const double width = fmin(a.right, b.right) - fmax(a.left, b.left);
    const double height = fmin(a.bottom, b.bottom) - fmax(a.top, b.top);
    return width > 0 && height > 0 ? width * height : 0;
}

/* How much a box would cover of what is taken, and how much of it lies outside the room. */
static double covered_area(const placing *p, placing_box box)
{
    double area = (box.right - box.left) * (box.bottom - box.top) - common_area(box, p->room);
    for (int i = 0; i < p->count; i++)
        area += common_area(box, p->taken[i]);
    return area;
}

placing_box placing_near(placing *p, double x, double y, double width, double height)
{
    static const int across[] = {1, -1, 0, 0, 1, 1, -1, -1}, down[] = {0, 0, -1, 1, -1, 1, -1, 1};
    placing_box best = {0};
    double least = INFINITY;
    for (int ring = 0; ring < RINGS; ring++)
        for (int i = 0; i < 8; i++) {
            const double distance = GAP + ring * RING;
            const double middle_x = x + across[i] * (width / 2 + distance);
            const double middle_y = y + down[i] * (height / 2 + distance);
            const placing_box box = {middle_x - width / 2, middle_y - height / 2,
                                     middle_x + width / 2, middle_y + height / 2};
            const double badness = covered_area(p, box) + AREA_OF_DISTANCE * distance;
            if (badness < least) {
                least = badness;
                best = box;
            }
        }
    placing_take(p, best);
    return best;
}
