/* Shapes: of a table, and what both ways in share. */
#include "shapes.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tacet/face/table.h"
#include "text.h"

enum { ID, NAME, KIND, SETTLEMENT, PEOPLE, HOURS, X, Y, LON, LAT, COLUMNS };

static const struct tct_column columns[COLUMNS] = {
    [ID] = {"id", false},         [NAME] = {"name", false},   [KIND] = {"kind", false},
    [PEOPLE] = {"people", false}, [HOURS] = {"hours", false}, [SETTLEMENT] = {"settlement", false},
    [X] = {"x", false},           [Y] = {"y", false},         [LON] = {"lon", false},
    [LAT] = {"lat", false}};

enum { ROOM_FIRST = 64, WORD_BYTES = 200 };

struct tct_shape *shapes_add(struct shapes_reader *reader, enum tct_shape_kind kind, size_t points,
                             struct tct_error *err)
{
    struct tct_shapes *shapes = reader->shapes;
    reader->points += points;
    if (reader->points > TCT_SHAPE_POINTS) {
        (void)tct_fail(err, TCT_ERR_LIMIT, "%.400s: more than %d points", reader->path,
                       (int)TCT_SHAPE_POINTS);
        return NULL;
    }
    if (shapes->count == reader->room) { /* what was before stays in the arena */
        size_t room = reader->room == 0 ? ROOM_FIRST : 2 * reader->room;
        struct tct_shape *more = TCT_ARENA_NEW(reader->arena, struct tct_shape, room);
        if (more != NULL && shapes->count > 0)
            memcpy(more, shapes->items, shapes->count * sizeof(*more));
        if (more == NULL) {
            (void)tct_fail(err, TCT_ERR_MEMORY, "%.400s: no memory", reader->path);
            return NULL;
        }
        shapes->items = more;
        reader->room = room;
    }
    struct tct_shape *shape = &shapes->items[shapes->count];
    *shape = (struct tct_shape){.shape = kind,
                                .name = "",
                                .kind = "",
                                .settlement = "",
                                .people = (double)NAN,
                                .hours = (double)NAN,
                                .count = points,
                                .x = TCT_ARENA_NEW(reader->arena, double, points),
                                .y = TCT_ARENA_NEW(reader->arena, double, points)};
    if (shape->x == NULL || shape->y == NULL) {
        (void)tct_fail(err, TCT_ERR_MEMORY, "%.400s: no memory", reader->path);
        return NULL;
    }
    shapes->count++;
    return shape;
}

const char *shapes_word(struct shapes_reader *reader, const char *word)
{
    size_t bytes = word == NULL ? 0 : strlen(word);
    if (bytes == 0 || bytes > WORD_BYTES || !text_is_printable(word, bytes))
        return "";
    const char *copy = text_copy(reader->arena, word, bytes);
    return copy != NULL ? copy : "";
}

static enum tct_status take_row(struct shapes_reader *reader, struct tct_table *table,
                                struct tct_error *err)
{
    bool degrees = reader->shapes->in_degrees;
    double x = (double)NAN, y = (double)NAN, people = (double)NAN, hours = (double)NAN;
    size_t a = degrees ? LON : X, b = degrees ? LAT : Y;
    if (!tct_table_number(table, a, degrees ? -180.0 : -1e8, degrees ? 180.0 : 1e8, &x) ||
        !tct_table_number(table, b, degrees ? -90.0 : -1e8, degrees ? 90.0 : 1e8, &y) ||
        !tct_table_number(table, PEOPLE, 0.0, SHAPES_PEOPLE_MOST, &people) ||
        !tct_table_number(table, HOURS, 0.0, SHAPES_HOURS_MOST, &hours))
        return TCT_OK;
    if (isnan(x) || isnan(y)) {
        tct_table_skip(table, isnan(x) ? a : b, "a number");
        return TCT_OK;
    }
    struct tct_shape *shape = shapes_add(reader, TCT_SHAPE_POINT, 1, err);
    if (shape == NULL)
        return TCT_ERR_LIMIT;
    shape->x[0] = x;
    shape->y[0] = y;
    shape->people = people;
    shape->hours = hours;
    shape->name = shapes_word(reader, tct_table_text(table, tct_table_has(table, ID) ? ID : NAME));
    shape->kind = shapes_word(reader, tct_table_text(table, KIND));
    shape->settlement = shapes_word(reader, tct_table_text(table, SETTLEMENT));
    return TCT_OK;
}

static enum tct_status read_table(struct shapes_reader *reader, struct tct_error *err)
{
    struct tct_table *table = NULL;
    enum tct_status status =
        tct_table_open(reader->path, "places", columns, COLUMNS, reader->warnings, &table, err);
    if (status != TCT_OK)
        return status;
    bool plane = tct_table_has(table, X) && tct_table_has(table, Y);
    reader->shapes->in_degrees = !plane && tct_table_has(table, LON) && tct_table_has(table, LAT);
    if (!plane && !reader->shapes->in_degrees)
        status = tct_fail_at(err, TCT_ERR_INPUT, reader->path, 1, "no coordinates",
                             "the columns x and y, or lon and lat");
    while (status == TCT_OK && tct_table_next(table))
        status = take_row(reader, table, err);
    tct_table_close(table);
    return status;
}

/* '{' after blanks and a mark of byte order; false for what cannot be read. */
static bool begins_as_json(const char *path)
{
    FILE *file = fopen(path, "re");
    int byte = EOF;
    if (file == NULL)
        return false;
    do
        byte = getc(file);
    while (byte != EOF && (isspace(byte) || byte == 0xEF || byte == 0xBB || byte == 0xBF));
    (void)fclose(file);
    return byte == '{';
}

enum tct_status tct_shapes_read(const char *path, struct tct_arena *arena,
                                struct tct_warnings *warnings, struct tct_shapes *ret_shapes,
                                struct tct_error *err)
{
    *ret_shapes = (struct tct_shapes){0};
    struct shapes_reader reader = {
        .path = path, .arena = arena, .warnings = warnings, .shapes = ret_shapes};
    enum tct_status status =
        begins_as_json(path) ? shapes_read_geojson(&reader, err) : read_table(&reader, err);
    if (status == TCT_OK && ret_shapes->count == 0)
        status = tct_fail_at(err, TCT_ERR_INPUT, path, 0, "no usable place",
                             "a table of places or GeoJSON");
    return status;
}

bool tct_shape_holds(const struct tct_shape *area, double x, double y)
{
    bool inside = false;
    for (size_t i = 0, j = area->count - 1; i < area->count; j = i++) {
        bool over = area->y[i] > y, before_over = area->y[j] > y;
        if (over != before_over && x < area->x[i] + (y - area->y[i]) / (area->y[j] - area->y[i]) *
                                                        (area->x[j] - area->x[i]))
            inside = !inside;
    }
    return inside;
}
