/* Reports from a table. */
#include "tacet/face/statement_csv.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "encoding.h"
#include "tacet/face/table.h"
#include "text.h"

enum { FILE_BYTES = 64 << 20 };

/* What becomes of a cell. */
enum cell { CELL_TEXT, CELL_NUMBER, CELL_TRUTH, CELL_COUNT, CELL_PLACE };

static const struct {
    const char *name;
    enum cell cell;
} CELLS[] = {
    {"id", CELL_TEXT},
    {"about", CELL_TEXT},
    {"channel", CELL_TEXT},
    {"party", CELL_TEXT},
    {"accused", CELL_TEXT},
    {"received", CELL_TEXT},
    {"time", CELL_TEXT},
    {"until", CELL_TEXT},
    {"time_sigma_s", CELL_NUMBER},
    {"observation", CELL_TEXT},
    {"direction", CELL_TEXT},
    {"means", CELL_TEXT},
    {"count", CELL_COUNT},
    {"observer", CELL_TEXT},
    {"bearing", CELL_TEXT},
    {"bearing_deg", CELL_NUMBER},
    {"bearing_sigma_deg", CELL_NUMBER},
    {"distance_m", CELL_NUMBER},
    {"place", CELL_TEXT},
    {"inside_disengagement_area", CELL_TRUTH},
    {"weapon", CELL_TEXT},
    {"calibre_mm", CELL_NUMBER},
    {"text", CELL_TEXT},
    {"witnesses", CELL_NUMBER},
    {"restriction", CELL_TEXT},
    {"reason", CELL_TEXT},
    {"duration_s", CELL_NUMBER},
    {"damage", CELL_TEXT},
    {"corrects", CELL_TEXT},
    {"place_x_m", CELL_PLACE},
    {"place_y_m", CELL_PLACE},
    {"observer_x_m", CELL_PLACE},
    {"observer_y_m", CELL_PLACE},
};

/* "12", "~12", "10-20", "many"; NULL: none of these. */
static json_t *count_of(const char *cell)
{
    bool about = cell[0] == '~';
    const char *number = cell + about, *dash = strchr(number, '-');
    double low = 0.0, high = 0.0;
    if (strcmp(cell, "many") == 0 || strcmp(cell, "uncountable") == 0)
        return json_string("uncountable");
    if (dash != NULL && dash > number && text_number(number, (size_t)(dash - number), &low) &&
        text_number(dash + 1, strlen(dash + 1), &high))
        return json_pack("{s:f, s:f}", "from", low, "to", high);
    return text_number(number, strlen(number), &low)
               ? json_pack("{s:f}", about ? "about" : "exact", low)
               : NULL;
}

/* "place_x_m" is x_m of the member place. */
static json_t *add_place(json_t *object, const char *column, double number)
{
    const char *part = strchr(column, '_') + 1;
    char name[16];
    (void)snprintf(name, sizeof(name), "%.*s", (int)(part - column - 1), column);
    json_t *place = json_object_get(object, name);
    if (!json_is_object(place)) {
        place = json_object();
        (void)json_object_set_new(object, name, place);
    }
    (void)json_object_set_new(place, part, json_real(number));
    return place;
}

/* False when the cell has been told to be wrong. */
static bool take_cell(struct tct_table *table, size_t column, json_t *object)
{
    const char *cell = tct_table_text(table, column), *name = CELLS[column].name;
    json_t *value = NULL;
    double number = 0.0;
    if (cell[0] == '\0')
        return true;
    switch (CELLS[column].cell) {
    case CELL_TEXT:
        value = json_string(cell);
        break;
    case CELL_TRUTH:
        value = strcmp(cell, "yes") == 0 || strcmp(cell, "true") == 0   ? json_true()
                : strcmp(cell, "no") == 0 || strcmp(cell, "false") == 0 ? json_false()
                                                                        : NULL;
        if (value == NULL)
            tct_table_skip(table, column, "yes or no");
        break;
    case CELL_COUNT:
        value = count_of(cell);
        if (value == NULL)
            tct_table_skip(table, column, "a count as 12, ~12, 10-20 or many");
        break;
    case CELL_NUMBER:
    case CELL_PLACE:
        if (!tct_table_number(table, column, -1e9, 1e9, &number))
            return false;
        if (CELLS[column].cell == CELL_PLACE)
            return add_place(object, name, number) != NULL;
        value = json_real(number);
        break;
    }
    return value != NULL && json_object_set_new(object, name, value) == 0;
}

