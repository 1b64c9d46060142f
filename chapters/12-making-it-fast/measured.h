/* What `ladder --images 1024 --repeats 9 --write measured.h` has measured: it writes this file. */
static const double peak_gflops = 178.8; /* of one core */
static const measurement measured[] = {
    {"the formulas", 1, 2238.73, 1.93},
    {"loop order", 1, 1218.83, 3.55},
    {"lanes", 1, 413.68, 10.45},
    {"tiles in registers", 1, 165.72, 26.09},
    {"packing, blocks", 1, 137.19, 31.51},
    {"a few images at a time", 1, 112.29, 38.50},
    {"no branches", 1, 65.38, 66.13},
    {"one pass (src/)", 1, 35.67, 121.20},
    {"two threads", 2, 18.56, 232.99},
};
