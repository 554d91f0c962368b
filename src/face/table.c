/* Table: CSV rows and what is asked of their cells. */
#include "tacet/face/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum {
    FILE_BYTES_MAX = 64 << 20,
    ROW_BYTES_MAX = 64 << 10,
    CELL_BYTES_MAX = 4 << 10,
    CELLS_MAX = 256,
    EXPECTED_BYTES = 160,
};

static const size_t ABSENT = SIZE_MAX;

struct tct_table {
    char *file;
    char *owned; /* the whole file when it was read here */
    const char *at;
    const char *end;
    const char *kind;
    const struct tct_column *columns;
    size_t column_count;
    size_t *cell_of; /* by column: index into `cells`, ABSENT */
    size_t header_cells;
    struct tct_warnings *warnings;
    size_t line;      /* of the current row's first byte */
    size_t next_line; /* of `at` */
    size_t cell_count;
    const char *cells[CELLS_MAX];
    size_t row_used;
    char row[ROW_BYTES_MAX + CELLS_MAX + 1]; /* the cells' text, each ended by a NUL */
};

/* Why a row is not one. */
struct fault {
    const char *found;
    const char *expected;
    bool runs_on; /* a quote may have swallowed rows that are good */
};

static bool at_line_end(const struct tct_table *t)
{
    return t->at == t->end || *t->at == '\n' || *t->at == '\r';
}

/* Passes over LF, CR LF or CR. */
static void pass_line_end(struct tct_table *t)
{
    if (t->at == t->end)
        return;
    bool carriage = *t->at++ == '\r';
    if (carriage && t->at < t->end && *t->at == '\n')
        t->at++;
    t->next_line++;
}

static void pass_line(struct tct_table *t)
{
    while (!at_line_end(t))
        t->at++;
    pass_line_end(t);
}

/* Copies a cell in quotes, doubled quotes as one. False when nothing closes it. */
static bool take_quoted(struct tct_table *t)
{
    const char *from = ++t->at;
    for (; t->at < t->end && t->at - from < CELL_BYTES_MAX; t->at++) {
        bool more = t->at + 1 < t->end;
        if (*t->at == '"') {
            t->at++;
            if (!more || *t->at != '"')
                return true;
        } else if (*t->at == '\n' || (*t->at == '\r' && !(more && t->at[1] == '\n'))) {
            t->next_line++;
        }
        t->row[t->row_used++] = *t->at;
    }
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Copies a cell without quotes and without the blanks around it. False when it is too long. */
static bool take_plain(struct tct_table *t)
{
    const char *from = t->at;
    while (!at_line_end(t) && *t->at != ',')
        t->at++;
    const char *to = t->at;
    while (from < to && is_blank(*from))
        from++;
    while (to > from && is_blank(to[-1]))
        to--;
    if (to - from > CELL_BYTES_MAX)
        return false;
    memcpy(t->row + t->row_used, from, (size_t)(to - from));
    t->row_used += (size_t)(to - from);
    return true;
}

/* Takes the cell at `at`, up to its comma or the end of the line. */
static bool take_cell(struct tct_table *t, struct fault *fault)
{
    size_t start = t->row_used;
    if (t->cell_count == CELLS_MAX || start + CELL_BYTES_MAX > ROW_BYTES_MAX) {
        *fault = (struct fault){.found = "a row of over 256 cells or 60 KiB", .expected = "fewer"};
        return false;
    }
    bool quoted = t->at < t->end && *t->at == '"';
    if (quoted && !take_quoted(t)) {
        *fault =
            (struct fault){"a quote that nothing closes within 4 KiB", "a closing quote", true};
        return false;
    }
    if (!quoted && !take_plain(t)) {
        *fault = (struct fault){.found = "a cell of over 4 KiB", .expected = "a shorter one"};
        return false;
    }
    if (!at_line_end(t) && *t->at != ',') {
        *fault = (struct fault){.found = "text after a closing quote", .expected = "a comma"};
        return false;
    }
    const char *cell = t->row + start;
    if (!text_is_utf8(cell, t->row_used - start)) {
        *fault = (struct fault){.found = "bytes that are not UTF-8", .expected = "UTF-8 text"};
        return false;
    }
    if (!quoted && memchr(cell, '"', t->row_used - start) != NULL) {
        *fault = (struct fault){.found = "a quote inside a cell", .expected = "the cell in quotes"};
        return false;
    }
    t->row[t->row_used++] = '\0';
    t->cells[t->cell_count++] = cell;
    return true;
}

/* Takes the row at `at` and passes over its end, whether it is one or not. */
static bool take_row(struct tct_table *t, struct fault *fault)
{
    const char *start = t->at;
    t->line = t->next_line;
    t->cell_count = 0;
    t->row_used = 0;
    for (;;) {
        if (!take_cell(t, fault)) {
            if (fault->runs_on) {
                t->at = start;
                t->next_line = t->line;
            }
            pass_line(t);
            return false;
        }
        if (at_line_end(t))
            break;
        t->at++;
    }
    pass_line_end(t);
    return true;
}

static void pass_empty_lines(struct tct_table *t)
{
    while (t->at < t->end && at_line_end(t))
        pass_line_end(t);
}

void tct_table_skip_row(struct tct_table *t, const char *found, const char *expected)
{
    struct tct_error err;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, t->file, t->line, found, expected);
    tct_warnings_skip(t->warnings, t->kind, &err);
}

