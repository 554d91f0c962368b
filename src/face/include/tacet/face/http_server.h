/* HTTP server: bounded requests in, answers out, on libmicrohttpd. Knows nothing of what is asked.
 *
 * Threads of its own call the handler, each for one request after another. Everything that a client
 * sends is bounded: the body, the target and the headers, the number of connections and of those
 * from one address, and the time in which nothing comes. TLS is a reverse proxy's. */
#ifndef TACET_FACE_HTTP_SERVER_H
#define TACET_FACE_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

struct tct_http_request {
    const char *method; /* "GET", "POST"... */
    const char *path;   /* from the slash on, percent-decoded, without the query; ended by a NUL */
    const void *body;
    size_t body_bytes;
    const struct tct_http_connection *connection;
};

/* What the request says beside: NULL when it does not. A parameter of the query is percent-decoded;
 * given twice, the first counts. They hold until the handler returns. */
TCT_API const char *tct_http_header(const struct tct_http_request *request, const char *name);
TCT_API const char *tct_http_parameter(const struct tct_http_request *request, const char *name);

/* An answer that goes on while there is something to say. */
struct tct_http_stream {
    /* Fills up to `room` bytes; 0 with *ret_end false: nothing now, the server asks again when
     * tct_http_wake has been called. Called by a thread of the server's. */
    size_t (*read)(void *user, char *to, size_t room, bool *ret_end);
    void (*end)(void *user); /* nobody listens any more */
    void *user;
};

enum { TCT_HTTP_EXTRAS = 8 };
struct tct_http_extra {
    const char *name; /* static */
    char *value;      /* from malloc; the server frees it */
};

struct tct_http_answer {
    unsigned status;  /* 200... */
    const char *type; /* Content-Type, static; NULL for text/plain; charset=utf-8 */
    const char *kept; /* Cache-Control, static; NULL for no-store */
    char *body;       /* from malloc; the server frees it; NULL for none */
    size_t body_bytes;
    struct tct_http_stream stream; /* instead of a body, when its `read` is there */
    struct tct_http_extra extras[TCT_HTTP_EXTRAS];
    size_t extra_count;
};

/* One more header; `value` is taken over, and when it is NULL the answer becomes 503. At most
 * TCT_HTTP_EXTRAS, of which there are never more. */
TCT_API void tct_http_add(struct tct_http_answer *answer, const char *name, char *value);

/* Fills the answer, which comes in as 500 without a body. */
typedef void tct_http_handle_fn(void *user, const struct tct_http_request *request,
                                struct tct_http_answer *ret_answer);

struct tct_http_options {
    const char *address; /* numeric, IPv4 or IPv6; NULL: 127.0.0.1 */
    uint16_t port;       /* 0: one that is free */
    size_t body_max_bytes;
    unsigned connections_max, connections_of_one_max;
    unsigned silence_max_s;
    unsigned threads;           /* 0: one */
    const char *content_policy; /* Content-Security-Policy of all answers; NULL for none */
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

/* Streams that had nothing to say are asked again; from any thread. */
TCT_API void tct_http_wake(struct tct_http_server *server);

/* Streams that are being listened to. */
TCT_API size_t tct_http_streams(struct tct_http_server *server);

/* Stops listening, ends what is running, frees the server. NULL is fine. */
void tct_http_server_stop(struct tct_http_server *server);

#endif
