/* C2SP tlog-policy: which logs are trusted, which witnesses there are, and how many of them must
 * have cosigned a head before it counts. */
#ifndef TACET_RECORD_POLICY_H
#define TACET_RECORD_POLICY_H

#include "tacet/record/checkpoint.h"

enum {
    TCT_POLICY_MAX = 1 << 18, /* bytes */
    TCT_POLICY_LOGS_MAX = 64,
    TCT_POLICY_WITNESSES_MAX = 64,
    TCT_POLICY_GROUPS_MAX = 64,
    TCT_POLICY_NODES_MAX = TCT_POLICY_WITNESSES_MAX + TCT_POLICY_GROUPS_MAX,
    TCT_POLICY_URL_MAX = 1023, /* bytes */
};

/* A log or a witness. One with a key of a type that is unknown here is there, and never counts. */
struct tct_policy_party {
    char name[TCT_KEY_NAME_MAX + 1];  /* of a witness; for a log that of its key */
    char url[TCT_POLICY_URL_MAX + 1]; /* "" when none is given */
    bool known;                       /* a key that is verified here */
    struct tct_verifier verifier;
};

struct tct_policy_node {
    char name[TCT_KEY_NAME_MAX + 1];
    size_t witness;  /* index, or TCT_POLICY_WITNESSES_MAX for a group */
    unsigned needed; /* of a group's members */
    bool is_member;
    size_t group; /* that it is a member of: a node behind it */
};

struct tct_policy {
    size_t log_count, witness_count, node_count;
    struct tct_policy_party logs[TCT_POLICY_LOGS_MAX];
    struct tct_policy_party witnesses[TCT_POLICY_WITNESSES_MAX];
    struct tct_policy_node nodes[TCT_POLICY_NODES_MAX]; /* in the order of their lines */
    bool any_quorum;                                    /* false for "quorum none" */
    size_t quorum;                                      /* a node */
};

/* For free(). Errors: TCT_ERR_INPUT with the line, what was found and what was expected,
 * TCT_ERR_LIMIT, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_policy_parse(const char *text, size_t bytes,
                                                        struct tct_policy **ret,
                                                        struct tct_error *err);

struct tct_policy_judgement {
    size_t log; /* index of the log that signed */
    struct tct_checkpoint head;
    size_t cosigned; /* how many witnesses have */
    bool by[TCT_POLICY_WITNESSES_MAX];
    uint64_t time_s[TCT_POLICY_WITNESSES_MAX]; /* when, as they state */
    bool quorum;                               /* the head counts; else it is provisional */
    bool timed;                                /* witnesses say when: */
    uint64_t seen_s; /* by this time so many had cosigned that the quorum was there */
};

/* Judges a signed checkpoint. *ret_note points into `bytes`. Errors: TCT_ERR_INPUT (not signed by a
 * log of the policy; a signature by a known key that is false), TCT_ERR_LIMIT, TCT_ERR_MEMORY. A
 * head without its quorum is TCT_OK. */
TCT_API TCT_MUST_CHECK enum tct_status tct_policy_judge(const struct tct_policy *policy,
                                                        const char *bytes, size_t count,
                                                        struct tct_note *ret_note,
                                                        struct tct_policy_judgement *ret,
                                                        struct tct_error *err);

#endif
