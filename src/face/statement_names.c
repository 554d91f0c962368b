/* The words that files use for what people say. */
#include "tacet/face/statement_file.h"

const char *const TCT_ABOUT_NAMES[TCT_ABOUT_COUNT] = {
    "fire",     "movement_restriction", "drone_interference", "damage",
    "casualty", "weapon_beyond_line",
};
const char *const TCT_CHANNEL_NAMES[TCT_CHANNEL_COUNT] = {
    "patrol", "post", "camera", "hotline", "complaint", "public",
};
const char *const TCT_OBSERVATION_NAMES[TCT_OBSERVED_COUNT] = {
    "not_said", "explosion", "projectile", "muzzle_flash", "illumination_flare", "burst", "shot",
};
const char *const TCT_DIRECTION_NAMES[TCT_DIRECTION_COUNT] = {
    "undetermined",
    "incoming",
    "outgoing",
    "airburst",
};
const char *const TCT_MEANS_NAMES[TCT_MEANS_COUNT] = {"not_said", "saw", "heard", "recorded"};
const char *const TCT_ACTIVITY_NAMES[TCT_ACTIVITY_KIND_COUNT] = {
    "live_fire_exercise",
    "demining",
    "quarry_blast",
    "other",
};
const char *const TCT_UNIT_NAMES[TCT_UNIT_COUNT] = {
    "shot", "burst", "trajectory", "engagement", "incident", "exchange_24h",
};
const char *const TCT_FIRING_KIND_NAMES[TCT_FIRING_KIND_COUNT] = {
    "small_arms",
    "heavy_weapon_launch",
    "explosion",
    "other",
};
const char *const TCT_CORROBORATION_NAMES[TCT_CORROBORATION_COUNT] = {
    "open",
    "supported",
    "contradicted",
    "nobody_could_hear",
};
const char *const TCT_POINT_NAMES[16] = {
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
    "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
};
