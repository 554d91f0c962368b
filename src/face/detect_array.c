/* Detect, arrays: the recordings of one station's microphones -> detections with bearings. */
#include "tacet/face/detect_array.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array_groups.h"
#include "array_reading.h"
#include "detect_parts.h"
#include "tacet/acoustics.h"
#include "tacet/signal/array.h"

/* Air of a weather table is right to so many degrees and metres a second; without one it is what
 * the locator takes, 15 C and calm, give or take what climates are. */
static const double TEMPERATURE_SIGMA_C = 3.0, WIND_SIGMA_M_S = 1.5;
static const double UNKNOWN_C = 15.0, UNKNOWN_SIGMA_C = 12.0, UNKNOWN_WIND_M_S = 4.0;
static const double WIND_SHARE = 0.2; /* of the wind, as its error across the way */
static const double KELVIN = 273.15;
/* An element that contradicts the others in so many of the bearings is worth a word. */
static const double OFTEN = 0.2;

/* One group of recordings that run together, and what listens to it. */
struct group {
    const struct tct_sector *sector;
    uint32_t station;
    struct array_reading reading;
    double full_scale_pa; /* NAN when not given, or not of all alike */
    tct_detection_fn *found;
    void *user;
    struct tct_detect_array_counts *counts;
};

static const struct tct_weather *weather_at(const struct tct_network *network, int64_t time_ns)
{
    size_t low = 0, high = network->weather_count;
    if (high == 0)
        return NULL;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (network->weather[middle].time_ns <= time_ns)
            low = middle;
        else
            high = middle;
    }
    return &network->weather[low];
}

/* Wind changes the speed with which a wave passes by its part along the way: by which way is not
 * asked here, so that all of it is error. */
static struct tct_bearing_air air_of(double sample, void *user)
{
    const struct group *group = user;
    struct tct_sample_time time = array_reading_time(&group->reading, sample);
    const struct tct_weather *weather =
        time.known ? weather_at(&group->sector->network, time.ns) : NULL;
    double c = weather != NULL ? weather->temperature_c : UNKNOWN_C;
    double sigma_c = weather != NULL ? TEMPERATURE_SIGMA_C : UNKNOWN_SIGMA_C;
    double wind = weather != NULL ? hypot(weather->wind_speed_m_s / M_SQRT2, WIND_SIGMA_M_S)
                                  : UNKNOWN_WIND_M_S;
    double speed = tct_sound_speed_m_s(fmin(fmax(c, -80.0), 80.0));
    return (struct tct_bearing_air){.sound_speed_m_s = speed,
                                    .sound_speed_sigma_m_s =
                                        hypot(0.5 * speed * sigma_c / (c + KELVIN), wind)};
}

/* Wind carries a sound along while its front stays as it was: the front's normal n and where it
 * comes from differ by the wind across, (c n + v). The table's wind is right to a share of it. */
static void undo_wind(const struct group *group, const struct tct_array_pulse *heard,
                      struct tct_detection *detection)
{
    const struct tct_weather *weather = weather_at(&group->sector->network, detection->onset_ns);
    if (weather == NULL || !(weather->wind_speed_m_s > 0.0) || isnan(heard->bearing.elevation_rad))
        return;
    double speed = tct_sound_speed_m_s(fmin(fmax(weather->temperature_c, -80.0), 80.0)) *
                   cos(heard->bearing.elevation_rad);
    double x =
        speed * sin(detection->azimuth_rad) + weather->wind_speed_m_s * sin(weather->wind_from_rad);
    double y =
        speed * cos(detection->azimuth_rad) + weather->wind_speed_m_s * cos(weather->wind_from_rad);
    double azimuth = atan2(x, y);
    detection->azimuth_rad = azimuth < 0.0 ? azimuth + 2.0 * M_PI : azimuth;
    detection->azimuth_sigma_rad = hypot(detection->azimuth_sigma_rad,
                                         WIND_SHARE * weather->wind_speed_m_s / fmax(speed, 100.0));
}

