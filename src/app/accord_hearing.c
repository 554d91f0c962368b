/* What would have been heard while an agreement was in force: stated, or worked out by the hour. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "accord.h"
#include "incident_hearing.h"

enum { ROWS_MOST = 1000000, SPELL_ROWS_MOST = 4000000 };

static const int64_t HOUR_NS = INT64_C(3600) * TCT_NS_PER_S;

/* A row of a stated table. */
struct row {
    int64_t from_ns, until_ns;
    double heard_p;
    const struct tct_zone *zone; /* NULL: everywhere */
    bool loud_only;
};

struct accord_hearing {
    struct tct_spell *spells;
    size_t count;
    struct row *rows; /* NULL: by the stations */
    size_t row_count;
    uint32_t *starts, *of_spell; /* rows of each spell, by their order */
    struct incident_hearing *stations;
    struct tct_coverage_port port;
};

/* The last row that fits counts. */
static double stated_there(const struct accord_hearing *hearing, uint32_t picture,
                           struct tct_plane place, bool loud)
{
    for (uint32_t i = hearing->starts[picture + 1]; i-- > hearing->starts[picture];) {
        const struct row *row = &hearing->rows[hearing->of_spell[i]];
        if ((loud || !row->loud_only) && (row->zone == NULL || tct_zone_holds(row->zone, place)))
            return row->heard_p;
    }
    return (double)NAN;
}

static void stated_p(void *user, uint32_t picture, const struct tct_plane *places, size_t count,
                     bool loud, double *ret_p)
{
    for (size_t i = 0; i < count; i++)
        ret_p[i] = stated_there(user, picture, places[i], loud);
}

static void worked_out_p(void *user, uint32_t picture, const struct tct_plane *places, size_t count,
                         bool loud, double *ret_p)
{
    const struct accord_hearing *hearing = user;
    int64_t middle_ns = hearing->spells[picture].from_ns + HOUR_NS / 2;
    for (size_t i = 0; i < count; i++)
        ret_p[i] = hearing->port.heard_p(hearing->port.user, places[i], middle_ns,
                                         loud ? TCT_FIRING_EXPLOSION : TCT_FIRING_SMALL_ARMS);
}

struct tct_hearing accord_hearing_of(struct accord_hearing *hearing)
{
    return (struct tct_hearing){hearing->spells, hearing->count,
                                hearing->rows != NULL ? stated_p : worked_out_p, hearing};
}

/* ---- A stated table -----------------------------------------------------------------------------
 */

enum { FROM, UNTIL, HEARD, ZONE, SOURCE };
static const struct tct_column COLUMNS[] = {[FROM] = {"from", true},
                                            [UNTIL] = {"until", true},
                                            [HEARD] = {"heard_p", true},
                                            [ZONE] = {"zone", false},
                                            [SOURCE] = {"source", false}};

static bool take_zone(const struct tct_sector *sector, struct tct_table *table, struct row *row)
{
    const char *name = tct_table_text(table, ZONE);
    if (name[0] == '\0')
        return true;
    for (size_t i = 0; i < sector->zone_count; i++)
        if (strcmp(sector->zones[i].name, name) == 0)
            row->zone = &sector->zones[i];
    if (row->zone == NULL)
        tct_table_skip(table, ZONE, "the name of a zone of the sector");
    return row->zone != NULL;
}

static bool take_row(const struct tct_sector *sector, struct tct_table *table, struct row *row)
{
    const char *source = tct_table_text(table, SOURCE);
    *row = (struct row){0};
    if (!tct_table_time(table, FROM, &row->from_ns) ||
        !tct_table_time(table, UNTIL, &row->until_ns) ||
        !tct_table_number(table, HEARD, 0.0, 1.0, &row->heard_p) || !take_zone(sector, table, row))
        return false;
    row->loud_only = strcmp(source, "loud") == 0;
    bool known = source[0] == '\0' || strcmp(source, "any") == 0 || row->loud_only;
    if (!known)
        tct_table_skip(table, SOURCE, "any or loud");
    else if (row->until_ns <= row->from_ns)
        tct_table_skip(table, UNTIL, "an end after the beginning");
    return known && row->until_ns > row->from_ns;
}

