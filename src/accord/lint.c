/* Flaws of agreements.
 *
 * A clause is compared with all others by what it is about, where, when and for whom. Ground is
 * compared by the places that stand for it, so that zones of any shape are. */
#include <math.h>
#include <string.h>

#include "book_parts.h"
#include "tacet/accord/lint.h"
#include "zone_gap.h"

struct lint {
    const struct tct_lint_setup *setup;
    struct tct_accord *book; /* for its parts */
    struct tct_arena *arena;
    struct tct_flaw *flaws;
    size_t count, room;
    bool full;
};

static void tell(struct lint *lint, enum tct_flaw_kind kind, size_t clause, size_t other,
                 const char *what)
{
    if (lint->count == lint->room) {
        size_t room = 2 * lint->room + 16;
        struct tct_flaw *more = TCT_ARENA_NEW(lint->arena, struct tct_flaw, room);
        lint->full = lint->full || more == NULL;
        if (more == NULL)
            return;
        if (lint->count > 0)
            memcpy(more, lint->flaws, lint->count * sizeof(*more));
        lint->flaws = more;
        lint->room = room;
    }
    lint->flaws[lint->count++] = (struct tct_flaw){kind, clause, other, what};
}

/* Whom it binds in truth: whose ground it speaks of. */
static bool binds(const struct lint *lint, size_t i, int side)
{
    return lint->book->parts[i][side].count > 0;
}

/* ---- Comparing ----------------------------------------------------------------------------------
 */

/* Whether all that `narrow` means `wide` means as well. */
static bool arm_covers(const struct tct_commitment *wide, const struct tct_commitment *narrow)
{
    bool arm = wide->arm == TCT_ARM_ANY || wide->arm == narrow->arm ||
               (wide->arm == TCT_ARM_SMALL && narrow->arm == TCT_ARM_SNIPER);
    return arm && wide->matter == narrow->matter && wide->calibre_mm <= narrow->calibre_mm;
}

/* Whether the hours of one hold all hours of the other, on every day. */
static bool hours_cover(const struct tct_commitment *wide, const struct tct_commitment *narrow)
{
    struct tct_commitment any_wide = *wide, any_narrow = *narrow;
    struct stretch outer[STRETCHES_MOST], inner[STRETCHES_MOST];
    any_wide.from_ns = any_narrow.from_ns = 0;
    any_wide.until_ns = any_narrow.until_ns = 2 * DAY_NS;
    size_t outers = hours_of(&any_wide, 0, 2 * DAY_NS, outer);
    size_t inners = hours_of(&any_narrow, 0, 2 * DAY_NS, inner);
    for (size_t i = 0; i < inners; i++) {
        double within_s = hours_shared_s(outer, outers, inner[i].from_ns, inner[i].until_ns);
        if (within_s < hours_s(&inner[i], 1))
            return false;
    }
    return true;
}

static bool same_hours(const struct tct_commitment *a, const struct tct_commitment *b)
{
    return hours_cover(a, b) && hours_cover(b, a);
}

static bool period_covers(const struct tct_commitment *wide, const struct tct_commitment *narrow)
{
    return wide->from_ns <= narrow->from_ns && wide->until_ns >= narrow->until_ns;
}

static bool periods_meet(const struct tct_commitment *a, const struct tct_commitment *b)
{
    return a->from_ns < b->until_ns && b->from_ns < a->until_ns;
}

/* On the side's ground; places of the narrow clause are asked. */
static bool ground_covers(const struct lint *lint, size_t wide, size_t narrow, int side)
{
    const struct part *part = &lint->book->parts[narrow][side];
    for (size_t i = 0; i < part->count; i++) {
        double line_m = lint->book->line == NULL
                            ? 0.0
                            : line_beside(lint->book->line, part->places[i]).distance_m;
        if (!part_holds(&lint->setup->commitments[wide], part->places[i], line_m))
            return false;
    }
    return part->count > 0;
}

