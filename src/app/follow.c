/* Follow: time goes by the onsets of detections, and while none comes by the clock on the wall. */
#include "follow.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "event_warnings.h"

/* What is new is looked for this often. */
static const double LOOK_S = 0.25;

/* Ids of as many events are remembered: more than can change at a time. Of these the latest are
 * looked at for one that is the same. */
enum { IDS = 1 << 16, IDS_ASKED = 1024, ID_BYTES = TCT_EVENT_ID_BYTES + 4 };
static const size_t STREAM_BYTES = (size_t)4 << 30;

/* One wrong date must not end the hour: time leaps further than this only when as many detections
 * in a row say so. */
static const double LEAP_S = 60;
enum { LEAPS_AGREE = 3 };

struct follower {
    struct ground *ground;
    int input;
    struct tct_stream *stream;
    bool started;
    int64_t newest_ns, looked_ns; /* onset of the newest detection; time of the last look */
    struct timespec newest_came;
    unsigned leaps;        /* detections in a row that are far ahead */
    char (*ids)[ID_BYTES]; /* [IDS] by number of the event */
    size_t detections;
    enum tct_status status;
    struct tct_error *err;
};

/* Named after its first arrival; a second event that begins with the same one says so. */
static void name_event(struct follower *follower, const struct tct_update *update,
                       const struct tct_detection *detections, char id[ID_BYTES])
{
    unsigned times = 1;
    char name[TCT_EVENT_ID_BYTES];
    tct_event_id(&follower->ground->sector, detections, &update->event, name);
    for (uint64_t i = 1; i < IDS_ASKED && i <= update->number; i++)
        times += strncmp(follower->ids[(update->number - i) % IDS], name, strlen(name)) == 0;
    if (times > 1)
        (void)snprintf(id, ID_BYTES, "%s-%u", name, times % 100);
    else
        (void)snprintf(id, ID_BYTES, "%s", name);
}

static enum tct_status write_updates(struct follower *follower, const struct tct_update *updates,
                                     size_t count)
{
    const struct tct_detection *detections = tct_stream_detections(follower->stream);
    const struct tct_sector *sector = &follower->ground->sector;
    struct event_warnings warnings;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        char *id = follower->ids[updates[i].number % IDS];
        if (updates[i].revision == 1) {
            name_event(follower, &updates[i], detections, id);
        }
        event_warnings(sector, tct_stream_stations(follower->stream), detections, &updates[i].event,
                       &warnings);
        const struct tct_event_notes notes = {.id = id,
                                              .revision = updates[i].revision,
                                              .warnings = warnings.list,
                                              .warning_count = warnings.count};
        status = tct_event_write(follower->ground->out, sector, detections, &updates[i].event,
                                 &notes, follower->err);
    }
    if (status == TCT_OK && count > 0 && fflush(follower->ground->out) != 0)
        status = tct_fail(follower->err, TCT_ERR_IO, "standard output: %s", strerror(errno));
    return status;
}

static void look(struct follower *follower, int64_t now_ns)
{
    const struct tct_update *updates;
    size_t count;
    follower->looked_ns = now_ns;
    follower->status =
        tct_stream_advance(follower->stream, now_ns, &updates, &count, follower->err);
    if (follower->status == TCT_OK)
        follower->status = write_updates(follower, updates, count);
}

/* Time that went by since the newest detection came counts as if it were told. */
static void look_by_the_wall(struct follower *follower)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    double since_s = (double)(now.tv_sec - follower->newest_came.tv_sec) +
                     1e-9 * (double)(now.tv_nsec - follower->newest_came.tv_nsec);
    int64_t now_ns = follower->newest_ns + tct_time_from_s(since_s);
    if (now_ns > follower->looked_ns)
        look(follower, now_ns);
}

/* A read for stdio that does not wait longer than until the next look. */
static ssize_t read_or_look(void *cookie, char *buffer, size_t size)
{
    struct follower *follower = cookie;
    for (;;) {
        struct pollfd input = {.fd = follower->input, .events = POLLIN};
        int ready = poll(&input, 1, (int)(1000 * LOOK_S));
        if (ready > 0 || (ready < 0 && errno != EINTR))
            break;
        if (follower->started && ready == 0)
            look_by_the_wall(follower);
        if (follower->status != TCT_OK)
            return 0;
    }
    return read(follower->input, buffer, size);
}

