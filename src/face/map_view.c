/* Map, the view: which ground is shown, whether it is turned or cut into strips, and where it lies
 * on the page. Stations and the line near them are always shown; single events far outside are not
 * allowed to shrink all the others. */
#include <math.h>
#include <stdlib.h>

#include "map_parts.h"

static const double SIDE_MARGIN = 38.0;   /* room for the grid's labels */
static const double HEAD_HEIGHT = 62.0;   /* title, period, counts */
static const double PANEL_GAP = 26.0;     /* between strips */
static const double GRID_LABELS = 16.0;   /* under a panel */
static const double GROUND_MIN_M = 200.0; /* one station and nothing else */
static const double PADDING = 0.07;       /* all round: of the longer side or twice the other */
static const double REACH_MIN_M = 3000.0; /* shots are heard some kilometres away */
static const double STRETCH = 12.0; /* a station so many median distances off is a wrong entry */
static const double EDGE_SHARE =
    0.3; /* of the narrow side: how far the map grows to show all of what it cuts */
static const double TURN_FROM = 6.0;  /* length over breadth from which a map is turned */
static const double LEVEL_RAD = 0.21; /* within 12 degrees of east-west north stays up */
static const double FLAT_MIN = 0.40, FLAT_MAX = 1.15; /* height over width of a single panel */
static const double STRIPS_FILL = 1.1;                /* height of all strips over width */

struct points {
    struct map_point *at;
    size_t count;
};

/* Beyond it nothing is drawn: coordinates must stay where double precision is good. */
static const struct map_box GROUND = {-1.0e8, -1.0e8, 1.0e8, 1.0e8};
static const struct map_box NOWHERE = {INFINITY, INFINITY, -INFINITY, -INFINITY};

static bool is_empty(struct map_box box)
{
    return !(box.x0 <= box.x1 && box.y0 <= box.y1);
}

static void include(struct map_box *box, struct map_point at)
{
    box->x0 = fmin(box->x0, at.x);
    box->y0 = fmin(box->y0, at.y);
    box->x1 = fmax(box->x1, at.x);
    box->y1 = fmax(box->y1, at.y);
}

bool map_box_holds(struct map_box box, struct map_point at)
{
    return at.x >= box.x0 && at.x <= box.x1 && at.y >= box.y0 && at.y <= box.y1;
}

struct map_box map_box_grown(struct map_box box, double by)
{
    return (struct map_box){box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by};
}

static double narrow_side(struct map_box box)
{
    return fmin(box.x1 - box.x0, box.y1 - box.y0);
}

bool map_clip_segment(struct map_box box, struct map_point *a, struct map_point *b)
{
    double dx = b->x - a->x, dy = b->y - a->y, from = 0.0, to = 1.0;
    const double step[4] = {-dx, dx, -dy, dy};
    const double room[4] = {a->x - box.x0, box.x1 - a->x, a->y - box.y0, box.y1 - a->y};
    for (int i = 0; i < 4; i++) {
        if (step[i] == 0.0 && room[i] < 0.0)
            return false;
        if (step[i] < 0.0)
            from = fmax(from, room[i] / step[i]);
        else if (step[i] > 0.0)
            to = fmin(to, room[i] / step[i]);
    }
    if (!(from <= to))
        return false;
    struct map_point start = *a;
    *a = (struct map_point){start.x + from * dx, start.y + from * dy};
    *b = (struct map_point){start.x + to * dx, start.y + to * dy};
    return true;
}

struct map_point map_turned(const struct map_view *view, struct tct_plane place)
{
    double x = place.x_m - view->middle_x_m, y = place.y_m - view->middle_y_m;
    double c = cos(view->turn_rad), s = sin(view->turn_rad);
    return (struct map_point){x * c + y * s, y * c - x * s};
}

