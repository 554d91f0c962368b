/* Verdicts: what the evidence of a day says of a commitment and a side. */
#include <math.h>

#include "book_parts.h"

/* Before anything is known: half a breach in thirty days, of one side. */
static const double PRIOR_BREACHES = 0.5, PRIOR_DAYS = 30.0;
/* How often it is there when somebody comes to look, for what that tells of how often it is. */
static const double BEFORE_LOOKING_P = 0.1;
/* Nobody is called to have broken a promise because that is usual: without evidence it is at most
 * as likely as not. */
static const double UNSEEN_MOST_P = 0.5;
/* Below this nothing would have been noticed, as good as. */
static const double NOTHING_P = 0.1;
/* Who says it of himself: rarely without cause. */
static const double ADMITS_FALSELY_P = 0.02;

enum { DISC_POINTS = 64, SCRATCH_BYTES = 1 << 30 };

/* ---- What inspections say ----------------------------------------------------------------------
 */

/* How much of where something was seen is this part of the commitment's ground. */
static double seen_there(const struct tct_accord *accord, size_t number, enum tct_side side,
                         const struct tct_inspection *o)
{
    const struct tct_commitment *commitment = &accord->setup.commitments[number];
    double hits = 0.0;
    for (int i = 0; i < DISC_POINTS; i++) {
        double radius = o->radius_m * sqrt(((double)i + 0.5) / DISC_POINTS);
        double turn = 2.399963229728653 * i; /* the golden angle */
        struct tct_plane at = {o->place.x_m + radius * cos(turn),
                               o->place.y_m + radius * sin(turn)};
        struct beside beside = {0.0, TCT_SIDE_UNDETERMINED};
        if (accord->line != NULL)
            beside = line_beside(accord->line, at);
        bool whose = o->by == side || accord->line == NULL || beside.side == side;
        hits += whose && part_holds(commitment, at, beside.distance_m) ? 1.0 / DISC_POINTS : 0.0;
    }
    return hits;
}

/* How many times likelier it makes a breach: that it was seen, as surely as that is there and then.
 */
static double seen_ratio(const struct tct_accord *accord, size_t number, enum tct_side side,
                         size_t day, const struct tct_inspection *o)
{
    const struct tct_commitment *commitment = &accord->setup.commitments[number];
    struct stretch hours[STRETCHES_MOST];
    bool own = (o->source == TCT_SOURCE_LEFT && side == TCT_SIDE_LEFT) ||
               (o->source == TCT_SOURCE_RIGHT && side == TCT_SIDE_RIGHT);
    size_t count =
        hours_of(commitment, day_begins_ns(accord, day), day_begins_ns(accord, day + 1), hours);
    double all_s = tct_time_between_s(o->from_ns, o->until_ns);
    double then = all_s > 0.0 ? hours_shared_s(hours, count, o->from_ns, o->until_ns) / all_s
                              : hours_hold_p(hours, count, o->from_ns, 1e-3);
    double means = inspection_means(commitment, o, side) * then;
    if (!(means > 0.0))
        return 1.0;
    double false_p = own ? fmin(o->false_p, ADMITS_FALSELY_P) : o->false_p;
    return 1.0 + means * seen_there(accord, number, side, o) * (o->sees_p / false_p - 1.0);
}

struct said {
    double ratio;    /* of the odds of a breach */
    bool any, clear; /* somebody saw something; looked and saw nothing */
};

/* Of each source what speaks loudest: what it says again is no second witness. Who looked and saw
 * nothing speaks by how far it would have been seen. */
static struct said inspections_say(const struct tct_accord *accord, size_t number,
                                   enum tct_side side, size_t day, const struct exposure *exposure,
                                   struct weighed *weighed)
{
    const struct by_day *list = &accord->inspections;
    double best[TCT_SOURCE_COUNT];
    struct said said = {.ratio = 1.0};
    for (int s = 0; s < TCT_SOURCE_COUNT; s++)
        best[s] = 1.0;
    for (uint32_t i = list->starts[day]; i < list->starts[day + 1]; i++) {
        const struct tct_inspection *o = &accord->setup.inspections[list->numbers[i]];
        if (!o->seen)
            continue;
        double ratio = seen_ratio(accord, number, side, day, o);
        best[o->source] = fmax(best[o->source], ratio);
        said.any = said.any || ratio > 1.0;
        if (ratio > 1.0)
            weighed->rests[weighed->rest_count++] =
                (struct tct_rests){TCT_RESTS_INSPECTION, list->numbers[i], ratio};
    }
    said.ratio = best[TCT_SOURCE_LEFT] * best[TCT_SOURCE_RIGHT];
    said.ratio *= best[TCT_SOURCE_JOINT] * best[TCT_SOURCE_MISSION];
    said.ratio *= best[TCT_SOURCE_PUBLIC];
    double looked = exposure->heard < 1.0
                        ? (exposure->noticed - exposure->heard) / (1.0 - exposure->heard)
                        : 0.0;
    said.clear = looked > 0.0;
    if (!said.any)
        said.ratio = 1.0 - looked;
    return said;
}

