/* Boxes: a voxel that comes to hold many is divided, so that what is out of reach is passed over
 * box by box, and one that is within reach altogether settles the question. */
#include <math.h>
#include <stdlib.h>

#include "growth.h"
#include "voxels.h"

enum { DIVIDED_FROM = 64 }; /* entries */

void boxes_init(struct voxels *voxels)
{
    voxels->box_stock.free = voxels->directory_stock.free = NOTHING;
}

void boxes_free(struct voxels *voxels)
{
    free(voxels->boxes);
    free(voxels->directories);
}

/* Voxels that are not divided yet come to be so by these entries, and may then fill a box with each
 * that they hold. */
enum tct_status boxes_reserve(struct voxels *voxels, size_t more_entries, struct tct_error *err)
{
    size_t entries = voxels->entry_stock.live + more_entries;
    size_t divided = entries / DIVIDED_FROM < more_entries ? entries / DIVIDED_FROM : more_entries;
    enum tct_status status =
        grow(&voxels->directories, &voxels->directory_stock.room,
             voxels->directory_stock.live + divided, sizeof(*voxels->directories), err);
    if (status == TCT_OK)
        status = grow(&voxels->boxes, &voxels->box_stock.room,
                      voxels->box_stock.live + more_entries + DIVIDED_FROM * divided,
                      sizeof(*voxels->boxes), err);
    return status;
}

void widen(struct bounds *bounds, struct instant at)
{
    bounds->low.x_m = fmin(bounds->low.x_m, at.x_m);
    bounds->low.y_m = fmin(bounds->low.y_m, at.y_m);
    bounds->high.x_m = fmax(bounds->high.x_m, at.x_m);
    bounds->high.y_m = fmax(bounds->high.y_m, at.y_m);
    if (at.time_ns < bounds->low.time_ns)
        bounds->low.time_ns = at.time_ns;
    if (at.time_ns > bounds->high.time_ns)
        bounds->high.time_ns = at.time_ns;
}

/* Which of so many parts, by how far it is through all of them. */
static uint32_t part_at(double share, int parts)
{
    return (uint32_t)fmin(parts - 1, fmax(0.0, floor(share * parts)));
}

static uint32_t part_of(const struct scale *scale, const struct voxel_key *key, struct instant at)
{
    int64_t into_ns = at.time_ns % scale->quiet_ns;
    into_ns += into_ns < 0 ? scale->quiet_ns : 0;
    uint32_t x = part_at(at.x_m / scale->cell_m - (double)key->x, PARTS);
    uint32_t y = part_at(at.y_m / scale->cell_m - (double)key->y, PARTS);
    uint32_t time = part_at((double)into_ns / (double)scale->quiet_ns, PARTS_OF_TIME);
    return (time * PARTS + y) * PARTS + x;
}

static uint32_t new_box(struct voxels *voxels, struct voxel *voxel, struct instant at)
{
    struct stock *stock = &voxels->box_stock;
    uint32_t number =
        stock_take(stock, stock->free == NOTHING ? NOTHING : voxels->boxes[stock->free].next);
    voxels->boxes[number] = (struct box){{at, at}, NOTHING, 0, voxel->first_box};
    voxel->first_box = number;
    return number;
}

static void put_in_box(struct voxels *voxels, const struct scale *scale, uint32_t number)
{
    struct entry *entry = &voxels->entries[number];
    struct voxel *voxel = &voxels->all[entry->voxel];
    uint32_t *own = &voxels->directories[voxel->boxes].all[part_of(scale, &voxel->key, entry->at)];
    if (*own == NOTHING)
        *own = new_box(voxels, voxel, entry->at);
    struct box *box = &voxels->boxes[*own];
    if (box->count == 0)
        box->bounds = (struct bounds){entry->at, entry->at};
    widen(&box->bounds, entry->at);
    entry->box = *own;
    entry->box_before = NOTHING;
    entry->box_next = box->first;
    if (box->first != NOTHING)
        voxels->entries[box->first].box_before = number;
    box->first = number;
    box->count++;
}

static void divide(struct voxels *voxels, const struct scale *scale, struct voxel *voxel)
{
    struct stock *stock = &voxels->directory_stock;
    voxel->boxes = stock_take(
        stock, stock->free == NOTHING ? NOTHING : voxels->directories[stock->free].all[0]);
    for (int i = 0; i < BOXES_MOST; i++)
        voxels->directories[voxel->boxes].all[i] = NOTHING;
    for (uint32_t i = voxel->first; i != NOTHING; i = voxels->entries[i].next)
        put_in_box(voxels, scale, i);
}

void boxes_put(struct voxels *voxels, const struct scale *scale, uint32_t entry)
{
    struct voxel *voxel = &voxels->all[voxels->entries[entry].voxel];
    if (voxel->boxes != NOTHING)
        put_in_box(voxels, scale, entry);
    else if (voxel->count >= DIVIDED_FROM)
        divide(voxels, scale, voxel);
}

void boxes_take(struct voxels *voxels, uint32_t entry)
{
    struct entry *gone = &voxels->entries[entry];
    if (gone->box == NOTHING)
        return;
    struct box *box = &voxels->boxes[gone->box];
    if (gone->box_before != NOTHING)
        voxels->entries[gone->box_before].box_next = gone->box_next;
    else
        box->first = gone->box_next;
    if (gone->box_next != NOTHING)
        voxels->entries[gone->box_next].box_before = gone->box_before;
    box->count--;
}

void boxes_drop(struct voxels *voxels, uint32_t number)
{
    struct voxel *voxel = &voxels->all[number];
    if (voxel->boxes == NOTHING)
        return;
    for (uint32_t box = voxel->first_box, next; box != NOTHING; box = next) {
        next = voxels->boxes[box].next;
        voxels->boxes[box].next = stock_give(&voxels->box_stock, box);
    }
    voxels->directories[voxel->boxes].all[0] = stock_give(&voxels->directory_stock, voxel->boxes);
}
