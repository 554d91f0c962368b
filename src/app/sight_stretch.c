/* Stretches of the first line from which a settlement is seen: where nobody may be, if those who
 * live there are to be safe. */
#include <math.h>
#include <string.h>

#include "sight_exposure.h"

/* The first line, point by point, and what each sees of the settlement at hand. */
struct survey {
    const struct exposure_setup *setup;
    struct sight_points line, places;
    double *along_m; /* of each point of the line */
    uint8_t *states; /* of each: TCT_SIGHT_HIDDEN, TCT_SIGHT_SEEN, EXPOSED_UNSURE */
    const char *settlement;
};

static const char *settlement_of(const struct tct_shape *place)
{
    return place->settlement[0] != '\0' ? place->settlement : place->name;
}

static void judge_point(void *work, size_t point, size_t worker)
{
    const struct survey *s = work;
    const struct sight_request *request = &s->setup->sight->request;
    struct tct_sight_end from = {s->line.x_m[point], s->line.y_m[point],
                                 request->observer_height_m};
    uint8_t worst = TCT_SIGHT_HIDDEN;
    (void)worker;
    for (size_t i = 0; i < s->places.count && worst != TCT_SIGHT_SEEN; i++) {
        if (strcmp(settlement_of(&s->setup->places->items[s->places.of[i]]), s->settlement) != 0)
            continue;
        struct tct_sight_end to = {s->places.x_m[i], s->places.y_m[i], request->target_height_m};
        int state = exposure_judge(s->setup->sight, s->setup->dem_error_m, &from, &to);
        if (state == TCT_SIGHT_SEEN)
            worst = TCT_SIGHT_SEEN;
        else if (state != TCT_SIGHT_HIDDEN)
            worst = EXPOSED_UNSURE;
    }
    s->states[point] = worst;
}

static enum tct_status add(struct sight *sight, struct stretches *all, struct stretch one,
                           struct tct_error *err)
{
    if ((all->count & (all->count - 1)) == 0) { /* a power of two, or none: full */
        struct stretch *more =
            TCT_ARENA_NEW(&sight->arena, struct stretch, all->count == 0 ? 1 : 2 * all->count);
        if (more == NULL)
            return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
        if (all->count > 0)
            memcpy(more, all->items, all->count * sizeof(*more));
        all->items = more;
    }
    all->items[all->count++] = one;
    return TCT_OK;
}

/* Neighbouring points that are not surely hidden make a stretch, to half way to the next. */
static enum tct_status gather(const struct survey *s, struct stretches *all, struct tct_error *err)
{
    size_t count = s->line.count;
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < count && status == TCT_OK; i++) {
        size_t line = s->line.of[i], end = i;
        bool sure = true;
        if (s->states[i] == TCT_SIGHT_HIDDEN)
            continue;
        for (; end < count && s->line.of[end] == line && s->states[end] != TCT_SIGHT_HIDDEN; end++)
            sure = sure && s->states[end] == TCT_SIGHT_SEEN;
        bool begins = i == 0 || s->line.of[i - 1] != line;
        bool ends = end == count || s->line.of[end] != line;
        double from_m = begins ? s->along_m[i] : 0.5 * (s->along_m[i - 1] + s->along_m[i]);
        double to_m = ends ? s->along_m[end - 1] : 0.5 * (s->along_m[end - 1] + s->along_m[end]);
        status = add(s->setup->sight, all,
                     (struct stretch){s->settlement, line, from_m, to_m, sure}, err);
        i = end - 1;
    }
    return status;
}

static bool met_before(const struct tct_shapes *places, size_t place)
{
    for (size_t i = 0; i < place; i++)
        if (strcmp(settlement_of(&places->items[i]), settlement_of(&places->items[place])) == 0)
            return true;
    return false;
}

static enum tct_status lay_out(struct survey *s, const struct tct_shapes *lines,
                               struct tct_error *err)
{
    struct sight *sight = s->setup->sight;
    const struct tct_shapes *places = s->setup->places;
    double cell_m = fmin(sight->dem.step_x_m, sight->dem.step_y_m);
    enum tct_status status = TCT_OK;
    for (size_t i = 0; i < lines->count && status == TCT_OK; i++)
        status = sight_take_points(sight, &lines->items[i], i, cell_m, &s->line, err);
    for (size_t i = 0; i < places->count && status == TCT_OK; i++)
        status = sight_take_points(sight, &places->items[i], i, cell_m, &s->places, err);
    if (status != TCT_OK)
        return status;
    if (s->places.count > 0 && s->line.count > EXPOSURE_RAYS / s->places.count)
        return tct_fail(err, TCT_ERR_LIMIT,
                        "found %zu points of the line and %zu of places, expected at most %d pairs",
                        s->line.count, s->places.count, (int)EXPOSURE_RAYS);
    s->along_m = TCT_ARENA_NEW(&sight->arena, double, s->line.count);
    s->states = TCT_ARENA_NEW(&sight->arena, uint8_t, s->line.count);
    if (s->along_m == NULL || s->states == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    for (size_t i = 1; i < s->line.count; i++)
        s->along_m[i] = s->line.of[i] != s->line.of[i - 1]
                            ? 0.0
                            : s->along_m[i - 1] + hypot(s->line.x_m[i] - s->line.x_m[i - 1],
                                                        s->line.y_m[i] - s->line.y_m[i - 1]);
    return TCT_OK;
}

enum tct_status exposure_stretches(const struct exposure_setup *setup,
                                   const struct tct_shapes *lines, struct stretches *ret_stretches,
                                   struct tct_error *err)
{
    const struct tct_executor *executor = workers_executor(setup->sight->workers);
    struct survey s = {.setup = setup};
    enum tct_status status = lay_out(&s, lines, err);
    *ret_stretches = (struct stretches){0};
    for (size_t i = 0; i < setup->places->count && status == TCT_OK; i++) {
        if (met_before(setup->places, i))
            continue;
        s.settlement = settlement_of(&setup->places->items[i]);
        executor->run(executor->user, s.line.count, judge_point, &s);
        status = gather(&s, ret_stretches, err);
    }
    return status;
}
