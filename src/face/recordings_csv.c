/* Recordings, the table: which file is whose, and since when. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tacet/face/recording.h"
#include "tacet/face/table.h"
#include "tacet/signal.h"
#include "text.h"

enum { FILE_NAME, STATION, CHANNEL, START_UTC, SAMPLE_RATE_HZ, FULL_SCALE_PA, COLUMN_COUNT };
enum { PATH_BYTES = 4096, CHANNEL_MAX = 255 };

static const struct tct_column COLUMNS[COLUMN_COUNT] = {
    [FILE_NAME] = {"file", true},
    [STATION] = {"station", true},
    [CHANNEL] = {"channel", true},
    [START_UTC] = {"start_utc", false},
    [SAMPLE_RATE_HZ] = {"sample_rate_hz", false},
    [FULL_SCALE_PA] = {"full_scale_pa", false},
};

/* Start times are rounded and sample rates are off by tens of parts in a million: 36 ms an hour. */
static const double OVERLAP_PASSED_S = 0.1;
static const char TABLE_NAME[] = "recordings.csv";
static const char KIND[] = "recordings";
static const double FULL_SCALE_MIN_PA = 1e-6, FULL_SCALE_MAX_PA = 1e6;

struct reader {
    const char *file; /* the table's name, for messages */
    const char *folder;
    const char *only; /* the one file that is asked for, or NULL */
    const struct tct_sector *sector;
    struct tct_arena *arena;
    struct tct_warnings *warnings;
};

/* Last slash of a path, or NULL: before it is the folder, after it the name. */
static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static enum tct_status join_path(const char *folder, const char *name, char ret_path[PATH_BYTES],
                                 struct tct_error *err)
{
    bool alone = name[0] == '/' || folder[0] == '\0';
    int bytes = alone ? snprintf(ret_path, PATH_BYTES, "%s", name)
                      : snprintf(ret_path, PATH_BYTES, "%s/%s", folder, name);
    if (bytes < 0 || bytes >= PATH_BYTES)
        return tct_fail_at(err, TCT_ERR_LIMIT, name, 0, "a path of over 4 KiB", "a shorter one");
    return TCT_OK;
}

/* Opens the file for what its header says: rate and length. False with `err` when it cannot. */
static enum tct_status measure(struct tct_recording_entry *entry, struct tct_error *err)
{
    struct tct_recording *recording;
    enum tct_status status = tct_recording_open_entry(entry, NULL, &recording, err);
    if (status != TCT_OK)
        return status;
    struct tct_recording_info info = tct_recording_info(recording);
    struct tct_sample_time first = tct_recording_time(recording, 0.0);
    struct tct_sample_time last = tct_recording_time(recording, (double)info.samples);
    tct_recording_close(recording);
    if (isnan(entry->rate_hz))
        entry->rate_hz = info.rate_hz;
    entry->timed = first.known;
    entry->start_ns = first.ns;
    entry->end_ns = last.ns;
    entry->clock = info.timed && !entry->start_given ? info.clock : first.clock;
    if (!(entry->rate_hz >= TCT_RATE_MIN_HZ && entry->rate_hz <= TCT_RATE_MAX_HZ)) {
        char found[48];
        (void)snprintf(found, sizeof(found), "%g samples a second", entry->rate_hz);
        return tct_fail_at(err, TCT_ERR_UNSUPPORTED, entry->path, 0, found, "100 to 192000");
    }
    if (first.known && !last.known)
        return tct_fail_at(err, TCT_ERR_INPUT, entry->path, 0, "an end beyond the year 2261",
                           "an earlier one");
    return TCT_OK;
}

