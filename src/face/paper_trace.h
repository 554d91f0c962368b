/* What a station recorded, on a paper. */
#ifndef TACET_FACE_PAPER_TRACE_H
#define TACET_FACE_PAPER_TRACE_H

#include <cairo.h>

#include "paper.h"

/* Draws the waveform with its pick, and beside it the spectrogram, into a frame of this size
 * (points); time runs from left to right in both, in every language. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status paper_trace(const struct tct_snippet *snippet, cairo_t *cairo,
                                           double width, double height, struct tct_error *err);

#endif