/* A detection at a sample of the stream; false when nobody knows when or where that was. */
static bool begin_detection(const struct group *group, double sample, double sigma_sample,
                            struct tct_detection *ret_detection)
{
    struct tct_sample_time time = array_reading_time(&group->reading, sample);
    group->counts->detections++;
    if (!time.known || group->station == TCT_NO_STATION)
        return false;
    *ret_detection = tct_detection_at(group->station, time.ns);
    ret_detection->time_sigma_s = hypot(sigma_sample / group->reading.rate_hz, time.sigma_s);
    ret_detection->clock = time.clock;
    return true;
}

static void hear_pulse(const struct tct_array_pulse *heard, void *user)
{
    struct group *group = user;
    const struct tct_pulse *pulse = &heard->pulse;
    struct tct_detection detection;
    group->counts->bearings += heard->aimed;
    if (!begin_detection(group, pulse->onset_sample, pulse->sigma_sample, &detection))
        return;
    detect_take_pulse(&detection, pulse, group->full_scale_pa);
    if (heard->aimed) {
        const struct tct_bearing *bearing = &heard->bearing;
        detection.azimuth_rad = bearing->azimuth_rad;
        detection.azimuth_sigma_rad = bearing->azimuth_sigma_rad;
        detection.elevation_rad = bearing->elevation_rad;
        detection.elevation_sigma_rad = bearing->elevation_sigma_rad;
        detection.apparent_speed_m_s = bearing->apparent_speed_m_s;
        detection.f_statistic = bearing->f_statistic;
        undo_wind(group, heard, &detection);
    }
    group->found(&detection, group->user);
}

static void hear_wave(const struct tct_wave *wave, void *user)
{
    struct group *group = user;
    struct tct_detection detection;
    group->counts->bearings++;
    if (!begin_detection(group, wave->onset_sample, wave->onset_sigma_sample, &detection))
        return;
    detection.azimuth_rad = wave->azimuth_rad;
    detection.azimuth_sigma_rad = fmin(wave->azimuth_sigma_rad, M_PI);
    detection.apparent_speed_m_s = wave->apparent_speed_m_s;
    detection.f_statistic = wave->f_statistic;
    detection.duration_s = (wave->end_sample - wave->onset_sample) / group->reading.rate_hz;
    detection.frequency_hz = wave->frequency_hz;
    /* The power ratio of what is coherent: F is 1 + elements x ratio. */
    double elements = (double)__builtin_popcount(wave->used);
    detection.snr_db = 10.0 * log10(fmax((wave->f_statistic - 1.0) / elements, 1e-6));
    group->found(&detection, group->user);
}

static void note(struct tct_warnings *warnings, bool skipped, const char *kind,
                 const struct tct_recording_entry *entry, const char *found, const char *expected)
{
    char told[160];
    struct tct_error err;
    (void)snprintf(told, sizeof(told), "channel %u: %s", entry->channel, found);
    (void)tct_fail_at(&err, TCT_ERR_INPUT, entry->path, 0, told, expected);
    if (skipped)
        tct_warnings_skip(warnings, kind, &err);
    else
        tct_warnings_note(warnings, kind, &err);
}

/* What may be wrong with a channel in one bearing. */
struct fault {
    const char *kind, *found, *expected;
};

static void note_often(struct tct_warnings *warnings, const struct tct_recording_entry *entry,
                       const struct fault *fault, uint64_t count, uint64_t bearings)
{
    char found[96];
    if ((double)count <= OFTEN * (double)bearings)
        return;
    (void)snprintf(found, sizeof(found), "%s in %" PRIu64 " of %" PRIu64 " bearings", fault->found,
                   count, bearings);
    note(warnings, false, fault->kind, entry, found, fault->expected);
}

