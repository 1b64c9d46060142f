/* What `ladder --images 1024 --repeats 9 --write measured.h` has measured: it writes this file. */
static const double peak_gflops = 118.2; /* of one core */
static const measurement measured[] = {
    {"the formulas", 1, 1703.75, 2.54},
    {"loop order", 1, 1001.03, 4.32},
    {"lanes", 1, 373.11, 11.59},
    {"tiles in registers", 1, 138.91, 31.12},
    {"packing, blocks", 1, 125.67, 34.40},
    {"a few images at a time", 1, 111.64, 38.72},
    {"no branches", 1, 69.58, 62.13},
    {"one pass (src/)", 1, 50.89, 84.96},
    {"two threads", 2, 27.35, 158.09},
};
