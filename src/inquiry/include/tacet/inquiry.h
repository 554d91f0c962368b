/* Tacet inquiry: the joint investigation of an incident, from the first alarm to what came of its
 * finding, by a procedure that neither side can close, block or run ahead of alone.
 *
 * Pure: no files, no clocks, no threads, no mutable globals. A case is what its acts make of it, in
 * their order, and nothing else. Every rule treats both sides alike: with the parties exchanged in
 * all acts, the case is exchanged and otherwise the same. Why it is so: docs/adr/0018-cases.md. */
#ifndef TACET_INQUIRY_H
#define TACET_INQUIRY_H

#include "tacet/inquiry/act.h"
#include "tacet/inquiry/case.h"
#include "tacet/inquiry/custody.h"
#include "tacet/inquiry/finding.h"
#include "tacet/inquiry/procedure.h"

#endif
