/*
 * PGM files. As in idx.c, nothing in the file is trusted: the header's promises are compared with
 * the bytes that are there before memory is asked for.
 */
#include "dataset/pgm.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "whole_file.h"

enum {
    MOST_NUMBER = 100000000, /* from here on no digit is taken: nothing here is as large */
    MOST_MAXVAL = 65535,
    MOST_BYTES = 8 * PGM_MOST_PIXELS /* P2 takes up to six bytes a pixel, and comments some more */
};

/* How far the file is read. */
typedef struct {
    const unsigned char *at, *end;
    const char *path;
} reader;

/* What the header says. */
typedef struct {
    bool plain; /* P2 */
    long W, H, maxval;
} pgm_header;

static const char *kind_name(unsigned char kind)
{
    switch (kind) {
    case '1':
    case '4':
        return "a PBM picture, in black and white without grey";
    case '3':
    case '6':
        return "a PPM picture, in colour";
    case '7':
        return "a PAM picture";
    default:
        return "not a PGM picture";
    }
}

static void skip_space(reader *r)
{
    while (r->at < r->end && (isspace(*r->at) || *r->at == '#'))
        if (*r->at == '#')
            while (r->at < r->end && *r->at != '\n')
                r->at++;
        else
            r->at++;
}

/* The number that comes next; -1 when there is none. */
static long read_number(reader *r)
{
    skip_space(r);
    if (r->at == r->end || !isdigit(*r->at))
        return -1;
    long value = 0;
    for (; r->at < r->end && isdigit(*r->at); r->at++)
        if (value < MOST_NUMBER)
            value = 10 * value + (*r->at - '0');
    return value;
}

static status read_header(pgm_header *h, reader *r)
{
    const size_t length = (size_t)(r->end - r->at);
    if (length < 3 || r->at[0] != 'P' || (r->at[1] != '2' && r->at[1] != '5') ||
        !(isspace(r->at[2]) || r->at[2] == '#'))
        return status_error(
            STATUS_DATA,
            "'%s' is %s: it does not begin with P2 or P5\n"
            "hint: most programs for pictures save PGM; ImageMagick: "
            "convert picture.png -colorspace Gray picture.pgm",
            r->path, length >= 2 && r->at[0] == 'P' ? kind_name(r->at[1]) : "not a PGM picture");
    h->plain = r->at[1] == '2';
    r->at += 2;
    h->W = read_number(r);
    h->H = read_number(r);
    h->maxval = read_number(r);
    if (h->W < 1 || h->H < 1)
        return status_error(STATUS_DATA,
                            "'%s' has no width and height above 0 in its header\n"
                            "hint: save the picture again",
                            r->path);
    if (h->W > PGM_MOST_PIXELS || h->H > PGM_MOST_PIXELS / h->W)
        return status_error(STATUS_DATA,
                            "'%s' is too large: %ld x %ld pixels, and at most %d in all are read\n"
                            "hint: make it smaller; 28 pixels are enough for a digit",
                            r->path, h->W, h->H, PGM_MOST_PIXELS);
    if (h->maxval < 1 || h->maxval > MOST_MAXVAL)
        return status_error(STATUS_DATA,
                            "'%s' has no maxval from 1 to %d in its header\n"
                            "hint: save the picture again",
                            r->path, MOST_MAXVAL);
    return status_ok();
}

static status truncated(const reader *r, long found, const pgm_header *h)
{
    return status_error(STATUS_DATA,
                        "'%s' is cut short: %ld x %ld pixels are promised, but there are only %ld\n"
                        "hint: save or copy the picture again",
                        r->path, h->W, h->H, found);
}

static status too_bright(const reader *r, long sample, const pgm_header *h)
{
    return status_error(STATUS_DATA,
                        "'%s' has a sample of %ld, but its maxval is %ld\n"
                        "hint: save the picture again",
                        r->path, sample, h->maxval);
}

/* P5: bytes. */
static status read_raw(real *brightness, reader *r, const pgm_header *h)
{
    const long pixels = h->W * h->H;
    const int bytes = h->maxval > 255 ? 2 : 1;
    for (long i = 0; i < pixels; i++, r->at += bytes) {
        const long sample = bytes == 2 ? r->at[0] * 256L + r->at[1] : r->at[0];
        if (sample > h->maxval)
            return too_bright(r, sample, h);
        brightness[i] = (real)sample / (real)h->maxval;
    }
    return status_ok();
}

/* P2: digits. */
static status read_plain(real *brightness, reader *r, const pgm_header *h)
{
    const long pixels = h->W * h->H;
    for (long i = 0; i < pixels; i++) {
        const long sample = read_number(r);
        if (sample < 0 && r->at == r->end)
            return truncated(r, i, h);
        if (sample < 0)
            return status_error(STATUS_DATA,
                                "'%s' has something other than digits after %ld of %ld samples\n"
                                "hint: save the picture again",
                                r->path, i, pixels);
        if (sample > h->maxval)
            return too_bright(r, sample, h);
        brightness[i] = (real)sample / (real)h->maxval;
    }
    return status_ok();
}

/* Are there as many bytes as the samples need at least? In P2 that is a digit and a space each. */
static status check_length(reader *r, const pgm_header *h)
{
    const long pixels = h->W * h->H;
    if (!h->plain && r->at < r->end)
        r->at++; /* the white space behind maxval */
    const long length = (long)(r->end - r->at);
    const long bytes = h->plain || h->maxval > 255 ? 2 : 1;
    return length + h->plain < bytes * pixels ? truncated(r, length / bytes, h) : status_ok();
}

static status read_picture(pgm_picture *p, reader *r)
{
    pgm_header h = {0};
    status s = read_header(&h, r);
    if (s.code == STATUS_OK)
        s = check_length(r, &h);
    if (s.code != STATUS_OK)
        return s;
    p->H = (int)h.H;
    p->W = (int)h.W;
    p->brightness = malloc((size_t)(h.W * h.H) * sizeof *p->brightness);
    if (p->brightness == NULL)
        return status_error(STATUS_FAILED, "no memory for the %ld x %ld pixels of '%s'", h.W, h.H,
                            r->path);
    return h.plain ? read_plain(p->brightness, r, &h) : read_raw(p->brightness, r, &h);
}

status pgm_read(pgm_picture *p, const char *path)
{
    unsigned char *bytes;
    size_t length;
    *p = (pgm_picture){0};
    status s = whole_file_read(&bytes, &length, path, MOST_BYTES,
                               "a picture in the format PGM is expected there");
    if (s.code != STATUS_OK)
        return s;
    s = read_picture(p, &(reader){.at = bytes, .end = bytes + length, .path = path});
    free(bytes);
    if (s.code != STATUS_OK)
        pgm_free(p);
    return s;
}

void pgm_free(pgm_picture *p)
{
    free(p->brightness);
    *p = (pgm_picture){0};
}
