/* How soon a line is worked out as its detections come, at heavy fire: time is simulated, but what
 * is reckoned in it is what was reckoned. An event's latency is from the last of the arrivals with
 * which it is said first (the one that was needed to believe it) until then: the wait for the next
 * look, and the CPU time of that. From the fourth arrival on, with which it could be said, is shown
 * beside it. Its final arrivals are compared with those of everything associated at once.
 *
 * usage: bench-stream [STATIONS [SECONDS]] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "line.h"

enum { NEEDED = 4, ARRIVALS_MOST = 96 };
static const double LOOK_S = 0.25, WARM_S = 120;

struct said {
    double latency_s, after_fourth_s;
    unsigned revisions;
    bool final, located;
    size_t count;
    int64_t onsets_ns[ARRIVALS_MOST]; /* by time; the last ones said */
};

struct tally {
    struct said *all;
    size_t room;
};

static int by_onset(const void *left, const void *right)
{
    const struct tct_detection *a = left, *b = right;
    return (a->onset_ns > b->onset_ns) - (a->onset_ns < b->onset_ns);
}

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static size_t onsets_of(const struct tct_event *event, const struct tct_detection *detections,
                        int64_t ret_onsets_ns[ARRIVALS_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < event->arrival_count && count < ARRIVALS_MOST; i++)
        ret_onsets_ns[count++] = detections[event->arrivals[i].detection].onset_ns;
    return count;
}

static void take(struct tally *tally, const struct tct_update *update, int64_t now_ns,
                 const struct tct_detection *detections)
{
    while (update->number >= tally->room) {
        size_t room = 2 * tally->room + 1024;
        tally->all = must(realloc(tally->all, room * sizeof(*tally->all)));
        memset(tally->all + tally->room, 0, (room - tally->room) * sizeof(*tally->all));
        tally->room = room;
    }
    struct said *said = &tally->all[update->number];
    said->count = update->withdrawn ? 0 : onsets_of(&update->event, detections, said->onsets_ns);
    if (update->revision == 1 && said->count >= NEEDED) {
        said->latency_s = tct_time_between_s(said->onsets_ns[said->count - 1], now_ns);
        said->after_fourth_s = tct_time_between_s(said->onsets_ns[NEEDED - 1], now_ns);
    }
    said->revisions = update->revision;
    said->located = update->event.status == TCT_EVENT_LOCATED;
}

/* How many of the events of the whole were said in the end with the same arrivals. */
static size_t same_as(const struct tally *tally, const struct line *line,
                      const struct tct_event *events, size_t count)
{
    size_t same = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t onsets_ns[ARRIVALS_MOST];
        size_t wanted = onsets_of(&events[i], line->detections, onsets_ns);
        bool found = false;
        for (size_t k = 0; k < tally->room && !found; k++)
            found = tally->all[k].count == wanted && wanted > 0 &&
                    memcmp(tally->all[k].onsets_ns, onsets_ns, wanted * sizeof(*onsets_ns)) == 0;
        same += found;
    }
    return same;
}

static void show(const char *what, double *latencies_s, size_t count)
{
    qsort(latencies_s, count, sizeof(*latencies_s), by_value);
    printf("first said after %s: median %.2f s, p90 %.2f s, p99 %.2f s of %zu\n", what,
           latencies_s[count / 2], latencies_s[count * 9 / 10], latencies_s[count * 99 / 100],
           count);
}

static void report(const struct tally *tally, const struct line *line)
{
    double *latencies_s = must(calloc(tally->room + 1, sizeof(*latencies_s)));
    double *after_fourth_s = must(calloc(tally->room + 1, sizeof(*after_fourth_s)));
    size_t said = 0, withdrawn = 0, revisions = 0;
    int64_t warm_ns = tct_time_from_s(WARM_S);
    for (size_t i = 0; i < tally->room; i++) {
        const struct said *one = &tally->all[i];
        if (one->revisions == 0)
            continue;
        revisions += one->revisions;
        withdrawn += one->count == 0;
        if (one->latency_s > 0 && (one->count == 0 || one->onsets_ns[0] > warm_ns)) {
            after_fourth_s[said] = one->after_fourth_s;
            latencies_s[said++] = one->latency_s;
        }
    }
    size_t events = 0;
    for (size_t i = 0; i < tally->room; i++)
        events += tally->all[i].revisions > 0;
    printf("%zu stations, %zu detections: %zu events said, %.2f revisions each, %zu withdrawn\n",
           line->network.station_count, line->count, events, (double)revisions / (double)events,
           withdrawn);
    show("the last arrival that was needed", latencies_s, said);
    show("the fourth arrival", after_fourth_s, said);
    free(latencies_s);
    free(after_fourth_s);
}

static void compare(const struct tally *tally, const struct line *line)
{
    struct tct_arena arena;
    struct tct_group *groups;
    struct tct_event *events;
    struct tct_association_report left_out;
    struct tct_error err;
    size_t count;
    tct_arena_init(&arena, (size_t)1 << 30);
    if (tct_associate(&line->network, line->detections, line->count, &arena, &groups, &count,
                      &left_out, &err) != TCT_OK ||
        tct_locate_all(&line->network, line->detections, line->count, groups, count, &arena,
                       &events, &err) != TCT_OK)
        abort();
    size_t same = same_as(tally, line, events, count);
    printf("%zu of %zu events of everything at once were said with the same arrivals (%.1f %%)\n",
           same, count, 100.0 * (double)same / (double)count);
    tct_arena_free(&arena);
}

static void stream(const struct line *line, double long_s, struct tally *tally)
{
    struct tct_stream_options options = tct_stream_defaults();
    struct tct_stream *stream;
    const struct tct_update *updates;
    struct tct_error err;
    size_t count, next = 0;
    double worst_s = 0, start_s = now_s();
    if (tct_stream_new(&line->network, &options, (size_t)1 << 30, &stream, &err) != TCT_OK)
        abort();
    for (double at_s = LOOK_S; at_s < long_s + 60; at_s += LOOK_S) {
        int64_t now_ns = tct_time_from_s(at_s);
        for (; next < line->count && line->detections[next].onset_ns <= now_ns; next++)
            tct_stream_push(stream, &line->detections[next]);
        double before_s = now_s();
        if (tct_stream_advance(stream, now_ns, &updates, &count, &err) != TCT_OK)
            abort();
        double taken_s = now_s() - before_s;
        worst_s = taken_s > worst_s ? taken_s : worst_s;
        for (size_t i = 0; i < count; i++)
            take(tally, &updates[i], now_ns + tct_time_from_s(taken_s),
                 tct_stream_detections(stream));
    }
    if (tct_stream_end(stream, &updates, &count, &err) != TCT_OK)
        abort();
    for (size_t i = 0; i < count; i++)
        take(tally, &updates[i], tct_time_from_s(long_s), tct_stream_detections(stream));
    double taken_s = now_s() - start_s;
    printf("%.0f s of fire in %.1f s, the longest look %.2f s\n", long_s, taken_s, worst_s);
    tct_stream_free(stream);
}

int main(int argc, char **argv)
{
    size_t stations = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    double long_s = argc > 2 ? strtod(argv[2], NULL) : 180;
    struct line line;
    struct tally tally = {0};
    line_make(&line, stations, long_s);
    qsort(line.detections, line.count, sizeof(*line.detections), by_onset);
    stream(&line, long_s, &tally);
    report(&tally, &line);
    compare(&tally, &line);
    free(tally.all);
    line_free(&line);
    return 0;
}
