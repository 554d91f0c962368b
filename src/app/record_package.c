/* Packages. */
#include "record_package.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "record_disclosures.h"

/* What goes along with entries comes from here. */
struct sources {
    const struct record_package *package;
    struct record_disclosures disclosures;
};

static enum tct_status find_disclosures(void *user, const void *key, size_t key_bytes,
                                        char **ret_content, size_t *ret_bytes,
                                        struct tct_error *err)
{
    const struct sources *sources = user;
    return record_disclosures_read(&sources->disclosures, key, key_bytes, ret_content, ret_bytes,
                                   err);
}

/* A file that is not there is not sent along; whoever checks the package sees that. */
static enum tct_status find_beside(void *user, const void *key, size_t key_bytes,
                                   char **ret_content, size_t *ret_bytes, struct tct_error *err)
{
    const struct sources *sources = user;
    struct tct_folder *folder = NULL;
    uint8_t *content = NULL;
    char name[TCT_SHA256_HEX_ROOM];
    (void)snprintf(name, sizeof(name), "%.*s", (int)key_bytes, (const char *)key);
    enum tct_status status =
        tct_folder_open(sources->package->beside_path, ".new", false, &folder, err);
    if (status == TCT_OK) {
        const struct tct_storage *storage = tct_folder_storage(folder);
        status = storage->read(storage->user, name, TCT_BAG_FILE_MAX, &content, ret_bytes, err);
    }
    tct_folder_close(folder);
    *ret_content = (char *)content;
    return status;
}

/* The policy as it goes along: that in the file, or one of the log alone. */
static enum tct_status policy_text(const struct record_package *package,
                                   const struct tct_policy *trust, char **ret, size_t *ret_bytes,
                                   struct tct_error *err)
{
    char key[TCT_KEY_TEXT_MAX];
    if (package->policy_path != NULL)
        return record_read_file(package->policy_path, TCT_POLICY_MAX, ret, ret_bytes, err);
    tct_verifier_write(&trust->logs[0].verifier, key);
    int bytes = asprintf(ret, "log %s\nquorum none\n", key);
    *ret_bytes = bytes < 0 ? 0 : (size_t)bytes;
    return bytes < 0 ? tct_fail(err, TCT_ERR_MEMORY, "out of memory") : TCT_OK;
}

static enum tct_status write_bag(const struct record_package *package, const struct record_log *log,
                                 const struct tct_policy *trust, struct sources *sources,
                                 size_t *ret_count, struct tct_error *err)
{
    char date[TCT_TIME_TEXT_BYTES], *policy = NULL;
    uint64_t *indices = NULL;
    struct tct_export what = {.view = log->view,
                              .policy = trust,
                              .date = date,
                              .user = sources,
                              .reports = package->reports,
                              .report_count = package->report_count};
    tct_time_format((int64_t)time(NULL) * TCT_NS_PER_S, 0, date);
    enum tct_status status =
        package->choose(package->user, tct_view_head(log->view)->size, &indices, &what.count, err);
    if (status == TCT_OK)
        status = policy_text(package, trust, &policy, &what.policy_bytes, err);
    what.indices = indices;
    what.policy_text = policy;
    what.disclosures = package->open ? find_disclosures : NULL;
    what.beside = package->beside_path != NULL ? find_beside : NULL;
    if (status == TCT_OK)
        status = tct_export_write(&what, package->output, err);
    *ret_count = what.count;
    free(policy);
    free(indices);
    return status;
}

enum tct_status record_package_write(const struct record_package *package, size_t *ret_count,
                                     struct tct_error *err)
{
    struct tct_policy *trust = NULL;
    struct record_log log = {0};
    struct sources sources = {.package = package};
    enum tct_status status = record_trust(NULL, package->policy_path, package->log, &trust, err);
    if (status == TCT_OK)
        status = record_open(package->log, trust, &log, err);
    if (status == TCT_OK && package->open)
        status = record_disclosures_open(package->log, false, &sources.disclosures, err);
    if (status == TCT_OK)
        status = write_bag(package, &log, trust, &sources, ret_count, err);
    record_disclosures_close(&sources.disclosures);
    record_close(&log);
    free(trust);
    return status;
}
