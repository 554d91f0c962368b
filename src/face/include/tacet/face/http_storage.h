/* A log on a web server, as storage that can only be read. */
#ifndef TACET_FACE_HTTP_STORAGE_H
#define TACET_FACE_HTTP_STORAGE_H

#include "tacet/face/http_client.h"
#include "tacet/record.h"

struct tct_http_storage;

/* `url` is that of the folder in which "checkpoint" stands. The client must stay. Errors:
 * TCT_ERR_USE (no URL of http or https), TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status tct_http_storage_open(struct tct_http_client *client,
                                                     const char *url,
                                                     struct tct_http_storage **ret_storage,
                                                     struct tct_error *err);
void tct_http_storage_close(struct tct_http_storage *storage); /* NULL is fine */

const struct tct_storage *tct_http_storage_port(const struct tct_http_storage *storage);

/* Whether it is the URL of something rather than a path. */
bool tct_is_url(const char *text);

#endif
