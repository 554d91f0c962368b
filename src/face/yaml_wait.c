/* Waits, as people write them in settings. */
#include "yaml_wait.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    char unit;
    double s;
} UNITS[] = {{'d', 86400.0}, {'h', 3600.0}, {'m', 60.0}, {'s', 1.0}};

enum tct_status yaml_wait(const struct tct_yaml_node *node, double *ret_s, struct tct_error *err)
{
    const char *text = NULL;
    char *end = NULL;
    if (node == NULL)
        return TCT_OK;
    enum tct_status status = tct_yaml_string(node, &text, err);
    if (status != TCT_OK)
        return status;
    if (strcmp(text, "never") == 0) {
        *ret_s = INFINITY;
        return TCT_OK;
    }
    double number = strtod(text, &end);
    for (size_t i = 0; i < TCT_COUNT(UNITS); i++) {
        if (end != text && end[0] == UNITS[i].unit && end[1] == '\0' && isfinite(number)) {
            *ret_s = number * UNITS[i].s;
            return TCT_OK;
        }
    }
    return tct_yaml_fail(node, "never, or a wait as 0s, 90m, 24h or 7d", err);
}

void yaml_wait_print(double wait_s, char ret_text[YAML_WAIT_BYTES])
{
    size_t unit = 0;
    if (isinf(wait_s)) {
        (void)snprintf(ret_text, YAML_WAIT_BYTES, "never");
        return;
    }
    while (unit + 1 < TCT_COUNT(UNITS) && fmod(wait_s, UNITS[unit].s) != 0.0)
        unit++;
    (void)snprintf(ret_text, YAML_WAIT_BYTES, "%.17g%c", wait_s / UNITS[unit].s, UNITS[unit].unit);
}
