/* Worlds of firings, drawn at random, for tests of what is made of them. */
#ifndef TACET_TESTS_INCIDENT_WORLDS_H
#define TACET_TESTS_INCIDENT_WORLDS_H

#include "tacet/incident.h"

/* Random firings as a line might have them: fights at some places and times, heavy fire over
 * kilometres, some poorly known, some without a place, some of the same instant. Places are whole
 * metres and times whole milliseconds, so that what is moved by such is exactly moved. */
struct tct_firing random_firing(struct tct_random *random, double wide_m, double long_s);

/* Two dense clouds that are just about at reach of each other: some of a cloud's are of few pairs.
 */
struct tct_firing cloud_firing(struct tct_random *random, double wide_m, double long_s);

/* The same with the sides exchanged. */
struct tct_firing swapped(const struct tct_firing *firing);

/* Random order of 0 to count - 1. */
void shuffle(struct tct_random *random, uint32_t *order, size_t count);

#endif