static enum tct_status take_row(struct tct_table *table, tct_csv_row_fn *take, void *user,
                                struct tct_error *err)
{
    json_t *object = json_pack("{s:s}", "kind", "report");
    bool good = object != NULL;
    for (size_t column = 0; column < TCT_COUNT(CELLS) && good; column++)
        good = take_cell(table, column, object);
    char *text = good ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    json_decref(object);
    enum tct_status status = text == NULL ? TCT_OK : take(user, tct_table_line(table), text, err);
    free(text);
    return status;
}

/* What separates the cells of the header: that of three which it has most of. */
static char separator_of(const char *text)
{
    static const char SEPARATORS[] = ",;\t";
    size_t line = strcspn(text, "\r\n"), most = 0;
    char best = ',';
    for (const char *s = SEPARATORS; *s != '\0'; s++) {
        size_t count = 0;
        for (size_t i = 0; i < line; i++)
            count += text[i] == *s;
        if (count > most) {
            most = count;
            best = *s;
        }
    }
    return best;
}

/* Cells with other separators between them become cells with commas; one that holds a comma is put
 * in quotes. For free(); NULL when memory is out. */
static char *with_commas(const char *text, size_t bytes, char separator, size_t *ret_bytes)
{
    char *out = malloc(3 * bytes + 1), *to = out;
    for (size_t at = 0; out != NULL && at < bytes;) {
        size_t end = at;
        bool quoted = text[at] == '"', comma = false, inside = quoted;
        for (end += quoted; end < bytes && (inside || (text[end] != separator &&
                                                       text[end] != '\n' && text[end] != '\r'));
             end++) {
            if (quoted && text[end] == '"')
                inside = !inside;
            comma = comma || text[end] == ',';
        }
        bool wrap = comma && !quoted;
        if (wrap)
            *to++ = '"';
        memcpy(to, text + at, end - at);
        to += end - at;
        if (wrap)
            *to++ = '"';
        if (end < bytes)
            *to++ = text[end] == separator ? ',' : text[end];
        at = end + 1;
    }
    if (out != NULL) {
        *to = '\0';
        *ret_bytes = (size_t)(to - out);
    }
    return out;
}

static enum tct_status take_rows(const char *path, const char *text, size_t bytes,
                                 struct tct_warnings *warnings, tct_csv_row_fn *take, void *user,
                                 struct tct_error *err)
{
    struct tct_column columns[TCT_COUNT(CELLS)];
    struct tct_table *table = NULL;
    for (size_t i = 0; i < TCT_COUNT(CELLS); i++)
        columns[i] = (struct tct_column){CELLS[i].name, strcmp(CELLS[i].name, "time") == 0 ||
                                                            strcmp(CELLS[i].name, "channel") == 0};
    enum tct_status status = tct_table_open_memory(path, text, bytes, "reports", columns,
                                                   TCT_COUNT(columns), warnings, &table, err);
    if (status != TCT_OK)
        return status;
    while (status == TCT_OK && tct_table_next(table))
        status = take_row(table, take, user, err);
    tct_table_close(table);
    return status;
}

enum tct_status tct_statements_csv(const char *path, const char *encoding,
                                   struct tct_warnings *warnings, tct_csv_row_fn *take, void *user,
                                   struct tct_error *err)
{
    char *raw = NULL, *text = NULL, *cells = NULL;
    size_t raw_bytes = 0, bytes = 0;
    enum tct_status status = text_read_file(path, FILE_BYTES, &raw, &raw_bytes, err);
    if (status == TCT_OK)
        status = encoding_to_utf8(path, raw, raw_bytes, encoding, &text, &bytes, err);
    char separator = status == TCT_OK ? separator_of(text) : ',';
    if (status == TCT_OK && separator != ',') {
        cells = with_commas(text, bytes, separator, &bytes);
        if (cells == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    if (status == TCT_OK)
        status = take_rows(path, cells == NULL ? text : cells, bytes, warnings, take, user, err);
    free(cells);
    free(text);
    free(raw);
    return status;
}
