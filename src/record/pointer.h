/* JSON Pointers (RFC 6901) to members of objects. */
#ifndef TACET_RECORD_POINTER_H
#define TACET_RECORD_POINTER_H

#include <jansson.h>

#include "tacet/base.h"

/* The object that holds the member that `pointer` names, and the member's own name (free it). */
TCT_MUST_CHECK enum tct_status pointer_find(json_t *root, const char *pointer, json_t **ret_object,
                                            char **ret_name, struct tct_error *err);

#endif
