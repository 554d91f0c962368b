/* Strays: arrivals of a source that come at another time than they should, as by a reflection or a
 * wrong pick. A station that seems silent and reports something else just then has strayed more
 * often than that is chance; how often is learned. */
#ifndef TACET_NETWORK_STRAYS_H
#define TACET_NETWORK_STRAYS_H

#include "selection.h"

/* Before anything is found. */
#define STRAY_SHARE_FIRST 0.03

/* Which share of the arrivals of clear sources strays. */
double strays_learn(const struct judge *judge, const struct accepted *accepted);

#endif
