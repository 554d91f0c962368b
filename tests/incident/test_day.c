/* The daily reconciliation: each source in its own column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "tacet/incident.h"

static const int64_t START_NS = INT64_C(1800000000) * INT64_C(1000000000);

static struct tct_arena arena;
static struct tct_rules rules;

static int set_up(void **state)
{
    (void)state;
    tct_arena_init(&arena, 1 << 24);
    rules = tct_rules_default();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tct_arena_free(&arena);
    return 0;
}

static struct tct_report claim(enum tct_side party, double x_m, double s, double count)
{
    return (struct tct_report){.channel = TCT_CHANNEL_COMPLAINT,
                               .party = party,
                               .accused = TCT_SIDE_UNDETERMINED,
                               .from_ns = START_NS + tct_time_from_s(s),
                               .until_ns = START_NS + tct_time_from_s(s),
                               .time_sigma_s = 60.0,
                               .observation = TCT_OBSERVED_SHOT,
                               .counted = TCT_COUNTED_EXACT,
                               .count_low = count,
                               .count_high = count,
                               .placed = true,
                               .place = {x_m, 0.0},
                               .place_sigma_m = 100.0};
}

static struct tct_day_row *rows;
static size_t row_count;

static void reconcile(const uint32_t *incidents, size_t incident_count, const struct tct_told *told,
                      size_t count)
{
    assert_int_equal(tct_reconcile(&rules, incidents, incident_count, told, count, &arena, &rows,
                                   &row_count, NULL),
                     TCT_OK);
}

static void sources_stand_side_by_side(void **state)
{
    (void)state;
    struct tct_report reports[] = {
        claim(TCT_SIDE_LEFT, 0.0, 0.0, 12.0),       /* of 4, by one side */
        claim(TCT_SIDE_RIGHT, 50.0, 30.0, 30.0),    /* of 4, by the other */
        claim(TCT_SIDE_LEFT, 0.0, 10.0, 12.0),      /* the first one again */
        claim(TCT_SIDE_RIGHT, 20000.0, 100.0, 7.0), /* of 9, by one side only */
        claim(TCT_SIDE_LEFT, 40000.0, 200.0, 3.0),  /* what no sensor heard, by both */
        claim(TCT_SIDE_RIGHT, 40300.0, 260.0, 5.0),
        claim(TCT_SIDE_RIGHT, 40300.0, 9000.0, 5.0), /* later: another thing */
    };
    struct tct_told told[TCT_COUNT(reports)];
    static const uint32_t OF[] = {4, 4, 4, 9, TCT_NO_INCIDENT, TCT_NO_INCIDENT, TCT_NO_INCIDENT};
    for (size_t i = 0; i < TCT_COUNT(reports); i++)
        told[i] = (struct tct_told){
            &reports[i], OF[i], OF[i] == TCT_NO_INCIDENT ? TCT_NOBODY_COULD_HEAR : TCT_SUPPORTED};
    told[5].corroboration = TCT_CONTRADICTED;
    static const uint32_t INCIDENTS[] = {2, 4, 9, 11};
    reconcile(INCIDENTS, 4, told, TCT_COUNT(told));
    assert_int_equal(row_count, 6);
    assert_int_equal(rows[0].incident, 2);
    assert_int_equal(rows[0].telling, TCT_TOLD_BY_NEITHER);
    assert_int_equal(rows[0].told_count, 0);
    assert_int_equal(rows[1].incident, 4);
    assert_int_equal(rows[1].telling, TCT_TOLD_BY_BOTH);
    assert_int_equal(rows[1].claims[0], 1);
    assert_int_equal(rows[1].claims[1], 1);
    assert_int_equal(rows[1].told_count, 3);
    assert_true(rows[1].claimed[0][0] == 12.0 && rows[1].claimed[1][1] == 30.0);
    assert_int_equal(rows[2].telling, TCT_TOLD_BY_RIGHT);
    assert_int_equal(rows[3].incident, 11);
    assert_int_equal(rows[4].incident, TCT_NO_INCIDENT);
    assert_int_equal(rows[4].telling, TCT_TOLD_BY_BOTH);
    assert_int_equal(rows[4].corroboration, TCT_CONTRADICTED);
    assert_int_equal(rows[5].telling, TCT_TOLD_BY_RIGHT);
    assert_int_equal(rows[5].corroboration, TCT_NOBODY_COULD_HEAR);
}

/* Rows as sets of reports' own numbers, in a form that can be compared. */
static double print_of(const struct tct_day_row *row, const uint32_t *names)
{
    double sum = row->incident == TCT_NO_INCIDENT ? 0.5 : row->incident;
    for (size_t i = 0; i < row->told_count; i++)
        sum += 1000.0 * pow(2.0, names[row->told[i]]);
    return sum * (1.0 + (double)row->telling) + (double)row->claims[0] +
           0.01 * (double)row->claims[1];
}

static void the_order_of_reports_does_not_matter(void **state)
{
    (void)state;
    enum { COUNT = 12, SHUFFLES = 200 };
    struct tct_report reports[COUNT];
    uint32_t names[COUNT];
    struct tct_random numbers;
    double expected[COUNT] = {0.0};
    size_t expected_count = 0;
    tct_random_init(&numbers, 3, 0);
    for (uint32_t i = 0; i < COUNT; i++) {
        reports[i] = claim(i % 2 == 0 ? TCT_SIDE_LEFT : TCT_SIDE_RIGHT, 1500.0 * (i % 5),
                           400.0 * (i % 7), 5.0);
        names[i] = i;
    }
    for (int turn = 0; turn < SHUFFLES; turn++) {
        struct tct_told told[COUNT];
        for (uint32_t i = COUNT - 1; turn > 0 && i > 0; i--) {
            uint32_t k = (uint32_t)(tct_random_uniform(&numbers) * (i + 1)), name = names[i];
            names[i] = names[k];
            names[k] = name;
        }
        for (size_t i = 0; i < COUNT; i++)
            told[i] = (struct tct_told){&reports[names[i]], TCT_NO_INCIDENT, TCT_OPEN};
        reconcile(NULL, 0, told, COUNT);
        if (turn == 0)
            expected_count = row_count;
        assert_int_equal(row_count, expected_count);
        double all = 0.0, wanted = 0.0;
        for (size_t i = 0; i < row_count; i++) {
            if (turn == 0)
                expected[i] = print_of(&rows[i], names);
            all += print_of(&rows[i], names) * print_of(&rows[i], names);
            wanted += expected[i] * expected[i];
        }
        assert_true(fabs(all - wanted) < 1e-6 * wanted);
        tct_arena_free(&arena);
    }
}

static void days_begin_when_the_mission_says(void **state)
{
    (void)state;
    int64_t noon_ns = INT64_C(1800014400) * TCT_NS_PER_S; /* 2027-01-15T12:00:00Z */
    assert_true(tct_day_start(&rules, noon_ns) == noon_ns - 43200 * TCT_NS_PER_S);
    rules.day_starts_s = 15 * 3600 + 1800; /* 19:30 at UTC+4 */
    assert_true(tct_day_start(&rules, noon_ns) == noon_ns - (20 * 3600 + 1800) * TCT_NS_PER_S);
    assert_true(tct_day_start(&rules, -1) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sources_stand_side_by_side, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_order_of_reports_does_not_matter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(days_begin_when_the_mission_says, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
