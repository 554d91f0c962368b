/* How people err when they say where and when something was. One table; every number has its
 * reason.
 *
 * Compass and eye: bearings to single sounds in the open are judged to some 5 to 10 degrees
 * (Stevens & Newman 1936, doi:10.2307/1415888; Blauert 1997, Spatial Hearing, 2.1). Distance by ear
 * is poor: near sounds are placed too far and far ones too near, with a spread of a factor of
 * about 1.6 (Zahorik 2002, doi:10.1121/1.1458027); by eye, over open ground, of about a quarter. */
#ifndef TACET_INCIDENT_HUMAN_H
#define TACET_INCIDENT_HUMAN_H

static const double HUMAN_BEARING_SIGMA_RAD =
    0.12; /* 7 degrees, beside what the point of 16 hides */
static const double HUMAN_HEARD_DISTANCE_SIGMA = 0.5; /* of the logarithm of the distance */
static const double HUMAN_SEEN_DISTANCE_SIGMA = 0.25;
static const double HUMAN_RECORDED_DISTANCE_SIGMA = 0.1;
static const double HUMAN_NEAREST_M = 30.0;  /* without a distance: from here */
static const double HUMAN_FARTHEST_M = 15e3; /* to here, as likely in each octave */

/* A place that somebody names is read off a map, remembered, or the nearest thing with a name. */
static const double HUMAN_OBSERVER_PLACE_SIGMA_M = 150.0; /* patrols, posts: trained, with a map */
static const double HUMAN_OTHER_PLACE_SIGMA_M = 300.0;
static const double HUMAN_CAMERA_PLACE_SIGMA_M = 50.0;

/* It names the shooter's place, or where it struck, or a place beside: shares and spreads. */
static const double HUMAN_AT_SHOOTER = 0.5, HUMAN_AT_TARGET = 0.35, HUMAN_BESIDE = 0.15;
static const double HUMAN_TARGET_SIGMA_M = 500.0, HUMAN_BESIDE_SIGMA_M = 1500.0;

/* Most watches and memories are right to the stated error; some are rounded to the quarter hour. */
static const double HUMAN_TIME_RIGHT = 0.85;
static const double HUMAN_TIME_LOOSE_S = 900.0;

/* Slips of the pen, each kind of this share of reports. */
static const double HUMAN_SLIP = 0.005;

/* Of the reports that reach a mission this share tells of nothing that sensors heard. */
static const double HUMAN_UNHEARD = 0.3;

#endif
