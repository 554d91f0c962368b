/* The HTTP server and client against each other, on loopback and a free port. */
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "tacet/face/http_client.h"
#include "tacet/face/http_server.h"

enum { BODY_MAX = 1000 };

/* Says "one ", "two " and so on when it is told to, until it has said so many. */
struct telling {
    atomic_uint told, ended;
    unsigned said;
};
static struct telling telling;

enum { TOLD = 3 };

static size_t tell(void *user, char *to, size_t room, bool *ret_end)
{
    struct telling *of = user;
    if (of->said == TOLD)
        *ret_end = true;
    if (of->said == atomic_load(&of->told))
        return 0;
    return (size_t)snprintf(to, room, "%u ", ++of->said);
}

static void untell(void *user)
{
    struct telling *of = user;
    atomic_fetch_add(&of->ended, 1);
}

/* A header and a parameter come back, beside what is said of every answer. */
static void echo_beside(const struct tct_http_request *request, struct tct_http_answer *ret_answer)
{
    const char *host = tct_http_header(request, "Host"), *q = tct_http_parameter(request, "q");
    char *text = NULL;
    int bytes = asprintf(&text, "%s %s %s", host != NULL ? "host" : "none", q != NULL ? q : "none",
                         tct_http_parameter(request, "p") != NULL ? "p" : "none");
    assert_true(bytes > 0);
    tct_http_add(ret_answer, "ETag", strdup("\"x\""));
    ret_answer->status = 200;
    ret_answer->body = text;
    ret_answer->body_bytes = (size_t)bytes;
}

/* Says what was asked. */
static void echo(void *user, const struct tct_http_request *request,
                 struct tct_http_answer *ret_answer)
{
    (void)user;
    char *text = NULL;
    if (strcmp(request->path, "/stream") == 0) {
        ret_answer->status = 200;
        ret_answer->stream = (struct tct_http_stream){tell, untell, &telling};
        return;
    }
    if (strcmp(request->path, "/beside") == 0) {
        echo_beside(request, ret_answer);
        return;
    }
    int bytes = asprintf(&text, "%s %s %zu %.*s", request->method, request->path,
                         request->body_bytes, (int)request->body_bytes,
                         request->body_bytes > 0 ? (const char *)request->body : "");
    assert_true(bytes > 0);
    ret_answer->status = strcmp(request->path, "/missing") == 0 ? 404 : 200;
    ret_answer->body = text;
    ret_answer->body_bytes = (size_t)bytes;
}

struct pair {
    struct tct_http_server *server;
    struct tct_http_client *client;
};

static int set_up(void **state)
{
    static struct pair pair;
    struct tct_error err;
    struct tct_http_options options = {.body_max_bytes = BODY_MAX,
                                       .connections_max = 16,
                                       .connections_of_one_max = 16,
                                       .silence_max_s = 2,
                                       .handle = echo};
    assert_int_equal(tct_http_server_start(&options, &pair.server, &err), TCT_OK);
    assert_int_equal(tct_http_client_open(10, &pair.client, &err), TCT_OK);
    *state = &pair;
    return 0;
}

static int tear_down(void **state)
{
    struct pair *pair = *state;
    tct_http_client_close(pair->client);
    tct_http_server_stop(pair->server);
    return 0;
}

static enum tct_status ask(struct pair *pair, const char *path, const void *body, size_t bytes,
                           size_t limit, struct tct_http_reply *ret, struct tct_error *err)
{
    char url[256];
    snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", tct_http_server_port(pair->server), path);
    return tct_http_ask(pair->client, url, body, bytes, limit, ret, err);
}

static void expect(struct pair *pair, const char *path, const char *body, unsigned status,
                   const char *expected)
{
    struct tct_http_reply reply;
    struct tct_error err = {.status = TCT_OK};
    if (ask(pair, path, body, body == NULL ? 0 : strlen(body), 4096, &reply, &err) != TCT_OK)
        fail_msg("%s: %s", path, err.text);
    assert_int_equal(reply.status, status);
    assert_string_equal(reply.body, expected);
    free(reply.body);
}

static void test_what_is_asked_arrives(void **state)
{
    expect(*state, "/a/b", NULL, 200, "GET /a/b 0 ");
    expect(*state, "/a?b=c", "xyz", 200, "POST /a 3 xyz");
    expect(*state, "/missing", "", 404, "POST /missing 0 ");
    expect(*state, "/a%2e%2e", NULL, 200, "GET /a.. 0 ");
    expect(*state, "/a%00b", NULL, 200, "GET \x01 0 "); /* no path that ends early */
}

