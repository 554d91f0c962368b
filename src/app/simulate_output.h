/* Simulate's output: the files of a simulated folder. */
#ifndef TACET_APP_SIMULATE_OUTPUT_H
#define TACET_APP_SIMULATE_OUTPUT_H

#include <jansson.h>
#include <stdio.h>

#include "scene.h"

enum { SIMULATE_PATH_BYTES = 1024 };

/* A scene that was played: what every writer below reads from. */
struct played_scene {
    const struct tct_sector *sector;
    const struct scene_file *file;
    const char *folder; /* where to write */
    struct tct_scene_shot *shots;
    size_t shot_count;
    struct tct_scene_arrival *arrivals;
    size_t arrival_count;
    struct tct_scene_detection *detections; /* NULL: recordings were wanted */
    size_t detection_count;
};

/* Makes the folder if it is not there. Errors: TCT_ERR_IO. */
TCT_MUST_CHECK enum tct_status simulate_make_folder(const char *folder, struct tct_error *err);

/* A file on its way: it is called `part` until it is whole, then `path`. */
struct simulate_file {
    FILE *file;
    char path[SIMULATE_PATH_BYTES];
    char part[SIMULATE_PATH_BYTES + 8];
};

/* Says what the file of the folder will be called. Errors: TCT_ERR_USE for too long a name. */
TCT_MUST_CHECK enum tct_status simulate_file_name(const struct played_scene *played,
                                                  const char *name, struct simulate_file *ret,
                                                  struct tct_error *err);

/* Names it and opens it for writing. Errors: TCT_ERR_USE, TCT_ERR_IO. */
TCT_MUST_CHECK enum tct_status simulate_file_open(const struct played_scene *played,
                                                  const char *name, struct simulate_file *ret,
                                                  struct tct_error *err);

/* Closes it and settles it. */
TCT_MUST_CHECK enum tct_status simulate_file_close(const struct simulate_file *output,
                                                   enum tct_status status, struct tct_error *err);

/* Gives a file its name, or removes it when `status` says that it is not whole. Answers `status`,
 * or TCT_ERR_IO. */
TCT_MUST_CHECK enum tct_status simulate_file_settle(const struct simulate_file *output,
                                                    enum tct_status status, struct tct_error *err);

/* Writes one JSON object as a line and lets go of it; NULL: there was no memory for it. Errors:
 * TCT_ERR_MEMORY; those of writing show when the file is closed. */
TCT_MUST_CHECK enum tct_status simulate_write_line(const struct simulate_file *output, json_t *line,
                                                   struct tct_error *err);

/* Millimetres are enough, and short. */
double simulate_rounded_m(double metres);

/* truth.jsonl: every shot with its time, place, shooter and weapon; beside recordings how many
 * stations hear it over the scene's threshold while they record, beside detections which of them,
 * counted from 0, are its own, and which its bullet's. Errors: TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status simulate_write_truth(const struct played_scene *played,
                                                    struct tct_arena *arena, struct tct_error *err);

/* sounds.jsonl: what the recordings hold that is louder than their noise, sound by sound. Errors:
 * TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status simulate_write_sounds(const struct played_scene *played,
                                                     struct tct_error *err);

/* stations.jsonl: where every station and microphone really is, and what is wrong with it. Errors:
 * TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status simulate_write_stations(const struct played_scene *played,
                                                       struct tct_error *err);

/* recordings.csv and one recording a station and window, unless `quiet` with a bar on standard
 * error. `ret_samples` counts what was written. */
TCT_MUST_CHECK enum tct_status simulate_write_recordings(const struct played_scene *played,
                                                         bool quiet, uint64_t *ret_samples,
                                                         struct tct_error *err);

/* detections.jsonl. */
TCT_MUST_CHECK enum tct_status simulate_write_detections(const struct played_scene *played,
                                                         struct tct_error *err);

#endif
