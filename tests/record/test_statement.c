/* Statements that their authors sign: verified as they were said, refused when anything differs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/record.h"

static struct tct_error err;

static struct tct_signer signer(const char *name, uint8_t first)
{
    uint8_t seed[TCT_KEY_SEED_BYTES] = {first};
    struct tct_signer ret;
    assert_int_equal(tct_signer_new(name, TCT_KEY_ED25519, seed, &ret, &err), TCT_OK);
    return ret;
}

static const char SAID[] = "{ \"kind\":\"report\", \"text\":\"caf\\u00e9 \\n\", \"n\":1.0}";

static void what_was_signed_is_verified(void **state)
{
    (void)state;
    struct tct_signer author = signer("post-7", 1);
    struct tct_statement statement;
    char *entry = NULL;
    size_t bytes = 0;
    assert_int_equal(tct_statement_sign(SAID, strlen(SAID), &author, &entry, &bytes, &err), TCT_OK);
    assert_int_equal(tct_statement_open(entry, bytes, &statement, &err), TCT_OK);
    assert_string_equal(statement.name, "post-7");
    assert_string_equal(statement.text, "{\"kind\":\"report\",\"n\":1,\"text\":\"café \\n\"}");
    assert_int_equal(tct_statement_verify(&statement, &author.verifier, &err), TCT_OK);
    assert_memory_equal(statement.note, "tacet statement v1\n{\"kind\"", 26);
    struct tct_signer namesake = signer("post-7", 2), other = signer("post-8", 1);
    assert_int_equal(tct_statement_verify(&statement, &namesake.verifier, &err), TCT_ERR_INPUT);
    assert_int_equal(tct_statement_verify(&statement, &other.verifier, &err), TCT_ERR_INPUT);
    tct_statement_free(&statement);
    free(entry);
}

/* Whatever byte is changed, it is no statement any more, or not this author's. */
static void every_changed_byte_is_noticed(void **state)
{
    (void)state;
    struct tct_signer author = signer("north-liaison", 3);
    char *entry = NULL;
    size_t bytes = 0;
    assert_int_equal(tct_statement_sign(SAID, strlen(SAID), &author, &entry, &bytes, &err), TCT_OK);
    for (size_t i = 0; i < bytes; i++) {
        for (int bit = 0; bit < 8; bit++) {
            struct tct_statement statement;
            entry[i] = (char)(entry[i] ^ (1 << bit));
            enum tct_status status = tct_statement_open(entry, bytes, &statement, &err);
            if (status == TCT_OK) {
                status = tct_statement_verify(&statement, &author.verifier, &err);
                tct_statement_free(&statement);
            }
            if (status == TCT_OK)
                fail_msg("byte %zu, bit %d: %s", i, bit, entry);
            entry[i] = (char)(entry[i] ^ (1 << bit));
        }
    }
    free(entry);
}

static void another_spelling_is_the_same_statement(void **state)
{
    (void)state;
    struct tct_signer author = signer("a", 4);
    struct tct_statement statement;
    char *entry = NULL, spaced[1024];
    size_t bytes = 0;
    assert_int_equal(tct_statement_sign(SAID, strlen(SAID), &author, &entry, &bytes, &err), TCT_OK);
    (void)snprintf(spaced, sizeof(spaced), " %.*s  \n", (int)bytes, entry);
    assert_int_equal(tct_statement_open(spaced, strlen(spaced), &statement, &err), TCT_OK);
    assert_int_equal(tct_statement_verify(&statement, &author.verifier, &err), TCT_OK);
    tct_statement_free(&statement);
    free(entry);
}

static void what_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",
        "[]",
        "{}",
        "{\"statement\":{}}",
        "{\"signature\":\"x\",\"statement\":{}}",
        "{\"signature\":\"— a AAAA\\n— b AAAA\",\"statement\":{}}",
        "{\"signature\":\"— a AAAAAAAA\",\"statement\":[]}",
        "{\"signature\":\"— a AAAAAAAA\",\"statement\":{},\"more\":1}",
        "{\"signature\":\"— a AAAAAAAA\",\"statement\":{\"a\":1,\"a\":1}}",
    };
    struct tct_signer author = signer("a", 5);
    struct tct_statement statement;
    char *entry = NULL;
    size_t bytes = 0;
    for (size_t i = 0; i < TCT_COUNT(WRONG); i++)
        if (tct_statement_open(WRONG[i], strlen(WRONG[i]), &statement, &err) == TCT_OK)
            fail_msg("taken: %s", WRONG[i]);
    assert_int_equal(tct_statement_sign("[1]", 3, &author, &entry, &bytes, &err), TCT_ERR_INPUT);
    assert_int_equal(tct_statement_sign("{\"a\"", 4, &author, &entry, &bytes, &err), TCT_ERR_INPUT);
    author.verifier.type = TCT_KEY_COSIGNATURE;
    assert_int_equal(tct_statement_sign("{}", 2, &author, &entry, &bytes, &err), TCT_ERR_USE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_signed_is_verified),
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(another_spelling_is_the_same_statement),
        cmocka_unit_test(what_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
