/* YAML: a small file of settings, read into nodes that know their line.
 *
 * Every message names file and line: "sector.yaml:12: found 'x', expected a number from 0 to 10".
 * Getters take NULL for a key that is not there, leave the result as it was and answer TCT_OK, so
 * that a default is what stood in the variable:
 *
 *     double reach_m = 3000.0;
 *     status = tct_yaml_number(tct_yaml_find(map, "reach_m"), 1.0, 1e5, &reach_m, err);
 *
 * Aliases point to the node that they name and are never copied. Limits: 4 MiB, 32 levels, 256 keys
 * a map, a million nodes with aliases counted as if they were written out. */
#ifndef TACET_FACE_YAML_H
#define TACET_FACE_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tacet/base.h"

enum { TCT_YAML_FILE_BYTES = 4 << 20, TCT_YAML_KEYS = 256 };

enum tct_yaml_kind { TCT_YAML_SCALAR, TCT_YAML_LIST, TCT_YAML_MAP };

struct tct_yaml_node;

/* Reads the one document of a file; everything is the arena's. Errors: TCT_ERR_INPUT for no such
 * file or wrong YAML, TCT_ERR_LIMIT, TCT_ERR_IO, TCT_ERR_MEMORY. */
TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_load(const char *path, struct tct_arena *arena,
                                                     const struct tct_yaml_node **ret_root,
                                                     struct tct_error *err);

/* The same from memory; `file` is the name for messages. */
TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_parse(const char *file, const char *text,
                                                      size_t bytes, struct tct_arena *arena,
                                                      const struct tct_yaml_node **ret_root,
                                                      struct tct_error *err);

TCT_API enum tct_yaml_kind tct_yaml_kind(const struct tct_yaml_node *node);

/* The line on which it begins, from 1. */
TCT_API size_t tct_yaml_line(const struct tct_yaml_node *node);

/* Items of a list, keys of a map, 0 for a scalar. */
TCT_API size_t tct_yaml_count(const struct tct_yaml_node *node);

/* Item `i` of a list or value `i` of a map; i < tct_yaml_count. */
TCT_API const struct tct_yaml_node *tct_yaml_item(const struct tct_yaml_node *node, size_t i);

/* Key `i` of a map. */
TCT_API const char *tct_yaml_key(const struct tct_yaml_node *map, size_t i);

/* Fails unless `node` is a map that holds none but the `count` allowed keys; the message suggests
 * the nearest of them. */
TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_keys(const struct tct_yaml_node *node,
                                                     const char *const *allowed, size_t count,
                                                     struct tct_error *err);

/* The value of a key, or NULL; NULL too when `map` is none. */
TCT_API const struct tct_yaml_node *tct_yaml_find(const struct tct_yaml_node *map, const char *key);

/* The value of a key that must be there. */
TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_need(const struct tct_yaml_node *map,
                                                     const char *key,
                                                     const struct tct_yaml_node **ret_value,
                                                     struct tct_error *err);

/* Non-empty text; it lives as long as the node. */
TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_string(const struct tct_yaml_node *node,
                                                       const char **ret_text,
                                                       struct tct_error *err);

/* A number from `min` to `max`. */
TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_number(const struct tct_yaml_node *node, double min,
                                                       double max, double *ret_number,
                                                       struct tct_error *err);

TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_integer(const struct tct_yaml_node *node,
                                                        int64_t min, int64_t max,
                                                        int64_t *ret_number, struct tct_error *err);

/* An RFC 3339 time. */
TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_time(const struct tct_yaml_node *node,
                                                     int64_t *ret_ns, struct tct_error *err);

/* One of `count` words. */
TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_choice(const struct tct_yaml_node *node,
                                                       const char *const *words, size_t count,
                                                       size_t *ret_index, struct tct_error *err);

/* Fails unless `node` is a list of `min` to `max` items. */
TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_list(const struct tct_yaml_node *node, size_t min,
                                                     size_t max, struct tct_error *err);

/* A list of exactly `count` numbers from `min` to `max`. */
TCT_API TCT_MUST_CHECK enum tct_status tct_yaml_numbers(const struct tct_yaml_node *node,
                                                        size_t count, double min, double max,
                                                        double *ret_numbers, struct tct_error *err);

/* "FILE:LINE: found (what the node holds), expected EXPECTED", as TCT_ERR_INPUT. */
TCT_API enum tct_status tct_yaml_fail(const struct tct_yaml_node *node, const char *expected,
                                      struct tct_error *err);

#endif
