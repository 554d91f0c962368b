/* A log of three entries in memory: its signed head, the proof of one entry as a text, and somebody
 * who has nothing but that text, the entry and the log's key, and checks it.
 *
 *     cc three_entries.c $(pkg-config --cflags --libs libtacet-record) -o three_entries */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "tacet/record.h"

enum { ENTRIES = 3 };
static const char *const ENTRY[ENTRIES] = {"10:02 a shot was heard", "10:05 side A was told",
                                           "10:09 side B was told"};

static void must(enum tct_status status, const struct tct_error *err)
{
    if (status == TCT_OK)
        return;
    (void)fprintf(stderr, "%s\n", err->text);
    exit(1);
}

/* The hash of the full subtree (level, index): here the leaves, and the node over the first two. */
static enum tct_status read_hash(void *source, unsigned level, uint64_t index, struct tct_hash *ret,
                                 struct tct_error *err)
{
    const struct tct_hash *leaves = source;
    (void)err;
    if (level == 0)
        *ret = leaves[index];
    else
        tct_hash_node(&leaves[0], &leaves[1], ret);
    return TCT_OK;
}

/* The operator: makes the log, signs its head, proves entry `index`. */
static char *prove(const struct tct_signer *log, uint64_t index, size_t *ret_bytes)
{
    struct tct_hash leaves[ENTRIES];
    struct tct_frontier frontier = {0};
    struct tct_error err;
    for (size_t i = 0; i < ENTRIES; i++) {
        tct_hash_leaf(ENTRY[i], strlen(ENTRY[i]), &leaves[i]);
        tct_frontier_add(&frontier, &leaves[i]);
    }
    struct tct_checkpoint head = {.size = ENTRIES};
    (void)snprintf(head.origin, sizeof(head.origin), "%s", log->verifier.name);
    tct_frontier_root(&frontier, &head.root);

    char text[TCT_CHECKPOINT_TEXT_MAX], line[TCT_SIGNATURE_LINE_MAX];
    char note[TCT_CHECKPOINT_TEXT_MAX + TCT_SIGNATURE_LINE_MAX];
    size_t bytes = tct_checkpoint_write(&head, text);
    must(tct_note_sign(text, bytes, log, 0, line, &err), &err);

    struct tct_tlog_proof proof = {.index = index, .note = note};
    proof.note_bytes = (size_t)snprintf(note, sizeof(note), "%s\n%s", text, line);
    must(tct_prove_inclusion(index, ENTRIES, read_hash, leaves, &proof.path, &err), &err);
    char *written = NULL;
    must(tct_tlog_proof_write(&proof, &written, ret_bytes, &err), &err);
    return written;
}

/* Whoever has the key: trusts this log, and asks for no witnesses. */
static struct tct_policy *trust(const char *key)
{
    char text[TCT_KEY_TEXT_MAX + 32];
    struct tct_policy *policy = NULL;
    struct tct_error err;
    int bytes = snprintf(text, sizeof(text), "log %s\nquorum none\n", key);
    must(tct_policy_parse(text, (size_t)bytes, &policy, &err), &err);
    return policy;
}

int main(void)
{
    uint8_t seed[TCT_KEY_SEED_BYTES];
    char key[TCT_KEY_TEXT_MAX];
    struct tct_signer log;
    struct tct_error err;
    size_t bytes = 0;
    if (getrandom(seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
        return 3;
    must(tct_signer_new("mission.example/log", TCT_KEY_ED25519, seed, &log, &err), &err);
    tct_verifier_write(&log.verifier, key);
    char *proof = prove(&log, 1, &bytes);
    tct_signer_wipe(&log);
    printf("%s\n%s\n", key, proof);

    const char *entry = ENTRY[1], *another = "10:05 nobody was told";
    struct tct_policy *policy = trust(key);
    struct tct_policy_judgement found;
    must(tct_tlog_proof_verify(proof, bytes, entry, strlen(entry), policy, &found, &err), &err);
    printf("proved: %s\n", entry);
    if (tct_tlog_proof_verify(proof, bytes, another, strlen(another), policy, &found, &err) ==
        TCT_OK)
        return 1;
    printf("not proved: %s (%s)\n", another, err.text);
    free(policy);
    free(proof);
    return 0;
}
