/* People, and what they do to one case of the default procedure; what a case is, as text. */
#ifndef TESTS_INQUIRY_CAST_H
#define TESTS_INQUIRY_CAST_H

#include "tacet/inquiry.h"

enum { CAST_ACTS = 512, LOOK_BYTES = 1 << 16 };

struct cast {
    struct tct_procedure procedure;
    struct tct_arena arena;
    struct tct_case inquiry;
    struct tct_act acts[CAST_ACTS];
    size_t count;
    int64_t now_ns; /* of the next act */
    struct tct_error err;
};

/* People by name: "duty", "mediator", "analyst" of the mission; "liaison" and "commissioner" of a
 * party, told apart by a letter: "liaison-a0" is of party 0. A letter b is a second person. */
void cast_begin(struct cast *cast);
void cast_end(struct cast *cast);

/* A new act of somebody at the cast's time, to be filled in and done. */
struct tct_act *cast_act(struct cast *cast, const char *person, enum tct_act_kind kind);

/* Does the newest act; fails the test when it is refused, or when it is not, by its words. */
void cast_do(struct cast *cast);
void cast_refused(struct cast *cast, const char *why);

/* Consents to a transition from the case's step, or from its session. */
void cast_consent(struct cast *cast, const char *person, const char *transition);
struct tct_act *cast_consenting(struct cast *cast, const char *person, const char *transition);

/* Evidence with a digest that `number` tells, and a draft of a finding. */
void cast_evidence(struct cast *cast, const char *person, unsigned number);
void cast_finding(struct cast *cast, const char *person);

void cast_wait(struct cast *cast, double seconds);

/* All that the case is, with the parties exchanged when `swapped`; two cases are alike exactly when
 * these texts are. */
void look(const struct tct_case *inquiry, bool swapped, char ret[LOOK_BYTES]);

#endif
