/* A case as a report to read, in HTML or PDF (tacet-case(1)). */
#ifndef TACET_FACE_CASE_REPORT_H
#define TACET_FACE_CASE_REPORT_H

#include <jansson.h>

#include "tacet/face/sector.h"
#include "tacet/face/snippets.h"

enum tct_report_format { TCT_REPORT_HTML, TCT_REPORT_PDF };

/* What is in it is what its reader may see, and nothing else: the objects come from tct_case_view
 * and tct_disclose. */
struct tct_case_report {
    const json_t *seen;                  /* the case */
    const json_t *incident;              /* NULL: it names none, or none that is known */
    const json_t *events;                /* of it, an array; NULL: none that the reader may see */
    const struct tct_snippets *snippets; /* of these; NULL: none that the reader may see */
    const struct tct_sector *sector;
    const char *seen_by;  /* "liaison of north, 2026-11-27T12:00:00Z" */
    const char *language; /* en, hy, az, ru or ar */
};

/* The file, for free(). The same report gives the same bytes. Errors: TCT_ERR_USE (no such
 * language), TCT_ERR_MEMORY, TCT_ERR_LIMIT. */
TCT_API TCT_MUST_CHECK enum tct_status tct_case_report(const struct tct_case_report *report,
                                                       enum tct_report_format format, char **ret,
                                                       size_t *ret_bytes, struct tct_error *err);

#endif
