/* Exposure, what is printed: by protected place, never by post. */
#ifndef TACET_APP_SIGHT_REPORT_H
#define TACET_APP_SIGHT_REPORT_H

#include "sight_exposure.h"

struct exposure_request {
    struct sight_request sight;
    const char *posts_path, *places_path, *zone_path, *line_path, *watch_path, *output_path;
    double dem_error_m, watch_range_m, choose;
    bool json, strict;
};

struct exposure {
    const struct exposure_request *request;
    struct tct_shapes posts, places, zones, lines, watchers;
    bool *withdrawn;         /* by post */
    size_t staying;          /* posts */
    struct exposed *exposed; /* by place */
    struct stretches stretches;
    struct sight_watch watch;
};

void exposure_print(const struct exposure *e);
void exposure_print_json(const struct exposure *e);

#endif
