/* Lines on their way to standard output, through a log. */
#include "record_output.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record_intake.h"

enum { LINES_AT_ONCE = 4096, PATH_ROOM = 4096 };

/* Where it was, and what tells: times and directions at stations, exact places. The log's tiles are
 * copied by both sides; these stay sealed in it, and their disclosures with its keeper. */
static const char *const SEALED[] = {
    "time",
    "azimuth_deg",
    "azimuth_sigma_deg",
    "elevation_deg",
    "elevation_sigma_deg",
    "x_m",
    "y_m",
    "z_m",
    "lon",
    "lat",
    "height_m",
    "covariance_m2",
    "ellipse95",
    "region95",
    "arrivals",
    NULL,
};

struct record_output {
    struct tct_signer signer;
    struct tct_log *log;
    struct record_intake *intake;
    struct tct_folder *private; /* the log's */
    FILE *file;
    char *line; /* what was written of a line that is not ended */
    size_t bytes, room;
    struct timespec published;
    enum tct_status status; /* of the first failure */
    struct tct_error why;
};

/* Lines of one write as entries. */
struct batch {
    struct tct_entry entries[LINES_AT_ONCE];
    char *texts[LINES_AT_ONCE];
    size_t count;
};

static enum tct_status append(struct record_output *output, struct batch *batch,
                              struct tct_error *err)
{
    struct timespec now;
    uint64_t index = 0;
    const struct tct_entry *prepared = NULL;
    enum tct_status status = TCT_OK;
    if (batch->count > 0)
        status =
            record_intake_prepare(output->intake, batch->entries, batch->count, &prepared, err);
    if (status == TCT_OK && batch->count > 0)
        status = tct_log_append(output->log, prepared, batch->count, &index, err);
    for (size_t i = 0; i < batch->count; i++)
        free(batch->texts[i]);
    batch->count = 0;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    if (status == TCT_OK && now.tv_sec > output->published.tv_sec) {
        status = tct_log_publish(output->log, err);
        output->published = now;
    }
    return status;
}

static enum tct_status add_line(struct record_output *output, struct batch *batch, const char *line,
                                size_t bytes, struct tct_error *err)
{
    char *canonical = NULL;
    size_t count = 0;
    enum tct_status status =
        tct_canonical_json(line, bytes, TCT_ENTRY_MAX, &canonical, &count, err);
    if (status != TCT_OK)
        return status;
    batch->texts[batch->count] = canonical;
    batch->entries[batch->count++] = (struct tct_entry){canonical, count};
    return batch->count == LINES_AT_ONCE ? append(output, batch, err) : TCT_OK;
}

static bool gather(struct record_output *output, const char *text, size_t bytes)
{
    if (output->room - output->bytes < bytes) {
        size_t room = 2 * output->room + bytes;
        char *grown = realloc(output->line, room);
        if (grown == NULL)
            return false;
        output->line = grown;
        output->room = room;
    }
    memcpy(output->line + output->bytes, text, bytes);
    output->bytes += bytes;
    return true;
}

/* Appends all lines that are ended, then shows them. */
static enum tct_status pass_on(struct record_output *output, struct tct_error *err)
{
    struct batch *batch = calloc(1, sizeof(*batch));
    enum tct_status status =
        batch == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory") : TCT_OK;
    size_t at = 0;
    for (char *newline; status == TCT_OK && at < output->bytes &&
                        (newline = memchr(output->line + at, '\n', output->bytes - at)) != NULL;) {
        status =
            add_line(output, batch, output->line + at, (size_t)(newline - output->line) - at, err);
        at = (size_t)(newline - output->line) + 1;
    }
    if (status == TCT_OK)
        status = append(output, batch, err);
    free(batch);
    if (status == TCT_OK && (fwrite(output->line, 1, at, stdout) != at || fflush(stdout) != 0))
        status =
            tct_fail(err, TCT_ERR_IO, "writing to standard output failed: %s", strerror(errno));
    memmove(output->line, output->line + at, output->bytes - at);
    output->bytes -= at;
    return status;
}

static ssize_t write_some(void *cookie, const char *text, size_t bytes)
{
    struct record_output *output = cookie;
    if (output->status == TCT_OK && !gather(output, text, bytes))
        output->status = tct_fail(&output->why, TCT_ERR_MEMORY, "out of memory");
    if (output->status == TCT_OK && memchr(text, '\n', bytes) != NULL)
        output->status = pass_on(output, &output->why);
    if (output->status == TCT_OK)
        return (ssize_t)bytes;
    errno = EIO;
    return 0;
}

