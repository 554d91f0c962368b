/* Cases: how long it takes to derive 10,000 of them with 200,000 pieces of evidence from their
 * acts, beside what it takes to sort the digests of that evidence, which whoever looks for one
 * twice must at least do; and how long the exhaustive check of the default procedure takes.
 *
 * usage: bench-inquiry [CASES] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tacet/inquiry.h"

enum { PIECES = 20, CHECKS = 10 };

static const int64_t BEGINS_NS = INT64_C(1800000000) * INT64_C(1000000000);

/* An officer, an analyst and a mediator, and a liaison and a commissioner of each side. */
enum { DUTY, ANALYST, MEDIATOR, LIAISON_0, LIAISON_1, COMMISSIONER_0, COMMISSIONER_1, PEOPLE };
static struct tct_actor people[PEOPLE];

struct script {
    int person;
    const char *transition;
};

static const struct script SCRIPT[] = {
    {DUTY, "contain"},           {DUTY, "inquire"},         {DUTY, "visit"},
    {LIAISON_0, "visit"},        {LIAISON_1, "visit"},      {DUTY, "end_visit"},
    {LIAISON_0, "end_visit"},    {LIAISON_1, "end_visit"},  {ANALYST, "circulate"},
    {MEDIATOR, "circulate"},     {MEDIATOR, "publish"},     {COMMISSIONER_0, "publish"},
    {COMMISSIONER_1, "publish"}, {MEDIATOR, "follow"},      {MEDIATOR, "close"},
    {COMMISSIONER_0, "close"},   {COMMISSIONER_1, "close"},
};

enum { ACTS = 2 + 3 * PIECES + TCT_COUNT(SCRIPT) };

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static void introduce(const struct tct_procedure *procedure)
{
    static const struct {
        const char *person, *role;
        int party;
    } CAST[PEOPLE] = {
        {"duty", "duty_officer", TCT_NO_PARTY},
        {"analyst", "analyst", TCT_NO_PARTY},
        {"mediator", "mediator", TCT_NO_PARTY},
        {"liaison-0", "liaison", 0},
        {"liaison-1", "liaison", 1},
        {"commissioner-0", "commissioner", 0},
        {"commissioner-1", "commissioner", 1},
    };
    for (int i = 0; i < PEOPLE; i++)
        people[i] =
            (struct tct_actor){CAST[i].person, tct_procedure_role_named(procedure, CAST[i].role),
                               CAST[i].party, INT64_MAX};
}

static struct tct_act *next(struct tct_act **act, enum tct_act_kind kind, int person, int64_t at_ns)
{
    struct tct_act *ret = (*act)++;
    *ret = (struct tct_act){.kind = kind, .at_ns = at_ns, .by = people[person]};
    return ret;
}

static void add_evidence(struct tct_act **act, struct tct_random *random, int64_t at_ns)
{
    unsigned char digest[TCT_DIGEST_BYTES];
    for (size_t i = 0; i < sizeof(digest); i += sizeof(uint64_t)) {
        uint64_t bits = tct_random_bits(random);
        memcpy(digest + i, &bits, sizeof(bits));
    }
    struct tct_act *taken = next(act, TCT_ACT_EVIDENCE, LIAISON_0, at_ns);
    taken->is.evidence = (struct tct_act_evidence){
        .what = "a photo", .taken_ns = at_ns, .from = "", .why = "it shows the crater"};
    memcpy(taken->is.evidence.digest, digest, sizeof(digest));
    for (int person = LIAISON_0; person >= DUTY; person -= LIAISON_0) {
        struct tct_act *over = next(act, TCT_ACT_HANDOVER, person, at_ns);
        over->is.handover =
            (struct tct_act_handover){.from = "liaison-0", .to = "duty", .why = "to be kept"};
        memcpy(over->is.handover.digest, digest, sizeof(digest));
    }
}

