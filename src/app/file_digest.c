/* Digests of files, read once, in pieces. */
#include "file_digest.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_BYTES = 1 << 16, PATH_ROOM = 4096 };

static enum tct_status open_source(const char *path, int *ret, struct tct_error *err)
{
    struct stat about;
    *ret = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*ret < 0)
        return tct_fail(err, errno == ENOENT ? TCT_ERR_INPUT : TCT_ERR_IO, "%.300s: %s", path,
                        strerror(errno));
    if (fstat(*ret, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0)
        return TCT_OK;
    (void)close(*ret);
    return tct_fail(err, TCT_ERR_INPUT, "%.300s: expected a file with something in it", path);
}

static bool write_all(int file, const unsigned char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(file, bytes, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

/* What was hashed is what was copied: each piece is read once. */
static enum tct_status pass_on(int from, int to, const char *path,
                               char ret_hex[TCT_SHA256_HEX_ROOM], struct tct_error *err)
{
    unsigned char piece[PIECE_BYTES], digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    for (;;) {
        ssize_t bytes = read(from, piece, sizeof(piece));
        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes < 0)
            return tct_fail(err, TCT_ERR_IO, "%.300s: %s", path, strerror(errno));
        if (bytes == 0)
            break;
        (void)crypto_hash_sha256_update(&state, piece, (unsigned long long)bytes);
        if (to >= 0 && !write_all(to, piece, (size_t)bytes))
            return tct_fail(err, TCT_ERR_IO, "copying %.300s: %s", path, strerror(errno));
    }
    (void)crypto_hash_sha256_final(&state, digest);
    (void)sodium_bin2hex(ret_hex, TCT_SHA256_HEX_ROOM, digest, sizeof(digest));
    return TCT_OK;
}

static enum tct_status sync_folder(const char *folder, struct tct_error *err)
{
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        (void)close(file);
    return good ? TCT_OK : tct_fail(err, TCT_ERR_IO, "%.300s: %s", folder, strerror(errno));
}

static enum tct_status copy(int from, const char *path, const char *folder,
                            char ret_hex[TCT_SHA256_HEX_ROOM], struct tct_error *err)
{
    char temporary[PATH_ROOM], name[PATH_ROOM];
    (void)snprintf(temporary, sizeof(temporary), "%.3000s/.new.XXXXXX", folder);
    int to = mkstemp(temporary);
    if (to < 0)
        return tct_fail(err, TCT_ERR_IO, "%.300s: %s", folder, strerror(errno));
    enum tct_status status = pass_on(from, to, path, ret_hex, err);
    if (status == TCT_OK && fsync(to) != 0)
        status = tct_fail(err, TCT_ERR_IO, "%.300s: %s", temporary, strerror(errno));
    (void)close(to);
    (void)snprintf(name, sizeof(name), "%.3000s/%.64s", folder, ret_hex);
    if (status == TCT_OK && rename(temporary, name) != 0)
        status = tct_fail(err, TCT_ERR_IO, "%.300s: %s", name, strerror(errno));
    if (status != TCT_OK)
        (void)unlink(temporary);
    return status == TCT_OK ? sync_folder(folder, err) : status;
}

enum tct_status file_digest(const char *path, const char *folder, char ret_hex[TCT_SHA256_HEX_ROOM],
                            struct tct_error *err)
{
    int file = -1;
    if (sodium_init() < 0)
        return tct_fail(err, TCT_ERR_IO, "no random numbers");
    enum tct_status status = open_source(path, &file, err);
    if (status != TCT_OK)
        return status;
    status = folder == NULL ? pass_on(file, -1, path, ret_hex, err)
                            : copy(file, path, folder, ret_hex, err);
    (void)close(file);
    return status;
}
