/* What follows from what the engine has taken in: sums of incidents, what reports tell of. */
#include <stdlib.h>
#include <string.h>

#include "incident_engine_parts.h"

enum { WINDOWS_MOST = 64 };

/* Near the middle of what was placed, when it began. */
static double unheard_near(const struct tct_coverage_port *coverage,
                           const struct tct_firing *firings, size_t count)
{
    struct tct_plane sum = {0.0, 0.0};
    int64_t begins_ns = INT64_MAX;
    size_t placed = 0;
    for (size_t i = 0; i < count; i++) {
        begins_ns = firings[i].time_ns < begins_ns ? firings[i].time_ns : begins_ns;
        if (!firings[i].placed)
            continue;
        sum.x_m += firings[i].place.x_m;
        sum.y_m += firings[i].place.y_m;
        placed++;
    }
    if (coverage == NULL || placed == 0)
        return (double)NAN;
    struct tct_plane middle = {sum.x_m / (double)placed, sum.y_m / (double)placed};
    return tct_unheard_p(coverage, middle, begins_ns);
}

enum tct_status engine_sum_up(struct incident_engine *engine, uint32_t incident,
                              struct tct_arena *arena, struct whole *ret, struct tct_error *err)
{
    const struct tct_coverage_port *coverage = engine->options.coverage;
    enum tct_status status =
        tct_book_members(engine->book, incident, &ret->members, &ret->count, err);
    if (status != TCT_OK)
        return status;
    ret->firings = TCT_ARENA_NEW(arena, struct tct_firing, ret->count);
    double *heard_p = coverage == NULL ? NULL : TCT_ARENA_NEW(arena, double, ret->count);
    if (ret->firings == NULL || (coverage != NULL && heard_p == NULL))
        return engine_no_memory(err);
    for (size_t i = 0; i < ret->count; i++) {
        const struct tct_firing *firing = tct_book_firing(engine->book, ret->members[i]);
        ret->firings[i] = *firing;
        if (coverage != NULL)
            heard_p[i] = coverage->heard_p(coverage->user, firing->place, firing->time_ns,
                                           tct_firing_kind(firing));
        if (coverage != NULL && !(heard_p[i] >= 0.0 && heard_p[i] <= 1.0))
            heard_p[i] = 1.0; /* not known; it was heard */
    }
    return tct_summarise(engine->options.rules, ret->firings, heard_p,
                         unheard_near(coverage, ret->firings, ret->count), ret->count, arena,
                         &ret->sums, err);
}

/* Stretches of time in which something changed. */
struct windows {
    struct {
        int64_t from_ns, until_ns;
    } list[WINDOWS_MOST];
    size_t count; /* beyond WINDOWS_MOST: all of time */
};

static void add_window(struct windows *windows, const struct tct_summary *sums)
{
    int64_t margin_ns = tct_time_from_s(TCT_MATCH_WITHIN_S);
    if (windows->count < WINDOWS_MOST) {
        windows->list[windows->count].from_ns = sums->from_ns - margin_ns;
        windows->list[windows->count].until_ns = sums->until_ns + margin_ns;
    }
    windows->count++;
}

static bool is_within(const struct windows *windows, const struct tct_report *report)
{
    if (windows->count > WINDOWS_MOST)
        return true;
    for (size_t i = 0; i < windows->count; i++)
        if (report->until_ns >= windows->list[i].from_ns &&
            report->from_ns <= windows->list[i].until_ns)
            return true;
    return false;
}

static enum tct_status sum_up_again(struct incident_engine *engine, uint32_t number,
                                    struct tct_arena *arena, struct windows *windows,
                                    struct tct_error *err)
{
    struct incident *incident = &engine->incidents[number];
    struct whole whole;
    if (incident->there)
        add_window(windows, &incident->sums);
    enum tct_status status =
        tct_book_members(engine->book, number, &whole.members, &whole.count, err);
    incident->there = whole.count > 0;
    if (status != TCT_OK || !incident->there)
        return status;
    status = engine_sum_up(engine, number, arena, &whole, err);
    if (status != TCT_OK)
        return status;
    size_t bytes = whole.sums.engagement_count * sizeof(*incident->parts);
    struct tct_engagement *parts = realloc(incident->parts, bytes);
    if (parts == NULL)
        return engine_no_memory(err);
    memcpy(parts, whole.sums.engagements, bytes);
    incident->parts = parts;
    incident->sums = whole.sums;
    incident->sums.engagements = parts;
    incident->sums.burst = incident->sums.engagement = NULL;
    add_window(windows, &incident->sums);
    return TCT_OK;
}

