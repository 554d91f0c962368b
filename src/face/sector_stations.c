/* Sector, its stations: stations.csv, the origin of the plane and the look-up by id. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sector_parts.h"
#include "tacet/face/table.h"
#include "text.h"

enum { ID, X, Y, Z, LON, LAT, HEIGHT_M, POSITION_SIGMA_M, CLOCK_SIGMA_S, ARRAY, COLUMN_COUNT };

static const struct tct_column COLUMNS[COLUMN_COUNT] = {
    [ID] = {"id", true},
    [X] = {"x", false},
    [Y] = {"y", false},
    [Z] = {"z", false},
    [LON] = {"lon", false},
    [LAT] = {"lat", false},
    [HEIGHT_M] = {"height_m", false},
    [POSITION_SIGMA_M] = {"position_sigma_m", true},
    [CLOCK_SIGMA_S] = {"clock_sigma_s", true},
    [ARRAY] = {"array", false},
};

static const double COORDINATE_MAX = 1e8; /* wider than any projection in metres */
static const double HEIGHT_MIN_M = -1e4, HEIGHT_MAX_M = 1e5;
static const double POSITION_SIGMA_MAX_M = 1e5;
static const double CLOCK_SIGMA_MAX_S = 1e6;
static const double ORIGIN_STEP_DEG = 0.01;

/* A row before the plane is known: (a, b) are lon, lat or the frame's own x, y. */
struct draft {
    struct tct_station station;
    double a, b;
    size_t line;
    char *id;
    char *array;
};

struct drafts {
    const char *path;
    struct draft *items;
    size_t count;
    bool geodetic; /* (a, b) are from the columns lon, lat */
    bool degrees;  /* (a, b) are lon, lat, whatever the columns are called */
};

static void skip_row(struct sector_reader *reader, const struct drafts *drafts, size_t line,
                     const char *text)
{
    struct tct_error err;
    (void)tct_fail(&err, TCT_ERR_INPUT, "%s:%zu: %s", drafts->path, line, text);
    tct_warnings_skip(reader->warnings, "stations", &err);
}

static bool has_place(struct tct_table *table, const struct drafts *drafts, struct draft *draft)
{
    size_t a = drafts->geodetic ? LON : X, b = drafts->geodetic ? LAT : Y;
    size_t height = drafts->geodetic || !tct_table_has(table, Z) ? HEIGHT_M : Z;
    double a_max = drafts->degrees ? 180.0 : COORDINATE_MAX;
    double b_max = drafts->degrees ? 90.0 : COORDINATE_MAX;
    draft->a = (double)NAN;
    draft->b = (double)NAN;
    if (!tct_table_number(table, a, -a_max, a_max, &draft->a) ||
        !tct_table_number(table, b, -b_max, b_max, &draft->b) ||
        !tct_table_number(table, height, HEIGHT_MIN_M, HEIGHT_MAX_M, &draft->station.z_m))
        return false;
    if (isnan(draft->a) || isnan(draft->b)) {
        tct_table_skip(table, isnan(draft->a) ? a : b, "a number");
        return false;
    }
    return true;
}

/* Takes a row; *ret_good is false when it was told and left out. */
static enum tct_status take_row(struct sector_reader *reader, struct tct_table *table,
                                const struct drafts *drafts, struct draft *ret_draft,
                                bool *ret_good)
{
    struct draft draft = {.line = tct_table_line(table)};
    const char *id = tct_table_text(table, ID), *array = tct_table_text(table, ARRAY);
    *ret_good = false;
    if (!sector_is_id(id)) {
        tct_table_skip(table, ID, "1 to 64 printable characters");
        return TCT_OK;
    }
    if (!has_place(table, drafts, &draft) ||
        !tct_table_number(table, POSITION_SIGMA_M, 0.0, POSITION_SIGMA_MAX_M,
                          &draft.station.position_sigma_m) ||
        !tct_table_number(table, CLOCK_SIGMA_S, 0.0, CLOCK_SIGMA_MAX_S,
                          &draft.station.clock_sigma_s))
        return TCT_OK;
    draft.id = text_copy(reader->arena, id, strlen(id));
    if (draft.id == NULL)
        return sector_memory_failed(reader);
    if (array[0] != '\0') {
        draft.array = sector_path(reader, array);
        if (draft.array == NULL)
            return sector_memory_failed(reader);
    }
    *ret_draft = draft;
    *ret_good = true;
    return TCT_OK;
}

