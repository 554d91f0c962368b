/* A record of ours as somebody may see it. */
#ifndef TACET_DISCLOSURE_VIEW_H
#define TACET_DISCLOSURE_VIEW_H

#include <jansson.h>

#include "tacet/disclosure/decide.h"

/* What a member of an object is, and what becomes of it when it may be seen coarsely. */
enum tct_shape {
    TCT_SHAPE_WHOLE, /* exact or not at all */
    TCT_SHAPE_PLAIN, /* the same when coarse: words and numbers that tell no place */
    TCT_SHAPE_TIME,  /* RFC 3339: the beginning of its step of the coarse clock */
    TCT_SHAPE_PLACE, /* an object with x_m, y_m (and lon, lat): the middle of its square */
    TCT_SHAPE_HERE,  /* x_m, y_m, lon or lat of the object itself: likewise, all of them together */
    TCT_SHAPE_LIST,  /* an array or an object of things whose members have rows of their own */
};

/* Every member of every kind of object that leaves has a row; what has none never leaves. Paths are
 * the names of members with dots between, those of lists without an index: "engagements.place". */
struct tct_member {
    const char *path;
    enum tct_field field;
    enum tct_shape shape;
};

struct tct_kind {
    const char *name; /* "incident", "event", ... */
    const struct tct_member *members;
    size_t count;
};

/* The kinds that are known, for whoever wants to see that none is forgotten. */
TCT_API const struct tct_kind *tct_kinds(size_t *ret_count);
TCT_API const struct tct_kind *tct_kind_named(const char *name); /* NULL: none */

/* The object as `viewer` may see it now: members that may not be seen are not there, and a member
 * "withheld" names the classes of fields of which something is missing; places that are coarse say
 * so with "grid_m". Coarse places are squares of one grid that is fixed in the sector's plane, so
 * that asking again, or asking for more, tells nothing more. `object` is not altered; `frame` is
 * the sector's. Give back with json_decref. Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_disclose(const struct tct_viewer *viewer,
                                                    const struct tct_subject *subject,
                                                    const struct tct_kind *kind, json_t *object,
                                                    const struct tct_frame *frame, int64_t now_ns,
                                                    json_t **ret, struct tct_error *err);

/* The middle of the square of the grid that holds a place, both in the sector's own coordinates,
 * for who selects by place: a selection must see no more than its answer shows. */
TCT_API struct tct_plane tct_coarse_place(const struct tct_role *role, struct tct_plane place);

/* The beginning of the step of the coarse clock that holds a time. */
TCT_API int64_t tct_coarse_time(const struct tct_role *role, int64_t time_ns);

#endif
