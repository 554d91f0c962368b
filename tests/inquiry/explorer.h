/* Every state that a case can really come to, by doing to real cases whatever people could do. It
 * shares nothing with the check of a procedure but what a case is. */
#ifndef TESTS_INQUIRY_EXPLORER_H
#define TESTS_INQUIRY_EXPLORER_H

#include "tacet/inquiry.h"

/* A bit for each enum tct_flaw that is found by going through all states; `people` of each role and
 * side, at most 3. *ret_states is how many there are; over `most` states it gives up and answers
 * false. The parties are taken in turn for the one that blocks. */
bool explore(const struct tct_procedure *procedure, int people, size_t most, unsigned *ret_flaws,
             size_t *ret_states);

#endif
