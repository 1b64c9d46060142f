/*
 * Convolutions that are wrong on purpose. Each mistake is one line in the loops of conv2d.c, as it is
 * made by hand.
 */
#include "layers/conv2d_cases.h"

#include <math.h>

#include "gradient_check/bank/bank.h"

enum {
    Y_WITHOUT_BIAS,
    Y_BIAS_OF_FIRST,
    Y_FIRST_CHANNEL,
    Y_ONE_CHANNEL_ONLY,
    Y_LAST_ROW,
    Y_FLIPPED,
    Y_KH_KW,
    Y_ADDED,
    Y_SUM_LOST,
    Y_BIAS_IN_LOOP,
    Y_BIAS_IN_FIRST_IMAGE,
    Y_OF_CALL_BEFORE,
    Y_BIAS_ONCE_A_ROW,
    Y_SAME_SIZE,
    Y_ROWS_OF_X,
    DX_SIGN,
    DX_SIGN_AFTER_FIRST_IMAGE,
    DX_WITHOUT_BORDER_OF_DY,
    DX_BORDERS_EXCHANGED,
    DX_ASSIGNED,
    DX_NOT_CLEARED,
    DX_FLIPPED,
    DX_SHIFTED,
    DX_BORDER,
    DX_UNDER_WHOLE_FILTER,
    DX_WITHOUT_DY,
    DX_TWICE,
    DX_ALMOST,
    DX_FIRST_FILTER,
    DX_NAN,
    DW_OVERWRITTEN,
    DW_ASSIGNED,
    DW_FLIPPED,
    DW_KH_KW,
    DW_WRONG_CHANNEL,
    DW_MEAN,
    DW_NEXT_COLUMN,
    DW_FIRST_IMAGE,
    DW_FIRST_CHANNEL,
    DW_WITHOUT_LAST_ROW_AND_COLUMN,
    DB_FIRST_IMAGE,
    DB_FIRST_PLACE,
    DB_WITHOUT_DY,
    DB_MEAN_OVER_PLACES,
    DB_ONCE_A_KERNEL_PLACE,
    DB_OUTSIDE,
    DB_WITHOUT_REMAINDER,
    X_CHANGED,
    MISTAKES,
};

static int mistake;

static void forward(real *y, const real *x, const real *w, const real *b, int N, conv2d_shape s)
{
    const int C = s.C, H = s.H, W = s.W, OC = s.OC, KH = s.KH, KW = s.KW;
    const int OH = H - KH + 1, OW = W - KW + 1;
    const real(*Wt)[C][KH][KW] = (const real(*)[C][KH][KW])w;
    real(*Y)[OC][OH][OW] = (real(*)[OC][OH][OW])y;
    const int m = mistake;
    static real before; /* the last output of the call before */

    for (int n = 0; n < N; n++)
        for (int oc = 0; oc < OC; oc++)
            for (int oh = 0; oh < (m == Y_LAST_ROW ? OH - 1 : OH); oh++)
                for (int ow = 0; ow < OW; ow++) {
                    const real row_so_far =
                        m == Y_BIAS_ONCE_A_ROW && ow > 0 ? Y[n][oc][oh][ow - 1] : 0;
                    real sum = m == Y_BIAS_ONCE_A_ROW && ow > 0 ? row_so_far
                               : m == Y_WITHOUT_BIAS || m == Y_BIAS_IN_LOOP ||
                                       (m == Y_BIAS_IN_FIRST_IMAGE && n > 0)
                                   ? 0
                                   : b[m == Y_BIAS_OF_FIRST ? 0 : oc];
                    for (int c = 0; c < (m == Y_ONE_CHANNEL_ONLY ? 1 : C); c++)
                        for (int kh = 0; kh < KH; kh++)
                            for (int kw = 0; kw < KW; kw++) {
                                const int h = m == Y_KH_KW ? oh + kw : oh + kh;
                                const int v = m == Y_KH_KW ? ow + kh : ow + kw;
                                const int i = m == Y_FLIPPED ? KH - 1 - kh : kh;
                                const int j = m == Y_FLIPPED ? KW - 1 - kw : kw;
                                const int a = m == Y_SAME_SIZE ? h - KH / 2 : h;
                                const int e = m == Y_SAME_SIZE ? v - KW / 2 : v;
                                const int row = m == Y_ROWS_OF_X ? OW : W;
                                const real product =
                                    a < 0 || e < 0
                                        ? 0
                                        : x[((n * C + (m == Y_FIRST_CHANNEL ? 0 : c)) * H + a) *
                                                row +
                                            e] *
                                              Wt[oc][c][i][j];
                                sum = m == Y_SUM_LOST ? product : sum + product;
                                sum += m == Y_BIAS_IN_LOOP ? b[oc] : 0;
                            }
                    Y[n][oc][oh][ow] = m == Y_ADDED            ? Y[n][oc][oh][ow] + sum
                                       : m == Y_OF_CALL_BEFORE ? sum + before
                                                               : sum;
                }
    before = Y[N - 1][OC - 1][OH - 1][OW - 1] / 64;
}

