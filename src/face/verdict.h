/* Verdict: what map and table say of an event in one word, decided in one place. */
#ifndef TACET_FACE_VERDICT_H
#define TACET_FACE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "tacet/network.h"

/* As enum tct_side, and one more for sectors without a line. */
enum { VERDICT_SIDELESS = TCT_SIDE_COUNT, VERDICT_COUNT };

struct verdict_tally {
    size_t located[VERDICT_COUNT]; /* by verdict */
    size_t located_all, bearing_only, not_constrained;
    double ellipse_median_m2; /* NAN when no located event has an ellipse */
};

/* Whether the event has a place that can be drawn. */
bool verdict_has_place(const struct tct_event *event);

/* Whether its ellipse can be drawn. */
bool verdict_has_ellipse(const struct tct_event *event);

/* The side that may be named for an event, or undetermined, or VERDICT_SIDELESS. */
int verdict_of(const struct tct_event *event);

/* Whether (dx, dy), metres from the event's place, lies in its 95 % region. */
bool verdict_inside95(const struct tct_event *event, double dx_m, double dy_m);

/* Area of the 95 % region; NAN when there is none. */
double verdict_region_m2(const struct tct_event *event);

struct verdict_tally verdict_count(const struct tct_event *events, size_t count);

#endif
