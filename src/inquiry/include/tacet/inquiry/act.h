/* An act: one signed entry of a case, by one person. Texts belong to the caller and must outlive
 * the case; they are UTF-8 and never NULL, "" where nothing was said. */
#ifndef TACET_INQUIRY_ACT_H
#define TACET_INQUIRY_ACT_H

#include "tacet/inquiry/finding.h"

enum tct_act_kind {
    TCT_ACT_OPEN,
    TCT_ACT_CONSENT,   /* to a transition */
    TCT_ACT_STATEMENT, /* a position; dissent from the finding */
    TCT_ACT_EVIDENCE,
    TCT_ACT_HANDOVER, /* of evidence, said by who gives and then by who receives */
    TCT_ACT_CALL,
    TCT_ACT_ACCESS,
    TCT_ACT_INTERVIEW,
    TCT_ACT_NOTE, /* of a site */
    TCT_ACT_FINDING,
    TCT_ACT_REMEDY,
    TCT_ACT_FOLLOW_UP, /* of a remedy */
    TCT_ACT_LINK,
    TCT_ACT_KIND_COUNT,
};

enum { TCT_DIGEST_BYTES = 32 }; /* SHA-256 */

struct tct_actor {
    const char *person; /* the same for all keys of one person: a person counts once */
    size_t role;        /* index in the procedure */
    int party;          /* 0 or 1 for a role of a side, else TCT_NO_PARTY */
    int64_t revoked_ns; /* from when on the key that signed is void; INT64_MAX: it is not */
};

struct tct_act_open {
    const char *incident; /* id; "" when no sensor or report tells of it yet */
    const char *about;
};

struct tct_act_consent {
    size_t transition; /* index */
    size_t from;       /* the step from which it was consented to: what came too late is void */
    const char *reason;
};

enum tct_stance { TCT_STANCE_POSITION, TCT_STANCE_DISSENT, TCT_STANCE_COUNT };

struct tct_act_statement {
    enum tct_stance stance; /* dissent is from the newest finding or draft */
    const char *text;
};

struct tct_act_evidence {
    unsigned char digest[TCT_DIGEST_BYTES];
    const char *what;
    int64_t taken_ns;
    const char *from; /* from whom the author has it; "" when found */
    const char *why;
};

struct tct_act_handover {
    unsigned char digest[TCT_DIGEST_BYTES];
    const char *from, *to; /* people */
    const char *why;
};

struct tct_act_call {
    const char *from, *to;
    int64_t called_ns;
    int64_t answered_ns; /* INT64_MAX: nobody answered */
    const char *text;
};

enum tct_access {
    TCT_ACCESS_ASKED,
    TCT_ACCESS_GRANTED,
    TCT_ACCESS_REFUSED,
    TCT_ACCESS_DELAYED, /* or not answered */
    TCT_ACCESS_COUNT,
};

struct tct_act_access {
    enum tct_access access;
    int party;          /* whose ground it is, 0 or 1 */
    const char *place;  /* as people call it */
    const char *reason; /* as quoted; needed of what was refused or delayed */
    double duration_s;  /* of the delay, >= 0; NAN: not said */
};

struct tct_act_interview {
    unsigned char digest[TCT_DIGEST_BYTES]; /* of what is sealed */
    const char *with;                       /* a sealed name or a number, as the mission has it */
};

enum tct_site_note { TCT_NOTE_CRATER, TCT_NOTE_IMPACT, TCT_NOTE_OTHER, TCT_NOTE_COUNT };

struct tct_act_note {
    enum tct_site_note note;
    double bearing_rad; /* from where it came, from true north; NAN: not told */
    double size_m;      /* across, > 0; NAN: not told */
    const char *text;
};

struct tct_act_remedy {
    const char *id; /* by which follow-ups name it; once in a case */
    int party;      /* of whom it is asked; TCT_NO_PARTY: of the mission */
    int64_t by_ns;  /* after it is asked */
    const char *text;
};

enum tct_done { TCT_DONE_NOT, TCT_DONE_PARTLY, TCT_DONE_FULLY, TCT_DONE_COUNT };

struct tct_act_follow_up {
    const char *remedy; /* id */
    enum tct_done done;
    const char *text;
};

enum tct_link {
    TCT_LINK_SAME,      /* of the same incident */
    TCT_LINK_ANSWER,    /* what happened answered what the other is about */
    TCT_LINK_CONTINUES, /* takes the other up again */
    TCT_LINK_RELATED,
    TCT_LINK_COUNT,
};

struct tct_act_link {
    const char *other; /* id of a case */
    enum tct_link link;
};

struct tct_act {
    enum tct_act_kind kind;
    int64_t
        at_ns; /* when the record took it: never the author's word, since deadlines hang on it */
    struct tct_actor by;
    union {
        struct tct_act_open open;
        struct tct_act_consent consent;
        struct tct_act_statement statement;
        struct tct_act_evidence evidence;
        struct tct_act_handover handover;
        struct tct_act_call call;
        struct tct_act_access access;
        struct tct_act_interview interview;
        struct tct_act_note note;
        struct tct_finding finding;
        struct tct_act_remedy remedy;
        struct tct_act_follow_up follow_up;
        struct tct_act_link link;
    } is;
};

/* "open", "consent", ... as files spell them. */
TCT_API const char *tct_act_name(enum tct_act_kind kind);

/* Whether what an act says can be, whatever the case: texts that must be there, numbers in their
 * ranges, times not after the act, deadlines not before it. Errors: TCT_ERR_INPUT. */
TCT_API TCT_MUST_CHECK enum tct_status tct_act_check(const struct tct_act *act,
                                                     struct tct_error *err);

#endif
