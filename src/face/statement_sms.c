/* Reports of the size of a text message. */
#include "tacet/face/statement_sms.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock_time.h"
#include "plain_text.h"

enum { TEXT_ROOM = 256, WORDS_MOST = 16 };

static const char EXAMPLE[] = "SHOT 12 NE 800 0214";
static const double FARTHEST_M = 50000.0, COUNT_MOST = 100000.0;

/* Words for what was seen or heard; their plurals, too. */
static const struct {
    const char *word;
    enum tct_observation observation;
} SEEN[] = {
    {"SHOT", TCT_OBSERVED_SHOT},
    {"BURST", TCT_OBSERVED_BURST},
    {"EXPLOSION", TCT_OBSERVED_EXPLOSION},
    {"EXPL", TCT_OBSERVED_EXPLOSION},
    {"PROJECTILE", TCT_OBSERVED_PROJECTILE},
    {"FLASH", TCT_OBSERVED_MUZZLE_FLASH},
    {"FLARE", TCT_OBSERVED_ILLUMINATION_FLARE},
};

struct message {
    enum tct_observation observation;
    const char *bearing; /* of TCT_POINT_NAMES; NULL: not said */
    bool counted, uncountable, about;
    double low, high, distance_m; /* NAN: not said */
    int minute_of_day;            /* -1: not said */
    const char *direction, *means;
};

static enum tct_observation seen_of(const char *word)
{
    for (size_t i = 0; i < TCT_COUNT(SEEN); i++) {
        size_t bytes = strlen(SEEN[i].word);
        bool plural = strncmp(word, SEEN[i].word, bytes) == 0 &&
                      (strcmp(word + bytes, "S") == 0 || strcmp(word + bytes, "ES") == 0);
        if (strcmp(word, SEEN[i].word) == 0 || plural)
            return SEEN[i].observation;
    }
    return TCT_OBSERVED_NOTHING_SAID;
}

static const char *point_of(const char *word)
{
    for (size_t i = 0; i < TCT_COUNT(TCT_POINT_NAMES); i++)
        if (strcmp(word, TCT_POINT_NAMES[i]) == 0)
            return TCT_POINT_NAMES[i];
    return NULL;
}

/* Digits and no more, with a unit after them or none; NAN. */
static double number_of(const char *word, const char *unit)
{
    size_t digits = strspn(word, "0123456789");
    if (digits == 0 || digits > 6 || (word[digits] != '\0' && strcmp(word + digits, unit) != 0))
        return (double)NAN;
    return strtod(word, NULL);
}

static double distance_of(const char *word)
{
    double km = number_of(word, "KM");
    if (!isnan(km) && word[strspn(word, "0123456789")] != '\0')
        return 1000.0 * km;
    return number_of(word, "M");
}

/* "12", "~12", "10-20", "MANY". */
static bool take_count(const char *word, struct message *message)
{
    const char *dash = strchr(word, '-');
    char first[8];
    if (strcmp(word, "MANY") == 0) {
        message->uncountable = message->counted = true;
        return true;
    }
    message->about = word[0] == '~' || message->about;
    word += word[0] == '~';
    if (dash != NULL && dash - word > 0 && dash - word < (long)sizeof(first)) {
        (void)snprintf(first, sizeof(first), "%.*s", (int)(dash - word), word);
        message->low = number_of(first, "");
        message->high = number_of(dash + 1, "");
    } else {
        message->low = message->high = number_of(word, "");
    }
    message->counted = message->low <= message->high && message->high <= COUNT_MOST;
    return message->counted;
}

/* One more word: what it is follows from its form and from what came before. */
static bool take_word(const char *word, struct message *message)
{
    enum tct_observation seen = seen_of(word);
    const char *point = point_of(word);
    if (seen != TCT_OBSERVED_NOTHING_SAID && message->observation == TCT_OBSERVED_NOTHING_SAID) {
        message->observation = seen;
        return true;
    }
    if (point != NULL && message->bearing == NULL) {
        message->bearing = point;
        return true;
    }
    if (strcmp(word, "IN") == 0 || strcmp(word, "OUT") == 0) {
        message->direction = word[0] == 'I' ? "incoming" : "outgoing";
        return true;
    }
    if (strcmp(word, "SAW") == 0 || strcmp(word, "HEARD") == 0) {
        message->means = word[0] == 'S' ? "saw" : "heard";
        return true;
    }
    if (strcmp(word, "ABOUT") == 0)
        return message->about = true;
    if (message->bearing == NULL && !message->counted)
        return take_count(word, message);
    if (message->bearing != NULL && isnan(message->distance_m) &&
        !(clock_minute(word) >= 0 && (word[0] == '0' || strchr(word, ':') != NULL))) {
        message->distance_m = distance_of(word);
        return message->distance_m >= 1.0 && message->distance_m <= FARTHEST_M;
    }
    if (message->minute_of_day >= 0)
        return false;
    message->minute_of_day = clock_minute(word);
    return message->minute_of_day >= 0;
}

static enum tct_status reply(char ret_reply[TCT_SMS_REPLY_BYTES], const char *missing,
                             struct tct_error *err)
{
    (void)snprintf(ret_reply, TCT_SMS_REPLY_BYTES, "MISSING %.100s Send: %s", missing, EXAMPLE);
    return tct_fail(err, TCT_ERR_INPUT, "%s", ret_reply);
}

