/* Fully connected layers that are wrong on purpose. */
#include "layers/fully_connected_cases.h"

#include "gradient_check/bank/bank.h"

enum {
    Y_WITHOUT_BIAS,
    Y_TRANSPOSED_W,
    Y_LAST_INPUT,
    Y_FIRST_ROW,
    Y_SUM_GOES_ON,
    Y_SUM_LOST,
    Y_BIAS_OF_ROW,
    Y_BIAS_FOR_EACH_ROW,
    Y_BIAS_OF_LAST_ROW,
    Y_ALL_BUT_BIAS_MEAN,
    Y_LOOP_TO_OUT,
    Y_WITHOUT_REMAINDER,
    Y_ROWS_OF_X,
    DX_TRANSPOSED_W,
    DX_ASSIGNED,
    DX_NOT_CLEARED,
    DX_SIGN,
    DX_DY_OF_FIRST_ROW,
    DX_HALF,
    DW_TRANSPOSED,
    DW_ASSIGNED,
    DW_MEAN,
    DW_WITHOUT_X,
    DW_WITHOUT_DY,
    DW_LAST_ROW,
    DB_FIRST_ROW,
    DB_ASSIGNED,
    DB_SIGN,
    DB_OUTSIDE,
    DB_NOT_WRITTEN,
    DW_OTHER_INDEX,
    DW_FIRST_OUTPUT,
    MISTAKES,
};

static int mistake;

static void forward(real *y, const real *x, const real *w, const real *b, int N,
                    fully_connected_shape s)
{
    const int in = s.in, out = s.out, m = mistake;
    real sum = 0;
    for (int n = 0; n < N; n++)
        for (int o = 0; o < out; o++) {
            sum = m == Y_SUM_GOES_ON ? sum : 0;
            sum += m == Y_WITHOUT_BIAS || (m == Y_BIAS_OF_LAST_ROW && n < N - 1) ? 0
                   : m == Y_BIAS_OF_ROW                                          ? b[n % out]
                   : m == Y_BIAS_FOR_EACH_ROW                                    ? b[o] * (real)N
                                                                                 : b[o];
            const int end = m == Y_LAST_INPUT          ? in - 1
                            : m == Y_LOOP_TO_OUT       ? (out < in ? out : in)
                            : m == Y_WITHOUT_REMAINDER ? in / 4 * 4
                                                       : in;
            for (int i = 0; i < end; i++) {
                const int row = m == Y_ROWS_OF_X ? out : in;
                const real product = x[(m == Y_FIRST_ROW ? 0 : n) * row + i] /
                                     (real)(m == Y_ALL_BUT_BIAS_MEAN ? in : 1) *
                                     w[m == Y_TRANSPOSED_W ? i * out + o : o * in + i];
                sum = m == Y_SUM_LOST ? product : sum + product;
            }
            y[n * out + o] = sum;
        }
}

static void backward_x(real *dx, const real *dy, const real *w, int N, fully_connected_shape s)
{
    const int in = s.in, out = s.out, m = mistake;
    for (int i = 0; i < N * in && m != DX_NOT_CLEARED; i++)
        dx[i] = 0;
    for (int n = 0; n < N; n++)
        for (int o = 0; o < out; o++)
            for (int i = 0; i < in; i++) {
                const real share = dy[(m == DX_DY_OF_FIRST_ROW ? 0 : n) * out + o] *
                                   w[m == DX_TRANSPOSED_W ? i * out + o : o * in + i] *
                                   (m == DX_SIGN   ? -1
                                    : m == DX_HALF ? (real)0.5
                                                   : 1);
                dx[n * in + i] = m == DX_ASSIGNED ? share : dx[n * in + i] + share;
            }
}

