/* What every command that computes stands on. */
#include "ground.h"

#include <string.h>
#include <sys/stat.h>

static const size_t memory_limit_bytes = (size_t)8 << 30;

enum tct_status ground_open(struct ground *ground, const struct command *command,
                            const char *sector_path, struct tct_error *err)
{
    *ground = (struct ground){.command = command, .out = stdout};
    if (sector_path == NULL)
        return tct_fail(err, TCT_ERR_USE, "--sector SECTOR is missing (see tacet %s --help)",
                        command->name);
    tct_arena_init(&ground->arena, memory_limit_bytes);
    tct_warnings_init(&ground->warnings, stderr);
    enum tct_status status =
        tct_sector_open(sector_path, &ground->arena, &ground->warnings, &ground->sector, err);
    if (status != TCT_OK)
        tct_arena_free(&ground->arena);
    return status;
}

void ground_employ(struct ground *ground, size_t threads)
{
    ground->workers = workers_start(threads > 0 ? threads : workers_usable());
    if (ground->workers != NULL)
        ground->sector.network.executor = workers_executor(ground->workers);
}

enum tct_status ground_record(struct ground *ground, const char *folder, struct tct_error *err)
{
    if (folder == NULL)
        return TCT_OK;
    enum tct_status status = record_output_open(folder, &ground->record, err);
    if (status == TCT_OK)
        ground->out = record_output_file(ground->record);
    return status;
}

void ground_tell_skipped(const struct command *command, const struct tct_warnings *warnings)
{
    size_t skipped = tct_warnings_skipped(warnings);
    tct_warnings_finish(warnings);
    if (skipped > 0)
        (void)fprintf(stderr, "tacet %s: %zu %s skipped\n", command->name, skipped,
                      skipped == 1 ? "thing was" : "things were");
}

int ground_close(struct ground *ground, enum tct_status status, const struct tct_error *err,
                 bool strict, int code)
{
    size_t skipped = tct_warnings_skipped(&ground->warnings);
    ground_tell_skipped(ground->command, &ground->warnings);
    tct_sector_close(&ground->sector);
    tct_arena_free(&ground->arena);
    workers_stop(ground->workers);
    /* What the log says of a failure is the reason of all others. */
    struct tct_error why;
    enum tct_status recorded = record_output_close(ground->record, &why);
    if (recorded != TCT_OK)
        return command_failed(ground->command, &why);
    if (status != TCT_OK)
        return command_failed(ground->command, err);
    code = command_finish_output(ground->command, code);
    return code == EXIT_DONE && strict && skipped > 0 ? EXIT_WRONG : code;
}

enum tct_status ground_read(const char *path, FILE **ret_file, const char **ret_name,
                            struct tct_error *err)
{
    struct stat about;
    bool piped = path == NULL || strcmp(path, "-") == 0;
    const char *name = piped ? "standard input" : path;
    FILE *file = piped ? stdin : fopen(path, "rbe");
    if (file == NULL)
        return tct_fail_read(err, name, "a file");
    if (fstat(fileno(file), &about) == 0 && S_ISDIR(about.st_mode)) {
        ground_read_done(file);
        return tct_fail_at(err, TCT_ERR_INPUT, name, 0, "a folder", "a file");
    }
    *ret_file = file;
    *ret_name = name;
    return TCT_OK;
}

void ground_read_done(FILE *file)
{
    if (file != stdin)
        (void)fclose(file);
}

enum tct_status ground_usable(struct ground *ground, const char *name, size_t count,
                              size_t skipped_before, struct tct_error *err)
{
    struct tct_error empty;
    if (count > 0)
        return TCT_OK;
    if (tct_warnings_skipped(&ground->warnings) > skipped_before)
        return tct_fail(err, TCT_ERR_INPUT, "%s: nothing usable in the input", name);
    /* A quiet night gives an empty file, and so does a mistake: a person must be able to tell. */
    (void)tct_fail_at(&empty, TCT_ERR_INPUT, name, 0, "no lines", "one JSON object a line");
    tct_warnings_note(&ground->warnings, "empty files", &empty);
    return TCT_OK;
}

enum tct_status ground_events(struct ground *ground, const char *path,
                              struct tct_event_set *ret_set, struct tct_error *err)
{
    FILE *file = NULL;
    const char *name = NULL;
    enum tct_status status = ground_read(path, &file, &name, err);
    if (status != TCT_OK)
        return status;
    size_t skipped = tct_warnings_skipped(&ground->warnings);
    status = tct_events_read(file, name, &ground->sector, &ground->arena, &ground->warnings,
                             ret_set, err);
    ground_read_done(file);
    return status == TCT_OK ? ground_usable(ground, name, ret_set->count, skipped, err) : status;
}

enum tct_status ground_truth(struct ground *ground, const char *path, struct tct_shot **ret_shots,
                             size_t *ret_count, struct tct_error *err)
{
    FILE *file = NULL;
    const char *name = NULL;
    enum tct_status status = ground_read(path, &file, &name, err);
    if (status != TCT_OK)
        return status;
    size_t skipped_before = tct_warnings_skipped(&ground->warnings);
    status = tct_truth_read(file, name, ground->sector.frame, &ground->arena, &ground->warnings,
                            ret_shots, ret_count, err);
    ground_read_done(file);
    return status == TCT_OK ? ground_usable(ground, name, *ret_count, skipped_before, err) : status;
}
