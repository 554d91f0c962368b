/* Whether a head has what a policy asks for. */
#include "tacet/record/policy.h"

#include <string.h>

/* Whether the quorum is there when those have cosigned who did so until `until_s`. A node's group
 * stands behind it, so that one pass is enough. */
static bool quorum_until(const struct tct_policy *policy, const struct tct_policy_judgement *found,
                         uint64_t until_s)
{
    unsigned have[TCT_POLICY_NODES_MAX] = {0};
    bool holds = false;
    for (size_t i = 0; i < policy->node_count; i++) {
        const struct tct_policy_node *node = &policy->nodes[i];
        bool is_group = node->witness == TCT_POLICY_WITNESSES_MAX;
        bool good = is_group ? have[i] >= node->needed
                             : found->by[node->witness] && found->time_s[node->witness] <= until_s;
        if (good && node->is_member)
            have[node->group]++;
        if (i == policy->quorum)
            holds = good;
    }
    return holds;
}

/* The time of the cosignature with which the quorum was there. */
static void judge_quorum(const struct tct_policy *policy, struct tct_policy_judgement *found)
{
    found->quorum = !policy->any_quorum || quorum_until(policy, found, UINT64_MAX);
    found->timed = policy->any_quorum && found->quorum;
    found->seen_s = UINT64_MAX;
    for (size_t i = 0; i < policy->witness_count && found->timed; i++)
        if (found->by[i] && found->time_s[i] < found->seen_s &&
            quorum_until(policy, found, found->time_s[i]))
            found->seen_s = found->time_s[i];
}

/* The log of the policy whose origin the text begins with, and whose key is named. */
static enum tct_status open_as_log(const struct tct_policy *policy, const char *bytes, size_t count,
                                   struct tct_note *note, struct tct_policy_judgement *found,
                                   struct tct_error *err)
{
    enum tct_status status = tct_note_parse(bytes, count, note, err);
    if (status == TCT_OK)
        status = tct_checkpoint_parse(note->text, note->text_bytes, &found->head, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < policy->log_count; i++) {
        const struct tct_policy_party *log = &policy->logs[i];
        found->log = i;
        if (log->known && strcmp(log->verifier.name, found->head.origin) == 0 &&
            tct_note_names(note, &log->verifier))
            return tct_note_verify(note, &log->verifier, NULL, err);
    }
    return tct_fail(err, TCT_ERR_INPUT, "the head of %.200s is not signed by a log of the policy",
                    found->head.origin);
}

enum tct_status tct_policy_judge(const struct tct_policy *policy, const char *bytes, size_t count,
                                 struct tct_note *ret_note, struct tct_policy_judgement *ret,
                                 struct tct_error *err)
{
    *ret = (struct tct_policy_judgement){0};
    enum tct_status status = open_as_log(policy, bytes, count, ret_note, ret, err);
    for (size_t i = 0; i < policy->witness_count && status == TCT_OK; i++) {
        const struct tct_policy_party *witness = &policy->witnesses[i];
        if (!witness->known || !tct_note_names(ret_note, &witness->verifier))
            continue;
        status = tct_note_verify(ret_note, &witness->verifier, &ret->time_s[i], err);
        ret->by[i] = status == TCT_OK;
        ret->cosigned += status == TCT_OK;
    }
    if (status == TCT_OK)
        judge_quorum(policy, ret);
    return status;
}
