/* Simulate's sounds: sounds.jsonl. */
#include <math.h>

#include "simulate_output.h"

static const double degrees_per_radian = 180.0 / 3.14159265358979323846;

static const char *kind_of(const struct tct_scene_arrival *arrival)
{
    static const char *const names[] = {
        [TCT_SCENE_MUZZLE_BLAST] = "muzzle_blast",
        [TCT_SCENE_SHOCK_WAVE] = "shock_wave",
        [TCT_SCENE_EXPLOSION] = "explosion",
        [TCT_SCENE_PLANK] = "plank",
        [TCT_SCENE_DOOR] = "door",
        [TCT_SCENE_HAMMER] = "hammer",
    };
    return names[arrival->sound.kind];
}

static double rounded(double value, double parts)
{
    return round(value * parts) / parts;
}

/* Where it comes from, as a detection says it: clockwise from true north. */
static int add_side(const struct played_scene *played, const struct tct_scene_arrival *a,
                    json_t *line)
{
    double x = (double)a->from_m[0], y = (double)a->from_m[1], z = (double)a->from_m[2];
    double away = hypot(x, y);
    if (away <= 0.0)
        return 0;
    double azimuth = atan2(x, y) - played->sector->station_north_rad[a->station];
    double deg = fmod(azimuth * degrees_per_radian + 720.0, 360.0);
    int wrong = json_object_set_new(line, "azimuth_deg", json_real(rounded(deg, 1000.0)));
    wrong |= json_object_set_new(line, "elevation_deg",
                                 json_real(rounded(atan2(z, away) * degrees_per_radian, 1000.0)));
    return wrong;
}

static json_t *line_of(const struct played_scene *played, const struct tct_scene_arrival *a,
                       double snr_db)
{
    char time[TCT_TIME_TEXT_BYTES];
    tct_time_format(a->onset_ns, 9, time);
    json_t *line = json_pack("{s:s, s:s, s:s}", "station", played->sector->station_ids[a->station],
                             "time", time, "kind", kind_of(a));
    int wrong = line == NULL;
    if (a->shot != TCT_SCENE_NO_SHOT)
        wrong |= json_object_set_new(line, "shot", json_integer(a->shot));
    if (a->echo)
        wrong |= json_object_set_new(line, "echo", json_true());
    wrong |= json_object_set_new(line, "peak_pa", json_real(rounded(a->heard_pa, 1e6)));
    if (isfinite(snr_db))
        wrong |= json_object_set_new(line, "snr_db", json_real(rounded(snr_db, 100.0)));
    wrong |= add_side(played, a, line);
    if (wrong) {
        json_decref(line);
        return NULL;
    }
    return line;
}

enum tct_status simulate_write_sounds(const struct played_scene *played, struct tct_error *err)
{
    const struct tct_scene *scene = &played->file->scene;
    struct simulate_file out;
    enum tct_status status = simulate_file_open(played, "sounds.jsonl", &out, err);
    if (status != TCT_OK)
        return status;
    for (size_t i = 0; i < played->arrival_count && status == TCT_OK; i++) {
        const struct tct_scene_arrival *a = &played->arrivals[i];
        double snr_db = tct_scene_snr_db(scene, a);
        if (snr_db >= 0.0 && tct_scene_is_recorded(scene, a->station, a->onset_ns))
            status = simulate_write_line(&out, line_of(played, a, snr_db), err);
    }
    return simulate_file_close(&out, status, err);
}
