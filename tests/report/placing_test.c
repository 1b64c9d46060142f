/*
 * Places for words: near their points, on top of nothing as long as there is room, never lost.
 */
#include "report/placing.h"

#include <math.h>

#include "expect.h"
#include "numerics/random.h"

static double common_area(placing_box a, placing_box b)
{
    const double width = fmin(a.right, b.right) - fmax(a.left, b.left);
    const double height = fmin(a.bottom, b.bottom) - fmax(a.top, b.top);
    return width > 0 && height > 0 ? width * height : 0;
}

static placing room_of(double width, double height)
{
    return (placing){.room = {0, 0, width, height}};
}

static void expect_box(placing_box box, double left, double top, double right, double bottom)
{
    EXPECT(fabs(box.left - left) + fabs(box.top - top) + fabs(box.right - right) +
                   fabs(box.bottom - bottom) <
               1e-9,
           "(%g, %g) to (%g, %g), not (%g, %g) to (%g, %g)", box.left, box.top, box.right,
           box.bottom, left, top, right, bottom);
}

/* Around one point in a wide room: to the right, to the left, above, below; the last two farther off,
 * or they would cover the corners of the first two. */
static void test_order(void)
{
    placing p = room_of(400, 400);
    expect_box(placing_near(&p, 200, 200, 60, 20), 208, 190, 268, 210);
    expect_box(placing_near(&p, 200, 200, 60, 20), 132, 190, 192, 210);
    expect_box(placing_near(&p, 200, 200, 60, 20), 170, 160, 230, 180);
    expect_box(placing_near(&p, 200, 200, 60, 20), 170, 220, 230, 240);
}

/* To the left where the room ends at the right, or a line lies there, or a box. */
static void test_obstacles(void)
{
    placing p = room_of(210, 400);
    expect_box(placing_near(&p, 200, 200, 60, 20), 132, 190, 192, 210);
    p = room_of(400, 400);
    placing_take_line(&p, 240, 300, 240, 100);
    expect_box(placing_near(&p, 200, 200, 60, 20), 132, 190, 192, 210);
    p = room_of(400, 400);
    placing_take(&p, (placing_box){250, 150, 300, 250});
    expect_box(placing_near(&p, 200, 200, 60, 20), 132, 190, 192, 210);
    p = room_of(400, 400);
    placing_take_line(&p, 240, 200, 240, 200); /* a line without length is a box, too */
    EXPECT(p.count == 1, "%d boxes", p.count);
}

/* Thirty words at random points of a room that is large enough: none covers another. */
static void test_many(void)
{
    random_generator r = random_seeded(1, 1);
    placing p = room_of(1000, 1000);
    placing_box box[30];
    for (int i = 0; i < 30; i++) {
        box[i] = placing_near(&p, 1000 * random_uniform(&r), 1000 * random_uniform(&r), 80, 14);
        EXPECT(box[i].left >= 0 && box[i].top >= 0 && box[i].right <= 1000 && box[i].bottom <= 1000,
               "word %d stands outside", i);
        for (int k = 0; k < i; k++)
            EXPECT(common_area(box[i], box[k]) == 0, "words %d and %d overlap", i, k);
    }
}

/* No room at all: every word still gets a place of its size, and the boxes do not run out. */
static void test_no_room(void)
{
    placing p = room_of(10, 10);
    for (int i = 0; i < PLACING_MOST + 10; i++)
        placing_take(&p, (placing_box){0, 0, 10, 10});
    EXPECT(p.count == PLACING_MOST, "%d boxes", p.count);
    const placing_box box = placing_near(&p, 5, 5, 80, 14);
    EXPECT(box.right - box.left == 80 && box.bottom - box.top == 14, "%g x %g",
           box.right - box.left, box.bottom - box.top);
}

int main(void)
{
    test_order();
    test_obstacles();
    test_many();
    test_no_room();
    return expect_result();
}
