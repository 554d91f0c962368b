/* A witness whose process is ended at every change it makes to the file system, while two faces of
 * a log are shown to it in any order: what it has answered for it never takes back, and never are
 * there two roots of one size.
 *
 * usage: test-witness-crash TACET CALLS [STRIDE] as test-log-crash has them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crash_cases.h"
#include "crash_process.h"
#include "folders.h"
#include "leaves.h"
#include "tacet/record.h"

enum { LEAVES = 2000, FORK = 3, REQUESTS = 8, TEXT_ROOM = 8192, PATH_ROOM = 200, RUNS_MAX = 2000 };

static struct crash_arguments with;

struct world {
    char path[FOLDER_ROOM], witness[PATH_ROOM], keep[PATH_ROOM], said[PATH_ROOM];
    char log_key[TCT_KEY_TEXT_MAX];
    struct tct_signer log;
    struct tct_verifier key;
    struct tct_hash leaves[2][LEAVES];
    struct tct_random random;
    uint64_t last; /* size that was signed last, as far as it was answered; */
    int face;      /* of it, when it is known; else -1 */
    unsigned signed_count;
};

static uint64_t below(struct world *world, uint64_t limit)
{
    return tct_random_bits(&world->random) % limit;
}

static size_t write_head(struct world *world, int face, uint64_t size, char ret[TEXT_ROOM])
{
    struct leaves tree = {world->leaves[face], size};
    struct tct_checkpoint head = {.size = size, .root = leaves_root(&tree, 0, size)};
    char text[TCT_CHECKPOINT_TEXT_MAX], line[TCT_SIGNATURE_LINE_MAX];
    (void)snprintf(head.origin, sizeof(head.origin), "%s", world->log.verifier.name);
    size_t bytes = tct_checkpoint_write(&head, text);
    assert_int_equal(tct_note_sign(text, bytes, &world->log, 0, line, NULL), TCT_OK);
    return (size_t)snprintf(ret, TEXT_ROOM, "%s\n%s", text, line);
}

static char *write_request(struct world *world, int face, uint64_t old_size, uint64_t size)
{
    char note[TEXT_ROOM], *text = NULL;
    size_t bytes = 0;
    struct leaves tree = {world->leaves[face], size};
    struct tct_witness_request request = {.old_size = old_size, .note = note};
    request.note_bytes = write_head(world, face, size, note);
    if (old_size > 0 && old_size < size)
        assert_int_equal(
            tct_prove_consistency(old_size, size, leaves_read, &tree, &request.proof, NULL),
            TCT_OK);
    assert_int_equal(tct_witness_request_write(&request, &text, &bytes, NULL), TCT_OK);
    return text;
}

/* Posts a text to the witness; the status of HTTP and the body, or 0 when there was no answer. */
static int post(uint16_t port, const char *text, char ret_body[TEXT_ROOM])
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char answer[TEXT_ROOM];
    size_t got = 0;
    int status = 0, at = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(at >= 0);
    if (connect(at, (struct sockaddr *)&to, sizeof(to)) == 0) {
        (void)dprintf(at,
                      "POST /add-checkpoint HTTP/1.1\r\nHost: witness\r\nConnection: close\r\n"
                      "Content-Length: %zu\r\n\r\n%s",
                      strlen(text), text);
        for (ssize_t n = 1; n > 0 && got<sizeof(answer) - 1; got += n> 0 ? (size_t)n : 0)
            n = read(at, answer + got, sizeof(answer) - 1 - got);
    }
    (void)close(at);
    answer[got] = '\0';
    const char *body = strstr(answer, "\r\n\r\n");
    if (body == NULL || sscanf(answer, "HTTP/1.1 %d", &status) != 1)
        return 0;
    (void)snprintf(ret_body, TEXT_ROOM, "%s", body + 4);
    return status;
}

/* A head was signed: it is one that goes on from all that were. */
static void take_signed(struct world *world, int face, uint64_t size, const char *line)
{
    char note[2 * TEXT_ROOM], head[TEXT_ROOM];
    struct tct_note parsed;
    size_t bytes = write_head(world, face, size, head);
    bytes = (size_t)snprintf(note, sizeof(note), "%.*s%s", (int)bytes, head, line);
    assert_int_equal(tct_note_parse(note, bytes, &parsed, NULL), TCT_OK);
    assert_int_equal(tct_note_verify(&parsed, &world->key, NULL, NULL), TCT_OK);
    if (size < world->last)
        fail_msg("%" PRIu64 " was signed after %" PRIu64, size, world->last);
    if (size > FORK && world->face >= 0 && world->face != face)
        fail_msg("two roots of a log of %" PRIu64 " entries", size);
    if (size > FORK)
        world->face = face;
    world->last = size;
    world->signed_count++;
}

