/* Incidents, matches and days as JSON. */
#include "tacet/face/incidents.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_lines.h"
#include "names.h"
#include "tacet/face/statement_file.h"
#include "zone_distance.h"

enum { PLACE_DECIMALS = 1, DEGREE_DECIMALS = 6, P_DECIMALS = 4, COUNT_DECIMALS = 2 };

const char *tct_side_name(const struct tct_sector *sector, enum tct_side side)
{
    return side_name(sector, side);
}

void tct_day_name(const struct tct_rules *rules, int64_t time_ns, char ret_day[TCT_DAY_BYTES])
{
    char text[TCT_TIME_TEXT_BYTES];
    /* The day is called after the date on which most of it lies. */
    tct_time_format(tct_day_start(rules, time_ns) + 43200 * TCT_NS_PER_S, 0, text);
    (void)snprintf(ret_day, TCT_DAY_BYTES, "%.10s", text);
}

static json_t *milliseconds(int64_t ns)
{
    char text[TCT_TIME_TEXT_BYTES];
    tct_time_format(ns, 3, text);
    return json_string(text);
}

static json_t *place_json(const struct tct_sector *sector, struct tct_plane place, double radius_m)
{
    json_t *object = json_object();
    struct tct_plane file = tct_frame_to_file_xy(sector->frame, place);
    json_set(object, "x_m", json_decimals(file.x_m, PLACE_DECIMALS));
    json_set(object, "y_m", json_decimals(file.y_m, PLACE_DECIMALS));
    if (tct_frame_is_geodetic(sector->frame)) {
        struct tct_geodetic at = tct_frame_to_geodetic(sector->frame, place);
        json_set(object, "lon", json_decimals(at.lon_deg, DEGREE_DECIMALS));
        json_set(object, "lat", json_decimals(at.lat_deg, DEGREE_DECIMALS));
    }
    json_set(object, "radius_m", json_decimals(radius_m, PLACE_DECIMALS));
    return object;
}

static json_t *sides_json(const struct tct_sector *sector, const double *values, int decimals)
{
    json_t *object = json_object();
    for (int side = 0; side < TCT_SIDE_COUNT; side++)
        json_set(object, side_name(sector, (enum tct_side)side),
                 json_decimals(values[side], decimals));
    return object;
}

static json_t *kinds_json(const double *kind_p)
{
    json_t *object = json_object();
    for (int kind = 0; kind < TCT_FIRING_KIND_COUNT; kind++)
        if (kind_p[kind] > 0.0)
            json_set(object, TCT_FIRING_KIND_NAMES[kind], json_decimals(kind_p[kind], P_DECIMALS));
    return object;
}

static json_t *opening_json(const struct tct_sector *sector, const struct tct_opening *opening)
{
    json_t *object = sides_json(sector, opening->p, P_DECIMALS);
    bool decided = opening->side != TCT_SIDE_UNDETERMINED;
    json_set(object, "decided",
             decided ? json_string(side_name(sector, opening->side)) : json_null());
    if (opening->reason != NULL)
        json_set(object, "reason", json_string(opening->reason));
    return object;
}

/* Ids of an engagement's events, a list for each burst, by time. */
static json_t *bursts_json(const struct tct_incident_view *view, uint32_t engagement,
                           const uint32_t *by_time)
{
    json_t *bursts = json_array();
    uint32_t last = UINT32_MAX;
    json_t *burst = NULL;
    for (size_t i = 0; i < view->count; i++) {
        uint32_t firing = by_time[i];
        if (view->summary->engagement[firing] != engagement)
            continue;
        if (view->summary->burst[firing] != last) {
            burst = json_array();
            (void)json_array_append_new(bursts, burst);
            last = view->summary->burst[firing];
        }
        (void)json_array_append_new(burst, json_string(view->event_ids[firing]));
    }
    return bursts;
}

