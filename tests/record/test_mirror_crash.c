/* A mirror whose process is ended at every change it makes to the file system, while the log grows:
 * at every instant it is whole at some head, never an older one than it said it had.
 *
 * usage: test-mirror-crash TACET CALLS [STRIDE] as test-log-crash has them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crash_cases.h"
#include "crash_process.h"
#include "folders.h"
#include "tacet/record.h"

enum { PATH_ROOM = 200, RUNS_MAX = 500 };

static struct crash_arguments with;

struct world {
    char path[FOLDER_ROOM], log[PATH_ROOM], mirror[PATH_ROOM], keep[PATH_ROOM], said[PATH_ROOM];
    char key[TCT_KEY_TEXT_MAX];
    struct tct_signer signer;
    uint64_t size; /* entries of the log */
    uint64_t kept; /* entries that the mirror said it had */
};

static void begin(struct world *world)
{
    *world = (struct world){.size = 0};
    folder_make(world->path);
    (void)snprintf(world->log, PATH_ROOM, "%s/log", world->path);
    (void)snprintf(world->mirror, PATH_ROOM, "%s/mirror", world->path);
    (void)snprintf(world->keep, PATH_ROOM, "%s/keep", world->path);
    (void)snprintf(world->said, PATH_ROOM, "%s/said", world->path);
    assert_int_equal(mkdir(world->keep, 0700), 0);
    world->signer = signer_of("log.example/1", TCT_KEY_ED25519);
    tct_verifier_write(&world->signer.verifier, world->key);
    struct tct_log_options how = {.path = world->log, .signer = &world->signer};
    assert_int_equal(tct_log_create(&how, NULL), TCT_OK);
}

static void grow(struct world *world, uint64_t count)
{
    struct tct_log_options how = {.path = world->log, .signer = &world->signer};
    struct tct_log *log = NULL;
    assert_int_equal(tct_log_open(&how, &log, NULL), TCT_OK);
    for (; count > 0; count--) {
        uint64_t index = 0;
        struct tct_entry entry = {&world->size, sizeof(world->size)};
        assert_int_equal(tct_log_append(log, &entry, 1, &index, NULL), TCT_OK);
        world->size++;
    }
    assert_int_equal(tct_log_publish(log, NULL), TCT_OK);
    tct_log_close(log);
}

/* One process that follows the log; answers its status. */
static int follow(struct world *world, const char *plan)
{
    const char *words[] = {with.tacet, "record", "mirror",   world->mirror,
                           world->log, "--key",  world->key, NULL};
    struct process process;
    uint64_t size = 0;
    process_start(words, with.calls, plan, world->said, &process);
    if (fscanf(process.out, "%" SCNu64 " entries", &size) == 1)
        world->kept = size;
    return process_wait(&process);
}

/* Looks at the copy as it is, without repairing anything. */
static void check(const struct world *world)
{
    struct tct_folder *folder = NULL;
    struct tct_view *view = NULL;
    struct tct_error err = {0};
    char checkpoint[PATH_ROOM + 16];
    (void)snprintf(checkpoint, sizeof(checkpoint), "%s/checkpoint", world->mirror);
    if (world->kept == 0 && access(checkpoint, F_OK) != 0)
        return;
    assert_int_equal(tct_folder_open(world->mirror, TCT_MIRROR_STAGING, false, &folder, NULL),
                     TCT_OK);
    const struct tct_storage *storage = tct_folder_storage(folder);
    if (tct_view_open(storage, &world->signer.verifier, &view, &err) != TCT_OK ||
        tct_view_verify(view, 0, NULL, NULL, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_true(tct_view_head(view)->size >= world->kept);
    assert_true(tct_view_head(view)->size <= world->size);
    tct_view_close(view);
    tct_folder_close(folder);
}

/* The log grows over the edges of tiles now and then, by a little mostly. What two processes left
 * undone the third one, undisturbed, makes up for: else there were ever more to do. */
static void end_at_every_change(const char *how, bool may_fail)
{
    struct world world;
    char plan[PATH_ROOM + 32];
    begin(&world);
    unsigned through = 0, runs = 0;
    for (unsigned n = 1; through < 3; n += with.stride, runs++) {
        assert_true(runs < RUNS_MAX);
        grow(&world, runs % 4 == 0 ? 150 : 1 + runs % 3);
        (void)snprintf(plan, sizeof(plan), "%s:%u:%s", how, n, world.keep);
        bool went =
            process_judge(follow(&world, plan), may_fail, world.said) == PROCESS_WENT_THROUGH;
        through = went ? through + 1 : 0;
        check(&world);
        if (runs % 3 == 2)
            assert_int_equal(process_judge(follow(&world, NULL), false, world.said),
                             PROCESS_WENT_THROUGH);
    }
    assert_int_equal(process_judge(follow(&world, NULL), false, world.said), PROCESS_WENT_THROUGH);
    assert_true(world.kept == world.size && runs * with.stride > 20);
    check(&world);
    print_message("# %s: %u runs, %" PRIu64 " entries\n", how, runs, world.size);
    folder_remove(world.path);
}

int main(int argc, char **argv)
{
    return crash_cases_run("mirror crash", argc, argv, end_at_every_change, NULL, &with);
}
