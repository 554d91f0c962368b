/* What a loss of power takes away: a list of what was done and not synced, undone backwards. Its
 * calls are the system's own, past those that crash_calls.c puts before them. */
#include "crash_undo.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STEPS_MAX = 4096, NAME_ROOM = 256 };

enum kind { WRITTEN, MADE, MADE_FOLDER, RENAMED, REMOVED, REMOVED_FOLDER };

struct step {
    enum kind kind;
    int folder, from;   /* of the name, and where it came from; of WRITTEN the file itself */
    struct stat about;  /* of what must be synced for the step to last */
    off_t bytes;        /* that were there before, of WRITTEN */
    ino_t removed;      /* the folder that was removed */
    unsigned long kept; /* name in the folder of what is kept; 0 for nothing */
    char name[NAME_ROOM], old_name[NAME_ROOM];
};

static struct step steps[STEPS_MAX];
static size_t count;
static int keep_folder = -1;
static unsigned long kept_count;

void undo_begin(const char *keep)
{
    keep_folder = open(keep, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static struct step *add(enum kind kind, int folder)
{
    if (count == STEPS_MAX)
        abort();
    struct step *step = &steps[count++];
    *step = (struct step){.kind = kind, .folder = fcntl(folder, F_DUPFD_CLOEXEC, 0), .from = -1};
    if (step->folder < 0 || fstat(folder, &step->about) != 0)
        abort();
    return step;
}

static void copy_name(char *room, const char *name)
{
    if ((size_t)snprintf(room, NAME_ROOM, "%s", name) >= NAME_ROOM)
        abort();
}

/* A second name for what is about to lose its own; 0 when there is nothing. */
static unsigned long keep(int folder, const char *name)
{
    char kept[32];
    (void)snprintf(kept, sizeof(kept), "%ld-%lu", (long)getpid(), ++kept_count);
    return linkat(folder, name, keep_folder, kept, 0) == 0 ? kept_count : 0;
}

static bool bring_back(const struct step *step)
{
    char kept[32];
    (void)snprintf(kept, sizeof(kept), "%ld-%lu", (long)getpid(), step->kept);
    return step->kept == 0 || linkat(keep_folder, kept, step->folder, step->name, 0) == 0;
}

void undo_note_write(int file)
{
    struct stat about;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode))
        return;
    for (size_t i = 0; i < count; i++)
        if (steps[i].kind == WRITTEN && steps[i].about.st_ino == about.st_ino)
            return;
    add(WRITTEN, file)->bytes = about.st_size;
}

void undo_note_made(int folder, const char *name, bool is_folder)
{
    copy_name(add(is_folder ? MADE_FOLDER : MADE, folder)->name, name);
}

void undo_note_rename(int from, const char *old_name, int to, const char *name)
{
    struct step *step = add(RENAMED, to);
    step->from = fcntl(from, F_DUPFD_CLOEXEC, 0);
    copy_name(step->name, name);
    copy_name(step->old_name, old_name);
    step->kept = keep(to, name);
}

void undo_note_removal(int folder, const char *name, bool is_folder)
{
    struct stat about;
    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0)
        return;
    struct step *step = add(is_folder ? REMOVED_FOLDER : REMOVED, folder);
    copy_name(step->name, name);
    step->kept = is_folder ? 0 : keep(folder, name);
    step->removed = is_folder ? about.st_ino : 0;
}

/* What a step that lasts takes with it: that the file was made under its old name, what was done
 * in a folder that is gone. */
static bool follows(const struct step *step, const struct step *lasting)
{
    struct stat from;
    if (lasting->kind == REMOVED_FOLDER)
        return step->about.st_ino == lasting->removed;
    return lasting->kind == RENAMED && step < lasting && step->kind == MADE &&
           fstat(lasting->from, &from) == 0 && step->about.st_ino == from.st_ino &&
           strcmp(step->name, lasting->old_name) == 0;
}

void undo_note_sync(int file)
{
    static bool lasts[STEPS_MAX];
    struct stat about;
    size_t left = 0;
    if (fstat(file, &about) != 0)
        return;
    memset(lasts, 0, sizeof(lasts));
    for (size_t i = 0; i < count; i++)
        if (steps[i].about.st_ino == about.st_ino && steps[i].about.st_dev == about.st_dev) {
            lasts[i] = true;
            for (size_t j = 0; j < count; j++)
                lasts[j] = lasts[j] || follows(&steps[j], &steps[i]);
        }
    for (size_t i = 0; i < count; i++)
        if (!lasts[i]) {
            steps[left++] = steps[i];
        } else {
            (void)close(steps[i].folder);
            if (steps[i].from >= 0)
                (void)close(steps[i].from);
        }
    count = left;
}

/* Makes a folder again, for those that stood in it as well. */
static bool make_again(const struct step *step)
{
    if (syscall(SYS_mkdirat, step->folder, step->name, 0777) != 0)
        return false;
    int folder = openat(step->folder, step->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; folder >= 0 && i < count; i++)
        if (steps[i].about.st_ino == step->removed && dup2(folder, steps[i].folder) < 0)
            return false;
    return folder >= 0;
}

static bool undo(const struct step *step)
{
    switch (step->kind) {
    case WRITTEN:
        return syscall(SYS_ftruncate, step->folder, step->bytes) == 0;
    case MADE:
        return syscall(SYS_unlinkat, step->folder, step->name, 0) == 0;
    case MADE_FOLDER:
        return syscall(SYS_unlinkat, step->folder, step->name, AT_REMOVEDIR) == 0;
    case RENAMED:
        return syscall(SYS_renameat2, step->folder, step->name, step->from, step->old_name, 0) ==
                   0 &&
               bring_back(step);
    case REMOVED:
        return bring_back(step);
    case REMOVED_FOLDER:
        return make_again(step);
    }
    return false;
}

bool undo_all(void)
{
    while (count > 0)
        if (!undo(&steps[--count])) {
            perror(steps[count].name);
            return false;
        }
    return true;
}
