/* The place: a file that states its own inode and time of birth. Whoever copies it makes
 * a file of another inode and birth. */
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder_file.h"

static const char NAME[] = "place";

enum { TEXT_ROOM = 80 };

/* A file system without times of birth states 0. */
static bool describe(int folder, char ret[TEXT_ROOM])
{
    struct statx about;
    if (statx(folder, NAME, AT_SYMLINK_NOFOLLOW, STATX_INO | STATX_BTIME, &about) != 0)
        return false;
    bool born = (about.stx_mask & STATX_BTIME) != 0;
    (void)snprintf(ret, TEXT_ROOM, "inode %" PRIu64 " born %" PRId64 ".%09u\n",
                   (uint64_t)about.stx_ino, born ? (int64_t)about.stx_btime.tv_sec : 0,
                   born ? about.stx_btime.tv_nsec : 0);
    return true;
}

enum tct_status place_mark(int folder, struct tct_error *err)
{
    char text[TEXT_ROOM];
    int file = openat(folder, NAME, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool written = file >= 0 && describe(folder, text) &&
                   folder_write_all(file, text, strlen(text)) && fsync(file) == 0 &&
                   fsync(folder) == 0;
    int why = errno;
    if (file >= 0)
        (void)close(file);
    return written
               ? TCT_OK
               : tct_fail(err, TCT_ERR_IO, "private/place: cannot be written: %s", strerror(why));
}

enum tct_status place_check(int folder, const char *advice, struct tct_error *err)
{
    char here[TEXT_ROOM] = "";
    uint8_t *said = NULL;
    size_t bytes = 0;
    enum tct_status status =
        folder_read_file(folder, NAME, "private/place", TEXT_ROOM, &said, &bytes, err);
    if (status != TCT_OK)
        return status;
    bool same = said != NULL && describe(folder, here) && strcmp((const char *)said, here) == 0;
    free(said);
    if (same)
        return TCT_OK;
    return tct_fail(
        err, TCT_ERR_INPUT,
        "this folder is a copy, as from a backup, and must not go on under its name: %s", advice);
}
