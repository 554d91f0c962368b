/* A report asked for question by question (tacet-report(1)). */
#ifndef TACET_FACE_STATEMENT_FORM_H
#define TACET_FACE_STATEMENT_FORM_H

#include "tacet/face/statement_file.h"

/* What is asked next. Which questions come depends on the answers before. */
struct tct_question {
    const char *name;         /* of the member that it is about */
    const char *ask, *hint;   /* the question; how it can be answered */
    const char *const *words; /* of which the answer is one, or NULL */
    size_t word_count;
    bool needed; /* an empty answer does not do */
};

struct tct_form;

/* `now_ns` is when the report is received; times of day are by a clock that is `utc_offset_s` ahead
 * of UTC. The sector must live as long. NULL: memory is out. */
TCT_API struct tct_form *tct_form_open(const struct tct_sector *sector, int64_t now_ns,
                                       int utc_offset_s);
TCT_API void tct_form_close(struct tct_form *form);

/* The next question; NULL when all have been answered. */
TCT_API const struct tct_question *tct_form_question(struct tct_form *form);

/* Answers it: a word, its beginning or its number among the words; a time of day or a whole time;
 * whatever the member may hold; nothing, when that is not needed. Errors: TCT_ERR_INPUT (what was
 * found, what was expected; the question stays), TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_form_answer(struct tct_form *form, const char *text,
                                                       struct tct_error *err);

/* Goes back to the question before, and forgets its answer. False: this is the first. */
TCT_API bool tct_form_back(struct tct_form *form);

/* Answers a question beforehand, by the name of its member; it is then not asked. Errors: as
 * above. */
TCT_API TCT_MUST_CHECK enum tct_status tct_form_preset(struct tct_form *form, const char *name,
                                                       const char *text, struct tct_error *err);

/* What has been said so far, as JSON for free(); a whole report once no question is left. NULL:
 * memory is out. */
TCT_API char *tct_form_json(const struct tct_form *form);

#endif
