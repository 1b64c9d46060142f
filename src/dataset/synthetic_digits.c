/*
 * The built-in digits. Read it with appendix A.
 *
 * A digit is drawn in five steps: choose a style; choose a hand (how this writer slants, bends and
 * presses); let the pen run along the style's points; fit the trace into a box of 20 x 20; and ink
 * it, then move it so that its centre of mass lies in the middle.
 */
#include "dataset/synthetic_digits.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "numerics/parallel.h"
#include "require.h"

enum {
    SIZE = SYNTHETIC_DIGITS_SIZE,
    BOX = 20,         /* the digit fits into so many rows and columns */
    MOST_POINTS = 32, /* of a style, marks included */
    STEPS = 6,        /* straight pieces that the curve between two points is drawn with */
    LIFT = 127,       /* mark: the pen is lifted */
    END = -128,       /* mark: the digit is finished */
};

/* A way of writing a digit. */
typedef struct {
    int digit;
    int weight; /* how common it is, among the styles of its digit */
    const char *name;
    signed char path[MOST_POINTS]
                    [2]; /* (x, y), 0 .. 100 from left to right and from top to bottom */
} style;

/* A point that stands twice in a row is a corner; the others are rounded. */
/* clang-format off */
static const style styles[] = {
    {0, 40, "counter-clockwise oval", {{56, 0}, {28, 10}, {10, 50}, {24, 90}, {52, 100}, {79, 86}, {90, 48}, {77, 10}, {48, 2}, {END}}},
    {0, 15, "top crossed, tail inside", {{50, 22}, {52, 2}, {22, 25}, {10, 65}, {28, 97}, {58, 95}, {87, 65}, {86, 25}, {62, 5}, {44, 10}, {END}}},
    {0, 12, "open at the top", {{60, 2}, {34, 8}, {12, 45}, {22, 88}, {50, 100}, {80, 84}, {90, 45}, {80, 18}, {66, 10}, {END}}},
    {0, 10, "pointed top, flat foot", {{55, 0}, {30, 30}, {12, 70}, {22, 98}, {60, 100}, {86, 90}, {84, 55}, {66, 15}, {50, 2}, {END}}},
    {0, 8, "clockwise, hook", {{34, 18}, {55, 0}, {82, 20}, {90, 60}, {66, 97}, {34, 97}, {12, 60}, {20, 18}, {45, 3}, {68, 12}, {END}}},
    {0, 8, "stroke down, then around", {{30, 4}, {16, 40}, {20, 84}, {46, 100}, {76, 84}, {86, 44}, {66, 8}, {40, 4}, {28, 14}, {END}}},
    {0, 6, "curl into the middle", {{70, 10}, {40, 2}, {14, 34}, {16, 80}, {46, 100}, {80, 84}, {88, 40}, {66, 10}, {44, 14}, {50, 34}, {END}}},
    {0, 6, "tail at the upper left", {{26, 0}, {38, 12}, {24, 26}, {12, 62}, {30, 96}, {62, 98}, {88, 70}, {84, 28}, {60, 10}, {32, 22}, {END}}},
    {1, 86, "a plain stroke", {{55, 0}, {52, 33}, {48, 67}, {45, 100}, {END}}},
    {1, 9, "serif", {{36, 20}, {48, 10}, {58, 0}, {58, 0}, {54, 50}, {52, 100}, {END}}},
    {1, 7, "serif and foot", {{26, 20}, {42, 10}, {54, 0}, {54, 0}, {52, 50}, {50, 98}, {LIFT}, {20, 100}, {55, 99}, {86, 98}, {END}}},
    {1, 4, "hooked ends", {{40, 8}, {50, 0}, {54, 15}, {50, 80}, {56, 98}, {66, 94}, {END}}},
    {1, 3, "long serif", {{28, 34}, {44, 16}, {58, 0}, {58, 0}, {53, 50}, {48, 100}, {END}}},
    {2, 26, "corner", {{14, 24}, {28, 5}, {55, 0}, {78, 16}, {74, 42}, {45, 74}, {10, 98}, {10, 98}, {50, 97}, {90, 95}, {END}}},
    {2, 22, "loop", {{18, 22}, {34, 3}, {60, 0}, {78, 18}, {72, 45}, {45, 76}, {20, 97}, {8, 92}, {12, 78}, {34, 78}, {62, 92}, {94, 90}, {END}}},
    {2, 16, "big loop", {{16, 20}, {36, 2}, {64, 2}, {78, 20}, {68, 54}, {44, 84}, {22, 98}, {6, 88}, {14, 68}, {40, 68}, {64, 86}, {92, 96}, {END}}},
    {2, 10, "big loop, short tail", {{22, 18}, {42, 0}, {70, 6}, {78, 32}, {68, 66}, {44, 94}, {18, 96}, {8, 78}, {24, 62}, {50, 72}, {72, 94}, {END}}},
    {2, 14, "like a Z", {{14, 8}, {45, 4}, {80, 3}, {80, 3}, {52, 48}, {14, 97}, {14, 97}, {50, 96}, {90, 94}, {END}}},
    {2, 12, "swan", {{16, 20}, {34, 2}, {62, 4}, {70, 28}, {52, 62}, {18, 95}, {18, 95}, {36, 86}, {64, 97}, {94, 94}, {END}}},
    {2, 10, "round, flat foot", {{10, 30}, {22, 6}, {52, 0}, {84, 18}, {84, 48}, {60, 76}, {24, 94}, {12, 98}, {50, 96}, {94, 98}, {END}}},
    {2, 8, "small head, long foot", {{24, 14}, {40, 0}, {58, 10}, {52, 44}, {32, 76}, {10, 92}, {10, 92}, {50, 86}, {106, 74}, {END}}},
    {2, 12, "narrow", {{24, 14}, {42, 0}, {66, 10}, {66, 42}, {46, 78}, {26, 98}, {26, 98}, {50, 96}, {80, 93}, {END}}},
    {2, 6, "flat, small head", {{22, 34}, {40, 16}, {60, 22}, {52, 50}, {24, 80}, {8, 90}, {30, 82}, {70, 86}, {116, 72}, {END}}},
    {2, 8, "short tail", {{24, 14}, {46, 0}, {72, 10}, {76, 40}, {62, 78}, {36, 98}, {12, 90}, {10, 70}, {32, 58}, {58, 70}, {84, 94}, {END}}},
    {2, 8, "round loop, tail across", {{18, 16}, {44, 0}, {74, 8}, {80, 34}, {66, 72}, {38, 98}, {14, 92}, {10, 72}, {34, 62}, {62, 76}, {82, 78}, {END}}},
    {2, 6, "upright, loop below", {{44, 4}, {56, 2}, {62, 20}, {60, 56}, {46, 86}, {24, 96}, {14, 80}, {34, 68}, {60, 76}, {88, 90}, {END}}},
    {3, 30, "round", {{18, 14}, {38, 0}, {70, 8}, {74, 28}, {60, 44}, {38, 50}, {38, 50}, {70, 56}, {80, 74}, {66, 96}, {36, 100}, {12, 90}, {END}}},
    {3, 20, "flat top", {{16, 6}, {48, 3}, {78, 2}, {78, 2}, {62, 22}, {42, 42}, {42, 42}, {70, 48}, {80, 70}, {64, 96}, {34, 100}, {12, 90}, {END}}},
    {3, 16, "small loop in the middle", {{16, 16}, {38, 0}, {70, 8}, {72, 28}, {50, 48}, {36, 50}, {42, 42}, {66, 52}, {78, 74}, {62, 98}, {32, 98}, {10, 86}, {END}}},
    {3, 14, "shallow middle", {{20, 8}, {44, 0}, {72, 10}, {74, 30}, {56, 46}, {70, 58}, {78, 76}, {58, 97}, {32, 99}, {14, 88}, {END}}},
    {3, 8, "big curled belly", {{22, 10}, {46, 0}, {66, 10}, {60, 32}, {40, 44}, {40, 44}, {72, 50}, {84, 72}, {68, 96}, {38, 100}, {14, 88}, {26, 76}, {END}}},
    {3, 8, "hooks", {{22, 24}, {24, 6}, {50, 0}, {72, 16}, {58, 38}, {36, 46}, {36, 46}, {66, 56}, {76, 82}, {54, 100}, {24, 98}, {14, 84}, {END}}},
    {3, 8, "short tail", {{20, 12}, {46, 0}, {72, 8}, {68, 30}, {46, 46}, {46, 46}, {68, 58}, {70, 82}, {56, 98}, {38, 100}, {END}}},
    {3, 4, "leaning, shallow", {{12, 10}, {44, 0}, {74, 4}, {64, 26}, {42, 44}, {60, 56}, {66, 74}, {56, 100}, {END}}},
    {3, 10, "small head", {{22, 10}, {44, 0}, {64, 8}, {64, 22}, {36, 40}, {36, 40}, {72, 48}, {82, 72}, {64, 97}, {34, 100}, {10, 90}, {END}}},
    {3, 8, "big head", {{14, 16}, {38, 0}, {76, 8}, {78, 32}, {60, 54}, {42, 58}, {42, 58}, {66, 64}, {72, 80}, {58, 98}, {32, 100}, {14, 92}, {END}}},
    {4, 28, "open, two strokes", {{26, 5}, {20, 30}, {16, 52}, {16, 52}, {50, 54}, {88, 50}, {LIFT}, {74, 0}, {70, 50}, {64, 100}, {END}}},
    {4, 16, "open, cup", {{20, 2}, {14, 30}, {22, 52}, {46, 58}, {76, 46}, {LIFT}, {82, 0}, {76, 45}, {70, 100}, {END}}},
    {4, 14, "closed", {{64, 0}, {40, 34}, {14, 66}, {14, 66}, {50, 66}, {92, 64}, {LIFT}, {66, 0}, {64, 50}, {60, 100}, {END}}},
    {4, 14, "one stroke", {{24, 4}, {18, 34}, {14, 54}, {14, 54}, {46, 54}, {70, 44}, {78, 4}, {78, 4}, {74, 50}, {66, 100}, {END}}},
    {4, 10, "slanted arms", {{46, 2}, {28, 36}, {12, 60}, {12, 60}, {48, 60}, {90, 52}, {LIFT}, {80, 8}, {62, 52}, {46, 100}, {END}}},
    {4, 4, "closed in one stroke", {{66, 98}, {70, 50}, {72, 6}, {62, 2}, {34, 36}, {14, 62}, {14, 62}, {50, 62}, {92, 58}, {END}}},
    {4, 6, "small, long stem", {{30, 8}, {22, 24}, {20, 42}, {20, 42}, {48, 46}, {80, 38}, {LIFT}, {74, 0}, {70, 44}, {64, 100}, {END}}},
    {4, 5, "y", {{22, 4}, {20, 26}, {34, 42}, {60, 40}, {76, 22}, {80, 2}, {80, 2}, {70, 50}, {58, 100}, {END}}},
    {4, 8, "closed, narrow", {{58, 0}, {38, 36}, {24, 62}, {24, 62}, {48, 63}, {76, 60}, {LIFT}, {60, 0}, {58, 50}, {54, 100}, {END}}},
    {4, 3, "closed, round", {{66, 6}, {44, 8}, {22, 40}, {18, 56}, {44, 60}, {82, 56}, {LIFT}, {68, 4}, {64, 50}, {60, 100}, {END}}},
    {5, 26, "one stroke", {{84, 3}, {58, 4}, {34, 6}, {34, 6}, {28, 26}, {24, 44}, {24, 44}, {52, 40}, {78, 56}, {76, 82}, {50, 99}, {12, 90}, {END}}},
    {5, 26, "top apart", {{34, 6}, {29, 26}, {24, 44}, {24, 44}, {52, 38}, {76, 54}, {74, 82}, {46, 99}, {12, 90}, {LIFT}, {34, 6}, {62, 4}, {90, 0}, {END}}},
    {5, 18, "like an S", {{82, 6}, {54, 4}, {30, 18}, {32, 38}, {58, 50}, {74, 68}, {62, 92}, {36, 100}, {12, 90}, {END}}},
    {5, 16, "long flag, small belly", {{100, 0}, {68, 8}, {38, 12}, {38, 12}, {30, 30}, {24, 46}, {24, 46}, {54, 48}, {68, 66}, {52, 90}, {22, 100}, {0, 92}, {END}}},
    {5, 16, "belly nearly closed", {{82, 2}, {54, 5}, {28, 6}, {28, 6}, {24, 28}, {22, 48}, {22, 48}, {50, 36}, {80, 52}, {80, 84}, {50, 100}, {20, 92}, {20, 80}, {END}}},
    {5, 8, "round shoulder", {{78, 0}, {50, 8}, {34, 30}, {30, 46}, {54, 44}, {76, 58}, {72, 84}, {46, 99}, {16, 94}, {END}}},
    {5, 9, "short tail", {{82, 4}, {56, 4}, {32, 7}, {32, 7}, {28, 26}, {26, 44}, {26, 44}, {54, 42}, {74, 56}, {72, 78}, {56, 100}, {END}}},
    {5, 4, "S with a short tail", {{80, 4}, {52, 4}, {30, 18}, {30, 34}, {54, 46}, {68, 62}, {66, 82}, {54, 100}, {END}}},
    {5, 3, "a single bend", {{92, 2}, {62, 3}, {52, 6}, {52, 6}, {54, 36}, {56, 72}, {44, 97}, {26, 96}, {14, 80}, {END}}},
    {6, 36, "curved", {{62, 2}, {36, 24}, {18, 62}, {24, 90}, {46, 100}, {74, 88}, {80, 66}, {60, 54}, {34, 64}, {24, 84}, {END}}},
    {6, 20, "straight back", {{56, 0}, {36, 32}, {20, 72}, {26, 96}, {52, 98}, {76, 82}, {76, 62}, {54, 58}, {30, 78}, {24, 92}, {END}}},
    {6, 8, "big belly", {{66, 0}, {40, 14}, {18, 50}, {20, 86}, {46, 100}, {76, 90}, {84, 66}, {64, 46}, {36, 54}, {20, 76}, {END}}},
    {6, 8, "small belly low", {{50, 0}, {28, 34}, {16, 76}, {28, 98}, {58, 98}, {70, 82}, {56, 72}, {34, 84}, {24, 96}, {END}}},
    {6, 10, "upright b", {{40, 0}, {28, 30}, {20, 66}, {26, 94}, {52, 100}, {76, 84}, {72, 58}, {48, 52}, {28, 70}, {END}}},
    {6, 10, "loop closed across", {{58, 0}, {32, 30}, {18, 70}, {34, 98}, {66, 90}, {76, 66}, {62, 54}, {40, 66}, {18, 84}, {END}}},
    {6, 8, "wide, open", {{34, 0}, {14, 40}, {14, 78}, {40, 98}, {76, 90}, {90, 66}, {74, 50}, {54, 62}, {48, 84}, {END}}},
    {6, 10, "hooked top", {{76, 12}, {58, 0}, {32, 18}, {17, 60}, {24, 92}, {48, 100}, {76, 88}, {78, 64}, {54, 54}, {26, 70}, {END}}},
    {7, 36, "corner", {{14, 8}, {48, 5}, {82, 3}, {82, 3}, {62, 36}, {48, 68}, {42, 100}, {END}}},
    {7, 14, "barred", {{14, 8}, {48, 5}, {82, 3}, {82, 3}, {62, 36}, {48, 68}, {42, 100}, {LIFT}, {28, 56}, {56, 50}, {84, 46}, {END}}},
    {7, 20, "hook", {{16, 26}, {20, 8}, {20, 8}, {50, 7}, {82, 3}, {82, 3}, {64, 36}, {50, 68}, {42, 100}, {END}}},
    {7, 12, "round shoulder", {{12, 12}, {38, 4}, {70, 2}, {78, 16}, {64, 46}, {50, 74}, {40, 100}, {END}}},
    {7, 6, "narrow", {{22, 10}, {46, 6}, {68, 3}, {68, 3}, {60, 36}, {50, 68}, {44, 100}, {END}}},
    {7, 9, "long hook", {{20, 36}, {26, 8}, {26, 8}, {54, 10}, {82, 4}, {82, 4}, {70, 40}, {56, 70}, {48, 100}, {END}}},
    {7, 9, "hook and bar", {{18, 24}, {22, 8}, {22, 8}, {50, 7}, {84, 4}, {84, 4}, {62, 40}, {48, 70}, {40, 100}, {LIFT}, {26, 60}, {54, 54}, {82, 52}, {END}}},
    {7, 6, "upright, barred", {{20, 14}, {24, 4}, {70, 4}, {70, 4}, {60, 36}, {54, 100}, {LIFT}, {34, 54}, {80, 48}, {END}}},
    {7, 3, "serif below", {{14, 8}, {48, 5}, {82, 3}, {82, 3}, {62, 36}, {50, 68}, {44, 98}, {LIFT}, {26, 99}, {64, 97}, {END}}},
    {8, 34, "starts at the top right", {{74, 14}, {52, 0}, {28, 10}, {28, 30}, {48, 48}, {72, 68}, {68, 94}, {40, 100}, {20, 84}, {30, 62}, {54, 44}, {76, 24}, {74, 8}, {END}}},
    {8, 18, "open at the top right", {{78, 14}, {54, 0}, {26, 12}, {28, 34}, {54, 52}, {72, 72}, {60, 96}, {34, 98}, {22, 80}, {40, 58}, {62, 38}, {88, 8}, {END}}},
    {8, 14, "two rings", {{52, 0}, {28, 8}, {26, 34}, {50, 46}, {74, 34}, {72, 8}, {48, 0}, {LIFT}, {50, 46}, {20, 60}, {18, 90}, {50, 100}, {82, 88}, {78, 58}, {50, 46}, {END}}},
    {8, 12, "from the middle", {{50, 46}, {28, 30}, {30, 6}, {56, 0}, {74, 14}, {70, 36}, {46, 50}, {24, 70}, {26, 94}, {54, 100}, {78, 84}, {70, 62}, {48, 44}, {END}}},
    {8, 12, "narrow", {{68, 16}, {52, 0}, {34, 12}, {38, 34}, {52, 50}, {64, 72}, {54, 98}, {36, 98}, {30, 80}, {44, 58}, {64, 34}, {68, 8}, {END}}},
    {8, 8, "top open", {{80, 8}, {54, 2}, {26, 16}, {34, 38}, {60, 54}, {74, 74}, {62, 96}, {34, 98}, {20, 80}, {36, 60}, {58, 46}, {74, 30}, {END}}},
    {8, 12, "big head", {{72, 24}, {56, 0}, {26, 8}, {26, 36}, {52, 58}, {62, 80}, {50, 100}, {36, 92}, {40, 70}, {60, 50}, {78, 26}, {66, 4}, {END}}},
    {8, 8, "belly open below", {{70, 12}, {48, 0}, {28, 16}, {36, 38}, {60, 58}, {74, 96}, {LIFT}, {72, 10}, {60, 36}, {36, 62}, {26, 98}, {END}}},
    {9, 28, "straight stem", {{74, 18}, {58, 2}, {30, 10}, {20, 36}, {32, 54}, {56, 46}, {74, 18}, {74, 8}, {73, 40}, {68, 70}, {64, 100}, {END}}},
    {9, 22, "one curve", {{76, 22}, {56, 2}, {30, 12}, {20, 36}, {36, 50}, {62, 36}, {76, 12}, {72, 44}, {62, 74}, {44, 100}, {END}}},
    {9, 6, "curled tail", {{74, 18}, {54, 0}, {28, 10}, {22, 34}, {42, 48}, {66, 36}, {75, 12}, {77, 50}, {68, 88}, {46, 100}, {26, 92}, {END}}},
    {9, 12, "stem from above", {{68, 10}, {42, 2}, {20, 18}, {20, 42}, {40, 52}, {66, 38}, {LIFT}, {72, 4}, {70, 50}, {66, 100}, {END}}},
    {9, 10, "angular", {{78, 8}, {46, 6}, {22, 26}, {20, 46}, {48, 48}, {76, 14}, {76, 14}, {66, 54}, {54, 100}, {END}}},
    {9, 8, "narrow", {{66, 20}, {52, 0}, {34, 16}, {34, 40}, {48, 50}, {66, 24}, {66, 24}, {58, 60}, {48, 100}, {END}}},
    {9, 6, "open above", {{68, 14}, {52, 4}, {26, 24}, {20, 42}, {44, 50}, {70, 30}, {80, 2}, {80, 2}, {70, 50}, {60, 100}, {END}}},
    {9, 8, "back bent", {{64, 26}, {52, 2}, {24, 8}, {18, 34}, {36, 46}, {62, 36}, {66, 14}, {72, 50}, {84, 100}, {END}}},
    {9, 8, "big head", {{76, 22}, {52, 0}, {22, 14}, {12, 48}, {34, 70}, {64, 56}, {78, 18}, {78, 10}, {80, 56}, {82, 100}, {END}}},
    {9, 8, "wide head, stem to the right", {{72, 16}, {46, 2}, {14, 18}, {16, 40}, {48, 44}, {72, 20}, {74, 8}, {80, 52}, {88, 100}, {END}}},
    {9, 3, "unclosed", {{78, 6}, {50, 2}, {24, 16}, {26, 38}, {52, 46}, {76, 34}, {74, 60}, {64, 100}, {END}}},
};
/* clang-format on */

