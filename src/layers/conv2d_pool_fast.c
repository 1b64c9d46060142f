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

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "numerics/lanes.h"
#include "require.h"

enum {
    CORNERS = 4,
    UNFOLDED = 65536, /* room for u: 256 KB of floats, which a second-level cache has */
    PIXELS = 16384,   /* room for the pixels of one channel that are unfolded at a time */
    SUMS = 65536,     /* room for the sums of dw and db */
    TAPS = 1024,      /* most taps of a filter, C * KH * KW */

    /* Tiles fill the registers: forward has FILTERS x CORNERS sums, dw DW_FILTERS x DW_TAPS. */
    FILTERS = LANES_REGISTERS == 32 ? 4 : 2,
    DW_FILTERS = 2,
    DW_TAPS = LANES_REGISTERS == 32 ? 9 : 5,
};

/* Where a thread keeps u, the pixels that u is made from, and the sums of dw and db. */
static _Thread_local _Alignas(64) real unfolded[UNFOLDED];
static _Thread_local _Alignas(64) real half[2][PIXELS / 2 + LANES];
static _Thread_local _Alignas(64) real partial_sums[SUMS];
_Static_assert(DW_FILTERS *(TAPS + DW_TAPS + 2) * LANES <= SUMS, "a tile's filters have room");

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
    int PH, PW; /* windows down and across */
    int down;   /* rows of windows in a piece */
    int pieces; /* pieces in an image */
    int row;    /* from one row of u to the next */
    int taps;   /* C * KH * KW */
    /* Where in u the pixels of a tap and a corner begin. Behind the last tap comes the last again. */
    int pixels[CORNERS][TAPS + DW_TAPS];
} plan;

