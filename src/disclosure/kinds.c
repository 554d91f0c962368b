/* Every member of every kind of object that leaves, and what it is. */
#include <string.h>

#include "tacet/disclosure/view.h"

#define ROW(path, field, shape)                                                                    \
    {                                                                                              \
        path, TCT_FIELD_##field, TCT_SHAPE_##shape                                                 \
    }

static const struct tct_member EVENT[] = {
    ROW("kind", OPEN, WHOLE),
    ROW("id", OPEN, WHOLE),
    ROW("status", OPEN, WHOLE),
    ROW("reason", OPEN, WHOLE),
    ROW("revision", OPEN, WHOLE),
    ROW("time", TIME, TIME),
    ROW("time_sigma_s", TIME, WHOLE),
    ROW("x_m", PLACE, HERE),
    ROW("y_m", PLACE, HERE),
    ROW("lon", PLACE, HERE),
    ROW("lat", PLACE, HERE),
    ROW("z_m", PLACE, WHOLE),
    ROW("height_m", PLACE, WHOLE),
    ROW("covariance_m2", PLACE, WHOLE),
    ROW("ellipse95", PLACE, WHOLE),
    ROW("region95", PLACE, WHOLE),
    ROW("azimuth_deg", SENSOR, WHOLE), /* from a station: it would tell where that stands */
    ROW("azimuth_sigma_deg", SENSOR, WHOLE),
    ROW("class", KIND, PLAIN),
    ROW("side", SIDE, PLAIN),
    ROW("arrivals", SENSOR, WHOLE),
    ROW("quality", SENSOR, WHOLE),
    ROW("warnings", SENSOR, WHOLE),
};

static const struct tct_member INCIDENT[] = {
    ROW("kind", OPEN, WHOLE),
    ROW("id", OPEN, WHOLE),
    ROW("revision", OPEN, WHOLE),
    ROW("activity", OPEN, WHOLE),
    ROW("status", SIDE, PLAIN),
    ROW("from", TIME, TIME),
    ROW("until", TIME, TIME),
    ROW("place", PLACE, PLACE),
    ROW("zones", AREA, WHOLE),
    ROW("zones_in_reach", AREA, WHOLE),
    ROW("count", KIND, PLAIN),
    ROW("counts", KIND, PLAIN),
    ROW("class", KIND, PLAIN),
    ROW("shots_by_side", SIDE, PLAIN),
    ROW("exchange_p", SIDE, PLAIN),
    ROW("opened_fire", SIDE, PLAIN),
    ROW("reports", REPORT, WHOLE),
    ROW("engagements", KIND, LIST),
    ROW("engagements.from", TIME, TIME),
    ROW("engagements.until", TIME, TIME),
    ROW("engagements.shots", KIND, PLAIN),
    ROW("engagements.bursts", KIND, PLAIN),
    ROW("engagements.side", SIDE, PLAIN),
    ROW("engagements.class", KIND, PLAIN),
    ROW("engagements.place", PLACE, PLACE),
    ROW("engagements.events", SENSOR, WHOLE),
};

static const struct tct_kind KINDS[] = {
    {"event", EVENT, TCT_COUNT(EVENT)},
    {"incident", INCIDENT, TCT_COUNT(INCIDENT)},
};

const struct tct_kind *tct_kinds(size_t *ret_count)
{
    *ret_count = TCT_COUNT(KINDS);
    return KINDS;
}

const struct tct_kind *tct_kind_named(const char *name)
{
    for (size_t i = 0; i < TCT_COUNT(KINDS); i++)
        if (strcmp(KINDS[i].name, name) == 0)
            return &KINDS[i];
    return NULL;
}