enum { STYLES = sizeof styles / sizeof styles[0] };

/* ---- A hand ------------------------------------------------------------------------------------ */

/* A slow wave along the trace. */
typedef struct {
    double size, frequency, phase;
} wave;

static double wave_at(wave w, double along)
{
    return w.size * sin(w.frequency * along + w.phase);
}

/* How one digit is written; the numbers that bend are those of distort(). */
typedef struct {
    double slant, turn, aspect; /* to the right; turned; width to height */
    double taper, fan, bend, sag, lift, curl;
    double sloppy;  /* by how much points stray */
    double tension; /* of the curve: 0 a polygon, 0.5 round */
    double width;   /* of the pen, in pixels */
    double soft;    /* width of the pen's blurred edge, in pixels */
    double ragged;  /* noise of the edge, in pixels */
    wave wobble_x, wobble_y, pressure;
} hand;

/* N(0, deviation), without the rare far ones. */
static double spread(random_generator *r, double deviation)
{
    double z;
    do
        z = random_normal(r);
    while (fabs(z) > 2.5);
    return deviation * z;
}

static wave choose_wave(random_generator *r, double size, double low, double high)
{
    wave w = {.size = size};
    w.frequency = low + (high - low) * random_uniform(r);
    w.phase = 2 * 3.14159265358979 * random_uniform(r);
    return w;
}

