/* Names and the numbers that they were given, from 0 in the order in which they came. */
#ifndef TACET_APP_ID_TABLE_H
#define TACET_APP_ID_TABLE_H

#include "tacet/base.h"

struct id_table {
    char **names; /* by number */
    size_t count, room;
    uint32_t *slots; /* number + 1, 0 for none */
    size_t slot_count;
};

enum { ID_NONE = UINT32_MAX };

void id_table_free(struct id_table *table);

/* The number of a name, or ID_NONE. */
uint32_t id_table_find(const struct id_table *table, const char *name);

/* The same, and a new number when it has none; ID_NONE when memory is out. */
uint32_t id_table_add(struct id_table *table, const char *name);

#endif
