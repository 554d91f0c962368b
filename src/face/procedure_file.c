/* Procedures of cases from YAML. */
#include "tacet/face/procedure_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "procedure_words.h"
#include "yaml_wait.h"

enum { ARENA_BYTES = 64 << 20 };

/* ---- Names that the file itself gives -----------------------------------------------------------
 */

typedef enum tct_status read_named_fn(const struct tct_yaml_node *node, const char *name,
                                      struct tct_procedure *procedure, struct tct_error *err);

/* Each entry of the map `key`, in its order. */
static enum tct_status read_map(const struct tct_yaml_node *root, const char *key, size_t most,
                                read_named_fn *read, struct tct_procedure *procedure,
                                struct tct_error *err)
{
    const struct tct_yaml_node *map = NULL;
    char expected[64];
    enum tct_status status = tct_yaml_need(root, key, &map, err);
    if (status != TCT_OK)
        return status;
    (void)snprintf(expected, sizeof(expected), "1 to %zu of them by their names", most);
    if (tct_yaml_kind(map) != TCT_YAML_MAP || tct_yaml_count(map) == 0 ||
        tct_yaml_count(map) > most)
        return tct_yaml_fail(map, expected, err);
    for (size_t i = 0; i < tct_yaml_count(map) && status == TCT_OK; i++)
        status = read(tct_yaml_item(map, i), tct_yaml_key(map, i), procedure, err);
    return status;
}

static enum tct_status take_name(const struct tct_yaml_node *node, const char *name, char *ret,
                                 size_t room, struct tct_error *err)
{
    if (snprintf(ret, room, "%s", name) < (int)room)
        return TCT_OK;
    return tct_yaml_fail(node, "what belongs to a name of at most 31 bytes", err);
}

static enum tct_status read_role(const struct tct_yaml_node *node, const char *name,
                                 struct tct_procedure *procedure, struct tct_error *err)
{
    static const char *const STANDINGS[] = {
        [TCT_STANDING_MISSION] = "mission", [TCT_STANDING_SIDE] = "side"};
    struct tct_procedure_role *role = &procedure->roles[procedure->role_count++];
    size_t standing = 0;
    enum tct_status status = take_name(node, name, role->name, sizeof(role->name), err);
    if (status == TCT_OK)
        status = tct_yaml_choice(node, STANDINGS, TCT_COUNT(STANDINGS), &standing, err);
    role->standing = (enum tct_standing)standing;
    return status;
}

static enum tct_status read_truth(const struct tct_yaml_node *node, bool *ret,
                                  struct tct_error *err)
{
    static const char *const TRUTHS[] = {"false", "true"};
    size_t truth = *ret;
    enum tct_status status =
        node == NULL ? TCT_OK : tct_yaml_choice(node, TRUTHS, TCT_COUNT(TRUTHS), &truth, err);
    *ret = truth == 1;
    return status;
}

static enum tct_status read_step(const struct tct_yaml_node *node, const char *name,
                                 struct tct_procedure *procedure, struct tct_error *err)
{
    static const char *const KEYS[] = {"deadline", "final", "beside"};
    struct tct_step *step = &procedure->steps[procedure->step_count++];
    step->deadline_s = INFINITY;
    enum tct_status status = take_name(node, name, step->id, sizeof(step->id), err);
    if (status == TCT_OK && strcmp(name, PROCEDURE_BACK) == 0)
        status = tct_yaml_fail(node, "what belongs to another name than \"back\"", err);
    if (status == TCT_OK)
        status = tct_yaml_keys(node, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK)
        status = yaml_wait(tct_yaml_find(node, "deadline"), &step->deadline_s, err);
    if (status == TCT_OK)
        status = read_truth(tct_yaml_find(node, "final"), &step->final, err);
    return status == TCT_OK ? read_truth(tct_yaml_find(node, "beside"), &step->beside, err)
                            : status;
}

/* One of the names that the file gave to roles. */
static enum tct_status read_role_name(const struct tct_yaml_node *node,
                                      const struct tct_procedure *procedure, size_t *ret,
                                      struct tct_error *err)
{
    const char *words[TCT_PROCEDURE_ROLES_MAX];
    for (size_t i = 0; i < procedure->role_count; i++)
        words[i] = procedure->roles[i].name;
    return tct_yaml_choice(node, words, procedure->role_count, ret, err);
}