/* Reads the cells of a row; false when it was told and left out. */
static bool take_cells(const struct reader *reader, struct tct_table *table,
                       struct tct_recording_entry *entry)
{
    int64_t channel = 0;
    *entry = (struct tct_recording_entry){.station = TCT_NO_STATION,
                                          .rate_hz = (double)NAN,
                                          .full_scale_pa = (double)NAN,
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

static void leave_out(const struct reader *reader, size_t line, const char *why)
{
    struct tct_error err;
    (void)tct_fail(&err, TCT_ERR_INPUT, "%s:%zu: %s", reader->file, line, why);
    tct_warnings_skip(reader->warnings, KIND, &err);
}

static enum tct_status take_row(const struct reader *reader, struct tct_table *table,
                                struct tct_recording_entry *entry, bool *ret_good,
                                struct tct_error *err)
{
    char path[PATH_BYTES];
    struct tct_error fault;
    const char *name = tct_table_text(table, FILE_NAME);
    *ret_good = false;
    if (reader->only != NULL && strcmp(name_of(name), name_of(reader->only)) != 0)
        return TCT_OK;
    if (!take_cells(reader, table, entry))
        return TCT_OK;
    enum tct_status status = join_path(reader->folder, name, path, &fault);
    if (status == TCT_OK) {
        entry->path = text_copy(reader->arena, path, strlen(path));
        if (entry->path == NULL)
            return tct_fail(err, TCT_ERR_LIMIT, "%s: no more room for recordings", reader->file);
        status = measure(entry, &fault);
    }
    if (status == TCT_ERR_MEMORY) {
        if (err != NULL)
            *err = fault;
        return status;
    }
    if (status != TCT_OK) {
        leave_out(reader, entry->line, fault.text);
        return TCT_OK;
    }
    *ret_good = true;
    return TCT_OK;
}

static int by_station_and_time(const void *left, const void *right)
{
    const struct tct_recording_entry *a = left, *b = right;
    if (a->timed != b->timed)
        return a->timed ? -1 : 1;
    if (a->station != b->station)
        return a->station < b->station ? -1 : 1;
    if (a->channel != b->channel)
        return a->channel < b->channel ? -1 : 1;
    if (a->timed && a->start_ns != b->start_ns)
        return a->start_ns < b->start_ns ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* A microphone cannot hear two things at one time: of two recordings that overlap the one that
 * began first stays. */
static void leave_out_overlaps(const struct reader *reader, struct tct_recordings *recordings)
{
    size_t kept = 0;
    for (size_t i = 0; i < recordings->count; i++) {
        const struct tct_recording_entry *entry = &recordings->items[i];
        const struct tct_recording_entry *last = kept > 0 ? &recordings->items[kept - 1] : NULL;
        bool same = last != NULL && entry->timed && entry->station != TCT_NO_STATION &&
                    entry->station == last->station && entry->channel == last->channel;
        if (same && tct_time_between_s(entry->start_ns, last->end_ns) > OVERLAP_PASSED_S) {
            char text[160];
            (void)snprintf(text, sizeof(text),
                           "found a start %.3f s before the end of the recording of line %zu, "
                           "expected one recording of a station at a time",
                           tct_time_between_s(entry->start_ns, last->end_ns), last->line);
            leave_out(reader, entry->line, text);
            continue;
        }
        recordings->items[kept++] = *entry;
    }
    recordings->count = kept;
}

static enum tct_status take_table(const struct reader *reader, struct tct_table *table,
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
    if (recordings->count > 0)
        qsort(recordings->items, recordings->count, sizeof(*recordings->items),
              by_station_and_time);
    leave_out_overlaps(reader, recordings);
    return TCT_OK;
}

enum tct_status tct_recordings_read_memory(const char *file, const char *folder, const char *text,
                                           size_t bytes, const struct tct_sector *sector,
                                           struct tct_arena *arena, struct tct_warnings *warnings,
                                           struct tct_recordings *ret_recordings,
                                           struct tct_error *err)
{
    struct reader reader = {file, folder, NULL, sector, arena, warnings};
    struct tct_table *table;
    enum tct_status status = tct_table_open_memory(file, text, bytes, KIND, COLUMNS, COLUMN_COUNT,
                                                   warnings, &table, err);
    if (status != TCT_OK)
        return status;
    status = take_table(&reader, table, ret_recordings, err);
    tct_table_close(table);
    return status;
}

static enum tct_status read_table(struct reader *reader, struct tct_recordings *ret_recordings,
                                  struct tct_error *err)
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

/* A sound file that no table speaks of. */
static enum tct_status read_alone(const struct reader *reader, const char *path,
                                  struct tct_recordings *ret_recordings, struct tct_error *err)
{
    struct tct_recording_entry *entry = TCT_ARENA_NEW(reader->arena, struct tct_recording_entry, 1);
    char *copy = text_copy(reader->arena, path, strlen(path));
    if (entry == NULL || copy == NULL)
        return tct_fail(err, TCT_ERR_LIMIT, "%s: no room for a recording", path);
    *entry = (struct tct_recording_entry){.path = copy,
                                          .station = TCT_NO_STATION,
                                          .rate_hz = (double)NAN,
                                          .full_scale_pa = (double)NAN};
    enum tct_status status = measure(entry, err);
    if (status != TCT_OK)
        return status;
    *ret_recordings = (struct tct_recordings){.items = entry, .count = 1};
    return TCT_OK;
}

static bool is_table(const char *path)
{
    size_t bytes = strlen(path);
    return bytes >= 4 && strcmp(path + bytes - 4, ".csv") == 0;
}

enum tct_status tct_recordings_read(const char *path, const struct tct_sector *sector,
                                    struct tct_arena *arena, struct tct_warnings *warnings,
                                    struct tct_recordings *ret_recordings, struct tct_error *err)
{
    struct stat about;
    char folder[PATH_BYTES], table[PATH_BYTES];
    bool is_folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    size_t folder_bytes = is_folder ? strlen(path) : (size_t)(name_of(path) - path);
    struct reader reader = {path, folder, NULL, sector, arena, warnings};
    if (folder_bytes >= PATH_BYTES)
        return tct_fail_at(err, TCT_ERR_LIMIT, path, 0, "a path of over 4 KiB", "a shorter one");
    memcpy(folder, path, folder_bytes);
    while (folder_bytes > 1 && folder[folder_bytes - 1] == '/')
        folder_bytes--;
    folder[folder_bytes] = '\0';
    if (!is_folder && is_table(path))
        return read_table(&reader, ret_recordings, err);
    enum tct_status status = join_path(folder, TABLE_NAME, table, err);
    if (status != TCT_OK)
        return status;
    if (is_folder || stat(table, &about) == 0) {
        reader.file = table;
        reader.only = is_folder ? NULL : path;
        status = read_table(&reader, ret_recordings, err);
        if (status != TCT_OK || is_folder || ret_recordings->count > 0)
            return status;
        reader.file = path;
    }
    return read_alone(&reader, path, ret_recordings, err);
}
