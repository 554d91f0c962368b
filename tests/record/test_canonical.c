/* RFC 8785: the examples of its text, and what must be refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tacet/record/canonical.h"

enum { LIMIT = 65536 };

static void expect(const char *text, const char *expected)
{
    char *canonical = NULL;
    size_t bytes = 0;
    struct tct_error err = {.status = TCT_OK};
    if (tct_canonical_json(text, strlen(text), LIMIT, &canonical, &bytes, &err) != TCT_OK)
        fail_msg("%s: %s", text, err.text);
    assert_string_equal(canonical, expected);
    assert_int_equal(bytes, strlen(expected));
    free(canonical);
}

static void expect_refused(const char *text, const char *why)
{
    char *canonical = NULL;
    size_t bytes = 0;
    struct tct_error err = {.status = TCT_OK};
    assert_int_equal(tct_canonical_json(text, strlen(text), LIMIT, &canonical, &bytes, &err),
                     TCT_ERR_INPUT);
    if (strstr(err.text, why) == NULL)
        fail_msg("%s: expected '%s' in '%s'", text, why, err.text);
}

/* RFC 8785, 3.2.2 and 3.2.3, and appendix B. */
static void test_examples_of_the_standard(void **state)
{
    (void)state;
    expect(
        "{\n  \"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],\n"
        "  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
        "  \"literals\": [null, true, false]\n}",
        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
        "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    expect("{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\", \"\\ufb33\": \"Hebrew\","
           " \"1\": \"One\", \"\\ud83d\\ude00\": \"Emoji\", \"\\u0080\": \"Control\", \"\\u00f6\": "
           "\"o\"}",
           "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\",\"\xc3\xb6\":\"o\","
           "\"\xe2\x82\xac\":\"Euro "
           "Sign\",\"\xf0\x9f\x98\x80\":\"Emoji\",\"\xef\xac\xb3\":\"Hebrew\"}");
}

static void test_numbers_as_ecmascript_writes_them(void **state)
{
    (void)state;
    static const struct {
        uint64_t bits;
        const char *text;
    } cases[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        double number;
        char text[TCT_NUMBER_TEXT_MAX];
        memcpy(&number, &cases[i].bits, sizeof(number));
        tct_canonical_number(number, text);
        assert_string_equal(text, cases[i].text);
    }
}

/* Whatever the number, it reads back as itself, and no shorter text does. */
static void test_any_number_reads_back(void **state)
{
    (void)state;
    uint64_t bits = 0x9e3779b97f4a7c15;
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double number;
        memcpy(&number, &bits, sizeof(number));
        if (!isfinite(number))
            continue;
        char text[TCT_NUMBER_TEXT_MAX];
        tct_canonical_number(number, text);
        assert_true(strtod(text, NULL) == number);
    }
}

static void test_canonical_stays_as_it_is(void **state)
{
    (void)state;
    expect("{\"a\":[1,{\"b\":\"\xc3\xa9\\u001f\"}],\"b\":-1.5e-9}",
           "{\"a\":[1,{\"b\":\"\xc3\xa9\\u001f\"}],\"b\":-1.5e-9}");
    expect("9007199254740992", "9007199254740992");
    expect("[]", "[]");
    expect("{\"\":\"\"}", "{\"\":\"\"}");
}

static void test_what_is_refused(void **state)
{
    (void)state;
    expect_refused("", "expected JSON");
    expect_refused("{", "expected JSON");
    expect_refused("{\"a\":1,\"a\":2}", "duplicate");
    expect_refused("\"\xff\"", "decode byte 0xff");
    expect_refused("\"\xed\xa0\x80\"", "decode byte 0xed");
    expect_refused("\"\\ud800\"", "line 1");
    expect_refused("\"a\\u0000b\"", "u0000");
    expect_refused("1e999", "line 1");
    expect_refused("9007199254740993", "2^53");
    expect_refused("-9007199254740993", "2^53");
    /* As whole numbers, which their canonical form would be, they would not be read. */
    expect_refused("9007199254740994.0", "2^53");
    expect_refused("-1e20", "2^53");
    expect("1e21", "1e+21");
    expect_refused("{} x", "end of file");
    char deep[201] = {0};
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    expect_refused(deep, "deeper than 64");
}

static void test_bounds(void **state)
{
    (void)state;
    char *canonical = NULL;
    size_t bytes = 0;
    struct tct_error err;
    assert_int_equal(tct_canonical_json("[1,2,3]", 7, 6, &canonical, &bytes, &err), TCT_ERR_LIMIT);
    /* 1e-6 grows to 8 characters: the limit holds for what comes out, too. */
    assert_int_equal(tct_canonical_json("1e-6", 4, 7, &canonical, &bytes, &err), TCT_ERR_LIMIT);
    assert_int_equal(tct_canonical_json("1e-6", 4, 8, &canonical, &bytes, &err), TCT_OK);
    free(canonical);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_of_the_standard),
        cmocka_unit_test(test_numbers_as_ecmascript_writes_them),
        cmocka_unit_test(test_any_number_reads_back),
        cmocka_unit_test(test_canonical_stays_as_it_is),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests_name("canonical", tests, NULL, NULL);
}
