/*
 * Convolution, ReLU and max pooling in one. Read it with chapters/12-making-it-fast.
 *
 * The window (ph, pw) has four corners q = 2 qh + qw, with qh and qw 0 or 1. A filter's convolution
 * sums there are
 *
 *   z[q] = b + sum over c, kh, kw of  x[c][2 ph + qh + kh][2 pw + qw + kw] * w[c][kh][kw]
 *
 * Corner and tap choose a pixel together, by qh + kh and qw + kw alone. So write down, for every
 * offset (r, s) from (0, 0) to (KH, KW), the pixels that the windows meet there, one after another:
 *
 *   u[c][r][s][p] = x[c][2 ph + r][2 pw + s]          with p = ph * PW + pw
 *
 * For a kernel of 3 x 3 these are 16 rows for each channel, and each corner's sum runs over 9 of
 * them. The lanes go along p: four vectors of sums are the four corners of LANES windows, and the
 * largest of the four, lane by lane, is all that pooling wants.
 */
#include "layers/conv2d_pool_fast.h"

#include <stddef.h>
#include <string.h>

#include "numerics/lanes.h"
#include "require.h"

enum {
    CORNERS = 4,
    UNFOLDED = 65536, /* room for u, which fits into the second-level cache */
    WINDOWS = 1024,   /* windows that are unfolded at a time, at most; and the most in a row */
    TAPS = 1024,      /* most taps of a filter, C * KH * KW */
    IMAGES = 4,       /* pieces of images that backward has unfolded at a time, at most */

    /* Tiles fill the registers: forward has FILTERS x CORNERS sums, dw DW_FILTERS x DW_TAPS. */
    FILTERS = LANES_REGISTERS == 32 ? 4 : 2,
    DW_FILTERS = 2,
    DW_TAPS = LANES_REGISTERS == 32 ? 9 : 5,
};

/* Where a thread writes u. */
static _Thread_local _Alignas(64) real unfolded[UNFOLDED];

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* How the work is cut: into pieces of some whole rows of windows. */
typedef struct {
    conv2d_shape s;
    int PH, PW;          /* windows down and across */
    int down;            /* rows of windows in a piece */
    int pieces;          /* pieces in an image */
    int row;             /* from one row of u to the next */
    int size;            /* from the u of one piece to the next */
    int taps;            /* C * KH * KW */
    int tap[TAPS];       /* where in u the pixels of each tap begin, for corner 0, ... */
    int corner[CORNERS]; /* ... and how far from there for each corner */
} plan;

/* How many rows of windows a piece can have: as many as fit. Below 1: the shape does not suit. */
static int rows_in_piece(conv2d_shape s)
{
    const int PH = (s.H - s.KH + 1) / 2, PW = (s.W - s.KW + 1) / 2;
    const double taps = (double)s.C * s.KH * s.KW; /* may be more than an int can count */
    if (PW < 1 || PW + s.KW > WINDOWS || taps > TAPS)
        return 0;
    const int longest_row = UNFOLDED / (s.C * (s.KH + 1) * (s.KW + 1)) - 2 * LANES;
    return smaller(PH, smaller(longest_row, WINDOWS) / PW);
}

bool conv2d_pool_fast_suits(conv2d_shape s, maxpool2d_shape pool)
{
    return pool.size == 2 && pool.stride == 2 && rows_in_piece(s) >= 1;
}

static void make_plan(plan *g, int N, conv2d_shape s)
{
    REQUIRE(N >= 1, "N = %d", N);
    REQUIRE(rows_in_piece(s) >= 1, "C = %d, H = %d, W = %d, KH = %d, KW = %d do not suit", s.C, s.H,
            s.W, s.KH, s.KW);
    const int KH = s.KH, KW = s.KW;
    g->s = s;
    g->PH = (s.H - KH + 1) / 2;
    g->PW = (s.W - KW + 1) / 2;
    g->down = rows_in_piece(s);
    g->pieces = (g->PH - 1) / g->down + 1;
    /* Whole vectors, and room for one that reaches over the end. */
    g->row = ((g->down * g->PW - 1) / LANES + 2) * LANES;
    g->size = g->row * s.C * (KH + 1) * (KW + 1);
    g->taps = s.C * KH * KW;
    for (int k = 0; k < g->taps; k++) {
        const int c = k / (KH * KW), kh = k / KW % KH, kw = k % KW;
        g->tap[k] = ((c * (KH + 1) + kh) * (KW + 1) + kw) * g->row;
    }
    for (int q = 0; q < CORNERS; q++)
        g->corner[q] = (q / 2 * (KW + 1) + q % 2) * g->row;
}

