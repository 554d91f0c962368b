/* Links: which firings are joined by chains of pairs within reach.
 *
 * Firings of one voxel are linked, so that clusters are made of voxels. A heavy firing is in a
 * voxel of each scale, and links the two. A smaller cluster is taken into the larger one. What may
 * have fallen apart is gone round from voxel to voxel. */
#include "book_parts.h"

enum { INDICES_PADDED = 8, LABELS_FROM = 1 };

uint32_t group_of(uint32_t label, enum index index, bool vague)
{
    if (index == INDEX_TIME)
        return INDEX_TIME;
    uint32_t of_label = label == TCT_NO_NUMBER ? 0 : label + LABELS_FROM;
    return (of_label * 2 + vague) * INDICES_PADDED + (uint32_t)index;
}

bool is_near_group(uint32_t group)
{
    return group % INDICES_PADDED == INDEX_NEAR;
}

static const struct scale *scale_of_group(const struct tct_book *book, uint32_t group)
{
    return &book->scales[is_near_group(group) ? INDEX_NEAR : INDEX_HEAVY];
}

static struct voxel *voxel_at(const struct tct_book *book, uint32_t voxel)
{
    return &book->voxels.all[voxel];
}

static uint32_t voxel_of_entry(const struct tct_book *book, uint32_t entry)
{
    return entry == NOTHING ? NOTHING : book->voxels.entries[entry].voxel;
}

static uint32_t new_cluster(struct tct_book *book)
{
    uint32_t number = book->cluster_free;
    if (number != NOTHING)
        book->cluster_free = book->clusters[number].next;
    else
        number = book->cluster_count++;
    TCT_ASSERT(number < book->cluster_room);
    book->clusters[number] =
        (struct cluster){.first_voxel = NOTHING, .number = TCT_NO_NUMBER, .unsettled = true};
    push(&book->unsettled, number);
    return number;
}

/* Nothing of it is left; its incident may live on elsewhere. */
static void free_cluster(struct tct_book *book, uint32_t cluster)
{
    struct cluster *gone = &book->clusters[cluster];
    if (gone->number != TCT_NO_NUMBER) {
        book->incidents[gone->number].cluster = NOTHING;
        push(&book->homeless, gone->number);
    }
    gone->number = TCT_NO_NUMBER;
    gone->unsettled = gone->doubtful = false;
    gone->next = book->cluster_free;
    book->cluster_free = cluster;
}

static void add_voxel(struct tct_book *book, uint32_t cluster, uint32_t voxel)
{
    struct cluster *c = &book->clusters[cluster];
    struct voxel *v = voxel_at(book, voxel);
    v->cluster = cluster;
    v->before = NOTHING;
    v->next = c->first_voxel;
    if (c->first_voxel != NOTHING)
        voxel_at(book, c->first_voxel)->before = voxel;
    c->first_voxel = voxel;
    c->voxels++;
}

static void remove_voxel(struct tct_book *book, uint32_t voxel)
{
    struct voxel *v = voxel_at(book, voxel);
    struct cluster *c = &book->clusters[v->cluster];
    if (v->before != NOTHING)
        voxel_at(book, v->before)->next = v->next;
    else
        c->first_voxel = v->next;
    if (v->next != NOTHING)
        voxel_at(book, v->next)->before = v->before;
    c->voxels--;
}

static void drop_voxel(struct tct_book *book, uint32_t voxel)
{
    uint32_t cluster = voxel_at(book, voxel)->cluster;
    remove_voxel(book, voxel);
    voxels_drop(&book->voxels, voxel);
    if (book->clusters[cluster].voxels == 0)
        free_cluster(book, cluster);
}

static void mark_member(struct tct_book *book, uint32_t firing, void *user)
{
    (void)user;
    mark_moved(book, firing);
}

static void mark_doubtful(struct tct_book *book, uint32_t cluster)
{
    if (!book->clusters[cluster].doubtful)
        push(&book->doubtful, cluster);
    book->clusters[cluster].doubtful = true;
}

