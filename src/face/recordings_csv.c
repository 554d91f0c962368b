/* Recordings, the table: which file is whose, and since when. */
#include <math.h>
#include <string.h>

#include "recordings_list.h"
#include "tacet/face/table.h"
#include "tacet/signal.h"
#include "text.h"

enum { FILE_NAME, STATION, CHANNEL, START_UTC, SAMPLE_RATE_HZ, FULL_SCALE_PA, COLUMN_COUNT };
enum { CHANNEL_MAX = 255 };

static const struct tct_column COLUMNS[COLUMN_COUNT] = {
    [FILE_NAME] = {"file", true},
    [STATION] = {"station", true},
    [CHANNEL] = {"channel", true},
    [START_UTC] = {"start_utc", false},
    [SAMPLE_RATE_HZ] = {"sample_rate_hz", false},
    [FULL_SCALE_PA] = {"full_scale_pa", false},
};

static const char KIND[] = "recordings";
static const double FULL_SCALE_MIN_PA = 1e-6, FULL_SCALE_MAX_PA = 1e6;

/* Reads the cells of a row; false when it was told and left out. */
static bool take_cells(const struct list_reader *reader, struct tct_table *table,
                       struct tct_recording_entry *entry)
{
    int64_t channel = 0;
    *entry = (struct tct_recording_entry){.station = TCT_NO_STATION,
                                          .rate_hz = (double)NAN,
                                          .full_scale_pa = (double)NAN,
                                          .code = "",
                                          .series = "",
                                          .line = tct_table_line(table)};
    if (tct_table_text(table, FILE_NAME)[0] == '\0') {
        tct_table_skip(table, FILE_NAME, "the name of a sound file");
        return false;
    }
    const char *id = tct_table_text(table, STATION);
    if (reader->sector != NULL) {
        int64_t station = tct_sector_station(reader->sector, id, strlen(id));
        if (station < 0) {
            tct_table_skip(table, STATION, "a station of the sector");
            return false;
        }
        entry->station = (uint32_t)station;
        entry->of_array = reader->sector->station_arrays[station] != NULL;
    }
    entry->start_given = tct_table_text(table, START_UTC)[0] != '\0';
    entry->timed = entry->start_given;
    if (!tct_table_integer(table, CHANNEL, 0, CHANNEL_MAX, &channel) ||
        !tct_table_time(table, START_UTC, &entry->start_ns) ||
        !tct_table_number(table, SAMPLE_RATE_HZ, TCT_RATE_MIN_HZ, TCT_RATE_MAX_HZ,
                          &entry->rate_hz) ||
        !tct_table_number(table, FULL_SCALE_PA, FULL_SCALE_MIN_PA, FULL_SCALE_MAX_PA,
                          &entry->full_scale_pa))
        return false;
    entry->channel = (uint32_t)channel;
    return true;
}

static enum tct_status take_row(const struct list_reader *reader, struct tct_table *table,
                                struct tct_recording_entry *entry, bool *ret_good,
                                struct tct_error *err)
{
    char path[PATH_BYTES];
    struct tct_error fault;
    const char *name = tct_table_text(table, FILE_NAME);
    *ret_good = false;
    if (reader->only != NULL && strcmp(list_name_of(name), list_name_of(reader->only)) != 0)
        return TCT_OK;
    if (!take_cells(reader, table, entry))
        return TCT_OK;
    enum tct_status status = list_join_path(reader->folder, name, path, &fault);
    if (status == TCT_OK) {
        entry->path = text_copy(reader->arena, path, strlen(path));
        if (entry->path == NULL)
            return tct_fail(err, TCT_ERR_LIMIT, "%s: no more room for recordings", reader->file);
        status = list_measure(entry, &fault);
    }
    if (status == TCT_ERR_MEMORY) {
        if (err != NULL)
            *err = fault;
        return status;
    }
    if (status != TCT_OK) {
        list_leave_out(reader, entry, fault.text);
        return TCT_OK;
    }
    *ret_good = true;
    return TCT_OK;
}

static enum tct_status take_table(const struct list_reader *reader, struct tct_table *table,
                                  struct tct_recordings *recordings, struct tct_error *err)
{
    size_t room = tct_table_rows_at_most(table);
    if (room > TCT_RECORDINGS)
        return tct_fail_at(err, TCT_ERR_LIMIT, reader->file, 0, "over a million rows",
                           "fewer recordings");
    *recordings = (struct tct_recordings){
        .items = TCT_ARENA_NEW(reader->arena, struct tct_recording_entry, room)};
    if (recordings->items == NULL)
        return tct_fail(err, TCT_ERR_LIMIT, "%s: no room for %zu recordings", reader->file, room);
    while (tct_table_next(table)) {
        bool good;
        enum tct_status status =
            take_row(reader, table, &recordings->items[recordings->count], &good, err);
        if (status != TCT_OK)
            return status;
        recordings->count += good;
    }
    list_finish(reader, recordings);
    return TCT_OK;
}

enum tct_status tct_recordings_read_memory(const char *file, const char *folder, const char *text,
                                           size_t bytes, const struct tct_sector *sector,
                                           struct tct_arena *arena, struct tct_warnings *warnings,
                                           struct tct_recordings *ret_recordings,
                                           struct tct_error *err)
{
    struct list_reader reader = {file, folder, NULL, sector, arena, warnings};
    struct tct_table *table;
    enum tct_status status = tct_table_open_memory(file, text, bytes, KIND, COLUMNS, COLUMN_COUNT,
                                                   warnings, &table, err);
    if (status != TCT_OK)
        return status;
    status = take_table(&reader, table, ret_recordings, err);
    tct_table_close(table);
    return status;
}

enum tct_status list_read_table(const struct list_reader *reader,
                                struct tct_recordings *ret_recordings, struct tct_error *err)
{
    struct tct_table *table;
    enum tct_status status =
        tct_table_open(reader->file, KIND, COLUMNS, COLUMN_COUNT, reader->warnings, &table, err);
    if (status != TCT_OK)
        return status;
    status = take_table(reader, table, ret_recordings, err);
    tct_table_close(table);
    return status;
}