/* All acts of one case, ACTS of them. */
static void write_case(const struct tct_procedure *procedure, struct tct_act *act,
                       struct tct_random *random)
{
    int64_t at_ns = BEGINS_NS;
    next(&act, TCT_ACT_OPEN, DUTY, at_ns)->is.open = (struct tct_act_open){"", "fire"};
    for (int i = 0; i < PIECES; i++)
        add_evidence(&act, random, at_ns += TCT_NS_PER_S);
    for (size_t i = 0; i < TCT_COUNT(SCRIPT); i++) {
        size_t transition = tct_procedure_transition_named(procedure, SCRIPT[i].transition);
        uint32_t from = procedure->transitions[transition].from;
        if (strcmp(SCRIPT[i].transition, "circulate") == 0 && SCRIPT[i].person == ANALYST)
            next(&act, TCT_ACT_FINDING, ANALYST, at_ns)->is.finding = (struct tct_finding){
                TCT_HAPPENED_VIOLATION, 0, TCT_SURENESS_HIGH, {"what", "who", "how sure"}};
        next(&act, TCT_ACT_CONSENT, SCRIPT[i].person, at_ns += TCT_NS_PER_S)->is.consent =
            (struct tct_act_consent){transition, (size_t)__builtin_ctz(from), ""};
    }
}

static int by_digest(const void *a, const void *b)
{
    return memcmp(a, b, TCT_DIGEST_BYTES);
}

static double sort_digests(const struct tct_act *acts, size_t count)
{
    unsigned char *digests = must(malloc((count + 1) * TCT_DIGEST_BYTES));
    size_t kept = 0;
    double begun_s = now_s();
    for (size_t i = 0; i < count; i++)
        if (acts[i].kind == TCT_ACT_EVIDENCE)
            memcpy(digests + TCT_DIGEST_BYTES * kept++, acts[i].is.evidence.digest,
                   TCT_DIGEST_BYTES);
    qsort(digests, kept, TCT_DIGEST_BYTES, by_digest);
    double took_s = now_s() - begun_s;
    printf("%zu digests sorted in %.3f s\n", kept, took_s);
    free(digests);
    return took_s;
}

static double derive(const struct tct_procedure *procedure, const struct tct_act *acts,
                     size_t cases)
{
    struct tct_arena arena;
    struct tct_error err;
    size_t closed = 0;
    struct tct_case *all = must(calloc(cases, sizeof(*all)));
    tct_arena_init(&arena, SIZE_MAX);
    double begun_s = now_s();
    for (size_t i = 0; i < cases; i++) {
        tct_case_begin(&all[i], procedure, &arena);
        for (size_t k = 0; k < ACTS; k++) {
            if (tct_case_apply(&all[i], &acts[i * ACTS + k], &err) != TCT_OK) {
                fprintf(stderr, "%s\n", err.text);
                abort();
            }
        }
        closed += procedure->steps[all[i].step].final;
    }
    double took_s = now_s() - begun_s;
    printf("%zu cases, %zu closed, %zu acts, %zu pieces of evidence: %.3f s, %.2f million acts/s\n",
           cases, closed, cases * ACTS, cases * PIECES, took_s,
           1e-6 * (double)(cases * ACTS) / took_s);
    tct_arena_free(&arena);
    free(all);
    return took_s;
}

int main(int argc, char **argv)
{
    size_t cases = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
    struct tct_procedure procedure;
    struct tct_random random;
    tct_random_init(&random, 1, 0);
    tct_procedure_default(&procedure);
    introduce(&procedure);
    struct tct_act *acts = must(calloc(cases * ACTS, sizeof(*acts)));
    for (size_t i = 0; i < cases; i++)
        write_case(&procedure, acts + i * ACTS, &random);
    double took_s = derive(&procedure, acts, cases);
    double sorted_s = sort_digests(acts, cases * ACTS);
    printf("cases against sorting: %.2f\n", took_s / sorted_s);
    double begun_s = now_s();
    for (int i = 0; i < CHECKS; i++)
        if (tct_procedure_check(&procedure, NULL, NULL) != TCT_OK)
            abort();
    printf("the check of the default procedure: %.1f ms\n", 1e3 * (now_s() - begun_s) / CHECKS);
    free(acts);
    return 0;
}
