/* A report, question by question. An answer is tried at once: in the report as far as it has been
 * told, with something harmless for what has not, the reader of statements says whether it will do.
 */
#include "tacet/face/statement_form.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "clock_time.h"
#include "statement_cell.h"
#include "text.h"

static const char *const RESTRICTIONS[] = {"denied", "delayed"};

enum when {
    ALWAYS,
    OF_FIRE,
    OF_COMPLAINT,
    OF_ACCUSING,
    WITHOUT_PLACE,
    OF_RESTRICTION,
    OF_DAMAGE,
    OF_CASUALTIES,
    OF_DRONE,
    OF_WEAPON,
};

enum form_of { PLAIN, TIME, PLACE, BEARING, PARTY };

static const struct {
    struct tct_question question;
    enum when when;
    enum form_of form;
} ASKED[] = {
    {{"about", "What is it about?", "empty: fire", TCT_ABOUT_NAMES, TCT_ABOUT_COUNT, false},
     ALWAYS,
     PLAIN},
    {{"channel", "Who tells it?", "one of these", TCT_CHANNEL_NAMES, TCT_CHANNEL_COUNT, true},
     ALWAYS,
     PLAIN},
    {{"party", "Whose complaint is it?", "one of these", NULL, 0, true}, OF_COMPLAINT, PARTY},
    {{"observation", "What was seen or heard?", "one of these", TCT_OBSERVATION_NAMES + 1,
      TCT_OBSERVED_COUNT - 1, true},
     OF_FIRE,
     PLAIN},
    {{"time", "When did it begin?", "02:14 (the last by your clock), or 2026-11-27T02:14Z", NULL, 0,
      true},
     ALWAYS,
     TIME},
    {{"until", "Until when?", "as before; empty: it was short", NULL, 0, false}, ALWAYS, TIME},
    {{"place", "Where was it?",
      "a position; empty: only the direction from where you stood is known", NULL, 0, false},
     ALWAYS,
     PLACE},
    {{"observer", "Where did you stand?", "a position", NULL, 0, true}, WITHOUT_PLACE, PLACE},
    {{"bearing", "In which direction was it?", "N, NNE, NE ... NNW, or degrees from north", NULL, 0,
      true},
     WITHOUT_PLACE,
     BEARING},
    {{"distance_m", "How far away, in metres?", "800; empty: not known", NULL, 0, false},
     WITHOUT_PLACE,
     PLAIN},
    {{"count", "How many?", "12, ~12, 10-20 or many; empty: not counted", NULL, 0, false},
     OF_FIRE,
     PLAIN},
    {{"direction", "Which way did it go?", "one of these; empty: not known",
      TCT_DIRECTION_NAMES + 1, TCT_DIRECTION_COUNT - 1, false},
     OF_FIRE,
     PLAIN},
    {{"means", "How was it noticed?", "one of these; empty: not said", TCT_MEANS_NAMES + 1,
      TCT_MEANS_COUNT - 1, false},
     ALWAYS,
     PLAIN},
    {{"accused", "Which side is said to have done it?", "one of these; empty: not said", NULL, 0,
      false},
     OF_ACCUSING,
     PARTY},
    {{"restriction", "What was the restriction?", "one of these", RESTRICTIONS,
      TCT_COUNT(RESTRICTIONS), true},
     OF_RESTRICTION,
     PLAIN},
    {{"reason", "Which reason was given?", "in its own words; empty: none", NULL, 0, false},
     OF_RESTRICTION,
     PLAIN},
    {{"damage", "What was damaged?", "in your words; empty: not said", NULL, 0, false},
     OF_DAMAGE,
     PLAIN},
    {{"killed", "How many were killed?", "a number; empty: not known", NULL, 0, false},
     OF_CASUALTIES,
     PLAIN},
    {{"injured", "How many were injured?", "a number; empty: not known", NULL, 0, false},
     OF_CASUALTIES,
     PLAIN},
    {{"civilian", "Were they civilians?", "yes or no; empty: not known", NULL, 0, false},
     OF_CASUALTIES,
     PLAIN},
    {{"drone_interference", "What kind of interference?", "in your words; empty: not known", NULL,
      0, false},
     OF_DRONE,
     PLAIN},
    {{"drone_lost", "Was the drone lost?", "yes or no; empty: not known", NULL, 0, false},
     OF_DRONE,
     PLAIN},
    {{"weapon", "Which weapon?", "in your words; empty: not known", NULL, 0, false},
     OF_WEAPON,
     PLAIN},
    {{"text", "Anything else?", "in your words; empty: no", NULL, 0, false}, ALWAYS, PLAIN},
};

