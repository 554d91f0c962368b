/* Proofs and policies as texts: what they say is what is judged, and nothing else is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folders.h"
#include "leaves.h"
#include "tacet/record.h"

enum { WITNESSES = 4, TEXT_ROOM = 8192 };

struct parties {
    struct tct_signer log, witnesses[WITNESSES];
    char log_key[TCT_KEY_TEXT_MAX], keys[WITNESSES][TCT_KEY_TEXT_MAX];
};

static struct parties make_parties(void)
{
    static const char *const names[WITNESSES] = {"a.example", "b.example", "mission.example",
                                                 "outsider.example"};
    struct parties parties;
    parties.log = signer_of("log.example/1", TCT_KEY_ED25519);
    tct_verifier_write(&parties.log.verifier, parties.log_key);
    for (size_t i = 0; i < WITNESSES; i++) {
        parties.witnesses[i] = signer_of(names[i], TCT_KEY_COSIGNATURE);
        tct_verifier_write(&parties.witnesses[i].verifier, parties.keys[i]);
    }
    return parties;
}

/* A head signed by the log and by those witnesses whose bit is set, at 100 s, 200 s, ... */
static size_t sign(const struct parties *parties, uint64_t size, const struct tct_hash *root,
                   unsigned witnesses, char ret[TEXT_ROOM])
{
    struct tct_checkpoint head = {.size = size, .root = *root};
    char text[TCT_CHECKPOINT_TEXT_MAX], line[TCT_SIGNATURE_LINE_MAX];
    memcpy(head.origin, "log.example/1", sizeof("log.example/1"));
    size_t bytes = tct_checkpoint_write(&head, text);
    assert_int_equal(tct_note_sign(text, bytes, &parties->log, 0, line, NULL), TCT_OK);
    size_t used = (size_t)snprintf(ret, TEXT_ROOM, "%s\n%s", text, line);
    for (unsigned i = 0; i < WITNESSES; i++) {
        if ((witnesses >> i & 1) == 0)
            continue;
        assert_int_equal(
            tct_note_sign(text, bytes, &parties->witnesses[i], 100 * (i + 1), line, NULL), TCT_OK);
        used += (size_t)snprintf(ret + used, TEXT_ROOM - used, "%s", line);
    }
    return used;
}

static size_t write_policy(const struct parties *p, const char *end, char ret[TEXT_ROOM])
{
    return (size_t)snprintf(
        ret, TEXT_ROOM,
        "# who must have seen it\nlog %s https://log.example/\n\nwitness A %s\nwitness B\t%s "
        "https://b.example/\n  witness M %s\nwitness X %s\n%s",
        p->log_key, p->keys[0], p->keys[1], p->keys[2], p->keys[3], end);
}

static void three_of_four_are_needed(void **state)
{
    (void)state;
    struct parties parties = make_parties();
    char text[TEXT_ROOM], note[TEXT_ROOM];
    struct tct_hash root = leaf_of_number(0);
    struct tct_policy *policy = NULL;
    struct tct_error err = {0};
    size_t bytes = write_policy(&parties, "group all-four 3 A B M X\nquorum all-four\n", text);
    if (tct_policy_parse(text, bytes, &policy, &err) != TCT_OK)
        fail_msg("%s", err.text);
    assert_string_equal(policy->logs[0].url, "https://log.example/");
    assert_string_equal(policy->witnesses[1].url, "https://b.example/");
    for (unsigned who = 0; who < 16; who++) {
        struct tct_note parsed;
        struct tct_policy_judgement found;
        unsigned count = (unsigned)__builtin_popcount(who);
        bytes = sign(&parties, 1, &root, who, note);
        assert_int_equal(tct_policy_judge(policy, note, bytes, &parsed, &found, NULL), TCT_OK);
        assert_int_equal(found.cosigned, count);
        assert_int_equal(found.quorum, count >= 3);
        assert_int_equal(found.timed, count >= 3);
        /* The third of them made the quorum. */
        uint64_t third = 0;
        for (unsigned i = 0, seen = 0; i < WITNESSES && seen < 3; i++)
            if ((who >> i & 1) != 0 && ++seen == 3)
                third = 100 * (i + 1);
        if (count >= 3)
            assert_true(found.seen_s == third);
    }
    free(policy);
}

