/* miniSEED index: where the records of one series lie in a file, in order of time. */
#include "mseed_index.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { RATES = 8 };

static const char KIND_RATE[] = "records of another sample rate";
static const char KIND_STRAY[] = "records of another day";
static const char KIND_OVERLAP[] = "overlaps between records";
static const char KIND_GAP[] = "gaps between records";
static const char KIND_SERIES[] = "records of too many series";

/* Rates that differ by less are one rate, written differently. */
static const double RATE_TOLERANCE = 1e-4;

static const double NEIGHBOURS_S = 3600.0, STRAY_S = 86400.0;

/* The rate that most samples of the series have: one record with a wrong one must not win by being
 * the first. */
static double usual_rate(const struct mseed_index *index)
{
    double rates[RATES] = {0.0};
    uint64_t samples[RATES] = {0};
    size_t count = 0, best = 0;
    for (size_t i = 0; i < index->count; i++) {
        size_t k = 0;
        double rate_hz = index->entries[i].rate_hz;
        while (k < count && fabs(rates[k] - rate_hz) > RATE_TOLERANCE * rates[k])
            k++;
        if (k == RATES)
            continue;
        if (k == count)
            rates[count++] = rate_hz;
        samples[k] += index->entries[i].samples;
    }
    for (size_t k = 1; k < count; k++)
        if (samples[k] > samples[best])
            best = k;
    return rates[best];
}

static void leave_out_other_rates(const struct recording_file *file, struct mseed_index *index)
{
    size_t kept = 0;
    char found[64], expected[64];
    (void)snprintf(expected, sizeof(expected), "%g as in most of its series", index->rate_hz);
    for (size_t i = 0; i < index->count; i++) {
        const struct mseed_entry *entry = &index->entries[i];
        if (fabs(entry->rate_hz - index->rate_hz) > RATE_TOLERANCE * index->rate_hz) {
            (void)snprintf(found, sizeof(found), "a record of %g samples a second", entry->rate_hz);
            recording_warn(file, RECORDING_SKIP, KIND_RATE, entry->byte, found, expected);
            continue;
        }
        index->entries[kept++] = *entry;
    }
    index->count = kept;
}

/* A record whose date is wrong: days away from two that lie beside it in the file and near each
 * other in time. Left in, it would make the recording last for years. */
static bool is_stray(const struct mseed_index *index, size_t i)
{
    size_t last = index->count - 1;
    size_t a = i == 0 ? 1 : i - 1, b = i == 0 ? 2 : i == last ? i - 2 : i + 1;
    int64_t at = index->entries[i].start_ns;
    return fabs(tct_time_between_s(index->entries[a].start_ns, index->entries[b].start_ns)) <
               NEIGHBOURS_S &&
           fabs(tct_time_between_s(index->entries[a].start_ns, at)) > STRAY_S;
}

static void leave_out_strays(const struct recording_file *file, struct mseed_index *index)
{
    char time[TCT_TIME_TEXT_BYTES], found[64];
    size_t strays = 0;
    for (size_t i = 0; index->count >= 3 && i < index->count; i++) {
        struct mseed_entry *entry = &index->entries[i];
        if (!is_stray(index, i))
            continue;
        tct_time_format(entry->start_ns, 3, time);
        (void)snprintf(found, sizeof(found), "a record of %s", time);
        recording_warn(file, RECORDING_SKIP, KIND_STRAY, entry->byte, found,
                       "a time near those beside it");
        entry->samples = 0;
        strays++;
    }
    size_t kept = 0;
    for (size_t i = 0; strays > 0 && i < index->count; i++)
        if (index->entries[i].samples > 0)
            index->entries[kept++] = index->entries[i];
    index->count = strays > 0 ? kept : index->count;
}

static int by_time(const void *left, const void *right)
{
    const struct mseed_entry *a = left, *b = right;
    if (a->start_ns != b->start_ns)
        return a->start_ns < b->start_ns ? -1 : 1;
    return a->byte < b->byte ? -1 : a->byte > b->byte;
}

/* How many of the record's samples an earlier one held, when it begins `early` samples before that
 * one ends. */
static uint32_t skip_of(const struct recording_file *file, const struct mseed_entry *entry,
                        double early)
{
    char found[96];
    (void)snprintf(found, sizeof(found), "%.0f samples of a time that was there before",
                   fmin(early, entry->samples));
    recording_warn(file, RECORDING_SKIP, KIND_OVERLAP, entry->byte, found,
                   "records that follow each other");
    return early >= entry->samples ? entry->samples : (uint32_t)early;
}

