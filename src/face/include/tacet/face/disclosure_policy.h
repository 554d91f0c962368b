/* Policies of disclosure from YAML.
 *
 *     roles:
 *       liaison:
 *         standing: side            # mission | side | public
 *         grid_m: 1000
 *         clock_s: 60
 *         place: {coarse_after: 0s, exact_after: 24h, on: [release]}
 *         report:
 *           own: {exact_after: 0s}
 *           other: {exact_after: 24h}
 *
 * A role of the file takes the place of the default policy's role of that name; a field that it
 * does not name is not granted. Waits are numbers with s, m, h or d, or "never"; what is exact is
 * coarse before, unless coarse_after says since when. */
#ifndef TACET_FACE_DISCLOSURE_POLICY_H
#define TACET_FACE_DISCLOSURE_POLICY_H

#include "tacet/disclosure.h"

/* The default policy with the roles of the file at `path`, checked (tct_disclosure_check). Errors:
 * TCT_ERR_INPUT with file and line, TCT_ERR_LIMIT, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_disclosure_load(const char *path,
                                                           struct tct_disclosure_policy *ret,
                                                           struct tct_error *err);

/* The same from memory; `file` is the name for messages. */
TCT_API TCT_MUST_CHECK enum tct_status tct_disclosure_parse(const char *file, const char *text,
                                                            size_t bytes,
                                                            struct tct_disclosure_policy *ret,
                                                            struct tct_error *err);

#endif