/* One request, sensible or not. False when there is no answer any more. */
static bool ask(struct world *world, uint16_t port)
{
    char body[TEXT_ROOM] = "";
    int face = (int)below(world, 2);
    uint64_t size = 1 + world->last + below(world, 4);
    uint64_t old_size = below(world, 4) > 0 ? world->last : below(world, size + 1);
    size = below(world, 4) > 0 ? size : 1 + below(world, world->last + 1);
    old_size = old_size > size ? size : old_size;
    for (int again = 0; again < 2; again++) {
        char *text = write_request(world, face, old_size, size);
        int status = post(port, text, body);
        free(text);
        if (status == 200)
            take_signed(world, face, size, body);
        if (status != 409)
            return status != 0;
        /* What was kept before a crash without an answer is told now. */
        uint64_t kept = strtoull(body, NULL, 10);
        assert_true(kept >= world->last);
        if (kept > size)
            return true;
        old_size = kept;
    }
    return true;
}

/* Starts it; the port, or 0 when it did not come so far. */
static uint16_t start(const struct world *world, const char *plan, struct process *ret)
{
    const char *words[] = {with.tacet,     "record",       "witness",
                           world->witness, "--name",       "w.example",
                           "--key",        world->log_key, NULL};
    char line[TCT_KEY_TEXT_MAX + 64] = "";
    process_start(words, with.calls, plan, world->said, ret);
    const char *colon = fgets(line, sizeof(line), ret->out) == NULL ? NULL : strrchr(line, ':');
    return colon == NULL ? 0 : (uint16_t)strtoul(colon + 1, NULL, 10);
}

static void begin(struct world *world)
{
    char line[TCT_KEY_TEXT_MAX + 64];
    const char *words[] = {with.tacet,  "record", "witness", NULL, "--name",
                           "w.example", "--key",  NULL,      NULL};
    struct process process;
    *world = (struct world){.face = -1};
    tct_random_init(&world->random, 1, 0);
    folder_make(world->path);
    (void)snprintf(world->witness, PATH_ROOM, "%s/witness", world->path);
    (void)snprintf(world->keep, PATH_ROOM, "%s/keep", world->path);
    (void)snprintf(world->said, PATH_ROOM, "%s/said", world->path);
    assert_int_equal(mkdir(world->keep, 0700), 0);
    world->log = signer_of("log.example/1", TCT_KEY_ED25519);
    tct_verifier_write(&world->log.verifier, world->log_key);
    for (uint64_t i = 0; i < LEAVES; i++) {
        world->leaves[0][i] = leaf_of_number(i);
        world->leaves[1][i] = leaf_of_number(i < FORK ? i : i + LEAVES);
    }
    words[3] = world->witness;
    words[7] = world->log_key;
    process_start(words, NULL, NULL, world->said, &process);
    assert_non_null(fgets(line, sizeof(line), process.out));
    assert_int_equal(tct_verifier_parse(line, strcspn(line, " "), &world->key, NULL), TCT_OK);
    (void)kill(process.pid, SIGTERM);
    assert_int_equal(process_wait(&process), 0);
}

/* One process; answers its status. */
static int run(struct world *world, const char *plan)
{
    struct process process;
    uint16_t port = start(world, plan, &process);
    for (int i = 0; port != 0 && i < REQUESTS; i++)
        if (!ask(world, port))
            break;
    (void)kill(process.pid, SIGTERM);
    return process_wait(&process);
}

static void end_at_every_change(const char *how, bool may_fail)
{
    struct world *world = malloc(sizeof(*world));
    char plan[PATH_ROOM + 32];
    assert_non_null(world);
    begin(world);
    unsigned through = 0, runs = 0;
    /* Where calls only fail, the process itself goes through. */
    for (unsigned n = 1; may_fail ? n < 60 : through < 3; n += with.stride, runs++) {
        assert_true(runs < RUNS_MAX && world->last < LEAVES - 64);
        (void)snprintf(plan, sizeof(plan), "%s:%u:%s", how, n, world->keep);
        bool went = process_judge(run(world, plan), may_fail, world->said) == PROCESS_WENT_THROUGH;
        through = went ? through + 1 : 0;
    }
    assert_int_equal(process_judge(run(world, NULL), false, world->said), PROCESS_WENT_THROUGH);
    assert_true(world->signed_count > 5);
    print_message("# %s: %u runs, %u heads signed\n", how, runs, world->signed_count);
    folder_remove(world->path);
    free(world);
}

int main(int argc, char **argv)
{
    return crash_cases_run("witness crash", argc, argv, end_at_every_change, NULL, &with);
}
