/*
 * The convolution layer, fast. Read it with chapters/12-making-it-fast.
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
 * The unfolded plane repeats each pixel KH KW times, so it is made for a piece of the map at a
 * time, which is used while it is in the cache. (Others call this im2col.)
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
    /* The length of an unfolded row. Were it a power of two, equal places of all rows would compete
       for the same few lines of the cache. */
    UNFOLDED_ROW = PIECES * PIECE + 4 * LANES,
    /* The tile of dw: 21 sums where there are 32 registers, otherwise 9. */
    DW_FILTERS = LANES_REGISTERS == 32 ? 7 : 3,
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

/* How many boxes of b things a things fill, the last one perhaps not quite. */
static int boxes(int a, int b)
{
    return (a - 1) / b + 1;
}

static void require_shape(int N, conv2d_shape s)
{
    REQUIRE(N >= 1, "N = %d", N);
    REQUIRE(s.C >= 1 && s.OC >= 1, "C = %d, OC = %d", s.C, s.OC);
    REQUIRE(1 <= s.KH && s.KH <= s.H, "KH = %d, H = %d: the kernel must fit", s.KH, s.H);
    REQUIRE(1 <= s.KW && s.KW <= s.W, "KW = %d, W = %d: the kernel must fit", s.KW, s.W);
}

/* ---- Unfolding ------------------------------------------------------------------------------- */

/* A piece of a map: some whole rows; or, of a row that is too long, a part. */
typedef struct {
    int oh, rows;    /* its first row, and how many */
    int ow, columns; /* its first column, and how many */
    int first;       /* its first place, oh * OW + ow */
    int count;       /* its places, rows * columns */
} map_piece;

/* Into how many pieces of at most PIECE places a map of OH x OW is cut. */
static int pieces_in(int OH, int OW)
{
    return OW <= PIECE ? boxes(OH, PIECE / OW) : OH * boxes(OW, PIECE);
}

static map_piece piece_of(int number, int OH, int OW)
{
    const int across = boxes(OW, PIECE), most_rows = OW <= PIECE ? PIECE / OW : 1;
    map_piece p = {.oh = number / across * most_rows, .ow = number % across * PIECE};
    p.rows = smaller(most_rows, OH - p.oh);
    p.columns = smaller(PIECE, OW - p.ow);
    p.first = p.oh * OW + p.ow;
    p.count = p.rows * p.columns;
    return p;
}

/* A plane that a kernel slides over, with so many rows and columns of zeros around it. */
typedef struct {
    const real *at;         /* (H, W) */
    int H, W;               /* */
    int border_h, border_w; /* above and below; left and right */
} plane;

/* Copy a few dozen numbers, by vectors of lanes. The last vector ends where the row ends: it copies
   some numbers a second time, which is quicker than to copy the rest one by one. */
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

/*
 * One row of the unfolded plane: what the tap (kh, kw) meets at the places of a piece.
 *
 * Notes
 * - Places in one row meet pixels in one row, side by side: a copy.
 * - In the border, and after the last place until a tile is full, there are zeros.
 */
static void unfold_tap(real *u, plane x, int kh, int kw, map_piece p)
{
    const int h = p.oh + kh - x.border_h, w = p.ow + kw - x.border_w; /* met by the first place */
    const int top = larger(0, -h), bottom = smaller(p.rows, x.H - h);
    const int left = larger(0, -w), right = smaller(p.columns, x.W - w);
    memset(u, 0, (size_t)boxes(p.count, TILE_COLUMNS) * TILE_COLUMNS * sizeof *u);
    if (left < right)
        for (int r = top; r < bottom; r++)
            copy_row(u + r * p.columns + left, x.at + (ptrdiff_t)(h + r) * x.W + w + left,
                     right - left);
}

static void unfold(real *u, plane x, int KW, int tap, int taps, map_piece p)
{
    for (int k = 0; k < taps; k++)
        unfold_tap(u + k * UNFOLDED_ROW, x, (tap + k) / KW, (tap + k) % KW, p);
}

/* ---- Forward, and dx ------------------------------------------------------------------------- */

/* Every map of the result is a sum over the planes of the input, each with a kernel of its own. */
typedef struct {
    plane x;                         /* the first plane of the input; the others follow it */
    int planes;                      /* how many */
    int maps, OH, OW;                /* the result: (maps, OH, OW) */
    int taps, KW;                    /* KH * KW, and KW */
    const real *w;                   /* tap k of the kernel for a map and a plane is */
    ptrdiff_t w_map, w_plane, w_tap; /* w[map * w_map + plane * w_plane + k * w_tap] */
    const real *bias;                /* (maps), or NULL for none */
} correlation;

/*
 * All maps, at the places of a piece.
 *
 *   y[map][p] = bias[map] + sum over planes, k of  w[map][plane][k] * u[plane][k][p]
 *
 * Notes
 * - The first taps of the first plane write y, bias included; what comes later is added.
 */
