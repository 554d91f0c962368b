/* How people err when they say where, when and what something was. One table: every number has its
 * reason, none is fitted to data; where nobody has measured it, it is a guess of its order, and
 * says so.
 *
 * Compass and ear: single sounds in the open are pointed to within some 5 to 10 degrees (Stevens &
 * Newman 1936, doi:10.2307/1415888). Distance by ear is poor: judgements scatter by a factor of
 * about 1.6 and go with about the root of the distance (Zahorik 2002, doi:10.1121/1.1458027);
 * sounds in an open field 25 to 800 m away are placed too near (Fluitt, Mermagen & Letowski 2014,
 * doi:10.5772/56137); trained listeners within 300 m are within a factor of 1.75 in 95 of 100
 * (Scott, Ramsey & Kepler 1981, Studies in Avian Biology 6:334). */
#ifndef TACET_INCIDENT_HUMAN_H
#define TACET_INCIDENT_HUMAN_H

/* ---- Bearing and distance ---- */

static const double HUMAN_BEARING_SIGMA_RAD = 0.12;   /* 7 degrees, beside what 16 points hide */
static const double HUMAN_HEARD_DISTANCE_SIGMA = 0.5; /* of the logarithm of the distance */
static const double HUMAN_SEEN_DISTANCE_SIGMA = 0.25; /* over open ground, with a map */
static const double HUMAN_RECORDED_DISTANCE_SIGMA = 0.1;

/* Without a distance: as likely in each octave, from as near as anybody stays to as far as it is
 * heard. A rifle is heard to some kilometres, what explodes and what is seen much farther. */
static const double HUMAN_NEAREST_M = 30.0;
static const double HUMAN_SHOT_FARTHEST_M = 5e3;
static const double HUMAN_FARTHEST_M = 15e3;

/* ---- Places ---- */

/* A place is read off a map, remembered, or the nearest thing with a name. */
static const double HUMAN_OBSERVER_PLACE_SIGMA_M = 150.0; /* patrols, posts: trained, with a map */
static const double HUMAN_OTHER_PLACE_SIGMA_M = 300.0;
static const double HUMAN_CAMERA_PLACE_SIGMA_M = 50.0;

/* It names the shooter's place, or where it struck, or a place beside: shares and spreads. Lines
 * are some hundreds of metres apart. */
static const double HUMAN_AT_SHOOTER = 0.5, HUMAN_AT_TARGET = 0.35, HUMAN_BESIDE = 0.15;
static const double HUMAN_TARGET_SIGMA_M = 500.0, HUMAN_BESIDE_SIGMA_M = 1500.0;

/* ---- Times ---- */

static const double HUMAN_TIME_LEAST_SIGMA_S = 1.0; /* nobody says when more exactly than this */

/* Most watches and memories are right to the stated error; some are rounded to the quarter hour. */
static const double HUMAN_TIME_RIGHT = 0.85;
static const double HUMAN_TIME_LOOSE_S = 900.0;

/* Most tell of the fire that they heard, others of the whole fight from its beginning to its end.
 */
static const double HUMAN_TELLS_OF_PART = 0.7;

/* ---- What and how much ---- */

/* Of the logarithm: people count roughly, sensors miss some, sides exaggerate: a factor of 3. */
static const double HUMAN_COUNT_SIGMA = 1.2;
static const double HUMAN_COUNT_RANGE = 1000.0; /* of unrelated counts: as likely in each octave */
static const double HUMAN_COUNT_MOST = 4.0;     /* counts tell no more than this, either way */

/* How much likelier it is that a report names what sensors took it for, and something else. Shots
 * are mistaken for explosions and the other way round, by people and by classifiers. */
static const double HUMAN_KIND_AGREES = 1.3, HUMAN_KIND_DIFFERS = 0.3;

/* A side accuses the other whoever fired: this often when it was itself, in proportion to 1 when it
 * was the other. */
static const double HUMAN_ACCUSED_WRONGLY = 0.3;

/* Of the reports that reach a mission this share tells of nothing that sensors heard. */
static const double HUMAN_UNHEARD = 0.3;

/* ---- Slips of the pen: shares of reports with each. A guess: a few in a hundred in all ---- */

static const double HUMAN_SLIP_HALF_DAY = 0.005; /* each way, as all of times */
static const double HUMAN_SLIP_DAY = 0.005;
static const double HUMAN_SLIP_HOUR = 0.003; /* zone or summer time */
static const double HUMAN_SLIP_HOUR_DIGITS = 0.001;
static const double HUMAN_SLIP_MINUTE_DIGITS = 0.003;
static const double HUMAN_SLIP_POSITION_DIGIT = 0.01;
static const double HUMAN_SLIP_BEARING_BACK = 0.005; /* towards the observer instead of away */

#endif
