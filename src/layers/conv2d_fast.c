/*
 * The convolution layer, fast. Read it with chapters/12-fast.
 *
 *   y[n][oc][oh][ow] = b[oc] + sum over c, kh, kw of  x[n][c][oh + kh][ow + kw] * w[oc][c][kh][kw]
 *
 * Number the taps of a kernel k = kh * KW + kw and the places of a map p = oh * OW + ow. For one
 * image and one channel, write down for every tap the plane of pixels that it meets, place after
 * place:
 *
 *   u[k][p] = x[n][c][oh + kh][ow + kw]          the *unfolded* plane: KH KW rows, OH OW columns
 *
 * Each row of u is the plane, shifted. In these terms all three sums are matrix products:
 *
 *   y[oc][p]  += sum over k of   w[oc][k]  * u[k][p]
 *   dw[oc][k] += sum over p of   dy[oc][p] * u[k][p]
 *   dx        : the first form again, of dy and the kernels turned round; see conv2d_fast_dx()
 *
 * The unfolded plane repeats each pixel KH KW times, so it is made for a piece of the map at a time,
 * which is used while it is in the cache. (Others call this im2col.)
 */
#include "layers/conv2d_fast.h"

#include <stddef.h>
#include <string.h>

#include "numerics/tile.h"
#include "require.h"

enum {
    PIECE = 1024, /* places of a map that are unfolded at a time; a multiple of TILE_COLUMNS */
    PIECES = 4,   /* pieces side by side, in dw */
    TAPS = 9,     /* taps at a time: a kernel of 3 x 3 */
    UNFOLDED_ROW = PIECES * PIECE,
    /* The tile of dw: 21 sums where there are 32 registers, otherwise 9. */
    DW_FILTERS = TILE_ROWS == 8 ? 7 : 3,
    DW_TAPS = 3,
};
_Static_assert((int)PIECE % (int)TILE_COLUMNS == 0, "a piece consists of whole tiles");

/* Where a thread unfolds to: u[k][p] is unfolded[k * UNFOLDED_ROW + p]. */
static _Thread_local _Alignas(64) real unfolded[TAPS * UNFOLDED_ROW];

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static void require_shape(int N, conv2d_shape s)
{
    REQUIRE(N >= 1, "N = %d", N);
    REQUIRE(s.C >= 1 && s.OC >= 1, "C = %d, OC = %d", s.C, s.OC);
    REQUIRE(1 <= s.KH && s.KH <= s.H, "KH = %d, H = %d: the kernel must fit", s.KH, s.H);
    REQUIRE(1 <= s.KW && s.KW <= s.W, "KW = %d, W = %d: the kernel must fit", s.KW, s.W);
}

/* ---- Unfolding --------------------------------------------------------------------------------- */

/* Copy a few dozen numbers, whole vectors of lanes. The last vector ends where the row ends: it
   copies some numbers a second time, which is quicker than copying the rest one by one. */
static inline void copy_row(real *to, const real *from, int count)
{
    if (count < LANES) {
        for (int i = 0; i < count; i++)
            to[i] = from[i];
        return;
    }
    for (int i = 0; i < count - LANES; i += LANES)
        lanes_store(to + i, lanes_load(from + i));
    lanes_store(to + count - LANES, lanes_load(from + count - LANES));
}

/* A plane that a kernel slides over, with so many rows and columns of zeros around it. */
typedef struct {
    const real *at;         /* (H, W) */
    int H, W;               /* */
    int border_h, border_w; /* above and below; left and right */
    int OW;                 /* places in a row of the result: W + 2 border_w - KW + 1 */
} plane;

/*
 * One row of the unfolded plane: what the tap (kh, kw) meets at the places first, first + 1, ...
 *
 * Notes
 * - Place p is row p / OW, column p % OW of the result. Places in one row meet pixels in one row,
 *   side by side: a copy. A tap may stick out into the border; there it meets zeros.
 * - The last vector is filled up with zeros.
 */