static enum tct_status read_rows(struct ground *ground, const char *path,
                                 struct accord_hearing *hearing, struct tct_error *err)
{
    struct tct_table *table = NULL;
    enum tct_status status = tct_table_open(path, "rows of coverage", COLUMNS, TCT_COUNT(COLUMNS),
                                            &ground->warnings, &table, err);
    if (status != TCT_OK)
        return status;
    size_t most = tct_table_rows_at_most(table);
    hearing->rows = most > ROWS_MOST ? NULL : TCT_ARENA_NEW(&ground->arena, struct row, most + 1);
    if (hearing->rows == NULL)
        status = tct_fail(err, TCT_ERR_LIMIT, "%.200s: too many rows of coverage", path);
    while (status == TCT_OK && tct_table_next(table))
        hearing->row_count += take_row(&ground->sector, table, &hearing->rows[hearing->row_count]);
    tct_table_close(table);
    return status;
}

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Between two ends of rows nothing changes. */
static enum tct_status cut_spells(struct ground *ground, struct accord_hearing *hearing,
                                  struct tct_error *err)
{
    size_t rows = hearing->row_count, ends = 0, total = 0;
    int64_t *times = TCT_ARENA_NEW(&ground->arena, int64_t, 2 * rows);
    hearing->spells = TCT_ARENA_NEW(&ground->arena, struct tct_spell, 2 * rows);
    hearing->starts = TCT_ARENA_NEW(&ground->arena, uint32_t, 2 * rows + 1);
    if (times == NULL || hearing->spells == NULL || hearing->starts == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for coverage");
    for (size_t i = 0; i < rows; i++) {
        times[ends++] = hearing->rows[i].from_ns;
        times[ends++] = hearing->rows[i].until_ns;
    }
    qsort(times, ends, sizeof(*times), by_time);
    for (size_t i = 1; i < ends; i++) {
        if (times[i] == times[i - 1])
            continue;
        hearing->spells[hearing->count] =
            (struct tct_spell){times[i - 1], times[i], (uint32_t)hearing->count};
        hearing->count++;
    }
    for (int pass = 0; pass < 2; pass++) {
        /* Rows of a spell: first how many, then which. */
        for (size_t i = 0; i < rows; i++) {
            const struct row *row = &hearing->rows[i];
            size_t low = 0, high = hearing->count;
            while (low < high) {
                size_t middle = low + (high - low) / 2;
                if (hearing->spells[middle].from_ns < row->from_ns)
                    low = middle + 1;
                else
                    high = middle;
            }
            for (; low < hearing->count && hearing->spells[low].from_ns < row->until_ns; low++) {
                if (pass == 0)
                    hearing->starts[low + 1]++;
                else
                    hearing->of_spell[hearing->starts[low]++] = (uint32_t)i;
                total += pass == 0;
            }
            if (total > SPELL_ROWS_MOST)
                return tct_fail(err, TCT_ERR_LIMIT, "too many rows of coverage at a time");
        }
        for (size_t i = 0; pass == 0 && i < hearing->count; i++)
            hearing->starts[i + 1] += hearing->starts[i];
        if (pass == 0)
            hearing->of_spell = TCT_ARENA_NEW(&ground->arena, uint32_t, total);
        if (hearing->of_spell == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory for coverage");
    }
    for (size_t i = hearing->count; i > 0; i--)
        hearing->starts[i] = hearing->starts[i - 1];
    hearing->starts[0] = 0;
    return TCT_OK;
}

/* ---- By the stations ----------------------------------------------------------------------------
 */

static enum tct_status cut_hours(struct ground *ground, struct accord_hearing *hearing,
                                 int64_t from_ns, int64_t until_ns, struct tct_error *err)
{
    size_t hours = (size_t)((until_ns - from_ns) / HOUR_NS) + 2;
    int64_t first_ns = (from_ns / HOUR_NS - (from_ns % HOUR_NS < 0)) * HOUR_NS;
    hearing->spells = TCT_ARENA_NEW(&ground->arena, struct tct_spell, hours);
    if (hearing->spells == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for coverage");
    for (size_t i = 0; i < hours; i++)
        hearing->spells[i] = (struct tct_spell){first_ns + (int64_t)i * HOUR_NS,
                                                first_ns + (int64_t)(i + 1) * HOUR_NS, (uint32_t)i};
    hearing->count = hours;
    return TCT_OK;
}

enum tct_status accord_hearing_open(struct ground *ground,
                                    const struct accord_hearing_request *request, int64_t from_ns,
                                    int64_t until_ns, struct accord_hearing **ret,
                                    struct tct_error *err)
{
    struct accord_hearing *hearing = calloc(1, sizeof(*hearing));
    enum tct_status status = TCT_OK;
    *ret = hearing;
    if (hearing == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for coverage");
    if (request->deaf)
        return TCT_OK;
    if (request->coverage_path != NULL) {
        status = read_rows(ground, request->coverage_path, hearing, err);
        return status == TCT_OK ? cut_spells(ground, hearing, err) : status;
    }
    status = incident_hearing_open(ground, request->hearing_path, &hearing->stations, err);
    if (status == TCT_OK)
        hearing->port = incident_hearing_port(hearing->stations);
    return status == TCT_OK ? cut_hours(ground, hearing, from_ns, until_ns, err) : status;
}

void accord_hearing_close(struct accord_hearing *hearing)
{
    if (hearing != NULL)
        incident_hearing_close(hearing->stations);
    free(hearing);
}
