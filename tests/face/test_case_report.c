/* Reports of cases: in each language, of anything, and of nothing that was not given to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "tacet/face/case_report.h"

static const char *const LANGUAGES[] = {"en", "hy", "az", "ru", "ar"};

static const char SEEN[] =
    "{\"kind\":\"case\",\"id\":\"c1\",\"about\":\"Shots "
    "<b>&\\\"\",\"opened\":\"2026-11-27T13:35:12Z\","
    "\"step\":\"finding\",\"since\":\"2026-11-27T13:45:47Z\",\"due\":\"2026-12-04T13:45:47Z\","
    "\"overdue\":true,\"history\":[{\"transition\":\"contain\",\"from\":\"intake\",\"to\":"
    "\"contained\",\"at\":\"2026-11-27T13:35:12Z\",\"overdue\":false}],\"acts\":["
    "{\"act\":\"open\",\"at\":\"2026-11-27T13:35:12Z\",\"role\":\"duty_officer\",\"by\":\"duty\"},"
    "{\"act\":\"finding\",\"at\":\"2026-11-27T13:36:12Z\",\"role\":\"analyst\",\"published\":true,"
    "\"what\":\"violation\",\"who\":\"south\",\"sure\":\"low\",\"what_text\":\"WHAT\",\"who_text\":"
    "\"WHO\",\"sure_text\":\"SURE\"},"
    "{\"act\":\"statement\",\"at\":\"2026-11-27T13:37:12Z\",\"role\":\"commissioner\",\"party\":"
    "\"south\",\"stance\":\"dissent\",\"text\":\"\xd8\xad\xd9\x81\xd8\xb1\xd8\xa9\"},"
    "{\"act\":\"evidence\",\"at\":\"2026-11-27T13:38:12Z\",\"withheld\":[\"evidence\"]},"
    "{\"act\":\"access\",\"at\":\"2026-11-27T13:39:12Z\",\"access\":\"refused\",\"of\":\"south\","
    "\"reason\":\"REASON\",\"withheld\":[\"place\"]}],\"withheld\":[\"person\"]}";

static const char INCIDENT[] =
    "{\"id\":\"i20261127-001\",\"from\":\"2026-11-27T13:00:00Z\",\"engagements\":[{\"from\":"
    "\"2026-11-27T13:00:00Z\",\"until\":\"2026-11-27T13:02:00Z\",\"shots\":3,\"side\":{\"north\":0."
    "9,\"south\":0.1},\"place\":{\"x_"
    "m\":"
    "10,\"y_m\":-20,\"radius_m\":8.4}},{\"shots\":1,\"place\":{\"x_m\":500,\"y_m\":500,\"grid_m\":"
    "1000}}],\"withheld\":[\"sensor\"]}";

static char *report_of(struct bench *b, const char *seen, const char *incident,
                       const char *language, enum tct_report_format format, size_t *ret_bytes)
{
    struct tct_error err;
    char *text = NULL;
    json_t *case_seen = json_loads(seen, 0, NULL);
    json_t *incident_seen = incident == NULL ? NULL : json_loads(incident, 0, NULL);
    assert_non_null(case_seen);
    const struct tct_case_report report = {.seen = case_seen,
                                           .incident = incident_seen,
                                           .sector = &b->sector,
                                           .seen_by = "liaison of north",
                                           .language = language};
    if (tct_case_report(&report, format, &text, ret_bytes, &err) != TCT_OK)
        fail_msg("%s", err.text);
    json_decref(case_seen);
    json_decref(incident_seen);
    return text;
}

static struct bench *open_bench(void **state)
{
    struct bench *b = *state;
    bench_must_open(b, "name: t\nframe: local\nstations: stations.csv\n"
                       "parties: [{id: north, name: North}, {id: south, name: South}]\n"
                       "line: [[-900, 0], [900, 0]]\n");
    return b;
}

static void it_says_what_it_was_given_in_each_language(void **state)
{
    struct bench *b = open_bench(state);
    for (size_t i = 0; i < TCT_COUNT(LANGUAGES); i++) {
        static const char *const THERE[] = {
            "Shots &lt;b&gt;&amp;&quot;",
            "violation. WHAT",
            "south. WHO",
            "low. SURE",
            "\xd8\xad\xd9\x81\xd8\xb1\xd8\xa9",
            "REASON",
            "i20261127-001",
            "north 0.90, south 0.10",
            "data:image/png;base64,",
            "person",
            "sensor",
            "2026-12-04T13:45:47Z",
        };
        size_t bytes = 0, again_bytes = 0;
        char *html = report_of(b, SEEN, INCIDENT, LANGUAGES[i], TCT_REPORT_HTML, &bytes);
        char *again = report_of(b, SEEN, INCIDENT, LANGUAGES[i], TCT_REPORT_HTML, &again_bytes);
        assert_int_equal(bytes, again_bytes);
        assert_memory_equal(html, again, bytes);
        for (size_t k = 0; k < TCT_COUNT(THERE); k++)
            if (strstr(html, THERE[k]) == NULL)
                fail_msg("%s: nothing says '%s'", LANGUAGES[i], THERE[k]);
        assert_int_equal(strstr(html, "dir=\"rtl\"") != NULL, strcmp(LANGUAGES[i], "ar") == 0);
        assert_null(strstr(html, "<b>"));
        free(html);
        free(again);
        char *pdf = report_of(b, SEEN, INCIDENT, LANGUAGES[i], TCT_REPORT_PDF, &bytes);
        again = report_of(b, SEEN, INCIDENT, LANGUAGES[i], TCT_REPORT_PDF, &again_bytes);
        assert_true(bytes > 2000 && memcmp(pdf, "%PDF", 4) == 0);
        assert_int_equal(bytes, again_bytes);
        assert_memory_equal(pdf, again, bytes);
        free(pdf);
        free(again);
    }
}

static void nothing_is_said_of_what_is_not_there(void **state)
{
    static const char *const ODD[] = {
        "{}",
        "{\"id\":\"c\",\"acts\":[]}",
        "{\"id\":7,\"acts\":[1,null,\"x\",{},{\"act\":\"finding\"},{\"act\":\"statement\"}]}",
        "{\"acts\":{\"act\":\"open\"},\"history\":\"x\",\"withheld\":[]}",
        "{\"id\":\"\\u202ec\",\"about\":\"a\\u0001\\u200f\\u2066b\"}",
    };
    struct bench *b = open_bench(state);
    for (size_t i = 0; i < TCT_COUNT(ODD); i++) {
        size_t bytes = 0;
        char *html = report_of(b, ODD[i], NULL, "en", TCT_REPORT_HTML, &bytes);
        assert_null(strstr(html, "\xe2\x80\xae"));
        assert_null(strstr(html, "\x01"));
        assert_non_null(strstr(html, "No finding has been published."));
        free(html);
        html =
            report_of(b, ODD[i], "{\"engagements\":[{\"place\":{\"x_m\":1e300,\"y_m\":-1e300}}]}",
                      "ar", TCT_REPORT_PDF, &bytes);
        free(html);
    }
}

/* Texts of the greatest length, more acts than a page holds. */
static void long_ones_have_many_pages(void **state)
{
    struct bench *b = open_bench(state);
    json_t *seen = json_loads(SEEN, 0, NULL), *acts = json_object_get(seen, "acts");
    char text[4001];
    memset(text, 'm', 4000);
    text[4000] = '\0';
    for (int i = 0; i < 300; i++)
        (void)json_array_append_new(acts,
                                    json_pack("{s:s, s:s, s:s, s:s, s:s}", "act", "access", "at",
                                              "2026-11-27T13:39:12Z", "access", "refused", "reason",
                                              i % 50 == 0 ? text : "mines", "place", "the mill"));
    char *all = json_dumps(seen, 0);
    size_t bytes = 0;
    char *pdf = report_of(b, all, INCIDENT, "ru", TCT_REPORT_PDF, &bytes);
    assert_true(bytes > 20000);
    free(pdf);
    char *html = report_of(b, all, INCIDENT, "ru", TCT_REPORT_HTML, &bytes);
    assert_non_null(strstr(html, "mmmm<wbr>mmmm"));
    free(html);
    free(all);
    json_decref(seen);
}

static void another_language_is_refused(void **state)
{
    struct bench *b = open_bench(state);
    struct tct_error err;
    char *text = NULL;
    size_t bytes = 0;
    json_t *seen = json_object();
    const struct tct_case_report report = {
        .seen = seen, .sector = &b->sector, .seen_by = "", .language = "tlh"};
    assert_int_equal(tct_case_report(&report, TCT_REPORT_HTML, &text, &bytes, &err), TCT_ERR_USE);
    assert_non_null(strstr(err.text, "'tlh', expected one of en, hy, az, ru, ar"));
    assert_null(text);
    json_decref(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(it_says_what_it_was_given_in_each_language),
        BENCH_TEST(nothing_is_said_of_what_is_not_there),
        BENCH_TEST(long_ones_have_many_pages),
        BENCH_TEST(another_language_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
