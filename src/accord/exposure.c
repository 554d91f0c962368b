/* Exposure: how far a breach would have been noticed, by sensors and by whoever looked. */
#include <math.h>

#include "book_parts.h"

double inspection_means(const struct tct_commitment *commitment,
                        const struct tct_inspection *inspection, enum tct_side side)
{
    enum tct_arm asked = commitment->arm, told = inspection->arm;
    double p = 1.0;
    if (inspection->matter != commitment->matter ||
        (inspection->by != side && inspection->by != TCT_SIDE_UNDETERMINED))
        return 0.0;
    bool light = told == TCT_ARM_SMALL || told == TCT_ARM_SNIPER;
    if (asked != TCT_ARM_ANY && told == TCT_ARM_ANY)
        p = TCT_UNTOLD_P;
    else if (asked == TCT_ARM_SNIPER && told == TCT_ARM_SMALL)
        p = TCT_UNTOLD_P;
    else if ((asked == TCT_ARM_HEAVY && light) ||
             ((asked == TCT_ARM_SMALL || asked == TCT_ARM_SNIPER) && told == TCT_ARM_HEAVY))
        return 0.0;
    if (commitment->calibre_mm > 0.0 && inspection->calibre_mm > 0.0)
        return inspection->calibre_mm >= commitment->calibre_mm ? p : 0.0;
    return commitment->calibre_mm > 0.0 ? p * TCT_UNTOLD_P : p;
}

/* Who looked for anything also looked for this; who looked for snipers did not look for guns. */
static bool looked_for(const struct tct_commitment *commitment,
                       const struct tct_inspection *inspection)
{
    return inspection->matter == commitment->matter &&
           (inspection->arm == TCT_ARM_ANY || inspection->arm == commitment->arm) &&
           (inspection->calibre_mm <= 0.0 ||
            (commitment->calibre_mm > 0.0 && inspection->calibre_mm <= commitment->calibre_mm));
}

/* A side's word for itself shows nothing. */
static bool counts_for(const struct tct_inspection *inspection, enum tct_side side)
{
    return !(inspection->source == TCT_SOURCE_LEFT && side == TCT_SIDE_LEFT) &&
           !(inspection->source == TCT_SOURCE_RIGHT && side == TCT_SIDE_RIGHT);
}

/* Whoever looked at a place within a stretch of time, each source once. */
static double looked_p(const struct tct_accord *accord, size_t number, enum tct_side side,
                       size_t day, struct tct_plane place, const struct stretch *when)
{
    const struct tct_commitment *commitment = &accord->setup.commitments[number];
    const struct by_day *list = &accord->inspections;
    double sees[TCT_SOURCE_COUNT] = {0.0}, missed = 1.0;
    for (uint32_t i = list->starts[day]; i < list->starts[day + 1]; i++) {
        const struct tct_inspection *o = &accord->setup.inspections[list->numbers[i]];
        /* What lasts (a weapon that is there) is seen whenever somebody looks. */
        bool then = commitment->matter == TCT_MATTER_WEAPONS ||
                    (o->from_ns <= when->from_ns && o->until_ns >= when->until_ns);
        bool whose = o->by == side || o->by == TCT_SIDE_UNDETERMINED;
        if (then && whose && looked_for(commitment, o) && counts_for(o, side) &&
            hypot(place.x_m - o->place.x_m, place.y_m - o->place.y_m) <= o->radius_m)
            sees[o->source] = fmax(sees[o->source], o->sees_p);
    }
    /* Both sides' claims in one go: which of them comes first must not matter to the last bit. */
    missed *= (1.0 - sees[TCT_SOURCE_LEFT]) * (1.0 - sees[TCT_SOURCE_RIGHT]);
    missed *= (1.0 - sees[TCT_SOURCE_JOINT]) * (1.0 - sees[TCT_SOURCE_MISSION]);
    return 1.0 - missed * (1.0 - sees[TCT_SOURCE_PUBLIC]);
}

/* At each place of a part; false: nothing is heard at any. */
static bool hear(const struct tct_accord *accord, const struct tct_commitment *commitment,
                 const struct part *part, uint32_t picture, double ret_p[PLACES_MOST])
{
    const struct tct_hearing *hearing = &accord->setup.hearing;
    if (picture == NONE || commitment->matter != TCT_MATTER_FIRE)
        return false;
    hearing->heard_p(hearing->user, picture, part->places, part->count,
                     commitment->arm == TCT_ARM_HEAVY, ret_p);
    return true;
}

/* What is not known is deaf. */
static inline double known_p(double p)
{
    double known = p > 0.0 ? p : 0.0; /* NaN is none, too */
    return known < 1.0 ? known : 1.0;
}

/* Sums over the places of a part. */
struct noticing {
    double heard, noticed, least;
};