struct map_point map_on_page(const struct map_view *view, const struct map_panel *panel,
                             struct tct_plane place)
{
    struct map_point at = map_turned(view, place);
    return (struct map_point){panel->page.x0 + (at.x - panel->u_left_m) * view->points_per_m,
                              panel->page.y0 + (panel->v_top_m - at.y) * view->points_per_m};
}

struct tct_plane map_on_ground(const struct map_view *view, const struct map_panel *panel,
                               struct map_point at)
{
    double u = panel->u_left_m + (at.x - panel->page.x0) / view->points_per_m;
    double v = panel->v_top_m - (at.y - panel->page.y0) / view->points_per_m;
    double c = cos(view->turn_rad), s = sin(view->turn_rad);
    return (struct tct_plane){view->middle_x_m + u * c - v * s, view->middle_y_m + u * s + v * c};
}

struct map_point map_direction(const struct map_view *view, double azimuth_rad)
{
    double azimuth = azimuth_rad + view->turn_rad;
    return (struct map_point){sin(azimuth), -cos(azimuth)};
}

const struct map_panel *map_panel_of(const struct map_view *view, struct map_point turned)
{
    size_t i = 0;
    while (i + 1 < view->panel_count && turned.x >= view->panels[i + 1].u_left_m)
        i++;
    return &view->panels[i];
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The value below which the fraction `q` of `values` lies, in doubt the one nearer to the middle;
 * sorts them. */
static double quantile(double *values, size_t count, double q)
{
    double at = q * (double)(count - 1);
    qsort(values, count, sizeof(*values), by_size);
    return values[(size_t)(q > 0.5 ? floor(at) : ceil(at))];
}

/* The stations, without those that stand so far from all others that they must be wrong entries. */
static void keep_stations(const struct map *map, struct points *points, double *scratch)
{
    const struct tct_network *net = &map->sector->network;
    size_t n = 0;
    for (size_t i = 0; i < net->station_count; i++) {
        struct map_point at = {net->stations[i].x_m, net->stations[i].y_m};
        if (map_box_holds(GROUND, at))
            points->at[n++] = at;
    }
    points->count = n;
    if (n < 4)
        return;
    struct map_point middle;
    for (size_t i = 0; i < n; i++)
        scratch[i] = points->at[i].x;
    middle.x = quantile(scratch, n, 0.5);
    for (size_t i = 0; i < n; i++)
        scratch[i] = points->at[i].y;
    middle.y = quantile(scratch, n, 0.5);
    for (size_t i = 0; i < n; i++)
        scratch[i] = hypot(points->at[i].x - middle.x, points->at[i].y - middle.y);
    double far = STRETCH * fmax(quantile(scratch, n, 0.5), REACH_MIN_M / STRETCH);
    points->count = 0;
    for (size_t i = 0; i < n; i++)
        if (hypot(points->at[i].x - middle.x, points->at[i].y - middle.y) <= far)
            points->at[points->count++] = points->at[i];
}

static struct map_box box_of(const struct points *points)
{
    struct map_box box = NOWHERE;
    for (size_t i = 0; i < points->count; i++)
        include(&box, points->at[i]);
    return box;
}

/* The part of the line that runs near the stations, or all of it when there is no station. */
static void add_line(const struct map *map, struct points *points)
{
    const struct tct_network *net = &map->sector->network;
    struct map_box near = box_of(points);
    if (is_empty(near))
        near = (struct map_box){-INFINITY, -INFINITY, INFINITY, INFINITY};
    else
        near = map_box_grown(near,
                             fmax(REACH_MIN_M, 0.25 * fmax(near.x1 - near.x0, near.y1 - near.y0)));
    for (size_t i = 0; i + 1 < net->line_count; i++) {
        struct map_point a = {net->line[i].x_m, net->line[i].y_m};
        struct map_point b = {net->line[i + 1].x_m, net->line[i + 1].y_m};
        if (!map_box_holds(GROUND, a) || !map_box_holds(GROUND, b))
            continue;
        if (isfinite(near.x0) && !map_clip_segment(near, &a, &b))
            continue;
        points->at[points->count++] = a;
        points->at[points->count++] = b;
    }
}

/* Turns long thin ground along the sheet: the principal axis of the points, when the ground around
 * it is much longer than broad and does not lie east-west anyway. */
static double choose_turn(struct points points)
{
    double mx = 0.0, my = 0.0, xx = 0.0, xy = 0.0, yy = 0.0;
    for (size_t i = 0; i < points.count; i++) {
        mx += points.at[i].x / (double)points.count;
        my += points.at[i].y / (double)points.count;
    }
    for (size_t i = 0; i < points.count; i++) {
        double dx = points.at[i].x - mx, dy = points.at[i].y - my;
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    double axis = 0.5 * atan2(2.0 * xy, xx - yy);
    struct map_view turned = {.turn_rad = axis, .middle_x_m = mx, .middle_y_m = my};
    struct map_box box = NOWHERE;
    for (size_t i = 0; i < points.count; i++)
        include(&box, map_turned(&turned, (struct tct_plane){points.at[i].x, points.at[i].y}));
    if (is_empty(box))
        return 0.0;
    double length = box.x1 - box.x0, breadth = box.y1 - box.y0;
    double with_reach = breadth + 2.0 * fmax(breadth, REACH_MIN_M);
    return fabs(axis) > LEVEL_RAD && length >= TURN_FROM * with_reach ? axis : 0.0;
}

/* Grows `box` by what `other` has inside `limit`. */
static void include_common(struct map_box *box, struct map_box other, struct map_box limit)
{
    struct map_box common = {fmax(other.x0, limit.x0), fmax(other.y0, limit.y0),
                             fmin(other.x1, limit.x1), fmin(other.y1, limit.y1)};
    if (is_empty(common))
        return;
    include(box, (struct map_point){common.x0, common.y0});
    include(box, (struct map_point){common.x1, common.y1});
}

/* Where most of the points are: from 10 to 90 % in either direction. */
static struct map_box bulk_of(const struct points *points, double *scratch)
{
    struct map_box bulk;
    for (size_t i = 0; i < points->count; i++)
        scratch[i] = points->at[i].x;
    bulk.x0 = quantile(scratch, points->count, 0.1);
    bulk.x1 = quantile(scratch, points->count, 0.9);
    for (size_t i = 0; i < points->count; i++)
        scratch[i] = points->at[i].y;
    bulk.y0 = quantile(scratch, points->count, 0.1);
    bulk.y1 = quantile(scratch, points->count, 0.9);
    return bulk;
}

/* Grows `box` by the events: all within reach of it, and the bulk of them within three times that.
 */
static void include_events(const struct map *map, struct map_box *box, double *scratch)
{
    struct points events = {malloc((map->count + 1) * sizeof(struct map_point)), 0};
    if (events.at == NULL)
        return;
    for (size_t i = 0; i < map->count; i++)
        if (verdict_has_place(&map->events[i]))
            events.at[events.count++] =
                map_turned(&map->view, (struct tct_plane){map->events[i].x_m, map->events[i].y_m});
    if (events.count > 0) {
        struct map_box bulk = bulk_of(&events, scratch), core = is_empty(*box) ? bulk : *box;
        double reach = fmax(REACH_MIN_M, narrow_side(core));
        struct map_box near = map_box_grown(core, reach);
        *box = core;
        for (size_t i = 0; i < events.count; i++)
            if (map_box_holds(near, events.at[i]))
                include(box, events.at[i]);
        include_common(box, bulk, map_box_grown(core, 3.0 * reach));
    }
    free(events.at);
}

/* Grows `box` by what lies at its edge: zones that it cuts, true places beside it. */
static void include_surroundings(const struct map *map, struct map_box *box)
{
    struct map_box core = *box, near = map_box_grown(core, EDGE_SHARE * narrow_side(core));
    for (size_t i = 0; i < map->sector->zone_count; i++) {
        struct map_box zone = NOWHERE;
        for (size_t r = 0; r < map->sector->zones[i].ring_count; r++)
            for (size_t k = 0; k < map->sector->zones[i].rings[r].count; k++)
                include(&zone, map_turned(&map->view, map->sector->zones[i].rings[r].points[k]));
        if (zone.x0 <= core.x1 && zone.x1 >= core.x0 && zone.y0 <= core.y1 && zone.y1 >= core.y0)
            include_common(box, zone, near);
    }
    for (size_t i = 0; i < map->options->truth_count; i++) {
        struct tct_plane place = {map->options->truth[i].x_m, map->options->truth[i].y_m};
        struct map_point at = map_turned(&map->view, place);
        if (map_box_holds(near, at))
            include(box, at);
    }
}

/* Lays `box` (turned ground) on the page, in one panel or in strips of equal length. */
static void lay_out(struct map_view *view, struct map_box box)
{
    double across = box.x1 - box.x0, up = box.y1 - box.y0;
    double pad = fmax(PADDING * fmin(fmax(across, up), 2.0 * fmax(fmin(across, up), REACH_MIN_M)),
                      0.5 * (GROUND_MIN_M - fmax(across, up)));
    double length = across + 2.0 * pad, breadth = up + 2.0 * pad;
    breadth = fmax(breadth, length / (MAP_PANELS_MAX * MAP_PANELS_MAX));
    double strips = fmin(floor(sqrt(STRIPS_FILL * length / breadth)), MAP_PANELS_MAX);
    view->panel_count = strips >= 2.0 ? (size_t)strips : 1;
    if (view->panel_count == 1) {
        breadth = fmax(breadth, FLAT_MIN * length);
        length = fmax(length, breadth / FLAT_MAX);
    }
    double n = (double)view->panel_count, width = view->page_width - 2.0 * SIDE_MARGIN;
    view->points_per_m = width * n / length;
    double height = breadth * view->points_per_m, top = HEAD_HEIGHT;
    double u = 0.5 * (box.x0 + box.x1 - length), v = 0.5 * (box.y0 + box.y1 + breadth);
    for (size_t i = 0; i < view->panel_count; i++) {
        view->panels[i] = (struct map_panel){
            .page = {SIDE_MARGIN, top, SIDE_MARGIN + width, top + height},
            .u_left_m = u + length * (double)i / n,
            .v_top_m = v,
        };
        top += height + PANEL_GAP;
    }
    view->page_height = ceil(top - PANEL_GAP + GRID_LABELS);
}

void map_view_fit(struct map *map)
{
    const struct tct_network *net = &map->sector->network;
    struct map_view *view = &map->view;
    size_t room = net->station_count + 2 * net->line_count + map->count + 1;
    struct points points = {malloc(room * sizeof(struct map_point)), 0};
    double *scratch = malloc(room * sizeof(*scratch));
    struct map_box box = NOWHERE;
    if (points.at != NULL && scratch != NULL) {
        keep_stations(map, &points, scratch);
        add_line(map, &points);
        view->turn_rad = choose_turn(points);
        if (points.count > 0) {
            struct map_box ground = box_of(&points);
            view->middle_x_m = 0.5 * (ground.x0 + ground.x1);
            view->middle_y_m = 0.5 * (ground.y0 + ground.y1);
        }
        for (size_t i = 0; i < points.count; i++)
            include(&box, map_turned(view, (struct tct_plane){points.at[i].x, points.at[i].y}));
        include_events(map, &box, scratch);
        if (map->coverage != NULL && !is_empty(box))
            box = map_box_grown(box, map->coverage->margin_m);
    }
    if (is_empty(box))
        box = (struct map_box){0.0, 0.0, 0.0, 0.0};
    include_surroundings(map, &box);
    lay_out(view, box);
    free(points.at);
    free(scratch);
}
