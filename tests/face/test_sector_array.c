/* Arrays: the table of a station's microphones, and the one line that each wrong row gets. */
#include "bench.h"

#include <string.h>

#include "tacet/face/sector_array.h"

static enum tct_status read_text(struct bench *b, const char *text, struct tct_array *ret_array)
{
    return tct_array_read_memory("six.csv", text, strlen(text), &b->warnings, ret_array, &b->err);
}

static void elements_are_read_by_channel(void **state)
{
    struct bench *b = *state;
    struct tct_array array;
    assert_int_equal(read_text(b,
                               "y_m,x_m,z_m,position_sigma_m,channel\n"
                               "-0.5,0.25,1,0.002,7\n0.5,-0.25,0,,2\n",
                               &array),
                     TCT_OK);
    assert_int_equal(array.count, 2);
    assert_int_equal(array.elements[0].channel, 2);
    assert_true(array.elements[0].x_m == -0.25 && array.elements[0].y_m == 0.5);
    assert_true(array.elements[0].position_sigma_m == 0.0);
    assert_int_equal(array.elements[1].channel, 7);
    assert_true(array.elements[1].z_m == 1.0 && array.elements[1].position_sigma_m == 0.002);
    bench_expect_said(b, "");
}

static void wrong_rows_are_named_and_left_out(void **state)
{
    struct bench *b = *state;
    struct tct_array array;
    assert_int_equal(read_text(b,
                               "channel,x_m,y_m,z_m\n0,0,0,0\n0,1,0,0\n1,0,0,0\n256,1,1,1\n"
                               "2,far,1,1\n3,1,0,0\n",
                               &array),
                     TCT_OK);
    assert_int_equal(array.count, 2);
    assert_int_equal(array.elements[1].channel, 3);
    assert_int_equal(tct_warnings_skipped(&b->warnings), 4);
    bench_expect_said(
        b, "six.csv:3: found '0', expected channel as one that was not there yet\n"
           "six.csv:4: found the place of channel 0 again, expected every element at its own "
           "place\n"
           "six.csv:5: found '256', expected channel as a whole number from 0 to 255\n"
           "six.csv:6: found 'far', expected x_m as a number from -10000 to 10000\n");
}

static void a_table_of_no_use_is_refused(void **state)
{
    struct bench *b = *state;
    struct tct_array array;
    char many[2048] = "channel,x_m,y_m,z_m\n";
    assert_int_equal(read_text(b, "channel,x_m,y_m\n0,0,0\n", &array), TCT_ERR_INPUT);
    assert_non_null(strstr(b->err.text, "z_m"));
    assert_int_equal(read_text(b, "channel,x_m,y_m,z_m\n", &array), TCT_ERR_INPUT);
    assert_string_equal(b->err.text, "six.csv: found no usable element, expected one at least");
    for (int i = 0; i < 33; i++)
        (void)snprintf(many + strlen(many), sizeof(many) - strlen(many), "%d,%d,0,0\n", i, i);
    assert_int_equal(read_text(b, many, &array), TCT_ERR_LIMIT);
    assert_string_equal(b->err.text, "six.csv:34: found a 33rd element, expected 32 at most");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(elements_are_read_by_channel),
        BENCH_TEST(wrong_rows_are_named_and_left_out),
        BENCH_TEST(a_table_of_no_use_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
