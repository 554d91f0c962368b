/* Voxels: a hash table of boxes with open addressing, whose entries are lists in one array. */
#include "voxels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "growth.h"

/* The diagonal of a cell is a little under the reach, whatever is rounded. */
static const double CELL_OF_REACH = 0.7;

enum { SLOTS_LEAST = 64, NEIGHBOURS = 2 };

struct scale scale_of(double reach_m, double quiet_s)
{
    int64_t quiet_ns = (int64_t)(quiet_s * 1e9);
    return (struct scale){CELL_OF_REACH * reach_m, reach_m * reach_m, quiet_ns > 0 ? quiet_ns : 1};
}

struct voxel_key voxel_key(const struct scale *scale, struct instant at, uint32_t group)
{
    int64_t bin = at.time_ns / scale->quiet_ns;
    bin -= at.time_ns % scale->quiet_ns < 0;
    return (struct voxel_key){(int64_t)floor(at.x_m / scale->cell_m),
                              (int64_t)floor(at.y_m / scale->cell_m), bin, group};
}

void voxels_init(struct voxels *voxels)
{
    *voxels = (struct voxels){.voxel_stock.free = NOTHING, .entry_stock.free = NOTHING};
    boxes_init(voxels);
}

void voxels_free(struct voxels *voxels)
{
    boxes_free(voxels);
    free(voxels->all);
    free(voxels->entries);
    free(voxels->slots);
    voxels_init(voxels);
}

static uint32_t hash_of(const struct voxel_key *key)
{
    uint64_t h = (uint64_t)key->x * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ (h >> 32) ^ (uint64_t)key->y) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ (h >> 29) ^ (uint64_t)key->time) * UINT64_C(0x94d049bb133111eb);
    h = (h ^ (h >> 32) ^ key->group) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(h >> 32);
}

static bool same_key(const struct voxel_key *a, const struct voxel_key *b)
{
    return a->x == b->x && a->y == b->y && a->time == b->time && a->group == b->group;
}

static void slot_fill(struct slot *slots, uint32_t mask, struct slot slot)
{
    uint32_t at = slot.hash & mask;
    while (slots[at].voxel != NOTHING)
        at = (at + 1) & mask;
    slots[at] = slot;
}

