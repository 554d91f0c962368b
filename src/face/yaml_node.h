/* The node that yaml_build.c makes and yaml.c answers from. */
#ifndef TACET_FACE_YAML_NODE_H
#define TACET_FACE_YAML_NODE_H

#include "tacet/face/yaml.h"

struct tct_yaml_node {
    enum tct_yaml_kind kind;
    size_t line;
    const char *file;
    const char *text; /* scalar: ends with a NUL and holds none; a null or nothing is "" */
    size_t bytes;
    size_t count;
    struct tct_yaml_node **items; /* of a list; values of a map */
    struct tct_yaml_node **keys;  /* of a map, scalars */
    size_t written_out;           /* nodes from here down, aliases counted as if copied */
};

#endif
