/* What the readers of agreements share. */
#ifndef TACET_FACE_AGREEMENT_PARTS_H
#define TACET_FACE_AGREEMENT_PARTS_H

#include "tacet/face/agreement_file.h"
#include "tacet/face/yaml.h"

struct agreement_reader {
    const struct tct_sector *sector;
    struct tct_arena *arena;
    int utc_offset_s;
    int64_t from_ns, until_ns; /* of the version, for clauses that say none */
};

/* The zones of the file that is read, by their names; "zones" of it may be NULL. */
TCT_MUST_CHECK enum tct_status clause_read(const struct agreement_reader *reader,
                                           const struct tct_yaml_node *zones,
                                           const struct tct_yaml_node *node, const char *id,
                                           const struct tct_yaml_node *stage,
                                           struct tct_clause *ret, struct tct_error *err);

/* "22:00" as seconds after midnight, "24:00" too. */
TCT_MUST_CHECK enum tct_status clause_hour(const struct tct_yaml_node *node, const char *text,
                                           int64_t *ret_s, struct tct_error *err);

/* "+04:00", "Z" or NULL: seconds ahead of UTC. */
TCT_MUST_CHECK enum tct_status agreement_clock(const struct tct_yaml_node *node, int *ret_s,
                                               struct tct_error *err);

enum tct_status agreement_memory(struct tct_error *err);

#endif
