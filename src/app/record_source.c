/* Folders and web servers as sources of a log. */
#include "record_source.h"

enum tct_status record_source_open(const char *name, struct tct_http_client *http,
                                   struct record_source *ret, struct tct_error *err)
{
    *ret = (struct record_source){.name = name};
    if (tct_is_url(name)) {
        enum tct_status status = tct_http_storage_open(http, name, &ret->web, err);
        if (status == TCT_OK)
            ret->storage = tct_http_storage_port(ret->web);
        return status;
    }
    enum tct_status status = tct_folder_open(name, TCT_LOG_STAGING, false, &ret->folder, err);
    if (status == TCT_OK)
        ret->storage = tct_folder_storage(ret->folder);
    return status;
}

void record_source_close(struct record_source *source)
{
    tct_http_storage_close(source->web);
    tct_folder_close(source->folder);
    *source = (struct record_source){.name = source->name};
}
