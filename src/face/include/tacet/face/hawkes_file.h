/* Times of events and models of them, in files. */
#ifndef TACET_FACE_HAWKES_FILE_H
#define TACET_FACE_HAWKES_FILE_H

#include <stdio.h>

#include "tacet/face/warnings.h"
#include "tacet/tension.h"

enum { TCT_TIMES_MAX = 20000000 };

/* Times, one a line, in their order or not; empty lines and what follows a '#' are passed over. A
 * line that is no number is told and skipped. `ret_times`, sorted, is the arena's. Errors:
 * TCT_ERR_IO, TCT_ERR_LIMIT (over TCT_TIMES_MAX), TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_times_read(FILE *file, const char *name,
                                                      struct tct_arena *arena,
                                                      struct tct_warnings *warnings,
                                                      double **ret_times, size_t *ret_count,
                                                      struct tct_error *err);

/* What a model file says beside the model: what it was fitted to. */
struct tct_hawkes_file {
    struct tct_hawkes_fit fit;
    double from, to;
    size_t events;
    double ks, ks_p;
};

/* As JSON text for free(). Errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_hawkes_to_json(const struct tct_hawkes_file *file,
                                                          char **ret_text, size_t *ret_bytes,
                                                          struct tct_error *err);

/* And back; only the model, from, to and events are read. `name` is for messages. Errors:
 * TCT_ERR_INPUT with the member, what was found, what was expected. */
TCT_API TCT_MUST_CHECK enum tct_status tct_hawkes_from_json(const char *name, const char *text,
                                                            size_t bytes,
                                                            struct tct_hawkes_file *ret,
                                                            struct tct_error *err);

/* "none", "exponential", "sum", "omori". */
TCT_API const char *tct_kernel_name(enum tct_kernel kernel);

#endif
