/* Voxels: firings in boxes of place and time, found by the box.
 *
 * Memory is taken by voxels_reserve alone, so that whoever has reserved cannot fail half way. */
#ifndef TACET_INCIDENT_VOXELS_H
#define TACET_INCIDENT_VOXELS_H

#include "tacet/base.h"

enum { NOTHING = UINT32_MAX };

/* How far a voxel reaches: two firings in one are at most `reach_m` and `quiet_ns` apart, and those
 * that are linked are at most two cells and one bin of time apart. */
struct scale {
    double cell_m, reach_m2;
    int64_t quiet_ns;
};

struct scale scale_of(double reach_m, double quiet_s);

struct instant {
    double x_m, y_m;
    int64_t time_ns;
};

/* The box; only firings of one `group` are compared. */
struct voxel_key {
    int64_t x, y, time;
    uint32_t group;
};

struct voxel_key voxel_key(const struct scale *scale, struct instant at, uint32_t group);

/* A firing in a voxel; one that moves is for a moment in two. */
struct entry {
    struct instant at;
    uint64_t gap_ns; /* of a vague one: from what it hangs on */
    uint32_t firing, voxel;
    uint32_t before, next; /* of the voxel */
};

struct voxel {
    struct voxel_key key;
    struct instant low, high; /* bounds of what is or was in it */
    uint32_t first, count;    /* entries */
    uint32_t cluster;         /* all firings of a voxel are linked: they are of one */
    uint32_t before, next;    /* of the cluster */
    uint32_t mark;            /* for whoever goes round */
    uint64_t widest_ns;       /* no entry's gap is wider */
};

struct slot {
    uint32_t hash, voxel;
};

struct voxels {
    struct voxel *all;
    uint32_t voxel_count, voxel_room, voxel_free, live; /* free ones are a list by `next` */
    struct entry *entries;
    uint32_t entry_count, entry_room, entry_free;
    uint32_t entries_live;
    struct slot *slots;
    uint32_t slot_mask; /* their number is a power of two */
};

void voxels_init(struct voxels *voxels);
void voxels_free(struct voxels *voxels);

/* Room for so many more entries, each in a voxel of its own. Errors: TCT_ERR_MEMORY, with nothing
 * changed. */
TCT_MUST_CHECK enum tct_status voxels_reserve(struct voxels *voxels, size_t more,
                                              struct tct_error *err);

/* NOTHING: there is none. */
uint32_t voxels_find(const struct voxels *voxels, const struct voxel_key *key);

/* The number of the new entry. A new voxel is of no cluster. */
uint32_t voxels_put(struct voxels *voxels, const struct voxel_key *key, struct instant at,
                    uint32_t firing);

/* The entry is gone; its voxel stays until it is dropped. */
void voxels_take(struct voxels *voxels, uint32_t entry);
void voxels_drop(struct voxels *voxels, uint32_t voxel); /* an empty one */

enum { AROUND_MOST = 75 };

/* Voxels in which there may be something within the scale's reach of one with this key, its own
 * included. */
size_t voxels_around(const struct voxels *voxels, const struct voxel_key *key,
                     uint32_t ret[AROUND_MOST]);

/* At most this long apart; the difference may be longer than int64 has room for. */
static inline uint64_t time_gap_ns(int64_t a, int64_t b)
{
    return a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
}

static inline double distance2_m2(struct instant a, struct instant b)
{
    double x = a.x_m - b.x_m, y = a.y_m - b.y_m;
    return x * x + y * y;
}

static inline bool within(const struct scale *scale, struct instant a, struct instant b)
{
    return time_gap_ns(a.time_ns, b.time_ns) <= (uint64_t)scale->quiet_ns &&
           distance2_m2(a, b) <= scale->reach_m2;
}

/* Whether one in the voxel is within reach of this. */
bool voxel_reaches(const struct voxels *voxels, const struct scale *scale, uint32_t voxel,
                   struct instant at);

/* Whether one in `a` is within reach of one in `b`. */
bool voxels_linked(const struct voxels *voxels, const struct scale *scale, uint32_t a, uint32_t b);

#endif
