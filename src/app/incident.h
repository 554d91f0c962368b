/* What the subcommands of tacet incident have in common. */
#ifndef TACET_APP_INCIDENT_H
#define TACET_APP_INCIDENT_H

#include "ground.h"
#include "incident_engine.h"
#include "incident_hearing.h"

extern const struct command command_incident_find;

/* The rules of a file, or the default ones for NULL. */
TCT_MUST_CHECK enum tct_status incident_rules(const char *path, struct tct_rules *ret,
                                              struct tct_error *err);

#endif
