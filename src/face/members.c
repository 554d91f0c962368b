/* Members of one JSON object. */
#include "members.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { SHOWN_BYTES = 40, WORDS_ROOM = 240 };

/* What a member holds, short enough for a message. */
static void show(const json_t *value, char *ret_text, size_t room)
{
    char *text = value == NULL ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    const char *shown = text == NULL ? "nothing" : text;
    bool cut = strlen(shown) > SHOWN_BYTES;
    (void)snprintf(ret_text, room, "%.*s%s", (int)SHOWN_BYTES, shown, cut ? "..." : "");
    free(text);
}

void members_fail(struct members *in, const char *key, const char *found, const char *expected)
{
    char shown[SHOWN_BYTES + 8];
    if (in->status != TCT_OK)
        return;
    if (found == NULL) {
        show(json_object_get(in->object, key), shown, sizeof(shown));
        found = shown;
    }
    in->status = tct_fail(in->err, TCT_ERR_INPUT, "%s%s: found %s, expected %s", in->within, key,
                          found, expected);
}

void members_known(struct members *in, const char *const *names, size_t count)
{
    const char *key = NULL;
    json_t *value = NULL;
    /* jansson reads an object by the pointer that also alters it. */
    union {
        const json_t *read;
        json_t *any;
    } object = {in->object};
    json_object_foreach(object.any, key, value)
    {
        char expected[WORDS_ROOM];
        bool known = false;
        for (size_t i = 0; i < count && !known; i++)
            known = strcmp(key, names[i]) == 0;
        if (known)
            continue;
        const char *meant = text_nearest(key, names, count);
        if (meant != NULL)
            (void)snprintf(expected, sizeof(expected), "%s", meant);
        else
            text_join(names, count, expected, sizeof(expected));
        char shown[TEXT_QUOTED_BYTES];
        members_fail(in, "member", text_quote(key, strlen(key), shown), expected);
    }
}

bool members_has(const struct members *in, const char *key)
{
    return json_object_get(in->object, key) != NULL;
}

bool members_number(struct members *in, const char *key, double low, double high, double *ret)
{
    char expected[80];
    if (!members_has(in, key))
        return false;
    const json_t *value = json_object_get(in->object, key);
    double number = json_is_number(value) ? json_number_value(value) : (double)NAN;
    if (!(number >= low && number <= high)) {
        (void)snprintf(expected, sizeof(expected), "a number from %g to %g", low, high);
        members_fail(in, key, NULL, expected);
        return false;
    }
    *ret = number;
    return in->status == TCT_OK;
}

bool members_whole(struct members *in, const char *key, double high, double *ret)
{
    char expected[80];
    double number = 0.0;
    if (!members_number(in, key, 0.0, high, &number))
        return false;
    if (floor(number) != number) {
        (void)snprintf(expected, sizeof(expected), "a whole number from 0 to %g", high);
        members_fail(in, key, NULL, expected);
        return false;
    }
    *ret = number;
    return true;
}

bool members_word(struct members *in, const char *key, const char *const *words, size_t count,
                  size_t *ret)
{
    char expected[WORDS_ROOM];
    if (!members_has(in, key))
        return false;
    const char *word = json_string_value(json_object_get(in->object, key));
    for (size_t i = 0; word != NULL && i < count; i++) {
        if (strcmp(word, words[i]) == 0) {
            *ret = i;
            return in->status == TCT_OK;
        }
    }
    text_join(words, count, expected, sizeof(expected));
    members_fail(in, key, NULL, expected);
    return false;
}

/* Characters, of UTF-8 that is right. */
static size_t count_chars(const char *text, size_t bytes)
{
    size_t chars = 0;
    for (size_t i = 0; i < bytes; i++)
        chars += ((unsigned char)text[i] & 0xc0) != 0x80;
    return chars;
}

/* Text of people may have lines; what steers a terminal or turns its direction it may not have. */
static bool is_speakable(const char *text, size_t bytes)
{
    for (size_t at = 0; at < bytes;) {
        uint32_t character = 0;
        size_t step = tct_utf8_decode(text + at, bytes - at, &character);
        if (step == 0 || (character != '\n' && !tct_is_printable(character)))
            return false;
        at += step;
    }
    return true;
}

bool members_text(struct members *in, const char *key, size_t chars, const char **ret)
{
    char expected[80];
    if (!members_has(in, key))
        return false;
    const json_t *value = json_object_get(in->object, key);
    const char *text = json_string_value(value);
    size_t bytes = json_string_length(value);
    if (text == NULL || bytes == 0 || !is_speakable(text, bytes)) {
        members_fail(in, key, NULL, "text without control characters");
        return false;
    }
    if (count_chars(text, bytes) > chars) {
        (void)snprintf(expected, sizeof(expected), "at most %zu characters", chars);
        members_fail(in, key, NULL, expected);
        return false;
    }
    if (ret != NULL)
        *ret = text;
    return in->status == TCT_OK;
}

bool members_truth(struct members *in, const char *key, bool *ret)
{
    if (!members_has(in, key))
        return false;
    const json_t *value = json_object_get(in->object, key);
    if (!json_is_boolean(value)) {
        members_fail(in, key, NULL, "true or false");
        return false;
    }
    *ret = json_boolean_value(value);
    return in->status == TCT_OK;
}

/* "2026-11-27", "2026-11-27T02Z", "2026-11-27T02:14+04:00" become whole RFC 3339 times; answers
 * the step in which they were written, 0 for a whole one, or -1 for what is none of these. */
static double complete(const char *text, size_t bytes, char *ret_text, size_t room)
{
    static const struct {
        size_t bytes;
        const char *rest;
        double step_s;
    } SHORT[] = {{10, "T12:00:00", 86400.0}, {13, ":30:00", 3600.0}, {16, ":00", 60.0}};
    size_t zone = bytes;
    if (bytes >= 40)
        return -1.0;
    if (bytes > 10) {
        size_t at = strcspn(text + 10, "Zz+") + 10;
        const char *minus = strchr(text + 10, '-');
        zone = minus != NULL && (size_t)(minus - text) < at ? (size_t)(minus - text) : at;
    }
    for (size_t i = 0; i < TCT_COUNT(SHORT); i++) {
        if (zone != SHORT[i].bytes)
            continue;
        (void)snprintf(ret_text, room, "%.*s%s%s", (int)zone, text, SHORT[i].rest,
                       zone < bytes ? text + zone
                       : i == 0     ? "Z"
                                    : "");
        return SHORT[i].step_s;
    }
    (void)snprintf(ret_text, room, "%s", text);
    return 0.0;
}

bool members_time(struct members *in, const char *key, int64_t *ret_ns, double *ret_sigma_s)
{
    static const double UNIFORM = 0.28867513459481287; /* sigma of what is uniform over one step */
    char whole[64];
    if (!members_has(in, key))
        return false;
    const json_t *value = json_object_get(in->object, key);
    const char *text = json_string_value(value);
    double step_s =
        text == NULL ? -1.0 : complete(text, json_string_length(value), whole, sizeof(whole));
    if (step_s < 0.0 || tct_time_parse(whole, strlen(whole), ret_ns) != TCT_OK) {
        members_fail(in, key, NULL, "a time as 2026-11-27T02:14:30Z, to the minute, hour or day");
        return false;
    }
    if (ret_sigma_s != NULL)
        *ret_sigma_s = step_s * UNIFORM;
    return in->status == TCT_OK;
}
