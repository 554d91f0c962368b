/* Invariance: association and location together give the same events whatever the order of the
 * detections, the names of the stations, the frame's origin and its axes; so is what is told of the
 * stations, one of which has a clock that is off and one of which was moved. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "front.h"

enum { SHOTS = 200, OFF = 11, MOVED = 20 };

/* What remains of an event when names and axes are taken out. */
struct essence {
    uint32_t first; /* smallest original number of its detections */
    uint64_t picks; /* sum of squares of these numbers */
    enum tct_event_status status;
    int64_t time_ns;
    double x_m, y_m; /* in the original axes */
    double area_m4, log_odds;
};

struct essences {
    struct essence all[GROUPS_MOST];
    size_t count;
    double off_s, moved_x_m, moved_y_m;
};

/* How the world was changed: places are turned, then shifted. */
struct change {
    double angle_rad;
    struct tct_plane shift;
    uint32_t number[DETECTIONS_MOST]; /* the original one, by the new */
    uint32_t station[STATIONS_MOST];  /* the new one, by the original */
};

static struct scene *busy(void)
{
    struct scene *s = front(3);
    const struct wrong_clock clock = {OFF, -0.8, 0.0, 0.0, 0.0};
    s->stations[MOVED].x_m += 110.0;
    fire_all_over(s, SHOTS, &clock);
    s->stations[MOVED].x_m -= 110.0;
    return s;
}

static struct change no_change(const struct scene *s)
{
    struct change c = {0.0, {0.0, 0.0}, {0}, {0}};
    for (uint32_t i = 0; i < s->detection_count; i++)
        c.number[i] = i;
    for (uint32_t i = 0; i < s->network.station_count; i++)
        c.station[i] = i;
    return c;
}

static struct tct_plane turned(struct tct_plane at, double angle_rad)
{
    double c = cos(angle_rad), s = sin(angle_rad);
    return (struct tct_plane){c * at.x_m - s * at.y_m, s * at.x_m + c * at.y_m};
}

static int by_first(const void *left, const void *right)
{
    const struct essence *a = left, *b = right;
    return (a->first > b->first) - (a->first < b->first);
}

static void take_essences(struct scene *s, const struct change *c, struct essences *ret)
{
    struct result r = events_of(s);
    assert_true(r.count <= GROUPS_MOST);
    ret->count = r.count;
    for (size_t i = 0; i < r.count; i++) {
        const struct tct_event *e = &r.events[i];
        const double *m = e->covariance_m2;
        struct tct_plane at =
            turned((struct tct_plane){e->x_m - c->shift.x_m, e->y_m - c->shift.y_m}, -c->angle_rad);
        struct essence one = {
            UINT32_MAX, 0, e->status, e->time_ns, at.x_m, at.y_m, m[0] * m[2] - m[1] * m[1],
            e->log_odds};
        for (size_t k = 0; k < e->arrival_count; k++) {
            uint64_t number = c->number[e->arrivals[k].detection];
            one.first = number < one.first ? (uint32_t)number : one.first;
            one.picks += number * number * (e->arrivals[k].used ? 2 : 1);
        }
        ret->all[i] = one;
    }
    qsort(ret->all, ret->count, sizeof(*ret->all), by_first);
    const struct tct_station_health *off = &r.report.stations[c->station[OFF]];
    const struct tct_station_health *moved = &r.report.stations[c->station[MOVED]];
    assert_true(off->clock_count == 1 && moved->moved);
    struct tct_plane by =
        turned((struct tct_plane){moved->moved_x_m, moved->moved_y_m}, -c->angle_rad);
    ret->off_s = off->clock[0].off_s;
    ret->moved_x_m = by.x_m;
    ret->moved_y_m = by.y_m;
    tct_arena_free(&s->arena);
}

static struct essences before, after;

static void expect_same(struct scene *changed, const struct change *c)
{
    take_essences(changed, c, &after);
    struct scene *s = busy();
    struct change none = no_change(s);
    take_essences(s, &none, &before);
    assert_true(before.count > SHOTS * 8 / 10);
    assert_int_equal(before.count, after.count);
    assert_near(after.off_s, before.off_s, 1e-4);
    assert_near(after.moved_x_m, before.moved_x_m, 0.05);
    assert_near(after.moved_y_m, before.moved_y_m, 0.05);
    for (size_t i = 0; i < before.count; i++) {
        const struct essence *a = &before.all[i], *b = &after.all[i];
        if (a->first != b->first || a->picks != b->picks || a->status != b->status)
            fail_msg("event %zu is another one", i);
        if (a->status != TCT_EVENT_LOCATED)
            continue;
        assert_near(b->x_m, a->x_m, 0.05);
        assert_near(b->y_m, a->y_m, 0.05);
        assert_near(b->area_m4, a->area_m4, 1e-2 * a->area_m4);
        assert_near(b->log_odds, a->log_odds, 0.05);
        assert_near(tct_time_between_s(a->time_ns, b->time_ns), 0.0, 1e-4);
    }
}

static void shuffling_changes_nothing(void **state)
{
    (void)state;
    struct scene *s = busy();
    struct change c = no_change(s);
    for (size_t i = s->detection_count; i-- > 1;) {
        size_t j = (size_t)(tct_random_uniform(&s->random) * (double)(i + 1));
        struct tct_detection d = s->detections[i];
        uint32_t number = c.number[i];
        s->detections[i] = s->detections[j];
        s->detections[j] = d;
        c.number[i] = c.number[j];
        c.number[j] = number;
    }
    expect_same(s, &c);
}

static void relabelling_changes_nothing(void **state)
{
    (void)state;
    struct scene *s = busy();
    struct change c = no_change(s);
    uint32_t count = (uint32_t)s->network.station_count;
    struct tct_station were[STATIONS_MOST];
    memcpy(were, s->stations, sizeof(were));
    for (uint32_t i = 0; i < count; i++) {
        c.station[i] = (i * 5 + 7) % count; /* 5 and 32 share no factor */
        s->stations[c.station[i]] = were[i];
    }
    for (size_t i = 0; i < s->detection_count; i++)
        s->detections[i].station = c.station[s->detections[i].station];
    expect_same(s, &c);
}

static void place(struct scene *s, const struct change *c)
{
    for (size_t i = 0; i < s->network.station_count; i++) {
        struct tct_plane at =
            turned((struct tct_plane){s->stations[i].x_m, s->stations[i].y_m}, c->angle_rad);
        s->stations[i].x_m = at.x_m + c->shift.x_m;
        s->stations[i].y_m = at.y_m + c->shift.y_m;
    }
}

static void shifting_changes_nothing(void **state)
{
    (void)state;
    struct scene *s = busy();
    struct change c = no_change(s);
    c.shift = (struct tct_plane){-70000.0, 43210.0};
    place(s, &c);
    expect_same(s, &c);
}

static void turning_changes_nothing(void **state)
{
    (void)state;
    static const double angles_rad[] = {0.3, 1.9, -2.5};
    for (size_t i = 0; i < TCT_COUNT(angles_rad); i++) {
        struct scene *s = busy();
        struct change c = no_change(s);
        c.angle_rad = angles_rad[i];
        place(s, &c);
        expect_same(s, &c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shuffling_changes_nothing),
        cmocka_unit_test(relabelling_changes_nothing),
        cmocka_unit_test(shifting_changes_nothing),
        cmocka_unit_test(turning_changes_nothing),
    };
    return cmocka_run_group_tests_name("invariance", tests, NULL, NULL);
}
