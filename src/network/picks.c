/* Picks from detections: what is unusable, repeated or more than a station can hear is left out and
 * counted; the rest is put in an order that depends on content alone. */
#include "picks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "air.h"
#include "shock_waves.h"

/* A muzzle blast lasts about 5 ms (Maher 2006): within it one station hears one impulse, however
 * often its detector fires. */
static const uint64_t SAME_IMPULSE_NS = 5000000;

/* More impulses than this in one second are not heard apart: an impulse occupies 5 ms or more and
 * its onset needs as much silence before it. What is beyond is noise or an attack. */
enum { STATION_MOST_PER_SECOND = 100 };

/* Onset error when a detection does not say: a few samples at the lowest usual rate, 500 Hz. */
static const double UNSTATED_SIGMA_S = 0.005;

/* A wrong `class` must not silence a sector: it may count for a factor of 20 and no more. */
static const double CLASS_LOG_MOST = 3.0;

/* Years 1825 to 2115: the time between any two of them fits as well. */
static const int64_t ONSET_MOST_NS = INT64_C(4580000000000000000);

struct entry {
    const struct tct_detection *detection;
    uint32_t station; /* rank */
    uint32_t index;
};

static int compare(double a, double b) /* NAN is smallest, and equal to itself */
{
    if (isnan(a) || isnan(b))
        return isnan(b) - isnan(a);
    return (a > b) - (a < b);
}

static int by_station_and_content(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    if (a->station != b->station)
        return a->station < b->station ? -1 : 1;
    const struct tct_detection *p = a->detection, *q = b->detection;
    if (p->onset_ns != q->onset_ns)
        return p->onset_ns < q->onset_ns ? -1 : 1;
    const double pairs[][2] = {{p->time_sigma_s, q->time_sigma_s},
                               {q->snr_db, p->snr_db},
                               {p->azimuth_sigma_rad, q->azimuth_sigma_rad},
                               {p->azimuth_rad, q->azimuth_rad},
                               {q->peak_pa, p->peak_pa},
                               {p->class_p[TCT_CLASS_OTHER], q->class_p[TCT_CLASS_OTHER]},
                               {a->index, b->index}};
    for (size_t i = 0; i < TCT_COUNT(pairs); i++) {
        int order = compare(pairs[i][0], pairs[i][1]);
        if (order != 0)
            return order;
    }
    return 0;
}

static int by_salience(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = compare(b->detection->snr_db, a->detection->snr_db);
    return order != 0 ? order : by_station_and_content(left, right);
}

static bool usable(const struct tct_network *network, const struct tct_detection *detection,
                   struct tct_association_report *report)
{
    if (detection->station >= network->station_count)
        report->bad_station++;
    else if (detection->clock == TCT_CLOCK_FREE)
        report->no_clock++;
    else if (detection->time_sigma_s <= 0 || isinf(detection->time_sigma_s) ||
             detection->onset_ns < -ONSET_MOST_NS || detection->onset_ns > ONSET_MOST_NS)
        report->bad_time++;
    else if (heard_as_shock_wave(detection))
        report->shock_waves++;
    else
        return true;
    return false;
}

/* Same impulse: the first of a run stands for it. Exact repeats are counted apart. */
static size_t merge(struct entry *entries, size_t count, struct tct_association_report *report)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && entries[kept - 1].station == entries[i].station) {
            uint64_t apart = (uint64_t)entries[i].detection->onset_ns -
                             (uint64_t)entries[kept - 1].detection->onset_ns;
            if (apart == 0) {
                report->duplicates++;
                continue;
            }
            if (apart <= SAME_IMPULSE_NS) {
                report->merged++;
                continue;
            }
        }
        entries[kept++] = entries[i];
    }
    return kept;
}