static void groups_stand_in_groups(void **state)
{
    (void)state;
    struct parties parties = make_parties();
    char text[TEXT_ROOM], note[TEXT_ROOM];
    struct tct_hash root = leaf_of_number(0);
    struct tct_policy *policy = NULL;
    size_t bytes = write_policy(
        &parties, "group sides all A B\ngroup others any M X\ngroup q 2 sides others\nquorum q\n",
        text);
    assert_int_equal(tct_policy_parse(text, bytes, &policy, NULL), TCT_OK);
    for (unsigned who = 0; who < 16; who++) {
        struct tct_note parsed;
        struct tct_policy_judgement found;
        bytes = sign(&parties, 1, &root, who, note);
        assert_int_equal(tct_policy_judge(policy, note, bytes, &parsed, &found, NULL), TCT_OK);
        assert_int_equal(found.quorum, (who & 3) == 3 && (who & 12) != 0);
    }
    free(policy);
}

static void heads_of_others_are_refused(void **state)
{
    (void)state;
    struct parties parties = make_parties();
    char text[TEXT_ROOM], note[TEXT_ROOM];
    struct tct_hash root = leaf_of_number(0);
    struct tct_policy *policy = NULL;
    struct tct_note parsed;
    struct tct_policy_judgement found;
    size_t bytes = write_policy(&parties, "quorum none\n", text);
    assert_int_equal(tct_policy_parse(text, bytes, &policy, NULL), TCT_OK);
    size_t note_bytes = sign(&parties, 1, &root, 15, note);
    assert_int_equal(tct_policy_judge(policy, note, note_bytes, &parsed, &found, NULL), TCT_OK);
    assert_true(found.quorum && !found.timed && found.cosigned == 4);
    /* Whatever is altered, some signature is false, or one of a known key is gone. */
    for (size_t i = 0; i < note_bytes; i++) {
        note[i] = (char)(note[i] ^ 1);
        enum tct_status status = tct_policy_judge(policy, note, note_bytes, &parsed, &found, NULL);
        assert_true(status != TCT_OK || found.cosigned < 4);
        note[i] = (char)(note[i] ^ 1);
    }
    parties.log = signer_of("log.example/2", TCT_KEY_ED25519);
    note_bytes = sign(&parties, 1, &root, 15, note);
    assert_int_equal(tct_policy_judge(policy, note, note_bytes, &parsed, &found, NULL),
                     TCT_ERR_INPUT);
    free(policy);
}

static void wrong_policies_say_where(void **state)
{
    (void)state;
    struct parties parties = make_parties();
    static const struct {
        const char *end, *says;
    } cases[] = {
        {"", "policy:8: found nothing, expected a quorum line"},
        {"quorum Z\n", "policy:8: found Z"},
        {"quorum A\nquorum A\n", "policy:9: found quorum"},
        {"quorum A B\n", "policy:8: found B"},
        {"quorum", "found no newline"},
        {"group g 0 A B\nquorum g\n", "policy:8: found 0"},
        {"group g 3 A B\nquorum g\n", "policy:8: found 3"},
        {"group g 02 A B\nquorum g\n", "policy:8: found 02"},
        {"group g all\nquorum g\n", "expected at least one member"},
        {"group g all A A\nquorum g\n", "policy:8: found A"},
        {"group g all A\ngroup h all A B\nquorum h\n", "policy:9: found A"},
        {"group g all g\nquorum g\n", "policy:8: found g"},
        {"group A all B\nquorum A\n", "policy:8: found A"},
        {"group none all B\nquorum B\n", "policy:8: found none"},
        {"sign A\nquorum A\n", "policy:8: found sign"},
        {"witness Y not-a-key\nquorum A\n", "policy:8: found not-a-key"},
        {"quorum A\001\n", "control character"},
    };
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        char text[TEXT_ROOM];
        struct tct_policy *policy = NULL;
        struct tct_error err = {0};
        size_t bytes = write_policy(&parties, cases[i].end, text);
        assert_int_equal(tct_policy_parse(text, bytes, &policy, &err), TCT_ERR_INPUT);
        assert_null(policy);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("'%s' does not say '%s'", err.text, cases[i].says);
    }
}