static void test_bounds(void **state)
{
    struct pair *pair = *state;
    char body[BODY_MAX + 1];
    memset(body, 'x', sizeof(body));
    struct tct_http_reply reply;
    struct tct_error err;
    assert_int_equal(ask(pair, "/", body, BODY_MAX, 4096, &reply, &err), TCT_OK);
    assert_int_equal(reply.status, 200);
    free(reply.body);
    assert_int_equal(ask(pair, "/", body, BODY_MAX + 1, 4096, &reply, &err), TCT_OK);
    assert_int_equal(reply.status, 413);
    free(reply.body);
    assert_int_equal(ask(pair, "/", body, BODY_MAX, 100, &reply, &err), TCT_ERR_LIMIT);
    assert_non_null(strstr(err.text, "over 100 bytes"));
    expect(pair, "/still", NULL, 200, "GET /still 0 ");
}

static void test_wrong_addresses(void **state)
{
    struct pair *pair = *state;
    struct tct_http_reply reply;
    struct tct_error err;
    assert_int_equal(tct_http_ask(pair->client, "file:///etc/passwd", NULL, 0, 99, &reply, &err),
                     TCT_ERR_USE);
    assert_int_equal(tct_http_ask(pair->client, "", NULL, 0, 99, &reply, &err), TCT_ERR_USE);
    assert_int_equal(tct_http_ask(pair->client, "http://127.0.0.1:1/", NULL, 0, 99, &reply, &err),
                     TCT_ERR_IO);
    struct tct_http_server *second = NULL;
    struct tct_http_options options = {
        .address = "elsewhere", .connections_max = 1, .connections_of_one_max = 1, .handle = echo};
    assert_int_equal(tct_http_server_start(&options, &second, &err), TCT_ERR_USE);
    options.address = "203.0.113.1"; /* TEST-NET-3: nobody's own */
    assert_int_equal(tct_http_server_start(&options, &second, &err), TCT_ERR_IO);
    assert_non_null(strstr(err.text, "203.0.113.1"));
}

/* Bytes that are no HTTP are turned away, and the server goes on. */
static void test_rubbish(void **state)
{
    struct pair *pair = *state;
    static const char *const rubbish[] = {
        "\r\n\r\n", "GET\r\n\r\n", "\xff\xfe\x00garbage\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"};
    for (size_t i = 0; i < TCT_COUNT(rubbish); i++) {
        int sock = socket(AF_INET, SOCK_STREAM, 0);
        struct sockaddr_in to = {.sin_family = AF_INET,
                                 .sin_port = htons(tct_http_server_port(pair->server)),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        assert_int_equal(connect(sock, (struct sockaddr *)&to, sizeof(to)), 0);
        assert_true(send(sock, rubbish[i], strlen(rubbish[i]), MSG_NOSIGNAL) > 0);
        shutdown(sock, SHUT_WR);
        close(sock);
    }
    expect(pair, "/still", NULL, 200, "GET /still 0 ");
}

static void test_beside(void **state)
{
    struct pair *pair = *state;
    expect(pair, "/beside", NULL, 200, "host none none");
    expect(pair, "/beside?q=a%20%26b&q=c", NULL, 200, "host a &b none");
}

/* Wakes the stream until everything was said. */
static void *wake(void *user)
{
    struct pair *pair = user;
    for (unsigned i = 0; i < TOLD; i++) {
        (void)usleep(20000);
        atomic_fetch_add(&telling.told, 1);
        tct_http_wake(pair->server);
    }
    return NULL;
}

static void test_stream(void **state)
{
    struct pair *pair = *state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, wake, pair), 0);
    expect(pair, "/stream", NULL, 200, "1 2 3 ");
    assert_int_equal(pthread_join(thread, NULL), 0);
    for (int i = 0; i < 500 && atomic_load(&telling.ended) == 0; i++)
        (void)usleep(10000);
    assert_int_equal(atomic_load(&telling.ended), 1);
    assert_int_equal(tct_http_streams(pair->server), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_asked_arrives),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_wrong_addresses),
        cmocka_unit_test(test_rubbish),
        cmocka_unit_test(test_beside),
        cmocka_unit_test(test_stream),
    };
    return cmocka_run_group_tests_name("http", tests, set_up, tear_down);
}