/* How much everything varies was found by training on drawn digits and looking at MNIST's training
 * images: more makes digits that nobody writes, less makes too few. */
static hand choose_hand(random_generator *r)
{
    hand h;
    h.slant = 0.12 + spread(r, 0.28);
    h.turn = spread(r, 0.10);
    h.aspect = exp(spread(r, 0.22));
    h.taper = spread(r, 0.12);
    h.fan = spread(r, 0.10);
    h.bend = spread(r, 0.10);
    h.sag = spread(r, 0.08);
    h.lift = spread(r, 0.15);
    h.curl = spread(r, 0.08);
    h.sloppy = (0.02 + 0.03 * random_uniform(r));
    h.tension = 0.35 + 0.25 * random_uniform(r);
    h.width = 2.5 * exp(spread(r, 0.28));
    h.soft = 1.0 + 0.4 * random_uniform(r);
    h.ragged = 0.35 * random_uniform(r);
    h.wobble_x = choose_wave(r, spread(r, 0.015), 1, 5);
    h.wobble_y = choose_wave(r, spread(r, 0.015), 1, 5);
    h.pressure = choose_wave(r, 0.25 * random_uniform(r), 0.5, 3);
    return h;
}

/* Bend the sheet: (x, y), each from -1 to 1, goes where this hand writes it. */
static void distort(double *x, double *y, const hand *h)
{
    const double u = *x, v = *y;
    double across = u * (1 + h->taper * v) + h->bend * v * v + h->curl * v * v * v;
    const double down = v * (1 + h->fan * u) + h->sag * u * u + h->lift * v * v;
    across = across * h->aspect - h->slant * down;
    *x = cos(h->turn) * across - sin(h->turn) * down;
    *y = sin(h->turn) * across + cos(h->turn) * down;
}

