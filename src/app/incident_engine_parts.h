/* The engine's parts: what it holds. For its own files alone. */
#ifndef TACET_APP_INCIDENT_ENGINE_PARTS_H
#define TACET_APP_INCIDENT_ENGINE_PARTS_H

#include "id_table.h"
#include "incident_engine.h"
#include "room.h"

enum { ENGINE_SCRATCH_BYTES = 1 << 30 };

/* What is known of one incident. */
struct incident {
    char id[INCIDENT_ID_BYTES];
    unsigned revision;
    bool dirty;
    bool there;              /* it has firings */
    struct tct_summary sums; /* its engagements are `parts`, its lists by firing are not kept */
    struct tct_engagement *parts;
};

/* One thing that was said. */
struct said {
    struct tct_said words;
    bool stands;            /* neither corrected nor withdrawn */
    uint32_t activity;      /* number in the book, of an ACTIVITY */
    bool fresh;             /* not compared yet */
    struct tct_match match; /* of a REPORT */
    uint32_t incident, runner_up;
};

struct incident_engine {
    struct incident_engine_options options;
    struct tct_book *book;
    struct id_table events, saids, days;
    uint32_t *event_firings; /* by event: its firing, ID_NONE when there never was one */
    unsigned *event_revisions;
    size_t event_room;
    uint32_t *firing_events;
    size_t firing_room;
    struct incident *incidents;
    size_t incident_count, incident_room;
    uint32_t *dirty;
    size_t dirty_count, dirty_room;
    struct said *said;
    size_t said_room;
    uint32_t *reports; /* numbers of what was said that are reports */
    size_t report_count, report_room;
    uint32_t *late; /* of activities that were declared when they had begun */
    size_t late_count, late_room;
    uint32_t *told; /* reports that stand and tell of an incident, by incident, then as they came */
    size_t told_count, told_room;
    unsigned *day_counts; /* incidents that were named after each day of `days` */
    size_t day_room;
    struct incident_change *history;
    size_t history_count, history_room;
    double background_m2s;
    bool failed; /* memory was out while the book told of a change */
};

enum tct_status engine_no_memory(struct tct_error *err);

/* An incident's firings and all that is said of them, in an arena. */
struct whole {
    const uint32_t *members;
    size_t count;
    struct tct_firing *firings;
    struct tct_summary sums;
};

/* Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status engine_sum_up(struct incident_engine *engine, uint32_t incident,
                                             struct tct_arena *arena, struct whole *ret,
                                             struct tct_error *err);

#endif
