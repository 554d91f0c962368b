/* Follow: detections are located as they come, and events written as they become known. */
#ifndef TACET_FOLLOW_H
#define TACET_FOLLOW_H

#include "ground.h"

/* Reads detections from `file` (`name` in messages) until its end and writes events to standard
 * output as they become known: the same id, a higher revision. A detection may be `lateness_s`
 * late. Errors: as of reading detections and writing events, TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status follow(struct ground *ground, FILE *file, const char *name,
                                      double lateness_s, struct tct_error *err);

#endif
