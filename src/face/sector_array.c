/* Sector, its arrays: the table of the microphones of one station. */
#include "tacet/face/sector_array.h"

#include <stdio.h>
#include <stdlib.h>

#include "tacet/face/table.h"

enum { CHANNEL, X_M, Y_M, Z_M, POSITION_SIGMA_M, COLUMN_COUNT };
enum { CHANNEL_MAX = 255 };

static const struct tct_column COLUMNS[COLUMN_COUNT] = {
    [CHANNEL] = {"channel", true},
    [X_M] = {"x_m", true},
    [Y_M] = {"y_m", true},
    [Z_M] = {"z_m", true},
    [POSITION_SIGMA_M] = {"position_sigma_m", false},
};

static const char KIND[] = "array elements";
static const double OFFSET_MAX_M = 1e4; /* the largest infrasound arrays span a few kilometres */
static const double POSITION_SIGMA_MAX_M = 1e3;

/* Whether an element may join those that are there; if not, it was told. */
static bool is_new(struct tct_table *table, const struct tct_array *array,
                   const struct tct_element *element)
{
    for (size_t i = 0; i < array->count; i++) {
        const struct tct_element *other = &array->elements[i];
        if (other->channel == element->channel) {
            tct_table_skip(table, CHANNEL, "one that was not there yet");
            return false;
        }
        if (other->x_m == element->x_m && other->y_m == element->y_m &&
            other->z_m == element->z_m) {
            char found[48];
            (void)snprintf(found, sizeof(found), "the place of channel %u again", other->channel);
            tct_table_skip_row(table, found, "every element at its own place");
            return false;
        }
    }
    return true;
}

static bool take_row(struct tct_table *table, struct tct_element *ret_element)
{
    int64_t channel = 0;
    *ret_element = (struct tct_element){0};
    if (!tct_table_integer(table, CHANNEL, 0, CHANNEL_MAX, &channel) ||
        !tct_table_number(table, X_M, -OFFSET_MAX_M, OFFSET_MAX_M, &ret_element->x_m) ||
        !tct_table_number(table, Y_M, -OFFSET_MAX_M, OFFSET_MAX_M, &ret_element->y_m) ||
        !tct_table_number(table, Z_M, -OFFSET_MAX_M, OFFSET_MAX_M, &ret_element->z_m) ||
        !tct_table_number(table, POSITION_SIGMA_M, 0.0, POSITION_SIGMA_MAX_M,
                          &ret_element->position_sigma_m))
        return false;
    ret_element->channel = (uint32_t)channel;
    return true;
}

static int by_channel(const void *left, const void *right)
{
    const struct tct_element *a = left, *b = right;
    return (a->channel > b->channel) - (a->channel < b->channel);
}

static enum tct_status take_rows(const char *file, struct tct_table *table,
                                 struct tct_array *ret_array, struct tct_error *err)
{
    *ret_array = (struct tct_array){0};
    while (tct_table_next(table)) {
        struct tct_element element;
        if (!take_row(table, &element) || !is_new(table, ret_array, &element))
            continue;
        if (ret_array->count == TCT_ELEMENTS_MAX)
            return tct_fail_at(err, TCT_ERR_LIMIT, file, tct_table_line(table), "a 33rd element",
                               "32 at most");
        ret_array->elements[ret_array->count++] = element;
    }
    if (ret_array->count == 0)
        return tct_fail_at(err, TCT_ERR_INPUT, file, 0, "no usable element", "one at least");
    qsort(ret_array->elements, ret_array->count, sizeof(ret_array->elements[0]), by_channel);
    return TCT_OK;
}

enum tct_status tct_array_read(const char *path, struct tct_warnings *warnings,
                               struct tct_array *ret_array, struct tct_error *err)
{
    struct tct_table *table;
    enum tct_status status =
        tct_table_open(path, KIND, COLUMNS, COLUMN_COUNT, warnings, &table, err);
    if (status != TCT_OK)
        return status;
    status = take_rows(path, table, ret_array, err);
    tct_table_close(table);
    return status;
}

enum tct_status tct_array_read_memory(const char *file, const char *text, size_t bytes,
                                      struct tct_warnings *warnings, struct tct_array *ret_array,
                                      struct tct_error *err)
{
    struct tct_table *table;
    enum tct_status status = tct_table_open_memory(file, text, bytes, KIND, COLUMNS, COLUMN_COUNT,
                                                   warnings, &table, err);
    if (status != TCT_OK)
        return status;
    status = take_rows(file, table, ret_array, err);
    tct_table_close(table);
    return status;
}
