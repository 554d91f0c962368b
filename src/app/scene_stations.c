/* Scene file: the stations that listen: their arrays, clocks, faults and gaps. */
#include <string.h>

#include "scene_reader.h"
#include "tacet/face/sector_array.h"

/* The moments at which a clock jumps. */
static void read_jumps(struct scene_reader *reader, const struct tct_yaml_node *map,
                       struct tct_scene_clock *clock)
{
    const struct tct_yaml_node *list = NULL;
    size_t count = scene_list(reader, map, "jumps", 1000, &list);
    struct tct_scene_jump *jumps = scene_take(reader, count, sizeof(*jumps));
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++) {
        double pair[2] = {0.0, 0.0};
        const struct tct_yaml_node *node = tct_yaml_item(list, i);
        reader->status =
            tct_yaml_numbers(node, 2, -3600.0, TCT_SCENE_DURATION_S, pair, reader->err);
        if (pair[0] < (i > 0 ? jumps[i - 1].at_s : 0.0) || pair[1] > 3600.0)
            scene_fail(reader, node, "[at_s, by_s] not before the jump before it, within an hour");
        jumps[i] = (struct tct_scene_jump){pair[0], pair[1]};
    }
    clock->jumps = jumps;
    clock->jump_count = count;
}

/* Clocks that are wrong although the sector does not say so. */
static void read_clocks(struct scene_reader *reader, const struct tct_yaml_node *root,
                        struct tct_scene_station *stations)
{
    static const char *const keys[] = {"station", "off_s", "drift_ppm", "rate_error_ppm", "jumps"};
    const struct tct_yaml_node *list = NULL;
    size_t count = scene_list(reader, root, "clocks", TCT_SCENE_STATIONS, &list);
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++) {
        const struct tct_yaml_node *map = tct_yaml_item(list, i);
        struct tct_scene_clock clock = {0};
        double drift_ppm = 0.0, rate_error_ppm = 0.0;
        scene_keys(reader, map, keys, TCT_COUNT(keys));
        scene_number(reader, map, "off_s", -3600.0, 3600.0, &clock.off_s);
        scene_number(reader, map, "drift_ppm", -1000.0, 1000.0, &drift_ppm);
        scene_number(reader, map, "rate_error_ppm", -10000.0, 10000.0, &rate_error_ppm);
        read_jumps(reader, map, &clock);
        if (reader->status == TCT_OK && tct_yaml_count(map) < 2)
            scene_fail(reader, map, "what is wrong with the clock: off_s, drift_ppm, ...");
        clock.drift = 1e-6 * drift_ppm;
        clock.rate_error = 1e-6 * rate_error_ppm;
        int64_t station = scene_station(reader, map);
        if (station >= 0)
            stations[station].clock = clock;
    }
}

/* Adds a fault to those of its station: there are few, and each is copied once for each before. */
static void add_fault(struct scene_reader *reader, const struct tct_scene_fault *fault,
                      struct tct_scene_station *station)
{
    struct tct_scene_fault *more =
        scene_take(reader, station->fault_count + 1, sizeof(*station->faults));
    if (more == NULL)
        return;
    if (station->fault_count > 0)
        memcpy(more, station->faults, station->fault_count * sizeof(*more));
    more[station->fault_count] = *fault;
    station->faults = more;
    station->fault_count++;
}

static void read_faults(struct scene_reader *reader, const struct tct_yaml_node *root,
                        struct tct_scene_station *stations)
{
    static const char *const keys[] = {"station", "channel", "gain_db", "late_s", "dead"};
    static const char *const answers[] = {"false", "true"};
    const struct tct_yaml_node *list = NULL;
    size_t count = scene_list(reader, root, "faults", 1000, &list);
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++) {
        const struct tct_yaml_node *map = tct_yaml_item(list, i);
        struct tct_scene_fault fault = {0};
        int64_t channel = 0;
        size_t dead = 0;
        scene_keys(reader, map, keys, TCT_COUNT(keys));
        if (reader->status == TCT_OK)
            reader->status =
                tct_yaml_integer(tct_yaml_find(map, "channel"), 0, 255, &channel, reader->err);
        scene_number(reader, map, "gain_db", -100.0, 40.0, &fault.gain_db);
        scene_number(reader, map, "late_s", -0.1, 0.1, &fault.late_s);
        if (reader->status == TCT_OK)
            reader->status =
                tct_yaml_choice(tct_yaml_find(map, "dead"), answers, 2, &dead, reader->err);
        fault.channel = (uint32_t)channel;
        fault.dead = dead == 1;
        int64_t station = scene_station(reader, map);
        if (station >= 0)
            add_fault(reader, &fault, &stations[station]);
    }
}

