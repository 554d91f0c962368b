/* libmicrohttpd behind one function that answers requests. A request is gathered whole before it is
 * handled; one that is larger than allowed is answered without being kept. */
#include "tacet/face/http_server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Of one connection: its request line and headers, and what is sent at a time. */
static const size_t CONNECTION_BYTES = 16384, STREAM_BLOCK = 4096;

struct tct_http_server {
    struct tct_http_options options;
    struct MHD_Daemon *daemon;
    uint16_t port;
    pthread_mutex_t lock; /* of what follows */
    struct listener *listeners;
    size_t listener_count;
    bool stopping;
};

/* Somebody to whom a stream is told. Those who wait are suspended connections. */
struct listener {
    struct tct_http_server *server;
    struct MHD_Connection *connection;
    struct tct_http_stream stream;
    bool waits;
    struct listener *next, **at;
};

struct tct_http_connection {
    struct MHD_Connection *mhd;
};

/* A request as far as it has come. */
struct gathering {
    char *body;
    size_t bytes, room;
    unsigned refused; /* status to answer with instead; 0 none */
};

static void gather(struct gathering *request, const char *data, size_t bytes, size_t limit)
{
    if (request->refused != 0)
        return;
    if (bytes > limit - request->bytes) {
        request->refused = MHD_HTTP_CONTENT_TOO_LARGE;
        return;
    }
    if (request->bytes + bytes > request->room) {
        size_t room = 2 * (request->bytes + bytes);
        char *grown = realloc(request->body, room);
        if (grown == NULL) {
            request->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
            return;
        }
        request->body = grown;
        request->room = room;
    }
    memcpy(request->body + request->bytes, data, bytes);
    request->bytes += bytes;
}

const char *tct_http_header(const struct tct_http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection->mhd, MHD_HEADER_KIND, name);
}

const char *tct_http_parameter(const struct tct_http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection->mhd, MHD_GET_ARGUMENT_KIND, name);
}

void tct_http_add(struct tct_http_answer *answer, const char *name, char *value)
{
    TCT_ASSERT(answer->extra_count < TCT_HTTP_EXTRAS);
    if (value == NULL)
        answer->status = MHD_HTTP_SERVICE_UNAVAILABLE;
    else
        answer->extras[answer->extra_count++] = (struct tct_http_extra){name, value};
}

/* ---- Streams ---- */

/* Looking and falling asleep are one step: nothing that is said in between is missed. */
static ssize_t read_stream(void *user, uint64_t at, char *to, size_t room)
{
    struct listener *listener = user;
    struct tct_http_server *server = listener->server;
    bool end = false;
    (void)at;
    (void)pthread_mutex_lock(&server->lock);
    size_t bytes = listener->stream.read(listener->stream.user, to, room, &end);
    end = end || server->stopping;
    if (bytes == 0 && !end) {
        listener->waits = true;
        MHD_suspend_connection(listener->connection);
    }
    (void)pthread_mutex_unlock(&server->lock);
    return bytes > 0 ? (ssize_t)bytes : end ? MHD_CONTENT_READER_END_OF_STREAM : 0;
}

static void end_stream(void *user)
{
    struct listener *listener = user;
    (void)pthread_mutex_lock(&listener->server->lock);
    *listener->at = listener->next;
    if (listener->next != NULL)
        listener->next->at = listener->at;
    listener->server->listener_count--;
    (void)pthread_mutex_unlock(&listener->server->lock);
    listener->stream.end(listener->stream.user);
    free(listener);
}

static struct MHD_Response *start_stream(struct tct_http_server *server,
                                         struct MHD_Connection *connection,
                                         const struct tct_http_stream *stream)
{
    struct listener *listener = calloc(1, sizeof(*listener));
    if (listener == NULL) {
        stream->end(stream->user);
        return NULL;
    }
    *listener = (struct listener){
        .server = server, .connection = connection, .stream = *stream, .at = &server->listeners};
    (void)pthread_mutex_lock(&server->lock);
    listener->next = server->listeners;
    if (listener->next != NULL)
        listener->next->at = &listener->next;
    server->listeners = listener;
    server->listener_count++;
    (void)pthread_mutex_unlock(&server->lock);
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, listener, end_stream);
    if (response == NULL)
        end_stream(listener);
    return response;
}

void tct_http_wake(struct tct_http_server *server)
{
    (void)pthread_mutex_lock(&server->lock);
    for (struct listener *listener = server->listeners; listener != NULL;
         listener = listener->next) {
        if (listener->waits)
            MHD_resume_connection(listener->connection);
        listener->waits = false;
    }
    (void)pthread_mutex_unlock(&server->lock);
}

size_t tct_http_streams(struct tct_http_server *server)
{
    (void)pthread_mutex_lock(&server->lock);
    size_t count = server->listener_count;
    (void)pthread_mutex_unlock(&server->lock);
    return count;
}

/* ---- Answers ---- */

