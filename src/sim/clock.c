/* Clock: offset, drift, jumps and wrong rates; windows and gaps, which go by it. */
#include "clock.h"

double clock_error_s(const struct tct_scene_clock *clock, double off_s, double since_s)
{
    double error_s = off_s + clock->drift * since_s;
    for (size_t i = 0; i < clock->jump_count && clock->jumps[i].at_s <= since_s; i++)
        error_s += clock->jumps[i].by_s;
    return error_s;
}

/* The last of the stretches, which are by time, that starts at or before; NULL: none. */
static const struct tct_scene_window *last_before(const struct tct_scene_window *windows,
                                                  size_t count, double at_s)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (windows[middle].start_s <= at_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? &windows[low - 1] : NULL;
}

static bool holds(const struct tct_scene_window *window, double at_s)
{
    return window != NULL && at_s < window->start_s + window->duration_s;
}

bool tct_scene_is_recorded(const struct tct_scene *scene, uint32_t station, int64_t time_ns)
{
    const struct tct_scene_station *s = &scene->stations[station];
    double at_s = tct_time_between_s(scene->start_ns, time_ns);
    if (holds(last_before(s->gaps, s->gap_count, at_s), at_s))
        return false;
    if (scene->window_count == 0)
        return at_s >= 0.0 && at_s < scene->duration_s;
    return holds(last_before(scene->windows, scene->window_count, at_s), at_s);
}

int64_t clock_in_recording(const struct tct_scene *scene, uint32_t station, int64_t shown_ns)
{
    double rate_error = scene->stations[station].clock.rate_error;
    if (rate_error == 0.0)
        return shown_ns;
    double at_s = tct_time_between_s(scene->start_ns, shown_ns);
    const struct tct_scene_window *window = last_before(scene->windows, scene->window_count, at_s);
    double begun_s = window != NULL ? window->start_s : 0.0;
    return shown_ns + tct_time_from_s(rate_error * (at_s - begun_s));
}
