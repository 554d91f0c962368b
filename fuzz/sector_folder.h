/* A folder with the files that a sector names, made once and removed when the fuzzer ends. */
#ifndef TACET_FUZZ_SECTOR_FOLDER_H
#define TACET_FUZZ_SECTOR_FOLDER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tacet/face/sector.h"

static char folder[] = P_tmpdir "/tacet-fuzz-XXXXXX";

static const char *const FOLDER_FILES[][2] = {
    {"stations.csv", "id,lon,lat,x,y,position_sigma_m,clock_sigma_s\n"
                     "S01,46.7,39.8,100,200,0.5,0.001\nS02,46.8,39.9,300,-50,0.5,0.001\n"},
    {"weather.csv",
     "time,temperature_c,wind_speed_m_s,wind_from_deg\n2018-12-19T00:00:00Z,4,2,90\n"},
    {"line.geojson", "{\"type\":\"LineString\",\"coordinates\":[[46.7,39.8],[46.9,39.8]]}"},
    {"zones.geojson", "{\"type\":\"Polygon\",\"coordinates\":[[[46,39],[47,39],[47,40],[46,39]]]}"},
};

static void folder_write(const char *name, const void *bytes, size_t size)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    TCT_ASSERT(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static void folder_remove(void)
{
    static const char *const OWN[] = {"sector.yaml", "fuzz.geojson"};
    char path[128];
    for (size_t i = 0; i < TCT_COUNT(FOLDER_FILES) + TCT_COUNT(OWN); i++) {
        const char *name =
            i < TCT_COUNT(FOLDER_FILES) ? FOLDER_FILES[i][0] : OWN[i - TCT_COUNT(FOLDER_FILES)];
        (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

static void folder_make(void)
{
    static bool made;
    if (made)
        return;
    made = true;
    TCT_ASSERT(mkdtemp(folder) != NULL && atexit(folder_remove) == 0);
    for (size_t i = 0; i < TCT_COUNT(FOLDER_FILES); i++)
        folder_write(FOLDER_FILES[i][0], FOLDER_FILES[i][1], strlen(FOLDER_FILES[i][1]));
}

/* Opens the folder; what a sector promises must hold. */
static enum tct_status folder_open(struct tct_arena *arena, struct tct_sector *ret_sector)
{
    struct tct_warnings warnings;
    struct tct_error err = {0};
    tct_warnings_init(&warnings, NULL);
    enum tct_status status = tct_sector_open(folder, arena, &warnings, ret_sector, &err);
    if (status != TCT_OK) {
        TCT_ASSERT(ret_sector->frame == NULL && err.text[0] != '\0');
        return status;
    }
    TCT_ASSERT(ret_sector->network.station_count > 0);
    TCT_ASSERT(ret_sector->network.line_count != 1);
    for (size_t i = 0; i < ret_sector->network.station_count; i++) {
        const char *id = ret_sector->station_ids[i];
        TCT_ASSERT(tct_sector_station(ret_sector, id, strlen(id)) == (int64_t)i);
    }
    return TCT_OK;
}

#endif
