/* What can be asked of a case. */
#include <math.h>

#include "case_parts.h"

struct tally case_tally(const struct tct_case *inquiry, size_t transition)
{
    struct tally ret = {0};
    for (size_t i = 0; i < inquiry->consent_count; i++) {
        const struct tct_act *act = inquiry->consents[i];
        if (act->is.consent.transition == transition)
            ret.of[act->by.role][tally_group(act->by.party)]++;
    }
    return ret;
}

bool case_is_beside(const struct tct_case *inquiry, size_t transition)
{
    return inquiry->procedure->transitions[transition].to == TCT_NO_STEP;
}

static int64_t due_of_step_ns(const struct tct_case *inquiry, size_t step, int64_t since_ns)
{
    double deadline_s = inquiry->procedure->steps[step].deadline_s;
    int64_t wait_ns = tct_time_from_s(deadline_s);
    return isinf(deadline_s) || since_ns > INT64_MAX - wait_ns ? INT64_MAX : since_ns + wait_ns;
}

int64_t tct_case_due_ns(const struct tct_case *inquiry)
{
    return inquiry->act_count == 0 ? INT64_MAX
                                   : due_of_step_ns(inquiry, inquiry->step, inquiry->since_ns);
}

int64_t tct_case_beside_due_ns(const struct tct_case *inquiry)
{
    return inquiry->beside == TCT_NO_STEP
               ? INT64_MAX
               : due_of_step_ns(inquiry, inquiry->beside, inquiry->beside_since_ns);
}

bool tct_overdue(int64_t due_ns, int64_t now_ns)
{
    return now_ns > due_ns;
}

bool case_overdue(const struct tct_case *inquiry, size_t transition, int64_t now_ns)
{
    return tct_overdue(case_is_beside(inquiry, transition) ? tct_case_beside_due_ns(inquiry)
                                                           : tct_case_due_ns(inquiry),
                       now_ns);
}

size_t tct_case_wanting(const struct tct_case *inquiry, size_t transition, int64_t now_ns,
                        struct tct_wanting ret[TCT_NEEDS_MAX])
{
    const struct tct_transition *to = &inquiry->procedure->transitions[transition];
    const struct tct_needs *needs = &to->needs;
    struct tally tally = case_tally(inquiry, transition);
    size_t count = 0;
    if (case_overdue(inquiry, transition, now_ns) && to->when_overdue.count > 0 &&
        needs_lack(&to->when_overdue, &tally) < needs_lack(needs, &tally))
        needs = &to->when_overdue;
    for (size_t i = 0; i < needs->count; i++) {
        struct tct_wanting row = {.role = needs->list[i].role};
        need_lacks(&needs->list[i], &tally, row.count);
        if (row.count[0] + row.count[1] + row.count[2] > 0)
            ret[count++] = row;
    }
    return count;
}

struct tct_subject tct_case_subject(const struct tct_case *inquiry, int64_t happened_ns, int owner)
{
    const int64_t *released_ns = inquiry->released_ns;
    return (struct tct_subject){
        .happened_ns = happened_ns,
        .owner = owner,
        .released_ns = released_ns[0] > released_ns[1] ? released_ns[0] : released_ns[1],
        .finding_ns = inquiry->finding_ns,
    };
}

const struct tct_act *tct_case_finding(const struct tct_case *inquiry)
{
    return inquiry->finding_count == 0 ? NULL : inquiry->findings[inquiry->finding_count - 1];
}

bool tct_case_published(const struct tct_case *inquiry, const struct tct_act *finding)
{
    for (size_t i = 0; i < inquiry->finding_count; i++)
        if (inquiry->findings[i] == finding)
            return true;
    return false;
}

const struct tct_act *tct_case_dissent(const struct tct_case *inquiry,
                                       const struct tct_act *finding, size_t *position)
{
    if (*position == 0) {
        while (*position < inquiry->act_count && inquiry->acts[*position] != finding)
            ++*position;
        ++*position;
    }
    for (; *position < inquiry->act_count; ++*position) {
        const struct tct_act *act = inquiry->acts[*position];
        if (act->kind == TCT_ACT_FINDING)
            break;
        if (act->kind == TCT_ACT_STATEMENT && act->is.statement.stance == TCT_STANCE_DISSENT)
            return inquiry->acts[(*position)++];
    }
    *position = inquiry->act_count + 1;
    return NULL;
}
