/* Fuzz: any bytes as a policy, and what comes after the first NUL as a head to judge by it. */
#include <stdlib.h>
#include <string.h>

#include "tacet/record/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_policy(const struct tct_policy *policy)
{
    TCT_ASSERT(policy->log_count <= TCT_POLICY_LOGS_MAX);
    TCT_ASSERT(policy->witness_count <= TCT_POLICY_WITNESSES_MAX);
    TCT_ASSERT(policy->node_count <= TCT_POLICY_NODES_MAX);
    for (size_t i = 0; i < policy->node_count; i++) {
        const struct tct_policy_node *node = &policy->nodes[i];
        TCT_ASSERT(node->witness == TCT_POLICY_WITNESSES_MAX
                       ? node->needed >= 1
                       : node->witness < policy->witness_count);
        TCT_ASSERT(!node->is_member || (node->group > i && node->group < policy->node_count));
    }
    TCT_ASSERT(!policy->any_quorum || policy->quorum < policy->node_count);
}

static void judge(const struct tct_policy *policy, const char *note_text, size_t bytes)
{
    struct tct_policy_judgement found;
    struct tct_note note;
    struct tct_error err;
    if (tct_policy_judge(policy, note_text, bytes, &note, &found, &err) != TCT_OK)
        return;
    size_t cosigned = 0;
    for (size_t i = 0; i < policy->witness_count; i++)
        cosigned += found.by[i];
    TCT_ASSERT(found.cosigned == cosigned && found.log < policy->log_count);
    TCT_ASSERT(policy->any_quorum || found.quorum);
    TCT_ASSERT(!found.timed || (found.quorum && found.seen_s <= INT64_MAX));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_policy *policy = NULL;
    struct tct_error err;
    const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
    size_t bytes = end == NULL ? size : (size_t)(end - data);
    if (tct_policy_parse((const char *)data, bytes, &policy, &err) != TCT_OK)
        return 0;
    check_policy(policy);
    if (end != NULL)
        judge(policy, (const char *)end + 1, size - bytes - 1);
    free(policy);
    return 0;
}
