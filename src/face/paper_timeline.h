/* When what was fired, from which side. */
#ifndef TACET_FACE_PAPER_TIMELINE_H
#define TACET_FACE_PAPER_TIMELINE_H

#include <cairo.h>

#include "paper.h"

/* Draws a lane for each side and one for what is of neither, time from left to right in every
 * language, with its marks below. Lanes look the same. */
void paper_timeline(const struct paper *paper, cairo_t *cairo, double width, double height);

#endif
