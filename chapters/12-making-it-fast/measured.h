/* What `ladder --images 1024 --repeats 9 --write measured.h` has measured: it writes this file. */
static const double peak_gflops = 118.2; /* of one core */
static const measurement measured[] = {
    {"the formulas", 1, 1706.44, 2.53},
    {"loop order", 1, 1043.80, 4.14},
    {"lanes", 1, 377.84, 11.44},
    {"tiles in registers", 1, 143.99, 30.03},
    {"packing, blocks", 1, 131.18, 32.96},
    {"a few images at a time", 1, 113.12, 38.22},
    {"no branches", 1, 72.05, 60.00},
    {"one pass (src/)", 1, 51.98, 83.18},
    {"two threads", 2, 51.63, 83.74},
};
