/* Agreements from YAML: the first version, its amendments, what is in force. */
#include "tacet/face/agreement_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement_parts.h"
#include "text.h"

enum { ID_BYTES = 64 };

static const int64_t YEARS_NS = INT64_C(100) * 366 * 86400 * TCT_NS_PER_S;
static const int64_t TIME_MOST_NS = INT64_C(9000000000) * TCT_NS_PER_S;

enum tct_status agreement_memory(struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_MEMORY, "out of memory for an agreement");
}

/* ---- Clauses of a file --------------------------------------------------------------------------
 */

/* Takes the place of the clause and of all of its stages. */
static void drop_clause(struct tct_version *version, const char *id)
{
    size_t kept = 0, bytes = strlen(id);
    for (size_t i = 0; i < version->clause_count; i++) {
        const char *other = version->clauses[i].id;
        if (strncmp(other, id, bytes) != 0 || (other[bytes] != '\0' && other[bytes] != '/'))
            version->clauses[kept++] = version->clauses[i];
    }
    version->clause_count = kept;
}

static bool has_clause(const struct tct_version *version, const char *id)
{
    size_t bytes = strlen(id);
    for (size_t i = 0; i < version->clause_count; i++)
        if (strncmp(version->clauses[i].id, id, bytes) == 0 &&
            (version->clauses[i].id[bytes] == '\0' || version->clauses[i].id[bytes] == '/'))
            return true;
    return false;
}

static enum tct_status add_clause(const struct agreement_reader *reader,
                                  const struct tct_yaml_node *zones,
                                  const struct tct_yaml_node *node, const char *id,
                                  const struct tct_yaml_node *stage, struct tct_version *version,
                                  struct tct_error *err)
{
    if (version->clause_count == TCT_CLAUSES_MAX)
        return tct_yaml_fail(node, "at most 5000 clauses", err);
    struct tct_clause *clause = &version->clauses[version->clause_count];
    *clause = (struct tct_clause){.file = version->file,
                                  .line = tct_yaml_line(stage != NULL ? stage : node)};
    enum tct_status status = clause_read(reader, zones, node, id, stage, clause, err);
    if (status == TCT_OK)
        version->clause_count++;
    return status;
}

static enum tct_status add_stages(const struct agreement_reader *reader,
                                  const struct tct_yaml_node *zones,
                                  const struct tct_yaml_node *node, const char *id,
                                  struct tct_version *version, struct tct_error *err)
{
    const struct tct_yaml_node *stages = tct_yaml_find(node, "stages");
    if (stages == NULL)
        return add_clause(reader, zones, node, id, NULL, version, err);
    enum tct_status status = tct_yaml_list(stages, 1, 20, err);
    for (size_t i = 0; status == TCT_OK && i < tct_yaml_count(stages); i++) {
        char name[ID_BYTES + 24];
        (void)snprintf(name, sizeof(name), "%.*s/%zu", (int)ID_BYTES, id, i + 1);
        status = add_clause(reader, zones, node, name, tct_yaml_item(stages, i), version, err);
    }
    return status;
}

static enum tct_status add_clauses(const struct agreement_reader *reader,
                                   const struct tct_yaml_node *root, struct tct_version *version,
                                   struct tct_error *err)
{
    const struct tct_yaml_node *clauses = tct_yaml_find(root, "clauses");
    const struct tct_yaml_node *removed = tct_yaml_find(root, "remove");
    enum tct_status status = removed == NULL ? TCT_OK : tct_yaml_list(removed, 1, 1000, err);
    for (size_t i = 0; removed != NULL && status == TCT_OK && i < tct_yaml_count(removed); i++) {
        const char *id = NULL;
        status = tct_yaml_string(tct_yaml_item(removed, i), &id, err);
        if (status == TCT_OK && !has_clause(version, id))
            status = tct_yaml_fail(tct_yaml_item(removed, i), "a clause that there is", err);
        if (status == TCT_OK)
            drop_clause(version, id);
    }
    if (status == TCT_OK && clauses != NULL && tct_yaml_kind(clauses) != TCT_YAML_MAP)
        status = tct_yaml_fail(clauses, "clauses by their names", err);
    for (size_t i = 0; clauses != NULL && status == TCT_OK && i < tct_yaml_count(clauses); i++) {
        const char *id = tct_yaml_key(clauses, i);
        if (strlen(id) > ID_BYTES || strchr(id, '/') != NULL || !text_is_printable(id, strlen(id)))
            return tct_yaml_fail(tct_yaml_item(clauses, i),
                                 "a clause with a name of at most 64 bytes and no /", err);
        drop_clause(version, id);
        status = add_stages(reader, tct_yaml_find(root, "zones"), tct_yaml_item(clauses, i), id,
                            version, err);
    }
    return status;
}

