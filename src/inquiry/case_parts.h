/* What the files that work on a case share. */
#ifndef TACET_INQUIRY_CASE_PARTS_H
#define TACET_INQUIRY_CASE_PARTS_H

#include "needs.h"
#include "tacet/inquiry/case.h"

/* Who has consented to the transition. */
struct tally case_tally(const struct tct_case *inquiry, size_t transition);

/* Whether the step that the transition leads from is overdue at a time. */
bool case_overdue(const struct tct_case *inquiry, size_t transition, int64_t now_ns);

/* The transition leads from the step beside. */
bool case_is_beside(const struct tct_case *inquiry, size_t transition);

/* Errors as of tct_case_apply. */
TCT_MUST_CHECK enum tct_status case_consent(struct tct_case *inquiry, const struct tct_act *act,
                                            struct tct_error *err);

/* A new draft voids consents to what requires one. */
void case_void_consents_to_draft(struct tct_case *inquiry);

#endif