static void keys_stand_once_and_where_they_belong(void **state)
{
    (void)state;
    struct parties p = make_parties();
    char text[TEXT_ROOM], end[TEXT_ROOM / 2];
    struct tct_policy *policy = NULL;
    const struct {
        const char *word, *key;
    } cases[] = {
        {"witness Y", p.keys[0]}, {"witness Y", p.log_key}, {"log", p.log_key}, {"log", p.keys[0]}};
    for (size_t i = 0; i < TCT_COUNT(cases); i++) {
        (void)snprintf(end, sizeof(end), "%s %s\nquorum A\n", cases[i].word, cases[i].key);
        assert_int_equal(tct_policy_parse(text, write_policy(&p, end, text), &policy, NULL),
                         TCT_ERR_INPUT);
    }
    /* A type of key that is not known here is a witness that never counts. */
    assert_int_equal(
        tct_policy_parse(text,
                         write_policy(&p,
                                      "witness Y y.example+00000000+BkFBQUE=\ngroup g all A Y\n"
                                      "quorum g\n",
                                      text),
                         &policy, NULL),
        TCT_OK);
    char note[TEXT_ROOM];
    struct tct_note parsed;
    struct tct_policy_judgement found;
    struct tct_hash root = leaf_of_number(0);
    size_t bytes = sign(&p, 1, &root, 15, note);
    assert_int_equal(tct_policy_judge(policy, note, bytes, &parsed, &found, NULL), TCT_OK);
    assert_false(found.quorum);
    free(policy);
}

static void proofs_are_read_as_they_were_written(void **state)
{
    (void)state;
    enum { SIZE = 11 };
    static const char ENTRY_6[8] = {6};
    struct parties parties = make_parties();
    struct tct_hash leaves[SIZE];
    char note[TEXT_ROOM];
    for (uint64_t i = 0; i < SIZE; i++)
        leaves[i] = leaf_of_number(i);
    struct leaves tree = {leaves, SIZE};
    struct tct_hash root = leaves_root(&tree, 0, SIZE);
    size_t note_bytes = sign(&parties, SIZE, &root, 1, note);
    char policy_text[TEXT_ROOM];
    struct tct_policy *policy = NULL;
    struct tct_policy_judgement found;
    size_t policy_bytes = write_policy(&parties, "group q all A B\nquorum q\n", policy_text);
    assert_int_equal(tct_policy_parse(policy_text, policy_bytes, &policy, NULL), TCT_OK);
    struct tct_tlog_proof proof = {.index = 6, .note = note, .note_bytes = note_bytes}, again;
    assert_int_equal(tct_prove_inclusion(6, SIZE, leaves_read, &tree, &proof.path, NULL), TCT_OK);
    for (unsigned with_extra = 0; with_extra < 2; with_extra++) {
        char *text = NULL;
        size_t bytes = 0;
        proof.extra = with_extra ? "AAEC" : NULL;
        proof.extra_chars = with_extra ? 4 : 0;
        assert_int_equal(tct_tlog_proof_write(&proof, &text, &bytes, NULL), TCT_OK);
        /* Any change of one character is refused, or makes the cosigner an unknown one, or is in
         * what nobody signed, the extra. */
        for (size_t i = 0; i < bytes; i++) {
            char kept = text[i];
            text[i] = (char)(text[i] ^ 1);
            enum tct_status status =
                tct_tlog_proof_verify(text, bytes, ENTRY_6, 8, policy, &found, NULL);
            bool within_extra = with_extra && i > strlen("c2sp.org/tlog-proof@v1\nextra ") - 1 &&
                                i < strlen("c2sp.org/tlog-proof@v1\nextra AAEC");
            if (status == TCT_OK && found.cosigned == 1 && !within_extra)
                fail_msg("a change of character %zu was not seen", i);
            text[i] = kept;
        }
        for (size_t cut = 0; cut < bytes - note_bytes; cut++)
            assert_int_equal(tct_tlog_proof_parse(text, cut, &again, NULL), TCT_ERR_INPUT);
        assert_int_equal(tct_tlog_proof_verify(text, bytes, ENTRY_6, 8, policy, &found, NULL),
                         TCT_OK);
        assert_true(found.head.size == SIZE && found.cosigned == 1 && !found.quorum);
        assert_int_equal(tct_tlog_proof_verify(text, bytes, ENTRY_6, 7, policy, &found, NULL),
                         TCT_ERR_INPUT);
        assert_int_equal(tct_tlog_proof_parse(text, bytes, &again, NULL), TCT_OK);
        assert_true(again.index == 6 && again.path.count == proof.path.count);
        assert_int_equal(again.extra_chars, proof.extra_chars);
        assert_int_equal(again.note_bytes, note_bytes);
        free(text);
    }
    free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_of_four_are_needed),
        cmocka_unit_test(groups_stand_in_groups),
        cmocka_unit_test(heads_of_others_are_refused),
        cmocka_unit_test(wrong_policies_say_where),
        cmocka_unit_test(keys_stand_once_and_where_they_belong),
        cmocka_unit_test(proofs_are_read_as_they_were_written),
    };
    return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