/* A piece of an image: rows of windows `top` to top + down - 1, `count` windows together. */
typedef struct {
    int n, top, down, count;
} piece_of_image;

static piece_of_image piece_at(int index, const plan *g)
{
    const int top = index % g->pieces * g->down, down = smaller(g->down, g->PH - top);
    return (piece_of_image){index / g->pieces, top, down, down * g->PW};
}

/* ---- Unfolding ------------------------------------------------------------------------------- */

/*
 * u for one piece: u[(c * (KH + 1) + r) * (KW + 1) + s][p] = x[c][2 ph + r][2 pw + s].
 *
 * Notes
 * - Windows are two pixels apart. Each row of pixels is parted first: `half[0]` are the pixels of
 *   even columns, half[1] those of odd ones. In them, what neighbouring windows meet lies side by
 *   side, and is copied.
 * - Whole vectors are copied, over the end. What they write too much is overwritten by the next
 *   row, or lies in the room behind the last.
 */
static void unfold(real *u, const plan *g, const real *x, piece_of_image piece)
{
    const int KH = g->s.KH, KW = g->s.KW, W = g->s.W;
    const int width = 2 * (g->PW - 1) + KW + 1; /* pixels of a row that windows meet */
    real half[2][WINDOWS + LANES] = {{0}};
    for (int c = 0; c < g->s.C; c++)
        for (int h = 0; h < 2 * piece.down - 1 + KH; h++) {
            const real *pixels = x + ((ptrdiff_t)c * g->s.H + 2 * piece.top + h) * W;
            for (int i = 0; i < width / 2; i++) {
                half[0][i] = pixels[2 * i];
                half[1][i] = pixels[2 * i + 1];
            }
            if (width % 2 == 1)
                half[0][width / 2] = pixels[width - 1];
            for (int r = larger(h % 2, h - 2 * (piece.down - 1)); r <= smaller(h, KH); r += 2)
                for (int s = 0; s <= KW; s++) {
                    const real *from = half[s % 2] + s / 2;
                    real *to =
                        u + ((c * (KH + 1) + r) * (KW + 1) + s) * g->row + (h - r) / 2 * g->PW;
                    for (int i = 0; i < g->PW; i += LANES)
                        lanes_store(to + i, lanes_load(from + i));
                }
        }
}

/* ---- Forward --------------------------------------------------------------------------------- */

/*
 * FILTERS filters at LANES windows, from window p of a piece on: what is left of their corners, and
 * which corner it is.
 *
 * Notes
 * - Of equal corners the first wins, and of NaNs too: a corner takes the lead only if "z <= lead"
 *   is not true, and the lead is no NaN.
 * - ReLU and the maximum may change places: the largest of four numbers, or 0 if it is below. So
 *   ReLU is applied once instead of four times.
 */
LANES_INLINE void forward_tile(real y[FILTERS][LANES], signed char winner[FILTERS][LANES],
                               const plan *g, const real *const w[FILTERS],
                               const real *const b[FILTERS], const real *u)
{
    lanes z[FILTERS][CORNERS];
    for (int i = 0; i < FILTERS; i++)
        for (int q = 0; q < CORNERS; q++)
            z[i][q] = (lanes){0} + *b[i];

    for (int k = 0; k < g->taps; k++) {
        lanes x[CORNERS];
        for (int q = 0; q < CORNERS; q++)
            x[q] = lanes_load_once(u + g->tap[k] + g->corner[q]);
        for (int i = 0; i < FILTERS; i++)
            for (int q = 0; q < CORNERS; q++)
                z[i][q] += w[i][k] * x[q];
    }

    for (int i = 0; i < FILTERS; i++) {
        lanes lead = z[i][0];
        lanes_mask which = {0};
        for (int q = 1; q < CORNERS; q++) {
            const lanes_mask beaten =
                ~lanes_less_equal(z[i][q], lead) & lanes_less_equal(lead, lead);
            lead = lanes_choose(beaten, z[i][q], lead);
            which = (beaten & q) | (~beaten & which);
        }
        const lanes_mask cut = lanes_less_equal(lead, (lanes){0});
        lanes_store(y[i], lanes_choose(cut, (lanes){0}, lead));
        lanes_store_bytes(winner[i], which | cut | ~lanes_less_equal(lead, lead));
    }
}

/* The first `count` of a tile's LANES windows go to their places. */
static inline void write_windows(real *y, signed char *winner, const real *best,
                                 const signed char *which, int count)
{
    if (count == LANES) { /* a constant size: two instructions */
        memcpy(y, best, LANES * sizeof *y);
        memcpy(winner, which, LANES);
    } else {
        memcpy(y, best, (size_t)count * sizeof *y);
        memcpy(winner, which, (size_t)count);
    }
}

