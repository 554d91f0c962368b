/* One row for each entry. */
#include "record_index.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record_walk.h"

/* Members that are never sealed, of the entry or of the statement in it. */
static const char *const COLUMNS[] = {"kind",   "act",  "id",    "case",       "incident",
                                      "report", "role", "party", "transition", "sha256"};

/* A spreadsheet must not take it for a formula. */
static void put_cell(FILE *out, const char *text)
{
    bool formula = text[0] != '\0' && strchr("=+-@", text[0]) != NULL;
    if (strpbrk(text, ",\"\r\n") == NULL && !formula) {
        (void)fputs(text, out);
        return;
    }
    (void)fputs(formula ? "\"'" : "\"", out);
    for (const char *c = text; *c != '\0'; c++)
        (void)fputs(*c == '"' ? "\"\"" : (char[]){*c, '\0'}, out);
    (void)fputc('"', out);
}

static enum tct_status put_row(void *user, uint64_t index, const json_t *entry, int64_t taken_ns,
                               struct tct_error *err)
{
    FILE *out = user;
    char taken[TCT_TIME_TEXT_BYTES] = "";
    const json_t *said = json_object_get(entry, "statement");
    const char *signature = json_string_value(json_object_get(entry, "signature"));
    if (taken_ns != RECORD_NOT_SAID)
        tct_time_format(taken_ns, 0, taken);
    (void)fprintf(out, "%" PRIu64 ",%s", index, taken);
    for (size_t i = 0; i < TCT_COUNT(COLUMNS); i++) {
        const char *text =
            json_string_value(json_object_get(said == NULL ? entry : said, COLUMNS[i]));
        (void)fputc(',', out);
        put_cell(out, text == NULL ? "" : text);
    }
    /* "— NAME BASE64" of a signed statement. */
    const char *name = signature == NULL ? NULL : strchr(signature, ' ');
    char author[128] = "";
    if (name != NULL)
        (void)snprintf(author, sizeof(author), "%.*s", (int)strcspn(name + 1, " "), name + 1);
    (void)fputc(',', out);
    put_cell(out, author);
    (void)fputc('\n', out);
    return ferror(out) == 0 ? TCT_OK : tct_fail(err, TCT_ERR_MEMORY, "out of memory");
}

enum tct_status record_index_csv(const char *folder, char **ret, size_t *ret_bytes,
                                 struct tct_error *err)
{
    struct tct_checkpoint head;
    *ret = NULL;
    FILE *out = open_memstream(ret, ret_bytes);
    if (out == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    (void)fputs("index,taken", out);
    for (size_t i = 0; i < TCT_COUNT(COLUMNS); i++)
        (void)fprintf(out, ",%s", COLUMNS[i]);
    (void)fputs(",author\n", out);
    enum tct_status status = record_walk(folder, put_row, out, &head, err);
    if (fclose(out) != 0 && status == TCT_OK)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (status != TCT_OK) {
        free(*ret);
        *ret = NULL;
    }
    return status;
}
