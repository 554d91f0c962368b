/* Policies of disclosure from YAML. */
#include "tacet/face/disclosure_policy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "yaml_wait.h"

enum { ARENA_BYTES = 64 << 20 };

static const char *const STANDINGS[TCT_STANDING_COUNT] = {"mission", "side", "public"};
static const char *const OWNERS[TCT_OWNER_COUNT] = {"nobody", "own", "other"};
static const char *const GRANT_KEYS[] = {"coarse_after", "exact_after", "on"};

static enum tct_status read_occasions(const struct tct_yaml_node *node, struct tct_grant *grant,
                                      struct tct_error *err)
{
    static const char *const OCCASIONS[] = {"release", "finding"};
    enum tct_status status =
        node == NULL ? TCT_OK : tct_yaml_list(node, 1, TCT_COUNT(OCCASIONS), err);
    for (size_t i = 0; node != NULL && status == TCT_OK && i < tct_yaml_count(node); i++) {
        size_t occasion = 0;
        status = tct_yaml_choice(tct_yaml_item(node, i), OCCASIONS, TCT_COUNT(OCCASIONS), &occasion,
                                 err);
        if (occasion == 0)
            grant->exact_on_release = true;
        else
            grant->exact_on_finding = true;
    }
    return status;
}

static enum tct_status read_grant(const struct tct_yaml_node *node, struct tct_grant *ret,
                                  struct tct_error *err)
{
    struct tct_grant grant = {.coarse_after_s = (double)NAN, .exact_after_s = INFINITY};
    enum tct_status status = tct_yaml_keys(node, GRANT_KEYS, TCT_COUNT(GRANT_KEYS), err);
    if (status == TCT_OK)
        status = yaml_wait(tct_yaml_find(node, "coarse_after"), &grant.coarse_after_s, err);
    if (status == TCT_OK)
        status = yaml_wait(tct_yaml_find(node, "exact_after"), &grant.exact_after_s, err);
    if (status == TCT_OK)
        status = read_occasions(tct_yaml_find(node, "on"), &grant, err);
    if (isnan(grant.coarse_after_s))
        grant.coarse_after_s = grant.exact_after_s;
    *ret = grant;
    return status;
}

/* One grant for whosever papers, or one for each: own, other, nobody's. */
static enum tct_status read_field(const struct tct_yaml_node *node,
                                  struct tct_grant ret[TCT_OWNER_COUNT], struct tct_error *err)
{
    bool parts = false;
    for (int owner = 0; owner < TCT_OWNER_COUNT; owner++)
        parts = parts || tct_yaml_find(node, OWNERS[owner]) != NULL;
    if (!parts) {
        enum tct_status status = read_grant(node, &ret[0], err);
        for (int owner = 1; owner < TCT_OWNER_COUNT; owner++)
            ret[owner] = ret[0];
        return status;
    }
    enum tct_status status = tct_yaml_keys(node, OWNERS, TCT_OWNER_COUNT, err);
    for (int owner = 0; owner < TCT_OWNER_COUNT && status == TCT_OK; owner++)
        if (tct_yaml_find(node, OWNERS[owner]) != NULL)
            status = read_grant(tct_yaml_find(node, OWNERS[owner]), &ret[owner], err);
    return status;
}

