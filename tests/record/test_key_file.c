/* Private keys in files: what was written is read again, by its owner and with its passphrase. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folders.h"
#include "tacet/record.h"

static enum tct_status answer(void *user, char ret[TCT_PASSPHRASE_MAX + 1], struct tct_error *err)
{
    (void)err;
    (void)snprintf(ret, TCT_PASSPHRASE_MAX + 1, "%s", (const char *)user);
    return TCT_OK;
}

static void a_key_comes_back(void **state)
{
    (void)state;
    char folder[FOLDER_ROOM], path[FOLDER_ROOM + 8];
    folder_make(folder);
    (void)snprintf(path, sizeof(path), "%s/key", folder);
    struct tct_signer signer = signer_of("log.example/1", TCT_KEY_ED25519), again;
    assert_int_equal(tct_key_file_write(path, &signer, NULL, NULL), TCT_OK);
    assert_int_equal(tct_key_file_read(path, NULL, NULL, &again, NULL), TCT_OK);
    assert_memory_equal(&signer, &again, sizeof(signer));
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    /* Never over a key that is there. */
    assert_int_equal(tct_key_file_write(path, &signer, NULL, NULL), TCT_ERR_IO);
    struct tct_error err;
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(tct_key_file_read(path, NULL, NULL, &again, &err), TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "0640"));
    folder_remove(folder);
}

static void a_passphrase_is_needed(void **state)
{
    (void)state;
    char folder[FOLDER_ROOM], path[FOLDER_ROOM + 8], right[] = "right", wrong[] = "wrong";
    folder_make(folder);
    (void)snprintf(path, sizeof(path), "%s/key", folder);
    struct tct_signer signer = signer_of("log.example/1", TCT_KEY_ED25519), again;
    assert_int_equal(tct_key_file_write(path, &signer, "", NULL), TCT_ERR_LIMIT);
    assert_int_equal(tct_key_file_write(path, &signer, right, NULL), TCT_OK);
    char content[4096] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t bytes = fread(content, 1, sizeof(content) - 1, file);
    (void)fclose(file);
    assert_null(strstr(content, "PRIVATE+KEY"));
    assert_int_equal(tct_key_file_read(path, NULL, NULL, &again, NULL), TCT_ERR_USE);
    assert_int_equal(tct_key_file_read(path, answer, wrong, &again, NULL), TCT_ERR_INPUT);
    assert_int_equal(tct_key_file_read(path, answer, right, &again, NULL), TCT_OK);
    assert_memory_equal(&signer, &again, sizeof(signer));
    /* Cut off, or altered, it is no key. */
    assert_int_equal(truncate(path, (off_t)bytes - 8), 0);
    assert_int_equal(tct_key_file_read(path, answer, right, &again, NULL), TCT_ERR_INPUT);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_comes_back),
        cmocka_unit_test(a_passphrase_is_needed),
    };
    return cmocka_run_group_tests_name("key_file", tests, NULL, NULL);
}
