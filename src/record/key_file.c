/* Files of private keys. Encrypted ones are two lines: what this is, and the base64 of salt, nonce,
 * and the key's text, encrypted. */
#include "tacet/record/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder_file.h"
#include "tacet/record/base64.h"

static const char TITLE[] = "tacet-encrypted-key/v1 argon2id-moderate xsalsa20-poly1305\n";

enum {
    SALT_BYTES = crypto_pwhash_SALTBYTES,
    NONCE_BYTES = crypto_secretbox_NONCEBYTES,
    SEALED_BYTES = SALT_BYTES + NONCE_BYTES + crypto_secretbox_MACBYTES + TCT_KEY_TEXT_MAX,
    FILE_MAX = sizeof(TITLE) + TCT_BASE64_CHARS(SEALED_BYTES) + 2,
};

/* Key of the encryption. */
static enum tct_status stretch(const char *passphrase, const uint8_t salt[SALT_BYTES],
                               uint8_t ret[crypto_secretbox_KEYBYTES], struct tct_error *err)
{
    if (crypto_pwhash(ret, crypto_secretbox_KEYBYTES, passphrase, strlen(passphrase), salt,
                      crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                      crypto_pwhash_ALG_ARGON2ID13) == 0)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_MEMORY, "no memory to work with a passphrase: 256 MiB are needed");
}

/* The whole room of the text is encrypted, so that its length tells nothing. */
static enum tct_status encrypt(const char text[TCT_KEY_TEXT_MAX], const char *passphrase,
                               char ret[FILE_MAX], struct tct_error *err)
{
    uint8_t sealed[SEALED_BYTES], key[crypto_secretbox_KEYBYTES];
    uint8_t *nonce = sealed + SALT_BYTES;
    randombytes_buf(sealed, SALT_BYTES + NONCE_BYTES);
    enum tct_status status = stretch(passphrase, sealed, key, err);
    if (status != TCT_OK)
        return status;
    (void)crypto_secretbox_easy(nonce + NONCE_BYTES, (const uint8_t *)text, TCT_KEY_TEXT_MAX, nonce,
                                key);
    memcpy(ret, TITLE, sizeof(TITLE) - 1);
    tct_base64_write(sealed, sizeof(sealed), ret + sizeof(TITLE) - 1);
    memcpy(ret + strlen(ret), "\n", 2);
    sodium_memzero(key, sizeof(key));
    return TCT_OK;
}

static enum tct_status decrypt(const char *file, const char *passphrase,
                               char ret_text[TCT_KEY_TEXT_MAX], struct tct_error *err)
{
    uint8_t sealed[SEALED_BYTES], key[crypto_secretbox_KEYBYTES];
    size_t bytes = 0;
    const char *base64 = file + sizeof(TITLE) - 1;
    if (!tct_base64_read(base64, strcspn(base64, "\n"), sealed, sizeof(sealed), &bytes) ||
        bytes != sizeof(sealed))
        return tct_fail(err, TCT_ERR_INPUT, "an encrypted key that is cut off or altered");
    enum tct_status status = stretch(passphrase, sealed, key, err);
    if (status != TCT_OK)
        return status;
    int wrong = crypto_secretbox_open_easy((uint8_t *)ret_text, sealed + SALT_BYTES + NONCE_BYTES,
                                           SEALED_BYTES - SALT_BYTES - NONCE_BYTES,
                                           sealed + SALT_BYTES, key);
    sodium_memzero(key, sizeof(key));
    if (wrong != 0)
        return tct_fail(err, TCT_ERR_INPUT, "not the passphrase of this key");
    ret_text[TCT_KEY_TEXT_MAX - 1] = '\0';
    return TCT_OK;
}

/* A file is durable once its name is. */
static bool sync_parent(const char *path)
{
    char *copy = strdup(path);
    int folder = copy == NULL ? -1 : open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0)
        (void)close(folder);
    free(copy);
    return synced;
}

enum tct_status tct_private_file_write(const char *path, const char *content, struct tct_error *err)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool written =
        file >= 0 && folder_write_all(file, content, strlen(content)) && fsync(file) == 0;
    int why = errno;
    if (file >= 0)
        (void)close(file);
    errno = why;
    return written && sync_parent(path)
               ? TCT_OK
               : tct_fail(err, TCT_ERR_IO, "%s: cannot be written: %s", path, strerror(errno));
}

enum tct_status tct_key_file_write(const char *path, const struct tct_signer *signer,
                                   const char *passphrase, struct tct_error *err)
{
    char text[TCT_KEY_TEXT_MAX] = "", content[FILE_MAX];
    enum tct_status status = TCT_OK;
    if (passphrase != NULL && (passphrase[0] == '\0' || strlen(passphrase) > TCT_PASSPHRASE_MAX))
        return tct_fail(err, TCT_ERR_LIMIT, "a passphrase of %zu bytes; 1 to %d are possible",
                        strlen(passphrase), TCT_PASSPHRASE_MAX);
    tct_signer_write(signer, text);
    if (passphrase != NULL) {
        status = encrypt(text, passphrase, content, err);
    } else {
        memcpy(content, text, sizeof(text));
        memcpy(content + strlen(content), "\n", 2);
    }
    if (status == TCT_OK)
        status = tct_private_file_write(path, content, err);
    sodium_memzero(text, sizeof(text));
    sodium_memzero(content, sizeof(content));
    return status;
}

static enum tct_status check_mode(const char *path, struct tct_error *err)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return tct_fail_read(err, path, "a private key");
    if ((about.st_mode & 077) != 0)
        return tct_fail(err, TCT_ERR_INPUT,
                        "%s: found mode %04o, by which others may read a private key, expected "
                        "0600 (chmod 600); who may have read it must not be able to sign: think "
                        "of a new log",
                        path, (unsigned)about.st_mode & 07777);
    return TCT_OK;
}

static enum tct_status read_content(const char *content, tct_passphrase_fn *ask, void *user,
                                    struct tct_signer *ret, struct tct_error *err)
{
    char text[TCT_KEY_TEXT_MAX], passphrase[TCT_PASSPHRASE_MAX + 1];
    if (strncmp(content, TITLE, sizeof(TITLE) - 1) != 0)
        return tct_signer_parse(content, strcspn(content, "\n"), ret, err);
    if (ask == NULL)
        return tct_fail(err, TCT_ERR_USE, "the key is encrypted; its passphrase is needed");
    enum tct_status status = ask(user, passphrase, err);
    if (status == TCT_OK)
        status = decrypt(content, passphrase, text, err);
    sodium_memzero(passphrase, sizeof(passphrase));
    if (status == TCT_OK)
        status = tct_signer_parse(text, strlen(text), ret, err);
    sodium_memzero(text, sizeof(text));
    return status;
}

enum tct_status tct_key_file_read(const char *path, tct_passphrase_fn *ask, void *user,
                                  struct tct_signer *ret, struct tct_error *err)
{
    uint8_t *content = NULL;
    size_t bytes = 0;
    enum tct_status status = check_mode(path, err);
    if (status == TCT_OK)
        status = folder_read_file(AT_FDCWD, path, path, FILE_MAX, &content, &bytes, err);
    if (status != TCT_OK)
        return status;
    if (content == NULL)
        return tct_fail(err, TCT_ERR_INPUT, "%s: it is missing", path);
    struct tct_error why;
    status = read_content((const char *)content, ask, user, ret, &why);
    sodium_memzero(content, bytes);
    free(content);
    return status == TCT_OK ? TCT_OK : tct_fail(err, status, "%s: %s", path, why.text);
}
