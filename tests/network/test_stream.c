/* A stream: said early, revised, final; whatever the order of input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "tacet/acoustics.h"
#include "tacet/network.h"

enum { STATIONS = 24, DETECTIONS_MOST = 4000, EVENTS_MOST = 400 };
static const double LONG_S = 240, REACH_M = 4000, LEARNED_S = 150;

struct fixture {
    struct tct_station stations[STATIONS];
    struct tct_network network;
    struct tct_detection detections[DETECTIONS_MOST];
    double comes_s[DETECTIONS_MOST]; /* when each is delivered */
    size_t count, shots;
    struct tct_random random;
};

/* What was said last of each event. */
struct outcome {
    struct tct_update last[EVENTS_MOST];
    int64_t first_said_ns[EVENTS_MOST];
    int64_t onsets_ns[EVENTS_MOST]; /* of the first arrival */
    size_t count;
    size_t rests_on[STATIONS]; /* of final places, since LEARNED_S, how many on each station */
};

static void report(struct fixture *f, uint32_t station, double time_s)
{
    assert_true(f->count < DETECTIONS_MOST);
    struct tct_detection *detection = &f->detections[f->count];
    *detection = tct_detection_at(station, tct_time_from_s(time_s));
    detection->time_sigma_s = 0.001;
    f->comes_s[f->count++] = time_s;
}

static void make(struct fixture *f)
{
    *f = (struct fixture){0};
    tct_random_init(&f->random, 7, 0);
    for (uint32_t s = 0; s < STATIONS; s++)
        f->stations[s] = (struct tct_station){1000.0 * s, 1500.0 * (s % 3), 0, 0.05, 1e-4};
    f->network = (struct tct_network){
        .stations = f->stations, .station_count = STATIONS, .propagation = {0.010, 0.003}};
    for (double at_s = 5; at_s < LONG_S - 20; at_s += 4 + 4 * tct_random_uniform(&f->random)) {
        double x_m = 1000 * (STATIONS - 1) * tct_random_uniform(&f->random);
        double y_m = -1000 + 4000 * tct_random_uniform(&f->random);
        f->shots++;
        for (uint32_t s = 0; s < STATIONS; s++) {
            double dx = f->stations[s].x_m - x_m, dy = f->stations[s].y_m - y_m;
            if (hypot(dx, dy) < REACH_M && tct_random_uniform(&f->random) < 0.9)
                report(f, s,
                       at_s + tct_travel_time_s(dx, dy, 0, tct_sound_speed_m_s(15.0), 0, 0) +
                           0.01 * tct_random_normal(&f->random));
        }
    }
    for (uint32_t s = 0; s < STATIONS; s++)
        for (double t = 0; (t += 120 * tct_random_exponential(&f->random)) < LONG_S;)
            report(f, s, t);
}

static void count_stations(struct outcome *outcome, const struct tct_update *update,
                           const struct tct_detection *detections)
{
    const struct tct_event *event = &update->event;
    for (size_t k = 0; update->final && k < event->arrival_count; k++) {
        const struct tct_detection *d = &detections[event->arrivals[k].detection];
        if (event->arrivals[k].used && d->onset_ns > tct_time_from_s(LEARNED_S))
            outcome->rests_on[d->station]++;
    }
}

static void take(struct outcome *outcome, const struct tct_update *updates, size_t count,
                 int64_t now_ns, const struct tct_detection *detections)
{
    for (size_t i = 0; i < count; i++) {
        const struct tct_update *update = &updates[i];
        assert_true(update->number < EVENTS_MOST);
        struct tct_update *last = &outcome->last[update->number];
        assert_int_equal(update->revision, last->revision + 1);
        assert_false(last->final);
        if (update->revision == 1) {
            outcome->first_said_ns[update->number] = now_ns;
            outcome->count++;
        }
        assert_true(update->event.arrival_count > 0);
        if (!update->withdrawn)
            outcome->onsets_ns[update->number] =
                detections[update->event.arrivals[0].detection].onset_ns;
        count_stations(outcome, update, detections);
        *last = *update;
    }
}

static struct tct_stream *open_stream(const struct fixture *f, size_t detections_most)
{
    struct tct_stream *stream;
    struct tct_stream_options options = tct_stream_defaults();
    options.detections_most = detections_most;
    assert_int_equal(tct_stream_new(&f->network, &options, (size_t)256 << 20, &stream, NULL),
                     TCT_OK);
    return stream;
}

static void run(const struct fixture *f, double look_s, struct outcome *outcome)
{
    struct tct_stream *stream = open_stream(f, DETECTIONS_MOST);
    const struct tct_update *updates;
    size_t count;
    static bool pushed[DETECTIONS_MOST];
    for (size_t i = 0; i < f->count; i++)
        pushed[i] = false;
    *outcome = (struct outcome){0};
    for (double now_s = look_s; now_s < LONG_S + 20; now_s += look_s) {
        for (size_t i = 0; i < f->count; i++)
            if (!pushed[i] && f->comes_s[i] <= now_s) {
                tct_stream_push(stream, &f->detections[i]);
                pushed[i] = true;
            }
        int64_t now_ns = tct_time_from_s(now_s);
        assert_int_equal(tct_stream_advance(stream, now_ns, &updates, &count, NULL), TCT_OK);
        take(outcome, updates, count, now_ns, tct_stream_detections(stream));
    }
    assert_int_equal(tct_stream_end(stream, &updates, &count, NULL), TCT_OK);
    take(outcome, updates, count, INT64_MAX, tct_stream_detections(stream));
    assert_int_equal(tct_stream_report(stream).late, 0);
    tct_stream_free(stream);
}

