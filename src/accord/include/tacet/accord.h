/* Tacet accord: what was agreed, and whether it is kept.
 *
 * A commitment is data: who, what, where, when, how many, unless. A verdict is worked out for each
 * commitment, side and day from events, inspections, notified activities and from what would have
 * been noticed; it lists what it rests on. Nothing here tells the sides apart: exchanged in all
 * that comes in, they are exchanged in all that goes out, to the last bit.
 *
 * Pure: no files, no clocks, no threads, no mutable globals. Method: docs/adr/0023-accord.md. */
#ifndef TACET_ACCORD_H
#define TACET_ACCORD_H

#include "tacet/accord/book.h"
#include "tacet/accord/commitment.h"
#include "tacet/accord/evidence.h"
#include "tacet/accord/lint.h"
#include "tacet/accord/plan.h"

#endif
