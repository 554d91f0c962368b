/* Sealed fields: the example of RFC 9901, round trips, tampering. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tacet/record/seal.h"

/* Salts that a test knows: 1, 2, 3... */
static void counted(void *user, void *bytes, size_t count)
{
    memset(bytes, ++*(int *)user, count);
}

static struct tct_sealed sealed(const char *text, const char *const *pointers, size_t count)
{
    struct tct_sealed made;
    struct tct_error err = {.status = TCT_OK};
    int salts = 0;
    if (tct_seal(text, strlen(text), pointers, count, counted, &salts, &made, &err) != TCT_OK)
        fail_msg("%s: %s", text, err.text);
    return made;
}

static enum tct_status open_with(const struct tct_sealed *made, const char *const *disclosures,
                                 size_t count, struct tct_opened *ret, struct tct_error *err)
{
    return tct_open_sealed(made->entry, made->entry_bytes, disclosures, count, ret, err);
}

/* RFC 9901, 4.2.3: the digest is of the text as it came, spaces and all. */
static void test_digest_of_the_standard(void **state)
{
    (void)state;
    char digest[TCT_DIGEST_TEXT_BYTES];
    tct_disclosure_digest("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
                          digest);
    assert_string_equal(digest, "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
    const char *entry = "{\"_sd\":[\"X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0\"]}";
    const char *disclosure =
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
    struct tct_opened opened;
    struct tct_error err;
    assert_int_equal(tct_open_sealed(entry, strlen(entry), &disclosure, 1, &opened, &err), TCT_OK);
    assert_string_equal(opened.entry, "{\"family_name\":\"M\xc3\xb6"
                                      "bius\"}");
    assert_int_equal(opened.still_sealed, 0);
    free(opened.entry);
}

static const char entry[] = "{\"kind\":\"report\",\"who\":{\"name\":\"A\",\"unit\":7},\"x_m\":1.5}";

static void test_sealed_fields_are_gone_and_come_back(void **state)
{
    (void)state;
    const char *const pointers[] = {"/x_m", "/who/name"};
    struct tct_sealed made = sealed(entry, pointers, 2);
    assert_null(strstr(made.entry, "1.5"));
    assert_null(strstr(made.entry, "\"A\""));
    assert_non_null(strstr(made.entry, "\"_sd_alg\":\"sha-256\""));
    struct tct_opened opened;
    struct tct_error err;
    assert_int_equal(open_with(&made, (const char *const *)made.disclosures, 2, &opened, &err),
                     TCT_OK);
    assert_string_equal(opened.entry, entry);
    free(opened.entry);
    assert_int_equal(open_with(&made, (const char *const *)made.disclosures, 1, &opened, &err),
                     TCT_OK);
    assert_non_null(strstr(opened.entry, "\"x_m\":1.5"));
    assert_null(strstr(opened.entry, "\"A\""));
    assert_int_equal(opened.still_sealed, 1);
    free(opened.entry);
    tct_sealed_free(&made);
}

static void test_a_sealed_field_may_hold_sealed_ones(void **state)
{
    (void)state;
    const char *const pointers[] = {"/who", "/who/name"};
    struct tct_sealed made = sealed(entry, pointers, 2);
    struct tct_opened opened;
    struct tct_error err;
    assert_int_equal(open_with(&made, (const char *const *)made.disclosures, 2, &opened, &err),
                     TCT_OK);
    assert_string_equal(opened.entry, entry);
    free(opened.entry);
    /* The inner one alone has no place yet. */
    assert_int_equal(open_with(&made, (const char *const *)&made.disclosures[1], 1, &opened, &err),
                     TCT_ERR_INPUT);
    assert_non_null(strstr(err.text, "fits no sealed field"));
    tct_sealed_free(&made);
}

/* Equal values under different salts cannot be told from different ones. */
static void test_salts_differ(void **state)
{
    (void)state;
    const char *const pointers[] = {"/a", "/b"};
    struct tct_sealed made = sealed("{\"a\":1,\"b\":1}", pointers, 2);
    assert_string_not_equal(made.disclosures[0], made.disclosures[1]);
    tct_sealed_free(&made);
}

static void test_every_change_of_a_disclosure_is_refused(void **state)
{
    (void)state;
    const char *const pointers[] = {"/x_m"};
    struct tct_sealed made = sealed(entry, pointers, 1);
    size_t length = strlen(made.disclosures[0]);
    struct tct_opened opened;
    for (size_t i = 0; i < length; i++) {
        for (int bit = 0; bit < 8; bit++) {
            char changed[256];
            memcpy(changed, made.disclosures[0], length + 1);
            changed[i] = (char)(changed[i] ^ (1 << bit));
            const char *one = changed;
            struct tct_error err;
            assert_int_equal(open_with(&made, &one, 1, &opened, &err), TCT_ERR_INPUT);
            assert_non_null(strstr(err.text, "disclosure 1"));
        }
    }
    tct_sealed_free(&made);
}

static void expect_unsealable(const char *text, const char *pointer, const char *why)
{
    struct tct_sealed made;
    struct tct_error err = {.status = TCT_OK};
    int salts = 0;
    assert_int_not_equal(tct_seal(text, strlen(text), &pointer, 1, counted, &salts, &made, &err),
                         TCT_OK);
    if (strstr(err.text, why) == NULL)
        fail_msg("%s: expected '%s' in '%s'", pointer, why, err.text);
}

static void test_what_cannot_be_sealed(void **state)
{
    (void)state;
    expect_unsealable(entry, "/y_m", "'/y_m'");
    expect_unsealable(entry, "x_m", "expected one to a field");
    expect_unsealable(entry, "", "expected one to a field");
    expect_unsealable(entry, "/x_m/deeper", "expected one to a field");
    expect_unsealable(entry, "/~2", "expected one to a field");
    expect_unsealable("{\"list\":[1]}", "/list/0", "expected one to a field");
    expect_unsealable("[1]", "/0", "no object");
    expect_unsealable("{\"_sd\":[],\"a\":1}", "/a", "'_sd'");
    expect_unsealable("{\"a\":{\"...\":1}}", "/a", "'...'");
    expect_unsealable("{", "/a", "expected JSON");
}

static void test_pointers_are_walked(void **state)
{
    (void)state;
    const char *const pointers[] = {"/list/1/a~1b", "/~0"};
    static const char text[] = "{\"list\":[0,{\"a/b\":2}],\"~\":3}";
    struct tct_sealed made = sealed(text, pointers, 2);
    struct tct_opened opened;
    struct tct_error err;
    assert_int_equal(open_with(&made, (const char *const *)made.disclosures, 2, &opened, &err),
                     TCT_OK);
    assert_string_equal(opened.entry, text);
    free(opened.entry);
    tct_sealed_free(&made);
}

static void expect_not_opened(const char *text, const char *const *disclosures, size_t count,
                              const char *why)
{
    struct tct_opened opened;
    struct tct_error err = {.status = TCT_OK};
    assert_int_not_equal(tct_open_sealed(text, strlen(text), disclosures, count, &opened, &err),
                         TCT_OK);
    if (strstr(err.text, why) == NULL)
        fail_msg("expected '%s' in '%s'", why, err.text);
}

static void test_hostile_entries(void **state)
{
    (void)state;
    const char *const pointers[] = {"/x_m"};
    struct tct_sealed made = sealed("{\"x_m\":1}", pointers, 1);
    const char *one = made.disclosures[0];
    const char *const twice[] = {one, one};
    char digest[TCT_DIGEST_TEXT_BYTES], text[256];
    tct_disclosure_digest(one, digest);
    expect_not_opened(made.entry, twice, 2, "disclosure 2");
    snprintf(text, sizeof(text), "{\"_sd\":[\"%s\"],\"x_m\":2}", digest);
    expect_not_opened(text, &one, 1, "second place or field");
    snprintf(text, sizeof(text), "{\"_sd\":[\"%s\",\"%s\"]}", digest, digest);
    expect_not_opened(text, &one, 1, "second place or field");
    expect_not_opened("{\"_sd\":\"x\"}", NULL, 0, "no list");
    expect_not_opened("{\"_sd\":[1],\"_sd_alg\":\"md5\"}", NULL, 0, "md5");
    expect_not_opened("{\"_sd\":[7,null]}", &one, 1, "fits no sealed field");
    tct_sealed_free(&made);
}

static void test_boxes_open_for_their_reader_alone(void **state)
{
    (void)state;
    uint8_t public_key[TCT_OPENING_KEY_BYTES], secret[TCT_OPENING_KEY_BYTES];
    uint8_t other_public[TCT_OPENING_KEY_BYTES], other_secret[TCT_OPENING_KEY_BYTES];
    tct_opening_keys(public_key, secret);
    tct_opening_keys(other_public, other_secret);
    char *box = NULL, *longer = NULL, *plain = NULL;
    struct tct_error err;
    assert_int_equal(tct_box_disclosure("WyJz", public_key, &box, &err), TCT_OK);
    assert_int_equal(tct_box_disclosure("WyJzIl0aaaaaaa", public_key, &longer, &err), TCT_OK);
    assert_int_equal(strlen(box), strlen(longer)); /* the length does not tell */
    assert_int_equal(tct_unbox_disclosure(box, public_key, secret, &plain, &err), TCT_OK);
    assert_string_equal(plain, "WyJz");
    free(plain);
    assert_int_equal(tct_unbox_disclosure(box, other_public, other_secret, &plain, &err),
                     TCT_ERR_INPUT);
    for (size_t i = 0; i < strlen(box); i++) {
        box[i] = (char)(box[i] ^ 1);
        assert_int_equal(tct_unbox_disclosure(box, public_key, secret, &plain, &err),
                         TCT_ERR_INPUT);
        box[i] = (char)(box[i] ^ 1);
    }
    assert_int_equal(tct_unbox_disclosure("", public_key, secret, &plain, &err), TCT_ERR_INPUT);
    free(box);
    free(longer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest_of_the_standard),
        cmocka_unit_test(test_sealed_fields_are_gone_and_come_back),
        cmocka_unit_test(test_a_sealed_field_may_hold_sealed_ones),
        cmocka_unit_test(test_salts_differ),
        cmocka_unit_test(test_every_change_of_a_disclosure_is_refused),
        cmocka_unit_test(test_what_cannot_be_sealed),
        cmocka_unit_test(test_pointers_are_walked),
        cmocka_unit_test(test_hostile_entries),
        cmocka_unit_test(test_boxes_open_for_their_reader_alone),
    };
    return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
