/* A log whose process is ended at every change it makes to the file system, and at any instant:
 * every index that was printed is there afterwards, its proof verifies, and the log goes on.
 *
 * usage: test-log-crash TACET CALLS [STRIDE INSTANTS]: the program, what LD_PRELOAD puts before the
 * system's calls; whether it ends at every change, or only at every fifth; how many times it is
 * killed at any instant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash_cases.h"
#include "crash_process.h"
#include "folders.h"
#include "tacet/record.h"

enum { ENTRIES_MAX = 1 << 20, CHUNKS = 4, CHUNK_MAX = 300, TEXT_ROOM = 400, PATH_ROOM = 200 };
enum { RUNS_MAX = 5000 };

static struct crash_arguments with;

/* Which line of which run an entry is. */
struct line {
    uint32_t run, number;
};

struct world {
    char path[FOLDER_ROOM], log[PATH_ROOM], keep[PATH_ROOM], said[PATH_ROOM];
    struct tct_verifier key;
    struct tct_random random;
    uint64_t known;   /* entries whose lines are known: */
    uint64_t checked; /* so many have been looked at, proofs and all */
    struct line *lines;
    uint32_t run;
};

/* One process that appends. */
struct child {
    struct process process;
    uint32_t sent, answered; /* lines */
};

static uint32_t below(struct tct_random *random, uint32_t limit)
{
    return (uint32_t)(tct_random_bits(random) % limit);
}

static size_t text_of(struct line line, char ret[TEXT_ROOM])
{
    unsigned padding = (line.run * 7919u + line.number * 104729u) % 300u;
    return (size_t)snprintf(ret, TEXT_ROOM, "%u %u %0*d", line.run, line.number, (int)padding, 0);
}

static void start(const struct world *world, const char *plan, struct child *ret)
{
    const char *words[] = {with.tacet, "record", "append", world->log, "--lines", NULL};
    *ret = (struct child){.sent = 0};
    process_start(words, with.calls, plan, world->said, &ret->process);
}

/* An index was printed: the entry is durable from now on. */
static void take_answer(struct world *world, struct child *child, uint64_t index)
{
    struct line line = {world->run, child->answered++};
    assert_true(child->answered <= child->sent);
    assert_true(index >= world->known && index < ENTRIES_MAX);
    /* What lies between was never answered, and survived all the same: read later. */
    for (; world->known < index; world->known++)
        world->lines[world->known] = (struct line){UINT32_MAX, 0};
    world->lines[world->known++] = line;
}

/* Sends lines, then waits for their indices, or for the end. */
static bool send_chunk(struct world *world, struct child *child, uint32_t count)
{
    static char room[CHUNK_MAX * TEXT_ROOM];
    size_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        used += text_of((struct line){world->run, child->sent + i}, room + used);
        room[used++] = '\n';
    }
    child->sent += count;
    for (size_t at = 0; at < used;) {
        ssize_t done = write(child->process.in, room + at, used - at);
        if (done < 0)
            return false;
        at += (size_t)done;
    }
    uint64_t index = 0;
    while (child->answered < child->sent) {
        if (fscanf(child->process.out, "%" SCNu64, &index) != 1)
            return false;
        take_answer(world, child, index);
    }
    return true;
}

/* Answers the status of wait(). */
static int finish(struct world *world, struct child *child)
{
    uint64_t index = 0;
    (void)close(child->process.in);
    child->process.in = -1;
    while (fscanf(child->process.out, "%" SCNu64, &index) == 1)
        take_answer(world, child, index);
    return process_wait(&child->process);
}

/* One process from its start to its end, whatever that is. */
static int append(struct world *world, const char *plan)
{
    static const uint32_t sizes[] = {1, 2, 5, 40, CHUNK_MAX};
    struct child child;
    world->run++;
    start(world, plan, &child);
    for (unsigned i = 0; i < CHUNKS; i++)
        if (!send_chunk(world, &child, sizes[below(&world->random, TCT_COUNT(sizes))]))
            break;
    return finish(world, &child);
}