static const struct tct_update *final_at(const struct outcome *outcome, int64_t onset_ns)
{
    for (size_t i = 0; i < outcome->count; i++)
        if (outcome->onsets_ns[i] == onset_ns && !outcome->last[i].withdrawn)
            return &outcome->last[i];
    return NULL;
}

static struct fixture fixture;
static struct outcome in_order, shuffled;

static void events_are_said_early_and_become_final(void **state)
{
    (void)state;
    make(&fixture);
    run(&fixture, 0.5, &in_order);
    size_t early = 0, found = 0;
    for (size_t i = 0; i < in_order.count; i++) {
        const struct tct_update *last = &in_order.last[i];
        assert_true(last->final);
        if (last->event.status != TCT_EVENT_LOCATED)
            continue;
        found++;
        early += tct_time_between_s(in_order.onsets_ns[i], in_order.first_said_ns[i]) < 20;
    }
    assert_true(found >= fixture.shots * 9 / 10 && found <= fixture.shots);
    assert_true(early >= found * 9 / 10);
}

/* Each detection is late by up to 4 s, and the stream is looked at at other times. */
static void final_events_do_not_depend_on_the_order_of_input(void **state)
{
    (void)state;
    make(&fixture);
    run(&fixture, 0.5, &in_order);
    for (size_t i = 0; i < fixture.count; i++)
        fixture.comes_s[i] += 4 * tct_random_uniform(&fixture.random);
    run(&fixture, 1.3, &shuffled);
    size_t compared = 0;
    for (size_t i = 0; i < in_order.count; i++) {
        const struct tct_event *event = &in_order.last[i].event;
        if (in_order.last[i].withdrawn)
            continue; /* the other may never have said it */
        const struct tct_update *same = final_at(&shuffled, in_order.onsets_ns[i]);
        assert_non_null(same);
        assert_int_equal(same->event.arrival_count, event->arrival_count);
        assert_int_equal(same->event.status, event->status);
        assert_true(event->status != TCT_EVENT_LOCATED || same->event.x_m == event->x_m);
        compared++;
    }
    assert_true(compared >= fixture.shots * 9 / 10);
}

static void what_comes_too_late_and_too_much_is_counted(void **state)
{
    (void)state;
    make(&fixture);
    struct tct_stream *stream = open_stream(&fixture, 10);
    const struct tct_update *updates;
    size_t count;
    for (size_t i = 0; i < 15; i++)
        tct_stream_push(stream, &fixture.detections[i]);
    assert_int_equal(tct_stream_report(stream).too_many, 5);
    assert_int_equal(tct_stream_advance(stream, tct_time_from_s(200), &updates, &count, NULL),
                     TCT_OK);
    tct_stream_push(stream, &fixture.detections[0]);
    assert_int_equal(tct_stream_report(stream).late, 1);
    tct_stream_free(stream);
}

/* A wrong date, or a year without a sound, costs nothing. */
static void long_silence_is_passed_over(void **state)
{
    (void)state;
    make(&fixture);
    struct tct_stream *stream = open_stream(&fixture, 100);
    const struct tct_update *updates;
    size_t count;
    tct_stream_push(stream, &fixture.detections[0]);
    struct tct_detection far = fixture.detections[1];
    far.onset_ns += INT64_C(3000000000) * TCT_NS_PER_S;
    tct_stream_push(stream, &far);
    assert_int_equal(tct_stream_advance(stream, far.onset_ns, &updates, &count, NULL), TCT_OK);
    assert_int_equal(tct_stream_end(stream, &updates, &count, NULL), TCT_OK);
    assert_int_equal(count, 0);
    tct_stream_free(stream);
    tct_stream_free(NULL);
}

static void a_clock_that_is_off_is_put_right(void **state)
{
    (void)state;
    enum { WRONG = 11 };
    make(&fixture);
    for (size_t i = 0; i < fixture.count; i++)
        if (fixture.detections[i].station == WRONG)
            fixture.detections[i].onset_ns += tct_time_from_s(1.5);
    run(&fixture, 1, &in_order);
    size_t beside = in_order.rests_on[WRONG - 1] + in_order.rests_on[WRONG + 1];
    assert_true(beside > 4);
    assert_true(4 * in_order.rests_on[WRONG] > beside);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_said_early_and_become_final),
        cmocka_unit_test(final_events_do_not_depend_on_the_order_of_input),
        cmocka_unit_test(what_comes_too_late_and_too_much_is_counted),
        cmocka_unit_test(long_silence_is_passed_over),
        cmocka_unit_test(a_clock_that_is_off_is_put_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
