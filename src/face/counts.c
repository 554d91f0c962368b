/* Counts by day: a table with a row a day. */
#include <stdio.h>
#include <string.h>

#include "tacet/face/counts_file.h"
#include "tacet/face/table.h"

enum { DATE, N, EXPOSURE, COLUMN_COUNT };
enum { DATE_LENGTH = 10 };

static const struct tct_column COLUMNS[COLUMN_COUNT] = {
    [DATE] = {"date", true},
    [N] = {"n", false},
    [EXPOSURE] = {"exposure", false},
};
static const char KIND[] = "days";
static const int64_t NS_PER_DAY = 86400 * TCT_NS_PER_S;

struct row {
    int64_t day;
    int32_t n;
    double exposure;
    size_t line;
};

enum tct_status tct_date_parse(const char *text, int64_t *ret_day)
{
    char whole[TCT_TIME_TEXT_BYTES];
    int64_t ns = 0;
    if (strlen(text) != DATE_LENGTH)
        return TCT_ERR_INPUT;
    int length = snprintf(whole, sizeof(whole), "%sT00:00:00Z", text);
    if (tct_time_parse(whole, (size_t)length, &ns) != TCT_OK)
        return TCT_ERR_INPUT;
    *ret_day = ns / NS_PER_DAY; /* midnights: nothing is left over */
    tct_date_format(*ret_day, whole);
    return strcmp(whole, text) == 0 ? TCT_OK : TCT_ERR_INPUT; /* a 30th of February is no date */
}

void tct_date_format(int64_t day, char ret_text[TCT_DATE_TEXT_BYTES])
{
    char whole[TCT_TIME_TEXT_BYTES];
    tct_time_format(day * NS_PER_DAY, 0, whole);
    whole[DATE_LENGTH] = '\0';
    (void)snprintf(ret_text, TCT_DATE_TEXT_BYTES, "%.10s", whole);
}

static bool take_row(struct tct_table *table, struct row *ret)
{
    int64_t n = TCT_COUNT_NO_DATA;
    *ret = (struct row){.exposure = 1.0, .line = tct_table_line(table)};
    if (tct_date_parse(tct_table_text(table, DATE), &ret->day) != TCT_OK) {
        tct_table_skip(table, DATE, "YYYY-MM-DD");
        return false;
    }
    if (!tct_table_integer(table, N, 0, TCT_COUNT_MAX, &n) ||
        !tct_table_number(table, EXPOSURE, 0.0, 1.0, &ret->exposure))
        return false;
    if (n > 0 && ret->exposure <= 0.0) {
        tct_table_skip(table, EXPOSURE, "more than 0 where something was counted");
        return false;
    }
    ret->n = ret->exposure > 0.0 ? (int32_t)n : TCT_COUNT_NO_DATA;
    return true;
}

/* Days in their order, from the first to the last. */
static enum tct_status spread(const char *name, const struct row *rows, size_t count,
                              struct tct_arena *arena, struct tct_warnings *warnings,
                              struct tct_counts_file *ret, struct tct_error *err)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    struct tct_error fault;
    for (size_t i = 0; i < count; i++) {
        first = rows[i].day < first ? rows[i].day : first;
        last = rows[i].day > last ? rows[i].day : last;
    }
    if (count == 0)
        return tct_fail(err, TCT_ERR_INPUT, "%.300s: found no days, expected a row for each", name);
    if (last - first >= TCT_COUNT_DAYS_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "%.300s: found %lld days, expected at most %d", name,
                        (long long)(last - first) + 1, (int)TCT_COUNT_DAYS_MAX);
    size_t days = (size_t)(last - first) + 1;
    int32_t *n = TCT_ARENA_NEW(arena, int32_t, days);
    double *exposure = TCT_ARENA_NEW(arena, double, days);
    if (n == NULL || exposure == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu days", days);
    for (size_t t = 0; t < days; t++) {
        n[t] = TCT_COUNT_NO_DATA;
        exposure[t] = 0.0;
    }
    for (size_t i = 0; i < count; i++) {
        size_t t = (size_t)(rows[i].day - first);
        char date[TCT_DATE_TEXT_BYTES];
        tct_date_format(rows[i].day, date);
        if (exposure[t] > 0.0) {
            (void)tct_fail_at(&fault, TCT_ERR_INPUT, name, rows[i].line, date,
                              "a date that was not there yet");
            tct_warnings_skip(warnings, KIND, &fault);
            continue;
        }
        n[t] = rows[i].n;
        exposure[t] = rows[i].n == TCT_COUNT_NO_DATA ? 1.0 : rows[i].exposure;
    }
    *ret = (struct tct_counts_file){first, {n, exposure, days}};
    return TCT_OK;
}

static enum tct_status take_table(const char *name, struct tct_table *table,
                                  struct tct_arena *arena, struct tct_warnings *warnings,
                                  struct tct_counts_file *ret, struct tct_error *err)
{
    size_t room = tct_table_rows_at_most(table), count = 0;
    struct row *rows = TCT_ARENA_NEW(arena, struct row, room);
    if (rows == NULL)
        return tct_fail(err, TCT_ERR_LIMIT, "%.300s: no room for %zu days", name, room);
    while (tct_table_next(table))
        count += take_row(table, &rows[count]);
    return spread(name, rows, count, arena, warnings, ret, err);
}

enum tct_status tct_counts_read(const char *path, struct tct_arena *arena,
                                struct tct_warnings *warnings, struct tct_counts_file *ret,
                                struct tct_error *err)
{
    struct tct_table *table;
    enum tct_status status =
        tct_table_open(path, KIND, COLUMNS, COLUMN_COUNT, warnings, &table, err);
    if (status != TCT_OK)
        return status;
    status = take_table(path, table, arena, warnings, ret, err);
    tct_table_close(table);
    return status;
}

enum tct_status tct_counts_read_memory(const char *name, const char *text, size_t bytes,
                                       struct tct_arena *arena, struct tct_warnings *warnings,
                                       struct tct_counts_file *ret, struct tct_error *err)
{
    struct tct_table *table;
    enum tct_status status = tct_table_open_memory(name, text, bytes, KIND, COLUMNS, COLUMN_COUNT,
                                                   warnings, &table, err);
    if (status != TCT_OK)
        return status;
    status = take_table(name, table, arena, warnings, ret, err);
    tct_table_close(table);
    return status;
}
