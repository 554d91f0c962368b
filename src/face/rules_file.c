/* The mission's rules from YAML. */
#include "tacet/face/rules_file.h"

#include <string.h>

#include "tacet/face/statement_file.h"
#include "tacet/face/yaml.h"

enum { ARENA_BYTES = 16 << 20 };

/* "15:30" as seconds after midnight. */
static enum tct_status read_day(const struct tct_yaml_node *node, int64_t *ret_s,
                                struct tct_error *err)
{
    const char *text = NULL;
    if (node == NULL)
        return TCT_OK;
    enum tct_status status = tct_yaml_string(node, &text, err);
    if (status != TCT_OK)
        return status;
    bool digits = strlen(text) == 5 && text[2] == ':' && strspn(text, "0123456789") == 2 &&
                  strspn(text + 3, "0123456789") == 2;
    int hour = digits ? 10 * (text[0] - '0') + text[1] - '0' : 24;
    int minute = digits ? 10 * (text[3] - '0') + text[4] - '0' : 60;
    if (hour > 23 || minute > 59)
        return tct_yaml_fail(node, "a time of day in UTC as \"15:30\"", err);
    *ret_s = 3600 * hour + 60 * minute;
    return TCT_OK;
}

static enum tct_status read_rules(const struct tct_yaml_node *root, struct tct_rules *rules,
                                  struct tct_error *err)
{
    struct {
        const char *key;
        double *number;
    } numbers[] = {
        {"burst_gap_s", &rules->burst_gap_s},
        {"burst_reach_m", &rules->burst_reach_m},
        {"engagement_gap_s", &rules->engagement_gap_s},
        {"engagement_reach_m", &rules->engagement_reach_m},
        {"quiet_s", &rules->quiet_s},
        {"reach_m", &rules->reach_m},
        {"heavy_reach_m", &rules->heavy_reach_m},
        {"decided_p", &rules->decided_p},
    };
    const char *keys[TCT_COUNT(numbers) + 2] = {"unit", "day_starts"};
    size_t unit = (size_t)rules->unit;
    for (size_t i = 0; i < TCT_COUNT(numbers); i++)
        keys[2 + i] = numbers[i].key;
    enum tct_status status = tct_yaml_keys(root, keys, TCT_COUNT(keys), err);
    for (size_t i = 0; i < TCT_COUNT(numbers) && status == TCT_OK; i++)
        status =
            tct_yaml_number(tct_yaml_find(root, numbers[i].key), 0.0, 1e6, numbers[i].number, err);
    if (status == TCT_OK)
        status = tct_yaml_choice(tct_yaml_find(root, "unit"), TCT_UNIT_NAMES, TCT_UNIT_COUNT, &unit,
                                 err);
    rules->unit = (enum tct_unit)unit;
    return status == TCT_OK ? read_day(tct_yaml_find(root, "day_starts"), &rules->day_starts_s, err)
                            : status;
}

enum tct_status tct_rules_load(const char *path, struct tct_rules *ret, struct tct_error *err)
{
    struct tct_arena arena;
    const struct tct_yaml_node *root = NULL;
    struct tct_error why;
    *ret = tct_rules_default();
    tct_arena_init(&arena, ARENA_BYTES);
    enum tct_status status = tct_yaml_load(path, &arena, &root, err);
    if (status == TCT_OK)
        status = read_rules(root, ret, err);
    if (status == TCT_OK && tct_rules_check(ret, &why) != TCT_OK)
        status = tct_fail(err, TCT_ERR_INPUT, "%.300s: %s", path, why.text);
    tct_arena_free(&arena);
    return status;
}