static double by_odds(double p, double ratio)
{
    return ratio == 1.0 ? p : p * ratio / (p * ratio + (1.0 - p));
}

/* ---- Rates --------------------------------------------------------------------------------------
 */

double rate_before(void)
{
    return PRIOR_BREACHES / PRIOR_DAYS;
}

/* What was noticed of a cell by sensors and by whoever looked, and over how much it would have
 * been. */
static void add_cell(struct tct_accord *accord, size_t number, size_t day, struct tct_arena *arena,
                     double *breaches, double *days)
{
    double found[2] = {0.0, 0.0}, over[2] = {0.0, 0.0};
    for (int side = 0; side < 2; side++) {
        if (!tct_commitment_binds(&accord->setup.commitments[number], (enum tct_side)side))
            continue;
        const struct exposure *e = exposure_of(accord, number, (enum tct_side)side, day);
        struct weighed weighed;
        size_t looks = accord->inspections.starts[day + 1] - accord->inspections.starts[day];
        over[side] = e->noticed * e->hours_s / 86400.0;
        if (!(e->hours_s > 0.0))
            continue;
        if (accord->heads[cell_of(accord, number, day)] != NONE)
            found[side] = weigh_expected(accord, number, (enum tct_side)side, day, arena);
        if (looks == 0 || weigh_events(accord, number, (enum tct_side)side, day, looks, arena,
                                       &weighed, NULL) != TCT_OK)
            continue;
        struct said said = inspections_say(accord, number, (enum tct_side)side, day, e, &weighed);
        if (said.any)
            found[side] = fmax(found[side], by_odds(BEFORE_LOOKING_P, said.ratio));
    }
    *breaches += found[0] + found[1];
    *days += over[0] + over[1];
}

void tct_accord_learn(struct tct_accord *accord)
{
    struct tct_arena scratch;
    tct_arena_init(&scratch, SCRATCH_BYTES);
    for (size_t i = 0; i < accord->setup.commitment_count; i++) {
        double breaches = PRIOR_BREACHES, days = PRIOR_DAYS;
        for (size_t day = 0; day < accord->setup.days; day++)
            add_cell(accord, i, day, &scratch, &breaches, &days);
        accord->rates[i] = breaches / days;
        tct_arena_free(&scratch);
    }
    tct_arena_free(&scratch);
}

/* ---- Verdicts -----------------------------------------------------------------------------------
 */

/* That there were more than are allowed, when a Poisson number of others went unnoticed. */
static double more_p(const double *kept_p, size_t allowed, double unnoticed)
{
    double kept = 0.0, term = exp(-unnoticed), below = 0.0;
    for (size_t others = 0; others <= allowed; others++) {
        below += term;
        kept += kept_p[allowed - others] * below;
        term *= unnoticed / (double)(others + 1);
    }
    return fmin(1.0, fmax(0.0, 1.0 - kept));
}

/* What would have decided it. */
static const char *settles(const struct tct_accord *accord, enum tct_matter matter, bool any,
                           const struct tct_verdict *verdict)
{
    if (any)
        return "an inspection there, or better known places of what was noticed";
    if (matter == TCT_MATTER_FIRE && verdict->least_p < accord->setup.notice_p)
        return "a sensor or a patrol that would hear all of its ground at its worst hour";
    return matter == TCT_MATTER_FIRE ? "hearing that misses less"
                                     : "an inspection of all of its ground";
}

