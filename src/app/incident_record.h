/* The record's entries, given to the engine of incidents one by one. */
#ifndef TACET_APP_INCIDENT_RECORD_H
#define TACET_APP_INCIDENT_RECORD_H

#include "incident_engine.h"
#include "record.h"

/* What an entry was taken for. `text` is a JSON object; it holds until the function returns. */
typedef enum tct_status incident_entry_fn(void *user, uint64_t index, const char *text,
                                          struct tct_error *err);

/* Reads the log in `folder`, every entry of it followed up to its head, opens what its keeper can
 * open, and gives all to the engine: events as they are; statements whose author an earlier entry
 * names, and whose signature is true; the rest is passed over. What is refused is told to `told`
 * with its reason, like everything else. `ret_head` is where the log stands. Errors: those of
 * reading the log, of the engine, of `told`. */
TCT_MUST_CHECK enum tct_status incident_record_read(const char *folder,
                                                    const struct tct_sector *sector,
                                                    struct incident_engine *engine,
                                                    incident_entry_fn *told, void *told_user,
                                                    struct tct_checkpoint *ret_head,
                                                    struct tct_error *err);

/* Whether the log goes on from a head that it had: one that does not was rewritten. Errors:
 * TCT_ERR_INPUT (it does not), those of reading it. */
TCT_MUST_CHECK enum tct_status incident_record_continues(const char *folder, uint64_t size,
                                                         const uint8_t root[TCT_HASH_BYTES],
                                                         struct tct_error *err);

#endif
