/* Names and their numbers: a table with open places, never more than half full. */
#include "id_table.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024 };

/* FNV-1a with the finish of SplitMix64, as its low bits choose the place. */
static uint64_t hash_of(const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    hash = (hash ^ (hash >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    return hash ^ (hash >> 31);
}

void id_table_free(struct id_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->names[i]);
    free(table->names);
    free(table->slots);
    *table = (struct id_table){0};
}

/* Where the name stands, or the open place where it would. */
static size_t place_of(const struct id_table *table, const char *name)
{
    size_t at = (size_t)hash_of(name) & (table->slot_count - 1);
    while (table->slots[at] != 0 && strcmp(table->names[table->slots[at] - 1], name) != 0)
        at = (at + 1) & (table->slot_count - 1);
    return at;
}

uint32_t id_table_find(const struct id_table *table, const char *name)
{
    uint32_t slot = table->slot_count == 0 ? 0 : table->slots[place_of(table, name)];
    return slot == 0 ? ID_NONE : slot - 1;
}

static bool grow_slots(struct id_table *table)
{
    size_t count = table->slot_count == 0 ? FIRST_SLOTS : 2 * table->slot_count;
    uint32_t *slots = calloc(count, sizeof(*slots));
    if (slots == NULL)
        return false;
    free(table->slots);
    table->slots = slots;
    table->slot_count = count;
    for (uint32_t i = 0; i < table->count; i++)
        table->slots[place_of(table, table->names[i])] = i + 1;
    return true;
}

static bool grow_names(struct id_table *table)
{
    size_t room = table->room == 0 ? FIRST_SLOTS : 2 * table->room;
    char **names = realloc(table->names, room * sizeof(*names));
    if (names == NULL)
        return false;
    table->names = names;
    table->room = room;
    return true;
}

uint32_t id_table_add(struct id_table *table, const char *name)
{
    uint32_t known = id_table_find(table, name);
    if (known != ID_NONE)
        return known;
    if (table->count >= UINT32_MAX - 1 ||
        (2 * (table->count + 1) > table->slot_count && !grow_slots(table)) ||
        (table->count == table->room && !grow_names(table)))
        return ID_NONE;
    char *copy = strdup(name);
    if (copy == NULL)
        return ID_NONE;
    table->names[table->count] = copy;
    table->slots[place_of(table, name)] = (uint32_t)table->count + 1;
    return (uint32_t)table->count++;
}
