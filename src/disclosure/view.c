/* Objects as somebody may see them: member by member, and what has no row stays inside. */
#include "tacet/disclosure/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PATH_ROOM = 256, DEGREE_SCALE = 100000 /* 1 m */ };

/* All that a walk through an object needs. */
struct walk {
    const struct tct_viewer *viewer;
    const struct tct_subject *subject;
    const struct tct_kind *kind;
    const struct tct_frame *frame;
    int64_t now_ns;
    bool withheld[TCT_FIELD_COUNT];
    bool failed; /* out of memory */
};

struct tct_plane tct_coarse_place(const struct tct_role *role, struct tct_plane place)
{
    return (struct tct_plane){(floor(place.x_m / role->grid_m) + 0.5) * role->grid_m,
                              (floor(place.y_m / role->grid_m) + 0.5) * role->grid_m};
}

int64_t tct_coarse_time(const struct tct_role *role, int64_t time_ns)
{
    int64_t step_ns = tct_time_from_s(role->clock_s);
    int64_t rest = time_ns % step_ns;
    int64_t back = rest < 0 ? rest + step_ns : rest;
    return time_ns < INT64_MIN + back ? INT64_MIN : time_ns - back;
}

static void put(struct walk *walk, json_t *object, const char *key, json_t *value)
{
    if (value == NULL || json_object_set_new(object, key, value) != 0)
        walk->failed = true;
}

static void put_degrees(struct walk *walk, json_t *object, const char *key, double degrees)
{
    put(walk, object, key, json_real(round(degrees * DEGREE_SCALE) / DEGREE_SCALE));
}

/* Longitude and latitude of a place in the sector's own coordinates; false: it has none. */
static bool to_geodetic(const struct tct_frame *frame, struct tct_plane place,
                        struct tct_geodetic *ret)
{
    if (!tct_frame_is_geodetic(frame))
        return false;
    if (tct_frame_kind(frame) == TCT_FRAME_EPSG &&
        tct_frame_to_plane(frame, place.x_m, place.y_m, &place, NULL) != TCT_OK)
        return false;
    *ret = tct_frame_to_geodetic(frame, place);
    return true;
}

/* The square that holds the place which `from` tells by x_m and y_m. Without these nothing is told.
 */
static bool put_square(struct walk *walk, json_t *to, const json_t *from)
{
    const json_t *x = json_object_get(from, "x_m"), *y = json_object_get(from, "y_m");
    struct tct_geodetic degrees;
    if (!json_is_number(x) || !json_is_number(y))
        return false;
    const struct tct_role *role = walk->viewer->role;
    struct tct_plane place = {json_number_value(x), json_number_value(y)};
    place = tct_coarse_place(role, place);
    put(walk, to, "x_m", json_real(place.x_m));
    put(walk, to, "y_m", json_real(place.y_m));
    put(walk, to, "grid_m", json_real(role->grid_m));
    if (to_geodetic(walk->frame, place, &degrees)) {
        put_degrees(walk, to, "lon", degrees.lon_deg);
        put_degrees(walk, to, "lat", degrees.lat_deg);
    }
    return true;
}

static const struct tct_member *find(const struct tct_kind *kind, const char *path)
{
    for (size_t i = 0; i < kind->count; i++)
        if (strcmp(kind->members[i].path, path) == 0)
            return &kind->members[i];
    return NULL;
}

static json_t *coarse_time(const struct walk *walk, const json_t *value)
{
    int64_t ns = 0;
    char text[TCT_TIME_TEXT_BYTES];
    if (!json_is_string(value) ||
        tct_time_parse(json_string_value(value), json_string_length(value), &ns) != TCT_OK)
        return NULL;
    tct_time_format(tct_coarse_time(walk->viewer->role, ns), 0, text);
    return json_string(text);
}

static json_t *seen(struct walk *walk, json_t *value, const char *path);

