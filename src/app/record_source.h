/* Where a log is read from by those who do not trust it: a folder or a web server. */
#ifndef TACET_APP_RECORD_SOURCE_H
#define TACET_APP_RECORD_SOURCE_H

#include "record.h"
#include "tacet/face/http_storage.h"

struct record_source {
    const char *name; /* as it was given */
    struct tct_folder *folder;
    struct tct_http_storage *web;
    const struct tct_storage *storage;
};

/* `http` must stay. Errors: those of tct_folder_open and tct_http_storage_open. */
TCT_MUST_CHECK enum tct_status record_source_open(const char *name, struct tct_http_client *http,
                                                  struct record_source *ret, struct tct_error *err);
void record_source_close(struct record_source *source);

#endif
