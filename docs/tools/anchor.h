/**
 * @file
 * @brief The anchors of a Markdown text: what may stand behind the # of a link to it.
 */
#ifndef ANCHOR_H
#define ANCHOR_H

#include "markdown.h"

/**
 * @brief Whether the text has a heading with this anchor, by GitHub's rule, or an id="..." of HTML.
 *
 * A heading "Why it's 2 x 2" has the anchor why-its-2-x-2; if several headings have the same, the
 * second has a -1 behind it, the third a -2.
 *
 * @param m      the text
 * @param anchor without the #
 * @return whether it has
 */
bool has_anchor(const markdown *m, const char *anchor);

/** @brief Whether the line is a heading. @param line of a text, outside of blocks
 * @return whether it is */
bool is_heading(const char *line);

/**
 * @brief The anchor of a heading, as if no other heading had the same.
 *
 * @param      heading the line
 * @param[out] anchor  room for as many bytes as the line has, and the zero byte
 */
void heading_anchor(const char *heading, char *anchor);

#endif
