/* Times of events, one a line. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/face/hawkes_file.h"

enum { LINE_BYTES = 256, FIRST_ROOM = 4096 };

struct times {
    double *list;
    size_t count, room;
};

static enum tct_status add(struct times *times, double time, struct tct_error *err)
{
    if (times->count == TCT_TIMES_MAX)
        return tct_fail(err, TCT_ERR_LIMIT, "more than %d times", (int)TCT_TIMES_MAX);
    if (times->count == times->room) {
        size_t room = times->room == 0 ? FIRST_ROOM : 2 * times->room;
        double *grown = realloc(times->list, room * sizeof(*grown));
        if (grown == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        times->list = grown;
        times->room = room;
    }
    times->list[times->count++] = time;
    return TCT_OK;
}

static void skip(const char *name, size_t line, const char *text, struct tct_warnings *warnings)
{
    struct tct_error err;
    (void)tct_fail_at(&err, TCT_ERR_INPUT, name, line, text, "a time, as a number");
    tct_warnings_skip(warnings, "times", &err);
}

static enum tct_status read_line(char *text, const char *name, size_t line, struct times *times,
                                 struct tct_warnings *warnings, struct tct_error *err)
{
    char *end = NULL;
    text[strcspn(text, "#\r\n")] = '\0';
    const char *start = text + strspn(text, " \t");
    if (*start == '\0')
        return TCT_OK;
    double time = strtod(start, &end);
    if (end != start && end[strspn(end, " \t")] == '\0' && isfinite(time))
        return add(times, time, err);
    skip(name, line, start, warnings);
    return TCT_OK;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The rest of a line that is longer than any number. */
static void pass_over(FILE *file)
{
    int c;
    do {
        c = getc(file);
    } while (c != EOF && c != '\n');
}

enum tct_status tct_times_read(FILE *file, const char *name, struct tct_arena *arena,
                               struct tct_warnings *warnings, double **ret_times, size_t *ret_count,
                               struct tct_error *err)
{
    struct times times = {0};
    char text[LINE_BYTES];
    enum tct_status status = TCT_OK;
    for (size_t line = 1; status == TCT_OK && fgets(text, sizeof(text), file) != NULL; line++) {
        if (strlen(text) == sizeof(text) - 1 && text[sizeof(text) - 2] != '\n') {
            pass_over(file);
            skip(name, line, text, warnings);
        } else {
            status = read_line(text, name, line, &times, warnings, err);
        }
    }
    if (status == TCT_OK && ferror(file) != 0)
        status = tct_fail_read(err, name, "times, one a line");
    if (status == TCT_OK && times.count > 0)
        qsort(times.list, times.count, sizeof(*times.list), ascending);
    *ret_times = TCT_ARENA_NEW(arena, double, times.count);
    if (status == TCT_OK && *ret_times == NULL)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for %zu times", times.count);
    if (status == TCT_OK && times.count > 0)
        memcpy(*ret_times, times.list, times.count * sizeof(double));
    *ret_count = times.count;
    free(times.list);
    return status;
}