/* Makes one of two; the answer is the one that stays. */
static uint32_t unite(struct tct_book *book, uint32_t a, uint32_t b)
{
    if (a == b)
        return a;
    uint32_t large = book->clusters[a].voxels >= book->clusters[b].voxels ? a : b;
    uint32_t small = large == a ? b : a;
    struct cluster *into = &book->clusters[large], *gone = &book->clusters[small];
    if (into->unsettled != gone->unsettled) {
        each_member(book, into->unsettled ? large : small, mark_member, NULL);
        into->unsettled = false;
    }
    if (gone->number != TCT_NO_NUMBER)
        merge_numbers(book, into, gone->number);
    gone->number = TCT_NO_NUMBER;
    if (into->number != TCT_NO_NUMBER)
        book->incidents[into->number].cluster = large;
    if (gone->doubtful)
        mark_doubtful(book, large);
    for (uint32_t voxel = gone->first_voxel, next; voxel != NOTHING; voxel = next) {
        next = voxel_at(book, voxel)->next;
        add_voxel(book, large, voxel);
    }
    free_cluster(book, small);
    return large;
}

/* Puts an entry into its voxel and unites that with all that it links; the answer is the cluster.
 * `cluster` is one that it is of already, or NOTHING. */
static uint32_t join_scale(struct tct_book *book, uint32_t firing, struct spot *spot,
                           enum index index, uint32_t cluster)
{
    const struct scale *scale = &book->scales[index];
    struct voxel_key key = voxel_key(scale, spot->at, group_of(spot->label, index, spot->vague));
    uint32_t around[AROUND_MOST];
    size_t count = voxels_around(&book->voxels, &key, around);
    spot->entry[index] = voxels_put(&book->voxels, scale, &key, spot->at, firing);
    uint32_t own = voxel_of_entry(book, spot->entry[index]);
    if (voxel_at(book, own)->cluster == NOTHING)
        add_voxel(book, cluster == NOTHING ? new_cluster(book) : cluster, own);
    else if (cluster != NOTHING)
        unite(book, cluster, voxel_at(book, own)->cluster);
    cluster = voxel_at(book, own)->cluster;
    for (size_t i = 0; i < count; i++) {
        uint32_t other = voxel_at(book, around[i])->cluster;
        if (other != cluster && voxel_reaches(&book->voxels, scale, around[i], spot->at))
            cluster = unite(book, cluster, other);
    }
    return cluster;
}

void join(struct tct_book *book, uint32_t firing, struct spot *spot)
{
    uint32_t cluster = join_scale(book, firing, spot, INDEX_NEAR, NOTHING);
    if (spot->heavy)
        join_scale(book, firing, spot, INDEX_HEAVY, cluster);
}

/* How many voxels hung on the firing that has left `own` (of this scale), and not on its own voxel
 * as well; that one counts if there is anything in it. */
static uint32_t spokes(const struct tct_book *book, uint32_t own, struct instant at)
{
    const struct voxel *voxel = voxel_at(book, own);
    const struct scale *scale = scale_of_group(book, voxel->key.group);
    uint32_t around[AROUND_MOST], found = voxel->count > 0;
    size_t count = voxels_around(&book->voxels, &voxel->key, around);
    for (size_t i = 0; i < count; i++)
        if (around[i] != own && voxel_reaches(&book->voxels, scale, around[i], at))
            found += voxel->count == 0 || !voxels_linked(&book->voxels, scale, own, around[i]);
    return found;
}

/* Whether a heavy firing is in both. */
static bool share_one(const struct tct_book *book, uint32_t near, uint32_t heavy)
{
    for (uint32_t i = voxel_at(book, heavy)->first; i != NOTHING;
         i = book->voxels.entries[i].next) {
        const struct spot *spot = &book->firings[book->voxels.entries[i].firing].spot;
        if (voxel_of_entry(book, spot->entry[INDEX_NEAR]) == near)
            return true;
    }
    return false;
}