/* ---- Versions -----------------------------------------------------------------------------------
 */

enum tct_status agreement_clock(const struct tct_yaml_node *node, int *ret_s, struct tct_error *err)
{
    const char *text = NULL;
    int64_t s = 0;
    if (node == NULL)
        return TCT_OK;
    enum tct_status status = tct_yaml_string(node, &text, err);
    if (status != TCT_OK || strcmp(text, "Z") == 0)
        return status;
    if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-') ||
        clause_hour(node, text + 1, &s, err) != TCT_OK || s > 14 * 3600)
        return tct_yaml_fail(node, "an offset from UTC as \"+04:00\"", err);
    *ret_s = (int)(text[0] == '-' ? -s : s);
    return TCT_OK;
}

struct loading {
    struct agreement_reader reader;
    struct tct_agreement *agreement;
    char *folder;
};

/* The file's tree and digest, from the same bytes. */
static enum tct_status open_version(struct loading *to, const char *path,
                                    struct tct_version *version, const struct tct_yaml_node **root,
                                    struct tct_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    enum tct_status status = text_read_file(path, TCT_YAML_FILE_BYTES, &text, &bytes, err);
    if (status != TCT_OK)
        return status;
    version->file = text_copy(to->reader.arena, path, strlen(path));
    version->clauses = TCT_ARENA_NEW(to->reader.arena, struct tct_clause, TCT_CLAUSES_MAX);
    tct_sha256_hex(text, bytes, version->sha256);
    if (version->file == NULL || version->clauses == NULL)
        status = agreement_memory(err);
    else
        status = tct_yaml_parse(version->file, text, bytes, to->reader.arena, root, err);
    free(text);
    return status;
}

static enum tct_status read_from(struct loading *to, const struct tct_yaml_node *root,
                                 struct tct_version *version, struct tct_error *err)
{
    const struct tct_yaml_node *from = NULL, *until = tct_yaml_find(root, "until");
    enum tct_status status = tct_yaml_need(root, "from", &from, err);
    if (status == TCT_OK)
        status = tct_yaml_time(from, &version->from_ns, err);
    to->reader.from_ns = version->from_ns;
    to->reader.until_ns =
        version->from_ns < TIME_MOST_NS - YEARS_NS ? version->from_ns + YEARS_NS : TIME_MOST_NS;
    if (status == TCT_OK && until != NULL)
        status = tct_yaml_time(until, &to->reader.until_ns, err);
    if (status == TCT_OK && to->reader.until_ns <= version->from_ns)
        status = tct_yaml_fail(until != NULL ? until : from,
                               "an end after the beginning: the period is empty", err);
    return status;
}

static char *beside(struct loading *to, const char *name)
{
    char path[4096];
    bool whole = name[0] == '/' || to->folder[0] == '\0';
    int bytes = snprintf(path, sizeof(path), "%s%s", whole ? "" : to->folder, name);
    return bytes < 0 || bytes >= (int)sizeof(path)
               ? NULL
               : text_copy(to->reader.arena, path, (size_t)bytes);
}

