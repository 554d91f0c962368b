/* Needs of transitions, and who has consented. */
#include "needs.h"

size_t tally_group(int party)
{
    return party == TCT_NO_PARTY ? 0 : (size_t)party + 1;
}

static unsigned lack(unsigned wanted, unsigned there)
{
    return there < wanted ? wanted - there : 0;
}

void need_lacks(const struct tct_need *need, const struct tally *tally, unsigned ret[TALLY_GROUPS])
{
    const unsigned char *there = tally->of[need->role];
    ret[0] = need->each_side ? 0 : lack(need->count, (unsigned)there[0] + there[1] + there[2]);
    ret[1] = need->each_side ? lack(need->count, there[1]) : 0;
    ret[2] = need->each_side ? lack(need->count, there[2]) : 0;
}

unsigned needs_lack(const struct tct_needs *needs, const struct tally *tally)
{
    unsigned sum = 0;
    for (size_t i = 0; i < needs->count; i++) {
        unsigned lacks[TALLY_GROUPS];
        need_lacks(&needs->list[i], tally, lacks);
        sum += lacks[0] + lacks[1] + lacks[2];
    }
    return sum;
}

bool transition_met(const struct tct_transition *transition, const struct tally *tally,
                    bool overdue)
{
    return needs_lack(&transition->needs, tally) == 0 ||
           (overdue && transition->when_overdue.count > 0 &&
            needs_lack(&transition->when_overdue, tally) == 0);
}

static bool needs_want(const struct tct_needs *needs, const struct tally *tally, size_t role,
                       size_t group)
{
    for (size_t i = 0; i < needs->count; i++) {
        unsigned lacks[TALLY_GROUPS];
        if (needs->list[i].role != role)
            continue;
        need_lacks(&needs->list[i], tally, lacks);
        return lacks[needs->list[i].each_side ? group : 0] > 0;
    }
    return false;
}

bool transition_wants(const struct tct_transition *transition, const struct tally *tally,
                      size_t role, size_t group)
{
    return needs_want(&transition->needs, tally, role, group) ||
           needs_want(&transition->when_overdue, tally, role, group);
}

static unsigned needs_most(const struct tct_needs *needs, size_t role)
{
    for (size_t i = 0; i < needs->count; i++)
        if (needs->list[i].role == role)
            return needs->list[i].count;
    return 0;
}

unsigned transition_most(const struct tct_transition *transition, size_t role)
{
    unsigned always = needs_most(&transition->needs, role);
    unsigned overdue = needs_most(&transition->when_overdue, role);
    return always > overdue ? always : overdue;
}