static void unfold_tap(real *u, plane x, int kh, int kw, int first, int count)
{
    int oh = first / x.OW, ow = first % x.OW;
    for (int p = 0, length; p < count; p += length, oh++, ow = 0) {
        length = smaller(x.OW - ow, count - p);
        const int h = oh + kh - x.border_h, w = ow + kw - x.border_w;
        const int from = h < 0 || h >= x.H ? length : smaller(larger(-w, 0), length);
        const int to = larger(smaller(x.W - w, length), from);
        for (int i = 0; i < from; i++)
            u[p + i] = 0;
        if (to > from)
            copy_row(u + p + from, x.at + (ptrdiff_t)h * x.W + w + from, to - from);
        for (int i = to; i < length; i++)
            u[p + i] = 0;
    }
    for (int p = count; p % TILE_COLUMNS != 0; p++)
        u[p] = 0;
}

static void unfold(real *u, plane x, int KW, int tap, int taps, int first, int count)
{
    for (int k = 0; k < taps; k++)
        unfold_tap(u + k * UNFOLDED_ROW, x, (tap + k) / KW, (tap + k) % KW, first, count);
}

/* ---- Forward, and dx --------------------------------------------------------------------------- */

/* Every map of the result is a sum over the planes of the input, each correlated with a kernel. */
typedef struct {
    plane x;           /* the first plane of the input; the others follow */
    int planes;        /* how many */
    int maps, places;  /* maps of the result, and the places in a map */
    int taps, KW;      /* KH * KW, KW */
    const real *w;     /* kernels: tap k of the kernel for a map and a plane is */
    ptrdiff_t w_map;   /*   w[map * w_map + plane * w_plane + k * w_tap] */
    ptrdiff_t w_plane; /* */
    ptrdiff_t w_tap;   /* */
    const real *bias;  /* (maps), or NULL for none */
} correlation;

/*
 * All maps at `count` places, from `first` on.
 *
 *   y[map][p] = bias[map] + sum over planes, k of  w[map][plane][k] * u[plane][k][p]
 *
 * Notes
 * - The first plane's first taps write y, bias included; what comes later is added.
 */
static void correlate_piece(real *y, const correlation *c, int first, int count)
{
    tile_start start = c->bias != NULL ? TILE_FROM_BIAS : TILE_FROM_ZERO;
    for (int i = 0; i < c->planes; i++)
        for (int tap = 0; tap < c->taps; tap += TAPS) {
            const int taps = smaller(TAPS, c->taps - tap);
            plane x = c->x;
            x.at += (ptrdiff_t)i * x.H * x.W;
            unfold(unfolded, x, c->KW, tap, taps, first, count);
            for (int p = 0; p < count; p += TILE_COLUMNS)
                for (int map = 0, rows; map < c->maps; map += rows) {
                    rows = tile_height(c->maps - map);
                    const matrix w = {c->w + map * c->w_map + i * c->w_plane + tap * c->w_tap,
                                      c->w_map, c->w_tap};
                    const matrix u = {unfolded + p, UNFOLDED_ROW, 1};
                    tile_multiply(rows, smaller(TILE_COLUMNS, count - p),
                                  y + (ptrdiff_t)map * c->places + first + p, c->places, start,
                                  start == TILE_FROM_BIAS ? c->bias + map : NULL, w, u, taps);
                }
            start = TILE_FROM_C;
        }
}

/* One image. */
static void correlate(real *y, const correlation *c)
{
    for (int first = 0; first < c->places; first += PIECE)
        correlate_piece(y, c, first, smaller(PIECE, c->places - first));
}

void conv2d_fast_forward(real *y, const real *x, const real *w, const real *b, int N,
                         conv2d_shape s)
{
    require_shape(N, s);
    const int OH = s.H - s.KH + 1, OW = s.W - s.KW + 1, taps = s.KH * s.KW;
    for (int n = 0; n < N; n++) {
        const correlation c = {.x = {x + (ptrdiff_t)n * s.C * s.H * s.W, s.H, s.W, 0, 0, OW},
                               .planes = s.C,
                               .maps = s.OC,
                               .places = OH * OW,
                               .taps = taps,
                               .KW = s.KW,
                               .w = w,
                               .w_map = (ptrdiff_t)s.C * taps,
                               .w_plane = taps,
                               .w_tap = 1,
                               .bias = b};
        correlate(y + (ptrdiff_t)n * s.OC * OH * OW, &c);
    }
}

