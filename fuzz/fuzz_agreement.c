/* Fuzz: any bytes as an agreement, whose clauses are then looked at for flaws, as an action plan
 * and as an inspection. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tacet/face/agreement_file.h"
#include "tacet/face/plan_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 256 << 20, CLAUSES_MOST = 30 };

static struct tct_sector sector;

static void make_sector(void)
{
    static struct tct_plane line[] = {{-5000, 0}, {5000, 0}};
    static struct tct_station station;
    static char north[] = "north", south[] = "south", name[] = "fuzz";
    if (sector.name != NULL)
        return;
    sector = (struct tct_sector){.name = name, .parties = {{north, north}, {south, south}}};
    sector.network.stations = &station;
    sector.network.station_count = 1;
    sector.network.line = line;
    sector.network.line_count = 2;
    TCT_ASSERT(tct_frame_new(TCT_FRAME_LOCAL, 0, &sector.frame, NULL) == TCT_OK);
}

static void look_for_flaws(const struct tct_agreement *agreement, struct tct_arena *arena)
{
    struct tct_clause *clauses = NULL;
    struct tct_commitment commitments[CLAUSES_MOST];
    struct tct_flaw *flaws = NULL;
    size_t count = 0, found = 0;
    TCT_ASSERT(tct_agreement_in_force(agreement, agreement->version_count, arena, &clauses, &count,
                                      NULL) == TCT_OK);
    for (size_t i = 0; i < count && i < CLAUSES_MOST; i++) {
        commitments[i] = clauses[i].commitment;
        TCT_ASSERT(tct_commitment_check(&commitments[i], NULL) == TCT_OK);
    }
    const struct tct_lint_setup setup = {.commitments = commitments,
                                         .count = count < CLAUSES_MOST ? count : CLAUSES_MOST,
                                         .line = sector.network.line,
                                         .line_count = 2,
                                         .ground = {{-6000, -6000}, {6000, 6000}}};
    TCT_ASSERT(tct_accord_lint(&setup, arena, &flaws, &found, NULL) == TCT_OK);
}

static void try_files(const char *path, struct tct_arena *arena)
{
    struct tct_agreement agreement;
    struct tct_plan_file plan;
    struct tct_warnings warnings;
    struct tct_error err;
    tct_warnings_init(&warnings, NULL);
    if (tct_agreement_load(path, &sector, arena, &warnings, &agreement, &err) == TCT_OK)
        look_for_flaws(&agreement, arena);
    tct_warnings_finish(&warnings);
    if (tct_plan_file_load(path, &sector, arena, &plan, &err) == TCT_OK) {
        FILE *out = fopen("/dev/null", "w");
        for (size_t i = 0; i < plan.plan.count; i++)
            (void)tct_plan_progress(&plan.plan, i, INT64_C(1800000000) * TCT_NS_PER_S);
        TCT_ASSERT(out != NULL && tct_plan_calendar(out, &plan, 0, &err) == TCT_OK);
        (void)fclose(out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tct_inspection inspection;
    struct tct_arena arena;
    char id[65], path[64];
    make_sector();
    if (tct_inspection_read(&sector, (const char *)data, size, &inspection, id, NULL) == TCT_OK)
        TCT_ASSERT(inspection.sees_p > inspection.false_p && id[0] != '\0');
    int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
    if (descriptor < 0)
        return 0;
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
    tct_arena_init(&arena, ARENA_BYTES);
    if (write(descriptor, data, size) == (ssize_t)size)
        try_files(path, &arena);
    tct_arena_free(&arena);
    (void)close(descriptor);
    return 0;
}