static enum tct_status read_first(struct loading *to, const char *path,
                                  const struct tct_yaml_node **ret_amendments,
                                  struct tct_error *err)
{
    static const char *const KEYS[] = {"agreement", "text",    "clock",      "from",      "until",
                                       "zones",     "clauses", "amendments", "signatures"};
    struct tct_version *version = &to->agreement->versions[0];
    const struct tct_yaml_node *root = NULL, *id = NULL, *clauses = NULL;
    const char *name = NULL, *signatures = NULL;
    enum tct_status status = open_version(to, path, version, &root, err);
    if (status == TCT_OK)
        status = tct_yaml_keys(root, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK)
        status = tct_yaml_need(root, "agreement", &id, err);
    if (status == TCT_OK)
        status = tct_yaml_string(id, &name, err);
    if (status == TCT_OK && (strlen(name) > ID_BYTES || !text_is_printable(name, strlen(name)) ||
                             strpbrk(name, "\"\\") != NULL))
        status = tct_yaml_fail(id, "a name of at most 64 printable bytes, without quotes", err);
    if (status == TCT_OK)
        status = agreement_clock(tct_yaml_find(root, "clock"), &to->reader.utc_offset_s, err);
    if (status == TCT_OK)
        status = read_from(to, root, version, err);
    if (status == TCT_OK)
        status = tct_yaml_need(root, "clauses", &clauses, err);
    if (status == TCT_OK)
        status = add_clauses(&to->reader, root, version, err);
    if (status == TCT_OK && tct_yaml_find(root, "signatures") != NULL)
        status = tct_yaml_string(tct_yaml_find(root, "signatures"), &signatures, err);
    if (status != TCT_OK)
        return status;
    version->number = 1;
    to->agreement->id = text_copy(to->reader.arena, name, strlen(name));
    to->agreement->utc_offset_s = to->reader.utc_offset_s;
    to->agreement->signatures = signatures == NULL ? NULL : beside(to, signatures);
    *ret_amendments = tct_yaml_find(root, "amendments");
    bool failed =
        to->agreement->id == NULL || (signatures != NULL && to->agreement->signatures == NULL);
    return failed ? agreement_memory(err) : TCT_OK;
}

/* The version that an amendment makes of the one before. */
static enum tct_status read_amendment(struct loading *to, const char *path,
                                      const struct tct_version *before, struct tct_version *version,
                                      struct tct_error *err)
{
    static const char *const KEYS[] = {"amendment", "of",      "text",  "from",
                                       "until",     "clauses", "zones", "remove"};
    const struct tct_yaml_node *root = NULL, *number = NULL, *of = NULL;
    const char *id = NULL;
    int64_t order = 0;
    char expected[64];
    enum tct_status status = open_version(to, path, version, &root, err);
    if (status == TCT_OK)
        status = tct_yaml_keys(root, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK)
        status = tct_yaml_need(root, "amendment", &number, err);
    if (status == TCT_OK)
        status = tct_yaml_integer(number, 2, TCT_VERSIONS_MAX, &order, err);
    (void)snprintf(expected, sizeof(expected), "%u: amendments come in their order",
                   before->number + 1);
    if (status == TCT_OK && order != (int64_t)before->number + 1)
        status = tct_yaml_fail(number, expected, err);
    if (status == TCT_OK)
        status = tct_yaml_need(root, "of", &of, err);
    if (status == TCT_OK)
        status = tct_yaml_string(of, &id, err);
    if (status == TCT_OK && strcmp(id, to->agreement->id) != 0)
        status = tct_yaml_fail(of, "the name of the agreement that it amends", err);
    if (status == TCT_OK)
        status = read_from(to, root, version, err);
    if (status == TCT_OK && version->from_ns <= before->from_ns)
        status = tct_yaml_fail(tct_yaml_find(root, "from"),
                               "a time after that of the version before", err);
    if (status != TCT_OK)
        return status;
    version->number = before->number + 1;
    memcpy(version->clauses, before->clauses, before->clause_count * sizeof(*version->clauses));
    version->clause_count = before->clause_count;
    return add_clauses(&to->reader, root, version, err);
}

