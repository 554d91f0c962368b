/* Action plans from YAML (tacet-plan-file(5)), and their dates as a calendar. */
#ifndef TACET_FACE_PLAN_FILE_H
#define TACET_FACE_PLAN_FILE_H

#include <stdio.h>

#include "tacet/accord.h"
#include "tacet/face/sector.h"

enum { TCT_PLAN_MEASURES = 2000, TCT_PLAN_INDICATORS = 64, TCT_PLAN_ROUNDS = 1000 };

/* What the plan itself does not know of a measure. */
struct tct_measure_words {
    const char *id, *text; /* text: the id where there is none */
    const char *owner;     /* a party's id, "both" or "mission" */
    const char *part;      /* of the line, of the work; NULL: all */
    size_t line;
};

struct tct_meeting {
    int64_t from_ns;
    const char *text;
};

/* Everything is the arena's. */
struct tct_plan_file {
    const char *id;
    struct tct_plan plan;
    const char *const *goals; /* their texts */
    struct tct_measure_words *words;
    struct tct_meeting *meetings; /* and inspections, by their order in the file */
    size_t meeting_count;
    int utc_offset_s;
};

/* Errors: TCT_ERR_INPUT with file and line, TCT_ERR_LIMIT, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_plan_file_load(const char *path,
                                                          const struct tct_sector *sector,
                                                          struct tct_arena *arena,
                                                          struct tct_plan_file *ret,
                                                          struct tct_error *err);

/* Writes deadlines and meetings as iCalendar (RFC 5545), each with a name of its own that stays the
 * same. `now_ns` is when it is written. Errors: TCT_ERR_IO. */
TCT_API TCT_MUST_CHECK enum tct_status tct_plan_calendar(FILE *file,
                                                         const struct tct_plan_file *plan,
                                                         int64_t now_ns, struct tct_error *err);

TCT_API extern const char *const TCT_GRADE_NAMES[TCT_GRADE_COUNT];
TCT_API extern const char *const TCT_STATE_NAMES[TCT_STATE_COUNT];

#endif
