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
    uint32_t box, box_before, box_next;
};

/* Of what is or was inside. */
struct bounds {
    struct instant low, high;
};

/* A part of a voxel that holds many. */
struct box {
    struct bounds bounds;
    uint32_t first, count; /* entries */
    uint32_t next;         /* of the voxel */
};

enum { PARTS = 8, PARTS_OF_TIME = 4, BOXES_MOST = PARTS * PARTS * PARTS_OF_TIME };

/* Where the boxes of a voxel are. */
struct boxes {
    uint32_t all[BOXES_MOST];
};

struct voxel {
    struct voxel_key key;
    struct bounds bounds;
    uint32_t first, count;     /* entries */
    uint32_t boxes, first_box; /* NOTHING: it holds few */
    uint32_t cluster;          /* all firings of a voxel are linked: they are of one */
    uint32_t before, next;     /* of the cluster */
    uint32_t mark;             /* for whoever goes round */
    uint64_t widest_ns;        /* no entry's gap is wider */
};

struct slot {
    uint32_t hash, voxel;
};

/* Of an array: how many were ever used, of those it has room for; how many are; the free ones,
 * which are a list. */
struct stock {
    uint32_t count, room, live, free;
};

struct voxels {
    struct voxel *all;
    struct entry *entries;
    struct box *boxes;
    struct boxes *directories;
    struct stock voxel_stock, entry_stock, box_stock, directory_stock;
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

/* The number of the new entry. A new voxel is of no cluster. `scale` as the key has it; NULL: what
 * is in reach of what will never be asked of this voxel. */
uint32_t voxels_put(struct voxels *voxels, const struct scale *scale, const struct voxel_key *key,
                    struct instant at, uint32_t firing);

/* The entry is gone; its voxel stays until it is dropped. */
void voxels_take(struct voxels *voxels, uint32_t entry);
void voxels_drop(struct voxels *voxels, uint32_t voxel); /* an empty one */

enum { AROUND_MOST = 75 };

/* Voxels in which there may be something within the scale's reach of one with this key, its own
 * included. */
size_t voxels_around(const struct voxels *voxels, const struct voxel_key *key,
                     uint32_t ret[AROUND_MOST]);

/* How long they are apart, which may be longer than int64 has room for. */
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

/* Of an array with free places: takes one (the next free one after it is told), gives one back
 * (told is the one that is free after it). */
uint32_t stock_take(struct stock *stock, uint32_t next_free);
uint32_t stock_give(struct stock *stock, uint32_t number);

/* boxes.c: of a voxel that comes to hold many. */
void boxes_init(struct voxels *voxels);
void boxes_free(struct voxels *voxels);
TCT_MUST_CHECK enum tct_status boxes_reserve(struct voxels *voxels, size_t more_entries,
                                             struct tct_error *err);
void boxes_put(struct voxels *voxels, const struct scale *scale, uint32_t entry);
void boxes_take(struct voxels *voxels, uint32_t entry);
void boxes_drop(struct voxels *voxels, uint32_t voxel);
void widen(struct bounds *bounds, struct instant at);

/* reaches.c. How far in time it is at least to what is in the voxel. */
uint64_t voxel_gap_ns(const struct voxel *voxel, int64_t time_ns);

/* Whether one in the voxel is within reach of this. */
bool voxel_reaches(const struct voxels *voxels, const struct scale *scale, uint32_t voxel,
                   struct instant at);

/* Whether one in `a` is within reach of one in `b`. */
bool voxels_linked(const struct voxels *voxels, const struct scale *scale, uint32_t a, uint32_t b);

#endif
