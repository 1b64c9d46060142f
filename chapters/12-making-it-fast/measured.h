/* What `ladder --images 1024 --repeats 9 --write measured.h` has measured: it writes this file. */
static const double peak_gflops = 178.8; /* of one core */
static const measurement measured[] = {
    {"the formulas", 1, 2158.87, 2.00},
    {"loop order", 1, 1145.42, 3.77},
    {"lanes", 1, 412.26, 10.49},
    {"tiles in registers", 1, 160.48, 26.94},
    {"packing, blocks", 1, 134.50, 32.14},
    {"a few images at a time", 1, 111.58, 38.75},
    {"no branches", 1, 64.95, 66.56},
    {"one pass (src/)", 1, 35.62, 121.38},
    {"two threads", 2, 19.30, 223.97},
};
