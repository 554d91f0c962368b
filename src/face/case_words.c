/* The words that files use for acts of cases. */
#include "case_words.h"

const char *const STANCE_NAMES[TCT_STANCE_COUNT] = {"position", "dissent"};
const char *const ACCESS_NAMES[TCT_ACCESS_COUNT] = {"asked", "granted", "refused", "delayed"};
const char *const NOTE_NAMES[TCT_NOTE_COUNT] = {"crater", "impact", "other"};
const char *const HAPPENED_NAMES[TCT_HAPPENED_COUNT] = {"undetermined", "violation",
                                                        "no_violation"};
const char *const SURENESS_NAMES[TCT_SURENESS_COUNT] = {"low", "moderate", "high"};
const char *const FINDING_PART_NAMES[TCT_FINDING_PART_COUNT] = {"what_text", "who_text",
                                                                "sure_text"};
const char *const DONE_NAMES[TCT_DONE_COUNT] = {"not", "partly", "fully"};
const char *const LINK_NAMES[TCT_LINK_COUNT] = {"same", "answer", "continues", "related"};
