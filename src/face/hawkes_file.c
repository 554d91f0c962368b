/* Self-exciting models as JSON, out and in. */
#include "tacet/face/hawkes_file.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const KERNELS[TCT_KERNEL_COUNT] = {"none", "exponential", "sum", "omori"};

const char *tct_kernel_name(enum tct_kernel kernel)
{
    return KERNELS[kernel];
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *numbers(const double *values, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(list, number(values[i]));
    return list;
}

static json_t *matrix(double values[][TCT_TENSION_TYPES_MAX], size_t count)
{
    json_t *rows = json_array();
    for (size_t d = 0; d < count; d++)
        (void)json_array_append_new(rows, numbers(values[d], count));
    return rows;
}

static void set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new(object, key, value);
}

static json_t *shape(const struct tct_hawkes *model)
{
    json_t *object = json_object();
    set(object, "kernel", json_string(KERNELS[model->kernel]));
    if (model->kernel == TCT_KERNEL_EXPONENTIAL)
        set(object, "decay", number(model->decay));
    if (model->kernel == TCT_KERNEL_SUM) {
        set(object, "scale", numbers(model->scale, model->scale_count));
        set(object, "weight", numbers(model->weight, model->scale_count));
    }
    if (model->kernel == TCT_KERNEL_OMORI) {
        set(object, "c", number(model->c));
        set(object, "p", number(model->p));
    }
    return object;
}

enum tct_status tct_hawkes_to_json(const struct tct_hawkes_file *file, char **ret_text,
                                   size_t *ret_bytes, struct tct_error *err)
{
    struct tct_hawkes_fit fit = file->fit;
    const struct tct_hawkes *model = &fit.model;
    json_t *object = json_object();
    set(object, "kind", json_string("tension_model"));
    set(object, "from", number(file->from));
    set(object, "to", number(file->to));
    set(object, "events", json_integer((json_int_t)file->events));
    set(object, "mu", numbers(model->mu, model->type_count));
    set(object, "mu_sigma", numbers(fit.mu_sigma, model->type_count));
    if (model->kernel != TCT_KERNEL_NONE) {
        set(object, "n", matrix(fit.model.n, model->type_count));
        set(object, "n_sigma", matrix(fit.n_sigma, model->type_count));
    }
    set(object, "answers", shape(model));
    set(object, "day", number(model->day));
    set(object, "background_rhythm", numbers(model->background, 2 * model->background_harmonics));
    set(object, "answer_rhythm", numbers(model->answer, 2 * model->answer_harmonics));
    set(object, "dead_time", number(model->dead_time));
    set(object, "dead_rate", number(model->dead_rate));
    set(object, "log_likelihood", number(fit.log_likelihood));
    set(object, "parameters", json_integer((json_int_t)fit.parameter_count));
    set(object, "aic", number(fit.aic));
    set(object, "converged", json_boolean(fit.converged));
    set(object, "ks", number(file->ks));
    set(object, "ks_p", number(file->ks_p));
    *ret_text =
        object == NULL ? NULL : json_dumps(object, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    json_decref(object);
    if (*ret_text == NULL)
        return tct_fail(err, TCT_ERR_MEMORY, "out of memory");
    *ret_bytes = strlen(*ret_text);
    return TCT_OK;
}

/* What is read, and where the first thing was wrong. */
struct reading {
    const char *name;
    struct tct_error *err;
    enum tct_status status;
};

static void wrong(struct reading *in, const char *key, const char *expected)
{
    if (in->status == TCT_OK)
        in->status = tct_fail(in->err, TCT_ERR_INPUT, "%.200s: member %s: expected %s", in->name,
                              key, expected);
}

static double get(struct reading *in, const json_t *object, const char *key, double low,
                  double high)
{
    const json_t *value = json_object_get(object, key);
    double found = json_is_number(value) ? json_number_value(value) : (double)NAN;
    if (!(found >= low && found <= high))
        wrong(in, key, "a number that can be");
    return found;
}

/* Answers how many there are, at most `most`. */
static size_t get_list(struct reading *in, const json_t *list, const char *key, size_t most,
                       double low, double *ret)
{
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count > most) {
        wrong(in, key, "a list of numbers that is not too long");
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, i);
        ret[i] = json_is_number(value) ? json_number_value(value) : (double)NAN;
        if (!(ret[i] >= low && ret[i] <= 1e12))
            wrong(in, key, "numbers that can be");
    }
    return count;
}

