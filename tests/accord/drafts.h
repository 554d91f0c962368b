/* Drafts of agreements: clean ones, and what may be put into them. */
#ifndef TESTS_ACCORD_DRAFTS_H
#define TESTS_ACCORD_DRAFTS_H

#include "tacet/accord.h"

enum { DRAFT_CLAUSES = 40, DRAFT_CLEAN = 20 };

/* It points into itself: not to be copied. */
struct draft {
    struct tct_commitment clauses[DRAFT_CLAUSES];
    struct tct_plane corners[DRAFT_CLAUSES][4];
    struct tct_outline rings[DRAFT_CLAUSES];
    struct tct_shape zones[DRAFT_CLAUSES];
    struct tct_window windows[DRAFT_CLAUSES][2];
    size_t count;
    struct tct_plane line[2];
    struct tct_lint_setup setup;
};

/* Clean drafts, each another mixture of what agreements contain. */
void draft_clean(size_t number, struct draft *ret);

/* One more clause, of both sides, everywhere, from the beginning to the end of the draft. */
struct tct_commitment *draft_add(struct draft *draft, enum tct_who who, enum tct_matter matter,
                                 enum tct_arm arm);

/* Its zone becomes a rectangle; its hours are from one hour to another. */
void draft_zone(struct draft *draft, struct tct_commitment *clause, double west_m, double south_m,
                double east_m, double north_m);
void draft_hours(struct draft *draft, struct tct_commitment *clause, int from_h, int until_h);

/* The times of a draft, by its days. */
int64_t draft_day(double day);

#endif
