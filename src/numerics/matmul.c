/*
 * Matrix multiplication. Read it with chapters/12-making-it-fast, which takes these steps one by
 * one and measures each.
 *
 * A product of two matrices takes 2 M N K operations on only M K + K N + M N numbers: every number
 * is used hundreds of times. The triple loop of the definition fetches it from memory each time,
 * and memory is slow. All that follows serves one aim: what has been fetched is used as often as
 * possible before it is let go.
 *
 * - In registers: the tile of tile.h, TILE_ROWS x TILE_COLUMNS sums.
 * - In the first-level cache (32 or 48 KB): one or two times TILE_ROWS rows of a, DEPTH numbers of
 *   each, which all tiles beside each other use. What comes by meanwhile is b, in *panels*: DEPTH rows
 *   of TILE_COLUMNS columns. A number that is fetched for a tile serves TILE_ROWS multiply-adds, so
 *   that the next cache delivers in time. Panels are *packed* first: copied, so that they lie in memory
 *   in the order in which they are used, and so that columns that are missing at the right edge are
 *   zeros instead of a special case.
 * - In the second-level cache (1 or 2 MB): several panels side by side, a *strip* of b.
 *
 * Threads share c. How it is cut into tasks depends on the sizes alone.
 */
#include "numerics/matmul.h"

#include <math.h>

#include "numerics/parallel.h"
#include "numerics/tile.h"
#include "require.h"

/* The sizes of blocks: what the caches suggest, and of that what measured best. */
enum {
    DEPTH = 256,      /* rows of b in a panel */
    PANELS = 8,       /* most panels in a strip, on average; the widest has twice as many */
    ROW_DEPTH = 2048, /* multiply_by_rows() packs so many rows of b at a time, ... */
    ROW_PANELS = 4,   /* ... and so many panels */
    STRIPS = 24,      /* strips that a large b is cut into: enough for a dozen threads */
    ROW_TILES = 2,    /* tiles below each other in a task of it */
    FEW_ROWS = 8,     /* with fewer rows of c, packing b costs more than it brings */
    DOTS = 8,         /* sums that one_row() computes side by side */
};

/* Where a thread packs to. */
static _Thread_local _Alignas(64) real packed[ROW_DEPTH * ROW_PANELS * TILE_COLUMNS];
_Static_assert((int)DEPTH * 2 * PANELS <= (int)ROW_DEPTH * ROW_PANELS,
               "a strip fits into `packed`");

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* How many boxes of b things a things fill, the last one perhaps not quite. */
static int boxes(int a, int b)
{
    return (a - 1) / b + 1;
}

/* `items` are dealt to `shares` as evenly as can be: the first item of one share. */
static int first_of_share(int share, int shares, int items)
{
    return (int)((long long)share * items / shares);
}

/* The same for strips of panels: the first and the last are twice as wide as the average, and towards
   the middle they become narrower. Wide strips are quicker, since what is written of a row of c lies
   together; those in the middle are done last (see parallel.c), and are narrow, so that no thread
   waits long for another. */
static int first_of_strip(int strip, int strips, int panels)
{
    const double place = 2.0 * strip / strips - 1; /* -1 for the first strip, 1 behind the last */
    return (int)(panels * (1 + place * fabs(place)) / 2);
}

/* The matrix without its first i rows and j columns. */
static matrix matrix_from(matrix m, int i, int j)
{
    return (matrix){m.at + i * m.row + j * m.column, m.row, m.column};
}

static void require_sizes(int M, int N, int K)
{
    REQUIRE(M >= 1 && N >= 1 && K >= 1, "M = %d, N = %d, K = %d", M, N, K);
}

/*
 * The definition.
 *
 *   c[m][n] = sum over k of  a[m][k] * b[k][n]
 */
