/* Check: a scene that keeps its limits cannot make the rest of the floor fail but for memory. */
#include "tacet/sim.h"

#include <math.h>

/* One number of a scene and where it may lie. */
struct bound {
    const char *name;
    double value, low, high;
};

static enum tct_status check_bounds(const char *what, size_t index, const struct bound *bounds,
                                    size_t count, struct tct_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct bound *b = &bounds[i];
        if (!(b->value >= b->low && b->value <= b->high)) /* true for NaN */
            return tct_fail(err, TCT_ERR_INPUT, "scene: %s %zu: %s is %g, expected %g to %g", what,
                            index + 1, b->name, b->value, b->low, b->high);
    }
    return TCT_OK;
}

#define CHECK(what, index, ...)                                                                    \
    do {                                                                                           \
        const struct bound bounds[] = {__VA_ARGS__};                                               \
        enum tct_status checked = check_bounds(what, index, bounds, TCT_COUNT(bounds), err);       \
        if (checked != TCT_OK)                                                                     \
            return checked;                                                                        \
    } while (0)

static enum tct_status check_clock(const struct tct_scene *scene, size_t i, struct tct_error *err)
{
    const struct tct_scene_station *s = &scene->stations[i];
    const struct tct_scene_clock *c = &s->clock;
    CHECK("station", i, {"clock off_s", c->off_s, -3600.0, 3600.0},
          {"clock drift", c->drift, -1e-3, 1e-3}, {"rate error", c->rate_error, -1e-2, 1e-2},
          {"number of jumps", (double)c->jump_count, 0.0, 1000.0},
          {"number of gaps", (double)s->gap_count, 0.0, 10000.0});
    double after_s = -TCT_SCENE_DURATION_S;
    for (size_t k = 0; k < c->jump_count; k++) {
        CHECK("station", i, {"jump's at_s", c->jumps[k].at_s, after_s, TCT_SCENE_DURATION_S},
              {"jump's by_s", c->jumps[k].by_s, -3600.0, 3600.0});
        after_s = c->jumps[k].at_s;
    }
    after_s = 0.0;
    for (size_t k = 0; k < s->gap_count; k++) {
        CHECK("station", i, {"gap's start_s", s->gaps[k].start_s, after_s, TCT_SCENE_DURATION_S},
              {"gap's duration_s", s->gaps[k].duration_s, 0.0, TCT_SCENE_DURATION_S});
        after_s = s->gaps[k].start_s + s->gaps[k].duration_s;
    }
    return TCT_OK;
}

static enum tct_status check_channels(const struct tct_scene *scene, size_t i,
                                      struct tct_error *err)
{
    const struct tct_scene_station *s = &scene->stations[i];
    const double wide = TCT_SCENE_APERTURE_M;
    double channel = 0.0;
    CHECK("station", i, {"number of elements", (double)s->element_count, 0.0, TCT_ELEMENTS_MAX},
          {"number of faults", (double)s->fault_count, 0.0, 1000.0});
    for (size_t k = 0; k < s->element_count; k++) {
        const struct tct_element *e = &s->elements[k];
        CHECK("station", i, {"element's channel", e->channel, channel, 255.0},
              {"element's x", e->x_m, -wide, wide}, {"element's y", e->y_m, -wide, wide},
              {"element's z", e->z_m, -wide, wide},
              {"element's position_sigma_m", e->position_sigma_m, 0.0, 10.0});
        channel = e->channel + 1.0;
    }
    for (size_t k = 0; k < s->fault_count; k++) {
        const struct tct_scene_fault *f = &s->faults[k];
        double last = fmax((double)tct_scene_channels(scene, (uint32_t)i) - 1.0, 0.0);
        CHECK("station", i, {"fault's channel", f->channel, 0.0, last},
              {"fault's gain_db", f->gain_db, -100.0, 40.0},
              {"fault's late_s", f->late_s, -0.1, 0.1});
    }
    return TCT_OK;
}

