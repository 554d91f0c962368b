/* What leaves of an object: for any policy, any role, any time, and nothing beside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "tacet/disclosure.h"

enum { TRIALS = 20000 };

static const int64_t HAPPENED_NS = INT64_C(1800000000) * INT64_C(1000000000);

static struct tct_frame *frame;
static struct tct_random random_numbers;

static int set_up(void **state)
{
    (void)state;
    tct_random_init(&random_numbers, 17, 0);
    return tct_frame_new(TCT_FRAME_WGS84, 0, &frame, NULL) == TCT_OK &&
                   tct_frame_set_origin(frame, 44.5, 40.2, NULL) == TCT_OK
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    (void)state;
    tct_frame_free(frame);
    return 0;
}

static size_t below(size_t most)
{
    return (size_t)(tct_random_uniform(&random_numbers) * (double)most);
}

static double random_wait_s(void)
{
    static const double WAITS_S[] = {0.0, 60.0, 3600.0, 86400.0, 604800.0, INFINITY};
    return WAITS_S[below(TCT_COUNT(WAITS_S))];
}

static void random_role(struct tct_role *role)
{
    *role = (struct tct_role){.name = "somebody", .grid_m = 1000.0 * (double)(1 + below(5))};
    role->standing = (enum tct_standing)below(TCT_STANDING_COUNT);
    role->clock_s = 60.0 * (double)(1 + below(100));
    for (int field = 0; field < TCT_FIELD_COUNT; field++) {
        for (int owner = 0; owner < TCT_OWNER_COUNT; owner++) {
            double a = random_wait_s(), b = random_wait_s();
            role->grants[field][owner] = (struct tct_grant){
                .coarse_after_s = fmin(a, b),
                .exact_after_s = fmax(a, b),
                .exact_on_release = below(8) == 0,
                .exact_on_finding = below(8) == 0,
            };
        }
    }
}

static int random_party(void)
{
    return (int)below(3) - 1;
}

static struct tct_subject random_subject(void)
{
    return (struct tct_subject){
        .happened_ns = HAPPENED_NS,
        .owner = random_party(),
        .released_ns =
            below(2) == 0 ? INT64_MAX : HAPPENED_NS + (int64_t)below(90000) * TCT_NS_PER_S,
        .finding_ns =
            below(2) == 0 ? INT64_MAX : HAPPENED_NS + (int64_t)below(900000) * TCT_NS_PER_S,
    };
}

static int64_t random_now_ns(void)
{
    return HAPPENED_NS + (int64_t)(random_wait_s() < INFINITY ? below(700000) : 0) * TCT_NS_PER_S;
}

static json_t *event(double x_m, double y_m)
{
    struct tct_geodetic at = tct_frame_to_geodetic(frame, (struct tct_plane){x_m, y_m});
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:{s:f}, s:{s:f}, s:[{s:s}], s:s}", "id", "e1",
        "status", "located", "time", "2027-01-15T08:00:07.123Z", "x_m", x_m, "y_m", y_m, "lon",
        at.lon_deg, "lat", at.lat_deg, "z_m", 812.5, "class", "muzzle_blast", 1.0, "side", "north",
        1.0, "arrivals", "station", "S01", "secret", "not in any table");
    assert_non_null(object);
    return object;
}

static json_t *told(const struct tct_viewer *viewer, const struct tct_subject *subject,
                    int64_t now_ns, json_t *object)
{
    json_t *ret = NULL;
    assert_int_equal(
        tct_disclose(viewer, subject, tct_kind_named("event"), object, frame, now_ns, &ret, NULL),
        TCT_OK);
    return ret;
}

/* Whether every member that left was granted, and none that was granted exactly is missing. */
static void check_members(const struct tct_viewer *viewer, const struct tct_subject *subject,
                          int64_t now_ns, json_t *object, json_t *seen)
{
    const struct tct_kind *kind = tct_kind_named("event");
    assert_null(json_object_get(seen, "secret"));
    for (size_t i = 0; i < kind->count; i++) {
        const struct tct_member *member = &kind->members[i];
        json_t *exact = json_object_get(object, member->path);
        json_t *there = json_object_get(seen, member->path);
        enum tct_seen how = tct_decide(viewer, subject, member->field, now_ns);
        if (exact == NULL)
            continue;
        if (how == TCT_SEEN_EXACT)
            assert_true(json_equal(exact, there));
        else if (how == TCT_SEEN_NOT || member->shape == TCT_SHAPE_WHOLE)
            assert_null(there);
        else if (member->shape != TCT_SHAPE_PLAIN)
            assert_false(json_equal(exact, there));
    }
}