struct tct_form {
    const struct tct_sector *sector;
    json_t *said;
    int64_t now_ns;
    int utc_offset_s;
    size_t at; /* question, TCT_COUNT(ASKED) at the end */
    json_t *
        before[TCT_COUNT(ASKED)]; /* what was said before this one was answered; NULL: it was not */
    bool preset[TCT_COUNT(ASKED)]; /* not to be asked */
    const char *parties[2];        /* ids */
    struct tct_question question;  /* the one that is asked */
};

struct tct_form *tct_form_open(const struct tct_sector *sector, int64_t now_ns, int utc_offset_s)
{
    char now[TCT_TIME_TEXT_BYTES];
    struct tct_form *form = calloc(1, sizeof(*form));
    if (form == NULL)
        return NULL;
    tct_time_format(now_ns, 0, now);
    *form = (struct tct_form){.sector = sector,
                              .said = json_pack("{s:s, s:s}", "kind", "report", "received", now),
                              .now_ns = now_ns,
                              .utc_offset_s = utc_offset_s,
                              .parties = {sector->parties[0].id, sector->parties[1].id}};
    if (form->said != NULL)
        return form;
    free(form);
    return NULL;
}

void tct_form_close(struct tct_form *form)
{
    if (form == NULL)
        return;
    for (size_t i = 0; i < TCT_COUNT(ASKED); i++)
        json_decref(form->before[i]);
    json_decref(form->said);
    free(form);
}

static bool is(const struct tct_form *form, const char *member, const char *word)
{
    const char *said = json_string_value(json_object_get(form->said, member));
    return said != NULL && strcmp(said, word) == 0;
}

static bool has(const struct tct_form *form, const char *member)
{
    return json_object_get(form->said, member) != NULL;
}

static bool applies(const struct tct_form *form, enum when when)
{
    bool fire = !has(form, "about") || is(form, "about", "fire");
    bool parties = form->parties[0] != NULL && form->parties[1] != NULL;
    switch (when) {
    case ALWAYS:
        return true;
    case OF_FIRE:
        return fire;
    case OF_COMPLAINT:
        return is(form, "channel", "complaint");
    case OF_ACCUSING:
        return parties && (fire || is(form, "about", "weapon_beyond_line"));
    case WITHOUT_PLACE:
        return !has(form, "place");
    case OF_RESTRICTION:
        return is(form, "about", "movement_restriction");
    case OF_DAMAGE:
        return is(form, "about", "damage");
    case OF_CASUALTIES:
        return is(form, "about", "casualty");
    case OF_DRONE:
        return is(form, "about", "drone_interference");
    case OF_WEAPON:
        return fire || is(form, "about", "weapon_beyond_line");
    }
    return false;
}

static struct tct_question question_of(const struct tct_form *form, size_t asked)
{
    struct tct_question question = ASKED[asked].question;
    if (ASKED[asked].form == PARTY) {
        question.words = form->parties;
        question.word_count = form->parties[0] != NULL && form->parties[1] != NULL ? 2 : 0;
    }
    return question;
}

const struct tct_question *tct_form_question(struct tct_form *form)
{
    while (form->at < TCT_COUNT(ASKED) &&
           (form->preset[form->at] || !applies(form, ASKED[form->at].when)))
        form->at++;
    if (form->at == TCT_COUNT(ASKED))
        return NULL;
    form->question = question_of(form, form->at);
    return &form->question;
}

