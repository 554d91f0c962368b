/* Split: a posterior that bends, as a sum of normal ones. */
#ifndef TACET_NETWORK_SPLIT_H
#define TACET_NETWORK_SPLIT_H

#include "places.h"

/* Puts parts in the stead of the first of the places where two arrays alone heard the source: times
 * leave a branch of a hyperbola, bearings a long stretch of it. What is there stays where its parts
 * cannot be found. */
void split_first(const struct problem *problem, struct places *places);

#endif
