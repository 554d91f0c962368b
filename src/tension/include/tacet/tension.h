/* Tacet tension: how often, how much of it is an answer, what is to be expected.
 *
 * A library of its own: it knows times, sides and exposure, and nothing of sound. Pure: no files,
 * no clocks, no threads, no mutable globals; randomness is passed in. Times are doubles in a unit
 * that the caller chooses (days in our command), from an origin that he chooses. Methods and
 * figures: docs/adr/0019-tension.md. */
#ifndef TACET_TENSION_H
#define TACET_TENSION_H

#include "tacet/tension/changes.h"
#include "tacet/tension/daily.h"
#include "tacet/tension/hawkes.h"
#include "tacet/tension/series.h"

#endif
