/* Procedures of cases as YAML. */
#include "procedure_words.h"
#include "tacet/face/procedure_file.h"
#include "yaml_wait.h"

const char *const REQUIRED_NAMES[TCT_REQUIRED_COUNT] = {"nothing", "refusal", "new_evidence",
                                                        "finding"};
const char *const EFFECT_NAMES[EFFECT_COUNT] = {"release", "release_own", "publish", "remind"};

static void print_roles(const struct tct_procedure *procedure, FILE *out)
{
    (void)fprintf(out, "roles:\n");
    for (size_t i = 0; i < procedure->role_count; i++)
        (void)fprintf(out, "  %s: %s\n", procedure->roles[i].name,
                      procedure->roles[i].standing == TCT_STANDING_SIDE ? "side" : "mission");
    (void)fprintf(out, "acts:\n");
    for (int kind = 0; kind < TCT_ACT_KIND_COUNT; kind++) {
        const char *before = "";
        if (procedure->may[kind] == 0)
            continue;
        (void)fprintf(out, "  %s: [", tct_act_name((enum tct_act_kind)kind));
        for (size_t i = 0; i < procedure->role_count; i++) {
            if ((procedure->may[kind] >> i & 1) == 0)
                continue;
            (void)fprintf(out, "%s%s", before, procedure->roles[i].name);
            before = ", ";
        }
        (void)fprintf(out, "]\n");
    }
}

static void print_steps(const struct tct_procedure *procedure, FILE *out)
{
    (void)fprintf(out, "steps:\n");
    for (size_t i = 0; i < procedure->step_count; i++) {
        const struct tct_step *step = &procedure->steps[i];
        char deadline[YAML_WAIT_BYTES];
        yaml_wait_print(step->deadline_s, deadline);
        (void)fprintf(out, "  %s: {deadline: %s%s%s}\n", step->id, deadline,
                      step->final ? ", final: true" : "", step->beside ? ", beside: true" : "");
    }
}

static void print_needs(const struct tct_procedure *procedure, const char *key,
                        const struct tct_needs *needs, FILE *out)
{
    if (needs->count == 0)
        return;
    (void)fprintf(out, "    %s:\n", key);
    for (size_t i = 0; i < needs->count; i++) {
        const struct tct_need *need = &needs->list[i];
        (void)fprintf(out, "      - {role: %s", procedure->roles[need->role].name);
        if (need->count > 1)
            (void)fprintf(out, ", count: %u", need->count);
        (void)fprintf(out, "%s}\n", need->each_side ? ", each_side: true" : "");
    }
}

static void print_effects(const struct tct_transition *transition, FILE *out)
{
    const bool has[EFFECT_COUNT] = {
        [EFFECT_RELEASE] = transition->release == TCT_RELEASE_BOTH,
        [EFFECT_RELEASE_OWN] = transition->release == TCT_RELEASE_OWN,
        [EFFECT_PUBLISH] = transition->publishes,
        [EFFECT_REMIND] = transition->reminds,
    };
    const char *before = "    effects: [";
    bool any = false;
    for (size_t i = 0; i < EFFECT_COUNT; i++) {
        if (!has[i])
            continue;
        (void)fprintf(out, "%s%s", before, EFFECT_NAMES[i]);
        before = ", ";
        any = true;
    }
    if (any)
        (void)fprintf(out, "]\n");
}

static void print_transition(const struct tct_procedure *procedure,
                             const struct tct_transition *transition, FILE *out)
{
    const char *before = "";
    (void)fprintf(out, "  %s:\n    from: [", transition->id);
    for (size_t i = 0; i < procedure->step_count; i++) {
        if ((transition->from >> i & 1) == 0)
            continue;
        (void)fprintf(out, "%s%s", before, procedure->steps[i].id);
        before = ", ";
    }
    (void)fprintf(out, "]\n    to: %s\n",
                  transition->to == TCT_NO_STEP ? PROCEDURE_BACK
                                                : procedure->steps[transition->to].id);
    print_needs(procedure, "needs", &transition->needs, out);
    print_needs(procedure, "needs_when_overdue", &transition->when_overdue, out);
    if (transition->required != TCT_REQUIRED_NOTHING)
        (void)fprintf(out, "    requires: %s\n", REQUIRED_NAMES[transition->required]);
    print_effects(transition, out);
}

enum tct_status tct_procedure_print(const struct tct_procedure *procedure, FILE *out,
                                    struct tct_error *err)
{
    print_roles(procedure, out);
    print_steps(procedure, out);
    (void)fprintf(out, "transitions:\n");
    for (size_t i = 0; i < procedure->transition_count; i++)
        print_transition(procedure, &procedure->transitions[i], out);
    return ferror(out) == 0 ? TCT_OK : tct_fail(err, TCT_ERR_IO, "writing failed");
}
