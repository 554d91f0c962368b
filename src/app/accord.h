/* What the subcommands of tacet accord have in common. */
#ifndef TACET_APP_ACCORD_H
#define TACET_APP_ACCORD_H

#include "ground.h"
#include "tacet/face/agreement_file.h"

extern const struct command command_accord_assess;
extern const struct command command_accord_check;
extern const struct command command_accord_plan;
extern const struct command command_accord_sign;

/* What an agreement is judged by; arrays and ids are the arena's. */
struct accord_evidence {
    struct tct_sighting *sightings;
    char **event_ids;
    size_t event_count;
    struct tct_activity *activities;
    char **activity_ids;
    size_t activity_count;
    struct tct_inspection *inspections;
    char **inspection_ids;
    size_t inspection_count;
};

/* Each adds to what is there; NULL paths add nothing. What is wrong in a line is told and skipped.
 * Errors: TCT_ERR_INPUT (no such file, nothing usable), TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status accord_events(struct ground *ground, const char *path,
                                             struct accord_evidence *to, struct tct_error *err);
TCT_MUST_CHECK enum tct_status accord_statements(struct ground *ground, const char *path,
                                                 struct accord_evidence *to, struct tct_error *err);
TCT_MUST_CHECK enum tct_status accord_inspections(struct ground *ground, const char *path,
                                                  struct accord_evidence *to,
                                                  struct tct_error *err);

/* What would have been heard from `from_ns` to `until_ns`. By a stated table (tacet-agreement(5)),
 * by the sector's stations hour by hour, or not at all. */
struct accord_hearing_request {
    const char *coverage_path, *hearing_path;
    bool deaf;
};
struct accord_hearing;
TCT_MUST_CHECK enum tct_status accord_hearing_open(struct ground *ground,
                                                   const struct accord_hearing_request *request,
                                                   int64_t from_ns, int64_t until_ns,
                                                   struct accord_hearing **ret,
                                                   struct tct_error *err);
struct tct_hearing accord_hearing_of(struct accord_hearing *hearing);
void accord_hearing_close(struct accord_hearing *hearing); /* NULL is fine */

/* How many of the versions both parties signed, in their order. Of the first that is not signed by
 * both it is said on standard error who signed. `authors_path`: a table of authors as a log has
 * them. Errors: TCT_ERR_INPUT, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status accord_signed(struct ground *ground,
                                             const struct tct_agreement *agreement,
                                             const char *authors_path, size_t *ret,
                                             struct tct_error *err);

/* The corners of all ground that events and clauses can be on. */
void accord_ground(const struct tct_sector *sector, const struct tct_clause *clauses, size_t count,
                   struct tct_plane ret[2]);

/* The commitments alone; NULL: out of memory. */
struct tct_commitment *accord_commitments(struct tct_arena *arena, const struct tct_clause *clauses,
                                          size_t count);

#endif