/* A step; with `back` the word for none of them as well, which is TCT_NO_STEP. */
static enum tct_status read_step_name(const struct tct_yaml_node *node,
                                      const struct tct_procedure *procedure, bool back, size_t *ret,
                                      struct tct_error *err)
{
    const char *words[TCT_STEPS_MAX + 1];
    size_t count = procedure->step_count, index = 0;
    for (size_t i = 0; i < count; i++)
        words[i] = procedure->steps[i].id;
    words[count] = PROCEDURE_BACK;
    enum tct_status status = tct_yaml_choice(node, words, back ? count + 1 : count, &index, err);
    *ret = index == count ? TCT_NO_STEP : index;
    return status;
}

/* ---- Acts and transitions -----------------------------------------------------------------------
 */

static enum tct_status read_acts(const struct tct_yaml_node *root, struct tct_procedure *procedure,
                                 struct tct_error *err)
{
    const struct tct_yaml_node *map = NULL;
    const char *keys[TCT_ACT_KIND_COUNT];
    size_t count = 0;
    for (int kind = 0; kind < TCT_ACT_KIND_COUNT; kind++)
        if (kind != TCT_ACT_CONSENT)
            keys[count++] = tct_act_name((enum tct_act_kind)kind);
    enum tct_status status = tct_yaml_need(root, "acts", &map, err);
    if (status == TCT_OK)
        status = tct_yaml_keys(map, keys, count, err);
    for (int kind = 0; kind < TCT_ACT_KIND_COUNT && status == TCT_OK; kind++) {
        const struct tct_yaml_node *list =
            tct_yaml_find(map, tct_act_name((enum tct_act_kind)kind));
        if (list == NULL)
            continue;
        status = tct_yaml_list(list, 1, TCT_PROCEDURE_ROLES_MAX, err);
        for (size_t i = 0; i < tct_yaml_count(list) && status == TCT_OK; i++) {
            size_t role = 0;
            status = read_role_name(tct_yaml_item(list, i), procedure, &role, err);
            procedure->may[kind] |= UINT32_C(1) << role;
        }
    }
    return status;
}

static enum tct_status read_need(const struct tct_yaml_node *node,
                                 const struct tct_procedure *procedure, struct tct_need *ret,
                                 struct tct_error *err)
{
    static const char *const KEYS[] = {"role", "count", "each_side"};
    const struct tct_yaml_node *role = NULL;
    int64_t count = 1;
    enum tct_status status = tct_yaml_keys(node, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK)
        status = tct_yaml_need(node, "role", &role, err);
    if (status == TCT_OK)
        status = read_role_name(role, procedure, &ret->role, err);
    if (status == TCT_OK)
        status = tct_yaml_integer(tct_yaml_find(node, "count"), 1, TCT_NEED_COUNT_MAX, &count, err);
    if (status == TCT_OK)
        status = read_truth(tct_yaml_find(node, "each_side"), &ret->each_side, err);
    ret->count = (unsigned)count;
    return status;
}

static enum tct_status read_needs(const struct tct_yaml_node *list,
                                  const struct tct_procedure *procedure, struct tct_needs *ret,
                                  struct tct_error *err)
{
    enum tct_status status = list == NULL ? TCT_OK : tct_yaml_list(list, 1, TCT_NEEDS_MAX, err);
    for (size_t i = 0; list != NULL && i < tct_yaml_count(list) && status == TCT_OK; i++)
        status = read_need(tct_yaml_item(list, i), procedure, &ret->list[ret->count++], err);
    return status;
}

static enum tct_status read_effects(const struct tct_yaml_node *list,
                                    struct tct_transition *transition, struct tct_error *err)
{
    enum tct_status status = list == NULL ? TCT_OK : tct_yaml_list(list, 1, EFFECT_COUNT, err);
    for (size_t i = 0; list != NULL && i < tct_yaml_count(list) && status == TCT_OK; i++) {
        const struct tct_yaml_node *node = tct_yaml_item(list, i);
        size_t effect = 0;
        status = tct_yaml_choice(node, EFFECT_NAMES, EFFECT_COUNT, &effect, err);
        bool release = effect == EFFECT_RELEASE || effect == EFFECT_RELEASE_OWN;
        if (status == TCT_OK && release && transition->release != TCT_RELEASE_NOTHING)
            status = tct_yaml_fail(node, "release or release_own once", err);
        else if (release)
            transition->release = effect == EFFECT_RELEASE ? TCT_RELEASE_BOTH : TCT_RELEASE_OWN;
        transition->publishes = transition->publishes || effect == EFFECT_PUBLISH;
        transition->reminds = transition->reminds || effect == EFFECT_REMIND;
    }
    return status;
}