bool tct_table_next(struct tct_table *t)
{
    for (;;) {
        struct fault fault = {0};
        pass_empty_lines(t);
        if (t->at == t->end)
            return false;
        if (!take_row(t, &fault)) {
            tct_table_skip_row(t, fault.found, fault.expected);
        } else if (t->cell_count != t->header_cells) {
            char found[32], expected[48];
            (void)snprintf(found, sizeof(found), "%zu cells", t->cell_count);
            (void)snprintf(expected, sizeof(expected), "%zu as in the header", t->header_cells);
            tct_table_skip_row(t, found, expected);
        } else {
            return true;
        }
    }
}

size_t tct_table_rows_at_most(const struct tct_table *t)
{
    size_t line_ends = 0;
    for (const char *at = t->at; at < t->end; at++)
        line_ends += *at == '\n' || (*at == '\r' && !(at + 1 < t->end && at[1] == '\n'));
    return line_ends + 1;
}

size_t tct_table_line(const struct tct_table *t)
{
    return t->line;
}

bool tct_table_has(const struct tct_table *t, size_t column)
{
    TCT_ASSERT(column < t->column_count);
    return t->cell_of[column] != ABSENT;
}

const char *tct_table_text(const struct tct_table *t, size_t column)
{
    return tct_table_has(t, column) ? t->cells[t->cell_of[column]] : "";
}

void tct_table_skip(struct tct_table *t, size_t column, const char *expected)
{
    char quoted[TEXT_QUOTED_BYTES], named[EXPECTED_BYTES];
    const char *cell = tct_table_text(t, column);
    (void)snprintf(named, sizeof(named), "%s as %s", t->columns[column].name, expected);
    tct_table_skip_row(t, text_quote(cell, strlen(cell), quoted), named);
}

/* Whether there is nothing to read and that is fine. */
static bool may_stay_empty(const struct tct_table *t, size_t column)
{
    return tct_table_text(t, column)[0] == '\0' && !t->columns[column].required;
}

bool tct_table_number(struct tct_table *t, size_t column, double min, double max,
                      double *ret_number)
{
    double number;
    char expected[EXPECTED_BYTES];
    const char *cell = tct_table_text(t, column);
    if (may_stay_empty(t, column))
        return true;
    if (text_number(cell, strlen(cell), &number) && number >= min && number <= max) {
        *ret_number = number;
        return true;
    }
    (void)snprintf(expected, sizeof(expected), "a number from %.10g to %.10g", min, max);
    tct_table_skip(t, column, expected);
    return false;
}

bool tct_table_integer(struct tct_table *t, size_t column, int64_t min, int64_t max,
                       int64_t *ret_number)
{
    int64_t number;
    char expected[EXPECTED_BYTES];
    const char *cell = tct_table_text(t, column);
    if (may_stay_empty(t, column))
        return true;
    if (text_integer(cell, strlen(cell), &number) && number >= min && number <= max) {
        *ret_number = number;
        return true;
    }
    (void)snprintf(expected, sizeof(expected), "a whole number from %lld to %lld", (long long)min,
                   (long long)max);
    tct_table_skip(t, column, expected);
    return false;
}

bool tct_table_time(struct tct_table *t, size_t column, int64_t *ret_ns)
{
    const char *cell = tct_table_text(t, column);
    if (may_stay_empty(t, column) || tct_time_parse(cell, strlen(cell), ret_ns) == TCT_OK)
        return true;
    tct_table_skip(t, column, "a time such as 2026-01-31T12:00:00Z");
    return false;
}

