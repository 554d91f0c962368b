/* Fuzz: detections and events with any bytes; what is read must be written and read again. */
#include <math.h>

#include "sector_folder.h"
#include "tacet/face/detections.h"
#include "tacet/face/events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static FILE *stream_of(const void *bytes, size_t size)
{
    return size > 0 ? fmemopen((void *)(uintptr_t)bytes, size, "rb") : tmpfile();
}

static size_t read_all(const void *bytes, size_t size, const struct tct_sector *sector,
                       struct tct_arena *arena, struct tct_detection **ret_detections)
{
    struct tct_warnings warnings;
    struct tct_error err;
    size_t count = 0;
    FILE *file = stream_of(bytes, size);
    TCT_ASSERT(file != NULL);
    tct_warnings_init(&warnings, NULL);
    if (tct_detections_read(file, "fuzz", sector, arena, &warnings, ret_detections, &count, &err) !=
        TCT_OK)
        count = 0;
    (void)fclose(file);
    return count;
}

static void write_and_read(const struct tct_sector *sector, struct tct_arena *arena,
                           const struct tct_detection *detections, size_t count)
{
    char *text = NULL;
    size_t bytes = 0;
    struct tct_error err;
    struct tct_detection *again = NULL;
    FILE *out = open_memstream(&text, &bytes);
    TCT_ASSERT(out != NULL);
    for (size_t i = 0; i < count; i++) {
        enum tct_status status = tct_detection_write(out, sector, &detections[i], &err);
        TCT_ASSERT(status == TCT_OK);
    }
    (void)fclose(out);
    TCT_ASSERT(read_all(text, bytes, sector, arena, &again) == count);
    for (size_t i = 0; i < count; i++) {
        TCT_ASSERT(again[i].station == detections[i].station);
        TCT_ASSERT(again[i].onset_ns == detections[i].onset_ns);
        TCT_ASSERT(isnan(again[i].azimuth_rad) == isnan(detections[i].azimuth_rad));
        TCT_ASSERT(again[i].classified == detections[i].classified);
    }
    free(text);
}

static void read_events(const uint8_t *data, size_t size, const struct tct_sector *sector,
                        struct tct_arena *arena)
{
    struct tct_event_set set;
    struct tct_error err;
    FILE *file = stream_of(data, size), *out = fopen("/dev/null", "w");
    TCT_ASSERT(file != NULL && out != NULL);
    if (tct_events_read(file, "fuzz", sector, arena, NULL, &set, &err) == TCT_OK)
        for (size_t i = 0; i < set.count; i++)
            if (set.events[i].arrival_count > 0) {
                enum tct_status status =
                    tct_event_write(out, sector, set.detections, &set.events[i], NULL, &err);
                TCT_ASSERT(status == TCT_OK);
            }
    (void)fclose(out);
    (void)fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char YAML[] = "name: a\nframe: wgs84\nstations: stations.csv\n";
    static struct tct_arena sector_arena;
    static struct tct_sector sector;
    struct tct_arena arena;
    struct tct_detection *detections = NULL;
    if (sector.frame == NULL) {
        folder_make();
        folder_write("sector.yaml", YAML, strlen(YAML));
        tct_arena_init(&sector_arena, (size_t)16 << 20);
        enum tct_status status = folder_open(&sector_arena, &sector);
        TCT_ASSERT(status == TCT_OK);
    }
    tct_arena_init(&arena, (size_t)256 << 20);
    size_t count = read_all(data, size, &sector, &arena, &detections);
    write_and_read(&sector, &arena, detections, count);
    read_events(data, size, &sector, &arena);
    tct_arena_free(&arena);
    return 0;
}
