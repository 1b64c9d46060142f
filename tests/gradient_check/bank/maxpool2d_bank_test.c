/* Max pooling layers that are wrong on purpose. */
#include "layers/maxpool2d_cases.h"

#include "gradient_check/bank/bank.h"

enum {
    Y_MEAN,
    Y_ADDED,
    Y_TWICE,
    BOTH_WITHOUT_LAST_COLUMN,
    BOTH_TO_SIZE,
    ARGMAX_ROWS_OW_LONG,
    ARGMAX_LAST_OF_TIES,
    ARGMAX_IN_WINDOW,
    ARGMAX_IN_ARRAY,
    ARGMAX_COLUMN_FIRST,
    ARGMAX_OF_OUTPUT,
    ARGMAX_NOT_SET,
    ARGMAX_KEPT,
    DX_ASSIGNED,
    DX_NOT_CLEARED,
    DX_SIGN,
    DX_WITHOUT_DY,
    DX_FIRST_MAP,
    DX_DIVIDED,
    DX_LAST_COLUMN,
    DX_ARGMAX_OF_FIRST_CHANNEL,
    DX_OFF_BY_ONE,
    DX_ARGMAX_OF_LEFT_WINDOW,
    DX_NOT_OF_0,
    DX_FIRST_IMAGE_OF_BOTH,
    MISTAKES,
};

static int mistake;

static void forward(real *y, int *argmax, const real *x, int N, maxpool2d_shape s)
{
    const int C = s.C, H = s.H, W = s.W;
    const int OH = (H - s.size) / s.stride + 1, OW = (W - s.size) / s.stride + 1;
    const real(*X)[C][H][W] = (const real(*)[C][H][W])x;
    int i = 0, bh = 0, bw = 0;
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++)
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < OW; ow++, i++) {
                    const int top = oh * s.stride, left = ow * s.stride;
                    real best = X[n][c][top][left], sum = 0;
                    bh = mistake == ARGMAX_KEPT ? bh : top;
                    bw = mistake == ARGMAX_KEPT ? bw : left;
                    for (int h = top; h < top + s.size; h++)
                        for (int w = left; w < left + s.size; w++) {
                            const real v = X[n][c][h][w];
                            if ((mistake == BOTH_WITHOUT_LAST_COLUMN && w == W - 1) ||
                                (mistake == BOTH_TO_SIZE && h >= s.size))
                                continue;
                            sum += v;
                            if (v > best || (mistake == ARGMAX_LAST_OF_TIES && v == best)) {
                                best = v;
                                bh = h;
                                bw = w;
                            }
                        }
                    y[i] = mistake == Y_MEAN    ? sum / (real)(s.size * s.size)
                           : mistake == Y_ADDED ? y[i] + best
                           : mistake == Y_TWICE ? 2 * best
                                                : best;
                    argmax[i] = mistake == ARGMAX_IN_WINDOW      ? (bh - top) * s.size + bw - left
                                : mistake == ARGMAX_IN_ARRAY     ? ((n * C + c) * H + bh) * W + bw
                                : mistake == ARGMAX_ROWS_OW_LONG ? bh * OW + bw
                                : mistake == ARGMAX_COLUMN_FIRST ? bw * H + bh
                                : mistake == ARGMAX_OF_OUTPUT    ? oh * OW + ow
                                : mistake == ARGMAX_NOT_SET      ? top * W + left
                                                                 : bh * W + bw;
                }
}

