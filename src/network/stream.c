/* Stream: the last minutes are associated again and again.
 *
 * Two kinds of passes. A final pass at every fifth second of the watermark (before which everything
 * has come) settles what is older than the lag; it sees the same detections in whatever order they
 * came. A pass for what is new looks at everything that is there, so that events can be said early;
 * stations that cannot have heard them yet do not count as silent. Beliefs are learned from the
 * last quarter of an hour, now and then, before a final pass; so is what is wrong with clocks and
 * places of stations, which is put right before a pass. */
#include <math.h>
#include <stdlib.h>

#include "associate.h"
#include "history.h"
#include "live.h"

static const double FINAL_STEP_S = 5;

/* What is looked at before the oldest event that is not final: its rivals. */
static const double BEFORE_S = 20;

/* Beliefs are learned from so much, first as soon as the first time is full, then twice as late
 * each time, until it is this often. */
static const double LEARN_FROM_S = 900, LEARN_FIRST_S = 60, LEARN_EVERY_S = 600;

/* Fewer sources than this teach nothing that is better than the prior. */
enum { TEACHERS_LEAST = 20 };

/* Events that may change at a time: one for so many detections that are kept. */
enum { DETECTIONS_A_LIVE_EVENT = 16, LIVE_LEAST = 64 };

struct tct_stream {
    const struct tct_network *network;
    struct tct_stream_options options;
    struct tct_stream_report report;
    struct tct_arena memory, work; /* for good; until the next call */
    struct history history;
    struct live live;
    struct beliefs beliefs;
    struct tct_arena learned[2]; /* what `stations` is in, and room for the next */
    unsigned learned_now;
    struct tct_association_report stations; /* what is known of them */
    bool started, fresh;                    /* whether anything came; since the last pass */
    int64_t watermark_ns;                   /* of the last final pass */
    int64_t learn_next_ns;
    uint64_t pass; /* counted */
    double learn_pause_s;
    struct tct_update *updates;
    size_t update_count, update_room;
};

struct tct_stream_options tct_stream_defaults(void)
{
    return (struct tct_stream_options){.lateness_s = 5, .lag_s = 45, .detections_most = 100000};
}

