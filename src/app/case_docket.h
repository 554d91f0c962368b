/* The docket: all cases, as the acts on the record make them. */
#ifndef TACET_APP_CASE_DOCKET_H
#define TACET_APP_CASE_DOCKET_H

#include "authors.h"
#include "id_table.h"
#include "record_walk.h"
#include "tacet/face/act_file.h"
#include "tacet/face/case_file.h"

/* An act on the record, taken or refused. */
struct docket_act {
    uint64_t index; /* of its entry */
    uint32_t of;    /* which case; ID_NONE: it names none that there is */
    bool taken;
    const char *why; /* it was refused */
};

struct docket {
    const struct tct_sector *sector;
    const char *only; /* acts of other cases are passed over; NULL: of none */
    struct tct_procedure procedure;
    struct tct_arena arena; /* of acts, texts and cases */
    struct authors authors;
    struct id_table ids;     /* of cases */
    struct tct_case **cases; /* by number */
    size_t case_room;
    struct docket_act *acts; /* in the order of the record */
    size_t act_count, act_room;
    uint64_t *named; /* entries that name authors */
    size_t named_count, named_room;
    int64_t latest_ns; /* the record's time so far */
    struct tct_checkpoint head;
};

/* Reads a log by the procedure of a file (NULL: the default one); of one case when `only` is its
 * id, NULL: of all. Errors: those of
 * tct_procedure_load and record_walk, TCT_ERR_MEMORY. docket_close after success or error. */
TCT_MUST_CHECK enum tct_status docket_open(struct docket *docket, const struct tct_sector *sector,
                                           const char *procedure_path, const char *record,
                                           const char *only, struct tct_error *err);
void docket_close(struct docket *docket);

/* The case with this id. Errors: TCT_ERR_INPUT. */
TCT_MUST_CHECK enum tct_status docket_case(const struct docket *docket, const char *id,
                                           struct tct_case_told *ret, struct tct_error *err);

/* What would become of an act by the author of this key at `now_ns`; taken, it is part of its case
 * from then on. `ret_id` is its case. Errors: TCT_ERR_INPUT with why it is refused, TCT_ERR_LIMIT,
 * TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status docket_act(struct docket *docket, const struct tct_verifier *key,
                                          const char *text, size_t bytes, int64_t now_ns,
                                          char ret_id[TCT_STATEMENT_ID_BYTES],
                                          struct tct_error *err);

#endif