static bool same_ground(const struct lint *lint, size_t a, size_t b)
{
    bool same = false;
    for (int side = 0; side < 2; side++) {
        if (binds(lint, a, side) != binds(lint, b, side))
            return false;
        if (binds(lint, a, side)) {
            if (!ground_covers(lint, a, b, side) || !ground_covers(lint, b, a, side))
                return false;
            same = true;
        }
    }
    return same;
}

static bool same_what(const struct tct_commitment *a, const struct tct_commitment *b)
{
    return a->matter == b->matter && a->arm == b->arm && a->calibre_mm == b->calibre_mm;
}

static bool same_notice(const struct tct_commitment *a, const struct tct_commitment *b)
{
    return a->notice_s == b->notice_s || (isnan(a->notice_s) && isnan(b->notice_s));
}

/* ---- Contradictions -----------------------------------------------------------------------------
 */

/* Whether `strict` takes away what `lenient` allows; NULL: it does not. */
static const char *taken_away(const struct tct_commitment *lenient,
                              const struct tct_commitment *strict)
{
    if (lenient->allowed > strict->allowed)
        return strict->allowed == 0 ? "it allows some, and the other none"
                                    : "it allows more than the other";
    if (!isnan(lenient->notice_s) && isnan(strict->notice_s))
        return "it excuses what was notified, and the other does not";
    if (!isnan(lenient->notice_s) && lenient->notice_s < strict->notice_s)
        return "it is content with a shorter notice than the other";
    return NULL;
}

static void find_contradictions(struct lint *lint, size_t lenient, size_t strict)
{
    const struct tct_commitment *a = &lint->setup->commitments[lenient];
    const struct tct_commitment *b = &lint->setup->commitments[strict];
    const char *what = taken_away(a, b);
    if (what == NULL || !arm_covers(b, a) || !period_covers(b, a) || !hours_cover(b, a))
        return;
    bool left = binds(lint, lenient, 0) && binds(lint, strict, 0) &&
                ground_covers(lint, strict, lenient, 0);
    bool right = binds(lint, lenient, 1) && binds(lint, strict, 1) &&
                 ground_covers(lint, strict, lenient, 1);
    if (left || right)
        tell(lint, TCT_FLAW_CONTRADICTION, lenient, strict, what);
}

/* ---- Gaps ---------------------------------------------------------------------------------------
 */

/* Whether some clause forbids the same at this time and to the same side. */
static bool held_then(const struct lint *lint, size_t like, int64_t time_ns)
{
    for (size_t i = 0; i < lint->setup->count; i++) {
        const struct tct_commitment *c = &lint->setup->commitments[i];
        bool whole = true;
        for (int side = 0; side < 2; side++)
            whole = whole && (!binds(lint, like, side) || ground_covers(lint, i, like, side));
        if (whole && arm_covers(c, &lint->setup->commitments[like]) && c->from_ns <= time_ns &&
            c->until_ns > time_ns && hours_cover(c, &lint->setup->commitments[like]))
            return true;
    }
    return false;
}

/* Whether some clause forbids the same all day long. */
static bool held_all_day(const struct lint *lint, size_t like)
{
    for (size_t i = 0; i < lint->setup->count; i++) {
        const struct tct_commitment *c = &lint->setup->commitments[i];
        bool whole = c->window_count == 0 && period_covers(c, &lint->setup->commitments[like]) &&
                     arm_covers(c, &lint->setup->commitments[like]);
        for (int side = 0; side < 2 && whole; side++)
            whole = !binds(lint, like, side) || ground_covers(lint, i, like, side);
        if (whole)
            return true;
    }
    return false;
}

static void find_gap_in_time(struct lint *lint, size_t first, size_t second)
{
    const struct tct_commitment *a = &lint->setup->commitments[first];
    const struct tct_commitment *b = &lint->setup->commitments[second];
    double gap_s = tct_time_between_s(a->until_ns, b->from_ns);
    if (same_what(a, b) && same_hours(a, b) && gap_s > 0.0 && gap_s <= TCT_GAP_MOST_S &&
        same_ground(lint, first, second) && !held_then(lint, first, a->until_ns))
        tell(lint, TCT_FLAW_GAP_IN_TIME, first, second, "it ends, and the other begins only later");
}

