/*
 * Chapter 13: looking inside.
 *
 *     looking_inside            trains on ten digits at 25 places each, and looks at what came out
 *     looking_inside FOLDER     the same with MNIST, or another set in its format
 */
#include <tgmath.h>
#include <stdio.h>

#include "dataset/dataset.h"
#include "13-looking-inside/inside.h"
#include "13-looking-inside/mistakes.h"
#include "numerics/parallel.h"
#include "13-looking-inside/places.h"
#include "training/train.h"

enum { PIXELS = DIGIT_SIZE * DIGIT_SIZE };

/* ---- An example by hand ---------------------------------------------------------------------- */

/* A network of one filter and two hidden numbers, and its logits' gradients. */
static status by_hand(void)
{
    static const real parameters[] = {
        1,  0,  -1, 2, -2, /* the filter and its bias */
        2,  -1,            /* hidden number 0 */
        -3, 1,             /* hidden number 1 */
        1,  4,             /* their biases */
        3,  5,  -2, 1,     /* two logits */
        1,  2,             /* their biases */
    };
    static const real x[] = {0, 1, 2, 0, 3, 1, 0, 3, 1, 0, 2, 1, 0, 0, 2};
    network net;
    static inside in;
    real dx[15];
    const status s = network_create(&net,
                                    (network_shape){.C = 1,
                                                    .H = 3,
                                                    .W = 5,
                                                    .filters = 1,
                                                    .kernel = 2,
                                                    .pool = 2,
                                                    .hidden = 2,
                                                    .classes = 2},
                                    1);
    if (s.code != STATUS_OK)
        return s;
    memcpy(net.parameters, parameters, sizeof parameters);
    look_inside(&in, &net, x);
    printf("By hand: pooled %g %g, hidden %g %g, logits %g %g\n", (double)in.pooled[0],
           (double)in.pooled[1], (double)in.hidden[0], (double)in.hidden[1], (double)in.logits[0],
           (double)in.logits[1]);
    for (int k = 0; k < 2; k++) {
        logit_gradient(dx, &in, &net, k);
        printf("slopes of logit %d\n", k);
        for (int i = 0; i < 15; i++)
            printf("%5g%s", (double)dx[i], i % 5 == 4 ? "\n" : "");
    }
    network_free(&net);
    return s;
}

/* ---- Filters and maps ------------------------------------------------------------------------ */

/* A number as one character: strongly negative, negative, near 0, positive, strongly positive. */
static char sign(real value, real largest)
{
    static const char signs[] = "=- +#";
    const double v = (double)(value / largest);
    return signs[2 + (v > 0.2) + (v > 0.6) - (v < -0.2) - (v < -0.6)];
}

static real largest_magnitude(const real *values, size_t count)
{
    real largest = 0;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(values[i]));
    return largest;
}

/* The 28 filters of 3 x 3, fourteen in a row, and how far each has moved from its start. */
static status show_filters(const network *net, uint64_t seed)
{
    network start;
    const status s = network_create(&start, net->shape, 1);
    if (s.code != STATUS_OK)
        return s;
    network_initialise(&start, seed);
    printf("\nThe filters; below each, how far it has moved, in percent of its start's length\n");
    for (int first = 0; first < 28; first += 14) {
        for (int kh = 0; kh < 3; kh++)
            for (int oc = first; oc < first + 14; oc++) {
                const real *w = net->p.conv_w + 9 * oc, largest = largest_magnitude(w, 9);
                printf("%c%c%c%s", sign(w[3 * kh], largest), sign(w[3 * kh + 1], largest),
                       sign(w[3 * kh + 2], largest), oc < first + 13 ? "  " : "|\n");
            }
        for (int oc = first; oc < first + 14; oc++) {
            double moved = 0, length = 0;
            for (int i = 9 * oc; i < 9 * oc + 9; i++) {
                moved += pow((double)(net->p.conv_w[i] - start.p.conv_w[i]), 2);
                length += pow((double)start.p.conv_w[i], 2);
            }
            printf("%3.0f%s", 100 * sqrt(moved / length), oc < first + 13 ? "  " : "\n");
        }
    }
    network_free(&start);
    return s;
}

/* The two filters whose pooled maps sum up to most; returns how many are 0 everywhere. */
static int strongest(int filters[2], const inside *in)
{
    double sum[28] = {0};
    int silent = 0;
    filters[0] = filters[1] = 0;
    for (int oc = 0; oc < 28; oc++) {
        for (int i = 0; i < 13 * 13; i++)
            sum[oc] += (double)in->pooled[oc * 13 * 13 + i];
        silent += sum[oc] == 0;
        if (sum[oc] > sum[filters[0]]) {
            filters[1] = filters[0];
            filters[0] = oc;
        } else if (filters[1] == filters[0] || sum[oc] > sum[filters[1]]) {
            filters[1] = oc;
        }
    }
    return silent;
}

