/* Recorder: the samples of one window of one microphone: noise, and every arrival's wave added to
 * it. */
#include "tacet/sim.h"

#include <math.h>
#include <string.h>

#include "element.h"
#include "noise.h"
#include "wave.h"

enum { BLOCK = 8 * NOISE_BLOCK };

struct tct_recorder {
    const struct tct_scene *scene;
    uint32_t station;
    int64_t start_ns;
    uint64_t sample_count;                      /* of the window */
    uint64_t block_start;                       /* number of the sample after the block at hand */
    uint64_t given;                             /* samples already read */
    const struct tct_scene_arrival *next, *end; /* of this station, still to come */
    const struct tct_scene_window *gap, *gaps_end; /* of this station, still to come */
    struct tct_scene_microphone element;
    double reach; /* of the element, in samples */
    struct noise noise;
    struct wave_maker *maker;
    double *waves; /* of the block and, behind it, what reaches into later ones */
    size_t waves_room;
    float block[BLOCK];
};

static size_t first_of_station(const struct tct_scene_arrival *arrivals, size_t count,
                               uint32_t station)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (arrivals[middle].station < station)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void set_window(struct tct_recorder *recorder, const struct tct_scene *scene, size_t window)
{
    struct tct_scene_window whole = {0.0, scene->duration_s};
    const struct tct_scene_window *w = scene->window_count > 0 ? &scene->windows[window] : &whole;
    recorder->start_ns = scene->start_ns + tct_time_from_s(w->start_s);
    recorder->sample_count = (uint64_t)floor(w->duration_s * scene->sample_rate_hz + 1e-6);
}

static void set_station(struct tct_recorder *recorder, uint32_t station, uint32_t channel,
                        size_t window)
{
    const struct tct_scene *scene = recorder->scene;
    const struct tct_scene_station *s = &scene->stations[station];
    recorder->gap = s->gaps;
    recorder->gaps_end = s->gap_count > 0 ? s->gaps + s->gap_count : s->gaps;
    struct noise_place place = {scene, station, channel, window, 0.0, 0.0, 0.0};
    place.x_m = recorder->element.x_m;
    place.y_m = recorder->element.y_m;
    place.speed_m_s = tct_sound_speed_m_s(scene->airs[0].air.temperature_c);
    noise_init(&recorder->noise, &place);
}

enum tct_status tct_recorder_new(const struct tct_scene *scene, uint32_t station, uint32_t channel,
                                 size_t window, const struct tct_scene_arrival *arrivals,
                                 size_t arrival_count, struct tct_arena *arena,
                                 struct tct_recorder **ret_recorder, struct tct_error *err)
{
    TCT_ASSERT(station < scene->station_count);
    TCT_ASSERT(channel < tct_scene_channels(scene, station));
    TCT_ASSERT(window == 0 || window < scene->window_count);
    struct tct_scene_microphone element = tct_scene_microphone(scene, station, channel);
    double reach = ceil(element_reach_s(&element) * scene->sample_rate_hz);
    struct tct_recorder *recorder = TCT_ARENA_NEW(arena, struct tct_recorder, 1);
    struct wave_maker *maker = wave_maker_new(scene, arena);
    size_t room = BLOCK + wave_longest(scene) + 2 * (size_t)reach;
    double *waves = TCT_ARENA_NEW(arena, double, room);
    if (recorder == NULL || maker == NULL || waves == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "scene: no memory for a recording");
    recorder->scene = scene;
    recorder->station = station;
    recorder->element = element;
    recorder->reach = reach;
    recorder->maker = maker;
    recorder->waves = waves;
    recorder->waves_room = room;
    set_window(recorder, scene, window);
    if (arrival_count > 0) { /* of a scene where nothing is heard there may be no array at all */
        recorder->next = arrivals + first_of_station(arrivals, arrival_count, station);
        recorder->end = arrivals + first_of_station(arrivals, arrival_count, station + 1);
    }
    set_station(recorder, station, channel, window);
    *ret_recorder = recorder;
    return TCT_OK;
}

int64_t tct_recorder_start_ns(const struct tct_recorder *recorder)
{
    return recorder->start_ns;
}

/* Adds the wave of an arrival whose onset lies at sample `onset` after the block's start; what lies
 * before the block is lost: it was before the window. */
static void add_wave(struct tct_recorder *recorder, const struct tct_scene_arrival *arrival,
                     double onset)
{
    double first = floor(onset + 0.5); /* a sample is the mean over half a step around it */
    size_t count = wave_make(recorder->maker, &arrival->sound, first - onset);
    size_t skipped = first < 0.0 ? (size_t)-first : 0;
    size_t at = first > 0.0 ? (size_t)first : 0;
    for (size_t i = skipped; i < count; i++)
        recorder->waves[at + i - skipped] += arrival->peak_pa * recorder->maker->wave[i];
}

