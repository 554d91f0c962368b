/* Who reads cases, and what of them they may see. */
#ifndef TACET_APP_CASE_READING_H
#define TACET_APP_CASE_READING_H

#include "case.h"
#include "incident_viewer.h"

struct reading_request {
    const char *only; /* one case alone; not an option */
    const char *sector_path, *record, *procedure, *role, *party, *policy_path, *now;
    bool json;
};

/* Rows of a command's options; its struct request has a struct reading_request called `reading`. */
#define READING_TEXT(letter, name, argument, help, member)                                         \
    {                                                                                              \
        letter, name, argument, help, OPTION_TEXT, offsetof(struct request, reading.member), 0, 0  \
    }
#define READING_OPTIONS                                                                            \
    READING_TEXT('s', "sector", "SECTOR", "the sector: its folder or its sector.yaml",             \
                 sector_path),                                                                     \
        READING_TEXT(0, "record", "DIR", "the log", record),                                       \
        READING_TEXT(0, "procedure", "FILE", "the procedure (the default one)", procedure),        \
        READING_TEXT(0, "role", "NAME", "as this role may see them (duty_officer)", role),         \
        READING_TEXT(0, "party", "ID", "of a side's role: whose", party),                          \
        READING_TEXT(0, "policy", "FILE", "the policy of disclosure (the default one)",            \
                     policy_path),                                                                 \
        READING_TEXT(0, "now", "TIME", "when it is (now)", now)

struct case_reading {
    const struct command *self;
    struct ground ground;
    struct docket docket;
    struct incident_viewer viewer;
};

/* Errors: TCT_ERR_USE, those of what it opens. case_reading_close after success or error. */
TCT_MUST_CHECK enum tct_status case_reading_open(struct case_reading *reading,
                                                 const struct command *self,
                                                 const struct reading_request *request,
                                                 struct tct_error *err);
int case_reading_close(struct case_reading *reading, enum tct_status status,
                       const struct tct_error *err, int code);

/* A case as the reader may see it now, to be given back. Errors: TCT_ERR_MEMORY. */
TCT_MUST_CHECK enum tct_status case_reading_view(const struct case_reading *reading,
                                                 const struct tct_case_told *told, json_t **ret,
                                                 struct tct_error *err);

#endif
