/* Packages written. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export_parts.h"
#include "export_texts.h"
#include "tacet/record/proof.h"

/* One package while it is made. */
struct writing {
    const struct tct_export *what;
    struct tct_bag *bag;
    void *beside; /* digests of the files that are in it */
};

static enum tct_status add_beside(struct writing *writing, const char *entry, size_t bytes,
                                  struct tct_error *err)
{
    const struct tct_export *what = writing->what;
    char hex[EXPORT_HEX_CHARS + 1], path[EXPORT_PATH_ROOM];
    enum tct_status status = TCT_OK;
    size_t at = 0;
    while (status == TCT_OK && export_next_digest(entry, bytes, &at, hex)) {
        char *content = NULL;
        size_t count = 0;
        if (export_digests_has(&writing->beside, hex))
            continue;
        status = what->beside(what->user, hex, EXPORT_HEX_CHARS, &content, &count, err);
        if (status != TCT_OK || content == NULL)
            continue;
        (void)snprintf(path, sizeof(path), EXPORT_BESIDE "%s", hex);
        status = tct_bag_add(writing->bag, path, content, count, err);
        free(content);
        if (status == TCT_OK)
            status = export_digests_add(&writing->beside, hex, err);
    }
    return status;
}

static enum tct_status add_disclosures(struct writing *writing, uint64_t index, const char *entry,
                                       size_t bytes, struct tct_error *err)
{
    char path[EXPORT_PATH_ROOM], *lines = NULL;
    size_t count = 0;
    const struct tct_export *what = writing->what;
    enum tct_status status = what->disclosures(what->user, entry, bytes, &lines, &count, err);
    if (status != TCT_OK || lines == NULL)
        return status;
    (void)snprintf(path, sizeof(path), EXPORT_DISCLOSURES "%" PRIu64, index);
    status = tct_bag_add(writing->bag, path, lines, count, err);
    free(lines);
    return status;
}

static enum tct_status add_entry(struct writing *writing, uint64_t index, struct tct_error *err)
{
    const struct tct_export *what = writing->what;
    char path[EXPORT_PATH_ROOM], *proof = NULL;
    const uint8_t *entry = NULL;
    size_t bytes = 0, proof_bytes = 0;
    enum tct_status status = tct_tlog_proof_make(what->view, index, &proof, &proof_bytes, err);
    if (status == TCT_OK)
        status = tct_view_entry(what->view, index, &entry, &bytes, err);
    (void)snprintf(path, sizeof(path), EXPORT_PROOFS "%" PRIu64 ".tlog-proof", index);
    if (status == TCT_OK)
        status = tct_bag_add(writing->bag, path, proof, proof_bytes, err);
    free(proof);
    (void)snprintf(path, sizeof(path), EXPORT_ENTRIES "%" PRIu64, index);
    if (status == TCT_OK)
        status = tct_bag_add(writing->bag, path, entry, bytes, err);
    if (status == TCT_OK && what->disclosures != NULL)
        status = add_disclosures(writing, index, (const char *)entry, bytes, err);
    if (status == TCT_OK && what->beside != NULL)
        status = add_beside(writing, (const char *)entry, bytes, err);
    return status;
}

static enum tct_status add_head(struct writing *writing, struct tct_error *err)
{
    const struct tct_export *what = writing->what;
    struct tct_note note;
    struct tct_policy_judgement found;
    char key[TCT_KEY_TEXT_MAX + 1];
    size_t bytes = 0;
    const char *text = tct_view_note(what->view, &bytes);
    enum tct_status status = tct_policy_judge(what->policy, text, bytes, &note, &found, err);
    if (status != TCT_OK)
        return status;
    tct_verifier_write(&what->policy->logs[found.log].verifier, key);
    memcpy(key + strlen(key), "\n", 2);
    status = tct_bag_add(writing->bag, EXPORT_CHECKPOINT, text, bytes, err);
    if (status == TCT_OK)
        status = tct_bag_add(writing->bag, "log.vkey", key, strlen(key), err);
    if (status == TCT_OK)
        status = export_add_signed(writing->bag, what->policy, &found, &note, err);
    return status;
}

static enum tct_status add_report(struct writing *writing, const struct tct_export_file *file,
                                  struct tct_error *err)
{
    char path[EXPORT_PATH_ROOM];
    (void)snprintf(path, sizeof(path), EXPORT_REPORTS "%.100s", file->path);
    return tct_bag_add(writing->bag, path, file->content, file->bytes, err);
}

static enum tct_status add_all(struct writing *writing, struct tct_error *err)
{
    const struct tct_export *what = writing->what;
    enum tct_status status = add_head(writing, err);
    for (size_t i = 0; i < what->count && status == TCT_OK; i++)
        status = add_entry(writing, what->indices[i], err);
    for (size_t i = 0; i < what->report_count && status == TCT_OK; i++)
        status = add_report(writing, &what->reports[i], err);
    if (status == TCT_OK)
        status =
            tct_bag_add(writing->bag, EXPORT_POLICY, what->policy_text, what->policy_bytes, err);
    if (status == TCT_OK)
        status =
            tct_bag_add(writing->bag, "read-me.txt", export_read_me, strlen(export_read_me), err);
    if (status == TCT_OK)
        status = tct_bag_add(writing->bag, "check.sh", export_check, strlen(export_check), err);
    return status;
}

enum tct_status tct_export_write(const struct tct_export *what, const char *path,
                                 struct tct_error *err)
{
    struct writing writing = {.what = what};
    char info[1024];
    (void)snprintf(info, sizeof(info),
                   "External-Description: %zu entries of the log %.255s; see data/read-me.txt\n"
                   "Bagging-Date: %.10s\n",
                   what->count, tct_view_head(what->view)->origin, what->date);
    enum tct_status status = tct_bag_create(path, &writing.bag, err);
    if (status == TCT_OK)
        status = add_all(&writing, err);
    if (status == TCT_OK)
        status = tct_bag_finish(writing.bag, info, err);
    tct_bag_close(writing.bag);
    export_digests_free(writing.beside);
    return status;
}
