/*
 * Appendix A: a picture as a file, and as characters. Writes circle.svg into the current folder and
 * shows what is in it; then a ramp of greys, and two drawn digits, on the screen.
 */
#include <stdio.h>

#include "dataset/mnist_form.h"
#include "dataset/synthetic_digits.h"
#include "report/picture.h"
#include "report/svg.h"

enum { SIDE = MNIST_FORM_SIDE };

static status draw_circle(const char *path)
{
    svg s;
    status outcome = svg_create(&s, path, 200, 100, "A circle", "One blue circle, and its name.");
    if (outcome.code != STATUS_OK)
        return outcome;
    svg_circle(&s, 50, 50, 30, (svg_style){.fill = "#0072b2"});
    svg_text(&s, 90, 55, (svg_font){.size = 16, .fill = "#222222"}, "x < 80 & round");
    return svg_finish(&s);
}

static void show_file(const char *path)
{
    char line[400];
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        fputs(line, stdout);
    if (file != NULL)
        fclose(file);
}

static void show(const unsigned char *pixels, int H, int W)
{
    char line[256];
    for (int i = 0; i < (H + 1) / 2; i++) {
        picture_line(line, pixels, H, W, i);
        puts(line);
    }
}

int main(void)
{
    const status s = draw_circle("circle.svg");
    if (s.code != STATUS_OK) {
        fprintf(stderr, "%s\n", s.message);
        return (int)s.code;
    }
    show_file("circle.svg");

    unsigned char ramp[64], digits[2 * SIDE * SIDE];
    for (int w = 0; w < 64; w++)
        ramp[w] = (unsigned char)(w * 255 / 63);
    printf("\nFrom 0 to 255 in one row of 64 pixels:\n");
    show(ramp, 1, 64);

    dataset d;
    const status made = synthetic_digits_make(&d, 10, 3);
    if (made.code == STATUS_OK)
        for (int i = 0; i < 2 * SIDE * SIDE; i++)
            digits[i] = d.pixels[6 * SIDE * SIDE + i];
    dataset_free(&d);
    printf("\nTwo drawn digits, 28 x 28 pixels each:\n");
    show(digits, 2 * SIDE, SIDE);
    return (int)made.code;
}