/* At most half of the slots are ever taken. */
static enum tct_status grow_slots(struct voxels *voxels, size_t voxels_most, struct tct_error *err)
{
    size_t have = voxels->slots == NULL ? 0 : (size_t)voxels->slot_mask + 1, wanted = SLOTS_LEAST;
    while (wanted < 2 * voxels_most)
        wanted *= 2;
    if (wanted <= have)
        return TCT_OK;
    struct slot *slots = malloc(wanted * sizeof(*slots));
    if (slots == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a book of incidents");
    memset(slots, 0xff, wanted * sizeof(*slots));
    for (size_t i = 0; i < have; i++)
        if (voxels->slots[i].voxel != NOTHING)
            slot_fill(slots, (uint32_t)(wanted - 1), voxels->slots[i]);
    free(voxels->slots);
    voxels->slots = slots;
    voxels->slot_mask = (uint32_t)(wanted - 1);
    return TCT_OK;
}

enum tct_status voxels_reserve(struct voxels *voxels, size_t more, struct tct_error *err)
{
    enum tct_status status = grow(&voxels->entries, &voxels->entry_stock.room,
                                  voxels->entry_stock.live + more, sizeof(*voxels->entries), err);
    if (status == TCT_OK)
        status = grow(&voxels->all, &voxels->voxel_stock.room, voxels->voxel_stock.live + more,
                      sizeof(*voxels->all), err);
    if (status == TCT_OK)
        status = grow_slots(voxels, voxels->voxel_stock.live + more, err);
    if (status == TCT_OK)
        status = boxes_reserve(voxels, more, err);
    return status;
}

static uint32_t slot_of(const struct voxels *voxels, const struct voxel_key *key, uint32_t hash)
{
    if (voxels->slots == NULL)
        return NOTHING;
    for (uint32_t at = hash & voxels->slot_mask;; at = (at + 1) & voxels->slot_mask) {
        const struct slot *slot = &voxels->slots[at];
        if (slot->voxel == NOTHING)
            return NOTHING;
        if (slot->hash == hash && same_key(&voxels->all[slot->voxel].key, key))
            return at;
    }
}

uint32_t voxels_find(const struct voxels *voxels, const struct voxel_key *key)
{
    uint32_t at = slot_of(voxels, key, hash_of(key));
    return at == NOTHING ? NOTHING : voxels->slots[at].voxel;
}

uint32_t stock_take(struct stock *stock, uint32_t next_free)
{
    uint32_t number = stock->free;
    if (number != NOTHING)
        stock->free = next_free;
    else
        number = stock->count++;
    TCT_ASSERT(number < stock->room);
    stock->live++;
    return number;
}

uint32_t stock_give(struct stock *stock, uint32_t number)
{
    uint32_t next_free = stock->free;
    stock->free = number;
    stock->live--;
    return next_free;
}

static uint32_t new_voxel(struct voxels *voxels, const struct voxel_key *key, struct instant at)
{
    struct stock *stock = &voxels->voxel_stock;
    uint32_t number =
        stock_take(stock, stock->free == NOTHING ? NOTHING : voxels->all[stock->free].next);
    voxels->all[number] = (struct voxel){.key = *key,
                                         .bounds = {at, at},
                                         .first = NOTHING,
                                         .boxes = NOTHING,
                                         .first_box = NOTHING,
                                         .cluster = NOTHING,
                                         .before = NOTHING,
                                         .next = NOTHING};
    slot_fill(voxels->slots, voxels->slot_mask, (struct slot){hash_of(key), number});
    return number;
}

uint32_t voxels_put(struct voxels *voxels, const struct scale *scale, const struct voxel_key *key,
                    struct instant at, uint32_t firing)
{
    struct stock *stock = &voxels->entry_stock;
    uint32_t number = voxels_find(voxels, key);
    if (number == NOTHING)
        number = new_voxel(voxels, key, at);
    uint32_t entry =
        stock_take(stock, stock->free == NOTHING ? NOTHING : voxels->entries[stock->free].next);
    struct voxel *voxel = &voxels->all[number];
    voxels->entries[entry] = (struct entry){.at = at,
                                            .gap_ns = UINT64_MAX,
                                            .firing = firing,
                                            .voxel = number,
                                            .before = NOTHING,
                                            .next = voxel->first,
                                            .box = NOTHING};
    if (voxel->first != NOTHING)
        voxels->entries[voxel->first].before = entry;
    if (voxel->count == 0)
        voxel->bounds = (struct bounds){at, at};
    widen(&voxel->bounds, at);
    voxel->first = entry;
    voxel->widest_ns = UINT64_MAX;
    voxel->count++;
    if (scale != NULL)
        boxes_put(voxels, scale, entry);
    return entry;
}

void voxels_take(struct voxels *voxels, uint32_t entry)
{
    struct entry *gone = &voxels->entries[entry];
    struct voxel *voxel = &voxels->all[gone->voxel];
    if (gone->before != NOTHING)
        voxels->entries[gone->before].next = gone->next;
    else
        voxel->first = gone->next;
    if (gone->next != NOTHING)
        voxels->entries[gone->next].before = gone->before;
    boxes_take(voxels, entry);
    voxel->count--;
    gone->next = stock_give(&voxels->entry_stock, entry);
}

/* What stands behind an emptied slot moves up, so that no search ends too early (Knuth 6.4 R). */
static void slot_clear(struct voxels *voxels, uint32_t at)
{
    uint32_t mask = voxels->slot_mask;
    for (uint32_t next = (at + 1) & mask; voxels->slots[next].voxel != NOTHING;
         next = (next + 1) & mask) {
        uint32_t home = voxels->slots[next].hash & mask;
        if (((next - home) & mask) >= ((next - at) & mask)) {
            voxels->slots[at] = voxels->slots[next];
            at = next;
        }
    }
    voxels->slots[at].voxel = NOTHING;
}

void voxels_drop(struct voxels *voxels, uint32_t voxel)
{
    struct voxel *gone = &voxels->all[voxel];
    TCT_ASSERT(gone->count == 0);
    slot_clear(voxels, slot_of(voxels, &gone->key, hash_of(&gone->key)));
    boxes_drop(voxels, voxel);
    gone->next = stock_give(&voxels->voxel_stock, voxel);
}

size_t voxels_around(const struct voxels *voxels, const struct voxel_key *key,
                     uint32_t ret[AROUND_MOST])
{
    size_t count = 0;
    for (int64_t time = -1; time <= 1; time++)
        for (int64_t x = -NEIGHBOURS; x <= NEIGHBOURS; x++)
            for (int64_t y = -NEIGHBOURS; y <= NEIGHBOURS; y++) {
                struct voxel_key near = {key->x + x, key->y + y, key->time, key->group};
                if (__builtin_add_overflow(key->time, time, &near.time))
                    continue;
                ret[count] = voxels_find(voxels, &near);
                count += ret[count] != NOTHING;
            }
    return count;
}
