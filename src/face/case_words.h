/* The words that files use for acts of cases. */
#ifndef TACET_FACE_CASE_WORDS_H
#define TACET_FACE_CASE_WORDS_H

#include "tacet/inquiry.h"

extern const char *const STANCE_NAMES[TCT_STANCE_COUNT];
extern const char *const ACCESS_NAMES[TCT_ACCESS_COUNT];
extern const char *const NOTE_NAMES[TCT_NOTE_COUNT];
extern const char *const HAPPENED_NAMES[TCT_HAPPENED_COUNT];
extern const char *const SURENESS_NAMES[TCT_SURENESS_COUNT];
extern const char *const FINDING_PART_NAMES[TCT_FINDING_PART_COUNT]; /* of their texts */
extern const char *const DONE_NAMES[TCT_DONE_COUNT];
extern const char *const LINK_NAMES[TCT_LINK_COUNT];

#endif
