/* Whether a series can be what it says. */
#include "tacet/tension/series.h"

#include <math.h>

static enum tct_status check_times(const struct tct_series *series, struct tct_error *err)
{
    for (size_t i = 0; i < series->count; i++) {
        if (!isfinite(series->times[i]) || (i > 0 && series->times[i] < series->times[i - 1]))
            return tct_fail(err, TCT_ERR_INPUT,
                            "event %zu: found time %g after %g, expected times in their order",
                            i + 1, series->times[i], i > 0 ? series->times[i - 1] : 0.0);
        if (series->types != NULL && series->types[i] >= series->type_count)
            return tct_fail(err, TCT_ERR_INPUT, "event %zu: found type %u, expected one below %zu",
                            i + 1, (unsigned)series->types[i], series->type_count);
    }
    return TCT_OK;
}

static enum tct_status check_exposure(const struct tct_series *series, struct tct_error *err)
{
    for (size_t i = 0; i < series->exposure_count; i++) {
        const struct tct_exposure *piece = &series->exposure[i];
        if (!isfinite(piece->from) || (i > 0 && piece->from <= series->exposure[i - 1].from))
            return tct_fail(err, TCT_ERR_INPUT,
                            "exposure %zu: found %g, expected pieces of time in their order", i + 1,
                            piece->from);
        for (size_t d = 0; d < series->type_count; d++)
            if (!(piece->p[d] >= 0.0 && piece->p[d] <= 1.0))
                return tct_fail(err, TCT_ERR_INPUT,
                                "exposure %zu: found %g, expected a probability", i + 1,
                                piece->p[d]);
    }
    return TCT_OK;
}

/* An event that nobody could have counted contradicts the exposure. */
static enum tct_status check_seen(const struct tct_series *series, struct tct_error *err)
{
    size_t piece = 0;
    for (size_t i = 0; i < series->count && series->exposure_count > 0; i++) {
        while (piece + 1 < series->exposure_count &&
               series->exposure[piece + 1].from <= series->times[i])
            piece++;
        size_t type = series->types == NULL ? 0 : series->types[i];
        if (series->exposure[piece].p[type] <= 0.0)
            return tct_fail(err, TCT_ERR_INPUT,
                            "event %zu at %g: found an exposure of 0, expected more where "
                            "something was counted",
                            i + 1, series->times[i]);
    }
    return TCT_OK;
}

enum tct_status tct_series_check(const struct tct_series *series, struct tct_error *err)
{
    if (series->type_count == 0 || series->type_count > TCT_TENSION_TYPES_MAX)
        return tct_fail(err, TCT_ERR_INPUT, "found %zu types of events, expected 1 to %d",
                        series->type_count, (int)TCT_TENSION_TYPES_MAX);
    if (!isfinite(series->begin) || !isfinite(series->end) || series->end <= series->begin)
        return tct_fail(err, TCT_ERR_INPUT, "found a period from %g to %g, expected one that lasts",
                        series->begin, series->end);
    enum tct_status status = check_times(series, err);
    if (status == TCT_OK)
        status = check_exposure(series, err);
    return status == TCT_OK ? check_seen(series, err) : status;
}
