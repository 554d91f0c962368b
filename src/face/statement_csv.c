/* Reports from a table. */
#include "tacet/face/statement_csv.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "encoding.h"
#include "statement_cell.h"
#include "tacet/face/table.h"
#include "text.h"

enum { FILE_BYTES = 64 << 20 };

/* False when the cell has been told to be wrong. */
static bool take_cell(struct tct_table *table, size_t column, json_t *object)
{
    const char *expected = NULL;
    bool good = statement_cell_set(object, column, tct_table_text(table, column), &expected);
    if (!good)
        tct_table_skip(table, column, expected);
    return good;
}

static enum tct_status take_row(struct tct_table *table, tct_csv_row_fn *take, void *user,
                                struct tct_error *err)
{
    json_t *object = json_pack("{s:s}", "kind", "report");
    bool good = object != NULL;
    for (size_t column = 0; column < STATEMENT_CELLS && good; column++)
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
    struct tct_column columns[STATEMENT_CELLS];
    struct tct_table *table = NULL;
    for (size_t i = 0; i < STATEMENT_CELLS; i++) {
        const char *name = statement_cell_name(i);
        columns[i] =
            (struct tct_column){name, strcmp(name, "time") == 0 || strcmp(name, "channel") == 0};
    }
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
