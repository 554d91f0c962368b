/* Recordings, the list: what reading a table and reading a folder have in common. */
#include "recordings_list.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/signal.h"

/* Start times are rounded and sample rates are off by tens of parts in a million: 36 ms an hour. */
static const double OVERLAP_PASSED_S = 0.1;
/* And clocks that somebody set by hand are a second off. */
static const double OVERLAP_PASSED_FREE_S = 2.0;
static const char KIND[] = "recordings";

const char *list_name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

enum tct_status list_join_path(const char *folder, const char *name, char ret_path[PATH_BYTES],
                               struct tct_error *err)
{
    bool alone = name[0] == '/' || folder[0] == '\0';
    int bytes = alone ? snprintf(ret_path, PATH_BYTES, "%s", name)
                      : snprintf(ret_path, PATH_BYTES, "%s/%s", folder, name);
    if (bytes < 0 || bytes >= PATH_BYTES)
        return tct_fail_at(err, TCT_ERR_LIMIT, name, 0, "a path of over 4 KiB", "a shorter one");
    return TCT_OK;
}

enum tct_status list_measure(struct tct_recording_entry *entry, struct tct_error *err)
{
    struct tct_recording *recording;
    enum tct_status status = tct_recording_open_entry(entry, NULL, &recording, err);
    if (status != TCT_OK)
        return status;
    status = list_measure_open(entry, recording, err);
    tct_recording_close(recording);
    return status;
}

enum tct_status list_measure_open(struct tct_recording_entry *entry,
                                  const struct tct_recording *recording, struct tct_error *err)
{
    struct tct_recording_info info = tct_recording_info(recording);
    struct tct_sample_time first = tct_recording_time(recording, 0.0);
    struct tct_sample_time last = tct_recording_time(recording, (double)info.samples);
    if (isnan(entry->rate_hz))
        entry->rate_hz = info.rate_hz;
    entry->timed = first.known;
    entry->start_ns = first.ns;
    entry->end_ns = last.ns;
    entry->clock = info.timed && !entry->start_given ? info.clock : first.clock;
    if (!(entry->rate_hz >= TCT_RATE_MIN_HZ && entry->rate_hz <= TCT_RATE_MAX_HZ)) {
        char found[48], expected[48];
        (void)snprintf(found, sizeof(found), "%g samples a second", entry->rate_hz);
        (void)snprintf(expected, sizeof(expected), "%g to %.0f", TCT_RATE_MIN_HZ, TCT_RATE_MAX_HZ);
        return tct_fail_at(err, TCT_ERR_UNSUPPORTED, entry->path, 0, found, expected);
    }
    if (first.known && !last.known)
        return tct_fail_at(err, TCT_ERR_INPUT, entry->path, 0, "an end beyond the year 2261",
                           "an earlier one");
    return TCT_OK;
}

void list_leave_out(const struct list_reader *reader, const struct tct_recording_entry *entry,
                    const char *why)
{
    struct tct_error err;
    if (entry->line > 0)
        (void)tct_fail(&err, TCT_ERR_INPUT, "%s:%zu: %s", reader->file, entry->line, why);
    else
        (void)tct_fail(&err, TCT_ERR_INPUT, "%s", why);
    tct_warnings_skip(reader->warnings, KIND, &err);
}

static int by_station_and_time(const void *left, const void *right)
{
    const struct tct_recording_entry *a = left, *b = right;
    if (a->timed != b->timed)
        return a->timed ? -1 : 1;
    if (a->station != b->station)
        return a->station < b->station ? -1 : 1;
    int series = strcmp(a->series, b->series);
    if (series != 0)
        return series;
    if (a->channel != b->channel)
        return a->channel < b->channel ? -1 : 1;
    if (a->timed && a->start_ns != b->start_ns)
        return a->start_ns < b->start_ns ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return strcmp(a->path, b->path);
}

/* Whether two entries come from one microphone. In files that name their series the channel is only
 * its place in the file. */
static bool same_microphone(const struct tct_recording_entry *a,
                            const struct tct_recording_entry *b)
{
    return a->station != TCT_NO_STATION && a->station == b->station &&
           strcmp(a->series, b->series) == 0 && (a->series[0] != '\0' || a->channel == b->channel);
}

static void tell_overlap(const struct list_reader *reader, const struct tct_recording_entry *entry,
                         const struct tct_recording_entry *last)
{
    char text[400], where[200], path[200] = "";
    double over_s = tct_time_between_s(entry->start_ns, last->end_ns);
    if (entry->line > 0) {
        (void)snprintf(where, sizeof(where), "line %zu", last->line);
    } else {
        (void)snprintf(where, sizeof(where), "%s", list_name_of(last->path));
        (void)snprintf(path, sizeof(path), "%s: ", list_name_of(entry->path));
    }
    (void)snprintf(text, sizeof(text),
                   "%sfound a start %.3f s before the end of the recording of %s, expected one "
                   "recording of a station at a time",
                   path, over_s, where);
    list_leave_out(reader, entry, text);
}

/* A microphone cannot hear two things at one time: of two recordings that overlap the one that
 * began first stays. */
static void leave_out_overlaps(const struct list_reader *reader, struct tct_recordings *recordings)
{
    size_t kept = 0;
    for (size_t i = 0; i < recordings->count; i++) {
        const struct tct_recording_entry *entry = &recordings->items[i];
        const struct tct_recording_entry *last = kept > 0 ? &recordings->items[kept - 1] : NULL;
        double passed_s = entry->clock == TCT_CLOCK_FREE ? OVERLAP_PASSED_FREE_S : OVERLAP_PASSED_S;
        if (last != NULL && entry->timed && same_microphone(entry, last) &&
            tct_time_between_s(entry->start_ns, last->end_ns) > passed_s) {
            tell_overlap(reader, entry, last);
            continue;
        }
        recordings->items[kept++] = *entry;
    }
    recordings->count = kept;
}

void list_finish(const struct list_reader *reader, struct tct_recordings *recordings)
{
    if (recordings->count > 0)
        qsort(recordings->items, recordings->count, sizeof(*recordings->items),
              by_station_and_time);
    leave_out_overlaps(reader, recordings);
}
