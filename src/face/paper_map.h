/* The map of a paper. */
#ifndef TACET_FACE_PAPER_MAP_H
#define TACET_FACE_PAPER_MAP_H

#include <cairo.h>

#include "paper.h"

/* Draws line, zones, spots, a scale and north into a frame of this size (points), north up. Signs
 * are the same for both sides. */
void paper_map(const struct paper *paper, cairo_t *cairo, double width, double height);

#endif