static void backward(real *dx, real *dw, real *db, const real *dy, const real *x, const real *w,
                     int N, fully_connected_shape s)
{
    const int in = s.in, out = s.out, m = mistake;
    if (dx != NULL)
        backward_x(dx, dy, w, N, s);
    for (int n = 0; n < N; n++)
        for (int o = 0; o < out; o++) {
            for (int i = 0;
                 i < in && (m != DW_LAST_ROW || n < N - 1) && (m != DW_FIRST_OUTPUT || o > 0);
                 i++) {
                const real share =
                    (m == DW_WITHOUT_DY ? 1 : dy[n * out + o]) *
                    (m == DW_WITHOUT_X ? 1 : x[n * in + (m == DW_OTHER_INDEX ? o % in : i)]) /
                    (real)(m == DW_MEAN ? N : 1);
                real *to = &dw[m == DW_TRANSPOSED ? i * out + o : o * in + i];
                *to = m == DW_ASSIGNED ? share : *to + share;
            }
            const real share = (m == DB_SIGN ? -1 : 1) * dy[(m == DB_FIRST_ROW ? 0 : n) * out + o];
            real *to = &db[o];
            if (m != DB_NOT_WRITTEN)
                *to = m == DB_ASSIGNED ? share : *to + share;
        }
    if (m == DB_OUTSIDE)
        db[-1] = 0;
}

int main(void)
{
    static const struct {
        const char *array, *words;
    } expected[MISTAKES] = {
        [Y_WITHOUT_BIAS] = {"y", "b is forgotten"},
        [Y_TRANSPOSED_W] = {"y", "w is read as if it were transposed"},
        [Y_LAST_INPUT] = {"y", "the last input of w is left out"},
        [Y_FIRST_ROW] = {"y", "the first image of x is taken in place of every image"},
        [Y_SUM_GOES_ON] = {"y", "a sum is not reset"},
        [Y_SUM_LOST] = {"y", "of each sum only the last term is left"},
        [Y_BIAS_OF_ROW] = {"y", "b is taken by the index of the image"},
        [Y_BIAS_FOR_EACH_ROW] = {"y", "b is added N times, once for each image"},
        [Y_BIAS_OF_LAST_ROW] = {"y", "b is added to the last image of y only"},
        [Y_ALL_BUT_BIAS_MEAN] = {"y", "all but b is divided by the number of inputs"},
        [Y_LOOP_TO_OUT] = {"y", "the loop over i ends at"},
        [Y_WITHOUT_REMAINDER] = {"y", "the last places of w, beyond a multiple of 4, are left out"},
        [Y_ROWS_OF_X] = {"y", "x is taken at [n][i] with rows of length out"},
        [DX_TRANSPOSED_W] = {"dx", "w is read as if it were transposed"},
        [DX_ASSIGNED] = {"dx", "of each sum only the last term is left: = where += is needed"},
        [DX_NOT_CLEARED] = {"dx", "dx is added to where it must be overwritten"},
        [DX_SIGN] = {"dx", "the sign of dx is flipped"},
        [DX_DY_OF_FIRST_ROW] = {"dx", "the first image of dy is taken in place of every image"},
        [DX_HALF] = {"dx", "dx is half of what it must be"},
        [DW_TRANSPOSED] = {"dw", "dw comes out transposed"},
        [DW_ASSIGNED] = {"dw", "of each sum only the last term is left: = where += is needed"},
        [DW_MEAN] = {"dw", "dw is divided by N"},
        [DW_WITHOUT_X] = {"dw", "x is ignored"},
        [DW_WITHOUT_DY] = {"dw", "dy is ignored"},
        [DW_LAST_ROW] = {"dw", "the last image of dy is left out"},
        [DW_OTHER_INDEX] = {"dw", "x is taken at [n][o], and must be at [n][i]"},
        [DW_FIRST_OUTPUT] = {"dw", "the first output of dw is 0"},
        [DB_FIRST_ROW] = {"db", "the first image of dy is taken in place of every image"},
        [DB_ASSIGNED] = {"db", "db is overwritten where it must be added to"},
        [DB_SIGN] = {"db", "the sign of db is flipped"},
        [DB_OUTSIDE] = {"db", "db is written outside of its memory"},
        [DB_NOT_WRITTEN] = {"db", "db is 0 where it should not be"},
    };
    const fully_connected_version version = {.name = "fully_connected",
                                             .source = "src/layers/fully_connected.c",
                                             .forward = forward,
                                             .backward = backward};
    for (mistake = 0; mistake < MISTAKES; mistake++) {
        const gradient_check check = fully_connected_gradient_check(&version);
        bank_expect(&check, expected[mistake].array, expected[mistake].words);
    }
    return bank_result();
}
