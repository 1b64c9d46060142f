/*
 * A file by hand: the bytes of tiny_file.h become a file, which idx_read() reads. The program of
 * chapter 10 uses it.
 */
#ifndef BY_HAND_H
#define BY_HAND_H

#include <stdio.h>

#include "dataset/idx.h"
#include "tiny_file.h"

static const char tiny_path[] = "tiny-images-idx3-ubyte";

static inline status write_tiny_file(void)
{
    FILE *file = fopen(tiny_path, "wb");
    if (file == NULL || fwrite(tiny_file, 1, TINY_BYTES, file) != TINY_BYTES || fclose(file) != 0)
        return status_error(STATUS_FAILED, "cannot write a file into the current folder");
    return status_ok();
}

/* Write the file, read it, and print its pictures side by side. */
static inline status by_hand(void)
{
    idx_array a;
    status s = write_tiny_file();
    if (s.code == STATUS_OK)
        s = idx_read(&a, tiny_path, IDX_PICTURES);
    if (s.code != STATUS_OK)
        return s;
    const int count = a.size[0], H = a.size[1], W = a.size[2];
    printf("By hand: %d pictures of %d x %d\n", count, H, W);
    for (int h = 0; h < H; h++) {
        for (int n = 0; n < count; n++) {
            for (int w = 0; w < W; w++)
                printf(" %3d", a.elements[(n * H + h) * W + w]);
            printf("%s", n + 1 < count ? "   |" : "\n");
        }
    }
    idx_free(&a);
    return s;
}

#endif
