/* Measured by `ladder --repeats 9 --write measured.h`, which writes this file, on two
   cores of an x86-64 processor with AVX-512, with gcc 12. */
static const double peak_gflops = 118.2; /* of one core */
static const measurement measured[] = {
    {"the formulas", 1, 3391.09, 1.27},
    {"loop order", 1, 2067.23, 2.09},
    {"lanes", 1, 819.84, 5.27},
    {"tiles in registers", 1, 258.76, 16.71},
    {"packing, blocks", 1, 231.52, 18.67},
    {"a few images at a time", 1, 201.59, 21.45},
    {"no branches", 1, 138.86, 31.13},
    {"one pass (src/)", 1, 102.95, 41.99},
    {"two threads", 2, 98.84, 43.74},
};
