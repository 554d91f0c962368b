/* Vague firings: those whose 95 % ellipse is larger than the reach.
 *
 * Where such a one was is not known well enough to say that it joins two others. It hangs on the
 * one firing that is nearest in time, then in place, of those within reach that are known well, and
 * is of that one's incident. Those with nothing to hang on link each other. Both depend on what is
 * in the book, not on the order in which it came. */
#include <math.h>

#include "book_parts.h"

/* How near a firing is to a vague one, the nearest first. */
struct nearness {
    uint64_t gap_ns;
    double distance2_m2;
    struct instant at; /* of the firing: decides where all else is equal */
};

static const struct nearness FARTHEST = {UINT64_MAX, (double)INFINITY, {0.0, 0.0, 0}};

static struct nearness nearness_of(struct instant vague, struct instant other)
{
    return (struct nearness){time_gap_ns(vague.time_ns, other.time_ns), distance2_m2(vague, other),
                             other};
}

static bool nearer(const struct nearness *a, const struct nearness *b)
{
    if (a->gap_ns != b->gap_ns)
        return a->gap_ns < b->gap_ns;
    if (a->distance2_m2 != b->distance2_m2)
        return a->distance2_m2 < b->distance2_m2;
    if (a->at.time_ns != b->at.time_ns)
        return a->at.time_ns < b->at.time_ns;
    if (a->at.x_m != b->at.x_m)
        return a->at.x_m < b->at.x_m;
    return a->at.y_m < b->at.y_m;
}

static struct spot *spot_of(const struct tct_book *book, uint32_t firing)
{
    return &book->firings[firing].spot;
}

/* Beside the entry, where all that come near look at it. */
static void note_gap(struct tct_book *book, const struct spot *spot, uint64_t gap_ns)
{
    struct entry *entry = &book->voxels.entries[spot->entry[INDEX_VAGUE]];
    struct voxel *voxel = &book->voxels.all[entry->voxel];
    entry->gap_ns = gap_ns;
    if (gap_ns > voxel->widest_ns)
        voxel->widest_ns = gap_ns;
}

static void hang(struct tct_book *book, uint32_t firing, uint32_t anchor)
{
    struct place_in_book *hung = &book->firings[firing], *on = &book->firings[anchor];
    note_gap(book, &hung->spot, time_gap_ns(hung->spot.at.time_ns, on->spot.at.time_ns));
    hung->spot.anchor = anchor;
    hung->before_hung = NOTHING;
    hung->next_hung = on->first_hung;
    if (on->first_hung != NOTHING)
        book->firings[on->first_hung].before_hung = firing;
    on->first_hung = firing;
}

void unhang(struct tct_book *book, uint32_t firing)
{
    struct place_in_book *hung = &book->firings[firing];
    if (hung->before_hung != NOTHING)
        book->firings[hung->before_hung].next_hung = hung->next_hung;
    else
        book->firings[hung->spot.anchor].first_hung = hung->next_hung;
    if (hung->next_hung != NOTHING)
        book->firings[hung->next_hung].before_hung = hung->before_hung;
    hung->spot.anchor = NOTHING;
}

/* The voxels of an index of times from a moment on outwards, as far as anything is within reach. */
struct bins {
    struct voxel_key middle;
    int64_t step, steps; /* 0, 1, -1, 2, -2 ... */
};

static struct bins bins_around(const struct tct_book *book, const struct spot *spot,
                               enum index index)
{
    return (struct bins){time_key(book, spot->at.time_ns, spot->label, index), 0,
                         book->scales[INDEX_NEAR].quiet_ns / book->times.quiet_ns + 1};
}

static bool next_bin(const struct tct_book *book, struct bins *bins, struct voxel **ret)
{
    for (*ret = NULL; *ret == NULL;) {
        if (bins->step > bins->steps)
            return false;
        struct voxel_key key = bins->middle;
        bool beyond = __builtin_add_overflow(key.time, bins->step, &key.time);
        uint32_t voxel = beyond ? NOTHING : voxels_find(&book->voxels, &key);
        bins->step = bins->step > 0 ? -bins->step : 1 - bins->step;
        if (voxel != NOTHING)
            *ret = &book->voxels.all[voxel];
    }
    return true;
}

