/* Clauses of agreements from YAML: who, what, where, when, how many, unless. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "agreement_parts.h"
#include "text.h"
#include "yaml_wait.h"

enum { CORNERS_MOST = 1000, HOURS_MOST = 8, DAY_S = 86400 };

static const double COORDINATE_MAX = 1e8, DISTANCE_MOST_M = 200e3;

const char *const TCT_MATTER_NAMES[TCT_MATTER_COUNT] = {"fire",     "weapons", "flights",
                                                        "movement", "access",  "harm"};
const char *const TCT_ARM_NAMES[TCT_ARM_COUNT] = {"any", "small_arms", "snipers", "heavy"};
const char *const TCT_SOURCE_NAMES[TCT_SOURCE_COUNT] = {"joint", "mission", "left", "right",
                                                        "public"};
const char *const TCT_KEPT_NAMES[TCT_KEPT_COUNT] = {"kept", "broken", "undetermined", "no_data",
                                                    "not_in_force"};

static const char *const KEYS[] = {"text",  "who",  "no",      "of",     "above_mm",
                                   "where", "when", "at_most", "unless", "stages"};

/* A key of the stage, else of the clause. */
struct place_of_keys {
    const struct tct_yaml_node *clause, *stage;
};

static const struct tct_yaml_node *find(const struct place_of_keys *in, const char *key)
{
    const struct tct_yaml_node *node = in->stage == NULL ? NULL : tct_yaml_find(in->stage, key);
    return node != NULL ? node : tct_yaml_find(in->clause, key);
}

static enum tct_status read_who(const struct agreement_reader *reader,
                                const struct place_of_keys *in, struct tct_commitment *c,
                                struct tct_error *err)
{
    const struct tct_party *parties = reader->sector->parties;
    const char *words[] = {"both", parties[0].id, parties[1].id};
    static const enum tct_who WHO[] = {TCT_WHO_BOTH, TCT_WHO_LEFT, TCT_WHO_RIGHT};
    size_t index = 0, count = parties[0].id != NULL && parties[1].id != NULL ? 3 : 1;
    enum tct_status status = tct_yaml_choice(find(in, "who"), words, count, &index, err);
    c->who = WHO[index];
    return status;
}

static enum tct_status read_what(const struct place_of_keys *in, struct tct_commitment *c,
                                 struct tct_error *err)
{
    size_t matter = 0, arm = 0;
    const struct tct_yaml_node *node = find(in, "no"), *calibre = find(in, "above_mm");
    if (node == NULL)
        return tct_yaml_need(in->clause, "no", &node, err);
    enum tct_status status =
        tct_yaml_choice(node, TCT_MATTER_NAMES, TCT_MATTER_COUNT, &matter, err);
    if (status == TCT_OK)
        status = tct_yaml_choice(find(in, "of"), TCT_ARM_NAMES, TCT_ARM_COUNT, &arm, err);
    if (status == TCT_OK)
        status = tct_yaml_number(calibre, 1.0, 1000.0, &c->calibre_mm, err);
    c->matter = (enum tct_matter)matter;
    c->arm = (enum tct_arm)arm;
    if (status == TCT_OK && calibre != NULL && !tct_calibre_is_known(c->calibre_mm))
        status = tct_yaml_fail(calibre, "a calibre that weapons have, as 82, 120 or 152", err);
    if (status == TCT_OK && calibre != NULL && find(in, "of") == NULL)
        c->arm = TCT_ARM_HEAVY;
    return status;
}

/* ---- Where --------------------------------------------------------------------------------------
 */

