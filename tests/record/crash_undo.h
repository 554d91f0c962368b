/* What a loss of power takes away: names and bytes that were written and not synced. The strictest
 * reading of POSIX: a name is kept once its folder was synced, bytes once their file was; unlike
 * with a killed process, where the system still has them. */
#ifndef TESTS_RECORD_CRASH_UNDO_H
#define TESTS_RECORD_CRASH_UNDO_H

#include <stdbool.h>
#include <stddef.h>

/* `keep` is a folder of the same file system for names that may come back. */
void undo_begin(const char *keep);

/* Told before it happens. */
void undo_note_write(int file);
void undo_note_removal(int folder, const char *name, bool is_folder);
void undo_note_rename(int from, const char *old_name, int to, const char *name);

/* Told after it happened. */
void undo_note_made(int folder, const char *name, bool is_folder);
void undo_note_sync(int file);

/* Takes away what is not synced, the latest first. False when that cannot be: something was synced
 * in a folder that itself was not. */
bool undo_all(void);

#endif