void matmul_definition(real *c, bool add, matrix a, matrix b, int M, int N, int K)
{
    require_sizes(M, N, K);
    real(*C)[N] = (real(*)[N])c;
    for (int m = 0; m < M; m++)
        for (int n = 0; n < N; n++) {
            real sum = add ? C[m][n] : 0;
            for (int k = 0; k < K; k++)
                sum += a.at[m * a.row + k * a.column] * b.at[k * b.row + n * b.column];
            C[m][n] = sum;
        }
}

/* What the tasks of one product know. */
typedef struct {
    real *c;        /* (M, N) */
    bool add;       /* to c, instead of overwriting it */
    matrix a, b;    /* (M, K), (K, N) */
    int M, N, K;    /* sizes */
    int shares;     /* how many tasks */
    real *panels;   /* multiply_by_rows() alone: packed panels of b, ... */
    int k, depth;   /* ... which begin at row k and have so many rows, ... */
    int n, columns; /* ... and at column n, and have so many columns together */
} product;

/*
 * Pack one panel of a b that lies column by column: panel[k][j] = b[k][j], with zeros for the columns
 * that are missing to TILE_COLUMNS.
 *
 * Notes
 * - This is a transposition: what lies side by side is written far apart. Number by number, each would
 *   take a load and a store of its own. So we take two rows at a time: two numbers of a column are
 *   copied as one, and then all pairs are dealt out to the two rows, many in one instruction.
 */
static void pack_panel(real *panel, matrix b, int depth, int columns)
{
    real pair[TILE_COLUMNS][2] = {{0}};
    int k = 0;
    for (; k <= depth - 2; k += 2) {
        for (int j = 0; j < columns; j++)
            memcpy(pair[j], b.at + k + j * b.column, sizeof pair[j]);
        for (int j = 0; j < TILE_COLUMNS; j++) {
            panel[k * TILE_COLUMNS + j] = pair[j][0];
            panel[(k + 1) * TILE_COLUMNS + j] = pair[j][1];
        }
    }
    if (k < depth)
        for (int j = 0; j < TILE_COLUMNS; j++)
            panel[k * TILE_COLUMNS + j] = j < columns ? b.at[k + j * b.column] : 0;
}

/*
 * Pack the panels of a strip of b that lies row by row, one after the other.
 *
 * Notes
 * - All panels get their piece of a row before the next row begins. So what is read lies side by
 *   side, and the processor fetches it in advance. Panel by panel, it would come back to each row
 *   for one piece, when the row is long forgotten.
 * - Columns that do not fill a panel make one of their own, filled up with zeros.
 */
static void pack_strip(real *panels, matrix b, int depth, int columns)
{
    const int whole = columns / TILE_COLUMNS * TILE_COLUMNS, rest = columns - whole;
    for (int k = 0; k < depth; k++) {
        const real *row = b.at + k * b.row;
        for (int n = 0; n < whole; n += TILE_COLUMNS)
            memcpy(panels + n * depth + k * TILE_COLUMNS, row + n, TILE_COLUMNS * sizeof *panels);
        if (rest > 0) {
            real *last = panels + whole * depth + k * TILE_COLUMNS;
            memcpy(last, row + whole, (size_t)rest * sizeof *last);
            memset(last + rest, 0, (size_t)(TILE_COLUMNS - rest) * sizeof *last);
        }
    }
}

/*
 * Multiply rows m0 to m1 - 1 of a with one panel, which begins at row k and column n of b.
 *
 * Notes
 * - The first block of rows of b writes c, unless it is to be added to; the next ones add.
 */
static void multiply_panel(const product *p, const real *panel, int m0, int m1, int n, int k,
                           int depth)
{
    const matrix b = {panel, TILE_COLUMNS, 1};
    const tile_start start = p->add || k > 0 ? TILE_FROM_C : TILE_FROM_ZERO;
    const int columns = smaller(TILE_COLUMNS, p->N - n);
    int rows;
    for (int m = m0; m < m1; m += rows) {
        rows = tile_height(m1 - m);
        tile_multiply(rows, columns, p->c + (ptrdiff_t)m * p->N + n, p->N, start, NULL,
                      matrix_from(p->a, m, k), b, depth);
    }
}

