/* Report: what a person or a party says happened, as far as it can be compared with events. */
#ifndef TACET_INCIDENT_REPORT_H
#define TACET_INCIDENT_REPORT_H

#include "tacet/incident/firing.h"

enum tct_report_about {
    TCT_ABOUT_FIRE,
    TCT_ABOUT_MOVEMENT_RESTRICTION,
    TCT_ABOUT_DRONE_INTERFERENCE,
    TCT_ABOUT_DAMAGE,
    TCT_ABOUT_CASUALTY,
    TCT_ABOUT_WEAPON_BEYOND_LINE, /* seen where it should not be */
    TCT_ABOUT_COUNT,
};

enum tct_channel {
    TCT_CHANNEL_PATROL,
    TCT_CHANNEL_POST,
    TCT_CHANNEL_CAMERA,
    TCT_CHANNEL_HOTLINE,
    TCT_CHANNEL_COMPLAINT, /* of a side: a claim */
    TCT_CHANNEL_PUBLIC,
    TCT_CHANNEL_COUNT,
};

enum tct_observation { /* of the daily report's form */
                       TCT_OBSERVED_NOTHING_SAID,
                       TCT_OBSERVED_EXPLOSION,
                       TCT_OBSERVED_PROJECTILE,
                       TCT_OBSERVED_MUZZLE_FLASH,
                       TCT_OBSERVED_ILLUMINATION_FLARE,
                       TCT_OBSERVED_BURST,
                       TCT_OBSERVED_SHOT,
                       TCT_OBSERVED_COUNT,
};

enum tct_direction {
    TCT_DIRECTION_UNDETERMINED,
    TCT_DIRECTION_INCOMING,
    TCT_DIRECTION_OUTGOING,
    TCT_DIRECTION_AIRBURST,
    TCT_DIRECTION_COUNT,
};

enum tct_means {
    TCT_MEANS_NOT_SAID,
    TCT_MEANS_SAW,
    TCT_MEANS_HEARD,
    TCT_MEANS_RECORDED,
    TCT_MEANS_COUNT,
};

enum tct_counted {
    TCT_COUNTED_NOT_SAID,
    TCT_COUNTED_EXACT,
    TCT_COUNTED_ABOUT,
    TCT_COUNTED_RANGE,
    TCT_COUNTED_UNCOUNTABLE,
    TCT_COUNTED_COUNT,
};

/* A direction and a distance from where somebody stood. */
struct tct_sight {
    struct tct_plane observer;
    double observer_sigma_m;
    double bearing_rad, bearing_half_rad; /* "NE" is within half a sixteenth of a turn of it */
    double distance_m;                    /* above 0; NAN: not said */
};

/* Numbers are finite and errors not negative where nothing else is said: whoever reads reports from
 * outside has checked them, and the functions of this floor assert it. An error of 0 is one that
 * nobody stated: to each is added what people are known to err by. Times may span any stretch. */
struct tct_report {
    enum tct_report_about about;
    enum tct_channel channel;
    enum tct_side party;   /* whose claim it is; UNDETERMINED: neither side's */
    enum tct_side accused; /* whom it says to have fired; UNDETERMINED: not said */
    int64_t received_ns;
    int64_t from_ns, until_ns; /* when it happened; equal for an instant */
    double time_sigma_s;       /* of both */
    enum tct_observation observation;
    enum tct_direction direction;
    enum tct_means means;
    enum tct_counted counted;
    double count_low, count_high; /* equal when exact or about; NAN when not said */
    bool placed;                  /* says where it was: read before `sight` */
    struct tct_plane place;
    double place_sigma_m; /* of x and y each */
    bool sighted;         /* says from where, in which direction (and perhaps how far) */
    struct tct_sight sight;
};

/* Where what it tells of was. A place that is named may be the shooter's, where it struck, or one
 * beside, each with a normal error; a bearing and a distance are a fan, without a distance as far
 * as such fire is heard or seen. False: it does not say where. Method: docs/adr/0016-incidents.md.
 */
struct tct_report_region {
    struct tct_plane middle;
    double radius_m; /* holds 95 %, of a fan more */
};
TCT_API bool tct_report_region(const struct tct_report *report, struct tct_report_region *ret);

/* Logarithm of the density, per m2, with which a report like this names its place when what it
 * tells of was at `place`, known with `covariance_m2` (positive; NULL: exactly). -INFINITY when it
 * cannot be; NAN when the report does not say where. */
TCT_API double tct_report_place_log_density(const struct tct_report *report, struct tct_plane place,
                                            const double covariance_m2[3]);

/* Whether two reports say the same from the same side (of neither: by the same channel): what,
 * whom, how many, when and where, but for how it was rounded. A repetition, not a second witness.
 * The order of the two does not matter. */
TCT_API bool tct_report_repeats(const struct tct_report *report, const struct tct_report *earlier);

#endif
