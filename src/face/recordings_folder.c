/* Recordings, the folder: files that say themselves whose they are and when they began. */
#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_name.h"
#include "recording_format.h"
#include "recordings_list.h"
#include "text.h"

enum { DEPTH_MOST = 8, MAGIC_BYTES = 4 };

static const char TABLE_NAME[] = "recordings.csv";

/* What grows while a folder is walked. */
struct gathered {
    struct tct_recording_entry *items;
    size_t count, room;
};

static bool has_ending_of_sound(const char *path)
{
    static const char *const endings[] = {"wav",   "flac",   "ogg",      "oga", "w64", "rf64",
                                          "aif",   "aiff",   "aifc",     "au",  "caf", "sac",
                                          "mseed", "mseed2", "miniseed", "msd", "ms"};
    const char *dot = strrchr(list_name_of(path), '.');
    for (size_t i = 0; dot != NULL && i < TCT_COUNT(endings); i++)
        if (strcasecmp(dot + 1, endings[i]) == 0)
            return true;
    return false;
}

/* A file that is one by its name or by how it begins; all else in a folder is nobody's business. */
static bool is_recording(const char *path)
{
    static const char magics[][MAGIC_BYTES + 1] = {"RIFF", "RF64", "fLaC", "OggS"};
    struct stat about;
    char head[MAGIC_BYTES];
    if (has_ending_of_sound(path))
        return true;
    struct recording_file file = {.path = path,
                                  .descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.descriptor < 0)
        return false;
    bool found = false;
    if (fstat(file.descriptor, &about) == 0 && S_ISREG(about.st_mode)) {
        file.bytes = about.st_size;
        found = mseed_is(&file) || sac_is(&file);
        for (size_t i = 0; i < TCT_COUNT(magics) && !found; i++)
            found = pread(file.descriptor, head, sizeof(head), 0) == (ssize_t)sizeof(head) &&
                    memcmp(head, magics[i], sizeof(head)) == 0;
    }
    (void)close(file.descriptor);
    return found;
}

/* Finds the station among what the file and its name call it, the nearest first, and says what was
 * looked for when there is no such station. */
static void find_station(const struct list_reader *reader, const struct tct_recording_info *info,
                         struct tct_recording_entry *entry, struct tct_arena *arena)
{
    char full[2 * TCT_RECORDING_CODE_BYTES];
    struct file_name name = file_name_read(entry->path);
    (void)snprintf(full, sizeof(full), "%s.%s", info->network, info->code);
    const char *const names[] = {info->code,   info->network[0] != '\0' ? full : "",
                                 info->series, name.prefix,
                                 name.stem,    name.folder};
    const char *code = NULL;
    for (size_t i = 0; i < TCT_COUNT(names) && entry->station == TCT_NO_STATION; i++) {
        int64_t station = -1;
        if (names[i][0] == '\0')
            continue;
        if (reader->sector != NULL)
            station = tct_sector_station(reader->sector, names[i], strlen(names[i]));
        if (code == NULL || station >= 0)
            code = names[i];
        if (station >= 0)
            entry->station = (uint32_t)station;
    }
    entry->code = code != NULL ? text_copy(arena, code, strlen(code)) : "";
    entry->series = text_copy(arena, info->series, strlen(info->series));
}