static uint64_t gap_of(const struct recording_file *file, const struct mseed_entry *entry,
                       double late)
{
    char found[96];
    (void)snprintf(found, sizeof(found), "%.0f samples (%.3g s) missing", late,
                   late / entry->rate_hz);
    recording_warn(file, RECORDING_NOTE, KIND_GAP, entry->byte, found,
                   "records that follow each other");
    return (uint64_t)late;
}

/* Starts are told in ticks, and the one that follows is off by one of them without meaning a gap.
 * Beyond that, half a sample is the least that can be inserted or left out. */
static enum tct_status place(const struct recording_file *file, struct mseed_index *index,
                             struct time_map *map, struct mseed_entry *entry, struct tct_error *err)
{
    double rate_hz = index->rate_hz, at = (double)index->samples;
    struct tct_sample_time expected = time_map_at(map, at);
    double tick_s = (double)entry->tick_s, sigma_s = tick_s / sqrt(12.0);
    double off_s = expected.known ? tct_time_between_s(expected.ns, entry->start_ns) : 0.0;
    double off = round(off_s * rate_hz);
    bool follows = expected.known && fabs(off_s) <= fmax(0.5 / rate_hz, 1.5 * tick_s);
    bool new_piece =
        !expected.known || fabs(off_s) > tick_s || expected.clock != (enum tct_clock)entry->clock;
    if (expected.known && !follows && off < 0.0)
        entry->skip = skip_of(file, entry, -off);
    else if (expected.known && !follows)
        entry->gap = gap_of(file, entry, off);
    index->samples += entry->gap + entry->samples - entry->skip;
    if (!new_piece || entry->skip == entry->samples)
        return TCT_OK;
    struct time_piece piece = {at + (double)entry->gap - (double)entry->skip, entry->start_ns,
                               rate_hz, sigma_s, (enum tct_clock)entry->clock};
    if (entry->skip > 0) {
        piece.sample = at;
        piece.ns += tct_time_from_s((double)entry->skip / rate_hz);
    }
    return time_map_add(map, piece, err);
}

static enum tct_status put_in_order(const struct recording_file *file, struct mseed_index *index,
                                    struct time_map *map, struct tct_error *err)
{
    TCT_ASSERT(index->count > 0); /* a series is there because a record of it was */
    index->rate_hz = usual_rate(index);
    leave_out_other_rates(file, index);
    leave_out_strays(file, index);
    qsort(index->entries, index->count, sizeof(*index->entries), by_time);
    index->counts = true;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < index->count && status == TCT_OK; i++) {
        index->counts = index->counts && index->entries[i].counts;
        status = place(file, index, map, &index->entries[i], err);
    }
    return status;
}

static enum tct_status pick(const struct mseed_survey *survey, uint32_t wanted,
                            struct mseed_index *index, struct tct_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < survey->count; i++)
        count += survey->entries[i].series == wanted;
    index->entries = calloc(count, sizeof(*index->entries));
    if (index->entries == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for the records of a file");
    for (size_t i = 0; i < survey->count; i++)
        if (survey->entries[i].series == wanted)
            index->entries[index->count++] = survey->entries[i];
    return TCT_OK;
}

static void tell_left_out(const struct recording_file *file)
{
    char found[64];
    if (file->survey->left_out == 0)
        return;
    (void)snprintf(found, sizeof(found), "%" PRIu64 " records of more series",
                   file->survey->left_out);
    recording_warn(file, RECORDING_SKIP, KIND_SERIES, file->survey->left_out_from, found,
                   "at most 256 series in a file");
}

enum tct_status mseed_index_of(const struct recording_file *file, uint32_t wanted,
                               struct mseed_index *index, struct time_map *ret_map,
                               struct tct_error *err)
{
    *index = (struct mseed_index){0};
    if (wanted == 0) /* else it would be told once for each series */
        tell_left_out(file);
    enum tct_status status = recording_check_channel(file, file->survey->series_count, wanted, err);
    if (status == TCT_OK)
        status = pick(file->survey, wanted, index, err);
    if (status == TCT_OK)
        status = put_in_order(file, index, ret_map, err);
    return status;
}

void mseed_index_free(struct mseed_index *index)
{
    free(index->entries);
    *index = (struct mseed_index){0};
}