static enum tct_status check_columns(struct sector_reader *reader, const struct tct_table *table,
                                     struct drafts *drafts)
{
    bool has_xy = tct_table_has(table, X) && tct_table_has(table, Y);
    bool has_lonlat = tct_table_has(table, LON) && tct_table_has(table, LAT);
    bool geodetic_frame = tct_frame_is_geodetic(reader->sector->frame);
    if (!has_xy && !(has_lonlat && geodetic_frame))
        return tct_fail_at(reader->err, TCT_ERR_INPUT, drafts->path, 1,
                           has_lonlat ? "lon and lat in a local frame" : "no coordinates",
                           geodetic_frame ? "the columns lon and lat, or x and y"
                                          : "the columns x and y");
    drafts->geodetic = has_lonlat && geodetic_frame;
    drafts->degrees = drafts->geodetic || tct_frame_kind(reader->sector->frame) == TCT_FRAME_WGS84;
    return TCT_OK;
}

static enum tct_status read_drafts(struct sector_reader *reader, struct tct_table *table,
                                   struct drafts *drafts)
{
    enum tct_status status = check_columns(reader, table, drafts);
    size_t room = tct_table_rows_at_most(table);
    if (status != TCT_OK)
        return status;
    if (room > TCT_SECTOR_STATIONS)
        return tct_fail_at(reader->err, TCT_ERR_LIMIT, drafts->path, 0, "over 20000 rows", "fewer");
    drafts->items = calloc(room + 1, sizeof(*drafts->items));
    if (drafts->items == NULL)
        return sector_memory_failed(reader);
    while (status == TCT_OK && tct_table_next(table)) {
        bool good;
        status = take_row(reader, table, drafts, &drafts->items[drafts->count], &good);
        drafts->count += status == TCT_OK && good;
    }
    return status;
}

static int by_number(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* The lower median of one coordinate: a value that is there, wherever a few strays are. */
static double median_of(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), by_number);
    return values[(count - 1) / 2];
}

static enum tct_status to_plane(const struct tct_frame *frame, const struct drafts *drafts,
                                const struct draft *draft, struct tct_plane *ret_place,
                                struct tct_error *err)
{
    if (drafts->geodetic)
        return tct_frame_geodetic_to_plane(
            frame, (struct tct_geodetic){.lon_deg = draft->a, .lat_deg = draft->b}, ret_place, err);
    return tct_frame_to_plane(frame, draft->a, draft->b, ret_place, err);
}

/* Puts the origin where most stations are, so that a station typed wrong cannot drag it away. */
static enum tct_status set_middle_origin(struct sector_reader *reader, const struct drafts *drafts)
{
    double *values = calloc(drafts->count, sizeof(*values));
    if (values == NULL)
        return sector_memory_failed(reader);
    for (size_t i = 0; i < drafts->count; i++)
        values[i] = drafts->items[i].a;
    double a = median_of(values, drafts->count);
    for (size_t i = 0; i < drafts->count; i++)
        values[i] = drafts->items[i].b;
    double b = median_of(values, drafts->count);
    free(values);
    if (drafts->geodetic)
        return tct_frame_set_origin_geodetic(
            reader->sector->frame, (struct tct_geodetic){.lon_deg = a, .lat_deg = b}, reader->err);
    return tct_frame_set_origin(reader->sector->frame, a, b, reader->err);
}

static double rounded(double degrees)
{
    return round(degrees / ORIGIN_STEP_DEG) * ORIGIN_STEP_DEG;
}

/* The middle of the box of all stations within reach, whichever side of 180 degrees they are. */
static enum tct_status set_box_origin(struct sector_reader *reader, const struct drafts *drafts)
{
    const struct tct_frame *frame = reader->sector->frame;
    enum tct_status status = set_middle_origin(reader, drafts);
    if (status != TCT_OK)
        return status;
    struct tct_geodetic middle = tct_frame_to_geodetic(frame, (struct tct_plane){0.0, 0.0});
    double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY;
    for (size_t i = 0; i < drafts->count; i++) {
        struct tct_plane place;
        if (to_plane(frame, drafts, &drafts->items[i], &place, NULL) != TCT_OK)
            continue;
        struct tct_geodetic at = tct_frame_to_geodetic(frame, place);
        double lon_off = remainder(at.lon_deg - middle.lon_deg, 360.0);
        west = fmin(west, lon_off);
        east = fmax(east, lon_off);
        south = fmin(south, at.lat_deg);
        north = fmax(north, at.lat_deg);
    }
    double lon = remainder(rounded(middle.lon_deg + (west + east) / 2.0), 360.0);
    struct tct_geodetic origin = {.lon_deg = lon, .lat_deg = rounded((south + north) / 2.0)};
    return tct_frame_set_origin_geodetic(reader->sector->frame, origin, reader->err);
}