/* The word that was meant by its number, by itself or by its beginning, if only one begins so. */
static const char *word_of(const struct tct_question *question, const char *text)
{
    const char *found = NULL;
    int64_t number = 0;
    if (text_integer(text, strlen(text), &number))
        return number >= 1 && number <= (int64_t)question->word_count ? question->words[number - 1]
                                                                      : NULL;
    for (size_t i = 0; i < question->word_count; i++) {
        if (strncasecmp(question->words[i], text, strlen(text)) != 0)
            continue;
        if (strlen(question->words[i]) == strlen(text))
            return question->words[i];
        if (found != NULL)
            return NULL;
        found = question->words[i];
    }
    return found;
}

/* "x,y" of a frame without degrees becomes its two cells. */
static bool set_metres(json_t *said, const char *name, const char *text, const char **ret_expected)
{
    static const char *const PARTS[] = {"x_m", "y_m"};
    const char *comma = strchr(text, ',');
    char cell[32], number[64];
    *ret_expected = "x,y in metres";
    if (comma == NULL || comma - text >= (long)sizeof(number))
        return false;
    for (int i = 0; i < 2; i++) {
        const char *expected = NULL;
        (void)snprintf(cell, sizeof(cell), "%s_%s", name, PARTS[i]);
        (void)snprintf(number, sizeof(number), "%.*s", i == 0 ? (int)(comma - text) : 63,
                       i == 0 ? text : comma + 1 + strspn(comma + 1, " "));
        if (number[0] == '\0' ||
            !statement_cell_set(said, statement_cell_find(cell), number, &expected))
            return false;
    }
    return true;
}

static bool set_plain(json_t *said, const char *name, const char *text, const char **ret_expected)
{
    return statement_cell_set(said, statement_cell_find(name), text, ret_expected);
}

/* A time of day is the last one; anything else is the reader's matter. */
static bool set_time(const struct tct_form *form, json_t *said, const char *name, const char *text,
                     const char **ret_expected)
{
    char time[TCT_TIME_TEXT_BYTES];
    int minute = clock_minute(text);
    if (minute < 0)
        return set_plain(said, name, text, ret_expected);
    tct_time_format(clock_last_ns(minute, form->utc_offset_s, form->now_ns), 0, time);
    (void)snprintf(time + 16, sizeof(time) - 16, "Z"); /* to the minute */
    return set_plain(said, name, time, ret_expected);
}

static bool set_bearing(json_t *said, const char *text, const char **ret_expected)
{
    double deg = 0.0;
    char point[4] = "";
    if (text_number(text, strlen(text), &deg))
        return set_plain(said, "bearing_deg", text, ret_expected);
    for (size_t i = 0; i < sizeof(point) - 1 && text[i] != '\0'; i++)
        point[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 'a' + 'A') : text[i];
    return set_plain(said, "bearing", strlen(text) < sizeof(point) ? point : text, ret_expected);
}

/* The answer, as members of what is said. */
static bool set(const struct tct_form *form, size_t asked, const struct tct_question *question,
                json_t *said, const char *text, const char **ret_expected)
{
    const char *name = question->name;
    if (question->word_count > 0) {
        const char *word = word_of(question, text);
        *ret_expected = "one of these words, its beginning or its number";
        return word != NULL && set_plain(said, name, word, ret_expected);
    }
    switch (ASKED[asked].form) {
    case TIME:
        return set_time(form, said, name, text, ret_expected);
    case PLACE:
        if (!tct_frame_is_geodetic(form->sector->frame))
            return set_metres(said, name, text, ret_expected);
        break;
    case BEARING:
        return set_bearing(said, text, ret_expected);
    case PLAIN:
    case PARTY:
        break;
    }
    return set_plain(said, name, text, ret_expected);
}

static json_t *any_place(const struct tct_sector *sector)
{
    const struct tct_network *network = &sector->network;
    struct tct_plane at = {network->stations[0].x_m, network->stations[0].y_m};
    if (!tct_frame_is_geodetic(sector->frame))
        return json_pack("{s:f, s:f}", "x_m", at.x_m, "y_m", at.y_m);
    struct tct_geodetic place = tct_frame_to_geodetic(sector->frame, at);
    return json_pack("{s:f, s:f}", "lon", place.lon_deg, "lat", place.lat_deg);
}