static void correlate_piece(real *y, const correlation *c, map_piece piece)
{
    const ptrdiff_t places = (ptrdiff_t)c->OH * c->OW;
    tile_start start = c->bias != NULL ? TILE_FROM_BIAS : TILE_FROM_ZERO;
    for (int i = 0; i < c->planes; i++)
        for (int tap = 0; tap < c->taps; tap += TAPS) {
            const int taps = smaller(TAPS, c->taps - tap);
            plane x = c->x;
            x.at += (ptrdiff_t)i * x.H * x.W;
            unfold(unfolded, x, c->KW, tap, taps, piece);
            for (int p = 0; p < piece.count; p += TILE_COLUMNS)
                for (int map = 0, rows; map < c->maps; map += rows) {
                    rows = tile_height(c->maps - map);
                    const matrix w = {c->w + map * c->w_map + i * c->w_plane + tap * c->w_tap,
                                      c->w_map, c->w_tap};
                    const matrix u = {unfolded + p, UNFOLDED_ROW, 1};
                    tile_multiply(rows, smaller(TILE_COLUMNS, piece.count - p),
                                  y + map * places + piece.first + p, places, start,
                                  start == TILE_FROM_BIAS ? c->bias + map : NULL, w, u, taps);
                }
            start = TILE_FROM_C;
        }
}

/* One image. */
static void correlate(real *y, const correlation *c)
{
    const int pieces = pieces_in(c->OH, c->OW);
    for (int i = 0; i < pieces; i++)
        correlate_piece(y, c, piece_of(i, c->OH, c->OW));
}