static enum tct_status read_corners(const struct agreement_reader *reader,
                                    const struct tct_yaml_node *list, struct tct_shape *ret,
                                    struct tct_error *err)
{
    enum tct_status status = tct_yaml_list(list, 3, CORNERS_MOST, err);
    size_t count = status == TCT_OK ? tct_yaml_count(list) : 0;
    struct tct_outline *ring = TCT_ARENA_NEW(reader->arena, struct tct_outline, 1);
    struct tct_plane *corners = TCT_ARENA_NEW(reader->arena, struct tct_plane, count);
    if (ring == NULL || corners == NULL)
        return agreement_memory(err);
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        double xy[2];
        const struct tct_yaml_node *item = tct_yaml_item(list, i);
        status = tct_yaml_numbers(item, 2, -COORDINATE_MAX, COORDINATE_MAX, xy, err);
        if (status == TCT_OK &&
            tct_frame_to_plane(reader->sector->frame, xy[0], xy[1], &corners[i], NULL) != TCT_OK)
            status = tct_yaml_fail(item, "a place within the frame", err);
    }
    *ring = (struct tct_outline){corners, count};
    *ret = (struct tct_shape){ring, 1};
    return status;
}

static enum tct_status of_sector(const struct agreement_reader *reader, const struct tct_zone *zone,
                                 struct tct_shape *ret, struct tct_error *err)
{
    struct tct_outline *rings = TCT_ARENA_NEW(reader->arena, struct tct_outline, zone->ring_count);
    if (rings == NULL)
        return agreement_memory(err);
    for (size_t i = 0; i < zone->ring_count; i++)
        rings[i] = (struct tct_outline){zone->rings[i].points, zone->rings[i].count};
    *ret = (struct tct_shape){rings, zone->ring_count};
    return TCT_OK;
}

/* A list of corners, or the name of a zone of the file or of the sector. */
static enum tct_status read_zone(const struct agreement_reader *reader,
                                 const struct tct_yaml_node *zones,
                                 const struct tct_yaml_node *node, struct tct_clause *ret,
                                 struct tct_error *err)
{
    const char *name = NULL;
    struct tct_shape *shape = TCT_ARENA_NEW(reader->arena, struct tct_shape, 1);
    if (shape == NULL)
        return agreement_memory(err);
    ret->commitment.zone = shape;
    if (tct_yaml_kind(node) == TCT_YAML_LIST)
        return read_corners(reader, node, shape, err);
    enum tct_status status = tct_yaml_string(node, &name, err);
    if (status != TCT_OK)
        return status;
    ret->zone = text_copy(reader->arena, name, strlen(name));
    if (ret->zone == NULL)
        return agreement_memory(err);
    const struct tct_yaml_node *own = zones == NULL ? NULL : tct_yaml_find(zones, name);
    if (own != NULL)
        return read_corners(reader, own, shape, err);
    for (size_t i = 0; i < reader->sector->zone_count; i++)
        if (strcmp(reader->sector->zones[i].name, name) == 0)
            return of_sector(reader, &reader->sector->zones[i], shape, err);
    return tct_yaml_fail(node, "the name of a zone of this file or of the sector, or its corners",
                         err);
}

static enum tct_status read_where(const struct agreement_reader *reader,
                                  const struct tct_yaml_node *zones,
                                  const struct tct_yaml_node *where, struct tct_clause *ret,
                                  struct tct_error *err)
{
    static const char *const WHERE_KEYS[] = {"zone", "from_line_m"};
    struct tct_commitment *c = &ret->commitment;
    if (where == NULL)
        return TCT_OK;
    enum tct_status status = tct_yaml_keys(where, WHERE_KEYS, TCT_COUNT(WHERE_KEYS), err);
    const struct tct_yaml_node *band = tct_yaml_find(where, "from_line_m");
    if (status == TCT_OK && tct_yaml_find(where, "zone") != NULL)
        status = read_zone(reader, zones, tct_yaml_find(where, "zone"), ret, err);
    if (status != TCT_OK || band == NULL)
        return status;
    double ends[2] = {0.0, INFINITY};
    size_t count = tct_yaml_kind(band) == TCT_YAML_LIST ? tct_yaml_count(band) : 0;
    if (reader->sector->network.line_count < 2)
        return tct_yaml_fail(band, "no distance from a line, since the sector has none", err);
    if (count == 1)
        status = tct_yaml_numbers(band, 1, 0.0, DISTANCE_MOST_M, ends, err);
    else
        status = tct_yaml_numbers(band, 2, 0.0, DISTANCE_MOST_M, ends, err);
    c->near_m = ends[0];
    c->far_m = ends[1];
    if (status == TCT_OK && !(c->far_m > c->near_m))
        status = tct_yaml_fail(band, "two distances, the second larger", err);
    return status;
}