static enum tct_status gather(struct gathered *gathered, const struct tct_recording_entry *entry,
                              struct tct_error *err)
{
    if (gathered->count == TCT_RECORDINGS)
        return tct_fail(err, TCT_ERR_LIMIT, "%s: found over a million recordings, expected fewer",
                        entry->path);
    if (gathered->count == gathered->room) {
        size_t room = gathered->room > 0 ? 2 * gathered->room : 64;
        struct tct_recording_entry *items = realloc(gathered->items, room * sizeof(*items));
        if (items == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory for a list of recordings");
        gathered->items = items;
        gathered->room = room;
    }
    gathered->items[gathered->count++] = *entry;
    return TCT_OK;
}

/* Takes one channel of a file; `*ret_series` is how many series it has. */
static enum tct_status take_channel(const struct list_reader *reader, const char *path,
                                    const struct tct_recording_file *file, uint32_t channel,
                                    struct gathered *gathered, uint32_t *ret_series,
                                    struct tct_error *err)
{
    struct tct_recording *recording;
    struct tct_recording_entry entry = {.path = text_copy(reader->arena, path, strlen(path)),
                                        .station = TCT_NO_STATION,
                                        .channel = channel,
                                        .rate_hz = (double)NAN,
                                        .full_scale_pa = (double)NAN};
    if (entry.path == NULL)
        return tct_fail(err, TCT_ERR_LIMIT, "%s: no more room for recordings", reader->file);
    enum tct_status status = tct_recording_open_channel(file, channel, &recording, err);
    if (status != TCT_OK)
        return status;
    struct tct_recording_info info = tct_recording_info(recording);
    *ret_series = info.series[0] != '\0' ? info.channels : 1;
    find_station(reader, &info, &entry, reader->arena);
    if (entry.code == NULL || entry.series == NULL)
        status = tct_fail(err, TCT_ERR_LIMIT, "%s: no more room for recordings", reader->file);
    else
        status = list_measure_open(&entry, recording, err);
    tct_recording_close(recording);
    return status == TCT_OK ? gather(gathered, &entry, err) : status;
}

/* Takes every series of an open file. What is wrong with one of them is told when `tell`, and is
 * the answer otherwise if nothing could be taken. */
static enum tct_status take_series(const struct list_reader *reader, const char *path,
                                   const struct tct_recording_file *file, bool tell,
                                   struct gathered *gathered, struct tct_error *err)
{
    uint32_t series = 1;
    size_t before = gathered->count;
    enum tct_status status, last = TCT_OK;
    struct tct_error fault;
    for (uint32_t channel = 0; channel < series; channel++) {
        status = take_channel(reader, path, file, channel, gathered, &series, &fault);
        if (status == TCT_OK)
            continue;
        last = status;
        bool serious = status == TCT_ERR_MEMORY || status == TCT_ERR_LIMIT;
        if (!serious && (tell || series > 1)) {
            struct tct_recording_entry entry = {.line = 0};
            list_leave_out(reader, &entry, fault.text);
            continue;
        }
        *err = fault;
        return status;
    }
    return tell || gathered->count > before ? TCT_OK : last;
}

static enum tct_status take_file(const struct list_reader *reader, const char *path, bool tell,
                                 struct gathered *gathered, struct tct_error *err)
{
    struct tct_recording_file *file;
    enum tct_status status = tct_recording_file_open(path, NULL, &file, err);
    if (status == TCT_OK) {
        status = take_series(reader, path, file, tell, gathered, err);
        tct_recording_file_close(file);
        return status;
    }
    if (!tell || status == TCT_ERR_MEMORY || status == TCT_ERR_LIMIT)
        return status;
    struct tct_recording_entry entry = {.line = 0};
    list_leave_out(reader, &entry, err->text);
    return TCT_OK;
}

static enum tct_status walk(const struct list_reader *reader, const char *folder, int depth,
                            struct gathered *gathered, struct tct_error *err);

/* A folder below that cannot be read is told; the others may be good. Links to folders are not
 * followed: they could lead back. */
static enum tct_status take_entry(const struct list_reader *reader, const char *path, int depth,
                                  struct gathered *gathered, struct tct_error *err)
{
    struct stat about;
    if (lstat(path, &about) != 0)
        return TCT_OK;
    if (!S_ISDIR(about.st_mode))
        return is_recording(path) ? take_file(reader, path, true, gathered, err) : TCT_OK;
    if (depth == DEPTH_MOST)
        return TCT_OK;
    enum tct_status status = walk(reader, path, depth + 1, gathered, err);
    if (status != TCT_ERR_IO && status != TCT_ERR_INPUT)
        return status;
    struct tct_recording_entry nothing = {.line = 0};
    list_leave_out(reader, &nothing, err->text);
    return TCT_OK;
}

static enum tct_status walk(const struct list_reader *reader, const char *folder, int depth,
                            struct gathered *gathered, struct tct_error *err)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, NULL, alphasort);
    enum tct_status status = TCT_OK;
    if (count < 0)
        return tct_fail_read(err, folder, "a folder");
    for (int i = 0; i < count; i++) {
        char path[PATH_BYTES];
        const char *name = names[i]->d_name;
        if (status == TCT_OK && name[0] != '.' &&
            list_join_path(folder, name, path, NULL) == TCT_OK)
            status = take_entry(reader, path, depth, gathered, err);
        free(names[i]);
    }
    free(names);
    return status;
}