/*
 * The product when b lies row by row: a task for each strip of columns of c.
 *
 * Notes
 * - A task packs its strip of b, DEPTH rows at a time, and multiplies all of a with it. No other
 *   task needs this part of b.
 */
static void multiply_strip(const product *p, int share)
{
    const int panels = boxes(p->N, TILE_COLUMNS);
    const int n0 = first_of_strip(share, p->shares, panels) * TILE_COLUMNS;
    const int n1 = smaller(p->N, first_of_strip(share + 1, p->shares, panels) * TILE_COLUMNS);
    for (int k = 0; k < p->K && n0 < n1; k += DEPTH) { /* a strip in the middle may be empty */
        const int depth = smaller(DEPTH, p->K - k);
        pack_strip(packed, matrix_from(p->b, k, n0), depth, n1 - n0);
        for (int m = 0; m < p->M; m += TILE_ROWS)
            for (int n = n0; n < n1; n += TILE_COLUMNS)
                multiply_panel(p, packed + (n - n0) * depth, m, smaller(m + TILE_ROWS, p->M), n, k,
                               depth);
    }
}

/* One product, or several whose results have equally many columns. */
typedef struct {
    int count;
    product of[2];
} strip_products;

/* A task: the same strip of each product. */
static void multiply_strips(void *context, int share, int thread)
{
    const strip_products *job = context;
    (void)thread;
    for (int i = 0; i < job->count; i++)
        multiply_strip(&job->of[i], share);
}

static void multiply_by_strips(strip_products job)
{
    const int panels = boxes(job.of[0].N, TILE_COLUMNS);
    const int shares = smaller(panels, STRIPS * boxes(panels, STRIPS * PANELS));
    for (int i = 0; i < job.count; i++)
        job.of[i].shares = shares;
    parallel_for(shares, multiply_strips, &job);
}

/*
 * The product when b lies column by column: a task for each block of rows of c. All of them need
 * all of b, and to pack it is dearer; so everyone helps to pack it, and then everyone multiplies.
 */
static void pack_task(void *context, int panel, int thread)
{
    const product *p = context;
    const int n = panel * TILE_COLUMNS;
    (void)thread;
    pack_panel(p->panels + n * p->depth, matrix_from(p->b, p->k, p->n + n), p->depth,
               smaller(TILE_COLUMNS, p->columns - n));
}

static void multiply_rows(void *context, int share, int thread)
{
    const product *p = context;
    const int tiles = boxes(p->M, TILE_ROWS);
    const int m0 = first_of_share(share, p->shares, tiles) * TILE_ROWS;
    const int m1 = smaller(p->M, first_of_share(share + 1, p->shares, tiles) * TILE_ROWS);
    (void)thread;
    for (int k = 0; k < p->depth; k += DEPTH)
        for (int n = 0; n < p->columns; n += TILE_COLUMNS)
            multiply_panel(p, p->panels + n * p->depth + k * TILE_COLUMNS, m0, m1, p->n + n,
                           p->k + k, smaller(DEPTH, p->depth - k));
}

/* As much of b at a time as fits into the caller's `packed`. */
static void multiply_by_rows(product p)
{
    p.panels = packed;
    p.shares = boxes(boxes(p.M, TILE_ROWS), ROW_TILES);
    for (p.n = 0; p.n < p.N; p.n += p.columns) {
        p.columns = smaller(ROW_PANELS * TILE_COLUMNS, p.N - p.n);
        for (p.k = 0; p.k < p.K; p.k += p.depth) {
            p.depth = smaller(ROW_DEPTH, p.K - p.k);
            parallel_for(boxes(p.columns, TILE_COLUMNS), pack_task, &p);
            parallel_for(p.shares, multiply_rows, &p);
        }
    }
}

