/* All pairs compared: what a book of incidents should have grouped. */
#ifndef TACET_TESTS_INCIDENT_PAIRS_H
#define TACET_TESTS_INCIDENT_PAIRS_H

#include "tacet/incident.h"

enum { FIRINGS_MOST = 1024, ACTIVITIES = 4 };

struct oracle {
    struct tct_firing firings[FIRINGS_MOST];
    bool there[FIRINGS_MOST];
    size_t count;
    struct tct_activity activities[ACTIVITIES];
    bool notified[ACTIVITIES];
    uint32_t label[FIRINGS_MOST], root[FIRINGS_MOST];
};

/* Not withdrawn, and placed. */
bool present(const struct oracle *o, size_t i);

/* Finds labels and groups; firings of one group then have one root. */
void group_all(struct oracle *o, const struct tct_rules *rules);
uint32_t root_of(struct oracle *o, uint32_t i);

#endif