/* The word without what its script or its sender made of it, so that the reply can show it. */
static enum tct_status not_understood(char ret_reply[TCT_SMS_REPLY_BYTES], const char *word,
                                      struct tct_error *err)
{
    char shown[24];
    size_t used = 0;
    for (const char *c = word; *c != '\0' && used + 1 < sizeof(shown); c++)
        shown[used++] = (*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') ? *c : '?';
    shown[used] = '\0';
    (void)snprintf(ret_reply, TCT_SMS_REPLY_BYTES, "NOT UNDERSTOOD: %s. Send: %s", shown, EXAMPLE);
    return tct_fail(err, TCT_ERR_INPUT, "%s", ret_reply);
}

static enum tct_status take_words(char *plain, struct message *message,
                                  char ret_reply[TCT_SMS_REPLY_BYTES], struct tct_error *err)
{
    char *rest = NULL;
    size_t words = 0;
    for (char *word = strtok_r(plain, " ,.;", &rest); word != NULL;
         word = strtok_r(NULL, " ,.;", &rest))
        if (++words > WORDS_MOST || !take_word(word, message))
            return not_understood(ret_reply, word, err);
    if (message->observation == TCT_OBSERVED_NOTHING_SAID)
        return reply(ret_reply, "what: SHOT, BURST, EXPLOSION, FLASH, FLARE or PROJECTILE?", err);
    if (message->bearing == NULL)
        return reply(ret_reply, "bearing: N, NNE, NE ... NNW?", err);
    if (isnan(message->distance_m))
        return reply(ret_reply, "distance: how far in metres?", err);
    if (message->minute_of_day < 0)
        return reply(ret_reply, "time: when, as hhmm?", err);
    return TCT_OK;
}

static json_t *count_of(const struct message *message)
{
    if (message->uncountable)
        return json_string("uncountable");
    if (message->low < message->high)
        return json_pack("{s:I, s:I}", "from", (json_int_t)message->low, "to",
                         (json_int_t)message->high);
    return json_pack("{s:I}", message->about ? "about" : "exact", (json_int_t)message->low);
}

static json_t *observer_of(const struct tct_sms_sender *sender)
{
    return sender->position != NULL
               ? json_pack("{s:s}", "position", sender->position)
               : json_pack("{s:f, s:f}", "x_m", sender->x_m, "y_m", sender->y_m);
}

static enum tct_status write_report(const struct message *message,
                                    const struct tct_sms_sender *sender, int64_t at_ns,
                                    int64_t now_ns, char **ret_json, struct tct_error *err)
{
    char time[TCT_TIME_TEXT_BYTES], received[TCT_TIME_TEXT_BYTES];
    tct_time_format(at_ns, 0, time);
    tct_time_format(now_ns, 0, received);
    (void)snprintf(time + 16, sizeof(time) - 16, "Z"); /* to the minute */
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:f, s:o}", "kind", "report", "channel",
        TCT_CHANNEL_NAMES[sender->channel], "time", time, "received", received, "observation",
        TCT_OBSERVATION_NAMES[message->observation], "bearing", message->bearing, "distance_m",
        message->distance_m, "observer", observer_of(sender));
    if (object != NULL && message->counted)
        (void)json_object_set_new(object, "count", count_of(message));
    if (object != NULL && sender->party != NULL)
        (void)json_object_set_new(object, "party", json_string(sender->party));
    if (object != NULL && message->direction != NULL)
        (void)json_object_set_new(object, "direction", json_string(message->direction));
    if (object != NULL && message->means != NULL)
        (void)json_object_set_new(object, "means", json_string(message->means));
    *ret_json = object == NULL ? NULL : json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(12));
    json_decref(object);
    return *ret_json != NULL ? TCT_OK : tct_fail(err, TCT_ERR_MEMORY, "out of memory");
}

static void confirm(const struct message *message, char ret_reply[TCT_SMS_REPLY_BYTES])
{
    char count[32] = "";
    char what[24];
    (void)snprintf(what, sizeof(what), "%s", TCT_OBSERVATION_NAMES[message->observation]);
    for (char *c = what; *c != '\0'; c++)
        *c = *c == '_' ? ' ' : *c >= 'a' ? (char)(*c - 'a' + 'A') : *c;
    if (message->uncountable)
        (void)snprintf(count, sizeof(count), "MANY ");
    else if (message->counted && message->low < message->high)
        (void)snprintf(count, sizeof(count), "%.0f-%.0f ", message->low, message->high);
    else if (message->counted)
        (void)snprintf(count, sizeof(count), "%s%.0f ", message->about ? "ABOUT " : "",
                       message->low);
    (void)snprintf(ret_reply, TCT_SMS_REPLY_BYTES, "OK %s %s%s %.0f M %02d:%02d", what, count,
                   message->bearing, message->distance_m, message->minute_of_day / 60,
                   message->minute_of_day % 60);
}

enum tct_status tct_sms_read(const char *text, size_t bytes, const struct tct_sms_sender *sender,
                             int64_t now_ns, char **ret_json, char ret_reply[TCT_SMS_REPLY_BYTES],
                             struct tct_error *err)
{
    char plain[TEXT_ROOM];
    struct message message = {.distance_m = (double)NAN, .minute_of_day = -1};
    *ret_json = NULL;
    while (bytes > 0 && (text[bytes - 1] == '\n' || text[bytes - 1] == '\r'))
        bytes--;
    if (!plain_text(text, bytes, plain, sizeof(plain)))
        return not_understood(ret_reply, "?", err);
    enum tct_status status = take_words(plain, &message, ret_reply, err);
    if (status == TCT_OK)
        status = write_report(&message, sender,
                              clock_last_ns(message.minute_of_day, sender->utc_offset_s, now_ns),
                              now_ns, ret_json, err);
    if (status == TCT_OK)
        confirm(&message, ret_reply);
    return status;
}
