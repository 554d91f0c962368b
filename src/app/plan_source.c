/* Plan, the source: kinds of weapons by name, a pressure, a charge. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

/* Heights are a shouldered weapon's and the ground's. Muzzle blasts: peak at 1 m beside the line of
 * fire and positive phase as in Maher (2006) and Beck et al. (Journal of the Acoustical Society of
 * America 129, 2011). Charges: the filling of a shell in TNT; 82 mm, 120 mm, 152 or 155 mm. */
static const struct kind {
    const char *name, *text;
    struct tct_loudness loudness;
} kinds[] = {
    {"rifle", "Rifle shot", {.peak_pa = 1600.0, .positive_phase_s = 0.0012, .height_m = 1.5}},
    {"pistol", "Pistol shot", {.peak_pa = 700.0, .positive_phase_s = 0.0009, .height_m = 1.5}},
    {"machine-gun",
     "Machine gun shot",
     {.peak_pa = 2500.0, .positive_phase_s = 0.0016, .height_m = 1.0}},
    {"cannon", "Cannon shot", {.peak_pa = 6000.0, .positive_phase_s = 0.004, .height_m = 2.0}},
    {"mortar", "Mortar bomb of 82 mm that goes off", {.charge_kg = 0.42}},
    {"heavy-mortar", "Mortar bomb of 120 mm that goes off", {.charge_kg = 2.0}},
    {"artillery", "Artillery shell that goes off", {.charge_kg = 7.0}},
};

static const double PEAK_MIN_PA = 1.0, PEAK_MAX_PA = 1e7, CHARGE_MIN_KG = 1e-3, CHARGE_MAX_KG = 1e4;
static const double PHASE_S = 0.0012, HEIGHT_M = 1.5; /* of a peak without a kind: as a rifle's */

static enum tct_status refuse(const char *text, struct tct_error *err)
{
    char names[PLAN_TEXT_BYTES];
    size_t used = 0;
    for (size_t i = 0; i < TCT_COUNT(kinds) && used < sizeof(names); i++)
        used += (size_t)snprintf(names + used, sizeof(names) - used, "%s, ", kinds[i].name);
    return tct_fail(err, TCT_ERR_USE,
                    "--source: found '%.60s', expected %sa peak at 1 m such as 1600Pa or a charge "
                    "such as 2kg",
                    text, names);
}

static void describe(const struct tct_loudness *loudness, const char *name,
                     char ret_text[PLAN_TEXT_BYTES])
{
    if (loudness->charge_kg > 0.0)
        (void)snprintf(ret_text, PLAN_TEXT_BYTES, "%s (%g kg of TNT)", name, loudness->charge_kg);
    else
        (void)snprintf(ret_text, PLAN_TEXT_BYTES, "%s (%g Pa at 1 m)", name, loudness->peak_pa);
}

enum tct_status plan_source(const char *text, struct tct_loudness *ret_loudness,
                            char ret_text[PLAN_TEXT_BYTES], struct tct_error *err)
{
    const char *name = text != NULL ? text : kinds[0].name;
    for (size_t i = 0; i < TCT_COUNT(kinds); i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *ret_loudness = kinds[i].loudness;
            describe(ret_loudness, kinds[i].text, ret_text);
            return TCT_OK;
        }
    }
    char *end = NULL;
    bool decimal = strspn(name, "+.0123456789eE") > 0;
    double value = strtod(name, &end);
    if (!decimal || end == name)
        return refuse(name, err);
    if (strcmp(end, "kg") == 0 && value >= CHARGE_MIN_KG && value <= CHARGE_MAX_KG) {
        *ret_loudness = (struct tct_loudness){.charge_kg = value};
        describe(ret_loudness, "Explosion", ret_text);
        return TCT_OK;
    }
    if ((*end == '\0' || strcmp(end, "Pa") == 0) && value >= PEAK_MIN_PA && value <= PEAK_MAX_PA) {
        *ret_loudness = (struct tct_loudness){
            .peak_pa = value, .positive_phase_s = PHASE_S, .height_m = HEIGHT_M};
        describe(ret_loudness, "Blast", ret_text);
        return TCT_OK;
    }
    return refuse(name, err);
}
