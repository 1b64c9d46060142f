/*
 * Six steps from any picture of a digit to one like MNIST's:
 *
 * 1. shrink it to a few hundred pixels, which also averages out the grain of a photograph;
 * 2. make it dark ink on light paper, if it is the other way round;
 * 3. estimate the paper's brightness everywhere, and take what is darker as ink;
 * 4. part ink from paper by a threshold, and forget specks;
 * 5. scale the ink into a box of 20 x 20;
 * 6. place its centre of mass in the middle of 28 x 28.
 */
#include "dataset/mnist_form.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    WORKING_SIDE = 256 /* rows or columns after step 1, whichever are more */
};

/* Ink that is not darker than its paper by this share of the way from white to black may be a
 * shadow or noise. */
static const double least_contrast = 0.1;

/* A skewness of this much tells ink from paper. */
static const double clearly_skewed = 0.5;

/* A piece of ink smaller than this share of the largest piece is a speck. */
static const double speck = 0.05;

/* A pixel with less ink than this belongs to the paper when the digit is measured. */
static const double least_ink = 0.1;

/* The picture at work, and what belongs to each of its pixels. */
typedef struct {
    int H, W;
    real *value; /* (H, W) brightness, then ink */
    real *paper; /* (H, W) brightness of the paper behind it */
    real *spare; /* (H, W) */
    int *piece;  /* (H, W) number of the piece of ink it belongs to; 0 = paper */
    int *stack;  /* (H * W) pixels whose neighbours are still to be seen */
    int *size;   /* (H * W + 1) how many pixels each piece has */
} work;

/* Where the levels of ink are parted. */
typedef struct {
    double below, threshold, above; /* that of paper, where ink begins, the mean of ink */
} parting;

static double least(double a, double b)
{
    return a < b ? a : b;
}

static double greatest(double a, double b)
{
    return a > b ? a : b;
}

/* ---- 1. Shrinking (and scaling, in step 5) ----------------------------------------------------- */

/* A part of a picture that is W columns wide. */
typedef struct {
    const real *pixels;
    int W, top, left, h, w;
} part;

/*
 * out, OH x OW, becomes a picture of a part of another: each of its pixels is the mean of the
 * rectangle that it covers, in which pixels that are covered partly count partly.
 */
static void scale(real *out, int OH, int OW, part in)
{
    const double dy = (double)in.h / OH, dx = (double)in.w / OW;
    for (int oh = 0; oh < OH; oh++)
        for (int ow = 0; ow < OW; ow++) {
            const double y0 = oh * dy, y1 = least(y0 + dy, in.h);
            const double x0 = ow * dx, x1 = least(x0 + dx, in.w);
            double sum = 0, area = 0;
            for (int y = (int)y0; y < y1; y++)
                for (int x = (int)x0; x < x1; x++) {
                    const double covered =
                        (least(y + 1, y1) - greatest(y, y0)) * (least(x + 1, x1) - greatest(x, x0));
                    const size_t i = (size_t)(in.top + y) * (size_t)in.W + (size_t)(in.left + x);
                    sum += covered * (double)in.pixels[i];
                    area += covered;
                }
            out[oh * OW + ow] = (real)(sum / area);
        }
}

/* The shorter side of a picture whose longer side becomes `side`. */
static int in_proportion(int shorter, int longer, int side)
{
    const int scaled = (int)((double)shorter * side / longer + 0.5);
    return scaled < 1 ? 1 : scaled;
}

static void choose_size(work *k, const pgm_picture *p)
{
    k->H = p->H;
    k->W = p->W;
    if (p->H > WORKING_SIDE || p->W > WORKING_SIDE) {
        k->H = p->H >= p->W ? WORKING_SIDE : in_proportion(p->H, p->W, WORKING_SIDE);
        k->W = p->W >= p->H ? WORKING_SIDE : in_proportion(p->W, p->H, WORKING_SIDE);
    }
}

/* ---- 2. Dark on light -------------------------------------------------------------------------- */

