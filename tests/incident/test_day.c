/* The daily reconciliation: each source in its own column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "worlds.h"

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

/* ---- Random days ---- */

enum { COUNT = 60, NUMBERS = 6 };

static struct tct_random numbers;

static int set_up_random(void **state)
{
    tct_random_init(&numbers, 3, 0);
    return set_up(state);
}

static uint32_t below(uint32_t bound)
{
    return (uint32_t)(tct_random_uniform(&numbers) * bound);
}

/* Claims of both sides and reports of neither, near enough to each other that many tell of one
 * thing; every fourth tells of an incident. */
static void make_day(struct tct_report *reports, struct tct_told *told)
{
    for (uint32_t i = 0; i < COUNT; i++) {
        reports[i] = claim((enum tct_side)below(TCT_SIDE_COUNT), 1500.0 * below(30),
                           400.0 * below(200), 1.0 + below(2));
        if (below(10) == 0)
            reports[i].until_ns += tct_time_from_s(3600.0 * below(5));
        if (below(10) == 0) { /* rows that are alike in time and place come as told */
            reports[i].placed = false;
            reports[i].from_ns -= i;
        }
        bool heard = below(4) == 0;
        told[i] = (struct tct_told){&reports[i], heard ? below(NUMBERS) : TCT_NO_INCIDENT,
                                    heard ? TCT_SUPPORTED
                                          : (enum tct_corroboration)(2 * below(2) + TCT_OPEN)};
        if (!heard && below(8) == 0)
            told[i].corroboration = TCT_CONTRADICTED;
    }
}

/* Whether two reports are in one row, by the words of the header. */
static bool are_one(const struct tct_told *a, const struct tct_told *b)
{
    struct tct_report_region here, there;
    if (a->incident != TCT_NO_INCIDENT || b->incident != TCT_NO_INCIDENT)
        return a->incident == b->incident;
    if (!tct_report_region(a->report, &here) || !tct_report_region(b->report, &there))
        return a == b;
    double slack_s = rules.quiet_s + 2.0 * (a->report->time_sigma_s + b->report->time_sigma_s);
    double apart_m = hypot(here.middle.x_m - there.middle.x_m, here.middle.y_m - there.middle.y_m);
    return tct_time_between_s(a->report->until_ns, b->report->from_ns) <= slack_s &&
           tct_time_between_s(b->report->until_ns, a->report->from_ns) <= slack_s &&
           apart_m <= rules.reach_m + fmin(here.radius_m + there.radius_m, rules.reach_m);
}

/* The rows by all pairs: of each report the smallest index that a chain of pairs joins it with. */
static void all_pairs(const struct tct_told *told, uint32_t least[COUNT])
{
    for (uint32_t i = 0; i < COUNT; i++)
        least[i] = i;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < COUNT; i++)
            for (uint32_t k = 0; k < COUNT; k++)
                if (least[k] < least[i] && are_one(&told[i], &told[k])) {
                    least[i] = least[k];
                    changed = true;
                }
    }
}

static void rows_are_what_chains_of_pairs_join(void **state)
{
    (void)state;
    static const uint32_t INCIDENTS[NUMBERS] = {0, 1, 2, 3, 4, 5};
    for (int day = 0; day < 300; day++) {
        struct tct_report reports[COUNT];
        struct tct_told told[COUNT];
        uint32_t least[COUNT];
        bool seen[COUNT] = {false};
        make_day(reports, told);
        all_pairs(told, least);
        reconcile(INCIDENTS, NUMBERS, told, COUNT);
        for (size_t r = 0; r < row_count; r++) {
            const struct tct_day_row *row = &rows[r];
            size_t of_row = 0, of_party[TCT_SIDE_COUNT] = {0};
            if (row->told_count == 0) {
                assert_true(row->incident == r && row->telling == TCT_TOLD_BY_NEITHER);
                continue;
            }
            for (uint32_t i = 0; i < COUNT; i++)
                of_row += least[i] == least[row->told[0]];
            assert_int_equal(row->told_count, of_row);
            for (size_t i = 0; i < row->told_count; i++) {
                uint32_t report = row->told[i];
                assert_true(!seen[report] && least[report] == least[row->told[0]]);
                assert_true(told[report].incident == row->incident);
                assert_true(i == 0 || report > row->told[i - 1]);
                of_party[reports[report].party]++;
                seen[report] = true;
            }
            assert_true(row->claims[0] <= of_party[TCT_SIDE_LEFT] &&
                        row->claims[1] <= of_party[TCT_SIDE_RIGHT] &&
                        row->others <= of_party[TCT_SIDE_UNDETERMINED]);
            assert_true((row->claims[0] > 0) == (of_party[TCT_SIDE_LEFT] > 0) &&
                        (row->claims[1] > 0) == (of_party[TCT_SIDE_RIGHT] > 0));
        }
        for (size_t i = 0; i < COUNT; i++)
            assert_true(seen[i]);
        tct_arena_free(&arena);
    }
}