static real wrong_share_of_x(real dy, real w, int N)
{
    return mistake == DX_SIGN         ? -dy * w
           : mistake == DX_WITHOUT_DY ? w
           : mistake == DX_TWICE      ? 2 * dy * w
           : mistake == DX_ALMOST     ? dy * w * (real)1.0005
           : mistake == DX_NAN        ? dy * w * (real)sqrt(-(double)N)
                                      : dy * w;
}

static void backward_x(real *dx, const real *dy, const real *w, int N, conv2d_shape s)
{
    const int C = s.C, H = s.H, W = s.W, OC = s.OC, KH = s.KH, KW = s.KW;
    const int OH = H - KH + 1, OW = W - KW + 1;
    const real(*DY)[OC][OH][OW] = (const real(*)[OC][OH][OW])dy;
    const real(*Wt)[C][KH][KW] = (const real(*)[C][KH][KW])w;
    const int m = mistake;

    for (int i = 0; i < N * C * H * W && m != DX_NOT_CLEARED; i++)
        dx[i] = 0;
    for (int n = 0; n < N; n++)
        for (int oc = 0; oc < OC; oc++)
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < OW; ow++)
                    for (int c = 0; c < C; c++)
                        for (int kh = 0; kh < KH; kh++)
                            for (int kw = 0; kw < KW; kw++) {
                                const int down = m == DX_WITHOUT_BORDER_OF_DY ? 1 - KH
                                                 : m == DX_BORDERS_EXCHANGED  ? KW - KH
                                                                              : 0;
                                const int right = m == DX_WITHOUT_BORDER_OF_DY ? 1 - KW
                                                  : m == DX_SHIFTED            ? 1
                                                                               : -down;
                                const int h = oh + kh + down, v = ow + kw + right;
                                const int i = m == DX_FLIPPED ? KH - 1 - kh : kh;
                                const int j = m == DX_FLIPPED ? KW - 1 - kw : kw;
                                const real share =
                                    wrong_share_of_x(DY[n][oc][oh][ow],
                                                     Wt[m == DX_FIRST_FILTER ? 0 : oc][c][i][j], N);
                                if (h < 0 || h >= H || v < 0 || (v >= W && m != DX_SHIFTED))
                                    continue;
                                if (m == DX_BORDER &&
                                    (h == 0 || v == 0 || h == H - 1 || v == W - 1))
                                    continue;
                                if (m == DX_UNDER_WHOLE_FILTER &&
                                    (h < KH - 1 || v < KW - 1 || h >= OH || v >= OW))
                                    continue;
                                real *to = &dx[((n * C + c) * H + h) * W + v];
                                *to = m == DX_ASSIGNED                          ? share
                                      : m == DX_SIGN_AFTER_FIRST_IMAGE && n > 0 ? *to - share
                                                                                : *to + share;
                            }
}