/* The slot that holds the station called `id`, or the free one where it would go. */
static uint32_t *slot_of(const struct tct_sector *sector, const char *id, size_t bytes)
{
    uint64_t hash = text_hash(TEXT_HASH_START, id, bytes);
    for (size_t at = (hash ^ (hash >> 32)) & sector->slot_mask;;
         at = (at + 1) & sector->slot_mask) {
        uint32_t *slot = &sector->station_slots[at];
        if (*slot == 0)
            return slot;
        const char *known = sector->station_ids[*slot - 1];
        if (strlen(known) == bytes && memcmp(known, id, bytes) == 0)
            return slot;
    }
}

int64_t tct_sector_station(const struct tct_sector *sector, const char *id, size_t bytes)
{
    return (int64_t)*slot_of(sector, id, bytes) - 1;
}

/* Moves a draft into the sector unless its id is taken or its place is outside the frame. */
static void settle(struct sector_reader *reader, const struct drafts *drafts,
                   const struct draft *draft, struct tct_station *stations)
{
    struct tct_sector *sector = reader->sector;
    struct tct_plane place;
    struct tct_error err;
    uint32_t *slot = slot_of(sector, draft->id, strlen(draft->id));
    if (*slot != 0) {
        char text[TCT_SECTOR_ID_BYTES + 80];
        (void)snprintf(text, sizeof(text), "found station '%s' again, expected every id once",
                       draft->id);
        skip_row(reader, drafts, draft->line, text);
        return;
    }
    if (to_plane(sector->frame, drafts, draft, &place, &err) != TCT_OK) {
        skip_row(reader, drafts, draft->line, err.text);
        return;
    }
    size_t index = sector->network.station_count++;
    stations[index] = draft->station;
    stations[index].x_m = place.x_m;
    stations[index].y_m = place.y_m;
    sector->station_ids[index] = draft->id;
    sector->station_arrays[index] = draft->array;
    sector->station_north_rad[index] = tct_frame_true_north_rad(sector->frame, place);
    *slot = (uint32_t)index + 1;
}

static enum tct_status settle_all(struct sector_reader *reader, const struct drafts *drafts)
{
    struct tct_sector *sector = reader->sector;
    struct tct_station *stations = TCT_ARENA_NEW(reader->arena, struct tct_station, drafts->count);
    size_t slots = 16;
    while (slots < 2 * drafts->count)
        slots *= 2;
    sector->station_ids = TCT_ARENA_NEW(reader->arena, char *, drafts->count);
    sector->station_arrays = TCT_ARENA_NEW(reader->arena, char *, drafts->count);
    sector->station_north_rad = TCT_ARENA_NEW(reader->arena, double, drafts->count);
    sector->station_slots = TCT_ARENA_NEW(reader->arena, uint32_t, slots);
    sector->slot_mask = slots - 1;
    if (stations == NULL || sector->station_ids == NULL || sector->station_arrays == NULL ||
        sector->station_north_rad == NULL || sector->station_slots == NULL)
        return sector_memory_failed(reader);
    sector->network.stations = stations;
    for (size_t i = 0; i < drafts->count; i++)
        settle(reader, drafts, &drafts->items[i], stations);
    return TCT_OK;
}

enum tct_status sector_read_stations(struct sector_reader *reader, const char *path,
                                     const struct tct_geodetic *origin)
{
    struct tct_table *table;
    struct drafts drafts = {.path = path};
    struct tct_frame *frame = reader->sector->frame;
    enum tct_status status = tct_table_open(path, "stations", COLUMNS, COLUMN_COUNT,
                                            reader->warnings, &table, reader->err);
    if (status != TCT_OK)
        return status;
    status = read_drafts(reader, table, &drafts);
    tct_table_close(table);
    if (status == TCT_OK && drafts.count > 0) {
        if (origin != NULL)
            status = tct_frame_set_origin_geodetic(frame, *origin, reader->err);
        else if (tct_frame_is_geodetic(frame))
            status = set_box_origin(reader, &drafts);
        if (status == TCT_ERR_INPUT) {
            struct tct_error why = *reader->err;
            status = tct_fail(reader->err, status, "%s: %.400s", path, why.text);
        }
        if (status == TCT_OK)
            status = settle_all(reader, &drafts);
    }
    free(drafts.items);
    if (status == TCT_OK && reader->sector->network.station_count == 0)
        status =
            tct_fail_at(reader->err, TCT_ERR_INPUT, path, 0, "no usable station", "one at least");
    return status;
}
