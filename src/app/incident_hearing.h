/* What would have been heard, where and when, for incidents: the network's coverage, by the hour.
 */
#ifndef TACET_APP_INCIDENT_HEARING_H
#define TACET_APP_INCIDENT_HEARING_H

#include "ground.h"
#include "tacet/incident.h"

struct incident_hearing;

/* `hearing_path` is a table as tacet plan takes: noise, and when stations were up (NULL: all, and
 * always). `ground` must stay. Errors: those of reading it, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status incident_hearing_open(struct ground *ground,
                                                     const char *hearing_path,
                                                     struct incident_hearing **ret,
                                                     struct tct_error *err);
void incident_hearing_close(struct incident_hearing *hearing); /* NULL is fine */

/* Small arms are heard as a rifle is, all else as a mortar bomb of 82 mm that goes off. A firing is
 * looked up by a square of 50 m. */
struct tct_coverage_port incident_hearing_port(struct incident_hearing *hearing);

#endif
