/* What `ladder --repeats 9 --write measured.h` has measured: it writes this file. */
static const double peak_gflops = 117.0; /* of one core */
static const measurement measured[] = {
    {"the formulas", 1, 3879.02, 1.11},    {"loop order", 1, 2279.34, 1.90},
    {"lanes", 1, 1002.42, 4.31},           {"tiles in registers", 1, 293.90, 14.71},
    {"packing, blocks", 1, 269.94, 16.02}, {"a few images at a time", 1, 236.93, 18.25},
    {"no branches", 1, 139.81, 30.92},     {"one pass (src/)", 1, 112.61, 38.39},
    {"two threads", 2, 102.78, 42.06},
};
