/* Verdicts, shown. */
#include "accord_verdicts.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DAYS_SHOWN = 62, DAY_TEXT_BYTES = 11, RESTS_MOST = 200 };

static const int64_t DAY_NS = INT64_C(86400) * TCT_NS_PER_S;

/* "2027-01-15" by the agreement's clock. */
static void day_text(const struct accord_verdicts *v, size_t day, char ret[DAY_TEXT_BYTES])
{
    char text[TCT_TIME_TEXT_BYTES];
    int64_t middle_ns = v->from_ns + (int64_t)day * DAY_NS + DAY_NS / 2;
    tct_time_format(middle_ns + v->agreement->utc_offset_s * TCT_NS_PER_S, 0, text);
    (void)snprintf(ret, DAY_TEXT_BYTES, "%.10s", text);
}

static const char *party(const struct accord_verdicts *v, int side)
{
    const char *id = v->ground->sector.parties[side].id;
    return id != NULL ? id : side == 0 ? "left" : "right";
}

/* ---- JSON ---------------------------------------------------------------------------------------
 */

static void set_p(json_t *object, const char *key, double p)
{
    (void)json_object_set_new(object, key, json_real(round(p * 1e6) / 1e6));
}

static void set_time(json_t *object, const char *key, int64_t ns)
{
    char text[TCT_TIME_TEXT_BYTES];
    tct_time_format(ns, 0, text);
    (void)json_object_set_new(object, key, json_string(text));
}

static json_t *rest_json(const struct accord_verdicts *v, const struct tct_rests *rest)
{
    const struct accord_evidence *e = v->evidence;
    json_t *object = json_object();
    switch (rest->kind) {
    case TCT_RESTS_EVENT:
        (void)json_object_set_new(object, "event", json_string(e->event_ids[rest->number]));
        set_p(object, "p", rest->p);
        break;
    case TCT_RESTS_INSPECTION:
        (void)json_object_set_new(object, "inspection",
                                  json_string(e->inspection_ids[rest->number]));
        set_p(object, "times_likelier", rest->p);
        break;
    case TCT_RESTS_ACTIVITY:
        (void)json_object_set_new(object, "activity", json_string(e->activity_ids[rest->number]));
        break;
    }
    return object;
}

static json_t *head_json(const struct accord_verdicts *v, const char *kind, size_t clause, int side)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "kind", kind, "agreement", v->agreement->id, "clause",
                     v->clauses[clause].id, "party", party(v, side));
}

static void set_figures(json_t *object, const struct tct_verdict *verdict)
{
    (void)json_object_set_new(object, "verdict", json_string(TCT_KEPT_NAMES[verdict->kept]));
    set_p(object, "broken_p", verdict->broken_p);
    set_p(object, "low_p", verdict->low_p);
    set_p(object, "high_p", verdict->high_p);
    set_p(object, "noticed_p", verdict->noticed_p);
    set_p(object, "least_p", verdict->least_p);
    set_time(object, "worst", verdict->worst_ns);
    (void)json_object_set_new(object, "expected", json_real(round(verdict->expected * 1e4) / 1e4));
}

static json_t *day_json(const struct accord_verdicts *v, size_t clause, int side, size_t day,
                        const struct tct_verdict *verdict)
{
    char name[DAY_TEXT_BYTES];
    json_t *object = head_json(v, "verdict", clause, side), *rests = json_array();
    day_text(v, day, name);
    (void)json_object_set_new(object, "day", json_string(name));
    set_figures(object, verdict);
    (void)json_object_set_new(object, "reason", json_string(verdict->reason));
    if (verdict->settles != NULL)
        (void)json_object_set_new(object, "would_settle", json_string(verdict->settles));
    for (size_t i = 0; i < verdict->rest_count && i < RESTS_MOST; i++)
        (void)json_array_append_new(rests, rest_json(v, &verdict->rests[i]));
    if (verdict->rest_count > RESTS_MOST)
        (void)json_object_set_new(object, "rests_on_left_out",
                                  json_integer((json_int_t)(verdict->rest_count - RESTS_MOST)));
    (void)json_object_set_new(object, "rests_on", rests);
    return object;
}

static enum tct_status write_line(json_t *object, struct tct_error *err)
{
    if (object == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    /* Checked when output is flushed. */
    (void)json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(12));
    (void)putchar('\n');
    json_decref(object);
    return TCT_OK;
}

