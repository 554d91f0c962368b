/* Tables: RFC 4180, and a wrong row costs no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/face/table.h"

enum { ID, X, WHEN, N };

static const struct tct_column COLUMNS[] = {
    [ID] = {"id", true}, [X] = {"x", true}, [WHEN] = {"time", false}, [N] = {"n", false}};

static struct tct_error err;

/* What the warnings wrote while a text was read; `ret_rows` may be NULL. */
struct reading {
    struct tct_warnings warnings;
    struct tct_table *table;
    char *said;
    size_t said_bytes;
    FILE *out;
};

static enum tct_status open_text(struct reading *r, const char *text)
{
    *r = (struct reading){0};
    r->out = open_memstream(&r->said, &r->said_bytes);
    tct_warnings_init(&r->warnings, r->out);
    return tct_table_open_memory("t.csv", text, strlen(text), "rows", COLUMNS, TCT_COUNT(COLUMNS),
                                 &r->warnings, &r->table, &err);
}

static void close_text(struct reading *r)
{
    tct_table_close(r->table);
    (void)fclose(r->out);
    free(r->said);
}

static void columns_come_in_any_order(void **state)
{
    (void)state;
    struct reading r;
    assert_int_equal(open_text(&r, "\xef\xbb\xbfother,time,x,id\r\n"
                                   "a,2026-01-31T12:00:00Z, +1.25e1 , S 1 \r\n"
                                   "\r\n"
                                   "\"line\r\nbreak\",,-.5,\"S\"\"2, \"\r\n"),
                     TCT_OK);
    double x = 0;
    int64_t when_ns = 7, n = 9;
    assert_true(tct_table_next(r.table));
    assert_int_equal(tct_table_line(r.table), 2);
    assert_string_equal(tct_table_text(r.table, ID), "S 1");
    assert_true(tct_table_number(r.table, X, -20, 20, &x) && x == 12.5);
    assert_true(tct_table_time(r.table, WHEN, &when_ns));
    assert_true(when_ns == INT64_C(1769860800000000000));
    assert_false(tct_table_has(r.table, N));
    assert_true(tct_table_integer(r.table, N, 0, 1, &n) && n == 9);
    assert_true(tct_table_next(r.table));
    assert_int_equal(tct_table_line(r.table), 4);
    assert_string_equal(tct_table_text(r.table, ID), "S\"2, ");
    assert_true(tct_table_number(r.table, X, -20, 20, &x) && x == -0.5);
    assert_true(tct_table_time(r.table, WHEN, &when_ns));
    assert_false(tct_table_next(r.table));
    assert_int_equal(tct_warnings_skipped(&r.warnings), 0);
    close_text(&r);
}

/* Reads all rows of `text`; expects `good` of them and exactly `said`. */
static void expect_reading(const char *text, size_t good, const char *said)
{
    struct reading r;
    size_t rows = 0;
    assert_int_equal(open_text(&r, text), TCT_OK);
    while (tct_table_next(r.table)) {
        double x;
        int64_t ns, n;
        rows += tct_table_number(r.table, X, -100, 100, &x) && tct_table_time(r.table, WHEN, &ns) &&
                tct_table_integer(r.table, N, 0, 9, &n);
    }
    (void)fflush(r.out);
    assert_string_equal(r.said, said);
    assert_int_equal(rows, good);
    close_text(&r);
}

static void wrong_rows_are_told_and_skipped(void **state)
{
    (void)state;
    expect_reading("id,x\na,1\nb\nc,3,4\nd,5\n", 2,
                   "t.csv:3: found 1 cells, expected 2 as in the header\n"
                   "t.csv:4: found 3 cells, expected 2 as in the header\n");
    expect_reading("id,x\na,nan\nb,inf\nc,0x1p3\nd,1;5\ne,\nf,101\ng,1e\nh,7\n", 1,
                   "t.csv:2: found 'nan', expected x as a number from -100 to 100\n"
                   "t.csv:3: found 'inf', expected x as a number from -100 to 100\n"
                   "t.csv:4: found '0x1p3', expected x as a number from -100 to 100\n"
                   "t.csv:5: found '1;5', expected x as a number from -100 to 100\n"
                   "t.csv:6: found nothing, expected x as a number from -100 to 100\n"
                   "t.csv:7: found '101', expected x as a number from -100 to 100\n"
                   "t.csv:8: found '1e', expected x as a number from -100 to 100\n");
    expect_reading("id,x\n\"a\nb\nc\",1\nd,x\n", 1,
                   "t.csv:5: found 'x', expected x as a number from -100 to 100\n");
    expect_reading("id,x\na\"b,1\n\"c\"d,2\ne,3", 1,
                   "t.csv:2: found a quote inside a cell, expected the cell in quotes\n"
                   "t.csv:3: found text after a closing quote, expected a comma\n");
    expect_reading("id,x\n\xff,1\ne,3", 1,
                   "t.csv:2: found bytes that are not UTF-8, expected UTF-8 text\n");
    expect_reading("id,x,n\na,1,1.5\nb,2,10\nc,3,9", 1,
                   "t.csv:2: found '1.5', expected n as a whole number from 0 to 9\n"
                   "t.csv:3: found '10', expected n as a whole number from 0 to 9\n");
    expect_reading("id,x,time\na,1,yesterday\n", 0,
                   "t.csv:2: found 'yesterday', expected time as a time such as "
                   "2026-01-31T12:00:00Z\n");
}

