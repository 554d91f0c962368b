/* Who asks for incidents, and what of them they may see. */
#include "incident_viewer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tacet/face/disclosure_policy.h"

static enum tct_status take_party(const struct tct_sector *sector, const char *party, int *ret,
                                  struct tct_error *err)
{
    for (int i = 0; party != NULL && i < 2; i++) {
        if (sector->parties[i].id != NULL && strcmp(sector->parties[i].id, party) == 0) {
            *ret = i;
            return TCT_OK;
        }
    }
    return tct_fail(err, TCT_ERR_USE, "--party: found %.60s, expected one of the sector's parties",
                    party == NULL ? "nothing" : party);
}

enum tct_status incident_viewer_open(struct incident_viewer *viewer,
                                     const struct tct_sector *sector, const char *policy_path,
                                     const char *role, const char *party, const char *now,
                                     struct tct_error *err)
{
    enum tct_status status = TCT_OK;
    tct_disclosure_default(&viewer->policy);
    if (policy_path != NULL)
        status = tct_disclosure_load(policy_path, &viewer->policy, err);
    viewer->viewer.role =
        tct_disclosure_role(&viewer->policy, role == NULL ? "duty_officer" : role);
    viewer->viewer.party = TCT_NO_PARTY;
    viewer->now_ns = (int64_t)time(NULL) * TCT_NS_PER_S;
    if (status == TCT_OK && viewer->viewer.role == NULL)
        status = tct_fail(err, TCT_ERR_USE, "--role: found '%.60s', expected a role of the policy",
                          role);
    if (status == TCT_OK && viewer->viewer.role->standing == TCT_STANDING_SIDE)
        status = take_party(sector, party, &viewer->viewer.party, err);
    else if (status == TCT_OK && party != NULL)
        status = tct_fail(err, TCT_ERR_USE, "found --party, expected it with a side's role alone");
    if (status == TCT_OK && now != NULL &&
        tct_time_parse(now, strlen(now), &viewer->now_ns) != TCT_OK)
        status =
            tct_fail(err, TCT_ERR_USE,
                     "--now: found '%.60s', expected a time such as 2026-01-31T12:00:00Z", now);
    return status;
}

static struct tct_subject subject_of(int64_t began_ns)
{
    return (struct tct_subject){.happened_ns = began_ns,
                                .owner = TCT_NO_PARTY,
                                .released_ns = INT64_MAX,
                                .finding_ns = INT64_MAX};
}

enum tct_seen incident_viewer_sees(const struct incident_viewer *viewer, enum tct_field field,
                                   int64_t began_ns)
{
    struct tct_subject subject = subject_of(began_ns);
    return tct_decide(&viewer->viewer, &subject, field, viewer->now_ns);
}

enum tct_status incident_viewer_show(const struct incident_viewer *viewer,
                                     const struct tct_sector *sector, const char *kind,
                                     int64_t began_ns, const char *text, char **ret_text,
                                     struct tct_error *err)
{
    json_t *object = json_loads(text, 0, NULL), *seen = NULL;
    struct tct_subject subject = subject_of(began_ns);
    enum tct_status status = TCT_OK;
    *ret_text = NULL;
    if (!json_is_object(object))
        status = tct_fail(err, TCT_ERR_INPUT, "the store holds what is no JSON object");
    else if (incident_viewer_sees(viewer, TCT_FIELD_OPEN, began_ns) != TCT_SEEN_NOT) {
        status = tct_disclose(&viewer->viewer, &subject, tct_kind_named(kind), object,
                              sector->frame, viewer->now_ns, &seen, err);
        *ret_text = seen == NULL ? NULL : json_dumps(seen, JSON_COMPACT | JSON_REAL_PRECISION(12));
        if (status == TCT_OK && *ret_text == NULL)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    }
    json_decref(seen);
    json_decref(object);
    return status;
}