/* What is around a pixel: a square from `radius` before it to `radius` behind it. */
static int radius_of(const work *k)
{
    return (k->H > k->W ? k->H : k->W) / 5 + 1;
}

/* The mean over a square around each pixel: over its row, then over its column. */
static void mean_along(real *out, const real *in, int count, int stride, int radius)
{
    for (int i = 0; i < count; i++) {
        const int first = i < radius ? 0 : i - radius;
        const int last = i + radius < count ? i + radius : count - 1;
        real sum = 0;
        for (int j = first; j <= last; j++)
            sum += in[j * stride];
        out[i * stride] = sum / (real)(last - first + 1);
    }
}

/*
 * The skewness of what pixels differ by from the mean around them: the mean of the cubes, over the
 * standard deviation's cube. A few pixels that are much darker than the rest make it negative, a few
 * that are much lighter positive.
 */
static double skewness(work *k)
{
    const int pixels = k->H * k->W;
    for (int y = 0; y < k->H; y++)
        mean_along(k->spare + y * k->W, k->value + y * k->W, k->W, 1, radius_of(k));
    for (int x = 0; x < k->W; x++)
        mean_along(k->paper + x, k->spare + x, k->H, k->W, radius_of(k));
    double mean = 0, square = 0, cube = 0;
    for (int i = 0; i < pixels; i++)
        mean += (double)(k->value[i] - k->paper[i]) / pixels;
    for (int i = 0; i < pixels; i++) {
        const double d = (double)(k->value[i] - k->paper[i]) - mean;
        square += d * d / pixels;
        cube += d * d * d / pixels;
    }
    return square > 0 ? cube / (square * sqrt(square)) : 0;
}

static int compare(const void *a, const void *b)
{
    const real x = *(const real *)a, y = *(const real *)b;
    return (x > y) - (x < y);
}

/* The median of the border's pixels is paper, even if the digit touches the border. Ink is what
 * differs from it most. */
static bool border_is_darker(work *k)
{
    real darkest = k->value[0], brightest = k->value[0];
    int border = 0;
    for (int y = 0; y < k->H; y++)
        for (int x = 0; x < k->W; x++) {
            const real v = k->value[y * k->W + x];
            darkest = v < darkest ? v : darkest;
            brightest = v > brightest ? v : brightest;
            if (y == 0 || y == k->H - 1 || x == 0 || x == k->W - 1)
                k->spare[border++] = v;
        }
    qsort(k->spare, (size_t)border, sizeof *k->spare, compare);
    const real paper = k->spare[border / 2];
    return brightest - paper > paper - darkest;
}

/*
 * Light ink on dark paper becomes dark ink on light paper.
 *
 * Notes
 * - Ink is what there is little of, and that differs much from what is around it. Where strokes are
 *   so thick that this does not tell, the border does. (It must not tell alone: a lamp may light the
 *   middle of a page and leave its border dark.)
 */
static void make_dark_on_light(work *k)
{
    const double skew = skewness(k);
    if (fabs(skew) > clearly_skewed ? skew > 0 : border_is_darker(k))
        for (int i = 0; i < k->H * k->W; i++)
            k->value[i] = 1 - k->value[i];
}

/* ---- 3. Ink ------------------------------------------------------------------------------------ */

/* out[i] is the largest of sign * in[i - radius .. i + radius], times sign: the maximum for sign 1,
 * the minimum for sign -1; along a row or column of `count` pixels that are `stride` apart. */
static void extreme_along(real *out, const real *in, int count, int stride, int radius, int sign)
{
    for (int i = 0; i < count; i++) {
        const int first = i < radius ? 0 : i - radius;
        const int last = i + radius < count ? i + radius : count - 1;
        real best = in[first * stride];
        for (int j = first + 1; j <= last; j++)
            if ((real)sign * in[j * stride] > (real)sign * best)
                best = in[j * stride];
        out[i * stride] = best;
    }
}