static void get_shape(struct reading *in, const json_t *object, struct tct_hawkes *ret)
{
    const char *kernel = json_string_value(json_object_get(object, "kernel"));
    ret->kernel = TCT_KERNEL_COUNT;
    for (int k = 0; kernel != NULL && k < TCT_KERNEL_COUNT; k++)
        if (strcmp(kernel, KERNELS[k]) == 0)
            ret->kernel = (enum tct_kernel)k;
    if (ret->kernel == TCT_KERNEL_COUNT)
        wrong(in, "answers.kernel", "none, exponential, sum or omori");
    if (ret->kernel == TCT_KERNEL_EXPONENTIAL)
        ret->decay = get(in, object, "decay", 1e-12, 1e12);
    if (ret->kernel == TCT_KERNEL_OMORI) {
        ret->c = get(in, object, "c", 1e-12, 1e12);
        ret->p = get(in, object, "p", 1.0 + 1e-9, 99.0);
    }
    if (ret->kernel == TCT_KERNEL_SUM) {
        ret->scale_count = get_list(in, json_object_get(object, "scale"), "answers.scale",
                                    TCT_HAWKES_SUM_MAX, 1e-12, ret->scale);
        if (get_list(in, json_object_get(object, "weight"), "answers.weight", TCT_HAWKES_SUM_MAX,
                     0.0, ret->weight) != ret->scale_count)
            wrong(in, "answers.weight", "as many as scales");
    }
}

static size_t get_rhythm(struct reading *in, const json_t *object, const char *key, double *ret)
{
    size_t count =
        get_list(in, json_object_get(object, key), key, 2 * TCT_HAWKES_HARMONICS_MAX, -100.0, ret);
    if (count % 2 != 0)
        wrong(in, key, "pairs of cosine and sine");
    return count / 2;
}

static void get_model(struct reading *in, const json_t *object, struct tct_hawkes *ret)
{
    ret->type_count =
        get_list(in, json_object_get(object, "mu"), "mu", TCT_TENSION_TYPES_MAX, 0.0, ret->mu);
    get_shape(in, json_object_get(object, "answers"), ret);
    for (size_t d = 0; ret->kernel != TCT_KERNEL_NONE && d < ret->type_count; d++)
        if (get_list(in, json_array_get(json_object_get(object, "n"), d), "n",
                     TCT_TENSION_TYPES_MAX, 0.0, ret->n[d]) != ret->type_count)
            wrong(in, "n", "a row for each type");
    ret->day = get(in, object, "day", 0.0, 1e12);
    ret->background_harmonics = get_rhythm(in, object, "background_rhythm", ret->background);
    ret->answer_harmonics = get_rhythm(in, object, "answer_rhythm", ret->answer);
    ret->dead_time = get(in, object, "dead_time", 0.0, 1e12);
    ret->dead_rate = get(in, object, "dead_rate", 0.0, 1.0);
}

enum tct_status tct_hawkes_from_json(const char *name, const char *text, size_t bytes,
                                     struct tct_hawkes_file *ret, struct tct_error *err)
{
    json_error_t why;
    struct reading in = {name, err, TCT_OK};
    json_t *object = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &why);
    *ret = (struct tct_hawkes_file){0};
    const char *kind = json_string_value(json_object_get(object, "kind"));
    if (kind == NULL || strcmp(kind, "tension_model") != 0) {
        json_decref(object);
        return tct_fail_at(err, TCT_ERR_INPUT, name, 0,
                           object == NULL ? why.text : "another object",
                           "a model of 'tacet tension fit'");
    }
    ret->from = get(&in, object, "from", -1e12, 1e12);
    ret->to = get(&in, object, "to", -1e12, 1e12);
    ret->events = (size_t)get(&in, object, "events", 0.0, 1e12);
    get_model(&in, object, &ret->fit.model);
    json_decref(object);
    return in.status;
}
