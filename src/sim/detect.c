/* Detect: what a detector would make of the arrivals, without its being run. */
#include "tacet/sim.h"

#include <math.h>
#include <stdlib.h>

#include "streams.h"

/* Names a class, which is the right one as often as its probability says; the others are alike. */
static void name_class(enum tct_scene_kind kind, double right, struct tct_random *random,
                       struct tct_detection *detection)
{
    uint32_t named = (uint32_t)tct_scene_class(kind);
    double drawn = tct_random_uniform(random);
    if (drawn >= right) {
        double which = (drawn - right) / (1.0 - right) * (TCT_CLASS_COUNT - 1);
        named = (named + 1 + (uint32_t)which) % TCT_CLASS_COUNT;
    }
    detection->classified = true;
    for (uint32_t i = 0; i < TCT_CLASS_COUNT; i++)
        detection->class_p[i] = i == named ? right : (1.0 - right) / (double)(TCT_CLASS_COUNT - 1);
}

/* The bearing that an array of three microphones or more would give: its standard error is c times
 * that of a time difference over the array's extent across the sound's way (the Cramer-Rao bound
 * for a plane wave). Nothing when all microphones stand in that line. */
static void take_bearing(const struct tct_scene *scene, const struct tct_scene_arrival *arrival,
                         double snr_db, struct tct_random *random, struct tct_detection *detection)
{
    const struct tct_scene_station *s = &scene->stations[arrival->station];
    double x = (double)arrival->from_m[0], y = (double)arrival->from_m[1], away = hypot(x, y);
    if (s->element_count < 3 || away <= 0.0)
        return;
    double c = tct_sound_speed_m_s(scene->airs[arrival->sound.air].air.temperature_c);
    double mean = 0.0, across2 = 0.0, position_m = 0.0, count = (double)s->element_count;
    for (size_t i = 0; i < s->element_count; i++)
        mean += (s->elements[i].x_m * y - s->elements[i].y_m * x) / away / count;
    for (size_t i = 0; i < s->element_count; i++) {
        const struct tct_element *e = &s->elements[i];
        across2 += pow((e->x_m * y - e->y_m * x) / away - mean, 2.0);
        position_m = fmax(position_m, e->position_sigma_m);
    }
    double time_s = arrival->sound.length_s * pow(10.0, -snr_db / 20.0);
    time_s = hypot(hypot(time_s, position_m / c), scene->microphones.late_sigma_s);
    double sigma_rad = c * fmax(time_s, 1e-6) / sqrt(across2); /* a microsecond: of its clock */
    double angle = atan2(x, y) + sigma_rad * tct_random_normal(random);
    if (!(sigma_rad < 1.0)) /* true when there is no extent */
        return;
    detection->azimuth_rad = angle;
    detection->azimuth_sigma_rad = sigma_rad;
}

static struct tct_scene_detection detect_one(const struct tct_scene *scene,
                                             const struct tct_scene_arrival *arrival, double snr_db,
                                             struct tct_random *random)
{
    double sigma_s =
        hypot(scene->hearing.onset_sigma_s, arrival->sound.length_s * pow(10.0, -snr_db / 20.0));
    int64_t onset_ns = arrival->onset_ns + tct_time_from_s(sigma_s * tct_random_normal(random));
    struct tct_scene_detection found = {
        .detection = tct_detection_at(arrival->station, onset_ns),
        .shot = arrival->echo ? TCT_SCENE_NO_SHOT : arrival->shot,
        .kind = arrival->sound.kind,
    };
    found.detection.time_sigma_s = sigma_s;
    found.detection.peak_pa = arrival->heard_pa;
    if (isfinite(snr_db))
        found.detection.snr_db = snr_db;
    take_bearing(scene, arrival, snr_db, random, &found.detection);
    if (scene->hearing.class_right > 0.0)
        name_class(arrival->sound.kind, scene->hearing.class_right, random, &found.detection);
    return found;
}

/* An onset that was picked wrongly, now and then. */
static void pick_wrongly(const struct tct_scene_hearing *hearing, struct tct_random *random,
                         struct tct_detection *detection)
{
    if (hearing->outlier_share <= 0.0)
        return;
    bool wrong = tct_random_uniform(random) < hearing->outlier_share;
    double side = tct_random_uniform(random) < 0.5 ? -1.0 : 1.0, far = tct_random_uniform(random);
    double off_s = hearing->outlier_min_s + far * (hearing->outlier_max_s - hearing->outlier_min_s);
    if (wrong)
        detection->onset_ns += tct_time_from_s(side * off_s);
}

/* By its level, and by chance. */
static bool is_heard(const struct tct_scene_hearing *hearing, double snr_db, double bar_db,
                     struct tct_random *chance)
{
    return snr_db >= bar_db &&
           (hearing->miss_share <= 0.0 || tct_random_uniform(chance) >= hearing->miss_share);
}

static int by_time(const void *a, const void *b)
{
    const struct tct_scene_detection *s = a, *t = b;
    if (s->detection.onset_ns != t->detection.onset_ns)
        return s->detection.onset_ns < t->detection.onset_ns ? -1 : 1;
    if (s->detection.station != t->detection.station)
        return s->detection.station < t->detection.station ? -1 : 1;
    return (s->shot > t->shot) - (s->shot < t->shot);
}

enum tct_status tct_scene_detect(const struct tct_scene *scene,
                                 const struct tct_scene_arrival *arrivals, size_t arrival_count,
                                 struct tct_arena *arena,
                                 struct tct_scene_detection **ret_detections, size_t *ret_count,
                                 struct tct_error *err)
{
    struct tct_scene_detection *found =
        TCT_ARENA_NEW(arena, struct tct_scene_detection, arrival_count);
    if (found == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "scene: no memory for %zu detections", arrival_count);
    size_t count = 0;
    uint32_t station = UINT32_MAX;
    struct tct_random random = {0}, chance = {0};
    int64_t deaf_until_ns = INT64_MIN;
    for (size_t i = 0; i < arrival_count; i++) {
        if (arrivals[i].station != station) {
            station = arrivals[i].station;
            random = stream_open(scene->seed, STREAM_HEARING, station, 0);
            chance = stream_open(scene->seed, STREAM_CHANCE, station, 0);
            deaf_until_ns = INT64_MIN;
        }
        double snr_db = tct_scene_snr_db(scene, &arrivals[i]);
        double bar_db =
            scene->hearing.threshold_db + scene->hearing.scatter_db * tct_random_normal(&random);
        struct tct_scene_detection one = detect_one(scene, &arrivals[i], snr_db, &random);
        if (!is_heard(&scene->hearing, snr_db, bar_db, &chance) ||
            arrivals[i].onset_ns < deaf_until_ns ||
            !tct_scene_is_recorded(scene, station, one.detection.onset_ns))
            continue;
        deaf_until_ns = arrivals[i].onset_ns + tct_time_from_s(scene->hearing.deaf_s);
        pick_wrongly(&scene->hearing, &chance, &one.detection);
        found[count++] = one;
    }
    qsort(found, count, sizeof(*found), by_time);
    *ret_detections = found;
    *ret_count = count;
    return TCT_OK;
}