/* All filters for one piece, whose u is at hand. */
static void forward_piece(real *y, signed char *winner, const plan *g, const real *w, const real *b,
                          int count)
{
    const int OC = g->s.OC;
    const ptrdiff_t map = (ptrdiff_t)g->PH * g->PW;
    for (int oc = 0; oc < OC; oc += FILTERS) {
        const real *w_of[FILTERS], *b_of[FILTERS];
        for (int i = 0; i < FILTERS; i++) { /* beyond the last filter, the last once more */
            w_of[i] = w + (ptrdiff_t)smaller(oc + i, OC - 1) * g->taps;
            b_of[i] = b + smaller(oc + i, OC - 1);
        }
        for (int p = 0; p < count; p += LANES) {
            real best[FILTERS][LANES];
            signed char which[FILTERS][LANES];
            forward_tile(best, which, g, w_of, b_of, unfolded + p);
            for (int i = 0; i < smaller(FILTERS, OC - oc); i++)
                write_windows(y + (oc + i) * map + p, winner + (oc + i) * map + p, best[i],
                              which[i], smaller(LANES, count - p));
        }
    }
}

void conv2d_pool_fast_forward(real *y, signed char *winner, const real *x, const real *w,
                              const real *b, int N, conv2d_shape s)
{
    plan g;
    make_plan(&g, N, s);
    for (int i = 0; i < N * g.pieces; i++) {
        const piece_of_image piece = piece_at(i, &g);
        const ptrdiff_t first = ((ptrdiff_t)piece.n * s.OC * g.PH + piece.top) * g.PW;
        unfold(unfolded, &g, x + (ptrdiff_t)piece.n * s.C * s.H * s.W, piece);
        forward_piece(y + first, winner + first, &g, w, b, piece.count);
    }
}

/* ---- Backward -------------------------------------------------------------------------------- */

/* Push what is in the last vector of a row of u to its end, with zeros before it: see dw_add(). */
static void push_last(real *row, int count)
{
    const int last = count % LANES;
    if (last == 0)
        return;
    real vector[LANES] = {0};
    real *from = row + count - last;
    memcpy(count < LANES ? vector : vector + LANES - last, from, (size_t)last * sizeof *row);
    memcpy(from, vector, sizeof vector);
}

/* A tile of dw adds up over these: one piece's dy and winners for the tile's filters, and its u. */
typedef struct {
    const real *dy[DW_FILTERS];
    const signed char *winner[DW_FILTERS];
    const real *u;
    int count;
} dw_piece;

/*
 * One piece's share in a tile of dw, whose sums are vectors of partial sums:
 *
 *   sum[i][j] += sum over q, p of  (winner[i][p] == q ? dy[i][p] : 0) * u[tap j, corner q][p]
 *
 * Notes
 * - The gradient goes back to the corner that won, and to no other; to none where the ReLU let
 *   nothing through.
 * - The last vector of dy ends where the piece ends, and so reads some windows a second time. There
 *   u has zeros: see push_last().
 */
LANES_INLINE void dw_add(lanes sum[DW_FILTERS][DW_TAPS], const dw_piece *piece,
                         const int tap[DW_TAPS], const int corner[CORNERS])
{
    for (int p = 0; p < piece->count; p += LANES) {
        const int at = smaller(p, piece->count - LANES);
        lanes dy[DW_FILTERS];
        lanes_mask winner[DW_FILTERS];
        for (int i = 0; i < DW_FILTERS; i++) {
            dy[i] = lanes_load(piece->dy[i] + at);
            winner[i] = lanes_load_bytes(piece->winner[i] + at);
        }
        for (int q = 0; q < CORNERS; q++) {
            lanes dz[DW_FILTERS];
            for (int i = 0; i < DW_FILTERS; i++)
                dz[i] =
                    lanes_choose(lanes_equal(winner[i], (lanes_mask){0} + q), dy[i], (lanes){0});
            const real *u = piece->u + corner[q] + p;
            for (int j = 0; j < DW_TAPS; j++) {
                const lanes x = lanes_load_once(u + tap[j]);
                for (int i = 0; i < DW_FILTERS; i++)
                    sum[i][j] += dz[i] * x;
            }
        }
    }
}

/* A tile of dw: `filters` rows and `taps` columns of it, summed over some pieces. */
static void dw_tile(real *dw, ptrdiff_t dw_row, int filters, int taps, const dw_piece *pieces,
                    int count, const int tap[DW_TAPS], const int corner[CORNERS])
{
    lanes sum[DW_FILTERS][DW_TAPS];
    for (int i = 0; i < DW_FILTERS; i++)
        for (int j = 0; j < DW_TAPS; j++)
            sum[i][j] = (lanes){0};
    for (int n = 0; n < count; n++)
        dw_add(sum, &pieces[n], tap, corner);
    real part[DW_FILTERS][DW_TAPS][LANES];
    for (int i = 0; i < DW_FILTERS; i++)
        for (int j = 0; j < DW_TAPS; j++)
            lanes_store(part[i][j], sum[i][j]);
    for (int i = 0; i < filters; i++)
        for (int j = 0; j < taps; j++)
            dw[i * dw_row + j] += lanes_sum(part[i][j]);
}

