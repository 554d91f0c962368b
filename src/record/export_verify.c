/* Packages checked. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "export_parts.h"
#include "tacet/record/digest.h"
#include "tacet/record/proof.h"
#include "tacet/record/seal.h"

/* One package while it is checked. */
struct checking {
    const struct tct_bag *bag;
    const struct tct_policy *trust;
    struct tct_export_report *report;
    uint8_t *note; /* the signed head */
    size_t note_bytes;
    void *named; /* digests of files beside that stand in its entries */
};

static enum tct_status refuse(const char *path, const char *why, struct tct_error *err)
{
    return tct_fail(err, TCT_ERR_INPUT, "data/%s: %s", path, why);
}

/* A file that must be there. */
static enum tct_status need(const struct checking *checking, const char *path, size_t limit,
                            uint8_t **ret, size_t *ret_bytes, struct tct_error *err)
{
    enum tct_status status = tct_bag_read(checking->bag, path, limit, ret, ret_bytes, err);
    if (status == TCT_OK && *ret == NULL)
        status = refuse(path, "it is missing", err);
    return status;
}

static enum tct_status check_proof(const struct checking *checking, const char *path,
                                   uint64_t index, const struct tct_hash *leaf,
                                   struct tct_error *err)
{
    uint8_t *text = NULL;
    size_t bytes = 0;
    struct tct_tlog_proof proof;
    struct tct_error why;
    enum tct_status status = need(checking, path, TCT_TLOG_PROOF_MAX, &text, &bytes, err);
    if (status != TCT_OK)
        return status;
    if (tct_tlog_proof_parse((const char *)text, bytes, &proof, &why) != TCT_OK)
        status = refuse(path, why.text, err);
    else if (proof.index != index)
        status = refuse(path, "it is the proof of another entry than its name says", err);
    else if (proof.note_bytes != checking->note_bytes ||
             memcmp(proof.note, checking->note, proof.note_bytes) != 0)
        status = refuse(path, "its head is not that of the package", err);
    else if (tct_tlog_proof_check(&proof, leaf, &checking->report->found.head, &why) != TCT_OK)
        status = refuse(path, why.text, err);
    free(text);
    return status;
}