/*
 * A piece of one row of c = a bT. Both factors run along memory, so the lanes go along k: each sum
 * is a vector of partial sums until the end.
 *
 *   c[j] = sum over k of  a[k] * b[j][k]         for j < count <= DOTS
 *
 * Notes
 * - For a single image this is the way: every weight is used once, so there is nothing to keep, and
 *   to read the weights is all the work. For many images the tiles are twice as fast.
 * - In place of the rows that are missing to DOTS, the last one is read again.
 */
static void one_row(real *c, const real *a, const real *b, int K, int count)
{
    lanes sum[DOTS];
    const real *row[DOTS];
    for (int j = 0; j < DOTS; j++) {
        sum[j] = (lanes){0};
        row[j] = b + (ptrdiff_t)smaller(j, count - 1) * K;
    }
    int k = 0;
    for (; k <= K - LANES; k += LANES)
        for (int j = 0; j < DOTS; j++)
            sum[j] += lanes_load(a + k) * lanes_load(row[j] + k);
    real part[DOTS][LANES];
    for (int j = 0; j < DOTS; j++)
        lanes_store(part[j], sum[j]);
    for (int j = 0; j < count; j++) {
        c[j] = lanes_sum(part[j]);
        for (int rest = k; rest < K; rest++)
            c[j] += a[rest] * row[j][rest];
    }
}

static void multiply_few_rows(void *context, int group, int thread)
{
    const product *p = context;
    const int n = group * DOTS;
    (void)thread;
    for (int m = 0; m < p->M; m++)
        one_row(p->c + (ptrdiff_t)m * p->N + n, p->a.at + m * p->a.row, p->b.at + n * p->b.column,
                p->K, smaller(DOTS, p->N - n));
}

/* ---- The three forms ------------------------------------------------------------------------- */

static product form_nt(real *c, const real *a, const real *b, int M, int N, int K)
{
    require_sizes(M, N, K);
    return (product){.c = c, .a = {a, K, 1}, .b = {b, 1, K}, .M = M, .N = N, .K = K};
}

static product form_tn(real *c, const real *a, const real *b, int M, int N, int K)
{
    require_sizes(M, N, K);
    return (product){.c = c, .add = true, .a = {a, 1, M}, .b = {b, N, 1}, .M = M, .N = N, .K = K};
}

static product form_nn(real *c, const real *a, const real *b, int M, int N, int K)
{
    require_sizes(M, N, K);
    return (product){.c = c, .a = {a, K, 1}, .b = {b, N, 1}, .M = M, .N = N, .K = K};
}

void matmul_nt(real *c, const real *a, const real *b, int M, int N, int K)
{
    product p = form_nt(c, a, b, M, N, K);
    if (M < FEW_ROWS)
        parallel_for(boxes(N, DOTS), multiply_few_rows, &p);
    else
        multiply_by_rows(p);
}

void matmul_tn(real *c, const real *a, const real *b, int M, int N, int K)
{
    multiply_by_strips((strip_products){1, {form_tn(c, a, b, M, N, K)}});
}

void matmul_nn(real *c, const real *a, const real *b, int M, int N, int K)
{
    multiply_by_strips((strip_products){1, {form_nn(c, a, b, M, N, K)}});
}

/*
 * Notes
 * - dw and dx have the same columns, and so have x and w, which are packed. A task that has done its
 *   strip of dw goes on with the same strip of dx. So nobody waits between the two products; and
 *   where dx takes the place of x, what is written over is the strip that this very task has just
 *   read: it is still in the second-level cache, and nobody else wants it.
 */
void matmul_gradients(real *dw, real *dx, const real *dy, const real *x, const real *w, int N,
                      int in, int out)
{
    multiply_by_strips(
        (strip_products){2, {form_tn(dw, dy, x, out, in, N), form_nn(dx, dy, w, N, in, out)}});
}
