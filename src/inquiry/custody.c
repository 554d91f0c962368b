/* Custody: a table of pieces by digest, and chains that connect. */
#include "tacet/inquiry/custody.h"

#include <string.h>

#include "list.h"

enum { FIRST_SLOTS = 8 };

/* Digests are uniform already, but who writes one may choose it: all of it counts. */
static size_t first_slot(const struct tct_custody *custody, const unsigned char *digest)
{
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < TCT_DIGEST_BYTES; i += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, digest + i, sizeof(word));
        hash = (hash ^ word) * UINT64_C(0xff51afd7ed558ccd);
        hash ^= hash >> 32;
    }
    return (size_t)hash & (custody->slot_count - 1);
}

static const unsigned char *digest_of(const struct tct_piece *piece)
{
    return piece->taken_in->is.evidence.digest;
}

/* The slot that holds the digest, or the free one where it would be. */
static uint32_t *slot_of(const struct tct_custody *custody, const unsigned char *digest)
{
    size_t slot = first_slot(custody, digest);
    while (custody->slots[slot] != 0 &&
           memcmp(digest_of(&custody->pieces[custody->slots[slot] - 1]), digest,
                  TCT_DIGEST_BYTES) != 0)
        slot = (slot + 1) & (custody->slot_count - 1);
    return &custody->slots[slot];
}

static struct tct_piece *find(const struct tct_custody *custody, const unsigned char *digest)
{
    uint32_t slot = custody->slot_count == 0 ? 0 : *slot_of(custody, digest);
    return slot == 0 ? NULL : &custody->pieces[slot - 1];
}

const struct tct_piece *tct_custody_find(const struct tct_custody *custody,
                                         const unsigned char digest[TCT_DIGEST_BYTES])
{
    return find(custody, digest);
}

static bool grow_slots(struct tct_custody *custody, struct tct_arena *arena)
{
    size_t count = custody->slot_count == 0 ? FIRST_SLOTS : 2 * custody->slot_count;
    uint32_t *slots = TCT_ARENA_NEW(arena, uint32_t, count);
    if (slots == NULL)
        return false;
    custody->slots = slots;
    custody->slot_count = count;
    for (size_t i = 0; i < custody->count; i++)
        *slot_of(custody, digest_of(&custody->pieces[i])) = (uint32_t)i + 1;
    return true;
}

enum tct_status tct_custody_take_in(struct tct_custody *custody, const struct tct_act *act,
                                    struct tct_arena *arena, struct tct_error *err)
{
    const struct tct_piece *there = find(custody, act->is.evidence.digest);
    if (there != NULL)
        return tct_fail(err, TCT_ERR_INPUT,
                        "evidence: found a digest that %s holds already, expected a new one, or a "
                        "handover",
                        there->holder);
    struct tct_piece *pieces =
        list_with_room(custody->pieces, custody->count, &custody->room, sizeof(*pieces), arena);
    if (pieces != NULL)
        custody->pieces = pieces;
    if (pieces == NULL ||
        (2 * (custody->count + 1) > custody->slot_count && !grow_slots(custody, arena)))
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory for evidence");
    custody->pieces[custody->count] = (struct tct_piece){
        .taken_in = act, .holder = act->by.person, .since_ns = act->at_ns, .hands = 1};
    *slot_of(custody, act->is.evidence.digest) = (uint32_t)++custody->count;
    return TCT_OK;
}

enum tct_status tct_custody_hand_over(struct tct_custody *custody, const struct tct_act *act,
                                      struct tct_error *err)
{
    const struct tct_act_handover *over = &act->is.handover;
    struct tct_piece *piece = find(custody, over->digest);
    if (piece == NULL)
        return tct_fail(err, TCT_ERR_INPUT,
                        "handover: found a digest of no evidence here, expected one that was taken "
                        "in");
    if (strcmp(piece->holder, over->from) != 0)
        return tct_fail(err, TCT_ERR_INPUT,
                        "handover: found it from %s, expected from %s, who holds it", over->from,
                        piece->holder);
    if (strcmp(act->by.person, over->from) == 0) {
        piece->given_to = over->to;
        return TCT_OK;
    }
    if (piece->given_to == NULL || strcmp(piece->given_to, over->to) != 0)
        return tct_fail(err, TCT_ERR_INPUT,
                        "handover: found it received by %s, expected that %s gives it first",
                        over->to, over->from);
    piece->holder = over->to;
    piece->given_to = NULL;
    piece->since_ns = act->at_ns;
    piece->hands++;
    return TCT_OK;
}