/* Stretches that recorders lost. */
static void read_gaps(struct scene_reader *reader, const struct tct_yaml_node *root,
                      struct tct_scene_station *stations)
{
    static const char *const keys[] = {"station", "lost"};
    const struct tct_yaml_node *list = NULL;
    size_t count = scene_list(reader, root, "gaps", TCT_SCENE_STATIONS, &list);
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++) {
        const struct tct_yaml_node *map = tct_yaml_item(list, i);
        scene_keys(reader, map, keys, TCT_COUNT(keys));
        int64_t station = scene_station(reader, map);
        if (station >= 0)
            scene_stretches(reader, map, "lost", &stations[station].gaps,
                            &stations[station].gap_count);
    }
}

/* Stations that stand elsewhere than the sector says. */
static void read_moved(struct scene_reader *reader, const struct tct_yaml_node *root,
                       struct tct_scene_station *stations)
{
    static const char *const keys[] = {"station", "by_m"};
    const struct tct_yaml_node *list = NULL, *by = NULL;
    size_t count = scene_list(reader, root, "moved", TCT_SCENE_STATIONS, &list);
    for (size_t i = 0; i < count && reader->status == TCT_OK; i++) {
        const struct tct_yaml_node *map = tct_yaml_item(list, i);
        double pair[2] = {0.0, 0.0};
        scene_keys(reader, map, keys, TCT_COUNT(keys));
        if (reader->status == TCT_OK)
            reader->status = tct_yaml_need(map, "by_m", &by, reader->err);
        if (reader->status == TCT_OK)
            reader->status = tct_yaml_numbers(by, 2, -1e5, 1e5, pair, reader->err);
        int64_t station = scene_station(reader, map);
        if (station < 0)
            return;
        stations[station].moved_x_m = pair[0];
        stations[station].moved_y_m = pair[1];
    }
}

static void read_array(struct scene_reader *reader, const char *path,
                       struct tct_scene_station *station)
{
    struct tct_array array;
    if (reader->status != TCT_OK)
        return;
    reader->status = tct_array_read(path, NULL, &array, reader->err);
    struct tct_element *elements = scene_take(reader, array.count, sizeof(*elements));
    if (elements == NULL)
        return;
    memcpy(elements, array.elements, array.count * sizeof(*elements));
    station->elements = elements;
    station->element_count = array.count;
}

static void read_microphones(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    static const char *const keys[] = {"gain_sigma_db", "late_sigma_s"};
    struct tct_scene_microphones *ret = &reader->file->scene.microphones;
    const struct tct_yaml_node *map = tct_yaml_find(root, "microphones");
    if (map == NULL)
        return;
    scene_keys(reader, map, keys, TCT_COUNT(keys));
    scene_number(reader, map, "gain_sigma_db", 0.0, 10.0, &ret->gain_sigma_db);
    scene_number(reader, map, "late_sigma_s", 0.0, 0.001, &ret->late_sigma_s);
}

void scene_read_stations(struct scene_reader *reader, const struct tct_yaml_node *root)
{
    const struct tct_sector *sector = reader->sector;
    const struct tct_network *network = &sector->network;
    struct tct_scene_station *stations =
        scene_take(reader, network->station_count, sizeof(*stations));
    if (stations == NULL)
        return;
    for (size_t i = 0; i < network->station_count; i++) {
        const struct tct_station *s = &network->stations[i];
        stations[i] = (struct tct_scene_station){
            .x_m = s->x_m,
            .y_m = s->y_m,
            .z_m = s->z_m,
            .position_sigma_m = s->position_sigma_m,
            .clock_sigma_s = s->clock_sigma_s,
        };
        if (sector->station_arrays != NULL && sector->station_arrays[i] != NULL)
            read_array(reader, sector->station_arrays[i], &stations[i]);
    }
    read_clocks(reader, root, stations);
    read_faults(reader, root, stations);
    read_gaps(reader, root, stations);
    read_moved(reader, root, stations);
    read_microphones(reader, root);
    reader->file->scene.stations = stations;
    reader->file->scene.station_count = network->station_count;
}