/*
 * Backward, with respect to the input.
 *
 *   definition:  dx[c][oh + kh][ow + kw] += dy[oc][oh][ow] * w[oc][c][kh][kw]
 *   so, with h = oh + kh and w = ow + kw:
 *                dx[c][h][w] = sum over oc, kh, kw of  dy[oc][h - kh][w - kw] * w[oc][c][kh][kw]
 *
 * Notes
 * - Where the forward sum has a plus, this one has a minus: dy is correlated with the kernel turned
 *   by half a circle, its last tap first. That is a walk through the kernel backwards.
 * - h - kh may lie outside dy: a border of KH - 1 rows of zeros, and of KW - 1 columns.
 */
void conv2d_fast_dx(real *dx, const real *dy, const real *w, int N, conv2d_shape s)
{
    require_shape(N, s);
    const int OH = s.H - s.KH + 1, OW = s.W - s.KW + 1, taps = s.KH * s.KW;
    for (int n = 0; n < N; n++) {
        const correlation c = {
            .x = {dy + (ptrdiff_t)n * s.OC * OH * OW, OH, OW, s.KH - 1, s.KW - 1, s.W},
            .planes = s.OC,
            .maps = s.C,
            .places = s.H * s.W,
            .taps = taps,
            .KW = s.KW,
            .w = w + taps - 1,
            .w_map = taps,
            .w_plane = (ptrdiff_t)s.C * taps,
            .w_tap = -1};
        correlate(dx + (ptrdiff_t)n * s.C * s.H * s.W, &c);
    }
}

/* ---- dw and db --------------------------------------------------------------------------------- */

/* A vector of numbers at hand and those beyond `count` zero, at the end of a map. */
static lanes load_part(const real *p, int count)
{
    real part[LANES] = {0};
    for (int i = 0; i < count; i++)
        part[i] = p[i];
    return lanes_load(part);
}

/*
 * One piece's share of a tile of dw, kept in vectors of partial sums:
 *
 *   sum[i][j] += sum over p of  dy[i][p] * u[j][p]          lane l adds up the places l, l + LANES, ...
 *
 * Notes
 * - Both factors run along the places, so the lanes do.
 * - `dy` holds a pointer for each filter, `u` for each tap.
 * - volatile makes the compiler fetch a vector of dy once and keep it in a register. Left alone, gcc
 *   fetches it again for every product it is in, and fetching is what takes longest here.
 */
TILE_INLINE void dw_add_piece(lanes sum[DW_FILTERS][DW_TAPS], const real *const dy[DW_FILTERS],
                              const real *const u[DW_TAPS], int count)
{
    int p = 0;
    for (; p <= count - LANES; p += LANES) {
        lanes right[DW_TAPS];
        for (int j = 0; j < DW_TAPS; j++)
            right[j] = lanes_load(u[j] + p);
        for (int i = 0; i < DW_FILTERS; i++) {
            const lanes left = *(const volatile lanes_in_memory *)(dy[i] + p);
            for (int j = 0; j < DW_TAPS; j++)
                sum[i][j] += left * right[j];
        }
    }
    if (p < count)
        for (int i = 0; i < DW_FILTERS; i++) {
            const lanes left = load_part(dy[i] + p, count - p);
            for (int j = 0; j < DW_TAPS; j++)
                sum[i][j] += left * lanes_load(u[j] + p);
        }
}

/* A run of pieces: cut one after the other out of image after image. */
typedef struct {
    int places;    /* of a map */
    int per_image; /* pieces that a map is cut into */
    int first;     /* the run's first piece, of all images' */
    int count;     /* and how many */
} run;

static int image_of(const run *r, int i)
{
    return (r->first + i) / r->per_image;
}

static int place_of(const run *r, int i)
{
    return (r->first + i) % r->per_image * PIECE;
}

static int count_of(const run *r, int i)
{
    return smaller(PIECE, r->places - place_of(r, i));
}

/*
 * A tile of dw: `filters` from oc on (at most DW_FILTERS), `taps` (at most DW_TAPS).
 *
 * Notes
 * - For filters and taps that are missing to a full tile, the last one is taken again, and nothing
 *   is done with the sums.
 */
