/* A case as somebody may see it. */
#include <stdio.h>

#include "case_parts.h"

/* Its kind in the table of disclosure. A finding is a paper of the case until it is published. */
static const struct tct_kind *kind_of(const struct tct_case *inquiry, const struct tct_act *act)
{
    char name[48];
    bool draft = act->kind == TCT_ACT_FINDING && !tct_case_published(inquiry, act);
    (void)snprintf(name, sizeof(name), "act_%s", draft ? "draft" : tct_act_name(act->kind));
    return tct_kind_named(name);
}

/* `whole` is given back. */
static enum tct_status disclose(const struct tct_case_told *told, const struct tct_viewer *viewer,
                                const struct tct_subject *subject, const struct tct_kind *kind,
                                json_t *whole, int64_t now_ns, json_t **ret, struct tct_error *err)
{
    *ret = NULL;
    TCT_ASSERT(kind != NULL);
    enum tct_status status =
        whole == NULL
            ? tct_fail(err, TCT_ERR_MEMORY, "out of memory for a case")
            : tct_disclose(viewer, subject, kind, whole, told->sector->frame, now_ns, ret, err);
    json_decref(whole);
    return status;
}

enum tct_status tct_case_view(const struct tct_case_told *told, const struct tct_viewer *viewer,
                              int64_t happened_ns, int64_t now_ns, json_t **ret,
                              struct tct_error *err)
{
    const struct tct_case *inquiry = told->inquiry;
    struct tct_subject subject = tct_case_subject(inquiry, happened_ns, TCT_NO_PARTY);
    json_t *acts = json_array();
    enum tct_status status = disclose(told, viewer, &subject, tct_kind_named("case"),
                                      case_state_json(told, now_ns), now_ns, ret, err);
    for (size_t i = 0; i < inquiry->act_count && status == TCT_OK; i++) {
        const struct tct_act *act = inquiry->acts[i];
        json_t *seen = NULL;
        subject.owner = act->by.party;
        status = disclose(told, viewer, &subject, kind_of(inquiry, act), case_act_json(told, i),
                          now_ns, &seen, err);
        /* What may not even be known to be there is left out. */
        if (seen != NULL && json_object_get(seen, "act") == NULL)
            json_decref(seen);
        else if (seen != NULL && json_array_append_new(acts, seen) != 0)
            status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for a case");
    }
    if (status == TCT_OK && json_object_set_new(*ret, "acts", acts) == 0)
        return TCT_OK;
    if (status == TCT_OK)
        status = tct_fail(err, TCT_ERR_MEMORY, "out of memory for a case");
    else
        json_decref(acts);
    json_decref(*ret);
    *ret = NULL;
    return status;
}
