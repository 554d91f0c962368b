/* Simulate's output: the folder, files that get their names when they are whole, lines of JSON,
 * detections. */
#include "simulate_output.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tacet/face/detections.h"

/* What a file is called until it is whole: its name with this behind. */
static const char PART[] = ".part";

enum tct_status simulate_make_folder(const char *folder, struct tct_error *err)
{
    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        return TCT_OK;
    return tct_fail(err, TCT_ERR_IO, "%.400s: cannot be made: %s", folder, strerror(errno));
}

enum tct_status simulate_file_name(const struct played_scene *played, const char *name,
                                   struct simulate_file *ret, struct tct_error *err)
{
    if (snprintf(ret->path, SIMULATE_PATH_BYTES, "%s/%s", played->folder, name) >=
        SIMULATE_PATH_BYTES)
        return tct_fail(err, TCT_ERR_USE, "%.60s...: the folder's name is too long",
                        played->folder);
    (void)snprintf(ret->part, sizeof(ret->part), "%s%s", ret->path, PART);
    return TCT_OK;
}

enum tct_status simulate_file_open(const struct played_scene *played, const char *name,
                                   struct simulate_file *ret, struct tct_error *err)
{
    enum tct_status status = simulate_file_name(played, name, ret, err);
    if (status != TCT_OK)
        return status;
    ret->file = fopen(ret->part, "we");
    return ret->file != NULL ? TCT_OK
                             : tct_fail(err, TCT_ERR_IO, "%.400s: cannot be written: %s", ret->path,
                                        strerror(errno));
}

enum tct_status simulate_file_settle(const struct simulate_file *output, enum tct_status status,
                                     struct tct_error *err)
{
    if (status == TCT_OK && rename(output->part, output->path) != 0)
        status = tct_fail(err, TCT_ERR_IO, "%.400s: cannot be written: %s", output->path,
                          strerror(errno));
    if (status != TCT_OK)
        (void)unlink(output->part);
    return status;
}

enum tct_status simulate_file_close(const struct simulate_file *output, enum tct_status status,
                                    struct tct_error *err)
{
    bool failed = ferror(output->file) != 0;
    failed = fclose(output->file) != 0 || failed;
    if (status == TCT_OK && failed)
        status = tct_fail(err, TCT_ERR_IO, "%.400s: writing failed", output->path);
    return simulate_file_settle(output, status, err);
}

/* Digits of a number in JSON: millimetres at 1,000 km, and a centimetre in degrees. */
#define JSON_DIGITS JSON_REAL_PRECISION(10)

enum tct_status simulate_write_line(const struct simulate_file *output, json_t *line,
                                    struct tct_error *err)
{
    if (line == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "no memory for %.400s", output->path);
    (void)json_dumpf(line, output->file, JSON_COMPACT | JSON_DIGITS);
    (void)fputc('\n', output->file);
    json_decref(line);
    return TCT_OK;
}

double simulate_rounded_m(double metres)
{
    return (double)(int64_t)(metres * 1000.0 + (metres < 0.0 ? -0.5 : 0.5)) / 1000.0;
}

enum tct_status simulate_write_detections(const struct played_scene *played, struct tct_error *err)
{
    struct simulate_file out;
    enum tct_status status = simulate_file_open(played, "detections.jsonl", &out, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < played->detection_count && status == TCT_OK; i++)
        status =
            tct_detection_write(out.file, played->sector, &played->detections[i].detection, err);
    return simulate_file_close(&out, status, err);
}