static enum tct_status open_all(struct record_output *output, const char *folder,
                                struct tct_error *err)
{
    char path[PATH_ROOM];
    if (snprintf(path, sizeof(path), "%s/" TCT_LOG_PRIVATE, folder) >= (int)sizeof(path))
        return tct_fail(err, TCT_ERR_USE, "the name of the log's folder is too long");
    enum tct_status status = record_signer(folder, NULL, &output->signer, err);
    if (status == TCT_OK)
        status = tct_log_open(&(struct tct_log_options){.path = folder, .signer = &output->signer},
                              &output->log, err);
    if (status == TCT_OK)
        status = record_intake_open(
            &(struct record_intake_options){.folder = folder, .seal_if_there = SEALED}, output->log,
            &output->intake, err);
    if (status == TCT_OK)
        status = tct_folder_open(path, "adding", true, &output->private, err);
    cookie_io_functions_t calls = {.write = write_some};
    if (status == TCT_OK && (output->file = fopencookie(output, "w", calls)) == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    return status;
}

enum tct_status record_output_open(const char *folder, struct record_output **ret_output,
                                   struct tct_error *err)
{
    *ret_output = NULL;
    struct record_output *output = calloc(1, sizeof(*output));
    if (output == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    enum tct_status status = open_all(output, folder, err);
    if (status != TCT_OK) {
        (void)!record_output_close(output, NULL);
        return status;
    }
    *ret_output = output;
    return TCT_OK;
}

FILE *record_output_file(struct record_output *output)
{
    return output->file;
}

static enum tct_status append_recording(struct record_output *output, const char *path,
                                        const char *digest, size_t bytes, struct tct_error *err)
{
    const char *slash = strrchr(path, '/');
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:I}", "kind", "recording", "file",
                  slash == NULL ? path : slash + 1, "sha256", digest, "bytes", (json_int_t)bytes);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
    struct batch *batch = calloc(1, sizeof(*batch));
    enum tct_status status =
        text == NULL || batch == NULL
            ? tct_fail(err, TCT_ERR_INPUT, "%.300s: its name is not UTF-8, or memory is out", path)
            : add_line(output, batch, text, strlen(text), err);
    if (status == TCT_OK)
        status = append(output, batch, err);
    free(batch);
    free(text);
    json_decref(object);
    return status;
}

enum tct_status record_output_recording(struct record_output *output, const char *path,
                                        struct tct_error *err)
{
    char *content = NULL, digest[TCT_SHA256_HEX_ROOM], name[TCT_SHA256_HEX_ROOM + 16];
    uint8_t *there = NULL;
    size_t bytes = 0, there_bytes = 0;
    const struct tct_storage *storage = tct_folder_storage(output->private);
    enum tct_status status = record_read_file(path, TCT_BAG_FILE_MAX, &content, &bytes, err);
    if (status != TCT_OK)
        return status;
    tct_sha256_hex(content, bytes, digest);
    (void)snprintf(name, sizeof(name), "beside/%s", digest);
    status = storage->read(storage->user, name, TCT_BAG_FILE_MAX, &there, &there_bytes, err);
    bool known = there != NULL;
    free(there);
    if (status == TCT_OK && !known) {
        status = storage->add(storage->user, name, content, bytes, err);
        if (status == TCT_OK)
            status = storage->sync(storage->user, err);
        if (status == TCT_OK)
            status = append_recording(output, path, digest, bytes, err);
    }
    free(content);
    return status;
}

enum tct_status record_output_close(struct record_output *output, struct tct_error *err)
{
    if (output == NULL)
        return TCT_OK;
    if (output->file != NULL && fclose(output->file) != 0 && output->status == TCT_OK)
        output->status = tct_fail(&output->why, TCT_ERR_IO, "the log cannot be written");
    enum tct_status status = output->log == NULL ? TCT_OK : tct_log_publish(output->log, err);
    if (output->status != TCT_OK)
        status = tct_fail(err, output->status, "%s", output->why.text);
    record_intake_close(output->intake);
    tct_log_close(output->log);
    tct_folder_close(output->private);
    tct_signer_wipe(&output->signer);
    free(output->line);
    free(output);
    return status;
}
