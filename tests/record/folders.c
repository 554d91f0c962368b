/* Temporary folders and keys for tests. */
#include "folders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void folder_make(char ret_path[FOLDER_ROOM])
{
    const char *base = getenv("TMPDIR");
    (void)snprintf(ret_path, FOLDER_ROOM, "%.90s/tacet-record.XXXXXX",
                   base == NULL ? "/tmp" : base);
    TCT_ASSERT(mkdtemp(ret_path) != NULL);
}

/* Runs a tool with up to four words; it must go well. */
static void run(const char *tool, const char *option, const char *first, const char *second)
{
    int status = 0;
    pid_t child = fork();
    TCT_ASSERT(child >= 0);
    if (child == 0) {
        (void)execlp(tool, tool, option, "--", first, second, (char *)NULL);
        _exit(127);
    }
    TCT_ASSERT(waitpid(child, &status, 0) == child && status == 0);
}

void folder_remove(const char *path)
{
    run("rm", "-rf", path, NULL);
}

void folder_copy(const char *from, const char *to)
{
    run("cp", "-a", from, to);
}

struct tct_signer signer_of(const char *name, enum tct_key_type type)
{
    uint8_t seed[TCT_KEY_SEED_BYTES] = {0};
    struct tct_signer signer;
    memcpy(seed, name, strlen(name) < sizeof(seed) ? strlen(name) : sizeof(seed));
    TCT_ASSERT(tct_signer_new(name, type, seed, &signer, NULL) == TCT_OK);
    return signer;
}
