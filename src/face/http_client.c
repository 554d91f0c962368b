/* libcurl behind one function that asks. */
#include "tacet/face/http_client.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

struct tct_http_client {
    CURL *curl;
    struct curl_slist *headers;
};

struct coming {
    struct tct_http_reply reply;
    size_t room, limit;
    bool too_large, no_memory;
};

static size_t take(char *data, size_t size, size_t count, void *user)
{
    struct coming *coming = user;
    size_t bytes = size * count;
    if (bytes > coming->limit - coming->reply.bytes) {
        coming->too_large = true;
        return 0;
    }
    if (coming->reply.bytes + bytes >= coming->room) {
        size_t room = 2 * (coming->reply.bytes + bytes) + 1;
        char *grown = realloc(coming->reply.body, room);
        if (grown == NULL) {
            coming->no_memory = true;
            return 0;
        }
        coming->reply.body = grown;
        coming->room = room;
    }
    memcpy(coming->reply.body + coming->reply.bytes, data, bytes);
    coming->reply.bytes += bytes;
    coming->reply.body[coming->reply.bytes] = '\0';
    return bytes;
}

enum tct_status tct_http_client_open(unsigned timeout_s, struct tct_http_client **ret_client,
                                     struct tct_error *err)
{
    struct tct_http_client *client = calloc(1, sizeof(*client));
    if (client == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a client");
    client->curl = curl_easy_init();
    /* "Expect: 100-continue" would cost a round trip and some servers never answer it. */
    client->headers = curl_slist_append(NULL, "Expect:");
    CURL *curl = client->curl;
    if (curl == NULL || client->headers == NULL ||
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK ||
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)timeout_s) != CURLE_OK ||
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) != CURLE_OK ||
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) != CURLE_OK ||
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, client->headers) != CURLE_OK ||
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) != CURLE_OK) {
        tct_http_client_close(client);
        return tct_fail(err, TCT_ERR_IO, "cannot prepare a client for HTTP");
    }
    *ret_client = client;
    return TCT_OK;
}

void tct_http_client_close(struct tct_http_client *client)
{
    if (client == NULL)
        return;
    curl_easy_cleanup(client->curl);
    curl_slist_free_all(client->headers);
    free(client);
}

static enum tct_status say_why(CURLcode code, const char *url, const struct coming *coming,
                               struct tct_error *err)
{
    if (coming->too_large)
        return tct_fail(err, TCT_ERR_LIMIT, "%s: found an answer of over %zu bytes, expected fewer",
                        url, coming->limit);
    if (coming->no_memory || code == CURLE_OUT_OF_MEMORY)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory for the answer", url);
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        return tct_fail(err, TCT_ERR_USE, "found '%s', expected an address of http or https", url);
    return tct_fail(err, TCT_ERR_IO, "%s: %s", url, curl_easy_strerror(code));
}

enum tct_status tct_http_ask(struct tct_http_client *client, const char *url, const void *body,
                             size_t body_bytes, size_t limit_bytes,
                             struct tct_http_reply *ret_reply, struct tct_error *err)
{
    CURL *curl = client->curl;
    struct coming coming = {.limit = limit_bytes};
    CURLcode code = curl_easy_setopt(curl, CURLOPT_URL, url);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_WRITEDATA, &coming);
    if (code == CURLE_OK && body == NULL)
        code = curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (code == CURLE_OK && body != NULL)
        code = curl_easy_setopt(curl, CURLOPT_POST, 1L);
    if (code == CURLE_OK && body != NULL)
        code = curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_bytes);
    if (code == CURLE_OK && body != NULL)
        code = curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    if (code == CURLE_OK)
        code = curl_easy_perform(curl);
    long status = 0;
    if (code == CURLE_OK)
        code = curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK && coming.reply.body == NULL) {
        coming.reply.body = calloc(1, 1);
        coming.no_memory = coming.reply.body == NULL;
    }
    if (code != CURLE_OK || coming.no_memory) {
        free(coming.reply.body);
        return say_why(code, url, &coming, err);
    }
    coming.reply.status = (unsigned)status;
    *ret_reply = coming.reply;
    return TCT_OK;
}
