/**
 * @file
 * @brief Finds places for words in a picture: near what they name, and on top of nothing else.
 *
 * Explained in appendix A.
 */
#ifndef PLACING_H
#define PLACING_H

/** @brief A rectangle, in the picture's units; y grows downwards. */
typedef struct {
    double left;   /**< x of its left edge */
    double top;    /**< y of its upper edge */
    double right;  /**< x of its right edge */
    double bottom; /**< y of its lower edge */
} placing_box;

/** @brief How many boxes may be taken. */
enum { PLACING_MOST = 1024 };

/** @brief What room there is, and what is taken of it. */
typedef struct {
    placing_box room;                /**< where words may stand */
    placing_box taken[PLACING_MOST]; /**< (count) where something stands already */
    int count;                       /**< how many boxes are taken */
} placing;

/** @brief Something stands here. Once PLACING_MOST boxes are taken, more are ignored. @param p the
 * room @param box what it covers */
void placing_take(placing *p, placing_box box);

/**
 * @brief A straight line stands here, from (x1, y1) to (x2, y2): a row of small boxes.
 *
 * @param p  the room
 * @param x1 where the line begins
 * @param y1 likewise
 * @param x2 where it ends
 * @param y2 likewise
 */
void placing_take_line(placing *p, double x1, double y1, double x2, double y2);

/**
 * @brief Find the best place for a box around a point, and take it.
 *
 * Tried are eight places around the point, then the same farther and farther away. The best covers
 * little of what is taken and is near; of places that are as good, the right comes before the left,
 * then above, below, and the corners.
 *
 * @param p      the room
 * @param x      the point
 * @param y      likewise
 * @param width  of the box
 * @param height likewise
 * @return the place
 */
placing_box placing_near(placing *p, double x, double y, double width, double height);

#endif
