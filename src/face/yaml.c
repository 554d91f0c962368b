/* YAML: what is asked of the nodes. How they are made is in yaml_build.c. */
#include "tacet/face/yaml.h"

#include <stdio.h>
#include <string.h>

#include "text.h"
#include "yaml_node.h"

enum { EXPECTED_BYTES = 160 };

enum tct_yaml_kind tct_yaml_kind(const struct tct_yaml_node *node)
{
    return node->kind;
}

size_t tct_yaml_line(const struct tct_yaml_node *node)
{
    return node->line;
}

size_t tct_yaml_count(const struct tct_yaml_node *node)
{
    return node->count;
}

const struct tct_yaml_node *tct_yaml_item(const struct tct_yaml_node *node, size_t i)
{
    TCT_ASSERT(i < node->count);
    return node->items[i];
}

const char *tct_yaml_key(const struct tct_yaml_node *map, size_t i)
{
    TCT_ASSERT(map->kind == TCT_YAML_MAP && i < map->count);
    return map->keys[i]->text;
}

enum tct_status tct_yaml_fail(const struct tct_yaml_node *node, const char *expected,
                              struct tct_error *err)
{
    char quoted[TEXT_QUOTED_BYTES];
    const char *found = node->kind == TCT_YAML_LIST  ? "a list"
                        : node->kind == TCT_YAML_MAP ? "a map"
                                                     : text_quote(node->text, node->bytes, quoted);
    return tct_fail_at(err, TCT_ERR_INPUT, node->file, node->line, found, expected);
}

enum tct_status tct_yaml_keys(const struct tct_yaml_node *node, const char *const *allowed,
                              size_t count, struct tct_error *err)
{
    if (node->kind != TCT_YAML_MAP)
        return tct_yaml_fail(node, "a map of keys and values", err);
    for (size_t i = 0; i < node->count; i++) {
        const struct tct_yaml_node *key = node->keys[i];
        bool known = false;
        for (size_t k = 0; k < count && !known; k++)
            known = strcmp(key->text, allowed[k]) == 0;
        if (known)
            continue;
        char found[TEXT_QUOTED_BYTES + 24], quoted[TEXT_QUOTED_BYTES], expected[EXPECTED_BYTES];
        (void)snprintf(found, sizeof(found), "the unknown key %s",
                       text_quote(key->text, key->bytes, quoted));
        const char *nearest = text_nearest(key->text, allowed, count);
        if (nearest != NULL)
            (void)snprintf(expected, sizeof(expected), "'%s'", nearest);
        else
            text_join(allowed, count, expected, sizeof(expected));
        return tct_fail_at(err, TCT_ERR_INPUT, key->file, key->line, found, expected);
    }
    return TCT_OK;
}

const struct tct_yaml_node *tct_yaml_find(const struct tct_yaml_node *map, const char *key)
{
    if (map->kind != TCT_YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->keys[i]->text, key) == 0)
            return map->items[i];
    return NULL;
}

enum tct_status tct_yaml_need(const struct tct_yaml_node *map, const char *key,
                              const struct tct_yaml_node **ret_value, struct tct_error *err)
{
    char expected[EXPECTED_BYTES];
    if (map->kind != TCT_YAML_MAP)
        return tct_yaml_fail(map, "a map of keys and values", err);
    *ret_value = tct_yaml_find(map, key);
    if (*ret_value != NULL)
        return TCT_OK;
    (void)snprintf(expected, sizeof(expected), "the required key '%s'", key);
    return tct_fail_at(err, TCT_ERR_INPUT, map->file, map->line, "a map without it", expected);
}

enum tct_status tct_yaml_string(const struct tct_yaml_node *node, const char **ret_text,
                                struct tct_error *err)
{
    if (node == NULL)
        return TCT_OK;
    if (node->kind != TCT_YAML_SCALAR || node->bytes == 0)
        return tct_yaml_fail(node, "text", err);
    *ret_text = node->text;
    return TCT_OK;
}

enum tct_status tct_yaml_number(const struct tct_yaml_node *node, double min, double max,
                                double *ret_number, struct tct_error *err)
{
    double number;
    char expected[EXPECTED_BYTES];
    if (node == NULL)
        return TCT_OK;
    if (node->kind == TCT_YAML_SCALAR && text_number(node->text, node->bytes, &number) &&
        number >= min && number <= max) {
        *ret_number = number;
        return TCT_OK;
    }
    (void)snprintf(expected, sizeof(expected), "a number from %.10g to %.10g", min, max);
    return tct_yaml_fail(node, expected, err);
}

enum tct_status tct_yaml_integer(const struct tct_yaml_node *node, int64_t min, int64_t max,
                                 int64_t *ret_number, struct tct_error *err)
{
    int64_t number;
    char expected[EXPECTED_BYTES];
    if (node == NULL)
        return TCT_OK;
    if (node->kind == TCT_YAML_SCALAR && text_integer(node->text, node->bytes, &number) &&
        number >= min && number <= max) {
        *ret_number = number;
        return TCT_OK;
    }
    (void)snprintf(expected, sizeof(expected), "a whole number from %lld to %lld", (long long)min,
                   (long long)max);
    return tct_yaml_fail(node, expected, err);
}

enum tct_status tct_yaml_time(const struct tct_yaml_node *node, int64_t *ret_ns,
                              struct tct_error *err)
{
    if (node == NULL)
        return TCT_OK;
    if (node->kind != TCT_YAML_SCALAR || tct_time_parse(node->text, node->bytes, ret_ns) != TCT_OK)
        return tct_yaml_fail(node, "a time such as 2026-01-31T12:00:00Z", err);
    return TCT_OK;
}

enum tct_status tct_yaml_choice(const struct tct_yaml_node *node, const char *const *words,
                                size_t count, size_t *ret_index, struct tct_error *err)
{
    char expected[EXPECTED_BYTES];
    if (node == NULL)
        return TCT_OK;
    for (size_t i = 0; node->kind == TCT_YAML_SCALAR && i < count; i++)
        if (strcmp(node->text, words[i]) == 0) {
            *ret_index = i;
            return TCT_OK;
        }
    text_join(words, count, expected, sizeof(expected));
    return tct_yaml_fail(node, expected, err);
}

enum tct_status tct_yaml_list(const struct tct_yaml_node *node, size_t min, size_t max,
                              struct tct_error *err)
{
    char found[48], expected[EXPECTED_BYTES];
    if (node->kind == TCT_YAML_LIST && node->count >= min && node->count <= max)
        return TCT_OK;
    if (min == max)
        (void)snprintf(expected, sizeof(expected), "a list of %zu items", min);
    else
        (void)snprintf(expected, sizeof(expected), "a list of %zu to %zu items", min, max);
    if (node->kind != TCT_YAML_LIST)
        return tct_yaml_fail(node, expected, err);
    (void)snprintf(found, sizeof(found), "a list of %zu", node->count);
    return tct_fail_at(err, TCT_ERR_INPUT, node->file, node->line, found, expected);
}

enum tct_status tct_yaml_numbers(const struct tct_yaml_node *node, size_t count, double min,
                                 double max, double *ret_numbers, struct tct_error *err)
{
    if (node == NULL)
        return TCT_OK;
    enum tct_status status = tct_yaml_list(node, count, count, err);
    for (size_t i = 0; i < count && status == TCT_OK; i++)
        status = tct_yaml_number(node->items[i], min, max, &ret_numbers[i], err);
    return status;
}
