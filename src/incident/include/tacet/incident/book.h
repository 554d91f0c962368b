/* The book of incidents: kept up to date entry by entry, whatever comes late, is revised or is
 * withdrawn.
 *
 * The final incidents depend on what was put in, not on its order; their numbers do: an incident
 * keeps its number as long as it lives, and what became of it is history. */
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

/* Told at once, in the order in which it happens. */
typedef void tct_changed_fn(void *user, uint32_t incident, enum tct_change change, uint32_t other);

/* `rules` are copied. Errors: TCT_ERR_USE (rules that tct_rules_check refuses), TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_new(const struct tct_rules *rules,
                                                    tct_changed_fn *changed, void *user,
                                                    struct tct_book **ret, struct tct_error *err);
TCT_API void tct_book_free(struct tct_book *book); /* NULL is fine */

/* A firing, which becomes number *ret (from 0, in order). Amortised constant time where fire is not
 * denser than the rules group. Errors: TCT_ERR_MEMORY, TCT_ERR_LIMIT (2^31 firings). */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_add(struct tct_book *book,
                                                    const struct tct_firing *firing, uint32_t *ret,
                                                    struct tct_error *err);

/* The firing is now known so; NULL: there was none. Its incident may fall apart or join others. */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_revise(struct tct_book *book, uint32_t number,
                                                       const struct tct_firing *firing,
                                                       struct tct_error *err);

/* A notified activity, which becomes number *ret; firings that fit it, earlier and later ones, are
 * taken out of what counts: they group among themselves. Of several that fit the first counts. */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_notify(struct tct_book *book,
                                                       const struct tct_activity *activity,
                                                       uint32_t *ret, struct tct_error *err);
/* Called off, or corrected: NULL, or as it is now. */
TCT_API TCT_MUST_CHECK enum tct_status tct_book_notify_again(struct tct_book *book, uint32_t number,
                                                             const struct tct_activity *activity,
                                                             struct tct_error *err);

enum { TCT_NO_NUMBER = UINT32_MAX };

/* What stands in the book. An incident that was taken or has ended has no firings. */
TCT_API size_t tct_book_firings(const struct tct_book *book);
TCT_API size_t tct_book_incidents(const struct tct_book *book);
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
