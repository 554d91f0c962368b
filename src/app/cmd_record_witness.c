/* tacet record witness: a witness of logs, over HTTP. */
#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "record.h"
#include "tacet/face/http_server.h"

struct request {
    const char *name, *key, *policy_path, *listen, *passphrase_path;
    bool json;
};

static const struct option_spec options[] = {
    {0, "name", "NAME", "the witness's name, for a new key: a schema-less URL", OPTION_TEXT,
     offsetof(struct request, name), 0, 0},
    {0, "key", "KEY", "the key of the one log that is witnessed, or a file with it", OPTION_TEXT,
     offsetof(struct request, key), 0, 0},
    {0, "policy", "FILE", "the logs that are witnessed: those of this policy", OPTION_TEXT,
     offsetof(struct request, policy_path), 0, 0},
    {0, "listen", "ADDRESS:PORT", "where (127.0.0.1:0, a port that is free)", OPTION_TEXT,
     offsetof(struct request, listen), 0, 0},
    {0, "passphrase-file", "FILE", "of the private key, in its first line", OPTION_TEXT,
     offsetof(struct request, passphrase_path), 0, 0},
    {0, "json", NULL, "key and URL as one JSON object", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
};

enum { PATH_ROOM = 4096, CONNECTIONS = 256, CONNECTIONS_OF_ONE = 32, SILENCE_S = 30 };

/* What the server's thread works with. */
struct serving {
    struct tct_witness *witness;
    struct tct_folder *folder; /* to read what is public */
    char key[TCT_KEY_TEXT_MAX];
};

static uint64_t now_s(void *user)
{
    (void)user;
    return (uint64_t)time(NULL);
}

/* The names in "heads/" and "fraud/" that can be asked for; nothing else is shown. */
static bool is_public(const char *path)
{
    static const char *const folders[] = {"/heads/", "/fraud/"};
    for (size_t i = 0; i < TCT_COUNT(folders); i++) {
        size_t bytes = strlen(folders[i]);
        if (strncmp(path, folders[i], bytes) == 0)
            return path[bytes] != '\0' && path[bytes] != '.' &&
                   strspn(path + bytes, "0123456789abcdef.rud") == strlen(path + bytes);
    }
    return false;
}

static void say(struct tct_http_answer *answer, unsigned status, const char *text)
{
    answer->status = status;
    answer->body = strdup(text);
    answer->body_bytes = answer->body == NULL ? 0 : strlen(text);
}

static void show_file(const struct serving *serving, const char *path,
                      struct tct_http_answer *answer)
{
    const struct tct_storage *storage = tct_folder_storage(serving->folder);
    uint8_t *content = NULL;
    size_t bytes = 0;
    enum tct_status status =
        storage->read(storage->user, path + 1, TCT_FRAUD_MAX, &content, &bytes, NULL);
    if (status != TCT_OK)
        return; /* 500 */
    if (content == NULL) {
        say(answer, 404, "there is nothing\n");
        return;
    }
    answer->status = 200;
    answer->body = (char *)content;
    answer->body_bytes = bytes;
}

static void handle(void *user, const struct tct_http_request *request,
                   struct tct_http_answer *ret_answer)
{
    struct serving *serving = user;
    bool get = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    if (strcmp(request->path, "/add-checkpoint") == 0 && strcmp(request->method, "POST") == 0) {
        struct tct_witness_answer answer;
        tct_witness_add_checkpoint(serving->witness, request->body, request->body_bytes, &answer);
        ret_answer->status = answer.status;
        ret_answer->type = answer.type;
        ret_answer->body = answer.body;
        ret_answer->body_bytes = answer.bytes;
    } else if (get && strcmp(request->path, "/vkey") == 0) {
        say(ret_answer, 200, serving->key);
    } else if (get && is_public(request->path)) {
        show_file(serving, request->path, ret_answer);
    } else {
        say(ret_answer, 404, "there is nothing\n");
    }
}

/* "127.0.0.1:8080", "[::1]:8080", ":8080". */
static enum tct_status read_address(const char *listen, char ret_address[64], uint16_t *ret_port,
                                    struct tct_error *err)
{
    const char *colon = strrchr(listen, ':');
    char *end = NULL;
    unsigned long port = colon == NULL ? 0 : strtoul(colon + 1, &end, 10);
    size_t bytes = colon == NULL ? 0 : (size_t)(colon - listen);
    bool bracket = bytes >= 2 && listen[0] == '[' && listen[bytes - 1] == ']';
    if (colon == NULL || colon[1] < '0' || colon[1] > '9' || *end != '\0' || port > 65535 ||
        bytes >= 64)
        return tct_fail(err, TCT_ERR_USE,
                        "--listen: found '%.60s', expected such as 127.0.0.1:8080", listen);
    if (bytes == 0)
        (void)snprintf(ret_address, 64, "127.0.0.1");
    else
        (void)snprintf(ret_address, 64, "%.*s", (int)(bracket ? bytes - 2 : bytes),
                       bracket ? listen + 1 : listen);
    *ret_port = (uint16_t)port;
    return TCT_OK;
}

/* The key that is there, or, where a name is given and there is none, a new one. */
static enum tct_status get_key(const struct request *request, const char *folder,
                               struct tct_signer *ret, struct tct_error *err)
{
    char path[PATH_ROOM], passphrase[TCT_PASSPHRASE_MAX + 1];
    struct stat about;
    bool locked = request->passphrase_path != NULL;
    if (snprintf(path, sizeof(path), "%s/private", folder) >= (int)sizeof(path) - 16)
        return tct_fail(err, TCT_ERR_USE, "the name of the folder is too long");
    (void)mkdir(folder, 0777);
    (void)mkdir(path, 0700); /* what went wrong, the key's file says */
    (void)snprintf(path, sizeof(path), "%.4000s/private/witness.key", folder);
    if (stat(path, &about) == 0 || request->name == NULL)
        return record_key_file(path, request->passphrase_path, ret, err);
    enum tct_status status = record_new_key(request->name, TCT_KEY_COSIGNATURE, ret, err);
    if (status == TCT_OK && locked)
        status = record_passphrase(request->passphrase_path, passphrase, err);
    if (status == TCT_OK)
        status = tct_key_file_write(path, ret, locked ? passphrase : NULL, err);
    sodium_memzero(passphrase, sizeof(passphrase));
    return status;
}

static void wait_for_end(const sigset_t *ends)
{
    int signal = 0;
    (void)sigwait(ends, &signal);
}

static enum tct_status serve(const struct request *request, struct serving *serving,
                             const sigset_t *ends, struct tct_error *err)
{
    char address[64];
    struct tct_http_server *server = NULL;
    struct tct_http_options how = {.address = address,
                                   .body_max_bytes = TCT_WITNESS_REQUEST_MAX,
                                   .connections_max = CONNECTIONS,
                                   .connections_of_one_max = CONNECTIONS_OF_ONE,
                                   .silence_max_s = SILENCE_S,
                                   .handle = handle,
                                   .user = serving};
    enum tct_status status =
        read_address(request->listen == NULL ? ":0" : request->listen, address, &how.port, err);
    if (status == TCT_OK)
        status = tct_http_server_start(&how, &server, err);
    if (status != TCT_OK)
        return status;
    bool six = strchr(address, ':') != NULL;
    (void)printf(request->json ? "{\"key\":\"%.*s\",\"url\":\"http://%s%s%s:%u/\"}\n"
                               : "%.*s http://%s%s%s:%u/\n",
                 (int)strcspn(serving->key, "\n"), serving->key, six ? "[" : "", address,
                 six ? "]" : "", (unsigned)tct_http_server_port(server));
    (void)fflush(stdout);
    wait_for_end(ends);
    tct_http_server_stop(server);
    return TCT_OK;
}

static enum tct_status witness(const struct request *request, const char *folder,
                               const sigset_t *ends, struct tct_error *err)
{
    struct tct_signer signer = {0};
    struct tct_policy *policy = NULL;
    struct serving serving = {.witness = NULL};
    enum tct_status status = record_trust(request->key, request->policy_path, NULL, &policy, err);
    if (status == TCT_OK)
        status = get_key(request, folder, &signer, err);
    if (status == TCT_OK && signer.verifier.type != TCT_KEY_COSIGNATURE)
        status = tct_fail(err, TCT_ERR_INPUT, "%.200s: its key is not that of a witness", folder);
    struct tct_witness_options how = {
        .path = folder, .signer = &signer, .policy = policy, .now_s = now_s};
    if (status == TCT_OK)
        status = tct_witness_open(&how, &serving.witness, err);
    if (status == TCT_OK)
        status = tct_folder_open(folder, "private/new", false, &serving.folder, err);
    if (status == TCT_OK) {
        tct_verifier_write(&signer.verifier, serving.key);
        serving.key[strlen(serving.key) + 1] = '\0';
        serving.key[strlen(serving.key)] = '\n';
        status = serve(request, &serving, ends, err);
    }
    tct_folder_close(serving.folder);
    tct_witness_close(serving.witness);
    tct_signer_wipe(&signer);
    free(policy);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct tct_error err;
    sigset_t ends;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected the folder in which the witness keeps its heads");
    if (sodium_init() < 0)
        return command_wrong_use(self, "the system gives no random numbers");
    /* Before there are threads, so that all of them leave the signals to this one. */
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGTERM);
    (void)sigaddset(&ends, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &ends, NULL);
    if (witness(&request, words.words[0], &ends, &err) != TCT_OK)
        return command_failed(self, &err);
    return command_finish_output(self, EXIT_DONE);
}

const struct command command_record_witness = {
    .name = "record witness",
    .summary = "serve as a witness: sign the heads of logs that only grow",
    .arguments = "DIR --key KEY | --policy FILE",
    .explained =
        "Signs each head of the logs that goes on from the one it signed before, and never two\n"
        "roots of one size; keeps what it refuses. Prints its key and its URL, and serves until\n"
        "it is told to end (SIGTERM, SIGINT).",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