static enum tct_status read_role(const char *name, const struct tct_yaml_node *node,
                                 struct tct_role *ret, struct tct_error *err)
{
    const char *keys[TCT_FIELD_COUNT + 3] = {"standing", "grid_m", "clock_s"};
    const struct tct_yaml_node *standing_node = NULL;
    size_t standing = 0;
    struct tct_role role = {.grid_m = 1000.0, .clock_s = 60.0};
    if (snprintf(role.name, sizeof(role.name), "%s", name) >= (int)sizeof(role.name))
        return tct_yaml_fail(node, "the settings of a role with a name of at most 31 bytes", err);
    for (int field = 0; field < TCT_FIELD_COUNT; field++)
        keys[3 + field] = tct_field_name((enum tct_field)field);
    enum tct_status status = tct_yaml_keys(node, keys, TCT_COUNT(keys), err);
    if (status == TCT_OK)
        status = tct_yaml_need(node, "standing", &standing_node, err);
    if (status == TCT_OK)
        status = tct_yaml_choice(standing_node, STANDINGS, TCT_STANDING_COUNT, &standing, err);
    if (status == TCT_OK)
        status = tct_yaml_number(tct_yaml_find(node, "grid_m"), 1.0, 1e6, &role.grid_m, err);
    if (status == TCT_OK)
        status = tct_yaml_number(tct_yaml_find(node, "clock_s"), 1.0, 3e7, &role.clock_s, err);
    role.standing = (enum tct_standing)standing;
    for (int field = 0; field < TCT_FIELD_COUNT && status == TCT_OK; field++) {
        const struct tct_yaml_node *grants = tct_yaml_find(node, keys[3 + field]);
        for (int owner = 0; owner < TCT_OWNER_COUNT; owner++)
            role.grants[field][owner] =
                (struct tct_grant){.coarse_after_s = INFINITY, .exact_after_s = INFINITY};
        if (grants != NULL)
            status = read_field(grants, role.grants[field], err);
    }
    *ret = role;
    return status;
}

/* Takes the place of the role of this name, or is one more. */
static enum tct_status put_role(struct tct_disclosure_policy *policy,
                                const struct tct_yaml_node *node, const struct tct_role *role,
                                struct tct_error *err)
{
    for (size_t i = 0; i < policy->count; i++) {
        if (strcmp(policy->roles[i].name, role->name) == 0) {
            policy->roles[i] = *role;
            return TCT_OK;
        }
    }
    if (policy->count == TCT_ROLES_MAX)
        return tct_yaml_fail(node, "at most 32 roles", err);
    policy->roles[policy->count++] = *role;
    return TCT_OK;
}

static enum tct_status read_policy(const char *file, const struct tct_yaml_node *root,
                                   struct tct_disclosure_policy *ret, struct tct_error *err)
{
    static const char *const KEYS[] = {"roles"};
    const struct tct_yaml_node *roles = NULL;
    struct tct_error why;
    tct_disclosure_default(ret);
    enum tct_status status = tct_yaml_keys(root, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK)
        status = tct_yaml_need(root, "roles", &roles, err);
    if (status == TCT_OK && tct_yaml_kind(roles) != TCT_YAML_MAP)
        status = tct_yaml_fail(roles, "roles by their names", err);
    for (size_t i = 0; status == TCT_OK && i < tct_yaml_count(roles); i++) {
        struct tct_role role;
        status = read_role(tct_yaml_key(roles, i), tct_yaml_item(roles, i), &role, err);
        if (status == TCT_OK)
            status = put_role(ret, tct_yaml_item(roles, i), &role, err);
    }
    if (status == TCT_OK && tct_disclosure_check(ret, &why) != TCT_OK)
        status = tct_fail(err, TCT_ERR_INPUT, "%.200s: %s", file, why.text);
    return status;
}

enum tct_status tct_disclosure_load(const char *path, struct tct_disclosure_policy *ret,
                                    struct tct_error *err)
{
    struct tct_arena arena;
    const struct tct_yaml_node *root = NULL;
    tct_arena_init(&arena, ARENA_BYTES);
    enum tct_status status = tct_yaml_load(path, &arena, &root, err);
    if (status == TCT_OK)
        status = read_policy(path, root, ret, err);
    tct_arena_free(&arena);
    return status;
}

enum tct_status tct_disclosure_parse(const char *file, const char *text, size_t bytes,
                                     struct tct_disclosure_policy *ret, struct tct_error *err)
{
    struct tct_arena arena;
    const struct tct_yaml_node *root = NULL;
    tct_arena_init(&arena, ARENA_BYTES);
    enum tct_status status = tct_yaml_parse(file, text, bytes, &arena, &root, err);
    if (status == TCT_OK)
        status = read_policy(file, root, ret, err);
    tct_arena_free(&arena);
    return status;
}
