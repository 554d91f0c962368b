/* Extract: recordings and simulated sounds through the detector to a table of features, one pulse a
 * line.
 *
 * usage: train-extract MANIFEST VARIANTS SCENES SEED PART PARTS >TABLE      (PART from 0)
 * MANIFEST lines: shot GROUP CLIP PATH [ONSET_S:SNR_DB]... and everyday GROUP CLIP PATH FOLD
 * A clip of a fold is heard in the background of that fold's scenes only. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ambience.h"
#include "hear.h"
#include "scenes.h"
#include "sound.h"
#include "tacet/face/recording.h"

static const char *const CLASS_WORDS[TCT_CLASS_COUNT] = {"muzzle_blast", "shock_wave", "explosion",
                                                         "other"};
static const double MATCH_S = 0.005;

enum { LINE_BYTES = 8192, TRUTHS = 64, FOLDS = 4, FOLD_CLIPS = 1000, PATH_BYTES = 512 };

struct truth {
    double onset_s, snr_db;
    enum tct_class is;
    bool heard;
};

struct clip {
    const char *kind, *group, *name;
    int variant, fold; /* fold: it is judged by a model that was not taught by it; of shots 0 */
    double rate_hz;
    struct truth truths[TRUTHS];
    size_t truth_count;
    bool all_other; /* else pulses that match no truth are echoes and left out */
};

static void write_row(const struct clip *clip, const char *label, double label_snr_db, double at_s,
                      const struct tct_pulse *pulse)
{
    printf("%s\t%s\t%s\t%d\t%d\t%s\t%.1f\t%.4f", clip->kind, clip->group, clip->name, clip->fold,
           clip->variant, label, label_snr_db, at_s);
    printf("\t%.2e", pulse != NULL ? pulse->peak : 0.0);
    printf("\t%.1f\t%d", pulse != NULL ? pulse->snr_db : 0.0, pulse != NULL && pulse->classified);
    for (size_t i = 0; i < TCT_CLASS_COUNT; i++)
        printf("\t%.4f", pulse != NULL ? pulse->class_p[i] : 0.0);
    for (size_t i = 0; i < TCT_FEATURES; i++)
        printf("\t%.4f", pulse != NULL && pulse->classified ? (double)pulse->features[i] : 0.0);
    putchar('\n');
}

static void take_pulse(const struct tct_pulse *pulse, void *user)
{
    struct clip *clip = user;
    double at_s = pulse->onset_sample / clip->rate_hz;
    if (clip->all_other) {
        write_row(clip, CLASS_WORDS[TCT_CLASS_OTHER], 0.0, at_s, pulse);
        return;
    }
    for (size_t i = 0; i < clip->truth_count; i++) {
        struct truth *truth = &clip->truths[i];
        if (fabs(truth->onset_s - at_s) <= MATCH_S && !truth->heard) {
            truth->heard = true;
            write_row(clip, CLASS_WORDS[truth->is], truth->snr_db, at_s, pulse);
            return;
        }
    }
}

static void take_sound(struct clip *clip, const struct sound *sound)
{
    clip->rate_hz = sound->rate_hz;
    for (size_t i = 0; i < clip->truth_count; i++)
        clip->truths[i].heard = false;
    hear(sound, take_pulse, clip);
    for (size_t i = 0; i < clip->truth_count; i++)
        if (!clip->truths[i].heard)
            write_row(clip, "missed", clip->truths[i].snr_db, clip->truths[i].onset_s, NULL);
}

/* A chain that it could have been recorded by. */
static struct sound vary(const struct sound *sound, struct tct_random *random)
{
    static const double rates_hz[] = {0.0, 12000.0, 16000.0, 24000.0, 48000.0};
    double rate_hz = rates_hz[(size_t)draw(random, 0.0, 5.0)];
    struct sound made = sound_resample(sound, rate_hz > 0.0 ? rate_hz : sound->rate_hz);
    sound_place(&made, random);
    sound_highpass(&made, draw_log(random, 5.0, 150.0));
    sound_tilt(&made, draw(random, -6.0, 6.0));
    double level = (double)sound_loudest(&made) * pow(10.0, -draw(random, 20.0, 60.0) / 20.0);
    enum ambience kind = (enum ambience)(int)draw(random, 0.0, AMBIENCE_RECORDED);
    double seconds = (double)made.count / made.rate_hz;
    struct sound noise = ambience_make(kind, made.rate_hz, seconds, NULL, random);
    sound_add_noise(&made, &noise, level);
    sound_free(&noise);
    double loudness = tct_random_uniform(random) < 0.3 ? draw_log(random, 1.0, 30.0) : 0.7;
    float scale = (float)loudness / fmaxf(sound_loudest(&made), 1e-9f);
    for (size_t i = 0; i < made.count; i++)
        made.samples[i] = fminf(fmaxf(made.samples[i] * scale, -1.0f), 1.0f);
    return made;
}

static struct sound read_sound(const char *path)
{
    struct tct_recording *recording;
    struct tct_error err;
    if (tct_recording_open(path, 0, NULL, &recording, &err) != TCT_OK) {
        (void)fprintf(stderr, "train-extract: %s\n", err.text);
        exit(2);
    }
    struct tct_recording_info info = tct_recording_info(recording);
    struct sound sound = sound_new(info.rate_hz, (double)info.samples / info.rate_hz + 0.001);
    /* Sound files have no gaps. */
    size_t read = 0, got;
    uint64_t gap;
    while ((got = tct_recording_read(recording, sound.samples + read, sound.count - read, &gap)) >
           0)
        read += got;
    sound.count = read;
    tct_recording_close(recording);
    return sound;
}

