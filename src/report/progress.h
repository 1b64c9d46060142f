/**
 * @file
 * @brief How far a run is: a bar that is drawn again and again on a terminal, a plain line every ten
 * seconds elsewhere.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

/** @brief Room for a title, its end included. */
enum { PROGRESS_TITLE = 64 };

/** @brief The progress of a run of equal steps. */
typedef struct {
    bool quiet;                 /**< nothing is shown */
    int steps;                  /**< how many there are in all */
    int done;                   /**< how many are done */
    int pictures;               /**< how many pictures a step takes */
    char title[PROGRESS_TITLE]; /**< what stands before the bar */
    double busy;       /**< seconds that the steps have taken; pauses between them do not count */
    double last_step;  /**< when the last step ended, or the pause before the next */
    double last_shown; /**< when the bar or line was last shown */
    bool drawn;        /**< a bar stands in the current line */
} progress;

/**
 * @brief Begin, with nothing done and nothing shown yet.
 *
 * @param steps    how many there will be in all, at least 1
 * @param pictures how many pictures a step takes
 * @param quiet    true to show nothing, ever
 * @return the progress
 */
progress progress_begin(int steps, int pictures, bool quiet);

/**
 * @brief The steps go on, after a pause or for the first time.
 *
 * @param p     the progress
 * @param title what stands before the bar, up to PROGRESS_TITLE - 1 characters
 */
void progress_resume(progress *p, const char *title);

/** @brief One step more is done. @param p the progress @param loss the step's loss, shown along */
void progress_step(progress *p, double loss);

/** @brief Wipe the bar away, so that other lines can be printed. @param p the progress */
void progress_wipe(progress *p);

/** @brief Pictures a second, pauses not counted; 0 before the first step. @param p the progress
 * @return the speed */
double progress_speed(const progress *p);

#endif