static json_t *seen_list(struct walk *walk, json_t *list, const char *path)
{
    json_t *ret = json_array();
    size_t i = 0;
    json_t *item = NULL;
    if (ret == NULL)
        walk->failed = true;
    json_array_foreach(list, i, item)
    {
        json_t *part = seen(walk, item, path);
        if (part == NULL || json_array_append_new(ret, part) != 0)
            walk->failed = true;
    }
    return ret;
}

/* A coarse member; NULL when nothing of it can be told. */
static json_t *coarse(struct walk *walk, const struct tct_member *member, const json_t *value)
{
    if (member->shape == TCT_SHAPE_PLAIN)
        return json_deep_copy(value);
    if (member->shape == TCT_SHAPE_TIME)
        return coarse_time(walk, value);
    if (member->shape != TCT_SHAPE_PLACE)
        return NULL;
    json_t *square = json_object();
    if (square == NULL)
        walk->failed = true;
    else if (!put_square(walk, square, value)) {
        json_decref(square);
        square = NULL;
    }
    return square;
}

static void see_member(struct walk *walk, json_t *to, json_t *from, const char *key, json_t *value,
                       const char *path)
{
    const struct tct_member *member = find(walk->kind, path);
    if (member == NULL)
        return;
    enum tct_seen how = tct_decide(walk->viewer, walk->subject, member->field, walk->now_ns);
    json_t *told = NULL;
    if (how != TCT_SEEN_NOT && member->shape == TCT_SHAPE_LIST)
        told = seen(walk, value, path);
    else if (how == TCT_SEEN_EXACT)
        told = json_deep_copy(value);
    else if (how == TCT_SEEN_COARSE && member->shape == TCT_SHAPE_HERE) {
        if (json_object_get(to, "grid_m") == NULL)
            (void)put_square(walk, to, from);
        return;
    } else if (how == TCT_SEEN_COARSE)
        told = coarse(walk, member, value);
    if (told != NULL)
        put(walk, to, key, told);
    else
        walk->withheld[member->field] = true;
}

static json_t *seen_object(struct walk *walk, json_t *object, const char *path)
{
    json_t *ret = json_object(), *value = NULL;
    const char *key = NULL;
    if (ret == NULL) {
        walk->failed = true;
        return NULL;
    }
    json_object_foreach(object, key, value)
    {
        char below[PATH_ROOM];
        int bytes = snprintf(below, sizeof(below), "%s%s%s", path, path[0] == '\0' ? "" : ".", key);
        if (bytes < (int)sizeof(below))
            see_member(walk, ret, object, key, value, below);
    }
    return ret;
}

/* What stands in a list is as open as the list. */
static json_t *seen(struct walk *walk, json_t *value, const char *path)
{
    if (json_is_array(value))
        return seen_list(walk, value, path);
    if (json_is_object(value))
        return seen_object(walk, value, path);
    return json_deep_copy(value);
}

static void tell_withheld(struct walk *walk, json_t *object)
{
    json_t *names = json_array();
    for (int field = 0; field < TCT_FIELD_COUNT; field++)
        if (walk->withheld[field] &&
            json_array_append_new(names, json_string(tct_field_name((enum tct_field)field))) != 0)
            walk->failed = true;
    if (json_array_size(names) > 0)
        put(walk, object, "withheld", names);
    else
        json_decref(names);
}

enum tct_status tct_disclose(const struct tct_viewer *viewer, const struct tct_subject *subject,
                             const struct tct_kind *kind, json_t *object,
                             const struct tct_frame *frame, int64_t now_ns, json_t **ret,
                             struct tct_error *err)
{
    struct walk walk = {
        .viewer = viewer, .subject = subject, .kind = kind, .frame = frame, .now_ns = now_ns};
    *ret = seen_object(&walk, object, "");
    if (*ret != NULL)
        tell_withheld(&walk, *ret);
    if (!walk.failed)
        return TCT_OK;
    json_decref(*ret);
    *ret = NULL;
    return tct_fail(err, TCT_ERR_MEMORY, "out of memory for what may be seen");
}
