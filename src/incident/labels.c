/* Labels: which notified activity a firing is of. */
#include "book_parts.h"

enum { ACTIVITIES_MOST = 1 << 27 }; /* groups of voxels are numbered by them */

/* Of several that fit one counts: the one that was notified first, then the one that began first,
 * and so on, so that it does not depend on the order in which they came. */
static bool counts_before(const struct book_activity *all, uint32_t left, uint32_t right)
{
    const struct tct_activity *a = &all[left].activity, *b = &all[right].activity;
    if (a->notified_ns != b->notified_ns)
        return a->notified_ns < b->notified_ns;
    if (a->from_ns != b->from_ns)
        return a->from_ns < b->from_ns;
    if (a->until_ns != b->until_ns)
        return a->until_ns < b->until_ns;
    if (a->radius_m != b->radius_m)
        return a->radius_m < b->radius_m;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    if (a->place.x_m != b->place.x_m)
        return a->place.x_m < b->place.x_m;
    if (a->place.y_m != b->place.y_m)
        return a->place.y_m < b->place.y_m;
    return left < right;
}

uint32_t label_of(const struct tct_book *book, const struct tct_firing *firing)
{
    uint32_t label = TCT_NO_NUMBER;
    if (!firing->placed)
        return label;
    for (uint32_t i = 0; i < book->activity_count; i++)
        if (book->activities[i].there && tct_activity_fits(&book->activities[i].activity, firing) &&
            (label == TCT_NO_NUMBER || counts_before(book->activities, i, label)))
            label = i;
    return label;
}

/* Whether the firing may be of another activity now that this one is as it is. */
static bool concerned(const struct tct_book *book, uint32_t firing, uint32_t activity)
{
    const struct place_in_book *place = &book->firings[firing];
    return place->spot.placed &&
           (place->spot.label == activity ||
            (book->activities[activity].there &&
             tct_activity_fits(&book->activities[activity].activity, &place->firing)));
}

/* Puts the activity as it is now in its place, and all that it concerns under its label. */
static enum tct_status relabel(struct tct_book *book, uint32_t activity,
                               const struct book_activity *now, struct tct_error *err)
{
    struct book_activity before = book->activities[activity];
    size_t changes = 0;
    book->activities[activity] = *now;
    for (uint32_t i = 0; i < book->firing_count; i++)
        changes += concerned(book, i, activity);
    enum tct_status status = reserve(book, changes, err);
    if (status != TCT_OK) {
        book->activities[activity] = before;
        return status;
    }
    for (uint32_t i = 0; i < book->firing_count; i++) {
        uint32_t label = concerned(book, i, activity) ? label_of(book, &book->firings[i].firing)
                                                      : book->firings[i].spot.label;
        if (label != book->firings[i].spot.label)
            shift(book, i, label);
    }
    part_doubtful(book);
    settle(book);
    return TCT_OK;
}

static enum tct_status check_place(const struct tct_activity *activity, struct tct_error *err)
{
    if (is_place(activity->place) && activity->radius_m >= 0.0)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_INPUT,
                    "activity: found place (%g, %g) and radius %g, expected one of this world",
                    activity->place.x_m, activity->place.y_m, activity->radius_m);
}

enum tct_status tct_book_notify(struct tct_book *book, const struct tct_activity *activity,
                                uint32_t *ret, struct tct_error *err)
{
    struct book_activity now = {*activity, true}, none = {.there = false};
    enum tct_status status = check_place(activity, err);
    if (status == TCT_OK && book->activity_count >= ACTIVITIES_MOST)
        status = tct_fail(err, TCT_ERR_LIMIT, "more than %d activities", (int)ACTIVITIES_MOST);
    if (status == TCT_OK)
        status = grow(&book->activities, &book->activity_room, (size_t)book->activity_count + 1,
                      sizeof(*book->activities), err);
    if (status != TCT_OK)
        return status;
    *ret = book->activity_count++;
    book->activities[*ret] = none;
    status = relabel(book, *ret, &now, err);
    if (status != TCT_OK)
        book->activity_count--;
    return status;
}

enum tct_status tct_book_notify_again(struct tct_book *book, uint32_t number,
                                      const struct tct_activity *activity, struct tct_error *err)
{
    TCT_ASSERT(number < book->activity_count);
    struct book_activity now = {.there = false};
    enum tct_status status = TCT_OK;
    if (activity != NULL) {
        now = (struct book_activity){*activity, true};
        status = check_place(activity, err);
    }
    return status == TCT_OK ? relabel(book, number, &now, err) : status;
}
