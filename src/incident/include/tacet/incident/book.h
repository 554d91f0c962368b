/* The book of incidents: kept up to date entry by entry, whatever comes late, is revised or is
 * withdrawn.
 *
 * The final incidents depend on what was put in, not on its order; their numbers do: an incident
 * keeps its number as long as it lives, and what became of it is history. Where incidents meet, the
 * older one (the lower number) stays; where one falls apart, the number stays with most of its
 * firings, of equal parts with the earliest.
 *
 * A firing whose 95 % ellipse reaches farther than the rules' `reach_m` is too vague to join
 * others. It is of the incident of the one firing that is nearest in time, then in place, of those
 * within reach of its best estimate that are known better. Vague ones that have none such within
 * reach group among themselves. */
#ifndef TACET_INCIDENT_BOOK_H
#define TACET_INCIDENT_BOOK_H

#include "tacet/incident/activity.h"
#include "tacet/incident/rules.h"

struct tct_book;

enum tct_change {
    TCT_CHANGE_BEGUN,  /* by `other` firing */
    TCT_CHANGE_FIRING, /* the firing `other` was added, or is known better */
    TCT_CHANGE_LEFT,   /* the firing `other` is no longer of it */
    TCT_CHANGE_MERGED, /* the incident `other` was taken into it */
    TCT_CHANGE_TAKEN,  /* it was taken into the incident `other`; nothing more will be said of it */
    TCT_CHANGE_SPLIT,  /* it was split off the incident `other` */
    TCT_CHANGE_ENDED,  /* nothing is left of it */
};

/* Told at once, in the order in which it happens; the changes alone tell where each firing is:
 * BEGUN and FIRING put one into an incident, LEFT takes one out, MERGED brings all of the other's.
 * What an incident that was split off has is told firing by firing. `other` is TCT_NO_NUMBER when
 * ENDED. */
typedef void tct_changed_fn(void *user, uint32_t incident, enum tct_change change, uint32_t other);

/* `rules` are copied. Errors: TCT_ERR_USE (rules that tct_rules_check refuses), TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_new(const struct tct_rules *rules,
                                                    tct_changed_fn *changed, void *user,
                                                    struct tct_book **ret, struct tct_error *err);
TCT_API void tct_book_free(struct tct_book *book); /* NULL is fine */

/* A firing, which becomes number *ret (from 0, in order). The time it takes does not grow with the
 * book, but with the number of activities. Errors, with the book as it was: TCT_ERR_MEMORY,
 * TCT_ERR_LIMIT (2^31 - 1 firings), TCT_ERR_INPUT (placed, but nowhere within 1e9 m). */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_add(struct tct_book *book,
                                                    const struct tct_firing *firing, uint32_t *ret,
                                                    struct tct_error *err);

/* The firing is now known so; NULL: there was none. Its incident may fall apart or join others.
 * Takes time in proportion to that incident where it may fall apart. Errors: as of tct_book_add. */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_revise(struct tct_book *book, uint32_t number,
                                                       const struct tct_firing *firing,
                                                       struct tct_error *err);

/* A notified activity, which becomes number *ret; firings that fit it, earlier and later ones, are
 * taken out of what counts: they group among themselves. Of several that fit the one counts that
 * was notified first (then began first, then by what else it says). Looks at every firing. Errors,
 * with the book as it was: TCT_ERR_MEMORY, TCT_ERR_LIMIT (2^27 activities), TCT_ERR_INPUT (its
 * place or radius is none). */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_notify(struct tct_book *book,
                                                       const struct tct_activity *activity,
                                                       uint32_t *ret, struct tct_error *err);
/* Called off, or corrected: NULL, or as it is now. Errors: as of tct_book_notify. */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_notify_again(struct tct_book *book, uint32_t number,
                                                             const struct tct_activity *activity,
                                                             struct tct_error *err);

enum { TCT_NO_NUMBER = UINT32_MAX };

/* What stands in the book. An incident that was taken or has ended has no firings. */
TCT_API size_t tct_book_firings(const struct tct_book *book);
TCT_API size_t tct_book_incidents(const struct tct_book *book);
/* As it was last known, if it was withdrawn; holds until the next firing is added. */
TCT_API const struct tct_firing *tct_book_firing(const struct tct_book *book, uint32_t number);
/* TCT_NO_NUMBER: it was withdrawn, or is not placed. */
TCT_API uint32_t tct_book_incident_of(const struct tct_book *book, uint32_t firing);
/* Of a firing: the activity that it is of, or TCT_NO_NUMBER. */
TCT_API uint32_t tct_book_activity_of(const struct tct_book *book, uint32_t firing);
/* Numbers of its firings, in the order of their numbers; hold until the book is changed. Errors:
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_members(struct tct_book *book, uint32_t incident,
                                                        const uint32_t **ret, size_t *ret_count,
                                                        struct tct_error *err);
/* Numbers, ascending, of incidents with a firing within these times; the arena's. */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_between(const struct tct_book *book,
                                                        int64_t from_ns, int64_t until_ns,
                                                        struct tct_arena *arena, uint32_t **ret,
                                                        size_t *ret_count, struct tct_error *err);

#endif
