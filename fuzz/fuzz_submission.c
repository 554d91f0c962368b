/* Fuzz: each line as an entry of a log whose submissions are followed, and as what is handed in. */
#include <stdlib.h>
#include <string.h>

#include "tacet/record/submission.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    uint64_t entries, found;
};

static void take(void *user, const struct tct_submission_finding *finding)
{
    struct seen *seen = user;
    TCT_ASSERT(finding->index < seen->entries && finding->source != NULL);
    TCT_ASSERT(strlen(finding->source) <= TCT_SOURCE_MAX);
    seen->found++;
}

/* What was handed in is followed without a finding. */
static void hand_in(const char *line, size_t bytes)
{
    struct tct_submitter submitter = {.source = "S01"};
    struct tct_submissions *submissions = NULL;
    struct seen seen = {0};
    struct tct_error err;
    uint64_t count = 0;
    size_t sources = 0;
    enum tct_status status = tct_submissions_open(NULL, take, &seen, &submissions, &err);
    TCT_ASSERT(status == TCT_OK);
    for (int i = 0; i < 2; i++) {
        char *entry = NULL;
        size_t entry_bytes = 0;
        const struct tct_submission_facts facts = {.time_ns = 1000000000 * (int64_t)i};
        if (tct_submission_write(&submitter, line, bytes, &facts, &entry, &entry_bytes, &err) !=
            TCT_OK)
            break;
        tct_submitter_done(&submitter, entry, entry_bytes);
        seen.entries++;
        status = tct_submissions_see(submissions, (uint64_t)i, entry, entry_bytes, &err);
        TCT_ASSERT(status == TCT_OK && seen.found == 0);
        free(entry);
    }
    tct_submissions_end(submissions, INT64_MAX, &count, &sources);
    TCT_ASSERT(count == seen.entries && seen.found == 0);
    tct_submissions_close(submissions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_submissions *submissions = NULL;
    struct seen seen = {0};
    struct tct_error err;
    uint64_t count = 0;
    size_t sources = 0;
    const char *at = (const char *)data, *end = at + size;
    enum tct_status status = tct_submissions_open(NULL, take, &seen, &submissions, &err);
    TCT_ASSERT(status == TCT_OK);
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t bytes = (size_t)((newline == NULL ? end : newline) - at);
        status = tct_submissions_see(submissions, seen.entries++, at, bytes, &err);
        TCT_ASSERT(status == TCT_OK);
        if (seen.entries == 1)
            hand_in(at, bytes);
        at += bytes + 1;
    }
    tct_submissions_end(submissions, INT64_MAX, &count, &sources);
    TCT_ASSERT(count <= seen.entries && sources <= count);
    tct_submissions_close(submissions);
    return 0;
}
