/* Waits, as people write them in settings: "90m", "24h", "never". */
#ifndef TACET_FACE_YAML_WAIT_H
#define TACET_FACE_YAML_WAIT_H

#include "tacet/face/yaml.h"

enum { YAML_WAIT_BYTES = 32 };

/* Seconds of a number with s, m, h or d; INFINITY for "never". NULL leaves the result as it was. */
TCT_MUST_CHECK enum tct_status yaml_wait(const struct tct_yaml_node *node, double *ret_s,
                                         struct tct_error *err);

/* The same the other way round, in the largest unit that is whole. */
void yaml_wait_print(double wait_s, char ret_text[YAML_WAIT_BYTES]);

#endif
