/* Map, the names of stations and the numbers of events, as far as there is room. */
#include <stdio.h>
#include <stdlib.h>

#include "map_parts.h"

enum { NUMBERS_MAX = 800, STATION_NAMES_MAX = 1500, LISTED_MAX = 4, TEXT_BYTES = 128 };

static struct tct_plane station_place(const struct map *map, size_t i)
{
    const struct tct_station *station = &map->sector->network.stations[i];
    return (struct tct_plane){station->x_m, station->y_m};
}

static void station_names(struct map *map, const struct map_panel *panel)
{
    struct map_style style = {.size = 6.6, .colour = MAP_QUIET};
    if (map->coverage != NULL) /* on coloured ground */
        style = (struct map_style){.size = 6.6, .colour = MAP_INK, .halo = 1.0};
    size_t n = map->sector->network.station_count;
    if (map->sector->station_ids == NULL)
        return;
    for (size_t i = 0; i < n && i < STATION_NAMES_MAX; i++)
        if (map->sector->station_ids[i] != NULL && map_shown_in(map, panel, station_place(map, i)))
            (void)map_label(map, panel, &style,
                            map_on_page(&map->view, panel, station_place(map, i)),
                            map_station_radius(map), map->sector->station_ids[i]);
}

/* Where the event's mark is in the panel; false when it is not there. */
static bool mark_of(const struct map *map, const struct map_panel *panel, size_t i,
                    struct map_point *ret_at)
{
    struct tct_plane place = {map->events[i].x_m, map->events[i].y_m};
    if (!verdict_has_place(&map->events[i]) || !map_shown_in(map, panel, place))
        return false;
    *ret_at = map_on_page(&map->view, panel, place);
    return true;
}

/* The number of event `i` with those of later events whose marks lie on its own: "3", "4, 7, 13",
 * or "1, 2, 3 + 33 more". All of them are noted in `named`. */
static void write_numbers(const struct map *map, const struct map_panel *panel, size_t i,
                          struct map_point at, bool *named, char ret_text[TEXT_BYTES])
{
    size_t listed[LISTED_MAX] = {i + 1}, count = 1;
    struct map_box same =
        map_box_grown((struct map_box){at.x, at.y, at.x, at.y}, map_mark_radius(map));
    struct map_point other;
    for (size_t k = i + 1; k < map->count; k++) {
        if (named[k] || !mark_of(map, panel, k, &other) || !map_box_holds(same, other))
            continue;
        named[k] = true;
        if (count < LISTED_MAX)
            listed[count] = k + 1;
        count++;
    }
    size_t shown = count <= LISTED_MAX ? count : LISTED_MAX - 1;
    int used = 0;
    for (size_t k = 0; k < shown; k++)
        used += snprintf(ret_text + used, (size_t)(TEXT_BYTES - used), "%s%zu", k > 0 ? ", " : "",
                         listed[k]);
    if (shown < count)
        (void)snprintf(ret_text + used, (size_t)(TEXT_BYTES - used), " + %zu more", count - shown);
}

/* One label for all events at a place. */
static void numbers_by_place(struct map *map, const struct map_panel *panel)
{
    struct map_style style = {.size = 6.8, .colour = MAP_INK};
    bool *named = calloc(map->count + 1, sizeof(*named));
    if (named == NULL)
        return;
    for (size_t i = 0; i < map->count; i++) {
        struct map_point at;
        char text[TEXT_BYTES];
        if (named[i] || !mark_of(map, panel, i, &at))
            continue;
        write_numbers(map, panel, i, at, named, text);
        (void)map_label(map, panel, &style, at, map_mark_radius(map), text);
    }
    free(named);
}

/* Among many events only those that stand apart get their number. */
static void numbers_in_crowd(struct map *map, const struct map_panel *panel)
{
    struct map_style style = {.size = 5.2, .colour = MAP_QUIET};
    size_t written = 0;
    for (size_t i = 0; i < map->count && written < NUMBERS_MAX; i++) {
        struct map_point at;
        char text[24];
        if (!mark_of(map, panel, i, &at))
            continue;
        (void)snprintf(text, sizeof(text), "%zu", i + 1);
        written += map_label(map, panel, &style, at, map_mark_radius(map), text);
    }
}

/* The few events are what a sheet is about; among many the stations help to find one's way. */
void map_draw_names(struct map *map, const struct map_panel *panel)
{
    if (map_is_crowded(map)) {
        station_names(map, panel);
        numbers_in_crowd(map, panel);
    } else {
        numbers_by_place(map, panel);
        station_names(map, panel);
    }
}