/* ---- When ---------------------------------------------------------------------------------------
 */

enum tct_status clause_hour(const struct tct_yaml_node *node, const char *text, int64_t *ret_s,
                            struct tct_error *err)
{
    bool digits = strlen(text) >= 5 && text[2] == ':' && strspn(text, "0123456789") == 2 &&
                  strspn(text + 3, "0123456789") == 2;
    int hour = digits ? 10 * (text[0] - '0') + text[1] - '0' : 25;
    int minute = digits ? 10 * (text[3] - '0') + text[4] - '0' : 60;
    if (hour > 24 || minute > 59 || (hour == 24 && minute > 0))
        return tct_yaml_fail(node, "hours as \"22:00-05:00\"", err);
    *ret_s = 3600 * hour + 60 * minute;
    return TCT_OK;
}

/* By the agreement's clock in the file, by UTC from here on. */
static int64_t to_utc(const struct agreement_reader *reader, int64_t local_s)
{
    return ((local_s - reader->utc_offset_s) % DAY_S + DAY_S) % DAY_S;
}

static enum tct_status read_window(const struct agreement_reader *reader,
                                   const struct tct_yaml_node *node, struct tct_window *ret,
                                   struct tct_error *err)
{
    const char *text = NULL;
    int64_t from_s = 0, until_s = 0;
    enum tct_status status = tct_yaml_string(node, &text, err);
    if (status == TCT_OK && (strlen(text) != 11 || text[5] != '-'))
        status = tct_yaml_fail(node, "hours as \"22:00-05:00\"", err);
    if (status == TCT_OK)
        status = clause_hour(node, text, &from_s, err);
    if (status == TCT_OK)
        status = clause_hour(node, text + 6, &until_s, err);
    if (status == TCT_OK && (from_s % DAY_S == until_s % DAY_S))
        status = tct_yaml_fail(node, "hours that are not empty, and not all day", err);
    *ret = (struct tct_window){to_utc(reader, from_s), to_utc(reader, until_s)};
    if (ret->until_s == 0)
        ret->until_s = DAY_S;
    return status;
}

