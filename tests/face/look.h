/* A small sector and its events, for the tests of what people look at. */
#ifndef TACET_TEST_FACE_LOOK_H
#define TACET_TEST_FACE_LOOK_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tacet/face/sector.h"
#include "tacet/network.h"

enum { LOOK_STATIONS = 6, LOOK_EVENTS = 8 };

struct look {
    struct tct_station stations[LOOK_STATIONS];
    char ids[LOOK_STATIONS][8];
    char *id_list[LOOK_STATIONS];
    struct tct_plane line[3];
    struct tct_sector sector;
    struct tct_event events[LOOK_EVENTS];
};

static inline struct tct_event look_event(double x_m, double y_m, double left_p)
{
    return (struct tct_event){
        .status = TCT_EVENT_LOCATED,
        .time_ns = INT64_C(1767225662000000000) + llround((x_m + 3000.0) * 1e6),
        .time_sigma_s = 0.004,
        .x_m = x_m,
        .y_m = y_m,
        .covariance_m2 = {400.0, 0.0, 100.0},
        .ellipse95 = {49.0, 24.5, 1.5707963267948966},
        .has_side = true,
        .side_p = {left_p, 0.99 - left_p, 0.01},
        .station_count = 5,
    };
}

/* Eight events: three left, two right, one undetermined, one bearing, one without a place. */
static inline void look_make(struct look *look)
{
    static const double places[LOOK_EVENTS][3] = {{-2000.0, 1500.0, 0.97}, {-500.0, 900.0, 0.985},
                                                  {1200.0, 1800.0, 0.95},  {700.0, -1400.0, 0.0},
                                                  {-1500.0, -900.0, 0.03}, {100.0, 50.0, 0.6},
                                                  {0.0, 0.0, 0.0},         {0.0, 0.0, 0.0}};
    *look = (struct look){.line = {{-3000.0, 0.0}, {0.0, 100.0}, {3000.0, 0.0}}};
    for (size_t i = 0; i < LOOK_STATIONS; i++) {
        look->stations[i].x_m = -2500.0 + 1000.0 * (double)i;
        look->stations[i].y_m = i % 2 == 0 ? 700.0 : -600.0;
        (void)snprintf(look->ids[i], sizeof(look->ids[i]), "S%02zu", i + 1);
        look->id_list[i] = look->ids[i];
    }
    for (size_t i = 0; i < LOOK_EVENTS; i++)
        look->events[i] = look_event(places[i][0], places[i][1], places[i][2]);
    look->events[6].status = TCT_EVENT_BEARING_ONLY;
    look->events[6].azimuth_rad = 0.7853981633974483;
    look->events[6].azimuth_sigma_rad = 0.0174532925;
    look->events[7].status = TCT_EVENT_NOT_CONSTRAINED;
    look->events[7].reason = "heard by two stations";
    look->sector.network = (struct tct_network){.stations = look->stations,
                                                .station_count = LOOK_STATIONS,
                                                .line = look->line,
                                                .line_count = 3};
    look->sector.station_ids = look->id_list;
}

/* Text of the program as the sector's, whose names are not const. */
static inline void look_name(struct look *look, char *name, char *north, char *south)
{
    static char left[] = "north", right[] = "south";
    look->sector.name = name;
    look->sector.parties[0] = (struct tct_party){left, north};
    look->sector.parties[1] = (struct tct_party){right, south};
}

#endif