static void decide(const struct tct_accord *accord, enum tct_matter matter, double evidence_p,
                   bool any, struct tct_verdict *verdict)
{
    double decided = accord->setup.decided_p;
    verdict->kept = TCT_UNDETERMINED;
    if (verdict->rest_count > 0 && evidence_p >= decided) {
        verdict->kept = TCT_BROKEN;
        verdict->reason = "broken, as far as its evidence can tell";
    } else if (!any && verdict->noticed_p < NOTHING_P) {
        verdict->kept = TCT_NO_DATA;
        verdict->reason = "nothing was noticed, and nothing would have been";
    } else if (verdict->broken_p > 1.0 - decided) {
        verdict->reason = any ? "what was noticed does not decide it"
                              : "what is usual here would not always have been noticed";
    } else if (verdict->least_p < accord->setup.notice_p) {
        verdict->reason = "a breach would not have been noticed everywhere, all the time";
    } else {
        verdict->kept = TCT_KEPT;
        verdict->reason = "nothing that counts was noticed, and it would have been";
    }
    if (verdict->kept != TCT_KEPT && verdict->kept != TCT_BROKEN)
        verdict->settles = settles(accord, matter, any, verdict);
}

static struct tct_verdict not_in_force(const char *reason)
{
    return (struct tct_verdict){.kept = TCT_NOT_IN_FORCE, .reason = reason};
}

enum tct_status tct_accord_judge(struct tct_accord *accord, size_t number, enum tct_side side,
                                 size_t day, struct tct_arena *arena, struct tct_verdict *ret,
                                 struct tct_error *err)
{
    const struct tct_commitment *commitment = &accord->setup.commitments[number];
    const struct by_day *list = &accord->inspections;
    struct weighed weighed;
    TCT_ASSERT(number < accord->setup.commitment_count && day < accord->setup.days);
    if (!tct_commitment_binds(commitment, side) || accord->parts[number][side].count == 0) {
        *ret = not_in_force("it does not bind this side here");
        return TCT_OK;
    }
    const struct exposure *exposure = exposure_of(accord, number, side, day);
    if (!(exposure->hours_s > 0.0)) {
        *ret = not_in_force("it does not hold on this day");
        return TCT_OK;
    }
    enum tct_status status = weigh_events(
        accord, number, side, day, list->starts[day + 1] - list->starts[day], arena, &weighed, err);
    if (status != TCT_OK)
        return status;
    struct said said = inspections_say(accord, number, side, day, exposure, &weighed);
    double days = exposure->hours_s / 86400.0;
    double unnoticed =
        accord->rates[number] * days * (1.0 - exposure->heard) + weighed.unplaced * days;
    double most = fmin(unnoticed, -log(UNSEEN_MOST_P));
    double evidence_p = by_odds(more_p(weighed.kept_p, commitment->allowed, most), said.ratio);
    *ret = (struct tct_verdict){
        .broken_p = by_odds(more_p(weighed.kept_p, commitment->allowed, unnoticed), said.ratio),
        .low_p = by_odds(weighed.low_p, said.ratio),
        .high_p = 1.0 - (1.0 - weighed.high_p) * exposure->least,
        .noticed_p = exposure->noticed,
        .least_p = exposure->least,
        .worst_ns = exposure->worst_ns,
        .expected = weighed.expected,
        .rests = weighed.rests,
        .rest_count = weighed.rest_count};
    if (said.any)
        ret->high_p = by_odds(ret->high_p, said.ratio);
    decide(accord, commitment->matter, evidence_p, weighed.expected > 0.0 || said.any, ret);
    return TCT_OK;
}

/* Broken days are broken; kept are only those of which all were. */
void tct_verdict_sum(struct tct_verdict *sum, const struct tct_verdict *day)
{
    if (day->kept == TCT_NOT_IN_FORCE)
        return;
    if (sum->kept == TCT_NOT_IN_FORCE) {
        *sum = *day;
        sum->rest_count = 0;
        return;
    }
    if (sum->kept == TCT_BROKEN || day->kept == TCT_BROKEN)
        sum->kept = TCT_BROKEN;
    else if (sum->kept != day->kept)
        sum->kept = TCT_UNDETERMINED;
    sum->reason = "";
    sum->broken_p = 1.0 - (1.0 - sum->broken_p) * (1.0 - day->broken_p);
    sum->low_p = fmax(sum->low_p, day->low_p);
    sum->high_p = fmin(1.0, sum->high_p + day->high_p);
    sum->expected += day->expected;
    if (day->least_p < sum->least_p) {
        sum->least_p = day->least_p;
        sum->worst_ns = day->worst_ns;
    }
    sum->noticed_p = fmin(sum->noticed_p, day->noticed_p);
}