static enum tct_status check_stations(const struct tct_scene *scene, struct tct_error *err)
{
    for (size_t i = 0; i < scene->station_count; i++) {
        const struct tct_scene_station *s = &scene->stations[i];
        CHECK("station", i, {"x", s->x_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"y", s->y_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"z", s->z_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"position_sigma_m", s->position_sigma_m, 0.0, 1000.0},
              {"clock_sigma_s", s->clock_sigma_s, 0.0, 10.0}, {"moved x", s->moved_x_m, -1e5, 1e5},
              {"moved y", s->moved_y_m, -1e5, 1e5});
        enum tct_status status = check_clock(scene, i, err);
        if (status == TCT_OK)
            status = check_channels(scene, i, err);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}

static enum tct_status check_weapons(const struct tct_scene *scene, struct tct_error *err)
{
    for (size_t i = 0; i < scene->weapon_count; i++) {
        const struct tct_scene_weapon *w = &scene->weapons[i];
        if (w->kind == TCT_SCENE_CHARGE)
            CHECK("weapon", i, {"charge_kg", w->charge_kg, 1e-3, 1e4});
        else
            CHECK("weapon", i, {"peak_pa", w->peak_pa, 1e-6, 1e7},
                  {"positive_phase_s", w->positive_phase_s, 5e-5, 0.1});
        CHECK("weapon", i, {"front_to_rear_db", w->front_to_rear_db, 0.0, 40.0},
              {"impact", (double)w->impact, 0.0, (double)scene->weapon_count});
        if (w->impact > 0)
            CHECK("weapon", i, {"shell_speed_m_s", w->shell_speed_m_s, 10.0, 3000.0});
        if (w->bullet.diameter_m > 0.0)
            CHECK("weapon", i, {"bullet's diameter_m", w->bullet.diameter_m, 1e-3, 0.5},
                  {"bullet's length_m", w->bullet.length_m, 1e-3, 3.0},
                  {"bullet's speed_m_s", w->bullet.speed_m_s, 50.0, 3000.0},
                  {"bullet's drag_per_m", w->bullet.drag_per_m, 0.0, 0.1},
                  {"bullet_range_m", w->bullet_range_m, 1.0, 10000.0});
    }
    return TCT_OK;
}

static enum tct_status check_shooters(const struct tct_scene *scene, struct tct_error *err)
{
    for (size_t i = 0; i < scene->shooter_count; i++) {
        const struct tct_scene_shooter *s = &scene->shooters[i];
        const struct tct_scene_fire_rate *r = &s->at_random;
        CHECK("shooter", i, {"x", s->x_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"y", s->y_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"z", s->z_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"wander_m", s->wander_m, 0.0, 1e5}, {"scatter_m", s->scatter_m, 0.0, 1e5},
              {"level_sigma_db", s->level_sigma_db, 0.0, 40.0},
              {"bursts_per_hour", r->bursts_per_hour, 0.0, 36000.0},
              {"aim x", s->aim_x_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"aim y", s->aim_y_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"aim z", s->aim_z_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M});
        if (s->weapon >= scene->weapon_count)
            return tct_fail(err, TCT_ERR_INPUT, "scene: shooter %zu: there is no weapon %u", i + 1,
                            s->weapon + 1);
        if (r->bursts_per_hour > 0.0)
            CHECK("shooter", i, {"rounds_min", (double)r->rounds_min, 1.0, (double)r->rounds_max},
                  {"rounds_max", (double)r->rounds_max, 1.0, TCT_SCENE_SHOTS},
                  {"interval_s", r->interval_s, 0.0, 3600.0},
                  {"jitter_s", r->jitter_s, 0.0, 3600.0});
        for (size_t k = 0; k < s->burst_count; k++) {
            const struct tct_scene_burst *b = &s->bursts[k];
            CHECK("shooter", i, {"at_s", b->at_s, 0.0, scene->duration_s},
                  {"rounds", (double)b->rounds, 1.0, TCT_SCENE_SHOTS},
                  {"interval_s", b->interval_s, 0.0, 3600.0},
                  {"jitter_s", b->jitter_s, 0.0, 3600.0});
        }
    }
    return TCT_OK;
}

static enum tct_status check_airs(const struct tct_scene *scene, struct tct_error *err)
{
    double after_s = -TCT_SCENE_DURATION_S;
    for (size_t i = 0; i < scene->air_count; i++) {
        const struct tct_scene_air *a = &scene->airs[i];
        CHECK("air", i, {"from_s", a->from_s, after_s, TCT_SCENE_DURATION_S},
              {"temperature_c", a->air.temperature_c, -50.0, 60.0},
              {"relative_humidity", a->air.relative_humidity, 0.0, 1.0},
              {"pressure_pa", a->air.pressure_pa, 20000.0, 120000.0},
              {"wind_m_s", hypot(a->wind_x_m_s, a->wind_y_m_s), 0.0, 60.0},
              {"warmer_per_m", a->warmer_per_m, -1.0, 1.0},
              {"windier_per_s", hypot(a->windier_x_per_s, a->windier_y_per_s), 0.0, 1.0});
        after_s = a->from_s;
    }
    return TCT_OK;
}

static enum tct_status check_windows(const struct tct_scene *scene, struct tct_error *err)
{
    double free_from_s = 0.0;
    for (size_t i = 0; i < scene->window_count; i++) {
        const struct tct_scene_window *w = &scene->windows[i];
        CHECK("window", i, {"start_s", w->start_s, free_from_s, scene->duration_s},
              {"duration_s", w->duration_s, 1.0 / scene->sample_rate_hz,
               scene->duration_s - w->start_s});
        free_from_s = w->start_s + w->duration_s;
    }
    return TCT_OK;
}

static enum tct_status check_echoes(const struct tct_scene *scene, struct tct_error *err)
{
    const struct tct_scene_echoes *e = &scene->echoes;
    CHECK("echoes", 0, {"per_path", e->per_path, 0.0, 20.0},
          {"walls", (double)e->wall_count, 0.0, 1000.0});
    if (e->per_path > 0.0)
        CHECK("echoes", 0, {"delay_min_s", e->delay_min_s, 1e-4, 10.0},
              {"delay_max_s", e->delay_max_s, e->delay_min_s, 10.0},
              {"loss_min_db", e->loss_min_db, 0.0, 100.0},
              {"loss_max_db", e->loss_max_db, e->loss_min_db, 100.0});
    for (size_t i = 0; i < e->wall_count; i++) {
        const struct tct_scene_wall *w = &e->walls[i];
        CHECK("wall", i, {"x", w->from.x_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"y", w->from.y_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"x", w->to.x_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"y", w->to.y_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M},
              {"loss_db", w->loss_db, 0.0, 100.0});
    }
    return TCT_OK;
}

static enum tct_status check_noise(const struct tct_scene *scene, struct tct_error *err)
{
    const struct tct_scene_noise *n = &scene->noise;
    const struct tct_scene_distractors *d = &scene->distractors;
    CHECK("noise", 0, {"white_pa", n->white_pa, 0.0, 100.0}, {"wind_pa", n->wind_pa, 0.0, 100.0},
          {"gusts", n->gusts, 0.0, 1.0}, {"rain_pa", n->rain_pa, 0.0, 100.0},
          {"traffic_pa", n->traffic_pa, 0.0, 100.0},
          {"vehicles_per_hour", n->vehicles_per_hour, 0.0, 600.0},
          {"birds_pa", n->birds_pa, 0.0, 100.0},
          {"songs_per_minute", n->songs_per_minute, 0.0, 200.0},
          {"engine_pa", n->engine_pa, 0.0, 100.0}, {"background pa", n->background.pa, 0.0, 100.0});
    CHECK("noise", 0, {"station_sigma_db", n->station_sigma_db, 0.0, 40.0},
          {"change_sigma_db", n->change_sigma_db, 0.0, 40.0});
    if (n->change_sigma_db > 0.0)
        CHECK("noise", 0, {"change_s", n->change_s, 10.0, 1e6});
    if (n->gusts > 0.0)
        CHECK("noise", 0, {"gust_s", n->gust_s, 0.1, 600.0});
    if (n->rain_pa > 0.0)
        CHECK("noise", 0, {"drops_per_s", n->drops_per_s, 0.1, 2000.0});
    if (n->engine_pa > 0.0)
        CHECK("noise", 0, {"engine_hz", n->engine_hz, 5.0, 500.0});
    if (n->background.samples != NULL)
        CHECK("noise", 0, {"background's length", (double)n->background.count, 4.0, 1e9},
              {"background's rate_hz", n->background.rate_hz, 100.0, 192000.0});
    CHECK("distractors", 0, {"doors_per_hour", d->doors_per_hour, 0.0, 36000.0},
          {"hammers_per_hour", d->hammers_per_hour, 0.0, 36000.0},
          {"level_min_db", d->level_min_db, 0.0, 80.0},
          {"level_max_db", d->level_max_db, d->level_min_db, 80.0});
    return TCT_OK;
}

static enum tct_status check_world(const struct tct_scene *scene, struct tct_error *err)
{
    const struct tct_scene_paths *p = &scene->paths;
    const struct tct_scene_hearing *h = &scene->hearing;
    CHECK("paths", 0, {"floor_s", p->floor_s, 0.0, 1.0}, {"fraction", p->fraction, 0.0, 1.0},
          {"shot_s", p->shot_s, 0.0, 1.0}, {"level_sigma_db", p->level_sigma_db, 0.0, 40.0},
          {"excess_db_per_km", p->excess_db_per_km, 0.0, 100.0},
          {"downwind_db_per_km", p->downwind_db_per_km, 0.0, 20.0});
    if (p->tail_freedom != 0.0)
        CHECK("paths", 0, {"tail_freedom", p->tail_freedom, 3.0, 100.0});
    CHECK("ground", 0, {"flow_resistivity", scene->ground.flow_resistivity, 0.0, 1e6},
          {"z", scene->ground.z_m, -TCT_SCENE_EXTENT_M, TCT_SCENE_EXTENT_M});
    CHECK("microphones", 0, {"gain_sigma_db", scene->microphones.gain_sigma_db, 0.0, 10.0},
          {"late_sigma_s", scene->microphones.late_sigma_s, 0.0, 0.001});
    CHECK("hearing", 0, {"threshold_db", h->threshold_db, -20.0, 60.0},
          {"scatter_db", h->scatter_db, 0.0, 40.0}, {"onset_sigma_s", h->onset_sigma_s, 1e-9, 1.0},
          {"class_right", h->class_right, 0.0, 1.0}, {"deaf_s", h->deaf_s, 0.0, 60.0},
          {"miss_share", h->miss_share, 0.0, 1.0}, {"outlier_share", h->outlier_share, 0.0, 1.0},
          {"outlier_min_s", h->outlier_min_s, 0.0, h->outlier_max_s},
          {"outlier_max_s", h->outlier_max_s, 0.0, 10.0});
    CHECK("clutter", 0, {"clutter_per_hour", scene->clutter_per_hour, 0.0, 36000.0});
    return TCT_OK;
}

enum tct_status tct_scene_check(const struct tct_scene *scene, struct tct_error *err)
{
    CHECK("scene", 0, {"duration_s", scene->duration_s, 1e-3, TCT_SCENE_DURATION_S},
          {"sample_rate_hz", scene->sample_rate_hz, 100.0, 192000.0},
          {"number of stations", (double)scene->station_count, 1.0, TCT_SCENE_STATIONS},
          {"number of shooters", (double)scene->shooter_count, 0.0, TCT_SCENE_SHOOTERS},
          {"number of airs", (double)scene->air_count, 1.0, 10000.0},
          {"number of windows", (double)scene->window_count, 0.0, TCT_SCENE_WINDOWS},
          /* Some room before the end of int64 nanoseconds. */
          {"start", (double)scene->start_ns, -9.2e18, 9.2e18});
    static enum tct_status (*const parts[])(const struct tct_scene *, struct tct_error *) = {
        check_stations, check_weapons, check_shooters, check_airs,
        check_windows,  check_echoes,  check_noise,    check_world,
    };
    for (size_t i = 0; i < TCT_COUNT(parts); i++) {
        enum tct_status status = parts[i](scene, err);
        if (status != TCT_OK)
            return status;
    }
    return TCT_OK;
}
