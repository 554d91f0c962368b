/* Who asks for incidents, and what of them they may see. */
#ifndef TACET_APP_INCIDENT_VIEWER_H
#define TACET_APP_INCIDENT_VIEWER_H

#include "ground.h"
#include "tacet/disclosure.h"

struct incident_viewer {
    struct tct_disclosure_policy policy;
    struct tct_viewer viewer;
    int64_t now_ns;
};

/* The role called `role` (NULL: duty_officer) of the policy in a file (NULL: the default one); of a
 * side's role `party` says whose. `now` is a time, or NULL for the present. Errors: TCT_ERR_USE,
 * those of tct_disclosure_load. */
TCT_MUST_CHECK enum tct_status incident_viewer_open(struct incident_viewer *viewer,
                                                    const struct tct_sector *sector,
                                                    const char *policy_path, const char *role,
                                                    const char *party, const char *now,
                                                    struct tct_error *err);

/* How much of a field of an incident, which began then, may be seen. */
enum tct_seen incident_viewer_sees(const struct incident_viewer *viewer, enum tct_field field,
                                   int64_t began_ns);

/* An object of a kind as it may be seen, as text for free(); NULL with TCT_OK when nothing of it
 * may be. Errors: TCT_ERR_INPUT (`text` is no JSON object), TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status incident_viewer_show(const struct incident_viewer *viewer,
                                                    const struct tct_sector *sector,
                                                    const char *kind, int64_t began_ns,
                                                    const char *text, char **ret_text,
                                                    struct tct_error *err);

#endif