static enum tct_status read_ends(const struct tct_yaml_node *node,
                                 const struct tct_procedure *procedure,
                                 struct tct_transition *transition, struct tct_error *err)
{
    const struct tct_yaml_node *from = NULL, *to = NULL;
    enum tct_status status = tct_yaml_need(node, "from", &from, err);
    if (status == TCT_OK)
        status = tct_yaml_list(from, 1, TCT_STEPS_MAX, err);
    for (size_t i = 0; status == TCT_OK && i < tct_yaml_count(from); i++) {
        size_t step = 0;
        status = read_step_name(tct_yaml_item(from, i), procedure, false, &step, err);
        if (status == TCT_OK)
            transition->from |= UINT32_C(1) << step;
    }
    if (status == TCT_OK)
        status = tct_yaml_need(node, "to", &to, err);
    return status == TCT_OK ? read_step_name(to, procedure, true, &transition->to, err) : status;
}

static enum tct_status read_transition(const struct tct_yaml_node *node, const char *name,
                                       struct tct_procedure *procedure, struct tct_error *err)
{
    static const char *const KEYS[] = {"from",     "to",     "needs", "needs_when_overdue",
                                       "requires", "effects"};
    struct tct_transition *transition = &procedure->transitions[procedure->transition_count++];
    const struct tct_yaml_node *needs = NULL;
    const struct tct_yaml_node *requires = NULL;
    size_t required = 0;
    enum tct_status status = take_name(node, name, transition->id, sizeof(transition->id), err);
    if (status == TCT_OK)
        status = tct_yaml_keys(node, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK)
        status = read_ends(node, procedure, transition, err);
    if (status == TCT_OK)
        status = tct_yaml_need(node, "needs", &needs, err);
    if (status == TCT_OK)
        status = read_needs(needs, procedure, &transition->needs, err);
    if (status == TCT_OK)
        status = read_needs(tct_yaml_find(node, "needs_when_overdue"), procedure,
                            &transition->when_overdue, err);
    if (status == TCT_OK)
    requires = tct_yaml_find(node, "requires");
    if (requires != NULL)
        status = tct_yaml_choice(requires, REQUIRED_NAMES, TCT_REQUIRED_COUNT, &required, err);
    transition->required = (enum tct_required)required;
    return status == TCT_OK ? read_effects(tct_yaml_find(node, "effects"), transition, err)
                            : status;
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

static enum tct_status read_procedure(const char *file, const struct tct_yaml_node *root,
                                      struct tct_procedure *ret, struct tct_error *err)
{
    static const char *const KEYS[] = {"roles", "acts", "steps", "transitions"};
    struct tct_error why;
    *ret = (struct tct_procedure){0};
    enum tct_status status = tct_yaml_keys(root, KEYS, TCT_COUNT(KEYS), err);
    if (status == TCT_OK)
        status = read_map(root, "roles", TCT_PROCEDURE_ROLES_MAX, read_role, ret, err);
    if (status == TCT_OK)
        status = read_acts(root, ret, err);
    if (status == TCT_OK)
        status = read_map(root, "steps", TCT_STEPS_MAX, read_step, ret, err);
    if (status == TCT_OK)
        status = read_map(root, "transitions", TCT_TRANSITIONS_MAX, read_transition, ret, err);
    if (status != TCT_OK)
        return status;
    status = tct_procedure_check(ret, NULL, &why);
    return status == TCT_OK ? TCT_OK : tct_fail(err, status, "%.200s: %s", file, why.text);
}

enum tct_status tct_procedure_load(const char *path, struct tct_procedure *ret,
                                   struct tct_error *err)
{
    struct tct_arena arena;
    const struct tct_yaml_node *root = NULL;
    tct_arena_init(&arena, ARENA_BYTES);
    enum tct_status status = tct_yaml_load(path, &arena, &root, err);
    if (status == TCT_OK)
        status = read_procedure(path, root, ret, err);
    tct_arena_free(&arena);
    return status;
}

enum tct_status tct_procedure_parse(const char *file, const char *text, size_t bytes,
                                    struct tct_procedure *ret, struct tct_error *err)
{
    struct tct_arena arena;
    const struct tct_yaml_node *root = NULL;
    tct_arena_init(&arena, ARENA_BYTES);
    enum tct_status status = tct_yaml_parse(file, text, bytes, &arena, &root, err);
    if (status == TCT_OK)
        status = read_procedure(file, root, ret, err);
    tct_arena_free(&arena);
    return status;
}
