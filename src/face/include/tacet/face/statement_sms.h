/* Reports of the size of a text message: SHOT 12 NE 800 0214 (tacet-report(1)). */
#ifndef TACET_FACE_STATEMENT_SMS_H
#define TACET_FACE_STATEMENT_SMS_H

#include "tacet/face/statement_file.h"

enum { TCT_SMS_REPLY_BYTES = 161 };

/* What is known of who sends it. */
struct tct_sms_sender {
    enum tct_channel channel;
    const char *party; /* id, or NULL */
    const char
        *position; /* where he stands, as tct_position_parse reads it; NULL in a local frame: */
    double x_m, y_m;
    int utc_offset_s; /* of the clock that he writes times by */
};

/* What was seen, how many, bearing, distance in metres, time of day; IN, OUT, SAW, HEARD anywhere.
 * The time is today's by the sender's clock, or yesterday's when that is still to come. Forgiving
 * of case, blanks, full stops and digits of other scripts. On TCT_OK *ret_json is a report for
 * free(), and the reply repeats it as it was understood; on TCT_ERR_INPUT the reply says in one
 * line what is missing and how to send it. Replies are of GSM 03.38's basic letters, at most 160.
 * Other errors: TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_sms_read(const char *text, size_t bytes,
                                                    const struct tct_sms_sender *sender,
                                                    int64_t now_ns, char **ret_json,
                                                    char ret_reply[TCT_SMS_REPLY_BYTES],
                                                    struct tct_error *err);

#endif