static bool add_headers(const struct tct_http_server *server, struct MHD_Response *response,
                        const struct tct_http_answer *answer)
{
    const char *policy = server->options.content_policy;
    const struct {
        const char *name, *value;
    } always[] = {
        {MHD_HTTP_HEADER_CONTENT_TYPE,
         answer->type != NULL ? answer->type : "text/plain; charset=utf-8"},
        {MHD_HTTP_HEADER_CACHE_CONTROL, answer->kept != NULL ? answer->kept : "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"Content-Security-Policy", policy},
        {"Referrer-Policy", policy == NULL ? NULL : "no-referrer"},
    };
    bool added = true;
    for (size_t i = 0; i < TCT_COUNT(always); i++)
        added = added &&
                (always[i].value == NULL ||
                 MHD_add_response_header(response, always[i].name, always[i].value) == MHD_YES);
    for (size_t i = 0; i < answer->extra_count; i++)
        added = added && MHD_add_response_header(response, answer->extras[i].name,
                                                 answer->extras[i].value) == MHD_YES;
    return added;
}

static enum MHD_Result send_answer(struct tct_http_server *server,
                                   struct MHD_Connection *connection,
                                   struct tct_http_answer *answer)
{
    bool streams = answer->stream.read != NULL;
    struct MHD_Response *response =
        streams ? start_stream(server, connection, &answer->stream)
                : MHD_create_response_from_buffer(
                      answer->body == NULL ? 0 : answer->body_bytes, answer->body,
                      answer->body == NULL ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_FREE);
    enum MHD_Result result = MHD_NO;
    if (response == NULL && !streams)
        free(answer->body);
    if (response != NULL && add_headers(server, response, answer))
        result = MHD_queue_response(connection, answer->status, response);
    for (size_t i = 0; i < answer->extra_count; i++)
        free(answer->extras[i].value);
    if (response != NULL)
        MHD_destroy_response(response);
    return result;
}

/* Called when the header is there, for each piece of the body, and when all has come. */
static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_bytes, void **state)
{
    (void)version;
    struct tct_http_server *server = user;
    struct gathering *request = *state;
    if (request == NULL) {
        request = calloc(1, sizeof(*request));
        *state = request;
        return request != NULL ? MHD_YES : MHD_NO;
    }
    if (*upload_bytes > 0) {
        gather(request, upload, *upload_bytes, server->options.body_max_bytes);
        *upload_bytes = 0;
        return MHD_YES;
    }
    struct tct_http_answer answer = {.status = MHD_HTTP_INTERNAL_SERVER_ERROR};
    if (request->refused != 0)
        answer.status = request->refused;
    else
        server->options.handle(
            server->options.user,
            &(struct tct_http_request){.method = method,
                                       .path = url,
                                       .body = request->body,
                                       .body_bytes = request->bytes,
                                       .connection = &(struct tct_http_connection){connection}},
            &answer);
    return send_answer(server, connection, &answer);
}

static void on_end(void *user, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode how)
{
    (void)user, (void)connection, (void)how;
    struct gathering *request = *state;
    if (request != NULL)
        free(request->body);
    free(request);
    *state = NULL;
}

/* Percent-decodes in place; a NUL inside would end the path early and make it another one. */
static size_t unescape(void *user, struct MHD_Connection *connection, char *text)
{
    (void)user, (void)connection;
    size_t bytes = MHD_http_unescape(text);
    if (strlen(text) != bytes)
        memcpy(text, "\x01", 2);
    return strlen(text);
}

static bool address_of(const struct tct_http_options *options, struct sockaddr_storage *ret)
{
    const char *address = options->address != NULL ? options->address : "127.0.0.1";
    struct sockaddr_in *four = (struct sockaddr_in *)ret;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)ret;
    memset(ret, 0, sizeof(*ret));
    if (inet_pton(AF_INET, address, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(options->port);
        return true;
    }
    if (inet_pton(AF_INET6, address, &six->sin6_addr) != 1)
        return false;
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(options->port);
    return true;
}

enum tct_status tct_http_server_start(const struct tct_http_options *options,
                                      struct tct_http_server **ret_server, struct tct_error *err)
{
    struct sockaddr_storage address;
    if (!address_of(options, &address))
        return tct_fail(err, TCT_ERR_USE,
                        "found the address '%s', expected a numeric one such as 127.0.0.1 or ::1",
                        options->address);
    struct tct_http_server *server = calloc(1, sizeof(*server));
    if (server == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a server");
    server->options = *options;
    (void)pthread_mutex_init(&server->lock, NULL);
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
                     (address.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0u);
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR, &address,
        MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL,
        MHD_OPTION_CONNECTION_LIMIT, options->connections_max, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        options->connections_of_one_max, MHD_OPTION_CONNECTION_TIMEOUT, options->silence_max_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES, MHD_OPTION_THREAD_POOL_SIZE,
        options->threads > 1 ? options->threads : 0u, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
        MHD_OPTION_END);
    const union MHD_DaemonInfo *bound =
        server->daemon == NULL ? NULL
                               : MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (bound == NULL) {
        tct_http_server_stop(server);
        return tct_fail(err, TCT_ERR_IO, "cannot listen on %s port %u: is it taken?",
                        options->address != NULL ? options->address : "127.0.0.1", options->port);
    }
    server->port = bound->port;
    *ret_server = server;
    return TCT_OK;
}

uint16_t tct_http_server_port(const struct tct_http_server *server)
{
    return server->port;
}

void tct_http_server_stop(struct tct_http_server *server)
{
    if (server == NULL)
        return;
    (void)pthread_mutex_lock(&server->lock);
    server->stopping = true;
    (void)pthread_mutex_unlock(&server->lock);
    tct_http_wake(server); /* none may be suspended when the daemon stops */
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
    (void)pthread_mutex_destroy(&server->lock);
    free(server);
}