/* The extreme over a square: over its rows, then over its columns. */
static void extreme(real *out, const real *in, real *spare, const work *k, int radius, int sign)
{
    for (int y = 0; y < k->H; y++)
        extreme_along(spare + y * k->W, in + y * k->W, k->W, 1, radius, sign);
    for (int x = 0; x < k->W; x++)
        extreme_along(out + x, spare + x, k->H, k->W, radius, sign);
}

/*
 * The paper's brightness is what a closing leaves: the maximum over a square around each pixel, and
 * of that the minimum over the same square. Ink that is narrower than the square vanishes, while
 * light that changes slowly over the page stays.
 */
static void take_ink(work *k)
{
    extreme(k->paper, k->value, k->spare, k, radius_of(k), 1);
    extreme(k->paper, k->paper, k->spare, k, radius_of(k), -1);
    for (int i = 0; i < k->H * k->W; i++)
        k->value[i] = k->paper[i] - k->value[i];
}

/* ---- 4. Threshold and specks ------------------------------------------------------------------- */

/* Paper is what a quarter of the picture is lighter than; grain keeps it above 0. Ink begins nearer to
 * paper than to the darkest pixel, so that faint strokes are not lost. */
static parting part_levels(work *k)
{
    const int pixels = k->H * k->W;
    memcpy(k->spare, k->value, (size_t)pixels * sizeof *k->spare);
    qsort(k->spare, (size_t)pixels, sizeof *k->spare, compare);
    const double below = (double)k->spare[pixels / 4], most = (double)k->spare[pixels - 1];
    const double threshold = below + 0.4 * (most - below);
    double sum = 0;
    int count = 0;
    for (int i = pixels - 1; i >= 0 && (double)k->spare[i] >= threshold; i--) {
        sum += (double)k->spare[i];
        count++;
    }
    return (parting){.below = below, .threshold = threshold, .above = sum / count};
}

/* Give all ink that hangs together with pixel `start` the number `piece`; returns how much it is. */
static int fill_piece(work *k, int start, int piece, double threshold)
{
    int size = 0, waiting = 0;
    k->piece[start] = piece;
    k->stack[waiting++] = start;
    while (waiting > 0) {
        const int i = k->stack[--waiting], cy = i / k->W, cx = i % k->W;
        size++;
        for (int y = cy - 1; y <= cy + 1; y++)
            for (int x = cx - 1; x <= cx + 1; x++) {
                if (y < 0 || y >= k->H || x < 0 || x >= k->W)
                    continue;
                const int j = y * k->W + x;
                if (k->piece[j] == 0 && (double)k->value[j] > threshold) {
                    k->piece[j] = piece;
                    k->stack[waiting++] = j;
                }
            }
    }
    return size;
}

/* Find the pieces of ink, and make those that are specks paper again. */
static void forget_specks(work *k, double threshold)
{
    const int pixels = k->H * k->W;
    int pieces = 0, largest = 0;
    memset(k->piece, 0, (size_t)pixels * sizeof *k->piece);
    for (int i = 0; i < pixels; i++)
        if (k->piece[i] == 0 && (double)k->value[i] > threshold) {
            pieces++;
            k->size[pieces] = fill_piece(k, i, pieces, threshold);
            largest = k->size[pieces] > largest ? k->size[pieces] : largest;
        }
    for (int i = 0; i < pixels; i++)
        if (k->piece[i] != 0 && k->size[k->piece[i]] < speck * largest)
            k->piece[i] = 0;
}

/* Does the pixel belong to a piece of ink, or to the grey edge of one? */
static bool near_ink(const work *k, int cy, int cx)
{
    for (int y = cy > 0 ? cy - 1 : 0; y <= cy + 1 && y < k->H; y++)
        for (int x = cx > 0 ? cx - 1 : 0; x <= cx + 1 && x < k->W; x++)
            if (k->piece[y * k->W + x] != 0)
                return true;
    return false;
}

