/**
 * @file
 * @brief A chart of lines over one pair of axes, each linear or logarithmic, as an SVG file.
 *
 * Little ink: no frame, faint lines at the ticks of y, and each line's name at its right end rather
 * than in a legend.
 *
 * Explained in appendix A. On what to leave out: E. R. Tufte, "The Visual Display of Quantitative
 * Information", Graphics Press, 1983.
 */
#ifndef CHART_H
#define CHART_H

#include <stdbool.h>

#include "report/svg.h"
#include "status.h"

/** @brief What becomes of a series' points. */
typedef enum {
    CHART_LINE,  /**< a line through them */
    CHART_DOTS,  /**< a dot at each */
    CHART_GUIDE, /**< a dashed grey line: a law to compare with, a limit */
} chart_kind;

/** @brief Points that belong together. The arrays are the caller's. */
typedef struct {
    const char *label; /**< stands at the right end; NULL: none. Some 25 characters fit. */
    const double *x;   /**< (count), or NULL for 1, 2, 3 ... */
    const double *y;   /**< (count) */
    int count;         /**< how many, at least 1 of which can be drawn */
    chart_kind kind;   /**< line, dots, or guide */
    int colour;        /**< 0, 1, 2 ...: equal numbers are equal colours */
} chart_series;

/** @brief A word inside the chart. */
typedef struct {
    const char *text;  /**< what it says */
    double x;          /**< where, in the units of the axes */
    double y;          /**< likewise; the text stands just above */
    svg_anchor anchor; /**< which part of the text is at x */
} chart_note;

/** @brief A chart: everything that is in it. */
typedef struct {
    const char *title;          /**< the heading */
    const char *description;    /**< for readers who cannot see it: what it shows */
    const char *x_label;        /**< what runs along x, with its unit */
    const char *y_label;        /**< what runs along y, with its unit */
    bool log_x;                 /**< whether x is logarithmic */
    bool log_y;                 /**< whether y is */
    const chart_series *series; /**< (series_count), later ones on top */
    int series_count;           /**< how many, at least 1 */
    const chart_note *notes;    /**< (note_count); one that lies outside the axes is left out */
    int note_count;             /**< how many */
    const chart_note *names;    /**< (name_count) what stands at these points: written beside them,
                                     wherever there is room; their anchors do not count */
    int name_count;             /**< how many */
} chart;

/** @brief How many series of a chart may have a label: as many as there are colours. */
enum { CHART_MOST_LABELS = 8 };

/**
 * @brief Draw a chart into a file.
 *
 * The axes are as long as the points ask for; that of y ends at ticks. A point that is not finite,
 * beyond 1e300, or not above 0 on a logarithmic axis, makes a gap in its line.
 *
 * @param c    the chart, at most CHART_MOST_LABELS of whose series have labels
 * @param path of the SVG file
 * @return STATUS_OK; or STATUS_FAILED when there is no series, a series has no point that can be
 *         drawn, or the file cannot be written
 */
status chart_draw(const chart *c, const char *path);

#endif