/* Copies into the arena, in order. */
static enum tct_status hand_over(const struct list_reader *reader, struct gathered *gathered,
                                 enum tct_status status, struct tct_recordings *ret_recordings,
                                 struct tct_error *err)
{
    *ret_recordings = (struct tct_recordings){0};
    if (status == TCT_OK && gathered->count > 0) {
        ret_recordings->items =
            TCT_ARENA_NEW(reader->arena, struct tct_recording_entry, gathered->count);
        if (ret_recordings->items == NULL) {
            status = tct_fail(err, TCT_ERR_LIMIT, "%s: no room for %zu recordings", reader->file,
                              gathered->count);
        } else {
            memcpy(ret_recordings->items, gathered->items,
                   gathered->count * sizeof(*gathered->items));
            ret_recordings->count = gathered->count;
            list_finish(reader, ret_recordings);
        }
    }
    free(gathered->items);
    return status;
}

enum tct_status list_read_folder(const struct list_reader *reader,
                                 struct tct_recordings *ret_recordings, struct tct_error *err)
{
    struct gathered gathered = {0};
    struct tct_error fault = {0};
    size_t skipped = reader->warnings != NULL ? tct_warnings_skipped(reader->warnings) : 0;
    enum tct_status status = walk(reader, reader->folder, 0, &gathered, &fault);
    bool told = reader->warnings != NULL && tct_warnings_skipped(reader->warnings) > skipped;
    if (status == TCT_OK && gathered.count == 0 && !told)
        status = tct_fail_at(&fault, TCT_ERR_INPUT, reader->folder, 0, "no recording in it",
                             "recordings.csv, or files that say whose they are");
    if (status != TCT_OK && err != NULL)
        *err = fault;
    return hand_over(reader, &gathered, status, ret_recordings, err);
}

enum tct_status list_read_file(const struct list_reader *reader, const char *path,
                               struct tct_recordings *ret_recordings, struct tct_error *err)
{
    struct gathered gathered = {0};
    struct tct_error fault = {0};
    enum tct_status status = take_file(reader, path, false, &gathered, &fault);
    if (status != TCT_OK && err != NULL)
        *err = fault;
    return hand_over(reader, &gathered, status, ret_recordings, err);
}

static bool is_table(const char *path)
{
    size_t bytes = strlen(path);
    return bytes >= 4 && strcasecmp(path + bytes - 4, ".csv") == 0;
}

enum tct_status tct_recordings_read(const char *path, const struct tct_sector *sector,
                                    struct tct_arena *arena, struct tct_warnings *warnings,
                                    struct tct_recordings *ret_recordings, struct tct_error *err)
{
    struct stat about;
    char folder[PATH_BYTES], table[PATH_BYTES];
    bool is_folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    size_t folder_bytes = is_folder ? strlen(path) : (size_t)(list_name_of(path) - path);
    struct list_reader reader = {path, folder, NULL, sector, arena, warnings};
    if (folder_bytes >= PATH_BYTES)
        return tct_fail_at(err, TCT_ERR_LIMIT, path, 0, "a path of over 4 KiB", "a shorter one");
    memcpy(folder, path, folder_bytes);
    while (folder_bytes > 1 && folder[folder_bytes - 1] == '/')
        folder_bytes--;
    folder[folder_bytes] = '\0';
    if (!is_folder && is_table(path))
        return list_read_table(&reader, ret_recordings, err);
    enum tct_status status = list_join_path(folder, TABLE_NAME, table, err);
    if (status != TCT_OK)
        return status;
    if (stat(table, &about) != 0)
        return is_folder ? list_read_folder(&reader, ret_recordings, err)
                         : list_read_file(&reader, path, ret_recordings, err);
    reader.file = table;
    reader.only = is_folder ? NULL : path;
    status = list_read_table(&reader, ret_recordings, err);
    if (status != TCT_OK || is_folder || ret_recordings->count > 0)
        return status;
    reader.file = path;
    return list_read_file(&reader, path, ret_recordings, err);
}