void leave(struct tct_book *book, const struct spot *spot)
{
    uint32_t near = voxel_of_entry(book, spot->entry[INDEX_NEAR]);
    uint32_t heavy = voxel_of_entry(book, spot->entry[INDEX_HEAVY]);
    uint32_t cluster = voxel_at(book, near)->cluster;
    voxels_take(&book->voxels, spot->entry[INDEX_NEAR]);
    uint32_t ends = spokes(book, near, spot->at);
    if (heavy != NOTHING) {
        voxels_take(&book->voxels, spot->entry[INDEX_HEAVY]);
        ends += spokes(book, heavy, spot->at);
        /* The two voxels are one end where another heavy firing is in both. */
        ends -= voxel_at(book, near)->count > 0 && share_one(book, near, heavy);
    }
    if (ends > 1)
        mark_doubtful(book, cluster);
    if (voxel_at(book, near)->count == 0)
        drop_voxel(book, near);
    if (heavy != NOTHING && voxel_at(book, heavy)->count == 0)
        drop_voxel(book, heavy);
}

static void reach(struct tct_book *book, uint32_t voxel)
{
    if (voxel == NOTHING || voxel_at(book, voxel)->mark == book->mark)
        return;
    voxel_at(book, voxel)->mark = book->mark;
    push(&book->queue, voxel);
}

/* The voxels of the other scale in which its heavy firings are as well. */
static void reach_other_scale(struct tct_book *book, uint32_t voxel)
{
    bool near = is_near_group(voxel_at(book, voxel)->key.group);
    for (uint32_t i = voxel_at(book, voxel)->first; i != NOTHING;
         i = book->voxels.entries[i].next) {
        const struct spot *spot = &book->firings[book->voxels.entries[i].firing].spot;
        reach(book, voxel_of_entry(book, spot->entry[near ? INDEX_HEAVY : INDEX_NEAR]));
    }
}

static void reach_around(struct tct_book *book, uint32_t voxel)
{
    const struct scale *scale = scale_of_group(book, voxel_at(book, voxel)->key.group);
    uint32_t around[AROUND_MOST];
    size_t count = voxels_around(&book->voxels, &voxel_at(book, voxel)->key, around);
    for (size_t i = 0; i < count; i++)
        if (voxel_at(book, around[i])->mark != book->mark &&
            voxels_linked(&book->voxels, scale, voxel, around[i]))
            reach(book, around[i]);
}

/* The part of its cluster that holds this voxel: in the queue. */
static void go_round(struct tct_book *book, uint32_t voxel)
{
    book->queue.count = 0;
    reach(book, voxel);
    for (uint32_t i = 0; i < book->queue.count; i++) {
        reach_other_scale(book, book->queue.all[i]);
        reach_around(book, book->queue.all[i]);
    }
}

static void next_round(struct tct_book *book)
{
    if (++book->mark != 0)
        return;
    for (uint32_t i = 0; i < book->voxels.voxel_stock.count; i++)
        book->voxels.all[i].mark = 0;
    book->mark = 1;
}

/* Each part becomes a cluster of its own, if there is more than one. */
static void part(struct tct_book *book, uint32_t cluster)
{
    uint32_t voxel = book->clusters[cluster].first_voxel;
    next_round(book);
    go_round(book, voxel);
    if (book->queue.count == book->clusters[cluster].voxels)
        return;
    next_round(book);
    for (; voxel != NOTHING; voxel = book->clusters[cluster].first_voxel) {
        uint32_t own = new_cluster(book);
        go_round(book, voxel);
        for (uint32_t i = 0; i < book->queue.count; i++) {
            remove_voxel(book, book->queue.all[i]);
            add_voxel(book, own, book->queue.all[i]);
        }
    }
    free_cluster(book, cluster);
}

void part_doubtful(struct tct_book *book)
{
    while (book->doubtful.count > 0) {
        uint32_t cluster = pop(&book->doubtful);
        if (!book->clusters[cluster].doubtful)
            continue; /* gone */
        book->clusters[cluster].doubtful = false;
        part(book, cluster);
    }
}

uint32_t cluster_of(const struct tct_book *book, uint32_t firing)
{
    const struct spot *spot = &book->firings[firing].spot;
    if (!spot->placed)
        return NOTHING;
    if (spot->anchor != NOTHING)
        spot = &book->firings[spot->anchor].spot;
    uint32_t voxel = voxel_of_entry(book, spot->entry[INDEX_NEAR]);
    return voxel == NOTHING ? NOTHING : voxel_at(book, voxel)->cluster;
}
