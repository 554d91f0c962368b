/* HTTP server: bounded requests in, answers out, on libmicrohttpd. Knows nothing of what is asked.
 *
 * One thread of its own calls the handler for one request after another. Everything that a client
 * sends is bounded: the body, the target, the number of connections and of those from one address,
 * and the time in which nothing comes. TLS is a reverse proxy's. */
#ifndef TACET_FACE_HTTP_SERVER_H
#define TACET_FACE_HTTP_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

struct tct_http_request {
    const char *method; /* "GET", "POST"... */
    const char *path;   /* from the slash on, percent-decoded, without the query; ended by a NUL */
    const void *body;
    size_t body_bytes;
};

struct tct_http_answer {
    unsigned status;  /* 200... */
    const char *type; /* Content-Type, static; NULL for text/plain; charset=utf-8 */
    const char *kept; /* Cache-Control, static; NULL for no-store */
    char *body;       /* from malloc; the server frees it; NULL for none */
    size_t body_bytes;
};

/* Fills the answer, which comes in as 500 without a body. */
typedef void tct_http_handle_fn(void *user, const struct tct_http_request *request,
                                struct tct_http_answer *ret_answer);

struct tct_http_options {
    const char *address; /* numeric, IPv4 or IPv6; NULL: 127.0.0.1 */
    uint16_t port;       /* 0: one that is free */
    size_t body_max_bytes;
    unsigned connections_max, connections_of_one_max;
    unsigned silence_max_s;
    tct_http_handle_fn *handle;
    void *user;
};

struct tct_http_server;

/* Errors: TCT_ERR_USE (no such address), TCT_ERR_IO (cannot listen there), TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status tct_http_server_start(const struct tct_http_options *options,
                                                     struct tct_http_server **ret_server,
                                                     struct tct_error *err);

/* The port that it listens on. */
uint16_t tct_http_server_port(const struct tct_http_server *server);

/* Stops listening, ends what is running, frees the server. NULL is fine. */
void tct_http_server_stop(struct tct_http_server *server);

#endif
