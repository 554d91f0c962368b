/* A case's report: its parts, in the order in which they are read. */
#include "tacet/face/case_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "paper.h"
#include "report_words.h"

#define ARENA_BYTES ((size_t)1 << 30)

static const double LEAST_SHARE = 0.005;

struct writing {
    const struct tct_case_report *report;
    const struct report_language *language;
    struct paper paper;
};

static const char *word(const struct writing *w, enum report_word which)
{
    return w->language->words[which];
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

/* A value as people read it: a text as it is, a number, an object as "key value, key value". */
static const char *value_text(struct writing *w, const json_t *value)
{
    const char *key = NULL, *all = "";
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_number(value))
        return paper_text(&w->paper, "%.6g", json_number_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "+" : "-";
    for (void *at = json_object_iter((json_t *)(uintptr_t)value); at != NULL;
         at = json_object_iter_next((json_t *)(uintptr_t)value, at)) {
        const json_t *part = json_object_iter_value(at);
        key = json_object_iter_key(at);
        const char *text = json_is_null(part) ? "" : value_text(w, part);
        if (text[0] != '\0')
            all = paper_text(&w->paper, "%s%s%s %s", all, all[0] == '\0' ? "" : ", ", key, text);
    }
    for (size_t i = 0; i < json_array_size(value); i++)
        all = paper_text(&w->paper, "%s%s%s", all, i == 0 ? "" : ", ",
                         value_text(w, json_array_get(value, i)));
    return all;
}

/* Probabilities by name, those that round to nothing left out. */
static const char *shares_text(struct writing *w, const json_t *shares)
{
    const char *all = "";
    for (void *at = json_object_iter((json_t *)(uintptr_t)shares); at != NULL;
         at = json_object_iter_next((json_t *)(uintptr_t)shares, at)) {
        double share = json_number_value(json_object_iter_value(at));
        if (share >= LEAST_SHARE)
            all = paper_text(&w->paper, "%s%s%s %.2f", all, all[0] == '\0' ? "" : ", ",
                             json_object_iter_key(at), share);
    }
    return all;
}

/* Nothing is said of what is not there, or may not be seen. */
static void pair(struct writing *w, enum report_word what, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    const char *text = value == NULL || json_is_null(value) ? "" : value_text(w, value);
    if (text[0] != '\0')
        paper_add(&w->paper, PAPER_PAIR, 2, word(w, what), text);
}

static void heading(struct writing *w, enum report_word what)
{
    paper_add(&w->paper, PAPER_HEADING, 1, word(w, what));
}

/* The next act of a kind after `*position`; NULL at the end. */
static const json_t *next_act(const struct writing *w, const char *kind, size_t *position)
{
    const json_t *acts = json_object_get(w->report->seen, "acts");
    while (*position < json_array_size(acts)) {
        const json_t *act = json_array_get(acts, (*position)++);
        if (strcmp(text_of(act, "act"), kind) == 0)
            return act;
    }
    return NULL;
}

static void write_head(struct writing *w)
{
    const json_t *seen = w->report->seen;
    const char *late = json_is_true(json_object_get(seen, "overdue")) ? word(w, WORD_OVERDUE) : "";
    paper_add(&w->paper, PAPER_TITLE, 1,
              paper_text(&w->paper, "%s %s", word(w, WORD_CASE), text_of(seen, "id")));
    paper_add(&w->paper, PAPER_NOTE, 1,
              paper_text(&w->paper, "%s: %s", word(w, WORD_SEEN_BY), w->report->seen_by));
    pair(w, WORD_ABOUT, seen, "about");
    pair(w, WORD_INCIDENT, seen, "incident");
    pair(w, WORD_OPENED, seen, "opened");
    pair(w, WORD_STEP, seen, "step");
    pair(w, WORD_SINCE, seen, "since");
    if (text_of(seen, "due")[0] != '\0')
        paper_add(&w->paper, PAPER_PAIR, 2, word(w, WORD_DUE),
                  paper_text(&w->paper, "%s %s", text_of(seen, "due"), late));
}

/* The last one that was published, else the last that the reader may see. */
static const json_t *finding_of(const struct writing *w)
{
    const json_t *best = NULL, *act = NULL;
    size_t at = 0;
    while ((act = next_act(w, "finding", &at)) != NULL) {
        bool published = json_is_true(json_object_get(act, "published"));
        if (json_object_get(act, "what") != NULL &&
            (published || best == NULL || !json_is_true(json_object_get(best, "published"))))
            best = act;
    }
    return best;
}

static void part(struct writing *w, enum report_word what, const json_t *finding, const char *grade,
                 const char *text)
{
    paper_add(&w->paper, PAPER_PAIR, 2, word(w, what),
              paper_text(&w->paper, "%s. %s", text_of(finding, grade), text_of(finding, text)));
}

static void write_finding(struct writing *w)
{
    const json_t *finding = finding_of(w);
    heading(w, WORD_FINDING);
    if (finding == NULL) {
        paper_add(&w->paper, PAPER_TEXT, 1, word(w, WORD_NO_FINDING));
        return;
    }
    if (!json_is_true(json_object_get(finding, "published")))
        paper_add(&w->paper, PAPER_NOTE, 1, word(w, WORD_DRAFT));
    part(w, WORD_WHAT, finding, "what", "what_text");
    part(w, WORD_WHO, finding, "who", "who_text");
    part(w, WORD_SURE, finding, "sure", "sure_text");
}

/* Each side's in its own column, dissent as large as what it dissents from. */
static void write_positions(struct writing *w)
{
    const struct tct_sector *sector = w->report->sector;
    const json_t *act = NULL;
    size_t at = 0, rows = 0;
    while ((act = next_act(w, "statement", &at)) != NULL) {
        const char *cells[3] = {"", "", ""};
        const char *party = text_of(act, "party");
        bool dissent = strcmp(text_of(act, "stance"), "dissent") == 0;
        size_t column = 2;
        for (size_t i = 0; i < 2; i++)
            if (sector->parties[i].id != NULL && strcmp(party, sector->parties[i].id) == 0)
                column = i;
        if (json_object_get(act, "text") == NULL)
            continue;
        if (rows++ == 0) {
            heading(w, WORD_POSITIONS);
            paper_add(&w->paper, PAPER_HEAD, 3, sector->parties[0].name, sector->parties[1].name,
                      word(w, WORD_MISSION));
        }
        /* Two rows: texts of two directions in one cell would be hard to read. */
        cells[column] =
            paper_text(&w->paper, "%s, #%zu", word(w, dissent ? WORD_DISSENT : WORD_POSITION), at);
        paper_add_cells(&w->paper, PAPER_ROW, cells, 3);
        cells[column] = text_of(act, "text");
        paper_add_cells(&w->paper, PAPER_ROW, cells, 3);
    }
}

static bool spot_of(const json_t *place, struct paper_spot *ret)
{
    const json_t *x = json_object_get(place, "x_m"), *y = json_object_get(place, "y_m");
    *ret = (struct paper_spot){
        .at = {json_number_value(x), json_number_value(y)},
        .radius_m = json_number_value(json_object_get(place, "radius_m")),
        .grid_m = json_number_value(json_object_get(place, "grid_m")),
    };
    return json_is_number(x) && json_is_number(y);
}

/* In the lane of the side that is likelier than all else. */
static size_t lane_of(const struct writing *w, const json_t *side)
{
    for (size_t i = 0; i < 2; i++) {
        const char *id = w->report->sector->parties[i].id;
        if (id != NULL && json_number_value(json_object_get(side, id)) > 0.5)
            return i;
    }
    return PAPER_LANES - 1;
}

static void add_span(struct writing *w, const json_t *of, const char *name)
{
    const char *from = text_of(of, "from"), *until = text_of(of, "until");
    int64_t from_ns = 0, until_ns = 0;
    if (tct_time_parse(from, strlen(from), &from_ns) != TCT_OK ||
        tct_time_parse(until, strlen(until), &until_ns) != TCT_OK)
        return;
    if (w->paper.span_count == 0)
        w->paper.spans_from_ns = from_ns;
    const struct paper_span span = {
        .from_s = tct_time_between_s(w->paper.spans_from_ns, from_ns),
        .until_s = tct_time_between_s(w->paper.spans_from_ns, until_ns),
        .lane = lane_of(w, json_object_get(of, "side")),
        .name = name,
    };
    paper_add_span(&w->paper, &span);
}

static void write_engagements(struct writing *w, const json_t *parts)
{
    for (size_t i = 0; i < json_array_size(parts); i++) {
        const json_t *of = json_array_get(parts, i);
        struct paper_spot spot;
        if (i == 0)
            paper_add(&w->paper, PAPER_HEAD, 6, "#", word(w, WORD_FROM), word(w, WORD_UNTIL),
                      word(w, WORD_SHOTS), word(w, WORD_SIDE), word(w, WORD_KIND));
        const char *number = paper_text(&w->paper, "%zu", i + 1);
        paper_add(&w->paper, PAPER_ROW, 6, number, text_of(of, "from"), text_of(of, "until"),
                  value_text(w, json_object_get(of, "shots")),
                  shares_text(w, json_object_get(of, "side")),
                  shares_text(w, json_object_get(of, "class")));
        add_span(w, of, number);
        if (spot_of(json_object_get(of, "place"), &spot)) {
            spot.name = number;
            paper_add_spot(&w->paper, &spot);
        }
    }
    if (w->paper.span_count > 0)
        paper_add(&w->paper, PAPER_TIMELINE, 1, word(w, WORD_TIMELINE));
    if (w->paper.spot_count > 0)
        paper_add(&w->paper, PAPER_MAP, 1, word(w, WORD_MAP));
}

static void write_incident(struct writing *w)
{
    const json_t *incident = w->report->incident;
    if (incident == NULL)
        return;
    heading(w, WORD_HEARD);
    pair(w, WORD_INCIDENT, incident, "id");
    pair(w, WORD_FROM, incident, "from");
    pair(w, WORD_UNTIL, incident, "until");
    pair(w, WORD_SHOTS, incident, "shots_by_side");
    pair(w, WORD_KIND, incident, "class");
    pair(w, WORD_OPENED_FIRE, incident, "opened_fire");
    pair(w, WORD_PLACE, incident, "zones");
    pair(w, WORD_REPORTS, incident, "reports");
    write_engagements(w, json_object_get(incident, "engagements"));
}

static const json_t *at(const json_t *event, const char *key, const char *inner)
{
    return json_object_get(json_object_get(event, key), inner);
}

/* Each shot with how well it is known. */
static void write_events(struct writing *w)
{
    const json_t *events = w->report->events;
    for (size_t i = 0; i < json_array_size(events); i++) {
        const json_t *event = json_array_get(events, i);
        bool degrees = json_object_get(event, "lon") != NULL;
        if (i == 0) {
            heading(w, WORD_SHOTS);
            paper_add(&w->paper, PAPER_HEAD, 6, word(w, WORD_INCIDENT), word(w, WORD_TIME),
                      word(w, WORD_PLACE), "95 %, m", word(w, WORD_SIDE), word(w, WORD_KIND));
        }
        const char *place =
            paper_text(&w->paper, degrees ? "%.5f, %.5f" : "%.1f, %.1f",
                       json_number_value(json_object_get(event, degrees ? "lat" : "x_m")),
                       json_number_value(json_object_get(event, degrees ? "lon" : "y_m")));
        const char *ellipse = paper_text(&w->paper, "%.0f x %.0f",
                                         json_number_value(at(event, "ellipse95", "semi_major_m")),
                                         json_number_value(at(event, "ellipse95", "semi_minor_m")));
        bool located = strcmp(text_of(event, "status"), "located") == 0;
        paper_add(&w->paper, PAPER_ROW, 6, text_of(event, "id"), text_of(event, "time"),
                  located ? place : text_of(event, "status"), located ? ellipse : "",
                  shares_text(w, json_object_get(event, "side")),
                  shares_text(w, json_object_get(event, "class")));
    }
}

/* Waveforms with picks and residuals, and spectrograms. */
static void write_snippets(struct writing *w)
{
    const struct tct_snippets *snippets = w->report->snippets;
    for (size_t i = 0; snippets != NULL && i < snippets->count; i++) {
        const struct tct_snippet *snippet = &snippets->items[i];
        if (i == 0) {
            heading(w, WORD_WAVEFORMS);
            paper_add(&w->paper, PAPER_NOTE, 1, word(w, WORD_HOW_TO_READ));
        }
        const char *residual = isnan(snippet->residual_s)
                                   ? ""
                                   : paper_text(&w->paper, ", %+.1f ms", 1e3 * snippet->residual_s);
        paper_add_trace(
            &w->paper, i,
            paper_text(&w->paper, "%s, %s%s", snippet->event, snippet->station, residual));
    }
}

/* A table of acts of one kind: a heading, columns, and for each act a member by column. An act of
 * which the reader may see nothing beyond that it is there has no row. */
struct table {
    const char *kind;
    enum report_word heading;
    struct {
        enum report_word word;
        const char *member;
    } columns[PAPER_CELLS];
    size_t count;
};

static void write_table(struct writing *w, const struct table *table)
{
    const json_t *act = NULL;
    size_t at = 0, rows = 0;
    while ((act = next_act(w, table->kind, &at)) != NULL) {
        const char *cells[PAPER_CELLS];
        bool anything = false;
        for (size_t i = 0; i < table->count; i++) {
            cells[i] = value_text(w, json_object_get(act, table->columns[i].member));
            anything = anything || (i > 0 && cells[i][0] != '\0');
        }
        if (!anything)
            continue;
        if (rows++ == 0) {
            const char *words[PAPER_CELLS];
            heading(w, table->heading);
            for (size_t i = 0; i < table->count; i++)
                words[i] = word(w, table->columns[i].word);
            paper_add_cells(&w->paper, PAPER_HEAD, words, table->count);
        }
        paper_add_cells(&w->paper, PAPER_ROW, cells, table->count);
    }
}

static const struct table TABLES[] = {
    {"evidence",
     WORD_EVIDENCE,
     {{WORD_TIME, "taken"},
      {WORD_EVIDENCE, "what"},
      {WORD_WHY, "why"},
      {WORD_FROM_WHOM, "from"},
      {WORD_HOLDER, "holder"},
      {WORD_DIGEST, "sha256"}},
     6},
    {"access",
     WORD_ACCESS,
     {{WORD_TIME, "at"},
      {WORD_ACCESS, "access"},
      {WORD_SIDE, "of"},
      {WORD_PLACE, "place"},
      {WORD_REASON, "reason"}},
     5},
    {"call",
     WORD_CALLS,
     {{WORD_TIME, "called"},
      {WORD_FROM_WHOM, "from"},
      {WORD_TO, "to"},
      {WORD_ANSWERED, "answered"},
      {WORD_SAID, "text"}},
     5},
    {"note", WORD_NOTES, {{WORD_TIME, "at"}, {WORD_KIND, "note"}, {WORD_SAID, "text"}}, 3},
    {"link", WORD_CASE, {{WORD_TIME, "at"}, {WORD_CASE, "other"}, {WORD_KIND, "link"}}, 3},
    {"remedy",
     WORD_REMEDY,
     {{WORD_TIME, "at"},
      {WORD_REMEDY, "remedy"},
      {WORD_SIDE, "of"},
      {WORD_BY_WHEN, "by_when"},
      {WORD_SAID, "text"}},
     5},
    {"follow_up",
     WORD_DONE,
     {{WORD_TIME, "at"}, {WORD_REMEDY, "remedy"}, {WORD_DONE, "done"}, {WORD_SAID, "text"}},
     4},
};

static void write_steps(struct writing *w)
{
    const json_t *history = json_object_get(w->report->seen, "history");
    for (size_t i = 0; i < json_array_size(history); i++) {
        const json_t *of = json_array_get(history, i);
        bool late = json_is_true(json_object_get(of, "overdue"));
        if (i == 0) {
            heading(w, WORD_STEPS);
            paper_add(&w->paper, PAPER_HEAD, 5, word(w, WORD_TIME), word(w, WORD_STEP),
                      word(w, WORD_FROM_STEP), word(w, WORD_TO_STEP), word(w, WORD_OVERDUE));
        }
        paper_add(&w->paper, PAPER_ROW, 5, text_of(of, "at"), text_of(of, "transition"),
                  text_of(of, "from"), text_of(of, "to"), late ? word(w, WORD_OVERDUE) : "");
    }
}

static void write_acts(struct writing *w)
{
    const json_t *acts = json_object_get(w->report->seen, "acts");
    heading(w, WORD_ACTS);
    paper_add(&w->paper, PAPER_HEAD, 6, "#", word(w, WORD_TIME), word(w, WORD_ACT),
              word(w, WORD_ROLE), word(w, WORD_SIDE), word(w, WORD_PERSON));
    for (size_t i = 0; i < json_array_size(acts); i++) {
        const json_t *act = json_array_get(acts, i);
        if (text_of(act, "act")[0] != '\0')
            paper_add(&w->paper, PAPER_ROW, 6, paper_text(&w->paper, "%zu", i + 1),
                      text_of(act, "at"), text_of(act, "act"), text_of(act, "role"),
                      text_of(act, "party"), text_of(act, "by"));
    }
}

/* Of the case, of its acts, of the incident: each class once. */
static void write_withheld(struct writing *w)
{
    const json_t *acts = json_object_get(w->report->seen, "acts");
    json_t *all = json_object();
    for (size_t i = 0; i < json_array_size(acts) + 2; i++) {
        const json_t *of = i < json_array_size(acts)    ? json_array_get(acts, i)
                           : i == json_array_size(acts) ? w->report->seen
                                                        : w->report->incident;
        const json_t *list = json_object_get(of, "withheld");
        for (size_t k = 0; k < json_array_size(list); k++)
            (void)json_object_set_new(all, json_string_value(json_array_get(list, k)), json_null());
    }
    const char *text = "";
    for (void *at = json_object_iter(all); at != NULL; at = json_object_iter_next(all, at))
        text = paper_text(&w->paper, "%s%s%s", text, text[0] == '\0' ? "" : ", ",
                          json_object_iter_key(at));
    json_decref(all);
    heading(w, WORD_WITHHELD);
    paper_add(&w->paper, PAPER_TEXT, 1, text[0] == '\0' ? word(w, WORD_NOTHING_WITHHELD) : text);
    heading(w, WORD_CHECK);
    paper_add(&w->paper, PAPER_TEXT, 1, word(w, WORD_HOW_TO_CHECK));
}

enum tct_status tct_case_report(const struct tct_case_report *report, enum tct_report_format format,
                                char **ret, size_t *ret_bytes, struct tct_error *err)
{
    struct tct_arena arena;
    struct writing w = {.report = report, .language = report_language(report->language)};
    *ret = NULL;
    if (w.language == NULL)
        return tct_fail(err, TCT_ERR_USE, "found the language '%.20s', expected one of %s",
                        report->language, report_languages());
    tct_arena_init(&arena, ARENA_BYTES);
    w.paper =
        (struct paper){.arena = &arena,
                       .language = w.language->code,
                       .right_to_left = w.language->right_to_left,
                       .sector = report->sector,
                       .lanes = {report->sector->parties[0].id, report->sector->parties[1].id, "?"},
                       .snippets = report->snippets == NULL ? NULL : report->snippets->items};
    write_head(&w);
    write_finding(&w);
    write_positions(&w);
    write_incident(&w);
    write_events(&w);
    write_snippets(&w);
    for (size_t i = 0; i < TCT_COUNT(TABLES); i++)
        write_table(&w, &TABLES[i]);
    write_steps(&w);
    write_acts(&w);
    write_withheld(&w);
    enum tct_status status = format == TCT_REPORT_HTML ? paper_html(&w.paper, ret, ret_bytes, err)
                                                       : paper_pdf(&w.paper, ret, ret_bytes, err);
    tct_arena_free(&arena);
    return status;
}