/* Hours of a day, of one clause or of two of the same, that nearly meet. */
static void find_gap_of_hours(struct lint *lint, size_t first, size_t second)
{
    const struct tct_commitment *a = &lint->setup->commitments[first];
    const struct tct_commitment *b = &lint->setup->commitments[second];
    struct tct_window all[2 * WINDOWS_MOST];
    size_t count = 0, others = first == second ? 0 : b->window_count;
    if (a->window_count == 0 || b->window_count == 0 || !same_what(a, b) || !periods_meet(a, b) ||
        a->window_count > WINDOWS_MOST || b->window_count > WINDOWS_MOST ||
        (first != second && !same_ground(lint, first, second)))
        return;
    for (size_t i = 0; i < a->window_count; i++)
        all[count++] = a->windows[i];
    for (size_t i = 0; i < others; i++)
        all[count++] = b->windows[i];
    struct tct_commitment both = {.until_ns = 3 * DAY_NS, .windows = all, .window_count = count};
    struct stretch hours[STRETCHES_MOST];
    size_t stretches = hours_of(&both, DAY_NS / 2, 3 * DAY_NS - DAY_NS / 2, hours);
    for (size_t i = 1; i < stretches; i++) {
        double gap_s = tct_time_between_s(hours[i - 1].until_ns, hours[i].from_ns);
        if (gap_s <= TCT_GAP_HOURS_S && !held_all_day(lint, first)) {
            tell(lint, TCT_FLAW_GAP_IN_TIME, first, first == second ? TCT_NO_CLAUSE : second,
                 "its hours leave out an hour or less");
            return;
        }
    }
}

static bool same_zone(const struct tct_commitment *a, const struct tct_commitment *b)
{
    return a->zone == b->zone ||
           (a->zone != NULL && b->zone != NULL && shapes_equal(a->zone, b->zone));
}

/* Whether a clause forbids all of this, whenever it holds, to whom it binds; where, is not asked.
 */
static bool forbids_like(const struct tct_commitment *c, const struct tct_commitment *like)
{
    return arm_covers(c, like) && period_covers(c, like) && hours_cover(c, like) &&
           (c->who == like->who || c->who == TCT_WHO_BOTH);
}

static bool held_at(const struct lint *lint, const struct tct_commitment *like, double line_m)
{
    for (size_t i = 0; i < lint->setup->count; i++) {
        const struct tct_commitment *c = &lint->setup->commitments[i];
        if (forbids_like(c, like) && c->near_m <= line_m && c->far_m >= line_m &&
            (c->zone == NULL || same_zone(c, like)))
            return true;
    }
    return false;
}

static bool held_there(const struct lint *lint, const struct tct_commitment *like,
                       struct tct_plane place)
{
    for (size_t i = 0; i < lint->setup->count; i++) {
        const struct tct_commitment *c = &lint->setup->commitments[i];
        if (forbids_like(c, like) && c->near_m <= like->near_m && c->far_m >= like->far_m &&
            (c->zone == NULL || shape_holds(c->zone, place)))
            return true;
    }
    return false;
}

static void find_gap_in_space(struct lint *lint, size_t near, size_t far)
{
    const struct tct_commitment *a = &lint->setup->commitments[near];
    const struct tct_commitment *b = &lint->setup->commitments[far];
    if (!same_what(a, b) || !periods_meet(a, b) || !same_hours(a, b) || a->who != b->who)
        return;
    if (same_zone(a, b) && a->far_m < b->near_m && !held_at(lint, a, 0.5 * (a->far_m + b->near_m)))
        tell(lint, TCT_FLAW_GAP_IN_SPACE, near, far, "between their distances nothing is agreed");
    if (a->zone == NULL || b->zone == NULL || near > far || a->near_m != b->near_m ||
        a->far_m != b->far_m)
        return;
    struct tct_plane middle;
    double gap_m = zone_gap_m(a->zone, b->zone, &middle);
    if (gap_m > 0.0 && gap_m <= TCT_GAP_ACROSS_M && !held_there(lint, a, middle))
        tell(lint, TCT_FLAW_GAP_IN_SPACE, near, far, "a strip between their zones is left out");
}

