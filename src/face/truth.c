/* Truth: the shots of truth.jsonl. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/face/score.h"

enum { SHOTS_MAX = 1000000, LINE_MAX_BYTES = 1 << 20 };
static const char KIND[] = "shots of the truth";

struct truth {
    const char *name;
    size_t line;
    const struct tct_frame *frame;
    struct tct_shot *shots; /* grows on the heap; copied to the arena at the end */
    size_t count, room;
};

static enum tct_status fail(const struct truth *t, struct tct_error *err, const char *found,
                            const char *expected)
{
    return tct_fail_at(err, TCT_ERR_INPUT, t->name, t->line, found, expected);
}

static bool number_of(const json_t *object, const char *key, double *ret_number)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value))
        return false;
    *ret_number = json_number_value(value);
    return isfinite(*ret_number);
}

/* Longitude and latitude are what a place in degrees needs; x and y are the sector's own. */
static enum tct_status read_place(const struct truth *t, const json_t *object,
                                  struct tct_plane *ret_place, struct tct_error *err)
{
    double x = 0.0, y = 0.0, lon = 0.0, lat = 0.0;
    bool has_xy = number_of(object, "x_m", &x) && number_of(object, "y_m", &y);
    bool has_lonlat = number_of(object, "lon", &lon) && number_of(object, "lat", &lat);
    enum tct_frame_kind kind = t->frame != NULL ? tct_frame_kind(t->frame) : TCT_FRAME_LOCAL;
    struct tct_error why;
    enum tct_status status = TCT_OK;
    if (kind == TCT_FRAME_WGS84 && has_lonlat)
        status = tct_frame_to_plane(t->frame, lon, lat, ret_place, &why);
    else if (kind == TCT_FRAME_EPSG && has_xy)
        status = tct_frame_to_plane(t->frame, x, y, ret_place, &why);
    else if (kind != TCT_FRAME_EPSG && has_xy)
        *ret_place = (struct tct_plane){x, y};
    else
        return fail(t, err, "no place",
                    kind == TCT_FRAME_WGS84 ? "numbers lon and lat, or x_m and y_m"
                                            : "numbers x_m and y_m");
    return status == TCT_OK ? TCT_OK
                            : tct_fail(err, status, "%s:%zu: %s", t->name, t->line, why.text);
}

static enum tct_status read_shot(const struct truth *t, const json_t *object,
                                 struct tct_shot *ret_shot, struct tct_error *err)
{
    const json_t *time = json_object_get(object, "time");
    const json_t *heard = json_object_get(object, "detections");
    struct tct_plane place;
    if (!json_is_object(object))
        return fail(t, err, "something else", "an object {...}");
    if (!json_is_string(time))
        return fail(t, err, "no time", "a text \"time\" as 2018-12-19T00:49:27.467Z");
    if (tct_time_parse(json_string_value(time), json_string_length(time), &ret_shot->time_ns) !=
        TCT_OK)
        return fail(t, err, json_string_value(time), "a time as 2018-12-19T00:49:27.467Z");
    enum tct_status status = read_place(t, object, &place, err);
    if (status != TCT_OK)
        return status;
    ret_shot->x_m = place.x_m;
    ret_shot->y_m = place.y_m;
    ret_shot->heard = json_is_array(heard) ? json_array_size(heard) : TCT_SCORE_NONE;
    return TCT_OK;
}

static enum tct_status read_line(struct truth *t, const char *line, size_t bytes,
                                 struct tct_error *err)
{
    struct tct_shot shot;
    json_error_t why;
    json_t *object = json_loadb(line, bytes, JSON_REJECT_DUPLICATES, &why);
    if (object == NULL)
        return tct_fail(err, TCT_ERR_INPUT, "%s:%zu: found no JSON (%s), expected an object {...}",
                        t->name, t->line, why.text);
    enum tct_status status = read_shot(t, object, &shot, err);
    json_decref(object);
    if (status != TCT_OK)
        return status;
    if (t->count == SHOTS_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "%s: found more than %d shots, expected fewer", t->name,
                        SHOTS_MAX);
    if (t->count == t->room) {
        size_t room = t->room == 0 ? 256 : 2 * t->room;
        struct tct_shot *larger = realloc(t->shots, room * sizeof(*larger));
        if (larger == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        t->shots = larger;
        t->room = room;
    }
    t->shots[t->count++] = shot;
    return TCT_OK;
}

static bool is_blank(const char *line, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (strchr(" \t\r\n", line[i]) == NULL)
            return false;
    return true;
}

/* Reads one line into `buffer`, newline included. Errors: TCT_ERR_LIMIT when it is too long. */
static enum tct_status next_line(FILE *file, char *buffer, size_t *ret_bytes)
{
    size_t n = 0;
    for (int c; (c = getc_unlocked(file)) != EOF;) {
        if (n == LINE_MAX_BYTES)
            return TCT_ERR_LIMIT;
        buffer[n++] = (char)c;
        if (c == '\n')
            break;
    }
    *ret_bytes = n;
    return TCT_OK;
}

/* A line that is wrong costs only itself; a limit or missing memory ends the reading. */
static enum tct_status read_lines(FILE *file, char *buffer, struct truth *t,
                                  struct tct_warnings *warnings, struct tct_error *err)
{
    for (size_t bytes;;) {
        t->line++;
        if (next_line(file, buffer, &bytes) != TCT_OK)
            return tct_fail_at(err, TCT_ERR_LIMIT, t->name, t->line, "a longer line",
                               "at most 1 MiB a line");
        if (bytes == 0)
            break;
        if (is_blank(buffer, bytes))
            continue;
        struct tct_error own;
        enum tct_status status = read_line(t, buffer, bytes, &own);
        if (status == TCT_ERR_INPUT) {
            tct_warnings_skip(warnings, KIND, &own);
        } else if (status != TCT_OK) {
            if (err != NULL)
                *err = own;
            return status;
        }
    }
    return ferror(file)
               ? tct_fail(err, TCT_ERR_IO, "%s: cannot be read: %s", t->name, strerror(errno))
               : TCT_OK;
}

enum tct_status tct_truth_read(FILE *file, const char *name, const struct tct_frame *frame,
                               struct tct_arena *arena, struct tct_warnings *warnings,
                               struct tct_shot **ret_shots, size_t *ret_count,
                               struct tct_error *err)
{
    struct truth t = {.name = name, .frame = frame};
    char *buffer = malloc(LINE_MAX_BYTES);
    enum tct_status status = buffer != NULL ? read_lines(file, buffer, &t, warnings, err)
                                            : tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    struct tct_shot *shots = NULL;
    if (status == TCT_OK) {
        shots = TCT_ARENA_NEW(arena, struct tct_shot, t.count);
        if (shots == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    if (status == TCT_OK) {
        if (t.count > 0)
            memcpy(shots, t.shots, t.count * sizeof(*shots));
        *ret_shots = shots;
        *ret_count = t.count;
    }
    free(t.shots);
    free(buffer);
    return status;
}
