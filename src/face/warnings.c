/* Warnings: counted by kind, written up to a cap. */
#include "tacet/face/warnings.h"

#include <string.h>

void tct_warnings_init(struct tct_warnings *warnings, FILE *out)
{
    *warnings = (struct tct_warnings){.out = out};
}

static struct tct_warning_kind *kind_of(struct tct_warnings *warnings, const char *name)
{
    for (size_t i = 0; i < warnings->kind_count; i++)
        if (strcmp(warnings->kinds[i].name, name) == 0)
            return &warnings->kinds[i];
    if (warnings->kind_count == TCT_WARNINGS_KINDS)
        return &warnings->kinds[TCT_WARNINGS_KINDS - 1];
    struct tct_warning_kind *kind = &warnings->kinds[warnings->kind_count++];
    kind->name = warnings->kind_count == TCT_WARNINGS_KINDS ? "other warnings" : name;
    return kind;
}

void tct_warnings_note(struct tct_warnings *warnings, const char *kind, const struct tct_error *err)
{
    if (warnings == NULL)
        return;
    struct tct_warning_kind *counted = kind_of(warnings, kind);
    counted->count++;
    if (warnings->out != NULL && counted->count <= TCT_WARNINGS_SHOWN)
        (void)fprintf(warnings->out, "%s\n", err->text);
}

void tct_warnings_skip(struct tct_warnings *warnings, const char *kind, const struct tct_error *err)
{
    if (warnings == NULL)
        return;
    warnings->skipped++;
    tct_warnings_note(warnings, kind, err);
}

void tct_warnings_skip_many(struct tct_warnings *warnings, const char *kind, size_t count,
                            const struct tct_error *err)
{
    if (warnings == NULL || count == 0)
        return;
    warnings->skipped += count;
    tct_warnings_note(warnings, kind, err);
}

void tct_warnings_finish(const struct tct_warnings *warnings)
{
    if (warnings->out == NULL)
        return;
    for (size_t i = 0; i < warnings->kind_count; i++) {
        const struct tct_warning_kind *kind = &warnings->kinds[i];
        if (kind->count > TCT_WARNINGS_SHOWN)
            (void)fprintf(warnings->out, "%s: %d shown, and %zu more of this kind\n", kind->name,
                          TCT_WARNINGS_SHOWN, kind->count - TCT_WARNINGS_SHOWN);
    }
}

size_t tct_warnings_skipped(const struct tct_warnings *warnings)
{
    return warnings->skipped;
}
