/* Who has consented to a transition, and whether that is enough: the same for cases and for the
 * check of a procedure. */
#ifndef TACET_INQUIRY_NEEDS_H
#define TACET_INQUIRY_NEEDS_H

#include "tacet/inquiry/procedure.h"

enum { TALLY_GROUPS = 3 }; /* the mission's people, party 0's, party 1's */

struct tally {
    unsigned char of[TCT_PROCEDURE_ROLES_MAX][TALLY_GROUPS];
};

/* The group of a party, or of TCT_NO_PARTY. */
size_t tally_group(int party);

/* How many people a need lacks: of all groups together in [0], or of each side in [1] and [2]. */
void need_lacks(const struct tct_need *need, const struct tally *tally, unsigned ret[TALLY_GROUPS]);

/* People that all needs lack. */
unsigned needs_lack(const struct tct_needs *needs, const struct tally *tally);

/* Whether it can be made: its needs are met, or the lighter ones of an overdue step. */
bool transition_met(const struct tct_transition *transition, const struct tally *tally,
                    bool overdue);

/* Whether one more person of this role and group would count towards either list. */
bool transition_wants(const struct tct_transition *transition, const struct tally *tally,
                      size_t role, size_t group);

/* The most people of a role that either list asks for in one group; 0: the role is in neither. */
unsigned transition_most(const struct tct_transition *transition, size_t role);

#endif
