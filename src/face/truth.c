/* Truth: the shots of truth.jsonl. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json_lines.h"
#include "tacet/face/score.h"

enum { SHOTS_MAX = 1000000, LINE_BYTES_MAX = 1 << 20 };

/* Grows on the heap; copied to the arena at the end. */
struct shots {
    struct tct_shot *at;
    size_t count, room;
};

/* Longitude and latitude go first where they can be used; x and y are the sector's own. What is
 * wrong has been told when it answers false. */
static bool read_place(struct json_lines *lines, const json_t *object,
                       const struct tct_frame *frame, struct tct_plane *ret_place)
{
    enum tct_frame_kind kind = frame != NULL ? tct_frame_kind(frame) : TCT_FRAME_LOCAL;
    double x = (double)NAN, y = x, lon = x, lat = x;
    if (!json_lines_number(lines, object, "x_m", -DBL_MAX, DBL_MAX, &x) ||
        !json_lines_number(lines, object, "y_m", -DBL_MAX, DBL_MAX, &y) ||
        !json_lines_number(lines, object, "lon", -180.0, 180.0, &lon) ||
        !json_lines_number(lines, object, "lat", -90.0, 90.0, &lat))
        return false;
    bool has_xy = !isnan(x) && !isnan(y), has_lonlat = !isnan(lon) && !isnan(lat);
    enum tct_status status = TCT_OK;
    if (kind != TCT_FRAME_LOCAL && has_lonlat) {
        status =
            tct_frame_geodetic_to_plane(frame, (struct tct_geodetic){lon, lat}, ret_place, NULL);
    } else if (kind == TCT_FRAME_EPSG && has_xy) {
        status = tct_frame_to_plane(frame, x, y, ret_place, NULL);
    } else if (has_xy) {
        *ret_place = (struct tct_plane){x, y};
    } else {
        json_lines_skip(lines, NULL, NULL,
                        kind == TCT_FRAME_LOCAL ? "a place, x_m and y_m"
                                                : "a place, lon and lat or x_m and y_m");
        return false;
    }
    if (status != TCT_OK)
        json_lines_skip(lines, NULL, NULL, "a place within 1000 km of the sector's origin");
    return status == TCT_OK;
}

/* Which detections are the shot's: indices; anything else in the list is passed over. */
static bool read_own(const json_t *list, struct tct_arena *arena, struct tct_shot *shot)
{
    size_t room = json_array_size(list);
    uint32_t *own = TCT_ARENA_NEW(arena, uint32_t, room);
    for (size_t i = 0; own != NULL && i < room; i++) {
        const json_t *item = json_array_get(list, i);
        if (json_is_integer(item) && json_integer_value(item) >= 0 &&
            json_integer_value(item) < UINT32_MAX)
            own[shot->detection_count++] = (uint32_t)json_integer_value(item);
    }
    shot->detections = own;
    return own != NULL;
}

static bool read_shot(struct json_lines *lines, const json_t *object, const struct tct_frame *frame,
                      struct tct_shot *ret_shot)
{
    const json_t *heard = json_object_get(object, "detections");
    struct tct_plane place;
    if (!json_lines_time(lines, object, &ret_shot->time_ns) ||
        !read_place(lines, object, frame, &place))
        return false;
    ret_shot->detections = NULL;
    ret_shot->detection_count = 0;
    ret_shot->x_m = place.x_m;
    ret_shot->y_m = place.y_m;
    const json_t *heard_by = json_object_get(object, "heard_by");
    ret_shot->heard = TCT_SCORE_NONE;
    if (json_is_integer(heard_by) && json_integer_value(heard_by) >= 0)
        ret_shot->heard = (size_t)json_integer_value(heard_by);
    else if (json_is_array(heard))
        ret_shot->heard = json_array_size(heard);
    return true;
}

static enum tct_status keep(struct shots *shots, struct tct_shot shot, struct tct_error *err)
{
    if (shots->count == SHOTS_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "found more than %d shots, expected fewer", SHOTS_MAX);
    if (shots->count == shots->room) {
        size_t room = shots->room == 0 ? 256 : 2 * shots->room;
        struct tct_shot *larger = realloc(shots->at, room * sizeof(*larger));
        if (larger == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        shots->at = larger;
        shots->room = room;
    }
    shots->at[shots->count++] = shot;
    return TCT_OK;
}

static enum tct_status read_all(struct json_lines *lines, const struct tct_frame *frame,
                                struct tct_arena *arena, struct shots *shots, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (json_t *object; status == TCT_OK && (object = json_lines_next(lines)) != NULL;) {
        struct tct_shot shot;
        if (read_shot(lines, object, frame, &shot))
            status = read_own(json_object_get(object, "detections"), arena, &shot)
                         ? keep(shots, shot, err)
                         : tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        json_decref(object);
    }
    return status;
}

enum tct_status tct_truth_read(FILE *file, const char *name, const struct tct_frame *frame,
                               struct tct_arena *arena, struct tct_warnings *warnings,
                               struct tct_shot **ret_shots, size_t *ret_count,
                               struct tct_error *err)
{
    struct json_lines lines;
    struct shots shots = {NULL, 0, 0};
    enum tct_status status =
        json_lines_open(&lines, file, name, "shots of the truth", LINE_BYTES_MAX, warnings, err);
    if (status != TCT_OK)
        return status;
    status = read_all(&lines, frame, arena, &shots, err);
    enum tct_status closed = json_lines_close(&lines, status == TCT_OK ? err : NULL);
    status = status == TCT_OK ? closed : status;
    struct tct_shot *kept = NULL;
    if (status == TCT_OK) {
        kept = TCT_ARENA_NEW(arena, struct tct_shot, shots.count);
        if (kept == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    if (status == TCT_OK) {
        if (shots.count > 0)
            memcpy(kept, shots.at, shots.count * sizeof(*kept));
        *ret_shots = kept;
        *ret_count = shots.count;
    }
    free(shots.at);
    return status;
}
