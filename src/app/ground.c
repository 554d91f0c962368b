/* What every command that computes stands on. */
#include "ground.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const size_t memory_limit_bytes = (size_t)8 << 30;

enum tct_status ground_open(struct ground *ground, const struct command *command,
                            const char *sector_path, struct tct_error *err)
{
    *ground = (struct ground){.command = command};
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

int ground_close(struct ground *ground, enum tct_status status, const struct tct_error *err,
                 bool strict, int code)
{
    size_t skipped = tct_warnings_skipped(&ground->warnings);
    tct_warnings_finish(&ground->warnings);
    if (skipped > 0)
        (void)fprintf(stderr, "tacet %s: %zu %s skipped\n", ground->command->name, skipped,
                      skipped == 1 ? "thing was" : "things were");
    tct_sector_close(&ground->sector);
    tct_arena_free(&ground->arena);
    if (status != TCT_OK)
        return command_failed(ground->command, err);
    code = command_finish_output(ground->command, code);
    return code == EXIT_DONE && strict && skipped > 0 ? EXIT_WRONG : code;
}

enum tct_status ground_read(const char *path, FILE **ret_file, const char **ret_name,
                            struct tct_error *err)
{
    struct stat about;
    if (path == NULL || strcmp(path, "-") == 0) {
        *ret_file = stdin;
        *ret_name = "standard input";
        return TCT_OK;
    }
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return tct_fail(err, errno == ENOENT || errno == ENOTDIR ? TCT_ERR_INPUT : TCT_ERR_IO,
                        "%s: cannot be read: %s", path, strerror(errno));
    if (fstat(fileno(file), &about) == 0 && S_ISDIR(about.st_mode)) {
        (void)fclose(file);
        return tct_fail_at(err, TCT_ERR_INPUT, path, 0, "a folder", "a file");
    }
    *ret_file = file;
    *ret_name = path;
    return TCT_OK;
}

void ground_read_done(FILE *file)
{
    if (file != stdin)
        (void)fclose(file);
}

enum tct_status ground_truth(struct ground *ground, const char *path, struct tct_shot **ret_shots,
                             size_t *ret_count, struct tct_error *err)
{
    FILE *file = NULL;
    const char *name = NULL;
    enum tct_status status = ground_read(path, &file, &name, err);
    if (status != TCT_OK)
        return status;
    status = tct_truth_read(file, name, ground->sector.frame, &ground->arena, &ground->warnings,
                            ret_shots, ret_count, err);
    ground_read_done(file);
    return status;
}
