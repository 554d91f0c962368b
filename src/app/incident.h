/* What the subcommands of tacet incident have in common. */
#ifndef TACET_APP_INCIDENT_H
#define TACET_APP_INCIDENT_H

#include "ground.h"
#include "incident_engine.h"
#include "incident_hearing.h"
#include "tacet/store.h"

extern const struct command command_incident_day;
extern const struct command command_incident_derive;
extern const struct command command_incident_dump;
extern const struct command command_incident_find;
extern const struct command command_incident_list;
extern const struct command command_incident_show;

/* The rules of a file, or the default ones for NULL. */
TCT_MUST_CHECK enum tct_status incident_rules(const char *path, struct tct_rules *ret,
                                              struct tct_error *err);

/* A store that must be there; NULL is an error of use. Errors: those of tct_store_open. */
TCT_MUST_CHECK enum tct_status incident_store_open(const char *path, struct tct_store *ret,
                                                   struct tct_error *err);

/* "2026-11-27" as the beginning of the day of that name. Errors: TCT_ERR_USE. */
TCT_MUST_CHECK enum tct_status incident_day_of(const char *text, int64_t *ret_ns,
                                               struct tct_error *err);

#endif
