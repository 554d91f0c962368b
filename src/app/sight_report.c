/* Exposure, as text and as JSON. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "sight_report.h"

static const double HOURS_A_DAY = 24.0;

/* Of one time: places and people surely exposed, and those of whom it cannot be said that they are
 * not. */
struct total {
    size_t places, places_most;
    double people, people_most, people_hours, people_hours_most;
};

static struct total sum_up(const struct exposure *e, int time)
{
    struct total t = {0};
    for (size_t i = 0; i < e->places.count; i++) {
        const struct exposed *x = &e->exposed[i];
        double people = e->places.items[i].people, hours = e->places.items[i].hours;
        double there = isnan(people) ? 0.0 : people;
        double sum = there * (isnan(hours) ? HOURS_A_DAY : hours);
        bool surely = x->seen[time] > 0,
             perhaps = surely || x->unsure[time] > 0 || x->unknown[time] > 0;
        t.places += surely ? 1 : 0;
        t.places_most += perhaps ? 1 : 0;
        t.people += surely ? there : 0.0;
        t.people_most += perhaps ? there : 0.0;
        t.people_hours += surely ? sum : 0.0;
        t.people_hours_most += perhaps ? sum : 0.0;
    }
    return t;
}

static void print_total(const char *when, const struct total *t)
{
    (void)printf("%s: %zu to %zu places exposed, %.0f to %.0f people, %.0f to %.0f people-hours a "
                 "day\n",
                 when, t->places, t->places_most, t->people, t->people_most, t->people_hours,
                 t->people_hours_most);
}

static void print_count(const struct exposed *x, int time)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "%zu", x->seen[time]);
    if (x->unsure[time] + x->unknown[time] > 0)
        (void)snprintf(text, sizeof(text), "%zu to %zu", x->seen[time],
                       x->seen[time] + x->unsure[time] + x->unknown[time]);
    (void)printf(" %14s", text);
}

static void print_places(const struct exposure *e)
{
    bool after = e->request->zone_path != NULL;
    (void)printf("\n%-28s %-12s %8s %14s%s\n", "place", "kind", "people", "seen by posts",
                 after ? "          after" : "");
    for (size_t i = 0; i < e->places.count; i++) {
        const struct tct_shape *place = &e->places.items[i];
        char people[24] = "-";
        if (!isnan(place->people))
            (void)snprintf(people, sizeof(people), "%.0f", place->people);
        (void)printf("%-28.28s %-12.12s %8s", place->name, place->kind, people);
        for (int t = 0; t < (after ? EXPOSED_TIMES : 1); t++)
            print_count(&e->exposed[i], t);
        (void)putchar('\n');
    }
}

static void print_stretches(const struct exposure *e)
{
    (void)printf("\nMust be empty, so that nobody there can be seen (metres along the line):\n");
    for (size_t i = 0; i < e->stretches.count; i++) {
        const struct stretch *s = &e->stretches.items[i];
        (void)printf("%-28.28s %-16.16s %9.0f to %9.0f%s\n", s->settlement,
                     e->lines.items[s->line].name, s->from_m, s->to_m,
                     s->sure ? "" : "  (some of it perhaps)");
    }
    if (e->stretches.count == 0)
        (void)printf("nothing of the line sees any of the places\n");
}

static double share_of(const struct sight_watch *watch, size_t cells)
{
    return (double)cells / (double)watch->cells;
}

static void print_watch(const struct exposure *e)
{
    const struct sight_watch *w = &e->watch;
    (void)printf("\nPoints from which the zones are seen, each with those above it:\n");
    for (size_t i = 0; i < w->chosen; i++)
        (void)printf("%3zu %-28.28s %-12.12s %6.1f %%\n", i + 1,
                     e->watchers.items[w->points[i]].name, e->watchers.items[w->points[i]].kind,
                     100.0 * share_of(w, w->held[i]));
    (void)printf("No %zu of these %zu points see more than %.1f %% together; all of them see "
                 "%.1f %%.\n",
                 w->wanted, e->watchers.count, 100.0 * share_of(w, w->bound),
                 100.0 * share_of(w, w->coverable));
}

