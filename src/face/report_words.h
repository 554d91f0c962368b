/* The words of a report, in the languages that it can be written in. What people and missions say
 * stays as they said it. */
#ifndef TACET_FACE_REPORT_WORDS_H
#define TACET_FACE_REPORT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum report_word {
    WORD_CASE,
    WORD_ABOUT,
    WORD_OPENED,
    WORD_STEP,
    WORD_SINCE,
    WORD_DUE,
    WORD_OVERDUE,
    WORD_INCIDENT,
    WORD_SEEN_BY,
    WORD_FINDING,
    WORD_NO_FINDING,
    WORD_DRAFT,
    WORD_WHAT,
    WORD_WHO,
    WORD_SURE,
    WORD_POSITIONS,
    WORD_POSITION,
    WORD_DISSENT,
    WORD_HEARD,
    WORD_FROM,
    WORD_UNTIL,
    WORD_SHOTS,
    WORD_SIDE,
    WORD_KIND,
    WORD_OPENED_FIRE,
    WORD_MAP,
    WORD_REPORTS,
    WORD_OTHERS,
    WORD_EVIDENCE,
    WORD_HOLDER,
    WORD_WHY,
    WORD_ACCESS,
    WORD_PLACE,
    WORD_REASON,
    WORD_CALLS,
    WORD_TO,
    WORD_ANSWERED,
    WORD_NOBODY,
    WORD_NOTES,
    WORD_REMEDY,
    WORD_BY_WHEN,
    WORD_DONE,
    WORD_STEPS,
    WORD_ACTS,
    WORD_TIME,
    WORD_ACT,
    WORD_ROLE,
    WORD_PERSON,
    WORD_WITHHELD,
    WORD_NOTHING_WITHHELD,
    WORD_CHECK,
    WORD_HOW_TO_CHECK,
    WORD_SAID,
    WORD_MISSION,
    WORD_DIGEST,
    WORD_WAVEFORMS,
    WORD_HOW_TO_READ,
    WORD_TIMELINE,
    WORD_FROM_WHOM,
    WORD_FROM_STEP,
    WORD_TO_STEP,
    WORD_COUNT,
};

struct report_language {
    const char *code; /* BCP 47 */
    bool right_to_left;
    const char *const *words; /* by enum report_word */
};

/* NULL: there is none of this code. */
const struct report_language *report_language(const char *code);

/* "en, hy, az, ru, ar". */
const char *report_languages(void);

#endif
