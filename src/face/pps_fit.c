/* PPS fit: the counts of samples at the pulses of a satellite receiver -> when each sample was. */
#include "pps_fit.h"

#include <math.h>
#include <stdlib.h>

enum { STARTS_TRIED = 16, BASE_ROWS = 16, RUN = 3, LINES = 5 };

/* No recorder is off by more: these are the counts of another rate. */
static const double RATE_OFF_MOST = 1e-2;
/* A count is a whole number; where it begins a sample can be lost. */
static const double COUNT_OFF_MOST = 3.0;
/* Fewer samples than this are not lost at once: buffers hold more. */
static const double JUMP_LEAST = 16.0;
/* Over a longer hole the recorder's own clock is not believed. */
static const double HOLE_MOST_S = 3600.0;
/* Within hours the rate of a crystal in the open stays this near to its median. */
static const double RATE_DRIFT_MOST = 2e-5;
/* Two neighbours and the count itself are each off by half a sample, and the first pulse by one. */
static const double BEND_MOST = 1.6;
/* A count is floor of what it counts, 1/sqrt(12), and that at the first pulse is one off in tables
 * of AudioMoth: together some half a sample. */
static const double COUNT_SIGMA = 0.6;
/* The rate of an uncompensated crystal changes by about this within minutes. */
static const double WANDER = 1e-6;

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

/* The median rate between neighbours that are a sensible number of seconds apart; NaN without. */
static double median_rate(const struct pps_row *rows, size_t count, double nominal_hz, double *room)
{
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) {
        if (rows[i].total <= rows[i - 1].total)
            continue;
        double samples = (double)(rows[i].total - rows[i - 1].total);
        double seconds = round(samples / nominal_hz);
        if (seconds >= 1.0 && fabs(samples / seconds / nominal_hz - 1.0) <= RATE_OFF_MOST)
            room[kept++] = samples / seconds;
    }
    if (kept == 0)
        return (double)NAN;
    qsort(room, kept, sizeof(*room), by_value);
    return room[kept / 2];
}

/* Whole seconds from one count to a later one, 0 when it is not on the beat. */
static int64_t seconds_between(const struct pps_row *from, const struct pps_row *to, double rate_hz)
{
    if (to->total <= from->total)
        return 0;
    double samples = (double)(to->total - from->total), seconds = round(samples / rate_hz);
    double off = fabs(samples - seconds * rate_hz);
    bool on_beat = off <= COUNT_OFF_MOST + RATE_DRIFT_MOST * samples && off < 0.25 * rate_hz;
    return on_beat && seconds >= 1.0 && seconds < 1e9 ? (int64_t)seconds : 0;
}

/* Whether rows from `at` on are on a beat of their own: what came before is then not theirs. */
static bool begins_beat(const struct pps_row *rows, size_t count, size_t at, double rate_hz)
{
    if (at + RUN > count)
        return false;
    for (size_t i = at + 1; i < at + RUN; i++)
        if (seconds_between(&rows[i - 1], &rows[i], rate_hz) == 0)
            return false;
    return true;
}

/* Whether a new beat begins at row `to`; the seconds since row `last` are then those of the
 * recorder's own clock. */
static bool jumps_to(struct pps_row *rows, size_t count, size_t last, size_t to, double rate_hz,
                     int64_t *ret_seconds)
{
    if (rows[to].total <= rows[last].total || !begins_beat(rows, count, to, rate_hz))
        return false;
    double seconds = round(tct_time_between_s(rows[last].board_ns, rows[to].board_ns));
    if (!(seconds >= 1.0 && seconds <= HOLE_MOST_S))
        return false;
    double jump_s = (double)(rows[to].total - rows[last].total) / rate_hz - seconds;
    if (fabs(jump_s) * rate_hz < JUMP_LEAST) /* rather is the last one wrong, or this */
        return false;
    rows[to].jump_s = jump_s;
    *ret_seconds = (int64_t)seconds;
    return true;
}

/* Where the beat is while it is followed. */
struct beat {
    size_t last, before; /* good rows; SIZE_MAX when there is none before */
    size_t rows;         /* on it since it began */
    size_t good, jumps;  /* of all */
};

static void accept(struct pps_row *rows, struct beat *beat, size_t at, int64_t seconds)
{
    rows[at].fault = PPS_GOOD;
    rows[at].second = rows[beat->last].second + seconds;
    beat->before = beat->last;
    beat->last = at;
    beat->good++;
    beat->rows++;
}

/* When a row fits the one before the last, the last was the wrong one. */
static int64_t seconds_without_last(struct pps_row *rows, struct beat *beat, size_t at,
                                    double rate_hz)
{
    if (beat->before == SIZE_MAX)
        return 0;
    int64_t seconds = seconds_between(&rows[beat->before], &rows[at], rate_hz);
    if (seconds == 0)
        return 0;
    rows[beat->last].fault = PPS_OFF_BEAT;
    beat->last = beat->before;
    beat->good--;
    beat->rows--;
    return seconds;
}