/* A column that nobody asked for: noted when it looks like a slip of one that was. */
static void note_unknown(struct tct_table *t, const char *name)
{
    const char *known[CELLS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < t->column_count && count < CELLS_MAX; i++)
        if (t->cell_of[i] == ABSENT)
            known[count++] = t->columns[i].name;
    const char *nearest = text_nearest(name, known, count);
    if (nearest == NULL)
        return;
    struct tct_error err;
    char found[EXPECTED_BYTES], quoted[TEXT_QUOTED_BYTES];
    (void)snprintf(found, sizeof(found), "the unknown column %s (not read)",
                   text_quote(name, strlen(name), quoted));
    (void)tct_fail_at(&err, TCT_ERR_INPUT, t->file, t->line, found, nearest);
    tct_warnings_note(t->warnings, "unknown columns", &err);
}

static enum tct_status match_column(struct tct_table *t, size_t cell, bool *ret_known,
                                    struct tct_error *err)
{
    *ret_known = false;
    for (size_t i = 0; i < t->column_count; i++) {
        if (strcmp(t->columns[i].name, t->cells[cell]) != 0)
            continue;
        if (t->cell_of[i] != ABSENT) {
            char found[EXPECTED_BYTES];
            (void)snprintf(found, sizeof(found), "the column '%s' twice", t->columns[i].name);
            return tct_fail_at(err, TCT_ERR_INPUT, t->file, t->line, found, "it once");
        }
        t->cell_of[i] = cell;
        *ret_known = true;
    }
    return TCT_OK;
}

static enum tct_status require_columns(const struct tct_table *t, struct tct_error *err)
{
    for (size_t i = 0; i < t->column_count; i++) {
        if (!t->columns[i].required || t->cell_of[i] != ABSENT)
            continue;
        char found[EXPECTED_BYTES], expected[EXPECTED_BYTES];
        text_join(t->cells, t->cell_count, found, sizeof(found));
        (void)snprintf(expected, sizeof(expected), "a header with the column '%s'",
                       t->columns[i].name);
        return tct_fail_at(err, TCT_ERR_INPUT, t->file, t->line, found, expected);
    }
    return TCT_OK;
}

static enum tct_status take_header(struct tct_table *t, struct tct_error *err)
{
    struct fault fault = {0};
    pass_empty_lines(t);
    if (t->at == t->end)
        return tct_fail_at(err, TCT_ERR_INPUT, t->file, 0, "an empty file",
                           "a header with columns");
    if (!take_row(t, &fault))
        return tct_fail_at(err, TCT_ERR_INPUT, t->file, t->line, fault.found, fault.expected);
    t->header_cells = t->cell_count;
    bool known[CELLS_MAX];
    for (size_t cell = 0; cell < t->cell_count; cell++) {
        enum tct_status status = match_column(t, cell, &known[cell], err);
        if (status != TCT_OK)
            return status;
    }
    enum tct_status status = require_columns(t, err);
    for (size_t cell = 0; cell < t->cell_count && status == TCT_OK; cell++)
        if (!known[cell])
            note_unknown(t, t->cells[cell]);
    return status;
}

enum tct_status tct_table_open_memory(const char *file, const char *text, size_t bytes,
                                      const char *kind, const struct tct_column *columns,
                                      size_t column_count, struct tct_warnings *warnings,
                                      struct tct_table **ret_table, struct tct_error *err)
{
    struct tct_table *t = calloc(1, sizeof(*t));
    size_t *cell_of = calloc(column_count + 1, sizeof(*cell_of));
    char *name = strdup(file);
    if (t == NULL || cell_of == NULL || name == NULL) {
        free(t);
        free(cell_of);
        free(name);
        return tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", file);
    }
    t->file = name;
    t->at = text + text_bom_bytes(text, bytes);
    t->end = text + bytes;
    t->kind = kind;
    t->columns = columns;
    t->column_count = column_count;
    t->cell_of = cell_of;
    t->warnings = warnings;
    t->next_line = 1;
    for (size_t i = 0; i < column_count; i++)
        cell_of[i] = ABSENT;
    enum tct_status status = take_header(t, err);
    if (status != TCT_OK) {
        tct_table_close(t);
        return status;
    }
    *ret_table = t;
    return TCT_OK;
}

enum tct_status tct_table_open(const char *path, const char *kind, const struct tct_column *columns,
                               size_t column_count, struct tct_warnings *warnings,
                               struct tct_table **ret_table, struct tct_error *err)
{
    char *text;
    size_t bytes;
    enum tct_status status = text_read_file(path, FILE_BYTES_MAX, &text, &bytes, err);
    if (status != TCT_OK)
        return status;
    status = tct_table_open_memory(path, text, bytes, kind, columns, column_count, warnings,
                                   ret_table, err);
    if (status == TCT_OK)
        (*ret_table)->owned = text;
    else
        free(text);
    return status;
}

void tct_table_close(struct tct_table *t)
{
    if (t == NULL)
        return;
    free(t->file);
    free(t->owned);
    free(t->cell_of);
    free(t);
}
