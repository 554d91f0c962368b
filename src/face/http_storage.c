/* A log on a web server: paths become URLs, 404 is a file that is not there. */
#include "tacet/face/http_storage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tct_http_storage {
    struct tct_http_client *client;
    char *url; /* without a slash at its end */
    struct tct_storage port;
};

bool tct_is_url(const char *text)
{
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
}

static enum tct_status read_file(void *user, const char *path, size_t limit_bytes,
                                 uint8_t **ret_content, size_t *ret_bytes, struct tct_error *err)
{
    const struct tct_http_storage *storage = user;
    struct tct_http_reply reply = {0};
    char *url = NULL;
    *ret_content = NULL;
    *ret_bytes = 0;
    if (asprintf(&url, "%s/%s", storage->url, path) < 0)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = tct_http_ask(storage->client, url, NULL, 0, limit_bytes, &reply, err);
    if (status == TCT_OK && reply.status != 200 && reply.status != 404)
        status = tct_fail(err, TCT_ERR_IO, "%.300s: the server answers with %u", url, reply.status);
    if (status == TCT_OK && reply.status == 200) {
        *ret_content = (uint8_t *)reply.body;
        *ret_bytes = reply.bytes;
        reply.body = NULL;
    }
    free(reply.body);
    free(url);
    return status;
}

enum tct_status tct_http_storage_open(struct tct_http_client *client, const char *url,
                                      struct tct_http_storage **ret_storage, struct tct_error *err)
{
    *ret_storage = NULL;
    if (!tct_is_url(url))
        return tct_fail(err, TCT_ERR_USE, "found '%.100s', expected a URL of http or https", url);
    struct tct_http_storage *storage = calloc(1, sizeof(*storage));
    if (storage == NULL || (storage->url = strdup(url)) == NULL) {
        free(storage);
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    size_t chars = strlen(url);
    if (url[chars - 1] == '/')
        storage->url[chars - 1] = '\0';
    storage->client = client;
    storage->port = (struct tct_storage){.user = storage, .read = read_file};
    *ret_storage = storage;
    return TCT_OK;
}

void tct_http_storage_close(struct tct_http_storage *storage)
{
    if (storage == NULL)
        return;
    free(storage->url);
    free(storage);
}

const struct tct_storage *tct_http_storage_port(const struct tct_http_storage *storage)
{
    return &storage->port;
}
