/*
 * What the programs that draw the chapters' figures share: the name of the file comes from the
 * command line, and what goes wrong is said.
 */
#ifndef FIGURE_H
#define FIGURE_H

#include <stdio.h>

#include "report/svg.h"

/* A figure: its file, its size in pixels, its words for those who cannot see it, and who draws it. */
typedef struct {
    const char *file;
    int width, height;
    const char *title, *description;
    void (*draw)(svg *s);
} figure;

/* The whole of such a program's main(). */
static inline int figure_main(figure f, int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s %s\n", argv[0], f.file);
        return 2;
    }
    svg s;
    status outcome = svg_create(&s, argv[1], f.width, f.height, f.title, f.description);
    if (outcome.code == STATUS_OK) {
        f.draw(&s);
        outcome = svg_finish(&s);
    }
    if (outcome.code != STATUS_OK)
        fprintf(stderr, "%s\n", outcome.message);
    return (int)outcome.code;
}

#endif
