/* The mission's rules of grouping and counting, from YAML:
 *
 *     quiet_s: 600
 *     reach_m: 2000
 *     unit: burst
 *     day_starts: "15:30"      # UTC
 */
#ifndef TACET_FACE_RULES_FILE_H
#define TACET_FACE_RULES_FILE_H

#include "tacet/incident.h"

/* The default rules with what the file says, checked. Errors: TCT_ERR_INPUT with file and line,
 * TCT_ERR_LIMIT, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_rules_load(const char *path, struct tct_rules *ret,
                                                      struct tct_error *err);

#endif
