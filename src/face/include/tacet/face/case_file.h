/* Cases as JSON objects (tacet-case(5)), whole or as somebody may see them. */
#ifndef TACET_FACE_CASE_FILE_H
#define TACET_FACE_CASE_FILE_H

#include <jansson.h>

#include "tacet/face/sector.h"
#include "tacet/inquiry.h"

/* A case that was opened, with what it does not know itself. */
struct tct_case_told {
    const struct tct_case *inquiry;
    const char *id;
    const struct tct_sector *sector; /* has the parties' ids */
};

/* All of it, at a time: for the mission's own files. Give back with json_decref; NULL: out of
 * memory. */
TCT_API json_t *tct_case_json(const struct tct_case_told *told, int64_t now_ns);

/* The same as `viewer` may see it: the case's state and each of its acts by itself, since an act of
 * a party is that party's own. `happened_ns` is when what the case is about happened. Errors:
 * TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_case_view(const struct tct_case_told *told,
                                                     const struct tct_viewer *viewer,
                                                     int64_t happened_ns, int64_t now_ns,
                                                     json_t **ret, struct tct_error *err);

#endif
