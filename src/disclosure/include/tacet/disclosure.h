/* Tacet disclosure: who may see what, when, and how coarsely. One function decides for every way
 * out: what a command prints, what is exported, what a page or a feed is given.
 *
 * It knows nothing of shots. No files, no clocks, no mutable globals. Why it is so:
 * docs/adr/0017-disclosure.md. */
#ifndef TACET_DISCLOSURE_H
#define TACET_DISCLOSURE_H

#include "tacet/disclosure/decide.h"
#include "tacet/disclosure/policy.h"
#include "tacet/disclosure/view.h"

#endif