/* Of each station's full seconds only the most salient picks stay. */
static size_t thin(struct entry *entries, size_t count, struct tct_association_report *report)
{
    size_t kept = 0;
    for (size_t begin = 0, end; begin < count; begin = end) {
        uint64_t from_ns = (uint64_t)entries[begin].detection->onset_ns;
        for (end = begin + 1; end < count && entries[end].station == entries[begin].station &&
                              (uint64_t)entries[end].detection->onset_ns - from_ns < TCT_NS_PER_S;)
            end++;
        size_t stay = end - begin;
        if (stay > STATION_MOST_PER_SECOND) {
            qsort(entries + begin, stay, sizeof(*entries), by_salience);
            report->crowded += stay - STATION_MOST_PER_SECOND;
            stay = STATION_MOST_PER_SECOND;
            qsort(entries + begin, stay, sizeof(*entries), by_station_and_content);
        }
        for (size_t i = 0; i < stay; i++)
            entries[kept++] = entries[begin + i];
    }
    return kept;
}

static double class_log_odds(const struct tct_detection *detection)
{
    if (!detection->classified)
        return 0;
    double other = detection->class_p[TCT_CLASS_OTHER];
    double odds = log((1 - other) / other); /* infinite at 0 and 1: bounded below */
    return isnan(odds) ? 0 : fmin(0, fmax(-CLASS_LOG_MOST, odds));
}

static struct pick pick_of(const struct entry *entry, const struct station_index *index,
                           int64_t origin_ns)
{
    const struct tct_detection *detection = entry->detection;
    const struct tct_station *station = &index->stations[entry->station];
    double sigma = isnan(detection->time_sigma_s) ? UNSTATED_SIGMA_S : detection->time_sigma_s;
    static const double SLOWEST_SOUND_M_S = 280; /* at -78 C: the place counts for at most this */
    double place_s = station->position_sigma_m / SLOWEST_SOUND_M_S;
    bool bearing = isfinite(detection->azimuth_rad) && detection->azimuth_sigma_rad > 0;
    return (struct pick){
        .time_s = tct_time_between_s(origin_ns, detection->onset_ns),
        .snr_db = isfinite(detection->snr_db) ? detection->snr_db : (double)NAN,
        .own_variance_s2 =
            sigma * sigma + station->clock_sigma_s * station->clock_sigma_s + place_s * place_s,
        .azimuth_rad = bearing ? detection->azimuth_rad : (double)NAN,
        .azimuth_sigma_rad =
            bearing ? hypot(detection->azimuth_sigma_rad, BEARING_SIGMA_LEAST_RAD) : (double)NAN,
        .heard_as_source = class_log_odds(detection),
        .station = entry->station,
        .detection = entry->index,
    };
}

struct moment {
    int64_t onset_ns;
    uint32_t pick;
};

static int by_moment(const void *left, const void *right)
{
    const struct moment *a = left, *b = right;
    if (a->onset_ns != b->onset_ns)
        return a->onset_ns < b->onset_ns ? -1 : 1;
    return (a->pick > b->pick) - (a->pick < b->pick);
}

/* Rates are counts over this. One wrong date among the detections must not make an hour a century,
 * and all rates next to nothing: long silence everywhere is taken as nobody listening. */
static double listened_s(const struct picks *picks)
{
    static const double AROUND_S = 30, SILENCE_MOST_S = 600;
    double sum_s = AROUND_S;
    for (size_t i = 1; i < picks->count; i++)
        sum_s += fmin(SILENCE_MOST_S, picks->all[picks->in_time[i]].time_s -
                                          picks->all[picks->in_time[i - 1]].time_s);
    return sum_s;
}

/* A station's own times, and where each piece of them begins. */
static void cut(struct picks *picks, uint32_t station)
{
    uint32_t begin = picks->first[station], end = picks->first[station + 1];
    struct pick_pieces *pieces = &picks->stations[station];
    *pieces = (struct pick_pieces){.begin = begin + station, .count = end - begin};
    if (end > begin) {
        double long_s = picks->all[end - 1].time_s - picks->all[begin].time_s;
        pieces->from_s = picks->all[begin].time_s;
        pieces->pieces_a_s = long_s > 0 ? pieces->count / long_s : 0;
    }
    uint32_t piece = 0, *starts = picks->pieces + pieces->begin;
    for (uint32_t i = begin; i < end; i++) {
        picks->times_s[i] = picks->all[i].time_s;
        for (uint32_t of = piece_of(pieces, picks->all[i].time_s); piece <= of; piece++)
            starts[piece] = i;
    }
    for (; piece <= pieces->count; piece++)
        starts[piece] = end;
}