/* How many rows of windows a piece can have: as many as fit. Below 1: the shape does not suit. */
static int rows_in_piece(conv2d_shape s)
{
    const int PH = (s.H - s.KH + 1) / 2, PW = (s.W - s.KW + 1) / 2;
    const double taps = (double)s.C * s.KH * s.KW; /* may be more than an int can count */
    if (s.C < 1 || s.KH < 1 || s.KW < 1 || PW < 1 || taps > TAPS)
        return 0;
    const int longest_row = UNFOLDED / (s.C * (s.KH + 1) * (s.KW + 1)) - 2 * LANES;
    const int rows_of_pixels = PIXELS / s.W;
    return smaller(PH, smaller(longest_row / PW, (rows_of_pixels - s.KH + 1) / 2));
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
    g->taps = s.C * KH * KW;
    for (int q = 0; q < CORNERS; q++) {
        int k = 0;
        for (int c = 0; c < s.C; c++)
            for (int kh = 0; kh < KH; kh++)
                for (int kw = 0; kw < KW; kw++)
                    g->pixels[q][k++] =
                        ((c * (KH + 1) + kh + q / 2) * (KW + 1) + kw + q % 2) * g->row;
        for (; k < g->taps + DW_TAPS; k++)
            g->pixels[q][k] = g->pixels[q][g->taps - 1];
    }
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
 * Part the pixels of one channel: half[0] has those at even places, half[1] those at odd ones. Windows
 * are two pixels apart, so what neighbouring windows meet lies side by side in a half.
 *
 * Notes
 * - Places are counted through all rows. With an odd W, every other row begins in half[1].
 */
static void part(const real *pixels, int count)
{
    for (int i = 0; i < count / 2; i++) {
        half[0][i] = pixels[2 * i];
        half[1][i] = pixels[2 * i + 1];
    }
    if (count % 2 == 1)
        half[0][count / 2] = pixels[count - 1];
}

/*
 * u for one piece: u[(c * (KH + 1) + r) * (KW + 1) + s][p] = x[c][2 ph + r][2 pw + s].
 *
 * Notes
 * - Whole vectors are copied, over the end. What they write too much is overwritten by the next row
 *   of windows, or lies in the room behind the last.
 */
static void unfold(const plan *g, const real *x, piece_of_image piece)
{
    const int KH = g->s.KH, KW = g->s.KW, W = g->s.W;
    real *row = unfolded;
    for (int c = 0; c < g->s.C; c++) {
        part(x + ((ptrdiff_t)c * g->s.H + 2 * piece.top) * W, (2 * piece.down - 1 + KH) * W);
        for (int r = 0; r <= KH; r++)
            for (int column = 0; column <= KW; column++, row += g->row)
                for (int ph = 0; ph < piece.down; ph++) {
                    const int place = (2 * ph + r) * W + column;
                    const real *from = half[place % 2] + place / 2;
                    for (int i = 0; i < g->PW; i += LANES)
                        lanes_store(row + ph * g->PW + i, lanes_load(from + i));
                }
    }
}

/* ---- Forward --------------------------------------------------------------------------------- */

/* FILTERS filters as forward_tile() wants them: the weights of one tap side by side. */
typedef struct {
    real w[TAPS][FILTERS];
    real b[FILTERS];
} filters;

/*
 * FILTERS filters at LANES windows, from window p of a piece on: what is left of their corners, and
 * which corner it is.
 *
 * Notes
 * - Of equal corners the first wins: the lead is kept if "z <= lead".
 * - ReLU and the maximum may change places: the largest of four numbers, or 0 if it is below. So
 *   ReLU is applied once instead of four times.
 * - A NaN may lose its lead, since with it every comparison says no. But it is not even "<= itself",
 *   and so is not forgotten: a window with a NaN in it becomes NaN, and nobody wins.
 */
LANES_INLINE void forward_tile(real y[FILTERS][LANES], signed char winner[FILTERS][LANES],
                               const plan *g, const filters *f, const real *u)
{
    lanes z[FILTERS][CORNERS];
    for (int i = 0; i < FILTERS; i++)
        for (int q = 0; q < CORNERS; q++)
            z[i][q] = (lanes){0} + f->b[i];

    for (int k = 0; k < g->taps; k++) {
        lanes x[CORNERS];
        for (int q = 0; q < CORNERS; q++)
            x[q] = lanes_load(u + g->pixels[q][k]);
        for (int i = 0; i < FILTERS; i++)
            for (int q = 0; q < CORNERS; q++)
                z[i][q] += f->w[k][i] * x[q];
    }

    for (int i = 0; i < FILTERS; i++) {
        lanes lead = z[i][0];
        lanes_mask which = {0}, no_nan = lanes_less_equal(z[i][0], z[i][0]);
        for (int q = 1; q < CORNERS; q++) {
            const lanes_mask keep = lanes_less_equal(z[i][q], lead);
            lead = lanes_choose(keep, lead, z[i][q]);
            which = (keep & which) | (~keep & q);
            no_nan &= lanes_less_equal(z[i][q], z[i][q]);
        }
        const lanes_mask through = ~lanes_less_equal(lead, (lanes){0}) & no_nan;
        const lanes otherwise = lanes_choose(no_nan, (lanes){0}, (lanes){0} + (real)NAN);
        lanes_store(y[i], lanes_choose(through, lead, otherwise));
        lanes_store_bytes(winner[i], which | ~through);
    }
}

/*
 * All filters for one piece, whose u is at hand.
 *
 * Notes
 * - The last tile ends where the piece ends, and so computes some windows a second time.
 * - If there are fewer windows than lanes, what is too much is computed and not copied.
 */
static void forward_piece(real *y, signed char *winner, const plan *g, const real *w, const real *b,
                          int count)
{
    const int OC = g->s.OC;
    const ptrdiff_t map = (ptrdiff_t)g->PH * g->PW;
    for (int oc = 0; oc < OC; oc += FILTERS) {
        filters f;
        for (int i = 0; i < FILTERS; i++) { /* beyond the last filter, the last once more */
            const int filter = smaller(oc + i, OC - 1);
            for (int k = 0; k < g->taps; k++)
                f.w[k][i] = w[(ptrdiff_t)filter * g->taps + k];
            f.b[i] = b[filter];
        }
        for (int p = 0; p < count; p += LANES) {
            real best[FILTERS][LANES];
            signed char which[FILTERS][LANES];
            const int at = larger(0, smaller(p, count - LANES));
            forward_tile(best, which, g, &f, unfolded + at);
            for (int i = 0; i < smaller(FILTERS, OC - oc); i++) {
                const ptrdiff_t first = (oc + i) * map + at;
                if (count >= LANES) { /* a constant size: two instructions */
                    memcpy(y + first, best[i], LANES * sizeof *y);
                    memcpy(winner + first, which[i], LANES);
                } else {
                    memcpy(y + first, best[i], (size_t)count * sizeof *y);
                    memcpy(winner + first, which[i], (size_t)count);
                }
            }
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
        unfold(&g, x + (ptrdiff_t)piece.n * s.C * s.H * s.W, piece);
        forward_piece(y + first, winner + first, &g, w, b, piece.count);
    }
}

/* ---- Backward -------------------------------------------------------------------------------- */

/*
 * Push what is in the last vector of each row of u to its end, with zeros before it: see dw_add(). If
 * there are fewer windows than lanes they stay in front, with zeros behind them.
 */
static void push_last(const plan *g, int count)
{
    const int last = count % LANES, rows = g->s.C * (g->s.KH + 1) * (g->s.KW + 1);
    if (last == 0)
        return;
    for (int i = 0; i < rows; i++) {
        real vector[LANES] = {0};
        real *from = unfolded + i * g->row + count - last;
        memcpy(count < LANES ? vector : vector + LANES - last, from, (size_t)last * sizeof *from);
        memcpy(from, vector, sizeof vector);
    }
}

/* DW_FILTERS filters' part of one piece. */
typedef struct {
    const real *dy[DW_FILTERS];
    const signed char *winner[DW_FILTERS];
    int count; /* windows; if there are fewer than LANES, then LANES, with zeros for those missing */
    ptrdiff_t ahead; /* from here to the same of the next DW_FILTERS filters; 0 if there are none */
} few_filters;

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
 * - dy comes from memory, which takes some hundred cycles. While these filters are worked on, what the
 *   next ones need is sent for.
 */
LANES_INLINE void dw_add(real *sums, const plan *g, const few_filters *f, int tap)
{
    lanes sum[DW_FILTERS][DW_TAPS];
    for (int i = 0; i < DW_FILTERS; i++)
        for (int j = 0; j < DW_TAPS; j++)
            sum[i][j] = lanes_load(sums + (i * DW_TAPS + j) * LANES);

    for (int p = 0; p < f->count; p += LANES) {
        const int at = smaller(p, f->count - LANES);
        lanes dy[DW_FILTERS];
        lanes_mask winner[DW_FILTERS];
        for (int i = 0; i < DW_FILTERS; i++) {
            dy[i] = lanes_load(f->dy[i] + at);
            winner[i] = lanes_load_bytes(f->winner[i] + at);
            lanes_prefetch(f->dy[i] + at + f->ahead);
            lanes_prefetch(f->winner[i] + at + f->ahead);
        }
        for (int q = 0; q < CORNERS; q++) {
            lanes dz[DW_FILTERS];
            for (int i = 0; i < DW_FILTERS; i++)
                dz[i] =
                    lanes_choose(lanes_equal(winner[i], (lanes_mask){0} + q), dy[i], (lanes){0});
            for (int j = 0; j < DW_TAPS; j++) {
                const lanes x = lanes_load(unfolded + p + g->pixels[q][tap + j]);
                for (int i = 0; i < DW_FILTERS; i++)
                    sum[i][j] += dz[i] * x;
            }
        }
    }

    for (int i = 0; i < DW_FILTERS; i++)
        for (int j = 0; j < DW_TAPS; j++)
            lanes_store(sums + (i * DW_TAPS + j) * LANES, sum[i][j]);
}

/* dy at LANES windows, and 0 where the ReLU let nothing through. */
LANES_INLINE lanes let_through(const real *dy, const signed char *winner)
{
    const lanes_mask cut = lanes_equal(lanes_load_bytes(winner), (lanes_mask){0} - 1);
    return lanes_choose(cut, (lanes){0}, lanes_load(dy));
}

/*
 * One piece's share in one filter's db: all of dy that the ReLU let through.
 *
 * Notes
 * - Two vectors of partial sums, since a single one would wait for itself.
 */
static void db_add(real *db, real *sums, const real *dy, const signed char *winner, int count)
{
    lanes even = lanes_load(sums), odd = lanes_load(sums + LANES);
    int p = 0;
    for (; p <= count - 2 * LANES; p += 2 * LANES) {
        even += let_through(dy + p, winner + p);
        odd += let_through(dy + p + LANES, winner + p + LANES);
    }
    lanes_store(sums, even);
    lanes_store(sums + LANES, odd);
    for (; p < count; p++)
        *db += winner[p] >= 0 ? dy[p] : 0;
}

/*
 * One piece's share in the gradients of filters `first` to `end` - 1.
 *
 * Notes
 * - The sums lie in partial_sums in the order of this loop: of each DW_FILTERS filters first the tiles
 *   of dw, then db's. They stay there from piece to piece. So u is needed for one piece only; and a
 *   filter's dy comes from memory once, and is then at hand for all of its tiles.
 */
static void add_piece(real *db, const plan *g, const real *dy, const signed char *winner,
                      piece_of_image piece, int first, int end)
{
    const int OC = g->s.OC;
    const size_t count = (size_t)piece.count;
    real dy_few[DW_FILTERS][LANES] = {{0}}, *sums = partial_sums;
    signed char winner_few[DW_FILTERS][LANES] = {{0}};
    for (int oc = first; oc < end; oc += DW_FILTERS) {
        few_filters f = {.count = larger(piece.count, LANES)};
        for (int i = 0; i < DW_FILTERS; i++) { /* beyond the last filter, the last once more */
            const ptrdiff_t map = (ptrdiff_t)piece.n * OC + smaller(oc + i, OC - 1);
            f.dy[i] = dy + (map * g->PH + piece.top) * g->PW;
            f.winner[i] = winner + (map * g->PH + piece.top) * g->PW;
            if (piece.count < LANES) { /* too few windows for a vector */
                f.dy[i] = memcpy(dy_few[i], f.dy[i], count * sizeof *dy);
                f.winner[i] = memcpy(winner_few[i], f.winner[i], count);
            }
        }
        if (piece.count >= LANES && oc + 2 * DW_FILTERS <= end)
            f.ahead = (ptrdiff_t)DW_FILTERS * g->PH * g->PW;
        for (int k = 0; k < g->taps; k += DW_TAPS, sums += DW_FILTERS * DW_TAPS * LANES)
            dw_add(sums, g, &f, k);
        for (int i = 0; i < DW_FILTERS; i++, sums += 2 * LANES)
            if (oc + i < end)
                db_add(&db[oc + i], sums, f.dy[i], f.winner[i], piece.count);
    }
}

/* What has come together in partial_sums: each vector's lanes are added up. */
static void add_partial_sums(real *dw, real *db, const plan *g, int first, int end)
{
    real *sum = partial_sums;
    for (int oc = first; oc < end; oc += DW_FILTERS) {
        for (int k = 0; k < g->taps; k += DW_TAPS)
            for (int i = 0; i < DW_FILTERS; i++)
                for (int j = 0; j < DW_TAPS; j++, sum += LANES)
                    if (oc + i < end && k + j < g->taps)
                        dw[(ptrdiff_t)(oc + i) * g->taps + k + j] += lanes_sum(sum);
        for (int i = 0; i < DW_FILTERS; i++, sum += 2 * LANES)
            if (oc + i < end) {
                lanes_store(sum, lanes_load(sum) + lanes_load(sum + LANES));
                db[oc + i] += lanes_sum(sum);
            }
    }
}

void conv2d_pool_fast_backward(real *dw, real *db, const real *dy, const signed char *winner,
                               const real *x, int N, conv2d_shape s)
{
    plan g;
    make_plan(&g, N, s);
    /* As many filters at a time as partial_sums has room for: all, unless there are many channels, and
     * then every image is unfolded again for the next filters. Each filter has so many sums: */
    const int of_filter = (((g.taps - 1) / DW_TAPS + 1) * DW_TAPS + 2) * LANES;
    const int at_a_time = SUMS / of_filter / DW_FILTERS * DW_FILTERS;
    for (int first = 0; first < s.OC; first += at_a_time) {
        const int end = smaller(first + at_a_time, s.OC);
        const int sums = ((end - first - 1) / DW_FILTERS + 1) * DW_FILTERS * of_filter;
        memset(partial_sums, 0, (size_t)sums * sizeof *partial_sums);
        for (int i = 0; i < N * g.pieces; i++) {
            const piece_of_image piece = piece_at(i, &g);
            unfold(&g, x + (ptrdiff_t)piece.n * s.C * s.H * s.W, piece);
            push_last(&g, piece.count);
            add_piece(db, &g, dy, winner, piece, first, end);
        }
        add_partial_sums(dw, db, &g, first, end);
    }
}