static void backward_w(real *dw, const real *dy, const real *x, int N, conv2d_shape s)
{
    const int C = s.C, H = s.H, W = s.W, OC = s.OC, KH = s.KH, KW = s.KW;
    const int OH = H - KH + 1, OW = W - KW + 1;
    const real(*DY)[OC][OH][OW] = (const real(*)[OC][OH][OW])dy;
    const int m = mistake;

    for (int i = 0; i < OC * C * KH * KW && m == DW_OVERWRITTEN; i++)
        dw[i] = 0;
    const int less = m == DW_WITHOUT_LAST_ROW_AND_COLUMN;
    for (int n = 0; n < (m == DW_FIRST_IMAGE ? 1 : N); n++)
        for (int oc = 0; oc < OC; oc++)
            for (int oh = 0; oh < OH - less; oh++)
                for (int ow = 0; ow < OW - less; ow++)
                    for (int c = 0; c < (m == DW_FIRST_CHANNEL ? 1 : C); c++)
                        for (int kh = 0; kh < KH; kh++)
                            for (int kw = 0; kw < KW; kw++) {
                                const int i = m == DW_FLIPPED ? KH - 1 - kh
                                              : m == DW_KH_KW ? kw
                                                              : kh;
                                const int j = m == DW_FLIPPED ? KW - 1 - kw
                                              : m == DW_KH_KW ? kh
                                                              : kw;
                                const int v = m == DW_NEXT_COLUMN ? ow + kw + 1 : ow + kw;
                                const real share =
                                    DY[n][oc][oh][ow] *
                                    x[((n * C + (m == DW_WRONG_CHANNEL ? 0 : c)) * H + oh + kh) *
                                          W +
                                      v] /
                                    (real)(m == DW_MEAN ? N : 1);
                                real *to = &dw[((oc * C + c) * KH + i) * KW + j];
                                *to = m == DW_ASSIGNED ? share : *to + share;
                            }
}

static void backward_b(real *db, const real *dy, int N, conv2d_shape s)
{
    const int OC = s.OC, OH = s.H - s.KH + 1, OW = s.W - s.KW + 1;
    const real(*DY)[OC][OH][OW] = (const real(*)[OC][OH][OW])dy;
    const int m = mistake;

    for (int n = 0; n < (m == DB_FIRST_IMAGE ? 1 : N); n++)
        for (int oc = 0; oc < OC; oc++)
            for (int oh = 0; oh < (m == DB_FIRST_PLACE ? 1 : OH); oh++)
                for (int ow = 0; ow < (m == DB_FIRST_PLACE ? 1 : OW); ow++) {
                    if (m == DB_WITHOUT_REMAINDER && oh * OW + ow >= OH * OW / 4 * 4)
                        continue;
                    db[oc + (m == DB_OUTSIDE)] +=
                        m == DB_WITHOUT_DY            ? 1
                        : m == DB_ONCE_A_KERNEL_PLACE ? DY[n][oc][oh][ow] * (real)(s.KH * s.KW)
                        : m == DB_MEAN_OVER_PLACES    ? DY[n][oc][oh][ow] / (real)(OH * OW)
                                                      : DY[n][oc][oh][ow];
                }
}

static void backward(real *dx, real *dw, real *db, const real *dy, const real *x, const real *w,
                     int N, conv2d_shape s)
{
    if (dx != NULL)
        backward_x(dx, dy, w, N, s);
    backward_w(dw, dy, x, N, s);
    backward_b(db, dy, N, s);
    if (mistake == X_CHANGED)
        ((real *)x)[1] += 1;
}