/* Follows the beat from row `start`, seconds counted from there. */
static struct beat follow(struct pps_row *rows, size_t count, size_t start, double rate_hz)
{
    struct beat beat = {.last = start, .before = SIZE_MAX, .rows = 1, .good = 1};
    for (size_t i = 0; i < start; i++)
        rows[i].fault = PPS_OFF_BEAT;
    rows[start].fault = PPS_GOOD;
    rows[start].second = 0;
    rows[start].jump_s = 0.0;
    for (size_t i = start + 1; i < count; i++) {
        rows[i].jump_s = 0.0;
        rows[i].fault = PPS_REPEATED;
        if (rows[i].total == rows[beat.last].total)
            continue;
        rows[i].fault = PPS_OFF_BEAT;
        int64_t seconds = seconds_between(&rows[beat.last], &rows[i], rate_hz);
        if (seconds == 0)
            seconds = seconds_without_last(rows, &beat, i, rate_hz);
        if (seconds == 0 && beat.rows >= RUN &&
            jumps_to(rows, count, beat.last, i, rate_hz, &seconds)) {
            beat.jumps++;
            beat.rows = 0;
        }
        if (seconds > 0)
            accept(rows, &beat, i, seconds);
    }
    return beat;
}

/* A wrong row must not win by being the first. */
static struct beat follow_best(struct pps_row *rows, size_t count, double rate_hz)
{
    size_t best = 0, most = 0;
    for (size_t start = 0; start < count && start < STARTS_TRIED; start++) {
        size_t good = follow(rows, count, start, rate_hz).good;
        if (good > most) {
            most = good;
            best = start;
        }
        if (good + start >= count)
            break;
    }
    return follow(rows, count, best, rate_hz);
}

static double rate_between(const struct pps_row *from, const struct pps_row *to)
{
    return (double)(to->total - from->total) / (double)(to->second - from->second);
}

/* By how many samples a count is off the straight line between two others, beyond what may be. */
static double bend(const struct pps_row *before, const struct pps_row *row,
                   const struct pps_row *after)
{
    double rate_hz = rate_between(before, after);
    double straight = (double)before->total + rate_hz * (double)(row->second - before->second);
    double may_be = BEND_MOST + WANDER * rate_hz * (double)(after->second - before->second);
    return fmax(fabs((double)row->total - straight) - may_be, 0.0);
}

/* Whether a count is off most of the lines through its neighbours, the nearest, the next and so on:
 * one wrong neighbour bends one line only. */
static bool is_bent(struct pps_row *const *good, size_t count, size_t at)
{
    double bends[LINES];
    size_t lines = 0;
    for (size_t j = 1; j <= LINES && j <= at && at + j < count; j++) {
        if (fabs(good[at - j + 1]->jump_s) > 0.0 || fabs(good[at + j]->jump_s) > 0.0)
            break; /* another beat is another line */
        bends[lines++] = bend(good[at - j], good[at], good[at + j]);
    }
    if (lines == 0)
        return false;
    qsort(bends, lines, sizeof(*bends), by_value);
    return bends[(lines - 1) / 2] > 0.0;
}

/* Leaves out counts that are on the beat, but not on the line of those beside them. */
static void leave_out_bent(struct pps_row *const *good, size_t count, double *bent)
{
    for (size_t i = 0; i < count; i++)
        bent[i] = is_bent(good, count, i);
    for (size_t i = 0; i < count; i++)
        if (bent[i] > 0.0)
            good[i]->fault = PPS_OFF_BEAT;
}

static int64_t floor_second(int64_t ns)
{
    return ns / TCT_NS_PER_S - (ns % TCT_NS_PER_S < 0);
}

/* The second of UTC at which the row's pulse came. A message comes after its own second and within
 * one: what the recorder's clock showed from it to the pulse is just short of whole seconds. */
static int64_t told_second(const struct pps_row *row, bool by_fix)
{
    if (!by_fix)
        return floor_second(row->board_ns + TCT_NS_PER_S / 2);
    int64_t since_ns;
    if (__builtin_sub_overflow(row->board_ns, row->fix_board_ns, &since_ns))
        since_ns = 0; /* centuries apart: one of many that are outvoted */
    return floor_second(row->fix_ns) + floor_second(since_ns + TCT_NS_PER_S - 1);
}