static enum tct_status read_amendments(struct loading *to, const struct tct_yaml_node *list,
                                       struct tct_warnings *warnings, struct tct_error *err)
{
    struct tct_agreement *agreement = to->agreement;
    enum tct_status status =
        list == NULL ? TCT_OK : tct_yaml_list(list, 1, TCT_VERSIONS_MAX - 1, err);
    for (size_t i = 0; list != NULL && status == TCT_OK && i < tct_yaml_count(list); i++) {
        struct tct_version *version = &agreement->versions[agreement->version_count];
        struct tct_error why = {0};
        const char *name = NULL;
        status = tct_yaml_string(tct_yaml_item(list, i), &name, err);
        const char *path = status == TCT_OK ? beside(to, name) : NULL;
        if (status != TCT_OK || path == NULL)
            return status != TCT_OK ? status : agreement_memory(err);
        status = read_amendment(to, path, version - 1, version, &why);
        if (status == TCT_OK) {
            agreement->version_count++;
        } else if (status == TCT_ERR_INPUT) {
            /* What would follow would amend a version that there is not. */
            agreement->refused = tct_yaml_count(list) - i;
            tct_warnings_skip(warnings, "amendments", &why);
            return TCT_OK;
        } else {
            return tct_fail(err, status, "%s", why.text);
        }
    }
    return status;
}

enum tct_status tct_agreement_load(const char *path, const struct tct_sector *sector,
                                   struct tct_arena *arena, struct tct_warnings *warnings,
                                   struct tct_agreement *ret, struct tct_error *err)
{
    struct loading to = {.reader = {.sector = sector, .arena = arena}, .agreement = ret};
    const struct tct_yaml_node *amendments = NULL;
    const char *slash = strrchr(path, '/');
    *ret = (struct tct_agreement){.versions =
                                      TCT_ARENA_NEW(arena, struct tct_version, TCT_VERSIONS_MAX)};
    to.folder = text_copy(arena, path, slash == NULL ? 0 : (size_t)(slash - path) + 1);
    if (ret->versions == NULL || to.folder == NULL)
        return agreement_memory(err);
    enum tct_status status = read_first(&to, path, &amendments, err);
    ret->version_count = 1;
    return status == TCT_OK ? read_amendments(&to, amendments, warnings, err) : status;
}

/* ---- What is in force ---------------------------------------------------------------------------
 */

/* Whether the version has the very same clause; a clause that an amendment writes again is another.
 */
static bool goes_on(const struct tct_version *version, const struct tct_clause *clause)
{
    for (size_t i = 0; i < version->clause_count; i++)
        if (strcmp(version->clauses[i].id, clause->id) == 0)
            return version->clauses[i].file == clause->file &&
                   version->clauses[i].line == clause->line;
    return false;
}

enum tct_status tct_agreement_in_force(const struct tct_agreement *agreement, size_t signed_count,
                                       struct tct_arena *arena, struct tct_clause **ret,
                                       size_t *ret_count, struct tct_error *err)
{
    size_t room = 0;
    *ret_count = 0;
    for (size_t v = 0; v < signed_count; v++)
        room += agreement->versions[v].clause_count;
    *ret = TCT_ARENA_NEW(arena, struct tct_clause, room);
    if (*ret == NULL)
        return agreement_memory(err);
    for (size_t v = 0; v < signed_count; v++) {
        const struct tct_version *version = &agreement->versions[v];
        for (size_t i = 0; i < version->clause_count; i++) {
            struct tct_clause clause = version->clauses[i];
            size_t last = v;
            if (v > 0 && goes_on(&agreement->versions[v - 1], &clause))
                continue;
            while (last + 1 < signed_count && goes_on(&agreement->versions[last + 1], &clause))
                last++;
            if (clause.commitment.from_ns < version->from_ns)
                clause.commitment.from_ns = version->from_ns;
            if (last + 1 < signed_count &&
                clause.commitment.until_ns > agreement->versions[last + 1].from_ns)
                clause.commitment.until_ns = agreement->versions[last + 1].from_ns;
            if (clause.commitment.from_ns < clause.commitment.until_ns)
                (*ret)[(*ret_count)++] = clause;
        }
    }
    return TCT_OK;
}

void tct_agreement_signed(const struct tct_agreement *agreement, const struct tct_version *version,
                          char ret_text[TCT_SIGNED_BYTES])
{
    (void)snprintf(ret_text, TCT_SIGNED_BYTES,
                   "{\"agreement\":\"%s\",\"kind\":\"signature\",\"sha256\":\"%s\",\"version\":%u}",
                   agreement->id, version->sha256, version->number);
}
