/**
 * @file
 * @brief From a picture of one digit, scanned, photographed or drawn, to the form MNIST's have.
 *
 * MNIST's digits are light ink on black, of 28 x 28 pixels; the ink just fits a box of 20 x 20, and
 * its centre of mass lies at row 14, column 14. Rows and columns count from 0, and what is in row i
 * lies at i: so the point is the middle of pixel (14, 14), half a pixel below and to the right of the
 * picture's. A network that was trained on such pictures reads no others.
 *
 * Explained in appendix A.
 */
#ifndef MNIST_FORM_H
#define MNIST_FORM_H

#include "dataset/pgm.h"
#include "status.h"

enum {
    MNIST_FORM_SIDE = 28,   /**< rows and columns of the result */
    MNIST_FORM_BOX = 20,    /**< rows or columns of the ink, whichever it has more of */
    MNIST_FORM_CENTRE = 14, /**< row and column of its centre of mass */
};

/**
 * @brief Find the digit in a picture and bring it into MNIST's form.
 *
 * The digit may be dark on light or light on dark: ink is what there is little of, and where that
 * does not tell, what differs from the picture's border. It may be of any size, anywhere in the
 * picture, and lit unevenly.
 *
 * @param[out] digit (MNIST_FORM_SIDE, MNIST_FORM_SIDE), 0 = paper, 255 = ink
 * @param      p     the picture
 * @return STATUS_OK; STATUS_DATA when nothing in the picture stands out; or STATUS_FAILED when
 *         memory is short
 */
status mnist_form(unsigned char *digit, const pgm_picture *p);

#endif