/* ---- The trace of the pen ---------------------------------------------------------------------- */

typedef struct {
    double x, y;
    double radius; /* of the pen here */
    bool joined;   /* to the point before */
} trace_point;

typedef struct {
    int count;
    trace_point point[MOST_POINTS * STEPS];
} trace;

/*
 * The curve from b to c, with a before and d behind: a cardinal spline (E. Catmull and R. Rom, "A
 * class of local interpolating splines", 1974, with any tension).
 *
 *   p(q) = b + ...  with slopes  tension * (c - a)  at b  and  tension * (d - b)  at c
 */
static void trace_span(trace *t, double p[4][2], const hand *h, double along)
{
    const double k = h->tension;
    for (int i = 1; i <= STEPS; i++) {
        const double q = (double)i / STEPS, q2 = q * q, q3 = q2 * q;
        const double weight[4] = {-k * q + 2 * k * q2 - k * q3, 1 + (k - 3) * q2 + (2 - k) * q3,
                                  k * q + (3 - 2 * k) * q2 + (k - 2) * q3, -k * q2 + k * q3};
        double x = wave_at(h->wobble_x, along + q), y = wave_at(h->wobble_y, along + q);
        for (int j = 0; j < 4; j++) {
            x += weight[j] * p[j][0];
            y += weight[j] * p[j][1];
        }
        const double radius = h->width / 2 * (1 + wave_at(h->pressure, along + q));
        t->point[t->count++] = (trace_point){x, y, radius, true};
    }
}