static enum tct_status compare(struct incident_engine *engine, struct said *said,
                               struct tct_arena *arena, struct tct_error *err)
{
    const struct tct_report *report = &said->words.report;
    int64_t margin_ns = tct_time_from_s(TCT_MATCH_WITHIN_S);
    uint32_t *numbers = NULL;
    size_t count = 0;
    enum tct_status status =
        tct_book_between(engine->book, report->from_ns - margin_ns, report->until_ns + margin_ns,
                         arena, &numbers, &count, err);
    const struct tct_summary **candidates =
        status == TCT_OK ? TCT_ARENA_NEW(arena, const struct tct_summary *, count) : NULL;
    if (status == TCT_OK && candidates == NULL)
        status = engine_no_memory(err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        candidates[i] = &engine->incidents[numbers[i]].sums;
    tct_match_report(report, candidates, count, engine->background_m2s, engine->options.coverage,
                     &said->match);
    said->incident =
        said->match.candidate == TCT_NO_INCIDENT ? TCT_NO_INCIDENT : numbers[said->match.candidate];
    said->runner_up =
        said->match.runner_up == TCT_NO_INCIDENT ? TCT_NO_INCIDENT : numbers[said->match.runner_up];
    said->fresh = false;
    return TCT_OK;
}

static enum tct_status compare_again(struct incident_engine *engine, const struct windows *windows,
                                     struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < engine->report_count && status == TCT_OK; i++) {
        struct said *said = &engine->said[engine->reports[i]];
        struct tct_arena arena;
        if (!said->stands || (!said->fresh && !is_within(windows, &said->words.report)))
            continue;
        tct_arena_init(&arena, ENGINE_SCRATCH_BYTES);
        status = compare(engine, said, &arena, err);
        tct_arena_free(&arena);
    }
    return status;
}

/* The incident of a report in `told`, and the report, in one number to sort by. */
static int by_incident(const void *left, const void *right, void *user)
{
    const struct incident_engine *engine = user;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    uint32_t x = engine->said[engine->reports[a]].incident;
    uint32_t y = engine->said[engine->reports[b]].incident;
    return x != y ? (x < y ? -1 : 1) : (a > b) - (a < b);
}

static enum tct_status index_told(struct incident_engine *engine, struct tct_error *err)
{
    engine->told_count = 0;
    for (uint32_t i = 0; i < engine->report_count; i++) {
        const struct said *said = &engine->said[engine->reports[i]];
        if (!said->stands || said->incident == TCT_NO_INCIDENT)
            continue;
        if (!HAVE_ROOM(engine->told, engine->told_count, engine->told_room))
            return engine_no_memory(err);
        engine->told[engine->told_count++] = i;
    }
    if (engine->told_count > 0)
        qsort_r(engine->told, engine->told_count, sizeof(*engine->told), by_incident, engine);
    return TCT_OK;
}

enum tct_status incident_engine_settle(struct incident_engine *engine, struct tct_error *err)
{
    struct windows windows = {.count = 0};
    enum tct_status status = TCT_OK;
    while (engine->dirty_count > 0 && status == TCT_OK) {
        struct tct_arena arena;
        uint32_t number = engine->dirty[engine->dirty_count - 1];
        tct_arena_init(&arena, ENGINE_SCRATCH_BYTES);
        status = sum_up_again(engine, number, &arena, &windows, err);
        tct_arena_free(&arena);
        if (status == TCT_OK) {
            engine->incidents[number].dirty = false;
            engine->dirty_count--;
        }
    }
    if (status == TCT_OK)
        status = compare_again(engine, &windows, err);
    return status == TCT_OK ? index_told(engine, err) : status;
}