void picks_sort_out(struct picks *picks, size_t station_count)
{
    memset(picks->first, 0, (station_count + 1) * sizeof(*picks->first));
    for (size_t i = 0; i < picks->count; i++)
        picks->first[picks->all[i].station + 1]++;
    for (size_t s = 0; s < station_count; s++)
        picks->first[s + 1] += picks->first[s];
    for (uint32_t s = 0; s < station_count; s++)
        cut(picks, s);
}

static enum tct_status fill(const struct entry *entries, const struct station_index *index,
                            struct tct_arena *arena, struct picks *picks, struct tct_error *err)
{
    struct moment *moments = TCT_ARENA_NEW(arena, struct moment, picks->count);
    picks->all = TCT_ARENA_NEW(arena, struct pick, picks->count);
    picks->first = TCT_ARENA_NEW(arena, uint32_t, index->count + 1);
    picks->in_time = TCT_ARENA_NEW(arena, uint32_t, picks->count);
    picks->times_s = TCT_ARENA_NEW(arena, double, picks->count);
    picks->stations = TCT_ARENA_NEW(arena, struct pick_pieces, index->count);
    picks->pieces = TCT_ARENA_NEW(arena, uint32_t, picks->count + index->count);
    if (moments == NULL || picks->all == NULL || picks->first == NULL || picks->in_time == NULL ||
        picks->times_s == NULL || picks->stations == NULL || picks->pieces == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu detections", picks->count);
    for (size_t i = 0; i < picks->count; i++)
        moments[i] = (struct moment){entries[i].detection->onset_ns, (uint32_t)i};
    qsort(moments, picks->count, sizeof(*moments), by_moment);
    picks->origin_ns = picks->count > 0 ? moments[0].onset_ns : 0;
    for (size_t i = 0; i < picks->count; i++) {
        picks->in_time[i] = moments[i].pick;
        picks->all[i] = pick_of(&entries[i], index, picks->origin_ns);
    }
    picks_sort_out(picks, index->count);
    if (picks->count > 0)
        picks->last_s = picks->all[picks->in_time[picks->count - 1]].time_s;
    picks->listened_s = listened_s(picks);
    return TCT_OK;
}

enum tct_status picks_new(const struct tct_network *network, const struct station_index *index,
                          const struct tct_detection *detections, size_t count,
                          struct tct_arena *arena, struct picks *ret_picks,
                          struct tct_association_report *ret_report, struct tct_error *err)
{
    *ret_picks = (struct picks){0};
    *ret_report = (struct tct_association_report){0};
    if (count > UINT32_MAX / 2)
        return tct_fail(err, TCT_ERR_LIMIT, "%zu detections at once, at most %u are taken", count,
                        UINT32_MAX / 2);
    struct tct_arena scratch;
    tct_arena_init(&scratch, arena->limit_bytes - arena->used_bytes);
    struct entry *entries = TCT_ARENA_NEW(&scratch, struct entry, count);
    if (entries == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu detections", count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (usable(network, &detections[i], ret_report))
            entries[kept++] =
                (struct entry){&detections[i], index->rank_of[detections[i].station], (uint32_t)i};
    qsort(entries, kept, sizeof(*entries), by_station_and_content);
    kept = merge(entries, kept, ret_report);
    ret_picks->count = thin(entries, kept, ret_report);
    enum tct_status status = fill(entries, index, arena, ret_picks, err);
    tct_arena_free(&scratch);
    return status;
}
