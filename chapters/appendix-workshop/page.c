/*
 * Appendix A: from a page to MNIST's form. Draws a seven on an unevenly lit page, writes it as
 * page.pgm into the current folder, reads it back, and brings it into the form that a network
 * trained on MNIST expects.
 */
#include <math.h>
#include <stdio.h>

#include "dataset/mnist_form.h"
#include "dataset/pgm.h"
#include "report/picture.h"

enum { H = 40, W = 64, SIDE = MNIST_FORM_SIDE, POINTS = 4 };

/* The line of the seven, in pixels of the page, from its left end over the top to its foot. */
static const double line_x[POINTS] = {36, 52, 46, 42}, line_y[POINTS] = {9, 7, 20, 33};

/* How far a point is from the straight piece from a to b. */
static double distance(double x, double y, double ax, double ay, double bx, double by)
{
    const double dx = bx - ax, dy = by - ay;
    const double along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
    const double t = fmin(1, fmax(0, along));
    return hypot(x - ax - t * dx, y - ay - t * dy);
}

/* Paper whose light falls off to the right, and ink that leaves 35 % of it; 1 = ink, 0 = paper, and
 * a pixel that the pen's edge runs through has a share of both. */
static double brightness(int h, int w)
{
    const double radius = 1.6, light = 0.95 - 0.5 * w / W;
    double nearest = W;
    for (int i = 1; i < POINTS; i++)
        nearest = fmin(nearest, distance(w + 0.5, h + 0.5, line_x[i - 1], line_y[i - 1], line_x[i],
                                         line_y[i]));
    const double ink = fmin(1, fmax(0, radius - nearest + 0.5));
    return light * (1 - 0.65 * ink);
}

static int write_page(const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return 0;
    fprintf(file, "P5\n# a seven\n%d %d\n255\n", W, H);
    for (int h = 0; h < H; h++)
        for (int w = 0; w < W; w++)
            fputc((int)(255 * brightness(h, w) + 0.5), file);
    return fclose(file) == 0;
}

static void show(const unsigned char *pixels, int rows, int columns)
{
    char line[W + 1];
    for (int i = 0; i < (rows + 1) / 2; i++) {
        picture_line(line, pixels, rows, columns, i);
        puts(line);
    }
}

/* The page as it is, dark characters for dark pixels. */
static void show_page(const pgm_picture *p)
{
    static unsigned char dark[H * W];
    for (int i = 0; i < H * W; i++)
        dark[i] = (unsigned char)(255 * (1 - p->brightness[i]) + (real)0.5);
    show(dark, H, W);
}

static void print_centre(const unsigned char *digit)
{
    double mass = 0, row = 0, column = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
        mass += digit[i];
        row += digit[i] * (double)(i / SIDE);
        column += digit[i] * (double)(i % SIDE);
    }
    printf("centre of mass: row %.2f, column %.2f\n", row / mass, column / mass);
}

int main(void)
{
    pgm_picture p;
    unsigned char digit[SIDE * SIDE];
    if (!write_page("page.pgm")) {
        fprintf(stderr, "cannot write page.pgm\n");
        return 1;
    }
    status s = pgm_read(&p, "page.pgm");
    if (s.code == STATUS_OK) {
        printf("page.pgm, %d x %d; brightness of the corners: %.2f and %.2f\n", p.H, p.W,
               (double)p.brightness[0], (double)p.brightness[W - 1]);
        show_page(&p);
        s = mnist_form(digit, &p);
    }
    if (s.code == STATUS_OK) {
        printf("In MNIST's form, 28 x 28:\n");
        show(digit, SIDE, SIDE);
        print_centre(digit);
    }
    pgm_free(&p);
    if (s.code != STATUS_OK)
        fprintf(stderr, "%s\n", s.message);
    return (int)s.code;
}
