/* The parts of a book that its files share.
 *
 * Firings that are linked, directly or by a chain, are a cluster; what the world knows a cluster by
 * is the number of an incident. A change puts firings in, then takes out what was there before,
 * then looks what fell apart (links.c), and last says how numbers go on (numbers.c). All memory of
 * a change is reserved before it begins. */
#ifndef TACET_INCIDENT_BOOK_PARTS_H
#define TACET_INCIDENT_BOOK_PARTS_H

#include "growth.h"
#include "tacet/incident/book.h"
#include "voxels.h"

/* What a firing's entries are for. */
enum index {
    INDEX_NEAR,  /* links at the reach */
    INDEX_HEAVY, /* links of heavy ones at theirs */
    INDEX_VAGUE, /* finds those that link nothing */
    INDEX_VAGUE_HEAVY,
    INDEX_TIME, /* finds all by time */
    INDEX_COUNT,
};

/* Where a firing is. */
struct spot {
    bool placed; /* it takes part at all */
    bool heavy;
    bool vague; /* too poorly known to link others */
    struct instant at;
    uint32_t label; /* the activity that it is of */
    uint32_t entry[INDEX_COUNT];
    uint32_t anchor; /* of a vague one: the firing that it hangs on */
};

struct place_in_book {
    struct tct_firing firing;
    struct spot spot;
    bool there;          /* not withdrawn */
    bool moved;          /* is in the list of those that moved */
    uint32_t told;       /* the incident that it was last said to be of, or one that was taken */
    uint32_t first_hung; /* the vague ones that hang on it, a list */
    uint32_t before_hung, next_hung;
};

struct cluster {
    uint32_t first_voxel, voxels, next; /* `next`: of the free ones */
    uint32_t number;                    /* of its incident */
    bool doubtful;                      /* it may have fallen apart */
    bool unsettled;                     /* has no number yet */
};

struct incident {
    uint32_t taken_by; /* itself, unless it was taken */
    uint32_t cluster;  /* NOTHING: it is homeless, was taken or has ended */
    /* While it is sought who inherits the number: */
    uint32_t votes, most_votes, heir; /* firings in the cluster looked at; in the best, which is */
    uint32_t earliest, heir_earliest; /* of them */
};

struct list {
    uint32_t *all;
    uint32_t count, room;
};

struct book_activity {
    struct tct_activity activity;
    bool there;
};

struct tct_book {
    struct scale scales[2]; /* near, heavy */
    struct scale times;     /* of what finds by time */
    double vague_from_m;
    tct_changed_fn *changed;
    void *user;
    struct voxels voxels;
    struct place_in_book *firings;
    uint32_t firing_count, firing_room, vague_count;
    struct cluster *clusters;
    uint32_t cluster_count, cluster_room, cluster_free;
    struct incident *incidents;
    uint32_t incident_count, incident_room;
    struct book_activity *activities;
    uint32_t activity_count, activity_room;
    struct list unsettled;     /* clusters, some of them gone or settled meanwhile */
    struct list doubtful;      /* clusters, likewise */
    struct list homeless;      /* incidents that lost their cluster */
    struct list moved;         /* firings that may be of another incident than was said */
    struct list queue;         /* of whoever goes round voxels, or counts numbers */
    struct list members;       /* what tct_book_members shows */
    uint32_t mark;             /* the last round's */
    uint32_t revised;          /* a firing that is told of even if it stays where it is */
    int64_t first_ns, last_ns; /* of all that ever was in it; valid once there was something */
};

/* links.c */
uint32_t group_of(uint32_t label, enum index index, bool vague);
bool is_near_group(uint32_t group); /* of voxels in which each member of a cluster is once */
void join(struct tct_book *book, uint32_t firing, struct spot *spot);
void leave(struct tct_book *book, const struct spot *spot);
void part_doubtful(struct tct_book *book);
/* The cluster of a firing, by what it hangs on if it does; NOTHING: none. */
uint32_t cluster_of(const struct tct_book *book, uint32_t firing);

/* vague.c */
void unhang(struct tct_book *book, uint32_t firing);
/* Where the vague firing belongs now: hung on its anchor, or among those that have none. */
void settle_vague(struct tct_book *book, uint32_t firing);
/* The vague ones around a firing that was put there may hang on it rather. */
void draw_vague(struct tct_book *book, uint32_t firing);

/* labels.c */
uint32_t label_of(const struct tct_book *book, const struct tct_firing *firing);

/* numbers.c */
void mark_moved(struct tct_book *book, uint32_t firing);
uint32_t told_number(struct tct_book *book, uint32_t firing);
void merge_numbers(struct tct_book *book, struct cluster *into, uint32_t taken);
void settle(struct tct_book *book);
/* Calls for each firing of the cluster. */
typedef void member_fn(struct tct_book *book, uint32_t firing, void *user);
void each_member(struct tct_book *book, uint32_t cluster, member_fn *call, void *user);

/* book.c */
bool is_place(struct tct_plane place);
struct voxel_key time_key(const struct tct_book *book, int64_t time_ns, uint32_t label,
                          enum index index);
TCT_MUST_CHECK enum tct_status reserve(struct tct_book *book, size_t changes,
                                       struct tct_error *err);
/* Takes a firing from where it was to where it belongs as it is now, under this label. */
void shift(struct tct_book *book, uint32_t firing, uint32_t label);

static inline void push(struct list *list, uint32_t item)
{
    TCT_ASSERT(list->count < list->room);
    list->all[list->count++] = item;
}

static inline uint32_t pop(struct list *list)
{
    return list->all[--list->count];
}

#endif