static struct noticing hear_alone(const double *there, size_t count)
{
    struct noticing ret = {.least = 1.0};
    for (size_t i = 0; i < count; i++) {
        double p = known_p(there[i]);
        ret.heard += p;
        ret.least = p < ret.least ? p : ret.least;
    }
    ret.noticed = ret.heard;
    return ret;
}

static struct noticing hear_and_look(const struct tct_accord *accord, size_t number,
                                     enum tct_side side, size_t day, const struct stretch *when,
                                     const double *there)
{
    const struct part *part = &accord->parts[number][side];
    struct noticing ret = {.least = 1.0};
    for (size_t i = 0; i < part->count; i++) {
        double p = known_p(there[i]);
        double looked = looked_p(accord, number, side, day, part->places[i], when);
        double all = 1.0 - (1.0 - p) * (1.0 - looked);
        ret.heard += p;
        ret.noticed += all;
        ret.least = all < ret.least ? all : ret.least;
    }
    return ret;
}

/* One stretch in which neither hearing nor who looked changed. */
static void add_stretch(const struct tct_accord *accord, size_t number, enum tct_side side,
                        size_t day, const struct stretch *when, uint32_t picture,
                        struct exposure *sum)
{
    const struct part *part = &accord->parts[number][side];
    bool looked = accord->inspections.starts[day] < accord->inspections.starts[day + 1];
    double there[PLACES_MOST] = {0.0}, n = (double)part->count;
    double s = tct_time_between_s(when->from_ns, when->until_ns);
    struct noticing noticing = {0.0, 0.0, 0.0};
    bool heard = hear(accord, &accord->setup.commitments[number], part, picture, there);
    if (looked)
        noticing = hear_and_look(accord, number, side, day, when, there);
    else if (heard)
        noticing = hear_alone(there, part->count);
    sum->heard += s * noticing.heard / n;
    sum->noticed += s * noticing.noticed / n;
    if (noticing.least < sum->least) {
        sum->least = noticing.least;
        sum->worst_ns = when->from_ns;
    }
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The next time after `at_ns` at which somebody begins or ends to look. */
static int64_t next_look(const struct tct_accord *accord, size_t day, int64_t at_ns)
{
    const struct by_day *list = &accord->inspections;
    int64_t next = INT64_MAX;
    for (uint32_t i = list->starts[day]; i < list->starts[day + 1]; i++) {
        const struct tct_inspection *o = &accord->setup.inspections[list->numbers[i]];
        if (o->from_ns > at_ns)
            next = earlier(next, o->from_ns);
        if (o->until_ns > at_ns)
            next = earlier(next, o->until_ns);
    }
    return next;
}

/* The first spell that ends after `at_ns`. */
static size_t spell_at(const struct tct_hearing *hearing, int64_t at_ns)
{
    size_t low = 0, high = hearing->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hearing->spells[middle].until_ns <= at_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_hours(const struct tct_accord *accord, size_t number, enum tct_side side,
                      size_t day, const struct stretch *hours, struct exposure *sum)
{
    const struct tct_hearing *hearing = &accord->setup.hearing;
    size_t spell = spell_at(hearing, hours->from_ns);
    for (int64_t at = hours->from_ns; at < hours->until_ns;) {
        int64_t until = earlier(hours->until_ns, next_look(accord, day, at));
        uint32_t picture = NONE;
        while (spell < hearing->count && hearing->spells[spell].until_ns <= at)
            spell++;
        if (spell < hearing->count && hearing->spells[spell].from_ns <= at) {
            picture = hearing->spells[spell].picture;
            until = earlier(until, hearing->spells[spell].until_ns);
        } else if (spell < hearing->count) {
            until = earlier(until, hearing->spells[spell].from_ns);
        }
        add_stretch(accord, number, side, day, &(struct stretch){at, until}, picture, sum);
        at = until;
    }
}

const struct exposure *exposure_of(struct tct_accord *accord, size_t number, enum tct_side side,
                                   size_t day)
{
    struct exposure *exposure = &accord->exposures[2 * cell_of(accord, number, day) + (size_t)side];
    struct stretch hours[STRETCHES_MOST];
    if (exposure->hours_s >= 0.0)
        return exposure;
    *exposure = (struct exposure){.least = INFINITY};
    if (accord->parts[number][side].count == 0)
        return exposure;
    size_t count = hours_of(&accord->setup.commitments[number], day_begins_ns(accord, day),
                            day_begins_ns(accord, day + 1), hours);
    for (size_t i = 0; i < count; i++)
        add_hours(accord, number, side, day, &hours[i], exposure);
    exposure->hours_s = hours_s(hours, count);
    if (exposure->hours_s > 0.0) {
        exposure->heard /= exposure->hours_s;
        exposure->noticed /= exposure->hours_s;
    }
    return exposure;
}
