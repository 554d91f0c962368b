/* The HTTP server and client against each other, on loopback and a free port. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
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

/* Says what was asked. */
static void echo(void *user, const struct tct_http_request *request,
                 struct tct_http_answer *ret_answer)
{
    (void)user;
    char *text = NULL;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_asked_arrives),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_wrong_addresses),
        cmocka_unit_test(test_rubbish),
    };
    return cmocka_run_group_tests_name("http", tests, set_up, tear_down);
}
