/* What is within reach of what: by the bounds of many as long as these tell, then one by one. */
#include <math.h>

#include "voxels.h"

static uint64_t gap_between_ns(const struct bounds *a, const struct bounds *b)
{
    if (a->high.time_ns < b->low.time_ns)
        return time_gap_ns(a->high.time_ns, b->low.time_ns);
    return a->low.time_ns > b->high.time_ns ? time_gap_ns(a->low.time_ns, b->high.time_ns) : 0;
}

static uint64_t longest_gap_ns(const struct bounds *a, const struct bounds *b)
{
    uint64_t one = time_gap_ns(a->low.time_ns, b->high.time_ns);
    uint64_t other = time_gap_ns(a->high.time_ns, b->low.time_ns);
    return one > other ? one : other;
}

/* Whether anything in these bounds could be within reach. */
static bool may_reach(const struct scale *scale, const struct bounds *a, const struct bounds *b)
{
    double x = fmax(0.0, fmax(a->low.x_m - b->high.x_m, b->low.x_m - a->high.x_m));
    double y = fmax(0.0, fmax(a->low.y_m - b->high.y_m, b->low.y_m - a->high.y_m));
    return x * x + y * y <= scale->reach_m2 && gap_between_ns(a, b) <= (uint64_t)scale->quiet_ns;
}

/* Whether everything in them is. */
static bool must_reach(const struct scale *scale, const struct bounds *a, const struct bounds *b)
{
    double x = fmax(a->high.x_m - b->low.x_m, b->high.x_m - a->low.x_m);
    double y = fmax(a->high.y_m - b->low.y_m, b->high.y_m - a->low.y_m);
    return x * x + y * y <= scale->reach_m2 && longest_gap_ns(a, b) <= (uint64_t)scale->quiet_ns;
}

uint64_t voxel_gap_ns(const struct voxel *voxel, int64_t time_ns)
{
    struct instant at = {.time_ns = time_ns};
    return gap_between_ns(&(struct bounds){at, at}, &voxel->bounds);
}

static bool box_reaches(const struct voxels *voxels, const struct scale *scale,
                        const struct box *box, struct instant at)
{
    const struct bounds own = {at, at};
    if (box->count == 0 || !may_reach(scale, &own, &box->bounds))
        return false;
    if (must_reach(scale, &own, &box->bounds))
        return true;
    for (uint32_t i = box->first; i != NOTHING; i = voxels->entries[i].box_next)
        if (within(scale, voxels->entries[i].at, at))
            return true;
    return false;
}

bool voxel_reaches(const struct voxels *voxels, const struct scale *scale, uint32_t voxel,
                   struct instant at)
{
    const struct voxel *v = &voxels->all[voxel];
    const struct bounds own = {at, at};
    if (v->count == 0 || !may_reach(scale, &own, &v->bounds))
        return false;
    if (must_reach(scale, &own, &v->bounds))
        return true;
    for (uint32_t i = v->first_box; i != NOTHING; i = voxels->boxes[i].next)
        if (box_reaches(voxels, scale, &voxels->boxes[i], at))
            return true;
    for (uint32_t i = v->first; i != NOTHING && v->boxes == NOTHING; i = voxels->entries[i].next)
        if (within(scale, voxels->entries[i].at, at))
            return true;
    return false;
}

static bool boxes_linked(const struct voxels *voxels, const struct scale *scale,
                         const struct box *a, const struct box *b)
{
    if (b->count == 0 || !may_reach(scale, &a->bounds, &b->bounds))
        return false;
    if (must_reach(scale, &a->bounds, &b->bounds))
        return true;
    for (uint32_t i = a->first; i != NOTHING; i = voxels->entries[i].box_next)
        if (box_reaches(voxels, scale, b, voxels->entries[i].at))
            return true;
    return false;
}

static bool divided_linked(const struct voxels *voxels, const struct scale *scale,
                           const struct voxel *a, const struct voxel *b)
{
    for (uint32_t i = a->first_box; i != NOTHING; i = voxels->boxes[i].next) {
        const struct box *box = &voxels->boxes[i];
        if (box->count == 0 || !may_reach(scale, &box->bounds, &b->bounds))
            continue;
        for (uint32_t k = b->first_box; k != NOTHING; k = voxels->boxes[k].next)
            if (boxes_linked(voxels, scale, box, &voxels->boxes[k]))
                return true;
    }
    return false;
}

bool voxels_linked(const struct voxels *voxels, const struct scale *scale, uint32_t a, uint32_t b)
{
    const struct voxel *few = &voxels->all[a], *many = &voxels->all[b];
    uint32_t other = b;
    if (few->count == 0 || many->count == 0 || !may_reach(scale, &few->bounds, &many->bounds))
        return false;
    if (must_reach(scale, &few->bounds, &many->bounds))
        return true;
    if (few->boxes != NOTHING && many->boxes != NOTHING)
        return divided_linked(voxels, scale, few, many);
    if (few->boxes != NOTHING) {
        few = many;
        other = a;
    }
    for (uint32_t i = few->first; i != NOTHING; i = voxels->entries[i].next)
        if (voxel_reaches(voxels, scale, other, voxels->entries[i].at))
            return true;
    return false;
}
