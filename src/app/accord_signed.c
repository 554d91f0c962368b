/* Which versions of an agreement both parties signed. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "accord.h"
#include "authors.h"
#include "report.h"

struct signing {
    struct ground *ground;
    const struct tct_agreement *agreement;
    struct authors authors;
    bool by[TCT_VERSIONS_MAX][2];
};

static enum tct_status take_author(void *user, const char *name, size_t line, char *text,
                                   size_t bytes, struct tct_error *err)
{
    struct signing *to = user;
    struct tct_error why;
    json_t *entry = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, NULL);
    enum tct_status status =
        json_is_object(entry)
            ? authors_take(&to->authors, &to->ground->sector, entry, &why)
            : tct_fail(&why, TCT_ERR_INPUT, "found no JSON object, expected an author");
    json_decref(entry);
    if (status == TCT_ERR_MEMORY)
        return tct_fail(err, status, "%s", why.text);
    if (status != TCT_OK)
        report_refused(to->ground, name, line, &why);
    return TCT_OK;
}

/* The version whose words were signed; else what is wrong. */
static enum tct_status find_version(const struct signing *to, const struct tct_statement *statement,
                                    size_t *ret, struct tct_error *err)
{
    for (size_t i = 0; i < to->agreement->version_count; i++) {
        char text[TCT_SIGNED_BYTES];
        tct_agreement_signed(to->agreement, &to->agreement->versions[i], text);
        *ret = i;
        if (strcmp(text, statement->text) == 0)
            return TCT_OK;
    }
    return tct_fail(err, TCT_ERR_INPUT,
                    "found the signature of other words, expected that of a version as it is in "
                    "its file");
}

static enum tct_status take_signature(void *user, const char *name, size_t line, char *text,
                                      size_t bytes, struct tct_error *err)
{
    struct signing *to = user;
    struct tct_statement statement = {0};
    const struct author *author = NULL;
    struct tct_error why;
    size_t version = 0;
    while (bytes > 0 && strchr(" \t\r\n", text[bytes - 1]) != NULL)
        bytes--;
    enum tct_status status = tct_statement_open(text, bytes, &statement, &why);
    if (status == TCT_OK)
        status = authors_find(&to->authors, &statement, &author, &why);
    if (status == TCT_OK && author->party == TCT_SIDE_UNDETERMINED)
        status = tct_fail(&why, TCT_ERR_INPUT,
                          "found the signature of the mission, expected that of a party");
    if (status == TCT_OK)
        status = find_version(to, &statement, &version, &why);
    tct_statement_free(&statement);
    if (status == TCT_OK)
        to->by[version][author->party] = true;
    else if (status == TCT_ERR_MEMORY)
        return tct_fail(err, status, "%s", why.text);
    else
        report_refused(to->ground, name, line, &why);
    return TCT_OK;
}

static void say_unsigned(const struct signing *from, size_t version)
{
    const struct tct_party *parties = from->ground->sector.parties;
    bool left = from->by[version][0], right = from->by[version][1];
    char who[160] = "nobody";
    if (left || right)
        (void)snprintf(who, sizeof(who), "%.120s alone", parties[left ? 0 : 1].id);
    (void)fprintf(stderr, "tacet %s: %s: version %u is signed by %s, expected both parties: %s\n",
                  from->ground->command->name, from->agreement->versions[version].file,
                  from->agreement->versions[version].number, who,
                  version == 0 ? "nothing is in force" : "the former version stays in force");
}

enum tct_status accord_signed(struct ground *ground, const struct tct_agreement *agreement,
                              const char *authors_path, size_t *ret, struct tct_error *err)
{
    struct signing signing = {.ground = ground, .agreement = agreement};
    *ret = 0;
    if (authors_path == NULL)
        return tct_fail(err, TCT_ERR_USE,
                        "--authors FILE is missing: whose signatures count (or --draft)");
    enum tct_status status = report_lines(authors_path, take_author, &signing, err);
    if (status == TCT_OK && agreement->signatures != NULL)
        status = report_lines(agreement->signatures, take_signature, &signing, err);
    authors_free(&signing.authors);
    if (status != TCT_OK)
        return status;
    while (*ret < agreement->version_count && signing.by[*ret][0] && signing.by[*ret][1])
        ++*ret;
    if (*ret < agreement->version_count)
        say_unsigned(&signing, *ret);
    return TCT_OK;
}

/* ---- What commands make of clauses --------------------------------------------------------------
 */

struct corners {
    struct tct_plane low, high;
};

static void widen(struct corners *box, struct tct_plane place)
{
    box->low.x_m = fmin(box->low.x_m, place.x_m);
    box->low.y_m = fmin(box->low.y_m, place.y_m);
    box->high.x_m = fmax(box->high.x_m, place.x_m);
    box->high.y_m = fmax(box->high.y_m, place.y_m);
}

void accord_ground(const struct tct_sector *sector, const struct tct_clause *clauses, size_t count,
                   struct tct_plane ret[2])
{
    /* Events are located some kilometres beyond stations and line. */
    static const double AROUND_M = 5000.0, BAND_MOST_M = 50000.0;
    struct corners box = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    double around_m = AROUND_M;
    for (size_t i = 0; i < sector->network.station_count; i++)
        widen(&box,
              (struct tct_plane){sector->network.stations[i].x_m, sector->network.stations[i].y_m});
    for (size_t i = 0; i < sector->network.line_count; i++)
        widen(&box, sector->network.line[i]);
    for (size_t i = 0; i < count; i++) {
        const struct tct_commitment *c = &clauses[i].commitment;
        for (size_t k = 0; c->zone != NULL && k < c->zone->rings[0].count; k++)
            widen(&box, c->zone->rings[0].corners[k]);
        if (isfinite(c->far_m))
            around_m = fmax(around_m, fmin(c->far_m, BAND_MOST_M));
    }
    ret[0] = (struct tct_plane){box.low.x_m - around_m, box.low.y_m - around_m};
    ret[1] = (struct tct_plane){box.high.x_m + around_m, box.high.y_m + around_m};
}

struct tct_commitment *accord_commitments(struct tct_arena *arena, const struct tct_clause *clauses,
                                          size_t count)
{
    struct tct_commitment *ret = TCT_ARENA_NEW(arena, struct tct_commitment, count);
    for (size_t i = 0; ret != NULL && i < count; i++)
        ret[i] = clauses[i].commitment;
    return ret;
}
