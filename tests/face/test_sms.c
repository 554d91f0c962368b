/* Reports of the size of a text message, and what is answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tacet/face/statement_sms.h"

static const int64_t NOW_NS = INT64_C(1800014400) * INT64_C(1000000000); /* 2027-01-15T12:00Z */

static const struct tct_sms_sender SENDER = {
    .channel = TCT_CHANNEL_POST, .position = "40.2084, 44.5012", .utc_offset_s = 4 * 3600};

static void check(const char *text, const char *expected, const char *json)
{
    char *found = NULL, reply[TCT_SMS_REPLY_BYTES];
    enum tct_status status = tct_sms_read(text, strlen(text), &SENDER, NOW_NS, &found, reply, NULL);
    if (strcmp(reply, expected) != 0)
        fail_msg("'%s': %s", text, reply);
    if ((status == TCT_OK) != (json != NULL))
        fail_msg("'%s': %d, %s", text, status, reply);
    if (json != NULL && strstr(found, json) == NULL)
        fail_msg("'%s': %s", text, found);
    free(found);
}

static void messages_are_understood(void **state)
{
    (void)state;
    check("SHOT 12 NE 800 0214", "OK SHOT 12 NE 800 M 02:14",
          "\"time\":\"2027-01-14T22:14Z\",\"received\":\"2027-01-15T12:00:00Z\","
          "\"observation\":\"shot\",\"bearing\":\"NE\",\"distance_m\":800.0,\"observer\":"
          "{\"position\":\"40.2084, 44.5012\"},\"count\":{\"exact\":12}");
    check("shots ~12 ne 800m 02:14\n", "OK SHOT ABOUT 12 NE 800 M 02:14", "\"about\":12");
    check("Bursts 10-20, SSW, 2km, 1559.", "OK BURST 10-20 SSW 2000 M 15:59", "\"from\":10");
    check("EXPL MANY N 1200 1630 HEARD IN", "OK EXPLOSION MANY N 1200 M 16:30",
          "\"direction\":\"incoming\",\"means\":\"heard\"");
    check("SHOT NE 800 0214", "OK SHOT NE 800 M 02:14", "\"channel\":\"post\"");
    check("SHOT ١٢ NE ٨٠٠ ٠٢١٤", "OK SHOT 12 NE 800 M 02:14", "\"exact\":12");
    /* 16:30 by the sender's clock is half an hour ahead: it was yesterday's. */
    check("SHOT 1 E 500 1630", "OK SHOT 1 E 500 M 16:30", "\"time\":\"2027-01-14T12:30Z\"");
}

static void what_is_missing_is_asked_for(void **state)
{
    (void)state;
    check("12 NE 800 0214",
          "MISSING what: SHOT, BURST, EXPLOSION, FLASH, FLARE or PROJECTILE? Send: SHOT 12 NE 800 "
          "0214",
          NULL);
    check("SHOT 12", "MISSING bearing: N, NNE, NE ... NNW? Send: SHOT 12 NE 800 0214", NULL);
    check("SHOT 12 NE 0214", "MISSING distance: how far in metres? Send: SHOT 12 NE 800 0214",
          NULL);
    check("SHOT 12 NE 800", "MISSING time: when, as hhmm? Send: SHOT 12 NE 800 0214", NULL);
    check("",
          "MISSING what: SHOT, BURST, EXPLOSION, FLASH, FLARE or PROJECTILE? Send: SHOT 12 NE "
          "800 0214",
          NULL);
    check("HELP ME", "NOT UNDERSTOOD: HELP. Send: SHOT 12 NE 800 0214", NULL);
    check("SHOT 12 NE 800 2514", "NOT UNDERSTOOD: 2514. Send: SHOT 12 NE 800 0214", NULL);
    check("SHOT 9999999 NE 800 0214", "NOT UNDERSTOOD: 9999999. Send: SHOT 12 NE 800 0214", NULL);
    check("SHOT 12 NE 800 0214 '); DROP TABLE report;--",
          "NOT UNDERSTOOD: ??. Send: SHOT 12 NE 800 0214", NULL);
    check("SHOT \xff\xfe", "NOT UNDERSTOOD: ?. Send: SHOT 12 NE 800 0214", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_understood),
        cmocka_unit_test(what_is_missing_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