static json_t *engagement_json(const struct tct_sector *sector,
                               const struct tct_incident_view *view, uint32_t index,
                               const uint32_t *by_time)
{
    const struct tct_engagement *part = &view->summary->engagements[index];
    json_t *object = json_object();
    json_set(object, "from", milliseconds(part->from_ns));
    json_set(object, "until", milliseconds(part->until_ns));
    json_set(object, "shots", json_integer(part->shots));
    json_set(object, "bursts", json_integer(part->bursts));
    json_set(object, "side", sides_json(sector, part->side_p, P_DECIMALS));
    json_set(object, "class", kinds_json(part->kind_p));
    json_set(object, "place", place_json(sector, part->middle, part->radius_m));
    json_set(object, "events", bursts_json(view, index, by_time));
    return object;
}

static const char *status_of(const struct tct_rules *rules, const struct tct_incident_view *view)
{
    if (view->activity != NULL)
        return "notified_activity";
    if (view->summary->exchange_p >= rules->decided_p)
        return "exchange";
    return view->summary->exchange_p <= 1.0 - rules->decided_p ? "one_sided" : "undetermined";
}

/* Zones in which firings stood, or within reach of them; nearest distances. */
static void set_zones(json_t *object, const struct tct_sector *sector,
                      const struct tct_rules *rules, const struct tct_incident_view *view)
{
    json_t *touched = json_array(), *near = json_array();
    for (size_t z = 0; z < sector->zone_count; z++) {
        double nearest_m = INFINITY;
        for (size_t i = 0; i < view->summary->engagement_count; i++) {
            const struct tct_engagement *part = &view->summary->engagements[i];
            double distance_m = zone_distance_m(&sector->zones[z], part->middle);
            nearest_m = fmin(nearest_m, fmax(distance_m - part->radius_m, 0.0));
        }
        if (nearest_m <= 0.0)
            (void)json_array_append_new(touched, json_string(sector->zones[z].name));
        else if (nearest_m <= rules->reach_m)
            (void)json_array_append_new(near, json_pack("{s:s, s:o}", "zone", sector->zones[z].name,
                                                        "distance_m", json_decimals(nearest_m, 0)));
    }
    json_set(object, "zones", touched);
    json_set(object, "zones_in_reach", near);
}

static json_t *strings_json(const char *const *strings, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(list, json_string(strings[i]));
    return list;
}

static json_t *told_json(const struct tct_sector *sector, const struct tct_incident_view *view)
{
    json_t *object = json_object();
    for (int side = 0; side < TCT_SIDE_COUNT; side++)
        json_set(object,
                 side == TCT_SIDE_UNDETERMINED ? "others" : side_name(sector, (enum tct_side)side),
                 strings_json(view->told[side], view->told_count[side]));
    return object;
}

static json_t *counts_json(const struct tct_summary *summary)
{
    json_t *object = json_object();
    for (int unit = 0; unit < TCT_UNIT_COUNT; unit++)
        json_set(object, TCT_UNIT_NAMES[unit], json_decimals(summary->counts[unit], 0));
    return object;
}

/* Order of firings by time, then by their events' names. */
struct placed {
    int64_t time_ns;
    const char *id;
    uint32_t index;
};

static int by_time_and_id(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    if (a->time_ns != b->time_ns)
        return a->time_ns < b->time_ns ? -1 : 1;
    return strcmp(a->id, b->id);
}

static uint32_t *order_by_time(const struct tct_incident_view *view)
{
    struct placed *placed = calloc(view->count + 1, sizeof(*placed));
    uint32_t *order = calloc(view->count + 1, sizeof(*order));
    if (placed != NULL && order != NULL) {
        for (uint32_t i = 0; i < view->count; i++)
            placed[i] = (struct placed){view->firings[i].time_ns, view->event_ids[i], i};
        qsort(placed, view->count, sizeof(*placed), by_time_and_id);
        for (size_t i = 0; i < view->count; i++)
            order[i] = placed[i].index;
        free(placed);
        return order;
    }
    free(placed);
    free(order);
    return NULL;
}