static void nothing_leaves_that_is_not_granted(void **state)
{
    (void)state;
    for (int trial = 0; trial < TRIALS; trial++) {
        struct tct_role role;
        random_role(&role);
        struct tct_viewer viewer = {&role, role.standing == TCT_STANDING_SIDE ? (int)below(2)
                                                                              : TCT_NO_PARTY};
        struct tct_subject subject = random_subject();
        int64_t now_ns = random_now_ns();
        json_t *object = event(1234.5 + (double)below(9000), -2345.5 - (double)below(9000));
        json_t *seen = told(&viewer, &subject, now_ns, object);
        check_members(&viewer, &subject, now_ns, object, seen);
        json_decref(seen);
        json_decref(object);
    }
}

static void exchanged_sides_see_the_same(void **state)
{
    (void)state;
    for (int trial = 0; trial < TRIALS; trial++) {
        struct tct_role role;
        random_role(&role);
        role.standing = TCT_STANDING_SIDE;
        struct tct_viewer viewer = {&role, (int)below(2)}, other = {&role, 1 - viewer.party};
        struct tct_subject subject = random_subject(), exchanged = subject;
        if (subject.owner != TCT_NO_PARTY)
            exchanged.owner = 1 - subject.owner;
        int64_t now_ns = random_now_ns();
        json_t *object = event(10.0, 20.0);
        json_t *a = told(&viewer, &subject, now_ns, object);
        json_t *b = told(&other, &exchanged, now_ns, object);
        assert_true(json_equal(a, b));
        json_decref(a);
        json_decref(b);
        json_decref(object);
    }
}

static void what_was_open_stays_open(void **state)
{
    (void)state;
    for (int trial = 0; trial < TRIALS; trial++) {
        struct tct_role role;
        random_role(&role);
        struct tct_viewer viewer = {&role, role.standing == TCT_STANDING_SIDE ? (int)below(2)
                                                                              : TCT_NO_PARTY};
        struct tct_subject subject = random_subject();
        enum tct_field field = (enum tct_field)below(TCT_FIELD_COUNT);
        int64_t now_ns = random_now_ns(), later_ns = random_now_ns();
        if (later_ns < now_ns)
            continue;
        assert_true(tct_decide(&viewer, &subject, field, later_ns) >=
                    tct_decide(&viewer, &subject, field, now_ns));
    }
}

static double number(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static struct tct_disclosure_policy standard;

static struct tct_viewer liaison(void)
{
    tct_disclosure_default(&standard);
    return (struct tct_viewer){tct_disclosure_role(&standard, "liaison"), 0};
}

static const struct tct_subject OF_NOBODY = {.happened_ns = HAPPENED_NS,
                                             .owner = TCT_NO_PARTY,
                                             .released_ns = INT64_MAX,
                                             .finding_ns = INT64_MAX};

/* All places of a square look alike: however often somebody asks, there is nothing to average. */
static void a_square_looks_alike_throughout(void **state)
{
    (void)state;
    struct tct_viewer viewer = liaison();
    for (int trial = 0; trial < 1000; trial++) {
        json_t *object = event(3000.0 + (double)below(1000),
                               -2000.0 + 999.0 * tct_random_uniform(&random_numbers));
        json_t *seen = told(&viewer, &OF_NOBODY, HAPPENED_NS, object);
        assert_true(number(seen, "x_m") == 3500.0 && number(seen, "y_m") == -1500.0);
        assert_true(number(seen, "grid_m") == 1000.0);
        struct tct_geodetic middle =
            tct_frame_to_geodetic(frame, (struct tct_plane){3500.0, -1500.0});
        assert_true(fabs(number(seen, "lon") - middle.lon_deg) < 1e-5);
        assert_true(fabs(number(seen, "lat") - middle.lat_deg) < 1e-5);
        assert_null(json_object_get(seen, "z_m"));
        assert_string_equal(json_string_value(json_object_get(seen, "time")),
                            "2027-01-15T08:00:00Z");
        json_decref(seen);
        json_decref(object);
    }
}

static void it_says_what_is_withheld(void **state)
{
    (void)state;
    struct tct_viewer viewer = liaison();
    json_t *object = event(1.0, 2.0);
    json_t *seen = told(&viewer, &OF_NOBODY, HAPPENED_NS, object);
    json_t *expected = json_pack("[s, s]", "place", "sensor");
    assert_true(json_equal(json_object_get(seen, "withheld"), expected));
    json_decref(expected);
    json_decref(seen);
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_leaves_that_is_not_granted),
        cmocka_unit_test(exchanged_sides_see_the_same),
        cmocka_unit_test(what_was_open_stays_open),
        cmocka_unit_test(a_square_looks_alike_throughout),
        cmocka_unit_test(it_says_what_is_withheld),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
