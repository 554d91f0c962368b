/* PPS table: the CSV file that AudioMoth's GPS.Sync firmware writes beside a recording. */
#include "pps_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pps_fit.h"
#include "tacet/face/table.h"

enum { PPS_NUMBER, BOARD_TIME, TOTAL_SAMPLES, FIX_BOARD_TIME, FIX_TIME, STATUS, COLUMN_COUNT };
enum { PATH_BYTES = 4096, ROWS_MOST = 1 << 20 };

static const struct tct_column COLUMNS[COLUMN_COUNT] = {
    [PPS_NUMBER] = {"PPS_NUMBER", false},
    [BOARD_TIME] = {"AUDIOMOTH_TIME", false},
    [TOTAL_SAMPLES] = {"TOTAL_SAMPLES", false},
    [FIX_BOARD_TIME] = {"LAST_RMC_AUDIOMOTH_TIME", false},
    [FIX_TIME] = {"LAST_RMC_GPS_TIME", false},
    [STATUS] = {"STATUS", false},
};

static const char KIND[] = "pulses of PPS tables";
static const int64_t TOTAL_MOST = INT64_C(1) << 40;

/* "2024-05-28T10:00:00.003": UTC without saying so. */
static bool read_time(const struct tct_table *table, size_t column, int64_t *ret_ns)
{
    char text[TCT_TIME_TEXT_BYTES];
    int bytes = snprintf(text, sizeof(text), "%sZ", tct_table_text(table, column));
    return bytes > 0 && (size_t)bytes < sizeof(text) &&
           tct_time_parse(text, (size_t)bytes, ret_ns) == TCT_OK;
}

/* False when the row was told and left out. */
static bool take_row(struct tct_table *table, struct pps_row *row)
{
    int64_t total = -1;
    *row = (struct pps_row){.line = tct_table_line(table)};
    if (!tct_table_integer(table, TOTAL_SAMPLES, 0, TOTAL_MOST, &total))
        return false;
    if (total < 0) {
        tct_table_skip(table, TOTAL_SAMPLES, "a count of samples");
        return false;
    }
    row->total = (uint64_t)total;
    if (!read_time(table, BOARD_TIME, &row->board_ns)) {
        tct_table_skip(table, BOARD_TIME, "a time such as 2026-01-31T12:00:00.000");
        return false;
    }
    row->fixed = strcmp(tct_table_text(table, STATUS), "A") == 0 &&
                 read_time(table, FIX_BOARD_TIME, &row->fix_board_ns) &&
                 read_time(table, FIX_TIME, &row->fix_ns);
    return true;
}

static void tell_row(const char *file, const struct pps_row *row, struct tct_warnings *warnings)
{
    static const char *const found[] = {
        [PPS_REPEATED] = "a pulse with the count of the one before",
        [PPS_OFF_BEAT] = "a count that is not whole seconds from the others",
        [PPS_WRONG_SECOND] = "a time that is seconds from what most pulses say"};
    static const char *const expected[] = {[PPS_REPEATED] = "one row for each pulse",
                                           [PPS_OFF_BEAT] = "one pulse a second",
                                           [PPS_WRONG_SECOND] = "the second of the pulse"};
    struct tct_error err;
    if (row->fault == PPS_GOOD)
        return;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, file, row->line, found[row->fault],
                      expected[row->fault]);
    tct_warnings_skip(warnings, KIND, &err);
}

static void tell_table(const char *file, const char *found, const char *expected, bool skipped,
                       struct tct_warnings *warnings)
{
    struct tct_error err;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, file, 0, found, expected);
    if (skipped)
        tct_warnings_skip(warnings, "PPS tables", &err);
    else
        tct_warnings_note(warnings, "PPS tables", &err);
}

static bool fit_rows(const char *file, struct pps_row *rows, size_t count, double nominal_hz,
                     struct tct_warnings *warnings, struct time_map *map)
{
    const char *why;
    size_t jumps;
    if (!pps_fit(rows, count, nominal_hz, map, &jumps, &why)) {
        tell_table(file, why, "pulses a second apart: the table is not used", true, warnings);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        tell_row(file, &rows[i], warnings);
    if (jumps > 0)
        tell_table(file, "pulses that go on beside the beat of those before",
                   "no samples lost between them", false, warnings);
    if (time_map_clock(map) == TCT_CLOCK_FREE)
        tell_table(file, "no fix of the receiver in any row",
                   "which second the pulses are: the recorder's clock is taken", false, warnings);
    return true;
}

static bool read_rows(const char *file, struct tct_table *table, double nominal_hz,
                      struct tct_warnings *warnings, struct time_map *map)
{
    if (!tct_table_has(table, PPS_NUMBER) && !tct_table_has(table, TOTAL_SAMPLES))
        return false;
    if (!tct_table_has(table, BOARD_TIME) || !tct_table_has(table, TOTAL_SAMPLES)) {
        tell_table(file, "a PPS table without AUDIOMOTH_TIME or TOTAL_SAMPLES", "both columns",
                   true, warnings);
        return false;
    }
    size_t room = tct_table_rows_at_most(table), count = 0;
    room = room < ROWS_MOST ? room : ROWS_MOST;
    struct pps_row *rows = malloc((room + 1) * sizeof(*rows));
    if (rows == NULL)
        return false;
    while (count < room && tct_table_next(table))
        count += take_row(table, &rows[count]);
    bool fits = fit_rows(file, rows, count, nominal_hz, warnings, map);
    free(rows);
    return fits;
}

bool pps_table_read_memory(const char *file, const char *text, size_t bytes, double nominal_hz,
                           struct tct_warnings *warnings, struct time_map *ret_map)
{
    struct tct_table *table;
    if (tct_table_open_memory(file, text, bytes, KIND, COLUMNS, COLUMN_COUNT, warnings, &table,
                              NULL) != TCT_OK)
        return false;
    bool fits = read_rows(file, table, nominal_hz, warnings, ret_map);
    tct_table_close(table);
    return fits;
}

bool pps_table_read(const char *recording_path, double nominal_hz, struct tct_warnings *warnings,
                    struct time_map *ret_map)
{
    static const char *const endings[] = {".CSV", ".csv"};
    char path[PATH_BYTES];
    const char *slash = strrchr(recording_path, '/'), *dot = strrchr(recording_path, '.');
    if (dot == NULL || (slash != NULL && dot < slash))
        return false;
    for (size_t i = 0; i < TCT_COUNT(endings); i++) {
        int bytes = snprintf(path, sizeof(path), "%.*s%s", (int)(dot - recording_path),
                             recording_path, endings[i]);
        struct tct_table *table;
        if (bytes < 0 || (size_t)bytes >= sizeof(path) || access(path, R_OK) != 0 ||
            tct_table_open(path, KIND, COLUMNS, COLUMN_COUNT, warnings, &table, NULL) != TCT_OK)
            continue;
        bool fits = read_rows(path, table, nominal_hz, warnings, ret_map);
        tct_table_close(table);
        return fits;
    }
    return false;
}