static void an_open_quote_costs_one_row(void **state)
{
    (void)state;
    expect_reading("id,x\n\"a,1\nb,2\nc,3\n", 2,
                   "t.csv:2: found a quote that nothing closes within 4 KiB, expected a closing "
                   "quote\n");
}

static void long_cells_are_refused(void **state)
{
    (void)state;
    char *text = malloc(10000);
    assert_non_null(text);
    memset(text, 'y', 10000);
    memcpy(text, "id,x\n", 5);
    memcpy(text + 9000, ",1\nb,2\n", 8);
    expect_reading(text, 1, "t.csv:2: found a cell of over 4 KiB, expected a shorter one\n");
    free(text);
}

static void headers_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "t.csv: found an empty file, expected a header with columns"},
        {"\n\n", "t.csv: found an empty file, expected a header with columns"},
        {"id;x\n", "t.csv:1: found id;x, expected a header with the column 'id'"},
        {"id,y\n", "t.csv:1: found id or y, expected a header with the column 'x'"},
        {"\nid,x,id\n", "t.csv:2: found the column 'id' twice, expected it once"},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        struct reading r;
        assert_int_equal(open_text(&r, cases[i].text), TCT_ERR_INPUT);
        assert_string_equal(err.text, cases[i].message);
        close_text(&r);
    }
}

static void a_slip_in_a_column_is_noted(void **state)
{
    (void)state;
    expect_reading("id,x,tme,note\na,1,b,c\n", 1,
                   "t.csv:1: found the unknown column 'tme' (not read), expected time\n");
}

static void warnings_of_a_kind_are_capped(void **state)
{
    (void)state;
    struct reading r;
    char text[400] = "id,x\n";
    for (int i = 0; i < 25; i++)
        strcat(text, "a\n");
    assert_int_equal(open_text(&r, text), TCT_OK);
    assert_false(tct_table_next(r.table));
    tct_warnings_finish(&r.warnings);
    (void)fflush(r.out);
    assert_int_equal(tct_warnings_skipped(&r.warnings), 25);
    size_t lines = 0;
    for (const char *at = r.said; *at != '\0'; at++)
        lines += *at == '\n';
    assert_int_equal(lines, TCT_WARNINGS_SHOWN + 1);
    assert_non_null(strstr(r.said, "rows: 10 shown, and 15 more of this kind\n"));
    close_text(&r);
}

static void numbers_do_not_follow_the_locale(void **state)
{
    (void)state;
    /* Skips nothing when the locale is absent: the C locale must give the same. */
    (void)setlocale(LC_ALL, "de_DE.UTF-8");
    struct reading r;
    double x = 0;
    assert_int_equal(open_text(&r, "id,x\na,1.2345678901234567890123\nb,4.9e-324\n"), TCT_OK);
    assert_true(tct_table_next(r.table) && tct_table_number(r.table, X, -20, 20, &x));
    assert_true(x == 1.2345678901234567890123);
    assert_true(tct_table_next(r.table) && tct_table_number(r.table, X, -20, 20, &x));
    assert_true(x == 4.9e-324);
    close_text(&r);
    (void)setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_come_in_any_order),
        cmocka_unit_test(wrong_rows_are_told_and_skipped),
        cmocka_unit_test(an_open_quote_costs_one_row),
        cmocka_unit_test(long_cells_are_refused),
        cmocka_unit_test(headers_are_checked),
        cmocka_unit_test(a_slip_in_a_column_is_noted),
        cmocka_unit_test(warnings_of_a_kind_are_capped),
        cmocka_unit_test(numbers_do_not_follow_the_locale),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
