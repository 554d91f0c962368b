/* YAML: what is read, and what every kind of wrong file is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/face/yaml.h"

static struct tct_arena arena;
static struct tct_error err;

static int set_up(void **state)
{
    (void)state;
    tct_arena_init(&arena, 64 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tct_arena_free(&arena);
    return 0;
}

static const struct tct_yaml_node *parsed(const char *text)
{
    const struct tct_yaml_node *root = NULL;
    enum tct_status status = tct_yaml_parse("f.yaml", text, strlen(text), &arena, &root, &err);
    if (status != TCT_OK)
        fail_msg("%s", err.text);
    return root;
}

static void values_are_read(void **state)
{
    (void)state;
    const struct tct_yaml_node *root =
        parsed("name: \"7\"\nspeed: -1.5e2\ncount: 12\nwhen: 2026-01-31T12:00:00Z\n"
               "kind: b\nat: [1, 2.5]\nnested:\n  deep: [a, {b: c}]\nnone: ~\n");
    const char *text = NULL;
    double number = 0.0, pair[2];
    int64_t count = 0, when_ns = 0;
    size_t kind = 0;
    static const char *const KINDS[] = {"a", "b"};
    assert_int_equal(tct_yaml_string(tct_yaml_find(root, "name"), &text, &err), TCT_OK);
    assert_string_equal(text, "7");
    assert_int_equal(tct_yaml_number(tct_yaml_find(root, "speed"), -200, 0, &number, &err), TCT_OK);
    assert_true(number == -150.0);
    assert_int_equal(tct_yaml_integer(tct_yaml_find(root, "count"), 0, 12, &count, &err), TCT_OK);
    assert_int_equal(count, 12);
    assert_int_equal(tct_yaml_time(tct_yaml_find(root, "when"), &when_ns, &err), TCT_OK);
    assert_true(when_ns == INT64_C(1769860800000000000));
    assert_int_equal(tct_yaml_choice(tct_yaml_find(root, "kind"), KINDS, 2, &kind, &err), TCT_OK);
    assert_int_equal(kind, 1);
    assert_int_equal(tct_yaml_numbers(tct_yaml_find(root, "at"), 2, 0, 9, pair, &err), TCT_OK);
    assert_true(pair[0] == 1.0 && pair[1] == 2.5);
    const struct tct_yaml_node *deep = tct_yaml_find(tct_yaml_find(root, "nested"), "deep");
    assert_int_equal(tct_yaml_count(deep), 2);
    assert_string_equal(tct_yaml_key(tct_yaml_item(deep, 1), 0), "b");
}

static void what_is_not_there_stays_as_it_was(void **state)
{
    (void)state;
    const struct tct_yaml_node *root = parsed("a: 1\n");
    double number = 3.5;
    assert_int_equal(tct_yaml_number(tct_yaml_find(root, "b"), 0, 1, &number, &err), TCT_OK);
    assert_true(number == 3.5);
}

static void aliases_point_to_their_node(void **state)
{
    (void)state;
    const struct tct_yaml_node *root = parsed("a: &x [1, 2]\nb: *x\n");
    assert_ptr_equal(tct_yaml_find(root, "a"), tct_yaml_find(root, "b"));
}

struct refused {
    const char *text;
    const char *message;
};

static void broken_files_are_refused_with_their_line(void **state)
{
    (void)state;
    static const struct refused cases[] = {
        {"", "f.yaml: found an empty file, expected keys and values"},
        {"a: 1\nb: 2\na: 3\n", "f.yaml:3: found 'a', expected it once (line 1 has it)"},
        {"a: *x\n", "f.yaml:1: found x, expected the name of an anchor that is complete"},
        {"a: &x [1, *x]\n", "f.yaml:1: found x, expected the name of an anchor that is complete"},
        {"a: 1\n---\nb: 2\n", "f.yaml:2: found a second document, expected one"},
        {"a: [1, 2\n", "f.yaml:2: found did not find expected ',' or ']', expected YAML"},
        {"a: \"x\\0y\"\n", "f.yaml:1: found a NUL character, expected text"},
        {"[a]: 1\n", "f.yaml:1: found a list, expected a key"},
        {"a: 1\nb: \xff\n", "f.yaml:2: found invalid leading UTF-8 octet, expected YAML"},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        const struct tct_yaml_node *root = NULL;
        const char *text = cases[i].text;
        assert_int_equal(tct_yaml_parse("f.yaml", text, strlen(text), &arena, &root, &err),
                         TCT_ERR_INPUT);
        assert_string_equal(err.text, cases[i].message);
    }
}

static void wrong_values_are_told(void **state)
{
    (void)state;
    const struct tct_yaml_node *root =
        parsed("number: nan\nhuge: 1e999\nhex: 0x10\nbig: 11\nlist: [1]\nempty:\nwhen: noon\n");
    double number = 0.0, pair[2];
    int64_t ns;
    const char *text;
    static const char *const BAD_NUMBERS[] = {"number", "huge", "hex", "big", "list", "empty"};
    for (size_t i = 0; i < TCT_COUNT(BAD_NUMBERS); i++)
        assert_int_equal(tct_yaml_number(tct_yaml_find(root, BAD_NUMBERS[i]), 0, 10, &number, &err),
                         TCT_ERR_INPUT);
    assert_string_equal(err.text, "f.yaml:6: found nothing, expected a number from 0 to 10");
    assert_int_equal(tct_yaml_numbers(tct_yaml_find(root, "list"), 2, 0, 10, pair, &err),
                     TCT_ERR_INPUT);
    assert_string_equal(err.text, "f.yaml:5: found a list of 1, expected a list of 2 items");
    assert_int_equal(tct_yaml_string(tct_yaml_find(root, "empty"), &text, &err), TCT_ERR_INPUT);
    assert_string_equal(err.text, "f.yaml:6: found nothing, expected text");
    assert_int_equal(tct_yaml_time(tct_yaml_find(root, "when"), &ns, &err), TCT_ERR_INPUT);
    assert_string_equal(err.text,
                        "f.yaml:7: found 'noon', expected a time such as 2026-01-31T12:00:00Z");
}

static void keys_are_checked(void **state)
{
    (void)state;
    static const char *const KEYS[] = {"stations", "name"};
    const struct tct_yaml_node *value;
    assert_int_equal(tct_yaml_keys(parsed("name: a\nstation: b\n"), KEYS, 2, &err), TCT_ERR_INPUT);
    assert_string_equal(err.text, "f.yaml:2: found the unknown key 'station', expected 'stations'");
    assert_int_equal(tct_yaml_keys(parsed("colour: a\n"), KEYS, 2, &err), TCT_ERR_INPUT);
    assert_string_equal(err.text,
                        "f.yaml:1: found the unknown key 'colour', expected stations or name");
    assert_int_equal(tct_yaml_keys(parsed("[1]"), KEYS, 2, &err), TCT_ERR_INPUT);
    assert_int_equal(tct_yaml_need(parsed("name: a\n"), "stations", &value, &err), TCT_ERR_INPUT);
    assert_string_equal(err.text,
                        "f.yaml:1: found a map without it, expected the required key 'stations'");
}

static void depth_is_bounded(void **state)
{
    (void)state;
    static char deep[1 << 20];
    memset(deep, '[', sizeof(deep));
    const struct tct_yaml_node *root;
    assert_int_equal(tct_yaml_parse("f.yaml", deep, sizeof(deep), &arena, &root, &err),
                     TCT_ERR_INPUT);
    assert_string_equal(err.text, "f.yaml:1: found more than 32 levels, expected fewer");
}

static void aliases_cannot_explode(void **state)
{
    (void)state;
    char text[2000];
    int at = snprintf(text, sizeof(text), "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 9; i++)
        at += snprintf(text + at, sizeof(text) - (size_t)at,
                       "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i,
                       i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    const struct tct_yaml_node *root;
    assert_int_equal(tct_yaml_parse("f.yaml", text, (size_t)at, &arena, &root, &err),
                     TCT_ERR_LIMIT);
}

static void a_missing_file_is_bad_input(void **state)
{
    (void)state;
    const struct tct_yaml_node *root;
    assert_int_equal(tct_yaml_load("/nowhere/f.yaml", &arena, &root, &err), TCT_ERR_INPUT);
    assert_string_equal(err.text, "/nowhere/f.yaml: found no such file, expected a file");
}

static void a_full_arena_is_out_of_memory(void **state)
{
    (void)state;
    struct tct_arena small;
    const struct tct_yaml_node *root;
    tct_arena_init(&small, 0);
    assert_int_equal(tct_yaml_parse("f.yaml", "a: 1", 4, &small, &root, &err), TCT_ERR_MEMORY);
    tct_arena_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_there_stays_as_it_was, set_up, tear_down),
        cmocka_unit_test_setup_teardown(aliases_point_to_their_node, set_up, tear_down),
        cmocka_unit_test_setup_teardown(broken_files_are_refused_with_their_line, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(wrong_values_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_are_checked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(depth_is_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(aliases_cannot_explode, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_file_is_bad_input, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_arena_is_out_of_memory, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