/* Says what was wrong with the channels. */
static void judge(const struct group *group, const struct tct_array_counts *counts,
                  struct tct_warnings *warnings)
{
    double rate_hz = group->reading.rate_hz;
    char found[96];
    for (size_t i = 0; i < group->reading.count; i++) {
        const struct tct_recording_entry *entry = group->reading.channels[i].entry;
        uint64_t missing = counts->missing[i];
        if (missing > 0 && missing + 1024 >= counts->samples) {
            note(warnings, false, "dead channels of arrays", entry, "no sound at all",
                 "sound: is the microphone dead?");
        } else if ((double)missing > rate_hz) {
            (void)snprintf(found, sizeof(found), "%.1f s that are missing",
                           (double)missing / rate_hz);
            note(warnings, false, "channels of arrays with gaps", entry, found,
                 "sound: bearings are without it there");
        }
        struct fault contradicts = {"channels that contradict their array",
                                    "a contradiction to the others",
                                    "its place, clock and wiring as the others': bearings are "
                                    "without it"};
        struct fault turned = {"channels of the wrong polarity", "the wrong polarity",
                               "the polarity of the others: it was turned round"};
        note_often(warnings, entry, &contradicts, counts->wrong[i], counts->bearings);
        note_often(warnings, entry, &turned, counts->turned[i], counts->bearings);
    }
}

static enum tct_status hear_impulses(struct group *group, double threshold_db,
                                     struct tct_warnings *warnings, struct tct_error *err)
{
    static const char OF_IMPULSES[] = "array";
    struct array_reading *reading = &group->reading;
    struct tct_array_config config = {.detector = tct_detector_defaults(reading->rate_hz),
                                      .elements = reading->elements,
                                      .count = reading->count};
    config.detector.threshold_db = threshold_db;
    config.detector.full_scale = reading->full_scale;
    config.detector.resolution = reading->resolution;
    struct tct_array_detector *detector;
    size_t bytes = tct_array_bytes(&config), got;
    void *memory = malloc(bytes);
    float(*samples)[ARRAY_READING_BLOCK] = calloc(reading->count, sizeof(*samples));
    enum tct_status status = memory != NULL && samples != NULL
                                 ? tct_array_init(memory, bytes, &config, &detector, err)
                                 : tct_fail(err, TCT_ERR_MEMORY, "%s: out of memory", OF_IMPULSES);
    if (status == TCT_OK) {
        const float *channels[TCT_ELEMENTS_MAX];
        for (size_t i = 0; i < reading->count; i++)
            channels[i] = samples[i];
        while ((got = array_reading_next(reading, samples)) > 0)
            tct_array_feed(detector, channels, got, air_of, hear_pulse, group);
        tct_array_finish(detector, air_of, hear_pulse, group);
        struct tct_array_counts counts = tct_array_counts(detector);
        judge(group, &counts, warnings);
    }
    free(memory);
    free(samples);
    return status;
}

static enum tct_status hear_waves(struct group *group, struct tct_error *err)
{
    struct array_reading *reading = &group->reading;
    struct tct_wave_config config =
        tct_wave_defaults(reading->rate_hz, reading->elements, reading->count);
    struct tct_wave_detector *detector;
    size_t bytes = tct_wave_bytes(&config), got;
    void *memory = malloc(bytes > 0 ? bytes : 1);
    float(*samples)[ARRAY_READING_BLOCK] = calloc(reading->count, sizeof(*samples));
    enum tct_status status = memory != NULL && samples != NULL
                                 ? tct_wave_init(memory, bytes, &config, &detector, err)
                                 : tct_fail(err, TCT_ERR_MEMORY, "array: out of memory");
    if (status == TCT_OK) {
        const float *channels[TCT_ELEMENTS_MAX];
        for (size_t i = 0; i < reading->count; i++)
            channels[i] = samples[i];
        while ((got = array_reading_next(reading, samples)) > 0)
            tct_wave_feed(detector, channels, got, hear_wave, group);
        tct_wave_finish(detector, hear_wave, group);
    }
    free(memory);
    free(samples);
    return status;
}