static bool is_leap(struct follower *follower, int64_t onset_ns)
{
    int64_t here_ns =
        follower->newest_ns > follower->looked_ns ? follower->newest_ns : follower->looked_ns;
    bool far = follower->started && tct_time_between_s(here_ns, onset_ns) > LEAP_S;
    follower->leaps = far ? follower->leaps + 1 : 0;
    return far && follower->leaps < LEAPS_AGREE;
}

static void take(struct follower *follower, const struct tct_detection *detection)
{
    bool leap = is_leap(follower, detection->onset_ns);
    if (!leap && (!follower->started || detection->onset_ns > follower->newest_ns)) {
        follower->newest_ns = detection->onset_ns;
        (void)clock_gettime(CLOCK_MONOTONIC, &follower->newest_came);
    }
    if (!follower->started)
        follower->looked_ns = detection->onset_ns;
    else if (!leap && tct_time_between_s(follower->looked_ns, detection->onset_ns) >= LOOK_S)
        look(follower, detection->onset_ns);
    follower->started = true;
    follower->detections++;
    tct_stream_push(follower->stream, detection);
}

static enum tct_status finish(struct follower *follower)
{
    const struct tct_update *updates;
    size_t count;
    enum tct_status status = tct_stream_end(follower->stream, &updates, &count, follower->err);
    return status == TCT_OK ? write_updates(follower, updates, count) : status;
}

static void tell_left_out(struct follower *follower, const char *name)
{
    struct tct_stream_report report = tct_stream_report(follower->stream);
    struct tct_error err;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, name, 0, "detections that came too late",
                      "each within the lateness");
    tct_warnings_skip_many(&follower->ground->warnings, "late detections", report.late, &err);
    (void)tct_fail_at(&err, TCT_ERR_INPUT, name, 0, "more detections than are kept",
                      "a hundred thousand in a quarter of an hour");
    tct_warnings_skip_many(&follower->ground->warnings, "detections too many", report.too_many,
                           &err);
}

static enum tct_status read_all(struct follower *follower, const char *name)
{
    const cookie_io_functions_t functions = {.read = read_or_look};
    struct tct_detection_reader *reader;
    struct tct_detection detection;
    struct tct_error closing;
    FILE *file = fopencookie(follower, "r", functions);
    if (file == NULL)
        return tct_fail(follower->err, TCT_ERR_MEMORY, "%s: out of memory", name);
    enum tct_status status = tct_detections_open(
        file, name, &follower->ground->sector, &follower->ground->warnings, &reader, follower->err);
    if (status == TCT_OK) {
        while (follower->status == TCT_OK && tct_detections_next(reader, &detection))
            take(follower, &detection);
        enum tct_status closed = tct_detections_close(reader, &closing);
        status = follower->status;
        if (status == TCT_OK && closed != TCT_OK)
            status = tct_fail(follower->err, closed, "%s", closing.text);
    }
    (void)fclose(file);
    return status;
}

enum tct_status follow(struct ground *ground, FILE *file, const char *name, double lateness_s,
                       struct tct_error *err)
{
    struct follower follower = {.ground = ground, .input = fileno(file), .err = err};
    struct tct_stream_options options = tct_stream_defaults();
    options.lateness_s = lateness_s;
    size_t skipped_before = tct_warnings_skipped(&ground->warnings);
    follower.ids = tct_arena_take(&ground->arena, IDS, sizeof(*follower.ids));
    if (follower.ids == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", name);
    enum tct_status status =
        tct_stream_new(&ground->sector.network, &options, STREAM_BYTES, &follower.stream, err);
    if (status == TCT_OK)
        status = read_all(&follower, name);
    if (status == TCT_OK)
        status = finish(&follower);
    if (status == TCT_OK)
        tell_left_out(&follower, name);
    tct_stream_free(follower.stream);
    return status == TCT_OK ? ground_usable(ground, name, follower.detections, skipped_before, err)
                            : status;
}
