/* Fuzz: each line as an act, done by somebody to one case after the other acts. What is taken can
 * be written, and what everybody may see of it is part of that. */
#include <string.h>

#include "sector_folder.h"
#include "tacet/face/act_file.h"
#include "tacet/face/case_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES_MAX = 64 };

static const int64_t BEGINS_NS = INT64_C(1800000000) * INT64_C(1000000000);

/* Who acts is taken from the length of the line: every role, and of each side. */
static struct tct_actor somebody(const struct tct_procedure *procedure, size_t bytes)
{
    static const char *const PEOPLE[] = {"Ada", "Nor", "Sud", "Ana", "Med", "Com"};
    size_t role = bytes % procedure->role_count;
    bool side = procedure->roles[role].standing == TCT_STANDING_SIDE;
    return (struct tct_actor){PEOPLE[bytes % TCT_COUNT(PEOPLE)], role,
                              side ? (int)(bytes / 8 % 2) : TCT_NO_PARTY, INT64_MAX};
}

static void show(const struct tct_case *inquiry, const struct tct_sector *sector, int64_t now_ns)
{
    static struct tct_disclosure_policy policy;
    struct tct_case_told told = {inquiry, "c1", sector};
    json_t *whole = NULL;
    tct_disclosure_default(&policy);
    for (size_t i = 0; i < policy.count; i++) {
        bool side = policy.roles[i].standing == TCT_STANDING_SIDE;
        struct tct_viewer viewer = {&policy.roles[i], side ? 1 : TCT_NO_PARTY};
        json_t *seen = NULL;
        TCT_ASSERT(tct_case_view(&told, &viewer, BEGINS_NS, now_ns, &seen, NULL) == TCT_OK);
        TCT_ASSERT(json_array_size(json_object_get(seen, "acts")) <= inquiry->act_count);
        json_decref(seen);
    }
    whole = tct_case_json(&told, now_ns);
    TCT_ASSERT(json_array_size(json_object_get(whole, "acts")) == inquiry->act_count);
    json_decref(whole);
}

static void play(const struct tct_sector *sector, struct tct_arena *arena, const char *at,
                 const char *end)
{
    static struct tct_procedure procedure;
    static struct tct_acted acts[LINES_MAX];
    struct tct_case inquiry;
    int64_t now_ns = BEGINS_NS;
    tct_procedure_default(&procedure);
    tct_case_begin(&inquiry, &procedure, arena);
    for (size_t i = 0; i < LINES_MAX && at < end; i++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t bytes = (size_t)((newline == NULL ? end : newline) - at);
        if (tct_act_read(&procedure, sector, at, bytes, arena, &acts[i], NULL) == TCT_OK) {
            now_ns += TCT_NS_PER_S * 3600;
            acts[i].act.at_ns = now_ns;
            acts[i].act.by = somebody(&procedure, bytes);
            struct tct_error err = {0};
            enum tct_status status = tct_case_apply(&inquiry, &acts[i].act, &err);
            TCT_ASSERT((status == TCT_OK) == (err.text[0] == '\0'));
        }
        at += bytes + 1;
    }
    if (inquiry.act_count > 0)
        show(&inquiry, sector, now_ns);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char SECTOR[] = "name: f\nframe: local\nstations: stations.csv\n"
                                 "parties: [{id: a, name: A}, {id: b, name: B}]\n";
    static struct tct_sector sector;
    static struct tct_arena sector_arena;
    struct tct_arena arena;
    if (sector.frame == NULL) {
        folder_make();
        folder_write("sector.yaml", SECTOR, strlen(SECTOR));
        tct_arena_init(&sector_arena, (size_t)16 << 20);
        TCT_ASSERT(folder_open(&sector_arena, &sector) == TCT_OK);
    }
    tct_arena_init(&arena, (size_t)64 << 20);
    play(&sector, &arena, (const char *)data, (const char *)data + size);
    tct_arena_free(&arena);
    return 0;
}