/* From the levels of this picture to 0 = paper and 1 = ink. */
static status clean(work *k)
{
    const parting levels = part_levels(k);
    if (!(levels.above - levels.below >= least_contrast))
        return status_error(STATUS_DATA,
                            "there is no digit in the picture: nothing in it stands out\n"
                            "hint: a digit, darker or lighter than all around it, is expected");
    forget_specks(k, levels.threshold);
    for (int y = 0; y < k->H; y++)
        for (int x = 0; x < k->W; x++) {
            real *v = &k->value[y * k->W + x];
            const double ink = ((double)*v - levels.below) / (levels.above - levels.below);
            *v = near_ink(k, y, x) ? (real)least(greatest(ink, 0), 1) : 0;
        }
    return status_ok();
}

/* ---- 5. and 6. Box and centre ------------------------------------------------------------------ */

/* The smallest part of the picture that holds all ink. */
static part find_box(const work *k)
{
    int top = k->H, bottom = -1, left = k->W, right = -1;
    for (int y = 0; y < k->H; y++)
        for (int x = 0; x < k->W; x++)
            if ((double)k->value[y * k->W + x] > least_ink) {
                top = y < top ? y : top;
                bottom = y;
                left = x < left ? x : left;
                right = x > right ? x : right;
            }
    return (part){.pixels = k->value,
                  .W = k->W,
                  .top = top,
                  .left = left,
                  .h = bottom - top + 1,
                  .w = right - left + 1};
}

/* How far to move h pixels, with this centre of mass, so that it comes to the middle; but not over
 * the edge. */
static int offset(double centre, int h)
{
    const int wanted = (int)(MNIST_FORM_CENTRE - centre + 0.5), most = MNIST_FORM_SIDE - h;
    return wanted < 0 ? 0 : wanted > most ? most : wanted;
}

static void place(unsigned char *digit, const work *k)
{
    const part box = find_box(k);
    const int longer = box.h > box.w ? box.h : box.w;
    const int h = in_proportion(box.h, longer, MNIST_FORM_BOX);
    const int w = in_proportion(box.w, longer, MNIST_FORM_BOX);
    real ink[MNIST_FORM_BOX * MNIST_FORM_BOX], darkest = 0;
    scale(ink, h, w, box);

    double mass = 0, moment_y = 0, moment_x = 0;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            const double m = (double)ink[y * w + x];
            mass += m;
            moment_y += m * y;
            moment_x += m * x;
            darkest = m > (double)darkest ? ink[y * w + x] : darkest;
        }
    const int top = offset(moment_y / mass, h), left = offset(moment_x / mass, w);
    memset(digit, 0, (size_t)MNIST_FORM_SIDE * MNIST_FORM_SIDE);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            digit[(top + y) * MNIST_FORM_SIDE + left + x] =
                (unsigned char)(255 * ink[y * w + x] / darkest + (real)0.5);
}

/* ------------------------------------------------------------------------------------------------ */

static bool allocate(work *k)
{
    const size_t pixels = (size_t)k->H * (size_t)k->W;
    k->value = malloc(pixels * sizeof *k->value);
    k->paper = malloc(pixels * sizeof *k->paper);
    k->spare = malloc(pixels * sizeof *k->spare);
    k->piece = malloc(pixels * sizeof *k->piece);
    k->stack = malloc(pixels * sizeof *k->stack);
    k->size = malloc((pixels + 1) * sizeof *k->size);
    return k->value != NULL && k->paper != NULL && k->spare != NULL && k->piece != NULL &&
           k->stack != NULL && k->size != NULL;
}

static void release(work *k)
{
    free(k->value);
    free(k->paper);
    free(k->spare);
    free(k->piece);
    free(k->stack);
    free(k->size);
}

status mnist_form(unsigned char *digit, const pgm_picture *p)
{
    work k = {0};
    status s = status_error(STATUS_FAILED, "no memory for a picture of %d x %d", p->H, p->W);
    choose_size(&k, p);
    if (allocate(&k)) {
        scale(k.value, k.H, k.W, (part){.pixels = p->brightness, .W = p->W, .h = p->H, .w = p->W});
        make_dark_on_light(&k);
        take_ink(&k);
        s = clean(&k);
        if (s.code == STATUS_OK)
            place(digit, &k);
    }
    release(&k);
    return s;
}