static void take_truths(struct clip *clip, char *rest)
{
    char *colon;
    for (char *word = rest; word != NULL && (colon = strchr(word, ':')) != NULL;
         word = strchr(colon, ' '), word = word != NULL ? word + 1 : NULL)
        if (clip->truth_count < TRUTHS)
            clip->truths[clip->truth_count++] = (struct truth){
                strtod(word, NULL), strtod(colon + 1, NULL), TCT_CLASS_MUZZLE_BLAST, false};
}

/* What lies far from every truth teaches nothing. */
static void cut_to_truths(struct clip *clip, struct sound *sound)
{
    double first_s = INFINITY, last_s = 0.0;
    for (size_t i = 0; i < clip->truth_count; i++) {
        first_s = fmin(first_s, clip->truths[i].onset_s);
        last_s = fmax(last_s, clip->truths[i].onset_s);
    }
    if (clip->all_other)
        return;
    double from_s = fmax(first_s - 0.8, 0.0);
    struct sound cut = sound_cut(sound, from_s, last_s + 0.4);
    sound_free(sound);
    *sound = cut;
    for (size_t i = 0; i < clip->truth_count; i++)
        clip->truths[i].onset_s -= floor(from_s * cut.rate_hz) / cut.rate_hz;
}

static int fold_of(const char *text)
{
    return (int)(strtoul(text, NULL, 10) % FOLDS);
}

static void take_line(char *line, int variants, uint64_t seed, uint64_t number)
{
    char *word[4], *next = line;
    for (int i = 0; i < 4; i++) {
        word[i] = next;
        next += strcspn(next, " ");
        if (*next != '\0')
            *next++ = '\0';
    }
    struct clip clip = {.kind = word[0], .group = word[1], .name = word[2]};
    clip.all_other = strcmp(word[0], "everyday") == 0;
    if (clip.all_other)
        clip.fold = fold_of(next);
    else
        take_truths(&clip, next);
    struct sound sound = read_sound(word[3]);
    take_sound(&clip, &sound);
    cut_to_truths(&clip, &sound);
    struct tct_random random;
    tct_random_init(&random, seed, number);
    /* Shots are fewer and shorter. */
    int count = clip.all_other ? variants : 2 * variants;
    for (clip.variant = 1; clip.variant <= count; clip.variant++) {
        struct sound made = vary(&sound, &random);
        take_sound(&clip, &made);
        sound_free(&made);
    }
    sound_free(&sound);
}

/* What scenes may be heard in. */
struct backgrounds {
    char path[FOLDS][FOLD_CLIPS][PATH_BYTES];
    size_t count[FOLDS];
};

static void note_background(struct backgrounds *backgrounds, const char *line)
{
    char path[PATH_BYTES], fold[16];
    if (sscanf(line, "everyday %*s %*s %511s %15s", path, fold) != 2)
        return;
    int of = fold_of(fold);
    if (backgrounds->count[of] < FOLD_CLIPS)
        strcpy(backgrounds->path[of][backgrounds->count[of]++], path);
}

static void take_scene(const struct backgrounds *backgrounds, uint64_t seed, uint64_t number)
{
    char name[64], group[16];
    int fold = (int)(number / SCENE_KINDS % FOLDS);
    size_t clips = backgrounds->count[fold];
    struct sound recorded = read_sound(backgrounds->path[fold][number / SCENE_KINDS % clips]);
    sound_scale(&recorded, 1.0 / sound_level(&recorded));
    struct scene scene = scene_make(seed, number, &recorded);
    sound_free(&recorded);
    (void)snprintf(name, sizeof(name), "%s-%" PRIu64 "-%s", scene.name, number, scene.ambience);
    (void)snprintf(group, sizeof(group), "sim%d", fold);
    struct clip clip = {.kind = "scene", .group = group, .name = name, .fold = fold};
    clip.all_other = scene.kind == TCT_CLASS_OTHER;
    for (size_t i = 0; i < scene.event_count && i < TRUTHS; i++)
        clip.truths[clip.truth_count++] =
            (struct truth){scene.events[i].onset_s, 0.0, scene.events[i].is, false};
    take_sound(&clip, &scene.sound);
    sound_free(&scene.sound);
}

static void write_head(void)
{
    printf("kind\tgroup\tclip\tfold\tvariant\tlabel\tlabel_snr\tat\tpeak\tpulse_snr\tusable");
    for (size_t i = 0; i < TCT_CLASS_COUNT; i++)
        printf("\tp_%s", CLASS_WORDS[i]);
    for (size_t i = 0; i < TCT_FEATURES; i++)
        printf("\t%s", tct_feature_name(i));
    putchar('\n');
}

int main(int argc, char **argv)
{
    FILE *manifest = argc == 7 ? fopen(argv[1], "re") : NULL;
    if (manifest == NULL) {
        (void)fprintf(stderr,
                      "usage: train-extract MANIFEST VARIANTS SCENES SEED PART PARTS >TABLE\n");
        return 2;
    }
    uint64_t scenes = strtoull(argv[3], NULL, 10), seed = strtoull(argv[4], NULL, 10);
    uint64_t part = strtoull(argv[5], NULL, 10), parts = strtoull(argv[6], NULL, 10);
    int variants = (int)strtol(argv[2], NULL, 10);
    static char line[LINE_BYTES];
    static struct backgrounds backgrounds;
    write_head();
    for (uint64_t number = 0; fgets(line, sizeof(line), manifest) != NULL; number++) {
        line[strcspn(line, "\n")] = '\0';
        note_background(&backgrounds, line);
        if (number % parts == part)
            take_line(line, variants, seed, number);
    }
    (void)fclose(manifest);
    for (uint64_t number = part; number < scenes; number += parts)
        take_scene(&backgrounds, seed + 1, number);
    return 0;
}