/* One stroke: the pen is set down at the first of its points and runs through the others. */
static void trace_stroke(trace *t, double p[MOST_POINTS][2], int count, const hand *h,
                         double *along)
{
    t->point[t->count++] = (trace_point){p[0][0], p[0][1], h->width / 2, false};
    for (int i = 0; i + 1 < count; i++) {
        const int before = i > 0 ? i - 1 : 0, behind = i + 2 < count ? i + 2 : count - 1;
        double four[4][2] = {{p[before][0], p[before][1]},
                             {p[i][0], p[i][1]},
                             {p[i + 1][0], p[i + 1][1]},
                             {p[behind][0], p[behind][1]}};
        if (hypot(four[2][0] - four[1][0], four[2][1] - four[1][1]) < 0.01)
            continue; /* a corner: the point stands twice */
        trace_span(t, four, h, *along);
        *along += 1;
    }
    *along += 5;
}

static void trace_style(trace *t, const style *s, const hand *h, random_generator *r)
{
    double p[MOST_POINTS][2], along = 0;
    int count = 0;
    t->count = 0;
    for (int i = 0;; i++) {
        const signed char *at = s->path[i];
        if (at[0] == LIFT || at[0] == END) {
            trace_stroke(t, p, count, h, &along);
            count = 0;
            if (at[0] == END)
                return;
        } else if (count > 0 && at[0] == s->path[i - 1][0] && at[1] == s->path[i - 1][1]) {
            p[count][0] = p[count - 1][0] + spread(r, 0.2 * h->sloppy);
            p[count][1] = p[count - 1][1] + spread(r, 0.2 * h->sloppy);
            count++;
        } else {
            p[count][0] = at[0] / 50.0 - 1 + spread(r, 2 * h->sloppy);
            p[count][1] = at[1] / 50.0 - 1 + spread(r, 2 * h->sloppy);
            distort(&p[count][0], &p[count][1], h);
            count++;
        }
    }
}

