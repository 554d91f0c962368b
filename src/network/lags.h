/* Lags: how late stations show what others heard: for each station the times of its picks, used or
 * free, minus when the other stations say that a source should have been heard there. */
#ifndef TACET_NETWORK_LAGS_H
#define TACET_NETWORK_LAGS_H

#include "selection.h"

/* Clocks that are off by more are not found. */
#define LAG_MOST_S 4.0

struct lag {
    double shown_s; /* of the pick, as the station's clock shows it */
    double lag_s;
    double
        variance_s2; /* of the pick, both paths and what the others leave open; not of the clock */
    double odds;     /* of the station hearing the source at all, over the rate of chance */
    double weight;   /* shots of one place share the errors of their paths: one over their number */
    double east_s_m, north_s_m; /* how the arrival shifts when the station moves by a metre */
};

/* What is asked of each station. */
struct lag_station {
    size_t first, count; /* of its lags, by time as shown */
    double expected;     /* weight of the sources that it should have heard */
    double spread2;      /* variance of the weight that it does hear */
};

struct lags {
    struct lag *all; /* by station */
    struct lag_station *stations;
};

/* What stations show, before anything is corrected. */
struct shown {
    double *time_s;          /* [picks], like pick.time_s */
    double *own_variance_s2; /* [picks] */
};

/* From the sources that stand, of the stations `asked` (NULL: all). Everything is the arena's.
 * Errors: TCT_ERR_MEMORY. */
enum tct_status lags_gather(const struct judge *judge, const struct shown *shown,
                            const struct accepted *accepted, const bool *asked,
                            struct tct_arena *arena, struct lags *ret_lags, struct tct_error *err);

#endif
