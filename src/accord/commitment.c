/* Commitments: what they forbid, and whether they are well formed. */
#include <math.h>

#include "shape.h"
#include "tacet/accord/evidence.h"

enum { DAY_S = 86400, CORNERS_MOST = 2000 };

void tct_commitment_shares(const struct tct_commitment *commitment,
                           double ret_share[TCT_FIRING_KIND_COUNT])
{
    double told = commitment->calibre_mm > 0.0 ? TCT_UNTOLD_P : 1.0;
    bool light = commitment->arm == TCT_ARM_ANY || commitment->arm == TCT_ARM_SMALL;
    bool heavy = commitment->arm == TCT_ARM_ANY || commitment->arm == TCT_ARM_HEAVY;
    for (int kind = 0; kind < TCT_FIRING_KIND_COUNT; kind++)
        ret_share[kind] = 0.0;
    if (!tct_commitment_is_heard(commitment))
        return;
    ret_share[TCT_FIRING_SMALL_ARMS] = light ? told : 0.0;
    if (commitment->arm == TCT_ARM_SNIPER)
        ret_share[TCT_FIRING_SMALL_ARMS] = told * TCT_UNTOLD_P;
    ret_share[TCT_FIRING_LAUNCH] = heavy ? told : 0.0;
    ret_share[TCT_FIRING_EXPLOSION] = heavy ? told * TCT_UNTOLD_P : 0.0;
}

bool tct_commitment_is_heard(const struct tct_commitment *commitment)
{
    return commitment->matter == TCT_MATTER_FIRE || commitment->matter == TCT_MATTER_WEAPONS;
}

bool tct_commitment_binds(const struct tct_commitment *commitment, enum tct_side side)
{
    return commitment->who == TCT_WHO_BOTH ||
           (commitment->who == TCT_WHO_LEFT && side == TCT_SIDE_LEFT) ||
           (commitment->who == TCT_WHO_RIGHT && side == TCT_SIDE_RIGHT);
}

/* Of guns, mortars, howitzers and rockets in service (IISS, The Military Balance). */
bool tct_calibre_is_known(double calibre_mm)
{
    static const double KNOWN_MM[] = {5.45, 5.56, 5.8, 7.62, 8.6, 9,   12.7, 14.5, 20,  23,  25,
                                      30,   35,   37,  40,   50,  51,  57,   60,   70,  73,  76,
                                      80,   81,   82,  85,   90,  100, 105,  107,  115, 120, 122,
                                      125,  127,  128, 130,  152, 155, 160,  180,  203, 220, 227,
                                      240,  262,  300, 302,  310, 370, 500,  600};
    for (size_t i = 0; i < TCT_COUNT(KNOWN_MM); i++)
        if (fabs(calibre_mm - KNOWN_MM[i]) < 1e-6)
            return true;
    return false;
}

void tct_inspection_default(enum tct_source source, double *ret_sees_p, double *ret_false_p)
{
    /* Guesses, alike for both: who attends with both sides errs least; a side accuses the other
     * whoever it was (docs/adr/0016-incidents.md: 10 to 3 at most). */
    static const double SEES_P[TCT_SOURCE_COUNT] = {0.9, 0.8, 0.5, 0.5, 0.5};
    static const double FALSE_P[TCT_SOURCE_COUNT] = {0.01, 0.02, 0.15, 0.15, 0.15};
    *ret_sees_p = SEES_P[source];
    *ret_false_p = FALSE_P[source];
}

static enum tct_status check_zone(const struct tct_shape *zone, struct tct_error *err)
{
    size_t corners = 0;
    if (zone->ring_count == 0)
        return tct_fail(err, TCT_ERR_INPUT, "found a zone without an outline, expected one");
    for (size_t r = 0; r < zone->ring_count; r++) {
        corners += zone->rings[r].count;
        if (zone->rings[r].count < 3)
            return tct_fail(err, TCT_ERR_INPUT, "found a ring of %zu corners, expected 3 or more",
                            zone->rings[r].count);
        for (size_t i = 0; i < zone->rings[r].count; i++)
            if (!isfinite(zone->rings[r].corners[i].x_m) ||
                !isfinite(zone->rings[r].corners[i].y_m))
                return tct_fail(err, TCT_ERR_INPUT, "found a corner that is no place");
    }
    if (corners > CORNERS_MOST)
        return tct_fail(err, TCT_ERR_LIMIT, "found a zone of %zu corners, expected at most %d",
                        corners, (int)CORNERS_MOST);
    if (shape_crosses_itself(zone))
        return tct_fail(err, TCT_ERR_INPUT,
                        "found a zone whose outline crosses itself, expected one that does not");
    return TCT_OK;
}

enum tct_status tct_commitment_check(const struct tct_commitment *commitment, struct tct_error *err)
{
    const struct tct_commitment *c = commitment;
    if (c->until_ns <= c->from_ns)
        return tct_fail(err, TCT_ERR_INPUT,
                        "found a period that is empty, expected one that ends after it begins");
    if (!(c->near_m >= 0.0) || !(c->far_m > c->near_m))
        return tct_fail(err, TCT_ERR_INPUT,
                        "found distances from %g to %g m, expected the second to be larger",
                        c->near_m, c->far_m);
    for (size_t i = 0; i < c->window_count; i++) {
        struct tct_window window = c->windows[i];
        if (window.from_s < 0 || window.from_s >= DAY_S || window.until_s < 0 ||
            window.until_s > DAY_S || window.from_s == window.until_s)
            return tct_fail(err, TCT_ERR_INPUT,
                            "found hours that are empty, expected some within a day");
    }
    if (c->calibre_mm != 0.0 && !tct_calibre_is_known(c->calibre_mm))
        return tct_fail(err, TCT_ERR_INPUT,
                        "found a calibre of %g mm, expected one that weapons have", c->calibre_mm);
    if (c->notice_s < 0.0 || isinf(c->notice_s))
        return tct_fail(err, TCT_ERR_INPUT, "found a notice of %g s, expected none or more",
                        c->notice_s);
    return c->zone == NULL ? TCT_OK : check_zone(c->zone, err);
}
