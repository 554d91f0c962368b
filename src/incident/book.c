/* The book: what stands in it, and how one firing goes in, moves, and goes out. */
#include "tacet/incident/book.h"

#include <math.h>
#include <stdlib.h>

#include "book_parts.h"
#include "ellipse95.h"

static const double FARTHEST_M = 1e9; /* no place in a plane of this world is beyond */

/* So finely are the firings within the rules' quiet found by time. */
enum { BINS = 16 };

enum { FIRINGS_MOST = INT32_MAX };

bool is_place(struct tct_plane place)
{
    return fabs(place.x_m) <= FARTHEST_M && fabs(place.y_m) <= FARTHEST_M;
}

enum tct_status tct_book_new(const struct tct_rules *rules, tct_changed_fn *changed, void *user,
                             struct tct_book **ret, struct tct_error *err)
{
    struct tct_error why;
    *ret = NULL;
    if (tct_rules_check(rules, &why) != TCT_OK)
        return tct_fail(err, TCT_ERR_USE, "%s", why.text);
    struct tct_book *book = calloc(1, sizeof(*book));
    if (book == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a book of incidents");
    book->scales[INDEX_NEAR] = scale_of(rules->reach_m, rules->quiet_s);
    book->scales[INDEX_HEAVY] = scale_of(rules->heavy_reach_m, rules->quiet_s);
    book->times =
        (struct scale){.cell_m = 1.0, .quiet_ns = book->scales[INDEX_NEAR].quiet_ns / BINS};
    if (book->times.quiet_ns < 1)
        book->times.quiet_ns = 1;
    book->vague_from_m = rules->reach_m;
    book->changed = changed;
    book->user = user;
    book->cluster_free = book->revised = NOTHING;
    book->first_ns = INT64_MAX;
    book->last_ns = INT64_MIN;
    voxels_init(&book->voxels);
    *ret = book;
    return TCT_OK;
}

void tct_book_free(struct tct_book *book)
{
    if (book == NULL)
        return;
    voxels_free(&book->voxels);
    free(book->firings);
    free(book->clusters);
    free(book->incidents);
    free(book->activities);
    struct list *lists[] = {&book->unsettled, &book->doubtful, &book->homeless,
                            &book->moved,     &book->queue,    &book->members};
    for (size_t i = 0; i < TCT_COUNT(lists); i++)
        free(lists[i]->all);
    free(book);
}

static enum tct_status grow_list(struct list *list, size_t wanted, struct tct_error *err)
{
    return grow(&list->all, &list->room, wanted, sizeof(*list->all), err);
}

/* Each change puts a firing into every index, and may leave all vague ones without what they hang
 * on. Then each voxel may come to be a cluster and an incident of its own. */
enum tct_status reserve(struct tct_book *book, size_t changes, struct tct_error *err)
{
    size_t more = INDEX_COUNT * changes + 2 * (size_t)book->vague_count;
    enum tct_status status = voxels_reserve(&book->voxels, more, err);
    size_t voxels = (size_t)book->voxels.voxel_stock.live + more + 1;
    struct list *lists[] = {&book->unsettled, &book->doubtful, &book->homeless, &book->queue};
    if (status == TCT_OK)
        status = grow(&book->clusters, &book->cluster_room, voxels, sizeof(*book->clusters), err);
    if (status == TCT_OK)
        status = grow(&book->incidents, &book->incident_room, book->incident_count + voxels,
                      sizeof(*book->incidents), err);
    for (size_t i = 0; i < TCT_COUNT(lists) && status == TCT_OK; i++)
        status = grow_list(lists[i], 2 * voxels, err);
    if (status == TCT_OK)
        status = grow_list(&book->moved, book->firing_count + 1, err);
    return status;
}

static struct spot spot_now(const struct tct_book *book, const struct place_in_book *place,
                            uint32_t label)
{
    const struct tct_firing *firing = &place->firing;
    enum tct_firing_kind kind = tct_firing_kind(firing);
    struct spot spot = {.placed = place->there && firing->placed,
                        .heavy = kind == TCT_FIRING_LAUNCH || kind == TCT_FIRING_EXPLOSION,
                        .vague =
                            !(ellipse95_semi_major_m(firing->covariance_m2) <= book->vague_from_m),
                        .at = {firing->place.x_m, firing->place.y_m, firing->time_ns},
                        .label = label,
                        .anchor = NOTHING};
    for (int i = 0; i < INDEX_COUNT; i++)
        spot.entry[i] = NOTHING;
    return spot;
}

struct voxel_key time_key(const struct tct_book *book, int64_t time_ns, uint32_t label,
                          enum index index)
{
    return voxel_key(&book->times, (struct instant){0.0, 0.0, time_ns},
                     group_of(label, index, false));
}

static void put_in_index(struct tct_book *book, uint32_t firing, enum index index)
{
    struct spot *spot = &book->firings[firing].spot;
    struct voxel_key key = time_key(book, spot->at.time_ns, spot->label, index);
    spot->entry[index] = voxels_put(&book->voxels, NULL, &key, spot->at, firing);
}

static void take_from_index(struct tct_book *book, uint32_t entry)
{
    uint32_t voxel = book->voxels.entries[entry].voxel;
    voxels_take(&book->voxels, entry);
    if (book->voxels.all[voxel].count == 0)
        voxels_drop(&book->voxels, voxel);
}

static void put(struct tct_book *book, uint32_t firing)
{
    struct spot *spot = &book->firings[firing].spot;
    if (!spot->placed)
        return;
    put_in_index(book, firing, INDEX_TIME);
    if (spot->at.time_ns < book->first_ns)
        book->first_ns = spot->at.time_ns;
    if (spot->at.time_ns > book->last_ns)
        book->last_ns = spot->at.time_ns;
    if (spot->vague) {
        put_in_index(book, firing, INDEX_VAGUE);
        book->vague_count++;
        settle_vague(book, firing);
    } else {
        join(book, firing, spot);
    }
}

/* What the firing was before it is as it is now. */
static void take(struct tct_book *book, const struct spot *before)
{
    if (!before->placed)
        return;
    take_from_index(book, before->entry[INDEX_TIME]);
    if (before->vague) {
        take_from_index(book, before->entry[INDEX_VAGUE]);
        book->vague_count--;
    }
    if (before->anchor == NOTHING)
        leave(book, before);
}

void shift(struct tct_book *book, uint32_t firing, uint32_t label)
{
    struct place_in_book *place = &book->firings[firing];
    struct spot before = place->spot;
    uint32_t hung = place->first_hung;
    if (before.anchor != NOTHING)
        unhang(book, firing);
    place->first_hung = NOTHING;
    place->spot = spot_now(book, place, label);
    mark_moved(book, firing);
    put(book, firing);
    take(book, &before);
    if (place->spot.placed && !place->spot.vague)
        draw_vague(book, firing);
    for (uint32_t next; hung != NOTHING; hung = next) {
        next = book->firings[hung].next_hung;
        book->firings[hung].spot.anchor = NOTHING;
        settle_vague(book, hung);
    }
}

static enum tct_status check_firing(const struct tct_firing *firing, struct tct_error *err)
{
    if (!firing->placed || is_place(firing->place))
        return TCT_OK;
    return tct_fail(err, TCT_ERR_INPUT, "firing: found place (%g, %g), expected metres within %g",
                    firing->place.x_m, firing->place.y_m, FARTHEST_M);
}

enum tct_status tct_book_add(struct tct_book *book, const struct tct_firing *firing, uint32_t *ret,
                             struct tct_error *err)
{
    enum tct_status status = check_firing(firing, err);
    if (status == TCT_OK && book->firing_count >= FIRINGS_MOST)
        status = tct_fail(err, TCT_ERR_LIMIT, "more than %d firings", (int)FIRINGS_MOST);
    if (status == TCT_OK)
        status = grow(&book->firings, &book->firing_room, (size_t)book->firing_count + 1,
                      sizeof(*book->firings), err);
    if (status == TCT_OK)
        status = reserve(book, 1, err);
    if (status != TCT_OK)
        return status;
    *ret = book->firing_count++;
    struct place_in_book *place = &book->firings[*ret];
    *place = (struct place_in_book){.firing = *firing,
                                    .spot = {.anchor = NOTHING},
                                    .there = true,
                                    .told = TCT_NO_NUMBER,
                                    .first_hung = NOTHING};
    shift(book, *ret, label_of(book, firing));
    part_doubtful(book);
    settle(book);
    return TCT_OK;
}

enum tct_status tct_book_revise(struct tct_book *book, uint32_t number,
                                const struct tct_firing *firing, struct tct_error *err)
{
    TCT_ASSERT(number < book->firing_count);
    struct place_in_book *place = &book->firings[number];
    enum tct_status status = firing == NULL ? TCT_OK : check_firing(firing, err);
    if (status == TCT_OK)
        status = reserve(book, 1, err);
    if (status != TCT_OK)
        return status;
    place->there = firing != NULL;
    if (firing != NULL)
        place->firing = *firing;
    book->revised = number;
    shift(book, number, firing == NULL ? TCT_NO_NUMBER : label_of(book, firing));
    part_doubtful(book);
    settle(book);
    book->revised = NOTHING;
    return TCT_OK;
}