/* Two filters' maps of a picture, before and after pooling; every second row of the larger ones. */
static void show_maps(const inside *in, const int filters[2])
{
    for (int h = 0; h < 13; h++) {
        for (int i = 0; i < 2; i++) {
            const real *map = in->maps + filters[i] * 26 * 26,
                       *pooled = in->pooled + filters[i] * 13 * 13;
            const real largest = fmax(largest_magnitude(map, 26 * 26), (real)1e-9);
            for (int w = 0; w < 26; w++)
                putchar(digit_shades[(int)(9 * map[2 * h * 26 + w] / largest)]);
            printf("| ");
            for (int w = 0; w < 13; w++)
                putchar(digit_shades[(int)(9 * pooled[h * 13 + w] / largest)]);
            printf("|%s", i == 0 ? "   " : "\n");
        }
    }
}

/* ---- What a pixel does to a logit ------------------------------------------------------------ */

/* The slope of logit k at pixel i from three values of it, h so small that they lie on a straight
 * line; NAN if none is. */
static double numerical_slope(network *net, const real *x, int i, int k)
{
    static real three[3 * PIXELS];
    for (real h = (real)0x1p-10; h > (real)0x1p-30; h /= 4) {
        for (int n = 0; n < 3; n++) {
            memcpy(three + n * PIXELS, x, PIXELS * sizeof *x);
            three[n * PIXELS + i] += (real)(n - 1) * h;
        }
        network_forward(net, three, 3);
        const real below = net->logits[k], at = net->logits[10 + k], above = net->logits[20 + k];
        if (fabs(above - 2 * at + below) <= (real)1e-12)
            return (double)((above - below) / (2 * h));
    }
    return NAN;
}

/* The gradient's picture and its check; returns whether it is right. */
static int show_gradient(network *net, const real *x, const inside *in, int k)
{
    static real dx[PIXELS];
    double worst = 0, sum = 0;
    int checked = 0;
    logit_gradient(dx, in, net, k);
    for (int i = 0; i < PIXELS; i++) {
        const double error = fabs(numerical_slope(net, x, i, k) - (double)dx[i]);
        checked += error <= 1e-6; /* a NAN is not */
        worst = fmax(worst, error);
        sum += (double)(x[i] * dx[i]);
    }
    printf("\nLogit %d is %.3f. Its slope at each pixel (every second row):\n", k,
           (double)in->logits[k]);
    for (int h = 0; h < DIGIT_SIZE; h += 2) {
        for (int w = 0; w < DIGIT_SIZE; w++)
            putchar(sign(dx[h * DIGIT_SIZE + w], largest_magnitude(dx, PIXELS)));
        printf("|\n");
    }
    printf("Slopes that agree with numerical ones: %d of %d\n", checked, PIXELS);
    printf("Sum of pixel times slope: %.3f; the rest, %.3f, comes from the biases\n", sum,
           (double)in->logits[k] - sum);
    return checked == PIXELS && worst <= 1e-6;
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* Everything about a network that has been trained. */
static status look(trainer *t, dataset validation, int *right)
{
    static inside in;
    static real five[PIXELS];
    network *net = &t->net;
    status s = show_filters(net, t->options.seed);
    grainy_five(five);
    look_inside(&in, net, five);
    int filters[2];
    const int silent = strongest(filters, &in);
    printf(
        "\nThe five of chapter 1: %d of 28 filters answer nothing to it, numbers %d and %d most.\n"
        "Their maps, before and after pooling\n",
        silent, filters[0], filters[1]);
    show_maps(&in, filters);
    *right = show_gradient(net, five, &in, predicted_class(in.logits, TEN));
    if (s.code == STATUS_OK)
        s = show_mistakes(net, validation);
    if (s.code == STATUS_OK)
        show_moves(net, five, validation);
    return s;
}

static status train_and_look(dataset training, dataset validation, training_options o, int epochs,
                             int *right)
{
    trainer t;
    real loss;
    status s = learn(&t, &loss, training, o, epochs);
    if (s.code != STATUS_OK)
        return s;
    printf("\nTrained for %d steps: the last loss is %.4f\n", epochs * t.steps_per_epoch,
           (double)loss);
    s = look(&t, validation, right);
    trainer_free(&t);
    return s;
}

int main(int argc, char **argv)
{
    int right = 0;
    parallel_start(2);
    status s = by_hand();
    if (argc == 2 && s.code == STATUS_OK) {
        dataset d;
        s = dataset_read(&d, argv[1], "train");
        const int sixth = d.count / 6;
        if (s.code == STATUS_OK)
            s = train_and_look(dataset_slice(d, sixth, d.count - sixth), dataset_slice(d, 0, sixth),
                               training_options_original(), 2, &right);
        dataset_free(&d);
    } else if (s.code == STATUS_OK) {
        s = train_and_look(digits_at_places(0, 2), digits_at_places(3, 3), places_options,
                           PLACES_EPOCHS, &right);
    }
    parallel_stop();
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return s.code != STATUS_OK ? (int)s.code : !right;
}