static enum tct_status read_when(const struct agreement_reader *reader,
                                 const struct tct_yaml_node *when, struct tct_commitment *c,
                                 struct tct_error *err)
{
    static const char *const WHEN_KEYS[] = {"from", "until", "hours"};
    if (when == NULL)
        return TCT_OK;
    const struct tct_yaml_node *until = tct_yaml_find(when, "until");
    const struct tct_yaml_node *hours = tct_yaml_find(when, "hours");
    enum tct_status status = tct_yaml_keys(when, WHEN_KEYS, TCT_COUNT(WHEN_KEYS), err);
    if (status == TCT_OK && tct_yaml_find(when, "from") != NULL)
        status = tct_yaml_time(tct_yaml_find(when, "from"), &c->from_ns, err);
    if (status == TCT_OK && until != NULL)
        status = tct_yaml_time(until, &c->until_ns, err);
    if (status == TCT_OK && c->until_ns <= c->from_ns)
        return tct_yaml_fail(until != NULL ? until : when,
                             "an end after the beginning: the period is empty", err);
    if (status != TCT_OK || hours == NULL)
        return status;
    status = tct_yaml_list(hours, 1, HOURS_MOST, err);
    struct tct_window *windows = TCT_ARENA_NEW(reader->arena, struct tct_window, HOURS_MOST);
    if (windows == NULL)
        return agreement_memory(err);
    for (size_t i = 0; status == TCT_OK && i < tct_yaml_count(hours); i++)
        status = read_window(reader, tct_yaml_item(hours, i), &windows[i], err);
    c->windows = windows;
    c->window_count = status == TCT_OK ? tct_yaml_count(hours) : 0;
    return status;
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

static enum tct_status read_unless(const struct tct_yaml_node *unless, struct tct_commitment *c,
                                   struct tct_error *err)
{
    static const char *const UNLESS_KEYS[] = {"notified"};
    const struct tct_yaml_node *notice = NULL;
    if (unless == NULL)
        return TCT_OK;
    enum tct_status status = tct_yaml_keys(unless, UNLESS_KEYS, TCT_COUNT(UNLESS_KEYS), err);
    if (status == TCT_OK)
        status = tct_yaml_need(unless, "notified", &notice, err);
    if (status == TCT_OK)
        status = yaml_wait(notice, &c->notice_s, err);
    if (status == TCT_OK && !(c->notice_s >= 0.0 && c->notice_s <= 366.0 * DAY_S))
        status = tct_yaml_fail(notice, "a notice of 0s to 366d", err);
    return status;
}

/* Words for people, in one language or several: only that it is such. */
static enum tct_status check_text(const struct tct_yaml_node *text, struct tct_error *err)
{
    const char *line = NULL;
    enum tct_status status = TCT_OK;
    if (text == NULL)
        return TCT_OK;
    if (tct_yaml_kind(text) != TCT_YAML_MAP)
        return tct_yaml_string(text, &line, err);
    for (size_t i = 0; i < tct_yaml_count(text) && status == TCT_OK; i++)
        status = tct_yaml_string(tct_yaml_item(text, i), &line, err);
    return status;
}

static enum tct_status read_rest(const struct place_of_keys *in, struct tct_clause *ret,
                                 struct tct_error *err)
{
    struct tct_commitment *c = &ret->commitment;
    struct tct_error why;
    int64_t allowed = 0;
    enum tct_status status = tct_yaml_integer(find(in, "at_most"), 0, 1000, &allowed, err);
    c->allowed = (unsigned)allowed;
    if (status == TCT_OK)
        status = read_unless(find(in, "unless"), c, err);
    if (status == TCT_OK)
        status = check_text(tct_yaml_find(in->clause, "text"), err);
    if (status == TCT_OK && tct_commitment_check(c, &why) != TCT_OK)
        status = tct_fail(err, TCT_ERR_INPUT, "%.200s:%zu: %s", ret->file, ret->line, why.text);
    return status;
}

enum tct_status clause_read(const struct agreement_reader *reader,
                            const struct tct_yaml_node *zones, const struct tct_yaml_node *node,
                            const char *id, const struct tct_yaml_node *stage,
                            struct tct_clause *ret, struct tct_error *err)
{
    struct place_of_keys in = {node, stage};
    ret->commitment = (struct tct_commitment){.far_m = INFINITY,
                                              .from_ns = reader->from_ns,
                                              .until_ns = reader->until_ns,
                                              .notice_s = (double)NAN};
    enum tct_status status = tct_yaml_keys(node, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK && stage != NULL)
        status = tct_yaml_keys(stage, KEYS, TCT_COUNT(KEYS) - 1, err);
    if (status == TCT_OK && snprintf(ret->id, sizeof(ret->id), "%s", id) >= (int)sizeof(ret->id))
        status = tct_yaml_fail(node, "a clause with a name of at most 64 bytes", err);
    if (status == TCT_OK)
        status = read_who(reader, &in, &ret->commitment, err);
    if (status == TCT_OK)
        status = read_what(&in, &ret->commitment, err);
    if (status == TCT_OK)
        status = read_where(reader, zones, find(&in, "where"), ret, err);
    if (status == TCT_OK)
        status = read_when(reader, find(&in, "when"), &ret->commitment, err);
    return status == TCT_OK ? read_rest(&in, ret, err) : status;
}
