/* What the subcommands of tacet tension have in common. */
#ifndef TACET_APP_TENSION_H
#define TACET_APP_TENSION_H

#include "command.h"
#include "tacet/face/counts_file.h"
#include "tacet/face/hawkes_file.h"

extern const struct command command_tension_changes;
extern const struct command command_tension_daily;
extern const struct command command_tension_fit;
extern const struct command command_tension_score;

/* Times from a file, or standard input for NULL and "-"; lines that are none are told on standard
 * error. Errors: those of tct_times_read; TCT_ERR_INPUT (no such file, nothing usable, or, under
 * `strict`, anything skipped). */
TCT_MUST_CHECK enum tct_status tension_times(const char *path, bool strict, struct tct_arena *arena,
                                             double **ret_times, size_t *ret_count,
                                             struct tct_error *err);

/* Counts by day from a file, in the same way. Errors: those of tct_counts_read; TCT_ERR_INPUT under
 * `strict`, if anything was skipped. */
TCT_MUST_CHECK enum tct_status tension_counts(const char *path, bool strict,
                                              struct tct_arena *arena, struct tct_counts_file *ret,
                                              struct tct_error *err);

enum { TENSION_ARENA_BYTES = 1 << 30 };

#endif