/* Listens to a group; `*ret_alone` when it has to be read channel by channel after all. */
static enum tct_status hear_group(struct group *group, double threshold_db, bool *ret_alone,
                                  struct tct_warnings *warnings, struct tct_error *err)
{
    struct array_reading *reading = &group->reading;
    struct tct_error why;
    enum tct_status status = TCT_OK;
    *ret_alone = reading->count < 2;
    if (*ret_alone)
        return TCT_OK;
    if (reading->rate_hz >= TCT_WAVE_RATE_BELOW_HZ)
        status = hear_impulses(group, threshold_db, warnings, &why);
    else if (reading->count >= 3)
        status = hear_waves(group, &why);
    else
        *ret_alone = true;
    if (status == TCT_ERR_UNSUPPORTED || status == TCT_ERR_USE) {
        tct_warnings_note(warnings, "arrays without bearings", &why);
        *ret_alone = true;
        return TCT_OK;
    }
    if (status != TCT_OK && err != NULL)
        *err = why;
    for (size_t i = 0; i < reading->count && !*ret_alone; i++)
        group->counts->seconds += (double)reading->channels[i].read / reading->rate_hz;
    group->counts->recordings += *ret_alone ? 0 : reading->count;
    return status;
}

static enum tct_status hear_alone(const struct tct_recording_entry *entry, double threshold_db,
                                  struct group *group, struct tct_warnings *warnings,
                                  struct tct_error *err)
{
    struct tct_detector_counts counts;
    struct tct_error why;
    enum tct_status status = tct_detect_recording(entry, threshold_db, group->found, group->user,
                                                  warnings, &counts, &why);
    if (status == TCT_ERR_INPUT || status == TCT_ERR_UNSUPPORTED) {
        tct_warnings_skip(warnings, "recordings", &why);
        return TCT_OK;
    }
    if (status != TCT_OK) {
        if (err != NULL)
            *err = why;
        return status;
    }
    group->counts->recordings++;
    group->counts->seconds += (double)counts.samples / entry->rate_hz;
    group->counts->detections += counts.pulses;
    return TCT_OK;
}

/* Listens to what runs together with entry `first`. */
static enum tct_status hear_next(struct array_groups *groups, size_t first,
                                 const struct tct_array *array, double threshold_db,
                                 struct group *group, struct tct_warnings *warnings,
                                 struct tct_error *err)
{
    const struct tct_recording_entry *entries = groups->entries;
    const struct tct_recording_entry *together[TCT_ELEMENTS_MAX];
    struct tct_element elements[TCT_ELEMENTS_MAX];
    size_t members[TCT_ELEMENTS_MAX];
    size_t number = array_groups_gather(groups, array, first, members, elements);
    bool alone = true;
    enum tct_status status = TCT_OK;
    if (number == 0) {
        note(warnings, false, "channels that their array does not have", &entries[first],
             "no such element", "a channel of the array's table");
        members[number++] = first;
    } else {
        for (size_t i = 0; i < number; i++)
            together[i] = &entries[members[i]];
        group->full_scale_pa = together[0]->full_scale_pa;
        status = array_reading_open(&group->reading, together, elements, number, warnings, err);
        if (status == TCT_ERR_INPUT) { /* each was told */
            for (size_t i = 0; i < number; i++)
                groups->done[members[i]] = true;
            return TCT_OK;
        }
        if (status == TCT_OK) {
            status = hear_group(group, threshold_db, &alone, warnings, err);
            array_reading_close(&group->reading);
        }
    }
    for (size_t i = 0; i < number; i++) {
        groups->done[members[i]] = true;
        if (status == TCT_OK && alone)
            status = hear_alone(&entries[members[i]], threshold_db, group, warnings, err);
    }
    return status;
}

enum tct_status tct_detect_array(const struct tct_recording_entry *entries, size_t count,
                                 const struct tct_array *array, const struct tct_sector *sector,
                                 double threshold_db, tct_detection_fn *found, void *user,
                                 struct tct_warnings *warnings,
                                 struct tct_detect_array_counts *ret_counts, struct tct_error *err)
{
    *ret_counts = (struct tct_detect_array_counts){0};
    struct array_groups groups;
    struct group group = {.sector = sector, .found = found, .user = user, .counts = ret_counts};
    enum tct_status status = array_groups_open(&groups, entries, count, err);
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        group.station = entries[i].station;
        if (!groups.done[i])
            status = hear_next(&groups, i, array, threshold_db, &group, warnings, err);
    }
    array_groups_close(&groups);
    return status;
}