static void backward(real *dx, const real *dy, const int *argmax, int N, maxpool2d_shape s)
{
    const int C = s.C, H = s.H, W = s.W, m = mistake;
    const int OH = (H - s.size) / s.stride + 1, OW = (W - s.size) / s.stride + 1;
    const real(*DY)[C][OH][OW] = (const real(*)[C][OH][OW])dy;
    const int(*A)[C][OH][OW] = (const int(*)[C][OH][OW])argmax;
    for (int i = 0; i < N * C * H * W && m != DX_NOT_CLEARED; i++)
        dx[i] = 0;
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++)
            for (int oh = 0; oh < OH; oh++)
                for (int ow = 0; ow < (m == DX_LAST_COLUMN ? OW - 1 : OW); ow++) {
                    const int map = m == DX_FIRST_MAP ? 0 : (n * C + c) * H * W;
                    const int window = m == DX_ARGMAX_OF_LEFT_WINDOW && ow > 0 ? ow - 1 : ow;
                    const int where = A[m == DX_FIRST_IMAGE_OF_BOTH ? 0 : n]
                                       [m == DX_ARGMAX_OF_FIRST_CHANNEL ? 0 : c][oh][window];
                    real *to = &dx[map + where + (m == DX_OFF_BY_ONE)];
                    const real share = m == DX_SIGN                     ? -DY[n][c][oh][ow]
                                       : m == DX_WITHOUT_DY             ? 1
                                       : m == DX_FIRST_IMAGE_OF_BOTH    ? DY[0][c][oh][ow]
                                       : m == DX_NOT_OF_0 && where == 0 ? 0
                                       : m == DX_DIVIDED
                                           ? DY[n][c][oh][ow] / (real)(s.size * s.size)
                                           : DY[n][c][oh][ow];
                    *to = m == DX_ASSIGNED ? share : *to + share;
                }
}

int main(void)
{
    static const struct {
        const char *array, *words;
    } expected[MISTAKES] = {
        [Y_MEAN] = {"y", "the mean is taken"},
        [Y_ADDED] = {"y", "y is added to where it must be overwritten"},
        [Y_TWICE] = {"y", "y is twice what it must be"},
        [BOTH_WITHOUT_LAST_COLUMN] = {NULL, "the last column of each map is never looked at"},
        [BOTH_TO_SIZE] = {NULL, "the loop over the window's rows ends at size"},
        [ARGMAX_ROWS_OW_LONG] = {"argmax", "rows are counted as OW long"},
        [ARGMAX_LAST_OF_TIES] = {"argmax", "of equal maxima the last wins"},
        [ARGMAX_IN_WINDOW] = {"argmax", "it counts within the window"},
        [ARGMAX_IN_ARRAY] = {"argmax", "it counts through the whole array"},
        [ARGMAX_COLUMN_FIRST] = {"argmax", "it counts column by column"},
        [ARGMAX_OF_OUTPUT] = {"argmax", "it is the place of the output"},
        [ARGMAX_NOT_SET] = {"argmax", "it is always the window's upper left corner"},
        [ARGMAX_KEPT] = {"argmax", "it is still that of the window before"},
        [DX_ASSIGNED] = {"dx", "= where += is needed"},
        [DX_NOT_CLEARED] = {"dx", "dx is added to where it must be overwritten"},
        [DX_SIGN] = {"dx", "the sign of dx is flipped"},
        [DX_WITHOUT_DY] = {"dx", "dy is ignored"},
        [DX_FIRST_MAP] = {"dx", "all gradients go to the first map"},
        [DX_DIVIDED] = {"dx", "it is divided by the size of the window"},
        [DX_LAST_COLUMN] = {"dx", "the last column of dy is left out"},
        [DX_ARGMAX_OF_FIRST_CHANNEL] = {"dx", "the first channel of argmax is taken"},
        [DX_OFF_BY_ONE] = {"dx", "1 is added to argmax"},
        [DX_NOT_OF_0] = {"dx", "the gradient of windows whose argmax is 0 is left out"},
        [DX_FIRST_IMAGE_OF_BOTH] = {"dx", "every image of dx is the first one"},
        [DX_ARGMAX_OF_LEFT_WINDOW] = {"dx", "argmax is taken of the wrong window"},
    };
    const maxpool2d_version version = {"maxpool2d", "src/layers/maxpool2d.c", forward, backward};
    for (mistake = 0; mistake < MISTAKES; mistake++) {
        const gradient_check check = maxpool2d_gradient_check(&version);
        bank_expect(&check, expected[mistake].array, expected[mistake].words);
    }
    return bank_result();
}
