/* What `ladder --images 1024 --repeats 9 --write measured.h` has measured: it writes this file. */
static const double peak_gflops = 118.2; /* of one core */
static const measurement measured[] = {
    {"the formulas", 1, 3316.99, 1.30},
    {"loop order", 1, 1773.52, 2.44},
    {"lanes", 1, 601.06, 7.19},
    {"tiles in registers", 1, 227.39, 19.01},
    {"packing, blocks", 1, 191.06, 22.63},
    {"a few images at a time", 1, 192.78, 22.43},
    {"no branches", 1, 116.87, 36.99},
    {"one pass (src/)", 1, 79.64, 54.28},
    {"two threads", 2, 78.86, 54.82},
};