/* Scale the trace so that, pen included, its longer side fills the box, and put it in the middle. */
static void fit_into_box(trace *t, const hand *h)
{
    double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
    for (int i = 0; i < t->count; i++) {
        left = fmin(left, t->point[i].x);
        right = fmax(right, t->point[i].x);
        top = fmin(top, t->point[i].y);
        bottom = fmax(bottom, t->point[i].y);
    }
    const double room = BOX - h->width, scale = room / fmax(right - left, bottom - top);
    const double x = h->width / 2 + floor((room - (right - left) * scale) / 2);
    const double y = h->width / 2 + floor((room - (bottom - top) * scale) / 2);
    for (int i = 0; i < t->count; i++) {
        t->point[i].x = (t->point[i].x - left) * scale + x;
        t->point[i].y = (t->point[i].y - top) * scale + y;
    }
}

/* ---- Ink --------------------------------------------------------------------------------------- */

static int limited(double v, int low, int high)
{
    return v < low ? low : v > high ? high : (int)v;
}

/* Raise `depth`, how far inside the pen's trace each pixel's centre lies, to that of one piece. */
static void ink_piece(double depth[BOX][BOX], const trace_point *a, const trace_point *b,
                      double soft)
{
    const double radius = (a->radius + b->radius) / 2, reach = radius + soft / 2;
    const double dx = b->x - a->x, dy = b->y - a->y, square = dx * dx + dy * dy;
    const int top = limited(floor(fmin(a->y, b->y) - reach), 0, BOX);
    const int bottom = limited(ceil(fmax(a->y, b->y) + reach), -1, BOX - 1);
    const int left = limited(floor(fmin(a->x, b->x) - reach), 0, BOX);
    const int right = limited(ceil(fmax(a->x, b->x) + reach), -1, BOX - 1);
    for (int i = top; i <= bottom; i++)
        for (int j = left; j <= right; j++) {
            const double px = j + 0.5 - a->x, py = i + 0.5 - a->y;
            const double q =
                square > 0 ? fmin(fmax((px * dx + py * dy) / square, 0), 1) : 0; /* nearest point */
            const double away_x = px - q * dx, away_y = py - q * dy;
            depth[i][j] = fmax(depth[i][j], radius - sqrt(away_x * away_x + away_y * away_y));
        }
}