/* The line of an entry that is in the log. */
static struct line read_line(struct tct_view *view, uint64_t index)
{
    struct line line;
    const uint8_t *entry = NULL;
    size_t bytes = 0;
    char text[TEXT_ROOM], expected[TEXT_ROOM];
    struct tct_error err = {0};
    if (tct_view_entry(view, index, &entry, &bytes, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_true(bytes < TEXT_ROOM);
    memcpy(text, entry, bytes);
    text[bytes] = '\0';
    assert_int_equal(sscanf(text, "%u %u", &line.run, &line.number), 2);
    assert_int_equal(text_of(line, expected), bytes);
    assert_memory_equal(text, expected, bytes);
    return line;
}

static void check_proof(const struct world *world, struct tct_view *view, uint64_t index)
{
    char *text = NULL, entry[TEXT_ROOM];
    size_t bytes = 0;
    struct tct_tlog_proof proof;
    struct tct_note note;
    struct tct_checkpoint head;
    struct tct_hash leaf;
    tct_hash_leaf(entry, text_of(world->lines[index], entry), &leaf);
    assert_int_equal(tct_tlog_proof_make(view, index, &text, &bytes, NULL), TCT_OK);
    assert_int_equal(tct_tlog_proof_parse(text, bytes, &proof, NULL), TCT_OK);
    assert_int_equal(
        tct_checkpoint_open(proof.note, proof.note_bytes, &world->key, &note, &head, NULL), TCT_OK);
    assert_int_equal(tct_tlog_proof_check(&proof, &leaf, &head, NULL), TCT_OK);
    free(text);
}

/* Entries from `from` on: those that were answered are what they were, none is there twice, and
 * all stand in the order in which they were sent. */
static void check_entries(struct world *world, struct tct_view *view, uint64_t from)
{
    uint64_t size = tct_view_head(view)->size;
    assert_true(size >= world->known && size < ENTRIES_MAX);
    for (uint64_t i = from; i < size; i++) {
        struct line line = read_line(view, i);
        bool answered = i < world->known && world->lines[i].run != UINT32_MAX;
        if (answered && (world->lines[i].run != line.run || world->lines[i].number != line.number))
            fail_msg("entry %" PRIu64 " is line %u of run %u", i, line.number, line.run);
        world->lines[i] = line;
        if (i > 0 &&
            (world->lines[i - 1].run > line.run || (world->lines[i - 1].run == line.run &&
                                                    world->lines[i - 1].number + 1 != line.number)))
            fail_msg("entry %" PRIu64 " is out of order", i);
        if (answered && i >= world->checked)
            check_proof(world, view, i);
    }
    world->known = world->checked = size;
}

/* Starts the program once more, undisturbed, and looks at the log. */
static void check(struct world *world, uint64_t from)
{
    struct child child;
    struct tct_folder *folder = NULL;
    struct tct_view *view = NULL;
    struct tct_error err = {0};
    start(world, NULL, &child);
    if (process_judge(finish(world, &child), false, world->said) != PROCESS_WENT_THROUGH)
        fail_msg("run %u: the log cannot be opened again", world->run);
    assert_int_equal(tct_folder_open(world->log, TCT_LOG_STAGING, false, &folder, NULL), TCT_OK);
    if (tct_view_open(tct_folder_storage(folder), &world->key, &view, &err) != TCT_OK)
        fail_msg("run %u: %s", world->run, err.text);
    check_entries(world, view, from);
    if (from == 0 && tct_view_verify(view, 0, NULL, NULL, &err) != TCT_OK)
        fail_msg("%s", err.text);
    tct_view_close(view);
    tct_folder_close(folder);
}

static void begin(struct world *world)
{
    char command[3 * PATH_ROOM], text[TCT_KEY_TEXT_MAX + 1];
    *world = (struct world){.lines = calloc(ENTRIES_MAX, sizeof(*world->lines))};
    assert_non_null(world->lines);
    tct_random_init(&world->random, 1, 0);
    folder_make(world->path);
    (void)snprintf(world->log, PATH_ROOM, "%s/log", world->path);
    (void)snprintf(world->keep, PATH_ROOM, "%s/keep", world->path);
    (void)snprintf(world->said, PATH_ROOM, "%s/said", world->path);
    assert_int_equal(mkdir(world->keep, 0700), 0);
    (void)snprintf(command, sizeof(command), "'%s' record init '%s' --origin log.example/1",
                   with.tacet, world->log);
    FILE *key = popen(command, "r");
    assert_non_null(key);
    size_t bytes = fread(text, 1, sizeof(text), key);
    assert_int_equal(pclose(key), 0);
    assert_true(bytes > 0 && text[bytes - 1] == '\n');
    assert_int_equal(tct_verifier_parse(text, bytes - 1, &world->key, NULL), TCT_OK);
}

static void end(struct world *world)
{
    check(world, 0);
    free(world->lines);
    folder_remove(world->path);
}

/* At the first change, the second, and so on, until a run goes through. After one of three, what
 * the crash left is repaired by a process that is ended as well. */
static void end_at_every_change(const char *how, bool may_fail)
{
    struct world world;
    char plan[PATH_ROOM + 32];
    begin(&world);
    unsigned through = 0;
    for (unsigned n = 1; through < 3; n += with.stride) {
        assert_true(n < RUNS_MAX);
        (void)snprintf(plan, sizeof(plan), "%s:%u:%s", how, n, world.keep);
        int status = append(&world, plan);
        bool went = process_judge(status, may_fail, world.said) == PROCESS_WENT_THROUGH;
        through = went ? through + 1 : 0;
        if (world.run % 3 != 0)
            check(&world, world.checked);
    }
    assert_true(world.run * with.stride > 40); /* there were changes to end at */
    print_message("# %s: %u runs\n", how, world.run);
    end(&world);
}

static void killed_at_any_instant(void **state)
{
    (void)state;
    struct world world;
    begin(&world);
    for (unsigned i = 0; i < with.instants; i++) {
        struct child child;
        world.run++;
        start(&world, NULL, &child);
        useconds_t wait_us = below(&world.random, 20000);
        pid_t killer = fork();
        assert_true(killer >= 0);
        if (killer == 0) {
            (void)usleep(wait_us);
            (void)kill(child.process.pid, SIGKILL);
            _exit(0);
        }
        while (send_chunk(&world, &child, 20))
            ;
        assert_true(WIFSIGNALED(finish(&world, &child)));
        assert_true(waitpid(killer, NULL, 0) == killer);
        if (i % 3 != 0)
            check(&world, world.checked);
    }
    end(&world);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest at_any_instant = cmocka_unit_test(killed_at_any_instant);
    return crash_cases_run("log crash", argc, argv, end_at_every_change, &at_any_instant, &with);
}