/* Whether the vague firing could hang on the other. */
static bool may_hang(const struct tct_book *book, const struct spot *vague,
                     const struct spot *other)
{
    const struct scale *scale =
        &book->scales[vague->heavy && other->heavy ? INDEX_HEAVY : INDEX_NEAR];
    return !other->vague && vague->label == other->label && within(scale, vague->at, other->at);
}

static uint32_t find_anchor(const struct tct_book *book, uint32_t firing)
{
    const struct spot *vague = spot_of(book, firing);
    struct nearness best = FARTHEST;
    uint32_t anchor = NOTHING;
    struct bins bins = bins_around(book, vague, INDEX_TIME);
    struct voxel *voxel;
    while (next_bin(book, &bins, &voxel)) {
        if (voxel_gap_ns(voxel, vague->at.time_ns) > best.gap_ns)
            continue;
        for (uint32_t k = voxel->first; k != NOTHING; k = book->voxels.entries[k].next) {
            const struct entry *entry = &book->voxels.entries[k];
            struct nearness found = nearness_of(vague->at, entry->at);
            if (entry->firing == firing || !nearer(&found, &best) ||
                !may_hang(book, vague, spot_of(book, entry->firing)))
                continue;
            best = found;
            anchor = entry->firing;
        }
    }
    return anchor;
}

/* Nothing to hang on: it links others like it. */
static void alone(struct tct_book *book, uint32_t firing)
{
    note_gap(book, spot_of(book, firing), UINT64_MAX);
    join(book, firing, spot_of(book, firing));
}

void settle_vague(struct tct_book *book, uint32_t firing)
{
    uint32_t anchor = find_anchor(book, firing);
    if (anchor != NOTHING)
        hang(book, firing, anchor);
    else
        alone(book, firing);
    mark_moved(book, firing);
}

/* From where it was, hung on another or among those that have nothing to hang on. */
static void move_to(struct tct_book *book, uint32_t firing, uint32_t anchor)
{
    struct spot before = *spot_of(book, firing);
    if (before.anchor != NOTHING)
        unhang(book, firing);
    spot_of(book, firing)->entry[INDEX_NEAR] = NOTHING;
    spot_of(book, firing)->entry[INDEX_HEAVY] = NOTHING;
    hang(book, firing, anchor);
    if (before.anchor == NOTHING)
        leave(book, &before);
    mark_moved(book, firing);
}

static void draw_from(struct tct_book *book, uint32_t firing, struct voxel *voxel)
{
    const struct spot *spot = spot_of(book, firing);
    uint64_t widest_ns = 0;
    for (uint32_t i = voxel->first; i != NOTHING; i = book->voxels.entries[i].next) {
        const struct entry *entry = &book->voxels.entries[i];
        const struct spot *vague = spot_of(book, entry->firing);
        bool near = time_gap_ns(entry->at.time_ns, spot->at.time_ns) <= entry->gap_ns;
        if (near && vague->anchor != firing && may_hang(book, vague, spot)) {
            struct nearness found = nearness_of(entry->at, spot->at);
            struct nearness now = vague->anchor == NOTHING
                                      ? FARTHEST
                                      : nearness_of(entry->at, spot_of(book, vague->anchor)->at);
            if (nearer(&found, &now))
                move_to(book, entry->firing, firing);
        }
        widest_ns = entry->gap_ns > widest_ns ? entry->gap_ns : widest_ns;
    }
    voxel->widest_ns = widest_ns;
}

void draw_vague(struct tct_book *book, uint32_t firing)
{
    const struct spot *spot = spot_of(book, firing);
    if (book->vague_count == 0)
        return;
    struct bins bins = bins_around(book, spot, INDEX_VAGUE);
    struct voxel *voxel;
    while (next_bin(book, &bins, &voxel))
        if (voxel_gap_ns(voxel, spot->at.time_ns) <= voxel->widest_ns)
            draw_from(book, firing, voxel);
}