static void dw_tile(real *dw, ptrdiff_t dw_row, const real *dy, int OC, int oc, const real *u,
                    int taps, const run *r)
{
    const int filters = smaller(DW_FILTERS, OC - oc);
    lanes sum[DW_FILTERS][DW_TAPS];
    for (int i = 0; i < DW_FILTERS; i++)
        for (int j = 0; j < DW_TAPS; j++)
            sum[i][j] = (lanes){0};
    for (int piece = 0; piece < r->count; piece++) {
        const real *dy_of[DW_FILTERS], *u_of[DW_TAPS];
        for (int i = 0; i < DW_FILTERS; i++)
            dy_of[i] =
                dy + place_of(r, piece) +
                ((ptrdiff_t)image_of(r, piece) * OC + oc + smaller(i, filters - 1)) * r->places;
        for (int j = 0; j < DW_TAPS; j++)
            u_of[j] = u + smaller(j, taps - 1) * UNFOLDED_ROW + piece * PIECE;
        dw_add_piece(sum, dy_of, u_of, count_of(r, piece));
    }
    for (int i = 0; i < filters; i++)
        for (int j = 0; j < taps; j++)
            dw[i * dw_row + j] += lanes_sum(sum[i][j]);
}

/*
 * Backward, with respect to the weights.
 *
 *   dw[oc][c][k] += sum over n, p of  dy[n][oc][p] * u[n][c][k][p]
 *
 * Notes
 * - Several images' planes are unfolded side by side, so that the lanes of a sum, which is dear, are
 *   added up once for all of them.
 */
void conv2d_fast_dw(real *dw, const real *dy, const real *x, int N, conv2d_shape s)
{
    require_shape(N, s);
    const int OW = s.W - s.KW + 1, places = (s.H - s.KH + 1) * OW, all_taps = s.KH * s.KW;
    const ptrdiff_t dw_row = (ptrdiff_t)s.C * all_taps;
    run r = {.places = places, .per_image = (places - 1) / PIECE + 1};
    for (; r.first < N * r.per_image; r.first += PIECES)
        for (int c = 0; c < s.C; c++)
            for (int tap = 0; tap < all_taps; tap += TAPS) {
                const int taps = smaller(TAPS, all_taps - tap);
                r.count = smaller(PIECES, N * r.per_image - r.first);
                for (int i = 0; i < r.count; i++) {
                    const real *at = x + ((ptrdiff_t)image_of(&r, i) * s.C + c) * s.H * s.W;
                    unfold(unfolded + i * PIECE, (plane){at, s.H, s.W, 0, 0, OW}, s.KW, tap, taps,
                           place_of(&r, i), count_of(&r, i));
                }
                for (int oc = 0; oc < s.OC; oc += DW_FILTERS)
                    for (int k = 0; k < taps; k += DW_TAPS)
                        dw_tile(dw + oc * dw_row + (ptrdiff_t)c * all_taps + tap + k, dw_row, dy,
                                s.OC, oc, unfolded + k * UNFOLDED_ROW, smaller(DW_TAPS, taps - k),
                                &r);
            }
}

/*
 * Backward, with respect to the biases: db[oc] += the sum of dy over all places and images.
 *
 * Notes
 * - One sum that waits for itself does an addition in four cycles. Four sums of several lanes do
 *   four vectors in that time.
 */
void conv2d_fast_db(real *db, const real *dy, int N, conv2d_shape s)
{
    require_shape(N, s);
    enum { SUMS = 4 };
    const int places = (s.H - s.KH + 1) * (s.W - s.KW + 1);
    for (int oc = 0; oc < s.OC; oc++) {
        lanes sum[SUMS] = {(lanes){0}};
        for (int n = 0; n < N; n++) {
            const real *map = dy + ((ptrdiff_t)n * s.OC + oc) * places;
            int p = 0;
            for (; p <= places - SUMS * LANES; p += SUMS * LANES)
                for (int i = 0; i < SUMS; i++)
                    sum[i] += lanes_load(map + p + i * LANES);
            for (; p < places; p += LANES)
                sum[0] += load_part(map + p, smaller(LANES, places - p));
        }
        db[oc] += lanes_sum(sum[0] + sum[1] + (sum[2] + sum[3]));
    }
}

void conv2d_fast_backward(real *dx, real *dw, real *db, const real *dy, const real *x,
                          const real *w, int N, conv2d_shape s)
{
    if (dx != NULL)
        conv2d_fast_dx(dx, dy, w, N, s);
    conv2d_fast_dw(dw, dy, x, N, s);
    conv2d_fast_db(db, dy, N, s);
}
