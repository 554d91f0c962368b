/* Simulate's stations: stations.jsonl. */
#include "simulate_output.h"

/* Pairs of numbers under a key; nothing when there are none. */
static int add_pairs(json_t *line, const char *key, json_t *pairs)
{
    if (json_array_size(pairs) > 0)
        return json_object_set_new(line, key, pairs);
    json_decref(pairs);
    return 0;
}

static int add_clock(const struct tct_scene_station *s, double off_s, json_t *line)
{
    const struct tct_scene_clock *c = &s->clock;
    json_t *jumps = json_array(), *gaps = json_array();
    int wrong = json_object_set_new(line, "clock_off_s", json_real(off_s));
    if (c->drift != 0.0)
        wrong |= json_object_set_new(line, "drift_ppm", json_real(1e6 * c->drift));
    if (c->rate_error != 0.0)
        wrong |= json_object_set_new(line, "rate_error_ppm", json_real(1e6 * c->rate_error));
    for (size_t i = 0; i < c->jump_count; i++)
        wrong |=
            json_array_append_new(jumps, json_pack("[f, f]", c->jumps[i].at_s, c->jumps[i].by_s));
    for (size_t i = 0; i < s->gap_count; i++)
        wrong |= json_array_append_new(
            gaps, json_pack("[f, f]", s->gaps[i].start_s, s->gaps[i].duration_s));
    wrong |= add_pairs(line, "jumps", jumps);
    wrong |= add_pairs(line, "gaps", gaps);
    return wrong;
}

static int add_microphones(const struct tct_scene *scene, uint32_t station, json_t *line)
{
    json_t *list = json_array();
    int wrong = 0;
    for (uint32_t c = 0; c < tct_scene_channels(scene, station); c++) {
        struct tct_scene_microphone m = tct_scene_microphone(scene, station, c);
        if (m.plain)
            continue;
        json_t *one = json_pack("{s:i, s:f, s:f, s:f, s:f, s:f}", "channel", (int)c, "x_m", m.x_m,
                                "y_m", m.y_m, "z_m", m.z_m, "gain", m.gain, "late_s", m.late_s);
        if (m.dead)
            wrong |= json_object_set_new(one, "dead", json_true());
        wrong |= json_array_append_new(list, one);
    }
    return wrong | add_pairs(line, "microphones", list);
}

static json_t *line_of(const struct played_scene *played, uint32_t station)
{
    const struct tct_scene *scene = &played->file->scene;
    struct tct_scene_drawn_station drawn = tct_scene_drawn(scene, station);
    struct tct_plane xy =
        tct_frame_to_file_xy(played->sector->frame, (struct tct_plane){drawn.x_m, drawn.y_m});
    json_t *line =
        json_pack("{s:s, s:f, s:f, s:f}", "station", played->sector->station_ids[station], "x_m",
                  simulate_rounded_m(xy.x_m), "y_m", simulate_rounded_m(xy.y_m), "z_m",
                  simulate_rounded_m(drawn.z_m));
    int wrong = line == NULL;
    wrong |= add_clock(&scene->stations[station], drawn.clock_off_s, line);
    wrong |= add_microphones(scene, station, line);
    if (wrong) {
        json_decref(line);
        return NULL;
    }
    return line;
}

enum tct_status simulate_write_stations(const struct played_scene *played, struct tct_error *err)
{
    struct simulate_file out;
    enum tct_status status = simulate_file_open(played, "stations.jsonl", &out, err);
    if (status != TCT_OK)
        return status;
    for (uint32_t i = 0; i < played->file->scene.station_count && status == TCT_OK; i++)
        status = simulate_write_line(&out, line_of(played, i), err);
    return simulate_file_close(&out, status, err);
}
