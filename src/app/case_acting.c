/* Acts, put on the record. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "case.h"
#include "record_intake.h"

enum { POINTERS_ROOM = 1024 };

/* What tells where people stand, or names them, or says more than both sides may yet know, is
 * sealed: both have copies of the log. `act` NULL: of every act. */
static const struct {
    const char *act, *member;
} SEALED[] = {
    {NULL, "about"},          {NULL, "text"},           {NULL, "why"},
    {NULL, "with"},           {NULL, "place"},          {NULL, "reason"},
    {"evidence", "what"},     {"evidence", "from"},     {"handover", "from"},
    {"handover", "to"},       {"call", "from"},         {"call", "to"},
    {"finding", "what"},      {"finding", "who"},       {"finding", "sure"},
    {"finding", "what_text"}, {"note", "size_m"},       {"finding", "who_text"},
    {"note", "bearing_deg"},  {"finding", "sure_text"},
};

enum tct_status acting_open(struct acting *acting, const struct command *self,
                            const struct acting_request *request, struct tct_error *err)
{
    *acting = (struct acting){.self = self, .request = request};
    enum tct_status status = ground_open(&acting->ground, self, request->sector_path, err);
    if (status != TCT_OK) {
        acting->ground.command = NULL;
        return status;
    }
    if (request->record == NULL || request->key_path == NULL)
        return tct_fail(err, TCT_ERR_USE, "expected --record DIR and --key FILE");
    status = record_key_file(request->key_path, request->key_passphrase_path, &acting->author, err);
    if (status == TCT_OK)
        status = record_signer(request->record, request->passphrase_path, &acting->signer, err);
    /* Before reading: nobody else appends from here on, and what is durable is read. */
    if (status == TCT_OK)
        status = tct_log_open(
            &(struct tct_log_options){.path = request->record, .signer = &acting->signer},
            &acting->log, err);
    if (status == TCT_OK)
        status = tct_log_publish(acting->log, err);
    if (status == TCT_OK)
        status = docket_open(&acting->docket, &acting->ground.sector, request->procedure,
                             request->record, NULL, err);
    return status;
}

/* "/entry/statement/text,...": of what is there. */
static void pointers_of(const char *text, char ret[POINTERS_ROOM])
{
    json_t *object = json_loads(text, 0, NULL);
    const char *act = json_string_value(json_object_get(object, "act"));
    size_t used = 0;
    ret[0] = '\0';
    for (size_t i = 0; i < TCT_COUNT(SEALED); i++) {
        bool of_act = SEALED[i].act == NULL || (act != NULL && strcmp(act, SEALED[i].act) == 0);
        if (of_act && json_object_get(object, SEALED[i].member) != NULL)
            used += (size_t)snprintf(ret + used, POINTERS_ROOM - used, "%s/entry/statement/%s",
                                     used > 0 ? "," : "", SEALED[i].member);
    }
    json_decref(object);
}

static enum tct_status append(struct acting *acting, const char *text, const char *entry,
                              size_t bytes, uint64_t *ret_index, struct tct_error *err)
{
    char pointers[POINTERS_ROOM];
    struct record_intake *intake = NULL;
    const struct tct_entry *prepared = NULL;
    pointers_of(text, pointers);
    const struct record_intake_options how = {.folder = acting->request->record,
                                              .seal = pointers[0] == '\0' ? NULL : pointers};
    enum tct_status status = record_intake_open(&how, acting->log, &intake, err);
    if (status == TCT_OK)
        status =
            record_intake_prepare(intake, &(struct tct_entry){entry, bytes}, 1, &prepared, err);
    if (status == TCT_OK)
        status = tct_log_append(acting->log, prepared, 1, ret_index, err);
    if (status == TCT_OK)
        status = record_intake_done(intake, err);
    record_intake_close(intake);
    return status;
}

/* What cannot be appended now has been tried already: nothing can go on from there. */
static enum tct_status put_on_record(struct acting *acting, const char *text, const char *entry,
                                     size_t bytes, int64_t now_ns, uint64_t *ret_index,
                                     struct tct_error *err)
{
    struct tct_error why;
    char *taken = NULL;
    enum tct_status status = record_taken(entry, bytes, now_ns, &taken, &bytes, &why);
    if (status == TCT_OK)
        status = append(acting, text, taken, bytes, ret_index, &why);
    free(taken);
    return status == TCT_OK ? TCT_OK : tct_fail(err, TCT_ERR_IO, "%s", why.text);
}

enum tct_status acting_do(struct acting *acting, const char *text, size_t bytes,
                          struct tct_error *err)
{
    char id[TCT_STATEMENT_ID_BYTES], *entry = NULL;
    size_t entry_bytes = 0;
    uint64_t index = 0;
    int64_t now_ns = (int64_t)time(NULL) * TCT_NS_PER_S;
    enum tct_status status =
        tct_statement_sign(text, bytes, &acting->author, &entry, &entry_bytes, err);
    if (status == TCT_OK)
        status =
            docket_act(&acting->docket, &acting->author.verifier, text, bytes, now_ns, id, err);
    if (status == TCT_OK)
        status = put_on_record(acting, text, entry, entry_bytes, now_ns, &index, err);
    free(entry);
    if (status != TCT_OK)
        return status;
    acting->done++;
    (void)printf(acting->request->json ? "{\"case\":\"%s\",\"index\":%llu}\n" : "%s %llu\n", id,
                 (unsigned long long)index);
    return fflush(stdout) == 0 ? TCT_OK : tct_fail(err, TCT_ERR_IO, "writing failed");
}

enum tct_status acting_do_object(struct acting *acting, json_t *act, struct tct_error *err)
{
    char *text = act == NULL ? NULL : json_dumps(act, JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_decref(act);
    if (text == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = acting_do(acting, text, strlen(text), err);
    free(text);
    return status;
}

int acting_close(struct acting *acting, enum tct_status status, struct tct_error *err)
{
    if (acting->log != NULL && acting->done > 0) {
        struct tct_error why;
        enum tct_status published = tct_log_publish(acting->log, &why);
        if (status == TCT_OK && published != TCT_OK)
            status = tct_fail(err, published, "%s", why.text);
    }
    tct_log_close(acting->log);
    docket_close(&acting->docket);
    tct_signer_wipe(&acting->author);
    tct_signer_wipe(&acting->signer);
    return acting->ground.command == NULL
               ? command_failed(acting->self, err)
               : ground_close(&acting->ground, status, err, acting->request->strict, EXIT_DONE);
}