int main(void)
{
    static const struct {
        const char *array, *words;
    } expected[MISTAKES] = {
        [Y_WITHOUT_BIAS] = {"y", "b is forgotten"},
        [Y_BIAS_OF_FIRST] = {"y", "the first output of b is taken in place of every output"},
        [Y_FIRST_CHANNEL] = {"y", "the first channel of x is taken in place of every channel"},
        [Y_ONE_CHANNEL_ONLY] = {"y", "the sum over the channels is missing"},
        [Y_LAST_ROW] = {"y", "the last row of y is never written"},
        [Y_FLIPPED] = {"y", "w is flipped in space"},
        [Y_KH_KW] = {"y", "kh and kw are exchanged in the index of x"},
        [Y_ADDED] = {"y", "y is added to where it must be overwritten"},
        [Y_SUM_LOST] = {"y", "of each sum only the last term is left"},
        [Y_BIAS_IN_LOOP] = {"y", "b is added once for each weight"},
        [Y_BIAS_IN_FIRST_IMAGE] = {"y", "b is added to the first image of y only"},
        [Y_OF_CALL_BEFORE] = {"y", "it keeps something from call to call"},
        [Y_BIAS_ONCE_A_ROW] = {"y", "a sum is not reset between elements, only with each row"},
        [Y_SAME_SIZE] = {"y", "the filter is centred on each place"},
        [Y_ROWS_OF_X] = {"y", "the rows of x are taken to be OW long"},
        [DX_SIGN_AFTER_FIRST_IMAGE] = {"dx", "In all images but the first: the sign of dx"},
        [DX_WITHOUT_BORDER_OF_DY] = {"dx", "dy is taken without a border of KH - 1 rows"},
        [DX_BORDERS_EXCHANGED] = {"dx", "the border of dy has KW - 1 rows"},
        [DX_SIGN] = {"dx", "the sign of dx is flipped"},
        [DX_ASSIGNED] = {"dx", "of each sum only the last term is left: = where += is needed"},
        [DX_NOT_CLEARED] = {"dx", "dx is added to where it must be overwritten"},
        [DX_FLIPPED] = {"dx", "w is flipped in space"},
        [DX_SHIFTED] = {"dx", "one column too far right"},
        [DX_BORDER] = {"dx", "the border of dx is 0"},
        [DX_UNDER_WHOLE_FILTER] = {"dx", "the borders of x are left out, KH - 1 rows"},
        [DX_WITHOUT_DY] = {"dx", "dy is ignored"},
        [DX_TWICE] = {"dx", "dx is twice what it must be"},
        [DX_ALMOST] = {"dx", "1.0005 times what it must be"},
        [DX_FIRST_FILTER] = {"dx", "the first filter of w is taken in place of every filter"},
        [DX_NAN] = {"dx", "It computes NaN"},
        [DW_OVERWRITTEN] = {"dw", "dw is overwritten where it must be added to"},
        [DW_ASSIGNED] = {"dw", "of each sum only the last term is left: = where += is needed"},
        [DW_FLIPPED] = {"dw", "dw is flipped in space"},
        [DW_KH_KW] = {"dw", "kh and kw are exchanged in the index of w"},
        [DW_WRONG_CHANNEL] = {"dw", "the first channel of x is taken in place of every channel"},
        [DW_MEAN] = {"dw", "dw is divided by N"},
        [DW_NEXT_COLUMN] = {"dw", "x is taken one column too far right"},
        [DW_FIRST_IMAGE] = {"dw", "the sum over the images is missing"},
        [DW_FIRST_CHANNEL] = {"dw", "only the first channel of dw is computed"},
        [DW_WITHOUT_LAST_ROW_AND_COLUMN] = {"dw",
                                            "the last row and the last column of dy are left out"},
        [DB_FIRST_IMAGE] = {"db", "the sum over the images is missing"},
        [DB_FIRST_PLACE] = {"db", "the sum over space is missing"},
        [DB_WITHOUT_DY] = {"db", "dy is ignored"},
        [DB_MEAN_OVER_PLACES] = {"db", "divided by the number of places in a plane"},
        [DB_ONCE_A_KERNEL_PLACE] = {"db", "db is KH KW times what it must be"},
        [DB_OUTSIDE] = {"db", "db is written outside of its memory"},
        [DB_WITHOUT_REMAINDER] = {"db",
                                  "the last places of dy, beyond a multiple of 4, are left out"},
        [X_CHANGED] = {"x", "x is only to be read, and backward changes it"},
    };
    const conv2d_version version = {.name = "conv2d",
                                    .source = "src/layers/conv2d.c",
                                    .forward = forward,
                                    .backward = backward};
    for (mistake = 0; mistake < MISTAKES; mistake++) {
        const gradient_check check = conv2d_gradient_check(&version);
        bank_expect(&check, expected[mistake].array, expected[mistake].words);
    }
    return bank_result();
}