/* From depth to ink, 0 to 1: the edge is blurred over `soft` pixels, and a little ragged. */
static void develop(double ink[BOX][BOX], const hand *h, random_generator *r)
{
    for (int i = 0; i < BOX; i++)
        for (int j = 0; j < BOX; j++) {
            const bool near = ink[i][j] > -2;
            const double noise = near ? h->ragged * (2 * random_uniform(r) - 1) : 0;
            ink[i][j] = fmin(fmax((ink[i][j] + noise) / h->soft + 0.5, 0), 1);
        }
}

/* Lay the box onto the picture so that its ink's centre of mass comes to lie in the middle. */
static void place(unsigned char *pixels, double ink[BOX][BOX])
{
    double mass = 0, x = 0, y = 0;
    for (int i = 0; i < BOX; i++)
        for (int j = 0; j < BOX; j++) {
            mass += ink[i][j];
            x += ink[i][j] * (j + 0.5);
            y += ink[i][j] * (i + 0.5);
        }
    const int left = limited(floor(SIZE / 2.0 - x / mass + 0.5), 0, SIZE - BOX);
    const int top = limited(floor(SIZE / 2.0 - y / mass + 0.5), 0, SIZE - BOX);
    memset(pixels, 0, SIZE * SIZE);
    for (int i = 0; i < BOX; i++)
        for (int j = 0; j < BOX; j++)
            pixels[(top + i) * SIZE + left + j] = (unsigned char)(255 * ink[i][j] + 0.5);
}