void exposure_print(const struct exposure *e)
{
    struct total before = sum_up(e, EXPOSED_BEFORE), after = sum_up(e, EXPOSED_AFTER);
    (void)printf("%zu posts, %zu places\n", e->posts.count, e->places.count);
    print_total(e->request->zone_path != NULL ? "before" : "now", &before);
    if (e->request->zone_path != NULL) {
        (void)printf("%zu posts stand in the zones and are withdrawn\n",
                     e->posts.count - e->staying);
        print_total("after", &after);
    }
    print_places(e);
    if (e->lines.count > 0)
        print_stretches(e);
    if (e->watchers.count > 0)
        print_watch(e);
    (void)printf("\n%s\n%s\n",
                 isnan(e->request->dem_error_m)
                     ? "How far the model's heights err was not given (--dem-error): as if exact."
                     : "From the least to the most that the errors of the model's heights allow "
                       "(95 % on each side).",
                 SIGHT_NOTE);
}

static json_t *json_of_count(const struct exposed *x, int time)
{
    return json_pack("{s:I,s:I,s:I}", "seen", (json_int_t)x->seen[time], "unsure",
                     (json_int_t)x->unsure[time], "unknown", (json_int_t)x->unknown[time]);
}

static json_t *json_of_total(const struct total *t)
{
    return json_pack("{s:[I,I],s:[f,f],s:[f,f]}", "places", (json_int_t)t->places,
                     (json_int_t)t->places_most, "people", t->people, t->people_most,
                     "people_hours_a_day", t->people_hours, t->people_hours_most);
}

static json_t *json_of_places(const struct exposure *e)
{
    json_t *list = json_array();
    for (size_t i = 0; i < e->places.count; i++) {
        const struct tct_shape *place = &e->places.items[i];
        json_t *object =
            json_pack("{s:s,s:s,s:s,s:o}", "name", place->name, "kind", place->kind, "settlement",
                      place->settlement, "before", json_of_count(&e->exposed[i], EXPOSED_BEFORE));
        if (e->request->zone_path != NULL)
            (void)json_object_set_new(object, "after",
                                      json_of_count(&e->exposed[i], EXPOSED_AFTER));
        if (!isnan(place->people))
            (void)json_object_set_new(object, "people", json_real(place->people));
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *json_of_stretches(const struct exposure *e)
{
    json_t *list = json_array();
    for (size_t i = 0; i < e->stretches.count; i++) {
        const struct stretch *s = &e->stretches.items[i];
        (void)json_array_append_new(list,
                                    json_pack("{s:s,s:s,s:f,s:f,s:b}", "settlement", s->settlement,
                                              "line", e->lines.items[s->line].name, "from_m",
                                              s->from_m, "to_m", s->to_m, "sure", s->sure));
    }
    return list;
}

static json_t *json_of_watch(const struct exposure *e)
{
    const struct sight_watch *w = &e->watch;
    json_t *points = json_array();
    for (size_t i = 0; i < w->chosen; i++)
        (void)json_array_append_new(points, json_pack("{s:s,s:f}", "name",
                                                      e->watchers.items[w->points[i]].name,
                                                      "covered", share_of(w, w->held[i])));
    return json_pack("{s:o,s:f,s:f}", "points", points, "bound", share_of(w, w->bound), "coverable",
                     share_of(w, w->coverable));
}

void exposure_print_json(const struct exposure *e)
{
    struct total before = sum_up(e, EXPOSED_BEFORE), after = sum_up(e, EXPOSED_AFTER);
    json_t *object = json_object();
    (void)json_object_set_new(object, "posts", json_integer((json_int_t)e->posts.count));
    (void)json_object_set_new(object, "before", json_of_total(&before));
    if (e->request->zone_path != NULL)
        (void)json_object_set_new(object, "after", json_of_total(&after));
    (void)json_object_set_new(object, "places", json_of_places(e));
    if (e->lines.count > 0)
        (void)json_object_set_new(object, "stretches", json_of_stretches(e));
    if (e->watchers.count > 0)
        (void)json_object_set_new(object, "watch", json_of_watch(e));
    (void)json_object_set_new(object, "note", json_string(SIGHT_NOTE));
    (void)json_dumpf(object, stdout, JSON_REAL_PRECISION(9)); /* checked when it is flushed */
    (void)putchar('\n');
    json_decref(object);
}