static int by_whole(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

/* What most rows say of the second of UTC at which the beat's second 0 was; false when fewer than
 * half of them agree. Rows that say another are at fault. */
static bool find_epoch(struct pps_row *rows, size_t count, bool by_fix, int64_t *room,
                       int64_t *ret_epoch)
{
    size_t told = 0, most = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].fault == PPS_GOOD && (!by_fix || rows[i].fixed))
            room[told++] = told_second(&rows[i], by_fix) - rows[i].second;
    qsort(room, told, sizeof(*room), by_whole);
    for (size_t from = 0, to; from < told; from = to) {
        for (to = from; to < told && room[to] == room[from]; to++)
            ;
        if (to - from > most) {
            most = to - from;
            *ret_epoch = room[from];
        }
    }
    if (2 * most <= told)
        return false;
    for (size_t i = 0; i < count; i++)
        if (rows[i].fault == PPS_GOOD && (!by_fix || rows[i].fixed) &&
            told_second(&rows[i], by_fix) - rows[i].second != *ret_epoch)
            rows[i].fault = PPS_WRONG_SECOND;
    return true;
}

/* One piece from each good row to the next, and beyond both ends the rate of the sixteen rows that
 * are nearest: one second's count is known to a sample only. */
static bool lay_pieces(struct pps_row *const *good, size_t count, int64_t epoch,
                       enum tct_clock clock, struct time_map *map)
{
    size_t base = count - 1 < BASE_ROWS ? count - 1 : BASE_ROWS;
    double first_hz = rate_between(good[0], good[base]);
    double last_hz = rate_between(good[count - 1 - base], good[count - 1]);
    double free_sigma_s = clock == TCT_CLOCK_FREE ? 1.0 : 0.0;
    for (size_t i = 0; i <= count; i++) {
        const struct pps_row *row = good[i > 0 ? i - 1 : 0];
        double rate_hz = i == 0 ? first_hz : i == count ? last_hz : rate_between(row, good[i]);
        double jump_s = i > 0 && i < count ? good[i]->jump_s : 0.0;
        int64_t ns;
        struct time_piece piece = {
            /* The pulse came after sample total - 1 and before sample total. */
            .sample = (double)row->total - 0.5,
            .rate_hz = rate_hz,
            /* Where samples were lost between two pulses nobody knows. */
            .sigma_s = hypot(hypot(COUNT_SIGMA / first_hz, jump_s), free_sigma_s),
            .clock = clock,
        };
        if (__builtin_mul_overflow(epoch + row->second, TCT_NS_PER_S, &ns))
            return false;
        piece.ns = ns;
        if (time_map_add(map, piece, NULL) != TCT_OK)
            return false;
    }
    map->wander = hypot(WANDER, 1.0 / (double)(good[base]->total - good[0]->total));
    return true;
}

static size_t gather_good(struct pps_row *rows, size_t count, struct pps_row **good)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].fault == PPS_GOOD)
            good[kept++] = &rows[i];
    return kept;
}

/* Room for as many values as there are rows, of each kind that is sorted or gathered. */
struct room {
    double *rates;
    int64_t *seconds;
    struct pps_row **good;
};

static bool fit_in(const struct room *room, struct pps_row *rows, size_t count, double nominal_hz,
                   struct time_map *map, size_t *ret_jumps, const char **ret_why)
{
    double rate_hz = median_rate(rows, count, nominal_hz, room->rates);
    *ret_why = "counts of samples that do not fit the rate of the file";
    if (isnan(rate_hz))
        return false;
    *ret_jumps = follow_best(rows, count, rate_hz).jumps;
    bool by_fix = false;
    for (size_t i = 0; i < count; i++)
        by_fix = by_fix || (rows[i].fixed && rows[i].fault == PPS_GOOD);
    int64_t epoch = 0;
    *ret_why = "pulses that do not agree on the second";
    if (!find_epoch(rows, count, by_fix, room->seconds, &epoch))
        return false;
    size_t kept = gather_good(rows, count, room->good);
    leave_out_bent(room->good, kept, room->rates);
    kept = gather_good(rows, count, room->good);
    *ret_why = "fewer than two pulses that agree";
    if (kept < 2)
        return false;
    *ret_why = "times that cannot be kept";
    if (lay_pieces(room->good, kept, epoch, by_fix ? TCT_CLOCK_GPS : TCT_CLOCK_FREE, map))
        return true;
    time_map_free(map);
    return false;
}

bool pps_fit(struct pps_row *rows, size_t count, double nominal_hz, struct time_map *map,
             size_t *ret_jumps, const char **ret_why)
{
    *ret_jumps = 0;
    *ret_why = "fewer than two pulses";
    if (count < 2)
        return false;
    struct room room = {malloc(count * sizeof(*room.rates)), malloc(count * sizeof(*room.seconds)),
                        malloc(count * sizeof(*room.good))};
    *ret_why = "more pulses than there is memory for";
    bool fits = room.rates != NULL && room.seconds != NULL && room.good != NULL &&
                fit_in(&room, rows, count, nominal_hz, map, ret_jumps, ret_why);
    free(room.rates);
    free(room.seconds);
    free(room.good);
    return fits;
}
