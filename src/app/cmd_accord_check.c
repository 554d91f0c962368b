/* tacet accord check: whether an agreement is well formed, and what in it does not hold together.
 */
#include <jansson.h>
#include <stdio.h>

#include "accord.h"

struct request {
    const char *sector_path;
    bool json, strict;
};

static const struct option_spec options[] = {
    {'s', "sector", "SECTOR", "the sector: its folder or its sector.yaml", OPTION_TEXT,
     offsetof(struct request, sector_path), 0, 0},
    {0, "json", NULL, "flaws as JSON objects, one a line", OPTION_SWITCH,
     offsetof(struct request, json), 0, 0},
    {0, "strict", NULL, "end with 2 if an amendment was refused", OPTION_SWITCH,
     offsetof(struct request, strict), 0, 0},
};

static const char *const KINDS[TCT_FLAW_KIND_COUNT] = {
    [TCT_FLAW_CONTRADICTION] = "contradiction", [TCT_FLAW_GAP_IN_TIME] = "gap_in_time",
    [TCT_FLAW_GAP_IN_SPACE] = "gap_in_space",   [TCT_FLAW_BINDS_NOBODY] = "binds_nobody",
    [TCT_FLAW_ASYMMETRY] = "asymmetry",
};

static void print_flaw(const struct tct_clause *clauses, const struct tct_flaw *flaw)
{
    const struct tct_clause *clause = &clauses[flaw->clause];
    (void)printf("%s:%zu: %s: %s: %s", clause->file, clause->line, clause->id, KINDS[flaw->kind],
                 flaw->what);
    if (flaw->other != TCT_NO_CLAUSE)
        (void)printf(" (%s, %s:%zu)", clauses[flaw->other].id, clauses[flaw->other].file,
                     clauses[flaw->other].line);
    (void)putchar('\n');
}

static enum tct_status print_json(const struct tct_clause *clauses, const struct tct_flaw *flaw,
                                  struct tct_error *err)
{
    const struct tct_clause *clause = &clauses[flaw->clause];
    json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "kind", "flaw", "flaw",
                               KINDS[flaw->kind], "clause", clause->id, "what", flaw->what, "file",
                               clause->file, "line", (json_int_t)clause->line);
    if (object != NULL && flaw->other != TCT_NO_CLAUSE)
        (void)json_object_set_new(object, "other", json_string(clauses[flaw->other].id));
    if (object == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    (void)json_dumpf(object, stdout, JSON_COMPACT); /* checked when output is flushed */
    (void)putchar('\n');
    json_decref(object);
    return TCT_OK;
}

static enum tct_status check(struct ground *ground, const struct request *request, const char *path,
                             size_t *ret_flaws, struct tct_error *err)
{
    struct tct_agreement agreement;
    struct tct_clause *clauses = NULL;
    struct tct_flaw *flaws = NULL;
    size_t count = 0;
    enum tct_status status = tct_agreement_load(path, &ground->sector, &ground->arena,
                                                &ground->warnings, &agreement, err);
    if (status == TCT_OK)
        status = tct_agreement_in_force(&agreement, agreement.version_count, &ground->arena,
                                        &clauses, &count, err);
    if (status != TCT_OK)
        return status;
    struct tct_lint_setup setup = {.commitments =
                                       accord_commitments(&ground->arena, clauses, count),
                                   .count = count,
                                   .line = ground->sector.network.line,
                                   .line_count = ground->sector.network.line_count};
    accord_ground(&ground->sector, clauses, count, setup.ground);
    status = setup.commitments == NULL
                 ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                 : tct_accord_lint(&setup, &ground->arena, &flaws, ret_flaws, err);
    for (size_t i = 0; status == TCT_OK && i < *ret_flaws; i++) {
        if (request->json)
            status = print_json(clauses, &flaws[i], err);
        else
            print_flaw(clauses, &flaws[i]);
    }
    if (status == TCT_OK)
        (void)fprintf(stderr, "%s: %zu versions, %zu clauses, %zu flaws\n", agreement.id,
                      agreement.version_count, count, *ret_flaws);
    return status;
}

static int run(const struct command *self, int argc, char **argv)
{
    struct request request = {0};
    struct arguments words;
    struct ground ground;
    struct tct_error err;
    size_t flaws = 0;
    int code = command_read_options(self, argc, argv, &request, &words);
    if (code != OPTIONS_READ)
        return code;
    if (words.count != 1)
        return command_wrong_use(self, "expected one agreement");
    if (ground_open(&ground, self, request.sector_path, &err) != TCT_OK)
        return command_failed(self, &err);
    enum tct_status status = check(&ground, &request, words.words[0], &flaws, &err);
    return ground_close(&ground, status, &err, request.strict, flaws > 0 ? EXIT_NO : EXIT_DONE);
}

const struct command command_accord_check = {
    .name = "accord check",
    .summary = "what in an agreement does not hold together",
    .arguments = "-s SECTOR AGREEMENT",
    .explained =
        "Reads an agreement with its amendments, and prints what contradicts, what is left open\n"
        "in time and space, and what binds one side otherwise than the other. Ends with 1 when\n"
        "there is anything.",
    .options = options,
    .option_count = TCT_COUNT(options),
    .run = run,
};