/* Adds all waves that begin in the block at hand or reach into it; at an array's element some come
 * before or after their turn, but none by more than its reach. */
static void add_waves(struct tct_recorder *recorder)
{
    double rate_hz = recorder->scene->sample_rate_hz, reach = recorder->reach;
    double longest = (double)(recorder->waves_room - BLOCK) - 2.0 * reach;
    for (; recorder->next < recorder->end; recorder->next++) {
        double after_s = tct_time_between_s(recorder->start_ns, recorder->next->onset_ns);
        double onset = after_s * rate_hz - (double)recorder->block_start;
        if (onset - reach + 0.5 >= (double)BLOCK)
            break;
        if (!recorder->element.plain)
            onset += element_late_s(&recorder->element, recorder->scene, recorder->next) * rate_hz;
        if (onset + longest > 0.0)
            add_wave(recorder, recorder->next, onset);
    }
}

/* Samples of the block that lie in a gap are zeros, as of a recorder that lost them. */
static void cut_gaps(struct tct_recorder *recorder)
{
    double rate_hz = recorder->scene->sample_rate_hz;
    double begun_s = tct_time_between_s(recorder->scene->start_ns, recorder->start_ns);
    double first = (double)recorder->block_start;
    for (const struct tct_scene_window *gap = recorder->gap; gap < recorder->gaps_end; gap++) {
        double from = ceil((gap->start_s - begun_s) * rate_hz - first);
        double to = ceil((gap->start_s + gap->duration_s - begun_s) * rate_hz - first);
        if (from >= (double)BLOCK)
            break;
        if (to <= 0.0) {
            recorder->gap = gap + 1;
            continue;
        }
        size_t low = from > 0.0 ? (size_t)from : 0;
        size_t high = to < (double)BLOCK ? (size_t)to : BLOCK;
        memset(recorder->block + low, 0, (high - low) * sizeof(*recorder->block));
    }
}

/* The next of the block's noise, as loud as it is at the station then. */
static void make_noise(struct tct_recorder *recorder)
{
    const struct tct_scene *scene = recorder->scene;
    double begun_s = tct_time_between_s(scene->start_ns, recorder->start_ns);
    double at_s = begun_s + (double)recorder->block_start / scene->sample_rate_hz;
    float change = (float)tct_scene_noise_change(scene, recorder->station, at_s);
    for (int i = 0; i < BLOCK; i += NOISE_BLOCK)
        noise_next(&recorder->noise, recorder->block + i);
    for (int i = 0; i < BLOCK && change != 1.0f; i++)
        recorder->block[i] *= change;
}

static void make_block(struct tct_recorder *recorder)
{
    add_waves(recorder);
    make_noise(recorder);
    for (int i = 0; i < BLOCK; i++)
        recorder->block[i] += (float)recorder->waves[i];
    float gain = recorder->element.dead ? 0.0f : (float)recorder->element.gain;
    for (int i = 0; i < BLOCK && gain != 1.0f; i++)
        recorder->block[i] *= gain;
    cut_gaps(recorder);
    size_t left = recorder->waves_room - BLOCK;
    memmove(recorder->waves, recorder->waves + BLOCK, left * sizeof(*recorder->waves));
    memset(recorder->waves + left, 0, BLOCK * sizeof(*recorder->waves));
    recorder->block_start += BLOCK;
}

size_t tct_recorder_read(struct tct_recorder *recorder, float *ret_pa, size_t count)
{
    size_t done = 0;
    while (done < count && recorder->given < recorder->sample_count) {
        if (recorder->given == recorder->block_start)
            make_block(recorder);
        size_t from = BLOCK - (size_t)(recorder->block_start - recorder->given);
        uint64_t ready = recorder->block_start - recorder->given;
        if (ready > recorder->sample_count - recorder->given)
            ready = recorder->sample_count - recorder->given;
        size_t part = count - done < ready ? count - done : (size_t)ready;
        memcpy(ret_pa + done, recorder->block + from, part * sizeof(*ret_pa));
        done += part;
        recorder->given += part;
    }
    return done;
}

void tct_pcm16_from_pa(const float *pa, size_t count, double full_scale_pa, int16_t *ret_pcm)
{
    double scale = 32768.0 / full_scale_pa;
    for (size_t i = 0; i < count; i++) {
        double value = (double)pa[i] * scale;
        value = value > 32767.0 ? 32767.0 : value < -32768.0 ? -32768.0 : value;
        ret_pcm[i] = (int16_t)lrint(value);
    }
}