/* ---- Sides --------------------------------------------------------------------------------------
 */

/* What `other` asks of its side differs from what the clause asks of its own; NULL: nothing. */
static const char *difference(const struct lint *lint, size_t clause, int side, size_t other)
{
    const struct tct_commitment *a = &lint->setup->commitments[clause];
    const struct tct_commitment *b = &lint->setup->commitments[other];
    double own = lint->book->parts[clause][side].share;
    double theirs = lint->book->parts[other][1 - side].share;
    if (a->near_m != b->near_m || a->far_m != b->far_m)
        return "the other side's distance is another";
    if (a->from_ns != b->from_ns || a->until_ns != b->until_ns)
        return "the other side's period is another";
    if (!same_hours(a, b))
        return "the other side's hours are others";
    if (a->allowed != b->allowed)
        return "the other side may do it another number of times";
    if (!same_notice(a, b))
        return "the other side is excused by another notice";
    if ((a->zone == NULL) != (b->zone == NULL) || own > TCT_AREAS_ALIKE * theirs ||
        theirs > TCT_AREAS_ALIKE * own)
        return "the other side's ground is much larger or smaller";
    return NULL;
}

/* That of the fewest differences is meant; each difference costs as much as those before it. */
static void find_asymmetry(struct lint *lint, size_t clause)
{
    const struct tct_commitment *a = &lint->setup->commitments[clause];
    const char *what = "the other side has nothing of the kind";
    size_t nearest = TCT_NO_CLAUSE;
    int side = binds(lint, clause, 0) ? 0 : 1;
    if (binds(lint, clause, 0) == binds(lint, clause, 1))
        return;
    for (size_t i = 0; i < lint->setup->count; i++) {
        const struct tct_commitment *b = &lint->setup->commitments[i];
        if (!binds(lint, i, 1 - side) || a->matter != b->matter)
            continue;
        if (!same_what(a, b)) {
            if (nearest == TCT_NO_CLAUSE && !binds(lint, i, side)) {
                nearest = i;
                what = "the other side's weapons are others";
            }
            continue;
        }
        const char *differs = difference(lint, clause, side, i);
        if (differs == NULL)
            return;
        nearest = i;
        what = differs;
    }
    tell(lint, TCT_FLAW_ASYMMETRY, clause, nearest, what);
}

static void look_at_clause(struct lint *lint, size_t i)
{
    if (!binds(lint, i, 0) && !binds(lint, i, 1)) {
        tell(lint, TCT_FLAW_BINDS_NOBODY, i, TCT_NO_CLAUSE,
             "nothing of where it holds is ground of a side that it binds");
        return;
    }
    find_asymmetry(lint, i);
    find_gap_of_hours(lint, i, i);
    for (size_t k = 0; k < lint->setup->count; k++) {
        if (k == i || (!binds(lint, k, 0) && !binds(lint, k, 1)))
            continue;
        find_contradictions(lint, i, k);
        find_gap_in_time(lint, i, k);
        if (k > i)
            find_gap_of_hours(lint, i, k);
        find_gap_in_space(lint, i, k);
    }
}

enum tct_status tct_accord_lint(const struct tct_lint_setup *setup, struct tct_arena *arena,
                                struct tct_flaw **ret, size_t *ret_count, struct tct_error *err)
{
    struct lint lint = {.setup = setup, .arena = arena};
    const struct tct_accord_setup how = {.commitments = setup->commitments,
                                         .commitment_count = setup->count,
                                         .line = setup->line,
                                         .line_count = setup->line_count,
                                         .days = 1,
                                         .ground = {setup->ground[0], setup->ground[1]},
                                         .decided_p = TCT_ACCORD_DECIDED_P,
                                         .notice_p = TCT_ACCORD_NOTICE_P};
    enum tct_status status = tct_accord_open(&how, &lint.book, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < setup->count; i++)
        look_at_clause(&lint, i);
    tct_accord_close(lint.book);
    *ret = lint.flaws;
    *ret_count = lint.count;
    return lint.full ? tct_fail(err, TCT_ERR_MEMORY, "out of memory for flaws") : TCT_OK;
}