/* ---- All verdicts of a clause and a side --------------------------------------------------------
 */

struct row {
    struct tct_verdict sum;
    size_t counts[TCT_KEPT_COUNT];
    char letters[DAYS_SHOWN + 1];
};

static const char LETTERS[TCT_KEPT_COUNT] = {'K', 'B', '?', '-', '.'};

static enum tct_status judge_row(const struct accord_verdicts *v, size_t clause, int side,
                                 bool json, struct row *ret, struct tct_error *err)
{
    struct tct_arena scratch;
    enum tct_status status = TCT_OK;
    *ret = (struct row){.sum = {.kept = TCT_NOT_IN_FORCE}};
    tct_arena_init(&scratch, (size_t)1 << 31);
    for (size_t day = 0; day < v->days && status == TCT_OK; day++) {
        struct tct_verdict verdict;
        status =
            tct_accord_judge(v->book, clause, (enum tct_side)side, day, &scratch, &verdict, err);
        if (status != TCT_OK)
            break;
        ret->counts[verdict.kept]++;
        tct_verdict_sum(&ret->sum, &verdict);
        if (day < DAYS_SHOWN)
            ret->letters[day] = LETTERS[verdict.kept];
        if (json && verdict.kept != TCT_NOT_IN_FORCE)
            status = write_line(day_json(v, clause, side, day, &verdict), err);
        tct_arena_free(&scratch);
    }
    tct_arena_free(&scratch);
    return status;
}

static bool is_bound(const struct accord_verdicts *v, size_t clause, int side)
{
    return tct_commitment_binds(&v->clauses[clause].commitment, (enum tct_side)side);
}

enum tct_status accord_verdicts_json(const struct accord_verdicts *v, struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < v->clause_count; i++) {
        for (int side = 0; side < 2 && status == TCT_OK; side++) {
            struct row row;
            if (!is_bound(v, i, side))
                continue;
            status = judge_row(v, i, side, true, &row, err);
            if (status != TCT_OK || row.sum.kept == TCT_NOT_IN_FORCE)
                continue;
            json_t *object = head_json(v, "verdict_of_days", i, side);
            set_figures(object, &row.sum);
            set_time(object, "from", v->from_ns);
            set_time(object, "until", v->from_ns + (int64_t)v->days * DAY_NS);
            json_t *days = json_object();
            for (int kept = 0; kept < TCT_NOT_IN_FORCE; kept++)
                (void)json_object_set_new(days, TCT_KEPT_NAMES[kept],
                                          json_integer((json_int_t)row.counts[kept]));
            (void)json_object_set_new(object, "days", days);
            status = write_line(object, err);
        }
    }
    return status;
}

enum tct_status accord_verdicts_print(const struct accord_verdicts *v, struct tct_error *err)
{
    char from[DAY_TEXT_BYTES], last[DAY_TEXT_BYTES];
    enum tct_status status = TCT_OK;
    day_text(v, 0, from);
    day_text(v, v->days - 1, last);
    (void)printf("%s, %s to %s\n\n%-24s %-12s %5s %6s %5s %7s  %-13s %s\n", v->agreement->id, from,
                 last, "clause", "party", "kept", "broken", "?", "no data", "all days",
                 "day by day");
    for (size_t i = 0; i < v->clause_count; i++) {
        for (int side = 0; side < 2 && status == TCT_OK; side++) {
            struct row row;
            if (!is_bound(v, i, side))
                continue;
            status = judge_row(v, i, side, false, &row, err);
            if (status == TCT_OK && row.sum.kept != TCT_NOT_IN_FORCE)
                (void)printf("%-24.24s %-12.12s %5zu %6zu %5zu %7zu  %-13s %s%s\n",
                             v->clauses[i].id, party(v, side), row.counts[TCT_KEPT],
                             row.counts[TCT_BROKEN], row.counts[TCT_UNDETERMINED],
                             row.counts[TCT_NO_DATA], TCT_KEPT_NAMES[row.sum.kept], row.letters,
                             v->days > DAYS_SHOWN ? "..." : "");
        }
    }
    (void)printf(
        "\nK kept, B broken, ? undetermined, - no data, . not in force. Broken: with 95 %%. "
        "Kept: with 95 %%,\nand a breach would have been noticed with 90 %% at any place "
        "and hour of it.\n");
    return status;
}