static enum tct_status fill(struct tct_stream *stream, struct tct_error *err)
{
    size_t room = stream->options.detections_most;
    enum tct_status status = history_new(room, &stream->memory, &stream->history, err);
    if (status == TCT_OK)
        status = live_new(room / DETECTIONS_A_LIVE_EVENT + LIVE_LEAST, &stream->memory,
                          &stream->live, err);
    stream->beliefs.station_rate =
        TCT_ARENA_NEW(&stream->memory, double, stream->network->station_count);
    if (status == TCT_OK && stream->beliefs.station_rate == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for a stream");
    return status;
}

enum tct_status tct_stream_new(const struct tct_network *network,
                               const struct tct_stream_options *options, size_t limit_bytes,
                               struct tct_stream **ret_stream, struct tct_error *err)
{
    TCT_ASSERT(options->lateness_s > 0 && options->lag_s > 0 && options->detections_most > 0);
    struct tct_stream *stream = calloc(1, sizeof(*stream));
    *ret_stream = stream;
    if (stream == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a stream");
    stream->network = network;
    stream->options = *options;
    tct_arena_init(&stream->memory, limit_bytes / 2);
    tct_arena_init(&stream->work, limit_bytes / 4);
    for (size_t i = 0; i < TCT_COUNT(stream->learned); i++)
        tct_arena_init(&stream->learned[i], limit_bytes / 8);
    enum tct_status status = fill(stream, err);
    if (status != TCT_OK) {
        tct_stream_free(stream);
        *ret_stream = NULL;
    }
    return status;
}

void tct_stream_free(struct tct_stream *stream)
{
    if (stream == NULL)
        return;
    tct_arena_free(&stream->memory);
    tct_arena_free(&stream->work);
    for (size_t i = 0; i < TCT_COUNT(stream->learned); i++)
        tct_arena_free(&stream->learned[i]);
    free(stream);
}

void tct_stream_push(struct tct_stream *stream, const struct tct_detection *detection)
{
    if (stream->started && detection->onset_ns < stream->watermark_ns) {
        stream->report.late++;
        return;
    }
    stream->report.too_many += history_add(&stream->history, detection);
    stream->fresh = true;
}

const struct tct_detection *tct_stream_detections(const struct tct_stream *stream)
{
    return stream->history.all;
}

const struct tct_station_health *tct_stream_stations(const struct tct_stream *stream)
{
    return stream->stations.stations;
}

struct tct_stream_report tct_stream_report(const struct tct_stream *stream)
{
    return stream->report;
}

static int by_number(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* What was found, with the numbers of its arrivals, in order. */
static size_t arrivals_of(const struct tct_stream *stream, const struct tct_event *event,
                          uint64_t ret_arrivals[LIVE_ARRIVALS_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < event->arrival_count && count < LIVE_ARRIVALS_MOST &&
                       event->arrivals[i].phase == TCT_PHASE_BLAST;
         i++)
        ret_arrivals[count++] = stream->history.numbers[event->arrivals[i].detection];
    qsort(ret_arrivals, count, sizeof(*ret_arrivals), by_number);
    return count;
}

static void say(struct tct_stream *stream, struct live_event *live, const struct tct_event *event,
                const uint64_t *arrivals, size_t count)
{
    live->revision++;
    live->said = *event;
    live->arrival_count = count;
    for (size_t i = 0; i < count; i++)
        live->arrivals[i] = arrivals[i];
    TCT_ASSERT(stream->update_count < stream->update_room);
    stream->updates[stream->update_count++] =
        (struct tct_update){live->event, live->revision, live->final, count == 0, *event};
}

/* One event that a pass found: new, revised, or as it was said. Early on only places are said. */
static void tell(struct tct_stream *stream, const struct tct_event *event, bool final)
{
    uint64_t arrivals[LIVE_ARRIVALS_MOST];
    size_t count = arrivals_of(stream, event, arrivals);
    struct live_event *live = live_match(&stream->live, arrivals, count, stream->pass);
    if (live != NULL && live->final)
        return;
    if (live == NULL && !final && event->status != TCT_EVENT_LOCATED)
        return;
    if (live == NULL)
        live = live_add(&stream->live);
    if (live == NULL)
        return;
    live->pass = stream->pass;
    live->first_ns = stream->history.all[event->arrivals[0].detection].onset_ns;
    live->final = final;
    if (final || live->revision == 0 || live_worth_saying(live, event))
        say(stream, live, event, arrivals, count);
}

/* Detections that were taken for arrivals of an event. */
static enum tct_status list_arrivals(struct tct_stream *stream, const struct live_event *live,
                                     struct tct_event *event, struct tct_error *err)
{
    const struct history *history = &stream->history;
    event->arrival_count = 0;
    event->arrivals = TCT_ARENA_NEW(&stream->work, struct tct_arrival, live->arrival_count);
    if (event->arrivals == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a stream");
    for (size_t i = history->begin; i < history->end; i++)
        if (bsearch(&history->numbers[i], live->arrivals, live->arrival_count,
                    sizeof(*live->arrivals), by_number) != NULL)
            event->arrivals[event->arrival_count++] =
                (struct tct_arrival){.detection = (uint32_t)i, .residual_s = (double)NAN};
    return TCT_OK;
}

/* What was said and is not found at the end was something else. */
static enum tct_status withdraw(struct tct_stream *stream, int64_t until_ns, struct tct_error *err)
{
    for (size_t i = 0; i < stream->live.count; i++) {
        struct live_event *live = &stream->live.all[i];
        if (live->final || live->first_ns >= until_ns)
            continue;
        struct tct_event gone = live->said;
        gone.status = TCT_EVENT_NOT_CONSTRAINED;
        gone.reason = "withdrawn: later arrivals explain its own otherwise";
        gone.station_count = 0;
        enum tct_status status = list_arrivals(stream, live, &gone, err);
        if (status != TCT_OK)
            return status;
        live->final = true;
        if (gone.arrival_count > 0)
            say(stream, live, &gone, NULL, 0);
    }
    return TCT_OK;
}

/* Events among the detections from a time until another, as right as is known by now. */
static enum tct_status find(struct tct_stream *stream, int64_t from_ns, int64_t until_ns,
                            const struct association *terms, struct tct_event **ret_events,
                            size_t *ret_count, struct tct_error *err)
{
    size_t from = history_at(&stream->history, from_ns);
    size_t count = history_at(&stream->history, until_ns) - from;
    const struct tct_detection *window = stream->history.all + from;
    struct tct_association_report report;
    struct tct_network network;
    struct tct_group *groups;
    *ret_count = 0;
    enum tct_status status = tct_correct(stream->network, &stream->stations, window, count,
                                         &stream->work, &network, &window, err);
    if (status == TCT_OK)
        status = associate(&network, window, count, terms, &stream->work, &groups, ret_count,
                           &report, err);
    if (status == TCT_OK && *ret_count > 0)
        status = tct_locate_all(&network, window, count, groups, *ret_count, &stream->work,
                                ret_events, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < *ret_count; i++)
        for (size_t k = 0; k < (*ret_events)[i].arrival_count; k++)
            (*ret_events)[i].arrivals[k].detection += (uint32_t)from;
    return TCT_OK;
}

static int64_t later(int64_t time_ns, double by_s)
{
    return time_ns + tct_time_from_s(by_s);
}

static void believe(struct tct_stream *stream, const struct beliefs *learned,
                    const struct tct_association_report *report)
{
    double *kept = stream->beliefs.station_rate;
    for (size_t i = 0; i < stream->network->station_count; i++)
        kept[i] = learned->station_rate[i];
    stream->beliefs = *learned;
    stream->beliefs.station_rate = kept;
    stream->stations = *report;
    stream->learned_now = 1 - stream->learned_now;
}

/* From detections as they came: what was put right before is learned again. */
static enum tct_status learn(struct tct_stream *stream, struct tct_error *err)
{
    struct beliefs learned = {
        .station_rate = TCT_ARENA_NEW(&stream->work, double, stream->network->station_count)};
    if (learned.station_rate == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a stream");
    const struct association terms = {.ret_learned = &learned, .heard_until_ns = INT64_MAX};
    size_t from = history_at(&stream->history, later(stream->watermark_ns, -LEARN_FROM_S));
    size_t to = history_at(&stream->history, stream->watermark_ns), count = 0;
    struct tct_arena *room = &stream->learned[1 - stream->learned_now];
    struct tct_association_report report;
    struct tct_group *groups;
    tct_arena_free(room);
    enum tct_status status = associate(stream->network, stream->history.all + from, to - from,
                                       &terms, room, &groups, &count, &report, err);
    if (status == TCT_OK && learned.known && count >= TEACHERS_LEAST)
        believe(stream, &learned, &report);
    return status;
}

static enum tct_status learn_in_time(struct tct_stream *stream, struct tct_error *err)
{
    if (stream->watermark_ns < stream->learn_next_ns)
        return TCT_OK;
    stream->learn_pause_s = fmin(LEARN_EVERY_S, 2 * stream->learn_pause_s);
    stream->learn_next_ns = later(stream->watermark_ns, stream->learn_pause_s);
    return learn(stream, err);
}

static enum tct_status begin_telling(struct tct_stream *stream, size_t count, struct tct_error *err)
{
    size_t room = stream->update_count + count + stream->live.count;
    struct tct_update *updates = TCT_ARENA_NEW(&stream->work, struct tct_update, room);
    if (updates == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a stream");
    for (size_t i = 0; i < stream->update_count; i++)
        updates[i] = stream->updates[i];
    stream->updates = updates;
    stream->update_room = room;
    stream->pass++;
    return TCT_OK;
}

/* Everything before the watermark has come: what began before it less the lag becomes final. */
static enum tct_status pass_finally(struct tct_stream *stream, int64_t final_ns,
                                    struct tct_error *err)
{
    int64_t from_ns = later(final_ns, -FINAL_STEP_S - BEFORE_S);
    const struct association terms = {.known = &stream->beliefs,
                                      .heard_until_ns = stream->watermark_ns};
    struct tct_event *events;
    size_t count;
    enum tct_status status =
        find(stream, from_ns, stream->watermark_ns, &terms, &events, &count, err);
    if (status == TCT_OK)
        status = begin_telling(stream, count, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        int64_t first_ns = stream->history.all[events[i].arrivals[0].detection].onset_ns;
        if (first_ns < final_ns && first_ns >= later(final_ns, -FINAL_STEP_S - BEFORE_S / 2))
            tell(stream, &events[i], true);
    }
    status = withdraw(stream, final_ns, err);
    live_forget(&stream->live, later(from_ns, -BEFORE_S));
    return status;
}

static enum tct_status pass_early(struct tct_stream *stream, int64_t now_ns, struct tct_error *err)
{
    int64_t final_ns = later(stream->watermark_ns, -stream->options.lag_s);
    const struct association terms = {.known = &stream->beliefs, .heard_until_ns = now_ns};
    struct tct_event *events;
    size_t count;
    enum tct_status status =
        find(stream, later(final_ns, -BEFORE_S), now_ns, &terms, &events, &count, err);
    if (status == TCT_OK)
        status = begin_telling(stream, count, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        if (stream->history.all[events[i].arrivals[0].detection].onset_ns >= final_ns)
            tell(stream, &events[i], false);
    return TCT_OK;
}

static int64_t grid(int64_t time_ns)
{
    int64_t step_ns = tct_time_from_s(FINAL_STEP_S), within = time_ns % step_ns;
    return time_ns - (within < 0 ? within + step_ns : within);
}

static void begin(struct tct_stream *stream)
{
    stream->started = true;
    stream->watermark_ns = grid(stream->history.all[stream->history.begin].onset_ns);
    stream->learn_pause_s = LEARN_FIRST_S;
    stream->learn_next_ns = later(stream->watermark_ns, LEARN_FIRST_S);
}

/* The next final pass: its watermark, learning when it is time, what becomes final. */
static enum tct_status step(struct tct_stream *stream, struct tct_error *err)
{
    stream->watermark_ns = later(stream->watermark_ns, FINAL_STEP_S);
    int64_t final_ns = later(stream->watermark_ns, -stream->options.lag_s);
    enum tct_status status = learn_in_time(stream, err);
    if (status == TCT_OK &&
        history_at(&stream->history, later(final_ns, -FINAL_STEP_S - BEFORE_S)) !=
            history_at(&stream->history, stream->watermark_ns))
        status = pass_finally(stream, final_ns, err);
    history_forget(&stream->history, later(stream->watermark_ns, -LEARN_FROM_S));
    return status;
}

/* All final passes until the watermark has come to a time. */
static enum tct_status catch_up(struct tct_stream *stream, int64_t until_ns, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    while (status == TCT_OK && later(stream->watermark_ns, FINAL_STEP_S) <= until_ns) {
        const struct history *history = &stream->history;
        if (history_at(history, stream->watermark_ns) > history->begin) {
            status = step(stream, err);
            continue;
        }
        /* nothing is left: on to what comes next */
        int64_t next_ns = until_ns;
        if (history->end > history->begin && history->all[history->begin].onset_ns < next_ns)
            next_ns = history->all[history->begin].onset_ns;
        int64_t here_ns = grid(next_ns);
        if (here_ns > stream->watermark_ns)
            stream->watermark_ns = here_ns;
        else
            status = step(stream, err);
    }
    return status;
}

enum tct_status tct_stream_advance(struct tct_stream *stream, int64_t now_ns,
                                   const struct tct_update **ret_updates, size_t *ret_count,
                                   struct tct_error *err)
{
    tct_arena_free(&stream->work);
    stream->updates = NULL;
    stream->update_count = stream->update_room = 0;
    enum tct_status status = TCT_OK;
    int64_t come_ns = later(now_ns, -stream->options.lateness_s);
    if (!stream->started && stream->history.end > stream->history.begin &&
        stream->history.all[stream->history.begin].onset_ns < come_ns)
        begin(stream);
    if (stream->started)
        status = catch_up(stream, come_ns, err);
    if (status == TCT_OK && stream->started && stream->fresh) {
        stream->fresh = false;
        status = pass_early(stream, now_ns, err);
    }
    *ret_updates = stream->updates;
    *ret_count = status == TCT_OK ? stream->update_count : 0;
    return status;
}

enum tct_status tct_stream_end(struct tct_stream *stream, const struct tct_update **ret_updates,
                               size_t *ret_count, struct tct_error *err)
{
    *ret_count = 0;
    if (stream->history.end == stream->history.begin)
        return TCT_OK;
    int64_t last_ns = stream->history.all[stream->history.end - 1].onset_ns;
    stream->fresh = false;
    return tct_stream_advance(
        stream,
        later(last_ns, stream->options.lateness_s + stream->options.lag_s + 2 * FINAL_STEP_S),
        ret_updates, ret_count, err);
}