/* The same row, of which side 0 is now `left`, and reports are called by `names`. */
static void assert_same_row(const struct tct_day_row *a, const struct tct_day_row *b, int left,
                            const uint32_t *names)
{
    static const enum tct_telling OTHER[TCT_TELLING_COUNT] = {
        TCT_TOLD_BY_BOTH, TCT_TOLD_BY_RIGHT, TCT_TOLD_BY_LEFT, TCT_TOLD_BY_NEITHER};
    bool of_a[COUNT] = {false};
    assert_int_equal(a->incident, b->incident);
    assert_int_equal(a->telling, left == 0 ? b->telling : OTHER[b->telling]);
    assert_int_equal(a->corroboration, b->corroboration);
    assert_int_equal(a->others, b->others);
    assert_int_equal(a->told_count, b->told_count);
    for (int side = 0; side < 2; side++) {
        assert_int_equal(a->claims[side], b->claims[side ^ left]);
        assert_true(a->claimed[side][0] == b->claimed[side ^ left][0]);
        assert_true(a->claimed[side][1] == b->claimed[side ^ left][1]);
    }
    for (size_t i = 0; i < a->told_count; i++)
        of_a[a->told[i]] = true;
    for (size_t i = 0; i < b->told_count; i++)
        assert_true(of_a[names[b->told[i]]]);
}

static void order_and_sides_do_not_matter(void **state)
{
    (void)state;
    static const uint32_t INCIDENTS[NUMBERS] = {0, 1, 2, 3, 4, 5};
    static const enum tct_side OTHER[TCT_SIDE_COUNT] = {
        [TCT_SIDE_LEFT] = TCT_SIDE_RIGHT,
        [TCT_SIDE_RIGHT] = TCT_SIDE_LEFT,
        [TCT_SIDE_UNDETERMINED] = TCT_SIDE_UNDETERMINED,
    };
    for (int day = 0; day < 300; day++) {
        struct tct_report reports[COUNT], others[COUNT];
        struct tct_told told[COUNT], other[COUNT];
        uint32_t names[COUNT];
        int left = day % 2;
        make_day(reports, told);
        for (uint32_t i = 0; i < COUNT; i++)
            names[i] = i;
        shuffle(&numbers, names, COUNT);
        for (uint32_t i = 0; i < COUNT; i++) {
            others[i] = reports[names[i]];
            if (left == 1)
                others[i].party = OTHER[others[i].party];
            other[i] = told[names[i]];
            other[i].report = &others[i];
        }
        reconcile(INCIDENTS, NUMBERS, told, COUNT);
        const struct tct_day_row *first = rows;
        size_t first_count = row_count;
        reconcile(INCIDENTS, NUMBERS, other, COUNT);
        assert_int_equal(row_count, first_count);
        for (size_t r = 0; r < row_count; r++)
            assert_same_row(&first[r], &rows[r], left, names);
        tct_arena_free(&arena);
    }
}

static void extremes_do_no_harm(void **state)
{
    (void)state;
    struct tct_report reports[] = {claim(TCT_SIDE_LEFT, 0.0, 0.0, 1.0),
                                   claim(TCT_SIDE_RIGHT, 1e9, 0.0, (double)NAN),
                                   claim(TCT_SIDE_LEFT, 0.0, 0.0, 1e9)};
    struct tct_told told[TCT_COUNT(reports)];
    reports[0].from_ns = INT64_MIN;
    reports[2].until_ns = INT64_MAX;
    reports[2].time_sigma_s = 1e9;
    for (size_t i = 0; i < TCT_COUNT(reports); i++)
        told[i] = (struct tct_told){&reports[i], TCT_NO_INCIDENT, TCT_OPEN};
    reconcile(NULL, 0, told, TCT_COUNT(told));
    assert_int_equal(row_count, 2);
    assert_true(rows[0].told_count == 2 && rows[0].claims[0] == 2 && rows[0].claims[1] == 0);
    assert_true(rows[1].claimed[1][0] == 0.0 && rows[1].telling == TCT_TOLD_BY_RIGHT);
    reconcile(NULL, 0, NULL, 0);
    assert_int_equal(row_count, 0);
    tct_arena_init(&arena, 64);
    assert_int_equal(
        tct_reconcile(&rules, NULL, 0, told, TCT_COUNT(told), &arena, &rows, &row_count, NULL),
        TCT_ERR_MEMORY);
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
        cmocka_unit_test_setup_teardown(rows_are_what_chains_of_pairs_join, set_up_random,
                                        tear_down),
        cmocka_unit_test_setup_teardown(order_and_sides_do_not_matter, set_up_random, tear_down),
        cmocka_unit_test_setup_teardown(extremes_do_no_harm, set_up, tear_down),
        cmocka_unit_test_setup_teardown(days_begin_when_the_mission_says, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
