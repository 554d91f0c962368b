/* The words that files use, and the one turn that their angles stay within. */
#include "names.h"

#include <math.h>

const char *const CLASS_NAMES[TCT_CLASS_COUNT] = {
    [TCT_CLASS_MUZZLE_BLAST] = "muzzle_blast",
    [TCT_CLASS_SHOCK_WAVE] = "shock_wave",
    [TCT_CLASS_EXPLOSION] = "explosion",
    [TCT_CLASS_OTHER] = "other",
};

const char *const CLOCK_NAMES[TCT_CLOCK_COUNT] = {
    [TCT_CLOCK_UNKNOWN] = "unknown",
    [TCT_CLOCK_GPS] = "gps",
    [TCT_CLOCK_NETWORK] = "network",
    [TCT_CLOCK_FREE] = "free",
};

const char *const EVENT_STATUS_NAMES[EVENT_STATUS_COUNT] = {
    [TCT_EVENT_LOCATED] = "located",
    [TCT_EVENT_BEARING_ONLY] = "bearing_only",
    [TCT_EVENT_NOT_CONSTRAINED] = "not_constrained",
};

const char *const PHASE_NAMES[PHASE_COUNT] = {[TCT_PHASE_SHOCK_WAVE] = "shock_wave"};

const char *side_name(const struct tct_sector *sector, enum tct_side side)
{
    if (side == TCT_SIDE_UNDETERMINED)
        return "undetermined";
    size_t party = side == TCT_SIDE_LEFT ? 0 : 1;
    if (sector->parties[party].id != NULL)
        return sector->parties[party].id;
    return side == TCT_SIDE_LEFT ? "left" : "right";
}

double within_turn(double angle_rad)
{
    double turned = fmod(angle_rad, 2.0 * M_PI);
    turned = turned < 0.0 ? turned + 2.0 * M_PI : turned;
    return turned < 2.0 * M_PI ? turned : 0.0;
}