void conv2d_fast_forward(real *y, const real *x, const real *w, const real *b, int N,
                         conv2d_shape s)
{
    require_shape(N, s);
    correlation c = {.x = {x, s.H, s.W, 0, 0},
                     .planes = s.C,
                     .maps = s.OC,
                     .OH = s.H - s.KH + 1,
                     .OW = s.W - s.KW + 1,
                     .taps = s.KH * s.KW,
                     .KW = s.KW,
                     .w = w,
                     .w_map = (ptrdiff_t)s.C * s.KH * s.KW,
                     .w_plane = (ptrdiff_t)s.KH * s.KW,
                     .w_tap = 1,
                     .bias = b};
    for (int n = 0; n < N; n++) {
        correlate(y, &c);
        c.x.at += (ptrdiff_t)s.C * s.H * s.W;
        y += (ptrdiff_t)s.OC * c.OH * c.OW;
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
    correlation c = {.x = {dy, OH, OW, s.KH - 1, s.KW - 1},
                     .planes = s.OC,
                     .maps = s.C,
                     .OH = s.H,
                     .OW = s.W,
                     .taps = taps,
                     .KW = s.KW,
                     .w = w + taps - 1,
                     .w_map = taps,
                     .w_plane = (ptrdiff_t)s.C * taps,
                     .w_tap = -1};
    for (int n = 0; n < N; n++) {
        correlate(dx, &c);
        c.x.at += (ptrdiff_t)s.OC * OH * OW;
        dx += (ptrdiff_t)s.C * s.H * s.W;
    }
}

/* ---- dw and db ------------------------------------------------------------------------------- */

/*
 * One piece's share in a tile of dw, whose sums are vectors of partial sums:
 *
 *   sum[i][j] += sum over p of  dy[i][p] * u[j][p]        lane l takes the places l, l + LANES, ...
 *
 * Notes
 * - Both factors run along the places, so the lanes do.
 * - The last vector of dy ends where the piece ends, and so reads some places a second time. There
 *   u has zeros: see push_last().
 */
LANES_INLINE void dw_add_piece(lanes sum[DW_FILTERS][DW_TAPS], const real *const dy[DW_FILTERS],
                               const real *const u[DW_TAPS], int count)
{
    for (int p = 0; p < count; p += LANES) {
        const int q = smaller(p, count - LANES);
        lanes right[DW_TAPS];
        for (int j = 0; j < DW_TAPS; j++)
            right[j] = lanes_load(u[j] + p);
        for (int i = 0; i < DW_FILTERS; i++) {
            const lanes left = lanes_load_once(dy[i] + q);
            for (int j = 0; j < DW_TAPS; j++)
                sum[i][j] += left * right[j];
        }
    }
}

/* Push what is in the last vector of an unfolded row to its end, with zeros before it. */
static void push_last(real *u, int count)
{
    const int last = count % LANES;
    if (last == 0 || count < LANES)
        return;
    real vector[LANES] = {0};
    memcpy(vector + LANES - last, u + count - last, (size_t)last * sizeof *u);
    memcpy(u + count - last, vector, sizeof vector);
}

/* A piece of some image, and where in its map of dy it begins, for filter 0. */
typedef struct {
    map_piece piece;
    const real *dy;
} dw_piece;

/*
 * A tile of dw: `filters` rows (at most DW_FILTERS) and `taps` columns (at most DW_TAPS), summed
 * over some pieces.
 *
 * Notes
 * - In place of filters and taps that are missing to a full tile, the last one is taken again, and
 *   nothing becomes of the sums.
 * - A piece of fewer places than lanes is copied, with zeros after it.
 */
static void dw_tile(real *dw, ptrdiff_t dw_row, int filters, int taps, const dw_piece *pieces,
                    int count, ptrdiff_t dy_row, const real *u)
{
    lanes sum[DW_FILTERS][DW_TAPS];
    for (int i = 0; i < DW_FILTERS; i++)
        for (int j = 0; j < DW_TAPS; j++)
            sum[i][j] = (lanes){0};
    for (int n = 0; n < count; n++) {
        const int places = pieces[n].piece.count;
        const real *dy_at[DW_FILTERS], *u_at[DW_TAPS];
        real few[DW_FILTERS][LANES] = {{0}};
        for (int i = 0; i < DW_FILTERS; i++) {
            dy_at[i] = pieces[n].dy + smaller(i, filters - 1) * dy_row;
            if (places < LANES)
                dy_at[i] = memcpy(few[i], dy_at[i], (size_t)places * sizeof(real));
        }
        for (int j = 0; j < DW_TAPS; j++)
            u_at[j] = u + smaller(j, taps - 1) * UNFOLDED_ROW + n * PIECE;
        dw_add_piece(sum, dy_at, u_at, larger(places, LANES));
    }
    real part[DW_FILTERS][DW_TAPS][LANES];
    for (int i = 0; i < DW_FILTERS; i++)
        for (int j = 0; j < DW_TAPS; j++)
            lanes_store(part[i][j], sum[i][j]);
    for (int i = 0; i < filters; i++)
        for (int j = 0; j < taps; j++)
            dw[i * dw_row + j] += lanes_sum(part[i][j]);
}

/* The share of some pieces in dw for `taps` taps, which are unfolded: all filters, tile by tile. */
static void dw_of_taps(real *dw, ptrdiff_t dw_row, int OC, int taps, const dw_piece *pieces,
                       int count, ptrdiff_t dy_row)
{
    dw_piece at[PIECES];
    for (int oc = 0; oc < OC; oc += DW_FILTERS) {
        for (int n = 0; n < count; n++)
            at[n] = (dw_piece){pieces[n].piece, pieces[n].dy + oc * dy_row};
        for (int k = 0; k < taps; k += DW_TAPS)
            dw_tile(dw + oc * dw_row + k, dw_row, smaller(DW_FILTERS, OC - oc),
                    smaller(DW_TAPS, taps - k), at, count, dy_row, unfolded + k * UNFOLDED_ROW);
    }
}

/*
 * Backward, with respect to the weights.
 *
 *   dw[oc][c][k] += sum over n, p of  dy[n][oc][p] * u[n][c][k][p]
 *
 * Notes
 * - Several images' pieces are unfolded side by side: to add up the lanes of a sum is dear, and so
 *   it is done once for all of them.
 */
void conv2d_fast_dw(real *dw, const real *dy, const real *x, int N, conv2d_shape s)
{
    require_shape(N, s);
    const int OH = s.H - s.KH + 1, OW = s.W - s.KW + 1, taps = s.KH * s.KW;
    const ptrdiff_t image = (ptrdiff_t)s.C * s.H * s.W, maps = (ptrdiff_t)s.OC * OH * OW;
    const int per_image = pieces_in(OH, OW);
    for (int first = 0; first < N * per_image; first += PIECES) {
        const int count = smaller(PIECES, N * per_image - first);
        for (int c = 0; c < s.C; c++)
            for (int tap = 0; tap < taps; tap += TAPS) {
                const int some = smaller(TAPS, taps - tap);
                dw_piece pieces[PIECES];
                for (int i = 0; i < count; i++) {
                    const int n = (first + i) / per_image;
                    const map_piece p = piece_of((first + i) % per_image, OH, OW);
                    const plane at = {x + n * image + (ptrdiff_t)c * s.H * s.W, s.H, s.W, 0, 0};
                    pieces[i] = (dw_piece){p, dy + n * maps + p.first};
                    unfold(unfolded + i * PIECE, at, s.KW, tap, some, p);
                    for (int k = 0; k < some; k++)
                        push_last(unfolded + i * PIECE + k * UNFOLDED_ROW, p.count);
                }
                dw_of_taps(dw + (ptrdiff_t)c * taps + tap, (ptrdiff_t)s.C * taps, s.OC, some,
                           pieces, count, (ptrdiff_t)OH * OW);
            }
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
            for (; p <= places - LANES; p += LANES)
                sum[0] += lanes_load(map + p);
            for (; p < places; p++)
                db[oc] += map[p];
        }
        real part[LANES];
        lanes_store(part, (sum[0] + sum[1]) + (sum[2] + sum[3]));
        db[oc] += lanes_sum(part);
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
