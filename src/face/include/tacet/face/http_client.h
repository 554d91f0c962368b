/* HTTP client: one request, one bounded answer, on libcurl. Only http and https, no redirects. */
#ifndef TACET_FACE_HTTP_CLIENT_H
#define TACET_FACE_HTTP_CLIENT_H

#include <stddef.h>

#include "tacet/base.h"

/* Many requests over one connection; one thread at a time. */
struct tct_http_client;

/* `timeout_s`: for one request from beginning to end. Errors: TCT_ERR_MEMORY, TCT_ERR_IO. */
TCT_MUST_CHECK enum tct_status tct_http_client_open(unsigned timeout_s,
                                                    struct tct_http_client **ret_client,
                                                    struct tct_error *err);
void tct_http_client_close(struct tct_http_client *client); /* NULL is fine */

struct tct_http_reply {
    unsigned status;
    char *body; /* ended by a NUL that `bytes` does not count; free() */
    size_t bytes;
};

/* GETs `url`, or POSTs `body` to it when that is not NULL. Whatever the server answers is TCT_OK,
 * with its status. Errors: TCT_ERR_USE (no URL of http or https), TCT_ERR_LIMIT (the answer is
 * larger than `limit_bytes`), TCT_ERR_IO (not reached, cut off, too slow: says why),
 * TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status tct_http_ask(struct tct_http_client *client, const char *url,
                                            const void *body, size_t body_bytes, size_t limit_bytes,
                                            struct tct_http_reply *ret_reply,
                                            struct tct_error *err);

#endif