/* Opened fields of an entry; *ret_sealed are those that stay sealed. */
static enum tct_status check_opened(const struct checking *checking, const char *path,
                                    const char *entry, size_t bytes, size_t *ret_sealed,
                                    struct tct_error *err)
{
    uint8_t *lines = NULL;
    size_t lines_bytes = 0, count = 0;
    struct tct_opened opened = {.entry = NULL};
    struct tct_error why;
    char **split = NULL;
    enum tct_status status =
        tct_bag_read(checking->bag, path, EXPORT_DISCLOSURES_MAX, &lines, &lines_bytes, err);
    if (status != TCT_OK)
        return status;
    if (lines != NULL) {
        split = export_split_lines((char *)lines, lines_bytes, &count);
        if (split == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    if (status == TCT_OK) {
        status = tct_open_sealed(entry, bytes, (const char *const *)split, count, &opened, &why);
        if (status == TCT_ERR_INPUT && lines == NULL)
            status = TCT_OK; /* no JSON object: nothing is sealed in it */
        else if (status != TCT_OK)
            status = refuse(path, why.text, err);
    }
    *ret_sealed = opened.still_sealed;
    checking->report->opened += count;
    free(opened.entry);
    free(split);
    free(lines);
    return status;
}

static enum tct_status gather_named(struct checking *checking, const char *entry, size_t bytes,
                                    struct tct_error *err)
{
    char hex[EXPORT_HEX_CHARS + 1];
    enum tct_status status = TCT_OK;
    size_t at = 0;
    while (status == TCT_OK && export_next_digest(entry, bytes, &at, hex))
        status = export_digests_add(&checking->named, hex, err);
    return status;
}

static enum tct_status check_entry(struct checking *checking, const char *path,
                                   struct tct_error *err)
{
    const char *number = path + sizeof(EXPORT_ENTRIES) - 1;
    char other[EXPORT_PATH_ROOM];
    uint8_t *entry = NULL;
    size_t bytes = 0, sealed = 0;
    uint64_t index = 0;
    struct tct_hash leaf;
    if (!decimal_read(number, strlen(number), TCT_TREE_SIZE_MAX - 1, &index))
        return refuse(path, "its name is no index", err);
    enum tct_status status = need(checking, path, TCT_ENTRY_MAX, &entry, &bytes, err);
    if (status != TCT_OK)
        return status;
    tct_hash_leaf(entry, bytes, &leaf);
    (void)snprintf(other, sizeof(other), EXPORT_PROOFS "%" PRIu64 ".tlog-proof", index);
    status = check_proof(checking, other, index, &leaf, err);
    (void)snprintf(other, sizeof(other), EXPORT_DISCLOSURES "%" PRIu64, index);
    if (status == TCT_OK)
        status = check_opened(checking, other, (const char *)entry, bytes, &sealed, err);
    if (status == TCT_OK)
        status = gather_named(checking, (const char *)entry, bytes, err);
    free(entry);
    checking->report->entries++;
    checking->report->sealed += sealed;
    return status;
}

static enum tct_status has_entry(const struct checking *checking, const char *path,
                                 const char *number, size_t chars, struct tct_error *err)
{
    char entry[EXPORT_PATH_ROOM];
    uint8_t *content = NULL;
    size_t bytes = 0;
    (void)snprintf(entry, sizeof(entry), EXPORT_ENTRIES "%.*s", (int)chars, number);
    enum tct_status status =
        tct_bag_read(checking->bag, entry, TCT_ENTRY_MAX, &content, &bytes, err);
    bool there = content != NULL;
    free(content);
    return status == TCT_OK && !there ? refuse(path, "its entry is missing", err) : status;
}

/* Its SHA-256 is its name, and some entry says so. */
static enum tct_status check_beside(struct checking *checking, const char *path,
                                    struct tct_error *err)
{
    const char *hex = path + sizeof(EXPORT_BESIDE) - 1;
    uint8_t *content = NULL;
    size_t bytes = 0;
    char digest[EXPORT_HEX_CHARS + 1];
    enum tct_status status = need(checking, path, TCT_BAG_FILE_MAX, &content, &bytes, err);
    if (status != TCT_OK)
        return status;
    tct_sha256_hex(content, bytes, digest);
    free(content);
    if (strcmp(digest, hex) != 0)
        return refuse(path, "its SHA-256 is not its name", err);
    if (!export_digests_has(&checking->named, hex))
        return refuse(path, "no entry names it", err);
    checking->report->beside++;
    return TCT_OK;
}

static bool starts(const char *path, const char *folder)
{
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* What is left helps for checking by hand. */
static enum tct_status check_file(struct checking *checking, const char *path,
                                  struct tct_error *err)
{
    const char *name = strrchr(path, '/');
    if (starts(path, EXPORT_ENTRIES))
        return check_entry(checking, path, err);
    if (starts(path, EXPORT_PROOFS))
        return has_entry(checking, path, name + 1, strcspn(name + 1, "."), err);
    if (starts(path, EXPORT_DISCLOSURES))
        return has_entry(checking, path, name + 1, strlen(name + 1), err);
    return TCT_OK;
}

static enum tct_status check_all(struct checking *checking, struct tct_error *err)
{
    struct tct_note note;
    struct tct_error why;
    size_t count = 0;
    enum tct_status status = need(checking, EXPORT_CHECKPOINT, TCT_NOTE_MAX, &checking->note,
                                  &checking->note_bytes, err);
    if (status != TCT_OK)
        return status;
    if (tct_policy_judge(checking->trust, (const char *)checking->note, checking->note_bytes, &note,
                         &checking->report->found, &why) != TCT_OK)
        return refuse(EXPORT_CHECKPOINT, why.text, err);
    const char *const *paths = tct_bag_paths(checking->bag, &count);
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        status = check_file(checking, paths[i], err);
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        if (starts(paths[i], EXPORT_BESIDE))
            status = check_beside(checking, paths[i], err);
    return status;
}

enum tct_status tct_export_verify(const char *path, const struct tct_policy *trust,
                                  struct tct_export_report *ret, struct tct_error *err)
{
    struct tct_bag *bag = NULL;
    *ret = (struct tct_export_report){.entries = 0};
    enum tct_status status = tct_bag_open(path, &bag, err);
    if (status != TCT_OK)
        return status;
    struct checking checking = {.bag = bag, .trust = trust, .report = ret};
    status = check_all(&checking, err);
    free(checking.note);
    export_digests_free(checking.named);
    tct_bag_close(bag);
    return status;
}

enum tct_status tct_export_policy(const char *path, struct tct_policy **ret, struct tct_error *err)
{
    struct tct_bag *bag = NULL;
    uint8_t *text = NULL;
    size_t bytes = 0;
    *ret = NULL;
    enum tct_status status = tct_bag_open(path, &bag, err);
    if (status == TCT_OK)
        status = tct_bag_read(bag, EXPORT_POLICY, TCT_POLICY_MAX, &text, &bytes, err);
    if (status == TCT_OK && text == NULL)
        status = refuse(EXPORT_POLICY, "it is missing", err);
    if (status == TCT_OK)
        status = tct_policy_parse((const char *)text, bytes, ret, err);
    free(text);
    tct_bag_close(bag);
    return status;
}