/* ---- Digits ------------------------------------------------------------------------------------ */

int synthetic_digits_styles(void)
{
    return STYLES;
}

int synthetic_digits_draw_style(unsigned char *pixels, int number, random_generator *r)
{
    REQUIRE(0 <= number && number < STYLES, "style = %d of %d", number, (int)STYLES);
    const style *s = &styles[number];
    const hand h = choose_hand(r);
    trace t;
    trace_style(&t, s, &h, r);
    fit_into_box(&t, &h);

    double ink[BOX][BOX];
    for (int i = 0; i < BOX; i++)
        for (int j = 0; j < BOX; j++)
            ink[i][j] = -BOX;
    for (int i = 1; i < t.count; i++)
        if (t.point[i].joined)
            ink_piece(ink, &t.point[i - 1], &t.point[i], h.soft);
    develop(ink, &h, r);
    place(pixels, ink);
    return s->digit;
}

void synthetic_digits_draw(unsigned char *pixels, int digit, random_generator *r)
{
    REQUIRE(0 <= digit && digit < DATASET_CLASSES, "digit = %d", digit);
    int total = 0, chosen = 0;
    for (int i = 0; i < STYLES; i++)
        total += styles[i].digit == digit ? styles[i].weight : 0;
    int left = (int)random_below(r, (uint32_t)total);
    for (int i = 0; i < STYLES && left >= 0; i++)
        if (styles[i].digit == digit) {
            left -= styles[i].weight;
            chosen = i;
        }
    synthetic_digits_draw_style(pixels, chosen, r);
}

/* What the tasks of one set share. */
typedef struct {
    unsigned char *pixels, *labels;
    int count;
    uint64_t seed;
} set;

enum { TASK = 256 }; /* pictures that one task draws */

static void draw_task(void *context, int task, int thread)
{
    const set *s = context;
    (void)thread;
    for (int i = task * TASK; i < s->count && i < (task + 1) * TASK; i++) {
        random_generator r = random_seeded(s->seed, (uint64_t)i);
        s->labels[i] = (unsigned char)(i % DATASET_CLASSES);
        synthetic_digits_draw(s->pixels + (size_t)i * SIZE * SIZE, s->labels[i], &r);
    }
}

status synthetic_digits_make(dataset *d, int count, uint64_t seed)
{
    REQUIRE(count >= 1, "count = %d", count);
    *d = (dataset){0};
    set s = {.pixels = malloc((size_t)count * SIZE * SIZE),
             .labels = malloc((size_t)count),
             .count = count,
             .seed = seed};
    if (s.pixels == NULL || s.labels == NULL) {
        free(s.pixels);
        free(s.labels);
        return status_error(STATUS_FAILED, "not enough memory to draw %d digits", count);
    }
    parallel_for((count - 1) / TASK + 1, draw_task, &s);
    *d = (dataset){.count = count, .H = SIZE, .W = SIZE, .pixels = s.pixels, .labels = s.labels};
    return status_ok();
}