/* dw += the share of `count` pieces from number `first` on, whose u are side by side. */
static void dw_of_pieces(real *dw, const plan *g, const real *dy, const signed char *winner,
                         int first, int count)
{
    const int OC = g->s.OC, taps = g->taps;
    real dy_few[IMAGES][DW_FILTERS][LANES] = {{{0}}};
    signed char winner_few[IMAGES][DW_FILTERS][LANES] = {{{0}}};
    for (int oc = 0; oc < OC; oc += DW_FILTERS) {
        dw_piece pieces[IMAGES];
        for (int n = 0; n < count; n++) {
            const piece_of_image at = piece_at(first + n, g);
            pieces[n] = (dw_piece){.u = unfolded + n * g->size, .count = larger(at.count, LANES)};
            for (int i = 0; i < DW_FILTERS; i++) { /* beyond the last filter, the last once more */
                const ptrdiff_t map = (ptrdiff_t)at.n * OC + smaller(oc + i, OC - 1);
                const ptrdiff_t begin = (map * g->PH + at.top) * g->PW;
                pieces[n].dy[i] = dy + begin;
                pieces[n].winner[i] = winner + begin;
                if (at.count < LANES) { /* too few windows for a vector: with zeros behind them */
                    pieces[n].dy[i] =
                        memcpy(dy_few[n][i], dy + begin, (size_t)at.count * sizeof *dy);
                    pieces[n].winner[i] =
                        memcpy(winner_few[n][i], winner + begin, (size_t)at.count);
                }
            }
        }
        for (int k = 0; k < taps; k += DW_TAPS) {
            int tap[DW_TAPS];
            for (int j = 0; j < DW_TAPS; j++)
                tap[j] = g->tap[smaller(k + j, taps - 1)];
            dw_tile(dw + (ptrdiff_t)oc * taps + k, taps, smaller(DW_FILTERS, OC - oc),
                    smaller(DW_TAPS, taps - k), pieces, count, tap, g->corner);
        }
    }
}

/* dy at LANES windows, and 0 where the ReLU let nothing through. */
static inline lanes let_through(const real *dy, const signed char *winner)
{
    const lanes_mask cut = lanes_equal(lanes_load_bytes(winner), (lanes_mask){0} - 1);
    return lanes_choose(cut, (lanes){0}, lanes_load(dy));
}

/* db[oc] += the sum of dy over all windows that let something through. Two sums, since a single one
   would wait for itself. */
static void add_db(real *db, const plan *g, const real *dy, const signed char *winner, int N)
{
    const int windows = g->PH * g->PW;
    for (int oc = 0; oc < g->s.OC; oc++) {
        lanes even = {0}, odd = {0};
        for (int n = 0; n < N; n++) {
            const ptrdiff_t map = ((ptrdiff_t)n * g->s.OC + oc) * windows;
            int p = 0;
            for (; p <= windows - 2 * LANES; p += 2 * LANES) {
                even += let_through(dy + map + p, winner + map + p);
                odd += let_through(dy + map + p + LANES, winner + map + p + LANES);
            }
            for (; p < windows; p++)
                if (winner[map + p] >= 0)
                    db[oc] += dy[map + p];
        }
        real part[LANES];
        lanes_store(part, even + odd);
        db[oc] += lanes_sum(part);
    }
}

void conv2d_pool_fast_backward(real *dw, real *db, const real *dy, const signed char *winner,
                               const real *x, int N, conv2d_shape s)
{
    plan g;
    make_plan(&g, N, s);
    const int at_a_time = smaller(IMAGES, UNFOLDED / g.size);
    for (int first = 0; first < N * g.pieces; first += at_a_time) {
        const int count = smaller(at_a_time, N * g.pieces - first);
        for (int i = 0; i < count; i++) {
            const piece_of_image piece = piece_at(first + i, &g);
            real *u = unfolded + i * g.size;
            unfold(u, &g, x + (ptrdiff_t)piece.n * s.C * s.H * s.W, piece);
            for (int row = 0; row < g.size / g.row; row++)
                push_last(u + row * g.row, piece.count);
        }
        dw_of_pieces(dw, &g, dy, winner, first, count);
    }
    add_db(db, &g, dy, winner, N);
}