static void fill(json_t *said, const char *member, json_t *value)
{
    if (json_object_get(said, member) == NULL)
        (void)json_object_set_new(said, member, value);
    else
        json_decref(value);
}

/* Puts something harmless where nothing has been said yet. */
static void fill_in(const struct tct_form *form, json_t *said)
{
    fill(said, "channel", json_string("post"));
    fill(said, "time", json_incref(json_object_get(said, "received")));
    fill(said, "place", any_place(form->sector));
    if (applies(form, OF_FIRE))
        fill(said, "observation", json_string("shot"));
    if (applies(form, OF_RESTRICTION) || json_object_get(said, "restriction") != NULL)
        fill(said, "restriction", json_string("denied"));
    if (form->parties[0] != NULL)
        fill(said, "party", json_string(form->parties[0]));
}

static enum tct_status try_out(const struct tct_form *form, const json_t *said,
                               struct tct_error *err)
{
    struct tct_said read;
    struct tct_form trial = *form;
    trial.said = json_deep_copy(said);
    if (trial.said != NULL)
        fill_in(&trial, trial.said);
    char *text = tct_form_json(&trial);
    enum tct_status status = text == NULL ? tct_fail(err, TCT_ERR_MEMORY, "out of memory")
                                          : tct_statement_read(form->sector, text, strlen(text),
                                                               form->now_ns, &read, err);
    free(text);
    json_decref(trial.said);
    return status == TCT_ERR_LIMIT ? TCT_ERR_INPUT : status;
}

/* What is said with this answer; the caller's. */
static enum tct_status say(const struct tct_form *form, size_t asked, const char *text,
                           json_t **ret_said, struct tct_error *err)
{
    char quoted[TEXT_QUOTED_BYTES];
    const char *expected = NULL;
    const struct tct_question question = question_of(form, asked);
    *ret_said = json_deep_copy(form->said);
    if (*ret_said == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    if (text[0] == '\0')
        return question.needed
                   ? tct_fail(err, TCT_ERR_INPUT, "found nothing, expected %s", question.hint)
                   : TCT_OK;
    if (set(form, asked, &question, *ret_said, text, &expected))
        return try_out(form, *ret_said, err);
    bool shown = text_is_printable(text, strlen(text));
    return tct_fail(err, TCT_ERR_INPUT, "found %s, expected %s",
                    shown ? text_quote(text, strlen(text), quoted) : "what cannot be shown",
                    expected);
}

enum tct_status tct_form_answer(struct tct_form *form, const char *text, struct tct_error *err)
{
    json_t *said = NULL;
    if (tct_form_question(form) == NULL)
        return tct_fail(err, TCT_ERR_USE, "no question is left");
    enum tct_status status = say(form, form->at, text, &said, err);
    if (status != TCT_OK) {
        json_decref(said);
        return status;
    }
    form->before[form->at++] = form->said;
    form->said = said;
    return TCT_OK;
}

bool tct_form_back(struct tct_form *form)
{
    for (size_t asked = form->at; asked-- > 0;) {
        if (form->before[asked] == NULL)
            continue;
        json_decref(form->said);
        form->said = form->before[asked];
        form->before[asked] = NULL;
        form->at = asked;
        return true;
    }
    return false;
}

enum tct_status tct_form_preset(struct tct_form *form, const char *name, const char *text,
                                struct tct_error *err)
{
    json_t *said = NULL;
    size_t asked = 0;
    while (asked < TCT_COUNT(ASKED) && strcmp(ASKED[asked].question.name, name) != 0)
        asked++;
    TCT_ASSERT(asked < TCT_COUNT(ASKED));
    enum tct_status status = say(form, asked, text, &said, err);
    if (status != TCT_OK) {
        json_decref(said);
        return status;
    }
    json_decref(form->said);
    form->said = said;
    form->preset[asked] = true;
    return TCT_OK;
}

char *tct_form_json(const struct tct_form *form)
{
    return json_dumps(form->said, JSON_COMPACT | JSON_REAL_PRECISION(12));
}