json_t *tct_incident_json(const struct tct_sector *sector, const struct tct_rules *rules,
                          const struct tct_incident_view *view)
{
    const struct tct_summary *summary = view->summary;
    uint32_t *by_time = order_by_time(view);
    json_t *object = by_time == NULL ? NULL : json_object(), *parts = json_array();
    if (object == NULL) {
        json_decref(parts);
        free(by_time);
        return NULL;
    }
    json_set(object, "kind", json_string("incident"));
    json_set(object, "id", json_string(view->id));
    json_set(object, "revision", json_integer(view->revision));
    json_set(object, "status", json_string(status_of(rules, view)));
    json_set(object, "from", milliseconds(summary->from_ns));
    json_set(object, "until", milliseconds(summary->until_ns));
    json_set(object, "place", place_json(sector, summary->middle, summary->radius_m));
    set_zones(object, sector, rules, view);
    json_set(object, "count",
             json_pack("{s:s, s:o}", "unit", TCT_UNIT_NAMES[rules->unit], "number",
                       json_decimals(summary->counts[rules->unit], 0)));
    json_set(object, "counts", counts_json(summary));
    json_set(object, "class", kinds_json(summary->kind_p));
    json_set(object, "shots_by_side", sides_json(sector, summary->shots_by_side, COUNT_DECIMALS));
    json_set(object, "exchange_p", json_decimals(summary->exchange_p, P_DECIMALS));
    json_set(object, "opened_fire", opening_json(sector, &summary->opening));
    for (uint32_t i = 0; i < summary->engagement_count; i++)
        (void)json_array_append_new(parts, engagement_json(sector, view, i, by_time));
    json_set(object, "engagements", parts);
    json_set(object, "reports", told_json(sector, view));
    if (view->activity != NULL)
        json_set(object, "activity", json_string(view->activity));
    if (view->late_notice_count > 0)
        json_set(object, "late_notices", strings_json(view->late_notices, view->late_notice_count));
    free(by_time);
    return object;
}

static json_t *id_or_null(const char *id)
{
    return id == NULL ? json_null() : json_string(id);
}

json_t *tct_match_json(const char *report_id, const struct tct_match *match,
                       const char *incident_id, const char *runner_up_id)
{
    json_t *object = json_object();
    json_set(object, "kind", json_string("match"));
    json_set(object, "report", json_string(report_id));
    json_set(object, "incident", id_or_null(incident_id));
    json_set(object, "p", json_decimals(match->p, P_DECIMALS));
    if (runner_up_id != NULL) {
        json_set(object, "runner_up", json_string(runner_up_id));
        json_set(object, "runner_up_p", json_decimals(match->runner_up_p, P_DECIMALS));
    }
    if (match->slip != NULL)
        json_set(object, "slip", json_string(match->slip));
    json_set(object, "corroboration", json_string(TCT_CORROBORATION_NAMES[match->corroboration]));
    json_set(object, "reason", json_string(match->reason));
    if (isfinite(match->heard_p))
        json_set(object, "heard_p", json_decimals(match->heard_p, P_DECIMALS));
    return object;
}

json_t *tct_day_row_json(const struct tct_sector *sector, const char *day,
                         const struct tct_day_row *row, const char *incident_id,
                         const char *const *report_ids)
{
    json_t *object = json_object(), *claims = json_object(), *reports = json_array();
    const char *tellers[TCT_TELLING_COUNT] = {"both", side_name(sector, TCT_SIDE_LEFT),
                                              side_name(sector, TCT_SIDE_RIGHT), "neither"};
    for (int side = 0; side < 2; side++)
        json_set(claims, side_name(sector, (enum tct_side)side),
                 json_pack("{s:I, s:o, s:o}", "claims", (json_int_t)row->claims[side], "from",
                           json_decimals(row->claimed[side][0], 0), "to",
                           json_decimals(row->claimed[side][1], 0)));
    for (size_t i = 0; i < row->told_count; i++)
        (void)json_array_append_new(reports, json_string(report_ids[row->told[i]]));
    json_set(object, "kind", json_string("day_row"));
    json_set(object, "day", json_string(day));
    json_set(object, "incident", id_or_null(incident_id));
    json_set(object, "told_by", json_string(tellers[row->telling]));
    json_set(object, "sensors", json_boolean(row->incident != TCT_NO_INCIDENT));
    json_set(object, "claims", claims);
    json_set(object, "others", json_integer((json_int_t)row->others));
    json_set(object, "reports", reports);
    json_set(object, "corroboration", json_string(TCT_CORROBORATION_NAMES[row->corroboration]));
    return object;
}
